"""Locking the station: nothing of a person is seen, and nothing that was typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QDialog

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic_desk import ClinicDesk
    from clinicapp.ui.pages.clinic.form_page import FormPage
    from clinicapp.ui.pages.lock.lock_cover import LockCover


class StationLock(QObject):
    """Covers the window, and uncovers it at the worklist."""

    def __init__(
        self, frame: Frame, clinic: ClinicDesk, form_page: FormPage, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._clinic = clinic
        self._form_page = form_page
        self._cover: LockCover | None = None
        self._hidden: tuple[QDialog, ...] = ()
        self._unsaved: dict[UUID, str] = {}

    def lock(self) -> None:
        """Hide all patient data; readings that arrive from now on wait in the inbox.

        What was filed and saved stays in the person's draft, and what was typed and not saved yet
        is there again when the person is opened.
        """
        from clinicapp.ui.pages.lock.lock_cover import LockCover

        if self._cover is not None:
            return
        self._put_aside()
        self._hidden = self._frame.window.put_dialogs_away()
        self._clinic.close_person()
        theme, _compact = self._frame.clinic_area.look
        self._frame.window.set_covered(True)
        self._cover = LockCover(theme, self._frame.window, self._frame.questions.actor.name)
        self._cover.unlock_pressed.connect(self._unlock)

    def take_up(self, person_id: UUID) -> None:
        """A person was opened: open the entry panel again in which a lock interrupted."""
        card = self._unsaved.pop(person_id, "")
        if card:
            self._form_page.open_entry(card)

    def _put_aside(self) -> None:
        """Remember which entry panel is open; leaving it keeps what was typed there."""
        dialog, open_form = self._form_page.dialog, self._clinic.snapshot
        if dialog is not None and open_form is not None:
            self._unsaved[open_form.person.id] = dialog.spec.card
            dialog.reject()

    def _unlock(self) -> None:
        if self._cover is None:
            return
        self._cover.lift()
        self._cover = None
        self._frame.window.set_covered(False)
        self._frame.clinic_area.show_worklist()
        self._frame.worklist.refresh()
        for dialog in self._hidden:
            dialog.show()
        self._hidden = ()

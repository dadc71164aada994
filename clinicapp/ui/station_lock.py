"""Locking the station: nothing of a person is seen, and nothing that was typed is lost.

Where people sign in at the station, its cover is the sign-in screen; else a button unlocks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from clinicapp.ui.pages.worklist.worklist_page import WorklistPage

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.staff import Actor
    from clinicapp.front_door import FrontDoor
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
    from clinicapp.ui.desks.staff.sign_in_desk import SignInDesk
    from clinicapp.ui.pages.clinic.form_page import FormPage
    from clinicapp.ui.pages.lock.lock_cover import LockCover
    from clinicapp.ui.pages.sign_in.sign_in_cover import SignInCover


def put_dialogs_away() -> tuple[QDialog, ...]:
    """Take every dialog away that is in front of the window.

    Returns:
        Those that hold what somebody has typed: hidden, to be shown again. The others are closed,
        as Escape does.
    """
    # Where there is a panel to hide it is loaded already; no window waits for it.
    from clinicapp.ui.widgets.entry_dialog import EntryDialog

    hidden: list[QDialog] = []
    while isinstance(dialog := QApplication.activeModalWidget(), QDialog):
        if isinstance(dialog, EntryDialog):
            hidden.append(dialog)
            dialog.hide()
        else:
            dialog.reject()
    return tuple(hidden)


class StationLock(QObject):
    """Covers the window, and uncovers it at the worklist.

    Signal: ``opened(Actor)`` when somebody has come in at the sign-in screen, just before the cover
    is lifted.
    """

    opened = Signal(object)

    def __init__(
        self, frame: Frame, door: FrontDoor | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._door = door
        self._clinic: ClinicDesk | None = None
        self._form_page: FormPage | None = None
        self._cover: LockCover | SignInCover | None = None
        self._sign_in: SignInCover | None = None
        self._desk: SignInDesk | None = None
        self._hidden: dict[UUID, tuple[QDialog, ...]] = {}
        self._unsaved: dict[tuple[UUID, UUID], str] = {}
        frame.window.text_scale_changed.connect(lambda _: self._draw_anew())
        frame.window.folded.connect(self._draw_anew)

    @property
    def cover(self) -> LockCover | SignInCover | None:
        """What lies over the window; None while it is open."""
        return self._cover

    @property
    def desk(self) -> SignInDesk | None:
        """What serves the sign-in screen while it is shown."""
        return self._desk

    def attach(self, clinic: ClinicDesk, form_page: FormPage) -> None:
        """The form is there: from now on a lock closes it and puts aside what is typed."""
        self._clinic, self._form_page = clinic, form_page

    def lock(self, before: Actor | None, why: str = "", *, gone: bool = False) -> None:
        """Hide all patient data; readings that arrive from now on wait in the inbox.

        What was filed and saved stays in the person's draft, and what was typed and not saved yet
        is there again when the person is opened by whoever typed it.

        Args:
            before: who is signed in; None when nobody is.
            why: for the line at the bottom of the sign-in screen.
            gone: they are no longer signed in, so nobody takes over from them.
        """
        if self._cover is not None:
            return
        window = self._frame.window
        if before is not None:
            self._put_aside(before)
        dialogs = put_dialogs_away()
        if before is not None:
            self._hidden[before.id] = self._hidden.get(before.id, ()) + dialogs
        if self._clinic is not None:
            self._clinic.close_person()
        window.set_covered(True)
        self._cover = self._make_cover(None if gone else before, why)

    def take_up(self, person_id: UUID) -> None:
        """A person was opened: open the entry panel again in which a lock interrupted."""
        card = self._unsaved.pop((self._frame.questions.actor.id, person_id), "")
        if card and self._form_page is not None:
            self._form_page.open_entry(card)

    def stop(self) -> None:
        """Stop what ticks on the cover."""
        if self._desk is not None:
            self._desk.stop()

    def park(self, actor: Actor) -> None:
        """Put aside what somebody types, without a cover: another person takes over."""
        self._put_aside(actor)
        dialogs = put_dialogs_away()
        self._hidden[actor.id] = self._hidden.get(actor.id, ()) + dialogs
        if self._clinic is not None:
            self._clinic.close_person()

    def part(self, actor: Actor) -> None:
        """Another person has come in: their panels are not those that somebody left."""
        kept: list[QDialog] = []
        for dialog in self._hidden.pop(actor.id, ()):
            page = dialog.parent()
            if isinstance(page, WorklistPage):
                page.swap_entry(None)
                kept.append(dialog)
            else:
                # What was typed into it is kept by whoever opened it.
                dialog.reject()
        if kept:
            self._hidden[actor.id] = tuple(kept)

    def bring_back(self, actor: Actor) -> None:
        """Show the list of people, and the dialogs that somebody left half filled in."""
        from clinicapp.ui.widgets.entry_dialog import EntryDialog

        self._frame.clinic_area.show_worklist()
        self._frame.worklist.refresh()
        for dialog in self._hidden.pop(actor.id, ()):
            page = dialog.parent()
            if isinstance(page, WorklistPage) and isinstance(dialog, EntryDialog):
                page.swap_entry(dialog)
            dialog.show()

    def _make_cover(self, before: Actor | None, why: str) -> LockCover | SignInCover:
        theme, compact = self._frame.clinic_area.look
        window = self._frame.window
        if self._door is None:
            from clinicapp.ui.pages.lock.lock_cover import LockCover

            plain = LockCover(theme, window, self._frame.questions.actor.name)
            plain.unlock_pressed.connect(lambda: self._unlock(self._frame.questions.actor))
            return plain
        # Only a station that is locked, or where nobody is signed in yet, needs these.
        from clinicapp.ui.desks.staff.sign_in_desk import SignInDesk
        from clinicapp.ui.pages.sign_in.sign_in_cover import SignInCover

        frame = self._frame
        self._desk = SignInDesk(
            self._door,
            frame.questions,
            frame.devices,
            frame.shell,
            ward=frame.ward,
            before=before,
            why=why,
            parent=self,
        )
        self._desk.opened.connect(self.come_in)
        cover = SignInCover(self._desk.model, theme, window, compact=compact)
        self._sign_in = cover
        self._desk.start()
        return cover

    def _draw_anew(self) -> None:
        theme, compact = self._frame.clinic_area.look
        if self._sign_in is not None:
            self._sign_in.draw_anew(theme, compact=compact)

    def _put_aside(self, actor: Actor) -> None:
        """Remember which entry panel is open; leaving it keeps what was typed there."""
        if self._form_page is None or self._clinic is None:
            return
        dialog, open_form = self._form_page.dialog, self._clinic.snapshot
        if dialog is not None and open_form is not None:
            self._unsaved[actor.id, open_form.person.id] = dialog.spec.card
            dialog.reject()

    def come_in(self, actor: Actor) -> None:
        """Somebody is signed in: lift the cover."""
        self.opened.emit(actor)
        self._unlock(actor)

    def _unlock(self, actor: Actor) -> None:
        if self._cover is None:
            return
        self._cover.lift()
        self._cover = self._sign_in = None
        if self._desk is not None:
            self._desk.stop()
            self._desk.deleteLater()
            self._desk = None
        self._frame.window.set_covered(False)
        self.bring_back(actor)

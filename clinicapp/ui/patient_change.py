"""Leaving a person, or changing to another: never past a reading of theirs that still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinicapp.domain.gate import Decision
from clinicapp.domain.identity import needs_identifiers
from clinicapp.placing import ReadingPlaced
from clinicapp.ui.viewmodels.inbox.present_held import reading_value
from clinicapp.ui.widgets.ask_dialog import AskDialog
from clinicapp.ui.words.equipment import kind_text
from clinicapp.ui.words.held import why_short
from clinicapp.ui.words.plain import counted, listed, lower_first

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
    from clinicapp.ui.desks.clinic.inbox_desk import InboxDesk


class PatientChange(QObject):
    """Asks before the open person is left while a reading that came for them is held."""

    def __init__(
        self, frame: Frame, clinic: ClinicDesk, inbox: InboxDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._clinic = clinic
        self._pending: dict[UUID, str] = {}
        self._dialog: AskDialog | None = None
        frame.questions.happened.connect(self._on_event)
        inbox.used.connect(self._settled)
        inbox.discarded.connect(self._settled)
        clinic.closed.connect(self._pending.clear)

    @property
    def dialog(self) -> AskDialog | None:
        """The question while it is asked."""
        return self._dialog

    @property
    def waiting(self) -> str:
        """The readings that are held for the open person, in words; empty for none."""
        return listed(self._pending.values())

    def close_person(self) -> None:
        """Close the open person."""
        self._leave(self._clinic.close_person, self.tr("Close patient"))

    def open_person(self, person_id: UUID) -> None:
        """Open a person; leaves another who is open."""
        current = self._clinic.snapshot
        if current is not None and current.person.id == person_id:
            self._clinic.open_person(person_id)
            return

        def go() -> None:
            self._pending.clear()
            self._clinic.open_person(person_id)

        self._leave(go, self.tr("Change patient"))

    def switch_user(self, go: Callable[[], None]) -> None:
        """Let another member of staff take over; they come to the list of people."""
        self._leave(go, self.tr("Switch user"))

    def _leave(self, go: Callable[[], None], words: str) -> None:
        current = self._clinic.snapshot
        if current is None or not self._pending:
            go()
            return
        if self._dialog is not None:
            return
        theme, _compact = self._frame.clinic_area.look
        name = current.person.display_name
        count = counted(len(self._pending), "reading")
        waits = "is" if len(self._pending) == 1 else "are"
        dialog = AskDialog(
            theme,
            self._frame.window,
            title=self.tr("Leave {name}?").format(name=name),
            sentences=(
                f"{count} for {name} {waits} held: {self.waiting}.",
                "It is kept in the readings inbox whatever you choose, and is on no form until "
                "somebody decides.",
            ),
            stay=self.tr("Stay with {name}").format(name=name),
            go=words,
        )
        self._dialog = dialog
        dialog.accepted.connect(go)
        dialog.finished.connect(self._answered)
        dialog.ask()

    def _answered(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_event(self, event: object) -> None:
        current = self._clinic.snapshot
        if not isinstance(event, ReadingPlaced) or current is None:
            return
        placed, gate = event.placed, event.placed.gate
        if gate is None or placed.judged is None or gate.decision is not Decision.HOLD:
            return
        if needs_identifiers((placed.judged,), current.person.id):
            # Nobody knows whose it is, so whoever leaves this person leaves nothing of theirs.
            return
        value, unit = reading_value(placed.reading)
        kind = lower_first(kind_text(placed.reading.observation.kind))
        why = lower_first(why_short(gate.codes[0]))
        self._pending[placed.reading.id] = f"{kind} {value} {unit} ({why})"

    def _settled(self, reading_id: UUID) -> None:
        self._pending.pop(reading_id, None)

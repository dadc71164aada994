"""Serves the list of staff: adds and changes members, and gives one-time passwords."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.errors import Conflict
from clinicapp.services.staff import staff_list
from clinicapp.services.staff.staff_list import EntryRefused, StaffEntry
from clinicapp.ui.desks.asking import ON_TOP
from clinicapp.ui.viewmodels.staff.present_staff import present_staff, roles_of, staff_panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.errors import Refused
    from clinicapp.domain.staff import StaffMember
    from clinicapp.front_door import FrontDoor
    from clinicapp.services.staff.staff_list import StaffStanding
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class StaffDesk(QObject):
    """Serves one ``RegisterViewModel``.

    Signals: ``troubled(sentence)``; ``password_given(name, password)`` to be read out once;
    ``ending(StaffMember)`` asks whether somebody's access is really to end, answered by ``end``.
    """

    troubled = Signal(str)
    password_given = Signal(str, str)
    ending = Signal(object)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        door: FrontDoor,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._panels = panels
        self._door = door
        self._found: tuple[StaffStanding, ...] = ()
        self._next = ""
        model.chosen.connect(lambda _key: self._show())
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The page is on the screen: read everybody."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read everybody anew."""
        self._questions.ask(self._read, self._refused, staff_list.listed)

    def end(self, member: StaffMember) -> None:
        """End somebody's access, and with it their sign-ins."""
        self._set_active(member, active=False)

    def _read(self, found: tuple[StaffStanding, ...]) -> None:
        self._found = found
        self._show()
        chosen, self._next = self._next, ""
        if chosen:
            self._model.choose(chosen)

    def _show(self) -> None:
        self._model.show(present_staff(self._found, self._model.wanted))

    def _press(self, key: str) -> None:
        if key == "add":
            self._panels.open(staff_panel(None), partial(self._submit, None))
            return
        wanted = self._model.wanted
        found = next((each for each in self._found if str(each.member.id) == wanted), None)
        if found is None:
            return
        member = found.member
        match key:
            case "change":
                self._panels.open(staff_panel(member), partial(self._submit, member))
            case "reset":
                future = self._door.reset(self._questions.actor, member.id)
                given = partial(self._given, member.name)
                self._questions.hear(future, given, self._refused)
            case "end":
                self.ending.emit(member)
            case "restore":
                self._set_active(member, active=True)
            case _:
                pass

    def _submit(
        self, member: StaffMember | None, answers: Mapping[str, str], panel: OpenPanel
    ) -> None:
        entry = StaffEntry(
            name=answers.get("name", ""),
            title=answers.get("title", ""),
            roles=roles_of(answers),
            badge=answers.get("badge", ""),
            user_name=answers.get("user_name", ""),
            active=member is None or member.active,
        )

        def stored(saved: StaffMember) -> None:
            panel.saved()
            self._next = str(saved.id)
            self.refresh()

        def refused(refusal: Refused) -> None:
            errors = refusal.errors if isinstance(refusal, EntryRefused) else None
            # "roles" is a sentence about all of them together.
            panel.refused(errors if errors is not None else {ON_TOP: str(refusal)})
            if isinstance(refusal, Conflict):
                self.refresh()

        ask = self._questions.ask
        if member is None:
            ask(stored, refused, staff_list.add_member, entry)
        else:
            ask(stored, refused, staff_list.change_member, member.id, entry, member.version)

    def _set_active(self, member: StaffMember, *, active: bool) -> None:
        entry = StaffEntry(
            name=member.name,
            title=member.title,
            roles=member.roles,
            badge=member.badge or "",
            user_name=member.user_name or "",
            active=active,
        )
        self._questions.ask(
            lambda _saved: self.refresh(),
            self._refused,
            staff_list.change_member,
            UUID(str(member.id)),
            entry,
            member.version,
        )

    def _given(self, name: str, word: str) -> None:
        self.password_given.emit(name, word)
        self.refresh()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

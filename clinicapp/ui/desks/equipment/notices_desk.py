"""Serves the register of recalls and safety notices, and of the readings they affect."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.services.equipment import affected, notices
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_notices import (
    AFFECTED,
    NOTICES,
    NoticeTerms,
    add_panel,
    confirm_panel,
    note_panel,
    present_affected,
    present_notices,
    spare_panel,
    to_confirm,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinicapp.domain.errors import Refused
    from clinicapp.services.equipment.affected import Affected
    from clinicapp.services.equipment.notices import NoticeFound
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class NoticesDesk(QObject):
    """Serves one ``RegisterViewModel``; ``changed`` is called when something went out of use.

    Signal: ``troubled(sentence)``.
    """

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        changed: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._changed = changed
        self._asking = Asking(questions, panels, self._stored)
        self._found: tuple[NoticeFound, ...] | None = None
        self._tab = NOTICES
        self._notice: UUID | None = None
        self._affected: Affected | None = None
        model.chosen.connect(self._choose)
        model.tab_chosen.connect(self._choose_tab)
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The section is on the screen: read it."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read the notices anew."""
        zone = self._questions.backstage.zone
        self._questions.ask(self._read, self._refused, notices.view_notices, zone)

    def _stored(self) -> None:
        self._changed()
        self.refresh()

    def _read(self, found: tuple[NoticeFound, ...]) -> None:
        self._found = found
        self._show()

    def _terms(self) -> NoticeTerms:
        actor = self._questions.actor
        return NoticeTerms(
            zone=self._questions.backstage.zone,
            may_manage=actor.may(Permission.MANAGE_EQUIPMENT),
            may_see_people=actor.may(Permission.VIEW_PEOPLE),
        )

    def _show(self) -> None:
        if self._found is None:
            return
        wanted, terms = self._model.wanted, self._terms()
        if self._tab == NOTICES:
            self._model.show(present_notices(self._found, wanted, terms))
        else:
            waiting, found = to_confirm(self._found), self._chosen()
            self._model.show(present_affected(found, self._affected, wanted, terms, waiting))

    def _chosen(self) -> NoticeFound | None:
        return next((e for e in self._found or () if e.notice.id == self._notice), None)

    def _choose(self, key: str) -> None:
        if self._tab == NOTICES and key:
            self._notice = UUID(key)
        self._show()

    def _choose_tab(self, key: str) -> None:
        self._tab, self._affected = key, None
        if key != AFFECTED or self._notice is None:
            self._show()
        else:
            zone = self._questions.backstage.zone
            self._questions.ask(self._listed, self._refused, affected.affected, self._notice, zone)

    def _listed(self, found: Affected) -> None:
        self._affected = found
        self._show()

    def _press(self, key: str) -> None:
        found = self._chosen()
        if key == "add":
            self._asking.open(add_panel(), self._add)
        elif found is None:
            return
        elif key == "affected":
            self._model.choose_tab(AFFECTED)
        elif key == "confirm":
            self._asking.open(confirm_panel(found), self._confirm)
        elif key == "spare":
            self._asking.open(spare_panel(found), self._spare)
        else:
            act = notices.close if key == "close" else notices.withdraw
            notice_id = found.notice.id

            def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
                zone = self._questions.backstage.zone
                self._asking.ask(panel, act, notice_id, answers.get("note", ""), zone)

            self._asking.open(note_panel(found, key), submit)

    def _add(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        zone = self._questions.backstage.zone
        self._asking.ask(panel, notices.add_notice, answers, zone)

    def _confirm(self, _answers: Mapping[str, str], panel: OpenPanel) -> None:
        if self._notice is not None:
            zone = self._questions.backstage.zone
            self._asking.ask(panel, notices.confirm, self._notice, zone)

    def _spare(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        item = answers.get("item", "")
        if not item:
            panel.refused({"item": "Choose which one is not affected."})
        elif self._notice is not None:
            zone, note = self._questions.backstage.zone, answers.get("note", "")
            self._asking.ask(panel, notices.spare, self._notice, UUID(item), note, zone)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

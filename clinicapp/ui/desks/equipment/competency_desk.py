"""Serves the register of who may use what: assessments, renewals, withdrawals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.services.staff import competency
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_competency import (
    CompetencyTerms,
    assess_panel,
    declare_panel,
    key_of,
    present_competency,
    withdraw_panel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.errors import Refused
    from clinicapp.services.staff.competency import CompetencyList, PersonCompetency
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class CompetencyDesk(QObject):
    """Serves one ``RegisterViewModel``. Signal: ``troubled(sentence)``."""

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._asking = Asking(questions, panels, self.refresh)
        self._found: CompetencyList | None = None
        model.chosen.connect(lambda _key: self._show())
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The section is on the screen: read it."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read everybody's assessments anew."""
        backstage = self._questions.backstage
        policy = backstage.policy.competency
        self._questions.ask(
            self._read, self._refused, competency.view_competency, backstage.zone, policy
        )

    def _read(self, found: CompetencyList) -> None:
        self._found = found
        self._show()

    def _terms(self) -> CompetencyTerms:
        backstage, actor = self._questions.backstage, self._questions.actor
        return CompetencyTerms(
            today=backstage.now().astimezone(backstage.zone).date(),
            zone=backstage.zone,
            policy=backstage.policy.competency,
            me=actor.id,
            may_record=actor.may(Permission.RECORD_COMPETENCY),
            may_declare=actor.may(Permission.DECLARE_COMPETENCY),
        )

    def _show(self) -> None:
        if self._found is not None:
            self._model.show(present_competency(self._found, self._model.wanted, self._terms()))

    def _chosen(self) -> PersonCompetency | None:
        rows = () if self._found is None else self._found.rows
        return next((row for row in rows if key_of(row) == self._model.wanted), None)

    def _press(self, key: str) -> None:
        found, row = self._found, self._chosen()
        if found is None:
            return
        match key:
            case "assess":
                self._asking.open(assess_panel(found, self._terms(), None), self._assess)
            case "renew" if row is not None:
                self._asking.open(assess_panel(found, self._terms(), row), self._assess)
            case "declare":
                self._asking.open(declare_panel(found), self._declare)
            case "withdraw" if row is not None:
                self._withdraw(row)
            case _:
                pass

    def _assess(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        backstage = self._questions.backstage
        policy = backstage.policy.competency
        self._asking.ask(panel, competency.record_assessment, answers, backstage.zone, policy)

    def _declare(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        backstage = self._questions.backstage
        category, statement = answers.get("category", ""), answers.get("statement", "")
        if not category:
            panel.refused({"category": "Choose the kind of device."})
            return
        policy = backstage.policy.competency
        self._asking.ask(panel, competency.declare, category, statement, backstage.zone, policy)

    def _withdraw(self, row: PersonCompetency) -> None:
        entry = row.standing.entry
        if entry is None:
            return
        entry_id = entry.id

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, competency.withdraw, entry_id, answers.get("reason", ""))

        self._asking.open(withdraw_panel(row), submit)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

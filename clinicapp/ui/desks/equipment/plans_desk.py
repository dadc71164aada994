"""Serves the register of check plans: which are laid down, what each does, and changes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.policies import default_plans
from clinicapp.services.equipment import check_plans, plan_overview
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_plans import (
    GENERAL,
    USUAL,
    change_panel,
    lay_panel,
    plan_of,
    present_plans,
    remove_panel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.plans import PlanRule
    from clinicapp.domain.errors import Refused
    from clinicapp.services.equipment.plan_overview import PlanOverview
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class PlansDesk(QObject):
    """Serves one ``RegisterViewModel``. Signal: ``troubled(sentence)``."""

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: RegisterViewModel,
        panels: Panels,
        *,
        ward: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._tab = GENERAL
        self._asking = Asking(questions, panels, self.refresh)
        self._found: PlanOverview | None = None
        model.chosen.connect(lambda _key: self._show())
        model.tab_chosen.connect(self._choose_tab)
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The section is on the screen: read the plans."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read the plans anew."""
        zone = self._questions.backstage.zone
        self._questions.ask(self._read, self._refused, plan_overview.view_plans, self._ward, zone)

    def _read(self, found: PlanOverview) -> None:
        self._found = found
        self._show()

    def _choose_tab(self, key: str) -> None:
        self._tab = key
        self._show()

    def _show(self) -> None:
        if self._found is not None:
            may = self._questions.actor.may(Permission.MANAGE_EQUIPMENT)
            self._model.show(
                present_plans(self._found, self._tab, self._model.wanted, may_change=may)
            )

    def _press(self, key: str) -> None:
        found = self._found
        if found is None:
            return
        at = plan_of(found, self._model.wanted)
        if key == "lay":
            self._lay(found)
        elif key == "usual":
            self._asking.open(USUAL, self._lay_usual)
        elif at is not None and key == "change":
            self._change(at.rule)
        elif at is not None and key == "remove":
            self._remove(at.rule)

    def _lay(self, found: PlanOverview) -> None:
        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, plan_overview.plan_laid, answers)

        self._asking.open(lay_panel(found), submit)

    def _lay_usual(self, _answers: Mapping[str, str], panel: OpenPanel) -> None:
        self._asking.ask(panel, check_plans.lay_down_defaults, default_plans())

    def _change(self, rule: PlanRule) -> None:
        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, plan_overview.plan_laid, answers, rule)

        self._asking.open(change_panel(rule), submit)

    def _remove(self, rule: PlanRule) -> None:
        def submit(_answers: Mapping[str, str], panel: OpenPanel) -> None:
            self._asking.ask(panel, check_plans.take_away, rule)

        self._asking.open(remove_panel(rule), submit)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

"""Serves the register of the gate: what was used past its checks, and the policy's matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.services.equipment import break_glass
from clinicapp.ui.desks.asking import Asking
from clinicapp.ui.viewmodels.equipment.present_glass import (
    REVIEW,
    GlassView,
    present_policy,
    present_uses,
    review_panel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.errors import Refused
    from clinicapp.services.equipment.break_glass import ReviewRow
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class GlassDesk(QObject):
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
        self._tab = REVIEW
        self._asking = Asking(questions, panels, self.refresh)
        self._rows: tuple[ReviewRow, ...] | None = None
        model.chosen.connect(lambda _key: self._show())
        model.tab_chosen.connect(self._choose_tab)
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The section is on the screen: read it."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read anew what was used past its checks."""
        self._questions.ask(self._read, self._refused, break_glass.review_list, self._ward)

    def _read(self, rows: tuple[ReviewRow, ...]) -> None:
        self._rows = rows
        self._show()

    def _choose_tab(self, key: str) -> None:
        self._tab = key
        self._show()

    def _show(self) -> None:
        if self._rows is None:
            return
        backstage = self._questions.backstage
        told = GlassView(
            ward=self._ward,
            today=backstage.now().astimezone(backstage.zone).date(),
            zone=backstage.zone,
            policy=backstage.policy,
            may_review=self._questions.actor.may(Permission.REVIEW_BREAK_GLASS),
        )
        wanted = self._model.wanted
        if self._tab == REVIEW:
            self._model.show(present_uses(self._rows, wanted, told))
        else:
            waiting = sum(row.reviewed is None for row in self._rows)
            self._model.show(present_policy(waiting, wanted, told))

    def _press(self, key: str) -> None:
        row = next((r for r in self._rows or () if str(r.entry.id) == self._model.wanted), None)
        if key != "review" or row is None:
            return

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            entry_id: UUID = row.entry.id
            self._asking.ask(panel, break_glass.review, entry_id, answers.get("note", ""))

        self._asking.open(review_panel(row), submit)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

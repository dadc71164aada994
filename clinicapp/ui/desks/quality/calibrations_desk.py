"""Serves the register of calibration: what is left to do, and the reference standards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.services.quality import calibrations, standards
from clinicapp.ui.desks.asking import ON_TOP, Asking
from clinicapp.ui.viewmodels.quality.present_calibrations import (
    STANDARDS,
    TO_DO,
    CalibrationTerms,
    certificate_panel,
    present_calibrations,
    standard_panel,
    supersede_panel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.calibration_record import Calibration, StandardRecord
    from clinicapp.domain.errors import Refused
    from clinicapp.services.quality.calibrations import LeftToDo
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel


class CalibrationsDesk(QObject):
    """Serves one ``RegisterViewModel``.

    Signals: ``troubled(sentence)``; ``calibration_wanted(asset_id, supersedes, reason)`` opens the
    dialog, the last two empty for a draft; ``review_wanted(look_back_id)`` opens a look-back;
    ``visit_wanted()`` the import of a contractor's visit.
    """

    troubled = Signal(str)
    calibration_wanted = Signal(object, object, str)
    review_wanted = Signal(object)
    visit_wanted = Signal()

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
        self._left: LeftToDo | None = None
        self._tab = TO_DO
        model.chosen.connect(lambda _key: self._show())
        model.tab_chosen.connect(self._open_tab)
        model.tool_pressed.connect(self._press)

    def open_page(self) -> None:
        """The section is on the screen: read it."""
        self.refresh()

    def leave_page(self) -> None:
        """It is no longer on the screen; nothing has to be kept fresh meanwhile."""

    def refresh(self) -> None:
        """Read everything anew."""
        self._questions.ask(self._read, self._refused, calibrations.left_to_do)

    def _read(self, left: LeftToDo) -> None:
        self._left = left
        self._show()

    def _open_tab(self, tab: str) -> None:
        self._tab = tab
        self._show()

    def _show(self) -> None:
        if self._left is None:
            return
        backstage, actor = self._questions.backstage, self._questions.actor
        terms = CalibrationTerms(
            today=backstage.now().astimezone(backstage.zone).date(),
            zone=backstage.zone,
            me=actor.id,
            may_manage=actor.may(Permission.MANAGE_EQUIPMENT),
            may_sign=actor.may(Permission.LOG_CHECK),
            may_review=actor.may(Permission.REVIEW_LOOK_BACK),
        )
        self._model.show(present_calibrations(self._left, self._tab, self._model.wanted, terms))

    def _press(self, key: str) -> None:
        kind, _space, rest = self._model.wanted.partition(" ")
        wanted = UUID(rest.split(" ")[0]) if rest else None
        if key == "add" and self._tab == STANDARDS:
            self._asking.open(standard_panel(), self._add_standard)
        elif key == "visit":
            self.visit_wanted.emit()
        elif wanted is None:
            return
        elif kind == "standard":
            self._press_standard(key, wanted)
        elif kind == "awaiting":
            self._press_awaiting(key, wanted)
        elif key == "go_on":
            self.calibration_wanted.emit(wanted, None, "")
        elif key == "review":
            self.review_wanted.emit(wanted)

    def _press_standard(self, key: str, standard_id: UUID) -> None:
        found = self._standard(standard_id)
        if key == "certify" and found is not None:

            def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
                self._asking.ask(panel, standards.add_certificate, standard_id, answers)

            self._asking.open(certificate_panel(found), submit)
        elif key == "retire":
            self._questions.ask(
                lambda _saved: self.refresh(), self._refused, standards.retire_standard, standard_id
            )

    def _press_awaiting(self, key: str, calibration_id: UUID) -> None:
        found = self._calibration(calibration_id)
        if key == "verify":
            self._questions.ask(
                lambda _signature: self.refresh(),
                self._refused,
                calibrations.sign_second,
                calibration_id,
            )
        elif key == "supersede" and found is not None:
            asset_id = found.asset_id

            def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
                reason = answers.get("reason", "").strip()
                if not reason:
                    panel.refused({"reason": "Say what was wrong; it is kept with both."})
                    return
                panel.saved()
                self.calibration_wanted.emit(asset_id, calibration_id, reason)

            self._asking.open(supersede_panel(found), submit)

    def _add_standard(self, answers: Mapping[str, str], panel: OpenPanel) -> None:
        if not answers:
            panel.refused({ON_TOP: "Answer the questions first."})
            return
        self._asking.ask(panel, standards.add_standard, answers)

    def _standard(self, standard_id: UUID) -> StandardRecord | None:
        every = () if self._left is None else self._left.standards
        return next((each for each in every if each.standard.id == standard_id), None)

    def _calibration(self, calibration_id: UUID) -> Calibration | None:
        every = () if self._left is None else self._left.awaiting
        return next((each for each, _on in every if each.id == calibration_id), None)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

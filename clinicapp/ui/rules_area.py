"""Puts together who serves the rule packs, when their page is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp import rule_packs
from clinicapp.ui.desks.clinic.rules_desk import RulesDesk
from clinicapp.ui.viewmodels.rules.rules_view_model import RulesViewModel

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from clinicapp.ui.clinic_frame import Frame


def make_rules_desk(frame: Frame, parent: QObject) -> tuple[RulesDesk, RulesViewModel]:
    """The desk of the rule packs, and what its page shows."""
    model = RulesViewModel(parent)
    desk = RulesDesk(frame.questions, model, rule_packs.cases, parent=parent)
    desk.troubled.connect(frame.shell.refused)
    desk.decided.connect(frame.shell.read_rules)
    return desk, model

"""The section of check plans: all that are laid down, and which of them holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.equipment.plans_desk import PlansDesk
from clinicapp.ui.equipment.room import MadeSection
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.equipment.room import EquipmentRoom
    from clinicapp.ui.theme.theme import Theme


def make_plans(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    """The section."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = PlansDesk(frame.questions, model, room.panels, ward=frame.ward, parent=room.owner)
    desk.troubled.connect(frame.shell.refused)
    page = RegisterPage(model, theme, icon="calendar", compact=compact, parent=parent)
    return MadeSection(page, desk, lambda: model.hints)

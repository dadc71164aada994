"""The sections that are registers: stock and lots, competency, notices, and the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.equipment.competency_desk import CompetencyDesk
from clinicapp.ui.desks.equipment.glass_desk import GlassDesk
from clinicapp.ui.desks.equipment.notices_desk import NoticesDesk
from clinicapp.ui.desks.equipment.stock_desk import StockDesk
from clinicapp.ui.equipment.room import MadeSection
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.equipment.room import EquipmentRoom
    from clinicapp.ui.theme.theme import Theme


def make_stock(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    """Stock and lots of the ward."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = StockDesk(frame.questions, model, room.panels, ward=frame.ward, parent=room.owner)
    desk.troubled.connect(frame.shell.refused)
    page = RegisterPage(model, theme, icon="archive", compact=compact, parent=parent)
    return MadeSection(page, desk, lambda: model.hints)


def make_competency(
    room: EquipmentRoom,
    theme: Theme,
    compact: bool,  # noqa: FBT001
    parent: QWidget,
) -> MadeSection:
    """Who may use what until when."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = CompetencyDesk(frame.questions, model, room.panels, parent=room.owner)
    desk.troubled.connect(frame.shell.refused)
    page = RegisterPage(model, theme, icon="badge-check", compact=compact, parent=parent)
    return MadeSection(page, desk, lambda: model.hints)


def make_gate(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    """What was used past its checks, and the policy."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = GlassDesk(frame.questions, model, room.panels, ward=frame.ward, parent=room.owner)
    desk.troubled.connect(frame.shell.refused)
    page = RegisterPage(model, theme, icon="shield-alert", compact=compact, parent=parent)
    return MadeSection(page, desk, lambda: model.hints)


def make_notices(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    """Recalls and safety notices."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = NoticesDesk(frame.questions, model, room.panels, frame.devices.refresh, room.owner)
    desk.troubled.connect(frame.shell.refused)
    page = RegisterPage(model, theme, icon="shield-alert", compact=compact, parent=parent)
    return MadeSection(page, desk, lambda: model.hints)

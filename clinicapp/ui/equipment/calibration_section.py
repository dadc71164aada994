"""The section of calibration: what is left to do, reference standards, and the look-backs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.quality.calibration_desk import Correction
from clinicapp.ui.desks.quality.calibrations_desk import CalibrationsDesk
from clinicapp.ui.equipment.calibration_tools import open_calibration
from clinicapp.ui.equipment.look_back_tools import open_look_back
from clinicapp.ui.equipment.room import MadeSection
from clinicapp.ui.equipment.visit_tools import open_visit
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.equipment.room import EquipmentRoom
    from clinicapp.ui.theme.theme import Theme


def make_calibrations(
    room: EquipmentRoom,
    theme: Theme,
    compact: bool,  # noqa: FBT001
    parent: QWidget,
) -> MadeSection:
    """Calibration: standards, drafts, missing signatures, look-backs."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = CalibrationsDesk(frame.questions, model, room.panels, parent=room.owner)
    desk.troubled.connect(frame.shell.refused)

    def calibrate(asset_id: UUID, supersedes: UUID | None, reason: str) -> None:
        correction = None if supersedes is None else Correction(supersedes, reason)
        open_calibration(frame, asset_id, desk.refresh, correction=correction)

    desk.calibration_wanted.connect(calibrate)
    desk.review_wanted.connect(
        lambda look_back_id: open_look_back(frame, look_back_id, desk.refresh)
    )
    desk.visit_wanted.connect(lambda: open_visit(frame, desk.refresh))
    page = RegisterPage(model, theme, icon="gauge", compact=compact, parent=parent)
    return MadeSection(page, desk, lambda: model.hints)

"""The section of rounds: stock-takes and audits of the ward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp import paths
from clinicapp.kit_lists import kit_list
from clinicapp.ui.desks.equipment.rounds_desk import RoundsDesk
from clinicapp.ui.equipment.room import MadeSection
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel
from clinicapp.ui.widgets.announce import announce

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.equipment.kit import KitList
    from clinicapp.ui.equipment.room import EquipmentRoom
    from clinicapp.ui.theme.theme import Theme


def _kit() -> KitList:
    return kit_list(paths.settings_folder() / "kit_list.toml")


def make_rounds(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    """The section; a label that is scanned goes into the round whose lists are shown."""
    frame = room.frame
    model = RegisterViewModel(room.owner)
    desk = RoundsDesk(frame.questions, model, room.panels, _kit, ward=frame.ward, parent=room.owner)
    said = [""]

    def refused(sentence: str) -> None:
        said[0] = sentence
        frame.shell.refused(sentence)

    def noted(sentence: str) -> None:
        # A scan that went well takes the sentence of an earlier one away.
        if said[0] and frame.window.trouble == said[0]:
            frame.shell.dismiss()
        announce(page, sentence)

    desk.troubled.connect(refused)
    desk.asset_wanted.connect(room.open_asset)
    page = RegisterPage(model, theme, icon="list-checks", compact=compact, parent=parent)
    desk.noted.connect(noted)
    return MadeSection(page, desk, lambda: model.hints, take_scan=desk.take_scan)

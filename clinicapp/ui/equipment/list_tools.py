"""Lists of equipment: taken in through the import dialog, and written into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.asset_import_desk import AssetImportDesk
from clinicapp.ui.pages.worklist.import_dialog import ImportDialog, ask_for_file
from clinicapp.ui.viewmodels.import_view import ASSETS_LOOK, AssetTab, ImportView
from clinicapp.ui.viewmodels.import_view_model import ImportViewModel
from clinicapp.ui.viewmodels.present_asset_import import CHOOSE_FILE, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.equipment.room import EquipmentRoom


def open_asset_import(
    room: EquipmentRoom,
    imported: Callable[[], None],
    *,
    ask: Callable[[QWidget], str] = ask_for_file,
) -> ImportDialog:
    """Open the import over the window.

    Args:
        room: the equipment area; the person who is signed in may manage equipment.
        imported: called when equipment has changed, so that what lists it can read again.
        ask: asks for a file.
    """
    frame = room.frame
    theme, _compact = frame.clinic_area.look
    view = ImportView(title=TITLE, sentence=CHOOSE_FILE, tab=AssetTab.NEW)
    model = ImportViewModel(view)
    dialog = ImportDialog(model, theme, frame.window, look=ASSETS_LOOK, ask=ask)
    model.setParent(dialog)
    # Not the dialog's own: it may be closed while a part is being written.
    desk = AssetImportDesk(frame.questions, model, frame.ward, parent=room.owner)
    desk.imported.connect(imported)
    dialog.finished.connect(desk.close)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog

"""Lists of equipment: taken in through the import dialog, and written into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from clinicapp.ui.desks.equipment.asset_export_desk import AssetExportDesk
from clinicapp.ui.desks.equipment.asset_import_desk import AssetImportDesk
from clinicapp.ui.pages.worklist.import_dialog import ImportDialog, ask_for_file
from clinicapp.ui.viewmodels.equipment.present_asset_import import CHOOSE_FILE, TITLE
from clinicapp.ui.viewmodels.import_view import ASSETS_LOOK, AssetTab, ImportView
from clinicapp.ui.viewmodels.import_view_model import ImportViewModel
from clinicapp.ui.widgets.announce import announce

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


def ask_where(parent: QWidget, name: str) -> str:
    """The path of a file to write; empty if none."""
    path, _kind = QFileDialog.getSaveFileName(
        parent, "Save the list as", name, "Lists (*.csv);;All files (*)"
    )
    return path


class ListTools(QObject):
    """What the menu of lists does: ``import``, ``export`` or ``histories``.

    Args:
        room: the equipment area.
        changed: called when equipment has changed.
        ask: asks for a file to read.
        where: asks for a file to write, with a name to begin with.
    """

    def __init__(
        self,
        room: EquipmentRoom,
        changed: Callable[[], None],
        *,
        ask: Callable[[QWidget], str] = ask_for_file,
        where: Callable[[QWidget, str], str] = ask_where,
    ) -> None:
        super().__init__(room.owner)
        self._room = room
        self._changed = changed
        self._ask = ask
        self._where = where
        frame = room.frame
        self.desk = AssetExportDesk(frame.questions, frame.ward, self)
        self.desk.troubled.connect(frame.shell.refused)
        self.desk.told.connect(self._tell)

    def press(self, key: str) -> None:
        """Do one of them."""
        window = self._room.frame.window
        if key == "import":
            open_asset_import(self._room, self._changed, ask=self._ask)
            return
        histories = key == "histories"
        ward = self._room.frame.ward or "all wards"
        what = "Equipment histories" if histories else "Equipment"
        path = self._where(window, f"{what} {ward}.csv")
        if path:
            self.desk.write(path, histories=histories)

    def _tell(self, sentence: str) -> None:
        announce(self._room.frame.window, sentence)

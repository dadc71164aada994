"""Opens the photos and documents of a piece of equipment over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from clinicapp.ui.desks.equipment.asset_files_desk import AssetFilesDesk
from clinicapp.ui.desks.equipment.files_desk import FilesDesk, launch
from clinicapp.ui.pages.equipment.register_dialog import RegisterDialog
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.equipment.room import ToolPlace


KEPT: Final = (
    "Photos (JPEG, PNG) and PDF, kept by their content and never changed. Each opens in another "
    "program as a copy, which is removed when this is closed."
)


def ask_for_attachment(parent: QWidget) -> str:
    """The path of a photo or document that the user chooses; empty if none."""
    path, _kind = QFileDialog.getOpenFileName(
        parent,
        "Choose a photo or a document",
        "",
        "Photos and documents (*.jpg *.jpeg *.png *.pdf);;All files (*)",
    )
    return path


def open_files(
    place: ToolPlace,
    *,
    ask: Callable[[QWidget], str] = ask_for_attachment,
    opens: Callable[[Path], bool] = launch,
) -> RegisterDialog:
    """Show the files of the piece whose record is shown.

    Args:
        place: the record.
        ask: asks for a file to add.
        opens: has the system open a file.
    """
    frame = place.room.frame
    asset = place.record.standing.asset
    theme, compact = frame.clinic_area.look
    model = RegisterViewModel()
    dialog = RegisterDialog(
        model,
        theme,
        frame.window,
        title=f"Photos and documents, {asset.tag}",
        icon="image",
        compact=compact,
    )
    model.setParent(dialog)
    files = FilesDesk(frame.questions, place.room.owner, launch=opens)
    desk = AssetFilesDesk(
        frame.questions,
        model,
        files,
        place.room.panels,
        asset.id,
        lambda: ask(dialog),
        place.room.owner,
    )
    dialog.sum_up(KEPT)
    desk.troubled.connect(dialog.say)
    desk.changed.connect(place.changed)
    # What was opened outside is removed when the dialog goes, as it is when the station is locked.
    dialog.finished.connect(files.close)
    dialog.open()
    desk.refresh()
    return dialog

"""What a press on the place of a device's photo does: it opens it large, or adds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from clinicapp.domain.attachments import Purpose
from clinicapp.ui.desks.equipment.files_desk import FilesDesk, launch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.attachments import Attachment
    from clinicapp.domain.errors import Refused
    from clinicapp.ui.equipment.room import EquipmentRoom, ToolPlace


def ask_for_photo(parent: QWidget) -> str:
    """The path of a photo that the user chooses; empty if none."""
    path, _kind = QFileDialog.getOpenFileName(
        parent, "Choose a photo", "", "Photos (*.jpg *.jpeg *.png);;All files (*)"
    )
    return path


class PhotoTools(QObject):
    """Serves the place of the photo in the record.

    ``files`` holds what was opened; whoever leaves the section clears it. ``ask`` asks for a file,
    ``opens`` has the system open one.
    """

    def __init__(
        self,
        room: EquipmentRoom,
        parent: QObject,
        *,
        ask: Callable[[QWidget], str] = ask_for_photo,
        opens: Callable[[Path], bool] = launch,
    ) -> None:
        super().__init__(parent)
        self._frame = room.frame
        self.ask = ask
        self.files = FilesDesk(room.frame.questions, self, launch=lambda path: self.opens(path))
        self.opens = opens
        self.files.troubled.connect(room.frame.shell.refused)

    def press(self, place: ToolPlace) -> None:
        """Open the photo of the piece whose record is shown; add one where it has none."""
        photo = place.record.photo
        if photo is not None:
            self.files.open(photo.sha256)
            return
        path = self.ask(self._frame.window)
        if path:
            self.files.add(path, lambda kept: self._put(place, kept), self._refused)

    def _put(self, place: ToolPlace, kept: Attachment) -> None:
        if not kept.media.is_photo:
            self._frame.shell.refused(
                f"{kept.name} is a document and not a photo, so it was not put here; choose a JPEG "
                "or PNG, or add it under More, Photos and documents."
            )
            return
        # Only here: whoever only looks at the list needs none of it.
        from clinicapp.services import attachments

        self._frame.questions.ask(
            lambda _kept: place.changed(),
            self._refused,
            attachments.put_with,
            place.record.standing.asset.id,
            kept,
            Purpose.PHOTO,
        )

    def _refused(self, refusal: Refused) -> None:
        self._frame.shell.refused(str(refusal))

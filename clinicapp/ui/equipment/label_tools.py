"""The tools that print a label of the piece whose record is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.desks.labels_desk import LabelsDesk
from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog

if TYPE_CHECKING:
    from clinicapp.ui.equipment.room import ToolPlace


def open_label(place: ToolPlace, *, forbids: bool) -> PreviewDialog:
    """Show the label before it is printed or saved."""
    frame = place.room.frame
    author = next((line.strip() for line in frame.trust.splitlines() if line.strip()), "clinicapp")
    desk = LabelsDesk(frame.questions, place.record, forbids=forbids, author=author)
    theme, _compact = frame.clinic_area.look
    dialog = PreviewDialog(desk.preview, desk.model, theme, frame.window)
    desk.setParent(dialog)
    desk.troubled.connect(frame.shell.refused)
    dialog.lock_requested.connect(frame.window.lock_requested)
    dialog.open()
    return dialog

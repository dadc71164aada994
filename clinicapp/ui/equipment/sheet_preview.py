"""The preview of a sheet or a label about equipment, over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog

if TYPE_CHECKING:
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.sheet_desk import SheetDesk


def open_preview(frame: Frame, desk: SheetDesk) -> PreviewDialog:
    """Show what a desk serves before it is printed or saved; the desk lives as long as that."""
    theme, _compact = frame.clinic_area.look
    dialog = PreviewDialog(desk.preview, desk.model, theme, frame.window)
    desk.setParent(dialog)
    desk.troubled.connect(frame.shell.refused)
    dialog.lock_requested.connect(frame.window.lock_requested)
    dialog.open()
    return dialog

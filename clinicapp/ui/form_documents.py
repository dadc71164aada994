"""The documents of the open form: made by their desk, shown in their dialogs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.clinic_desk import ClinicDesk
    from clinicapp.ui.desks.clinic.documents_desk import DocumentsDesk
    from clinicapp.ui.documents.preview import Preview
    from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel


class FormDocuments(QObject):
    """Opens the form, the summary, the letter, the label and the text that ``clinic`` shows."""

    def __init__(self, frame: Frame, clinic: ClinicDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._clinic = clinic

    def open(self, kind: str) -> None:
        """Make a document of the open form and show it before it leaves the program."""
        self._desk.open(kind)

    def clear_clipboard(self) -> None:
        """Take a copied document off the clipboard."""
        if "_desk" in self.__dict__:
            self._desk.stop()

    @cached_property
    def _desk(self) -> DocumentsDesk:
        # Made when the first document is asked for: laying sheets out is not needed before.
        from clinicapp.ui.desks.clinic.documents_desk import DocumentsDesk

        frame = self._frame
        desk = DocumentsDesk(
            frame.questions,
            lambda: self._clinic.snapshot,
            trust=frame.trust,
            ward_phone=frame.ward_phone,
            parent=self,
        )
        desk.troubled.connect(frame.shell.refused)
        desk.preview_ready.connect(self._show_preview)
        desk.text_ready.connect(self._show_text)
        return desk

    def _show_preview(self, preview: Preview, model: DocumentModel) -> None:
        from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog

        theme, _compact = self._frame.clinic_area.look
        dialog = PreviewDialog(preview, model, theme, self._frame.window)
        dialog.lock_requested.connect(self._frame.window.lock_requested)
        dialog.open()

    def _show_text(self, text: str, model: DocumentModel) -> None:
        from clinicapp.ui.pages.documents.text_dialog import RecordTextDialog

        RecordTextDialog(text, model, self._frame.clinic_area.look[0], self._frame.window).open()

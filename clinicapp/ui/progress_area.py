"""The area of the ward's progress: its page, its desk, and where its file is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from clinicapp.ui.desks.clinic.progress_desk import ProgressDesk
from clinicapp.ui.documents.progress_csv import write_progress_csv
from clinicapp.ui.pages.progress.progress_page import ProgressPage
from clinicapp.ui.viewmodels.progress.progress_view_model import ProgressViewModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.progress.progress_view import ProgressView


class ProgressArea(QObject):
    """Made when the area is first opened."""

    def __init__(self, frame: Frame, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._path: Path | None = None
        self.model = ProgressViewModel(self)
        self.desk = ProgressDesk(frame.questions, self.model, ward=frame.ward, parent=self)
        self.desk.troubled.connect(frame.shell.refused)
        self.desk.export_ready.connect(self._write)
        self.model.export_requested.connect(self._ask_where)

    def make_page(self, theme: Theme, compact: bool, parent: QWidget) -> ProgressPage:  # noqa: FBT001
        """The page."""
        return ProgressPage(self.model, theme, compact=compact, parent=parent)

    def _ask_where(self) -> None:
        view = self.model.view
        if view is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / "ward progress.csv")
        name, _kind = QFileDialog.getSaveFileName(
            self._frame.window, self.tr("Save as CSV"), proposed, "CSV (*.csv)"
        )
        if name:
            self._path = Path(name)
            self.desk.export(view)

    def _write(self, view: ProgressView) -> None:
        """The export is in the audit trail: now the file may be there."""
        path, self._path = self._path, None
        if path is None:
            return
        try:
            write_progress_csv(view, path)
        except OSError as error:
            reason = error.strerror or str(error)
            self._frame.shell.refused(f"The file was not written: {reason}; choose another place.")

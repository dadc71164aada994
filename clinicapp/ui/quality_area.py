"""The area of quality control: the charts, behind them what arrived, and printing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeySequence, QPagedPaintDevice, QPdfWriter, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.desks.quality.charts_desk import ChartsDesk
from clinicapp.ui.desks.quality.quality_desk import QualityDesk
from clinicapp.ui.pages.quality.charts_page import ChartsPage
from clinicapp.ui.pages.quality.quality_page import QualityPage
from clinicapp.ui.viewmodels.quality.charts_view_model import ChartsViewModel
from clinicapp.ui.viewmodels.quality.quality_view_model import QualityViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.inbox.inbox_view import ReadingRecordView
    from clinicapp.ui.viewmodels.quality.charts_view import ChartsView
    from clinicapp.ui.viewmodels.shell_view import KeyHint


class QualityPages(Page):
    """The charts, or the control results that arrived with a way back. Signal: ``turned()``."""

    turned = Signal()

    def __init__(
        self,
        charts: ChartsPage,
        arrivals: QualityPage,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.charts = charts
        self.arrivals = arrivals
        self._theme = theme
        self._stack = QStackedLayout(self)
        self._stack.addWidget(charts)
        self._behind = QWidget(self)
        column = QVBoxLayout(self._behind)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = QHBoxLayout()
        column.addLayout(self._row)
        column.addWidget(arrivals, 1)
        self._stack.addWidget(self._behind)
        self.back: ActionButton
        self._make_back()
        QShortcut(QKeySequence("Alt+Left"), self._behind).activated.connect(self.show_charts)

    def _make_back(self) -> None:
        size = self._theme.size
        self._row.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, 0)
        self.back = ActionButton(
            self._theme,
            "plain",
            self.tr("Back to the charts"),
            icon="arrow-left",
            parent=self._behind,
        )
        self.back.clicked.connect(self.show_charts)
        self._row.addWidget(self.back)
        self._row.addStretch(1)

    @property
    def shows_charts(self) -> bool:
        """Whether the charts are on top."""
        return self._stack.currentWidget() is self.charts

    def show_charts(self) -> None:
        """Go back to the charts."""
        self._stack.setCurrentWidget(self.charts)
        self.take_focus()
        self.turned.emit()

    def show_arrivals(self) -> None:
        """Show the control results that arrived."""
        self._stack.setCurrentWidget(self._behind)
        self.take_focus()
        self.turned.emit()

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        self.charts.set_theme(theme, compact=compact)
        self.arrivals.set_theme(theme, compact=compact)
        if theme is not self._theme:
            self._theme = theme
            while self._row.count():
                self._row.takeAt(0)
            self.back.deleteLater()
            self._make_back()

    @override
    def take_focus(self) -> None:
        if self.shows_charts:
            self.charts.take_focus()
        else:
            self.arrivals.panel.focus_rows()


class QualityArea(QObject):
    """Made when the area is first opened."""

    def __init__(
        self,
        frame: Frame,
        show_record: Callable[[ReadingRecordView], None],
        show_hints: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._show_hints = show_hints
        self.model = ChartsViewModel(self)
        self.model.changed.connect(lambda _: show_hints())
        self.desk = ChartsDesk(frame.questions, self.model, ward=frame.ward, parent=self)
        self.arrivals_model = QualityViewModel(self)
        self.arrivals = QualityDesk(
            frame.questions, self.arrivals_model, ward=frame.ward, parent=self
        )
        for desk in (self.desk, self.arrivals):
            desk.troubled.connect(frame.shell.refused)
            desk.record_ready.connect(show_record)
        self._pages: QualityPages | None = None
        self.saving: QFileDialog | None = None
        self.model.arrivals_requested.connect(self._show_arrivals)
        self.model.print_requested.connect(self._print)

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on the page that is on top."""
        on_charts = self._pages is None or self._pages.shows_charts
        return self.model.hints if on_charts else self.arrivals_model.hints

    def make_page(self, theme: Theme, compact: bool, parent: QWidget) -> QualityPages:  # noqa: FBT001
        """The page."""
        self._pages = QualityPages(
            ChartsPage(self.model, theme, compact=compact),
            QualityPage(self.arrivals_model, theme, compact=compact),
            theme,
            parent,
        )
        self._pages.turned.connect(self._show_hints)
        return self._pages

    def open_page(self) -> None:
        """The area is on the screen."""
        self.desk.open_page()

    def leave_page(self) -> None:
        """The area is no longer on the screen."""
        self.desk.leave_page()
        self.arrivals.leave_page()

    def _show_arrivals(self) -> None:
        if self._pages is not None:
            self.arrivals.open_page()
            self._pages.show_arrivals()

    def _print(self) -> None:
        """Print what is shown, or save it as a PDF where no printer is set up."""
        view = self.model.view
        if view is None or not view.charts:
            self._frame.shell.refused("There is no chart to print; open a lot of control material.")
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self._save(view)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(view.title)
        self._ask(QPrintDialog(printer, self._frame.window), lambda: self._draw(printer, view))

    def _ask(self, dialog: QDialog, then: Callable[[], None]) -> None:
        """Open a dialog of the system without waiting for it, so that the station can be locked."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(then)
        dialog.open()

    def _save(self, view: ChartsView) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"controls {view.title.rsplit(' ', 1)[-1]}.pdf"
        dialog = QFileDialog(
            self._frame.window, self.tr("Save as PDF"), str(Path(folder) / name), "PDF (*.pdf)"
        )
        # Qt's own: F12 locks over it, and it follows the text size.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save(view, path))
        self.saving = dialog
        dialog.open()

    def save(self, view: ChartsView, path: str) -> None:
        """Write the charts into a PDF file."""
        writer = QPdfWriter(path)
        writer.setTitle(view.title)
        self._draw(writer, view)

    def _draw(self, device: QPagedPaintDevice, view: ChartsView) -> None:
        from clinicapp.ui.documents.control_charts import draw_charts

        if not draw_charts(device, view):
            self._frame.shell.refused(
                "The charts were not printed: the printer or the place does not answer; choose "
                "another one."
            )

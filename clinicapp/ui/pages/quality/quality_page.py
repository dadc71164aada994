"""Control results that arrived; none of them is ever filed on a person."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell, stacked_cell, status_cell, text_cell
from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TableFoot, TablePanel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.quality.quality_view import ControlRow, QualityView
from clinicapp.ui.viewmodels.quality.quality_view_model import QualityViewModel
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import Span


def _tr(text: str) -> str:
    return QCoreApplication.translate("QualityPage", text)


def _value_cell(row: ControlRow) -> Cell:
    value = Span(row.value, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
    return Cell(((value, Span(row.unit, role=FontRole.SMALL, ink="muted")),))


def _analyser_cell(row: ControlRow) -> Cell:
    return stacked_cell(row.analyser, row.tag)


def quality_columns(filed: str) -> tuple[Column[ControlRow], ...]:
    """The columns of the table of control results; ``filed`` is said of every row."""
    never = status_cell("user-x", filed, "muted_strong")
    return (
        Column(_tr("Time"), lambda row: text_cell(row.time), text_cell("22 Nov 2026, 07:31"), 1),
        Column(
            _tr("Analyser"), _analyser_cell, stacked_cell("Siemens DCA Vantage", "DCA-02"), share=2
        ),
        Column(
            _tr("Analyte"), lambda row: text_cell(row.analyte), text_cell("Total cholesterol"), 1
        ),
        Column(
            _tr("Lot"),
            lambda row: text_cell(row.lot or _tr("Not sent")),
            text_cell("DEMO-1127A"),
            share=1,
        ),
        Column(
            _tr("Value"),
            _value_cell,
            _value_cell(ControlRow("", "", "", "", "", "100.0", "mmol/mol")),
            share=1,
        ),
        Column(_tr("Filed"), lambda _row: never, never, in_compact=False),
    )


class QualityPage(Page):
    """Draws what the view-model holds; Enter opens the record of a control result."""

    def __init__(
        self,
        model: QualityViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = self._make()
        self._model.changed.connect(self._show)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, current, had_focus = self._body, self.table.current_key(), self.table.hasFocus()
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._body = self._make()
        self.table.show_current(current)
        if had_focus:
            self.panel.focus_rows()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.panel.focus_rows()

    def _make(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        self._head = PageHead(theme, body)
        column.addWidget(self._head)
        view = self._model.view
        filed = view.filed if view is not None else QualityView("", "", (), 0).filed
        rows = RowModel(quality_columns(filed), lambda row: row.reading_id, body)
        rows.more_wanted.connect(self._model.fetch_more)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Control results"),
            row_height=two_line_height(theme),
            compact=self._compact,
            parent=body,
        )
        self.table.row_opened.connect(self._model.open_record)
        self.panel = TablePanel(theme, self.table, icon="chart-line", parent=body)
        column.addWidget(self.panel, 1)
        self._foot = TableFoot(theme, self.table, body)
        column.addWidget(self._foot)
        self._layout.addWidget(body)
        if view is not None:
            self._show(view)
        return body

    def _show(self, view: QualityView) -> None:
        self._head.show_head(view.title, view.summary)
        self.panel.show_rows(
            view.rows, view.total, empty_title=view.empty_title, empty_hint=view.empty_hint
        )
        self._foot.show_foot(view.total, view.order)

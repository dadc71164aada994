"""One figure: what it says, its run chart, and the same months as a table beside it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.models.cells import Cell, text_cell
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import Panel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.progress.progress_view import FigureRow, FigureView
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.run_chart import RunChart
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProgressPage", text)


def _month_cell(row: FigureRow) -> Cell:
    words = Span(row.month, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
    if not row.note:
        return Cell(((words,),))
    return Cell(((words,), (Span(row.note, role=FontRole.CAPTION, ink="muted"),)))


def _share_cell(row: FigureRow) -> Cell:
    if row.shown:
        return text_cell(row.share, strong=True)
    return text_cell(row.share, ink="muted")


def figure_columns(done_title: str, of_title: str) -> tuple[Column[FigureRow], ...]:
    """The columns of a figure's table."""
    none = _tr("Not shown")
    return (
        Column(
            _tr("Month"),
            _month_cell,
            _month_cell(FigureRow("Nov 2026", "to 22 Nov 2026", "", "", "", shown=True)),
            share=2,
        ),
        Column(done_title, lambda row: text_cell(row.done or none), text_cell(none), 1),
        Column(of_title, lambda row: text_cell(row.of or none), text_cell(none), 1),
        Column(_tr("Share"), _share_cell, text_cell("Too few to show"), 1),
    )


class FigurePanel(Panel):
    """Draws a ``FigureView``; only its table takes the focus.

    Args:
        figure: What to draw.
        theme: How to draw.
        narrow: True puts the table under the chart.
        parent: Qt parent.
    """

    def __init__(
        self,
        figure: FigureView,
        theme: Theme,
        *,
        narrow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        size = theme.size
        self.key = figure.key
        row: QBoxLayout = QVBoxLayout(self) if narrow else QHBoxLayout(self)
        row.setContentsMargins(size.gap_12, size.gap_8, size.edge, size.edge)
        row.setSpacing(size.gap_12)
        left = QVBoxLayout()
        left.setSpacing(size.gap_4)
        left.addLayout(self._make_head(narrow=narrow))
        self._counted = WrapLabel(theme, role=FontRole.CAPTION, ink="muted", parent=self)
        left.addWidget(self._counted)
        self.chart = RunChart(theme, parent=self)
        left.addWidget(self.chart, 1)
        self._signals = WrapLabel(theme, weight=Weight.SEMIBOLD, parent=self)
        left.addWidget(self._signals)
        left.addSpacing(size.gap_6)
        row.addLayout(left, 1)
        columns = figure_columns(figure.done_title, figure.of_title)
        self.table = RowTable(
            theme,
            RowModel(columns, lambda each: each.month, self),
            name=figure.title,
            row_height=two_line_height(theme),
            parent=self,
        )
        rows = theme.tokens.scaled(size.chart_height)
        self.table.setMinimumHeight(rows)
        if narrow:
            self.chart.setMinimumHeight(rows)
        else:
            self.table.setFixedWidth(theme.tokens.scaled(size.figure_table_width))
        row.addWidget(self.table)
        self.show_figure(figure)

    def show_figure(self, figure: FigureView) -> None:
        """Show other months of the same figure."""
        theme = self._theme
        strong = Weight.SEMIBOLD
        self._title.set_spans((Span(figure.title, role=FontRole.SECTION, weight=strong),))
        self._sentence.setText(figure.sentence)
        self._chip.setVisible(figure.chip is not None)
        if figure.chip is not None:
            self._chip.show_chip(figure.chip)
        self._counted.setText(figure.counted)
        self._signals.setText(figure.signals)
        self.chart.show_chart(figure.chart)
        self.table.set_rows(figure.rows, len(figure.rows))
        self.table.setAccessibleName(f"{figure.title}. {figure.sentence}")
        self.setAccessibleName(figure.title)
        self._sentence.setMinimumHeight(theme.tokens.line_px(FontRole.BODY))

    def _make_head(self, *, narrow: bool) -> QBoxLayout:
        theme = self._theme
        self._title = SpanLabel(theme, (), self)
        self._sentence = WrapLabel(theme, role=FontRole.BODY, parent=self)
        self._chip = StatusChip(theme, self)
        head = QHBoxLayout()
        head.setSpacing(theme.size.gap_12)
        head.addWidget(self._title, 1 if narrow else 0)
        if not narrow:
            head.addWidget(self._sentence, 1)
        head.addWidget(self._chip)
        if not narrow:
            return head
        above = QVBoxLayout()
        above.addLayout(head)
        above.addWidget(self._sentence)
        return above

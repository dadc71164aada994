"""A table whose rows take the focus whole; Enter opens a row."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QPainter,
    QPainterPath,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.models.cells import CELL_ROLE, Cell, CellDelegate, CellKind, cell_size
from clinicapp.ui.models.row_model import Column, Index, RowModel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size


def two_line_height(theme: Theme) -> int:
    """The height of a row with two lines of words, never less than a target."""
    lines = theme.tokens.line_px(FontRole.SMALL) + theme.tokens.line_px(FontRole.CAPTION)
    return max(theme.tokens.target_px, lines + theme.size.gap_8)


def nudge_ring(widget: QWidget) -> None:
    """Let the window's focus ring follow what has moved inside a widget: it listens to moves."""
    if widget.hasFocus():
        QApplication.sendEvent(widget, QMoveEvent(widget.pos(), widget.pos()))


class RowHeader(QHeaderView):
    """The titles of the columns on the canvas colour."""

    def __init__(
        self, theme: Theme, columns: tuple[Column[Any], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._lines = [self.title_lines(column) for column in columns]
        size = theme.size
        boxed = (CellKind.STATE, CellKind.TILE)
        self._insets = [
            size.gap_6 if column.widest.kind in boxed else size.gap_12 for column in columns
        ]
        self._to_right = [column.widest.to_right for column in columns]
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @staticmethod
    def title_lines(column: Column[Any]) -> tuple[Spans, ...]:
        """How a title is written; two lines are smaller, so that they are no taller than rows."""
        lines = column.title.split("\n")
        role = FontRole.SMALL if len(lines) == 1 else FontRole.CAPTION
        spans = [(Span(words, role=role, weight=Weight.SEMIBOLD),) for words in lines]
        last = (*spans[-1], Span(icon=column.icon)) if column.icon else spans[-1]
        return (*spans[:-1], last)

    @override
    def sizeHint(self) -> QSize:
        heights = [
            sum(spans_size(line, self._theme).height() for line in lines) for lines in self._lines
        ]
        least = self._theme.tokens.line_px(FontRole.SMALL) + self._theme.size.gap_16
        tallest = max([least, *(height + self._theme.size.gap_6 for height in heights)])
        return QSize(0, tallest + self._theme.size.edge_strong)

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = self._theme
        painter.fillRect(rect, QColor(theme.colour.canvas))
        line = QRect(rect.left(), rect.bottom(), rect.width(), theme.size.edge)
        painter.fillRect(line, QColor(theme.colour.line))
        lines = self._lines[logicalIndex]
        heights = [spans_size(each, theme).height() for each in lines]
        top = rect.top() + (rect.height() - sum(heights)) // 2
        for each, height in zip(lines, heights, strict=True):
            left = rect.left() + self._insets[logicalIndex]
            if self._to_right[logicalIndex]:
                room = rect.right() - theme.size.gap_8 - left
                left += max(0, room - spans_size(each, theme).width())
            inside = QRect(left, top, rect.width(), height)
            inside.setRight(rect.right())
            paint_spans(painter, inside, each, theme)
            top += height


class RowTable(QTableView):
    """Draws a ``RowModel``.

    Signals: ``row_opened(key)`` by Enter, a double click or the row's button;
    ``row_chosen(key)`` when a person moves to another row; ``resized()``.

    Args:
        theme: How to draw.
        model: The rows.
        name: What a screen reader calls the table.
        row_height: In logical pixels at this text scale.
        more_height: What a row needs beyond that; without it all rows are alike.
        compact: True leaves out the columns that say so.
        with_header: False for a list.
    """

    row_opened = Signal(str)
    row_chosen = Signal(str)
    resized = Signal()

    def __init__(
        self,
        theme: Theme,
        model: RowModel[Any],
        *,
        name: str,
        row_height: int,
        more_height: Callable[[Any], int] | None = None,
        compact: bool = False,
        with_header: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = model
        self._quiet = False
        self._more_height = more_height
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self))
        self._configure(row_height)
        header = RowHeader(theme, model.columns, self)
        self.setHorizontalHeader(header)
        header.setVisible(with_header)
        for place, column in enumerate(model.columns):
            self.setColumnHidden(place, compact and not column.in_compact)
        self.verticalScrollBar().valueChanged.connect(self._move_ring)

    def _configure(self, row_height: int) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(row_height)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(row_height)

    def current_key(self) -> str:
        """The key of the row that has the focus, or an empty text."""
        return self._rows.key_at(self.currentIndex().row())

    def show_current(self, key: str) -> None:
        """Move to a row without telling anybody; nothing happens when it is not there."""
        row = self._rows.row_of(key)
        chosen = self.selectionModel().isRowSelected(row)
        if row >= 0 and (row != self.currentIndex().row() or not chosen):
            self._quiet = True
            self._go_to(row)
            self._quiet = False

    def set_rows(self, rows: tuple[Any, ...], total: int) -> None:
        """Show other rows; the move of the focus that this may bring is told to nobody."""
        self._quiet = True
        self._rows.set_rows(rows, total)
        self._fit_heights()
        self._quiet = False

    def _fit_heights(self) -> None:
        """Give each row the room that it says it needs more than the others."""
        if self._more_height is None:
            return
        usual = self.verticalHeader().defaultSectionSize()
        for place, row in enumerate(self._rows.rows):
            wanted = usual + self._more_height(row)
            if self.rowHeight(place) != wanted:
                self.setRowHeight(place, wanted)

    def choose_if_none(self) -> None:
        """Choose the first row when the focus is here and no row has it."""
        if self.hasFocus() and not self.currentIndex().isValid() and self._rows.rows:
            self._go_to(0)

    def visible_places(self) -> tuple[int, int]:
        """The first and last row that are seen whole, from 1; (0, 0) when there is none."""
        if not self._rows.rows:
            return (0, 0)
        height = self.viewport().height()
        first = self.rowAt(0)
        last = self.rowAt(height - 1)
        if last < 0:
            last = len(self._rows.rows) - 1
        elif last > first and self.rowViewportPosition(last) + self.rowHeight(last) > height:
            last -= 1
        return (first + 1, last + 1)

    def ring_rect(self) -> QRect:
        """Where the focus ring belongs: inside the edge of the current row."""
        index = self.currentIndex()
        whole = self.viewport().geometry()
        row = whole
        if index.isValid():
            top = self.rowViewportPosition(index.row()) + whole.top()
            row = QRect(whole.left(), top, whole.width(), self.rowHeight(index.row()))
            row = row.intersected(whole) if row.intersects(whole) else whole
        inset = self._theme.size.focus_dark + self._theme.size.focus_yellow
        return row.adjusted(inset, inset, -inset, -inset)

    def _go_to(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self._rows.index(row, 0), flags.ClearAndSelect | flags.Rows
        )

    def _move_ring(self) -> None:
        nudge_ring(self)

    def _least_widths(self) -> dict[int, int]:
        widths = {}
        for place, column in enumerate(self._rows.columns):
            if not self.isColumnHidden(place):
                lines = RowHeader.title_lines(column)
                title = max(spans_size(line, self._theme).width() for line in lines)
                title += self._theme.size.gap_12 + self._theme.size.gap_6
                widths[place] = max(cell_size(column.widest, self._theme).width(), title)
        return widths

    def _lay_columns(self) -> None:
        widths = self._least_widths()
        shares = {p: c.share for p, c in enumerate(self._rows.columns) if p in widths}
        # Less than nothing at 200 % text: then those that share the room give some of it back.
        spare = self.viewport().width() - sum(widths.values())
        of, given, left = sum(shares.values()), 0, spare
        for place, width in widths.items():
            # By running sums, so that rounding leaves no strip at the right without a line.
            given += shares[place]
            part = left - (spare - spare * given // of) if of else 0
            left -= part
            self.setColumnWidth(place, width + part)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._move_ring()
        if not self._quiet and current.isValid() and current.row() != previous.row():
            self.row_chosen.emit(self.current_key())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        # Before Qt does it: Qt would make a row current without choosing it.
        if not self.currentIndex().isValid() and self._rows.rows:
            self._go_to(0)
        super().focusInEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_key():
                self.row_opened.emit(self.current_key())
            return
        super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Do nothing: a scanner types letters, which are never commands."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        cell = index.data(CELL_ROLE) if index.isValid() else None
        if isinstance(cell, Cell) and cell.kind is CellKind.BUTTON:
            self.row_opened.emit(self._rows.key_at(index.row()))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        cell = index.data(CELL_ROLE) if index.isValid() else None
        if isinstance(cell, Cell) and cell.kind is not CellKind.BUTTON:
            self.row_opened.emit(self._rows.key_at(index.row()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_columns()
        # The panel round the table has rounded corners; the table must not paint over them.
        outline = QPainterPath()
        radius = self._theme.size.radius_panel
        outline.addRoundedRect(self.rect(), radius, radius)
        self.setMask(QRegion(outline.toFillPolygon().toPolygon()))
        self._move_ring()
        self.resized.emit()

"""White panels: a table with its empty state and the line under it, or anything else."""

from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.models.row_table import RowTable, nudge_ring
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class Panel(QFrame):
    """A panel with an edge, and a bar at its left when ``bar`` names a colour.

    Args:
        theme: How to draw.
        edge: Name of the edge's colour in the tokens.
        fill: Name of the colour inside.
        strong: True for the wider edge of what is chosen or recommended.
        bar: Name of the bar's colour, empty for none.
        parent: Qt parent.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        edge: str = "line_soft",
        fill: str = "panel",
        strong: bool = False,
        bar: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._edge = edge
        self._fill = fill
        self._width = theme.size.edge_strong if strong else theme.size.edge
        self._bar = bar

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        size, colour = self._theme.size, self._theme.colour
        rect = QRectF(self.rect())
        painter = QPainter(self)
        edge = getattr(colour, self._edge)
        fill = getattr(colour, self._fill)
        paint_box(painter, rect, size.radius_panel, fill=fill, edge=edge, width=self._width)
        if self._bar:
            outline = QPainterPath()
            outline.addRoundedRect(rect, size.radius_panel, size.radius_panel)
            bar = QPainterPath()
            bar.addRect(QRectF(0, 0, size.bar, rect.height()))
            painter.fillPath(outline.intersected(bar), QColor(getattr(colour, self._bar)))
        painter.end()


def holds_focus(widget: QWidget) -> bool:
    """True when the focus is in a widget."""
    focused = QApplication.focusWidget()
    return isinstance(focused, QWidget) and widget.isAncestorOf(focused)


class KeyScrollArea(QScrollArea):
    """A scroll area that takes the focus, so that the arrow keys scroll what is only read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inset = theme.size.focus_dark + theme.size.focus_yellow
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_content(self, content: QWidget) -> None:
        """Show other content, from its top."""
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.verticalScrollBar().setValue(0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        nudge_ring(self)

    def ring_rect(self) -> QRect:
        """Where the focus ring belongs: inside what is seen."""
        inset = self._inset
        return self.viewport().geometry().adjusted(inset, inset, -inset, -inset)


class EmptyState(QWidget):
    """What stands where rows would be: what there is not, and what to do."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        size = theme.size
        # It takes the focus, so that a screen reader says it where the rows would be.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._inset = size.focus_dark + size.focus_yellow
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_24] * 4)
        column.setSpacing(size.gap_8)
        column.addStretch(1)
        picture = Span(icon=icon, ink="muted", icon_size=size.icon_tile)
        icon_label = SpanLabel(theme, (picture,), self)
        icon_row = QHBoxLayout()
        icon_row.addStretch(1)
        icon_row.addWidget(icon_label)
        icon_row.addStretch(1)
        column.addLayout(icon_row)
        self._title = WrapLabel(theme, role=FontRole.SECTION, weight=Weight.SEMIBOLD, parent=self)
        self._hint = WrapLabel(theme, role=FontRole.BODY, ink="muted", parent=self)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(2)

    def show_words(self, title: str, hint: str) -> None:
        """Say what there is not, and what to do."""
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(f"{title} {hint}")

    def ring_rect(self) -> QRect:
        """Where the focus ring belongs: inside the panel."""
        return self.rect().adjusted(self._inset, self._inset, -self._inset, -self._inset)


class TablePanel(Panel):
    """A table, or its empty state, in a panel."""

    def __init__(
        self, theme: Theme, table: RowTable, *, icon: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent=parent)
        self.table = table
        self._empty = EmptyState(theme, icon, self)
        # A stacked layout has no margins of its own, and the edge must stay free.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.size.edge] * 4)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack)
        self._stack.addWidget(table)
        self._stack.addWidget(self._empty)

    @property
    def is_empty(self) -> bool:
        """True when the empty state is shown."""
        return self._stack.currentWidget() is self._empty

    def show_rows(
        self,
        rows: tuple[Any, ...],
        total: int,
        *,
        empty_title: str,
        empty_hint: str,
        current: str = "",
    ) -> None:
        """Show rows, or what there is not when there are none.

        Args:
            rows: Those read so far.
            total: How many there are.
            empty_title: Said when there are none.
            empty_hint: What to do then.
            current: Key of the row to move to, empty to leave it.
        """
        had_focus = self.table.hasFocus() or self._empty.hasFocus()
        self.table.set_rows(rows, total)
        # Before the focus comes, which would choose the first row when none is.
        self.table.show_current(current)
        self._empty.show_words(empty_title, empty_hint)
        self._stack.setCurrentWidget(self.table if rows else self._empty)
        if had_focus:
            self.focus_rows()
        self.table.choose_if_none()

    def focus_rows(self) -> None:
        """Go to the rows, or to what stands in their place."""
        (self._empty if self.is_empty else self.table).setFocus()


class TableFoot(QWidget):
    """Which rows are seen, and how they are sorted."""

    def __init__(self, theme: Theme, table: RowTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._total = 0
        self._note = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._places = SpanLabel(theme, (), self)
        self._order = SpanLabel(theme, (), self)
        row.addWidget(self._places, 1)
        row.addWidget(self._order)
        table.verticalScrollBar().valueChanged.connect(self._show_places)
        table.verticalScrollBar().rangeChanged.connect(self._show_places)
        table.resized.connect(self._show_places)

    def show_foot(self, total: int, order: str, note: str = "") -> None:
        """Show how many rows there are, how they are sorted, and perhaps what a word means."""
        self._total = total
        self._note = note
        self._order.set_spans((Span(order, role=FontRole.SMALL, ink="muted"),))
        self._show_places()

    def _show_places(self) -> None:
        first, last = self._table.visible_places()
        words = ""
        if last:
            words = self.tr("Showing {first} to {last} of {total}.").format(
                first=first, last=last, total=self._total
            )
            if last < self._total:
                more = self.tr("Scroll for {n} more.").format(n=self._total - last)
                words = f"{words} {more}"
        words = " ".join(part for part in (words, self._note) if part)
        self._places.set_spans((Span(words, role=FontRole.SMALL, ink="muted"),))

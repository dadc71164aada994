"""The filters of the worklist: one of them is on, and each says how many people it shows."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.worklist.worklist_view import Filter, FilterView
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size

_ICONS = {
    Filter.DUE_NOW: "circle-dashed",
    Filter.OVERDUE: "clock-alert",
    Filter.ALL: "list-checks",
    Filter.DRAFTS: "pencil-line",
}
_ON_ICON = "check"


class FilterPill(QAbstractButton):
    """A filter as a round button; the one that is on has a tick, a tint and a stronger edge."""

    def __init__(
        self, theme: Theme, key: Filter, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self.key = key
        self._count = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.tokens.target_px)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.update)

    def show_filter(self, view: FilterView, *, chosen: bool) -> None:
        """Show the words, the count, and whether it is on."""
        self.setText(view.words)
        self._count = str(view.count)
        self.setChecked(chosen)
        state = self.tr("on") if chosen else self.tr("off")
        people = self.tr("{n} people").format(n=view.count)
        self.setAccessibleName(f"{view.words}, {people}, {state}")
        self.updateGeometry()
        self.update()

    def _spans(self) -> Spans:
        on, size = self.isChecked(), self._theme.size
        ink = "blue_text" if on else "text"
        words = Span(self.text(), ink=ink, weight=Weight.SEMIBOLD, gap=size.gap_8)
        if self._compact and not on:
            return (words,)
        icon = _ON_ICON if on else _ICONS[self.key]
        return (Span(icon=icon, ink=ink, icon_size=size.icon_body), words)

    def _count_span(self) -> Spans:
        ink = "blue_text" if self.isChecked() else "text"
        return (Span(self._count, ink=ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD),)

    def _badge(self) -> QSize:
        words, height = spans_size(self._count_span(), self._theme), self._theme.size.chip_height
        tall = self._theme.tokens.scaled(height)
        return QSize(max(words.width() + 2 * self._theme.size.gap_8, tall), tall)

    @override
    def sizeHint(self) -> QSize:
        size = self._theme.size
        words, badge = spans_size(self._spans(), self._theme), self._badge()
        width = words.width() + size.gap_8 + badge.width() + 2 * size.gap_16
        return QSize(width, self._theme.tokens.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, size, colour = self._theme, self._theme.size, self._theme.colour
        on = self.isChecked()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill = colour.blue_tint if on else colour.panel
        edge = colour.blue if on else colour.muted
        width = size.edge_strong if on else size.edge
        paint_box(painter, rect, rect.height() / 2, fill=fill, edge=edge, width=width)
        words = spans_size(self._spans(), theme)
        paint_spans(
            painter, QRect(size.gap_16, 0, words.width(), self.height()), self._spans(), theme
        )
        badge = self._badge()
        box = QRect(size.gap_16 + words.width() + size.gap_8, 0, badge.width(), badge.height())
        box.moveTop((self.height() - badge.height()) // 2)
        fill = colour.panel if on else colour.canvas
        edge = colour.blue_soft if on else colour.line
        paint_box(painter, QRectF(box), badge.height() / 2, fill=fill, edge=edge)
        inner = spans_size(self._count_span(), theme).width()
        number = QRect(box.left() + (box.width() - inner) // 2, box.top(), inner, box.height())
        paint_spans(painter, number, self._count_span(), theme)
        painter.end()


class FilterPills(QWidget):
    """All filters in a row; where there is little room only the one that is on has its icon."""

    def __init__(
        self,
        theme: Theme,
        choose: Callable[[Filter], None],
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_10)
        self.pills = {key: FilterPill(theme, key, compact=compact, parent=self) for key in Filter}
        for key, pill in self.pills.items():
            self._group.addButton(pill)
            pill.clicked.connect(lambda _on, k=key: choose(k))
            row.addWidget(pill)

    def show_filters(self, filters: tuple[FilterView, ...], chosen: Filter) -> None:
        """Show the counts and which filter is on."""
        for view in filters:
            self.pills[view.key].show_filter(view, chosen=view.key is chosen)

    def explain(self, key: Filter, note: str) -> None:
        """Say what a filter means to whoever points at it, or hears it."""
        self.pills[key].setToolTip(note)
        self.pills[key].setAccessibleDescription(note)

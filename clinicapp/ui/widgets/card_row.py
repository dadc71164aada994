"""A domain as one row of the large-text list."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import CardState, CardView, ChipKind, ChipView
from clinicapp.ui.widgets.chips import CHIP_LOOKS, chip_spans, paint_box
from clinicapp.ui.widgets.domain_card import paint_card_edge
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size

_SOLID = (ChipKind.RED_ZONE, ChipKind.MISSING, ChipKind.OVERDUE, ChipKind.HELD)


class CardRow(QAbstractButton):
    """Icon, title, value and status; a press opens the card beside the list."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: CardView | None = None
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_card(self, view: CardView) -> None:
        """Show another value; nothing happens when it is the same."""
        if view == self._view:
            return
        self._view = view
        self.setText(view.short_title or view.title)
        self.setAccessibleName(view.spoken)
        self.updateGeometry()
        self.update()

    def _chip(self, view: CardView) -> ChipView | None:
        if not view.chips:
            return None
        last = view.chips[-1]
        return ChipView(last.kind, view.short_status or last.text)

    def _words(self, view: CardView) -> tuple[Spans, Spans]:
        red = view.state is CardState.RED
        title = Span(self.text(), weight=Weight.SEMIBOLD)
        summary = Span(
            view.summary,
            ink="red_text" if red else "muted",
            role=FontRole.SMALL,
            weight=Weight.SEMIBOLD if red else Weight.REGULAR,
        )
        return (title,), (summary,)

    @override
    def sizeHint(self) -> QSize:
        tokens = self._theme.tokens
        height = tokens.line_px(FontRole.BODY) + tokens.line_px(FontRole.SMALL)
        width = tokens.scaled(self._theme.size.list_width)
        return QSize(width, max(tokens.target_px, height + self._theme.size.gap_8))

    @override
    def minimumSizeHint(self) -> QSize:
        if self._view is None:
            return self.sizeHint()
        # The summary may be long, and is cut short before the list grows wider than its place.
        title = spans_size(self._words(self._view)[0], self._theme).width()
        chip = self._chip(self._view)
        wide = (
            spans_size(chip_spans(chip, CHIP_LOOKS[chip.kind]), self._theme).width() if chip else 0
        )
        size = self._theme.size
        chrome = self._theme.tokens.scaled(size.icon_card) + 2 * size.gap_24 + size.gap_20
        return QSize(title + wide + chrome, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        view, theme = self._view, self._theme
        if view is None:
            return
        size = theme.size
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card_edge(painter, QRectF(self.rect()), view.state, theme)
        if self.isChecked():
            self._paint_chosen(painter, view)
        side = theme.tokens.scaled(size.icon_card)
        icon = theme.icons.pixmap(
            view.icon, theme.colour.text, side, ratio=self.devicePixelRatioF()
        )
        painter.drawPixmap(size.gap_16, (self.height() - side) // 2, icon)
        left = size.gap_16 + side + size.gap_12
        heights = (theme.tokens.line_px(FontRole.BODY), theme.tokens.line_px(FontRole.SMALL))
        top = (self.height() - sum(heights)) // 2
        for spans, height in zip(self._words(view), heights, strict=True):
            room = self._chip_box(view).left() - size.gap_8 - left
            paint_spans(painter, QRect(left, top, room, height), spans, theme)
            top += height
        self._paint_chip(painter, view)
        painter.end()

    def _paint_chosen(self, painter: QPainter, view: CardView) -> None:
        size, colour = self._theme.size, self._theme.colour
        bar = size.bar if view.state is CardState.RED else 0
        painter.setPen(QPen(QColor(colour.blue), 2 * size.edge + 1))
        painter.setBrush(QColor(colour.blue_tint))
        box = QRectF(self.rect()).adjusted(bar + 1.5, 1.5, -1.5, -1.5)
        painter.drawRoundedRect(box, size.radius_control, size.radius_control)

    def _chip_box(self, view: CardView) -> QRect:
        """Where the status stands, at the right end; of no width without one."""
        theme, size = self._theme, self._theme.size
        chip, width = self._chip(view), 0
        if chip is not None:
            spans = chip_spans(chip, CHIP_LOOKS[chip.kind])
            width = spans_size(spans, theme).width() + 2 * size.gap_8
        height = theme.tokens.scaled(size.chip_height)
        left = self.width() - width - size.gap_12
        return QRect(left, (self.height() - height) // 2, width, height)

    def _paint_chip(self, painter: QPainter, view: CardView) -> None:
        chip = self._chip(view)
        if chip is None:
            return
        theme, size = self._theme, self._theme.size
        look = CHIP_LOOKS[chip.kind]
        spans = chip_spans(chip, look)
        box = self._chip_box(view)
        if chip.kind in _SOLID:
            fill, edge = getattr(theme.colour, look.fill), getattr(theme.colour, look.edge)
            paint_box(painter, QRectF(box), size.radius_control, fill=fill, edge=edge)
        paint_spans(painter, box.adjusted(size.gap_8, 0, -size.gap_8, 0), spans, theme)

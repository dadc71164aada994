"""Status chips and key caps: a word on a small filled box."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.widgets.spans import Span, SpanLabel, paint_spans, spans_size


@dataclass(frozen=True, slots=True)
class ChipLook:
    """Icon and token names of a chip."""

    icon: str
    ink: str
    fill: str
    edge: str


CHIP_LOOKS = {
    ChipKind.OK: ChipLook("check", "green_text", "green_tint", "green_soft"),
    ChipKind.NEW: ChipLook("arrow-down", "blue_text", "blue_tint", "blue_soft"),
    ChipKind.RED_ZONE: ChipLook("circle-alert", "panel", "red", "red"),
    ChipKind.MISSING: ChipLook("circle-dashed", "text", "amber", "amber"),
    ChipKind.OVERDUE: ChipLook("clock-alert", "text", "amber", "amber"),
    ChipKind.HELD: ChipLook("circle-pause", "text", "amber", "amber"),
    ChipKind.DUE: ChipLook("circle-dashed", "text", "panel", "muted"),
    ChipKind.DECLINED: ChipLook("hand", "muted_strong", "canvas", "line"),
    ChipKind.NOTICE: ChipLook("info", "amber_text", "amber_tint", "amber"),
    ChipKind.BELOW: ChipLook("trending-down", "amber_text", "amber_tint", "amber"),
    ChipKind.REACHED: ChipLook("trending-up", "green_text", "green_tint", "green_soft"),
}


def paint_box(
    painter: QPainter, rect: QRectF, radius: float, *, fill: str, edge: str, width: float = 1.0
) -> None:
    """Paint a filled box with an edge that lies inside the rectangle.

    Args:
        painter: Where.
        rect: Outer bounds in logical pixels.
        radius: Of the corners.
        fill: Colour.
        edge: Colour.
        width: Of the edge.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(fill))
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)


class BoxLabel(SpanLabel):
    """Spans on a filled box."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, (), parent)
        self._look = ChipLook("", "text", "panel", "line_soft")
        self._edge_width = theme.size.edge
        self._padding = theme.size.gap_8
        self._box_height = theme.tokens.scaled(theme.size.chip_height)
        self._radius = theme.size.radius_control

    @override
    def sizeHint(self) -> QSize:
        inner = spans_size(self.spans, self._theme)
        return QSize(inner.width() + 2 * self._padding, max(self._box_height, inner.height()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self._padding, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colour = self._theme.colour
        painter = QPainter(self)
        paint_box(
            painter,
            QRectF(self.rect()),
            self._radius,
            fill=getattr(colour, self._look.fill),
            edge=getattr(colour, self._look.edge),
            width=self._edge_width,
        )
        inside = self.rect().adjusted(self._padding, 0, -self._padding, 0)
        paint_spans(painter, inside, self.spans, self._theme)
        painter.end()


class StatusChip(BoxLabel):
    """A status as icon and word, never as colour alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_chip(self, chip: ChipView) -> None:
        """Show another status."""
        self._look = CHIP_LOOKS[chip.kind]
        self.set_spans(chip_spans(chip, self._look))
        self.update()


def chip_spans(chip: ChipView, look: ChipLook) -> tuple[Span, ...]:
    """Icon and word of a chip."""
    return (
        Span(icon=look.icon, ink=look.ink),
        Span(chip.text, ink=look.ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD, gap=SIZES.gap_6),
    )


class CountBadge(BoxLabel):
    """A round number, such as how many readings wait."""

    def __init__(self, theme: Theme, count: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._look = ChipLook("", "text", "amber", "amber")
        self._box_height = theme.tokens.scaled(theme.size.icon_card)
        self._padding = theme.size.gap_6
        self._radius = self._box_height // 2
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_spans((Span(str(count), role=FontRole.CAPTION, weight=Weight.BOLD),))


class KeyCap(BoxLabel):
    """The name of a key, drawn as a key."""

    def __init__(self, theme: Theme, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._look = ChipLook("", "text", "panel", "muted")
        self._padding = theme.size.gap_4
        self._box_height = theme.tokens.line_px(FontRole.SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_spans((Span(keys, role=FontRole.KEY, weight=Weight.SEMIBOLD),))

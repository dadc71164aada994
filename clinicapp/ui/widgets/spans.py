"""Lines of text and icons painted as one piece.

A card holds many short texts in different weights on one baseline. One label that paints its spans
is cheaper than a row of labels, keeps the baseline, and reads as one sentence to a screen reader.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.fonts import wants_tabular
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.card_view import Tone

TONE_INK = {
    Tone.PLAIN: "text",
    Tone.MUTED: "muted",
    Tone.GOOD: "green_text",
    Tone.WARN: "amber_text",
    Tone.BAD: "red_text",
    Tone.INFO: "blue_text",
}
TONE_ICON = {
    Tone.PLAIN: "info",
    Tone.MUTED: "info",
    Tone.GOOD: "check",
    Tone.WARN: "circle-dashed",
    Tone.BAD: "circle-alert",
    Tone.INFO: "info",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line.

    Attributes:
        text: Words; empty when the span is an icon.
        icon: Lucide name; empty when the span is words.
        ink: Name of a colour in the tokens.
        role: Size of the words.
        weight: Weight of the words.
        gap: Logical pixels before it, at 100 % text.
        icon_size: Side of the icon, at 100 % text.
        width: Least width, at 100 % text, for columns.
        push: True when spare room stands before it; several share the room.
    """

    text: str = ""
    icon: str = ""
    ink: str = "text"
    role: FontRole = FontRole.BODY
    weight: Weight = Weight.REGULAR
    gap: int = SIZES.gap_4
    icon_size: int = SIZES.icon_chip
    width: int = 0
    push: bool = False


Spans = tuple[Span, ...]


def spoken(spans: Spans) -> str:
    """The words of a line, for a screen reader."""
    return " ".join(span.text for span in spans if span.text)


def _width(span: Span, theme: Theme) -> int:
    if span.icon:
        natural = theme.tokens.scaled(span.icon_size)
    else:
        tabular = wants_tabular(span.text)
        natural = theme.text_width(span.text, span.role, span.weight, tabular=tabular)
    return max(natural, theme.tokens.scaled(span.width))


def spans_size(spans: Spans, theme: Theme) -> QSize:
    """The room that a line wants, in logical pixels."""
    width, height = 0, 0
    for index, span in enumerate(spans):
        width += _width(span, theme) + (theme.tokens.scaled(span.gap) if index else 0)
        line = theme.tokens.scaled(span.icon_size) if span.icon else theme.tokens.line_px(span.role)
        height = max(height, line)
    return QSize(width, height)


def _baseline(spans: Spans, rect: QRectF, theme: Theme) -> float:
    words = [span for span in spans if span.text]
    if not words:
        return rect.center().y()
    largest = max(words, key=lambda span: theme.tokens.font_px(span.role))
    metrics = theme.metrics(largest.role, largest.weight)
    return rect.center().y() + (metrics.ascent() - metrics.descent()) / 2


def paint_spans(painter: QPainter, rect: QRect, spans: Spans, theme: Theme) -> None:
    """Paint a line in a rectangle, vertically centred, cutting the last words short if it must."""
    area = QRectF(rect)
    baseline = _baseline(spans, area, theme)
    pushes = max(1, sum(span.push for span in spans))
    spare = max(0, rect.width() - spans_size(spans, theme).width()) / pushes
    x = area.left()
    for index, span in enumerate(spans):
        x += theme.tokens.scaled(span.gap) if index else 0
        if span.push:
            x += spare
        if span.icon:
            _paint_icon(painter, x, area, span, theme)
        else:
            _paint_words(painter, QPointF(x, baseline), area.right() + 1 - x, span, theme)
        x += _width(span, theme)


def _paint_icon(painter: QPainter, x: float, area: QRectF, span: Span, theme: Theme) -> None:
    side = theme.tokens.scaled(span.icon_size)
    pixmap = theme.icons.pixmap(
        span.icon,
        getattr(theme.colour, span.ink),
        side,
        ratio=painter.device().devicePixelRatioF(),
        bold=span.icon_size <= theme.size.icon_chip,
    )
    painter.drawPixmap(QPointF(x, area.center().y() - side / 2), pixmap)


def _paint_words(painter: QPainter, at: QPointF, room: float, span: Span, theme: Theme) -> None:
    tabular = wants_tabular(span.text)
    text = span.text
    if theme.text_width(text, span.role, span.weight, tabular=tabular) > room + 1:
        metrics = theme.metrics(span.role, span.weight, tabular=tabular)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
    painter.setFont(theme.font(span.role, span.weight, tabular=tabular))
    painter.setPen(QColor(getattr(theme.colour, span.ink)))
    painter.drawText(at, text)


class SpanLabel(QLabel):
    """A label that paints spans; its text is what they say."""

    def __init__(self, theme: Theme, spans: Spans = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spans: Spans = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_spans(spans)

    @property
    def spans(self) -> Spans:
        """What is painted."""
        return self._spans

    def set_spans(self, spans: Spans) -> None:
        """Paint something else; nothing happens when it is the same."""
        if spans == self._spans:
            return
        self._spans = spans
        self.setText(spoken(spans))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return spans_size(self._spans, self._theme)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_spans(painter, self.rect(), self._spans, self._theme)
        painter.end()


class WrapLabel(QLabel):
    """Words in one style that may take more than one line."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        role: FontRole = FontRole.SMALL,
        weight: Weight = Weight.REGULAR,
        ink: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(theme.font(role, weight))
        self.setProperty("ink", ink)
        self.setMinimumHeight(theme.tokens.line_px(role))

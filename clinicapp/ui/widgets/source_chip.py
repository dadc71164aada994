"""Where a value came from, as a chip that opens the record."""

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.card_view import LinkType, SourceChipView, TrustKind
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size, spoken

ICON_SIZE = SIZES.icon_small
LINK_ICONS = {
    LinkType.BLUETOOTH: "bluetooth",
    LinkType.SERIAL: "cable",
    LinkType.USB: "usb",
    LinkType.NETWORK: "network",
    LinkType.PERSON: "pencil-line",
}
TRUST_LOOKS = {
    TrustKind.CHECKED: ("badge-check", "green_text"),
    TrustKind.ENTERED: ("check", "green_text"),
    TrustKind.DUE: ("clock", "amber_text"),
    TrustKind.REASON: ("shield-alert", "amber_text"),
    TrustKind.FAILED: ("circle-x", "red_text"),
    TrustKind.UNKNOWN: ("circle-question-mark", "muted_strong"),
}


def source_spans(source: SourceChipView) -> Spans:
    """Link icon, device or person, time, trust icon and word."""
    icon, ink = TRUST_LOOKS[source.trust]
    small = Span(role=FontRole.CAPTION, ink="muted_strong")
    return (
        Span(icon=LINK_ICONS[source.link], ink="muted_strong", icon_size=ICON_SIZE),
        replace(small, text=f"{source.source} · {source.time} ·", gap=SIZES.gap_6),
        Span(icon=icon, ink=ink, gap=SIZES.gap_4, icon_size=ICON_SIZE),
        replace(small, text=source.trust_text, ink=ink, weight=Weight.SEMIBOLD),
    )


class SourceChip(QAbstractButton):
    """Where a value came from; a press opens the record of the reading.

    The chip is drawn 24 high in the middle of a target that is 44 high.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spans: Spans = ()
        self._source = ""
        self.reading_id = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_source(self, source: SourceChipView) -> None:
        """Show another source."""
        self._spans = source_spans(source)
        self._source = source.source
        self.reading_id = source.reading_id
        self.setText(spoken(self._spans))
        self.setAccessibleName(self.tr("Source: {words}").format(words=self.text()))
        self.setEnabled(bool(source.reading_id))
        self.update()

    def ring_rect(self) -> QRect:
        """Where the focus ring belongs: round the chip, not round the whole target."""
        height = self._theme.tokens.scaled(self._theme.size.chip_height)
        return QRect(0, (self.height() - height) // 2, self.width(), height)

    @override
    def sizeHint(self) -> QSize:
        width = spans_size(self._spans, self._theme).width() + 2 * self._theme.size.gap_10
        return QSize(width, self._theme.tokens.target_px)

    def _fitted(self, width: int) -> Spans:
        """The spans with the device's name cut short: its state matters more."""
        over = spans_size(self._spans, self._theme).width() - width
        if over <= 0 or not self._source:
            return self._spans
        metrics = self._theme.metrics(FontRole.CAPTION)
        name = metrics.elidedText(
            self._source,
            Qt.TextElideMode.ElideRight,
            metrics.horizontalAdvance(self._source) - over,
        )
        words = self._spans[1]
        shorter = replace(words, text=words.text.replace(self._source, name, 1))
        return (self._spans[0], shorter, *self._spans[2:])

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        box = self.ring_rect()
        painter = QPainter(self)
        paint_box(
            painter,
            QRectF(box),
            box.height() / 2,
            fill=theme.colour.line_soft if self.isDown() else theme.colour.canvas,
            edge=theme.colour.line_soft,
        )
        inside = box.adjusted(theme.size.gap_10, 0, -theme.size.gap_10, 0)
        paint_spans(painter, inside, self._fitted(inside.width()), theme)
        painter.end()

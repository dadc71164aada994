"""One small bar for each domain: filled when complete, hollow when not."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.form_view import BarState, BarView
from clinicapp.ui.widgets.chips import paint_box


class CompletenessBar(QWidget):
    """Paints the bars; the accessible name lists each domain and its state in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[BarView, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[BarView, ...]) -> None:
        """Show other states."""
        self._bars = bars
        words = {
            BarState.DONE: self.tr("complete"),
            BarState.MISSING: self.tr("missing"),
            BarState.DECLINED: self.tr("not recorded, with a reason"),
        }
        self.setAccessibleName(", ".join(f"{bar.title} {words[bar.state]}" for bar in bars))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        size, tokens = self._theme.size, self._theme.tokens
        width = tokens.scaled(size.bar_width) + size.gap_2 + 1
        return QSize(width * len(self._bars), tokens.scaled(size.bar_height))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        size, colour, tokens = self._theme.size, self._theme.colour, self._theme.tokens
        looks = {
            BarState.DONE: (colour.green, colour.green),
            BarState.MISSING: (colour.panel, colour.amber_edge),
            BarState.DECLINED: (colour.line_soft, colour.muted),
        }
        painter = QPainter(self)
        width = tokens.scaled(size.bar_width)
        for index, bar in enumerate(self._bars):
            left = index * (width + size.gap_2 + 1)
            fill, edge = looks[bar.state]
            box = QRectF(left, 0, width, self.height())
            paint_box(painter, box, size.gap_2, fill=fill, edge=edge, width=1.5)
        painter.end()

"""How complete the form is: in words, and one small bar for each domain."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.clinic.form_view import BarState, BarView, MeasureView
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, SpanLabel


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
        self.setAccessibleName(self.spoken())
        self.updateGeometry()
        self.update()

    def spoken(self) -> str:
        """Each domain and its state in words."""
        words = {
            BarState.DONE: self.tr("complete"),
            BarState.MISSING: self.tr("missing"),
            BarState.DECLINED: self.tr("not recorded, with a reason"),
        }
        return ", ".join(f"{bar.title} {words[bar.state]}" for bar in self._bars)

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


class CompletenessMeter(QAbstractButton):
    """The words over the bars; the tool tip has all three measures, and a press opens them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = SpanLabel(theme, (), self)
        self._bar = CompletenessBar(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_4)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        column.addStretch(1)
        for child in (self._words, self._bar):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(theme.tokens.target_px)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_complete(
        self, words: str, bars: tuple[BarView, ...], measures: tuple[MeasureView, ...]
    ) -> None:
        """Show another state."""
        strong = Weight.SEMIBOLD
        self._words.set_spans((Span(words, role=FontRole.SECTION, weight=strong),))
        self._bar.show_bars(bars)
        lines = [measure_text(each) for each in measures]
        self.setToolTip("\n".join(lines))
        self.setAccessibleName(f"{words}. {self._bar.spoken()}")
        self.setAccessibleDescription(". ".join(lines))

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Words and bars paint themselves, and the style paints the focus."""


def measure_text(measure: MeasureView) -> str:
    """``NHS England, core six: 5 of 6, without alcohol``."""
    rest = f", without {measure.missing}" if measure.missing else ", complete"
    return f"{measure.title}: {measure.count}{rest}"

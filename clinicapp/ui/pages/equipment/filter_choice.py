"""A filter as a box: what it filters by, and what is chosen."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.equipment_view import Choices
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size

_LONGEST_PX = 120
"""A chosen name longer than this, at 100 % text, is cut short in the box; the list has it whole."""


class FilterChoice(QComboBox):
    """Shows one ``Choices``; the mouse wheel never changes it. Signal: ``chosen(code)``."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = Choices("", ())
        self.setFont(theme.font(FontRole.BODY))
        self.setMinimumHeight(theme.tokens.target_px)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda place: self.chosen.emit(self._shown.options[place][0]))

    def show_choices(self, choices: Choices) -> None:
        """Show other options, or another choice."""
        if choices == self._shown:
            return
        if choices.options != self._shown.options:
            self.clear()
            # At once: a trust has hundreds of wards, and each item by itself lays the box out.
            self.addItems([words for _code, words in choices.options])
        self._shown = choices
        codes = [code for code, _words in choices.options]
        self.setCurrentIndex(codes.index(choices.chosen) if choices.chosen in codes else 0)
        self.setAccessibleName(f"{choices.label}: {self.currentText()}")
        self.updateGeometry()
        self.update()

    def _spans(self) -> Spans:
        metrics = self._theme.metrics(FontRole.BODY, Weight.SEMIBOLD)
        room = self._theme.tokens.scaled(_LONGEST_PX)
        value = metrics.elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        return (
            Span(self._shown.label, role=FontRole.SMALL, ink="muted"),
            Span(value, weight=Weight.SEMIBOLD, gap=self._theme.size.gap_6),
        )

    def _icon_side(self) -> int:
        return self._theme.tokens.scaled(self._theme.size.icon_body)

    @override
    def sizeHint(self) -> QSize:
        size = self._theme.size
        words = spans_size(self._spans(), self._theme).width()
        width = words + self._icon_side() + 2 * size.gap_10 + size.gap_8
        return QSize(width, self._theme.tokens.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, size = self._theme, self._theme.size
        painter = QPainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = ""
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        side = self._icon_side()
        left = self.width() - side - size.gap_10
        inside = QRect(size.gap_10, 0, left - size.gap_10, self.height())
        paint_spans(painter, inside, self._spans(), theme)
        icon = theme.icons.pixmap(
            "chevron-down", theme.colour.text, side, ratio=self.devicePixelRatioF()
        )
        painter.drawPixmap(left, (self.height() - side) // 2, icon)
        painter.end()

"""Six digits in one masked line, painted as six boxes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QRect,
    QRectF,
    QRegularExpression,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.widgets.chips import paint_box

DIGITS: Final = 6


class PinBoxes(QLineEdit):
    """Holds a PIN; takes digits and nothing else. Signal: ``entered()`` by Enter on all six."""

    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(DIGITS)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9]{0,6}"), self))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("6-digit PIN"))
        self.textChanged.connect(lambda _: self._changed())
        self._changed()

    @property
    def complete(self) -> bool:
        """Whether all six are there."""
        return len(self.text()) == DIGITS

    def press_digit(self, digit: str) -> None:
        """As if the digit was typed at the end."""
        if not self.complete:
            self.setText(self.text() + digit)

    def delete_last(self) -> None:
        """As Backspace does."""
        self.setText(self.text()[:-1])

    def _changed(self) -> None:
        words = self.tr("{n} of 6 entered").format(n=len(self.text()))
        self.setAccessibleDescription(words)
        self.setCursorPosition(len(self.text()))
        self.update()
        # The focus ring looks again at where it belongs when a widget has changed its place.
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.ParentChange))

    def ring_rect(self) -> QRect:
        """Where the focus is: the box that takes the next digit."""
        return self._box(min(len(self.text()), DIGITS - 1)).toRect()

    def _box(self, index: int) -> QRectF:
        gap = self._theme.size.gap_10
        width = (self.width() - (DIGITS - 1) * gap) / DIGITS
        return QRectF(index * (width + gap), 0, width, self.height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.complete:
                self.entered.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        side = max(self._theme.tokens.target_px, self._theme.tokens.scaled(44) + 12)
        return QSize(DIGITS * self._theme.tokens.target_px + 5 * self._theme.size.gap_10, side)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, count = self._theme, len(self.text())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colour.panel))
        for index in range(DIGITS):
            box = self._box(index)
            here = index == count and self.hasFocus()
            paint_box(
                painter,
                box,
                theme.size.radius_control,
                fill=theme.colour.panel,
                edge=theme.colour.text if here else theme.colour.muted,
                width=theme.size.edge_strong if here else theme.size.edge,
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.colour.text))
            radius = theme.tokens.scaled(theme.size.gap_6)
            if index < count:
                painter.drawEllipse(box.center(), radius, radius)
            elif here:
                half = self.height() / 4
                middle = box.center()
                painter.drawRect(QRectF(middle.x() - 1, middle.y() - half, 2, 2 * half))
        painter.end()

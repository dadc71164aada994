"""A box that finds: an icon, the words, and the key that leads here."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.chips import paint_box


class SearchBox(QLineEdit):
    """A line to type in; nothing typed is ever refused.

    Signals: ``down_pressed()`` when the arrow asks for the rows below.
    """

    down_pressed = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        words: str,
        name: str,
        keys: str,
        icon: str = "scan-barcode",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._theme = theme
        self._keys = keys
        self.setFont(theme.font(FontRole.BODY))
        self._words = words
        self.setAccessibleDescription(words)
        self.setAccessibleName(name)
        self.setMinimumHeight(theme.tokens.target_px)
        size = theme.size
        self._icon_side = theme.tokens.scaled(size.icon_card)
        metrics = theme.metrics(FontRole.KEY, Weight.SEMIBOLD)
        self._cap_width = metrics.horizontalAdvance(keys) + 2 * size.gap_6
        self.setTextMargins(self._icon_side + size.gap_10, 0, self._cap_width + size.gap_10, 0)
        hint = theme.metrics(FontRole.BODY).horizontalAdvance(words)
        margins = self.textMargins()
        self.setMinimumWidth(hint + margins.left() + margins.right() + 2 * size.gap_16)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, size = self._theme, self._theme.size
        painter = QPainter(self)
        icon = theme.icons.pixmap(
            self._icon, theme.colour.text, self._icon_side, ratio=self.devicePixelRatioF()
        )
        top = (self.height() - self._icon_side) // 2
        painter.drawPixmap(size.gap_12, top, icon)
        height = theme.tokens.line_px(FontRole.SMALL)
        cap = QRect(0, 0, self._cap_width, height)
        cap.moveRight(self.width() - size.gap_12)
        cap.moveTop((self.height() - height) // 2)
        paint_box(
            painter,
            QRectF(cap),
            size.radius_control,
            fill=theme.colour.panel,
            edge=theme.colour.muted,
        )
        painter.setFont(theme.font(FontRole.KEY, Weight.SEMIBOLD))
        painter.setPen(QColor(theme.colour.text))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._keys)
        if not self.text():
            # Qt would fade the words to half their ink, which is too little to read.
            left = size.gap_12 + self.textMargins().left()
            rect = QRect(left, 0, cap.left() - left, self.height())
            painter.setFont(theme.font(FontRole.BODY))
            painter.setPen(QColor(theme.colour.muted))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), self._words)
        painter.end()

"""The cover of a locked station: nothing about a person shows through it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import Span, SpanLabel


class LockCover(QWidget):
    """Covers a whole window, whose content the caller hides. Signal: ``unlock_pressed()``."""

    unlock_pressed = Signal()

    def __init__(self, theme: Theme, window: QMainWindow, user: str) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self.setAccessibleName(self.tr("Station locked"))
        title = Span(self.tr("Locked"), role=FontRole.PAGE, weight=Weight.BOLD)
        words = self.tr(
            "Patient data is hidden. Readings that arrive now wait in the inbox. Signed in: {user}"
        )
        unlock = ActionButton(theme, "primary", self.tr("Unlock"), icon="lock", parent=self)
        unlock.clicked.connect(self.unlock_pressed)
        column = QVBoxLayout(self)
        column.setSpacing(theme.size.gap_16)
        column.addStretch(1)
        for widget in (
            SpanLabel(theme, (Span(icon="lock"), title), self),
            SpanLabel(theme, (Span(words.format(user=user)),), self),
            unlock,
        ):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        unlock.setFocus()

    def lift(self) -> None:
        """Take the cover away."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        elif event.type() is QEvent.Type.ChildAdded:
            # The window was drawn anew, at another text size: what is new lies on top.
            self.raise_()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colour.canvas))
        painter.end()

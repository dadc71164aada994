"""The sign-in screen as the cover of the whole window; nothing about a patient shows through it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.pages.sign_in.sign_in_page import SignInPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.staff.sign_in_view_model import SignInViewModel


class SignInCover(QWidget):
    """Covers a window, whose content the caller hides, at the window's text size."""

    def __init__(
        self, model: SignInViewModel, theme: Theme, window: QMainWindow, *, compact: bool
    ) -> None:
        super().__init__(window)
        self._model = model
        self._theme = theme
        self._window = window
        self.setAccessibleName(self.tr("Station locked"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.page = SignInPage(model, theme, compact=compact, parent=self)
        self._column.addWidget(self.page)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.page.take_focus()

    def draw_anew(self, theme: Theme, *, compact: bool) -> None:
        """Draw at another text size; what was typed so far has to be typed again."""
        self._theme = theme
        old = self.page
        old.hide()
        self._column.removeWidget(old)
        old.deleteLater()
        self.page = SignInPage(self._model, theme, compact=compact, parent=self)
        self._column.addWidget(self.page)
        self.page.show()
        self.page.take_focus()

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

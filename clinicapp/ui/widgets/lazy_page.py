"""A page that is made when it is first opened, so that the window does not wait for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.widgets.page import Page


class LazyPage(Page):
    """Stands in for a page until it is shown. Signals: ``opened()`` and ``left()``."""

    opened = Signal()
    left = Signal()

    def __init__(
        self,
        make: Callable[[Theme, bool, QWidget], Page],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._theme = theme
        self._compact = False
        self._page: Page | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def page(self) -> Page:
        """The page itself, made now if it was not yet."""
        if self._page is None:
            self._page = self._make(self._theme, self._compact, self)
            self._layout.addWidget(self._page)
        return self._page

    def forget(self) -> None:
        """Take the page away; it is made anew when it is opened again."""
        if self._page is not None:
            self._layout.removeWidget(self._page)
            self._page.hide()
            self._page.setParent(None)
            self._page.deleteLater()
            self._page = None

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        self._theme, self._compact = theme, compact
        if self._page is not None:
            self._page.set_theme(theme, compact=compact)

    @override
    def take_focus(self) -> None:
        if self._page is not None:
            self._page.take_focus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.page.take_focus()
        super().showEvent(event)

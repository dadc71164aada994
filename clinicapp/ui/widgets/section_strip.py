"""The sections of one area: a strip of tabs, or one button with a menu where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.shell_header import AreaTab, TabButton

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.ui.theme.theme import Theme


class SectionStrip(QFrame):
    """The tabs of the sections. Signal: ``pressed(key)``."""

    pressed = Signal(str)

    def __init__(
        self, theme: Theme, tabs: tuple[AreaTab, ...], *, compact: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sectionStrip")
        self._theme = theme
        self._tabs = tabs
        self.buttons: dict[str, TabButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.size.gap_12, 0, theme.size.gap_12, 0)
        self._row.setSpacing(0)
        self._folded: ActionButton | None = None
        if compact:
            self._folded = ActionButton(theme, "plain", "", icon="menu", parent=self)
            self._folded.clicked.connect(self._open_menu)
            self._row.addWidget(self._folded)
        else:
            for tab in tabs:
                button = TabButton(theme, tab, self)
                button.clicked.connect(lambda _=False, key=tab.key: self.pressed.emit(key))
                self.buttons[tab.key] = button
                self._row.addWidget(button)
        self._row.addStretch(1)

    def show_open(self, key: str) -> None:
        """Mark the section that is open."""
        tab = next(tab for tab in self._tabs if tab.key == key)
        if self._folded is not None:
            self._folded.set_words(tab.title, self.tr("Section: {title}").format(title=tab.title))
        else:
            self.buttons[key].setChecked(True)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for tab in self._tabs:
            icon = self._theme.icons.icon(
                tab.icon, self._theme.colour.text, self._theme.size.icon_body
            )
            menu.addAction(icon, tab.title).setData(tab.key)
        chosen = menu.exec(self.mapToGlobal(self.rect().bottomLeft()))
        menu.deleteLater()
        if chosen is not None:
            self.pressed.emit(str(chosen.data()))


class SectionedPage(Page):
    """Pages under a strip, one at a time; a single one has no strip.

    Signal: ``opened(key)`` whenever another section comes to the front.
    """

    opened = Signal(str)

    def __init__(
        self,
        tabs: tuple[AreaTab, ...],
        pages: Mapping[str, Page],
        theme: Theme,
        *,
        compact: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._pages = pages
        self._open = tabs[0].key
        self._theme, self._compact = theme, compact
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._stack = QStackedWidget(self)
        for page in pages.values():
            self._stack.addWidget(page)
        self.strip = self._make_strip()
        self._column.addWidget(self._stack, 1)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda by=step: self._go(by))

    @property
    def open_key(self) -> str:
        """The section that is open."""
        return self._open

    def page(self, key: str) -> Page:
        """The page of a section."""
        return self._pages[key]

    def open_section(self, key: str) -> None:
        """Bring a section to the front.

        Raises:
            KeyError: there is no such section.
        """
        page = self._pages[key]
        changed = key != self._open
        self._open = key
        self._stack.setCurrentWidget(page)
        self.strip.show_open(key)
        if changed:
            self.opened.emit(key)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is not self._theme or compact != self._compact:
            self._theme, self._compact = theme, compact
            self._column.removeWidget(self.strip)
            self.strip.hide()
            self.strip.deleteLater()
            self.strip = self._make_strip()
        for page in self._pages.values():
            page.set_theme(theme, compact=compact)

    @override
    def take_focus(self) -> None:
        self._pages[self._open].take_focus()

    def _make_strip(self) -> SectionStrip:
        strip = SectionStrip(self._theme, self._tabs, compact=self._compact, parent=self)
        strip.setVisible(len(self._tabs) > 1)
        strip.show_open(self._open)
        strip.pressed.connect(self.open_section)
        self._column.insertWidget(0, strip)
        return strip

    def _go(self, step: int) -> None:
        keys = [tab.key for tab in self._tabs]
        self.open_section(keys[(keys.index(self._open) + step) % len(keys)])

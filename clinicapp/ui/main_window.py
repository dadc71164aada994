"""The window: header, notices, one page at a time, and the line at the bottom."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import stepped_scale
from clinicapp.ui.viewmodels.shell_view import HeaderView, StatusBarView
from clinicapp.ui.widgets.notice_bar import NoticeBar, TroubleBar
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.shell_header import AreaTab, ShellHeader
from clinicapp.ui.widgets.status_strip import StatusStrip

INBOX_KEY = "inbox"
LOCK_KEY = "F12"


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the window, shown only because it exists: key, title, Lucide icon and page."""

    key: str
    title: str
    icon: str
    page: Page


def wants_compact(size: QSize, theme: Theme) -> bool:
    """Whether so much room folds the layout at the theme's text scale."""
    limits, scale = theme.size, theme.tokens.text_scale
    too_narrow = size.width() / scale < limits.compact_below_width
    return too_narrow or size.height() / scale < limits.compact_below_height


class MainWindow(QMainWindow):
    """Holds the areas it is given and knows nothing about what they show.

    Signals: ``area_opened(key)``, ``lock_requested()``, ``help_requested(key)`` with the open
    area, ``devices_requested()`` from the folded header, ``text_scale_changed(float)``,
    ``trouble_dismissed()``, ``folded()`` when the layout was folded or unfolded, and
    ``user_action(key)`` from the menu under the name of whoever is signed in.
    """

    area_opened = Signal(str)
    lock_requested = Signal()
    help_requested = Signal(str)
    devices_requested = Signal()
    text_scale_changed = Signal(float)
    trouble_dismissed = Signal()
    folded = Signal()
    user_action = Signal(str)

    def __init__(self, areas: list[Area], theme: Theme, title: str = "clinicapp") -> None:
        super().__init__()
        self._areas = {area.key: area for area in areas}
        self._theme = theme
        self._compact = False
        self._covered = False
        self._open = ""
        self._hidden: frozenset[str] = frozenset()
        self._actions: tuple[AreaTab, ...] = ()
        self._area_keys: list[QShortcut] = []
        self._header_view: HeaderView | None = None
        self._status_view: StatusBarView | None = None
        self.setWindowTitle(title)
        size = theme.size
        self.setMinimumSize(size.window_least_width, size.window_least_height)
        self._pages = QStackedWidget()
        for area in areas:
            self._pages.addWidget(area.page)
        self._trouble_sentence = ""
        self._build()
        self._bind_keys()
        if areas:
            self.open_area(areas[0].key)
        self.resize(size.window_width, size.window_height)

    @property
    def areas(self) -> tuple[str, ...]:
        """The keys of the areas that are offered."""
        return tuple(key for key in self._areas if key not in self._hidden)

    @property
    def open_key(self) -> str:
        """The area that is open."""
        return self._open

    @property
    def covered(self) -> bool:
        """True while everything is hidden, as on a locked station."""
        return self._covered

    @property
    def trouble(self) -> str:
        """The sentence that is shown about what is wrong, empty when nothing is."""
        return self._trouble_sentence

    @property
    def compact(self) -> bool:
        """True when the layout is folded for large text or a small window."""
        return self._compact

    @property
    def text_scale(self) -> float:
        """1.0 to 2.0."""
        return self._theme.tokens.text_scale

    def show_header(self, view: HeaderView) -> None:
        """Show ward, person, count, time and the notice."""
        self._header_view = view
        self._header.show_header(view)
        self._notice.show_notice(view.notice)

    def show_status(self, view: StatusBarView) -> None:
        """Show the line at the bottom."""
        self._status_view = view
        self._strip.show_status(view)

    def show_trouble(self, sentence: str) -> None:
        """Show one sentence about what is wrong and what to do next."""
        self._trouble_sentence = sentence
        self._trouble.show_trouble(sentence)

    def clear_trouble(self) -> None:
        """Take that sentence away."""
        self.show_trouble("")

    def open_area(self, key: str) -> None:
        """Open an area.

        Raises:
            KeyError: when there is no such area.
        """
        area = self._areas[key]
        changed = key != self._open
        self._open = key
        self._pages.setCurrentWidget(area.page)
        self._header.show_open(key)
        if changed:
            self.area_opened.emit(key)

    def offer(self, hidden: frozenset[str], actions: tuple[AreaTab, ...]) -> None:
        """Offer all areas but the hidden ones, and a menu under the name of whoever is here."""
        if (hidden, actions) == (self._hidden, self._actions):
            return
        self._hidden, self._actions = hidden, actions
        if self._open in hidden:
            self.open_area(self.areas[0])
        self._bind_areas()
        self._rebuild()

    def set_covered(self, covered: bool) -> None:  # noqa: FBT001 - as Qt's own setters
        """Hide everything but what lies on top, such as the cover of a locked station.

        It stays hidden whatever is drawn anew meanwhile.
        """
        self._covered = covered
        self._show_content(visible=not covered)

    def set_text_scale(self, scale: float) -> None:
        """Draw everything at another text scale, 1.0 to 2.0."""
        if scale == self.text_scale:
            return
        self._theme = self._theme.at_scale(scale)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._theme.apply_to(application)
        self._compact = wants_compact(self.size(), self._theme)
        self._rebuild()
        self.text_scale_changed.emit(scale)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowBlocked:
            # A dialog in front takes all keys; but a nurse who is called away must lock at once.
            dialog = QApplication.activeModalWidget()
            if dialog is not None:
                QShortcut(QKeySequence(LOCK_KEY), dialog).activated.connect(self.lock_requested)
        if event.type() is QEvent.Type.Close:
            # A dialog that stays behind keeps the program alive, with no window to end it by.
            for dialog in self.findChildren(QDialog):
                dialog.close()
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = wants_compact(event.size(), self._theme)
        if wanted != self._compact:
            self._compact = wanted
            self._rebuild()
            self.folded.emit()

    def _build(self) -> None:
        tabs = tuple(
            AreaTab(a.key, a.title, a.icon) for a in map(self._areas.__getitem__, self.areas)
        )
        shell = QWidget()
        column = QVBoxLayout(shell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = ShellHeader(
            self._theme,
            tabs,
            compact=self._compact,
            inbox_key=INBOX_KEY,
            actions=self._actions,
            parent=shell,
        )
        self._header.action_chosen.connect(self.user_action)
        self._header.area_pressed.connect(self.open_area)
        self._header.lock_pressed.connect(self.lock_requested)
        self._header.devices_pressed.connect(self.devices_requested)
        self._notice = NoticeBar(self._theme, shell)
        self._trouble = TroubleBar(self._theme, shell)
        self._trouble.dismissed.connect(self._dismiss_trouble)
        for widget in (self._header, self._notice, self._trouble):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(shell)
        self._strip = StatusStrip(self._theme)
        bar = QStatusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setFixedHeight(self._theme.tokens.scaled(self._theme.size.status_height))
        bar.addWidget(self._strip, 1)
        self.setStatusBar(bar)
        bar.setVisible(not self._compact)
        if self._covered:
            self._show_content(visible=False)
        self._ring = FocusRing(self, self._theme.tokens)

    def _show_content(self, *, visible: bool) -> None:
        shell = self.centralWidget()
        if shell is not None:
            shell.setEnabled(visible)
            shell.setVisible(visible)
        self.statusBar().setVisible(visible and not self._compact)

    def _rebuild(self) -> None:
        """Make the shell again at another scale; pages are kept and told."""
        # The pages first: in the old shell they still know what has the focus.
        for area in self._areas.values():
            area.page.set_theme(self._theme, compact=self._compact)
        self._pages.setParent(None)
        self._ring.let_go()
        self._build()
        self._pages.show()
        if self._header_view is not None:
            self.show_header(self._header_view)
        if self._status_view is not None:
            self.show_status(self._status_view)
        self._trouble.show_trouble(self._trouble_sentence)
        self._header.show_open(self._open)
        if self._open and not self._covered:
            self._areas[self._open].page.take_focus()

    def _dismiss_trouble(self) -> None:
        self.clear_trouble()
        self.trouble_dismissed.emit()

    def _bind_keys(self) -> None:
        for keys, act in (
            ("F1", lambda: self.help_requested.emit(self._open)),
            (LOCK_KEY, self.lock_requested.emit),
            ("Ctrl++", lambda: self.set_text_scale(stepped_scale(self.text_scale, 1))),
            ("Ctrl+=", lambda: self.set_text_scale(stepped_scale(self.text_scale, 1))),
            ("Ctrl+-", lambda: self.set_text_scale(stepped_scale(self.text_scale, -1))),
            ("Ctrl+0", lambda: self.set_text_scale(1.0)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._bind_areas()

    def _bind_areas(self) -> None:
        """Ctrl and a number for each area that is offered."""
        for old in self._area_keys:
            old.setParent(None)
            old.deleteLater()
        self._area_keys = []
        for number, key in enumerate(self.areas, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda k=key: self.open_area(k))
            self._area_keys.append(shortcut)

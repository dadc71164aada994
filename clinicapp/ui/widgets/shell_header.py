"""The top of the window: where, who, which area, lock and the time."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.shell_view import HeaderView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.chips import CountBadge
from clinicapp.ui.widgets.spans import Span, SpanLabel, Spans, paint_spans, spans_size


@dataclass(frozen=True, slots=True)
class AreaTab:
    """An area of the window: key, title and Lucide icon."""

    key: str
    title: str
    icon: str


class TabButton(QAbstractButton):
    """A tab: icon, word, perhaps a count, and a line under the one that is open."""

    def __init__(self, theme: Theme, tab: AreaTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tab = tab
        self._badge: CountBadge | None = None
        self._count = 0
        self.setText(tab.title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show how many wait in this area; nought shows none."""
        if self._badge is not None:
            if count == self._count:
                return
            self._badge.deleteLater()
        self._count = count
        self._badge = CountBadge(self._theme, count, self) if count else None
        waiting = self.tr("{n} waiting").format(n=count)
        self.setAccessibleName(f"{self._tab.title}, {waiting}" if count else self._tab.title)
        if self._badge is not None:
            self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._badge.show()
            self._place_badge()
        self.updateGeometry()

    def _spans(self) -> Spans:
        ink = "blue" if self.isChecked() else "text"
        weight = Weight.SEMIBOLD if self.isChecked() else Weight.REGULAR
        return (
            Span(icon=self._tab.icon, ink=ink, icon_size=self._theme.size.icon_body),
            Span(self._tab.title, ink=ink, weight=weight, gap=SIZES.gap_8),
        )

    def _place_badge(self) -> None:
        if self._badge is not None:
            hint = self._badge.sizeHint()
            left = self._theme.size.gap_12 + spans_size(self._spans(), self._theme).width()
            left += self._theme.size.gap_8
            self._badge.setGeometry(
                QRect(left, (self.height() - hint.height()) // 2, hint.width(), hint.height())
            )

    @override
    def sizeHint(self) -> QSize:
        width = spans_size(self._spans(), self._theme).width() + 2 * self._theme.size.gap_12 + 1
        if self._badge is not None:
            width += self._theme.size.gap_8 + self._badge.sizeHint().width()
        return QSize(width, self._theme.tokens.target_px)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._place_badge()
        size = self._theme.size
        painter = QPainter(self)
        rect = self.rect().adjusted(size.gap_12, 0, 0, 0)
        paint_spans(painter, rect, self._spans(), self._theme)
        if self.isChecked():
            line = size.gap_4
            under = QRect(0, self.height() - line, self.width(), line)
            painter.fillRect(under, QColor(self._theme.colour.blue))
        painter.end()


class ShellHeader(QFrame):
    """Signals: ``area_pressed(key)``, ``lock_pressed()``, ``devices_pressed()``.

    With ``actions`` the name of whoever is signed in opens a menu of them: ``action_chosen(key)``.
    """

    area_pressed = Signal(str)
    lock_pressed = Signal()
    devices_pressed = Signal()
    action_chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        tabs: tuple[AreaTab, ...],
        *,
        compact: bool,
        inbox_key: str,
        actions: tuple[AreaTab, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs = tabs
        self._compact = compact
        self._inbox_key = inbox_key
        self._actions = actions
        self._open = ""
        self._view: HeaderView | None = None
        self._buttons: dict[str, TabButton] = {}
        self.setObjectName("shellHeader")
        self._ward = SpanLabel(theme, (), self)
        self._station = SpanLabel(theme, (), self)
        self._user = SpanLabel(theme, (), self)
        self._user_menu = ActionButton(theme, "quiet", "", icon="circle-user-round", parent=self)
        self._user_menu.set_padding(theme.size.gap_6)
        self._user_menu.clicked.connect(self._open_user_menu)
        self._user_menu.hide()
        self._clock = SpanLabel(theme, (), self)
        self._lock = ActionButton(theme, "plain", self.tr("Lock"), icon="lock", parent=self)
        self._lock.clicked.connect(self.lock_pressed)
        self._row = QHBoxLayout(self)
        if compact:
            self._build_compact()
        else:
            self._build_wide()

    def _build_wide(self) -> None:
        theme, size = self._theme, self._theme.size
        self.setMinimumHeight(theme.tokens.scaled(size.header_height))
        self._row.setContentsMargins(size.gap_12, 0, size.gap_12, 0)
        self._row.setSpacing(0)
        self._row.addWidget(LogoMark(theme, self))
        self._row.addSpacing(size.gap_10)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._ward)
        names.addWidget(self._station)
        names.addStretch(1)
        self._row.addLayout(names)
        self._row.addSpacing(4 * size.gap_24 - 1)
        for tab in self._tabs:
            button = TabButton(theme, tab, self)
            button.clicked.connect(lambda _=False, key=tab.key: self.area_pressed.emit(key))
            button.setMinimumHeight(theme.tokens.scaled(size.header_height) - size.edge)
            self._buttons[tab.key] = button
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self._user)
        self._row.addWidget(self._user_menu)
        self._row.addSpacing(size.gap_10)
        self._row.addWidget(self._lock)
        self._row.addSpacing(size.gap_12)
        self._row.addWidget(self._clock)

    def _build_compact(self) -> None:
        theme, size = self._theme, self._theme.size
        self._row.setContentsMargins(size.gap_16, size.gap_6, size.gap_16, size.gap_6)
        self._row.setSpacing(size.gap_12)
        self._menu_button = ActionButton(theme, "plain", self.tr("Menu"), icon="menu", parent=self)
        self._menu_button.clicked.connect(self._open_menu)
        self._row.addWidget(self._menu_button)
        self._row.addWidget(self._ward)
        self._row.addStretch(1)
        self._station.hide()
        self._user.hide()
        self._inbox = ActionButton(theme, "plain", "", icon="inbox", parent=self)
        self._inbox.clicked.connect(lambda: self.area_pressed.emit(self._inbox_key))
        self._inbox.setVisible(any(tab.key == self._inbox_key for tab in self._tabs))
        self._devices = ActionButton(theme, "plain", "", icon="bluetooth", parent=self)
        self._devices.clicked.connect(self.devices_pressed)
        for button in (self._inbox, self._devices, self._lock):
            self._row.addWidget(button)
        self._row.addWidget(self._clock)

    def show_header(self, view: HeaderView) -> None:
        """Show ward, person, count and time."""
        if view == self._view:
            return
        self._view = view
        strong = Weight.SEMIBOLD
        self._clock.set_spans((Span(view.clock, role=FontRole.SECTION, weight=strong),))
        icon = self._theme.size.icon_card
        name = Span(view.user, role=FontRole.SMALL, weight=strong, gap=SIZES.gap_6)
        self._user.set_spans((Span(icon="circle-user-round", icon_size=icon), name))
        if self._compact:
            self._inbox.set_words(self.tr("Inbox {n}").format(n=view.inbox_count))
            self._devices.set_words(self.tr("Devices {count}").format(count=view.devices))
        else:
            self._user.setVisible(bool(view.user) and not self._actions)
            self._user_menu.setVisible(bool(view.user and self._actions))
            words = self.tr("{name}: menu").format(name=view.user)
            self._user_menu.set_words(view.user, words)
            caption = Span(view.station, ink="muted", role=FontRole.CAPTION)
            self._station.set_spans((caption,))
            if self._inbox_key in self._buttons:
                self._buttons[self._inbox_key].show_count(view.inbox_count)
        self._show_ward()

    def show_open(self, key: str) -> None:
        """Mark the area that is open."""
        self._open = key
        for other, button in self._buttons.items():
            # None is marked while an area is open that has no tab.
            button.setAutoExclusive(False)
            button.setChecked(other == key)
            button.setAutoExclusive(True)
        self._show_ward()

    def _show_ward(self) -> None:
        if self._view is None:
            return
        title = next((tab.title for tab in self._tabs if tab.key == self._open), "")
        words = (
            f"{self._view.ward}, {title.lower()}" if self._compact and title else self._view.ward
        )
        self._ward.set_spans((Span(words, weight=Weight.SEMIBOLD),))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for tab in self._tabs:
            icon = self._theme.icons.icon(
                tab.icon, self._theme.colour.text, self._theme.size.icon_body
            )
            menu.addAction(icon, tab.title).setData(tab.key)
        areas = {tab.key for tab in self._tabs}
        self._add_actions(menu)
        below = self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft())
        chosen = menu.exec(below)
        menu.deleteLater()
        if chosen is not None:
            key = str(chosen.data())
            (self.area_pressed if key in areas else self.action_chosen).emit(key)

    def _add_actions(self, menu: QMenu) -> None:
        side = self._theme.size.icon_body
        for action in self._actions:
            icon = self._theme.icons.icon(action.icon, self._theme.colour.text, side)
            menu.addAction(icon, action.title).setData(action.key)

    def _open_user_menu(self) -> None:
        menu = QMenu(self)
        self._add_actions(menu)
        menu.triggered.connect(lambda chosen: self.action_chosen.emit(str(chosen.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._user_menu.mapToGlobal(self._user_menu.rect().bottomLeft()))


class LogoMark(QWidget):
    """The mark of the program: a trace on a blue square."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        side = theme.tokens.scaled(theme.size.icon_tile)
        self.setFixedSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour.blue))
        radius = self._theme.size.radius_control
        painter.drawRoundedRect(self.rect(), radius, radius)
        side = self.width() * 22 // 32
        icon = self._theme.icons.pixmap(
            "activity", self._theme.colour.panel, side, ratio=self.devicePixelRatioF()
        )
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, icon)
        painter.end()

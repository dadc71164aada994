"""Nobody has touched the station for a while: it warns for half a minute, and then locks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from clinicapp.ui.widgets.idle_notice import IdleNotice

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.ui.main_window import MainWindow
    from clinicapp.ui.theme.theme import Theme

WARN_SECONDS: Final = 30
_TICK_MS: Final = 1_000


class IdleWatch(QObject):
    """Signal: ``expired()`` when nobody has been there for so long.

    Args:
        window: where the warning is shown, on top of whatever dialog is open.
        theme: how to draw it.
        wanted: whether there is anything to lock.
        minutes: how long nobody may touch anything.
        parent: Qt parent.
        now_ms: a clock in milliseconds that only goes forward.
    """

    expired = Signal()

    def __init__(
        self,
        window: MainWindow,
        theme: Callable[[], Theme],
        wanted: Callable[[], bool],
        minutes: int,
        parent: QObject | None = None,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._wanted = wanted
        self._limit_ms = minutes * 60_000
        self._clock = QElapsedTimer()
        self._clock.start()
        self.now_ms = now_ms or self._clock.elapsed
        self._touched_ms = self.now_ms()
        self._notice: IdleNotice | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("idle")
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def notice(self) -> IdleNotice | None:
        """The warning while it is shown."""
        return self._notice

    def start(self) -> None:
        """Watch from now on."""
        self._touched_ms = self.now_ms()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._unwarn()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched_ms = self.now_ms()
        if self._notice is not None:
            self._unwarn()

    def look(self) -> None:
        """Warn, count down, or lock."""
        if not self._wanted():
            self.touch()
            return
        left_ms = self._limit_ms - (self.now_ms() - self._touched_ms)
        if left_ms <= 0:
            self._unwarn()
            self._touched_ms = self.now_ms()
            self.expired.emit()
        elif left_ms <= WARN_SECONDS * 1_000:
            self._warn(-(-left_ms // 1_000))

    def _warn(self, seconds: int) -> None:
        above = QApplication.activeModalWidget() or self._window
        if self._notice is not None and self._notice.parentWidget() is not above:
            self._unwarn()
        if self._notice is None:
            self._notice = IdleNotice(self._theme(), above)
        self._notice.show_seconds(seconds)

    def _unwarn(self) -> None:
        notice, self._notice = self._notice, None
        if notice is not None:
            notice.hide()
            notice.deleteLater()

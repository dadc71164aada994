"""Drawing what many events change: once in a turn of the event loop, so that painting gets one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable


class OnceATurn(QObject):
    """Calls ``draw`` at the end of a turn of the event loop in which ``soon`` was called."""

    def __init__(self, draw: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._turn = QTimer(self)
        self._turn.setObjectName("end of the turn")
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(draw)

    def soon(self) -> None:
        """Draw when the events that wait now have been heard."""
        self._turn.start()

    def done(self) -> None:
        """It has been drawn for another reason: nothing is left to draw."""
        self._turn.stop()

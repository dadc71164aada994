"""Tells when a card has really been painted: the end of a reading's way."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from typing_extensions import override


class PaintWatch(QObject):
    """Watches widgets for their next paint.

    Signal: ``painted(key, monotonic_ns)`` once for each ``expect``, after the paint is done. The
    second argument is an object because a signal's int has 32 bits.
    """

    painted = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._expected: dict[QObject, list[str]] = {}

    def expect(self, widget: QObject, key: str) -> None:
        """Tell of the next paint of ``widget`` under ``key``."""
        if widget not in self._expected:
            widget.installEventFilter(self)
        self._expected.setdefault(widget, []).append(key)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and watched in self._expected:
            watched.removeEventFilter(self)
            keys = self._expected.pop(watched)
            # A filter runs before the paint it filters; this runs after it.
            QTimer.singleShot(0, self, lambda: self._tell(keys))
        return super().eventFilter(watched, event)

    def _tell(self, keys: list[str]) -> None:
        now_ns = time.monotonic_ns()
        for key in keys:
            self.painted.emit(key, now_ns)

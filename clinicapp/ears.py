"""Whoever wants to be told of what happens behind the window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class Ears:
    """The listeners; every method may be called from any thread."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[object], None], ...] = ()

    def add(self, listener: Callable[[object], None]) -> Callable[[], None]:
        """Have ``listener`` told of every event, on the thread on which it happens.

        Returns:
            What to call when it wants to hear no more.
        """
        # Replaced as a whole, so that a thread that is going through it is not disturbed.
        self._listeners = (*self._listeners, listener)

        def end() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return end

    def tell(self, event: object) -> None:
        """Tell everybody. A listener that fails is logged, and keeps nobody from hearing it."""
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # noqa: BLE001 - a screen that fails must not cost a reading
                _log.exception("a listener failed")

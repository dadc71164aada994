"""How long to wait before trying a lost link again: longer each time, up to a bound."""

from __future__ import annotations

import asyncio
from typing import Final

FIRST_SECONDS: Final = 0.25
LAST_SECONDS: Final = 10.0


class Backoff:
    """Pauses that double from ``first`` to ``last`` seconds until ``reset``."""

    def __init__(self, first: float = FIRST_SECONDS, last: float = LAST_SECONDS) -> None:
        self._first = first
        self._last = last
        self._next = first

    def reset(self) -> None:
        """It worked: the next pause is the first again."""
        self._next = self._first

    def take(self) -> float:
        """The next pause in seconds."""
        pause, self._next = self._next, min(self._next * 2, self._last)
        return pause

    async def wait(self, closed: asyncio.Event) -> None:
        """Pause, but not beyond ``closed`` being set."""
        try:
            async with asyncio.timeout(self.take()):
                await closed.wait()
        except TimeoutError:
            return

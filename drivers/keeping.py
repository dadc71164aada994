"""What a session hands over to be stored, and how it insists.

A device without acknowledgements does not repeat itself, so what could not be stored waits here
and is tried again; what a device will send again does not wait.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from drivers.driver import Keep, Report
from drivers.errors import NotKept
from drivers.transports.contract import Peer

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What must be committed together. ``(visit, number)`` is unique, also when tried again.

    ``received_at`` is the station's time, aware, when the bytes arrived; ``last_byte_ns`` is
    ``time.monotonic_ns()`` when the last of them did. ``awaited``: the device waits to hear that
    this very batch is on disk.
    """

    driver: str
    driver_version: str
    peer: Peer
    visit: UUID
    number: int
    items: tuple[Keep | Report, ...]
    received_at: datetime
    last_byte_ns: int
    awaited: bool = False


class Keeper(Protocol):
    """Whoever commits batches to disk."""

    def ready(self) -> bool:
        """Whether a batch could be kept now; asked before a bare acknowledgement (an ENQ's)."""
        ...

    async def keep(self, batch: Batch) -> None:
        """Commit all of ``batch`` or nothing. Raises NotKept. The same batch may come twice."""
        ...

    def acknowledged(self, batch: Batch, at_ns: int) -> None:
        """The device was told, at ``at_ns`` monotonic."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long anything may take, in seconds, and how many items may wait to be kept.

    LIS01-A2 lets 15 s pass before an analyser gives a frame up, so a commit gets 10.
    """

    keep_seconds: float = 10.0
    first_retry_seconds: float = 0.5
    last_retry_seconds: float = 30.0
    unkept_items: int = 1000


class StoreFull(Exception):
    """The bound on what waits to be kept is reached."""


class Safe:
    """The way to the keeper: with a time limit, and again later for what nobody will repeat."""

    def __init__(self, keeper: Keeper, limits: Limits) -> None:
        self._keeper = keeper
        self._limits = limits
        self._waiting: deque[Batch] = deque()
        self._items = 0
        self._pause = limits.first_retry_seconds
        self._next_try = 0.0
        self._interrupted: Batch | None = None

    @property
    def unkept(self) -> tuple[Batch, ...]:
        """What waits, oldest first."""
        return tuple(self._waiting)

    def ready(self) -> bool:
        """Whether a batch could be kept now."""
        return self._keeper.ready()

    def acknowledged(self, batch: Batch) -> None:
        """The device has just been told."""
        self._keeper.acknowledged(batch, time.monotonic_ns())

    def retry_in(self) -> float:
        """Seconds until what waits should be tried again; for ever if nothing waits."""
        return max(0.0, self._next_try - time.monotonic()) if self._waiting else float("inf")

    def hold(self, batch: Batch) -> None:
        """Let ``batch`` wait to be kept."""
        self._waiting.append(batch)
        self._items += len(batch.items)

    async def retry(self, *, now: bool = False) -> None:
        """Keep what waits, oldest first. Raises StoreFull when too much is left."""
        if now or self.retry_in() <= 0:
            while self._waiting and await self.keep(self._waiting[0]):
                self._items -= len(self._waiting.popleft().items)
                self._pause = self._limits.first_retry_seconds
            if self._waiting:
                self._next_try = time.monotonic() + self._pause
                self._pause = min(self._pause * 2, self._limits.last_retry_seconds)
        if self._items > self._limits.unkept_items:
            raise StoreFull(
                f"{self._items} results wait to be stored; free the disk or restart the station."
            )

    async def keep(self, batch: Batch) -> bool:
        """Whether ``batch`` is on disk. Never raises but when cancelled."""
        # Not in a task of its own: each task between the commit and the acknowledgement is one
        # more turn of the loop for the device to wait.
        try:
            async with asyncio.timeout(self._limits.keep_seconds):
                return await self._commit(batch)
        except TimeoutError:
            return False
        except asyncio.CancelledError:
            self._interrupted = batch
            raise

    async def settle(self) -> None:
        """Offer again what was being committed when the session was cancelled.

        Nobody knows whether it was; the keeper, who may be offered a batch twice, does.
        """
        batch, self._interrupted = self._interrupted, None
        if batch is not None and not (self._waiting and self._waiting[0] is batch):
            self.hold(batch)

    async def _commit(self, batch: Batch) -> bool:
        try:
            await self._keeper.keep(batch)
        except NotKept as refused:
            _log.info("not kept: %s", refused)
            return False
        except Exception:  # noqa: BLE001 - whatever it is, it is not on disk
            _log.exception("the keeper failed")
            return False
        return True

"""A device at the end of one cable: one connection at a time, and again when it was pulled out."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Generic, Protocol, TypeVar

from drivers.errors import LinkRefused
from drivers.transports.backoff import Backoff


class Closable(Protocol):
    """A connection that can be closed."""

    async def close(self) -> None:
        """Close it."""
        ...


T = TypeVar("T", bound=Closable)


class OneAtATime(ABC, Generic[T]):
    """Opens, and opens again with back-off. ``_open`` raises LinkRefused."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff
        self._closed = asyncio.Event()
        self._current: T | None = None
        self._trouble: str | None = None

    @abstractmethod
    async def _open(self) -> T: ...

    @property
    def trouble(self) -> str | None:
        """Why it is not open just now, as a sentence; None while it is."""
        return self._trouble

    async def visits(self) -> AsyncIterator[T]:
        """One connection at a time, each after the one before it was closed.

        Raises:
            LinkRefused: it cannot be had at first; later losses are waited out.
        """
        opened_before = False
        while not self._closed.is_set():
            try:
                transport = await self._open()
            except LinkRefused as refused:
                self._trouble = str(refused)
                if not opened_before:
                    raise
                await self._backoff.wait(self._closed)
                continue
            opened_before = True
            self._trouble = None
            self._current = transport
            try:
                yield transport
            finally:
                await transport.close()
            # What opens and breaks at once must not be opened in a tight loop.
            await self._backoff.wait(self._closed)
            self._backoff.reset()

    async def close(self) -> None:
        """Give it back."""
        self._closed.set()
        if self._current is not None:
            await self._current.close()

"""A pseudo-terminal in the place of a serial port, with the double at its other end.

POSIX only: this module and nothing outside ``drivers.simulators`` may depend on that.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import time
import tty
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from drivers.errors import DriverError, LinkLost
from drivers.transports.contract import Arrived, Peer

POLL_SECONDS: Final = 0.02
SETTLE_SECONDS: Final = 0.25
"""Whoever opens a port sets it up and empties it first; what is said sooner is lost."""

_PIECE: Final = 65536


class PseudoTerminalTransport:
    """The device's end, while somebody has the port open."""

    def __init__(self, terminal: PseudoTerminal, master: int) -> None:
        self._terminal = terminal
        self._master = master

    @property
    def peer(self) -> Peer:
        """The port that the other side has opened."""
        return Peer(link="serial", address=str(self._terminal.path))

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """What the other side said, or None. Raises LinkLost when it closed the port."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            try:
                data = os.read(self._master, _PIECE)
            except BlockingIOError:
                data = b""
            except OSError:
                raise LinkLost(
                    "The other side has closed the port; it may open it again."
                ) from None
            if data:
                return Arrived(data, "", time.monotonic_ns())
            if time.monotonic() >= deadline:
                return None
            await asyncio.sleep(min(POLL_SECONDS / 10, max(0.0, deadline - time.monotonic())))

    async def send(self, data: bytes, channel: str = "") -> None:
        """Say ``data``, waiting where the other side does not read. Raises LinkLost."""
        del channel
        while data:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                if self._terminal.abandoned:
                    raise LinkLost("The other side has closed the port.") from None
                await asyncio.sleep(POLL_SECONDS)
            except OSError:
                raise LinkLost("The other side has closed the port.") from None

    async def subscribe(self, channel: str) -> None:
        """There are no characteristics. Raises DriverError."""
        raise DriverError(f"A serial port has no characteristic {channel}.")

    async def read(self, channel: str) -> bytes:
        """There are no characteristics. Raises DriverError."""
        raise DriverError(f"A serial port has no characteristic {channel}.")

    async def close(self) -> None:
        """Nothing: the port stays plugged in."""

    def abort(self) -> None:
        """Pull the cable out: the port itself disappears, and another takes its place."""
        self._terminal.replug()


class PseudoTerminal:
    """A port that can be opened again and again at ``path`` (``link``, if one was given)."""

    def __init__(self, link: Path | None = None) -> None:
        self._link = link
        self._closed = asyncio.Event()
        self._master = -1
        self._plugged = 0
        self._name = ""
        self._plug()

    @property
    def path(self) -> Path:
        """What the other side opens."""
        return self._link or Path(self._name)

    @property
    def abandoned(self) -> bool:
        """Whether nobody has the port open."""
        if self._closed.is_set():
            return True
        watch = select.poll()
        watch.register(self._master, 0)
        return bool(watch.poll(0))

    async def visits(self) -> AsyncIterator[PseudoTerminalTransport]:
        """A transport for each time that the port is opened, until ``close``."""
        while await self._reach(abandoned=False):
            await asyncio.sleep(SETTLE_SECONDS)
            if self.abandoned:
                continue
            plugged = self._plugged
            yield PseudoTerminalTransport(self, self._master)
            # Whoever lost a port that was replugged may have opened the new one already.
            if plugged == self._plugged:
                await self._reach(abandoned=True)

    def replug(self) -> None:
        """Pull it out and plug it in again: whoever had it open has lost it."""
        self._unplug()
        self._plug()

    def close(self) -> None:
        """Take the port away."""
        if not self._closed.is_set():
            self._closed.set()
            self._unplug()

    async def _reach(self, *, abandoned: bool) -> bool:
        """Wait until the port is abandoned or not; false once it was taken away."""
        plugged = self._plugged
        while not self._closed.is_set() and self.abandoned is not abandoned:
            if abandoned and plugged != self._plugged:
                break
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._closed.wait()
        return not self._closed.is_set()

    def _plug(self) -> None:
        self._plugged += 1
        self._master, slave = os.openpty()
        # A serial line changes and echoes nothing.
        tty.setraw(slave)
        self._name = os.ttyname(slave)
        os.set_blocking(self._master, False)
        os.close(slave)
        if self._link is not None:
            fresh = self._link.with_name(f".{self._link.name}.new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self._name)
            fresh.replace(self._link)

    def _unplug(self) -> None:
        os.close(self._master)
        if self._link is not None:
            with contextlib.suppress(OSError):
                self._link.unlink()

"""What every transport offers to a session. Times are monotonic nanoseconds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who is at the other end, as far as the link knows.

    ``link`` is ``serial``, ``tcp``, ``ble``, ``usb`` or ``replay``; ``address`` is the port's name,
    the host, the Bluetooth address (upper case with colons), or USB's vendor, product and serial
    number (``1A79:6002/7390``): what an asset is matched by.
    """

    link: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Bytes from the device; ``at_ns`` is ``time.monotonic_ns()`` when the last of them came."""

    data: bytes
    channel: str
    at_ns: int


class Transport(Protocol):
    """One open connection to one device."""

    @property
    def peer(self) -> Peer:
        """Who is at the other end."""
        ...

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """The next bytes, or None after that much silence. Raises LinkLost when it has gone."""
        ...

    async def send(self, data: bytes, channel: str = "") -> None:
        """Write all of ``data``. Raises LinkLost."""
        ...

    async def subscribe(self, channel: str) -> None:
        """Bluetooth only: ask for notifications. Raises DriverError where there are none."""
        ...

    async def read(self, channel: str) -> bytes:
        """Bluetooth only: read one characteristic. Raises DriverError where it cannot be read."""
        ...

    async def close(self) -> None:
        """Close; never raises, never hangs, safe to call twice."""
        ...


class Link(Protocol):
    """A configured way in (a port, a listening socket, the Bluetooth scanner) that lasts."""

    @property
    def label(self) -> str:
        """What to call it in a sentence, such as ``serial port COM3``."""
        ...

    def visits(self) -> AsyncIterator[Transport]:
        """Connections as they come, for ever; reconnects by itself with back-off.

        Raises LinkRefused when the way in itself cannot be had (port taken, no adapter).
        """
        ...

    async def close(self) -> None:
        """Stop offering visits and free the port, socket or scanner."""
        ...

"""A USB bus in the place of hidapi: doubles are plugged into it, and it can fail as real ones do.

It stands in for the library itself (``drivers.transports.hid.HidLibrary``), so that everything
above it, threads included, is what runs in a ward. Each device is a pair of the system's own
sockets, each report with its length before it: the library's ``device`` has one end, the talking
double the other. What a kernel, a cable or hidapi's own code does is not in here.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from drivers.errors import DriverError, LinkLost
from drivers.transports.contract import Arrived, Peer

_PIECE: Final = 4096
_LENGTH: Final = 2


@dataclass(slots=True)
class _Socket:
    """One socket of the bus: who is in it, and the library's end of its wire.

    A device that the library closes stays plugged in, and notices nothing.
    """

    ids: tuple[int, int]
    serial: str
    interface: int
    wire: socket.socket
    taken: bool = False
    gone: bool = False


class HidBus:
    """What is plugged in. Its faults may be set at any time, from any thread.

    ``listing_fails``: the list of devices cannot be had. ``opening_fails``: none can be opened.
    ``writing_fails``: writes are refused. ``threads`` names every thread that used a device.
    """

    def __init__(self) -> None:
        self.listing_fails = False
        self.opening_fails = False
        self.writing_fails = False
        self.threads: set[str] = set()
        self.open_devices = 0
        self._plugged: dict[bytes, _Socket] = {}
        self._number = 0

    def plug(self, ids: tuple[int, int], *, serial: str = "", interface: int = 0) -> PluggedDevice:
        """Plug a device in; what it is and says is the caller's."""
        station, device = socket.socketpair()
        device.settimeout(0)
        self._number += 1
        path = b"bus-%d" % self._number
        self._plugged[path] = _Socket(ids, serial, interface, station)
        return PluggedDevice(self, path, device)

    def unplug(self, path: bytes) -> None:
        """Pull a device out; whoever has it open notices at the next read or write."""
        pulled = self._plugged.pop(path, None)
        if pulled is not None:
            pulled.gone = True
            if not pulled.taken:
                pulled.wire.close()

    def enumerate(self, vendor_id: int, product_id: int, /) -> Sequence[Mapping[str, Any]]:
        """As hidapi lists them: one entry for each interface."""
        self.threads.add(threading.current_thread().name)
        if self.listing_fails:
            raise OSError("no access to the bus")
        return [
            {
                "path": path,
                "vendor_id": vendor_id,
                "product_id": product_id,
                "serial_number": each.serial,
                "interface_number": each.interface,
            }
            for path, each in self._plugged.items()
            if each.ids == (vendor_id, product_id)
        ]

    def device(self) -> LibraryDevice:
        """A device that is not open yet."""
        return LibraryDevice(self)

    def take(self, path: bytes) -> _Socket:
        """Open a device; what it said while nobody had it open is lost. Raises OSError."""
        found = self._plugged.get(path)
        if found is None or found.taken or self.opening_fails:
            raise OSError("open failed")
        while select.select([found.wire], [], [], 0)[0] and _report(found.wire):
            pass
        found.taken = True
        self.open_devices += 1
        return found

    def give_back(self, taken: _Socket) -> None:
        """Close a device."""
        taken.taken = False
        self.open_devices -= 1
        if taken.gone:
            taken.wire.close()


class LibraryDevice:
    """hidapi's ``device``: what it returns and raises is what version 0.15 does."""

    def __init__(self, bus: HidBus) -> None:
        self._bus = bus
        self._open: _Socket | None = None

    def open_path(self, path: bytes, /) -> None:
        """Raises OSError."""
        self._open = self._bus.take(path)

    def read(self, max_length: int, timeout_ms: int, /) -> list[int]:
        """One report, cut to ``max_length``. Raises OSError once the device has gone."""
        wire = self._used()
        if not select.select([wire], [], [], timeout_ms / 1000)[0]:
            return []
        data = _report(wire)
        if not data:
            raise OSError("read error")
        return list(data[:max_length])

    def write(self, buff: bytes, /) -> int:
        """An output report after its number, 0."""
        wire = self._used()
        if self._bus.writing_fails:
            return -1
        try:
            wire.sendall(_framed(buff[1:]))
        except OSError:
            return -1
        return len(buff)

    def send_feature_report(self, buff: bytes, /) -> int:
        """A feature report; the double tells it from others by its length."""
        return self.write(buff)

    def close(self) -> None:
        """Safe to call twice."""
        taken, self._open = self._open, None
        if taken is not None:
            self._bus.give_back(taken)

    def _used(self) -> socket.socket:
        self._bus.threads.add(threading.current_thread().name)
        if self._open is None:
            raise ValueError("not open")
        return self._open.wire


class PluggedDevice:
    """The device's end, for a talking double (``drivers.simulators.running``)."""

    def __init__(self, bus: HidBus, path: bytes, wire: socket.socket) -> None:
        self._bus = bus
        self._path = path
        self._wire = wire
        self._held = bytearray()

    @property
    def peer(self) -> Peer:
        """The station, at the other end."""
        return Peer(link="usb", address=self._path.decode("ascii"))

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """One report of the station, or None. Raises LinkLost when the cable was pulled out."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                while not self._is_whole():
                    await self._hear()
        if not self._is_whole():
            return None
        size = _LENGTH + int.from_bytes(self._held[:_LENGTH], "big")
        data = bytes(self._held[_LENGTH:size])
        del self._held[:size]
        return Arrived(data, "", time.monotonic_ns())

    async def send(self, data: bytes, channel: str = "") -> None:
        """Say one report. Raises LinkLost."""
        del channel
        try:
            await asyncio.get_running_loop().sock_sendall(self._wire, _framed(data))
        except OSError:
            raise LinkLost("The device was unplugged.") from None

    async def subscribe(self, channel: str) -> None:
        """There are no characteristics. Raises DriverError."""
        raise DriverError(f"A USB device has no characteristic {channel}.")

    async def read(self, channel: str) -> bytes:
        """There are no characteristics. Raises DriverError."""
        raise DriverError(f"A USB device has no characteristic {channel}.")

    async def close(self) -> None:
        """Pull the cable out."""
        self.abort()

    def abort(self) -> None:
        """Pull the cable out at once."""
        self._wire.close()
        self._bus.unplug(self._path)

    def _is_whole(self) -> bool:
        size = int.from_bytes(self._held[:_LENGTH], "big")
        return len(self._held) >= _LENGTH and len(self._held) >= _LENGTH + size

    async def _hear(self) -> None:
        try:
            data = await asyncio.get_running_loop().sock_recv(self._wire, _PIECE)
        except OSError:
            data = b""
        if not data:
            raise LinkLost("The device was unplugged.")
        self._held += data


def _framed(report: bytes) -> bytes:
    return len(report).to_bytes(_LENGTH, "big") + report


def _report(wire: socket.socket) -> bytes:
    """The next report, of which at least the first byte is there; empty when the cable is out."""
    return _exactly(wire, int.from_bytes(_exactly(wire, _LENGTH), "big"))


def _exactly(wire: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = wire.recv(count - len(found))
        if not piece:
            return b""
        found += piece
    return found

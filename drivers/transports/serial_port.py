"""Serial ports through pyserial, read by a worker thread.

pyserial blocks, and its ports must not be closed by one thread while another reads. Each open port
therefore has one worker of its own, named ``devices-serial``, which does everything that is done
to that port: it waits at most a tenth of a second for a first byte, then takes what else is there.
Nothing here is particular to one operating system.
"""

from __future__ import annotations

import asyncio
import errno
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import serial
from serial.tools import list_ports
from typing_extensions import override

from drivers.driver import SerialLink
from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.transports.backoff import Backoff
from drivers.transports.contract import Arrived, Peer
from drivers.transports.one_at_a_time import OneAtATime

_T = TypeVar("_T")

# What POSIX raises when a port does not take its settings, or has just vanished: no OSError. It is
# had from pyserial, so that this module imports nothing that Windows lacks.
_LINE_ERROR: type[Exception] = getattr(
    getattr(sys.modules.get("serial.serialposix"), "termios", None), "error", OSError
)

POLL_SECONDS: Final = 0.1
WRITE_SECONDS: Final = 5.0
PIECE: Final = 64 * 1024

_PSEUDO_TERMINALS: Final = Path("/dev/pts")
_TAKEN: Final = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})


class SerialTransport:
    """One open port. Made by ``open_port``."""

    def __init__(self, port: serial.Serial, worker: ThreadPoolExecutor, peer: Peer) -> None:
        self._port = port
        self._worker = worker
        self._peer = peer
        self._closed = False
        # The worker puts bytes here itself: they are safe if whoever waited was cancelled.
        self._arrived: deque[Arrived] = deque()

    @property
    def peer(self) -> Peer:
        """The port."""
        return self._peer

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """The next bytes, or None after that much silence. Raises LinkLost."""
        deadline = time.monotonic() + timeout_seconds
        while not self._arrived:
            wait = min(POLL_SECONDS, max(0.0, deadline - time.monotonic()))
            await self._work(partial(self._take, wait))
            if time.monotonic() >= deadline:
                break
        return self._arrived.popleft() if self._arrived else None

    async def send(self, data: bytes, channel: str = "") -> None:
        """Write all of ``data`` and wait until it has left. Raises LinkLost."""
        del channel
        await self._work(lambda: self._write(data))

    async def subscribe(self, channel: str) -> None:
        """A serial port has no characteristics. Raises DriverError."""
        raise DriverError(f"A serial port has no characteristic {channel}; use Bluetooth for it.")

    async def read(self, channel: str) -> bytes:
        """A serial port has no characteristics. Raises DriverError."""
        raise DriverError(f"A serial port has no characteristic {channel}; use Bluetooth for it.")

    async def close(self) -> None:
        """Close the port, once the read in progress is over, and end its worker."""
        if self._closed:
            return
        self._closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._worker, self._shut)
        self._worker.shutdown(wait=False)
        await asyncio.shield(closing)

    async def _work(self, work: Callable[[], _T]) -> _T:
        if self._closed:
            raise LinkLost(f"The port {self._peer.address} is closed; open it again.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, work)
        except serial.SerialTimeoutException:
            raise LinkLost(
                f"The device on {self._peer.address} takes no bytes; check its cable and power."
            ) from None
        except (OSError, TypeError, AttributeError, _LINE_ERROR):
            # pyserial raises any of these when a USB adapter is pulled out under it.
            raise LinkLost(
                f"The port {self._peer.address} has gone; check the cable and plug it in again."
            ) from None

    def _take(self, wait: float) -> None:
        # The port's own time-out is never changed: that would set the whole line up again.
        data = self._port.read(1) if wait or self._port.in_waiting else b""
        if not data:
            return
        try:
            data += self._port.read(min(self._port.in_waiting, PIECE))
        finally:
            self._arrived.append(Arrived(data, "", time.monotonic_ns()))

    def _write(self, data: bytes) -> None:
        self._port.write(data)
        self._port.flush()

    def _shut(self) -> None:
        try:
            self._port.close()
        except OSError:
            # An adapter that was pulled out cannot be closed properly; it is gone anyway.
            return


async def open_port(name: str, settings: SerialLink) -> SerialTransport:
    """Open the port ``name`` for this process alone.

    Raises:
        LinkRefused: it is taken, missing, forbidden, or does not take the line settings.
    """
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="devices-serial")
    try:
        port = await asyncio.get_running_loop().run_in_executor(
            worker, lambda: _open(name, settings)
        )
    except (OSError, ValueError, _LINE_ERROR) as error:
        worker.shutdown(wait=False)
        raise LinkRefused(_why(name, error)) from None
    except asyncio.CancelledError:
        worker.shutdown(wait=False)
        raise
    return SerialTransport(port, worker, Peer(link="serial", address=name))


class SerialPortLink(OneAtATime[SerialTransport]):
    """A configured port. Reopens it with back-off when its adapter was pulled out."""

    def __init__(self, name: str, settings: SerialLink, backoff: Backoff | None = None) -> None:
        self._name = name
        self._settings = settings
        super().__init__(backoff or Backoff())

    @property
    def label(self) -> str:
        """``serial port COM3``."""
        return f"serial port {self._name}"

    @override
    async def _open(self) -> SerialTransport:
        return await open_port(self._name, self._settings)


def find_ports(settings: SerialLink) -> tuple[str, ...]:
    """The ports whose USB adapter is one of ``settings.usb_ids``, by name."""
    wanted = set(settings.usb_ids)
    return tuple(sorted(p.device for p in list_ports.comports() if (p.vid, p.pid) in wanted))


def _open(name: str, settings: SerialLink) -> serial.Serial:
    if Path(name).resolve().parent == _PSEUDO_TERMINALS:
        # It has no line, so Linux takes no parity and no seven bits for it.
        settings = replace(settings, data_bits=8, parity="N")
    return serial.Serial(
        name,
        baudrate=settings.baud,
        bytesize=settings.data_bits,
        parity=settings.parity,
        stopbits=settings.stop_bits,
        timeout=POLL_SECONDS,
        write_timeout=WRITE_SECONDS,
        exclusive=True,
    )


def _why(name: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    text = str(error)
    if number in _TAKEN or "PermissionError(13" in text:
        return f"The serial port {name} is in use; close the other program that has it open."
    if number in _FORBIDDEN:
        return f"This user may not open the serial port {name}; ask IT to allow serial ports."
    if number == errno.ENOENT or "FileNotFoundError(2" in text:
        return f"There is no serial port {name}; plug the device in, or choose another port."
    return f"The serial port {name} cannot be opened; check the cable and the line settings."

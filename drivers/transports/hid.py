"""USB devices that speak in HID reports, through hidapi, each with a worker thread of its own.

hidapi is not safe to be used by several threads at once (libusb/hidapi issues 45 and 649: closing
a device that another thread reads can hang or crash). So everything that is done to one device is
done by one worker, named ``devices-hid``, and looking for devices, opening and closing them is
done by one worker at a time. Reads have a time limit, so no worker is stuck when its link closes.

On Linux hidapi comes twice; the one on the system's ``hidraw`` is taken, because it leaves the
kernel's own driver alone and its files can be given to a user by a rule (see the help page). The
kernel holds 64 reports of such a device and drops what is more, so the worker reads without pause,
whatever the session is busy with.

Each report comes out whole: one that the device sent short is filled up with NULs, because drivers
find the next report by its place. Not tried with a real device: its tests stand in for hidapi's own
``device`` object, with sockets of the system and the talking doubles behind them.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import Any, Final, Protocol, TypeVar, cast

from typing_extensions import override

from drivers.driver import FEATURE, HidLink
from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.transports.backoff import Backoff
from drivers.transports.contract import Arrived, Peer
from drivers.transports.one_at_a_time import OneAtATime

_T = TypeVar("_T")

BUSY_POLL_SECONDS: Final = 0.02
IDLE_POLL_SECONDS: Final = 0.1
"""How long a read may hold up a write: less while the two talk."""

TALK_SECONDS: Final = 2.0
"""So long after the last report the two count as talking."""

SIGHT_SECONDS: Final = 1.0
"""How often a device that was unplugged is looked for, at the least."""

HELD_REPORTS: Final = 8192
"""Reports held for a session that is busy before the device is no longer read."""

_AT_ONCE: Final = 256
_NO_REPORT_NUMBER: Final = b"\0"
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})
_GONE: Final = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})
# The library keeps one list of devices for the whole process.
_looking: Final = threading.Lock()


class HidDevice(Protocol):
    """What is used of hidapi's device; all of it from one thread."""

    def open_path(self, path: bytes, /) -> None:
        """Raises OSError."""
        ...

    def read(self, max_length: int, timeout_ms: int, /) -> Sequence[int]:
        """One report; empty if none came in time. Raises OSError when the device has gone."""
        ...

    def write(self, buff: bytes, /) -> int:
        """Bytes written, report number included; -1 if it was not written."""
        ...

    def send_feature_report(self, buff: bytes, /) -> int:
        """As ``write``."""
        ...

    def close(self) -> None:
        """Give it back to the system."""
        ...


class HidLibrary(Protocol):
    """What is used of the module."""

    def enumerate(self, vendor_id: int, product_id: int, /) -> Sequence[Mapping[str, Any]]:
        """The interfaces of the devices with these ids that are plugged in."""
        ...

    def device(self) -> HidDevice:
        """A device that is not open yet."""
        ...


def find_library() -> HidLibrary:
    """hidapi, on Linux the one that uses hidraw.

    Raises:
        LinkRefused: it is not there, or this system cannot load it.
    """
    for name in ("hidraw", "hid") if sys.platform.startswith("linux") else ("hid",):
        with contextlib.suppress(ImportError, OSError):
            # The module has no types.
            return cast("HidLibrary", import_module(name))
    raise LinkRefused(
        "The library for USB meters cannot be loaded; ask IT to install hidapi again."
    )


class HidTransport:
    """One open device. Made by ``open_device``, on the event loop that it belongs to."""

    def __init__(
        self,
        device: HidDevice,
        worker: ThreadPoolExecutor,
        peer: Peer,
        report_length: int,
    ) -> None:
        self._device = device
        self._worker = worker
        self._peer = peer
        self._length = report_length
        # The worker puts reports here itself: they are safe if whoever waited was cancelled.
        self._arrived: deque[Arrived] = deque()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._closed = asyncio.Event()
        self._lost = False
        self._talked_at = time.monotonic()
        self._reading = asyncio.get_running_loop().create_task(self._read_on())

    @property
    def peer(self) -> Peer:
        """The device, by its vendor, product and, if it says one, serial number."""
        return self._peer

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """Whole reports, or None after that much silence. Raises LinkLost after the last."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                # The worker may have put a report here before its news, and it was taken then.
                while not self._arrived and not self._lost and not self._closed.is_set():
                    self._news.clear()
                    await self._news.wait()
        if self._arrived:
            return self._take()
        if self._lost or self._closed.is_set():
            raise self._gone()
        return None

    async def send(self, data: bytes, channel: str = "") -> None:
        """Write one report. Raises LinkLost."""
        if self._lost or self._closed.is_set():
            raise self._gone()
        feature = channel == FEATURE
        write = self._device.send_feature_report if feature else self._device.write
        try:
            written = await self._work(lambda: write(_NO_REPORT_NUMBER + data))
        except (OSError, ValueError):
            raise self._gone() from None
        if written < 0:
            # Of a device that was pulled out, the next read will tell.
            await asyncio.wait({self._reading}, timeout=2 * IDLE_POLL_SECONDS)
            if self._lost:
                raise self._gone()
            raise LinkLost(
                f"The {self._peer.name} takes no reports; unplug it and plug it in again."
            )
        self._talked_at = time.monotonic()

    async def subscribe(self, channel: str) -> None:
        """A HID device has no characteristics. Raises DriverError."""
        raise DriverError(f"A USB device has no characteristic {channel}; use Bluetooth for it.")

    async def read(self, channel: str) -> bytes:
        """A HID device has no characteristics. Raises DriverError."""
        raise DriverError(f"A USB device has no characteristic {channel}; use Bluetooth for it.")

    async def close(self) -> None:
        """Close the device, once the read in progress is over, and end its worker."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._news.set()
        self._room.set()
        closing = asyncio.get_running_loop().create_task(self._shut())
        await asyncio.shield(closing)

    async def _shut(self) -> None:
        await asyncio.wait({self._reading})
        await self._work(partial(_close, self._device))
        # The worker has nothing left to do, so this waits for no device.
        self._worker.shutdown(wait=True)

    async def _read_on(self) -> None:
        """Read until the device has gone or is closed, whatever the session is doing."""
        while not self._closed.is_set():
            talking = time.monotonic() - self._talked_at < TALK_SECONDS
            wait = BUSY_POLL_SECONDS if talking else IDLE_POLL_SECONDS
            try:
                found = await self._work(partial(self._read, wait))
            except (OSError, ValueError):
                self._lost = True
                self._news.set()
                return
            if found:
                self._talked_at = time.monotonic()
                self._news.set()
            if len(self._arrived) >= HELD_REPORTS:
                self._room.clear()
                await self._room.wait()

    def _read(self, wait: float) -> int:
        """Every report that is there, waiting for the first; on the worker."""
        for count in range(_AT_ONCE):
            data = bytes(self._device.read(self._length, 0 if count else round(wait * 1000)))
            if not data:
                return count
            self._arrived.append(Arrived(data.ljust(self._length, b"\0"), "", time.monotonic_ns()))
        return _AT_ONCE

    def _take(self) -> Arrived:
        data = bytearray()
        at_ns = 0
        for _ in range(min(_AT_ONCE, len(self._arrived))):
            report = self._arrived.popleft()
            data += report.data
            at_ns = report.at_ns
        self._room.set()
        return Arrived(bytes(data), "", at_ns)

    async def _work(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _gone(self) -> LinkLost:
        return LinkLost(f"The {self._peer.name} was unplugged; plug it in again.")


async def open_device(
    name: str, settings: HidLink, library: HidLibrary | None = None
) -> HidTransport:
    """Open the first device that ``settings`` fits; ``name`` is what to call it in a sentence.

    Raises:
        LinkRefused: there is none, it is forbidden or taken, or this computer has no HID at all.
    """
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="devices-hid")
    opening = asyncio.get_running_loop().run_in_executor(
        worker, partial(_open, name, settings, library)
    )
    try:
        device, address = await asyncio.shield(opening)
    except asyncio.CancelledError:
        # What is opened meanwhile has to be closed again.
        opening.add_done_callback(partial(_abandon, worker))
        raise
    except Exception:
        worker.shutdown(wait=True)
        raise
    return HidTransport(
        device, worker, Peer(link="usb", address=address, name=name), settings.report_length
    )


class HidDeviceLink(OneAtATime[HidTransport]):
    """One model of USB device: opened on sight, and again whenever it was unplugged."""

    def __init__(
        self,
        name: str,
        settings: HidLink,
        *,
        library: HidLibrary | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._name = name
        self._settings = settings
        self._library = library
        super().__init__(backoff or Backoff(last=SIGHT_SECONDS))

    @property
    def label(self) -> str:
        """``USB device Bayer Contour USB``."""
        return f"USB device {self._name}"

    @override
    async def _open(self) -> HidTransport:
        return await open_device(self._name, self._settings, self._library)


def why_not(name: str, path: bytes, opens: Callable[[bytes], int] | None = None) -> str:
    """Why a device that is there does not open; hidapi itself does not say.

    ``opens`` tries the path and says the system's error number, 0 for none.
    """
    # Elsewhere the path is no file, and to Windows "in use" and "forbidden" are one number.
    number = (opens or _error_number)(path) if path.startswith(b"/") else 0
    if number in _FORBIDDEN:
        return f"This user may not open the {name}; ask IT for the right to use USB meters."
    if number in _GONE:
        return _not_there(name)
    return f"The {name} is in use; close the other program that has it open."


def _not_there(name: str) -> str:
    return f"There is no {name} on this computer's USB; plug it in, or switch it on."


def _error_number(path: bytes) -> int:
    """What the system says to opening a device's file; 0 if nothing speaks against it."""
    try:
        os.close(os.open(path, os.O_RDWR))
    except OSError as error:
        return error.errno or 0
    return 0


def _open(name: str, settings: HidLink, library: HidLibrary | None) -> tuple[HidDevice, str]:
    """Find and open, on the worker."""
    hid = library or find_library()
    with _looking:
        try:
            found = [each for ids in settings.usb_ids for each in hid.enumerate(*ids)]
            # A device with several interfaces: the first is the one that meters talk on.
            found.sort(key=lambda each: int(each.get("interface_number", 0)))
            if not found:
                raise LinkRefused(_not_there(name))
            device = hid.device()
        except (OSError, ValueError, RuntimeError):
            raise LinkRefused(
                "The USB devices of this computer cannot be listed; ask IT to look at its USB."
            ) from None
        first = found[0]
        try:
            device.open_path(first["path"])
        except (OSError, ValueError, RuntimeError):
            raise LinkRefused(why_not(name, first["path"])) from None
    serial = str(first.get("serial_number") or "").strip()
    ids = f"{int(first['vendor_id']):04X}:{int(first['product_id']):04X}"
    return device, f"{ids}/{serial}" if serial else ids


def _close(device: HidDevice) -> None:
    # A device that was unplugged cannot be closed properly; it is gone anyway.
    with _looking, contextlib.suppress(OSError, ValueError):
        device.close()


def _abandon(worker: ThreadPoolExecutor, opened: asyncio.Future[tuple[HidDevice, str]]) -> None:
    if not opened.cancelled() and opened.exception() is None:
        worker.submit(_close, opened.result()[0])
    worker.shutdown(wait=False)

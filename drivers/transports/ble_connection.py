"""One connection to one Bluetooth LE device, through bleak."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bleak import BleakClient

from drivers.errors import DriverError, LinkLost
from drivers.framing.refused_writes import CONTROL_POINT, REFUSED_WRITE, TOLD
from drivers.framing.uuids import full_uuid, short_uuid
from drivers.transports.ble_errors import StackError, att_code, bounded, device_sentence
from drivers.transports.contract import Arrived, Peer

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bleak.backends.characteristic import BleakGATTCharacteristic
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import BaseBleakScanner

_Result = TypeVar("_Result")

# More than any device keeps; one that sends more than this unread is not taking measurements.
_MOST_WAITING: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class BleTimes:
    """How long to wait for what. Nothing here waits for ever.

    An A&D cuff advertises for about a minute after a measurement and, once connected, gives up
    after some five seconds of nothing.
    """

    connect_seconds: float = 10.0
    operation_seconds: float = 5.0
    close_seconds: float = 5.0
    debounce_seconds: float = 3.0
    """After a visit, this long before the same device is visited again."""
    retry_within_seconds: float = 2.0
    """A failed connection is tried again if the device still advertises within this time."""
    rest_seconds: float = 15.0
    """After the last failed try, this long before the next."""
    quiet_seconds: float = 60.0
    """A scanner that has heard nothing at all for so long is stopped and started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BleBackend:
    """A stand-in for the system's Bluetooth, as bleak takes it (its ``backend=`` argument)."""

    scanner: type[BaseBleakScanner]
    client: type[BaseBleakClient]


class BleTransport:
    """A visit of one device; ``driver_key`` says which driver its advertisement belongs to.

    Implements ``drivers.transports.contract.Transport``. What was received before the device hung
    up can still be received; only then comes LinkLost.
    """

    def __init__(
        self,
        device: BLEDevice,
        *,
        driver_key: str,
        name: str,
        bond: bool,
        times: BleTimes,
        backend: BleBackend | None,
        on_closed: Callable[[], None],
    ) -> None:
        self.driver_key = driver_key
        self._peer = Peer(link="ble", address=device.address.upper(), name=name)
        self._times = times
        self._on_closed = on_closed
        self._waiting: deque[Arrived] = deque()
        self._news = asyncio.Event()
        self._subscribed: set[str] = set()
        self._lost: str | None = None
        self._hanging_up: asyncio.Task[None] | None = None
        self._met = False
        self._client = BleakClient(
            device,
            disconnected_callback=self._disconnected,
            pair=bond,
            timeout=times.connect_seconds,
            backend=None if backend is None else backend.client,
        )

    @property
    def peer(self) -> Peer:
        """The device's address (upper case, with colons) and advertised name."""
        return self._peer

    async def connect(self) -> None:
        """Connect, pair if the driver wants a bond, and find the services; once.

        Raises:
            DriverError: when that failed, with one sentence; nothing is left open then.
        """
        try:
            await bounded(self._client.connect(), self._times.connect_seconds)
        except StackError as error:
            await self.close()
            raise DriverError(device_sentence(self._who, error)) from error
        except asyncio.CancelledError:
            await self.close()
            raise
        self._met = True

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        """The next value that the device sent, or None after that much silence.

        Raises:
            LinkLost: when the device has gone and everything it sent has been received.
        """
        if not self._waiting and self._lost is None:
            self._news.clear()
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._news.wait()
            except TimeoutError:
                return None
        if self._waiting:
            return self._waiting.popleft()
        raise LinkLost(self._lost or self._gone_sentence)

    async def send(self, data: bytes, channel: str = "") -> None:
        """Write ``data`` to a characteristic, with the device's confirmation where it gives one.

        A control point that is busy, or that wants to be subscribed to, is nothing that is wrong:
        its error code arrives as a value of ``REFUSED_WRITE``.

        Raises:
            LinkLost: when the device has gone and nothing it sent is waiting.
            DriverError: when it refused.
        """
        try:
            await self._ask(self._write(data, channel))
        except DriverError as refused:
            code = att_code(refused)
            if channel != CONTROL_POINT or code not in TOLD:
                raise
            self._arrive(bytes([code]), REFUSED_WRITE)

    async def subscribe(self, channel: str) -> None:
        """Ask for notifications or indications of a characteristic. Raises as ``send``.

        If it was asked for before, it is asked for anew: the device may have forgotten it.
        """
        if channel in self._subscribed:
            await self._ask(self._client.stop_notify(full_uuid(channel)))
        await self._ask(self._client.start_notify(full_uuid(channel), self._notified))
        self._subscribed.add(channel)

    async def read(self, channel: str) -> bytes:
        """The value of a characteristic. Raises as ``send``."""
        return bytes(await self._ask(self._client.read_gatt_char(full_uuid(channel))))

    async def close(self) -> None:
        """Hang up, also after the device has: else a D-Bus socket is lost at every visit."""
        if self._hanging_up is None:
            self._hanging_up = asyncio.create_task(self._hang_up())
        await asyncio.shield(self._hanging_up)

    @property
    def _who(self) -> str:
        return f"{self._peer.name or 'A Bluetooth device'} ({self._peer.address})"

    @property
    def _gone_sentence(self) -> str:
        return f"{self._who} has hung up."

    async def _write(self, data: bytes, channel: str) -> None:
        characteristic = self._client.services.get_characteristic(full_uuid(channel))
        confirmed = characteristic is None or "write" in characteristic.properties
        await self._client.write_gatt_char(full_uuid(channel), data, response=confirmed)

    async def _ask(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        try:
            return await bounded(work, self._times.operation_seconds)
        except StackError as error:
            # While something is waiting the link is not lost for the reader, only for the asker.
            if self._lost is not None and not self._waiting:
                raise LinkLost(self._lost) from error
            raise DriverError(device_sentence(self._who, error)) from error

    def _notified(self, sender: BleakGATTCharacteristic, value: bytearray) -> None:
        self._arrive(bytes(value), short_uuid(sender.uuid))

    def _arrive(self, data: bytes, channel: str) -> None:
        at_ns = time.monotonic_ns()
        if self._lost is not None:
            return
        self._waiting.append(Arrived(data, channel, at_ns))
        if len(self._waiting) >= _MOST_WAITING:
            self._lose(f"{self._who} sends without end. Switch it off and have it looked at.")
        self._news.set()

    def _disconnected(self, _client: BleakClient) -> None:
        self._lose(self._gone_sentence)

    def _lose(self, sentence: str) -> None:
        self._lost = self._lost or sentence
        self._news.set()

    async def _hang_up(self) -> None:
        try:
            await bounded(self._client.disconnect(), self._times.close_seconds)
        except StackError:
            # Nothing more can be done for a link that is to end; the next visit starts afresh.
            pass
        finally:
            self._lose(self._gone_sentence)
            if self._met:
                self._on_closed()

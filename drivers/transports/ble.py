"""Bluetooth LE: one scanner for all drivers, and a visit for every device that comes near.

The devices are met as they advertise: a cuff wakes for about a minute after a measurement, so
it is connected to on sight. Sources: bleak 3.1 documentation, and ``reference/bluetooth.md`` of
the project for the traps that this avoids.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bleak import BleakScanner

from drivers.driver import BleLink, Driver
from drivers.errors import DriverError, LinkRefused
from drivers.framing.uuids import full_uuid
from drivers.transports.ble_connection import BleBackend, BleTimes, BleTransport
from drivers.transports.ble_errors import StackError, adapter_sentence, bounded
from drivers.transports.ble_matching import ble_links, driver_for
from drivers.transports.ble_pairing import PairingAgent, PairingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence

    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

__all__ = ["BleBackend", "BleScannerLink", "BleTimes", "BleTransport"]

_log = logging.getLogger(__name__)

_TRIES: Final = 3

# Far more devices than a clinic has; beyond it, somebody is making addresses up.
_MOST_SIGHTINGS: Final = 256

AskPasskey = Callable[[str], Awaitable[int | None]]
"""Given a device's address, the six digits that it shows, or None when the user gave up."""


@dataclass(slots=True)
class _Sighting:
    """What is known of one device that a driver fits; times are ``time.monotonic()``."""

    device: BLEDevice
    driver: Driver
    link: BleLink
    name: str
    seen: asyncio.Event = field(default_factory=asyncio.Event)
    busy: bool = False
    resting_until: float = 0.0


class BleScannerLink:
    """The computer's Bluetooth as a way in. Implements ``drivers.transports.contract.Link``.

    ``on_trouble`` is given one sentence when a device is near but cannot be reached. ``passkey``
    is asked on Linux when a device shows a number to be typed in (on Windows the system asks).
    ``visits`` may be asked for again after it has raised.
    """

    def __init__(
        self,
        drivers: Sequence[Driver],
        *,
        times: BleTimes | None = None,
        backend: BleBackend | None = None,
        passkey: AskPasskey | None = None,
        on_trouble: Callable[[str], None] | None = None,
    ) -> None:
        self._drivers = tuple(drivers)
        self._times = times or BleTimes()
        self._backend = backend
        self._passkey = passkey
        self._on_trouble = on_trouble
        self._sightings: dict[str, _Sighting] = {}
        self._arrivals: asyncio.Queue[BleTransport | LinkRefused | None] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._scanner: BleakScanner | None = None
        self._agent: PairingAgent | None = None
        self._one_at_a_time = asyncio.Lock()
        self._heard_at = 0.0

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return "Bluetooth"

    def driver_for(self, services: Sequence[str], name: str) -> str | None:
        """The key of the driver for a device that advertises ``services`` under ``name``."""
        found = driver_for(self._drivers, services, name)
        return None if found is None else found[0].key

    async def visits(self) -> AsyncIterator[BleTransport]:
        """A connected transport for every device that comes; several may be open at once.

        Raises:
            LinkRefused: when there is no usable Bluetooth, at the start or later.
        """
        self._arrivals = asyncio.Queue()
        try:
            await self._start()
            while (arrival := await self._arrivals.get()) is not None:
                if isinstance(arrival, LinkRefused):
                    raise arrival
                yield arrival
        finally:
            await self._stop()

    async def close(self) -> None:
        """Stop scanning and offering visits. Visits that were handed out go on."""
        self._arrivals.put_nowait(None)
        await self._stop()

    async def _start(self) -> None:
        if self._backend is None and sys.platform == "linux":
            await self._bring_agent()
        # The constructor's callback also gets what arrives before ``start`` returns.
        self._scanner = BleakScanner(
            detection_callback=self._detected,
            service_uuids=self._wanted_services(),
            backend=None if self._backend is None else self._backend.scanner,
        )
        try:
            await bounded(self._scanner.start(), self._times.connect_seconds)
        except StackError as error:
            raise LinkRefused(adapter_sentence(error)) from error
        self._heard_at = time.monotonic()
        self._spawn(self._watch(self._scanner))

    async def _bring_agent(self) -> None:
        """BlueZ pairs nothing that asks for consent or a number unless an agent answers."""
        agent = PairingAgent(may_pair=self._may_pair, passkey=self._passkey)
        try:
            await agent.start()
        except PairingError as error:
            # The scanner meets the same trouble, or a desktop's own agent answers instead.
            _log.info("no pairing agent of our own: %s", error)
        else:
            self._agent = agent

    def _may_pair(self, address: str) -> bool:
        sighting = self._sightings.get(address)
        return sighting is not None and sighting.busy and sighting.link.bond

    def _wanted_services(self) -> list[str] | None:
        """What the system may filter by: nothing, if a driver also goes by a device's name."""
        links = [link for _, link in ble_links(self._drivers)]
        if any(link.name_prefixes for link in links):
            return None
        return sorted({full_uuid(link.service) for link in links})

    async def _stop(self) -> None:
        scanner, self._scanner = self._scanner, None
        agent, self._agent = self._agent, None
        here = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not here]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        while not self._arrivals.empty():
            arrival = self._arrivals.get_nowait()
            if isinstance(arrival, BleTransport):
                await arrival.close()
            elif arrival is None:
                self._arrivals.put_nowait(None)
                break
        if scanner is not None:
            with contextlib.suppress(StackError):
                await bounded(scanner.stop(), self._times.close_seconds)
        if agent is not None:
            await agent.stop()

    async def _watch(self, scanner: BleakScanner) -> None:
        """Start a scanner again that hears nothing: bluetoothd may have died, the PC slept.

        Neither system tells: it just stays quiet.
        """
        quiet = self._times.quiet_seconds
        while True:
            await asyncio.sleep(quiet)
            busy = any(sighting.busy for sighting in self._sightings.values())
            if busy or time.monotonic() - self._heard_at < quiet:
                continue
            with contextlib.suppress(StackError):
                await bounded(scanner.stop(), self._times.close_seconds)
            try:
                await bounded(scanner.start(), self._times.connect_seconds)
            except StackError as error:
                self._arrivals.put_nowait(LinkRefused(adapter_sentence(error)))
                return

    def _detected(self, device: BLEDevice, advert: AdvertisementData) -> None:
        now = self._heard_at = time.monotonic()
        name = advert.local_name or device.name or ""
        found = driver_for(self._drivers, advert.service_uuids, name)
        if found is None:
            return
        address = device.address.upper()
        sighting = self._sightings.get(address)
        if sighting is None:
            self._forget_some(now)
            sighting = self._sightings[address] = _Sighting(device, *found, name)
        sighting.device, sighting.name = device, name or sighting.name
        sighting.driver, sighting.link = found
        sighting.seen.set()
        if sighting.busy or now < sighting.resting_until or self._scanner is None:
            return
        sighting.busy = True
        self._spawn(self._meet(sighting))

    def _forget_some(self, now: float) -> None:
        """Keep the memory of devices bounded; those being visited or resting are remembered."""
        if len(self._sightings) >= _MOST_SIGHTINGS:
            self._sightings = {
                address: sighting
                for address, sighting in self._sightings.items()
                if sighting.busy or now < sighting.resting_until
            }

    async def _meet(self, sighting: _Sighting) -> None:
        try:
            for _ in range(_TRIES):
                transport = self._transport(sighting)
                try:
                    # BlueZ refuses a second connection attempt while one is under way.
                    async with self._one_at_a_time:
                        sighting.seen.clear()
                        await transport.connect()
                except DriverError as error:
                    trouble = error
                    if not await self._still_there(sighting):
                        break
                else:
                    self._arrivals.put_nowait(transport)
                    return
        except asyncio.CancelledError:
            self._rest(sighting, 0.0)
            raise
        self._rest(sighting, self._times.rest_seconds)
        _log.info("%s", trouble)
        if self._on_trouble is not None:
            self._on_trouble(str(trouble))

    async def _still_there(self, sighting: _Sighting) -> bool:
        """Whether the device advertises still; property changes of its own failure are past."""
        sighting.seen.clear()
        try:
            async with asyncio.timeout(self._times.retry_within_seconds):
                await sighting.seen.wait()
        except TimeoutError:
            return False
        return True

    def _transport(self, sighting: _Sighting) -> BleTransport:
        return BleTransport(
            sighting.device,
            driver_key=sighting.driver.key,
            name=sighting.name,
            bond=sighting.link.bond,
            times=self._times,
            backend=self._backend,
            on_closed=lambda: self._rest(sighting, self._times.debounce_seconds),
        )

    def _rest(self, sighting: _Sighting, seconds: float) -> None:
        sighting.busy = False
        sighting.resting_until = time.monotonic() + seconds

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

"""An unmodified bleak above a BlueZ double, and one visit taken by hand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from drivers.driver import Driver
from drivers.errors import DriverError, LinkLost
from drivers.simulators.dbus_daemon import private_bus
from drivers.transports.ble import BleBackend, BleScannerLink, BleTimes, BleTransport
from drivers.transports.contract import Arrived

CLOCK = bytes.fromhex("ea070b160a1e00")
"""2026-11-22 10:30:00, as written to a device."""

QUICK = BleTimes(
    connect_seconds=2.0,
    operation_seconds=2.0,
    close_seconds=2.0,
    debounce_seconds=0.1,
    retry_within_seconds=0.5,
    rest_seconds=0.3,
    quiet_seconds=30.0,
)


@contextmanager
def bluez_bus() -> Iterator[str]:
    """A private system bus; bleak's remark that ``bluetoothctl`` is not installed is left out."""
    log = logging.getLogger("bleak.backends.bluezdbus.version")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with private_bus() as address:
            yield address
    finally:
        log.setLevel(before)


@dataclass(slots=True)
class Visit:
    """What one visit brought."""

    driver_key: str
    address: str
    name: str
    read: dict[str, bytes] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lost: str = ""

    @property
    def payloads(self) -> list[bytes]:
        """The values that arrived, without channel and time."""
        return [arrived.data for arrived in self.arrived]


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until ``condition`` holds; fail when it does not within ``seconds``."""
    for _ in range(int(seconds / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("what was waited for did not happen")


async def attend(transport: BleTransport, measurement: str) -> Visit:
    """Subscribe, read the clock, set it, ask who it is, and take what comes until the end."""
    visit = Visit(transport.driver_key, transport.peer.address, transport.peer.name)
    try:
        await transport.subscribe(measurement)
        visit.read["2a08"] = await transport.read("2a08")
        await transport.send(CLOCK, "2a08")
        for channel in ("2a29", "2a24", "2a25"):
            visit.read[channel] = await transport.read(channel)
    except DriverError as error:
        visit.refused.append(str(error))
    try:
        while (arrived := await transport.receive(2.0)) is not None:
            visit.arrived.append(arrived)
    except LinkLost as error:
        visit.lost = str(error)
    finally:
        await transport.close()
    return visit


@asynccontextmanager
async def scanning(
    *drivers: Driver,
    times: BleTimes = QUICK,
    backend: BleBackend | None = None,
    troubles: list[str] | None = None,
) -> AsyncIterator[AsyncIterator[BleTransport]]:
    """The visits of a scanner that is closed at the end, and troubles gathered in a list."""
    link = BleScannerLink(
        drivers,
        times=times,
        backend=backend,
        on_trouble=None if troubles is None else troubles.append,
    )
    try:
        yield link.visits()
    finally:
        await link.close()

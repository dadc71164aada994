"""Whole sessions with Bluetooth devices: found, connected, talked to, stored, hung up."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from drivers.devices.gatt_blood_pressure import DRIVER as CUFF
from drivers.devices.gatt_weight_scale import DRIVER as SCALE
from drivers.driver import Report
from drivers.keeping import Batch
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.session import Ending, SessionEnd, run_session
from drivers.simulators.air import Air
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.gatt_blood_pressure import LABEL, BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.store_and_forward import Manners, StoreAndForward
from tests.support.bluetooth import CLOCK, bluez_bus, scanning

FAST = Manners(advert_seconds=0.01)
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
LONG_AGO = datetime(2006, 1, 1, tzinfo=UTC)
DRIVERS = {driver.key: driver for driver in (CUFF, SCALE)}


class Shelf:
    """A keeper in memory."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []

    def ready(self) -> bool:
        return True

    async def keep(self, batch: Batch) -> None:
        self.batches.append(batch)

    def acknowledged(self, batch: Batch, at_ns: int) -> None:
        raise AssertionError("nothing is acknowledged on Bluetooth")

    @property
    def items(self) -> list[Reading | NotUnderstood]:
        return [
            action.item
            for batch in self.batches
            for action in batch.items
            if isinstance(action, Report)
        ]


async def session(device: StoreAndForward, way: str, bus: str) -> tuple[SessionEnd, Shelf]:
    """One session with ``device`` through a BlueZ double on ``bus``, or through an air."""
    shelf = Shelf()
    async with AsyncExitStack() as stack:
        backend = None
        if way == "bluez":
            await stack.enter_async_context(BlueZDouble([device.peripheral], bus))
        else:
            backend = Air([device.peripheral]).backend
        visits = await stack.enter_async_context(scanning(CUFF, SCALE, backend=backend))
        visit = await anext(visits)
        driver = DRIVERS[visit.driver_key]
        return await run_session(driver, visit, shelf, lambda: NOW, zone=UTC), shelf


def run(device: StoreAndForward, way: str) -> tuple[SessionEnd, Shelf]:
    with ExitStack() as stack:
        bus = stack.enter_context(bluez_bus()) if way == "bluez" else ""
        return asyncio.run(session(device, way, bus))


@pytest.fixture(params=["bluez", "air"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_blood_pressure_is_stored_with_who_sent_it_and_what_its_clock_showed(way: str) -> None:
    cuff = BloodPressureCuff(manners=FAST, clock=LONG_AGO)
    payload = cuff.measure(128, 82, 72, mean=97, flags=("irregular_pulse",))

    end, shelf = run(cuff, way)

    assert (end.ending, end.peer.address, end.unkept) == (Ending.LINK_LOST, LABEL.address, ())
    (reading,) = shelf.items
    assert isinstance(reading, Reading)
    assert reading.raw == payload
    assert reading.amounts == {
        "systolic_mmhg": 128,
        "diastolic_mmhg": 82,
        "mean_mmhg": 97,
        "pulse_per_min": 72,
    }
    assert reading.flags == ("irregular_pulse",)
    assert (reading.device.maker, reading.device.model) == ("A&D Medical", "UA-651BLE")
    assert reading.device.serial == LABEL.serial
    assert reading.taken_at is not None
    assert reading.device_clock is not None
    assert (reading.taken_at.year, reading.device_clock.year) == (2006, 2006)
    assert (cuff.clock_writes, cuff.confirmed) == ([CLOCK], [payload])


def test_a_weight_is_stored(way: str) -> None:
    scale = WeightScale(manners=FAST)
    scale.weigh(Decimal("72.5"))

    _, shelf = run(scale, way)

    (reading,) = shelf.items
    assert isinstance(reading, Reading)
    assert reading.amounts == {"weight_kg": Decimal("72.5")}
    assert reading.device.model == "UC-352BLE"


def test_a_memory_with_failures_and_nonsense_is_stored_to_the_last_byte(way: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)
    first = cuff.measure(128, 82, 72)
    failed = cuff.fail()
    cuff.remember(b"", b"\x1e\x80", bytes(60))
    last = cuff.measure(130, 84, 70)

    _, shelf = run(cuff, way)

    assert [item.raw for item in shelf.items] == [
        first,
        failed,
        b"",
        b"\x1e\x80",
        bytes(60),
        last,
    ]
    reasons = [item.reason for item in shelf.items if isinstance(item, NotUnderstood)]
    assert reasons == [Refusal.SPECIAL_REQUIRED_VALUE, Refusal.TRUNCATED, Refusal.TRUNCATED]


def test_a_cuff_whose_clock_was_never_set_tells_no_time(way: str) -> None:
    cuff = BloodPressureCuff(manners=FAST, clock_known=False)
    cuff.measure(128, 82, 72)

    _, shelf = run(cuff, way)

    (reading,) = shelf.items
    assert isinstance(reading, Reading)
    assert (reading.taken_at, reading.device_clock) == (None, None)


def test_a_failed_weighing_is_stored_as_the_scales_own_error(way: str) -> None:
    scale = WeightScale(manners=FAST)
    scale.fail()

    _, shelf = run(scale, way)

    (refused,) = shelf.items
    assert isinstance(refused, NotUnderstood)
    assert refused.reason is Refusal.DEVICE_ERROR

"""Whole visits of a glucose meter: an unmodified bleak above a BlueZ double, and in an air."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from drivers.devices.gatt_glucose import DRIVER, converse
from drivers.driver import Driver
from drivers.errors import DriverError
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.session import Ending, SessionEnd, run_session
from drivers.simulators.air import Air
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.gatt_glucose import LABEL, GlucoseMeter, MeterManners, of_others
from drivers.simulators.store_and_forward import Manners
from drivers.transports.ble import BleScannerLink
from tests.support.bluetooth import CLOCK, QUICK, bluez_bus, scanning
from tests.support.wired import ListKeeper, readings, refusals

FAST = Manners(advert_seconds=0.01)
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
LONG_AGO = datetime(2006, 1, 1, tzinfo=UTC)
IMPATIENT = replace(DRIVER, patience_seconds=0.15)


async def session(
    meter: GlucoseMeter, way: str, bus: str, driver: Driver
) -> tuple[SessionEnd, ListKeeper]:
    keeper = ListKeeper()
    async with AsyncExitStack() as stack:
        backend = None
        if way == "bluez":
            await stack.enter_async_context(BlueZDouble([meter.peripheral], bus))
        else:
            backend = Air([meter.peripheral]).backend
        visits = await stack.enter_async_context(scanning(driver, backend=backend))
        visit = await anext(visits)
        assert visit.driver_key == "gatt-glucose"
        return await run_session(driver, visit, keeper, lambda: NOW, zone=UTC), keeper


def run(
    meter: GlucoseMeter, way: str, driver: Driver = DRIVER
) -> tuple[SessionEnd, list[Reading], list[NotUnderstood]]:
    with ExitStack() as stack:
        bus = stack.enter_context(bluez_bus()) if way == "bluez" else ""
        end, keeper = asyncio.run(session(meter, way, bus, driver))
    return end, readings(keeper.batches), refusals(keeper.batches)


@pytest.fixture(params=["bluez", "air"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_last_result_is_stored_and_those_of_others_are_counted_and_left(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, clock=LONG_AGO)
    of_others(meter, 300, LONG_AGO)
    payload = meter.measure(Decimal("7.6"))

    end, found, refused = run(meter, way)

    assert (end.ending, end.unkept, refused) == (Ending.FINISHED, (), [])
    (reading,) = found
    assert (reading.raw, reading.sequence) == (payload, "300")
    assert reading.amounts == {"glucose_mmol_l": Decimal("7.6")}
    assert reading.flags == ("memory_holds_300_more",)
    assert (reading.device.model, reading.device.serial) == (LABEL.model, LABEL.serial)
    assert reading.device_clock is not None
    assert (reading.device_clock.year, meter.clock_writes) == (2006, [CLOCK])
    assert meter.requests == [b"\x04\x01", b"\x01\x06"]
    assert len(meter.memory) == 301
    assert not meter.deleted


def test_a_fasting_result_a_ketone_and_a_control_are_told_apart(way: str) -> None:
    found = []
    for measure in ({"meal": 3}, {"meal": 6}, {"control": True}):
        meter = GlucoseMeter(manners=FAST)
        meter.measure(Decimal("5.5"), **measure)
        _, (reading,), _ = run(meter, way)
        found.append((reading.kind.value, reading.flags, reading.control))
    assert found == [
        ("glucose", ("fasting",), False),
        ("ketone", (), False),
        ("glucose", (), True),
    ]


def test_with_a_known_number_the_later_records_come_and_the_numbers_may_wrap(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, next_sequence=65530)
    for n in range(9):
        meter.measure(Decimal(50 + n) / 10)
    known = replace(DRIVER, converse=lambda: converse(after=65533))

    end, found, refused = run(meter, way, known)

    assert (end.ending, refused) == (Ending.FINISHED, [])
    sequences = [reading.sequence for reading in found]
    assert list(dict.fromkeys(sequences)) == ["65534", "65535", "0", "1", "2"]
    assert not meter.deleted


@pytest.mark.parametrize("old", [False, True])
def test_a_busy_meter_is_stopped_and_asked_again(way: str, old: bool) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(busy=1, old=old))
    meter.measure(Decimal("7.6"))

    end, found, refused = run(meter, way)

    assert (end.ending, len(found), refused) == (Ending.FINISHED, 1, [])
    assert meter.requests == [b"\x03\x00", b"\x04\x01", b"\x01\x06"]


@pytest.mark.parametrize("old", [False, True])
def test_a_meter_that_forgot_the_subscription_is_subscribed_to_again(way: str, old: bool) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(forgets=1, old=old))
    meter.measure(Decimal("7.6"))

    end, found, refused = run(meter, way)

    assert (end.ending, len(found), refused) == (Ending.FINISHED, 1, [])


def test_a_meter_that_stays_busy_is_told_of_and_left(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(busy=99))
    meter.measure(Decimal("7.6"))

    end, found, (refused,) = run(meter, way)

    assert (end.ending, found) == (Ending.FINISHED, [])
    assert (refused.reason, refused.raw) == (Refusal.DEVICE_ERROR, b"\xfe")
    assert "it is busy" in refused.detail


def test_a_meter_without_the_last_record_gives_all_and_the_newest_is_kept(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(without_last=True))
    for minute in (10, 30, 20):
        meter.measure(Decimal(minute) / 10, NOW.replace(minute=minute))

    _, (reading,), refused = run(meter, way)

    assert reading.amounts == {"glucose_mmol_l": Decimal("3.0")}
    assert (reading.flags, refused) == (("memory_holds_2_more",), [])


def test_a_meter_that_vanishes_in_mid_report_leaves_what_it_sent(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(vanish_after=2))
    for n in range(5):
        meter.measure(Decimal(50 + n) / 10)
    all_after = replace(DRIVER, converse=lambda: converse(after=65535))

    end, found, refused = run(meter, way, all_after)

    assert (end.ending, refused) == (Ending.LINK_LOST, [])
    assert [reading.sequence for reading in found] == ["0", "1"]
    assert found[-1].flags == ("memory_holds_3_more",)
    assert len(meter.memory) == 5


def test_a_meter_that_stalls_is_stopped_and_what_it_sent_is_stored(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(stalls_after=1))
    for n in range(3):
        meter.measure(Decimal(50 + n) / 10)
    known = replace(IMPATIENT, converse=lambda: converse(after=65535))

    end, found, (refused,) = run(meter, way, known)

    assert end.ending is Ending.FINISHED
    assert [reading.sequence for reading in found] == ["0"]
    assert "it stopped answering" in refused.detail
    assert meter.requests[-1] == b"\x03\x00"


def test_a_mute_meter_is_left_after_two_silences(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(mute=True))
    meter.measure(Decimal("7.6"))

    end, found, (refused,) = run(meter, way, IMPATIENT)

    assert (end.ending, found, refused.reason) == (Ending.FINISHED, [], Refusal.DEVICE_ERROR)
    assert meter.requests == [b"\x04\x01", b"\x03\x00"]


def test_a_meter_with_an_empty_memory_is_left_at_once(way: str) -> None:
    meter = GlucoseMeter(manners=FAST)
    meter.wake()
    end, found, refused = run(meter, way)
    assert (end.ending, found, refused) == (Ending.FINISHED, [], [])


def test_a_meter_that_shows_a_number_is_paired_with_it_and_then_read() -> None:
    meter = GlucoseMeter(manners=replace(FAST, passkey=271828))
    payload = meter.measure(Decimal("7.6"))
    keeper = ListKeeper()

    async def passkey(address: str) -> int | None:
        assert address == LABEL.address
        return 271828

    async def visit(bus: str) -> None:
        link = BleScannerLink([DRIVER], times=QUICK, passkey=passkey)
        async with BlueZDouble([meter.peripheral], bus):
            try:
                transport = await anext(link.visits())
                await run_session(DRIVER, transport, keeper, lambda: NOW, zone=UTC)
            finally:
                await link.close()

    with bluez_bus() as bus:
        asyncio.run(visit(bus))
    assert [reading.raw for reading in readings(keeper.batches)] == [payload]


def test_only_a_busy_or_forgetful_control_point_is_told_as_a_value(way: str) -> None:
    meter = GlucoseMeter(manners=FAST, meter=MeterManners(busy=1))
    meter.measure(Decimal("7.6"))

    async def write(bus: str) -> list[str]:
        told = []
        async with AsyncExitStack() as stack:
            backend = None
            if way == "bluez":
                await stack.enter_async_context(BlueZDouble([meter.peripheral], bus))
            else:
                backend = Air([meter.peripheral]).backend
            visits = await stack.enter_async_context(scanning(DRIVER, backend=backend))
            visit = await anext(visits)
            try:
                await visit.subscribe("2a52")
                with pytest.raises(DriverError):
                    await visit.send(b"\x01", "2a08")
                await visit.send(b"\x04\x01", "2a52")
                arrived = await visit.receive(1.0)
                assert arrived is not None
                told.append(f"{arrived.channel} {arrived.data.hex()}")
            finally:
                await visit.close()
            return told

    with ExitStack() as stack:
        bus = stack.enter_context(bluez_bus()) if way == "bluez" else ""
        assert asyncio.run(write(bus)) == ["2a52/refused fe"]

"""USB devices in HID reports: the transport, on a bus that stands in for hidapi."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices import contec_08a, contour_usb, freestyle_neo, omron_790
from drivers.driver import FEATURE, Driver, HidLink
from drivers.errors import LinkLost
from drivers.session import run_session
from drivers.simulators.contec_08a import Contec08aDouble
from drivers.simulators.contour_usb import ContourUsbDouble
from drivers.simulators.double import Double
from drivers.simulators.freestyle_neo import FreestyleNeoDouble
from drivers.simulators.hid_bus import HidBus
from drivers.simulators.omron_790 import Omron790Double
from drivers.simulators.running import DoubleRunner, Outcome
from drivers.transports import hid
from drivers.transports.backoff import Backoff
from drivers.transports.hid import HidDeviceLink, open_device
from tests.support.usb import IDS, METER, SETTINGS, first, run
from tests.support.wired import ListKeeper, noon, readings, until

DEVICES: tuple[tuple[Driver, Callable[[], Double]], ...] = (
    (contour_usb.DRIVER, ContourUsbDouble),
    (freestyle_neo.DRIVER, FreestyleNeoDouble),
    (contec_08a.DRIVER, Contec08aDouble),
    (omron_790.DRIVER, Omron790Double),
)


def hid_link(driver: Driver) -> HidLink:
    return next(each for each in driver.links if isinstance(each, HidLink))


def has(keeper: ListKeeper, count: int) -> bool:
    return len(readings(keeper.batches)) >= count


@pytest.mark.parametrize(("driver", "made"), DEVICES, ids=[each[0].key for each in DEVICES])
def test_a_meter_is_read_unplugged_and_read_again(
    driver: Driver, made: Callable[[], Double]
) -> None:
    async def scenario() -> tuple[HidBus, ListKeeper, list[str]]:
        bus, keeper, said = HidBus(), ListKeeper(), []
        link = HidDeviceLink(METER, hid_link(driver), library=bus, backoff=Backoff(0.01, 0.02))
        visits, double = link.visits(), made()
        ids = hid_link(driver).usb_ids[0]
        for count in (1, 2):
            said.append(double.measure_example())
            device = bus.plug(ids)
            talking = asyncio.create_task(DoubleRunner(double, device).run(linger=True))
            session = asyncio.create_task(run_session(driver, await first(visits), keeper, noon))
            await until(partial(has, keeper, count))
            device.abort()
            end = await asyncio.wait_for(session, 5)
            assert end.sentence == f"The {METER} was unplugged; plug it in again."
            assert await asyncio.wait_for(talking, 5) is Outcome.LINK_LOST
        await link.close()
        assert [each async for each in visits] == []
        return bus, keeper, said

    bus, keeper, said = run(scenario)
    found = readings(keeper.batches)
    for measured in said:
        number = measured.replace("/", " ").split()[0]
        assert any(number in [str(a) for a in each.amounts.values()] for each in found)
    assert bus.open_devices == 0
    assert {name.rsplit("_", 1)[0] for name in bus.threads} == {"devices-hid"}


@given(st.lists(st.binary(min_size=1, max_size=64), min_size=1, max_size=40))
def test_every_report_comes_whole_and_in_order(reports: list[bytes]) -> None:
    async def scenario() -> bytes:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        found = b""
        for each in reports:
            await device.send(each)
        while len(found) < 64 * len(reports):
            arrived = await station.receive(2)
            assert arrived is not None
            found += arrived.data
        assert await station.receive(0) is None
        await station.close()
        device.abort()
        return found

    assert run(scenario) == b"".join(each.ljust(64, b"\0") for each in reports)


def test_reports_are_taken_from_the_kernel_while_the_session_is_busy() -> None:
    async def scenario() -> int:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        # Far more than the socket between the two holds: somebody has to be reading.
        for number in range(3000):
            await device.send(number.to_bytes(2, "big").ljust(64, b"."))
        seen = b""
        while len(seen) < 3000 * 64:
            arrived = await station.receive(2)
            assert arrived is not None
            seen += arrived.data
        await station.close()
        device.abort()
        numbers = [int.from_bytes(seen[at : at + 2], "big") for at in range(0, len(seen), 64)]
        return sum(one != other for one, other in zip(numbers, range(3000), strict=True))

    assert run(scenario) == 0


def test_a_device_that_never_stops_is_made_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hid, "HELD_REPORTS", 300)

    async def scenario() -> int:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)

        async def flood() -> None:
            while True:
                await device.send(b"x" * 64)

        flooding = asyncio.create_task(flood())
        await asyncio.sleep(0.3)
        most = 0
        for _ in range(5):
            arrived = await station.receive(2)
            assert arrived is not None
            most = max(most, len(arrived.data) // 64)
        held = len(station._arrived)
        flooding.cancel()
        await asyncio.wait({flooding})
        await station.close()
        device.abort()
        assert most <= 256
        return held

    assert run(scenario) <= 300 + 256


def test_what_is_sent_arrives_without_its_report_number() -> None:
    async def scenario() -> list[bytes]:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        await station.send(b"\x01" * 64)
        await station.send(b"\x74\xbc", FEATURE)
        found = [await device.receive(2), await device.receive(2)]
        await station.close()
        device.abort()
        return [each.data for each in found if each is not None]

    assert run(scenario) == [b"\x01" * 64, b"\x74\xbc"]


def test_reports_before_the_cable_was_pulled_are_not_lost() -> None:
    async def scenario() -> bytes:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        await device.send(b"last")
        await asyncio.sleep(0.1)
        device.abort()
        await asyncio.sleep(0.1)
        arrived = await station.receive(2)
        assert arrived is not None
        for _ in range(2):
            with pytest.raises(LinkLost, match="unplugged; plug it in again"):
                await station.receive(1)
            with pytest.raises(LinkLost, match="unplugged"):
                await station.send(b"x")
        await station.close()
        await station.close()
        return arrived.data

    assert run(scenario).rstrip(b"\0") == b"last"


def test_a_device_that_takes_no_report_is_a_lost_link_with_a_sentence() -> None:
    async def scenario() -> None:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        bus.writing_fails = True
        with pytest.raises(LinkLost, match="takes no reports; unplug it and plug it in again"):
            await station.send(b"x")
        await station.close()
        with pytest.raises(LinkLost):
            await station.receive(0)
        device.abort()

    run(scenario)


def test_whoever_stops_waiting_takes_no_report_along() -> None:
    async def scenario() -> bytes:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        waiting = asyncio.create_task(station.receive(10))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await device.send(b"abc")
        arrived = await station.receive(2)
        assert arrived is not None
        await station.close()
        device.abort()
        return arrived.data

    assert run(scenario).startswith(b"abc\0")


def test_the_first_interface_and_the_serial_number_are_taken() -> None:
    async def scenario() -> list[str]:
        bus = HidBus()
        second = bus.plug(IDS, serial="B", interface=1)
        one = bus.plug(IDS, serial="A", interface=0)
        station = await open_device(METER, SETTINGS, bus)
        await one.send(b"one")
        arrived = await station.receive(2)
        assert arrived is not None
        assert arrived.data.startswith(b"one")
        found = [station.peer.link, station.peer.address, station.peer.name]
        await station.close()
        one.abort()
        second.abort()
        return found

    assert run(scenario) == ["usb", "1A79:6002/A", METER]

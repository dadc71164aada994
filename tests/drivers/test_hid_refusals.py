"""What is said when a USB device cannot be had, on a bus that stands in for hidapi."""

from __future__ import annotations

import asyncio
import errno
import sys

import pytest

from drivers.driver import HidLink
from drivers.errors import DriverError, LinkRefused
from drivers.simulators.hid_bus import HidBus
from drivers.transports import hid
from drivers.transports.backoff import Backoff
from drivers.transports.contract import Link, Transport
from drivers.transports.hid import HidDeviceLink, find_library, open_device, why_not
from tests.support.usb import IDS, METER, SETTINGS, first, run, workers
from tests.support.wired import until


def test_what_is_not_plugged_in_is_refused_and_then_opened_on_sight() -> None:
    async def scenario() -> str:
        bus = HidBus()
        link = HidDeviceLink(METER, SETTINGS, library=bus, backoff=Backoff(0.01, 0.02))
        with pytest.raises(LinkRefused) as refused:
            await first(link.visits())
        assert link.trouble == str(refused.value)
        device = bus.plug(IDS)
        visits = link.visits()
        station = await first(visits)
        assert link.trouble is None
        device.abort()
        await station.close()
        waiting = asyncio.create_task(first(visits))
        await until(lambda: link.trouble is not None)
        again = bus.plug(IDS)
        await (await waiting).close()
        await link.close()
        again.abort()
        assert [each async for each in visits] == []
        return str(refused.value)

    assert run(scenario) == (
        "There is no Contour USB on this computer's USB; plug it in, or switch it on."
    )


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("opening_fails", "The Contour USB is in use; close the other program that has it open."),
        (
            "listing_fails",
            "The USB devices of this computer cannot be listed; ask IT to look at its USB.",
        ),
    ],
)
def test_a_bus_that_fails_is_a_sentence(fault: str, sentence: str) -> None:
    async def scenario() -> str:
        bus = HidBus()
        device = bus.plug(IDS)
        setattr(bus, fault, True)
        with pytest.raises(LinkRefused) as refused:
            await open_device(METER, SETTINGS, bus)
        device.abort()
        return str(refused.value)

    assert run(scenario) == sentence


def test_a_device_that_another_link_has_open_is_refused() -> None:
    async def scenario() -> None:
        bus = HidBus()
        device = bus.plug(IDS)
        station = await open_device(METER, SETTINGS, bus)
        with pytest.raises(LinkRefused, match="is in use"):
            await open_device(METER, SETTINGS, bus)
        await station.close()
        await (await open_device(METER, SETTINGS, bus)).close()
        device.abort()

    run(scenario)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "This user may not open the Contour USB; ask IT for the right"),
        (errno.EPERM, "This user may not open the Contour USB; ask IT for the right"),
        (errno.ENOENT, "There is no Contour USB on this computer's USB; plug it in"),
        (errno.EBUSY, "The Contour USB is in use; close the other program"),
        (0, "The Contour USB is in use; close the other program"),
    ],
)
def test_the_system_is_asked_why_a_device_does_not_open(number: int, sentence: str) -> None:
    assert why_not(METER, b"/dev/hidraw7", lambda path: number).startswith(sentence)


def test_the_files_of_this_system_are_asked() -> None:
    assert why_not(METER, b"/dev/hidraw-none").startswith("There is no Contour USB")
    assert why_not(METER, b"/dev/null").startswith("The Contour USB is in use")
    windows = rb"\\?\HID#VID_1A79&PID_6002#7&1&0&0000#{4d1e55b2-f16f-11cf-88cb-001111000030}"
    assert why_not(METER, windows, lambda path: errno.EACCES).startswith(
        "The Contour USB is in use"
    )


def test_the_library_itself_finds_no_device_that_nobody_makes() -> None:
    async def scenario() -> None:
        assert find_library().enumerate(0xFFFF, 0xFFFF) == []
        with pytest.raises(LinkRefused, match="There is no"):
            await open_device(METER, HidLink(usb_ids=((0xFFFF, 0xFFFF),)))

    run(scenario)


def test_the_library_itself_fails_as_its_stand_in_does() -> None:
    device = find_library().device()
    with pytest.raises(OSError, match="open failed"):
        device.open_path(b"/dev/null")
    with pytest.raises(ValueError, match="not open"):
        device.read(64, 1)
    with pytest.raises(ValueError, match="not open"):
        device.write(b"\0x")
    device.close()
    stand_in = HidBus().device()
    with pytest.raises(OSError, match="open failed"):
        stand_in.open_path(b"/dev/null")
    with pytest.raises(ValueError, match="not open"):
        stand_in.read(64, 1)
    stand_in.close()


def test_a_computer_without_the_library_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("hid", "hidraw"):
        monkeypatch.setitem(sys.modules, name, None)

    async def scenario() -> None:
        with pytest.raises(LinkRefused, match="cannot be loaded; ask IT to install hidapi again"):
            await open_device(METER, SETTINGS)

    run(scenario)


def test_nothing_is_left_open_when_the_station_closes_while_a_device_opens() -> None:
    async def scenario() -> HidBus:
        bus = HidBus()
        device = bus.plug(IDS)
        with hid._looking:
            opening = asyncio.create_task(open_device(METER, SETTINGS, bus))
            await asyncio.sleep(0.05)
            opening.cancel()
            await asyncio.wait({opening})
        await until(lambda: not workers())
        device.abort()
        return bus

    assert run(scenario).open_devices == 0


def test_a_link_is_named_and_matches_the_contract() -> None:
    async def scenario() -> str:
        bus = HidBus()
        device = bus.plug(IDS)
        link: Link = HidDeviceLink(METER, SETTINGS, library=bus)
        station: Transport = await open_device(METER, SETTINGS, bus)
        for ask in (station.subscribe, station.read):
            with pytest.raises(DriverError, match="2a35"):
                await ask("2a35")
        await station.close()
        await link.close()
        device.abort()
        return link.label

    assert run(scenario) == "USB device Contour USB"

"""A meter with a USB plug, from the settings to the store, plugged in and out as in a ward."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import UTC, datetime
from importlib.resources import files

from clinicapp.domain.observations import Observation
from clinicapp.settings import LinkSettings
from clinicapp.station.events import DeviceHeard, LinkChanged
from clinicapp.station.hub import Station
from clinicapp.station.inbox import Inbox
from clinicapp.station.ways import ways_in
from drivers.devices import BUILT_IN
from drivers.driver import HidLink
from drivers.simulators.contour_usb import ContourUsbDouble
from drivers.simulators.hid_bus import HidBus
from drivers.simulators.running import DoubleRunner
from tests.station.test_hub import Ear
from tests.support.wired import until

NOON = datetime(2026, 11, 22, 12, 4, tzinfo=UTC)
IDS = (0x1A79, 0x6002)


def observations(ear: Ear) -> list[Observation]:
    return [item for each in ear.kept for item in each.items if isinstance(item, Observation)]


def test_a_meter_on_usb_is_opened_on_sight_stored_and_let_go() -> None:
    async def scenario() -> tuple[HidBus, Ear]:
        bus, ear = HidBus(), Ear()
        links = (LinkSettings(kind="hid", driver="contour-usb"),)
        (way,) = ways_in(links, lambda _sentence: None, usb=bus)
        inbox = Inbox(keep=ear.keep, armed=lambda: None, tell=ear.events.append, zone=UTC)
        station = Station(
            [way], inbox=inbox, clock=lambda: NOON, tell=ear.events.append, reopen_seconds=0.03
        )
        running = asyncio.create_task(station.run())
        await until(lambda: ear.count(LinkChanged) > 0)
        double = ContourUsbDouble()
        for visit in (1, 2):
            double.measure_example()
            device = bus.plug(IDS, serial="7390-1")
            talking = asyncio.create_task(DoubleRunner(double, device).run(linger=True))
            await until(lambda visit=visit: len(observations(ear)) >= visit)  # type: ignore[misc]
            device.abort()
            await talking
            await until(lambda visit=visit: ear.count(DeviceHeard) == 2 * visit)  # type: ignore[misc]
        running.cancel()
        await asyncio.wait({running})
        return bus, ear

    bus, ear = asyncio.run(asyncio.wait_for(scenario(), 20))
    assert ear.links()[0] == (
        False,
        "There is no Bayer Contour USB on this computer's USB; plug it in, or switch it on.",
    )
    heard = {(each.link, each.address) for each in ear.events if isinstance(each, DeviceHeard)}
    assert heard == {("usb", "1A79:6002/7390-1")}
    assert {each.device_key for each in observations(ear)} == {
        "serial-number:Ascensia/7390-0000001"
    }
    assert bus.open_devices == 0
    assert not [each for each in threading.enumerate() if each.name.startswith("devices-hid")]


def test_the_rule_in_the_help_names_every_device_on_usb() -> None:
    page = files("resources").joinpath("help", "trouble.md").read_text(encoding="utf-8")
    rules = re.findall(r'idVendor\}=="([0-9a-f]{4})", ATTRS\{idProduct\}=="([0-9a-f]{4})"', page)
    wanted = {
        (f"{vendor:04x}", f"{product:04x}")
        for driver in BUILT_IN
        for link in driver.links
        if isinstance(link, HidLink)
        for vendor, product in link.usb_ids
    }
    assert sorted(rules) == sorted(wanted)

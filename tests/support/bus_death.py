"""A program whose D-Bus daemon dies during a visit; prints what the visit ends with.

In a process of its own, because dbus-fast leaves failed sends behind on a dead bus, of which
asyncio tells whenever they are collected: that would be in some later test.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from drivers.devices.gatt_blood_pressure import DRIVER
from drivers.driver import BleLink
from drivers.errors import LinkLost
from drivers.simulators.bluez import bluez_in_thread
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.store_and_forward import Manners
from drivers.transports.ble import BleScannerLink
from tests.support.bluetooth import QUICK, bluez_bus

UNBONDED = replace(DRIVER, links=(BleLink(service="1810"),))


async def main() -> None:
    """Connect, have the daemon stopped, and receive."""
    cuff = BloodPressureCuff(manners=Manners(needs_bond=False, advert_seconds=0.01))
    cuff.measure(128, 82, 72)
    bus = bluez_bus()
    with bluez_in_thread([cuff.peripheral], bus.__enter__()):
        link = BleScannerLink([UNBONDED], times=QUICK)
        visits = link.visits()
        visit = await anext(visits)
        await asyncio.to_thread(bus.__exit__, None, None, None)
        try:
            await visit.receive(5.0)
        except LinkLost as lost:
            sys.stdout.write(f"{lost}\n")
        await visit.close()
        await link.close()


if __name__ == "__main__":
    asyncio.run(main())

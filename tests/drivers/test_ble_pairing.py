"""Our pairing agent, asked by a BlueZ double on a real D-Bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from drivers.devices.gatt_blood_pressure import DRIVER as CUFF
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.gatt_blood_pressure import LABEL, BloodPressureCuff
from drivers.simulators.store_and_forward import Manners
from drivers.transports.ble import BleScannerLink, BleTransport
from drivers.transports.ble_pairing import PairingAgent, PairingError
from tests.support.bluetooth import QUICK, attend, bluez_bus, scanning, until

FAST = Manners(advert_seconds=0.01)


@pytest.fixture
def bus() -> Iterator[str]:
    with bluez_bus() as address:
        yield address


async def anext_of(visits: AsyncIterator[BleTransport]) -> BleTransport:
    return await anext(visits)


@asynccontextmanager
async def asked(bus: str, cuff: BloodPressureCuff, digits: int | None) -> AsyncIterator[list[str]]:
    """A scanner whose user types ``digits``; gathers troubles, or the first payload in hex."""
    told: list[str] = []

    async def passkey(address: str) -> int | None:
        assert address == LABEL.address
        return digits

    link = BleScannerLink([CUFF], times=QUICK, passkey=passkey, on_trouble=told.append)

    async def take() -> None:
        async for visit in link.visits():
            told.extend(p.hex() for p in (await attend(visit, "2a35")).payloads)

    async with BlueZDouble([cuff.peripheral], bus):
        taking = asyncio.create_task(take())
        try:
            await until(lambda: told)
            yield told
        finally:
            await link.close()
            await taking


@pytest.mark.parametrize("digits", [123456, 654321, None])
def test_our_agent_types_the_number_that_a_device_shows(bus: str, digits: int | None) -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, passkey=123456))
    payload = cuff.measure(128, 82, 72)

    async def pair() -> str:
        async with asked(bus, cuff, digits) as told:
            return told[0]

    told = asyncio.run(pair())
    if digits == 123456:
        assert told == payload.hex()
    else:
        assert "could not be reached" in told
        assert list(cuff.memory) == [payload]


def test_our_agent_consents_for_a_device_that_asks(bus: str) -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, asks_consent=True))
    payload = cuff.measure(128, 82, 72)

    async def visit() -> list[bytes]:
        async with BlueZDouble([cuff.peripheral], bus), scanning(CUFF) as visits:
            return (await attend(await anext(visits), "2a35")).payloads

    assert asyncio.run(visit()) == [payload]


def test_our_agent_refuses_a_device_that_nobody_is_meeting(bus: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)

    async def stranger() -> None:
        async with BlueZDouble([cuff.peripheral], bus) as bluez, scanning(CUFF) as visits:
            waiting = asyncio.create_task(anext_of(visits))
            await until(lambda: bluez.discovering)
            assert bluez.agent_capability == "KeyboardOnly"
            with pytest.raises(Exception, match="Authentication Failed"):
                await bluez.ask_agent("RequestAuthorization", "/org/bluez/hci0/dev_AA_BB")
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(stranger())


def test_an_agent_without_a_bluetoothd_says_so_and_stopping_it_is_harmless(bus: str) -> None:
    async def alone() -> None:
        agent = PairingAgent(may_pair=lambda _address: True)
        with pytest.raises(PairingError, match="RegisterAgent was refused"):
            await agent.start()
        await agent.stop()

    asyncio.run(alone())

"""The scanner and its visits through bleak's ``backend=``: on every system, without D-Bus."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from drivers.devices.gatt_blood_pressure import DRIVER as CUFF
from drivers.devices.gatt_weight_scale import DRIVER as SCALE
from drivers.errors import DriverError, LinkLost, LinkRefused
from drivers.simulators.air import Air
from drivers.simulators.gatt_blood_pressure import LABEL, BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.peripherals import Characteristic, Peripheral, PeripheralLink, Service
from drivers.simulators.store_and_forward import Manners
from drivers.transports.ble import BleScannerLink, BleTransport
from tests.support.bluetooth import CLOCK, QUICK, Visit, attend, scanning, until

FAST = Manners(advert_seconds=0.01)


def run(work: Coroutine[Any, Any, Visit]) -> Visit:
    return asyncio.run(work)


async def one_visit(air: Air, cuff: BloodPressureCuff) -> Visit:
    async with scanning(CUFF, backend=air.backend) as visits:
        return await attend(await anext(visits), "2a35")


async def within(seconds: float, work: Coroutine[Any, Any, BleTransport]) -> BleTransport | None:
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        return None


async def following(visits: AsyncIterator[BleTransport]) -> BleTransport:
    return await anext(visits)


def test_a_measurement_is_received_once_confirmed_and_deleted() -> None:
    cuff = BloodPressureCuff(manners=FAST)
    payload = cuff.measure(128, 82, 72, flags=("irregular_pulse",))

    before = time.monotonic_ns()
    visit = run(one_visit(Air([cuff.peripheral]), cuff))

    assert (visit.driver_key, visit.address, visit.name) == (
        "gatt-blood-pressure",
        LABEL.address,
        LABEL.name,
    )
    assert visit.payloads == [payload]
    assert visit.arrived[0].channel == "2a35"
    assert before < visit.arrived[0].at_ns < time.monotonic_ns()
    assert visit.lost == f"{LABEL.name} ({LABEL.address}) has hung up."
    assert (cuff.confirmed, list(cuff.memory), cuff.clock_writes) == ([payload], [], [CLOCK])
    assert visit.refused == []
    assert visit.read["2a25"] == LABEL.serial.encode() + b"\x00"


def test_a_memory_comes_oldest_first() -> None:
    cuff = BloodPressureCuff(manners=FAST)
    payloads = [
        cuff.measure(120 + n, 80, 70, datetime(2026, 11, 22, 9, n, tzinfo=UTC)) for n in range(5)
    ]
    assert run(one_visit(Air([cuff.peripheral]), cuff)).payloads == payloads


def test_the_clock_is_read_before_it_is_set() -> None:
    long_ago = datetime(2006, 1, 1, tzinfo=UTC)
    cuff = BloodPressureCuff(manners=FAST, clock=long_ago)
    cuff.measure(128, 82, 72)

    visit = run(one_visit(Air([cuff.peripheral]), cuff))

    assert visit.read["2a08"][:4] == bytes.fromhex("d6070101")
    assert visit.payloads[0][7:11] == bytes.fromhex("d6070101")
    assert cuff.clock_writes == [CLOCK]


def test_a_result_whose_confirmation_was_lost_comes_again() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, lost_confirmations=1))
    payload = cuff.measure(128, 82, 72)

    async def twice() -> list[bytes]:
        async with scanning(CUFF, backend=Air([cuff.peripheral]).backend) as visits:
            first = await attend(await anext(visits), "2a35")
            second = await attend(await anext(visits), "2a35")
            return first.payloads + second.payloads

    assert asyncio.run(twice()) == [payload, payload]
    assert cuff.confirmed == [payload]


def test_two_devices_are_visited_at_the_same_time_each_by_its_driver() -> None:
    cuff, scale = BloodPressureCuff(manners=FAST), WeightScale(manners=FAST)
    pressure, weight = cuff.measure(128, 82, 72), scale.weigh(Decimal("72.5"))

    async def both() -> dict[str, list[bytes]]:
        air = Air([cuff.peripheral, scale.peripheral])
        async with scanning(CUFF, SCALE, backend=air.backend) as visits:
            first, second = await anext(visits), await anext(visits)
            channels = {"gatt-blood-pressure": "2a35", "gatt-weight-scale": "2a9d"}
            done = await asyncio.gather(
                *(attend(visit, channels[visit.driver_key]) for visit in (first, second))
            )
            return {visit.driver_key: visit.payloads for visit in done}

    assert asyncio.run(both()) == {"gatt-blood-pressure": [pressure], "gatt-weight-scale": [weight]}


def test_a_device_is_let_alone_for_a_moment_after_a_visit() -> None:
    cuff = BloodPressureCuff(manners=FAST)
    cuff.measure(128, 82, 72)
    times = replace(QUICK, debounce_seconds=0.3)

    async def gap() -> float:
        async with scanning(CUFF, times=times, backend=Air([cuff.peripheral]).backend) as visits:
            await attend(await anext(visits), "2a35")
            ended = time.monotonic()
            cuff.measure(130, 84, 70)
            await attend(await anext(visits), "2a35")
            return time.monotonic() - ended

    assert asyncio.run(gap()) >= 0.3


def test_a_refused_connection_is_tried_three_times_while_the_device_advertises() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, refuse_connects=2))
    payload = cuff.measure(128, 82, 72)
    assert run(one_visit(Air([cuff.peripheral]), cuff)).payloads == [payload]


def test_after_three_refusals_the_trouble_is_told_and_the_device_rests() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, refuse_connects=3))
    payload = cuff.measure(128, 82, 72)
    troubles: list[str] = []

    async def stubborn() -> tuple[list[str], Visit]:
        backend = Air([cuff.peripheral]).backend
        async with scanning(CUFF, backend=backend, troubles=troubles) as visits:
            visit = await attend(await anext(visits), "2a35")
            return list(troubles), visit

    told, visit = asyncio.run(stubborn())
    assert visit.payloads == [payload]
    assert told == [
        f"{LABEL.name} ({LABEL.address}) could not be reached (the connection was refused). "
        "Keep it close to the computer; try again."
    ]


def test_a_device_that_goes_while_being_called_is_not_called_again() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, refuse_connects=9))
    cuff.measure(128, 82, 72)
    troubles: list[str] = []

    async def gone() -> int:
        backend = Air([cuff.peripheral]).backend
        async with scanning(CUFF, backend=backend, troubles=troubles) as visits:
            waiting = asyncio.create_task(following(visits))
            await until(lambda: cuff.peripheral.refuse_connects < 9)
            cuff.peripheral.awake = False
            await until(lambda: troubles)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            return cuff.peripheral.refuse_connects

    assert asyncio.run(gone()) >= 7
    assert len(troubles) == 1


def test_a_device_that_vanishes_leaves_what_it_had_sent() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, vanish_after=1))
    first, second = cuff.measure(128, 82, 72), cuff.measure(130, 84, 70)

    visit = run(one_visit(Air([cuff.peripheral]), cuff))

    assert visit.payloads == [first]
    assert visit.lost.endswith("has hung up.")
    assert list(cuff.memory) == [second]


def test_a_cuff_whose_clock_is_not_set_hangs_up_and_keeps_its_memory() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, patience_seconds=0.1))
    payload = cuff.measure(128, 82, 72)

    async def dawdle() -> str:
        async with scanning(CUFF, backend=Air([cuff.peripheral]).backend) as visits:
            visit = await anext(visits)
            await visit.subscribe("2a35")
            try:
                await visit.receive(2.0)
            except LinkLost as error:
                return str(error)
            finally:
                await visit.close()
        return "nothing was said"

    assert asyncio.run(dawdle()).endswith("has hung up.")
    assert list(cuff.memory) == [payload]


def sends_at_once(count: int) -> Peripheral:
    async def script(link: PeripheralLink) -> None:
        await until(lambda: link.indicate("2a35", b"\x00"))
        for n in range(1, count):
            link.indicate("2a35", n.to_bytes(3, "little"))
        await link.drop()

    return Peripheral(
        name="flood",
        address="AA:BB:CC:00:00:01",
        services=(
            Service(
                uuid="1810",
                characteristics=(Characteristic(uuid="2a35", flags=("notify",)),),
            ),
        ),
        advertised=("1810",),
        advert_seconds=0.01,
        on_connect=script,
    )


async def all_of(peripheral: Peripheral) -> tuple[list[bytes], str]:
    payloads: list[bytes] = []
    async with scanning(CUFF, backend=Air([peripheral]).backend) as visits:
        visit = await anext(visits)
        try:
            await visit.subscribe("2a35")
            while (arrived := await visit.receive(2.0)) is not None:
                payloads.append(arrived.data)
        except LinkLost as error:
            return payloads, str(error)
        finally:
            await visit.close()
    return payloads, "it never ended"


def test_a_burst_before_the_device_hangs_up_is_received_whole_and_in_order() -> None:
    payloads, lost = asyncio.run(all_of(sends_at_once(2000)))
    assert payloads == [b"\x00", *(n.to_bytes(3, "little") for n in range(1, 2000))]
    assert lost.endswith("has hung up.")


def test_a_device_that_sends_without_end_is_hung_up_on_with_a_sentence() -> None:
    payloads, lost = asyncio.run(all_of(sends_at_once(10_000)))
    assert len(payloads) == 4096
    assert "sends without end" in lost


def test_asking_a_device_that_has_gone_never_hides_what_it_sent() -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, linger_seconds=0.0))
    payload = cuff.measure(128, 82, 72)

    async def late() -> tuple[str, bytes, str]:
        async with scanning(CUFF, backend=Air([cuff.peripheral]).backend) as visits:
            visit = await anext(visits)
            await visit.subscribe("2a35")
            await visit.send(CLOCK, "2a08")
            await until(lambda: not cuff.peripheral.awake)
            with pytest.raises(DriverError) as asked:
                await visit.read("2a29")
            arrived = await visit.receive(1.0)
            assert arrived is not None
            with pytest.raises(LinkLost) as gone:
                await visit.read("2a29")
            await visit.close()
            return type(asked.value).__name__, arrived.data, type(gone.value).__name__

    assert asyncio.run(late()) == ("DriverError", payload, "LinkLost")


def test_a_characteristic_that_is_not_there_is_refused_and_the_visit_goes_on() -> None:
    cuff = BloodPressureCuff(manners=FAST)
    payload = cuff.measure(128, 82, 72)

    async def ask() -> tuple[str, Visit]:
        async with scanning(CUFF, backend=Air([cuff.peripheral]).backend) as visits:
            visit = await anext(visits)
            with pytest.raises(DriverError) as refused:
                await visit.read("2a2b")
            assert not isinstance(refused.value, LinkLost)
            return str(refused.value), await attend(visit, "2a35")

    sentence, visit = asyncio.run(ask())
    assert "does not have the characteristic" in sentence
    assert visit.payloads == [payload]


def test_silence_is_none_and_closing_twice_is_harmless() -> None:
    cuff = BloodPressureCuff(manners=FAST)
    cuff.measure(128, 82, 72)

    async def silence() -> None:
        async with scanning(CUFF, backend=Air([cuff.peripheral]).backend) as visits:
            visit = await anext(visits)
            assert await visit.receive(0.02) is None
            await visit.close()
            await visit.close()
            with pytest.raises(LinkLost):
                await visit.receive(0.02)

    asyncio.run(silence())


def test_closing_the_scanner_ends_its_visits_and_hangs_up_on_nobody_else() -> None:
    cuff = BloodPressureCuff(manners=FAST)
    cuff.measure(128, 82, 72)
    air = Air([cuff.peripheral])

    async def close() -> tuple[int, list[bytes]]:
        link = BleScannerLink([CUFF], times=QUICK, backend=air.backend)
        visits = link.visits()
        visit = await anext(visits)
        await link.close()
        rest = [late async for late in visits]
        return len(rest), (await attend(visit, "2a35")).payloads

    rest, payloads = asyncio.run(close())
    assert rest == 0
    assert len(payloads) == 1
    assert air.connected == set()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            BleakBluetoothNotAvailableReason.NO_BLUETOOTH,
            "No Bluetooth adapter was found. Plug one in, or type readings in by hand.",
        ),
        (
            BleakBluetoothNotAvailableReason.POWERED_OFF,
            "Bluetooth is switched off. Switch it on in the computer's settings and try again.",
        ),
        (BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE, "too old"),
        (BleakBluetoothNotAvailableReason.DENIED_BY_USER, "privacy settings"),
        (BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM, "Ask IT"),
        (BleakBluetoothNotAvailableReason.UNKNOWN, "Bluetooth is not running"),
    ],
)
def test_why_there_is_no_bluetooth_is_one_plain_sentence(
    reason: BleakBluetoothNotAvailableReason, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Air([]).backend

    async def unavailable(_self: object) -> None:
        raise BleakBluetoothNotAvailableError("", reason)

    monkeypatch.setattr(backend.scanner, "start", unavailable)

    async def scan() -> str:
        async with scanning(CUFF, backend=backend) as visits:
            with pytest.raises(LinkRefused) as refused:
                await anext(visits)
            return str(refused.value)

    assert sentence in asyncio.run(scan())

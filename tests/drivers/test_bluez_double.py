"""An unmodified bleak, with its BlueZ backend and real D-Bus, against the BlueZ double."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from drivers.devices.gatt_blood_pressure import DRIVER as CUFF
from drivers.devices.gatt_weight_scale import DRIVER as SCALE
from drivers.driver import BleLink
from drivers.errors import DriverError, LinkRefused
from drivers.simulators.bluez import BlueZDouble, bluez_in_thread, devices_of, main
from drivers.simulators.dbus_daemon import SYSTEM_BUS, NoDbusDaemonError, private_bus
from drivers.simulators.gatt_blood_pressure import LABEL, BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.store_and_forward import Manners
from drivers.transports.ble import BleScannerLink, BleTransport
from tests.support.bluetooth import CLOCK, QUICK, Visit, attend, bluez_bus, scanning, until

ROOT = Path(__file__).parents[2]
FAST = Manners(advert_seconds=0.01)
UNBONDED_CUFF = replace(CUFF, links=(BleLink(service="1810", bond=False),))


@pytest.fixture
def bus() -> Iterator[str]:
    with bluez_bus() as address:
        yield address


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def one_visit(bus: str, cuff: BloodPressureCuff) -> Visit:
    async with BlueZDouble([cuff.peripheral], bus), scanning(CUFF) as visits:
        return await attend(await anext(visits), "2a35")


def test_discover_bond_read_the_clock_set_it_receive_and_be_hung_up_on(bus: str) -> None:
    long_ago = datetime(2006, 1, 1, tzinfo=UTC)
    cuff = BloodPressureCuff(manners=FAST, clock=long_ago)
    payloads = [cuff.measure(128, 82, 72), cuff.measure(130, 84, 70)]

    async def visit() -> tuple[Visit, bool, bool]:
        async with BlueZDouble([cuff.peripheral], bus) as bluez, scanning(CUFF) as visits:
            transport = await anext(visits)
            found = await attend(transport, "2a35")
            return found, bluez.bonded(LABEL.address), bluez.connected(LABEL.address)

    found, bonded, connected = asyncio.run(visit())

    assert (found.driver_key, found.address, found.name) == (CUFF.key, LABEL.address, LABEL.name)
    assert found.refused == []
    assert found.read["2a08"][:4] == bytes.fromhex("d6070101")
    assert found.read["2a24"] == b"UA-651BLE\x00"
    assert found.payloads == payloads
    assert {arrived.channel for arrived in found.arrived} == {"2a35"}
    assert found.lost == f"{LABEL.name} ({LABEL.address}) has hung up."
    assert (bonded, connected) == (True, False)
    assert (cuff.confirmed, cuff.clock_writes) == (payloads, [CLOCK])


def test_a_bonded_device_is_met_twenty_times_and_no_file_stays_open(bus: str) -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, linger_seconds=0.0))
    times = replace(QUICK, debounce_seconds=0.0)
    durations: list[float] = []

    async def visits_of_a_day() -> list[int]:
        counts = []
        async with BlueZDouble([cuff.peripheral], bus), scanning(CUFF, times=times) as visits:
            for n in range(22):
                payload = cuff.measure(120 + n, 80, 70)
                began = time.perf_counter()
                assert (await attend(await anext(visits), "2a35")).payloads == [payload]
                durations.append(time.perf_counter() - began)
                counts.append(open_files())
        return counts

    counts = asyncio.run(visits_of_a_day())
    assert counts[-1] <= counts[1]
    assert cuff.peripheral.connections == 22
    assert sorted(durations)[11] < 1.0


def test_hanging_up_is_ours_too_when_the_device_does_not(bus: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)
    cuff.measure(128, 82, 72)

    async def leave() -> tuple[bool, bool]:
        async with BlueZDouble([cuff.peripheral], bus) as bluez, scanning(CUFF) as visits:
            visit = await anext(visits)
            before = bluez.connected(LABEL.address)
            await visit.close()
            return before, bluez.connected(LABEL.address)

    assert asyncio.run(leave()) == (True, False)


def test_a_device_that_wants_a_bond_refuses_a_stranger_with_a_sentence(bus: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)
    payload = cuff.measure(128, 82, 72)

    async def stranger() -> str:
        async with BlueZDouble([cuff.peripheral], bus), scanning(UNBONDED_CUFF) as visits:
            visit = await anext(visits)
            try:
                with pytest.raises(DriverError) as refused:
                    await visit.subscribe("2a35")
            finally:
                await visit.close()
            return str(refused.value)

    assert asyncio.run(stranger()) == (
        f"{LABEL.name} ({LABEL.address}) asks to be paired with this computer first. Put it into "
        "pairing mode, pair it, and measure again."
    )
    assert list(cuff.memory) == [payload]


def test_a_device_bonded_earlier_needs_no_pairing(bus: str) -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, passkey=123456))
    payload = cuff.measure(128, 82, 72)

    async def again() -> Visit:
        async with BlueZDouble([cuff.peripheral], bus) as bluez, scanning(CUFF) as visits:
            bluez.bond(LABEL.address)
            return await attend(await anext(visits), "2a35")

    assert asyncio.run(again()).payloads == [payload]


def test_vanishing_in_mid_session_leaves_what_was_sent(bus: str) -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, vanish_after=1))
    first, second = cuff.measure(128, 82, 72), cuff.measure(130, 84, 70)

    visit = asyncio.run(one_visit(bus, cuff))

    assert (visit.payloads, list(cuff.memory)) == ([first], [second])
    assert visit.lost.endswith("has hung up.")


def test_a_refused_connection_is_tried_again(bus: str) -> None:
    cuff = BloodPressureCuff(manners=replace(FAST, refuse_connects=2))
    payload = cuff.measure(128, 82, 72)
    assert asyncio.run(one_visit(bus, cuff)).payloads == [payload]


def test_two_devices_are_visited_at_the_same_time(bus: str) -> None:
    cuff, scale = BloodPressureCuff(manners=FAST), WeightScale(manners=FAST)
    pressure, weight = cuff.measure(128, 82, 72), scale.weigh(Decimal("72.5"))

    async def both() -> dict[str, list[bytes]]:
        peripherals = [cuff.peripheral, scale.peripheral]
        async with BlueZDouble(peripherals, bus), scanning(CUFF, SCALE) as visits:
            first, second = await anext(visits), await anext(visits)
            channels = {CUFF.key: "2a35", SCALE.key: "2a9d"}
            done = await asyncio.gather(
                *(attend(visit, channels[visit.driver_key]) for visit in (first, second))
            )
            return {visit.driver_key: visit.payloads for visit in done}

    assert asyncio.run(both()) == {CUFF.key: [pressure], SCALE.key: [weight]}


def test_a_scan_filtered_by_service_finds_the_device(bus: str) -> None:
    by_service = replace(CUFF, links=(BleLink(service="1810", bond=True),))
    cuff, scale = BloodPressureCuff(manners=FAST), WeightScale(manners=FAST)
    payload = cuff.measure(128, 82, 72)
    scale.weigh(Decimal("72.5"))

    async def filtered() -> Visit:
        peripherals = [scale.peripheral, cuff.peripheral]
        async with BlueZDouble(peripherals, bus), scanning(by_service) as visits:
            return await attend(await anext(visits), "2a35")

    assert asyncio.run(filtered()).payloads == [payload]


async def _first(visits: AsyncIterator[BleTransport]) -> BleTransport:
    return await anext(visits)


async def refusal() -> str:
    async with scanning(CUFF) as visits:
        with pytest.raises(LinkRefused) as refused:
            await anext(visits)
        return str(refused.value)


@pytest.mark.parametrize(
    ("adapter", "powered", "beginning"),
    [
        (False, True, "No Bluetooth adapter was found."),
        (True, False, "Bluetooth is switched off."),
    ],
)
def test_no_adapter_or_one_that_is_off_is_one_sentence(
    bus: str, adapter: bool, powered: bool, beginning: str
) -> None:
    async def scan() -> str:
        async with BlueZDouble([], bus, adapter=adapter, powered=powered):
            return await refusal()

    assert asyncio.run(scan()).startswith(beginning)


def test_no_bluetoothd_is_one_sentence(bus: str) -> None:
    assert asyncio.run(refusal()).startswith("Bluetooth is not running on this computer.")


def test_no_dbus_at_all_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SYSTEM_BUS, f"unix:path={tmp_path / 'nothing'}")
    assert asyncio.run(refusal()).startswith("Bluetooth is not running on this computer.")


def test_bluetoothd_dying_is_noticed_and_after_its_return_visits_go_on(bus: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)
    times = replace(QUICK, quiet_seconds=0.1)

    async def die_and_return() -> tuple[str, Visit]:
        link = BleScannerLink([CUFF], times=times)
        async with BlueZDouble([cuff.peripheral], bus) as bluez:
            waiting = asyncio.create_task(_first(link.visits()))
            await until(lambda: bluez.discovering)
        with pytest.raises(LinkRefused) as refused:
            await waiting
        cuff.measure(128, 82, 72)
        async with BlueZDouble([cuff.peripheral], bus):
            visits = link.visits()
            visit = await attend(await anext(visits), "2a35")
            await link.close()
        return str(refused.value), visit

    sentence, visit = asyncio.run(die_and_return())
    assert sentence.startswith("Bluetooth is not running on this computer.")
    assert len(visit.payloads) == 1


def test_bluetoothd_dying_in_mid_session_ends_in_a_sentence_and_never_hangs(bus: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)
    cuff.measure(128, 82, 72)

    async def die() -> tuple[str, float]:
        async with scanning(CUFF) as visits:
            async with BlueZDouble([cuff.peripheral], bus):
                visit = await anext(visits)
                await visit.subscribe("2a35")
            with pytest.raises(DriverError) as refused:
                await visit.read("2a24")
            began = time.monotonic()
            await visit.close()
            return str(refused.value), time.monotonic() - began

    sentence, seconds = asyncio.run(die())
    assert "could not be reached" in sentence
    assert seconds < QUICK.close_seconds + 2


def test_the_whole_bus_dying_ends_a_visit() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.bus_death"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == f"{LABEL.name} ({LABEL.address}) has hung up.\n"


def test_the_double_runs_in_a_thread_beside_a_busy_loop(bus: str) -> None:
    cuff = BloodPressureCuff(manners=FAST)

    async def visit() -> Visit:
        async with scanning(CUFF) as visits:
            cuff.measure(128, 82, 72)
            return await attend(await anext(visits), "2a35")

    with bluez_in_thread([cuff.peripheral], bus):
        assert len(asyncio.run(visit()).payloads) == 1
    assert len(cuff.confirmed) == 1


def test_the_double_runs_in_a_process_of_its_own(bus: str) -> None:
    command = [sys.executable, "-m", "drivers.simulators.bluez", bus]

    async def visit() -> dict[str, Visit]:
        async with scanning(CUFF, SCALE) as visits:
            channels = {CUFF.key: "2a35", SCALE.key: "2a9d"}
            found = [await anext(visits), await anext(visits)]
            done = await asyncio.gather(*(attend(v, channels[v.driver_key]) for v in found))
            return {v.driver_key: v for v in done}

    with subprocess.Popen(
        [*command, "gatt-blood-pressure=128/82/72", "gatt-weight-scale=72.5"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as double:
        assert double.stdout is not None
        assert double.stdout.readline() == "ready\n"
        found = asyncio.run(visit())
        double.communicate(timeout=10)
    assert double.returncode == 0
    assert found[CUFF.key].payloads[0][1:3] == b"\x80\x00"
    assert found[SCALE.key].payloads[0][1:3] == (14500).to_bytes(2, "little")


@pytest.mark.parametrize(
    "arguments", [[], ["unix:path=/x", "toaster=3"], ["unix:path=/x", "gatt-weight-scale=heavy"]]
)
def test_a_wrong_command_line_is_refused_with_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.endswith(".\n")


def test_results_on_the_command_line_become_memories() -> None:
    cuff, scale = devices_of(["gatt-blood-pressure=128/82/72"])
    assert (cuff.awake, scale.awake) == (True, False)


def test_without_dbus_daemon_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoDbusDaemonError, match="install the package dbus"), private_bus():
        pass


def test_the_system_bus_of_the_process_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SYSTEM_BUS, "unix:path=/before")
    with private_bus() as address:
        assert os.environ[SYSTEM_BUS] == address
    assert os.environ[SYSTEM_BUS] == "unix:path=/before"


def test_a_daemon_does_not_outlive_a_process_that_was_killed() -> None:
    """A demonstration that was killed leaves nothing running."""
    program = (
        "from drivers.simulators.dbus_daemon import private_bus\n"
        "with private_bus() as address:\n"
        "    print(address, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline()
        path = address.removeprefix("unix:path=").partition(",")[0]
        assert _listens(path)
        process.kill()
    deadline = time.monotonic() + 10
    while _listens(path):
        assert time.monotonic() < deadline, "the daemon is still there"
        time.sleep(0.01)
    shutil.rmtree(Path(path).parent)


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
        return True

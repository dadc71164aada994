"""Every device that tells its whole memory: one reading, and nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decoding import decode
from drivers.devices import BUILT_IN, contour_usb
from drivers.driver import Action, Driver, Keep
from drivers.profile_files import shipped_profiles
from drivers.readings import Reading
from drivers.recital import Recital, conversation_of
from drivers.registry import load_catalogue
from drivers.session import run_session
from drivers.simulators.contour_usb import ContourUsbDouble
from drivers.simulators.hid_bus import HidBus
from drivers.simulators.onetouch_binary import Stored
from drivers.simulators.onetouch_ultra2 import OnetouchUltra2Double, Record
from drivers.simulators.running import run_double
from drivers.transports.hid import open_device
from tests.support.cable import DOUBLES, module_driver, new_double, visit
from tests.support.wired import (
    ListKeeper,
    kept_bytes,
    noon,
    readings,
    refusals,
    reports,
    transcript,
    transcripts,
    until,
)

RECITING = [name for name in DOUBLES if module_driver(name).recites]


def test_every_device_that_tells_its_memory_recites() -> None:
    found = load_catalogue((), shelves=[shipped_profiles()]).drivers.values()
    assert sorted(each.key for each in found if each.recites) == [
        "contec-08a",
        "contour-usb",
        "freestyle-neo",
        "freestyle-optium",
        "omron-790",
        "onetouch-ultra2",
        "onetouch-ultraeasy",
        "onetouch-verio-iq",
        "taidoc",
        "visomat",
    ]


@pytest.mark.parametrize("name", RECITING)
def test_a_double_that_tells_its_memory_gives_one_reading(name: str) -> None:
    driver, double = module_driver(name), new_double(name)
    double.measure_example()
    alone = visit(conversation_of(driver), double)
    assert len(alone) == 1
    assert isinstance(alone[0], Reading)
    assert alone[0].flags == tuple(f for f in alone[0].flags if not f.startswith("memory_"))


MEASURE: dict[str, Callable[[Any, int], None]] = {
    "contec_08a": lambda double, value: double.measure(value, 60, 85, 70),
    "omron_790": lambda double, value: double.measure(value, 80, 70),
    "contour_usb": lambda double, value: double.measure(str(value)),
    "freestyle_neo": lambda double, value: double.measure(str(value)),
    "freestyle_optium": lambda double, value: double.measure(str(value)),
    "taidoc": lambda double, value: double.measure(value),
    "onetouch_ultra2": lambda double, value: double.measure(Record(value=value)),
    "onetouch_ultraeasy": lambda double, value: double.measure(
        Stored(value_mg_dl=value, seconds=1_795_000_000 + 60 * value)
    ),
    "onetouch_verio_iq": lambda double, value: double.measure(
        Stored(value_mg_dl=value, seconds=848_000_000 + 60 * value)
    ),
}
"""One more result; every double but the last two measures always in the same minute."""


@pytest.mark.parametrize("name", RECITING)
def test_a_memory_of_seven_is_one_reading_that_says_so(name: str) -> None:
    driver, double = module_driver(name), new_double(name)
    for value in range(131, 138):
        MEASURE[name](double, value)
    (found,) = visit(conversation_of(driver), double)
    assert isinstance(found, Reading)
    assert "memory_holds_6_more" in found.flags
    assert Decimal(137) in found.amounts.values()


def test_a_meter_that_stays_or_comes_back_tells_only_what_is_news() -> None:
    driver, double = module_driver("onetouch_ultra2"), OnetouchUltra2Double()
    conversation = conversation_of(driver)
    for value in (101, 102, 103):
        double.measure(Record(value=value))
    assert [i.raw for i in visit(conversation, double)] != []
    assert visit(conversation, double) == []
    for value in (104, 105):
        double.connected = False
        assert visit(conversation, double) == []
        double.measure(Record(value=value))
        double.connected = True
        (found,) = visit(conversation, double)
        assert isinstance(found, Reading)
        assert found.amounts == {"glucose_mg_dl": Decimal(value)}
        assert found.flags[0] == f"memory_holds_{value - 101}_more"


def test_a_memory_of_two_users_in_one_frame_gives_the_newest_of_both() -> None:
    driver = load_catalogue((), shelves=[shipped_profiles()]).driver("visomat")
    # Year to minute, an unexplained digit, systolic, diastolic, pulse.
    first, second = "26112209050135085070", "26112209150125075060"
    sent = f"\x02M101{first}M201{second}\x03".encode()
    actions = conversation_of(driver).receive(sent)
    (found,) = reports(actions)
    assert isinstance(found, Reading)
    assert found.user == 2
    assert found.flags[0] == "memory_holds_1_more"
    assert len([*decode(driver, [(sent, "")])]) == 2


def test_a_recording_of_a_whole_memory_is_printed_whole() -> None:
    recording = transcript("contec-08a", "memory-of-one-user")
    found = [*decode(module_driver("contec_08a"), [(recording.sent, "")])]
    assert len(found) == len(recording.expect) == 3
    assert not any("memory" in flag for i in found if isinstance(i, Reading) for flag in i.flags)


@pytest.mark.parametrize("name", RECITING)
@given(st.data())
def test_whatever_comes_no_reading_is_invented_and_no_byte_of_one_is_lost(
    name: str, data: st.DataObject
) -> None:
    driver = module_driver(name)
    recorded = b"".join(each.values[0].sent for each in transcripts(driver.key))
    cuts = st.tuples(st.integers(0, len(recorded)), st.integers(0, 90))
    pieces = st.one_of(
        st.binary(max_size=40), cuts.map(lambda cut: recorded[cut[0] : cut[0] + cut[1]])
    )
    sent = data.draw(st.lists(pieces, max_size=8))
    plain, live = driver.converse(), conversation_of(driver)
    said: list[Action] = [*plain.open()]
    sifted: list[Action] = [*live.open()]
    for piece in sent:
        said += [*plain.receive(piece), *plain.time_out()]
        sifted += [*live.receive(piece), *live.time_out()]
    said += plain.close()
    sifted += live.close()
    whole = [each for each in reports(said) if isinstance(each, Reading)]
    for found in reports(sifted):
        if isinstance(found, Reading):
            flags = tuple(flag for flag in found.flags if not flag.startswith("memory_"))
            assert replace(found, flags=flags) in whole
    kept = {each.raw for each in sifted if isinstance(each, Keep)}
    kept |= {each.raw for each in reports(sifted)}
    assert {each.raw for each in whole} <= kept


@pytest.mark.parametrize("driver", [d for d in BUILT_IN if not d.recites], ids=lambda d: d.key)
def test_every_other_device_is_heard_as_before(driver: Driver) -> None:
    assert not isinstance(conversation_of(driver), Recital)


@pytest.mark.parametrize("refusing", [0, 3])
def test_a_meter_on_usb_with_a_full_memory_fills_the_inbox_with_one_reading(refusing: int) -> None:
    async def scenario() -> ListKeeper:
        bus, keeper, double = HidBus(), ListKeeper(refusing=refusing), ContourUsbDouble()
        for value in range(101, 161):
            double.measure(str(value))
        device = bus.plug((0x1A79, 0x6002))
        link = contour_usb.DRIVER.links[0]
        station = await open_device("meter", link, bus)  # type: ignore[arg-type]
        session = asyncio.create_task(run_session(contour_usb.DRIVER, station, keeper, noon))
        talking = asyncio.create_task(run_double(double, device, linger=True))
        await until(lambda: bool(readings(keeper.batches)))
        device.abort()
        await asyncio.wait({session, talking}, timeout=5)
        return keeper

    keeper = asyncio.run(scenario())
    (found,) = readings(keeper.batches)
    assert found.amounts == {"glucose_mg_dl": Decimal(160)}
    assert found.flags == (
        "memory_holds_59_more",
        "memory_from_2026-11-22",
        "memory_to_2026-11-22",
    )
    assert refusals(keeper.batches) == []
    # What could not be kept was sent again, and nothing is counted twice for that.
    assert len({raw for raw in kept_bytes(keeper.batches) if b"^^^Glucose|" in raw}) == 60

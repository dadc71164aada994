"""Pulse oximeters: published payloads, what is refused, streams, and visits."""

from __future__ import annotations

import asyncio
import struct
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_pulse_oximeter import DRIVER
from drivers.driver import Finish, Subscribe
from drivers.json_lines import as_json
from drivers.protocols.gatt_pulse_oximeter import (
    NONIN_MEASUREMENT,
    OximeterMeasurement,
    decode_continuous,
    decode_features,
    decode_nonin,
    decode_spot_check,
)
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from drivers.session import run_session
from drivers.simulators.air import Air
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.gatt_pulse_oximeter import (
    NONIN_LABEL,
    PulseOximeter,
    Shown,
    StreamingOximeter,
    continuous_value,
    nonin_value,
)
from drivers.simulators.peripherals import Peripheral
from drivers.simulators.store_and_forward import Manners
from tests.support.bluetooth import bluez_bus, scanning
from tests.support.gatt import Published, published
from tests.support.wired import ListKeeper, readings, refusals, reports

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
FAST = Manners(advert_seconds=0.01)
NO_RESULT = (10, 11, 12, 13, 15)


def heard(*said: tuple[str, bytes]) -> list[Reading | NotUnderstood]:
    conversation = DRIVER.converse()
    actions = [action for channel, data in said for action in conversation.receive(data, channel)]
    return reports([*actions, *conversation.close()])


def one(channel: str, payload: bytes) -> Reading | NotUnderstood:
    (item,) = heard((channel, payload))
    assert item.raw == payload
    return item


def assert_says(said: OximeterMeasurement, expect: dict[str, Decimal]) -> None:
    assert (said.saturation, said.pulse) == (expect["spo2"], expect["pulse"])
    assert said.amplitude_percent == expect.get("pai")
    for name, pair in (("fast", said.fast), ("slow", said.slow)):
        wanted = (expect.get(f"spo2_{name}"), expect.get(f"pulse_{name}"))
        assert (pair or (None, None)) == wanted


@pytest.mark.parametrize("vector", published("2A5E", "2A5F"))
def test_published_measurements_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    item = one(vector.uuid.lower(), vector.payload)
    if expect["spo2"] == "NaN":
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.SPECIAL_REQUIRED_VALUE
        return
    decode = decode_spot_check if vector.uuid == "2A5E" else decode_continuous
    assert_says(decode(vector.payload), expect)
    assert isinstance(item, Reading)
    assert item.kind is Kind.OXYGEN_SATURATION
    assert item.amounts == {"spo2_percent": expect["spo2"], "pulse_per_min": expect["pulse"]}
    assert as_json(item)["taken_at"] == expect.get("timestamp")


def test_the_quality_of_a_published_measurement_goes_along() -> None:
    # Status 16416: ongoing, questionable. Device status 34: malfunction, low perfusion.
    item = one("2a5e", bytes.fromhex("0facf3bef5e8070b1d170839204022000066e3"))
    assert isinstance(item, Reading)
    assert item.flags == ("questionable", "equipment_malfunction", "low_perfusion")


@pytest.mark.parametrize("vector", published("2A60"))
def test_published_features_decode_as_published(vector: Published) -> None:
    said = decode_features(vector.payload)
    assert said.features == vector.expect["features"]
    assert said.measurement_status == vector.expect["status_support"]
    assert said.device_status == vector.expect["device_status_support"]
    assert heard(("2a60", vector.payload)) == []


@pytest.mark.parametrize("channel", ["2a5e", "2a5f"])
@pytest.mark.parametrize("bit", range(16))
def test_demonstrations_tests_and_invalid_measurements_are_no_results(
    channel: str, bit: int
) -> None:
    flags = 0x02 if channel == "2a5e" else 0x04
    item = one(channel, struct.pack("<BHHH", flags, 98, 72, 1 << bit))
    if bit in NO_RESULT:
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.DEVICE_ERROR
        return
    assert isinstance(item, Reading)
    assert item.stored is (bit == 9)
    assert item.flags == {6: ("early_estimate",), 14: ("questionable",)}.get(bit, ())


def test_a_spot_check_without_a_clock_has_no_time() -> None:
    payload = bytes.fromhex("1162004800ea07071509291e")
    item = one("2a5e", payload)
    assert isinstance(item, Reading)
    assert item.taken_at is None


def test_a_missing_pulse_leaves_the_saturation() -> None:
    item = one("2a5e", bytes.fromhex("006200ff07"))
    assert isinstance(item, Reading)
    assert item.amounts == {"spo2_percent": Decimal(98)}
    assert item.values[1].special is Special.NAN


@pytest.mark.parametrize(
    ("channel", "payload"),
    [
        ("2a5e", "0facf3bef5e8070b1d170839204022000066e3"),
        ("2a5f", "1fdef3caf3caf35af5d4f3b2f220010000007ae3"),
        (NONIN_MEASUREMENT, "0a141b01f40001620048"),
    ],
)
def test_every_payload_that_is_cut_short_is_refused_whole(channel: str, payload: str) -> None:
    whole = bytes.fromhex(payload)
    assert isinstance(one(channel, whole), Reading)
    for length in range(len(whole)):
        item = one(channel, whole[:length])
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.TRUNCATED


def test_nonins_own_values_are_read_by_their_places() -> None:
    # length 10, status: on the finger, SmartPoint; 2.7 V; amplitude 500; counter 1; 98 %; 300/min
    line = as_json(one(NONIN_MEASUREMENT.upper(), bytes.fromhex("0a141b01f4000162012c")))
    assert line["values"] == {"spo2_percent": "98", "pulse_per_min": "300"}
    said = decode_nonin(bytes.fromhex("0a2a1b01f40001620048"))
    assert said.flags == ("poor_signal", "searching_for_pulse", "battery_low")
    assert (said.settled, decode_nonin(bytes.fromhex("0a141b01f40001620048")).settled) == (
        False,
        True,
    )


def test_nonins_missing_values_are_no_numbers() -> None:
    item = one(NONIN_MEASUREMENT, bytes.fromhex("0a001b000000017f01ff"))
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.SPECIAL_REQUIRED_VALUE
    item = one(NONIN_MEASUREMENT, bytes.fromhex("0a101b000000016201ff"))
    assert isinstance(item, Reading)
    assert item.values[1].special is Special.NAN


def stream(*shown: Shown) -> list[tuple[str, bytes]]:
    return [("2a5f", continuous_value(each)) for each in shown]


def saturations(items: list[Reading | NotUnderstood]) -> list[object]:
    return [
        item.amount("spo2_percent") if isinstance(item, Reading) else item.reason for item in items
    ]


def test_a_stream_is_one_result_and_not_one_a_second() -> None:
    steady = [(90 + n, 72) for n in range(10)]
    assert saturations(heard(*stream(*steady, *steady))) == [97]


def test_a_finger_that_is_taken_out_early_leaves_the_last_good_value() -> None:
    told = heard(*stream((95, 70), (96, 71), None, None, None))
    assert saturations(told) == [96, Refusal.SPECIAL_REQUIRED_VALUE]


def test_the_next_finger_is_another_result() -> None:
    nine = [(96, 70)] * 9
    other = [(91, 88)] * 9
    told = heard(*stream(None, *nine, None, *other))
    absent = Refusal.SPECIAL_REQUIRED_VALUE
    assert saturations(told) == [absent, 96, absent, 91]


def test_a_value_that_the_oximeter_vouches_for_is_the_result_at_once() -> None:
    conversation = DRIVER.converse()
    assert conversation.receive(bytes.fromhex("0462004800") + b"\x20\x00", "2a5f") == ()
    (report,) = conversation.receive(bytes.fromhex("0461004800") + b"\x00\x01", "2a5f")
    assert saturations(reports([report])) == [97]
    (report,) = DRIVER.converse().receive(nonin_value((98, 72)), NONIN_MEASUREMENT)
    assert saturations(reports([report])) == [98]


def test_silence_ends_the_visit_with_what_was_shown_last() -> None:
    conversation = DRIVER.converse()
    conversation.receive(continuous_value((95, 70)), "2a5f")
    report, finish = conversation.time_out()
    assert saturations(reports([report])) == [95]
    assert finish == Finish()
    assert conversation.close() == ()


def test_an_oximeter_need_not_have_all_three_characteristics() -> None:
    assert list(DRIVER.converse().open())[:3] == [
        Subscribe("2a5e", required=False),
        Subscribe("2a5f", required=False),
        Subscribe(NONIN_MEASUREMENT, required=False),
    ]


@given(
    st.tuples(*[st.tuples(st.integers(-2045, 2045), st.integers(-8, 7))] * 2),
    st.sampled_from(["2a5e", "2a5f"]),
    st.binary(max_size=3),
)
def test_whatever_is_encoded_is_decoded(
    numbers: tuple[tuple[int, int], ...], channel: str, more: bytes
) -> None:
    words = [(e % 16 * 4096 + m % 4096).to_bytes(2, "little") for m, e in numbers]
    item = one(channel, b"\xe0" + b"".join(words) + more)
    assert isinstance(item, Reading)
    said = [Fraction(value.amount) for value in item.values if value.amount is not None]
    assert said == [Fraction(m) * Fraction(10) ** e for m, e in numbers]


CHANNELS = ["2a5e", "2a5f", NONIN_MEASUREMENT, "2a60", "2a08", "ffff", ""]


@given(st.lists(st.tuples(st.sampled_from(CHANNELS), st.binary(max_size=24))))
def test_arbitrary_bytes_never_raise_and_every_spot_check_is_reported(
    said: list[tuple[str, bytes]],
) -> None:
    told = [item.raw for item in heard(*said)]
    for channel, payload in said:
        if channel in {"2a5e", "", "ffff"}:
            assert payload in told


async def visit(peripheral: Peripheral, bus: str | None) -> ListKeeper:
    keeper = ListKeeper()
    async with AsyncExitStack() as stack:
        backend = None
        if bus is None:
            backend = Air([peripheral]).backend
        else:
            await stack.enter_async_context(BlueZDouble([peripheral], bus))
        visits = await stack.enter_async_context(scanning(DRIVER, backend=backend))
        await run_session(DRIVER, await anext(visits), keeper, lambda: NOW, zone=UTC)
    return keeper


def test_a_visit_stores_the_spot_checks_that_were_kept() -> None:
    oximeter = PulseOximeter(manners=FAST)
    good = oximeter.measure(Decimal("97.5"), 72, NOW)
    demo = oximeter.measure(Decimal(99), 60, status=1 << 10)
    failed = oximeter.fail()
    keeper = asyncio.run(visit(oximeter.peripheral, None))
    (reading,) = readings(keeper.batches)
    assert (reading.raw, reading.amounts["spo2_percent"]) == (good, Decimal("97.5"))
    assert [r.raw for r in refusals(keeper.batches)] == [demo, failed]


@pytest.mark.parametrize("nonin", [False, True])
def test_a_visit_of_one_that_streams_stores_one_result(nonin: bool) -> None:
    shown: list[Shown] = [None, *[(96, 71)] * 12, None]
    oximeter = StreamingOximeter(shown, nonin=nonin, manners=FAST)
    with bluez_bus() as bus:
        keeper = asyncio.run(visit(oximeter.peripheral, bus))
    (reading,) = readings(keeper.batches)
    assert reading.amounts == {"spo2_percent": Decimal(96), "pulse_per_min": Decimal(71)}
    assert len(refusals(keeper.batches)) == 2
    assert len(oximeter.sent) == 14
    if nonin:
        assert reading.device.serial == NONIN_LABEL.serial

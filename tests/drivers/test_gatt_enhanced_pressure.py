"""Enhanced blood pressures (2B34) and stored ones (2B36), and what a cuff says of itself."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_blood_pressure import DRIVER
from drivers.driver import Report
from drivers.framing.date_time import decode_date_time
from drivers.json_lines import as_json
from drivers.protocols.gatt_device_information import DeviceInformation
from drivers.protocols.gatt_enhanced_pressure import decode_record
from drivers.readings import NotUnderstood, Reading, Refusal
from tests.support.gatt import Published, published

WHOLE = bytes.fromhex("7e8000520061003aedf13148000104004afbf131")


def heard(channel: str, payload: bytes) -> Reading | NotUnderstood:
    (action,) = DRIVER.converse().receive(payload, channel)
    assert isinstance(action, Report)
    assert action.item.raw == payload
    return action.item


def read(channel: str, payload: bytes) -> Reading:
    item = heard(channel, payload)
    assert isinstance(item, Reading), item
    return item


@pytest.mark.parametrize("vector", published("2B34"))
def test_published_measurements_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    reading = read("2b34", vector.payload)
    assert reading.amounts == {
        "systolic_mmhg": expect["systolic"],
        "diastolic_mmhg": expect["diastolic"],
        "mean_mmhg": expect["map"],
        "pulse_per_min": expect["pulse"],
    }
    # What the display shows, and not the base time an hour before it.
    assert as_json(reading)["taken_at"] == expect["user_facing_time"]
    assert (reading.user, reading.flags) == (expect["user_id"], ("irregular_pulse",))


@pytest.mark.parametrize("vector", published("2B36"))
def test_published_records_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    record = decode_record(vector.payload)
    assert (record.sequence, record.carried) == (expect["sequence"], expect["inner_uuid"].lower())
    assert record.payload.hex() == expect["inner"]
    reading = read("2b36", vector.payload)
    assert (reading.sequence, reading.stored) == (str(expect["sequence"]), True)
    assert reading.amounts["systolic_mmhg"] == 128


def test_a_record_may_carry_a_plain_measurement_and_a_failed_one_stays_failed() -> None:
    plain = bytes.fromhex("030500352a") + bytes.fromhex("1e800052006100ea07071509291e4800010400")
    assert read("2b36", plain).amounts["pulse_per_min"] == 72
    failed = heard("2b36", bytes.fromhex("030500342b00ff07ff07ff07"))
    assert isinstance(failed, NotUnderstood)
    assert failed.reason is Refusal.SPECIAL_REQUIRED_VALUE


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("010500342b00800052006100", Refusal.NOT_UNDERSTOOD),
        ("060500342b00800052006100", Refusal.NOT_UNDERSTOOD),
        ("030500182a00800052006100", Refusal.NOT_UNDERSTOOD),
        ("030500342b0080005200", Refusal.TRUNCATED),
        ("03050034", Refusal.TRUNCATED),
    ],
)
def test_pieces_and_strangers_are_not_taken_for_a_record(payload: str, reason: Refusal) -> None:
    item = heard("2b36", bytes.fromhex(payload))
    assert isinstance(item, NotUnderstood)
    assert item.reason is reason


def test_every_payload_that_is_cut_short_is_refused_whole() -> None:
    for length in range(len(WHOLE)):
        item = heard("2b34", WHOLE[:length])
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.TRUNCATED


def test_a_cuffs_pressure_while_it_inflates_is_no_result() -> None:
    assert DRIVER.converse().receive(bytes.fromhex("008000"), "2b35") == ()


@given(
    st.tuples(*[st.tuples(st.integers(-2045, 2045), st.integers(-8, 7))] * 4),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(0, 2**32 - 1),
    st.none() | st.integers(0, 2**32 - 1),
)
def test_whatever_is_encoded_is_decoded(
    numbers: tuple[tuple[int, int], ...],
    kilopascal: bool,
    from_2000: bool,
    base: int | None,
    shown: int | None,
) -> None:
    words = [(e % 16 * 4096 + m % 4096).to_bytes(2, "little") for m, e in numbers]
    flags = kilopascal | (base is not None) << 1 | 1 << 2 | (shown is not None) << 5
    payload = bytes((flags | from_2000 << 6,)) + b"".join(words[:3])
    payload += b"" if base is None else struct.pack("<I", base)
    payload += words[3] + (b"" if shown is None else struct.pack("<I", shown))

    reading = read("2b34", payload)

    said = [Fraction(value.amount) for value in reading.values if value.amount is not None]
    assert said == [Fraction(m) * Fraction(10) ** e for m, e in numbers]
    assert reading.values[0].field == ("systolic_kpa" if kilopascal else "systolic_mmhg")
    seconds = shown or base
    if not seconds:
        assert reading.taken_at is None
        return
    moment = datetime(2000 if from_2000 else 1900, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert reading.taken_at is not None
    assert reading.taken_at.isoformat() == moment.isoformat()[:19]


@given(st.sampled_from(["2b34", "2b36"]), st.binary(max_size=40))
def test_arbitrary_bytes_never_raise_and_are_always_reported(channel: str, data: bytes) -> None:
    assert heard(channel, data).raw == data


@pytest.mark.parametrize("vector", published("2A49"))
def test_what_a_cuff_can_do_is_no_result(vector: Published) -> None:
    assert DRIVER.converse().receive(vector.payload, "2a49") == ()


@pytest.mark.parametrize("vector", published("2A2B"))
def test_a_published_current_time_decodes_as_published(vector: Published) -> None:
    moment = decode_date_time(vector.payload)
    assert moment is not None
    assert moment.isoformat() == vector.expect["time"]
    day = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    assert (vector.payload[7], day.isoweekday()) == (vector.expect["dow"], vector.expect["dow"])


@pytest.mark.parametrize("vector", published("2A19"))
def test_a_published_battery_level_decodes_as_published(vector: Published) -> None:
    told = DeviceInformation().told("2a19", vector.payload)
    assert told is not None
    assert Decimal(told.battery_percent or 0) == vector.expect["percent"]

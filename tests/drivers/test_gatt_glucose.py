"""Glucose records and their contexts: published payloads, what they amount to, what is refused."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_glucose import DRIVER, KEY
from drivers.json_lines import as_json
from drivers.protocols.gatt_glucose import (
    FEATURES,
    STATUS_FLAGS,
    decode_context,
    decode_feature,
    decode_measurement,
)
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from tests.support.gatt import SPECIAL_WORDS, Published, published
from tests.support.wired import reports

FAULTS = (1, 2, 3, 4, 7, 8, 9, 10)
"""The status bits with which the Glucose Service calls a record no result."""
BASE = bytes.fromhex("ea070715081e00")
"""2026-07-21 08:30:00."""


def heard(*said: tuple[str, bytes]) -> list[Reading | NotUnderstood]:
    conversation = DRIVER.converse()
    actions = [action for channel, data in said for action in conversation.receive(data, channel)]
    return reports([*actions, *conversation.close()])


def one(payload: bytes, context: bytes = b"") -> Reading | NotUnderstood:
    (item,) = heard(("2a18", payload), *([("2a34", context)] if context else []))
    return item


def read(payload: bytes, context: bytes = b"") -> Reading:
    item = one(payload, context)
    assert isinstance(item, Reading), item
    return item


def refusal(payload: bytes, context: bytes = b"") -> Refusal:
    item = one(payload, context)
    assert isinstance(item, NotUnderstood), item
    assert item.raw == payload + context
    return item.reason


def record(
    word: int,
    *,
    flags: int = 0x06,
    kinds: int = 0x11,
    offset: int | None = None,
    status: int | None = None,
    sequence: int = 7,
) -> bytes:
    """A value of 2A18, made apart from the simulator and the decoder."""
    return b"".join(
        (
            struct.pack("<BH", flags | (offset is not None) | 8 * (status is not None), sequence),
            BASE,
            b"" if offset is None else struct.pack("<h", offset),
            struct.pack("<HB", word, kinds) if flags & 2 else b"",
            b"" if status is None else struct.pack("<H", status),
        )
    )


@pytest.mark.parametrize("vector", published("2A18"))
def test_published_records_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    if "error" in expect:
        assert refusal(vector.payload) is Refusal.TRUNCATED
        return
    said = decode_measurement(vector.payload)
    taken = datetime.fromisoformat(expect["base_time"]).replace(tzinfo=UTC)
    taken += timedelta(minutes=expect.get("offset_min", 0))
    assert said.taken_at is not None
    assert said.taken_at.isoformat() == taken.isoformat()[:19]
    assert said.sequence == expect["sequence"]
    assert (said.sample_type, said.location) == (expect.get("type"), expect.get("location"))
    bits = expect.get("status", 0)
    assert set(said.flags) == {name for bit, name in enumerate(STATUS_FLAGS) if bits >> bit & 1}
    assert said.context_follows is expect.get("context_follows", False)
    number = expect.get("mg_dl", expect.get("mmol_l", expect.get("concentration")))
    assert said.concentration == (
        Special(SPECIAL_WORDS[number])
        if isinstance(number, str)
        else None
        if number is None
        else Decimal(str(number))
    )
    assert said.unit == {"kg/L": "mg_dl", "mol/L": "mmol_l", None: None}[expect.get("raw_unit")]


@pytest.mark.parametrize("vector", published("2A18"))
def test_a_published_record_is_a_result_unless_the_meter_says_otherwise(vector: Published) -> None:
    expect = vector.expect
    if "error" in expect:
        return
    failed = any(expect.get("status", 0) >> bit & 1 for bit in FAULTS)
    if failed or "concentration" not in expect:
        assert refusal(vector.payload) is Refusal.DEVICE_ERROR
        return
    reading = read(vector.payload)
    assert (reading.kind, reading.sequence) == (Kind.GLUCOSE, str(expect["sequence"]))
    assert reading.control is (expect["type"] == 10)
    assert [value.field for value in reading.values] == [
        "glucose_mmol_l" if expect["raw_unit"] == "mol/L" else "glucose_mg_dl"
    ]


def test_a_real_record_reads_as_the_meter_showed_it() -> None:
    line = as_json(read(bytes.fromhex("030600e407040d10260a000078b0f1")))
    assert line["values"] == {"glucose_mg_dl": "120"}
    assert (line["taken_at"], line["sequence"]) == ("2020-04-13T16:38:10", "6")
    assert (line["driver"], line["flags"], line["control"]) == (KEY, [], False)


@pytest.mark.parametrize(
    ("word", "flags", "shown"),
    [
        (0xC04C, 0x06, {"glucose_mmol_l": "7.6"}),
        (0xC032, 0x06, {"glucose_mmol_l": "5.0"}),
        (0xB078, 0x02, {"glucose_mg_dl": "120"}),
        # Twelve times ten to the minus four kg/L: the exponent is left above nought.
        (0xC00C, 0x02, {"glucose_mg_dl": "120"}),
    ],
)
def test_kilograms_and_moles_are_shown_in_the_units_of_meters_by_a_shift_alone(
    word: int, flags: int, shown: dict[str, str]
) -> None:
    assert as_json(read(record(word, flags=flags)))["values"] == shown


def test_control_solution_is_marked_by_its_type_or_by_its_place() -> None:
    assert [read(record(0xC037, kinds=kinds)).control for kinds in (0x4A, 0x1A, 0x41, 0x11)] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("bit", range(16))
def test_each_status_bit_is_told_or_refuses_the_record(bit: int) -> None:
    item = one(record(0xC04C, status=1 << bit))
    if bit in FAULTS:
        assert isinstance(item, NotUnderstood)
        assert item.reason is Refusal.DEVICE_ERROR
        assert item.detail.endswith("; measure again")
        return
    assert isinstance(item, Reading)
    assert item.flags == ((STATUS_FLAGS[bit],) if bit < len(STATUS_FLAGS) else ())
    assert (item.taken_at is None) is (bit == 11)
    beyond = {5: Special.ABOVE, 6: Special.BELOW}.get(bit)
    assert item.values[0].special is beyond
    assert item.values[0].limit == (None if beyond is None else Decimal("7.6"))


def test_hi_and_lo_are_words_and_never_numbers() -> None:
    for word, status, special in (
        (0x07FE, None, Special.ABOVE),
        (0x07FE, 0x20, Special.ABOVE),
        (0x0802, None, Special.BELOW),
        (0x0000, 0x40, Special.BELOW),
    ):
        reading = read(record(word, status=status))
        assert reading.amounts == {}
        assert (reading.values[0].special, reading.values[0].limit) == (special, None)


@pytest.mark.parametrize(("word", "status"), [(0x07FE, 0x40), (0x0802, 0x20), (0xC04C, 0x60)])
def test_too_high_and_too_low_at_once_is_no_result(word: int, status: int) -> None:
    assert refusal(record(word, status=status)) is Refusal.DEVICE_ERROR


@pytest.mark.parametrize("word", [0x07FF, 0x0800, 0x0801])
def test_a_concentration_that_was_not_measured_is_no_result(word: int) -> None:
    assert refusal(record(word)) is Refusal.SPECIAL_REQUIRED_VALUE


def test_a_concentration_that_is_no_legal_number_is_not_understood() -> None:
    assert refusal(record(0xF7FF)) is Refusal.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("offset", "taken_at"),
    [
        (0, "2026-07-21T08:30:00"),
        (-511, "2026-07-20T23:59:00"),
        (24 * 60, "2026-07-22T08:30:00"),
        (0x7FFF, None),
        (-0x8000, None),
    ],
)
def test_the_time_taken_is_the_base_time_and_the_offset(offset: int, taken_at: str | None) -> None:
    assert as_json(read(record(0xC04C, offset=offset)))["taken_at"] == taken_at


@pytest.mark.parametrize("base", ["ea070d15081e00", "00000000000000", "0f27 0c1f 17 3b 00"])
def test_a_month_13_an_unset_clock_or_the_end_of_the_calendar_is_no_time(base: str) -> None:
    payload = record(0xC04C, offset=60).replace(BASE, bytes.fromhex(base))
    assert read(payload).taken_at is None


def test_a_context_goes_with_its_record_and_its_bytes() -> None:
    payload, context = record(0xC04C, flags=0x16), bytes.fromhex("02070003")
    reading = read(payload, context)
    assert (reading.raw, reading.flags) == (payload + context, ("fasting",))


@pytest.mark.parametrize("meal", [0, 1, 2, 4, 5])
def test_other_known_meals_leave_a_glucose_as_it_is(meal: int) -> None:
    reading = read(record(0xC04C, flags=0x16), bytes((2, 7, 0, meal)))
    assert (reading.kind, reading.flags) == (Kind.GLUCOSE, ())


@pytest.mark.parametrize(
    ("word", "flags", "shown"),
    [(0xB00C, 0x12, "1.2"), (0xC00C, 0x16, "1.2"), (0xB006, 0x12, "0.6")],
)
def test_meal_6_is_a_ketone_and_never_a_glucose(word: int, flags: int, shown: str) -> None:
    line = as_json(read(record(word, flags=flags), bytes.fromhex("02070006")))
    assert (line["kind"], line["values"]) == ("ketone", {"ketone_mmol_l": shown})


def test_an_unknown_meal_is_not_filed_as_glucose() -> None:
    assert refusal(record(0xC04C, flags=0x16), bytes.fromhex("02070007")) is Refusal.NOT_UNDERSTOOD


def test_a_context_that_is_cut_short_takes_its_record_with_it() -> None:
    assert refusal(record(0xC04C, flags=0x16), bytes.fromhex("030700")) is Refusal.TRUNCATED


def test_a_promised_context_that_never_came_is_told() -> None:
    assert read(record(0xC04C, flags=0x16)).flags == ("context_missing",)


@pytest.mark.parametrize("vector", published("2A34"))
def test_published_contexts_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    (item,) = heard(("2a34", vector.payload))
    assert isinstance(item, NotUnderstood)
    if "error" in expect:
        assert item.reason is Refusal.TRUNCATED
        return
    assert item.reason is Refusal.NOT_UNDERSTOOD
    said = decode_context(vector.payload)
    named = {
        "sequence": said.sequence,
        "ext": said.extended,
        "carb_id": said.carbohydrate_id,
        "carb_kg": said.carbohydrate_kg,
        "meal": said.meal,
        "tester": said.tester,
        "health": said.health,
        "exercise_s": said.exercise_s,
        "exercise_pct": said.exercise_percent,
        "med_id": said.medication_id,
        "med_l": said.medication_l,
        "hba1c_pct": said.hba1c_percent,
    }
    assert {name: value for name, value in named.items() if value is not None} == {
        name: Decimal(str(value)) for name, value in expect.items()
    }
    assert said.medication_kg is None


def test_a_medicine_in_kilograms_is_not_one_in_litres() -> None:
    said = decode_context(bytes.fromhex("10 0700 01 32b0"))
    assert (said.medication_kg, said.medication_l) == (Decimal("0.00050"), None)


@pytest.mark.parametrize("vector", published("2A51"))
def test_published_features_decode_as_published(vector: Published) -> None:
    bits = vector.expect["bits"]
    assert decode_feature(vector.payload) == tuple(
        name for bit, name in enumerate(FEATURES) if bits >> bit & 1
    )
    assert heard(("2a51", vector.payload)) == []


def test_every_record_that_is_cut_short_is_refused_whole() -> None:
    whole = record(0xC04C, offset=0, status=0)
    for length in range(len(whole)):
        assert refusal(whole[:length]) is Refusal.TRUNCATED


def test_reserved_flags_and_bytes_after_a_complete_record_are_ignored() -> None:
    payload = record(0xC04C)
    more = bytes((payload[0] | 0xE0,)) + payload[1:] + b"\x01\x02"
    assert as_json(read(more))["values"] == as_json(read(payload))["values"]


@given(
    st.integers(-2045, 2045),
    st.integers(-8, 7),
    st.booleans(),
    st.integers(0, 255),
    st.integers(-0x7FFF, 0x7FFE),
    st.integers(0, 0xFFFF),
)
def test_whatever_is_encoded_is_decoded(
    mantissa: int, exponent: int, mol: bool, kinds: int, offset: int, sequence: int
) -> None:
    word = exponent % 16 * 4096 + mantissa % 4096
    payload = record(word, flags=6 if mol else 2, kinds=kinds, offset=offset, sequence=sequence)

    reading = read(payload)

    (value,) = reading.values
    assert value.amount is not None
    shift = 3 if mol else 5
    assert Fraction(value.amount) == Fraction(mantissa) * Fraction(10) ** (exponent + shift)
    assert value.amount.as_tuple().exponent == exponent + shift
    assert reading.sequence == str(sequence)
    assert reading.control is (kinds % 16 == 10 or kinds // 16 == 4)
    taken = datetime(2026, 7, 21, 8, 30, tzinfo=UTC) + timedelta(minutes=offset)
    assert reading.taken_at is not None
    assert reading.taken_at.isoformat() == taken.isoformat()[:19]


CHANNELS = ["2a18", "2a34", "2a52", "2a52/refused", "2a51", "2a08", "2a24", "ffff", ""]


@given(st.lists(st.tuples(st.sampled_from(CHANNELS), st.binary(max_size=24)), max_size=30))
def test_arbitrary_bytes_never_raise_and_no_record_or_context_vanishes(
    said: list[tuple[str, bytes]],
) -> None:
    items = heard(*said)
    kept = b"\n".join(item.raw for item in items)
    for channel, payload in said:
        if channel in {"2a18", "2a34", "", "ffff"}:
            assert payload in kept

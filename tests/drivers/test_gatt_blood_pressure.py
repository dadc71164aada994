"""Cuffs: published payloads, what is refused, and the conversation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_blood_pressure import DRIVER, KEY
from drivers.driver import (
    Acknowledge,
    ClockLayout,
    Conversation,
    Finish,
    Read,
    Report,
    SetClock,
    Subscribe,
)
from drivers.protocols.gatt_blood_pressure import decode_measurement
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from tests.support.gatt import SPECIAL_WORDS, Published, published

GOOD = bytes.fromhex("1e800052006100ea07071509291e4800010400")
STATUS = (
    # by the table of the specification: bit, name
    (0, "body_moved"),
    (1, "cuff_loose"),
    (2, "irregular_pulse"),
    (5, "improper_position"),
)


def only(actions: object) -> Reading | NotUnderstood:
    assert isinstance(actions, tuple)
    (action,) = actions
    assert isinstance(action, Report)
    return action.item


def heard(payload: bytes, *, model: str | None = None) -> Reading | NotUnderstood:
    conversation = DRIVER.converse()
    if model is not None:
        assert conversation.receive(model.encode(), "2a24") == ()
    return only(conversation.receive(payload, "2a35"))


def flags_of(status: int) -> set[str]:
    found = {name for bit, name in STATUS if status >> bit & 1}
    pulse_range = {1: "pulse_above_range", 2: "pulse_below_range"}.get(status >> 3 & 3)
    return found | ({pulse_range} if pulse_range else set())


def assert_says(reading: Reading | NotUnderstood, expect: dict[str, object]) -> None:
    if "error" in expect and expect["error"] != "bad date":
        assert isinstance(reading, NotUnderstood)
        assert reading.reason is Refusal.TRUNCATED
        return
    if {"NaN", "NRes"} & {str(expect.get(n)) for n in ("systolic", "diastolic")}:
        assert isinstance(reading, NotUnderstood)
        assert reading.reason is Refusal.SPECIAL_REQUIRED_VALUE
        return
    assert isinstance(reading, Reading)
    if "error" in expect:
        assert reading.taken_at is None
        return
    unit = str(expect["unit"]).lower()
    named = {"systolic": "systolic", "diastolic": "diastolic", "map": "mean"}
    wanted = {f"{ours}_{unit}": expect[theirs] for theirs, ours in named.items()}
    if "pulse" in expect:
        wanted["pulse_per_min"] = expect["pulse"]
    said = {v.field: v.amount if v.special is None else v.special for v in reading.values}
    assert said == {
        field: Special(SPECIAL_WORDS[value]) if isinstance(value, str) else Decimal(str(value))
        for field, value in wanted.items()
    }
    time = str(expect.get("timestamp", "unknown"))
    if time.startswith("unknown"):
        assert reading.taken_at is None
    else:
        assert reading.taken_at is not None
        assert reading.taken_at.isoformat() == time
    assert reading.user == (None if expect.get("user_id") == 255 else expect.get("user_id"))
    assert set(reading.flags) == flags_of(int(str(expect.get("status", 0))))


@pytest.mark.parametrize("vector", published("2A35"))
def test_published_measurements_decode_as_published(vector: Published) -> None:
    model = "BM85" if vector.quirk == "beurer_bp" else None
    assert_says(heard(vector.payload, model=model), vector.expect)


@pytest.mark.parametrize("vector", published("2A36"))
def test_a_cuffs_pressure_while_it_inflates_is_understood_but_is_no_result(
    vector: Published,
) -> None:
    assert decode_measurement(vector.payload).systolic == Decimal(str(vector.expect["systolic"]))
    assert DRIVER.converse().receive(vector.payload, "2a36") == ()


def test_beurers_layout_needs_a_beurer_and_is_never_guessed() -> None:
    payload = bytes.fromhex("56710049000000ea07080b1438000041010000")

    as_standard, as_beurer = heard(payload), heard(payload, model="BM85\x00")

    assert isinstance(as_standard, Reading)
    assert isinstance(as_beurer, Reading)
    # By the standard, the octets 00 41 are a mantissa of 256 and an exponent of 4.
    assert as_standard.amount("pulse_per_min") == 2_560_000
    assert as_standard.user is None
    assert as_beurer.amount("pulse_per_min") == 65
    assert as_beurer.user == 1


def test_a_reading_carries_everything_that_was_sent() -> None:
    reading = heard(GOOD)

    assert isinstance(reading, Reading)
    assert (reading.driver, reading.kind, reading.raw) == (KEY, Kind.BLOOD_PRESSURE, GOOD)
    assert reading.amounts == {
        "systolic_mmhg": 128,
        "diastolic_mmhg": 82,
        "mean_mmhg": 97,
        "pulse_per_min": 72,
    }
    assert (reading.flags, reading.user) == (("irregular_pulse",), 1)
    assert reading.taken_at is not None
    assert reading.taken_at.isoformat() == "2026-07-21T09:41:30"
    assert reading.taken_at.text == "ea07071509291e"
    assert not reading.stored


def test_every_payload_that_is_cut_short_is_refused_whole() -> None:
    for length in range(len(GOOD)):
        refused = heard(GOOD[:length])
        assert isinstance(refused, NotUnderstood)
        assert (refused.reason, refused.raw) == (Refusal.TRUNCATED, GOOD[:length])


def test_bytes_after_a_complete_payload_and_reserved_flags_are_ignored() -> None:
    plain, more = heard(GOOD), heard(bytes([GOOD[0] | 0xE0]) + GOOD[1:] + b"\x01\x02")
    assert isinstance(plain, Reading)
    assert isinstance(more, Reading)
    assert plain.values == more.values
    assert (plain.flags, plain.user, plain.taken_at) == (more.flags, more.user, more.taken_at)


def test_a_failed_measurement_never_becomes_2047_over_2047() -> None:
    refused = heard(bytes.fromhex("00ff07ff07ff07"))
    assert isinstance(refused, NotUnderstood)
    assert refused.reason is Refusal.SPECIAL_REQUIRED_VALUE


def test_a_pressure_beyond_the_cuffs_range_stays_as_a_word() -> None:
    reading = heard(bytes.fromhex("00fe0752006100"))
    assert isinstance(reading, Reading)
    assert reading.amount("systolic_mmhg") is None
    assert reading.values[0].special is Special.ABOVE


@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_number_that_is_none_refuses_the_payload(at: int) -> None:
    payload = bytearray(bytes.fromhex("00800052006100"))
    payload[at : at + 2] = b"\xff\xf7"
    refused = heard(bytes(payload))
    assert isinstance(refused, NotUnderstood)
    assert refused.reason is Refusal.NOT_UNDERSTOOD


@given(
    st.tuples(*[st.tuples(st.integers(-2045, 2045), st.integers(-8, 7))] * 4),
    st.booleans(),
    st.integers(0, 255),
    st.integers(0, 0xFFFF),
)
def test_whatever_is_encoded_is_decoded(
    numbers: tuple[tuple[int, int], ...],
    kilopascal: bool,
    user: int,
    status: int,
) -> None:
    words = [(e % 16 * 4096 + m % 4096).to_bytes(2, "little") for m, e in numbers]
    flags = (0x1C | kilopascal).to_bytes(1, "little")
    payload = flags + b"".join(words) + bytes([user]) + status.to_bytes(2, "little")

    reading = heard(payload)

    assert isinstance(reading, Reading)
    said = [Fraction(value.amount) for value in reading.values if value.amount is not None]
    assert said == [Fraction(m) * Fraction(10) ** e for m, e in numbers]
    unit = "kpa" if kilopascal else "mmhg"
    assert [value.field for value in reading.values] == [
        f"systolic_{unit}",
        f"diastolic_{unit}",
        f"mean_{unit}",
        "pulse_per_min",
    ]
    assert reading.user == (None if user == 255 else user)
    assert set(reading.flags) == flags_of(status)


@given(
    st.lists(st.tuples(st.sampled_from(["2a35", "2a08", "2a24", "2a19", "ffff", ""]), st.binary()))
)
def test_arbitrary_bytes_never_raise_and_every_measurement_is_reported(
    said: list[tuple[str, bytes]],
) -> None:
    conversation = DRIVER.converse()
    for channel, payload in said:
        actions = conversation.receive(payload, channel)
        if channel in {"2a35", "", "ffff"}:
            assert only(actions).raw == payload
        else:
            assert actions == ()
    assert conversation.close() == ()


def test_the_measurement_is_asked_for_first_and_the_clock_is_read_before_it_is_set() -> None:
    actions = list(DRIVER.converse().open())

    assert actions[0] == Subscribe("2a35")
    assert actions.index(Read("2a08")) < actions.index(SetClock("2a08", ClockLayout.DATE_TIME))
    assert actions.index(Read("2a2b")) < actions.index(SetClock("2a08", ClockLayout.DATE_TIME))
    assert SetClock("2a2b", ClockLayout.CURRENT_TIME) in actions
    assert actions[-1] == Read("2a19")


def device_clock(conversation: Conversation) -> str | None:
    reading = only(conversation.receive(GOOD, "2a35"))
    assert isinstance(reading, Reading)
    return None if reading.device_clock is None else reading.device_clock.isoformat()


def test_a_reading_tells_what_the_clock_showed_before_we_set_it() -> None:
    conversation = DRIVER.converse()
    assert device_clock(conversation) is None
    conversation.receive(bytes.fromhex("d6070101000000"), "2a08")
    assert device_clock(conversation) == "2006-01-01T00:00:00"
    conversation.receive(bytes.fromhex("ea070b160a1e00"), "2a08")
    assert device_clock(conversation) == "2006-01-01T00:00:00"


def test_a_clock_in_the_current_time_service_serves_as_well() -> None:
    conversation = DRIVER.converse()
    conversation.receive(bytes.fromhex("ea07071509291e020000"), "2a2b")
    assert device_clock(conversation) == "2026-07-21T09:41:30"


def test_who_it_is_goes_with_the_readings_after_it_is_known() -> None:
    conversation = DRIVER.converse()
    first = only(conversation.receive(GOOD, "2a35"))
    for channel, text in (("2a29", b"A&D Medical\x00"), ("2a24", b"UA-651BLE "), ("2a25", b"518")):
        conversation.receive(text, channel)
    second = only(conversation.receive(GOOD, "2a35"))

    assert (first.device.maker, first.device.model, first.device.serial) == (None, None, None)
    assert (second.device.maker, second.device.model, second.device.serial) == (
        "A&D Medical",
        "UA-651BLE",
        "518",
    )


def test_a_characteristic_may_be_named_in_full_or_in_capitals() -> None:
    for channel in ("2A35", "00002A35-0000-1000-8000-00805F9B34FB"):
        assert isinstance(only(DRIVER.converse().receive(GOOD, channel)), Reading)


def test_silence_ends_the_visit_and_the_end_leaves_nothing_over() -> None:
    conversation = DRIVER.converse()
    assert conversation.time_out() == (Finish(),)
    assert conversation.close() == ()
    conversation.not_kept(Acknowledge(b""))

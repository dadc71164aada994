"""Scales: published payloads, what is refused, and the conversation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.gatt_weight_scale import DRIVER, KEY
from drivers.driver import Report, Subscribe
from drivers.protocols.gatt_weight_scale import decode_feature
from drivers.readings import Kind, NotUnderstood, Reading, Refusal
from tests.support.gatt import Published, published

GOOD = bytes.fromhex("0e783eea07050c12353601ee002607")


def only(actions: object) -> Reading | NotUnderstood:
    assert isinstance(actions, tuple)
    (action,) = actions
    assert isinstance(action, Report)
    return action.item


def heard(payload: bytes, *, maker: str | None = None) -> Reading | NotUnderstood:
    conversation = DRIVER.converse()
    if maker is not None:
        assert conversation.receive(maker.encode(), "2a29") == ()
    return only(conversation.receive(payload, "2a9d"))


def refusal(payload: bytes, *, maker: str | None = None) -> Refusal:
    refused = heard(payload, maker=maker)
    assert isinstance(refused, NotUnderstood)
    assert refused.raw == payload
    return refused.reason


@pytest.mark.parametrize("vector", published("2A9D"))
def test_published_weighings_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    if "error" in expect:
        assert refusal(vector.payload) is Refusal.TRUNCATED
        return
    if expect["weight"] == "unsuccessful":
        assert refusal(vector.payload) is Refusal.DEVICE_ERROR
        return
    reading = heard(vector.payload)
    assert isinstance(reading, Reading)
    imperial = expect["unit"] == "lb"
    wanted = {f"weight_{expect['unit']}": Decimal(str(expect["weight"]))}
    if "bmi" in expect:
        wanted["bmi"] = Decimal(str(expect["bmi"]))
        wanted["height_in" if imperial else "height_m"] = Decimal(str(expect["height"]))
    assert reading.amounts == wanted
    time = str(expect.get("timestamp", "unknown"))
    if time.startswith("unknown"):
        assert reading.taken_at is None
    else:
        assert reading.taken_at is not None
        assert reading.taken_at.isoformat() == time
    assert reading.user == (None if expect.get("user_id") == 255 else expect.get("user_id"))


@pytest.mark.parametrize("vector", published("2A9E"))
def test_published_features_decode_as_published(vector: Published) -> None:
    feature, expect = decode_feature(vector.payload), vector.expect
    assert feature.time_stamp is expect["timestamp"]
    assert feature.several_users is expect["multi_user"]
    assert feature.bmi is expect["bmi"]
    weights = {7: Decimal("0.005"), 4: Decimal("0.05")}
    heights = {0: None, 3: Decimal("0.001")}
    assert feature.weight_resolution_kg == weights[expect["weight_res"]]
    assert feature.height_resolution_m == heights[expect["height_res"]]
    assert DRIVER.converse().receive(vector.payload, "2a9e") == ()


def test_a_reading_keeps_the_steps_of_the_format() -> None:
    reading = heard(GOOD)
    assert isinstance(reading, Reading)
    assert (reading.driver, reading.kind, reading.raw) == (KEY, Kind.WEIGHT, GOOD)
    assert {field: str(amount) for field, amount in reading.amounts.items()} == {
        "weight_kg": "79.960",
        "bmi": "23.8",
        "height_m": "1.830",
    }


def test_every_payload_that_is_cut_short_is_refused_whole() -> None:
    for length in range(len(GOOD)):
        assert refusal(GOOD[:length]) is Refusal.TRUNCATED


def test_a_failed_weighing_never_becomes_327_kg() -> None:
    assert refusal(bytes.fromhex("00ffff")) is Refusal.DEVICE_ERROR
    assert refusal(bytes.fromhex("01ffff")) is Refusal.DEVICE_ERROR


def test_below_zero_is_refused_from_a_detecto_and_is_a_reserved_bit_from_others() -> None:
    below = bytes.fromhex("10b436")
    assert refusal(below, maker="Detecto") is Refusal.DEVICE_ERROR
    other = heard(below, maker="A&D Medical")
    assert isinstance(other, Reading)
    assert other.amount("weight_kg") == Decimal("70.02")
    above = heard(bytes.fromhex("00b436"), maker="Detecto")
    assert isinstance(above, Reading)


@given(
    st.integers(0, 0xFFFE),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.integers(0, 255),
    st.booleans(),
)
def test_whatever_is_encoded_is_decoded(
    weight: int, bmi: int, height: int, user: int, imperial: bool
) -> None:
    payload = bytes([0x0C | imperial]) + weight.to_bytes(2, "little") + bytes([user])
    payload += bmi.to_bytes(2, "little") + height.to_bytes(2, "little")

    reading = heard(payload)

    assert isinstance(reading, Reading)
    said = {field: Fraction(amount) for field, amount in reading.amounts.items()}
    if imperial:
        wanted = {"weight_lb": Fraction(weight, 100), "height_in": Fraction(height, 10)}
    else:
        wanted = {"weight_kg": Fraction(weight, 200), "height_m": Fraction(height, 1000)}
    assert said == {**wanted, "bmi": Fraction(bmi, 10)}
    assert reading.user == (None if user == 255 else user)


@given(st.lists(st.tuples(st.sampled_from(["2a9d", "2a08", "2a29", "2a19"]), st.binary())))
def test_arbitrary_bytes_never_raise_and_every_measurement_is_reported(
    said: list[tuple[str, bytes]],
) -> None:
    conversation = DRIVER.converse()
    for channel, payload in said:
        actions = conversation.receive(payload, channel)
        if channel == "2a9d":
            assert only(actions).raw == payload
        else:
            assert actions == ()


def test_the_weighing_is_asked_for_first() -> None:
    assert DRIVER.converse().open()[0] == Subscribe("2a9d")

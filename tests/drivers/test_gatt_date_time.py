"""The clock of Bluetooth devices, which may be unset or nonsense and must never cost a reading."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing.date_time import decode_date_time
from tests.support.gatt import Published, published


@pytest.mark.parametrize("vector", published("2A08"))
def test_published_times_decode_as_published(vector: Published) -> None:
    decoded = decode_date_time(vector.payload)
    text = vector.expect.get("time", "unknown")
    if text.startswith("unknown"):
        assert decoded is None
    else:
        assert decoded is not None
        assert decoded.isoformat() == text
        assert decoded.text == vector.payload.hex()


@given(st.dates(date(1582, 1, 1)), st.times())
def test_every_time_of_the_calendar_survives(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock, UTC)
    octets = struct.pack("<HBBBBB", *moment.timetuple()[:6])

    decoded = decode_date_time(octets)

    assert decoded is not None
    assert decoded.isoformat() == moment.strftime("%Y-%m-%dT%H:%M:%S")
    assert decoded.offset_minutes is None


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param("000007150a1e00", id="year unknown"),
        pytest.param("ea0700150a1e00", id="month unknown"),
        pytest.param("ea0707000a1e00", id="day unknown"),
        pytest.param("ea070d010a1e00", id="month 13, as some meters send"),
        pytest.param("eb07021d0a1e00", id="29 February in a common year"),
        pytest.param("ea0707151800" + "00", id="24 hours"),
        pytest.param("ea0707150a3c00", id="60 minutes"),
        pytest.param("ea0707150a1e3c", id="60 seconds"),
        pytest.param("2d0607150a1e00", id="year 1581"),
        pytest.param("ea0707150a1e", id="cut off"),
    ],
)
def test_an_unknown_or_impossible_time_is_no_time(octets: str) -> None:
    assert decode_date_time(bytes.fromhex(octets)) is None


@given(st.binary(max_size=12))
def test_arbitrary_octets_never_raise(octets: bytes) -> None:
    decoded = decode_date_time(octets)
    if decoded is not None:
        datetime.fromisoformat(decoded.isoformat())

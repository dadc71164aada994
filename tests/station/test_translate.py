"""From what a device said to what is kept: our best time, and by what a repeat is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.observations import Frame, RefusedFrame, Timing
from clinicapp.station.translate import delivery_of
from drivers.devices import and_scale, astm
from drivers.driver import Keep, Report
from drivers.keeping import Batch
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    NotUnderstood,
    Refusal,
    Special,
    Value,
)
from tests.support.device_readings import LONDON, NOON, PEER, a_reading, observed, shown

A_DAY = 24 * 60 * 60


def timed(
    taken: DeviceTime | None,
    clock: DeviceTime | None,
    received_at: datetime = NOON,
    *,
    remembers: bool = True,
) -> tuple[datetime | None, Timing, int | None]:
    reading = a_reading(taken_at=taken, device_clock=clock)
    found = observed(reading, received_at, remembers=remembers)
    return found.measured_at, found.timing, found.clock_offset_seconds


@given(
    st.datetimes(datetime(2005, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - given a zone below
    st.integers(-12 * 3600, 12 * 3600),
    st.integers(0, 300 * A_DAY),
    st.sampled_from(["UTC", "Asia/Kolkata", "America/Phoenix"]),
)
def test_a_clock_that_is_off_is_corrected_to_the_second(
    received: datetime, off: int, ago: int, zone_name: str
) -> None:
    zone = ZoneInfo(zone_name)
    received_at = received.replace(microsecond=0, tzinfo=UTC)
    device_now = (received_at + timedelta(seconds=off)).astimezone(zone)
    device_then = device_now - timedelta(seconds=ago)
    found = observed(
        a_reading(taken_at=shown(device_then), device_clock=shown(device_now)),
        received_at,
        zone=zone,
    )
    assert found.timing is Timing.DEVICE_CLOCK
    assert found.measured_at == received_at - timedelta(seconds=ago)
    assert found.clock_offset_seconds == off


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - given a zone below
    st.integers(-14 * 60, 14 * 60),
    st.integers(0, 3 * A_DAY),
)
def test_a_zone_that_the_device_sends_outranks_the_wards(
    received: datetime, offset: int, ago: int
) -> None:
    received_at = received.replace(microsecond=0, tzinfo=UTC)
    local = received_at + timedelta(minutes=offset)
    measured_at, timing, off = timed(
        shown(local - timedelta(seconds=ago), offset), shown(local, offset), received_at
    )
    assert (measured_at, timing, off) == (
        received_at - timedelta(seconds=ago),
        Timing.DEVICE_CLOCK,
        0,
    )


@pytest.mark.parametrize("hours", [-13, 13])
def test_a_clock_that_is_far_off_says_nothing(hours: int) -> None:
    clock = NOON + timedelta(hours=hours)
    assert timed(shown(clock), shown(clock)) == (None, Timing.UNKNOWN, hours * 3600)


def test_a_clock_that_was_never_set_says_nothing() -> None:
    reset = datetime(2006, 1, 1, 0, 3, tzinfo=UTC)
    measured_at, timing, off = timed(shown(reset), shown(reset))
    assert (measured_at, timing) == (None, Timing.UNKNOWN)
    assert off == (reset - NOON).total_seconds()


@pytest.mark.parametrize("seconds", [-120, -1, 0, 1, 120])
def test_a_clock_that_was_not_read_is_believed_when_it_is_near(seconds: int) -> None:
    taken = NOON + timedelta(seconds=seconds)
    assert timed(shown(taken), None) == (taken, Timing.DEVICE_CLOCK, None)


@pytest.mark.parametrize("seconds", [-121, 121, -A_DAY])
def test_a_clock_that_was_not_read_is_not_believed_when_it_is_not(seconds: int) -> None:
    taken = NOON + timedelta(seconds=seconds)
    assert timed(shown(taken), None) == (None, Timing.UNKNOWN, None)


def test_a_device_without_a_clock_that_forgets_was_measuring_now() -> None:
    assert timed(None, None, remembers=False) == (NOON, Timing.RECEIVED, None)
    assert and_scale.DRIVER.remembers is False


def test_a_device_that_remembers_and_gives_no_time_may_mean_any_day() -> None:
    assert timed(None, None, remembers=True) == (None, Timing.UNKNOWN, None)
    assert timed(None, shown(NOON), remembers=True) == (None, Timing.UNKNOWN, None)


CLOCKS_BACK = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""In London 02:00 becomes 01:00 again."""


@pytest.mark.parametrize("minutes", [-45, -1, 0, 1, 45, 75])
@pytest.mark.parametrize("read", [True, False], ids=["clock read", "clock not read"])
def test_in_the_doubled_hour_a_reading_of_now_is_of_now(minutes: int, read: bool) -> None:
    received_at = CLOCKS_BACK + timedelta(minutes=minutes)
    now = shown(received_at.astimezone(LONDON))
    measured_at, timing, _off = timed(now, now if read else None, received_at)
    assert (measured_at, timing) == (received_at, Timing.DEVICE_CLOCK)


@pytest.mark.parametrize("off", [3600, -3600, 90])
def test_a_correction_across_the_change_of_the_clocks_is_exact(off: int) -> None:
    """The sum is made in UTC: on the wall the day had 25 hours."""
    received_at = CLOCKS_BACK + timedelta(hours=6)
    then = CLOCKS_BACK + timedelta(hours=1, minutes=10)
    measured_at, _timing, found = timed(
        shown((then + timedelta(seconds=off)).astimezone(LONDON)),
        shown((received_at + timedelta(seconds=off)).astimezone(LONDON)),
        received_at,
    )
    assert (measured_at, found) == (then, off)


def test_an_hour_that_never_was_is_read_as_the_one_that_can_be() -> None:
    # In London 01:30 did not exist on 29 March 2026; the clock had not been put forward.
    received_at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert timed(shown(received_at), None, received_at) == (
        received_at,
        Timing.DEVICE_CLOCK,
        None,
    )


NONSENSE = [
    DeviceTime(year=0, month=0, day=0, hour=0, minute=0, second=0),
    DeviceTime(year=2026, month=2, day=30, hour=0, minute=0, second=0),
    DeviceTime(year=2026, month=13, day=1, hour=0, minute=0, second=0),
    DeviceTime(year=2026, month=1, day=1, hour=24, minute=0, second=0),
    DeviceTime(year=1, month=1, day=1, hour=0, minute=0, second=0),
    DeviceTime(year=1, month=1, day=1, hour=0, minute=0, second=0, offset_minutes=720),
    DeviceTime(year=9999, month=12, day=31, hour=23, minute=59, second=59),
    DeviceTime(year=9999, month=12, day=31, hour=23, minute=59, second=59, offset_minutes=-720),
    DeviceTime(year=2026, month=1, day=1, hour=0, minute=0, second=0, offset_minutes=1440),
    DeviceTime(year=2026, month=1, day=1, hour=0, minute=0, second=0, offset_minutes=-99999),
]


@pytest.mark.parametrize("taken", NONSENSE)
@pytest.mark.parametrize("clock", [None, shown(NOON), shown(NOON + timedelta(hours=11)), *NONSENSE])
def test_a_time_that_cannot_be_costs_no_reading(
    taken: DeviceTime, clock: DeviceTime | None
) -> None:
    measured_at, timing, _off = timed(taken, clock)
    assert (measured_at is None) == (timing is Timing.UNKNOWN)


@given(
    *(st.integers(-1, 10_000),) * 2,
    *(st.integers(-1, 70),) * 4,
    st.none() | st.integers(-3_000, 3_000),
    st.booleans(),
)
def test_no_device_time_at_all_costs_a_reading(
    year: int,
    second: int,
    month: int,
    day: int,
    hour: int,
    minute: int,
    offset: int | None,
    remembers: bool,
) -> None:
    taken = DeviceTime(
        year=year,
        month=month,
        day=day,
        hour=hour,
        minute=minute,
        second=second,
        offset_minutes=offset,
    )
    for clock in (None, taken, shown(NOON - timedelta(hours=11))):
        measured_at, timing, _off = timed(taken, clock, remembers=remembers)
        assert (measured_at is None) == (timing is Timing.UNKNOWN)
        assert measured_at is None or measured_at.utcoffset() is not None


def test_a_leap_second_is_the_last_of_its_minute() -> None:
    at = datetime(2026, 11, 22, 11, 59, 59, tzinfo=UTC)
    assert timed(replace(shown(at), second=60), shown(NOON))[0] == at


def test_frames_and_refusals_are_kept_as_they_came() -> None:
    refusal = NotUnderstood(
        driver="astm",
        driver_version="1",
        reason=Refusal.CHECKSUM,
        detail="The checksum is wrong.",
        raw=b"\x02bad",
        device=DeviceIdentity(serial="AF1"),
        incomplete=True,
    )
    batch = Batch(
        driver="astm",
        driver_version="1",
        peer=PEER,
        visit=uuid4(),
        number=7,
        items=(Keep(b"\x02frame"), Report(refusal)),
        received_at=NOON,
        last_byte_ns=0,
    )
    delivery = delivery_of(batch, astm.DRIVER, LONDON)
    frame, refused = delivery.items
    assert isinstance(frame, Frame)
    assert isinstance(refused, RefusedFrame)
    assert frame.raw == b"\x02frame"
    assert (refused.raw, refused.reason, refused.detail) == (
        b"\x02bad",
        "checksum",
        "The checksum is wrong.",
    )
    assert (refused.incomplete, refused.device_serial) == (True, "AF1")
    assert (delivery.visit_id, delivery.link, delivery.address) == (
        batch.visit,
        "tcp",
        "192.0.2.7",
    )


def test_what_the_device_said_is_kept_to_the_digit() -> None:
    values = (
        Value("weight_kg", Decimal("36.50")),
        Value("height_cm", None, Special.BELOW, Decimal("100.0")),
    )
    found = observed(a_reading(kind=Kind.WEIGHT, values=values, flags=("body_moved",), user=2))
    assert [(q.field, str(q.amount), q.special, str(q.limit)) for q in found.quantities] == [
        ("weight_kg", "36.50", None, "None"),
        ("height_cm", "None", "below", "100.0"),
    ]
    assert (found.flags, found.user, found.raw) == (("body_moved",), 2, b"frame")
    assert (found.device_maker, found.device_model) == ("Abbott", "Afinion 2")

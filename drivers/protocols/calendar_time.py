"""A device's clock, from numbers that may be no time at all."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Final

from drivers.readings import DeviceTime

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9999


def calendar_time(
    year: int, month: int, day: int, hour: int, minute: int, second: int = 0, *, text: str
) -> DeviceTime | None:
    """The local time that the device shows, or None if the calendar has no such moment.

    ``text`` is what was sent, unparsed. An impossible date never costs the result beside it.
    """
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):
        return None
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    return DeviceTime(
        year=year, month=month, day=day, hour=hour, minute=minute, second=second, text=text
    )


def seconds_since(year: int, seconds: int, *, zone_sent: bool = False, text: str) -> DeviceTime:
    """The time ``seconds`` (at most 32 bits) after ``year`` began, as the device's clock has it.

    Such a counter knows no zone: it counts what stands on the display. With ``zone_sent`` the
    device is known to count in UTC, and the offset of 0 minutes is kept.
    """
    at = datetime(year, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return DeviceTime(
        year=at.year,
        month=at.month,
        day=at.day,
        hour=at.hour,
        minute=at.minute,
        second=at.second,
        offset_minutes=0 if zone_sent else None,
        text=text,
    )

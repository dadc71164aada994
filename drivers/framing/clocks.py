"""Telling a device the time. Reading a Bluetooth clock is in ``drivers.framing.date_time``.

Source: Bluetooth SIG, GATT Specification Supplement, "Date Time" and "Current Time"; the makers'
own layouts as open glucose readers write them (reference/bluetooth.md section 2; not tried on a
meter).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from drivers.driver import ClockLayout

if TYPE_CHECKING:
    from drivers.readings import DeviceTime

DRIFT_ALLOWED: Final = timedelta(minutes=5)
"""A clock that is read before it is set is left alone within this. A Bluetooth device drops its
link unless its clock is set, so there it is set on every visit."""


def encode_clock(layout: ClockLayout, local: datetime) -> bytes:
    """``local`` as the device wants it: 7 bytes for Date Time, 10 for Current Time or Contour.

    ::

        0..1      2      3    4      5        6        7            8              9
        year LE   month  day  hours  minutes  seconds  day of week  1/256 seconds  adjust reason

        Contour: 01, Date Time in UTC, offset of the local time in minutes i16 LE
        i-SENS:  C0 03 01 00, Date Time

    Days of the week count from Monday = 1. The adjust reason is 0, "none given". The devices have
    no time zone: ``local`` must be an aware time, already in the zone that the ward lives in.
    """
    if local.tzinfo is None:
        raise ValueError("a device's clock is set from an aware time; give its time zone")
    match layout:
        case ClockLayout.DATE_TIME:
            return _date_time(local)
        case ClockLayout.CURRENT_TIME:
            fractions = local.microsecond * 256 // 1_000_000
            return _date_time(local) + bytes((local.isoweekday(), fractions, 0))
        case ClockLayout.CONTOUR:
            minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
            offset = minutes.to_bytes(2, "little", signed=True)
            return b"\x01" + _date_time(local.astimezone(UTC)) + offset
        case ClockLayout.ISENS:
            return b"\xc0\x03\x01\x00" + _date_time(local)


def ward_time(local: datetime) -> bytes:
    """``local``, an aware time in the ward's zone, as ``YYYY-MM-DDThh:mm:ss+hh:mm``."""
    if local.tzinfo is None:
        raise ValueError("a device's clock is set from an aware time; give its time zone")
    return local.isoformat(timespec="seconds").encode("ascii")


def has_drifted(shown: DeviceTime, now: datetime) -> bool:
    """Whether a clock that shows ``shown`` is wrong by more than ``DRIFT_ALLOWED``.

    ``now`` is the ward's local time, aware. What stands on the display counts as well as the
    offset that came with it: many devices know no summer time and send ``+00:00`` all year, and a
    clock that a nurse reads as right must not be moved by an hour.
    """
    date, clock = (shown.year, shown.month, shown.day), (shown.hour, shown.minute, shown.second)
    # Two displays are compared, each as if it were in UTC: neither has to be a moment that exists.
    wall = datetime(*date, *clock, tzinfo=UTC)
    away = [abs(wall - now.replace(tzinfo=UTC))]
    if shown.offset_minutes is not None:
        away.append(abs(wall - now - timedelta(minutes=shown.offset_minutes)))
    return min(away) > DRIFT_ALLOWED


def _date_time(moment: datetime) -> bytes:
    clock = (moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return moment.year.to_bytes(2, "little") + bytes(clock)

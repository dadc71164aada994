"""Telling a Bluetooth device the time. Reading its time is in ``drivers.framing.date_time``.

Source: Bluetooth SIG, GATT Specification Supplement, "Date Time" and "Current Time".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.driver import ClockLayout

if TYPE_CHECKING:
    from datetime import datetime


def encode_clock(layout: ClockLayout, local: datetime) -> bytes:
    """``local`` as the device wants it: 7 bytes for Date Time, 10 for Current Time.

    ::

        0..1      2      3    4      5        6        7            8              9
        year LE   month  day  hours  minutes  seconds  day of week  1/256 seconds  adjust reason

    Days of the week count from Monday = 1. The adjust reason is 0, "none given". The devices have
    no time zone: ``local`` must be an aware time, already in the zone that the ward lives in.
    """
    if local.tzinfo is None:
        raise ValueError("a device's clock is set from an aware time; give its time zone")
    date_time = local.year.to_bytes(2, "little") + bytes(
        (local.month, local.day, local.hour, local.minute, local.second)
    )
    if layout is ClockLayout.DATE_TIME:
        return date_time
    return date_time + bytes((local.isoweekday(), local.microsecond * 256 // 1_000_000, 0))

"""Date Time (2A08), the seven octets in which Bluetooth health devices tell the time.

Source: Bluetooth SIG, GATT Specification Supplement, "Date Time". It carries no time zone: it is
what stands on the device's display.
"""

from __future__ import annotations

from calendar import monthrange
from typing import Final

from drivers.readings import DeviceTime

DATE_TIME_OCTETS: Final = 7
_FIRST_YEAR: Final = 1582
_LAST_YEAR: Final = 9999


def decode_date_time(octets: bytes) -> DeviceTime | None:
    """The time in the first seven octets, or None when the device does not know it.

    ::

        0..1       2          3        4       5         6
        year LE    month      day      hours   minutes   seconds
        0 = not    0 = not    0 = not
        known      known      known

    A cuff whose clock was never set sends zeros, and some meters send a month 13: neither is a
    reason to refuse the reading beside it, so an unknown, impossible or cut-off time is None.
    ``DeviceTime.text`` keeps the octets in hexadecimal.
    """
    if len(octets) < DATE_TIME_OCTETS:
        return None
    year = int.from_bytes(octets[:2], "little")
    month, day, hour, minute, second = octets[2:DATE_TIME_OCTETS]
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):
        return None
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    return DeviceTime(
        year=year,
        month=month,
        day=day,
        hour=hour,
        minute=minute,
        second=second,
        text=octets[:DATE_TIME_OCTETS].hex(),
    )

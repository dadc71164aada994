"""Numbers and times as a device writes them: the counterpart of what the drivers decode.

Written apart from ``drivers.framing``, so that a mistake there is not mirrored here. Source: IEEE
11073-20601 and the Bluetooth SIG's GATT Specification Supplement.
"""

from __future__ import annotations

import struct
from datetime import datetime
from decimal import Decimal
from typing import Final

SFLOAT_NAN: Final = b"\xff\x07"
DATE_TIME_NOT_KNOWN: Final = bytes(7)


def sfloat(number: Decimal | int) -> bytes:
    """A 16-bit medical float with as many decimals as ``number`` has.

    Raises:
        ValueError: when its digits do not fit a mantissa of 12 bits, or its exponent 4 bits.
    """
    sign, digits, exponent = Decimal(number).as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
    if not isinstance(exponent, int) or abs(mantissa) > 2045 or not -8 <= exponent <= 7:
        raise ValueError(f"{number} does not fit an SFLOAT")
    return struct.pack("<H", (exponent % 16) << 12 | mantissa % 4096)


def date_time(moment: datetime) -> bytes:
    """Date Time (2A08) of the wall clock at ``moment``; its zone is not sent."""
    return struct.pack(
        "<HBBBBB",
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
    )


def moment_of(octets: bytes, like: datetime) -> datetime:
    """The moment that a central wrote, in the zone of ``like``. Raises ValueError if it is none."""
    year, month, day, hour, minute, second = struct.unpack("<HBBBBB", octets)
    return datetime(year, month, day, hour, minute, second, tzinfo=like.tzinfo)

"""The blocks of eight bytes in which TaiDoc's meters and monitors speak.

Source: glucometer-protocols 777b032, "TaiDoc TD-42xx" (reverse engineered; facts), and the tests of
glucometerutils 9b87a5b (MIT). ::

    51     26       6C 00 00 40     A5         sum of the seven bytes before it
    start  command  four bytes      A5 device
                                    A3 station

A date is packed into two bytes, little-endian: 7 bits of years after 2000, 4 of month, 5 of day.
"""

from __future__ import annotations

from typing import Final

from drivers.framing.checksums import sum8
from drivers.protocols.calendar_time import calendar_time
from drivers.protocols.frame_scanner import FrameScanner, Shape
from drivers.readings import DeviceTime, Refusal

LENGTH: Final = 8
_START: Final = 0x51
_FROM_DEVICE: Final = 0xA5
_FROM_STATION: Final = 0xA3


def block(command: int, message: bytes = bytes(4), *, from_device: bool = False) -> bytes:
    """A whole block around the four bytes of ``message``."""
    direction = _FROM_DEVICE if from_device else _FROM_STATION
    data = bytes((_START, command)) + message + bytes((direction,))
    return data + bytes((sum8(data),))


def scanner() -> FrameScanner:
    """Finds what a device says; an echo of the station's own blocks is no answer."""
    return FrameScanner(Shape(start=_START, head=1, length=_length, check=_check))


def decode_time(message: bytes) -> DeviceTime | None:
    """The four bytes day (2), minute, hour; None if the calendar has no such moment.

    The upper bits of minute and hour carry marks on some models and are not part of the time.
    """
    day = int.from_bytes(message[:2], "little")
    return calendar_time(
        2000 + (day >> 9),
        day >> 5 & 0x0F,
        day & 0x1F,
        message[3] & 0x1F,
        message[2] & 0x3F,
        text=message.hex(),
    )


def _length(head: bytes) -> int:
    del head
    return LENGTH


def _check(raw: bytes) -> Refusal | None:
    if raw[6] != _FROM_DEVICE:
        return Refusal.FRAMING
    return None if sum8(raw[:7]) == raw[7] else Refusal.CHECKSUM

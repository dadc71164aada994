"""What a device said: frozen values, in the device's own unit, with the bytes they came from.

Drivers convert nothing and judge nothing. A number keeps the precision that the device sent
(36.50 stays 36.50), and what is no number (NaN, "HI", "<4.0") is kept as a word, never as a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NAMES_REMEMBERED: Final = 256


class Kind(StrEnum):
    """What a reading is of; the words are those of the command line."""

    BLOOD_PRESSURE = "blood_pressure"
    WEIGHT = "weight"
    HEIGHT = "height"
    BODY_COMPOSITION = "body_composition"
    GLUCOSE = "glucose"
    KETONE = "ketone"
    HBA1C = "hba1c"
    LIPIDS = "lipids"
    ANALYTE = "analyte"
    TEMPERATURE = "temperature"
    OXYGEN_SATURATION = "oxygen_saturation"


class Special(StrEnum):
    """A value that is no number: IEEE 11073-20601 specials, HI and LO, a failed weighing."""

    NAN = "nan"
    NOT_AT_THIS_RESOLUTION = "nres"
    ABOVE = "above"
    BELOW = "below"
    UNSUCCESSFUL = "unsuccessful"
    RESERVED = "reserved"


class Refusal(StrEnum):
    """Why a frame was not understood as a result."""

    TRUNCATED = "truncated"
    CHECKSUM = "checksum"
    FRAMING = "framing"
    NOT_UNDERSTOOD = "not_understood"
    SPECIAL_REQUIRED_VALUE = "special_required_value"
    DEVICE_ERROR = "device_error"
    UNSTABLE = "unstable"


# Devices send the same few fields all day.
@lru_cache(_NAMES_REMEMBERED)
def _is_field_name(text: str) -> bool:
    return _FIELD_NAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Value:
    """One quantity as sent: an exact amount, or a special with the limit if one was given.

    ``field`` carries the unit in its name (``systolic_mmhg``); ``limit`` is in that unit too.
    """

    field: str
    amount: Decimal | None = None
    special: Special | None = None
    limit: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a value that is both a number and a special, or neither."""
        if not _is_field_name(self.field):
            raise ValueError(f"{self.field!r} is not a field name; write it like systolic_mmhg")
        if (self.amount is None) == (self.special is None):
            raise ValueError(f"{self.field} must be either a number or a special value")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTime:
    """A time as the device's own clock has it; it has a zone only if the device sent one.

    ``text`` is what was sent, unparsed (hexadecimal for binary formats).
    """

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    offset_minutes: int | None = None
    text: str = ""

    def isoformat(self) -> str:
        """Local time as ``YYYY-MM-DDTHH:MM:SS``, with ``±HH:MM`` only if the device sent it."""
        local = (
            f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
            f"T{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        )
        if self.offset_minutes is None:
            return local
        sign = "-" if self.offset_minutes < 0 else "+"
        hours, minutes = divmod(abs(self.offset_minutes), 60)
        return f"{local}{sign}{hours:02d}:{minutes:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIdentity:
    """Who sent it, as the driver knows maker and model and as the device sent its serial number."""

    maker: str | None = None
    model: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One result. ``patient_ref`` is a hint only: operator numbers turn up in patient fields.

    ``device_clock`` is the device's idea of "now" when it sent this (an ASTM header's time, a
    Bluetooth clock read before it was set), from which the station derives the clock's offset.
    ``stored`` is true when the device itself says the result comes from its memory.
    """

    driver: str
    driver_version: str
    kind: Kind
    values: tuple[Value, ...]
    taken_at: DeviceTime | None = None
    device_clock: DeviceTime | None = None
    flags: tuple[str, ...] = ()
    user: int | None = None
    sequence: str | None = None
    patient_ref: str | None = None
    operator_ref: str | None = None
    sample_ref: str | None = None
    device: DeviceIdentity = DeviceIdentity()
    control: bool = False
    lot: str | None = None
    stored: bool = False
    raw: bytes = b""

    def amount(self, field: str) -> Decimal | None:
        """The number sent for ``field`` (unit in the name), or None if absent or special."""
        return next((value.amount for value in self.values if value.field == field), None)

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """Every field that is a number."""
        return {v.field: v.amount for v in self.values if v.amount is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """A frame that gave no result, with its bytes; it never vanishes.

    ``incomplete`` marks bytes that were still arriving when the link went.
    """

    driver: str
    driver_version: str
    reason: Refusal
    detail: str
    raw: bytes
    device: DeviceIdentity = DeviceIdentity()
    incomplete: bool = False

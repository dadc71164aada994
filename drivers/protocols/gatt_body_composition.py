"""Body Composition Measurement (2A9C) and Body Composition Feature (2A9B).

Source: Bluetooth SIG, Body Composition Service 1.0 and GATT Specification Supplement, "Body
Composition Measurement", "Body Composition Feature".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from drivers.framing.octets import Octets
from drivers.readings import Special, Value

if TYPE_CHECKING:
    from drivers.readings import DeviceTime

_IMPERIAL: Final = 0x0001
_TIME: Final = 0x0002
_USER: Final = 0x0004
_MULTIPLE: Final = 0x1000

_UNKNOWN_USER: Final = 0xFF
_UNSUCCESSFUL: Final = 0xFFFF

_PERCENT_STEP: Final = Decimal("0.1")
_KILOJOULE_STEP: Final = Decimal(1)
_OHM_STEP: Final = Decimal("0.1")
_KILOGRAM_STEP: Final = Decimal("0.005")
_POUND_STEP: Final = Decimal("0.01")
_METRE_STEP: Final = Decimal("0.001")
_INCH_STEP: Final = Decimal("0.1")

BODY_FAT: Final = "body_fat_percent"


@dataclass(frozen=True, slots=True)
class _Field:
    """One u16 of the measurement: its flag, and its name and step in both systems of units."""

    flag: int
    metric: tuple[str, Decimal]
    imperial: tuple[str, Decimal]


def _mass(flag: int, name: str) -> _Field:
    return _Field(flag, (f"{name}_kg", _KILOGRAM_STEP), (f"{name}_lb", _POUND_STEP))


def _same(flag: int, name: str, step: Decimal) -> _Field:
    return _Field(flag, (name, step), (name, step))


_FIELDS: Final = (
    _same(0x0008, "basal_metabolism_kj", _KILOJOULE_STEP),
    _same(0x0010, "muscle_percent", _PERCENT_STEP),
    _mass(0x0020, "muscle_mass"),
    _mass(0x0040, "fat_free_mass"),
    _mass(0x0080, "soft_lean_mass"),
    _mass(0x0100, "body_water_mass"),
    _same(0x0200, "impedance_ohm", _OHM_STEP),
    _mass(0x0400, "weight"),
    _Field(0x0800, ("height_m", _METRE_STEP), ("height_in", _INCH_STEP)),
)
"""In the order in which they are sent; the feature's bits 2 to 10 are in this order too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyComposition:
    """One packet as sent: each quantity under its field's name, body fat always the first.

    ``multiple`` says that it is one of two packets of one measurement.
    """

    values: tuple[Value, ...]
    taken_at: DeviceTime | None = None
    user: int | None = None
    multiple: bool = False


def decode_body_composition(payload: bytes) -> BodyComposition:
    """One value of 2A9C.

    ::

        0..1      2..3      bit 1      bit 2  bit 3     bit 4     bits 5 to 8       bit 9
        flags     body fat  date time  user   BMR       muscle %  muscle, fat-free, impedance
        u16 LE    u16 0.1 % 7 octets   u8     u16 kJ    u16 0.1   lean, water mass  u16 0.1 ohm

        bit 10   bit 11
        weight   height

        flags: bit 0 imperial; 12 one of several packets; 13 to 15 reserved, ignored
        masses: 0.005 kg or 0.01 lb; height 0.001 m or 0.1 in; body fat 0xFFFF = unsuccessful

    What follows a complete payload is ignored. A user of 255 is an unknown user.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
    """
    octets = Octets(payload)
    flags = octets.unsigned(2, "flags")
    fat = octets.unsigned(2, "body fat")
    taken_at = octets.date_time("time stamp") if flags & _TIME else None
    user = octets.unsigned(1, "user") if flags & _USER else None
    values = [_value(BODY_FAT, fat, _PERCENT_STEP)]
    for field in _FIELDS:
        if flags & field.flag:
            name, step = field.imperial if flags & _IMPERIAL else field.metric
            values.append(_value(name, octets.unsigned(2, name.replace("_", " ")), step))
    return BodyComposition(
        values=tuple(values),
        taken_at=taken_at,
        user=None if user == _UNKNOWN_USER else user,
        multiple=bool(flags & _MULTIPLE),
    )


def decode_feature(payload: bytes) -> frozenset[str]:
    """The quantities that a value of 2A9B, a u32 LE, says the scale measures.

    ::

        bit 0       bit 1          bits 2..10                       bits 11..14, 15..17
        time stamp  several users  in the order of the measurement  resolutions

    Names are those of the metric fields without their unit, such as ``muscle_mass``.

    Raises:
        TruncatedError: when there are fewer than four octets.
    """
    bits = Octets(payload).unsigned(4, "features")
    return frozenset(
        quantity(field.metric[0]) for bit, field in enumerate(_FIELDS, start=2) if bits >> bit & 1
    )


def quantity(field: str) -> str:
    """What a field is of: its name without its unit."""
    return field.rpartition("_")[0] if not field.endswith("_percent") else field


def _value(name: str, raw: int, step: Decimal) -> Value:
    # Only body fat has it by the specification; as a mass it is beyond any person.
    if raw == _UNSUCCESSFUL:
        return Value(name, special=Special.UNSUCCESSFUL)
    return Value(name, raw * step)

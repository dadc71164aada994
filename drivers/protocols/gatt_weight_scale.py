"""Weight Measurement (2A9D) and Weight Scale Feature (2A9E).

Source: Bluetooth SIG, Weight Scale Service 1.0 and GATT Specification Supplement, "Weight
Measurement", "Weight Scale Feature". Detecto's sign bit: manuals of the 6880 and Solace scales.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from drivers.framing.octets import Octets
from drivers.readings import Special, Value

if TYPE_CHECKING:
    from drivers.readings import DeviceTime

_IMPERIAL: Final = 0x01
_TIME: Final = 0x02
_USER: Final = 0x04
_BMI_AND_HEIGHT: Final = 0x08
_DETECTO_BELOW_ZERO: Final = 0x10

_UNKNOWN_USER: Final = 0xFF
_UNSUCCESSFUL: Final = 0xFFFF

# The units of the format are fixed. 2A9E tells how finely the scale weighs; it is no multiplier.
_KILOGRAM_STEP: Final = Decimal("0.005")
_POUND_STEP: Final = Decimal("0.01")
_METRE_STEP: Final = Decimal("0.001")
_INCH_STEP: Final = Decimal("0.1")
_BMI_STEP: Final = Decimal("0.1")

# Weight Scale Feature, bits 3 to 6 and 7 to 9, in kg or lb and in m or in.
_WEIGHT_RESOLUTIONS: Final = (None, "0.5", "0.2", "0.1", "0.05", "0.02", "0.01", "0.005")
_HEIGHT_RESOLUTIONS: Final = (None, "0.01", "0.005", "0.001")


class WeightLayout(Enum):
    """What the flags mean. A maker's own is chosen because we know the maker, never by a guess."""

    STANDARD = auto()
    DETECTO = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightMeasurement:
    """One weighing as sent. ``below_zero`` only where the maker has a sign."""

    weight: Value
    taken_at: DeviceTime | None = None
    user: int | None = None
    bmi: Value | None = None
    height: Value | None = None
    below_zero: bool = False

    @property
    def values(self) -> tuple[Value, ...]:
        """Each quantity under its field's name, the unit in the name."""
        return tuple(v for v in (self.weight, self.bmi, self.height) if v is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightScaleFeature:
    """What a scale can do; resolutions in kg and m, None where it does not say."""

    time_stamp: bool
    several_users: bool
    bmi: bool
    weight_resolution_kg: Decimal | None
    height_resolution_m: Decimal | None


def decode_weight(
    payload: bytes, layout: WeightLayout = WeightLayout.STANDARD
) -> WeightMeasurement:
    """One value of 2A9D.

    ::

        0      1..2      bit 1      bit 2   bit 3
        flags  weight    date time  user    BMI       height
               u16 LE    7 octets   u8      u16 LE    u16 LE

        flags: bit 0 imperial; 1 to 3 which fields follow; 4 to 7 reserved, ignored
               (Detecto: bit 4 = below zero)
        weight: 0.005 kg or 0.01 lb, 0xFFFF = unsuccessful; BMI: 0.1; height: 0.001 m or 0.1 in

    What follows a complete payload is ignored. A user of 255 is an unknown user.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    imperial = bool(flags & _IMPERIAL)
    raw_weight = octets.unsigned(2, "weight")
    taken_at = octets.date_time("time stamp") if flags & _TIME else None
    user = octets.unsigned(1, "user") if flags & _USER else None
    bmi = height = None
    if flags & _BMI_AND_HEIGHT:
        bmi = Value("bmi", octets.unsigned(2, "BMI") * _BMI_STEP)
        height = _height(octets.unsigned(2, "height"), imperial=imperial)
    return WeightMeasurement(
        weight=_weight(raw_weight, imperial=imperial),
        taken_at=taken_at,
        user=None if user == _UNKNOWN_USER else user,
        bmi=bmi,
        height=height,
        below_zero=layout is WeightLayout.DETECTO and bool(flags & _DETECTO_BELOW_ZERO),
    )


def decode_feature(payload: bytes) -> WeightScaleFeature:
    """One value of 2A9E, a u32 LE.

    ::

        bit 0        bit 1           bit 2   bits 3..6           bits 7..9
        time stamp   several users   BMI     weight resolution   height resolution

    Raises:
        TruncatedError: when there are fewer than four octets.
    """
    bits = Octets(payload).unsigned(4, "features")
    return WeightScaleFeature(
        time_stamp=bool(bits & 0x01),
        several_users=bool(bits & 0x02),
        bmi=bool(bits & 0x04),
        weight_resolution_kg=_resolution(bits >> 3 & 0x0F, _WEIGHT_RESOLUTIONS),
        height_resolution_m=_resolution(bits >> 7 & 0x07, _HEIGHT_RESOLUTIONS),
    )


def _weight(raw: int, *, imperial: bool) -> Value:
    field = "weight_lb" if imperial else "weight_kg"
    if raw == _UNSUCCESSFUL:
        return Value(field, special=Special.UNSUCCESSFUL)
    return Value(field, raw * (_POUND_STEP if imperial else _KILOGRAM_STEP))


def _height(raw: int, *, imperial: bool) -> Value:
    if imperial:
        return Value("height_in", raw * _INCH_STEP)
    return Value("height_m", raw * _METRE_STEP)


def _resolution(code: int, known: tuple[str | None, ...]) -> Decimal | None:
    text = known[code] if code < len(known) else None
    return None if text is None else Decimal(text)

"""Pulse oximeters: spot checks (2A5E), continuous (2A5F), features (2A60), and Nonin's own values.

Source: Bluetooth SIG, Pulse Oximeter Service 1.0 and GATT Specification Supplement, "PLX Spot-Check
Measurement", "PLX Continuous Measurement", "PLX Features". Nonin's own characteristic: as open
programs for the Nonin 3230 and 3150 read it, which name Nonin's document 113142-000-02 Rev B.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from drivers.framing.octets import Octets
from drivers.readings import Special

if TYPE_CHECKING:
    from drivers.readings import DeviceTime

NONIN_SERVICE: Final = "46a970e0-0d5f-11e2-8b5e-0002a5d5c51b"
NONIN_MEASUREMENT: Final = "0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b"

_STORED: Final = 0x0200
_FULLY_QUALIFIED: Final = 0x0100
_NO_RESULT: Final = (
    (10, "the oximeter is showing a demonstration"),
    (11, "the oximeter is testing itself"),
    (12, "the oximeter is calibrating itself"),
    (13, "the oximeter has no measurement"),
    (15, "the oximeter calls the measurement invalid"),
)
"""Bits of the measurement status with which there is no result."""

_MEASUREMENT_FLAGS: Final = ((6, "early_estimate"), (14, "questionable"))
_DEVICE_FLAGS: Final = (
    "extended_display",
    "equipment_malfunction",
    "signal_processing_irregular",
    "inadequate_signal",
    "poor_signal",
    "low_perfusion",
    "erratic_signal",
    "non_pulsatile_signal",
    "questionable_pulse",
    "signal_analysis_ongoing",
    "sensor_interference",
    "sensor_unconnected",
    "sensor_unknown",
    "sensor_displaced",
    "sensor_malfunction",
    "sensor_disconnected",
)

_NONIN_WEAK_SIGNAL: Final = 0x02
_NONIN_SMARTPOINT: Final = 0x04
_NONIN_SEARCHING: Final = 0x08
_NONIN_LOW_BATTERY: Final = 0x20
_NONIN_NO_SATURATION: Final = 127
_NONIN_NO_PULSE: Final = 511


@dataclass(frozen=True, slots=True, kw_only=True)
class OximeterMeasurement:
    """One measurement as sent: percent, and beats per minute.

    ``trouble`` says why the oximeter itself calls it no result; ``settled`` that it vouches for it;
    ``amplitude_percent`` is the pulse amplitude index.
    """

    saturation: Decimal | Special
    pulse: Decimal | Special
    taken_at: DeviceTime | None = None
    fast: tuple[Decimal | Special, Decimal | Special] | None = None
    slow: tuple[Decimal | Special, Decimal | Special] | None = None
    amplitude_percent: Decimal | Special | None = None
    flags: tuple[str, ...] = ()
    trouble: str | None = None
    stored: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OximeterFeatures:
    """What an oximeter can do: three fields of bits, the last two None where they were not sent."""

    features: int
    measurement_status: int | None
    device_status: int | None


def decode_spot_check(payload: bytes) -> OximeterMeasurement:
    """One value of 2A5E.

    ::

        0      1..2    3..4    bit 0      bit 1        bit 2          bit 3
        flags  SpO2    pulse   date time  measurement  device and     pulse amplitude
               SFLOAT  SFLOAT  7 octets   status u16   sensor u24     SFLOAT

        flags: bit 4 the device's clock was never set; 5 to 7 reserved, ignored

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when a number is none.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    saturation = octets.sfloat("oxygen saturation")
    pulse = octets.sfloat("pulse rate")
    taken_at = octets.date_time("time stamp") if flags & 0x01 else None
    status = octets.unsigned(2, "measurement status") if flags & 0x02 else 0
    device = octets.unsigned(3, "device and sensor status") if flags & 0x04 else 0
    amplitude = octets.sfloat("pulse amplitude") if flags & 0x08 else None
    return OximeterMeasurement(
        saturation=saturation,
        pulse=pulse,
        taken_at=None if flags & 0x10 else taken_at,
        amplitude_percent=amplitude,
        flags=_flags(status, device),
        trouble=_trouble(status),
        stored=bool(status & _STORED),
        settled=True,
    )


def decode_continuous(payload: bytes) -> OximeterMeasurement:
    """One value of 2A5F, which comes about once a second.

    ::

        0      1..4          bit 0        bit 1        bit 2        bit 3       bit 4
        flags  SpO2, pulse   fast SpO2,   slow SpO2,   measurement  device and  pulse
               SFLOAT each   pulse        pulse        status u16   sensor u24  amplitude

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when a number is none.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    saturation, pulse = _pair(octets, "normal")
    fast = _pair(octets, "fast") if flags & 0x01 else None
    slow = _pair(octets, "slow") if flags & 0x02 else None
    status = octets.unsigned(2, "measurement status") if flags & 0x04 else 0
    device = octets.unsigned(3, "device and sensor status") if flags & 0x08 else 0
    amplitude = octets.sfloat("pulse amplitude") if flags & 0x10 else None
    return OximeterMeasurement(
        saturation=saturation,
        pulse=pulse,
        fast=fast,
        slow=slow,
        amplitude_percent=amplitude,
        flags=_flags(status, device),
        trouble=_trouble(status),
        stored=bool(status & _STORED),
        settled=bool(status & _FULLY_QUALIFIED),
    )


def decode_nonin(payload: bytes) -> OximeterMeasurement:
    """One value of Nonin's own characteristic, which comes about once a second.

    ::

        0       1       2        3..4             5..6     7     8..9
        length  status  battery  pulse amplitude  counter  SpO2  pulse
                        0.1 V    u16 BE           u16 BE   %     u16 BE, /min

        status: bit 1 weak signal, 2 SmartPoint (it vouches for it), 3 searching for a pulse,
                5 battery low
        SpO2 127 and pulse 511: not measured

    Raises:
        TruncatedError: when there are fewer than ten octets.
    """
    octets = Octets(payload)
    octets.take(1, "length")
    status = octets.unsigned(1, "status")
    octets.take(5, "battery, pulse amplitude and counter")
    saturation = octets.unsigned(1, "oxygen saturation")
    pulse = int.from_bytes(octets.take(2, "pulse rate"), "big")
    named = (
        (_NONIN_WEAK_SIGNAL, "poor_signal"),
        (_NONIN_SEARCHING, "searching_for_pulse"),
        (_NONIN_LOW_BATTERY, "battery_low"),
    )
    return OximeterMeasurement(
        saturation=Special.NAN if saturation == _NONIN_NO_SATURATION else Decimal(saturation),
        pulse=Special.NAN if pulse == _NONIN_NO_PULSE else Decimal(pulse),
        flags=tuple(name for mask, name in named if status & mask),
        settled=bool(status & _NONIN_SMARTPOINT),
    )


def decode_features(payload: bytes) -> OximeterFeatures:
    """One value of 2A60: u16 features, then if bit 0 a u16 and if bit 1 a u24 of supported bits.

    Raises:
        TruncatedError: when a field that the features promise is not there.
    """
    octets = Octets(payload)
    features = octets.unsigned(2, "features")
    return OximeterFeatures(
        features=features,
        measurement_status=octets.unsigned(2, "measurement status") if features & 0x01 else None,
        device_status=octets.unsigned(3, "device and sensor status") if features & 0x02 else None,
    )


def _pair(octets: Octets, name: str) -> tuple[Decimal | Special, Decimal | Special]:
    return octets.sfloat(f"{name} oxygen saturation"), octets.sfloat(f"{name} pulse rate")


def _flags(status: int, device: int) -> tuple[str, ...]:
    named = tuple(name for bit, name in _MEASUREMENT_FLAGS if status >> bit & 1)
    return named + tuple(name for bit, name in enumerate(_DEVICE_FLAGS) if device >> bit & 1)


def _trouble(status: int) -> str | None:
    return next((words for bit, words in _NO_RESULT if status >> bit & 1), None)

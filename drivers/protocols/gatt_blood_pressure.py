"""Blood Pressure Measurement (2A35) and Intermediate Cuff Pressure (2A36).

Source: Bluetooth SIG, Blood Pressure Service 1.1 and GATT Specification Supplement, "Blood
Pressure Measurement". Beurer's own layout: captures of a BM85 published with the tests of
derdilla/blood-pressure-monitor-fl.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from drivers.framing.octets import Octets
from drivers.framing.sfloat import as_value
from drivers.readings import DeviceTime, Special, Value

if TYPE_CHECKING:
    from decimal import Decimal

    _Tail = tuple[Decimal | Special | None, int | None, int]

_KILOPASCAL: Final = 0x01
_TIME: Final = 0x02
_PULSE: Final = 0x04
_USER: Final = 0x08
_STATUS: Final = 0x10

_UNKNOWN_USER: Final = 0xFF
_STATUS_FLAGS: Final = (
    # mask, value under the mask, name; the pulse range is two bits wide and 0b11 is reserved
    (0x01, 0x01, "body_moved"),
    (0x02, 0x02, "cuff_loose"),
    (0x04, 0x04, "irregular_pulse"),
    (0x18, 0x08, "pulse_above_range"),
    (0x18, 0x10, "pulse_below_range"),
    (0x20, 0x20, "improper_position"),
)


class PressureLayout(Enum):
    """How the fields lie. A maker's own is chosen because we know the maker, never by a guess."""

    STANDARD = auto()
    BEURER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureMeasurement:
    """One measurement as sent; pressures in ``unit`` (``mmhg`` or ``kpa``), pulse per minute."""

    unit: str
    systolic: Decimal | Special
    diastolic: Decimal | Special
    mean: Decimal | Special
    taken_at: DeviceTime | None = None
    pulse: Decimal | Special | None = None
    user: int | None = None
    flags: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[Value, ...]:
        """Each quantity under its field's name, the unit in the name."""
        pressures = (
            as_value(f"systolic_{self.unit}", self.systolic),
            as_value(f"diastolic_{self.unit}", self.diastolic),
            as_value(f"mean_{self.unit}", self.mean),
        )
        return pressures if self.pulse is None else (*pressures, as_pulse(self.pulse))


def as_pulse(pulse: Decimal | Special) -> Value:
    """The pulse rate under its field's name."""
    return as_value("pulse_per_min", pulse)


def decode_measurement(
    payload: bytes, layout: PressureLayout = PressureLayout.STANDARD
) -> PressureMeasurement:
    """One value of 2A35 or 2A36 (where the cuff's pressure lies in the systolic field).

    ::

        0      1..6                           bit 1      bit 2     bit 3   bit 4
        flags  systolic  diastolic  mean     date time  pulse     user    status
               SFLOAT    SFLOAT     SFLOAT   7 octets   SFLOAT    u8      u16 LE

        flags: bit 0 kPa instead of mmHg; 1 to 4 which fields follow; 5 to 7 reserved, ignored
        status: 0 body moved, 1 cuff loose, 2 irregular pulse, 3-4 pulse out of range,
                5 improper position; the rest reserved, ignored

    What follows a complete payload is ignored. A user of 255 is an unknown user.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when a number is none.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    systolic = octets.sfloat("systolic pressure")
    diastolic = octets.sfloat("diastolic pressure")
    mean = octets.sfloat("mean pressure")
    taken_at = octets.date_time("time stamp") if flags & _TIME else None
    tail = _beurer_tail if layout is PressureLayout.BEURER else _standard_tail
    pulse, user, status = tail(octets, flags)
    return PressureMeasurement(
        unit="kpa" if flags & _KILOPASCAL else "mmhg",
        systolic=systolic,
        diastolic=diastolic,
        mean=mean,
        taken_at=taken_at,
        pulse=pulse,
        user=None if user == _UNKNOWN_USER else user,
        flags=status_flags(status),
    )


def status_flags(status: int) -> tuple[str, ...]:
    """The names of the bits that are set in a measurement status (u16)."""
    return tuple(name for mask, value, name in _STATUS_FLAGS if status & mask == value)


def _standard_tail(octets: Octets, flags: int) -> _Tail:
    """Pulse, user and status, each only if its flag is set."""
    pulse = octets.sfloat("pulse rate") if flags & _PULSE else None
    user = octets.unsigned(1, "user") if flags & _USER else None
    status = octets.unsigned(2, "status") if flags & _STATUS else 0
    return pulse, user, status


def _beurer_tail(octets: Octets, flags: int) -> _Tail:
    """Pulse, user and status of a Beurer BM85.

    ::

        bit 2                 always   bit 4
        pulse                 user     status
        SFLOAT, big-endian    u8       u16, big-endian

    The user is sent although its flag is clear.
    """
    pulse = octets.sfloat_big_endian("pulse rate") if flags & _PULSE else None
    user = octets.unsigned(1, "user")
    status = int.from_bytes(octets.take(2, "status"), "big") if flags & _STATUS else 0
    return pulse, user, status

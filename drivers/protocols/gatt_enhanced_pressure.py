"""Enhanced Blood Pressure Measurement (2B34) and Blood Pressure Record (2B36).

Source: Bluetooth SIG, Blood Pressure Service 1.1 and GATT Specification Supplement, "Enhanced
Blood Pressure Measurement", "Blood Pressure Record". No device that sends only these is known to
us; the layout is from the specification alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from drivers.framing.octets import Octets
from drivers.protocols.gatt_blood_pressure import PressureMeasurement, status_flags
from drivers.readings import DeviceTime

if TYPE_CHECKING:
    from decimal import Decimal

    from drivers.readings import Special

_KILOPASCAL: Final = 0x01
_TIME: Final = 0x02
_PULSE: Final = 0x04
_USER: Final = 0x08
_STATUS: Final = 0x10
_USER_FACING_TIME: Final = 0x20
_EPOCH_2000: Final = 0x40
_UNKNOWN_USER: Final = 0xFF

_FIRST: Final = 0x01
_LAST: Final = 0x02


@dataclass(frozen=True, slots=True)
class PressureRecord:
    """One stored record that came in one piece: what it carries, and the bytes of it."""

    sequence: int
    carried: str
    payload: bytes


class SegmentedError(ValueError):
    """A record that was cut into several indications."""


def decode_enhanced_measurement(payload: bytes) -> PressureMeasurement:
    """One value of 2B34.

    ::

        0      1..6                           bit 1    bit 2   bit 3  bit 4   bit 5
        flags  systolic  diastolic  mean     time     pulse   user   status  user-facing time
               SFLOAT    SFLOAT     SFLOAT   u32 s    SFLOAT  u8     u16     u32 s

        flags: bit 0 kPa instead of mmHg; 1 to 5 which fields follow; 6 seconds are counted from
               2000 and not from 1900; 7 reserved, ignored

    The user-facing time is what the display shows and goes before the other. No seconds at all
    means a clock that was never set. What follows a complete payload is ignored.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when a number is none.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    systolic = octets.sfloat("systolic pressure")
    diastolic = octets.sfloat("diastolic pressure")
    mean = octets.sfloat("mean pressure")
    epoch = 2000 if flags & _EPOCH_2000 else 1900
    base_time = _time(octets.take(4, "time stamp"), epoch) if flags & _TIME else None
    pulse: Decimal | Special | None = octets.sfloat("pulse rate") if flags & _PULSE else None
    user = octets.unsigned(1, "user") if flags & _USER else None
    status = octets.unsigned(2, "status") if flags & _STATUS else 0
    shown_time = (
        _time(octets.take(4, "user-facing time"), epoch) if flags & _USER_FACING_TIME else None
    )
    return PressureMeasurement(
        unit="kpa" if flags & _KILOPASCAL else "mmhg",
        systolic=systolic,
        diastolic=diastolic,
        mean=mean,
        taken_at=shown_time or base_time,
        pulse=pulse,
        user=None if user == _UNKNOWN_USER else user,
        flags=status_flags(status),
    )


def decode_record(payload: bytes) -> PressureRecord:
    """One value of 2B36 that holds a whole record.

    ::

        0               1..2        3..4          5..
        segment header  sequence    UUID of what  a value of that characteristic
                        number      it carries
                        u16 LE      u16 LE

        segment header: bit 0 first, bit 1 last, bits 2 to 7 a rolling counter

    Raises:
        TruncatedError: when it ends before byte 5.
        SegmentedError: when it is only a part of a record.
    """
    octets = Octets(payload)
    header = octets.unsigned(1, "segment header")
    sequence = octets.unsigned(2, "sequence number")
    carried = octets.unsigned(2, "UUID")
    if not header & _FIRST or not header & _LAST:
        raise SegmentedError("the record came in several pieces, which cannot be put together")
    return PressureRecord(sequence, f"{carried:04x}", payload[5:])


def _time(octets: bytes, epoch: int) -> DeviceTime | None:
    seconds = int.from_bytes(octets, "little")
    if not seconds:
        return None
    # UTC only so that sums work: the device has no zone.
    moment = datetime(epoch, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return DeviceTime(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        text=octets.hex(),
    )

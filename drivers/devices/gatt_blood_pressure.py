"""Cuffs with the Bluetooth Blood Pressure service (1810), such as the A&D UA-651BLE."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drivers.driver import BleLink, Driver, Level
from drivers.protocols.gatt_blood_pressure import (
    PressureLayout,
    PressureMeasurement,
    decode_measurement,
)
from drivers.protocols.gatt_device_information import DeviceInformation
from drivers.protocols.gatt_enhanced_pressure import (
    SegmentedError,
    decode_enhanced_measurement,
    decode_record,
)
from drivers.protocols.gatt_measurements import GattMeasurements, Measured, Refused
from drivers.readings import Kind, Refusal, Special

KEY: Final = "gatt-blood-pressure"
VERSION: Final = "1"

_MEASUREMENT: Final = "2a35"
_INTERMEDIATE_CUFF_PRESSURE: Final = "2a36"
_FEATURE: Final = "2a49"
# Decoded where they come, never asked for: a cuff that has them sends 2A35 too.
_ENHANCED_MEASUREMENT: Final = "2b34"
_ENHANCED_CUFF_PRESSURE: Final = "2b35"
_RECORD: Final = "2b36"

# The BM85 is the one whose own layout has been seen; other Beurer cuffs keep to the standard.
_BEURER_LAYOUT: Final = ("BM85", "Beurer BM85")

# "Above" and "below" the cuff's range are findings and stay, in words.
_NOT_MEASURED: Final = frozenset({Special.NAN, Special.NOT_AT_THIS_RESOLUTION, Special.RESERVED})


def interpret(payload: bytes, information: DeviceInformation) -> Measured | Refused:
    """One value of 2A35 from a device that is known as ``information``.

    Without a systolic and a diastolic pressure it is no reading: A&D cuffs send failed
    measurements with all three pressures NaN. A mean pressure that is NaN or 0 is common.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when a number is none.
    """
    beurer = information.is_from(*_BEURER_LAYOUT)
    layout = PressureLayout.BEURER if beurer else PressureLayout.STANDARD
    return _judge(decode_measurement(payload, layout))


def interpret_enhanced(payload: bytes, information: DeviceInformation) -> Measured | Refused:
    """One value of 2B34. Raises as ``interpret``."""
    del information
    return _judge(decode_enhanced_measurement(payload))


def interpret_record(payload: bytes, information: DeviceInformation) -> Measured | Refused:
    """One value of 2B36, with the measurement that it carries. Raises as ``interpret``."""
    try:
        record = decode_record(payload)
    except SegmentedError as error:
        return Refused(Refusal.NOT_UNDERSTOOD, str(error))
    carried = {_MEASUREMENT: interpret, _ENHANCED_MEASUREMENT: interpret_enhanced}
    if record.carried not in carried:
        detail = f"the record carries {record.carried}, which is no blood pressure"
        return Refused(Refusal.NOT_UNDERSTOOD, detail)
    measured = carried[record.carried](record.payload, information)
    if isinstance(measured, Refused):
        return measured
    return replace(measured, sequence=str(record.sequence), stored=True)


def _judge(measurement: PressureMeasurement) -> Measured | Refused:
    for name, pressure in (
        ("systolic", measurement.systolic),
        ("diastolic", measurement.diastolic),
    ):
        if isinstance(pressure, Special) and pressure in _NOT_MEASURED:
            detail = f"the cuff sent no {name} pressure ({pressure}); measure again"
            return Refused(Refusal.SPECIAL_REQUIRED_VALUE, detail)
    return Measured(
        values=measurement.values,
        taken_at=measurement.taken_at,
        user=measurement.user,
        flags=measurement.flags,
    )


def converse() -> GattMeasurements:
    """A new conversation with one cuff."""
    return GattMeasurements(
        driver=KEY,
        version=VERSION,
        kind=Kind.BLOOD_PRESSURE,
        channel=_MEASUREMENT,
        interpret=interpret,
        also={_ENHANCED_MEASUREMENT: interpret_enhanced, _RECORD: interpret_record},
        ignored=frozenset({_INTERMEDIATE_CUFF_PRESSURE, _ENHANCED_CUFF_PRESSURE, _FEATURE}),
    )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("A&D UA-651BLE", "cuffs with the Bluetooth Blood Pressure service"),
    links=(BleLink(service="1810", name_prefixes=("A&D_UA-651BLE",), bond=True),),
    protocol="Bluetooth GATT, Blood Pressure",
    measures=frozenset({Kind.BLOOD_PRESSURE}),
    level=Level.DOCUMENTED,
    source="Bluetooth SIG Blood Pressure Service 1.1, GATT Specification Supplement",
    converse=converse,
)

"""Thermometers with the Bluetooth Health Thermometer service (1809).

Source: Bluetooth SIG Health Thermometer Service 1.0. Not tried on a device.
"""

from __future__ import annotations

from typing import Final

from drivers.driver import BleLink, Driver, Level
from drivers.protocols.gatt_device_information import DeviceInformation
from drivers.protocols.gatt_measurements import GattMeasurements, Measured, Refused
from drivers.protocols.gatt_thermometer import decode_temperature
from drivers.readings import Kind, Refusal, Special

KEY: Final = "gatt-thermometer"
VERSION: Final = "1"

_MEASUREMENT: Final = "2a1c"
_INTERMEDIATE: Final = "2a1e"
_TYPE: Final = "2a1d"
_INTERVAL: Final = "2a21"

_NOT_MEASURED: Final = frozenset({Special.NAN, Special.NOT_AT_THIS_RESOLUTION, Special.RESERVED})


def interpret(payload: bytes, information: DeviceInformation) -> Measured | Refused:
    """One value of 2A1C. Where it was measured is in its bytes; a reading has no field for it.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when the temperature is no number.
    """
    del information
    measurement = decode_temperature(payload)
    temperature = measurement.temperature
    if isinstance(temperature, Special) and temperature in _NOT_MEASURED:
        detail = f"the thermometer sent no temperature ({temperature}); measure again"
        return Refused(Refusal.SPECIAL_REQUIRED_VALUE, detail)
    return Measured(values=(measurement.value,), taken_at=measurement.taken_at)


def converse() -> GattMeasurements:
    """A new conversation with one thermometer."""
    return GattMeasurements(
        driver=KEY,
        version=VERSION,
        kind=Kind.TEMPERATURE,
        channel=_MEASUREMENT,
        interpret=interpret,
        ignored=frozenset({_INTERMEDIATE, _TYPE, _INTERVAL}),
    )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("thermometers with the Bluetooth Health Thermometer service",),
    links=(BleLink(service="1809", bond=True),),
    protocol="Bluetooth GATT, Health Thermometer",
    measures=frozenset({Kind.TEMPERATURE}),
    level=Level.DOCUMENTED,
    source="Bluetooth SIG Health Thermometer Service 1.0, GATT Specification Supplement",
    converse=converse,
)

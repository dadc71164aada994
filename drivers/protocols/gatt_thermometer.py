"""Temperature Measurement (2A1C) and Intermediate Temperature (2A1E).

Source: Bluetooth SIG, Health Thermometer Service 1.0 and GATT Specification Supplement,
"Temperature Measurement", "Temperature Type".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from drivers.framing.octets import Octets
from drivers.framing.sfloat import as_value, decode_float

if TYPE_CHECKING:
    from decimal import Decimal

    from drivers.readings import DeviceTime, Special, Value

_FAHRENHEIT: Final = 0x01
_TIME: Final = 0x02
_TYPE: Final = 0x04

SITES: Final = {
    1: "armpit",
    2: "body",
    3: "ear",
    4: "finger",
    5: "gastro-intestinal tract",
    6: "mouth",
    7: "rectum",
    8: "toe",
    9: "ear drum",
}
"""Temperature type: where on the body it was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureMeasurement:
    """One measurement as sent, in ``unit`` (``c`` or ``f``); ``site`` is a key of ``SITES``."""

    unit: str
    temperature: Decimal | Special
    taken_at: DeviceTime | None = None
    site: int | None = None

    @property
    def value(self) -> Value:
        """The temperature under its field's name, the unit in the name."""
        return as_value(f"temperature_{self.unit}", self.temperature)


def decode_temperature(payload: bytes) -> TemperatureMeasurement:
    """One value of 2A1C or 2A1E.

    ::

        0      1..4         bit 1      bit 2
        flags  temperature  date time  temperature type
               FLOAT        7 octets   u8

        flags: bit 0 Fahrenheit; 1 and 2 which fields follow; the rest reserved, ignored

    What follows a complete payload is ignored.

    Raises:
        TruncatedError: when a field that the flags promise is not there.
        IllegalFloatError: when the temperature is no number.
    """
    octets = Octets(payload)
    flags = octets.unsigned(1, "flags")
    temperature = decode_float(octets.take(4, "temperature"))
    taken_at = octets.date_time("time stamp") if flags & _TIME else None
    return TemperatureMeasurement(
        unit="f" if flags & _FAHRENHEIT else "c",
        temperature=temperature,
        taken_at=taken_at,
        site=octets.unsigned(1, "temperature type") if flags & _TYPE else None,
    )

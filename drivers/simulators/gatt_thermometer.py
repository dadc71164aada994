"""A talking double of a thermometer, for the driver ``gatt-thermometer``."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

from drivers.simulators.gatt_values import date_time
from drivers.simulators.peripherals import Characteristic
from drivers.simulators.store_and_forward import Label, Manners, StoreAndForward, local_now

LABEL: Final = Label(
    name="Thermometer EXAMPLE",
    address="5C:31:3E:7A:10:01",
    maker="EXAMPLE",
    model="T-1",
    serial="7010001",
)

_FAHRENHEIT, _TIME, _TYPE = 0x01, 0x02, 0x04
_NAN: Final = bytes.fromhex("ffff7f00")
_EAR: Final = 3


class Thermometer(StoreAndForward):
    """Measures in the ear, and stamps what it measures with its own clock."""

    def __init__(
        self,
        label: Label = LABEL,
        *,
        manners: Manners | None = None,
        now: Callable[[], datetime] = local_now,
        clock: datetime | None = None,
        clock_known: bool = True,
    ) -> None:
        super().__init__(
            label,
            service="1809",
            measurement="2a1c",
            further=(
                Characteristic(uuid="2a1e", flags=("notify",)),
                Characteristic(uuid="2a1d", flags=("read",), value=bytes((_EAR,))),
            ),
            manners=manners,
            now=now,
            clock=clock,
            clock_known=clock_known,
        )

    def measure(
        self, temperature: Decimal, at: datetime | None = None, *, fahrenheit: bool = False
    ) -> bytes:
        """Measure, keep it, wake and advertise; the payload that will be sent.

        ``temperature`` is in degrees Celsius, or Fahrenheit if so said; ``at`` is what the
        thermometer's clock showed, if not what it shows now.
        """
        return self._keep(medical_float(temperature), at or self.clock(), fahrenheit=fahrenheit)

    def fail(self) -> bytes:
        """A measurement that failed: it is kept and sent as NaN."""
        return self._keep(_NAN, self.clock(), fahrenheit=False)

    def _keep(self, number: bytes, at: datetime | None, *, fahrenheit: bool) -> bytes:
        flags = _TYPE | (_TIME if at else 0) | (_FAHRENHEIT if fahrenheit else 0)
        payload = bytes((flags,)) + number + (date_time(at) if at else b"") + bytes((_EAR,))
        self.remember(payload)
        self.wake()
        return payload


def medical_float(number: Decimal) -> bytes:
    """A 32-bit medical float with as many decimals as ``number`` has."""
    sign, digits, exponent = number.as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
    if not isinstance(exponent, int):
        raise TypeError(f"{number} cannot be sent; give a finite number")
    return struct.pack("<i", mantissa)[:3] + struct.pack("<b", exponent)

"""A talking double of a cuff like the A&D UA-651BLE, for the driver ``gatt-blood-pressure``."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from drivers.simulators.gatt_values import SFLOAT_NAN, date_time, sfloat
from drivers.simulators.peripherals import Characteristic
from drivers.simulators.store_and_forward import Label, Manners, StoreAndForward, local_now

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL: Final = Label(
    name="A&D_UA-651BLE_4C2B1F",
    address="5C:31:3E:4C:2B:1F",
    maker="A&D Medical",
    model="UA-651BLE",
    serial="5180500123",
)

_TIME, _PULSE, _USER, _STATUS = 0x02, 0x04, 0x08, 0x10
_STATUS_BITS: Final = {
    "body_moved": 0x01,
    "cuff_loose": 0x02,
    "irregular_pulse": 0x04,
    "pulse_above_range": 0x08,
    "pulse_below_range": 0x10,
    "improper_position": 0x20,
}
_FEATURE: Final = bytes.fromhex("2500")


class BloodPressureCuff(StoreAndForward):
    """Measures in mmHg and per minute, and stamps what it measures with its own clock."""

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
            service="1810",
            measurement="2a35",
            further=(Characteristic(uuid="2a49", flags=("read",), value=_FEATURE),),
            manners=manners,
            now=now,
            clock=clock,
            clock_known=clock_known,
        )

    def measure(
        self,
        systolic: int,
        diastolic: int,
        pulse: int,
        at: datetime | None = None,
        *,
        mean: int | None = None,
        user: int | None = None,
        flags: Sequence[str] = (),
    ) -> bytes:
        """Take a measurement, keep it, wake and advertise; the payload that will be sent.

        ``at`` is what the cuff's clock showed, if not what it shows now; ``flags`` are those of
        the command line, such as ``irregular_pulse``.
        """
        payload = blood_pressure(
            systolic,
            diastolic,
            pulse,
            at or self.clock(),
            mean=mean,
            user=user,
            flags=flags,
        )
        self.remember(payload)
        self.wake()
        return payload

    def fail(self) -> bytes:
        """A measurement that failed: the cuff keeps and sends it with three NaNs."""
        payload = b"\x00" + 3 * SFLOAT_NAN
        self.remember(payload)
        self.wake()
        return payload


def blood_pressure(
    systolic: int,
    diastolic: int,
    pulse: int,
    at: datetime | None,
    *,
    mean: int | None = None,
    user: int | None = None,
    flags: Sequence[str] = (),
) -> bytes:
    """A value of 2A35 in mmHg; without ``at`` it carries no time, without ``mean`` a NaN."""
    present = _PULSE | _STATUS | (_TIME if at else 0) | (0 if user is None else _USER)
    return b"".join(
        (
            bytes([present]),
            sfloat(systolic),
            sfloat(diastolic),
            SFLOAT_NAN if mean is None else sfloat(mean),
            date_time(at) if at else b"",
            sfloat(Decimal(pulse)),
            b"" if user is None else bytes([user]),
            struct.pack("<H", sum(_STATUS_BITS[flag] for flag in flags)),
        )
    )

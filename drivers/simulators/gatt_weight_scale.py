"""A talking double of a scale like the A&D UC-352BLE, for the driver ``gatt-weight-scale``."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

from drivers.simulators.gatt_values import date_time
from drivers.simulators.peripherals import Characteristic
from drivers.simulators.scale_users import ScaleUsers
from drivers.simulators.store_and_forward import Label, Manners, StoreAndForward, local_now

LABEL: Final = Label(
    name="A&D_UC-352BLE_0A17D3",
    address="5C:31:3E:0A:17:D3",
    maker="A&D Medical",
    model="UC-352BLE",
    serial="5190300456",
)

_TIME, _USER = 0x02, 0x04
_KILOGRAM_STEP: Final = Decimal("0.005")
_UNSUCCESSFUL: Final = 0xFFFF
# Time stamps, weighs to 0.05 kg.
_FEATURE: Final = struct.pack("<I", 0x01 | 4 << 3)


class WeightScale(StoreAndForward):
    """Weighs in kilograms, and stamps what it weighs with its own clock."""

    def __init__(
        self,
        label: Label = LABEL,
        *,
        manners: Manners | None = None,
        now: Callable[[], datetime] = local_now,
        clock: datetime | None = None,
        clock_known: bool = True,
        users: ScaleUsers | None = None,
    ) -> None:
        super().__init__(
            label,
            service="181d",
            measurement="2a9d",
            further=(Characteristic(uuid="2a9e", flags=("read",), value=_FEATURE),),
            manners=manners,
            now=now,
            clock=clock,
            clock_known=clock_known,
            users=users,
        )

    def weigh(
        self, kilograms: Decimal, at: datetime | None = None, *, user: int | None = None
    ) -> bytes:
        """Weigh, keep it, wake and advertise; the payload that will be sent.

        ``at`` is what the scale's clock showed, if not what it shows now.

        Raises:
            ValueError: when the weight is no multiple of 0.005 kg below 327.675 kg.
        """
        steps = kilograms / _KILOGRAM_STEP
        if steps != int(steps) or not 0 <= steps < _UNSUCCESSFUL:
            raise ValueError(f"{kilograms} kg cannot be sent; weigh in steps of 0.005 kg")
        return self._keep(int(steps), at, user)

    def fail(self) -> bytes:
        """A weighing that failed: the scale keeps and sends it as 0xFFFF."""
        return self._keep(_UNSUCCESSFUL, None, None)

    def _keep(self, steps: int, at: datetime | None, user: int | None) -> bytes:
        at = at or self.clock()
        payload = b"".join(
            (
                bytes([(_TIME if at else 0) | (0 if user is None else _USER)]),
                struct.pack("<H", steps),
                date_time(at) if at else b"",
                b"" if user is None else bytes([user]),
            )
        )
        self.remember(payload)
        self.wake()
        return payload

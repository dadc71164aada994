"""A talking double of a scale like the Beurer BF720, for the driver ``gatt-body-composition``."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

from typing_extensions import override

from drivers.simulators.gatt_values import date_time
from drivers.simulators.peripherals import Characteristic, PeripheralLink
from drivers.simulators.scale_users import ScaleUsers
from drivers.simulators.store_and_forward import Label, Manners, StoreAndForward, local_now

LABEL: Final = Label(
    name="BF720 EXAMPLE",
    address="5C:31:3E:7A:30:01",
    maker="Beurer GmbH",
    model="BF720",
    serial="7030001",
)

_TIME, _USER, _IMPEDANCE, _MUSCLE_MASS, _MULTIPLE = 0x0002, 0x0004, 0x0200, 0x0020, 0x1000
_WEIGHT_TIME, _WEIGHT_USER = 0x02, 0x04
_KILOGRAM_STEP: Final = Decimal("0.005")
_UNSUCCESSFUL: Final = 0xFFFF
# Time stamps, several users, muscle mass, impedance, weight.
_FEATURE: Final = struct.pack("<I", 0x01 | 0x02 | 1 << 4 | 1 << 8 | 1 << 9)


class BodyCompositionScale(StoreAndForward):
    """Weighs, then measures the body, and tells both with the time of its own clock.

    ``in_packets`` it cuts the composition into two packets.
    """

    def __init__(
        self,
        label: Label = LABEL,
        *,
        manners: Manners | None = None,
        now: Callable[[], datetime] = local_now,
        clock: datetime | None = None,
        clock_known: bool = True,
        in_packets: bool = False,
        users: ScaleUsers | None = None,
    ) -> None:
        self._in_packets = in_packets
        self._weights: set[bytes] = set()
        super().__init__(
            label,
            service="181b",
            measurement="2a9c",
            further=(
                Characteristic(uuid="2a9b", flags=("read",), value=_FEATURE),
                Characteristic(uuid="2a9d", flags=("indicate",)),
            ),
            manners=manners,
            now=now,
            clock=clock,
            clock_known=clock_known,
            users=users,
        )

    def weigh(
        self,
        kilograms: Decimal,
        fat_percent: Decimal | None = None,
        at: datetime | None = None,
        *,
        user: int = 1,
    ) -> list[bytes]:
        """Weigh and measure, keep it, wake and advertise; the payloads that will be sent.

        Without ``fat_percent`` somebody stood on it in shoes: the composition is unsuccessful.
        ``at`` is what the scale's clock showed, if not what it shows now.
        """
        when = at or self.clock()
        stamp = b"" if when is None else date_time(when)
        weight = b"".join(
            (
                bytes((_WEIGHT_USER | (_WEIGHT_TIME if stamp else 0),)),
                struct.pack("<H", int(kilograms / _KILOGRAM_STEP)),
                stamp,
                bytes((user,)),
            )
        )
        fat = _UNSUCCESSFUL if fat_percent is None else int(fat_percent * 10)
        common = _USER | (_TIME if stamp else 0)
        muscle = struct.pack("<H", int(kilograms * Decimal("0.4") / _KILOGRAM_STEP))
        impedance = struct.pack("<H", 4520)

        def packet(flags: int, further: bytes) -> bytes:
            return struct.pack("<HH", common | flags, fat) + stamp + bytes((user,)) + further

        if self._in_packets:
            compositions = [
                packet(_MULTIPLE | _MUSCLE_MASS, muscle),
                packet(_MULTIPLE | _IMPEDANCE, impedance),
            ]
        else:
            compositions = [packet(_MUSCLE_MASS | _IMPEDANCE, muscle + impedance)]
        self._weights.add(weight)
        self.remember(weight, *compositions)
        self.wake()
        return [weight, *compositions]

    @override
    async def _visit(self, link: PeripheralLink) -> None:
        await super()._visit(_Sorted(link, self._weights))


class _Sorted:
    """A link on which each payload goes out on the characteristic that it is a value of."""

    def __init__(self, link: PeripheralLink, weights: set[bytes]) -> None:
        self._link = link
        self._weights = weights

    def indicate(self, uuid: str, value: bytes) -> bool:
        """See ``PeripheralLink``."""
        return self._link.indicate("2a9d" if value in self._weights else uuid, value)

    async def drop(self) -> None:
        """See ``PeripheralLink``."""
        await self._link.drop()

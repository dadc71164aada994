"""Talking doubles of pulse oximeters, for the driver ``gatt-pulse-oximeter``.

One keeps spot checks and sends them when it is called; one streams what it shows, in the standard
service or in Nonin's own.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from drivers.simulators.gatt_values import SFLOAT_NAN, date_time, sfloat
from drivers.simulators.peripherals import Characteristic, Peripheral, PeripheralLink, Service
from drivers.simulators.store_and_forward import Label, Manners, StoreAndForward, local_now

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL: Final = Label(
    name="Oximeter EXAMPLE",
    address="5C:31:3E:7A:20:01",
    maker="EXAMPLE",
    model="O-1",
    serial="7020001",
)
NONIN_LABEL: Final = Label(
    name="Nonin3230_502000001",
    address="5C:31:3E:7A:20:02",
    maker="Nonin Medical, Inc.",
    model="Model 3230",
    serial="502000001",
)

_TIME, _STATUS = 0x01, 0x02
_FEATURES: Final = bytes.fromhex("01000043")
_VALIDATED: Final = 0x0080

_NONIN_SERVICE: Final = "46a970e0-0d5f-11e2-8b5e-0002a5d5c51b"
_NONIN_MEASUREMENT: Final = "0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b"
_NONIN_ON_FINGER, _NONIN_SMARTPOINT = 0x10, 0x04

Shown = tuple[int, int] | None
"""Saturation in percent and pulse per minute; None while no finger is in it."""


class PulseOximeter(StoreAndForward):
    """Takes spot checks, and stamps them with its own clock."""

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
            service="1822",
            measurement="2a5e",
            further=(Characteristic(uuid="2a60", flags=("read",), value=_FEATURES),),
            manners=manners,
            now=now,
            clock=clock,
            clock_known=clock_known,
        )

    def measure(
        self,
        saturation: Decimal,
        pulse: int,
        at: datetime | None = None,
        *,
        status: int = _VALIDATED,
    ) -> bytes:
        """Take a spot check, keep it, wake and advertise; the payload that will be sent.

        ``saturation`` is in percent, ``pulse`` per minute; ``at`` is what the oximeter's clock
        showed, if not what it shows now; ``status`` is the measurement status of the service.
        """
        return self._keep(sfloat(saturation) + sfloat(pulse), at or self.clock(), status)

    def fail(self) -> bytes:
        """A spot check without a finger: it is kept and sent with two NaNs."""
        return self._keep(2 * SFLOAT_NAN, self.clock(), 0)

    def _keep(self, numbers: bytes, at: datetime | None, status: int) -> bytes:
        flags = bytes((_STATUS | (_TIME if at else 0),))
        payload = flags + numbers + (date_time(at) if at else b"") + struct.pack("<H", status)
        self.remember(payload)
        self.wake()
        return payload


class StreamingOximeter:
    """Shows what it is told to, one value after the other, while a central listens; then hangs up.

    ``nonin`` speaks Nonin's own service instead of the standard one.
    """

    def __init__(
        self, shown: Sequence[Shown], *, nonin: bool = False, manners: Manners | None = None
    ) -> None:
        self.sent: list[bytes] = []
        self._manners = manners or Manners()
        self._encode = nonin_value if nonin else continuous_value
        self._values = [self._encode(each) for each in shown]
        self._measurement = _NONIN_MEASUREMENT if nonin else "2a5f"
        self._listened_to = asyncio.Event()
        label = NONIN_LABEL if nonin else LABEL
        service = _NONIN_SERVICE if nonin else "1822"
        texts = {"2a29": label.maker, "2a24": label.model, "2a25": label.serial}
        stream = Characteristic(
            uuid=self._measurement,
            flags=("notify",),
            on_subscribe=lambda _link: self._listened_to.set(),
        )
        about = (
            Characteristic(uuid=uuid, flags=("read",), value=text.encode())
            for uuid, text in texts.items()
        )
        self.peripheral = Peripheral(
            name=label.name,
            address=label.address,
            services=(
                Service(uuid=service, characteristics=(stream,)),
                Service(uuid="180a", characteristics=tuple(about)),
            ),
            advertised=(service,),
            advert_seconds=self._manners.advert_seconds,
            on_connect=self._visit,
        )

    async def _visit(self, link: PeripheralLink) -> None:
        async with asyncio.timeout(self._manners.patience_seconds):
            await self._listened_to.wait()
        # Long enough for the central to have asked who it is.
        await asyncio.sleep(self._manners.linger_seconds)
        for value in self._values:
            await asyncio.sleep(self._manners.pause_seconds)
            if not link.indicate(self._measurement, value):
                return
            self.sent.append(value)
        await asyncio.sleep(self._manners.linger_seconds)
        self.peripheral.awake = False
        await link.drop()


def continuous_value(shown: Shown) -> bytes:
    """A value of 2A5F."""
    if shown is None:
        return b"\x00" + 2 * SFLOAT_NAN
    return b"\x00" + sfloat(shown[0]) + sfloat(shown[1])


def nonin_value(shown: Shown) -> bytes:
    """A value of Nonin's characteristic, as the display has it."""
    saturation, pulse = shown or (127, 511)
    status = _NONIN_ON_FINGER | _NONIN_SMARTPOINT if shown else 0
    return struct.pack(">BBBHHBH", 10, status, 27, 500, 1, saturation, pulse)

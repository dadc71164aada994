"""How an A&D Bluetooth device behaves: it measures, keeps, wakes, sends, deletes and hangs up.

Source: A&D's published sample programs and issue threads, gathered in the project's
``reference/bluetooth.md`` section 2: it gives up unless the central subscribes and sets the clock
within about five seconds, sends oldest first, deletes what was confirmed, then hangs up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from drivers.simulators.gatt_values import DATE_TIME_NOT_KNOWN, date_time, moment_of
from drivers.simulators.peripherals import (
    INVALID_LENGTH,
    AttError,
    Characteristic,
    Peripheral,
    PeripheralLink,
    Service,
)
from drivers.simulators.scale_users import ScaleUsers

if TYPE_CHECKING:
    from collections.abc import Sequence


def local_now() -> datetime:
    """The computer's time in its own zone."""
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the device behaves. Times in seconds.

    ``vanish_after`` results sent in a visit it is gone without a word; the first
    ``lost_confirmations`` results that it sends it believes unsent, and hangs up.
    """

    needs_bond: bool = True
    passkey: int | None = None
    asks_consent: bool = False
    refuse_connects: int = 0
    advert_seconds: float = 0.05
    connect_seconds: float = 0.0
    patience_seconds: float = 5.0
    pause_seconds: float = 0.005
    linger_seconds: float = 0.02
    vanish_after: int | None = None
    lost_confirmations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the device says it is."""

    name: str
    address: str
    maker: str
    model: str
    serial: str


class StoreAndForward:
    """A device with one measurement characteristic, a clock, a memory and a label.

    ``clock`` is what its clock shows now, if not the right time; ``clock_known`` False is a clock
    that was never set, so results carry no time. ``memory`` holds what is still to be sent,
    ``confirmed`` what a central has taken, ``clock_writes`` what was written to the clock.
    ``users`` are those without whom it tells nothing. Results may be added from any thread.
    """

    def __init__(
        self,
        label: Label,
        *,
        service: str,
        measurement: str,
        further: Sequence[Characteristic] = (),
        manners: Manners | None = None,
        now: Callable[[], datetime] = local_now,
        clock: datetime | None = None,
        clock_known: bool = True,
        users: ScaleUsers | None = None,
    ) -> None:
        self._users = users
        self.memory: deque[bytes] = deque()
        self.confirmed: list[bytes] = []
        self.clock_writes: list[bytes] = []
        self._manners = manners or Manners()
        self._measurement = measurement
        self._now = now
        self._clock_known = clock_known
        self._ahead = timedelta() if clock is None else clock - now()
        self._unconfirmed = self._manners.lost_confirmations
        self._subscribed = asyncio.Event()
        self._clock_set = asyncio.Event()
        self.peripheral = self._peripheral(label, service, further)

    def clock(self) -> datetime | None:
        """What the device's own clock shows, or None if it was never set."""
        return self._now() + self._ahead if self._clock_known else None

    def remember(self, *payloads: bytes) -> None:
        """Put results into the memory without waking the device."""
        self.memory.extend(payloads)

    def wake(self) -> None:
        """Advertise, as after a measurement or a press of the button."""
        self.peripheral.awake = True

    def _peripheral(
        self, label: Label, service: str, further: Sequence[Characteristic]
    ) -> Peripheral:
        measurement = Characteristic(
            uuid=self._measurement,
            flags=("indicate",),
            on_subscribe=lambda _link: self._subscribed.set(),
        )
        clock = Characteristic(
            uuid="2a08",
            flags=("read", "write"),
            on_read=self._read_clock,
            on_write=self._write_clock,
        )
        texts = {"2a29": label.maker, "2a24": label.model, "2a25": label.serial, "2a26": "1.02"}
        about = (
            # Padded with a NUL, as real ones are.
            Characteristic(uuid=uuid, flags=("read",), value=text.encode() + b"\x00")
            for uuid, text in texts.items()
        )
        battery = Characteristic(uuid="2a19", flags=("read", "notify"), value=b"\x64")
        manners = self._manners
        return Peripheral(
            name=label.name,
            address=label.address,
            services=(
                Service(uuid=service, characteristics=(measurement, clock, *further)),
                Service(uuid="180a", characteristics=tuple(about)),
                Service(uuid="180f", characteristics=(battery,)),
                *(() if self._users is None else (self._users.service(),)),
            ),
            advertised=(service,),
            awake=False,
            needs_bond=manners.needs_bond,
            advert_seconds=manners.advert_seconds,
            connect_seconds=manners.connect_seconds,
            refuse_connects=manners.refuse_connects,
            passkey=manners.passkey,
            asks_consent=manners.asks_consent,
            on_connect=self._connected,
        )

    def _read_clock(self) -> bytes:
        clock = self.clock()
        return DATE_TIME_NOT_KNOWN if clock is None else date_time(clock)

    def _write_clock(self, _link: PeripheralLink, octets: bytes) -> None:
        if len(octets) != len(DATE_TIME_NOT_KNOWN):
            raise AttError(INVALID_LENGTH)
        self.clock_writes.append(octets)
        now = self._now()
        self._ahead = moment_of(octets, now) - now
        self._clock_known = True
        self._clock_set.set()

    def _connected(self, link: PeripheralLink) -> Coroutine[Any, Any, None]:
        """Forget the last visit at once: the next subscription may come before the visit runs."""
        self._subscribed, self._clock_set = asyncio.Event(), asyncio.Event()
        if self._users is not None:
            self._users.begin()
        return self._visit(link)

    async def _visit(self, link: PeripheralLink) -> None:
        """From connection to hanging up."""
        try:
            async with asyncio.timeout(self._manners.patience_seconds):
                await self._subscribed.wait()
                await self._clock_set.wait()
                if self._users is not None:
                    await self._users.consent()
        except TimeoutError:
            await link.drop()
            return
        if await self._send_all(link):
            await asyncio.sleep(self._manners.linger_seconds)
        if not self.memory:
            self.peripheral.awake = False
        await link.drop()

    async def _send_all(self, link: PeripheralLink) -> bool:
        """Send the memory, oldest first; False when it was broken off."""
        sent = 0
        while self.memory:
            if sent == self._manners.vanish_after:
                self.peripheral.awake = False
                return False
            await asyncio.sleep(self._manners.pause_seconds)
            if not link.indicate(self._measurement, self.memory[0]):
                return False
            if self._unconfirmed > 0:
                self._unconfirmed -= 1
                return False
            self.confirmed.append(self.memory.popleft())
            sent += 1
        return True

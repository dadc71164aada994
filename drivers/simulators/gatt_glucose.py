"""A talking double of a glucose meter like the Accu-Chek Guide, for the driver ``gatt-glucose``.

Source: Bluetooth SIG, Glucose Service 1.0.1. The meter keeps everything: what it has sent stays
in its memory, and nothing but its own menu deletes.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from drivers.simulators.gatt_values import DATE_TIME_NOT_KNOWN, date_time, sfloat
from drivers.simulators.peripherals import AttError, Characteristic, PeripheralLink
from drivers.simulators.store_and_forward import Label, Manners, StoreAndForward, local_now

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL: Final = Label(
    name="meter+92000456",
    address="10:CE:A9:2A:0B:0C",
    maker="Roche",
    model="925",
    serial="92000456",
)

_CONCENTRATION, _MOL, _STATUS, _CONTEXT = 0x02, 0x04, 0x08, 0x10
_FEATURE: Final = bytes.fromhex("ff03")

_REPORT, _DELETE, _ABORT, _COUNT = 1, 2, 3, 4
_SUCCESS, _UNSUPPORTED_OPCODE, _UNSUPPORTED_OPERATOR, _NO_RECORDS = 1, 2, 4, 6
_ALL, _LEAST, _FIRST, _LAST = 1, 3, 5, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterManners:
    """What goes wrong. The first ``busy`` writes of the control point are refused as busy.

    ``forgets`` writes are refused because the meter has forgotten that it was subscribed to;
    ``old`` meters spell both errors as the first version of the service did. ``vanish_after``
    records of a report it is gone; ``mute`` it answers nothing; ``without_last`` it does not know
    the operator "last record"; ``stalls_after`` records it sends no more until it is aborted.
    """

    busy: int = 0
    forgets: int = 0
    old: bool = False
    vanish_after: int | None = None
    stalls_after: int | None = None
    mute: bool = False
    without_last: bool = False


class GlucoseMeter(StoreAndForward):
    """Measures in mmol/L, numbers its records, and sends those it is asked for.

    ``requests`` are the values written to the control point that it took, ``deleted`` is whether
    anybody asked it to delete.
    """

    def __init__(
        self,
        label: Label = LABEL,
        *,
        manners: Manners | None = None,
        meter: MeterManners | None = None,
        now: Callable[[], datetime] = local_now,
        clock: datetime | None = None,
        clock_known: bool = True,
        next_sequence: int = 0,
    ) -> None:
        self.requests: list[bytes] = []
        self.contexts: dict[bytes, bytes] = {}
        self._meter = meter or MeterManners()
        self._busy = self._meter.busy
        self._forgets = self._meter.forgets
        self._next_sequence = next_sequence
        self._running: asyncio.Task[None] | None = None
        super().__init__(
            label,
            service="1808",
            measurement="2a18",
            further=(
                Characteristic(uuid="2a34", flags=("notify",)),
                Characteristic(uuid="2a51", flags=("read",), value=_FEATURE),
                Characteristic(uuid="2a52", flags=("indicate", "write"), on_write=self._control),
            ),
            manners=manners,
            now=now,
            clock=clock,
            clock_known=clock_known,
        )
        self.peripheral.characteristic("2a18").flags = ("notify",)

    @property
    def deleted(self) -> bool:
        """Whether anybody has asked it to delete anything."""
        return any(request[:1] == bytes((_DELETE,)) for request in self.requests)

    def measure(
        self,
        mmol_l: Decimal,
        at: datetime | None = None,
        *,
        control: bool = False,
        meal: int | None = None,
        status: int = 0,
    ) -> bytes:
        """Measure, keep it, wake and advertise; the record that will be sent.

        ``at`` is what the meter's clock showed, if not what it shows now; ``status`` is the
        sensor status of the service.
        """
        context = b""
        sequence = self._next_sequence
        if meal is not None:
            context = struct.pack("<BHB", 0x02, sequence, meal)
        record = glucose(
            sequence,
            mmol_l,
            at or self.clock(),
            control=control,
            status=status,
            context=bool(context),
        )
        self._next_sequence = (sequence + 1) % 0x10000
        self.remember(record)
        if context:
            self.contexts[record] = context
        self.wake()
        return record

    @override
    def _connected(self, link: PeripheralLink) -> Coroutine[Any, Any, None]:
        self._running = None
        return self._visit(link)

    @override
    async def _visit(self, link: PeripheralLink) -> None:
        """Wait to be asked: the central hangs up when it has what it wants."""
        await asyncio.sleep(self._manners.patience_seconds)
        await link.drop()

    def _control(self, link: PeripheralLink, request: bytes) -> None:
        """A write of the control point."""
        if self._forgets > 0:
            self._forgets -= 1
            raise AttError(0x81 if self._meter.old else 0xFD)
        if self._busy > 0:
            self._busy -= 1
            raise AttError(0x80 if self._meter.old else 0xFE)
        self.requests.append(request)
        if self._meter.mute:
            return
        opcode = request[0] if request else 0
        if opcode == _ABORT:
            if self._running is not None:
                self._running.cancel()
            self._soon(self._answer(link, bytes((6, 0, _ABORT, _SUCCESS))))
            return
        if self._running is not None and not self._running.done():
            raise AttError(0x80 if self._meter.old else 0xFE)
        self._running = self._soon(self._serve(link, request))

    def _soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)

    async def _answer(self, link: PeripheralLink, value: bytes) -> None:
        await asyncio.sleep(self._manners.pause_seconds)
        link.indicate("2a52", value)

    async def _serve(self, link: PeripheralLink, request: bytes) -> None:
        opcode = request[0]
        if opcode not in {_REPORT, _COUNT}:
            await self._answer(link, bytes((6, 0, opcode, _UNSUPPORTED_OPCODE)))
            return
        chosen = self._chosen(request[1:])
        if chosen is None:
            await self._answer(link, bytes((6, 0, opcode, _UNSUPPORTED_OPERATOR)))
        elif opcode == _COUNT:
            await self._answer(link, b"\x05\x00" + struct.pack("<H", len(chosen)))
        elif not chosen:
            await self._answer(link, bytes((6, 0, opcode, _NO_RECORDS)))
        elif await self._report(link, chosen):
            await self._answer(link, bytes((6, 0, opcode, _SUCCESS)))

    def _chosen(self, wanted: bytes) -> Sequence[bytes] | None:
        """The records that an operator and its operand stand for; None if it is not known."""
        records = tuple(self.memory)
        operator, operand = wanted[:1], wanted[1:]
        if operator == bytes((_ALL,)):
            return records
        if operator == bytes((_FIRST,)):
            return records[:1]
        if operator == bytes((_LAST,)) and not self._meter.without_last:
            return records[-1:]
        if operator == bytes((_LEAST,)) and operand[:1] == b"\x01" and len(operand) == 3:
            least = int.from_bytes(operand[1:], "little")
            return [r for r in records if int.from_bytes(r[1:3], "little") >= least]
        return None

    async def _report(self, link: PeripheralLink, records: Sequence[bytes]) -> bool:
        """Send records with their contexts; False when it was broken off."""
        for sent, record in enumerate(records):
            if sent == self._meter.vanish_after:
                self.peripheral.awake = False
                await link.drop()
                return False
            if sent == self._meter.stalls_after:
                await asyncio.Event().wait()
            await asyncio.sleep(self._manners.pause_seconds)
            if not link.indicate("2a18", record):
                return False
            self.confirmed.append(record)
            if record in self.contexts:
                link.indicate("2a34", self.contexts[record])
        return True


def glucose(
    sequence: int,
    mmol_l: Decimal,
    at: datetime | None,
    *,
    control: bool = False,
    status: int = 0,
    context: bool = False,
) -> bytes:
    """A value of 2A18 in mol/L, of capillary whole blood from a finger or of control solution."""
    flags = _CONCENTRATION | _MOL | _STATUS | (_CONTEXT if context else 0)
    return b"".join(
        (
            struct.pack("<BH", flags, sequence),
            date_time(at) if at else DATE_TIME_NOT_KNOWN,
            sfloat(mmol_l.scaleb(-3)),
            b"\x4a" if control else b"\x11",
            struct.pack("<H", status),
        )
    )


def of_others(meter: GlucoseMeter, count: int, at: datetime) -> None:
    """Fill the memory with results of people who have gone."""
    for n in range(count):
        meter.measure(Decimal(40 + n % 60) / 10, at)

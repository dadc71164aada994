"""Thirty-two devices in a process of their own, so that they share no interpreter with the station.

Run as ``python -m tests.support.device_room FOLDER ASTM_PORT HL7_PORT POCT1A_PORT``. It prints the
address of the bus on which its Bluetooth devices are, and the paths of its pseudo-terminals. For a
line ``SECONDS`` on standard input every device measures once a second for so long, at moments of
its own; when all have said everything, what happened is printed as one JSON object:

``measured``
    how many results there were
``answered_ms``
    from each block that an analyser sent to the station's answer
``weights`` and ``payloads``
    when each weight of a serial scale, and each Bluetooth result (in hexadecimal), was sent
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from drivers.simulators import astm, hl7v2
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.bluez import BlueZDouble
from drivers.simulators.dbus_daemon import private_bus
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.poct1a import Poct1aDouble, Sample
from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.simulators.running import DoubleRunner
from drivers.simulators.store_and_forward import Label
from drivers.transports.tcp import TcpClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from drivers.simulators.double import Double
    from drivers.transports.contract import Arrived, Peer, Transport

ASTM, HL7, POCT1A, SCALES, CUFFS, CHAIRS = 10, 6, 4, 6, 3, 3
DEVICES: Final = ASTM + HL7 + POCT1A + SCALES + CUFFS + CHAIRS
NS_PER_MS: Final = 1_000_000
_FIRST: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)
_WEIGHT_STEP: Final = Decimal("0.02")
_SPEAK_SECONDS: Final = 30.0


@dataclass
class Notes:
    """What happened, as it is printed."""

    measured: int = 0
    answered_ms: list[float] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    payloads: dict[str, int] = field(default_factory=dict)

    def stamp(self) -> str:
        """Another time for each result, or two of them would be one."""
        self.measured += 1
        return (_FIRST + timedelta(seconds=self.measured)).strftime("%Y%m%d%H%M%S")


class Confirmed(list[bytes]):
    """What the station has confirmed, noted with the time."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes

    @override
    def append(self, payload: bytes) -> None:
        super().append(payload)
        self._notes.payloads[payload.hex()] = time.monotonic_ns()


class Watched:
    """A link that notes how long each block waited for its answer, and when weights were sent."""

    def __init__(self, transport: Transport, notes: Notes, *, answers: bool) -> None:
        self._transport = transport
        self._notes = notes
        self._answers = answers
        self._sent_ns: int | None = None

    @property
    def peer(self) -> Peer:
        return self._transport.peer

    async def receive(self, timeout_seconds: float) -> Arrived | None:
        arrived = await self._transport.receive(timeout_seconds)
        if arrived is not None and self._sent_ns is not None and self._answers:
            self._notes.answered_ms.append((arrived.at_ns - self._sent_ns) / NS_PER_MS)
            self._sent_ns = None
        return arrived

    async def send(self, data: bytes, channel: str = "") -> None:
        await self._transport.send(data, channel)
        self._sent_ns = time.monotonic_ns()
        if not self._answers:
            # ST,+00068.62  kg
            weight = data.decode("ascii").partition(",")[2].split()[0]
            self._notes.weights[str(Decimal(weight))] = self._sent_ns

    async def subscribe(self, channel: str) -> None:
        await self._transport.subscribe(channel)

    async def read(self, channel: str) -> bytes:
        return await self._transport.read(channel)

    async def close(self) -> None:
        await self._transport.close()


class Room:
    """The devices. ``talk`` has them measure."""

    def __init__(self, folder: Path, ports: tuple[int, int, int]) -> None:
        self.notes = Notes()
        self._ports = dict(zip(("astm", "hl7v2", "poct1a"), ports, strict=True))
        self.terminals = tuple(PseudoTerminal(folder / f"scale-{n}") for n in range(SCALES))
        self.analysers = tuple(astm.AstmDouble(f"AF2000{n:04d}") for n in range(ASTM))
        self.senders = tuple(hl7v2.Hl7AnalyserDouble(f"AF3000{n:04d}") for n in range(HL7))
        self.savers = tuple(Poct1aDouble(f"S{n:06d}") for n in range(POCT1A))
        self.scales = tuple(AndScaleDouble() for _ in range(SCALES))
        self.cuffs = tuple(BloodPressureCuff(_label("UA-651BLE", n)) for n in range(CUFFS))
        self.chairs = tuple(WeightScale(_label("UC-352BLE", n)) for n in range(CHAIRS))
        for device in (*self.cuffs, *self.chairs):
            device.confirmed = Confirmed(self.notes)
        self._runners: dict[int, DoubleRunner] = {}
        self._weighed = Decimal(50)

    async def live(self) -> None:
        """Keep the wired devices but the savers on their links, for ever."""
        async with asyncio.TaskGroup() as group:
            for double, key in (
                *((each, "astm") for each in self.analysers),
                *((each, "hl7v2") for each in self.senders),
            ):
                client = TcpClient("127.0.0.1", self._ports[key])
                group.create_task(self._stay(double, client.visits(), answers=True))
            for scale, terminal in zip(self.scales, self.terminals, strict=True):
                group.create_task(self._stay(scale, terminal.visits(), answers=False))

    async def talk(self, seconds: int) -> None:
        """Have every device measure once a second, at moments of its own."""
        acts: list[Callable[[], Awaitable[None]]] = []
        acts += [lambda each=each: self._analyse(each) for each in self.analysers]
        acts += [lambda each=each: self._report(each) for each in self.senders]
        acts += [lambda each=each: self._call(each) for each in self.savers]
        acts += [lambda each=each: self._weigh(each) for each in self.scales]
        acts += [lambda each=each: self._squeeze(each) for each in self.cuffs]
        acts += [lambda each=each: self._sit(each) for each in self.chairs]
        assert len(acts) == DEVICES
        async with asyncio.TaskGroup() as group:
            for act in acts:
                group.create_task(self._in_rhythm(act, seconds))
        async with asyncio.timeout(_SPEAK_SECONDS):
            while not self._said:  # noqa: ASYNC110 - a double is asked, it does not tell
                await asyncio.sleep(0.05)

    @property
    def _said(self) -> bool:
        unsent = (*self.analysers, *self.senders, *self.savers)
        on_the_air = (*self.cuffs, *self.chairs)
        return not any(each.unsent for each in unsent) and not any(d.memory for d in on_the_air)

    async def _in_rhythm(self, act: Callable[[], Awaitable[None]], seconds: int) -> None:
        luck = random.Random()
        began = time.monotonic()
        for n in range(seconds):
            await asyncio.sleep(max(0.0, began + n + luck.random() - time.monotonic()))
            await act()

    async def _stay(
        self, double: Double, visits: AsyncIterator[Transport], *, answers: bool
    ) -> None:
        async for transport in visits:
            runner = DoubleRunner(double, Watched(transport, self.notes, answers=answers))
            self._runners[id(double)] = runner
            await runner.run(linger=True)
            await transport.close()

    async def _analyse(self, double: astm.AstmDouble) -> None:
        stamp = self.notes.stamp()
        run = self.notes.measured
        double.measure(astm.AnalyserResult(run=run, measured_at=stamp, sent_at=stamp))
        self._runners[id(double)].poke()

    async def _report(self, double: hl7v2.Hl7AnalyserDouble) -> None:
        stamp = self.notes.stamp()
        run = self.notes.measured
        double.measure(hl7v2.AnalyserResult(run=run, measured_at=stamp, sent_at=stamp))
        self._runners[id(double)].poke()

    async def _call(self, double: Poct1aDouble) -> None:
        """A saver connects for each result, as after a test."""
        self.notes.measured += 1
        double.measure(Sample(sequence=self.notes.measured))
        async for transport in TcpClient("127.0.0.1", self._ports["poct1a"]).visits():
            await DoubleRunner(double, Watched(transport, self.notes, answers=True)).run()
            await transport.close()
            return

    async def _weigh(self, scale: AndScaleDouble) -> None:
        self.notes.measured += 1
        self._weighed += _WEIGHT_STEP
        scale.measure(self._weighed, settling=False)
        self._runners[id(scale)].poke()

    async def _squeeze(self, cuff: BloodPressureCuff) -> None:
        cuff.measure(124, 78, 70, self._moment())

    async def _sit(self, chair: WeightScale) -> None:
        chair.weigh(Decimal("68.6"), self._moment())

    def _moment(self) -> datetime:
        self.notes.measured += 1
        return datetime.now(UTC).astimezone() - timedelta(hours=1, seconds=-self.notes.measured)


def _label(model: str, n: int) -> Label:
    kind = model[:2]
    return Label(
        name=f"A&D_{model}_{kind}{n:04d}",
        address=f"5C:31:3E:4C:{'2B' if kind == 'UA' else '2C'}:{n:02d}",
        maker="A&D Medical",
        model=model,
        serial=f"51{kind}{n:06d}",
    )


async def serve(folder: Path, ports: tuple[int, int, int], bus: str) -> None:
    """Do as standard input says, until it is closed."""
    room = Room(folder, ports)
    devices = [each.peripheral for each in (*room.cuffs, *room.chairs)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(BlueZDouble(devices, bus))
        paths = [str(terminal.path) for terminal in room.terminals]
        print(json.dumps({"bus": bus, "terminals": paths}), flush=True)
        living = asyncio.create_task(room.live())
        while line := await asyncio.to_thread(sys.stdin.readline):
            await room.talk(int(line))
            print(json.dumps(vars(room.notes)), flush=True)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    for terminal in room.terminals:
        terminal.close()


def main(arguments: list[str]) -> None:
    folder, astm_port, hl7_port, poct1a_port = arguments
    ports = int(astm_port), int(hl7_port), int(poct1a_port)
    with private_bus() as bus:
        asyncio.run(serve(Path(folder), ports, bus))


if __name__ == "__main__":
    main(sys.argv[1:])

"""A clinic room without the room: talking doubles on real transports, for the demonstration.

The cuffs and a scale are Bluetooth peripherals behind a double of BlueZ on a private D-Bus, so that
bleak's own stack runs; where there is no ``dbus-daemon`` they are behind bleak's ``backend=``. A
second scale is on a pseudo-terminal (on Windows, which has none, on loopback TCP), the analyser
calls the station over loopback TCP.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clinicapp.settings import LinkSettings
from clinicapp.station.async_thread import AsyncThread
from drivers.simulators.air import Air
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.dbus_daemon import have_dbus_daemon, private_bus
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.running import DoubleRunner
from drivers.simulators.store_and_forward import Label
from drivers.transports.tcp import TcpClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal
    from types import TracebackType

    from drivers.simulators.double import Double
    from drivers.simulators.pseudo_terminal import PseudoTerminal
    from drivers.transports.ble import BleBackend
    from drivers.transports.contract import Transport

_HOST: Final = "127.0.0.1"

CUFF: Final = Label(
    name="A&D_UA-651BLE_4C2B1F",
    address="5C:31:3E:4C:2B:1F",
    maker="A&D Medical",
    model="UA-651BLE",
    serial="5180500123",
)
OLD_CUFF: Final = Label(
    name="A&D_UA-651BLE_4C2B77",
    address="5C:31:3E:4C:2B:77",
    maker="A&D Medical",
    model="UA-651BLE",
    serial="5180500177",
)
CHAIR_SCALE: Final = Label(
    name="A&D_UC-352BLE_0A17D3",
    address="5C:31:3E:0A:17:D3",
    maker="A&D Medical",
    model="UC-352BLE",
    serial="5190300456",
)
ANALYSER_SERIAL: Final = "AF20000001"


class SimulatedRoom:
    """Devices that do what they are told. ``with`` it; its methods may be called from any thread.

    ``now`` is the time that the devices' clocks show, aware, in the ward's zone.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.cuff = BloodPressureCuff(CUFF, now=now)
        self.old_cuff = BloodPressureCuff(OLD_CUFF, now=now)
        self.chair_scale = WeightScale(CHAIR_SCALE, now=now)
        self._scale = AndScaleDouble(gap_seconds=0.05)
        self._analyser = AstmDouble(ANALYSER_SERIAL)
        self._runners: dict[int, DoubleRunner] = {}
        self._runs = 0
        self._open = ExitStack()
        self._thread = AsyncThread("simulated-room")
        self._analyser_port = _free_port()
        self._scale_port = ""
        self.backend: BleBackend | None = None

    def __enter__(self) -> SimulatedRoom:
        """Switch everything on."""
        with ExitStack() as undo:
            self._thread.start()
            undo.callback(self._thread.stop)
            self._switch_bluetooth_on(undo)
            self._plug_scale_in(undo)
            self._thread.submit(self._call_station(self._analyser_port, self._analyser))
            self._open = undo.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch everything off."""
        self._open.close()

    @property
    def links(self) -> tuple[LinkSettings, ...]:
        """The settings of a station in this room."""
        scale = (
            LinkSettings(kind="serial", port=self._scale_port, driver="and-scale")
            if os.name == "posix"
            else LinkSettings(
                kind="tcp_listen", host=_HOST, tcp_port=int(self._scale_port), driver="and-scale"
            )
        )
        return (
            LinkSettings(kind="bluetooth"),
            scale,
            LinkSettings(
                kind="tcp_listen", host=_HOST, tcp_port=self._analyser_port, driver="astm"
            ),
        )

    @property
    def scale_address(self) -> tuple[str, str]:
        """The link and address that the floor scale is heard at."""
        return ("serial", self._scale_port) if os.name == "posix" else ("tcp", _HOST)

    @property
    def bluetooth(self) -> str:
        """How Bluetooth is simulated, in words."""
        return (
            "bleak on a BlueZ double behind a private D-Bus"
            if self.backend is None
            else "bleak with its backend replaced, because there is no dbus-daemon"
        )

    def weigh(self, kilograms: Decimal) -> None:
        """Somebody steps on the floor scale: unstable lines, then the stable one."""
        self._scale.measure(kilograms)
        self._poke(self._scale)

    def run_hba1c(self, percent: str, mmol_mol: str, *, control: bool = False) -> None:
        """The analyser finishes a cartridge; ``control`` is a quality control run."""
        self._runs += 1
        stamp = self._now().strftime("%Y%m%d%H%M%S")
        self._analyser.measure(
            AnalyserResult(
                run=self._runs,
                percent=percent,
                mmol_mol=mmol_mol,
                control=control,
                measured_at=stamp,
                sent_at=stamp,
            )
        )
        self._poke(self._analyser)

    @property
    def acknowledged_runs(self) -> tuple[int, ...]:
        """The analyser's runs that the station has acknowledged, in order."""
        return tuple(result.run for result in self._analyser.acknowledged)

    def _switch_bluetooth_on(self, undo: ExitStack) -> None:
        peripherals = [
            self.cuff.peripheral,
            self.old_cuff.peripheral,
            self.chair_scale.peripheral,
        ]
        if not have_dbus_daemon():
            self.backend = Air(peripherals).backend
            return
        from drivers.simulators.bluez import bluez_in_thread

        address = undo.enter_context(private_bus())
        undo.enter_context(bluez_in_thread(peripherals, address))

    def _plug_scale_in(self, undo: ExitStack) -> None:
        if os.name != "posix":
            port = _free_port()
            self._scale_port = str(port)
            self._thread.submit(self._call_station(port, self._scale))
            return
        from drivers.simulators.pseudo_terminal import PseudoTerminal

        folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="clinic-room-"))
        terminal = PseudoTerminal(Path(folder, "scale"))
        self._scale_port = str(terminal.path)
        serving = self._thread.submit(self._serve_port(terminal, self._scale))
        undo.callback(serving.cancel)
        undo.callback(terminal.close)

    async def _serve_port(self, terminal: PseudoTerminal, double: Double) -> None:
        async for transport in terminal.visits():
            await self._talk(double, transport)

    async def _call_station(self, port: int, double: Double) -> None:
        async for transport in TcpClient(_HOST, port).visits():
            await self._talk(double, transport)
            await transport.close()

    async def _talk(self, double: Double, transport: Transport) -> None:
        runner = DoubleRunner(double, transport)
        self._runners[id(double)] = runner
        with contextlib.suppress(KeyError):
            await runner.run(linger=True)
            del self._runners[id(double)]

    def _poke(self, double: Double) -> None:
        runner = self._runners.get(id(double))
        if runner is not None:
            runner.poke()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port

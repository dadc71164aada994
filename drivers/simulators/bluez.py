"""A BlueZ double: serves ``org.bluez`` on a private D-Bus, so that an unmodified bleak can run.

    with private_bus() as address:
        async with BlueZDouble([cuff.peripheral], address):
            ...

or, in a process of its own, ``python -m drivers.simulators.bluez ADDRESS [KEY=RESULT ...]``, where
a result is ``gatt-blood-pressure=128/82/72`` (mmHg, mmHg, per minute) or
``gatt-weight-scale=72.5`` (kg), in as many as are wanted; it serves until its input ends.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from drivers.simulators.bluez_device import DeviceObject
from drivers.simulators.bluez_objects import AdapterObject, AgentManagerObject, bluez_error
from drivers.simulators.dbus_daemon import NoDbusDaemonError, have_dbus_daemon, private_bus
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale

if TYPE_CHECKING:
    from types import TracebackType

    from dbus_fast.service import ServiceInterface

    from drivers.simulators.peripherals import Peripheral

__all__ = [
    "BlueZDouble",
    "NoDbusDaemonError",
    "bluez_in_thread",
    "have_dbus_daemon",
    "private_bus",
]

_NAME: Final = "org.bluez"
_THREAD_SECONDS: Final = 10.0


class BlueZDouble:
    """One adapter and any number of scripted peripherals, served while the context lasts.

    ``adapter`` False is a computer without Bluetooth, ``powered`` False one where it is off.
    """

    def __init__(
        self,
        peripherals: Sequence[Peripheral],
        bus_address: str,
        *,
        adapter: bool = True,
        powered: bool = True,
        page_seconds: float = 0.2,
    ) -> None:
        self.adapter_path = "/org/bluez/hci0"
        self.page_seconds = page_seconds
        self._bus_address = bus_address
        self._models = tuple(peripherals)
        self._has_adapter = adapter
        self._adapter = AdapterObject(powered=powered)
        self._devices: tuple[DeviceObject, ...] = ()
        self._air: list[asyncio.Task[None]] = []
        self._agent: tuple[str, str] | None = None
        self._caller = ""
        self.agent_capability = ""

    async def __aenter__(self) -> BlueZDouble:
        """Connect to the bus and be ``org.bluez``."""
        self._bus = await MessageBus(bus_address=self._bus_address).connect()
        self._bus.add_message_handler(self._note_caller)
        self.export("/org/bluez", AgentManagerObject(self))
        if self._has_adapter:
            self.export(self.adapter_path, self._adapter)
            self._devices = tuple(DeviceObject(self, model) for model in self._models)
            self._air = [asyncio.create_task(self._advertise(d)) for d in self._devices]
        await self._bus.request_name(_NAME)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave as a daemon that dies does: without a word to anyone who was connected."""
        for task in self._air:
            task.cancel()
        for device in self._devices:
            device.stop_script()
        await asyncio.gather(*self._air, return_exceptions=True)
        self._bus.disconnect()
        # Or the socket outlives the loop, and breaks the one that gets its number next. A daemon
        # that was gone before us is no news here.
        with suppress(EOFError, OSError):
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    @property
    def discovering(self) -> bool:
        """Whether somebody scans."""
        return self._adapter.discovering

    def bonded(self, address: str) -> bool:
        """Whether the device with that address is paired with this computer."""
        return any(d.paired for d in self._devices if d.model.address == address)

    def connected(self, address: str) -> bool:
        """Whether the device with that address is connected."""
        return any(d.connected for d in self._devices if d.model.address == address)

    def bond(self, address: str) -> None:
        """Make it paired, as in an earlier session."""
        for device in self._devices:
            if device.model.address == address:
                device.paired = True

    def export(self, path: str, interface: ServiceInterface) -> None:
        """Put an object on the bus; the daemon's clients are told."""
        self._bus.export(path, interface)

    def unexport(self, path: str) -> None:
        """Take an object off the bus; the daemon's clients are told."""
        self._bus.unexport(path)

    def register_agent(self, path: str | None, capability: str) -> None:
        """Whoever is calling answers for pairing from now on, at ``path``; None: nobody does."""
        self._agent = None if path is None else (self._caller, path)
        self.agent_capability = capability

    async def ask_agent(self, member: str, device: str) -> int | None:
        """What the program's agent says; raises as BlueZ does when there is none or it refuses."""
        failed = bluez_error("AuthenticationFailed", "Authentication Failed")
        if self._agent is None:
            raise failed
        destination, path = self._agent
        reply = await self._bus.call(
            Message(
                destination=destination,
                path=path,
                interface="org.bluez.Agent1",
                member=member,
                signature="o",
                body=[device],
            )
        )
        if reply.message_type is MessageType.ERROR:
            raise failed
        return int(reply.body[0]) if reply.body else None

    def _note_caller(self, message: Message) -> None:
        """dbus-fast does not tell a method who called it, so note it on the way past."""
        if message.message_type is MessageType.METHOD_CALL:
            self._caller = message.sender or ""

    async def _advertise(self, device: DeviceObject) -> None:
        count = 0
        while True:
            model = device.model
            if model.awake and not device.connected and self._adapter.wants(model):
                count += 1
                device.advertise(-60 - count % 7)
            await asyncio.sleep(model.advert_seconds)


@contextmanager
def bluez_in_thread(peripherals: Sequence[Peripheral], bus_address: str) -> Iterator[None]:
    """Serve from a thread of its own, for a program whose own loop is busy with bleak."""
    ready = threading.Event()
    failed: list[BaseException] = []
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        end = asyncio.Event()
        async with BlueZDouble(peripherals, bus_address):
            stop.append((asyncio.get_running_loop(), end))
            ready.set()
            await end.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except OSError as error:
            failed.append(error)
            ready.set()

    thread = threading.Thread(target=run, name="bluez-double")
    thread.start()
    try:
        if not ready.wait(_THREAD_SECONDS) or failed:
            raise NoDbusDaemonError("the Bluetooth double could not be started") from (
                failed[0] if failed else None
            )
        yield
    finally:
        for loop, end in stop:
            loop.call_soon_threadsafe(end.set)
        thread.join(_THREAD_SECONDS)


def devices_of(results: Sequence[str]) -> list[Peripheral]:
    """The peripherals that have measured ``results``, as the command line spells them.

    Raises:
        ValueError: when one is not understood.
    """
    cuff, scale = BloodPressureCuff(), WeightScale()
    for result in results:
        key, _, numbers = result.partition("=")
        if key == "gatt-blood-pressure":
            systolic, diastolic, pulse = (int(number) for number in numbers.split("/"))
            cuff.measure(systolic, diastolic, pulse)
        elif key == "gatt-weight-scale":
            scale.weigh(Decimal(numbers))
        else:
            raise ValueError(f"{result!r} is not understood; write gatt-blood-pressure=128/82/72.")
    return [cuff.peripheral, scale.peripheral]


def main(arguments: Sequence[str]) -> int:
    """Serve on the bus with the address ``arguments[0]`` until standard input ends."""
    if not arguments:
        sys.stderr.write("Give the D-Bus address to serve on, and the results to send.\n")
        return 2
    try:
        peripherals = devices_of(arguments[1:])
    except ArithmeticError:
        sys.stderr.write("A weight is a number of kilograms, such as 72.5.\n")
        return 2
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with bluez_in_thread(peripherals, arguments[0]):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

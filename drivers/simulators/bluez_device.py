# ruff: noqa: N802 - the names are those of D-Bus
"""The D-Bus object ``org.bluez.Device1`` of a BlueZ double.

Source: BlueZ, doc/org.bluez.Device.rst. Annotations here are not postponed: dbus-fast reads
signatures out of them.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from dbus_fast import DBusError
from dbus_fast.annotations import DBusBool, DBusInt16, DBusObjectPath, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from drivers.framing.uuids import full_uuid
from drivers.simulators.bluez_objects import (
    READ_ONLY,
    CharacteristicObject,
    Daemon,
    ServiceObject,
    Texts,
    att_error,
    bluez_error,
)
from drivers.simulators.peripherals import INSUFFICIENT_AUTHENTICATION, AttError, Peripheral

_FIRST_HANDLE: Final = 0x0010


class DeviceObject(ServiceInterface):
    """org.bluez.Device1, and the ``PeripheralLink`` of the peripheral's script."""

    def __init__(self, bluez: Daemon, model: Peripheral) -> None:
        super().__init__("org.bluez.Device1")
        self.model = model
        self.path = f"{bluez.adapter_path}/dev_{model.address.replace(':', '_')}"
        self.connected = False
        self.paired = False
        self._bluez = bluez
        self._trusted = False
        self._resolved = False
        self._rssi = -127
        self._exported = False
        self._paths: list[str] = []
        self._characteristics: dict[str, CharacteristicObject] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @dbus_property(access=READ_ONLY)
    def Address(self) -> DBusStr:
        """Upper case with colons."""
        return self.model.address

    @dbus_property(access=READ_ONLY)
    def AddressType(self) -> DBusStr:
        """Not random."""
        return "public"

    @dbus_property(access=READ_ONLY)
    def Name(self) -> DBusStr:
        """As advertised."""
        return self.model.name

    @dbus_property(access=READ_ONLY)
    def Alias(self) -> DBusStr:
        """As advertised."""
        return self.model.name

    @dbus_property(access=READ_ONLY)
    def Adapter(self) -> DBusObjectPath:
        """Path of the adapter."""
        return self._bluez.adapter_path

    @dbus_property(access=READ_ONLY)
    def UUIDs(self) -> Texts:
        """The services in the advertisement."""
        return [full_uuid(uuid) for uuid in self.model.advertised]

    @dbus_property(access=READ_ONLY)
    def Paired(self) -> DBusBool:
        """Whether there are keys."""
        return self.paired

    @dbus_property(access=READ_ONLY)
    def Bonded(self) -> DBusBool:
        """Whether the keys are kept."""
        return self.paired

    @dbus_property()
    def Trusted(self) -> DBusBool:
        """Set by a central that paired."""
        return self._trusted

    @Trusted.setter
    def set_trusted(self, trusted: DBusBool) -> None:
        """Take it; dbus-fast joins it to the getter."""
        self._trusted = trusted

    @dbus_property(access=READ_ONLY)
    def Connected(self) -> DBusBool:
        """Whether the link is up."""
        return self.connected

    @dbus_property(access=READ_ONLY)
    def ServicesResolved(self) -> DBusBool:
        """Whether the services were found."""
        return self._resolved

    @dbus_property(access=READ_ONLY)
    def RSSI(self) -> DBusInt16:
        """Strength of the last advertisement, dBm."""
        return self._rssi

    def advertise(self, rssi: int) -> None:
        """One advertisement: a new object the first time, then a changed strength."""
        self._rssi = rssi
        if self._exported:
            self.emit_properties_changed({"RSSI": rssi})
        else:
            self._exported = True
            self._bluez.export(self.path, self)

    def must_answer(self) -> None:
        """Refuse as a device does that is not connected, or not bonded and wants to be."""
        if not self.connected:
            raise bluez_error("NotConnected", "Not Connected")
        if self.model.needs_bond and not self.paired:
            raise att_error(AttError(INSUFFICIENT_AUTHENTICATION))

    def indicate(self, uuid: str, value: bytes) -> bool:
        """See ``PeripheralLink``."""
        characteristic = self._characteristics.get(uuid)
        if not self.connected or characteristic is None or not characteristic.notifying:
            return False
        characteristic.send(value)
        return True

    async def drop(self) -> None:
        """See ``PeripheralLink``."""
        self.link_lost()

    @dbus_method()
    async def Connect(self) -> None:
        """Connect and find the services."""
        await self._bring_up()

    @dbus_method()
    def Disconnect(self) -> None:
        """Hang up."""
        self.link_lost()

    @dbus_method()
    async def Pair(self) -> None:
        """Connect, and make keys."""
        if self.paired:
            raise bluez_error("AlreadyExists", "Already Exists")
        await self._bring_up()
        try:
            await self._make_keys()
        except DBusError:
            self.link_lost()
            raise
        self.paired = True
        self.emit_properties_changed({"Paired": True, "Bonded": True})

    async def _make_keys(self) -> None:
        if self.model.passkey is not None:
            typed = await self._bluez.ask_agent("RequestPasskey", self.path)
            if typed != self.model.passkey:
                raise bluez_error("AuthenticationFailed", "Authentication Failed")
        elif self.model.asks_consent:
            await self._bluez.ask_agent("RequestAuthorization", self.path)

    async def _bring_up(self) -> None:
        if self.connected:
            return
        if self.model.refuse_connects > 0:
            self.model.refuse_connects -= 1
            raise bluez_error("Failed", "Software caused connection abort")
        if not self.model.awake:
            await asyncio.sleep(self._bluez.page_seconds)
            raise bluez_error("Failed", "Page Timeout")
        await asyncio.sleep(self.model.connect_seconds)
        self.connected = True
        self.model.connections += 1
        self.emit_properties_changed({"Connected": True})
        self._export_services()
        self._resolved = True
        self.emit_properties_changed({"ServicesResolved": True})
        if self.model.on_connect is not None:
            self._spawn(self.model.on_connect(self))

    def _export_services(self) -> None:
        if self._paths:
            return
        handle = _FIRST_HANDLE
        for service in self.model.services:
            service_path = f"{self.path}/service{handle:04x}"
            self._bluez.export(service_path, ServiceObject(self.path, service.uuid))
            self._paths.append(service_path)
            handle += 1
            for characteristic in service.characteristics:
                path = f"{service_path}/char{handle:04x}"
                served = CharacteristicObject(self, service_path, characteristic)
                self._bluez.export(path, served)
                self._characteristics[characteristic.uuid] = served
                self._paths.append(path)
                handle += 3

    def _unexport_services(self) -> None:
        for path in reversed(self._paths):
            self._bluez.unexport(path)
        self._paths.clear()
        self._characteristics.clear()

    def link_lost(self) -> None:
        """The link is down, whoever ended it; a bonded device's services stay known."""
        if not self.connected:
            return
        self.stop_script()
        for characteristic in self._characteristics.values():
            characteristic.notifying = False
        self.connected = self._resolved = False
        self.emit_properties_changed({"ServicesResolved": False})
        if not self.paired:
            self._unexport_services()
        self.emit_properties_changed({"Connected": False})

    def stop_script(self) -> None:
        """Stop what the peripheral was doing, unless it is the one who asks."""
        here = asyncio.current_task()
        for task in self._tasks:
            if task is not here:
                task.cancel()

    def _spawn(self, script: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(script)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

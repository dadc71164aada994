# ruff: noqa: N802 - the names are those of D-Bus
"""The D-Bus objects of a BlueZ double: adapter, services, characteristics, agents.

Source: BlueZ, doc/org.bluez.{Adapter,GattService,GattCharacteristic,AgentManager}.rst. The
names are BlueZ's. Annotations here are not postponed: dbus-fast reads signatures out of them.
"""

from typing import Annotated, Final, Protocol

from dbus_fast import DBusError, PropertyAccess
from dbus_fast.annotations import (
    DBusBool,
    DBusBytes,
    DBusDict,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
    DBusUInt16,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from drivers.framing.uuids import full_uuid
from drivers.simulators.peripherals import AttError, Characteristic, Peripheral, PeripheralLink

READ_ONLY: Final = PropertyAccess.READ
Texts = Annotated[list[str], DBusSignature("as")]


def bluez_error(name: str, text: str) -> DBusError:
    """An error as BlueZ names it."""
    return DBusError(f"org.bluez.Error.{name}", text)


def att_error(error: AttError) -> DBusError:
    """How BlueZ spells an ATT error; bleak reads the number out of this text."""
    return bluez_error("Failed", f"Operation failed with ATT error: 0x{error.code:02x}")


class Daemon(Protocol):
    """What the objects want of the double that serves them."""

    adapter_path: str
    page_seconds: float
    """How long a connection to a device that is not there is tried."""

    def export(self, path: str, interface: ServiceInterface) -> None:
        """Put an object on the bus."""
        ...

    def unexport(self, path: str) -> None:
        """Take an object off the bus."""
        ...

    def register_agent(self, path: str | None, capability: str) -> None:
        """Whoever is calling answers for pairing from now on; None: nobody does."""
        ...

    async def ask_agent(self, member: str, device: str) -> int | None:
        """What the program's agent says."""
        ...


class Served(PeripheralLink, Protocol):
    """The device that a characteristic belongs to."""

    def must_answer(self) -> None:
        """Raise what BlueZ does when the device is not connected, or wants a bond."""
        ...


class CharacteristicObject(ServiceInterface):
    """org.bluez.GattCharacteristic1."""

    def __init__(self, device: Served, service_path: str, model: Characteristic) -> None:
        super().__init__("org.bluez.GattCharacteristic1")
        self._device = device
        self._service_path = service_path
        self._model = model
        self._value = model.value
        self.notifying = False

    @dbus_property(access=READ_ONLY)
    def UUID(self) -> DBusStr:
        """36 characters."""
        return full_uuid(self._model.uuid)

    @dbus_property(access=READ_ONLY)
    def Service(self) -> DBusObjectPath:
        """Path of the service."""
        return self._service_path

    @dbus_property(access=READ_ONLY)
    def Value(self) -> DBusBytes:
        """What was last read or indicated."""
        return self._value

    @dbus_property(access=READ_ONLY)
    def Notifying(self) -> DBusBool:
        """Whether a central has subscribed."""
        return self.notifying

    @dbus_property(access=READ_ONLY)
    def Flags(self) -> Texts:
        """What can be done with it."""
        return list(self._model.flags)

    @dbus_property(access=READ_ONLY)
    def MTU(self) -> DBusUInt16:
        """The least that Bluetooth LE has."""
        return 23

    def send(self, value: bytes) -> None:
        """Indicate or notify ``value``."""
        self._value = value
        self.emit_properties_changed({"Value": value})

    @dbus_method()
    def ReadValue(self, options: DBusDict) -> DBusBytes:  # noqa: ARG002
        """Read it."""
        self._device.must_answer()
        if not self._model.readable:
            raise bluez_error("NotPermitted", "Read not permitted")
        self._value = self._model.read()
        return self._value

    @dbus_method()
    def WriteValue(self, value: DBusBytes, options: DBusDict) -> None:  # noqa: ARG002
        """Write it."""
        self._device.must_answer()
        if not self._model.writable:
            raise bluez_error("NotPermitted", "Write not permitted")
        if self._model.on_write is None:
            self._model.value = bytes(value)
            return
        try:
            self._model.on_write(self._device, bytes(value))
        except AttError as error:
            raise att_error(error) from error

    @dbus_method()
    def StartNotify(self) -> None:
        """Subscribe."""
        self._device.must_answer()
        if not self._model.subscribable:
            raise bluez_error("NotSupported", "Operation is not supported")
        self.notifying = True
        self.emit_properties_changed({"Notifying": True})
        if self._model.on_subscribe is not None:
            self._model.on_subscribe(self._device)

    @dbus_method()
    def StopNotify(self) -> None:
        """Unsubscribe."""
        self.notifying = False
        self.emit_properties_changed({"Notifying": False})


class ServiceObject(ServiceInterface):
    """org.bluez.GattService1."""

    def __init__(self, device_path: str, uuid: str) -> None:
        super().__init__("org.bluez.GattService1")
        self._device_path = device_path
        self._uuid = uuid

    @dbus_property(access=READ_ONLY)
    def UUID(self) -> DBusStr:
        """36 characters."""
        return full_uuid(self._uuid)

    @dbus_property(access=READ_ONLY)
    def Primary(self) -> DBusBool:
        """Always."""
        return True

    @dbus_property(access=READ_ONLY)
    def Device(self) -> DBusObjectPath:
        """Path of the device."""
        return self._device_path


class AdapterObject(ServiceInterface):
    """org.bluez.Adapter1."""

    def __init__(self, *, powered: bool) -> None:
        super().__init__("org.bluez.Adapter1")
        self._powered = powered
        self.discovering = False
        self._services: set[str] = set()

    def wants(self, model: Peripheral) -> bool:
        """Whether the discovery that is on would report this peripheral."""
        advertised = {full_uuid(uuid) for uuid in model.advertised}
        return self.discovering and (not self._services or bool(self._services & advertised))

    @dbus_property(access=READ_ONLY)
    def Address(self) -> DBusStr:
        """Any."""
        return "00:11:22:33:44:55"

    @dbus_property(access=READ_ONLY)
    def Powered(self) -> DBusBool:
        """Whether Bluetooth is switched on."""
        return self._powered

    @dbus_property(access=READ_ONLY)
    def Discovering(self) -> DBusBool:
        """Whether a discovery is on."""
        return self.discovering

    @dbus_property(access=READ_ONLY)
    def Roles(self) -> Texts:
        """What bleak looks for is a central."""
        return ["central", "peripheral"]

    @dbus_method()
    def SetDiscoveryFilter(self, properties: DBusDict) -> None:
        """What the next discovery is to report."""
        services = properties.get("UUIDs")
        self._services = set() if services is None else set(services.value)

    @dbus_method()
    def StartDiscovery(self) -> None:
        """Report advertisements from now on."""
        if not self._powered:
            raise bluez_error("NotReady", "Resource Not Ready")
        self.discovering = True

    @dbus_method()
    def StopDiscovery(self) -> None:
        """Report no more."""
        if not self.discovering:
            raise bluez_error("Failed", "No discovery started")
        self.discovering = False


class AgentManagerObject(ServiceInterface):
    """org.bluez.AgentManager1."""

    def __init__(self, bluez: Daemon) -> None:
        super().__init__("org.bluez.AgentManager1")
        self._bluez = bluez

    @dbus_method()
    def RegisterAgent(self, agent: DBusObjectPath, capability: DBusStr) -> None:
        """Who to ask when a device wants to be paired."""
        self._bluez.register_agent(agent, capability)

    @dbus_method()
    def RequestDefaultAgent(self, agent: DBusObjectPath) -> None:
        """There is only the one."""

    @dbus_method()
    def UnregisterAgent(self, agent: DBusObjectPath) -> None:  # noqa: ARG002
        """Nobody to ask any more."""
        self._bluez.register_agent(None, "")

"""The scripted peripherals as a bleak backend: no D-Bus, no radio, on any system.

``Air(peripherals).backend`` goes where ``BleScannerLink`` takes one. bleak's own code above its
backends runs unchanged; what is below, BlueZ or WinRT, is not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import (
    AdvertisementData,
    AdvertisementDataCallback,
    BaseBleakScanner,
)
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from typing_extensions import override

from drivers.framing.uuids import full_uuid
from drivers.simulators.peripherals import (
    INSUFFICIENT_AUTHENTICATION,
    AttError,
    Characteristic,
    Peripheral,
)
from drivers.transports.ble import BleBackend

_RSSI = -60
_FIRST_HANDLE = 0x0010
_LEAST_MTU = 23


class Air:
    """Peripherals near one another and near one computer, which may be bonded with some."""

    def __init__(self, peripherals: Sequence[Peripheral]) -> None:
        self.peripherals = {p.address: p for p in peripherals}
        self.bonded: set[str] = set()
        self.connected: set[str] = set()

    @property
    def backend(self) -> BleBackend:
        """Scanner and client classes of this air."""
        air = self

        class AirScanner(_Scanner):
            _air = air

        class AirClient(_Client):
            _air = air

        return BleBackend(scanner=AirScanner, client=AirClient)


class _Scanner(BaseBleakScanner):
    _air: Air

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        _scanning_mode: str,
        **_platform: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._tasks: list[asyncio.Task[None]] = []

    @override
    async def start(self) -> None:
        self.seen_devices = {}
        self._tasks = [
            asyncio.create_task(self._advertise(p)) for p in self._air.peripherals.values()
        ]

    @override
    async def stop(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _advertise(self, peripheral: Peripheral) -> None:
        services = [full_uuid(uuid) for uuid in peripheral.advertised]
        while True:
            on_air = peripheral.awake and peripheral.address not in self._air.connected
            if on_air and self.is_allowed_uuid(services):
                advert = AdvertisementData(peripheral.name, {}, {}, services, None, _RSSI, ())
                device = self.create_or_update_device(
                    peripheral.address, peripheral.address, peripheral.name, peripheral, advert
                )
                self.call_detection_callbacks(device, advert)
            await asyncio.sleep(peripheral.advert_seconds)


class _Client(BaseBleakClient):
    """One connection, and the ``PeripheralLink`` of the peripheral's script."""

    _air: Air

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **_platform: Any,
    ) -> None:
        super().__init__(
            address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout
        )
        self._up = False
        self._subscribed: dict[str, NotifyCallback] = {}
        self._script: asyncio.Task[None] | None = None

    @property
    def _peripheral(self) -> Peripheral:
        peripheral = self._air.peripherals.get(self.address)
        if peripheral is None:
            raise BleakDeviceNotFoundError(self.address, "no such device in this air")
        return peripheral

    @property
    @override
    def name(self) -> str:
        return self._peripheral.name

    @property
    @override
    def mtu_size(self) -> int:
        return _LEAST_MTU

    @property
    @override
    def is_connected(self) -> bool:
        return self._up

    @override
    async def connect(self, pair: bool, **kwargs: Any) -> None:
        peripheral = self._peripheral
        if peripheral.refuse_connects > 0:
            peripheral.refuse_connects -= 1
            raise BleakError("the connection was refused")
        if not peripheral.awake:
            raise BleakError("the device does not answer")
        await asyncio.sleep(peripheral.connect_seconds)
        if pair:
            await self.pair()
        self.services = self._discover(peripheral)
        self._up = True
        self._air.connected.add(self.address)
        peripheral.connections += 1
        if peripheral.on_connect is not None:
            self._script = _spawn(peripheral.on_connect(self))

    @override
    async def disconnect(self) -> None:
        self._lose()

    @override
    async def pair(self, *args: Any, **kwargs: Any) -> None:
        if self._peripheral.passkey is not None:
            raise BleakError("nobody is here to type the device's number")
        self._air.bonded.add(self.address)

    @override
    async def unpair(self) -> None:
        self._air.bonded.discard(self.address)
        self._lose()

    def indicate(self, uuid: str, value: bytes) -> bool:
        """See ``PeripheralLink``."""
        callback = self._subscribed.get(uuid)
        if not self._up or callback is None:
            return False
        callback(bytearray(value))
        return True

    async def drop(self) -> None:
        """See ``PeripheralLink``."""
        self._lose()

    @override
    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,
        **kwargs: Any,
    ) -> bytearray:
        model = self._answering(characteristic)
        if not model.readable:
            raise BleakError("Read not permitted")
        return bytearray(model.read())

    @override
    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        model = self._answering(characteristic)
        if not model.writable:
            raise BleakError("Write not permitted")
        if model.on_write is None:
            model.value = bytes(data)
            return
        try:
            model.on_write(self, bytes(data))
        except AttError as error:
            raise BleakGATTProtocolError(error.code) from error

    @override
    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **kwargs: Any,
    ) -> None:
        model = self._answering(characteristic)
        if not model.subscribable:
            raise BleakError("it neither notifies nor indicates")
        self._subscribed[model.uuid] = callback
        if model.on_subscribe is not None:
            model.on_subscribe(self)

    @override
    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        self._subscribed.pop(self._answering(characteristic).uuid, None)

    @override
    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        raise BleakError("these peripherals have no descriptors")

    @override
    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        raise BleakError("these peripherals have no descriptors")

    def _discover(self, peripheral: Peripheral) -> BleakGATTServiceCollection:
        found, handle = BleakGATTServiceCollection(), _FIRST_HANDLE
        for model in peripheral.services:
            service = BleakGATTService(model, handle, full_uuid(model.uuid))
            found.add_service(service)
            handle += 1
            for characteristic in model.characteristics:
                found.add_characteristic(
                    BleakGATTCharacteristic(
                        characteristic,
                        handle,
                        full_uuid(characteristic.uuid),
                        list(characteristic.flags),  # type: ignore[arg-type]
                        lambda: _LEAST_MTU - 3,
                        service,
                    )
                )
                handle += 3
        return found

    def _answering(self, characteristic: BleakGATTCharacteristic) -> Characteristic:
        if not self._up:
            raise BleakError("Not connected")
        if self._peripheral.needs_bond and self.address not in self._air.bonded:
            raise BleakGATTProtocolError(INSUFFICIENT_AUTHENTICATION)
        model: Characteristic = characteristic.obj
        return model

    def _lose(self) -> None:
        if not self._up:
            return
        self._up = False
        self.services = None
        self._subscribed.clear()
        self._air.connected.discard(self.address)
        if self._script is not None and self._script is not asyncio.current_task():
            self._script.cancel()
        if self._disconnected_callback is not None:
            self._disconnected_callback()


def _spawn(script: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(script)

"""Scripted Bluetooth LE devices, without any Bluetooth: what they serve and how they behave.

The same peripheral is put on the air by ``drivers.simulators.bluez`` (a BlueZ double on a private
D-Bus, below an unmodified bleak) and by ``drivers.simulators.air`` (bleak's ``backend=``).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

INSUFFICIENT_AUTHENTICATION: Final = 0x05
INVALID_LENGTH: Final = 0x0D


class AttError(Exception):
    """What a device answers instead: an ATT error code (Core Specification, Vol 3 Part F)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ATT error 0x{code:02x}")
        self.code = code


class PeripheralLink(Protocol):
    """What a device's script can do while a central is connected to it."""

    def indicate(self, uuid: str, value: bytes) -> bool:
        """Send a value; False, and nothing sent, if the central did not subscribe or has gone."""
        ...

    async def drop(self) -> None:
        """Hang up."""
        ...


@dataclass(slots=True, kw_only=True)
class Characteristic:
    """One characteristic. ``uuid`` has four digits; ``flags`` as BlueZ spells them.

    ``on_read`` may give the value of the moment; ``on_write`` may raise ``AttError``.
    """

    uuid: str
    flags: tuple[str, ...]
    value: bytes = b""
    on_read: Callable[[], bytes] | None = None
    on_write: Callable[[PeripheralLink, bytes], None] | None = None
    on_subscribe: Callable[[PeripheralLink], None] | None = None

    def read(self) -> bytes:
        """The value as a central reads it."""
        return self.value if self.on_read is None else self.on_read()

    @property
    def readable(self) -> bool:
        """Whether it can be read."""
        return "read" in self.flags

    @property
    def writable(self) -> bool:
        """Whether it can be written."""
        return "write" in self.flags or "write-without-response" in self.flags

    @property
    def subscribable(self) -> bool:
        """Whether it notifies or indicates."""
        return "notify" in self.flags or "indicate" in self.flags


@dataclass(slots=True, kw_only=True)
class Service:
    """One primary service; ``uuid`` has four digits."""

    uuid: str
    characteristics: tuple[Characteristic, ...]


@dataclass(slots=True, kw_only=True)
class Peripheral:
    """A device. ``awake`` switches its advertising, and may be switched from any thread.

    ``passkey`` is a number that it shows when paired; ``asks_consent`` makes BlueZ ask an agent
    although there is no number. ``refuse_connects`` counts down.
    """

    name: str
    address: str
    services: tuple[Service, ...]
    advertised: tuple[str, ...]
    awake: bool = True
    needs_bond: bool = False
    advert_seconds: float = 0.05
    connect_seconds: float = 0.0
    refuse_connects: int = 0
    passkey: int | None = None
    asks_consent: bool = False
    on_connect: Callable[[PeripheralLink], Coroutine[Any, Any, None]] | None = None
    connections: int = field(default=0, init=False)
    """How often a central has connected."""

    def characteristic(self, uuid: str) -> Characteristic:
        """The characteristic with that UUID. Raises KeyError."""
        for service in self.services:
            for characteristic in service.characteristics:
                if characteristic.uuid == uuid:
                    return characteristic
        raise KeyError(uuid)

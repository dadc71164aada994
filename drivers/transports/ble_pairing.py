"""A pairing agent for BlueZ (Linux): the one who answers when a device wants to be paired.

bleak registers none, and without one BlueZ refuses a meter that shows a number as well as a cuff
that only asks for consent. On Windows the system asks the user itself. Source: BlueZ,
doc/org.bluez.Agent.rst. dbus-fast comes with bleak on Linux and is imported only when an agent
starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

MayPair = Callable[[str], bool]
"""Whether the device with this address (upper case, colons) is one that we are meeting."""

Passkey = Callable[[str], Awaitable[int | None]]
"""The six digits that the device with this address shows, or None when the user gave up."""

_PATH: Final = "/uk/clinicapp/agent"
# Devices that show a number get it typed in; those that show none are only asked for consent.
_CAPABILITY: Final = "KeyboardOnly"
_CALL_SECONDS: Final = 3.0


class PairingError(Exception):
    """The agent could not be registered; pairing is left to the desktop's own agent."""


class PairingAgent:
    """Registers with BlueZ on ``start`` and answers for the devices that ``may_pair`` names."""

    def __init__(self, *, may_pair: MayPair, passkey: Passkey | None = None) -> None:
        self._may_pair = may_pair
        self._passkey = passkey
        self._bus: MessageBus | None = None

    async def start(self) -> None:
        """Register as the default agent.

        Raises:
            PairingError: when there is no D-Bus, no BlueZ, or it will not have us.
        """
        from dbus_fast import BusType
        from dbus_fast.aio import MessageBus
        from dbus_fast.errors import DBusFastError

        from drivers.transports.ble_bluez_agent import Agent1

        try:
            bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        except (OSError, EOFError, DBusFastError) as error:
            raise PairingError(str(error)) from error
        self._bus = bus
        bus.export(_PATH, Agent1(self._may_pair, self._passkey))
        try:
            await self._call("RegisterAgent", "os", [_PATH, _CAPABILITY])
            await self._call("RequestDefaultAgent", "o", [_PATH])
        except (TimeoutError, OSError, EOFError, PairingError, DBusFastError) as error:
            await self._leave()
            raise PairingError(str(error)) from error

    async def stop(self) -> None:
        """Unregister; never raises."""
        from dbus_fast.errors import DBusFastError

        if self._bus is None:
            return
        try:
            await self._call("UnregisterAgent", "o", [_PATH])
        except (TimeoutError, OSError, EOFError, PairingError, DBusFastError):
            # BlueZ forgets an agent whose connection is closed, and that is what comes next.
            pass
        finally:
            await self._leave()

    async def _call(self, member: str, signature: str, body: list[Any]) -> None:
        from dbus_fast import Message, MessageType

        if self._bus is None or not self._bus.connected:
            raise PairingError("not connected")
        message = Message(
            destination="org.bluez",
            path="/org/bluez",
            interface="org.bluez.AgentManager1",
            member=member,
            signature=signature,
            body=body,
        )
        async with asyncio.timeout(_CALL_SECONDS):
            reply = await self._bus.call(message)
        if reply.message_type is MessageType.ERROR:
            raise PairingError(f"{member} was refused")

    async def _leave(self) -> None:
        """Close the connection and wait for it, or its socket outlives the loop."""
        bus, self._bus = self._bus, None
        if bus is None:
            return
        bus.disconnect()
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        except (TimeoutError, OSError, EOFError):
            # The bus was gone before us; its socket is closed all the same.
            pass

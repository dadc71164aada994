"""A transport whose every answer has a time limit: whatever hangs is a lost link."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from drivers.errors import DriverError, LinkLost
from drivers.transports.contract import Arrived, Peer, Transport

_log: Final = logging.getLogger(__name__)

SEND_SECONDS: Final = 10.0
ASK_SECONDS: Final = 15.0
SPARE_SECONDS: Final = 5.0


class PatientTransport:
    """Wraps one transport. What a device may refuse comes back as a value instead of an error."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def peer(self) -> Peer:
        """Who is at the other end."""
        return self._transport.peer

    async def receive(self, seconds: float) -> Arrived | None:
        """The next bytes, or None after that much silence. Raises LinkLost."""
        try:
            async with asyncio.timeout(seconds + SPARE_SECONDS):
                return await self._transport.receive(seconds)
        except TimeoutError:
            raise LinkLost("The link does not answer any more; connect it again.") from None

    async def send(self, data: bytes, channel: str) -> None:
        """Write all of ``data``. Raises LinkLost, or DriverError where it is refused."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._transport.send(data, channel)
        except TimeoutError:
            raise LinkLost("The device takes no answer any more; connect it again.") from None

    async def offer(self, data: bytes, channel: str) -> None:
        """Write what the device may refuse. Raises LinkLost."""
        try:
            await self.send(data, channel)
        except LinkLost:
            raise
        except DriverError as refused:
            _log.info("%s refused %s: %s", self.peer.address, channel, refused)

    async def subscribe(self, channel: str, *, required: bool) -> None:
        """Ask for notifications. Raises LinkLost, or DriverError if ``required`` is refused."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await self._transport.subscribe(channel)
        except TimeoutError:
            raise LinkLost("The device does not answer any more; connect it again.") from None
        except LinkLost:
            raise
        except DriverError as refused:
            if required:
                raise
            _log.info("%s refused %s: %s", self.peer.address, channel, refused)

    async def read(self, channel: str) -> bytes | None:
        """The value of a characteristic; None if the device does not tell it. Raises LinkLost."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await self._transport.read(channel)
        except LinkLost:
            raise
        except (TimeoutError, DriverError) as refused:
            _log.info("%s refused %s: %s", self.peer.address, channel, refused)
            return None

    async def close(self) -> None:
        """Close, whatever happens."""
        try:
            async with asyncio.timeout(SPARE_SECONDS):
                await self._transport.close()
        except TimeoutError:
            _log.info("%s took too long to close", self.peer.address)

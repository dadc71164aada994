"""All of a station's ways in, each kept open, each visit a session of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.log import Word
from clinicapp.station.events import DeviceHeard, LinkChanged
from drivers.errors import DriverError, LinkRefused, NotKept
from drivers.session import run_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from clinicapp.station.events import StationEvent
    from clinicapp.station.inbox import Inbox, SessionKeeper
    from drivers.driver import Driver
    from drivers.session import Batch
    from drivers.transports.contract import Link, Transport

_log = logging.getLogger(__name__)

_REOPEN_SECONDS: Final = 5.0
_SETTLE_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class WayIn:
    """A link, and which driver speaks on a visit of it.

    ``several``: visits may overlap (a listening socket, Bluetooth); a port or an outgoing
    connection has one at a time, and is asked for the next only when that one is over.
    """

    link: Link
    driver_of: Callable[[Transport], Driver]
    several: bool


class Station:
    """Runs every way in until it is cancelled. Lives on the devices thread."""

    def __init__(
        self,
        ways: Iterable[WayIn],
        *,
        inbox: Inbox,
        clock: Callable[[], datetime],
        tell: Callable[[StationEvent], None],
        reopen_seconds: float = _REOPEN_SECONDS,
    ) -> None:
        self._ways = tuple(ways)
        self._inbox = inbox
        self._clock = clock
        self._tell = tell
        self._reopen_seconds = reopen_seconds

    async def run(self) -> None:
        """Keep all ways in open, for ever; a way that is refused is tried again."""
        try:
            async with asyncio.TaskGroup() as group:
                for way in self._ways:
                    group.create_task(self._keep_open(way, group))
        finally:
            for way in self._ways:
                await way.link.close()

    async def _keep_open(self, way: WayIn, group: asyncio.TaskGroup) -> None:
        """One way in: a port that is taken now may be free later."""
        told = ""
        while True:
            opening = group.create_task(self._say_open(way))
            sentence = await self._serve(way, group)
            if opening.done():
                told = ""
            opening.cancel()
            if sentence != told:
                self._tell(LinkChanged(way.link.label, up=False, sentence=sentence))
                told = sentence
            await asyncio.sleep(self._reopen_seconds)

    async def _serve(self, way: WayIn, group: asyncio.TaskGroup) -> str:
        """Serve the visits of one way in until no more can be had; why not, as a sentence.

        A visit belongs to the station's group, so that it goes on when the way in has gone.
        """
        try:
            async for transport in way.link.visits():
                visit = group.create_task(self._visit(way, transport))
                if not way.several:
                    await visit
        except LinkRefused as refused:
            return str(refused)
        except Exception:  # noqa: BLE001
            # A bug of ours in one way in must not take the others away from the nurse.
            _log.exception("a way in failed")
            return f"The {way.link.label} failed; the station keeps trying to open it."
        return f"The {way.link.label} was closed; the station opens it again."

    async def _keep_rest(self, keeper: SessionKeeper, unkept: tuple[Batch, ...]) -> None:
        """What a session could not store is tried again until it can be; it is never let go."""
        for batch in unkept:
            while True:
                try:
                    await keeper.keep(batch)
                except NotKept:
                    await asyncio.sleep(self._reopen_seconds)
                else:
                    break

    async def _say_open(self, way: WayIn) -> None:
        """A link says only when it is refused; one that is not, soon after, is open."""
        await asyncio.sleep(_SETTLE_SECONDS)
        self._tell(LinkChanged(way.link.label, up=True))

    async def _visit(self, way: WayIn, transport: Transport) -> None:
        """One connection, from hello to close; whatever goes wrong, the next one is served."""
        peer = transport.peer
        self._tell(DeviceHeard(peer.link, peer.address, connected=True))
        try:
            driver = way.driver_of(transport)
            keeper = self._inbox.keeper_for(driver)
            end = await run_session(driver, transport, keeper, self._clock, zone=self._inbox.zone)
            await self._keep_rest(keeper, end.unkept)
        except DriverError:
            _log.info("a visit over %s ended early", Word(peer.link))
        except Exception:  # noqa: BLE001
            # A bug of ours on one visit must not take the other devices away from the nurse.
            _log.exception("a visit over %s failed", Word(peer.link))
        finally:
            with contextlib.suppress(DriverError):
                await transport.close()
            self._tell(DeviceHeard(peer.link, peer.address, connected=False))

"""One visit of one device: carries out what its conversation asks, and loses nothing.

The order is the whole point. What a conversation says to keep and to report is handed to the
keeper, and only when the keeper has it on disk does the device hear that it was received::

    bytes -> Keep, Report -> keeper.keep(batch) -> Acknowledge.data -> keeper.acknowledged(batch)
                                   | NotKept
                                   v
                             Acknowledge.otherwise, conversation.not_kept

A device without acknowledgements (a scale) does not repeat itself, so what could not be kept is
held, tried again with back-off, and handed back in ``SessionEnd.unkept`` if it never could be.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from drivers.driver import (
    WARD_TIME,
    Acknowledge,
    Action,
    AskTime,
    Driver,
    Finish,
    Keep,
    Read,
    Report,
    Send,
    SetClock,
    Subscribe,
)
from drivers.errors import DriverError, LinkLost
from drivers.framing.clocks import encode_clock, ward_time
from drivers.keeping import Batch, Keeper, Limits, Safe, StoreFull
from drivers.readings import NotUnderstood, Refusal
from drivers.recital import conversation_of
from drivers.transports.contract import Arrived, Peer, Transport
from drivers.transports.patient import PatientTransport

__all__ = [
    "Batch",
    "Ending",
    "Keeper",
    "Limits",
    "Session",
    "SessionEnd",
    "run_session",
]

_log: Final = logging.getLogger(__name__)


class Ending(StrEnum):
    """Why a session is over."""

    FINISHED = "finished"
    LINK_LOST = "link_lost"
    REFUSED = "refused"
    """The device refused something that it must not, such as a subscription."""
    STORE_FULL = "store_full"
    """Too much is waiting to be kept; no more is read until it is."""
    FAULT = "fault"
    """The driver itself failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnd:
    """How a session ended. ``unkept`` could not be committed and is the caller's now."""

    visit: UUID
    peer: Peer
    ending: Ending
    sentence: str
    unkept: tuple[Batch, ...] = ()


class _DriverFault(Exception):
    """A driver raised, which it must never do."""


async def run_session(
    driver: Driver,
    transport: Transport,
    keeper: Keeper,
    clock: Callable[[], datetime],
    *,
    visit: UUID | None = None,
    zone: tzinfo | None = None,
    limits: Limits | None = None,
) -> SessionEnd:
    """Talk with one device until it is done or gone; closes ``transport``.

    ``clock`` gives the station's time, aware; ``zone`` is the one that devices' clocks are set
    in, by default the computer's. When cancelled it keeps what is incomplete and then raises
    CancelledError; use ``Session`` where what could not be kept is needed even then.
    """
    return await Session(
        driver, transport, keeper, clock, visit=visit, zone=zone, limits=limits
    ).run()


class Session:
    """The state of one visit. ``run`` is called once."""

    def __init__(
        self,
        driver: Driver,
        transport: Transport,
        keeper: Keeper,
        clock: Callable[[], datetime],
        *,
        visit: UUID | None = None,
        zone: tzinfo | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._driver = driver
        self._transport = PatientTransport(transport)
        self._clock = clock
        self._zone = zone
        self._limits = limits or Limits()
        self._conversation = conversation_of(driver)
        self._visit = visit or uuid4()
        self._safe = Safe(keeper, self._limits)
        self._number = 0
        self._last = Arrived(b"", "", time.monotonic_ns())
        self._received_at = clock()
        self._heard_at = time.monotonic()
        self._finished = False

    @property
    def unkept(self) -> tuple[Batch, ...]:
        """What is not on disk yet."""
        return self._safe.unkept

    async def run(self) -> SessionEnd:
        """Talk until the end, whatever it is; see ``run_session``."""
        try:
            ending, sentence = await self._talk()
        except BaseException:
            # Above all CancelledError: the station is closing, and must not lose half a message.
            await _in_spite_of_cancelling(self._wind_up())
            raise
        await _in_spite_of_cancelling(self._wind_up())
        return SessionEnd(
            visit=self._visit,
            peer=self._transport.peer,
            ending=ending,
            sentence=sentence,
            unkept=self._safe.unkept,
        )

    async def _talk(self) -> tuple[Ending, str]:
        try:
            await self._carry_out(self._ask(self._conversation.open))
            while not self._finished:
                await self._listen()
        except LinkLost as lost:
            return Ending.LINK_LOST, str(lost)
        except DriverError as refused:
            return Ending.REFUSED, str(refused)
        except StoreFull as full:
            return Ending.STORE_FULL, str(full)
        except _DriverFault as fault:
            return Ending.FAULT, str(fault)
        return Ending.FINISHED, "The device has sent everything."

    async def _listen(self) -> None:
        quiet = time.monotonic() - self._heard_at
        patience = max(0.0, self._driver.patience_seconds - quiet)
        arrived = await self._transport.receive(min(patience, self._safe.retry_in()))
        if arrived is not None:
            await self._take(arrived)
        elif time.monotonic() - self._heard_at >= self._driver.patience_seconds:
            self._heard_at = time.monotonic()
            await self._carry_out(self._ask(self._conversation.time_out))
        await self._safe.retry()

    async def _take(self, arrived: Arrived) -> None:
        await self._carry_out(self._hear(arrived))

    def _hear(self, arrived: Arrived) -> Sequence[Action]:
        self._last = arrived
        self._received_at = self._clock()
        self._heard_at = time.monotonic()
        data, channel = arrived.data, arrived.channel
        return self._ask(lambda: self._conversation.receive(data, channel), data)

    def _ask(self, question: Callable[[], Sequence[Action]], data: bytes = b"") -> Sequence[Action]:
        """What the conversation wants done. A driver that raises still loses no bytes."""
        try:
            return question()
        except Exception:  # noqa: BLE001 - a stranger's driver can raise anything
            _log.exception("the driver %s failed", self._driver.key)
            sentence = f"The driver {self._driver.key} failed; tell whoever supplied it."
            if data:
                self._safe.hold(self._batch([Report(self._unread(data, sentence))]))
            raise _DriverFault(sentence) from None

    def _unread(self, data: bytes, detail: str) -> NotUnderstood:
        return NotUnderstood(
            driver=self._driver.key,
            driver_version=self._driver.version,
            reason=Refusal.NOT_UNDERSTOOD,
            detail=detail,
            raw=data,
        )

    async def _carry_out(self, actions: Iterable[Action]) -> None:
        """Carry actions out in order; if that ends early, hold what was still to be kept."""
        queue = deque(actions)
        items: list[Keep | Report] = []
        refused: list[Acknowledge] = []
        try:
            while queue:
                action = queue.popleft()
                if isinstance(action, Keep | Report):
                    items.append(action)
                elif isinstance(action, Acknowledge):
                    now, items = items, []
                    await self._acknowledge(action, now, refused)
                else:
                    now, items = items, []
                    await self._keep(now)
                    queue.extendleft(reversed(await self._perform(action)))
        finally:
            # Backwards, so that the conversation ends up before the first frame it expects again.
            for acknowledge in reversed(refused):
                self._conversation.not_kept(acknowledge)
            items += [action for action in queue if isinstance(action, Keep | Report)]
            if items:
                self._safe.hold(self._batch(items))
        await self._safe.retry(now=bool(items))

    async def _keep(self, items: list[Keep | Report]) -> None:
        if items:
            self._safe.hold(self._batch(items))
            await self._safe.retry(now=True)

    async def _acknowledge(
        self, acknowledge: Acknowledge, items: list[Keep | Report], refused: list[Acknowledge]
    ) -> None:
        """Acknowledge what is on disk; answer otherwise, and add to ``refused``, if it is not.

        Once one of several frames was refused, those after it are too: none may be skipped.
        """
        batch = self._batch(items, awaited=True) if items else None
        kept = not refused and (await self._safe.keep(batch) if batch else self._safe.ready())
        if not kept:
            refused.append(acknowledge)
            if acknowledge.otherwise:
                await self._transport.send(acknowledge.otherwise, acknowledge.channel)
            return
        await self._transport.send(acknowledge.data, acknowledge.channel)
        if batch:
            self._safe.acknowledged(batch)

    async def _perform(self, action: Action) -> Sequence[Action]:
        match action:
            case Send() | SetClock():
                await self._say(action)
            case Subscribe():
                await self._transport.subscribe(action.channel, required=action.required)
            case AskTime():
                told = ward_time(self._clock().astimezone(self._zone))
                return self._ask(lambda: self._conversation.receive(told, WARD_TIME))
            case Read():
                data = await self._transport.read(action.channel)
                if data is not None:
                    return self._hear(Arrived(data, action.channel, time.monotonic_ns()))
            case Finish():
                self._finished = True
            case _:
                pass
        return ()

    async def _say(self, action: Send | SetClock) -> None:
        """Write; what the device may refuse is only offered."""
        if isinstance(action, SetClock):
            local = self._clock().astimezone(self._zone)
            await self._transport.offer(encode_clock(action.layout, local), action.channel)
        elif action.required:
            await self._transport.send(action.data, action.channel)
        else:
            await self._transport.offer(action.data, action.channel)

    def _batch(self, items: Iterable[Keep | Report], *, awaited: bool = False) -> Batch:
        self._number += 1
        return Batch(
            driver=self._driver.key,
            driver_version=self._driver.version,
            peer=self._transport.peer,
            visit=self._visit,
            number=self._number,
            items=tuple(items),
            received_at=self._received_at,
            last_byte_ns=self._last.at_ns,
            awaited=awaited,
        )

    async def _wind_up(self) -> None:
        """Take what had arrived, report what was incomplete, keep it, and close the link."""
        await self._safe.settle()
        for _ in range(self._limits.unkept_items):
            if not await self._drain():
                break
        try:
            closing = self._ask(self._conversation.close)
        except _DriverFault:
            closing = ()
        items = [action for action in closing if isinstance(action, Keep | Report)]
        if items:
            self._safe.hold(self._batch(items))
        with contextlib.suppress(StoreFull):
            await self._safe.retry(now=True)
        await self._transport.close()

    async def _drain(self) -> bool:
        """One more piece that had arrived before the link went; nobody is there to answer it."""
        try:
            arrived = await self._transport.receive(0)
        except DriverError:
            return False
        if arrived is None:
            return False
        try:
            await self._take(arrived)
        except (_DriverFault, StoreFull):
            return False
        except DriverError:
            # The answer could not be sent. What it answered is kept, and more may have arrived.
            return True
        return True


async def _in_spite_of_cancelling(work: Coroutine[object, object, None]) -> None:
    """See ``work`` through; a cancellation meanwhile is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError

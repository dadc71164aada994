"""The keeper of a session: everything goes to disk before the device hears that it arrived."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused
from clinicapp.station.events import Acknowledged, Arrived, StoreTrouble, StoreWell
from clinicapp.station.translate import delivery_of
from drivers.errors import NotKept

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import tzinfo

    from clinicapp.domain.gate import Arming
    from clinicapp.domain.observations import Delivery, Kept
    from clinicapp.station.events import StationEvent
    from drivers.driver import Driver
    from drivers.session import Batch

    Keep = Callable[[Delivery, bool], Future[tuple[Kept, ...]]]

_log = logging.getLogger(__name__)

_TRY_AGAIN_SECONDS: Final = 5.0
"""How long devices are asked to wait after a commit failed (LIS01-A2: a busy receiver's NAK)."""
_OWED_SECONDS: Final = 0.25
"""How long a committed reading waits to be told of while its acknowledgement is being sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is to be committed, and what was true when it arrived."""

    delivery: Delivery
    arming: Arming | None
    last_byte_ns: int
    acknowledges: bool


class Inbox:
    """Commits what sessions bring. Lives on the devices thread; the store is reached by ``keep``.

    ``armed`` is asked when bytes arrive, so that a reading belongs to the person the station was
    armed for at that moment, whatever happens while it is being stored.
    """

    def __init__(
        self,
        *,
        keep: Keep,
        armed: Callable[[], Arming | None],
        tell: Callable[[StationEvent], None],
        zone: tzinfo,
    ) -> None:
        self._keep = keep
        self._armed = armed
        self._tell = tell
        self.zone = zone
        self._in_trouble = False
        self._try_again_at = 0.0
        self._owed: dict[int, tuple[Arrived, asyncio.TimerHandle]] = {}

    @property
    def well(self) -> bool:
        """Whether a new transmission may be invited: not right after a commit has failed."""
        return not self._in_trouble or time.monotonic() >= self._try_again_at

    def keeper_for(self, driver: Driver) -> SessionKeeper:
        """A keeper for one session of one driver."""
        return SessionKeeper(self, driver)

    def offer(self, batch: Batch, driver: Driver) -> Offer:
        """A batch as the store takes it, with the person the station is armed for right now."""
        return Offer(
            delivery=delivery_of(batch, driver, self.zone),
            arming=self._armed(),
            last_byte_ns=batch.last_byte_ns,
            acknowledges=driver.acknowledges,
        )

    async def commit(self, offer: Offer, *, again: bool) -> Arrived:
        """Commit one offer. Raises NotKept, and tells the trouble.

        ``again``: it was offered before, and may have been committed after all.

        Returns:
            What is to be told: at once by ``arrived`` if nobody waits for an acknowledgement, by
            ``owe`` if the device does.
        """
        try:
            committing = self._keep(offer.delivery, again)
            try:
                kept = await _result_of(committing)
            except asyncio.CancelledError:
                self._listen_on(committing, offer)
                raise
        except Refused as error:
            raise self._trouble(str(error)) from error
        except Exception as error:
            # A bug of ours, but whatever it is: it is not on disk, and the nurse must know.
            _log.exception("a delivery could not be kept")
            raise self._trouble(
                "A reading could not be stored; restart the station, and report it if this stays."
            ) from error
        return self._well(offer, kept)

    def _trouble(self, sentence: str) -> NotKept:
        self._in_trouble = True
        self._try_again_at = time.monotonic() + _TRY_AGAIN_SECONDS
        self._tell(StoreTrouble(sentence))
        return NotKept(sentence)

    def _listen_on(self, committing: Future[tuple[Kept, ...]], offer: Offer) -> None:
        """Nobody waits any more, but a commit that is under way may still succeed."""
        loop = asyncio.get_running_loop()

        def done(late: Future[tuple[Kept, ...]]) -> None:
            if late.cancelled() or late.exception() is not None:
                return
            # A loop that has ended: the reading is placed when the station starts again.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(lambda: self.arrived(self._well(offer, late.result())))

        if not committing.cancel():
            committing.add_done_callback(done)

    def _well(self, offer: Offer, kept: tuple[Kept, ...]) -> Arrived:
        stored_ns = time.monotonic_ns()
        if self._in_trouble:
            self._in_trouble = False
            self._tell(StoreWell())
        return Arrived(
            delivery=offer.delivery,
            kept=kept,
            arming=offer.arming,
            last_byte_ns=offer.last_byte_ns,
            stored_ns=stored_ns,
            acknowledges=offer.acknowledges,
        )

    def arrived(self, event: Arrived) -> None:
        """Tell of what is committed."""
        self._tell(event)

    def owe(self, event: Arrived) -> None:
        """Tell of it once its device has heard; soon, if the link goes before that.

        Whoever is told takes time, on this thread or from the interpreter's one lock, and the
        device waits.
        """
        loop = asyncio.get_running_loop()
        self._owed[id(event)] = event, loop.call_later(_OWED_SECONDS, self._pay, event)

    def acknowledged(self, event: Arrived, at_ns: int) -> None:
        """The device has been told."""
        self._pay(event)
        if event.kept:
            self._tell(Acknowledged(tuple(each.reading_id for each in event.kept), at_ns))

    def tell_rest(self) -> None:
        """The station closes: tell of everything whose device never heard."""
        for event, _timer in tuple(self._owed.values()):
            self._pay(event)

    def _pay(self, event: Arrived) -> None:
        owed = self._owed.pop(id(event), None)
        if owed is not None:
            owed[1].cancel()
            self._tell(event)


async def _result_of(committing: Future[tuple[Kept, ...]]) -> tuple[Kept, ...]:
    """Wait for a commit; ``asyncio.wrap_future`` for one who is in a hurry.

    It goes through fewer hands, and a commit that is no longer waited for is left alone.
    """
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def wake() -> None:
        if not done.done():
            done.set_result(None)

    def tell(_committed: Future[tuple[Kept, ...]]) -> None:
        # A loop that has ended waits for nothing.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(wake)

    committing.add_done_callback(tell)
    await done
    return committing.result()


class SessionKeeper:
    """``drivers.session.Keeper`` for one session.

    It remembers each batch from the first time it is offered until it is on disk: tried again, it
    is the same delivery with the same ids, for the person of the first time.
    """

    def __init__(self, inbox: Inbox, driver: Driver) -> None:
        self._inbox = inbox
        self._driver = driver
        self._open: dict[int, Offer] = {}
        self._last: Arrived | None = None

    def ready(self) -> bool:
        """Whether a new transmission may be invited."""
        return self._inbox.well

    async def keep(self, batch: Batch) -> None:
        """Commit; raises NotKept."""
        offer = self._open.get(batch.number)
        again = offer is not None
        if offer is None:
            offer = self._open[batch.number] = self._inbox.offer(batch, self._driver)
        arrived = await self._inbox.commit(offer, again=again)
        del self._open[batch.number]
        if batch.awaited:
            self._last = arrived
            self._inbox.owe(arrived)
        else:
            self._inbox.arrived(arrived)

    def acknowledged(self, batch: Batch, at_ns: int) -> None:
        """The acknowledgement of ``batch`` has been sent."""
        del batch
        arrived, self._last = self._last, None
        if arrived is not None:
            self._inbox.acknowledged(arrived, at_ns)

"""Everything behind the window: the database thread, the devices thread, and a reading's way.

A reading's way has two transactions. The first keeps the bytes and the reading, and only then is
the device told; the second matches it, lets the gate decide, and files it. This is the same for the
window, for ``clinicapp capture`` and for the demonstration.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Actor, Role
from clinicapp.ears import Ears
from clinicapp.reckoning import Reckoning
from clinicapp.services.access import By
from clinicapp.services.clinic.receiving import receive
from clinicapp.station.async_thread import AsyncThread
from clinicapp.station.events import Acknowledged, Arrived
from clinicapp.station_rules import StationRules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.gate import Arming, GatePolicy
    from clinicapp.domain.lester.approval import WardRules
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.observations import Delivery, Kept
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.station.admissions import AdmissionsLink
    from clinicapp.station.events import StationEvent
    from clinicapp.station.hub import WayIn
    from clinicapp.store.database_thread import DatabaseThread
    from clinicapp.store.work import Work

P = ParamSpec("P")
F = TypeVar("F")
T = TypeVar("T")

_log = logging.getLogger(__name__)

_SWITCH_SECONDS: Final = 0.001
# What placing asks about; the window and its first picture need none of it.
_FOR_THE_GATE: Final = (
    "clinicapp.services.clinic.filing",
    "clinicapp.store.controls",
    "clinicapp.store.stock",
    "clinicapp.store.competencies",
)
_TOGETHER: Final = 8
"""How many readings are placed in one transaction at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPlaced:
    """A reading has gone the whole way behind the window. Times are monotonic nanoseconds.

    ``form`` is the form as it stands now if the reading went onto one, else None.
    """

    placed: Placed
    form: FormSnapshot | None
    last_byte_ns: int
    stored_ns: int
    placed_ns: int


@dataclass(frozen=True, slots=True)
class PlacingFailed:
    """A reading is safely stored but could not be placed; it waits in the inbox."""

    reading_id: UUID
    sentence: str


class Backstage:
    """Owns the worker threads and the arming; every method may be called from any thread."""

    def __init__(
        self,
        *,
        database: DatabaseThread,
        ways: Callable[[Callable[[str], None]], Sequence[WayIn]],
        station: Actor,
        pack: Pack,
        packs: Mapping[str, Pack] | None = None,
        policy: GatePolicy,
        zone: tzinfo,
        now: Callable[[], datetime],
        ward: str = "",
        admissions: Callable[[], Sequence[AdmissionsLink]] | None = None,
    ) -> None:
        if Role.STATION not in station.roles:
            raise ValueError("the station's own actor needs the station role")
        self._database = database
        self._ways = ways
        self._station = station
        self._rules = StationRules(pack, packs, ward, zone)
        self.policy = policy.for_ward(ward)
        """The gate's matrix as it is on the station's ward."""
        self._zone = zone
        self._now = now
        self.admission_links = admissions
        self._devices = AsyncThread()
        self._reckoning = Reckoning()
        self._switch_before = sys.getswitchinterval()
        self._waiting: deque[_Waiting] = deque()
        self._ears = Ears()
        self._arming: Arming | None = None
        self._running: Future[None] | None = None

    @property
    def rules(self) -> StationRules:
        """What new forms of the station's ward are judged by."""
        return self._rules

    @property
    def pack(self) -> Pack:
        """The rule pack of new forms, as last read."""
        return self._rules.now.pack

    @property
    def zone(self) -> tzinfo:
        """The ward's time zone."""
        return self._zone

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._now()

    def listen(self, listener: Callable[[object], None]) -> Callable[[], None]:
        """Have ``listener`` told of every event, on the worker threads; see ``Ears.add``."""
        return self._ears.add(listener)

    def start(self) -> None:
        """Start the devices thread, finish what an earlier run left, and open all ways in."""
        # Whoever comes back from the disk or the wire waits so long for a thread that computes.
        self._switch_before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._devices.start()
        self._reckoning.start()
        # First: a reading that arrives meanwhile is no leftover, and would be placed twice.
        leftovers = self._database.submit(
            lambda work: work.readings.unjudged(), write=False, first=True
        )
        leftovers.add_done_callback(self._place_leftovers)
        self.read_rules()
        self._running = self._devices.submit(self._run())
        self._running.add_done_callback(self._station_ended)

    def stop(self) -> None:
        """Close links and sessions, then the database; afterwards no thread of ours is left."""
        self._devices.stop()
        self._database.stop()
        self._reckoning.stop()
        sys.setswitchinterval(self._switch_before)

    def arm(self, arming: Arming | None) -> None:
        """Arm the station for one person's form, or for nobody."""
        self._arming = arming

    @property
    def arming(self) -> Arming | None:
        """For whom the station is armed now; an arming that has run out is none."""
        arming = self._arming
        return arming if arming is not None and self._now() <= arming.until else None

    def ask(
        self,
        actor: Actor,
        use_case: Callable[Concatenate[Work, By, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """Run a use case for ``actor`` in one transaction on the database thread."""
        by = By(actor, self._now())
        return self._database.submit(lambda work: use_case(work, by, *args, **kwargs))

    def reckon(self, read: Future[F], reckon: Callable[[F], T]) -> Future[T]:
        """Work out figures from what ``ask`` reads, on a thread that no device waits for."""
        return self._reckoning.after(read, reckon)

    def form_at(self, work: Work, form_id: UUID, at: datetime) -> FormSnapshot:
        """A form as it stands in this transaction, judged at the moment ``at``.

        Raises:
            NotFound: there is no such form.
        """
        # Judging a form is not needed for the first picture, so no window waits for its rules.
        from clinicapp.services.clinic.screening import snapshot

        return snapshot(work, form_id, self.pack, at, self._zone, self._rules.shipped)

    def read_rules(self) -> Future[WardRules]:
        """Read the ward's rules anew; nobody's data is looked at."""
        at = self._now()
        return self._database.submit(lambda work: self._rules.read(work, at), write=False)

    def read_backup(self) -> Future[datetime | None]:
        """When the last good backup was made, as noted beside the database; None before one."""
        return self._database.on_database(lambda database: database.last_backup())

    async def _run(self) -> None:
        # Imported here, on the devices thread, so that neither a window nor a reading waits.
        for module in _FOR_THE_GATE:
            import_module(module)
        from clinicapp.station.hub import Station
        from clinicapp.station.inbox import Inbox

        inbox = Inbox(keep=self._keep, armed=lambda: self.arming, tell=self._tell, zone=self._zone)
        station = Station(
            self._ways(self._say_trouble), inbox=inbox, clock=self._now, tell=self._tell
        )
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(station.run())
                if self.admission_links is not None:
                    from clinicapp.reception import Reception

                    behind = (self._database, self._station, self._zone, self._now, self._tell)
                    Reception(*behind).listen(self.admission_links(), group)
        finally:
            inbox.tell_rest()

    def _station_ended(self, running: Future[None]) -> None:
        """The station runs until it is cancelled; anything else is a bug of ours."""
        if not running.cancelled() and (error := running.exception()) is not None:
            _log.error("the station stopped", exc_info=error)
            sentence = "The program stopped listening to devices; close it and open it again."
            # A refusal says which of the settings cannot be used.
            self._ears.tell(DeviceTrouble(str(error) if isinstance(error, Refused) else sentence))

    def _keep(self, delivery: Delivery, again: bool) -> Future[tuple[Kept, ...]]:  # noqa: FBT001
        by = By(self._station, self._now())
        return self._database.submit(
            lambda work: receive(work, by, delivery, again=again), first=True
        )

    def _tell(self, event: StationEvent) -> None:
        self._ears.tell(event)
        if isinstance(event, Arrived):
            for kept in event.kept:
                self._place(kept.reading_id, event.arming, event.last_byte_ns, event.stored_ns)

    def _say_trouble(self, sentence: str) -> None:
        self._ears.tell(DeviceTrouble(sentence))

    def _place_leftovers(self, found: Future[tuple[UUID, ...]]) -> None:
        """Readings kept just before a crash: nobody is armed for them any more, so they wait."""
        if found.cancelled() or found.exception() is not None:
            return
        now_ns = time.monotonic_ns()
        for reading_id in found.result():
            self._place(reading_id, None, now_ns, now_ns)

    def _place(
        self, reading_id: UUID, arming: Arming | None, last_byte_ns: int, stored_ns: int
    ) -> None:
        by = By(self._station, self._now())
        self._waiting.append(_Waiting(reading_id, arming, by, last_byte_ns, stored_ns))
        self._submit(self._take_waiting)

    def _take_waiting(self) -> tuple[_Waiting, ...]:
        """What waits to be placed, or some of it: so many that a device can still be answered."""
        return tuple(self._waiting.popleft() for _ in range(min(len(self._waiting), _TOGETHER)))

    def _submit(self, take: Callable[[], tuple[_Waiting, ...]]) -> None:
        """Place together what waits when its turn comes: one commit and one look at each form."""
        taken: list[_Waiting] = []

        def job(work: Work) -> tuple[ReadingPlaced, ...]:
            taken.extend(take())
            return self._place_together(work, taken)

        def done(future: Future[tuple[ReadingPlaced, ...]]) -> None:
            error = future.exception()
            if error is None:
                placed_ns = time.monotonic_ns()
                for each in future.result():
                    self._ears.tell(replace(each, placed_ns=placed_ns))
            elif len(taken) > 1:
                for alone in taken:
                    self._submit(partial(_only, alone))
            else:
                self._placing_failed(taken, error)

        # A station that is closing: the reading is on disk, and is placed at the next start.
        with contextlib.suppress(Refused):
            self._database.submit(job).add_done_callback(done)

    def _place_together(self, work: Work, waiting: Sequence[_Waiting]) -> tuple[ReadingPlaced, ...]:
        from clinicapp.services.clinic.filing import place

        placed = [
            place(work, each.by, each.reading_id, each.arming, self.policy, self._zone)
            for each in waiting
        ]
        at = {
            result.fact.form_id: each.by.at
            for each, result in zip(waiting, placed, strict=True)
            if result.fact is not None
        }
        forms = {form_id: self.form_at(work, form_id, at[form_id]) for form_id in at}
        return tuple(
            ReadingPlaced(
                placed=result,
                form=forms[result.fact.form_id] if result.fact else None,
                last_byte_ns=each.last_byte_ns,
                stored_ns=each.stored_ns,
                placed_ns=each.stored_ns,
            )
            for each, result in zip(waiting, placed, strict=True)
        )

    def _placing_failed(self, taken: Sequence[_Waiting], error: BaseException) -> None:
        for each in taken:
            _log.error("reading %s could not be placed", each.reading_id, exc_info=error)
            self._ears.tell(
                PlacingFailed(
                    each.reading_id,
                    "A reading is stored but could not be put on a form; find it in the inbox.",
                )
            )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A reading that is stored and not placed yet."""

    reading_id: UUID
    arming: Arming | None
    by: By
    last_byte_ns: int
    stored_ns: int


def _only(waiting: _Waiting) -> tuple[_Waiting, ...]:
    return (waiting,)


@dataclass(frozen=True, slots=True)
class DeviceTrouble:
    """A device is near but cannot be reached; ``sentence`` says what to do."""

    sentence: str


__all__ = [
    "Acknowledged",
    "Arrived",
    "Backstage",
    "DeviceTrouble",
    "PlacingFailed",
    "ReadingPlaced",
]

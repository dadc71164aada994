"""Everything behind the window: the database thread, the devices thread, and a reading's way.

A reading's way has two transactions. The first keeps the bytes and the reading, and only then is
the device told; the second matches it, lets the gate decide, and files it. This is the same for the
window, for ``clinicapp capture`` and for the demonstration.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Actor, Role
from clinicapp.ears import Ears
from clinicapp.placing import Placing
from clinicapp.reckoning import Reckoning
from clinicapp.services.access import By
from clinicapp.services.clinic.receiving import receive
from clinicapp.station.async_thread import AsyncThread
from clinicapp.station.events import Acknowledged, Arrived

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.gate import Arming, GatePolicy
    from clinicapp.domain.lester.approval import WardRules
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.observations import Delivery, Kept
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.station.admissions import AdmissionsLink
    from clinicapp.station.events import StationEvent
    from clinicapp.station.hub import WayIn
    from clinicapp.station_rules import Rulebook, StationRules
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
    "clinicapp.store.assets",
    "clinicapp.store.forms",
    "clinicapp.store.controls",
    "clinicapp.store.stock",
    "clinicapp.store.competencies",
)


class Backstage:
    """Owns the worker threads and the arming; every method may be called from any thread."""

    def __init__(
        self,
        *,
        database: DatabaseThread,
        ways: Callable[[Callable[[str], None]], Sequence[WayIn]],
        station: Actor,
        rulebook: Callable[[], Rulebook],
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
        self._rulebook = rulebook
        self._ward = ward
        self._zone = zone
        self._now = now
        self.admission_links = admissions
        self._devices = AsyncThread()
        self._reckoning = Reckoning()
        self._switch_before = sys.getswitchinterval()
        self._ears = Ears()
        self._placing = Placing(self, database, self._ears)
        self._arming: Arming | None = None
        self._running: Future[None] | None = None
        self._read: tuple[StationRules, GatePolicy] | None = None
        self._reading = Lock()

    def read_rulebook(self) -> tuple[StationRules, GatePolicy]:
        """Read what the station goes by; no window waits for it. ``start`` does it at the latest.

        Raises:
            Refused: a pack or the policy cannot be used.
        """
        with self._reading:
            if self._read is None:
                from clinicapp.station_rules import StationRules

                book = self._rulebook()
                rules = StationRules(book, self._ward, self._zone)
                self._read = rules, book.policy.for_ward(self._ward)
            return self._read

    @property
    def rules(self) -> StationRules:
        """What new forms of the station's ward are judged by."""
        return self._known[0]

    @property
    def policy(self) -> GatePolicy:
        """The gate's matrix as it is on the station's ward."""
        return self._known[1]

    @property
    def _known(self) -> tuple[StationRules, GatePolicy]:
        return self._read or self.read_rulebook()

    @property
    def pack(self) -> Pack:
        """The rule pack of new forms, as last read."""
        return self.rules.now.pack

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
        """Start the devices thread, finish what an earlier run left, and open all ways in.

        Raises:
            Refused: a pack or the policy cannot be used; nothing was started.
        """
        self.read_rulebook()
        # Whoever comes back from the disk or the wire waits so long for a thread that computes.
        self._switch_before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._devices.start()
        self._reckoning.start()
        # First: a reading that arrives meanwhile is no leftover, and would be placed twice.
        leftovers = self._database.submit(
            lambda work: work.readings.unjudged(), write=False, first=True
        )
        leftovers.add_done_callback(partial(self._placing.leftovers, self._station))
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

        return snapshot(work, form_id, self.pack, at, self._zone, self.rules.shipped)

    def read_rules(self) -> Future[WardRules]:
        """Read the ward's rules anew; nobody's data is looked at."""
        at = self._now()
        return self._database.submit(lambda work: self.rules.read(work, at), write=False)

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
                self._placing.place(
                    By(self._station, self._now()),
                    kept.reading_id,
                    event.arming,
                    event.last_byte_ns,
                    event.stored_ns,
                )

    def _say_trouble(self, sentence: str) -> None:
        self._ears.tell(DeviceTrouble(sentence))


@dataclass(frozen=True, slots=True)
class DeviceTrouble:
    """A device is near but cannot be reached; ``sentence`` says what to do."""

    sentence: str


__all__ = [
    "Acknowledged",
    "Arrived",
    "Backstage",
    "DeviceTrouble",
]

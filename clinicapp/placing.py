"""The second transaction of a reading's way: matched, decided by the gate, filed or left to wait.

What arrives while the database is busy is placed together: one commit, and one look at each form.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from clinicapp.domain.errors import Refused
from clinicapp.services.access import By

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.gate import Arming, GatePolicy
    from clinicapp.domain.staff import Actor
    from clinicapp.ears import Ears
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.store.database_thread import DatabaseThread
    from clinicapp.store.work import Work

_log = logging.getLogger(__name__)

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


class Judging(Protocol):
    """What placing asks of the station: its policy, its time, and a form as it stands."""

    @property
    def policy(self) -> GatePolicy:
        """The gate's matrix."""

    @property
    def zone(self) -> tzinfo:
        """The ward's time zone."""

    def now(self) -> datetime:
        """The time, aware."""

    def form_at(self, work: Work, form_id: UUID, at: datetime) -> FormSnapshot:
        """A form as it stands in this transaction."""


class Placing:
    """Places readings that are stored; every method may be called from any thread."""

    def __init__(self, station: Judging, database: DatabaseThread, ears: Ears) -> None:
        self._station = station
        self._database = database
        self._ears = ears
        self._waiting: deque[_Waiting] = deque()

    def leftovers(self, by: Actor, found: Future[tuple[UUID, ...]]) -> None:
        """Readings kept just before a crash: nobody is armed for them any more, so they wait."""
        if found.cancelled() or found.exception() is not None:
            return
        now_ns = time.monotonic_ns()
        for reading_id in found.result():
            self.place(By(by, self._station.now()), reading_id, None, now_ns, now_ns)

    def place(
        self, by: By, reading_id: UUID, arming: Arming | None, last_byte_ns: int, stored_ns: int
    ) -> None:
        """Place a reading soon; ``ReadingPlaced`` or ``PlacingFailed`` is told of it."""
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

        policy, zone = self._station.policy, self._station.zone
        placed = [
            place(work, each.by, each.reading_id, each.arming, policy, zone) for each in waiting
        ]
        at = {
            result.fact.form_id: each.by.at
            for each, result in zip(waiting, placed, strict=True)
            if result.fact is not None
        }
        forms = {form_id: self._station.form_at(work, form_id, at[form_id]) for form_id in at}
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

"""The hospital's messages on their way into the database: listened to, ruled on, stored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clinicapp.services.access import By
from clinicapp.services.clinic.admission_messages import receive_admission
from clinicapp.station.admissions import Admissions

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from datetime import datetime, tzinfo

    from clinicapp.domain.caseload.admissions import AdmissionMessage
    from clinicapp.domain.caseload.kinds import MessageOutcome
    from clinicapp.domain.staff import Actor
    from clinicapp.station.admissions import AdmissionsLink
    from clinicapp.station.events import StationEvent
    from clinicapp.store.database_thread import DatabaseThread


class Reception:
    """Stores each message with what became of it; its methods run on the devices thread."""

    def __init__(
        self,
        database: DatabaseThread,
        station: Actor,
        zone: tzinfo,
        now: Callable[[], datetime],
        tell: Callable[[StationEvent], None],
    ) -> None:
        self._database = database
        self._station = station
        self._zone = zone
        self._now = now
        self._tell = tell

    def listen(self, ways: Sequence[AdmissionsLink], group: asyncio.TaskGroup) -> None:
        """One task in the group for each port on which the hospital's system is awaited."""
        for way in ways:
            keep = partial(self._keep, frozenset({way.hospital.ward}))
            listening = Admissions(way, keep=keep, clock=self._now, tell=self._tell)
            group.create_task(listening.run())

    def _keep(self, wards: frozenset[str], message: AdmissionMessage) -> Future[MessageOutcome]:
        now = self._now()
        by, today = By(self._station, now), now.astimezone(self._zone).date()
        return self._database.submit(
            lambda work: receive_admission(work, by, message, wards, today)
        )

"""A real encrypted database behind a backstage without devices, and a ward to put into it."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from uuid6 import uuid7

from clinicapp.backstage import Backstage
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.gate import Arming
from clinicapp.domain.identity import Identifier
from clinicapp.domain.observations import Observation, Quantity, RefusedFrame
from clinicapp.domain.staff import Actor, Role
from clinicapp.placing import ReadingPlaced
from clinicapp.policies import gate_policy
from clinicapp.services.access import By
from clinicapp.services.clinic import filing, receiving, screening
from clinicapp.services.clinic.screening import FormSnapshot
from clinicapp.services.staff.members import station_actor
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from tests.support.facts import LONDON, an_actor, an_asset, an_observation
from tests.support.snapshots import pack_named
from tests.support.store_samples import KEY, a_delivery, a_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.gate import GatePolicy
    from clinicapp.domain.people import Person
    from clinicapp.services.clinic.filing import Placed
    from clinicapp.store.work import Work

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=LONDON)
STATION = station_actor("ASH-01")
NURSE = an_actor(Role.WARD_NURSE)
TECHNICIAN = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")
TWO = frozenset({Identifier.FULL_NAME, Identifier.DATE_OF_BIRTH})


@dataclass
class BackRoom:
    """The threads behind the window, and what tests put into the store."""

    database: DatabaseThread
    backstage: Backstage
    now: datetime = NOW
    events: list[object] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path) -> BackRoom:
        """A new database in a folder; ``close`` it."""
        database = DatabaseThread(lambda: Database(folder / "a.db", KEY, station="ASH-01"))
        room: list[BackRoom] = []
        backstage = Backstage(
            database=database,
            ways=lambda _trouble: [],
            station=STATION,
            rulebook=lambda: Rulebook(pack=pack_named("uk-current"), policy=gate_policy()),
            zone=LONDON,
            now=lambda: room[0].now,
        )
        room.append(cls(database, backstage))
        return room[0]

    def close(self) -> None:
        """Stop the threads."""
        self.backstage.stop()

    def run(self, function: Callable[[Work], T]) -> T:
        """Do something in the database and wait for it."""
        return self.database.run(function)

    def by(self, actor: Actor = NURSE) -> By:
        """An actor, now."""
        return By(actor, self.now)

    def equip(
        self,
        tag: str,
        calibrated: datetime | None = datetime(2026, 2, 14, 11, tzinfo=LONDON),
        *more: AssetEventKind,
        check: Check = Check.CALIBRATION,
        verdict: Verdict = Verdict.PASS,
        **changes: object,
    ) -> Asset:
        """Add a device that was accepted, and checked once; ``more`` happened a day ago."""
        asset = an_asset(tag=tag, serial=f"SN-{tag}", address=f"addr-{tag}", **changes)
        every = {"every_hours": 24} if check is Check.QUALITY_CONTROL else {"every_months": 12}
        plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=check, **every)

        def happened(kind: AssetEventKind, at: datetime, what: Check | None = None) -> AssetEvent:
            return AssetEvent(
                id=uuid7(),
                asset_id=asset.id,
                kind=kind,
                at=at,
                recorded_at=at,
                recorded_by=TECHNICIAN.name,
                check=what,
                verdict=None if what is None else verdict,
                detail="" if what is None else "All points within tolerance",
            )

        def add(work: Work) -> None:
            work.assets.add(asset)
            work.assets.add_plan(plan)
            accepted = datetime(2024, 1, 2, 9, tzinfo=LONDON)
            work.assets.append_event(happened(AssetEventKind.ACCEPTED, accepted))
            if calibrated is not None:
                work.assets.append_event(happened(AssetEventKind.CHECKED, calibrated, check))
            for kind in more:
                work.assets.append_event(happened(kind, self.now - timedelta(days=1)))

        self.run(add)
        return asset

    def admit(self, **changes: object) -> Person:
        """Add a person to the ward."""
        person = a_person(**changes)
        self.run(lambda work: work.people.add(person))
        return person

    def open_form(self, person: Person) -> FormSnapshot:
        """Open a person's form, as the nurse."""
        pack, by = self.backstage.pack, self.by()

        def opening(work: Work) -> FormSnapshot:
            form = screening.open_form(work, by, person.id, pack, LONDON)
            return screening.snapshot(work, form.id, pack, by.at, LONDON)

        return self.run(opening)

    def arm(self, form: FormSnapshot) -> Arming:
        """An arming for that form."""
        return Arming(
            person_id=form.person.id,
            form_id=form.form.id,
            nhs_number=str(form.person.nhs_number) if form.person.nhs_number else None,
            since=self.now - timedelta(minutes=30),
            until=self.now + timedelta(minutes=30),
        )

    def send(
        self,
        asset: Asset | None,
        observation: Observation,
        arming: Arming | None = None,
        policy: GatePolicy | None = None,
    ) -> Placed:
        """Have a device send a reading, and place it."""
        judged_by = policy or self.backstage.policy
        by = self.by(STATION)
        serial = None if asset is None else asset.serial
        sent = observation_from(observation, serial, self.now)
        delivery = a_delivery(
            sent,
            received_at=self.now,
            link="ble" if asset is None else asset.link,
            address="unknown" if asset is None else asset.address,
        )

        def job(work: Work) -> Placed:
            receiving.receive(work, by, delivery)
            return filing.place(work, by, sent.id, arming, judged_by, LONDON)

        return self.run(job)

    def refuse(self, **changes: object) -> RefusedFrame:
        """Have a device send bytes that give no result."""
        values: dict[str, object] = {
            "id": uuid7(),
            "raw": b"\x02garbage\x03",
            "reason": "checksum",
            "detail": "the sum is 3F and 41 was sent",
        }
        frame = RefusedFrame(**(values | changes))  # type: ignore[arg-type]
        delivery = a_delivery(frame, received_at=self.now)
        self.run(lambda work: receiving.receive(work, self.by(STATION), delivery))
        return frame

    def audit(self) -> list[str]:
        """The actions of the audit trail, oldest first."""
        return self.run(lambda work: [each.record.action for each in work.audit.chain()])

    def hold_up(self, release: Future[None]) -> None:
        """Keep the database busy until ``release`` is done."""
        self.database.submit(lambda _work: release.result(timeout=10), write=False)


def observation_from(observation: Observation, serial: str | None, at: datetime) -> Observation:
    """The same observation with a new id, from a device and at a moment."""
    return replace(observation, id=uuid7(), device_serial=serial, measured_at=at)


def pressure(systolic: int = 151, diastolic: int = 93, **changes: Any) -> Observation:
    """A blood pressure."""
    quantities = (
        Quantity("systolic_mmhg", Decimal(systolic)),
        Quantity("diastolic_mmhg", Decimal(diastolic)),
    )
    return an_observation(quantities=quantities, **changes)


def control_result(value: str = "38", **changes: Any) -> Observation:
    """A control result of an HbA1c analyser."""
    quantities = (Quantity("hba1c_mmol_mol", Decimal(value)),)
    return an_observation("hba1c", quantities=quantities, control=True, lot="L-77", **changes)


def told(placed: Placed) -> ReadingPlaced:
    """The event with which the backstage would tell of it."""
    now = time.monotonic_ns()
    return ReadingPlaced(placed=placed, form=None, last_byte_ns=now, stored_ns=now, placed_ns=now)


def some_uuid() -> UUID:
    """An id that nothing has."""
    return uuid7()

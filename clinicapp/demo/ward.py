"""The invented ward of the demonstration: staff, equipment, and what happened before.

Everybody here is invented, with NHS numbers from the 999 range that is never issued. All of it goes
in through the same use cases as real data, with the times at which it would have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.demo.ward_equipment import equip_ward
from clinicapp.demo.ward_history import Caseload
from clinicapp.demo.ward_quality import keep_controls
from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.staff import Actor, Role, StaffMember
from clinicapp.domain.typed_days import day_words
from clinicapp.services.access import By
from clinicapp.services.equipment import assets
from clinicapp.services.quality import standards
from clinicapp.services.staff import members
from clinicapp.station.simulated_room import ANALYSER_SERIAL, CHAIR_SCALE, CUFF, OLD_CUFF

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from clinicapp.domain.lester.pack import Pack
    from clinicapp.store.work import Work

WARD: Final = "Ash"
STATION: Final = "ASH-01"


@dataclass(frozen=True, slots=True)
class DemoWard:
    """Who is signed in, and the person the visit is for."""

    nurse: Actor
    patient: UUID


@dataclass(frozen=True, slots=True)
class _Seed:
    """The transaction, and everything that the steps need."""

    work: Work
    now: datetime
    zone: ZoneInfo
    pack: Pack

    def at(self, days_ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """A local time so many days ago."""
        day = self.now.astimezone(self.zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, time(hour, minute), self.zone)


def furnish(
    work: Work,
    now: datetime,
    zone: ZoneInfo,
    pack: Pack,
    scale: tuple[str, str],
    *,
    whole_ward: bool = False,
) -> DemoWard:
    """Fill an empty database with the ward.

    Args:
        work: the transaction.
        now: the moment of the demonstration.
        zone: the ward's time zone.
        pack: what forms are judged by.
        scale: the floor scale's link and address.
        whole_ward: also with the equipment, stock and competencies that take no part in the visit.
    """
    seed = _Seed(work, now, zone, pack)
    lead = _employ(
        seed, "Meera Specimen", "Physical health lead", frozenset(set(Role) - {Role.STATION})
    )
    nurse = _employ(
        seed, "Rosa Tester", "Physical health nurse", frozenset({Role.WARD_NURSE}), lead
    )
    technician = _employ(
        seed, "Tom Placeholder", "Equipment lead", frozenset({Role.EQUIPMENT_LEAD}), lead
    )
    _equip(seed, technician, scale)
    if whole_ward:
        equip_ward(work, technician, WARD, now, seed.at)
    _standards(seed, technician)
    keep_controls(work, now, zone, ward=WARD, technician=technician, nurse=nurse)
    if whole_ward:
        # Only here: the visit without a window needs none of it.
        from clinicapp.demo.ward_stock import stock_ward

        people = {"lead": lead, "technician": technician, "nurse": nurse}
        stock_ward(work, WARD, now, zone, seed.at, **people)
    caseload = Caseload(work, now, zone, pack, ward=WARD, lead=lead, nurse=nurse)
    return DemoWard(nurse, caseload.admit())


def _employ(
    seed: _Seed, name: str, title: str, roles: frozenset[Role], by: Actor | None = None
) -> Actor:
    member = StaffMember(id=members.staff_id(name), name=name, title=title, roles=roles)
    actor = Actor(id=member.id, name=name, roles=roles, station=STATION)
    members.add_staff(seed.work, By(by or actor, seed.at(400)), member)
    return actor


def _equip(seed: _Seed, technician: Actor, scale: tuple[str, str]) -> None:
    _asset(
        seed,
        technician,
        Asset(
            id=uuid7(),
            tag="BP-0122",
            category="bp_monitor",
            make="A&D",
            model="UA-651",
            serial=CUFF.serial,
            ward=WARD,
            driver="gatt-blood-pressure",
            link="ble",
            address=CUFF.address,
        ),
        calibrated_days_ago=281,
    )
    _asset(
        seed,
        technician,
        Asset(
            id=uuid7(),
            tag="BP-0117",
            category="bp_monitor",
            make="A&D",
            model="UA-651 (spare)",
            serial=OLD_CUFF.serial,
            ward=WARD,
            driver="gatt-blood-pressure",
            link="ble",
            address=OLD_CUFF.address,
        ),
        # A year and eight days ago: overdue, so that its reading is held.
        calibrated_days_ago=373,
    )
    _asset(
        seed,
        technician,
        Asset(
            id=uuid7(),
            tag="SC-0412",
            category="scale",
            make="A&D",
            model="EK floor scale",
            serial="EK20000412",
            ward=WARD,
            driver="and-scale",
            link=scale[0],
            address=scale[1],
        ),
        # Due in twenty days: its readings are used, with a mark.
        calibrated_days_ago=345,
    )
    _asset(
        seed,
        technician,
        Asset(
            id=uuid7(),
            tag="SC-0377",
            category="scale",
            make="A&D",
            model="UC-352",
            serial=CHAIR_SCALE.serial,
            ward=WARD,
            driver="gatt-weight-scale",
            link="ble",
            address=CHAIR_SCALE.address,
        ),
        calibrated_days_ago=120,
    )
    _asset(
        seed,
        technician,
        Asset(
            id=uuid7(),
            tag="HB-0031",
            category="hba1c_analyser",
            make="Abbott",
            model="Afinion 2",
            serial=ANALYSER_SERIAL,
            ward=WARD,
            driver="astm",
            link="tcp",
            address="127.0.0.1",
        ),
        controlled_hours_ago=2,
    )


def _standards(seed: _Seed, technician: Actor) -> None:
    """What devices are calibrated against: in date, and one whose certificate has run out."""
    by = By(technician, seed.now)
    for tag, name, unit, days_left, uncertainty in (
        ("PM-0007", "Pressure meter", "mmHg", 99, "0.5"),
        ("PM-0003", "Pressure meter", "mmHg", -12, "0.5"),
        ("MW-0002", "Mass set, 200 kg", "kg", 210, "0.01"),
    ):
        valid_to = seed.at(-days_left).astimezone(seed.zone).date()
        typed = {
            "tag": tag,
            "name": name,
            "serial": f"EX-{tag}",
            "unit": unit,
            "number": f"EX-{valid_to.year}-{tag[-1]}",
            "issued_on": day_words(valid_to.replace(year=valid_to.year - 1, day=1)),
            "valid_to": day_words(valid_to),
            "uncertainty": uncertainty,
        }
        standards.add_standard(seed.work, by, typed)


def _asset(
    seed: _Seed,
    technician: Actor,
    asset: Asset,
    calibrated_days_ago: int | None = None,
    controlled_hours_ago: int | None = None,
) -> None:
    by = By(technician, seed.now)
    if calibrated_days_ago is not None:
        plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.CALIBRATION, every_months=12)
    else:
        plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.QUALITY_CONTROL, every_hours=24)
    assets.register(seed.work, by, asset, (plan,))
    accepted = AssetEventKind.ACCEPTED
    assets.note_event(seed.work, by, asset.id, accepted, seed.at(700), "Delivery checks passed")
    in_use = AssetEventKind.PUT_IN_USE
    assets.note_event(seed.work, by, asset.id, in_use, seed.at(699))
    if calibrated_days_ago is not None:
        assets.log_check(
            seed.work,
            by,
            asset.id,
            Check.CALIBRATION,
            Verdict.PASS,
            seed.at(calibrated_days_ago),
            "All points within tolerance",
        )
    if controlled_hours_ago is not None:
        assets.log_check(
            seed.work,
            by,
            asset.id,
            Check.QUALITY_CONTROL,
            Verdict.PASS,
            seed.now - timedelta(hours=controlled_hours_ago),
            "Both levels in range",
        )

"""The invented ward of the demonstration: staff, people, equipment, and what happened before.

Everybody here is invented, with NHS numbers from the 999 range that is never issued. All of it goes
in through the same use cases as real data, with the times at which it would have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.domain.staff import Actor, Role, StaffMember
from clinicapp.services import equipment, people, screening, staff
from clinicapp.services.access import By
from clinicapp.station.simulated_room import ANALYSER_SERIAL, CHAIR_SCALE, CUFF, OLD_CUFF

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    work: Work, now: datetime, zone: ZoneInfo, pack: Pack, scale: tuple[str, str]
) -> DemoWard:
    """Fill an empty database with the ward; ``scale`` is the floor scale's link and address."""
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
    patient = _admit(seed, lead)
    _earlier_checks(seed, nurse, patient)
    return DemoWard(nurse, patient)


def _employ(
    seed: _Seed, name: str, title: str, roles: frozenset[Role], by: Actor | None = None
) -> Actor:
    member = StaffMember(id=staff.staff_id(name), name=name, title=title, roles=roles)
    actor = Actor(id=member.id, name=name, roles=roles, station=STATION)
    staff.add_staff(seed.work, By(by or actor, seed.at(400)), member)
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
    equipment.register(seed.work, by, asset, (plan,))
    accepted = AssetEventKind.ACCEPTED
    equipment.note_event(seed.work, by, asset.id, accepted, seed.at(700), "Delivery checks passed")
    if calibrated_days_ago is not None:
        equipment.log_check(
            seed.work,
            by,
            asset.id,
            Check.CALIBRATION,
            Verdict.PASS,
            seed.at(calibrated_days_ago),
            "All points within tolerance",
        )
    if controlled_hours_ago is not None:
        equipment.log_check(
            seed.work,
            by,
            asset.id,
            Check.QUALITY_CONTROL,
            Verdict.PASS,
            seed.now - timedelta(hours=controlled_hours_ago),
            "Both levels in range",
        )


def _admit(seed: _Seed, lead: Actor) -> UUID:
    today = seed.now.astimezone(seed.zone).date()
    started = today - timedelta(days=84)
    amara = Person(
        id=uuid7(),
        family_name="Example",
        given_name="Amara",
        title="Ms",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        nhs_number=_number("9992014539"),
        ethnicity="A",
        ward=WARD,
        room="Room 7",
        pregnant=False,
        diabetes=Diabetes.NONE,
        cvd=False,
        antipsychotic="Olanzapine",
        antipsychotic_started=started,
    )
    idris = Person(
        id=uuid7(),
        family_name="Sample",
        given_name="Idris",
        title="Mr",
        born=date(1971, 7, 2),
        sex=Sex.MALE,
        nhs_number=_number("9995260182"),
        ethnicity="N",
        ward=WARD,
        room="Room 3",
        diabetes=Diabetes.NONE,
        cvd=False,
        antipsychotic="Clozapine",
        antipsychotic_started=today - timedelta(days=377),
    )
    joan = Person(
        id=uuid7(),
        family_name="Specimen",
        given_name="Joan",
        title="Mrs",
        born=date(1958, 11, 30),
        sex=Sex.FEMALE,
        nhs_number=_number("9991590838"),
        ethnicity="Z",
        ward=WARD,
        room="Room 11",
        antipsychotic="Risperidone",
        antipsychotic_started=today - timedelta(days=90),
    )
    for person in (amara, idris, joan):
        people.add_person(seed.work, By(lead, seed.at(380)), person)
    return amara.id


def _number(digits: str) -> NhsNumber:
    number = read_nhs_number(digits)
    if not isinstance(number, NhsNumber):
        raise TypeError(number.sentence)
    return number


_ASKED: Final[Mapping[str, str]] = {
    "smoking": "ex",
    "stopped": "2023-03",
    "diet": "adequate",
    "activity": "active",
    "audit_c_frequency": "2",
    "audit_c_units": "1",
    "audit_c_six_or_more": "0",
    "substances": "none",
    "pulse_regular": "yes",
}
_EARLIER: Final = (
    (
        370,
        {
            "weight_kg": "65.8",
            "systolic_mmhg": "128",
            "diastolic_mmhg": "80",
            "hba1c_mmol_mol": "37",
            "total_cholesterol_mmol_l": "5.4",
            "hdl_mmol_l": "1.2",
        },
    ),
    (
        188,
        {
            "weight_kg": "66.0",
            "systolic_mmhg": "132",
            "diastolic_mmhg": "83",
            "hba1c_mmol_mol": "38",
            "total_cholesterol_mmol_l": "5.3",
            "hdl_mmol_l": "1.3",
        },
    ),
    (
        84,
        {
            "weight_kg": "66.2",
            "systolic_mmhg": "138",
            "diastolic_mmhg": "86",
            "hba1c_mmol_mol": "40",
            "total_cholesterol_mmol_l": "5.2",
            "hdl_mmol_l": "1.3",
        },
    ),
)


def _earlier_checks(seed: _Seed, nurse: Actor, patient: UUID) -> None:
    """Three earlier checks, signed, so that there is something to compare with."""
    for days_ago, measured in _EARLIER:
        at = seed.at(days_ago)
        form = screening.open_form(seed.work, By(nurse, at), patient, seed.pack, seed.zone)
        answers = {
            **_ASKED,
            "height_cm": "168",
            "waist_cm": "80",
            "hba1c_sample": "lab",
            "qrisk3_percent": "2.0",
            **measured,
        }
        screening.answer(seed.work, By(nurse, at), form.id, answers)
        screening.sign(
            seed.work, By(nurse, at + timedelta(minutes=20)), form.id, seed.pack, seed.zone
        )

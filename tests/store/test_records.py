"""People, staff, equipment and forms come back as they went in; changes are optimistic."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.errors import Conflict, NotFound
from clinicapp.domain.forms import FactKind
from clinicapp.domain.people import Person, Sex
from clinicapp.domain.staff import Role, StaffMember
from clinicapp.store.asset_facts import AssetFacts
from tests.support.store_samples import (
    NOON,
    a_fact,
    a_form,
    a_person,
    an_asset,
    nhs_number,
)

if TYPE_CHECKING:
    from clinicapp.store.database import Database
    from clinicapp.store.work import Work


def a_bare_person() -> Person:
    everything = a_person()
    return Person(
        id=everything.id,
        family_name="Example",
        given_name="Bo",
        born=everything.born,
        sex=Sex.UNKNOWN,
        ward="Ash",
    )


@pytest.mark.parametrize("person", [a_person(), a_bare_person()])
def test_a_person_returns_with_every_field(database: Database, person: Person) -> None:
    with database.transaction() as work:
        work.people.add(person)
    with database.read() as work:
        assert work.people.get(person.id) == person
        assert work.people.version(person.id) == 1
        assert work.people.get(uuid7()) is None


def test_a_person_is_found_by_nhs_number_or_any_words(database: Database) -> None:
    amara = a_person()
    ben = a_person(
        id=uuid7(),
        family_name="Éxample-Ötzi",
        given_name="Ben",
        nhs_number=nhs_number("9990000026"),
        ward="Birch",
        room="5%",
    )
    with database.transaction() as work:
        work.people.add(ben)
        work.people.add(amara)
    with database.read() as work:
        people = work.people
        assert people.find_by_nhs_number("9990000018") == amara
        assert people.find_by_nhs_number("9990000034") is None
        assert people.list() == (amara, ben)
        assert people.list(ward="Birch") == (ben,)
        assert people.list(text="AMARA ex") == (amara,)
        assert people.list(text="öTZI") == (ben,)
        assert people.list(text="999 000 0026") == (ben,)
        assert people.list(text="5%") == (ben,)
        assert people.list(text="%") == (ben,)
        assert people.list(text="_") == ()
        assert people.list(limit=1, offset=1) == (ben,)


def test_two_changes_of_a_person_at_once_conflict(database: Database) -> None:
    person = a_person()
    with database.transaction() as work:
        work.people.add(person)
    with database.transaction() as work:
        assert work.people.save(replace(person, room="14"), expected_version=1) == 2

    with pytest.raises(Conflict, match="Somebody else changed"), database.transaction() as work:
        work.people.save(replace(person, room="15"), expected_version=1)
    with database.read() as work:
        assert work.people.get(person.id) == replace(person, room="14")
        assert work.people.version(person.id) == 2


def test_an_nhs_number_belongs_to_one_person(database: Database) -> None:
    with database.transaction() as work:
        work.people.add(a_person())
    with pytest.raises(Conflict, match="NHS number is on the list already"):
        with_same_number(database)


def with_same_number(database: Database) -> None:
    with database.transaction() as work:
        work.people.add(a_person(given_name="Other"))


def test_nobody_has_no_version(database: Database) -> None:
    with database.read() as work, pytest.raises(NotFound):
        work.people.version(uuid7())


def test_staff_return_with_their_roles_and_conflict(database: Database) -> None:
    nurse = StaffMember(
        id=uuid7(),
        name="Nurse Example",
        title="Ward nurse",
        roles=frozenset({Role.WARD_NURSE, Role.EQUIPMENT_LEAD}),
    )
    with database.transaction() as work:
        assert work.staff.add(nurse) == nurse
        saved = work.staff.save(replace(nurse, active=False))
    assert saved == replace(nurse, active=False, version=2)
    with database.read() as work:
        assert work.staff.get(nurse.id) == saved
        assert work.staff.list() == (saved,)
        assert work.staff.get(uuid7()) is None
    with pytest.raises(Conflict), database.transaction() as work:
        work.staff.save(nurse)


def equip(
    work: Work,
) -> tuple[Asset, tuple[CheckPlan, ...], tuple[AssetEvent, ...]]:
    asset = an_asset()
    plan = CheckPlan(
        id=uuid7(), asset_id=asset.id, check=Check.CALIBRATION, every_months=12, grace_days=7
    )
    hourly = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.QUALITY_CONTROL, every_hours=24)
    late = AssetEvent(
        id=uuid7(),
        asset_id=asset.id,
        kind=AssetEventKind.CHECKED,
        at=NOON,
        recorded_at=NOON,
        recorded_by="Nurse Example",
        check=Check.CALIBRATION,
        verdict=Verdict.PASS,
        detail="within 1 mmHg",
    )
    early = AssetEvent(
        id=uuid7(),
        asset_id=asset.id,
        kind=AssetEventKind.ACCEPTED,
        at=NOON - timedelta(days=1),
        recorded_at=NOON - timedelta(days=1),
        recorded_by="Nurse Example",
    )
    work.assets.add(asset)
    work.assets.add_plan(plan)
    work.assets.add_plan(hourly)
    work.assets.append_event(late)
    work.assets.append_event(early)
    return asset, (plan, hourly), (late, early)


def test_equipment_returns_with_its_plans_and_history(database: Database) -> None:
    with database.transaction() as work:
        asset, plans, events = equip(work)
        other = work.assets.add(an_asset(tag="AA-1", ward="Birch", driver=None, link=None))
    with database.read() as work:
        assert work.assets.get(asset.id) == asset
        assert work.assets.plans(asset) == plans
        assert work.assets.events(asset.id) == events
        assert work.assets.facts_of_ward("Birch") == (AssetFacts(other, (), ()),)
        ours = work.assets.facts(asset.id)
        assert ours is not None
        assert (ours.asset, ours.plans, ours.events) == (asset, plans, events)
        assert work.assets.facts_of_ward(None) == (AssetFacts(other, (), ()), ours)
        assert work.assets.facts(asset.id) is ours
        assert work.assets.facts(uuid7()) is None
        assert work.assets.by_tag("AA-1") == other
        assert work.assets.by_tag("none") is None
        assert work.assets.by_serial(f" {asset.serial.lower()} ") == (other, asset)
        assert work.assets.by_serial("") == ()
        assert work.assets.by_address("ble", "00:00:5e:00:53:01") == (asset,)
        assert work.assets.wards() == ("Ash", "Birch")
        assert work.assets.list(ward="Birch") == (other,)
        assert work.assets.get(uuid7()) is None


def test_two_changes_of_an_asset_at_once_conflict(database: Database) -> None:
    asset = an_asset()
    with database.transaction() as work:
        work.assets.add(asset)
        moved = work.assets.save(replace(asset, ward="Birch"))
    assert moved == replace(asset, ward="Birch", version=2)
    with pytest.raises(Conflict, match="this asset first"), database.transaction() as work:
        work.assets.save(replace(asset, ward="Oak"))
    with database.read() as work:
        assert work.assets.facts(asset.id) == AssetFacts(moved, (), ())


def test_a_tag_belongs_to_one_asset(database: Database) -> None:
    with database.transaction() as work:
        work.assets.add(an_asset())
    with pytest.raises(Conflict, match="An asset with this tag"), database.transaction() as work:
        work.assets.add(an_asset())


def test_forms_return_newest_first_and_facts_oldest_first(database: Database) -> None:
    person = a_person()
    first = a_form(person)
    second = a_form(person, number="LHF-2026-00002", opened_at=NOON + timedelta(days=1))
    amended = replace(first, id=uuid7(), version=2, amends=first.id)
    facts = [
        a_fact(first, at=NOON + timedelta(minutes=1), values={"smoking": "ex", "ünit": "1.50"}),
        a_fact(first, FactKind.DECLINED, at=NOON, item="lipids", values={"reason": "tired"}),
    ]
    facts.append(a_fact(first, FactKind.WITHDRAWN, target=facts[0].id, values={}))
    with database.transaction() as work:
        work.people.add(person)
        for form in (first, second, amended):
            work.forms.add(form)
        for fact in facts:
            work.forms.append(fact)
    with database.read() as work:
        assert work.forms.get(amended.id) == amended
        assert work.forms.for_person(person.id) == (second, amended, first)
        assert work.forms.for_person(uuid7()) == ()
        assert work.forms.facts(first.id) == tuple(facts)
        with pytest.raises(NotFound):
            work.forms.get(uuid7())


def test_form_numbers_count_on_within_a_year(database: Database) -> None:
    person = a_person()
    with database.transaction() as work:
        work.people.add(person)
        assert work.forms.next_number(2026) == "LHF-2026-00001"
        for number in ("LHF-2026-00009", "LHF-2026-99999", "LHF-2025-00003"):
            work.forms.add(a_form(person, id=uuid7(), number=number))
        assert work.forms.next_number(2026) == "LHF-2026-100000"
        work.forms.add(a_form(person, number="LHF-2026-100000"))
        assert work.forms.next_number(2026) == "LHF-2026-100001"
        assert work.forms.next_number(2025) == "LHF-2025-00004"
        assert work.forms.next_number(2027) == "LHF-2027-00001"


def test_a_form_number_is_given_once_in_each_version(database: Database) -> None:
    person = a_person()
    with database.transaction() as work:
        work.people.add(person)
        work.forms.add(a_form(person))
    with pytest.raises(Conflict, match="number and version"), database.transaction() as work:
        work.forms.add(a_form(person))

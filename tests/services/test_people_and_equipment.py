"""People are added once and found; equipment is registered once, and its history only grows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.equipment.listing import ListFilter
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Role
from clinicapp.services.clinic import people
from clinicapp.services.equipment import asset_record, assets
from clinicapp.services.equipment.equipment_list import open_list
from tests.support.back_room import NOW, TECHNICIAN, BackRoom
from tests.support.facts import LONDON, an_actor, an_asset
from tests.support.store_samples import a_person

if TYPE_CHECKING:
    from datetime import datetime

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.people import Person

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Lena Lead")


def add(room: BackRoom, person: Person) -> None:
    room.run(lambda work: people.add_person(work, room.by(LEAD), person))


def register(room: BackRoom, asset: Asset, *plans: CheckPlan) -> None:
    room.run(lambda work: assets.register(work, room.by(TECHNICIAN), asset, plans))


def note(room: BackRoom, asset: Asset, kind: AssetEventKind, at: datetime = NOW) -> AssetEvent:
    return room.run(lambda work: assets.note_event(work, room.by(TECHNICIAN), asset.id, kind, at))


def check(room: BackRoom, asset: Asset, verdict: Verdict, at: datetime = NOW) -> AssetEvent:
    return room.run(
        lambda work: assets.log_check(
            work, room.by(TECHNICIAN), asset.id, Check.CALIBRATION, verdict, at
        )
    )


def codes(room: BackRoom, asset: Asset) -> list[str]:
    found = room.run(lambda work: assets.standings(work, None, room.now, LONDON))
    (state,) = [each.state for each in found if each.asset.id == asset.id]
    return [reason.code for reason in state.reasons]


def test_a_person_is_added_once(room: BackRoom) -> None:
    person = a_person()
    add(room, person)
    with pytest.raises(Refused, match=r"EXAMPLE, Amara on Ash has that NHS number"):
        add(room, a_person(id=uuid4(), given_name="Other"))
    add(room, a_person(id=uuid4(), nhs_number=None))
    add(room, a_person(id=uuid4(), nhs_number=None))
    assert room.audit() == ["person.added"] * 3


def test_looking_at_people_is_recorded_without_what_was_searched_for(room: BackRoom) -> None:
    person = a_person()
    add(room, person)
    found = room.run(lambda work: people.list_people(work, room.by(LEAD), "Ash", " Example "))
    assert found == (person,)
    assert room.run(lambda w: people.view_person(w, room.by(LEAD), person.id)) == person
    records = room.run(lambda work: [link.record for link in work.audit.chain()])
    assert [each.action for each in records[1:]] == ["people.listed", "person.viewed"]
    assert "Example" not in repr([(each.subject, each.detail) for each in records])


def test_a_person_who_is_not_there_is_not_found(room: BackRoom) -> None:
    with pytest.raises(NotFound, match="search again"):
        room.run(lambda work: people.view_person(work, room.by(LEAD), uuid4()))


def test_equipment_is_registered_once(room: BackRoom) -> None:
    asset = an_asset(tag="BP-1", serial="S1")
    register(room, asset)
    with pytest.raises(Refused, match="Tag BP-1 is on another asset"):
        register(room, an_asset(tag="BP-1", serial="S2"))
    with pytest.raises(Refused, match="is here already as BP-1"):
        register(room, an_asset(tag="BP-2", serial="S1"))
    register(room, an_asset(tag="BP-3", serial="", address="a"))
    register(room, an_asset(tag="BP-4", serial="", address="b"))
    assert room.audit() == ["asset.registered"] * 3


def test_a_plan_that_cannot_be_kept_keeps_the_asset_out_too(room: BackRoom) -> None:
    asset = an_asset(tag="BP-1")
    stray = CheckPlan(id=uuid7(), asset_id=uuid4(), check=Check.CALIBRATION, every_months=12)
    with pytest.raises(Refused):
        register(room, asset, stray)
    assert room.run(lambda work: work.assets.get(asset.id)) is None
    assert room.audit() == []


def test_equipment_is_in_use_only_once_accepted_and_checked(room: BackRoom) -> None:
    asset = an_asset(tag="BP-1")
    plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.CALIBRATION, every_months=12)
    register(room, asset, plan)
    assert codes(room, asset) == ["NOT_ACCEPTED", "CAL_NEVER"]
    note(room, asset, AssetEventKind.ACCEPTED)
    assert codes(room, asset) == ["CAL_NEVER"]
    check(room, asset, Verdict.PASS)
    assert codes(room, asset) == []
    check(room, asset, Verdict.FAIL)
    assert codes(room, asset) == ["CAL_FAILED"]


def test_nothing_is_written_down_for_the_future(room: BackRoom) -> None:
    asset = an_asset()
    register(room, asset)
    tomorrow = NOW + timedelta(seconds=1)
    with pytest.raises(Refused, match="in the future"):
        note(room, asset, AssetEventKind.ACCEPTED, tomorrow)
    with pytest.raises(Refused, match="in the future"):
        check(room, asset, Verdict.PASS, tomorrow)
    assert room.audit() == ["asset.registered"]


def test_a_check_is_never_a_plain_event(room: BackRoom) -> None:
    asset = an_asset()
    register(room, asset)
    with pytest.raises(Refused, match="with its verdict"):
        note(room, asset, AssetEventKind.CHECKED)


def test_the_record_of_an_asset_has_everything_oldest_first(room: BackRoom) -> None:
    asset = an_asset(tag="BP-1")
    plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.CALIBRATION, every_months=12)
    register(room, asset, plan)
    second = check(room, asset, Verdict.PASS, NOW - timedelta(days=1))
    first = note(room, asset, AssetEventKind.ACCEPTED, NOW - timedelta(days=2))
    found = room.run(
        lambda work: asset_record.asset_record(work, room.by(TECHNICIAN), asset.id, LONDON)
    )
    assert found.plans == (plan,)
    assert [replace(each, at=NOW) for each in found.events] == [
        replace(each, at=NOW) for each in (first, second)
    ]
    with pytest.raises(NotFound, match="refresh the equipment list"):
        room.run(lambda work: asset_record.asset_record(work, room.by(TECHNICIAN), uuid4(), LONDON))


def test_the_equipment_of_a_ward_is_listed_by_tag(room: BackRoom) -> None:
    for tag, ward in (("B", "Ash"), ("A", "Ash"), ("C", "Elm")):
        register(room, an_asset(tag=tag, serial=tag, ward=ward, address=tag))

    def tags(ward: str | None) -> list[str]:
        found = room.run(lambda w: open_list(w, room.by(TECHNICIAN), ListFilter(ward=ward), LONDON))
        return [each.asset.tag for each in found.matches.page.rows]

    assert tags("Ash") == ["A", "B"]
    assert tags(None) == ["A", "B", "C"]
    assert room.audit()[-2:] == ["equipment.listed", "equipment.listed"]


def test_an_asset_that_is_not_there_is_not_found(room: BackRoom) -> None:
    with pytest.raises(NotFound):
        note(room, an_asset(), AssetEventKind.ACCEPTED)

"""Equipment as it is typed in: what is wrong is said at its field, and nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import Stage
from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Funding
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.listing import ListFilter
from clinicapp.domain.equipment.plans import PlanRule
from clinicapp.domain.errors import Conflict, NotAllowed, Refused
from clinicapp.services.equipment import asset_entry, check_plans, equipment_list
from clinicapp.services.equipment.asset_record import AssetRecord, asset_record
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import NURSE, TECHNICIAN, BackRoom
from tests.support.facts import LONDON

GOOD = {
    "tag": "BP-0122",
    "category": "bp_monitor",
    "make": "A&D",
    "model": "UA-651",
    "serial": "519070412",
    "ward": "Ash",
    "site": "",
    "location": "Room 7",
    "gtin": "09521234543213",
    "giai": "",
    "funding": "leased",
    "purchased_on": "11 3 2024",
    "warranty_until": "11 3 2027",
    "end_of_life_on": "",
    "part_of": "",
    "firmware": "1.2",
    "link": "ble",
    "address": "5C:31:3E:00:00:09",
    "driver": "gatt-blood-pressure",
    "note": "",
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def add(room: BackRoom, **changes: str) -> Asset:
    by = room.by(TECHNICIAN)
    return room.run(lambda work: asset_entry.add_asset(work, by, GOOD | changes, LONDON))


def errors_of(room: BackRoom, **changes: str) -> Mapping[str, str]:
    with pytest.raises(AnswersRefused) as refused:
        add(room, **changes)
    return refused.value.errors


def step(room: BackRoom, asset: Asset, kind: AssetEventKind, **answers: str) -> None:
    by = room.by(TECHNICIAN)
    room.run(lambda work: asset_entry.note_typed(work, by, asset, kind, answers, LONDON))


def record_of(room: BackRoom, asset: Asset) -> AssetRecord:
    by = room.by(TECHNICIAN)
    return room.run(lambda work: asset_record(work, by, asset.id, LONDON))


def current(room: BackRoom, asset: Asset) -> Asset:
    found = room.run(lambda work: work.assets.get(asset.id))
    assert found is not None
    return found


def test_everything_that_is_typed_is_kept_as_it_was_meant(room: BackRoom) -> None:
    asset = add(room)
    found = current(room, asset)
    assert found == asset
    assert (found.funding, found.location, found.gtin) == (
        Funding.LEASED,
        "Room 7",
        "09521234543213",
    )
    assert (found.purchased_on, found.warranty_until) == (date(2024, 3, 11), date(2027, 3, 11))
    assert record_of(room, asset).standing.state.stage is Stage.IN_ACCEPTANCE


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"tag": ""}, "tag", "Enter the tag"),
        ({"tag": "=1+1"}, "tag", "is no tag"),
        ({"category": ""}, "category", "Choose what kind"),
        ({"make": " "}, "make", "Enter who made it"),
        ({"ward": ""}, "ward", "Enter the ward"),
        ({"gtin": "09521234543214"}, "gtin", "check digit"),
        ({"purchased_on": "1 1 2030"}, "purchased_on", "future"),
        ({"purchased_on": "yesterday"}, "purchased_on", "day"),
        ({"part_of": "XX-1"}, "part_of", "No equipment here has the tag XX-1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_recorded(
    room: BackRoom, changes: dict[str, str], field: str, says: str
) -> None:
    errors = errors_of(room, **changes)
    assert says in errors[field]
    assert set(errors) == {field}
    assert room.run(lambda work: work.assets.list()) == ()


def test_a_tag_a_serial_number_or_an_identifier_is_taken_once(room: BackRoom) -> None:
    add(room, giai="952000001")
    assert "BP-0122 is on A&D UA-651 in Ash already" in errors_of(room, serial="1", giai="")["tag"]
    again = errors_of(room, tag="BP-2", serial=" 519070412 ", make="a&d", giai="952000001")
    assert "here already as BP-0122" in again["serial"]
    assert "BP-0122 has this asset identifier already" in again["giai"]
    add(room, tag="BP-2", make="Other", giai="")


def test_a_ward_is_written_as_it_is_everywhere_else(room: BackRoom) -> None:
    add(room)
    assert add(room, tag="BP-3", serial="3", ward="ASH").ward == "Ash"


def test_an_entry_is_corrected_where_it_is_and_keeps_what_was_not_asked(room: BackRoom) -> None:
    whole = add(room)
    cuff = add(room, tag="CU-1", serial="", part_of="BP-0122", category="bp_cuff")
    assert cuff.part_of == whole.id
    by = room.by(TECHNICIAN)
    answers = asset_entry.answers_of(cuff) | {"model": "Large cuff", "ward": "Elm", "part_of": ""}
    changed = room.run(lambda work: asset_entry.change_asset(work, by, cuff, answers, LONDON))
    assert (changed.model, changed.ward, changed.part_of) == ("Large cuff", "Ash", None)
    with pytest.raises(Conflict):
        room.run(lambda work: asset_entry.change_asset(work, by, cuff, answers, LONDON))


def test_it_moves_between_wards_and_between_rooms_with_its_history(room: BackRoom) -> None:
    asset = add(room)
    by = room.by(TECHNICIAN)
    there = {"ward": "Elm", "site": "North", "location": "Store", "on": "20 11 2026"}
    moved = room.run(lambda work: asset_entry.move_asset(work, by, asset, there, LONDON))
    assert (moved.ward, moved.site, moved.location) == ("Elm", "North", "Store")
    event = record_of(room, asset).events[-1]
    assert event.details["from_ward"] == "Ash"
    assert event.at.date() == date(2026, 11, 20)
    with pytest.raises(AnswersRefused):
        room.run(lambda work: asset_entry.move_asset(work, by, moved, {"ward": ""}, LONDON))


def test_a_piece_is_accepted_with_a_plan_and_then_put_in_use(room: BackRoom) -> None:
    asset, by = add(room), room.by(TECHNICIAN)
    with pytest.raises(Refused, match="give it a check plan"):
        step(room, asset, AssetEventKind.ACCEPTED)
    rule = PlanRule(id=uuid7(), check=Check.CALIBRATION, every_months=12, category="bp_monitor")
    room.run(lambda work: check_plans.lay_down(work, by, rule))
    with pytest.raises(Refused, match="end that first"):
        step(room, asset, AssetEventKind.PUT_IN_USE)
    step(room, asset, AssetEventKind.ACCEPTED, on="20 11 2026", detail="Delivery checks passed")
    with pytest.raises(Refused):
        step(room, asset, AssetEventKind.PUT_IN_USE, on="19 11 2026")
    step(room, asset, AssetEventKind.PUT_IN_USE)
    assert record_of(room, asset).standing.state.stage is Stage.IN_USE


@pytest.mark.parametrize("typed", ["1 1 2030", "someday"])
def test_a_day_that_cannot_be_is_refused(room: BackRoom, typed: str) -> None:
    asset = add(room)
    with pytest.raises(AnswersRefused) as refused:
        step(room, asset, AssetEventKind.ACCEPTED, on=typed)
    assert set(refused.value.errors) == {"on"}


def test_many_are_changed_at_once_and_what_is_not_named_stays(room: BackRoom) -> None:
    first = add(room)
    cuff = add(room, tag="CU-1", serial="", part_of="BP-0122", note="Long")
    by = room.by(TECHNICIAN)

    def listed() -> tuple[Asset, ...]:
        return room.run(lambda work: equipment_list.all_listed(work, by, ListFilter(ward="Ash")))

    room.run(lambda work: equipment_list.open_list(work, by, ListFilter(), LONDON))
    pieces = listed()
    assert {each.tag for each in pieces} == {"BP-0122", "CU-1"}
    answers = {"location": "Clinic room"}
    changed = room.run(lambda work: asset_entry.change_many(work, by, pieces, answers, LONDON))
    assert changed == 2
    assert current(room, first).location == "Clinic room"
    after = current(room, cuff)
    assert (after.location, after.note, after.part_of, after.funding) == (
        "Clinic room",
        "Long",
        first.id,
        Funding.LEASED,
    )
    assert record_of(room, cuff).events[-1].kind is AssetEventKind.MOVED
    pieces_now = listed()
    for nothing in ({}, {"ward": " "}):
        with pytest.raises(AnswersRefused):
            room.run(
                lambda work, n=nothing: asset_entry.change_many(work, by, pieces_now, n, LONDON)
            )
    same = {"location": "Clinic room"}
    assert room.run(lambda w: asset_entry.change_many(w, by, pieces_now, same, LONDON)) == 0
    # What is emptied is taken away, on those that had it.
    emptied = {"note": " "}
    assert room.run(lambda w: asset_entry.change_many(w, by, pieces_now, emptied, LONDON)) == 1
    assert current(room, cuff).note == ""
    pieces_now = listed()
    stale = tuple(replace(each, version=1) for each in pieces)
    with pytest.raises(Refused):
        room.run(lambda work: asset_entry.change_many(work, by, stale, {"note": "No"}, LONDON))
    assert current(room, first).note == ""


def test_only_who_manages_equipment_may_change_it(room: BackRoom) -> None:
    by = room.by(NURSE)
    with pytest.raises(NotAllowed):
        room.run(lambda work: asset_entry.add_asset(work, by, GOOD, LONDON))

"""A list of equipment against a real database: compared page by page, written part by part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.intake.known import KnownAsset, Register
from clinicapp.domain.equipment.intake.plan import Plan, Standing, make_plan
from clinicapp.domain.errors import NotAllowed
from clinicapp.interop.asset_csv import read_assets, write_assets, write_histories
from clinicapp.services.equipment import asset_import
from clinicapp.services.equipment.asset_export import note_exported, page_of_assets
from clinicapp.services.equipment.asset_import import (
    LeftOut,
    carry_out_part,
    known_page,
    note_compared,
)
from tests.support.asset_lists import GOOD, HEADINGS, TODAY, listed
from tests.support.back_room import NOW, NURSE, TECHNICIAN, BackRoom
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset


def known(room: BackRoom) -> list[KnownAsset]:
    found: list[KnownAsset] = []
    after = ""
    while True:
        page = room.run(lambda work, tag=after: known_page(work, room.by(TECHNICIAN), tag, LONDON))
        found += page.known
        after = page.after
        if not after:
            return found


def plan_of(room: BackRoom, data: bytes) -> Plan:
    return make_plan(read_assets(data, TODAY).entries, Register(known(room)))


def apply(room: BackRoom, plan: Plan) -> list[LeftOut]:
    by = room.by(TECHNICIAN)
    return list(room.run(lambda work: carry_out_part(work, by, "digest", plan.used, LONDON)))


def asset(room: BackRoom, tag: str) -> Asset:
    found = room.run(lambda work: work.assets.by_tag(tag))
    assert found is not None
    return found


def test_a_list_is_carried_out_and_then_says_nothing_new(room: BackRoom) -> None:
    headings = HEADINGS + ",Part of"
    data = listed(
        "CF-1,Cuff,A&D,Large,C-1,Ash,,,,BP-0001", GOOD + ",", "X,Scale,,,,,,,,", headings=headings
    )
    plan = plan_of(room, data)
    assert plan.counts == {Standing.NEW: 2, Standing.REFUSED: 1}
    assert apply(room, plan) == []
    monitor = asset(room, "BP-0001")
    assert asset(room, "CF-1").part_of == monitor.id
    events = room.run(lambda work: work.assets.events(monitor.id))
    assert [(event.kind, event.at) for event in events] == [
        (AssetEventKind.ACCEPTED, datetime(2024, 3, 11, 12, tzinfo=LONDON)),
        (AssetEventKind.CHECKED, datetime(2026, 2, 14, 12, tzinfo=LONDON)),
    ]
    assert events[1].verdict is Verdict.PASS
    assert dict(events[1].details) == {"source": "list"}
    again = plan_of(room, data)
    assert again.counts == {Standing.UNCHANGED: 2, Standing.REFUSED: 1}
    assert room.audit() == ["asset.registered", "asset.registered", "assets.imported"]


def test_a_device_that_a_list_has_elsewhere_is_moved_and_keeps_where_it_was(room: BackRoom) -> None:
    before = room.equip("BP-0001", location="Room 1")
    data = listed("BP-0001,Elm,Elm House,Store", headings="Tag,Ward,Site,Location")
    plan = plan_of(room, data)
    assert [change.field for change in plan.rows[0].changes] == ["ward", "site", "location"]
    assert apply(room, plan) == []
    after = asset(room, "BP-0001")
    assert (after.ward, after.site, after.location) == ("Elm", "Elm House", "Store")
    moved = room.run(lambda work: work.assets.events(before.id))[-1]
    assert moved.kind is AssetEventKind.MOVED
    assert (moved.details["from_location"], moved.details["to_location"]) == ("Room 1", "Store")


def test_what_has_changed_meanwhile_is_left_out_and_said(room: BackRoom) -> None:
    room.equip("BP-1")
    room.equip("BP-2")
    data = listed(
        "BP-1,Elm,", "BP-2,Elm,", "BP-3,Elm,S3", headings="Tag,Ward,Serial,Make,Model,Type"
    ).replace(b"BP-3,Elm,S3", b"BP-3,Elm,S3,a,b,bp")
    plan = plan_of(room, data)
    assert plan.counts[Standing.NEW] == 1
    room.run(lambda work: work.assets.save(replace(asset_in(work, "BP-1"), firmware="2")))
    room.equip("BP-3")
    left_out = apply(room, plan)
    assert [each.row for each in left_out] == [2, 4]
    assert "changed since the list was compared" in left_out[0].sentence
    assert "added since the list was compared" in left_out[1].sentence
    assert asset(room, "BP-2").ward == "Elm"
    assert asset(room, "BP-1").ward == "Ash"


def asset_in(work: object, tag: str) -> Asset:
    found = work.assets.by_tag(tag)  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_a_part_whose_whole_was_left_out_is_left_out(room: BackRoom) -> None:
    headings = "Tag,Type,Make,Model,Serial,Ward,Part of"
    plan = plan_of(
        room, listed("CF-1,cuff,a,b,S1,Ash,BP-1", "BP-1,bp,a,c,S2,Ash,", headings=headings)
    )
    only_cuff = Plan(tuple(row for row in plan.rows if row.tag == "CF-1"))
    (left,) = apply(room, only_cuff)
    assert "BP-1, to which it is to belong, was not imported" in left.sentence


def test_the_register_is_read_in_pages_with_its_last_days(
    room: BackRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asset_import, "PAGE", 2)
    tags = ["A-1", "B-1", "C-1", "D-1", "a-2"]
    for tag in tags:
        room.equip(tag)
    room.equip("Z-1", calibrated=None)
    found = known(room)
    assert [each.asset.tag for each in found] == ["A-1", "B-1", "C-1", "D-1", "Z-1", "a-2"]
    assert {each.calibrated_on for each in found if each.asset.tag != "Z-1"} == {date(2026, 2, 14)}
    assert {each.accepted_on for each in found} == {date(2024, 1, 2)}
    assert next(each for each in found if each.asset.tag == "Z-1").calibrated_on is None
    assert [each.asset for each in found] == list(room.run(lambda work: work.assets.list()))


def test_a_moment_just_now_is_not_after_now(room: BackRoom) -> None:
    row = GOOD.replace("14/2/2026", "22/11/2026")
    assert apply(room, plan_of(room, listed(row))) == []
    events = room.run(lambda work: work.assets.events(asset_in(work, "BP-0001").id))
    assert events[1].at == NOW


def test_only_who_manages_equipment_may_import(room: BackRoom) -> None:
    plan = plan_of(room, listed(GOOD))
    for act in (
        lambda work: known_page(work, room.by(NURSE), "", LONDON),
        lambda work: note_compared(work, room.by(NURSE), "x", plan),
        lambda work: carry_out_part(work, room.by(NURSE), "x", plan.used, LONDON),
    ):
        with pytest.raises(NotAllowed):
            room.run(act)


def test_what_is_exported_is_what_is_there(room: BackRoom) -> None:
    room.equip("BP-1", ward="Ash", make="=A")
    room.equip("BP-2", datetime(2026, 2, 14, tzinfo=LONDON), AssetEventKind.QUARANTINED, ward="Elm")
    page = room.run(lambda work: page_of_assets(work, room.by(), "", "Elm", LONDON, histories=True))
    assert [each.asset.tag for each in page.known] == ["BP-2"]
    tags = {each.asset.id: each.asset.tag for each in page.known}
    text = write_histories(page.events, tags).decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()] == [
        "What happened",
        "accepted",
        "checked",
        "quarantined",
    ]
    everything = room.run(lambda work: page_of_assets(work, room.by(), "", None, LONDON))
    assert everything.events == ()
    written = write_assets(everything.known, {}).decode("utf-8-sig")
    assert ",'=A,UA-651BLE," in written
    room.run(lambda work: note_exported(work, room.by(), "Elm", 1))
    assert room.audit() == ["assets.exported"]

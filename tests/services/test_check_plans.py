"""Laying check plans down, moving equipment, and changing its entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.plans import PlanRule
from clinicapp.domain.errors import Conflict, Refused
from clinicapp.policies import default_plans
from clinicapp.services.equipment import assets, check_plans
from tests.support.back_room import NOW, TECHNICIAN, BackRoom
from tests.support.facts import an_asset

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset


def lay_down(room: BackRoom, rule: PlanRule, replaces: PlanRule | None = None) -> PlanRule:
    by = room.by(TECHNICIAN)
    return room.run(lambda work: check_plans.lay_down(work, by, rule, replaces))


def register(room: BackRoom, **changes: object) -> Asset:
    asset = an_asset(**changes)
    room.run(lambda work: assets.register(work, room.by(TECHNICIAN), asset, ()))
    return asset


def months(room: BackRoom, asset: Asset) -> list[int | None]:
    return [plan.every_months for plan in room.run(lambda work: work.assets.plans(asset))]


def a_rule(**where: object) -> PlanRule:
    values = {"id": uuid7(), "check": Check.CALIBRATION, "every_months": 12}
    return PlanRule(**(values | where))  # type: ignore[arg-type]


def test_a_plan_of_the_trust_holds_until_a_ward_says_otherwise(room: BackRoom) -> None:
    asset = register(room)
    general = lay_down(room, a_rule())
    assert months(room, asset) == [12]
    own = lay_down(room, a_rule(ward="Ash", every_months=6))
    assert months(room, asset) == [6]
    changed = lay_down(room, replace(own, every_months=3), own)
    assert months(room, asset) == [3]
    room.run(lambda work: check_plans.take_away(work, room.by(TECHNICIAN), changed))
    assert months(room, asset) == [12]
    assert room.audit()[-4:] == ["plan.laid_down"] * 3 + ["plan.removed"]
    assert room.run(lambda work: work.assets.plan_rules.general()) == (general,)


def test_one_plan_of_a_kind_for_the_same_equipment(room: BackRoom) -> None:
    first = lay_down(room, a_rule(category="bp_monitor"))
    with pytest.raises(Refused, match="change that one instead"):
        lay_down(room, a_rule(category="bp_monitor", every_months=6))
    assert lay_down(room, replace(first, grace_days=7), first).grace_days == 7


def test_two_changes_of_a_plan_at_once_conflict(room: BackRoom) -> None:
    first = lay_down(room, a_rule())
    lay_down(room, replace(first, every_months=6), first)
    with pytest.raises(Conflict, match="check plan first"):
        lay_down(room, replace(first, every_months=3), first)
    with pytest.raises(Conflict, match="check plan first"):
        room.run(lambda work: check_plans.take_away(work, room.by(TECHNICIAN), first))


def test_nothing_is_accepted_without_a_plan(room: BackRoom) -> None:
    asset = register(room)
    by = room.by(TECHNICIAN)
    accepted = AssetEventKind.ACCEPTED

    def accept() -> None:
        room.run(lambda work: assets.note_event(work, by, asset.id, accepted, NOW))

    with pytest.raises(Refused, match="give it a check plan"):
        accept()
    lay_down(room, PlanRule(id=uuid7(), check=Check.CALIBRATION, category="bp_monitor",
                            needed=False))  # fmt: skip
    accept()
    assert months(room, asset) == []


def test_a_move_keeps_where_it_was(room: BackRoom) -> None:
    asset = register(room, location="Clinic room")
    by = room.by(TECHNICIAN)
    moved = room.run(
        lambda work: assets.move(
            work, by, asset, NOW, ward="Birch", site="North", location="Room 3"
        )
    )
    assert (moved.ward, moved.site, moved.location, moved.version) == (
        "Birch",
        "North",
        "Room 3",
        2,
    )
    (event,) = room.run(lambda work: work.assets.events(asset.id))
    assert (event.kind, event.details["from_ward"], event.details["to_ward"]) == (
        AssetEventKind.MOVED,
        "Ash",
        "Birch",
    )
    assert (event.at, event.recorded_at) == (NOW, room.now)
    with pytest.raises(Refused, match="there already"):
        room.run(
            lambda work: assets.move(
                work, by, moved, NOW, ward="Birch", site="North", location="Room 3"
            )
        )
    with pytest.raises(Conflict):
        room.run(lambda work: assets.move(work, by, asset, NOW, ward="Elm", site="", location=""))
    late = NOW + timedelta(days=1)
    with pytest.raises(Refused, match="in the future"):
        room.run(lambda work: assets.move(work, by, moved, late, ward="Elm", site="", location=""))


def test_an_entry_is_changed_but_its_place_only_by_a_move(room: BackRoom) -> None:
    asset = register(room, tag="BP-1", serial="S1")
    register(room, tag="BP-2", serial="S2", address="b")
    by = room.by(TECHNICIAN)
    saved = room.run(lambda work: assets.change(work, by, replace(asset, note="New cuff")))
    assert (saved.note, saved.version) == ("New cuff", 2)
    for wrong, words in (
        (replace(saved, ward="Elm"), "Record the move"),
        (replace(saved, tag="BP-2"), "another asset already"),
        (replace(saved, serial="S2"), "here already as BP-2"),
    ):
        with pytest.raises(Refused, match=words):
            room.run(lambda work, to=wrong: assets.change(work, by, to))


def test_defaults_are_laid_down_only_where_nothing_is_said(room: BackRoom) -> None:
    own = lay_down(room, a_rule(category="bp_monitor", every_months=6))
    by = room.by(TECHNICIAN)
    laid = room.run(lambda work: check_plans.lay_down_defaults(work, by, default_plans()))
    assert len(laid) == len(default_plans()) - 1
    assert months(room, register(room)) == [own.every_months]
    assert room.run(lambda work: check_plans.lay_down_defaults(work, by, default_plans())) == ()

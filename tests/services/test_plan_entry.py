"""Check plans as they are typed at a record: on each level, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinicapp.domain.equipment.assets import Asset
from clinicapp.domain.equipment.checks import Check, PlanLevel
from clinicapp.domain.errors import NotAllowed
from clinicapp.services.equipment import plan_entry
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import NURSE, TECHNICIAN, BackRoom
from tests.support.facts import an_asset

GOOD = {
    "check": "service",
    "level": "asset",
    "rule": "every",
    "every": "6",
    "unit": "months",
    "grace": "0",
    "basis": "performed",
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def piece(room: BackRoom) -> Asset:
    asset = an_asset(site="North")
    return room.run(lambda work: work.assets.add(asset))


def typed(room: BackRoom, asset: Asset, **changes: str) -> None:
    by = room.by(TECHNICIAN)
    room.run(lambda work: plan_entry.plan_typed(work, by, asset, GOOD | changes))


def held(room: BackRoom, asset: Asset) -> list[tuple[Check, PlanLevel, int | None]]:
    plans = room.run(lambda work: work.assets.plans(asset))
    return [(plan.check, plan.level, plan.every_months) for plan in plans]


def test_the_narrower_level_holds_and_what_is_removed_holds_no_more(room: BackRoom) -> None:
    asset = piece(room)
    for months, level in enumerate(PlanLevel, start=6):
        typed(room, asset, level=level.value, every=str(months))
        assert held(room, asset) == [(Check.SERVICE, level, months)]
    for level in reversed(PlanLevel):
        typed(room, asset, level=level.value, rule="remove")
    assert held(room, asset) == []


def test_a_plan_is_changed_where_it_stands_and_a_check_can_be_said_not_to_be_needed(
    room: BackRoom,
) -> None:
    asset = piece(room)
    typed(room, asset, level="trust")
    typed(room, asset, level="trust", every="24", basis="scheduled", grace="30")
    assert held(room, asset) == [(Check.SERVICE, PlanLevel.TRUST, 24)]
    assert len(room.run(lambda work: work.assets.plan_rules.general())) == 1
    typed(room, asset, level="category", rule="not_needed", every="", unit="")
    assert held(room, asset) == []
    typed(room, asset, level="category", rule="remove")
    assert held(room, asset) == [(Check.SERVICE, PlanLevel.TRUST, 24)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"check": ""}, "check"),
        ({"level": "moon"}, "level"),
        ({"every": "0"}, "every"),
        ({"every": "a year"}, "every"),
        ({"every": "500"}, "every"),
        ({"unit": ""}, "unit"),
        ({"grace": "400"}, "grace"),
        ({"rule": "remove"}, "level"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    room: BackRoom, changes: dict[str, str], field: str
) -> None:
    asset = piece(room)
    with pytest.raises(AnswersRefused) as refused:
        typed(room, asset, **changes)
    assert set(refused.value.errors) == {field}
    assert held(room, asset) == []


def test_only_who_manages_equipment_may_change_plans(room: BackRoom) -> None:
    asset, by = piece(room), room.by(NURSE)
    with pytest.raises(NotAllowed):
        room.run(lambda work: plan_entry.plan_typed(work, by, asset, GOOD))

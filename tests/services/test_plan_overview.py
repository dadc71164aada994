"""A lead sees all plans that are laid down, lays one down, and changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.equipment.checks import Check, PlanLevel
from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.services.equipment.plan_overview import plan_laid, view_plans
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.back_room import TECHNICIAN, BackRoom
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.plan_overview import LaidPlan
    from clinicapp.domain.equipment.plans import PlanRule

EVERY = {"rule": "every", "every": "6", "unit": "months", "grace": "7"}
KIND = {"check": "calibration", "level": "category", "category": "bp_monitor", **EVERY}


def lay(room: BackRoom, answers: Mapping[str, str], before: PlanRule | None = None) -> PlanRule:
    by = room.by(TECHNICIAN)
    return room.run(lambda work: plan_laid(work, by, answers, before))


def plans(room: BackRoom) -> dict[PlanLevel, LaidPlan]:
    found = room.run(lambda work: view_plans(work, room.by(), "Ash", LONDON))
    return {plan.rule.level: plan for plan in found.plans if plan.rule.check is Check.CALIBRATION}


def test_a_plan_is_laid_down_seen_and_changed(room: BackRoom) -> None:
    room.equip("BP-1", None)
    made = lay(room, KIND)
    assert (made.level, made.every_months, made.grace_days) == (PlanLevel.CATEGORY, 6, 7)
    trust = lay(room, {"check": "calibration", "level": "trust", **EVERY, "every": "24"})
    found = plans(room)
    assert [asset.tag for asset in found[PlanLevel.ASSET].holds] == ["BP-1"]
    assert found[PlanLevel.ASSET].overdue == 1
    assert [other.level for _asset, other in found[PlanLevel.TRUST].behind] == [PlanLevel.ASSET]
    assert room.audit()[-1] == "plans.listed"
    changed = lay(room, {"rule": "not_needed"}, trust)
    assert (changed.id, changed.needed, changed.level) == (trust.id, False, PlanLevel.TRUST)
    with pytest.raises(Refused, match="check plan first"):
        lay(room, {"rule": "not_needed"}, trust)
    with pytest.raises(Refused, match="change that one instead"):
        lay(room, KIND)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"check": ""}, "check"),
        ({"level": ""}, "level"),
        ({"category": ""}, "category"),
        ({"level": "ward"}, "ward"),
        ({"every": "0"}, "every"),
        ({"grace": "999"}, "grace"),
    ],
)
def test_what_is_not_right_is_said_at_its_field(
    room: BackRoom, changed: Mapping[str, str], field: str
) -> None:
    with pytest.raises(AnswersRefused) as refused:
        lay(room, KIND | dict(changed))
    assert list(refused.value.errors) == [field]


def test_only_who_manages_equipment_lays_plans_down(room: BackRoom) -> None:
    with pytest.raises(NotAllowed):
        room.run(lambda work: plan_laid(work, room.by(), KIND))

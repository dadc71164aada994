"""All check plans that are laid down, what each does on a ward, and one laid down by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clinicapp.domain.equipment.asset_state import Stage
from clinicapp.domain.equipment.checks import PlanLevel
from clinicapp.domain.equipment.plan_overview import LaidPlan, overview
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.check_plans import lay_down
from clinicapp.services.equipment.controls import state_with_controls
from clinicapp.services.equipment.plan_entry import read_plan
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.equipment.plans import PlanRule
    from clinicapp.store.work import Work

_GONE = (Stage.CONDEMNED, Stage.DISPOSED, Stage.HANDED_BACK)
_WHERE = {
    PlanLevel.SITE.value: ("site", "Enter the site."),
    PlanLevel.WARD.value: ("ward", "Enter the ward, such as Ash."),
    PlanLevel.CATEGORY.value: ("category", "Choose the kind of equipment."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOverview:
    """The plans, the ward whose devices are counted, and the wards and kinds that there are."""

    ward: str
    plans: tuple[LaidPlan, ...]
    wards: tuple[str, ...]
    categories: tuple[str, ...]
    devices: int


@use_case(Permission.VIEW_EQUIPMENT, "look at check plans")
def view_plans(work: Work, by: By, ward: str, zone: tzinfo) -> PlanOverview:
    """Every general plan of the trust, those of the ward's own devices, and what each does there.

    Args:
        work: the transaction.
        by: who, and when.
        ward: whose devices are counted.
        zone: the ward's time zone.
    """
    local = by.at.astimezone(zone)
    found = work.assets.facts_of_ward(ward)
    states = [(each, state_with_controls(work, each, local)) for each in found]
    kept = [(each, state) for each, state in states if state.stage not in _GONE]
    general = work.assets.plan_rules.general()
    own = [rule for each, _state in kept for rule in each.rules if rule.asset_id is not None]
    plans = overview((*general, *own), [(each.asset, state) for each, state in kept])
    record(work, by, "plans.listed", ward, plans=len(plans))
    categories = {each.asset.category for each in found} | {r.category or "" for r in general}
    return PlanOverview(
        ward=ward,
        plans=plans,
        wards=work.assets.wards(),
        categories=tuple(sorted(categories - {""})),
        devices=len(kept),
    )


@use_case(Permission.MANAGE_EQUIPMENT, "change check plans")
def plan_laid(
    work: Work, by: By, answers: Mapping[str, str], before: PlanRule | None = None
) -> PlanRule:
    """Lay a plan down for the trust, a site, a ward or a kind, or change one that is laid down.

    Args:
        work: the transaction.
        by: who, and when.
        answers: ``rule`` and for a plan ``every``, ``unit``, ``grace`` and ``basis``; for a new one
            also ``check``, ``level`` and ``site``, ``ward`` or ``category``, as typed.
        before: the plan that is changed; None lays one down.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
        Refused: there is such a plan already.
        Stale: (a Conflict) somebody else changed that plan first.
    """
    typed = TypedFields(answers)
    scope: dict[str, Any] = {}
    if before is None:
        name, needed = _WHERE.get(answers.get("level", ""), ("", ""))
        if name:
            scope[name] = typed.text(name, needed)
        elif answers.get("level") != PlanLevel.TRUST.value:
            typed.wrong("level", "Choose for what it holds.")
    made = read_plan(typed, answers, scope, before)
    return lay_down(work, by, made, before)

"""Laying check plans down, for the whole trust or for one asset, and taking them away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinicapp.domain.equipment.plans import DefaultPlan, PlanRule
    from clinicapp.store.work import Work


@use_case(Permission.MANAGE_EQUIPMENT, "change check plans")
def lay_down(work: Work, by: By, rule: PlanRule, replaces: PlanRule | None = None) -> PlanRule:
    """Lay a check plan down, or overwrite ``replaces``, which must not have changed since.

    Raises:
        Refused: another rule says something of that check for the very same equipment.
        Stale: (a Conflict) somebody else changed it first.
    """
    rules = work.assets.plan_rules
    same = (
        each
        for each in (rules.general() if rule.asset_id is None else rules.of(rule.asset_id))
        if each.check is rule.check and _scope_of(each) == _scope_of(rule)
    )
    if any(replaces is None or each.id != replaces.id for each in same):
        raise Refused(
            "There is a plan for this check and this equipment already; change that one instead."
        )
    stored = rules.add(rule) if replaces is None else rules.save(rule)
    record(
        work,
        by,
        "plan.laid_down",
        stored.id,
        check=rule.check.value,
        level=rule.level.value,
        needed=rule.needed,
        months=rule.every_months,
        days=rule.every_days,
        hours=rule.every_hours,
        grace_days=rule.grace_days,
    )
    return stored


@use_case(Permission.MANAGE_EQUIPMENT, "change check plans")
def lay_down_defaults(work: Work, by: By, defaults: Iterable[DefaultPlan]) -> tuple[PlanRule, ...]:
    """Lay down the plans to begin with, where nothing is said yet for that check and category.

    Returns:
        The rules that were laid down; none that was there is changed.
    """
    held = {(each.check, _scope_of(each)) for each in work.assets.plan_rules.general()}
    laid = tuple(
        work.assets.plan_rules.add(each.rule)
        for each in defaults
        if (each.rule.check, _scope_of(each.rule)) not in held
    )
    record(work, by, "plan.defaults_laid_down", "trust", plans=len(laid))
    return laid


@use_case(Permission.MANAGE_EQUIPMENT, "change check plans")
def take_away(work: Work, by: By, rule: PlanRule) -> None:
    """Remove a check plan; the less specific one holds again, if there is one.

    Raises:
        Stale: (a Conflict) somebody else changed it first.
    """
    work.assets.plan_rules.remove(rule)
    record(work, by, "plan.removed", rule.id, check=rule.check.value, level=rule.level.value)


def _scope_of(rule: PlanRule) -> tuple[object, ...]:
    return rule.asset_id, rule.category, rule.ward, rule.site

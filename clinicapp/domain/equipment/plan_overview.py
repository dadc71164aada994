"""All check plans that are laid down, and for which devices each one holds.

Of the plans of one check that apply to a device the narrowest holds (``plans.rules_for``): that of
the piece before its kind, before its ward, before its site, before the trust.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.checks import Check, PlanLevel
from clinicapp.domain.equipment.plans import rules_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.plans import PlanRule


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidPlan:
    """A plan, and what it does.

    Attributes:
        rule: The plan as it is laid down.
        holds: The devices that go by it.
        behind: The devices to which it applies while a narrower plan goes before it, each with
            that plan.
        overdue: On how many of ``holds`` the check is overdue, failed or was never done.
        due_soon: On how many of them it is due soon.
    """

    rule: PlanRule
    holds: tuple[Asset, ...] = ()
    behind: tuple[tuple[Asset, PlanRule], ...] = ()
    overdue: int = 0
    due_soon: int = 0


def overview(
    rules: Iterable[PlanRule], equipment: Iterable[tuple[Asset, AssetState]]
) -> tuple[LaidPlan, ...]:
    """Every plan with what it does, the widest first.

    Args:
        rules: all plans that are laid down for the equipment, and any others.
        equipment: the devices that are asked about, with their states.
    """
    every = tuple(rules)
    of_asset: dict[UUID, list[PlanRule]] = {}
    general = [rule for rule in every if rule.asset_id is None]
    for rule in every:
        if rule.asset_id is not None:
            of_asset.setdefault(rule.asset_id, []).append(rule)
    holds: dict[UUID, list[tuple[Asset, AssetState]]] = {}
    behind: dict[UUID, list[tuple[Asset, PlanRule]]] = {}
    for asset, state in equipment:
        own = [*general, *of_asset.get(asset.id, ())]
        held = {rule.check: rule for rule in rules_for(asset, own)}
        for rule in own:
            if held.get(rule.check) == rule:
                holds.setdefault(rule.id, []).append((asset, state))
            elif rule.applies_to(asset):
                behind.setdefault(rule.id, []).append((asset, held[rule.check]))
    return tuple(
        _laid(rule, holds.get(rule.id, []), behind.get(rule.id, []))
        for rule in sorted(every, key=_order)
    )


def _laid(
    rule: PlanRule,
    holds: list[tuple[Asset, AssetState]],
    behind: list[tuple[Asset, PlanRule]],
) -> LaidPlan:
    checks = [state.check(rule.check) for _asset, state in holds] if rule.needed else []
    stands = [check.standing for check in checks if check is not None]
    late = (Standing.OVERDUE, Standing.FAILED, Standing.NEVER)
    return LaidPlan(
        rule=rule,
        holds=tuple(asset for asset, _state in holds),
        behind=tuple(behind),
        overdue=sum(standing in late for standing in stands),
        due_soon=stands.count(Standing.DUE_SOON),
    )


def _order(rule: PlanRule) -> tuple[object, ...]:
    where = (rule.site or "", rule.ward or "", rule.category or "", str(rule.asset_id or ""))
    return list(PlanLevel).index(rule.level), list(Check).index(rule.check), where, rule.id

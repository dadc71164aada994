"""Where an asset inherits its check plans from: trust, site, ward, category, or itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.checks import Basis, Check, CheckPlan, PlanLevel, one_interval

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """A plan as it is laid down for a trust, a site, a ward, a category, or one asset.

    ``site``, ``ward``, ``category`` and ``asset_id`` narrow what it applies to; None does not
    narrow. A rule that is not ``needed`` has no interval and says that the check is not done there.
    ``version`` counts changes (optimistic writing).
    """

    id: UUID
    check: Check
    site: str | None = None
    ward: str | None = None
    category: str | None = None
    asset_id: UUID | None = None
    needed: bool = True
    every_months: int | None = None
    every_days: int | None = None
    every_hours: int | None = None
    grace_days: int = 0
    lead_days: int | None = None
    basis: Basis = Basis.PERFORMED
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse an interval where none is needed, and none where one is."""
        if self.needed:
            one_interval(self.every_months, self.every_days, self.every_hours)
        elif (self.every_months, self.every_days, self.every_hours) != (None, None, None):
            raise ValueError("a check that is not needed has no interval")

    @property
    def level(self) -> PlanLevel:
        """The level at which it is laid down: that of its most specific narrowing."""
        if self.asset_id is not None:
            return PlanLevel.ASSET
        if self.category is not None:
            return PlanLevel.CATEGORY
        if self.ward is not None:
            return PlanLevel.WARD
        return PlanLevel.TRUST if self.site is None else PlanLevel.SITE

    @property
    def specificity(self) -> tuple[bool, bool, bool, bool]:
        """Greater is more specific: asset over category over ward over site over trust."""
        return (
            self.asset_id is not None,
            self.category is not None,
            self.ward is not None,
            self.site is not None,
        )

    def applies_to(self, asset: Asset) -> bool:
        """Whether nothing that narrows the rule excludes the asset."""
        return (
            self.asset_id in (None, asset.id)
            and self.category in (None, asset.category)
            and self.ward in (None, asset.ward)
            and self.site in (None, asset.site)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultPlan:
    """A plan to begin with, for a category; ``mark`` is "verified" only where its source was read.

    ``rule`` is laid down for the category and for no site or ward.
    """

    rule: PlanRule
    source: str
    mark: str

    @property
    def unsure(self) -> bool:
        """Whether a trust has to look it up before it relies on it."""
        return self.mark != "verified"


def own_rule(plan: CheckPlan) -> PlanRule:
    """The rule that lays a plan down for its one asset."""
    return PlanRule(
        id=plan.id,
        check=plan.check,
        asset_id=plan.asset_id,
        every_months=plan.every_months,
        every_days=plan.every_days,
        every_hours=plan.every_hours,
        grace_days=plan.grace_days,
        lead_days=plan.lead_days,
        basis=plan.basis,
    )


def rules_for(asset: Asset, rules: Iterable[PlanRule]) -> tuple[PlanRule, ...]:
    """The rule of each check that holds for an asset: of those that apply, the most specific.

    Two equally specific rules of one check are refused when they are written; should there be two
    all the same, the one with the smaller id holds, so that every station says the same.
    """
    best: dict[Check, PlanRule] = {}
    for rule in rules:
        if not rule.applies_to(asset):
            continue
        held = best.get(rule.check)
        if held is None or _before(rule, held):
            best[rule.check] = rule
    return tuple(best[check] for check in Check if check in best)


def plans_for(asset: Asset, rules: Iterable[PlanRule]) -> tuple[CheckPlan, ...]:
    """The check plans of an asset, in the order of ``Check``: the most specific level wins."""
    return tuple(
        CheckPlan(
            id=rule.id,
            asset_id=asset.id,
            check=rule.check,
            every_months=rule.every_months,
            every_days=rule.every_days,
            every_hours=rule.every_hours,
            grace_days=rule.grace_days,
            lead_days=rule.lead_days,
            basis=rule.basis,
            level=rule.level,
        )
        for rule in rules_for(asset, rules)
        if rule.needed
    )


def _before(rule: PlanRule, held: PlanRule) -> bool:
    if rule.specificity != held.specificity:
        return rule.specificity > held.specificity
    return rule.id < held.id

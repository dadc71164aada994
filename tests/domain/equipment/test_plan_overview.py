"""Which of the plans that are laid down holds for what, and what is due by it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import AssetState, state_of
from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.plan_overview import overview
from clinicapp.domain.equipment.plans import PlanRule, plans_for, rules_for
from tests.support.facts import an_asset, an_event

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def a_rule(**where: object) -> PlanRule:
    values = {"id": uuid7(), "check": Check.CALIBRATION, "every_months": 12}
    return PlanRule(**(values | where))  # type: ignore[arg-type]


def with_state(asset: Asset, rules: list[PlanRule], *events: object) -> tuple[Asset, AssetState]:
    return asset, state_of(asset, plans_for(asset, rules), events, NOON)  # type: ignore[arg-type]


def test_the_narrowest_holds_and_the_others_say_what_goes_before_them() -> None:
    cuff = an_asset(tag="BP-1", ward="Ash", category="bp_monitor")
    scale = an_asset(tag="SC-1", ward="Ash", category="scale")
    trust, kind = a_rule(), a_rule(category="bp_monitor", every_months=6)
    own = a_rule(asset_id=scale.id, needed=False, every_months=None)
    elsewhere = a_rule(ward="Elm")
    rules = [own, elsewhere, kind, trust]
    checked = an_event(
        cuff.id,
        AssetEventKind.CHECKED,
        datetime(2026, 1, 2, tzinfo=UTC),
        Check.CALIBRATION,
        Verdict.PASS,
    )
    found = overview(rules, [with_state(cuff, rules, checked), with_state(scale, rules)])
    assert [plan.rule for plan in found] == [trust, elsewhere, kind, own]
    of = {plan.rule.id: plan for plan in found}
    assert of[trust.id].holds == of[elsewhere.id].holds == of[elsewhere.id].behind == ()
    assert of[trust.id].behind == ((cuff, kind), (scale, own))
    assert (of[kind.id].holds, of[kind.id].overdue) == ((cuff,), 1)
    assert (of[own.id].holds, of[own.id].overdue) == ((scale,), 0)


WHERE = st.fixed_dictionaries(
    {
        "ward": st.sampled_from([None, "Ash", "Elm"]),
        "category": st.sampled_from([None, "scale", "bp_monitor"]),
        "site": st.sampled_from([None, "Main"]),
        "check": st.sampled_from([Check.CALIBRATION, Check.SERVICE]),
    }
)


@given(st.lists(WHERE, max_size=6), st.sampled_from(["scale", "bp_monitor"]))
def test_every_device_goes_by_the_rules_that_hold_for_it_and_by_no_other(wheres, kind) -> None:
    rules = [a_rule(**where) for where in wheres]
    asset = an_asset(ward="Ash", site="Main", category=kind)
    found = overview(rules, [with_state(asset, rules)])
    assert {plan.rule.id for plan in found if plan.holds} == {
        rule.id for rule in rules_for(asset, rules)
    }
    for plan in found:
        assert bool(plan.holds or plan.behind) == plan.rule.applies_to(asset)
        assert not (plan.holds and plan.behind)

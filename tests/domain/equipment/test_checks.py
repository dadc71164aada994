"""Which plan holds for an asset, and when a check falls due."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.checks import (
    Basis,
    Check,
    CheckPlan,
    PlanLevel,
    add_months,
    due_date,
)
from clinicapp.domain.equipment.plans import PlanRule, own_rule, plans_for, rules_for
from tests.support.facts import a_plan, an_asset

ASSET = an_asset(site="North", ward="Ash", category="bp_monitor")


def _rule(**where: object) -> PlanRule:
    values: dict[str, object] = {"id": uuid7(), "check": Check.CALIBRATION, "every_months": 12}
    return PlanRule(**(values | where))  # type: ignore[arg-type]


LEVELS = [
    (PlanLevel.TRUST, {}),
    (PlanLevel.SITE, {"site": "North"}),
    (PlanLevel.WARD, {"ward": "Ash"}),
    (PlanLevel.CATEGORY, {"category": "bp_monitor"}),
    (PlanLevel.ASSET, {"asset_id": ASSET.id}),
]


@pytest.mark.parametrize("upto", range(1, 6))
def test_the_most_specific_level_wins(upto: int) -> None:
    rules = [_rule(every_months=n + 1, **where) for n, (_, where) in enumerate(LEVELS[:upto])]
    (plan,) = plans_for(ASSET, reversed(rules))
    assert (plan.level, plan.every_months) == (LEVELS[upto - 1][0], upto)
    assert plan.asset_id == ASSET.id


def test_a_rule_of_elsewhere_does_not_apply() -> None:
    elsewhere = [
        _rule(site="South"),
        _rule(ward="Birch"),
        _rule(category="scale"),
        _rule(asset_id=uuid7()),
        _rule(ward="Ash", category="scale"),
    ]
    assert plans_for(ASSET, elsewhere) == ()


def test_a_ward_may_say_otherwise_for_a_category() -> None:
    both = _rule(ward="Ash", category="bp_monitor", every_months=6)
    (plan,) = plans_for(ASSET, [_rule(category="bp_monitor"), both])
    assert (plan.every_months, plan.level) == (6, PlanLevel.CATEGORY)


def test_not_needed_here_overrules_a_general_plan() -> None:
    general = _rule()
    waived = PlanRule(id=uuid7(), check=Check.CALIBRATION, asset_id=ASSET.id, needed=False)
    assert plans_for(ASSET, [general, waived]) == ()
    assert rules_for(ASSET, [general, waived]) == (waived,)


def test_each_check_is_inherited_by_itself() -> None:
    rules = [_rule(), _rule(check=Check.ELECTRICAL, ward="Ash", every_months=24)]
    assert [plan.check for plan in plans_for(ASSET, rules)] == [Check.CALIBRATION, Check.ELECTRICAL]


def test_an_own_plan_is_a_rule_of_its_asset() -> None:
    plan = a_plan(ASSET.id)
    assert plans_for(ASSET, [own_rule(plan)]) == (plan,)


@pytest.mark.parametrize(
    "intervals",
    [{}, {"every_months": 1, "every_days": 1}, {"every_hours": 0}, {"every_days": -1}],
)
def test_a_plan_has_one_interval(intervals: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="one interval"):
        CheckPlan(id=uuid7(), asset_id=ASSET.id, check=Check.SERVICE, **intervals)
    with pytest.raises(ValueError, match="one interval"):
        PlanRule(id=uuid7(), check=Check.SERVICE, **intervals)


def test_what_is_not_needed_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no interval"):
        PlanRule(id=uuid7(), check=Check.SERVICE, needed=False, every_months=1)


SCOPES = st.sampled_from(
    [
        {"site": site, "ward": ward, "category": category, "asset_id": asset}
        for site in (None, "North", "South")
        for ward in (None, "Ash", "Birch")
        for category in (None, "bp_monitor")
        for asset in (None, ASSET.id)
    ]
)


@given(st.lists(SCOPES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(scopes, random) -> None:
    rules = [
        _rule(id=UUID(int=n + 1), every_months=n + 1, **scope) for n, scope in enumerate(scopes)
    ]
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert plans_for(ASSET, rules) == plans_for(ASSET, shuffled)


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(1, 36))
def test_performed_is_counted_from_the_last_pass(last: date, months: int) -> None:
    assert due_date(last, a_plan(ASSET.id, every_months=months)) == add_months(last, months)


@given(DAYS, st.integers(1, 400))
def test_days_are_days(last: date, days: int) -> None:
    assert due_date(last, a_plan(ASSET.id, every_days=days)) == last + timedelta(days)


@given(DAYS, st.integers(0, 2000), st.integers(1, 24))
def test_scheduled_stays_on_its_days(first: date, late: int, months: int) -> None:
    plan = CheckPlan(
        id=uuid7(),
        asset_id=ASSET.id,
        check=Check.SERVICE,
        every_months=months,
        basis=Basis.SCHEDULED,
    )
    last = first + timedelta(late)
    days = [add_months(first, months * n) for n in range(200)]
    nearest = min(range(200), key=lambda n: (abs(days[n] - last), n))
    assert due_date(last, plan, first) == days[nearest + 1]


def test_an_hourly_plan_has_no_due_date() -> None:
    with pytest.raises(ValueError, match="instant"):
        due_date(date(2026, 1, 1), a_plan(ASSET.id, every_hours=24))

"""Break-glass is counted by shift and device, and an override is good once and for a while."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.break_glass import (
    NOT_THE_DEVICE,
    BreakGlass,
    BreakGlassKind,
    BreakGlassPolicy,
    allowance,
    breaks_glass,
    open_override,
    passed_over,
    refuse_if_spent,
    shift_start,
)
from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Decision, GateResult, let_through
from clinicapp.policies import gate_policy
from tests.support.facts import LONDON

POLICY = BreakGlassPolicy(most=MappingProxyType({"hba1c_analyser": 2}))
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=LONDON)


def an_entry(kind: BreakGlassKind = BreakGlassKind.USED, **changes: Any) -> BreakGlass:
    values: dict[str, Any] = {
        "id": uuid7(),
        "kind": kind,
        "at": MORNING,
        "actor_id": uuid7(),
        "actor_name": "Rosa Tester",
        "ward": "Ash",
    }
    return BreakGlass(**(values | changes))


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ((22, 7, 29), (21, 20, 0)),
        ((22, 7, 30), (22, 7, 30)),
        ((22, 19, 59), (22, 7, 30)),
        ((22, 20, 0), (22, 20, 0)),
        ((22, 0, 0), (21, 20, 0)),
    ],
)
def test_a_shift_begins_at_its_time(at: tuple[int, int, int], start: tuple[int, int, int]) -> None:
    moment = datetime(2026, 11, *at, tzinfo=LONDON)
    assert shift_start(moment, POLICY) == datetime(2026, 11, *start, tzinfo=LONDON)


@given(
    st.integers(0, 366 * 24 * 60),
    st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)), max_size=4),
)
def test_no_shift_is_longer_than_a_day_or_begins_later(minutes: int, begins: list[time]) -> None:
    at = datetime(2026, 1, 1, tzinfo=LONDON) + timedelta(minutes=minutes)
    start = shift_start(at, BreakGlassPolicy(shifts=tuple(begins)))
    assert start <= at
    assert at.replace(tzinfo=None) - start.replace(tzinfo=None) < timedelta(days=1)
    assert start.time() in (begins or [time(0)])


def test_only_this_shift_counts_and_only_uses_and_overrides() -> None:
    entries = [
        an_entry(at=MORNING - timedelta(hours=2)),
        an_entry(),
        an_entry(BreakGlassKind.OVERRIDDEN),
        an_entry(BreakGlassKind.SPENT, target=uuid7()),
        an_entry(BreakGlassKind.REVIEWED, target=uuid7()),
        an_entry(at=MORNING + timedelta(minutes=1)),
    ]
    found = allowance(entries, "hba1c_analyser", MORNING, POLICY)
    assert (found.used, found.most, found.spent) == (2, 2, True)
    with pytest.raises(Refused, match="used past its checks 2 times in this shift"):
        refuse_if_spent(found, "DCA-02")
    free = allowance(entries, "scale", MORNING, POLICY)
    assert (free.most, free.spent) == (None, False)
    refuse_if_spent(free, "SC-1")


def test_an_override_is_good_once_and_for_its_minutes() -> None:
    given_first = an_entry(BreakGlassKind.OVERRIDDEN)
    later = MORNING + timedelta(minutes=30)
    assert open_override([given_first], later, POLICY) == given_first
    assert open_override([given_first], later + timedelta(seconds=1), POLICY) is None
    assert open_override([given_first], MORNING - timedelta(seconds=1), POLICY) is None
    spent = an_entry(BreakGlassKind.SPENT, target=given_first.id)
    assert open_override([spent, given_first], later, POLICY) is None


def test_what_is_about_the_person_is_never_passed_over() -> None:
    assert passed_over(["QC_FAILED", "LOT_EXPIRED", "OPERATOR_NOT_COMPETENT"])
    assert not passed_over([])
    for code in NOT_THE_DEVICE:
        assert not passed_over(["QC_FAILED", code])
    assert breaks_glass(["NOBODY_ARMED", "QC_DUE"]) == ("QC_DUE",)


@pytest.mark.parametrize(
    ("codes", "decision", "passes"),
    [
        (("QC_FAILED", "DUE_SOON"), Decision.HOLD, True),
        (("QC_FAILED", "OUTSIDE_VISIT"), Decision.HOLD, False),
        (("QUARANTINED", "QC_FAILED"), Decision.BLOCK, False),
        (("DUE_SOON",), Decision.FLAG, False),
    ],
)
def test_an_override_lets_through_what_the_policy_holds_for_the_device(
    codes: tuple[str, ...], decision: Decision, passes: bool
) -> None:
    policy = gate_policy()
    result = let_through(GateResult(decision=decision, codes=codes, policy="v"), policy)
    if not passes:
        assert result is None
        return
    assert result is not None
    assert (result.decision, result.codes) == (Decision.FLAG, ("BREAK_GLASS", *codes))

"""The gate: nothing is used silently, and everything has its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from clinicapp.domain.equipment.asset_state import AssetState, state_of
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.gate import Decision, GatePolicy, judge
from clinicapp.domain.observations import Timing
from clinicapp.policies import gate_policy
from tests.support.facts import (
    LONDON,
    NOON,
    a_plan,
    an_arming,
    an_asset,
    an_event,
    an_observation,
)

POLICY = gate_policy()


def _state(calibrated_on: date | None, verdict: Verdict = Verdict.PASS) -> AssetState:
    asset = an_asset()
    events = [an_event(asset.id, AssetEventKind.ACCEPTED, datetime(2024, 1, 2, tzinfo=UTC))]
    if calibrated_on is not None:
        at = datetime(calibrated_on.year, calibrated_on.month, calibrated_on.day, tzinfo=UTC)
        events.append(an_event(asset.id, AssetEventKind.CHECKED, at, Check.CALIBRATION, verdict))
    return state_of(asset, [a_plan(asset.id)], events, NOON.astimezone(LONDON))


GOOD = _state(date(2026, 2, 14))


def test_a_trusted_device_and_an_armed_person_are_allowed() -> None:
    result = judge(an_observation(), GOOD, an_arming(), POLICY)
    assert (result.decision, result.codes) == (Decision.ALLOW, ())
    assert result.policy == POLICY.version


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (_state(date(2025, 11, 14)), "CAL_OVERDUE"),
        (_state(date(2026, 10, 1), Verdict.FAIL), "CAL_FAILED"),
        (_state(None), "CAL_NEVER"),
        (None, "NO_ASSET"),
    ],
)
def test_an_unproven_device_is_held_with_its_reason(state: AssetState | None, code: str) -> None:
    result = judge(an_observation(), state, an_arming(), POLICY)
    assert (result.decision, result.codes) == (Decision.HOLD, (code,))


def test_due_soon_is_flagged_and_not_held() -> None:
    result = judge(an_observation(), _state(date(2025, 12, 12)), an_arming(), POLICY)
    assert (result.decision, result.codes) == (Decision.FLAG, ("DUE_SOON",))


def test_a_control_result_never_reaches_a_person() -> None:
    result = judge(an_observation(control=True), GOOD, an_arming(), POLICY)
    assert (result.decision, result.codes) == (Decision.BLOCK, ("CONTROL",))


def test_nobody_armed_is_held() -> None:
    result = judge(an_observation(), GOOD, None, POLICY)
    assert (result.decision, result.codes) == (Decision.HOLD, ("NOBODY_ARMED",))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stored": True}, "FROM_MEMORY"),
        ({"timing": Timing.UNKNOWN, "measured_at": None}, "TIME_UNKNOWN"),
        ({"measured_at": NOON - timedelta(hours=3)}, "OUTSIDE_VISIT"),
        ({"measured_at": NOON + timedelta(hours=3)}, "OUTSIDE_VISIT"),
        ({"patient_ref": "999 526 0182"}, "REFERENCE_DISAGREES"),
    ],
)
def test_what_may_be_somebody_elses_is_held(changes: dict[str, object], code: str) -> None:
    result = judge(an_observation(**changes), GOOD, an_arming(), POLICY)
    assert (result.decision, result.codes) == (Decision.HOLD, (code,))


@pytest.mark.parametrize("reference", ["1", "OP1", "999 201 4539", None])
def test_a_reference_that_is_no_other_nhs_number_is_only_a_hint(reference: str | None) -> None:
    result = judge(an_observation(patient_ref=reference), GOOD, an_arming(), POLICY)
    assert result.decision is Decision.ALLOW


def test_the_worst_reason_decides_and_stands_first() -> None:
    policy = GatePolicy(
        version="v",
        title="t",
        decisions={"CAL_OVERDUE": Decision.FLAG, "NOBODY_ARMED": Decision.HOLD},
    )
    result = judge(an_observation(), _state(date(2025, 11, 14)), None, policy)
    assert (result.decision, result.codes) == (Decision.HOLD, ("NOBODY_ARMED", "CAL_OVERDUE"))


def test_a_reason_the_policy_does_not_know_is_held() -> None:
    result = judge(an_observation(), GOOD, an_arming(), POLICY, ("SOMETHING_NEW",))
    assert result.decision is Decision.HOLD


def test_a_device_that_tells_whole_seconds_may_seem_a_second_early() -> None:
    arming = an_arming(since=NOON + timedelta(seconds=1))
    assert judge(an_observation(), GOOD, arming, POLICY).decision is Decision.ALLOW

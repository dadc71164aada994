"""What state an asset is in follows from its events alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.asset_state import Standing, state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, add_months
from tests.support.facts import LONDON, a_plan, an_asset, an_event

ASSET = an_asset()
ACCEPTED = an_event(ASSET.id, AssetEventKind.ACCEPTED, datetime(2025, 1, 2, 9, tzinfo=UTC))


def _calibrated(on: date, verdict: Verdict = Verdict.PASS) -> AssetEvent:
    at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    return an_event(ASSET.id, AssetEventKind.CHECKED, at, Check.CALIBRATION, verdict)


def _state(*events: AssetEvent, on: date = date(2026, 11, 22)):
    as_of = datetime(on.year, on.month, on.day, 12, tzinfo=LONDON)
    return state_of(ASSET, [a_plan(ASSET.id)], [ACCEPTED, *events], as_of)


def test_calibrated_within_its_interval_nothing_speaks_against_it() -> None:
    state = _state(_calibrated(date(2026, 2, 14)))
    assert state.reasons == ()
    assert state.checks[0].due_on == date(2027, 2, 14)
    assert state.checks[0].standing is Standing.PASSED


def test_on_the_due_day_itself_it_is_still_in_date() -> None:
    state = _state(_calibrated(date(2025, 11, 22)))
    assert state.reasons == ()
    assert state.checks[0].standing is Standing.DUE_SOON


def test_the_day_after_the_due_day_it_is_overdue_since_that_midnight() -> None:
    state = _state(_calibrated(date(2025, 11, 21)))
    (reason,) = state.reasons
    assert reason.code == "CAL_OVERDUE"
    assert reason.since == datetime(2026, 11, 22, tzinfo=LONDON)


def test_never_calibrated_is_not_ready() -> None:
    assert [reason.code for reason in _state().reasons] == ["CAL_NEVER"]


def test_a_failure_after_a_pass_stands_until_the_next_pass() -> None:
    failed = _state(_calibrated(date(2026, 2, 14)), _calibrated(date(2026, 10, 1), Verdict.FAIL))
    assert [reason.code for reason in failed.reasons] == ["CAL_FAILED"]
    mended = _state(_calibrated(date(2026, 10, 1), Verdict.FAIL), _calibrated(date(2026, 10, 2)))
    assert mended.reasons == ()


def test_an_indeterminate_check_does_not_count_as_a_pass() -> None:
    state = _state(_calibrated(date(2026, 10, 1), Verdict.INDETERMINATE))
    assert [reason.code for reason in state.reasons] == ["CAL_FAILED"]


def test_what_has_not_happened_yet_is_not_seen() -> None:
    state = _state(_calibrated(date(2026, 12, 1)))
    assert [reason.code for reason in state.reasons] == ["CAL_NEVER"]


def test_it_is_not_usable_before_it_was_accepted() -> None:
    as_of = datetime(2026, 11, 22, 12, tzinfo=LONDON)
    state = state_of(ASSET, [a_plan(ASSET.id)], [_calibrated(date(2026, 2, 14))], as_of)
    assert [reason.code for reason in state.reasons] == ["NOT_ACCEPTED"]
    assert not state.in_service


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (AssetEventKind.QUARANTINED, "QUARANTINED"),
        (AssetEventKind.SENT_FOR_REPAIR, "IN_REPAIR"),
        (AssetEventKind.LOST, "LOST"),
        (AssetEventKind.CONDEMNED, "CONDEMNED"),
    ],
)
def test_out_of_service_until_released_except_for_good(kind: AssetEventKind, code: str) -> None:
    out = an_event(ASSET.id, kind, datetime(2026, 11, 1, tzinfo=UTC))
    back = an_event(ASSET.id, AssetEventKind.RELEASED, datetime(2026, 11, 2, tzinfo=UTC))
    good = _calibrated(date(2026, 2, 14))
    assert [reason.code for reason in _state(good, out).reasons] == [code]
    after = [reason.code for reason in _state(good, out, back).reasons]
    assert after == ([code] if kind is AssetEventKind.CONDEMNED else [])


def test_quality_control_by_the_hour_lapses_at_the_instant() -> None:
    plan = a_plan(ASSET.id, Check.QUALITY_CONTROL, every_hours=24)
    at = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    passed = an_event(ASSET.id, AssetEventKind.CHECKED, at, Check.QUALITY_CONTROL, Verdict.PASS)
    last = at + timedelta(hours=24)
    assert state_of(ASSET, [plan], [ACCEPTED, passed], last).reasons == ()
    late = state_of(ASSET, [plan], [ACCEPTED, passed], last + timedelta(seconds=1))
    assert [reason.code for reason in late.reasons] == ["QC_DUE"]


def test_month_ends_are_clamped() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2027, 1, 31), 13) == date(2028, 2, 29)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)


EVENTS = st.lists(
    st.builds(
        an_event,
        st.just(ASSET.id),
        st.sampled_from([kind for kind in AssetEventKind if kind is not AssetEventKind.CHECKED]),
        st.datetimes(
            datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
            datetime(2026, 11, 21),  # noqa: DTZ001
            timezones=st.just(UTC),
        ),
    )
    | st.builds(
        an_event,
        st.just(ASSET.id),
        st.just(AssetEventKind.CHECKED),
        st.datetimes(
            datetime(2025, 1, 1),  # noqa: DTZ001
            datetime(2026, 11, 21),  # noqa: DTZ001
            timezones=st.just(UTC),
        ),
        st.just(Check.CALIBRATION),
        st.sampled_from(list(Verdict)),
    ),
    max_size=8,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_read_does_not_matter(events, random) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert _state(*events) == _state(*shuffled)


@given(EVENTS, st.integers(0, 900))
def test_nothing_improves_by_the_passing_of_time(events, days: int) -> None:
    now = {reason.code for reason in _state(*events).reasons}
    later = {
        reason.code for reason in _state(*events, on=date(2026, 11, 22) + timedelta(days)).reasons
    }
    assert now <= later

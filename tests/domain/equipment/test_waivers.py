"""A lapsed check waits by a waiver, for some days, and never longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.asset_state import AssetState, state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.listing import AssetStatus, status_of
from tests.support.facts import LONDON, a_plan, an_asset, an_event

ASSET = an_asset()
DAY = date(2026, 11, 22)
ACCEPTED = an_event(ASSET.id, AssetEventKind.ACCEPTED, datetime(2024, 1, 2, 9, tzinfo=UTC))
CALIBRATED = an_event(
    ASSET.id,
    AssetEventKind.CHECKED,
    datetime(2025, 11, 14, 10, tzinfo=UTC),
    Check.CALIBRATION,
    Verdict.PASS,
)


def waiver(until: date, at: date = DAY, check: str = "calibration") -> AssetEvent:
    event = an_event(ASSET.id, AssetEventKind.WAIVED, datetime(*at.timetuple()[:3], 9, tzinfo=UTC))
    details = {"check": check, "until": until.isoformat(), "reason": "booked for Friday"}
    return replace(event, details=details)


def state(*events: AssetEvent, on: date = DAY) -> AssetState:
    as_of = datetime(on.year, on.month, on.day, 12, tzinfo=LONDON)
    return state_of(ASSET, [a_plan(ASSET.id)], [ACCEPTED, *events], as_of)


def codes(*events: AssetEvent, on: date = DAY) -> list[str]:
    return [reason.code for reason in state(*events, on=on).reasons]


def test_an_overdue_check_waits_until_the_end_of_the_waivers_last_day() -> None:
    given_ = waiver(date(2026, 11, 30))
    assert codes(CALIBRATED) == ["CAL_OVERDUE"]
    assert codes(CALIBRATED, given_) == ["WAIVED"]
    assert codes(CALIBRATED, given_, on=date(2026, 11, 30)) == ["WAIVED"]
    assert codes(CALIBRATED, given_, on=date(2026, 12, 1)) == ["CAL_OVERDUE"]
    found = state(CALIBRATED, given_)
    assert found.reasons[0].fact_id == given_.id
    assert found.checks[0].waived_until == date(2026, 11, 30)
    # A list says what it is, whatever waits.
    assert status_of(found) is AssetStatus.OVERDUE


def test_no_waiver_lasts_longer_than_a_fortnight_whatever_it_says() -> None:
    given_ = waiver(date(2027, 11, 30))
    assert codes(CALIBRATED, given_, on=DAY + timedelta(days=14)) == ["WAIVED"]
    assert codes(CALIBRATED, given_, on=DAY + timedelta(days=15)) == ["CAL_OVERDUE"]


def test_it_is_of_one_check_and_of_none_that_failed() -> None:
    until = date(2026, 11, 30)
    assert codes(CALIBRATED, waiver(until, check="service")) == ["CAL_OVERDUE"]
    assert codes(CALIBRATED, waiver(until, check="quality_control")) == ["CAL_OVERDUE"]
    failed = an_event(
        ASSET.id,
        AssetEventKind.CHECKED,
        datetime(2026, 11, 22, 10, tzinfo=UTC),
        Check.CALIBRATION,
        Verdict.FAIL,
    )
    assert codes(CALIBRATED, waiver(until), failed) == ["CAL_FAILED"]
    assert codes(waiver(until)) == ["WAIVED"]


def test_it_ends_when_somebody_ends_it() -> None:
    given_ = waiver(date(2026, 11, 30))
    end = replace(
        an_event(ASSET.id, AssetEventKind.WAIVER_ENDED, datetime(2026, 11, 22, 11, tzinfo=UTC)),
        details={"check": "calibration"},
    )
    assert codes(CALIBRATED, given_, end) == ["CAL_OVERDUE"]


WAIVERS = st.lists(
    st.builds(
        waiver,
        st.dates(date(2026, 10, 1), date(2027, 1, 31)),
        st.dates(date(2026, 10, 1), date(2026, 11, 21)),
        st.sampled_from(["calibration", "service"]),
    ),
    max_size=5,
)


@given(WAIVERS, st.booleans(), st.integers(0, 400), st.randoms(use_true_random=False))
def test_nothing_improves_by_the_passing_of_time(waivers, calibrated, days, random) -> None:
    events = [*waivers, *([CALIBRATED] if calibrated else [])]
    now, later = set(codes(*events)), set(codes(*events, on=DAY + timedelta(days)))
    assert now - {"WAIVED"} <= later
    if "WAIVED" in now:
        assert later & {"WAIVED", "CAL_OVERDUE", "CAL_NEVER"}
    random.shuffle(events)
    assert set(codes(*events)) == now

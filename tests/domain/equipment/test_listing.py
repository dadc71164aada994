"""What a list keeps of an asset says at every moment what its state says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import Stage, Standing, state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Basis, Check, CheckPlan
from clinicapp.domain.equipment.listing import (
    LAPSING,
    LIVE,
    OF_STAGE,
    AssetStatus,
    listing_of,
    status_of,
)
from tests.support.facts import LONDON, a_plan, an_asset, an_event

START = datetime(2024, 1, 1, 9, tzinfo=UTC)
KINDS = [kind for kind in AssetEventKind if kind is not AssetEventKind.CHECKED]
ASSET = an_asset()


@st.composite
def plans(draw: st.DrawFn) -> list[CheckPlan]:
    found = []
    for check in draw(st.lists(st.sampled_from(list(Check)), unique=True, max_size=4)):
        unit = draw(st.sampled_from(["every_months", "every_days", "every_hours"]))
        found.append(
            CheckPlan(
                id=uuid7(),
                asset_id=ASSET.id,
                check=check,
                grace_days=draw(st.sampled_from([0, 0, 7])),
                lead_days=draw(st.sampled_from([None, 0, 45])),
                basis=draw(st.sampled_from(list(Basis))),
                **{unit: draw(st.integers(1, 26))},
            )
        )
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[AssetEvent]:
    found: list[AssetEvent] = []
    for _ in range(draw(st.integers(0, 9))):
        at = START + timedelta(hours=draw(st.integers(0, 24 * 700)))
        if draw(st.booleans()):
            check = draw(st.sampled_from(list(Check)))
            verdict = draw(st.sampled_from([Verdict.PASS, Verdict.PASS, *Verdict]))
            event = an_event(ASSET.id, AssetEventKind.CHECKED, at, check, verdict)
        else:
            event = an_event(ASSET.id, draw(st.sampled_from([AssetEventKind.ACCEPTED, *KINDS])), at)
        if found and draw(st.integers(0, 6)) == 0:
            event = replace(event, supersedes=draw(st.sampled_from(found)).id)
        found.append(event)
    return found


@given(
    plans=plans(),
    events=histories(),
    later=st.integers(0, 3 * 365 * 24 * 60),
    ends=st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    chance=st.randoms(use_true_random=False),
)
def test_it_says_at_every_later_moment_what_the_state_says(
    plans: list[CheckPlan],
    events: list[AssetEvent],
    later: int,
    ends: date | None,
    chance: random.Random,
) -> None:
    asset = replace(ASSET, end_of_life_on=ends)
    shuffled = list(events)
    chance.shuffle(shuffled)
    listing = listing_of(asset, plans, shuffled, LONDON)
    assert listing == listing_of(asset, plans, events, LONDON)
    last = max((event.at for event in events), default=START)
    now = (last + timedelta(minutes=later)).astimezone(LONDON)
    state = state_of(asset, plans, events, now)
    assert listing.status_at(now) is status_of(state)
    for check in state.checks:
        listed = listing.check(check.check)
        assert listed is not None
        assert listed.standing_at(now) is check.standing
        assert (listed.last_at, listed.due_on, listed.due_at) == (
            check.last_at,
            check.due_on,
            check.due_at,
        )
        if check.check is Check.QUALITY_CONTROL:
            bad = check.standing in (Standing.FAILED, Standing.NEVER, Standing.OVERDUE)
            # A plan of quality control in days has no hour from which it is due: it lapses as one.
            assert listing.quality_waits_at(now) == bad


@given(plans=plans(), events=histories(), hours=st.lists(st.integers(0, 30_000), min_size=2))
def test_nothing_improves_by_the_passing_of_time(
    plans: list[CheckPlan], events: list[AssetEvent], hours: list[int]
) -> None:
    listing = listing_of(ASSET, plans, events, LONDON)
    last = max((event.at for event in events), default=START)
    order = [*LIVE, AssetStatus.DUE_SOON, AssetStatus.END_OF_LIFE, AssetStatus.NEVER_CHECKED]
    order.append(AssetStatus.OVERDUE)
    worse = [listing.status_at(last + timedelta(hours=each)) for each in sorted(hours)]
    if listing.base in LAPSING:
        assert [order.index(each) for each in worse] == sorted(order.index(each) for each in worse)
    else:
        assert set(worse) == {listing.base}


def test_every_stage_has_a_word() -> None:
    assert set(OF_STAGE) == set(Stage)


def test_it_lapses_at_the_midnight_after_the_due_day_in_the_wards_time() -> None:
    done = datetime(2026, 3, 30, 0, 30, tzinfo=LONDON)  # 29 March in UTC
    events = [
        an_event(ASSET.id, AssetEventKind.ACCEPTED, START),
        an_event(ASSET.id, AssetEventKind.CHECKED, done, Check.CALIBRATION, Verdict.PASS),
    ]
    listing = listing_of(ASSET, [a_plan(ASSET.id)], events, LONDON)
    assert listing.lapses_at == datetime(2027, 3, 31, tzinfo=LONDON)
    assert listing.warns_at == datetime(2027, 2, 28, tzinfo=LONDON)
    assert listing.base is AssetStatus.AVAILABLE

"""The list of equipment says what the facts say, in the right order, after any change."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.listing import (
    LIVE,
    AssetStatus,
    ListFilter,
    listing_of,
    search_text_of,
    status_of,
)
from clinicapp.domain.equipment.plans import PlanRule
from clinicapp.store.asset_listings import GONE
from tests.support.facts import LONDON, an_asset, an_event
from tests.support.quality_samples import DAY, a_lot, a_plan_set, an_entry, opened

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.database import Database
    from clinicapp.store.work import Work

NOW = datetime(2026, 11, 22, 12, tzinfo=LONDON)
WARDS = ("Ash", "Birch", "Elm")
CATEGORIES = ("bp_monitor", "hba1c_analyser", "scale")


def fill(work: Work, chance: random.Random, count: int = 40) -> list[Asset]:
    """Assets of every kind of standing, in no order."""
    made = []
    for place in range(count):
        category = chance.choice(CATEGORIES)
        ends = chance.choice([None, None, None, date(2026, 11, 1), date(2027, 5, 1)])
        asset = an_asset(
            tag=f"T-{place:04d}",
            serial=f"S{chance.randrange(10**6)}",
            ward=chance.choice(WARDS),
            category=category,
            model=chance.choice(["UA-651", "ÉCHO 2", "seca 704"]),
            location=chance.choice(["Room 1", "Clinic room", ""]),
            address=None,
            end_of_life_on=ends,
        )
        made.append(work.assets.add(asset))
        happen(work, asset.id, chance)
    return made


def happen(work: Work, asset_id: UUID, chance: random.Random) -> None:
    for _ in range(chance.randrange(6)):
        at = NOW - timedelta(hours=chance.randrange(24 * 450))
        if chance.random() < 0.6:
            check = chance.choice([Check.CALIBRATION, Check.QUALITY_CONTROL, Check.USER_CHECK])
            verdict = chance.choice([Verdict.PASS, Verdict.PASS, Verdict.FAIL])
            event = an_event(asset_id, AssetEventKind.CHECKED, at, check, verdict)
        else:
            kinds = [AssetEventKind.ACCEPTED] * 4 + [AssetEventKind.PUT_IN_USE] * 2
            kinds += [kind for kind in AssetEventKind if kind is not AssetEventKind.CHECKED]
            event = an_event(asset_id, chance.choice(kinds), at)
        work.assets.append_event(event)


def plan(check: Check, **values: object) -> PlanRule:
    interval = values or {"every_months": 12}
    return PlanRule(id=uuid7(), check=check, **interval)  # type: ignore[arg-type]


def facts(work: Work) -> tuple[AssetFacts, ...]:
    return work.assets.facts_of_ward(None)


def status(each: AssetFacts, now: datetime = NOW) -> AssetStatus:
    return status_of(state_of(each.asset, each.plans, each.events, now))


def expected(found: tuple[AssetFacts, ...], wanted: ListFilter, now: datetime) -> list[UUID]:
    """The list by reading everything, judging every asset by itself, and sorting."""
    rows = []
    for each in found:
        asset, listing = each.asset, listing_of(each.asset, each.plans, each.events, LONDON)
        word = status(each, now)
        waits = listing.base in LIVE and listing.quality_waits_at(now)
        if wanted.ward not in (None, asset.ward) or wanted.category not in (None, asset.category):
            continue
        if wanted.statuses and word not in wanted.statuses:
            continue
        if not wanted.statuses and word in (
            AssetStatus.DISPOSED,
            AssetStatus.HANDED_BACK,
        ):
            continue
        if wanted.quality_waits and not waits:
            continue
        gone = listing.base in GONE
        if wanted.due_by and (
            gone or listing.lapses_at is None or listing.lapses_at > wanted.due_by
        ):
            continue
        if wanted.funding not in (None, asset.funding):
            continue
        if any(part.casefold() not in search_text_of(asset) for part in wanted.words):
            continue
        base = [AssetStatus.IN_USE, AssetStatus.NEVER_CHECKED, AssetStatus.AVAILABLE]
        lapsing = (AssetStatus.OVERDUE, AssetStatus.END_OF_LIFE, AssetStatus.DUE_SOON)
        rows.append(
            (
                list(AssetStatus).index(word),
                base.index(listing.base) if word in lapsing else 0,
                not waits if word in LIVE else False,
                listing.lapses_at or datetime.max.replace(tzinfo=UTC),
                search_text_of(asset),
                asset.id,
            )
        )
    return [row[-1] for row in sorted(rows, key=lambda row: row[:-1])]


def listed(work: Work, wanted: ListFilter, now: datetime, size: int) -> list[UUID]:
    """The list as it is read, page by page."""
    tally = work.assets.listings.tally(wanted, now)
    page = work.assets.listings.page(wanted, now, size, None, tally)
    found = list(page.ids)
    while page.after is not None:
        page = work.assets.listings.page(wanted, now, size, page.after)
        found += page.ids
    assert len(found) == sum(tally.values())
    return found


def prepared(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    with database.transaction() as work:
        work.assets.listings.ready(LONDON)
        work.assets.plan_rules.add(plan(Check.CALIBRATION))
        work.assets.plan_rules.add(
            plan(Check.QUALITY_CONTROL, every_hours=24, category="hba1c_analyser")
        )
        fill(work, chance)


FILTERS = st.builds(
    ListFilter,
    ward=st.none() | st.sampled_from(WARDS),
    category=st.none() | st.sampled_from(CATEGORIES),
    statuses=st.frozensets(st.sampled_from(list(AssetStatus)), max_size=3),
    quality_waits=st.booleans(),
    due_by=st.none() | st.integers(-90, 400).map(lambda days: NOW + timedelta(days=days)),
    words=st.lists(st.sampled_from(["t-00", "éCHO", "1", "room", "zz", "%"]), max_size=2).map(
        tuple
    ),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=FILTERS, days=st.integers(0, 500), size=st.integers(1, 50))
def test_the_list_is_that_of_reading_everything_and_sorting(
    database: Database, wanted: ListFilter, days: int, size: int
) -> None:
    with database.read() as work:
        empty = not work.assets.list()
    if empty:
        prepared(database, seed=7)
    now = NOW + timedelta(days=days)
    with database.read() as work:
        assert listed(work, wanted, now, size) == expected(facts(work), wanted, now)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_every_row_says_what_its_facts_say(database: Database, seed: int) -> None:
    prepared(database, seed)
    chance = random.Random(seed + 100)
    for _round in range(12):
        with database.transaction() as work:
            every = work.assets.list()
            match chance.randrange(5):
                case 0:
                    happen(work, chance.choice(every).id, chance)
                case 1:
                    asset = chance.choice(every)
                    work.assets.save(replace(asset, ward=chance.choice(WARDS), model="Other"))
                case 2:
                    rule = plan(Check.USER_CHECK, every_days=7, asset_id=chance.choice(every).id)
                    work.assets.plan_rules.add(rule)
                case 3:
                    rule = plan(Check.CALIBRATION, every_months=6, ward=chance.choice(WARDS))
                    work.assets.plan_rules.add(rule)
                case _:
                    general = work.assets.plan_rules.general()
                    work.assets.plan_rules.remove(chance.choice(general))
                    work.assets.plan_rules.add(plan(Check.CALIBRATION))
        with database.read() as work:
            assert work.assets.listings.differing(facts(work)) == ()
    with database.transaction() as work:
        while work.assets.listings.renew(7):
            pass
    with database.read() as work:
        assert work.assets.listings.differing(facts(work)) == ()
        assert listed(work, ListFilter(), NOW, 9) == expected(facts(work), ListFilter(), NOW)
        rows = work.assets.listings._session.run("SELECT count(*), sum(stale) FROM asset_listings")
        assert tuple(rows.fetchone()) == (40, 0)


def test_a_rolled_back_change_leaves_the_row_as_it_was(database: Database) -> None:
    prepared(database, seed=1)
    with database.read() as work:
        first = facts(work)[0].asset

    def condemn() -> None:
        with database.transaction() as work:
            work.assets.append_event(an_event(first.id, AssetEventKind.CONDEMNED, NOW))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        condemn()
    with database.read() as work:
        assert work.assets.listings.differing(facts(work)) == ()


def test_a_list_that_was_never_made_is_made_in_pieces(database: Database) -> None:
    with database.transaction() as work:
        fill(work, random.Random(3))
    with database.transaction() as work:
        assert work.assets.listings.renew(100) == 0
        work.assets.listings.ready(LONDON)
        left = [work.assets.listings.renew(15) for _ in range(3)]
    assert left == [25, 10, 0]
    with database.read() as work:
        assert listed(work, ListFilter(), NOW, 50) == expected(facts(work), ListFilter(), NOW)


def test_in_another_time_zone_the_list_is_made_anew(database: Database) -> None:
    prepared(database, seed=2)
    with database.transaction() as work:
        work.assets.listings.ready(LONDON)
        assert work.assets.listings.renew(0) == 0
        work.assets.listings.ready(UTC)
        assert work.assets.listings.renew(0) == 40


def test_check_finds_a_row_that_was_changed_by_hand(database: Database) -> None:
    prepared(database, seed=4)
    assert database.check() == ()
    with database.transaction() as work:
        work.assets.listings._session.run(
            "UPDATE asset_listings SET lapses = lapses + 1 WHERE search_text LIKE 't-0003%'"
        )
    (problem,) = database.check()
    assert "T-0003" in problem


def test_wards_and_categories_are_those_there_are(database: Database) -> None:
    prepared(database, seed=5)
    with database.read() as work:
        every = work.assets.list()
        assert work.assets.listings.wards() == tuple(sorted({each.ward for each in every}))
        assert work.assets.listings.categories(None) == tuple(
            sorted({each.category for each in every})
        )
        assert work.assets.listings.categories("Ash") == tuple(
            sorted({each.category for each in every if each.ward == "Ash"})
        )


def test_a_control_result_changes_the_row_of_its_analyser_at_once(database: Database) -> None:
    now = DAY + timedelta(hours=3)
    analyser = an_asset(tag="HB-1", serial="HB1", category="hba1c_analyser", ward="Ash")
    lots = [a_lot(1), a_lot(2)]

    def waits() -> tuple[int, datetime | None]:
        with database.read() as work:
            listing = work.assets.listings.of((analyser.id,))[analyser.id]
            assert work.assets.listings.differing(facts(work)) == ()
            tally, waiting = work.assets.listings.tally_and_waits(ListFilter(), now)
            only = work.assets.listings.tally(ListFilter(quality_waits=True), now)
            assert sum(only.values()) == waiting
            assert sum(tally.values()) == 1
            return waiting, listing.quality_lapses_at

    with database.transaction() as work:
        work.assets.listings.ready(LONDON)
        work.assets.add(analyser)
        accepted = an_event(analyser.id, AssetEventKind.ACCEPTED, DAY - timedelta(days=9))
        work.assets.append_event(accepted)
    assert waits() == (0, None)
    with database.transaction() as work:
        work.controls.set_plan(a_plan_set(analyser.id))
        for lot in lots:
            work.controls.add_lot(lot)
            work.controls.add_lot_event(opened(lot, analyser.id))
    assert waits()[0] == 1
    with database.transaction() as work:
        for lot, value in zip(lots, ("34", "86"), strict=True):
            work.controls.add_result(an_entry(lot, analyser.id, value))
    covered = DAY + timedelta(hours=25)
    assert waits() == (0, covered + timedelta(seconds=1))
    with database.transaction() as work:
        work.controls.add_result(an_entry(lots[0], analyser.id, "44", hours=2))
    assert waits()[0] == 1

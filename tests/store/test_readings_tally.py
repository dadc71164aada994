"""Counting what waits, going on from an earlier count; controls; when a device was last heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Observation, ReadingEventKind, ReadingStatus, status_of
from clinicapp.store.database import Database
from clinicapp.store.readings import Tally
from tests.support.store_samples import (
    KEY,
    NOON,
    a_delivery,
    a_reading_event,
    an_asset,
    an_observation,
)

_WAITING = (ReadingStatus.HELD, ReadingStatus.BLOCKED, ReadingStatus.NEW)
Step = tuple[int, ReadingEventKind | None, Decision]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.none() | st.sampled_from(ReadingEventKind), st.sampled_from(Decision)
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@given(steps=STEPS, stops=st.sets(st.integers(0, 12)))
def test_a_count_that_goes_on_is_what_the_domain_says_waits(
    steps: list[Step], stops: set[int]
) -> None:
    """``None`` is a new reading; anything else happens to one of those that are there."""
    database = Database(None, KEY, station="ASH-1")
    try:
        made: list[Observation] = []
        tally: Tally | None = None
        for number, (which, kind, decision) in enumerate(steps):
            with database.transaction() as work:
                if kind is None or not made:
                    seen = an_observation(
                        id=uuid7(), identity_key=None, content_key=None, control=which == 3
                    )
                    work.readings.keep(a_delivery(seen))
                    made.append(seen)
                else:
                    judged = kind is ReadingEventKind.JUDGED
                    work.readings.append_event(
                        a_reading_event(
                            made[which % len(made)].id,
                            kind,
                            decision=decision.value if judged else None,
                        )
                    )
            if number in stops:
                with database.read() as work:
                    tally = work.readings.tally(None, tally)
        with database.read() as work:
            expected = {
                seen.id
                for seen in made
                if not seen.control and status_of(work.readings.events(seen.id)) in _WAITING
            }
            assert work.readings.tally(None, tally).waiting == expected
            assert work.readings.tally() == work.readings.tally(None, tally)
            listed = work.readings.held(controls=False)
            assert {reading.id for reading, _events in listed} == expected
    finally:
        database.close()


def test_a_count_is_of_one_ward_and_of_strangers(database: Database) -> None:
    ours, theirs = an_asset(tag="A", ward="Ash"), an_asset(tag="B", ward="Birch")
    seen = [an_observation(id=uuid7(), identity_key=None) for _ in range(3)]
    with database.transaction() as work:
        work.assets.add(ours)
        work.assets.add(theirs)
        before = work.readings.tally("Ash")
        work.readings.keep(a_delivery(*seen))
        for observation, asset in zip(seen, (ours, theirs, None), strict=True):
            work.readings.append_event(
                a_reading_event(
                    observation.id,
                    ReadingEventKind.JUDGED,
                    decision="hold",
                    asset_id=asset.id if asset else None,
                )
            )
        assert work.readings.tally("Ash").waiting == {seen[0].id, seen[2].id}
        assert work.readings.tally("Ash", before) == work.readings.tally("Ash")
        assert work.readings.tally().waiting == {each.id for each in seen}


def test_control_results_are_counted_and_paged_by_ward(database: Database) -> None:
    ours, theirs = an_asset(tag="A", ward="Ash"), an_asset(tag="B", ward="Birch")
    seen = [
        an_observation(id=uuid7(), identity_key=None, control=number != 4) for number in range(5)
    ]
    with database.transaction() as work:
        work.assets.add(ours)
        work.assets.add(theirs)
        work.readings.keep(a_delivery(*seen))
        for number, observation in enumerate(seen):
            work.readings.append_event(
                a_reading_event(
                    observation.id,
                    ReadingEventKind.JUDGED,
                    decision="block",
                    asset_id=theirs.id if number == 1 else ours.id,
                )
            )
        assert (work.readings.control_count(), work.readings.control_count("Ash")) == (4, 3)
        pages = [work.readings.controls(2, offset, "Ash") for offset in (0, 2)]
    found = [reading.id for page in pages for reading in page]
    assert found == [seen[3].id, seen[2].id, seen[0].id]


def test_when_each_device_was_last_heard(database: Database) -> None:
    heard, silent = an_asset(tag="A"), an_asset(tag="B")
    seen = [an_observation(id=uuid7(), identity_key=None) for _ in range(2)]
    later = NOON + timedelta(hours=3)
    with database.transaction() as work:
        work.assets.add(heard)
        work.assets.add(silent)
        work.readings.keep(a_delivery(*seen))
        judged = a_reading_event(
            seen[0].id, ReadingEventKind.JUDGED, decision="hold", asset_id=heard.id, at=later
        )
        work.readings.append_event(judged)
        earlier = replace(judged, id=uuid7(), reading_id=seen[1].id, at=NOON)
        work.readings.append_event(earlier)
        assert work.readings.last_heard((heard.id, silent.id)) == {heard.id: later}

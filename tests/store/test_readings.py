"""Readings: kept whole, told apart from repeats, and listed by where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.errors import Conflict
from clinicapp.domain.observations import (
    Frame,
    Quantity,
    ReadingEventKind,
    ReadingStatus,
    RefusedFrame,
    StoredReading,
    status_of,
)
from clinicapp.store.database import Database
from clinicapp.store.tables import Outcome
from tests.support.store_samples import (
    KEY,
    NOON,
    a_delivery,
    a_form,
    a_person,
    a_reading_event,
    an_asset,
    an_observation,
)

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.observations import Delivery, Kept, Observation, ReadingEvent


def keep(database: Database, delivery: Delivery) -> tuple[Kept, ...]:
    with database.transaction() as work:
        return work.readings.keep(delivery)


def stored(database: Database, reading_id: UUID) -> StoredReading:
    with database.read() as work:
        reading = work.readings.get(reading_id)
    assert reading is not None
    return reading


def plain(**changes: object) -> Observation:
    """An observation that nothing can be compared with."""
    return an_observation(**{"identity_key": None, "content_key": None, **changes})


def test_a_reading_returns_with_every_field_and_its_way(database: Database) -> None:
    observation = an_observation()
    delivery = a_delivery(observation)
    (kept,) = keep(database, delivery)
    assert (kept.reading_id, kept.duplicate_of, kept.supersedes) == (observation.id, None, None)
    assert stored(database, observation.id) == StoredReading(
        observation=observation,
        visit_id=delivery.visit_id,
        driver="gatt-blood-pressure",
        driver_version="1",
        link="ble",
        address="00:00:5E:00:53:01",
        received_at=NOON,
    )
    with database.read() as work:
        assert work.readings.get(uuid7()) is None


def test_a_reading_that_says_little_returns_as_it_is(database: Database) -> None:
    everything = an_observation()
    bare = replace(
        everything,
        raw=b"",
        quantities=(Quantity("weight_kg", Decimal("0E-8")),),
        identity_key=None,
        content_key=None,
        taken_at_text=None,
        measured_at=None,
        clock_offset_seconds=None,
        flags=(),
        user=None,
        sequence=None,
        patient_ref=None,
        operator_ref=None,
        sample_ref=None,
        device_maker=None,
        device_model=None,
        device_serial=None,
        lot=None,
        stored=False,
    )
    keep(database, a_delivery(bare))
    back = stored(database, bare.id).observation
    assert back == bare
    assert str(back.amount("weight_kg")) == "0E-8"


def test_undecodable_text_of_a_device_does_not_lose_the_reading(database: Database) -> None:
    observation = plain(patient_ref="caf\udce9", device_key="x\udcff")
    keep(database, a_delivery(observation, address="\udc80"))
    assert stored(database, observation.id).observation.patient_ref == "caf\\udce9"


def test_everything_that_came_in_by_a_visit_is_kept_in_order(database: Database) -> None:
    frame = Frame(id=uuid7(), raw=b"\x021H|")
    reading = plain(raw=b"R|1")
    refusal = RefusedFrame(
        id=uuid7(),
        raw=b"\xff\x00",
        reason="checksum",
        detail="sum is 00, not FF",
        incomplete=True,
        device_serial="EX0001",
    )
    first = a_delivery(frame, reading)
    keep(database, first)
    keep(database, replace(first, items=(refusal,)))
    keep(database, a_delivery(plain()))
    with database.read() as work:
        found = work.readings.transmissions(first.visit_id)
        (refused,) = work.readings.refused()
    assert [(t.ordinal, t.outcome, t.raw, t.id) for t in found] == [
        (1, Outcome.FRAME, b"\x021H|", frame.id),
        (2, Outcome.READING, b"R|1", reading.id),
        (3, Outcome.REFUSED, b"\xff\x00", refusal.id),
    ]
    assert refused == found[2]
    assert (refused.reason, refused.detail) == ("checksum", "sum is 00, not FF")
    assert (refused.incomplete, refused.device_serial) == (True, "EX0001")


def test_a_delivery_is_known_again(database: Database) -> None:
    delivery, other = a_delivery(plain()), a_delivery(plain())
    keep(database, delivery)
    with database.read() as work:
        assert work.readings.has_delivery(delivery)
        assert not work.readings.has_delivery(other)
        assert not work.readings.has_delivery(replace(delivery, items=()))
    with pytest.raises(Conflict, match="kept already"):
        keep(database, delivery)


def test_the_same_result_again_links_to_the_first(database: Database) -> None:
    first, again, third = an_observation(), an_observation(), an_observation()
    keep(database, a_delivery(first))
    kept = keep(database, a_delivery(again, third))
    assert [each.duplicate_of for each in kept] == [first.id, first.id]
    assert stored(database, third.id).duplicate_of == first.id
    with database.read() as work:
        assert work.readings.unjudged() == (first.id,)


def test_a_changed_result_supersedes_the_latest_version(database: Database) -> None:
    first = an_observation()
    second = an_observation(content_key="content-2")
    third = an_observation(content_key="content-3")
    (a, b, c, d) = keep(
        database, a_delivery(first, second, third, an_observation(content_key="content-2"))
    )
    assert [a.supersedes, b.supersedes, c.supersedes] == [None, first.id, second.id]
    assert (d.duplicate_of, d.supersedes) == (second.id, None)
    assert stored(database, third.id).supersedes == second.id


def test_another_device_saying_the_same_is_another_reading(database: Database) -> None:
    (a, b) = keep(
        database, a_delivery(an_observation(), an_observation(device_key="serial:EX0002"))
    )
    assert (a.duplicate_of, b.duplicate_of, b.supersedes) == (None, None, None)


def test_without_keys_nothing_is_a_duplicate(database: Database) -> None:
    kept = keep(database, a_delivery(plain(), plain()))
    assert all(each.duplicate_of is None and each.supersedes is None for each in kept)


contents = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2))
"""Device, measurement, what it said."""


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(contents, max_size=4), max_size=8))
def test_each_content_is_an_original_once_whatever_comes_how_often(
    deliveries: list[list[tuple[int, int, int]]],
) -> None:
    database = Database(None, KEY, station="ASH-1")
    seen: dict[tuple[int, int, int], UUID] = {}
    latest: dict[tuple[int, int], UUID] = {}
    for delivery in deliveries:
        items = [
            an_observation(device_key=f"d{d}", identity_key=f"i{i}", content_key=f"i{i}c{c}")
            for d, i, c in delivery
        ]
        kept = keep(database, a_delivery(*items))
        assert [each.reading_id for each in kept] == [item.id for item in items]
        for content, each in zip(delivery, kept, strict=True):
            if content in seen:
                assert (each.duplicate_of, each.supersedes) == (seen[content], None)
            else:
                assert each.duplicate_of is None
                assert each.supersedes == latest.get(content[:2])
                seen[content] = latest[content[:2]] = each.reading_id
    with database.read() as work:
        assert work.readings.unjudged() == tuple(seen.values())
    database.close()


Step = tuple[ReadingEventKind, str | None]
steps = st.one_of(
    st.tuples(
        st.just(ReadingEventKind.JUDGED), st.sampled_from(["allow", "flag", "hold", "block", None])
    ),
    st.tuples(
        st.sampled_from([k for k in ReadingEventKind if k is not ReadingEventKind.JUDGED]),
        st.none(),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(steps, max_size=5), min_size=1, max_size=4))
def test_what_waits_is_what_the_domain_says_waits(histories: list[list[Step]]) -> None:
    database = Database(None, KEY, station="ASH-1")
    waiting = {ReadingStatus.NEW, ReadingStatus.HELD, ReadingStatus.BLOCKED}
    expected: list[tuple[UUID, tuple[ReadingEvent, ...]]] = []
    with database.transaction() as work:
        for history in histories:
            reading = plain()
            work.readings.keep(a_delivery(reading))
            events = tuple(
                a_reading_event(reading.id, kind, decision=decision, codes=("NO_ASSET",))
                for kind, decision in history
            )
            for event in events:
                work.readings.append_event(event)
            if status_of(events) in waiting:
                expected.insert(0, (reading.id, events))
    with database.read() as work:
        held = work.readings.held()
        assert [(reading.id, events) for reading, events in held] == expected
        assert work.readings.held(limit=1) == held[:1]
    database.close()


def test_a_duplicate_never_waits(database: Database) -> None:
    first = an_observation()
    keep(database, a_delivery(first, an_observation()))
    with database.read() as work:
        assert [reading.id for reading, _events in work.readings.held()] == [first.id]


def test_what_waits_is_told_apart_by_ward(database: Database) -> None:
    ash, birch = an_asset(), an_asset(tag="BP-2", ward="Birch")
    on_ash, on_birch, unknown = plain(), plain(), plain()
    with database.transaction() as work:
        work.assets.add(ash)
        work.assets.add(birch)
        work.readings.keep(a_delivery(on_ash, on_birch, unknown))
        for reading, asset in ((on_ash, ash), (on_birch, birch), (unknown, None)):
            work.readings.append_event(
                a_reading_event(
                    reading.id,
                    ReadingEventKind.JUDGED,
                    decision="hold",
                    asset_id=asset.id if asset else None,
                )
            )
    with database.read() as work:
        assert [r.id for r, _ in work.readings.held("Ash")] == [unknown.id, on_ash.id]
        assert [r.id for r, _ in work.readings.held("Birch")] == [unknown.id, on_birch.id]
        assert len(work.readings.held()) == 3


def test_an_event_returns_with_every_field(database: Database) -> None:
    person, asset, reading = a_person(), an_asset(), plain()
    form = a_form(person)
    event = a_reading_event(
        reading.id,
        ReadingEventKind.USED_WITH_REASON,
        at=NOON + timedelta(microseconds=1),
        asset_id=asset.id,
        person_id=person.id,
        form_id=form.id,
        decision="hold",
        codes=("CAL_OVERDUE", "NOBODY_ARMED"),
        policy="2026.1",
        reason="No other monitor on the ward",
    )
    with database.transaction() as work:
        work.people.add(person)
        work.assets.add(asset)
        work.forms.add(form)
        work.readings.keep(a_delivery(reading))
        work.readings.append_event(event)
    with database.read() as work:
        assert work.readings.events(reading.id) == (event,)
        assert work.readings.events(uuid7()) == ()


def test_control_results_are_listed_newest_first(database: Database) -> None:
    controls = [plain(control=True, lot=lot) for lot in ("A1", "A2", "A3")]
    keep(database, a_delivery(plain(), *controls))
    with database.read() as work:
        assert [r.observation.lot for r in work.readings.controls(limit=2)] == ["A3", "A2"]


def test_frames_without_a_result_are_found_for_recovery(database: Database) -> None:
    def frame(raw: bytes) -> Frame:
        return Frame(id=uuid7(), raw=raw)

    finished = a_delivery(frame(b"H"), plain())
    broken_off = a_delivery(frame(b"H"), plain(), frame(b"P"), frame(b"R"))
    never = a_delivery(frame(b"H"), received_at=NOON - timedelta(days=2))
    for delivery in (finished, broken_off, never):
        keep(database, delivery)
    with database.read() as work:
        found = work.readings.unfinished_visits()
        recent = work.readings.unfinished_visits(since=NOON - timedelta(days=1))
    assert {f[0].visit_id: [t.raw for t in f] for f in found} == {
        broken_off.visit_id: [b"P", b"R"],
        never.visit_id: [b"H"],
    }
    assert [frames[0].visit_id for frames in recent] == [broken_off.visit_id]
    keep(database, replace(broken_off, items=(plain(),)))
    with database.read() as work:
        assert [f[0].visit_id for f in work.readings.unfinished_visits()] == [never.visit_id]

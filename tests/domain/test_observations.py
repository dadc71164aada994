"""Where a reading stands follows from what has happened to it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.observations import (
    Quantity,
    ReadingEvent,
    ReadingEventKind,
    ReadingStatus,
    status_of,
)
from tests.support.facts import an_observation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KINDS = tuple(ReadingEventKind)


def an_event(kind: ReadingEventKind, decision: str | None = None) -> ReadingEvent:
    return ReadingEvent(
        id=uuid7(),
        reading_id=uuid7(),
        kind=kind,
        at=NOON,
        actor_id=uuid7(),
        actor_name="Rosa Tester",
        decision=decision,
    )


JUDGED = ReadingEventKind.JUDGED
FILED = ReadingEventKind.FILED
USED = ReadingEventKind.USED_WITH_REASON
WITHDRAWN = ReadingEventKind.WITHDRAWN
DISCARDED = ReadingEventKind.DISCARDED


@pytest.mark.parametrize(
    ("history", "status"),
    [
        ((), ReadingStatus.NEW),
        (((JUDGED, "allow"),), ReadingStatus.NEW),
        (((JUDGED, "allow"), (FILED, None)), ReadingStatus.FILED),
        (((JUDGED, "flag"), (FILED, None)), ReadingStatus.FILED),
        (((JUDGED, "hold"),), ReadingStatus.HELD),
        (((JUDGED, "block"),), ReadingStatus.BLOCKED),
        (((JUDGED, "hold"), (USED, None)), ReadingStatus.FILED),
        (((JUDGED, "hold"), (USED, None), (WITHDRAWN, None)), ReadingStatus.HELD),
        (((JUDGED, "allow"), (FILED, None), (WITHDRAWN, None)), ReadingStatus.HELD),
        (((JUDGED, "hold"), (DISCARDED, None)), ReadingStatus.DISCARDED),
    ],
)
def test_a_reading_stands_where_its_history_puts_it(
    history: tuple[tuple[ReadingEventKind, str | None], ...], status: ReadingStatus
) -> None:
    assert status_of(tuple(an_event(kind, decision) for kind, decision in history)) is status


@given(st.lists(st.sampled_from(KINDS), max_size=8))
def test_only_the_last_thing_that_decides_counts(kinds: list[ReadingEventKind]) -> None:
    history = tuple(an_event(kind, "allow") for kind in kinds)
    deciding = [kind for kind in kinds if kind is not JUDGED]
    expected = {
        FILED: ReadingStatus.FILED,
        USED: ReadingStatus.FILED,
        WITHDRAWN: ReadingStatus.HELD,
        DISCARDED: ReadingStatus.DISCARDED,
    }
    assert status_of(history) is (expected[deciding[-1]] if deciding else ReadingStatus.NEW)


def test_an_amount_is_found_by_its_field_and_a_special_is_none() -> None:
    observation = an_observation(
        quantities=(
            Quantity("systolic_mmhg", Decimal("128.0")),
            Quantity("pulse_per_min", None, "above", Decimal(199)),
        )
    )
    assert str(observation.amount("systolic_mmhg")) == "128.0"
    assert observation.amount("pulse_per_min") is None
    assert observation.amount("diastolic_mmhg") is None

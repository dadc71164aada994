"""The audit chain tells of every change, removal and cut."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.audit import (
    GENESIS,
    AuditRecord,
    ChainedRecord,
    ChainHead,
    chain_hash,
    first_break,
)
from tests.support.facts import NOON

WHO = uuid7()


def _record(number: int) -> AuditRecord:
    return AuditRecord(
        at=NOON,
        actor_id=WHO,
        actor_name="Rosa Tester",
        station="ASH-01",
        action="form.answered",
        subject=str(number),
        detail={"items": "smoking"},
    )


def _chain(length: int) -> list[ChainedRecord]:
    chain: list[ChainedRecord] = []
    previous = GENESIS
    for number in range(1, length + 1):
        record = _record(number)
        digest = chain_hash(previous, number, record)
        chain.append(
            ChainedRecord(sequence=number, record=record, previous_hash=previous, hash=digest)
        )
        previous = digest
    return chain


def _head(chain: list[ChainedRecord]) -> ChainHead:
    return ChainHead(sequence=chain[-1].sequence, hash=chain[-1].hash)


@given(st.integers(1, 20))
def test_an_untouched_chain_holds(length: int) -> None:
    chain = _chain(length)
    assert first_break(chain, _head(chain)) is None
    assert first_break(chain, None) is None


@given(st.data())
def test_a_changed_record_is_found(data: st.DataObject) -> None:
    chain = _chain(8)
    place = data.draw(st.integers(0, 7))
    field = data.draw(st.sampled_from(["actor_name", "action", "subject", "station"]))
    chain[place] = replace(chain[place], record=replace(chain[place].record, **{field: "changed"}))
    assert f"record {place + 1} was changed" in (first_break(chain, None) or "")


@given(st.integers(0, 6))
def test_a_removed_record_is_found(place: int) -> None:
    chain = _chain(8)
    del chain[place]
    assert f"record {place + 1} is missing" in (first_break(chain, None) or "")


@given(st.integers(1, 7))
def test_a_cut_off_end_is_found_by_the_head_kept_elsewhere(left: int) -> None:
    chain = _chain(8)
    assert first_break(chain[:left], None) is None
    assert "records were removed" in (first_break(chain[:left], _head(chain)) or "")


def test_a_chain_written_anew_is_found_by_the_head_kept_elsewhere() -> None:
    head = _head(_chain(8))
    assert "was replaced" in (first_break(_chain(8), replace(head, hash="0" * 64)) or "")

"""Controls that are judged as they come are judged as if all had been there from the beginning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clinicapp.domain.quality import replay as replaying
from clinicapp.domain.quality.controls import CorrectiveAction, Exclusion
from clinicapp.domain.quality.lots import INITIAL_RUNS, TargetSource
from clinicapp.domain.quality.replay import (
    ControlEntry,
    ControlEvent,
    ControlEventKind,
    Replay,
    replay,
)
from clinicapp.domain.quality.state import QualityFacts, controls_state
from clinicapp.domain.quality.westgard import judge_all
from tests.domain.quality.test_quality_state import ASSET, LOTS, ONE, OPENED, PLAN, at, histories
from tests.support.quality_samples import a_lot, an_entry, an_exclusion

OWN = replace(a_lot(1, lot="OWN-1"), mean=None, sd=None, source=TargetSource.ESTABLISHED)


@settings(max_examples=300, deadline=None)
@given(histories(), st.data())
def test_facts_in_any_order_and_any_portions_are_judged_as_from_the_beginning(
    history: tuple[list[ControlEntry], list[ControlEvent]], data: Any
) -> None:
    """The oracle is a replay of everything from scratch, and the plain stream of the rules."""
    made, events = history
    coming = data.draw(st.permutations([*made, *events]))
    judging = Replay()
    known: list[ControlEntry | ControlEvent] = []
    while coming:
        count = data.draw(st.integers(1, len(coming)))
        part, coming = coming[:count], coming[count:]
        known += part
        assert judging.take(LOTS, part)
        entries = [each for each in known if isinstance(each, ControlEntry)]
        rest = [each for each in known if isinstance(each, ControlEvent)]
        scratch = replay(entries, LOTS, rest)
        assert judging.judged() == scratch
        assert [each.judgement for each in scratch] == judged_as_one_stream(known)
        facts = QualityFacts(
            asset_id=ASSET,
            judged=scratch,
            events=tuple(rest),
            lots=tuple(LOTS.values()),
            lot_events=OPENED,
            plan=PLAN,
        )
        ordered = replace(facts.in_order(), levels=judging.levels())
        told = controls_state(replace(facts, ordered=ordered), at(61))
        assert told == controls_state(facts, at(61))


def judged_as_one_stream(known: list[ControlEntry | ControlEvent]) -> list[Any]:
    """What the rules say of the whole history at once; every lot in it has a fixed target."""
    stream: list[Any] = []
    for fact in sorted(known, key=lambda each: (each.at, each.id)):
        if isinstance(fact, ControlEntry):
            stream.append(replaying._result(fact, LOTS[fact.lot_id], replaying._Targets()))
        elif fact.kind is ControlEventKind.CORRECTIVE_ACTION:
            stream.append(CorrectiveAction(at=fact.at, device=fact.asset_id.hex))
        elif fact.result_id is not None:
            stream.append(Exclusion(at=fact.at, result_id=fact.result_id))
    return [judgement for _result, judgement in judge_all(stream)]


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(INITIAL_RUNS + 4)), st.integers(0, INITIAL_RUNS + 3))
def test_a_target_is_established_the_same_however_its_results_come(
    order: list[int], excluded: int
) -> None:
    made = [an_entry(OWN, ASSET, str(30 + n * 7 % 5), n + 1) for n in range(INITIAL_RUNS + 4)]
    event = an_exclusion(made[excluded], excluded + 1.5)
    judging = Replay()
    for n in order:
        assert judging.take({OWN.id: OWN}, [made[n]])
        if n == excluded:
            assert judging.take({OWN.id: OWN}, [event])
    assert judging.judged() == replay(made, {OWN.id: OWN}, [event])


def test_what_comes_too_late_is_refused_and_changes_nothing(monkeypatch: Any) -> None:
    monkeypatch.setattr(replaying, "_STEPS", 3)
    judging = Replay()
    made = [an_entry(ONE, ASSET, "34", n) for n in range(2, 8)]
    assert judging.take(LOTS, made)
    before = judging.judged()
    assert not judging.take(LOTS, [an_entry(ONE, ASSET, "39", 1)])
    assert judging.judged() == before
    late = an_entry(ONE, ASSET, "39", 5.5)
    assert judging.take(LOTS, [late])
    assert judging.judged() == replay([*made, late], LOTS, [])

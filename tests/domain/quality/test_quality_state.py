"""How controls stand: fail closed, never better by waiting, and the same in any order of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import Standing, state_of
from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.quality.controls import Establishing, Target
from clinicapp.domain.quality.external import EqaStep
from clinicapp.domain.quality.intervals import QualityPlan, plan_from
from clinicapp.domain.quality.lots import LotEventKind, TargetSource, in_use
from clinicapp.domain.quality.replay import ControlEntry, ControlEvent, established, replay
from clinicapp.domain.quality.state import QualityFacts, controls_state
from tests.support.facts import LONDON, a_plan, an_asset, an_event
from tests.support.quality_samples import (
    DAY,
    a_lot,
    a_plan_set,
    a_round,
    an_action,
    an_entry,
    an_eqa_result,
    an_exclusion,
    opened,
)

ASSET = uuid7()
ONE, TWO = a_lot(1), a_lot(2)
LOTS = {ONE.id: ONE, TWO.id: TWO}
OPENED = (opened(ONE, ASSET), opened(TWO, ASSET))
PLAN = a_plan_set(ASSET).plan


def facts(
    *entries: ControlEntry, events: tuple[ControlEvent, ...] = (), **more: Any
) -> QualityFacts:
    values: dict[str, Any] = {
        "lots": tuple(LOTS.values()),
        "lot_events": OPENED,
        "plan": PLAN,
        "events": events,
    } | more
    lots = {lot.id: lot for lot in values["lots"]}
    return QualityFacts(asset_id=ASSET, judged=replay(entries, lots, events), **values)


def at(hours: float) -> datetime:
    return (DAY + timedelta(hours=hours)).astimezone(LONDON)


def codes(found: QualityFacts, hours: float) -> list[str]:
    return [reason.code for reason in controls_state(found, at(hours)).reasons]


GOOD = (an_entry(ONE, ASSET, "34", 1), an_entry(TWO, ASSET, "86", 1.1))


def test_no_control_ever_run_is_never_valid() -> None:
    assert codes(facts(), 2) == ["QC_NEVER"]
    assert codes(facts(lot_events=(), lots=()), 2) == ["QC_NEVER"]
    assert codes(facts(GOOD[0]), 2) == ["QC_NEVER"]
    # One level that passed is not two.
    only = facts(GOOD[0], lot_events=OPENED[:1])
    assert codes(only, 2) == ["QC_NEVER"]
    # Before the first result was measured it was as if there were none.
    assert codes(facts(*GOOD), 0.5) == ["QC_NEVER"]


def test_both_levels_pass_and_cover_their_interval() -> None:
    state = controls_state(facts(*GOOD), at(2))
    assert (state.standing, state.reasons, state.locked) == (Standing.PASSED, (), None)
    assert state.due_at == at(25)
    assert state.last_at == GOOD[1].at
    assert codes(facts(*GOOD), 25) == []
    late = controls_state(facts(*GOOD), at(25.01))
    assert [(r.code, r.since) for r in late.reasons] == [("QC_DUE", at(25))]
    assert controls_state(facts(*GOOD), at(22)).soon is False
    assert controls_state(facts(*GOOD), at(24)).soon is True


def test_a_rejected_result_locks_until_the_same_level_passes() -> None:
    bad = an_entry(TWO, ASSET, "96", 3)
    locked = controls_state(facts(*GOOD, bad), at(3))
    assert locked.standing is Standing.FAILED
    assert locked.locked is not None
    assert (locked.locked.code, locked.locked.since, locked.locked.fact_id) == (
        "QC_FAILED",
        bad.at,
        bad.id,
    )
    assert [(each.field, each.level) for each in locked.unlocked_by] == [("hba1c_mmol_mol", 2)]
    other = an_entry(ONE, ASSET, "34", 4)
    assert codes(facts(*GOOD, bad, other), 5) == ["QC_FAILED"]
    again = an_entry(TWO, ASSET, "86", 5)
    assert codes(facts(*GOOD, bad, other, again), 6) == []
    # When the reading was taken counts, not when it is asked.
    assert codes(facts(*GOOD, bad, other, again), 4.5) == ["QC_FAILED"]
    assert codes(facts(*GOOD, bad, other, again), 2) == []


def test_a_corrective_action_alone_unlocks_nothing() -> None:
    bad, action = an_entry(TWO, ASSET, "96", 3), an_action(ASSET, 4)
    assert codes(facts(*GOOD, bad, events=(action,)), 5) == ["QC_FAILED"]


def test_an_exclusion_unlocks_nothing_and_takes_a_pass_away() -> None:
    bad = an_entry(TWO, ASSET, "96", 3)
    assert codes(facts(*GOOD, bad, events=(an_exclusion(bad, 4),)), 5) == ["QC_FAILED"]
    assert codes(facts(*GOOD, events=(an_exclusion(GOOD[0], 4),)), 5) == ["QC_NEVER"]
    assert codes(facts(*GOOD, events=(an_exclusion(GOOD[0], 4),)), 3) == []


def test_a_level_that_failed_stays_locked_when_its_lot_is_put_out_of_use() -> None:
    bad = an_entry(TWO, ASSET, "96", 3)
    retired = opened(TWO, ASSET, DAY + timedelta(hours=4), kind=LotEventKind.RETIRED)
    plan = replace(PLAN, levels=1)
    found = facts(*GOOD, bad, lot_events=(*OPENED, retired), plan=plan)
    assert codes(found, 5) == ["QC_FAILED"]


def test_a_new_lot_of_the_same_level_unlocks_it() -> None:
    bad, new = an_entry(TWO, ASSET, "96", 3), a_lot(2, kit="DEMO-1200", lot="DEMO-1200B")
    again = an_entry(new, ASSET, "86", 5)
    more = facts(
        *GOOD,
        bad,
        again,
        lots=(ONE, TWO, new),
        lot_events=(*OPENED, opened(new, ASSET, DAY + timedelta(hours=4))),
    )
    assert codes(more, 6) == []
    assert [use.lot.lot for use in controls_state(more, at(6)).in_use] == [
        "DEMO-1127A",
        "DEMO-1200B",
    ]


def test_material_that_ran_out_is_said_and_nothing_measured_with_it_is_a_pass() -> None:
    old = replace(ONE, expires_on=date(2026, 11, 1))
    lots = (old, TWO)
    assert codes(facts(*GOOD, lots=lots), 2) == []
    assert codes(facts(*GOOD, lots=lots), 17) == ["QC_LOT_EXPIRED"]
    next_day = (an_entry(old, ASSET, "34", 24), an_entry(TWO, ASSET, "86", 24.1))
    assert codes(facts(*GOOD, *next_day, lots=lots), 26) == ["QC_DUE", "QC_LOT_EXPIRED"]


def test_an_open_vial_lasts_so_many_days() -> None:
    vial = replace(TWO, open_days=1)
    found = facts(*GOOD, lots=(ONE, vial), plan=replace(PLAN, every_hours=240))
    assert codes(found, 24) == []
    assert codes(found, 48) == ["OPEN_VIAL_EXPIRED"]
    again = facts(
        *GOOD,
        lots=(ONE, vial),
        plan=replace(PLAN, every_hours=240),
        lot_events=(*OPENED, opened(vial, ASSET, DAY + timedelta(hours=40))),
    )
    assert codes(again, 48) == []


def test_a_time_of_day_and_a_count_of_tests_end_a_pass() -> None:
    morning = replace(PLAN, every_hours=None, at_times=(time(0), time(20)))
    state = controls_state(facts(*GOOD, plan=morning), at(2))
    assert state.due_at == datetime(2026, 11, 1, 20, tzinfo=LONDON)
    counted = replace(PLAN, every_hours=None, every_tests=2)
    tests = tuple(DAY + timedelta(hours=hours) for hours in (0.5, 2, 3, 4))
    assert controls_state(facts(*GOOD, plan=counted, tests=tests), at(2.5)).tests_left == 1
    assert codes(facts(*GOOD, plan=counted, tests=tests), 3) == []
    assert codes(facts(*GOOD, plan=counted, tests=tests), 3.5) == ["QC_DUE"]


def test_a_pass_covers_hours_that_pass_when_the_clock_is_changed() -> None:
    plan = QualityPlan(levels=1, every_hours=24)
    before = datetime(2026, 10, 24, 9, tzinfo=LONDON)
    due = plan.due_at(before)
    assert due is not None
    assert due == datetime(2026, 10, 25, 8, tzinfo=LONDON)
    assert due.timestamp() - before.timestamp() == 24 * 3600


SUGAR = a_lot(1, kit="G-1", lot="G-1A", field="glucose_mmol_l", mean=Decimal(5), sd=Decimal("0.2"))
BOTH: dict[str, Any] = {
    "lots": (ONE, TWO, SUGAR),
    "lot_events": (*OPENED, opened(SUGAR, ASSET)),
    "plan": replace(PLAN, levels=1),
}
OUT = an_entry(TWO, ASSET, "96", 3)
SWEET = an_entry(SUGAR, ASSET, "5.1", 3.5)


def held(found: QualityFacts, hours: float, *fields: str) -> list[str]:
    return [reason.code for reason in controls_state(found, at(hours), fields).reasons]


def test_each_analyte_is_locked_by_itself() -> None:
    found = facts(*GOOD, OUT, SWEET, **BOTH)
    state = controls_state(found, at(4))
    assert [(r.code, r.subject) for r in state.reasons] == [("QC_FAILED", "hba1c_mmol_mol")]
    assert state.locked_fields == ("hba1c_mmol_mol",)
    assert held(found, 4, "glucose_mmol_l") == []
    assert held(found, 4, "hba1c_mmol_mol") == ["QC_FAILED"]
    # Another unit is the same analyte, and a value without a control goes with one that has it.
    assert held(found, 4, "hba1c_percent") == ["QC_FAILED"]
    assert held(found, 4, "glucose_mg_dl", "haematocrit_percent") == []
    assert held(found, 4, "hba1c_mmol_mol", "glucose_mmol_l") == ["QC_FAILED"]
    # What no control covers is concerned by all of them: unknown is never in control.
    assert held(found, 4, "ketone_mmol_l") == ["QC_FAILED"]


def test_each_analyte_is_due_by_its_own_controls() -> None:
    found = facts(*GOOD, SWEET, **BOTH)
    assert held(found, 26, "hba1c_mmol_mol") == ["QC_DUE"]
    assert held(found, 26, "glucose_mmol_l") == []
    assert controls_state(found, at(26)).locked_fields == ("hba1c_mmol_mol",)
    assert controls_state(found, at(4)).due_at == at(25)
    never = facts(*GOOD, **BOTH)
    assert held(never, 2, "glucose_mmol_l") == ["QC_NEVER"]
    assert held(never, 2, "hba1c_mmol_mol") == []


def test_a_plan_may_lock_the_whole_analyser() -> None:
    plan = replace(PLAN, levels=1, whole=True)
    found = facts(*GOOD, OUT, SWEET, **(BOTH | {"plan": plan}))
    assert held(found, 4, "glucose_mmol_l") == ["QC_FAILED"]
    assert controls_state(found, at(4)).locked_fields == ("glucose_mmol_l", "hba1c_mmol_mol")


def test_a_round_of_one_analyte_says_nothing_of_another() -> None:
    missed = a_round(ASSET, 2, field="hba1c_mmol_mol")
    returned = a_round(ASSET, 3, field="glucose_mmol_l")
    rounds = {
        "rounds": (missed, returned),
        "eqa_results": (an_eqa_result(returned, EqaStep.RETURNED, 2.5),),
    }
    found = facts(*GOOD, SWEET, **(BOTH | rounds))
    assert held(found, 4, "hba1c_mmol_mol") == ["EQA_MISSED"]
    assert held(found, 4, "glucose_mmol_l") == []


def test_missed_and_failed_external_rounds_are_said_until_a_later_one_is_good() -> None:
    first, second = a_round(ASSET, 10), a_round(ASSET, 30)
    found: Any = {"plan": None, "rounds": (first, second), "lots": (), "lot_events": ()}
    assert codes(facts(**found), 9) == []
    assert codes(facts(**found), 11) == ["EQA_MISSED"]
    late = an_eqa_result(first, EqaStep.RETURNED, 12)
    assert codes(facts(**found, eqa_results=(late,)), 13) == ["EQA_MISSED"]
    good = an_eqa_result(second, EqaStep.RETURNED, 29)
    assert codes(facts(**found, eqa_results=(late, good)), 31) == []
    failed = an_eqa_result(second, EqaStep.FAILED, 40, action="Analyser cleaned")
    assert codes(facts(**found, eqa_results=(good, failed)), 41) == ["EQA_FAILED"]


def test_a_target_is_established_from_the_first_twenty_results() -> None:
    lot = replace(ONE, source=TargetSource.ESTABLISHED, mean=None, sd=None)
    values = [str(34 + number % 3) for number in range(20)]
    entries = [an_entry(lot, ASSET, value, hours) for hours, value in enumerate(values)]
    later = an_entry(lot, ASSET, "35", 30)
    judged = replay([*entries, later], {lot.id: lot}, ())
    assert judged[0].target == Establishing(done=0, of=20, lot=lot.lot)
    assert judged[19].judgement.verdict.value == "pending"
    numbers = tuple(Decimal(value) for value in values)
    assert judged[20].target == established(numbers, lot.lot)
    # 34, 35, 36 in turn, 20 of them: mean 34.95, sample SD 0.8256 (n - 1).
    assert judged[20].target == Target(mean=Decimal("34.95"), sd=Decimal("0.83"), lot=lot.lot)
    # A result that is excluded before then does not count; the target waits for another.
    excluded = replay([*entries, later], {lot.id: lot}, (an_exclusion(entries[0], 19.5),))
    assert isinstance(excluded[20].target, Target)
    waits = replay([*entries, later], {lot.id: lot}, (an_exclusion(entries[0], 5.5),))
    assert isinstance(waits[20].target, Establishing)


def test_values_that_are_all_the_same_establish_no_deviation() -> None:
    assert established((Decimal(34),) * 20) is None


def test_it_stands_in_an_assets_state_in_place_of_checks_by_hand() -> None:
    asset = an_asset(id=ASSET)
    events = [an_event(ASSET, AssetEventKind.ACCEPTED, DAY - timedelta(days=100))]
    plan = a_plan(ASSET, Check.QUALITY_CONTROL, every_hours=24)
    bare = state_of(asset, [plan], events, at(2))
    assert [reason.code for reason in bare.reasons] == ["QC_NEVER"]
    quality = controls_state(facts(*GOOD), at(2)).as_quality()
    good = state_of(asset, [plan], events, at(2), quality=quality)
    assert good.reasons == ()
    state = good.check(Check.QUALITY_CONTROL)
    assert state is not None
    assert (state.standing, state.last_at, state.due_at) == (
        Standing.PASSED,
        GOOD[1].at,
        at(25),
    )


def test_a_check_plan_stands_in_where_no_finer_one_was_set() -> None:
    monthly = plan_from([a_plan(ASSET), a_plan(ASSET, Check.QUALITY_CONTROL, every_months=1)])
    assert monthly is not None
    due = monthly.due_at(datetime(2026, 1, 31, 9, tzinfo=LONDON))
    assert due is not None
    assert due < datetime(2026, 3, 1, tzinfo=LONDON) <= due + timedelta(microseconds=1)
    assert plan_from([a_plan(ASSET)]) is None


# Properties.

entries = st.builds(
    lambda lot, value, hours, run: an_entry(lot, ASSET, value, hours, run=run),
    st.sampled_from([ONE, TWO]),
    st.sampled_from(["34", "36", "39", "86", "90", "96", None]),
    st.integers(1, 60),
    st.sampled_from(["", "a", "b"]),
)
actions = st.builds(lambda hours: an_action(ASSET, hours), st.integers(1, 60))


@st.composite
def histories(draw: Any) -> tuple[list[ControlEntry], list[ControlEvent]]:
    made = draw(st.lists(entries, max_size=12))
    events: list[ControlEvent] = draw(st.lists(actions, max_size=2))
    for entry in made:
        if draw(st.integers(0, 5)) == 0:
            events.append(an_exclusion(entry, draw(st.integers(1, 60))))
    return made, events


_RANK = {"QC_FAILED": 4, "QC_NEVER": 3, "QC_DUE": 2}


def last_fact(made: list[ControlEntry], events: list[ControlEvent]) -> float:
    moments: list[datetime] = [each.at for each in (*made, *events)]
    return max(((each - DAY).total_seconds() / 3600 for each in moments), default=0)


@settings(max_examples=150, deadline=None)
@given(histories(), st.floats(0, 100), st.floats(0, 100))
def test_nothing_improves_by_the_passing_of_time(
    history: tuple[list[ControlEntry], list[ControlEvent]], first: float, more: float
) -> None:
    made, events = history
    found = facts(*made, events=tuple(events), rounds=(a_round(ASSET, 20),))
    now = last_fact(made, events) + first
    before, after = set(codes(found, now)), set(codes(found, now + more))
    assert before <= after


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.floats(0, 70))
def test_the_order_of_equal_facts_does_not_matter(
    history: tuple[list[ControlEntry], list[ControlEvent]], random: Any, hours: float
) -> None:
    made, events = history
    found = controls_state(facts(*made, events=tuple(events)), at(hours))
    random.shuffle(made)
    random.shuffle(events)
    mixed = facts(
        *made,
        events=tuple(events),
        lot_events=OPENED[::-1],
        lots=tuple(reversed(LOTS.values())),
    )
    assert controls_state(mixed, at(hours)) == found


@settings(max_examples=150, deadline=None)
@given(histories(), st.floats(0, 70))
def test_what_came_later_does_not_change_how_it_stood(
    history: tuple[list[ControlEntry], list[ControlEvent]], hours: float
) -> None:
    made, events = history
    whole = controls_state(facts(*made, events=tuple(events)), at(hours))
    then = controls_state(
        facts(
            *(each for each in made if each.at <= at(hours)),
            events=tuple(each for each in events if each.at <= at(hours)),
        ),
        at(hours),
    )
    assert whole == then


@settings(max_examples=150, deadline=None)
@given(histories(), st.floats(0, 70))
def test_ready_means_that_every_level_passed_last(
    history: tuple[list[ControlEntry], list[ControlEvent]], hours: float
) -> None:
    """An independent reading of the lock: look at each level's own results, newest first."""
    made, events = history
    found = facts(*made, events=tuple(events))
    out = {e.result_id for e in events if e.kind.value == "excluded" and e.at <= at(hours)}
    ready = True
    for lot in (ONE, TWO):
        verdict = "never"
        for judged in found.judged:
            if judged.lot is not lot or judged.entry.at > at(hours):
                continue
            if judged.judgement.verdict.value == "reject":
                verdict = "failed"
            elif judged.entry.id not in out:
                verdict = "passed"
        ready = ready and verdict == "passed"
    state = controls_state(found, at(hours))
    assert ready == all(each.code not in ("QC_FAILED", "QC_NEVER") for each in state.reasons)


def test_the_lots_in_use_are_the_last_that_were_opened() -> None:
    later = a_lot(1, lot="NEW")
    events = (*OPENED, opened(later, ASSET, DAY + timedelta(days=1)))
    lots = (ONE, TWO, later)
    assert [use.lot for use in in_use(lots, events, at(2))] == [ONE, TWO]
    assert [use.lot for use in in_use(lots, events[::-1], at(48))] == [later, TWO]
    retired = opened(later, ASSET, DAY + timedelta(days=2), kind=LotEventKind.RETIRED)
    assert [use.lot for use in in_use(lots, (*events, retired), at(60))] == [TWO]

"""The Westgard rules against a brute-force reading of their definitions, and case by case.

The oracle knows no window that is carried along: for every result it looks through the whole past
anew, works with exact fractions of z, and asks each definition in its own words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.quality.controls import (
    ControlResult,
    CorrectiveAction,
    Entry,
    Establishing,
    Exclusion,
    Expected,
    Range,
    Target,
    shown_z,
)
from clinicapp.domain.quality.westgard import ControlVerdict, Rule, judge_all

START = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
TARGETS = {
    1: Target(mean=Decimal(34), sd=Decimal("1.5")),
    2: Target(mean=Decimal(86), sd=Decimal(3)),
}


def result(z: str, level: int = 1, run: str = "", lot: str = "A1", **more: object) -> ControlResult:
    """A control result that is so many SDs off its mean."""
    target = TARGETS[level]
    value = target.mean + Decimal(z) * target.sd
    made = ControlResult(
        at=START,
        device="DCA-1",
        analyte="hba1c",
        lot=lot,
        level=level,
        run=run,
        target=target,
        value=value,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def fired(*entries: Entry) -> tuple[str, ...]:
    """The rules that the last entry makes fire."""
    return tuple(rule.value for rule in list(judge_all(entries))[-1][1].rules)


def test_nothing_fires_within_two_deviations_nor_exactly_on_a_limit() -> None:
    assert fired(result("0")) == ()
    assert fired(result("2")) == ()
    assert fired(result("-2")) == ()
    assert fired(result("3")) == ("1-2s",)
    assert fired(result("2.01")) == ("1-2s",)
    assert fired(result("-3.01")) == ("1-2s", "1-3s")


def test_2_2s_looks_at_one_level_across_runs_and_at_both_levels_of_one_run() -> None:
    assert fired(result("2.1", run="a"), result("2.1", run="b")) == ("1-2s", "2-2s")
    assert fired(result("2.1", run="a"), result("-2.1", run="b")) == ("1-2s",)
    assert fired(result("2.1", 1, "a"), result("2.1", 2, "a")) == ("1-2s", "2-2s")
    assert fired(result("2.1", 1, "a"), result("2.1", 2, "b")) == ("1-2s",)
    assert fired(result("2.1", 1), result("2.1", 2)) == ("1-2s",)
    # Not consecutive: something in between was good.
    assert fired(result("2.1", run="a"), result("1", run="b"), result("2.1", run="c")) == ("1-2s",)
    # The other level between two runs does not part a level's results.
    assert fired(result("2.1", 1, "a"), result("0", 2, "a"), result("2.1", 1, "b")) == (
        "1-2s",
        "2-2s",
    )


def test_r_4s_is_for_one_run_only_and_for_two_levels() -> None:
    assert fired(result("2.1", 1, "a"), result("-2.1", 2, "a")) == ("1-2s", "R-4s")
    # OpenELIS compares consecutive results of a lot and would reject these two.
    assert fired(result("2.1", 1, "a"), result("-2.1", 2, "b")) == ("1-2s",)
    assert fired(result("2.1", 1, "a"), result("-2.1", 1, "b")) == ("1-2s",)
    assert fired(result("2.1", 1, "a"), result("-2.1", 1, "a")) == ("1-2s",)
    # Without a run nothing is known to be of one run.
    assert fired(result("2.1", 1), result("-2.1", 2)) == ("1-2s",)
    # More than 4 SD apart is not the rule: each is beyond its 2 SD.
    assert fired(result("3.5", 1, "a"), result("-1", 2, "a")) == ()


def test_4_1s_counts_within_a_level_and_across_levels_in_order_of_time() -> None:
    assert fired(*(result("1.1") for _ in range(4))) == ("4-1s",)
    assert fired(*(result("1.1") for _ in range(3))) == ()
    assert fired(*(result("1.1", level) for level in (1, 2, 1, 2))) == ("4-1s",)
    # Four of the level, whatever the other level did in between.
    assert fired(*(result(z, level) for z, level in [("1.1", 1), ("0", 2)] * 3), result("1.1")) == (
        "4-1s",
    )
    # Exactly 1 SD is not above it.
    assert fired(*(result("1.1") for _ in range(3)), result("1")) == ()


def test_10x_counts_sides_and_a_value_equal_to_the_mean_breaks_it() -> None:
    assert fired(*(result("0.1") for _ in range(10))) == ("10x",)
    assert fired(*(result("0.1") for _ in range(9))) == ()
    assert (
        fired(*(result("0.1") for _ in range(5)), result("0"), *(result("0.1") for _ in range(9)))
        == ()
    )
    assert fired(*(result("-0.1", level) for level in (1, 2) * 5)) == ("10x",)
    # It goes on firing until something breaks the row.
    assert fired(*(result("0.1") for _ in range(11))) == ("10x",)
    assert fired(*(result("0.1") for _ in range(10)), result("0")) == ()


def test_windows_begin_anew_at_a_lot_a_target_and_a_corrective_action() -> None:
    twice = [result("2.1", run="a"), result("2.1", run="b")]
    assert fired(twice[0], replace(twice[1], lot="A2")) == ("1-2s",)
    other = Target(mean=Decimal(35), sd=Decimal("1.5"))
    assert fired(twice[0], replace(twice[1], target=other, value=Decimal("38.5"))) == ("1-2s",)
    assert fired(twice[0], replace(twice[1], device="DCA-2")) == ("1-2s",)
    assert fired(twice[0], replace(twice[1], analyte="acr")) == ("1-2s",)
    action = CorrectiveAction(at=START, device="DCA-1")
    assert fired(twice[0], action, twice[1]) == ("1-2s",)
    assert fired(twice[0], replace(action, device="DCA-2"), twice[1]) == ("1-2s", "2-2s")
    assert fired(twice[0], replace(action, lot="A2"), twice[1]) == ("1-2s", "2-2s")
    assert fired(twice[0], replace(action, level=2), twice[1]) == ("1-2s", "2-2s")
    # 38.0 and 38.00 are one target.
    same = Target(mean=Decimal("34.00"), sd=Decimal("1.50"))
    assert fired(twice[0], replace(twice[1], target=same)) == ("1-2s", "2-2s")


def test_a_new_target_of_one_level_leaves_the_other_level_in_the_window() -> None:
    new = Target(mean=Decimal(34), sd=Decimal("1.5"), lot="B")
    changed = replace(result("-2.1", 1, "b"), target=new)
    assert fired(result("2.1", 2, "a"), result("0", 1, "a"), changed, result("2.1", 2, "b")) == (
        "1-2s",
        "2-2s",
        "R-4s",
    )


def test_a_lot_that_runs_beside_another_keeps_its_own_window() -> None:
    old, new = result("2.1", run="a"), result("0", run="a", lot="A2")
    assert fired(old, new, replace(old, run="b")) == ("1-2s", "2-2s")


def test_an_exclusion_keeps_every_verdict_and_nothing_looks_back_from_then_on() -> None:
    bad, warned = result("3.5", run="a", id=uuid7()), result("2.1", run="b")
    assert bad.id is not None
    judged = list(judge_all([bad, Exclusion(at=START, result_id=bad.id), warned]))
    assert [judgement.verdict.value for _, judgement in judged] == ["reject", "warn"]
    judged = list(judge_all([bad, warned, Exclusion(at=START, result_id=bad.id)]))
    assert [judgement.verdict.value for _, judgement in judged] == ["reject", "reject"]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("31.9", "reject"), ("32", "accept"), ("36", "accept"), ("36.1", "reject")],
)
def test_a_range_is_judged_by_itself(value: str, verdict: str) -> None:
    target = Range(low=Decimal(32), high=Decimal(36))
    found = next(judge_all([replace(result("0"), target=target, value=Decimal(value))]))[1]
    assert (found.z, found.rules, found.verdict.value) == (None, (), verdict)


def test_a_word_is_compared_and_no_target_says_nothing() -> None:
    word = replace(result("0"), value=None, target=Expected(outcome="Negative"))
    judged = judge_all(
        [
            replace(word, outcome=" negative"),
            replace(word, outcome="positive"),
            replace(word, outcome=""),
            replace(result("0"), target=Establishing(done=3, of=20)),
            replace(result("0"), value=None),
        ]
    )
    assert [judgement.verdict.value for _, judgement in judged] == [
        "accept", "reject", "reject", "pending", "reject",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "taken"), [("Trace", True), (" + ", True), ("++", False), ("", False), (",", False)]
)
def test_any_of_several_words_passes(outcome: str, taken: bool) -> None:
    assert Expected(outcome="trace, +,").takes(outcome) is taken


def test_the_same_result_is_warned_of_by_one_rule_and_rejected_by_any_other() -> None:
    found = [judgement.verdict for _, judgement in judge_all([result("2.5"), result("2.5")])]
    assert found == [ControlVerdict.WARN, ControlVerdict.REJECT]


# The oracle.

IDS = [UUID(int=number) for number in range(4)]
zs = st.sampled_from(
    [
        "-3.5",
        "-3",
        "-2.5",
        "-2",
        "-1.5",
        "-1",
        "-0.5",
        "0",
        "0.5",
        "1",
        "1.2",
        "2",
        "2.2",
        "3",
        "3.1",
    ]
)
results = st.builds(
    result,
    zs,
    st.sampled_from([1, 2]),
    st.sampled_from(["", "a", "b", "c"]),
    st.sampled_from(["A1", "A1", "A1", "A2"]),
    device=st.sampled_from(["DCA-1", "DCA-1", "DCA-1", "DCA-2"]),
    id=st.sampled_from([None, *IDS]),
)
shifted = results.map(
    lambda made: replace(made, target=Target(mean=made.target.mean, sd=Decimal(2)))  # type: ignore[union-attr]
)
actions = st.builds(
    CorrectiveAction,
    at=st.just(START),
    device=st.just("DCA-1"),
    analyte=st.sampled_from([None, "hba1c", "acr"]),
    lot=st.sampled_from([None, "A1"]),
    level=st.sampled_from([None, 1]),
)
drifting = st.lists(
    st.builds(result, st.sampled_from(["0.5", "1.2", "1.5", "0", "2.2"]), st.sampled_from([1, 2])),
    max_size=30,
)
exclusions = st.builds(Exclusion, at=st.just(START), result_id=st.sampled_from(IDS))
mixed = st.lists(
    st.one_of(results, results, results, results, shifted, actions, exclusions), max_size=40
)
histories = st.one_of(mixed, drifting)


def oracle(history: list[Entry], place: int) -> set[str]:
    """Every rule that one result makes fire, each asked of the whole past."""
    this = history[place]
    assert isinstance(this, ControlResult)
    past = [
        entry
        for where, entry in enumerate(history[:place])
        if isinstance(entry, ControlResult) and counts(history, where, place)
    ]
    z = deviation(this)
    side = 1 if z > 0 else -1
    before = [deviation(entry) * side for entry in past]
    own = [deviation(entry) * side for entry in past if entry.level == this.level]
    run = [entry for entry in past if this.run and entry.run == this.run]
    in_run = [deviation(entry) * side for entry in run]
    rules = set()
    if abs(z) > 2:
        rules.add("1-2s")
        if own[-1:] and own[-1] > 2:
            rules.add("2-2s")
        if in_run[-1:] and in_run[-1] > 2:
            rules.add("2-2s")
        if any(deviation(e) * side < -2 for e in run if e.level != this.level):
            rules.add("R-4s")
    if abs(z) > 3:
        rules.add("1-3s")
    for row in (before, own):
        last = [*row, abs(z)]
        if len(last) >= 4 and all(each > 1 for each in last[-4:]):
            rules.add("4-1s")
        if len(last) >= 10 and all(each > 0 for each in last[-10:]):
            rules.add("10x")
    return rules


def counts(history: list[Entry], where: int, place: int) -> bool:
    """Whether an earlier entry is still looked back at from a later result."""
    earlier, this = history[where], history[place]
    assert isinstance(this, ControlResult)
    if not isinstance(earlier, ControlResult):
        return False
    if (earlier.device, earlier.analyte, earlier.lot) != (this.device, this.analyte, this.lot):
        return False
    for between in history[where + 1 : place + 1]:
        if isinstance(between, Exclusion):
            if between.result_id == earlier.id:
                return False
            continue
        if isinstance(between, CorrectiveAction):
            if (
                between.device == earlier.device
                and between.analyte in (None, earlier.analyte)
                and between.lot in (None, earlier.lot)
                and between.level in (None, earlier.level)
            ):
                return False
        elif (between.device, between.analyte, between.lot, between.level) == (
            earlier.device,
            earlier.analyte,
            earlier.lot,
            earlier.level,
        ) and between.target != earlier.target:
            return False
    return True


def deviation(made: ControlResult) -> Fraction:
    assert isinstance(made.target, Target)
    assert made.value is not None
    return (Fraction(made.value) - Fraction(made.target.mean)) / Fraction(made.target.sd)


@settings(max_examples=400, deadline=None)
@given(histories)
def test_every_history_is_judged_as_the_definitions_say(history: list[Entry]) -> None:
    judged = iter(judge_all(history))
    for place, entry in enumerate(history):
        if not isinstance(entry, ControlResult):
            continue
        made, judgement = next(judged)
        assert made is entry
        assert {rule.value for rule in judgement.rules} == oracle(history, place)
        assert list(judgement.rules) == sorted(judgement.rules, key=list(Rule).index)
        assert judgement.z == deviation(entry)
        expected = "accept" if not judgement.rules else "reject"
        expected = "warn" if judgement.rules == (Rule.ONE_2S,) else expected
        assert judgement.verdict.value == expected
    assert next(judged, None) is None


@given(mixed)
def test_what_comes_later_changes_no_verdict(history: list[Entry]) -> None:
    whole = list(judge_all(history))
    for length in (len(history) // 3, len(history) // 2):
        part = list(judge_all(history[:length]))
        assert part == whole[: len(part)]


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**5))
def test_z_is_rounded_to_two_places_a_tie_away_from_zero(away: int, sd: int) -> None:
    shown = shown_z(Fraction(away, sd))
    assert shown.as_tuple().exponent == -2
    error = abs(Fraction(shown)) - abs(Fraction(away, sd))
    assert -Fraction(1, 200) < error <= Fraction(1, 200)
    assert not (shown == 0 and shown.is_signed())


def test_results_of_one_time_stay_in_their_order() -> None:
    later = result("2.1", run="a", at=START + timedelta(days=1))
    assert fired(result("2.1", run="b"), later) == ("1-2s", "2-2s")

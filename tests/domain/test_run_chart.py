"""The run chart rules against every window of a chart, looked at one by one."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.run_chart import (
    LEAST_POINTS,
    Rule,
    Signal,
    Way,
    judge_run_chart,
    median_of,
)

points = st.integers(0, 6).map(lambda each: Fraction(each, 6))
stretches = st.one_of(
    st.lists(points, max_size=4),
    st.lists(points, min_size=4, max_size=9).map(sorted),
    st.lists(points, min_size=4, max_size=9).map(lambda each: sorted(each, reverse=True)),
    st.lists(st.integers(4, 6).map(lambda each: Fraction(each, 6)), min_size=5, max_size=9),
    st.lists(st.integers(0, 2).map(lambda each: Fraction(each, 6)), min_size=5, max_size=9),
    st.just([None]),
)
charts = st.lists(stretches, max_size=5).map(
    lambda each: [value for part in each for value in part]
)


def percents(*values: int | None) -> list[Fraction | None]:
    return [None if value is None else Fraction(value, 100) for value in values]


def windows(values: list[Fraction | None]) -> list[tuple[int, int]]:
    """Every window without a hidden point, as first and last place."""
    return [
        (first, last)
        for first in range(len(values))
        for last in range(first, len(values))
        if None not in values[first : last + 1]
    ]


def widest(found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    return {
        (a, b)
        for a, b in found
        if not any((c, d) != (a, b) and c <= a and b <= d for c, d in found)
    }


def shifts_by_hand(values: list[Fraction | None], way: Way) -> set[tuple[int, int]]:
    middle = statistics.median([value for value in values if value is not None])
    found = set()
    for first, last in windows(values):
        inside = values[first : last + 1]
        far = [v for v in inside if v is not None and (v > middle if way is Way.UP else v < middle)]
        level = inside.count(middle)
        ends_count = middle not in (values[first], values[last])
        if ends_count and len(far) >= 6 and len(far) + level == len(inside):
            found.add((first, last))
    return widest(found)


def trends_by_hand(values: list[Fraction | None], way: Way) -> set[tuple[int, int]]:
    found = set()
    for first, last in windows(values):
        inside = [value for value in values[first : last + 1] if value is not None]
        ordered = sorted(inside, reverse=way is Way.DOWN)
        ends_count = len(inside) > 1 and inside[0] != inside[1] and inside[-1] != inside[-2]
        if inside == ordered and ends_count and len(set(inside)) >= 5:
            found.add((first, last))
    return widest(found)


@given(charts)
def test_the_rules_find_what_a_look_at_every_window_finds(values: list[Fraction | None]) -> None:
    judged = judge_run_chart(values)
    if len(values) - values.count(None) < LEAST_POINTS:
        assert judged.median is None
        assert judged.signals == ()
        return
    for way in Way:
        of = {rule: [s for s in judged.signals if (s.rule, s.way) == (rule, way)] for rule in Rule}
        assert {(s.first, s.last) for s in of[Rule.SHIFT]} == shifts_by_hand(values, way)
        assert {(s.first, s.last) for s in of[Rule.TREND]} == trends_by_hand(values, way)
    assert all(s.points >= (6 if s.rule is Rule.SHIFT else 5) for s in judged.signals)


@given(st.lists(points, min_size=1))
def test_the_median_is_that_of_the_standard_library(values: list[Fraction]) -> None:
    assert median_of(values) == statistics.median(values)


def test_there_is_no_median_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        median_of([])


def test_a_shift_skips_points_on_the_median_and_counts_only_the_others() -> None:
    values = percents(40, 41, 42, 43, 44, 45, 50, 60, 61, 50, 62, 63, 64, 65)
    found = judge_run_chart(values)
    assert found.median == Fraction(1, 2)
    assert Signal(Rule.SHIFT, Way.UP, 7, 13, 6) in found.signals


def test_five_points_on_one_side_are_no_shift() -> None:
    values = percents(40, 60, 41, 61, 42, 62, 43, 63, 64, 65, 44, 66, 45)
    assert all(s.points >= 6 for s in judge_run_chart(values).signals if s.rule is Rule.SHIFT)


def test_a_trend_counts_alike_points_once_and_a_hidden_month_ends_it() -> None:
    rising = percents(50, 40, 41, 41, 42, 43, 44, 30, 60, 30, 60)
    assert Signal(Rule.TREND, Way.UP, 1, 6, 5) in judge_run_chart(rising).signals
    broken = percents(50, 40, 41, None, 42, 43, 44, 30, 60, 30, 60)
    assert [s for s in judge_run_chart(broken).signals if s.rule is Rule.TREND] == []


def test_nine_months_are_not_judged() -> None:
    assert judge_run_chart(percents(*range(10, 19))).median is None
    assert judge_run_chart(percents(*range(10, 20))).median == Fraction(29, 200)

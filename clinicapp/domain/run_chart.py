"""The rules of a run chart: its median, a shift, and a trend.

The two rules are those in common use in NHS quality improvement (after Perla, Provost and Murray,
BMJ Quality and Safety 2011; remembered, verify). A shift is six or more points in a row on one
side of the median, of which points on the median neither count nor end it. A trend is five or more
points in a row that all go up or all go down, of which a point like the one before neither counts
nor ends it. Charts with fewer than ten points are drawn but not judged. In a simulation the trend
rule found little that the shift rule had not (Anhoej and Olesen, PLoS ONE 2014, 113825), so a
trend is a reason to look and no proof.

A month that is not shown ends a run: nobody could say "in a row" across it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHIFT_POINTS: Final = 6
TREND_POINTS: Final = 5
LEAST_POINTS: Final = 10

Values: TypeAlias = "Sequence[Fraction | None]"
"""Shares from 0 to 1 in the order of time; None for a point that is not shown."""


class Rule(StrEnum):
    """Which rule of the chart."""

    SHIFT = "shift"
    TREND = "trend"


class Way(StrEnum):
    """Above the median or going up; below it or going down."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that is met.

    Attributes:
        rule: Which.
        way: Which side, or which direction.
        first: Place of the first point that counts.
        last: Place of the last point that counts.
        points: How many points count.
    """

    rule: Rule
    way: Way
    first: int
    last: int
    points: int


@dataclass(frozen=True, slots=True)
class RunChart:
    """What the rules say of a chart.

    Attributes:
        median: Of the points shown; None with fewer than ``LEAST_POINTS``.
        signals: The rules that are met, shifts first, each by time.
    """

    median: Fraction | None
    signals: tuple[Signal, ...]


def judge_run_chart(values: Values) -> RunChart:
    """Judge a chart by both rules; with fewer than ``LEAST_POINTS`` points by none."""
    shown = [value for value in values if value is not None]
    if len(shown) < LEAST_POINTS:
        return RunChart(median=None, signals=())
    median = median_of(shown)
    found = [*_shifts(values, median), *_trends(values)]
    return RunChart(median=median, signals=tuple(found))


def median_of(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or half way between the two in the middle.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("there is no median of nothing")
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _shifts(values: Values, median: Fraction) -> Iterator[Signal]:
    for way in Way:
        run: list[int] = []
        for place, value in enumerate((*values, None)):
            if value is not None and value == median:
                continue
            if value is not None and (value > median) is (way is Way.UP):
                run.append(place)
                continue
            if len(run) >= SHIFT_POINTS:
                yield Signal(Rule.SHIFT, way, run[0], run[-1], len(run))
            run = []


def _trends(values: Values) -> Iterator[Signal]:
    for steps in _steps(values):
        for way in Way:
            first = 0
            for place in range(1, len(steps) + 1):
                if place < len(steps) and steps[place].rises_from(steps[place - 1]) is (
                    way is Way.UP
                ):
                    continue
                if place - first >= TREND_POINTS:
                    begin, end = steps[first].last, steps[place - 1].first
                    yield Signal(Rule.TREND, way, begin, end, place - first)
                first = place


@dataclass(frozen=True, slots=True)
class _Step:
    """Points in a row that are alike: they count as one."""

    first: int
    last: int
    value: Fraction

    def rises_from(self, before: _Step) -> bool:
        """Whether it is higher than the step before it."""
        return self.value > before.value


def _steps(values: Values) -> list[list[_Step]]:
    """The steps of the chart, apart where a point is not shown."""
    found: list[list[_Step]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        elif found[-1] and found[-1][-1].value == value:
            found[-1][-1] = _Step(found[-1][-1].first, place, value)
        else:
            found[-1].append(_Step(place, place, value))
    return found

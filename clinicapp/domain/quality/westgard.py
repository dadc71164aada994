"""The Westgard rules on control results: pure, and every decision named with its source.

Sources: design/command-line.md, section ``qc`` (the contract), and reference/equipment.md 2.5 with
its sources S39 and S40. What they leave open was decided so:

- **Limits are not in the rule**: "above 2 SD" is z > 2; a z of exactly 2 breaks nothing (S39).
- **Windows** are per device, analyte and lot (contract). Within one, a level begins anew when its
  target changes: its earlier results are against another target and are dropped, those of the
  other levels are not, because their target is still the one in use. A corrective action begins
  anew every level that it concerns.
- **2-2s, same level across runs**: this result and the last one of its level. Two in one run count
  too: what two runs may show, one may show sooner.
- **2-2s, both levels in one run**: this result and the one before it in the same run ("two
  consecutive"). Two levels of different runs never combine (contract).
- **R-4s**: any earlier result of the same run, of another level, beyond the other limit. Results
  without a run are alone (S40: "used only within a run").
- **4-1s and 10x** look at the last results of the level, and at the last results of all levels in
  order of time ("within/across levels"); either breaks the rule. A result of the same time keeps
  the order in which it was given.
- **A value equal to the mean** is on no side, so it ends every row of 10x and 4-1s (contract).
- Every rule that a result makes fire is listed: the result that completes the row, and each one
  that goes on with it. A rejected result stays in the window; only a restart takes it out.
- **A range, a word or no target** has no SD: it is judged by itself, breaks no rule, and is in no
  window (contract: "by range only, no rules").
- An **exclusion** takes a result out of its window from then on. It keeps its own verdict, and what
  was judged before the exclusion stays as it was judged (2.5: exclusions stay visible).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.controls import (
    ControlResult,
    CorrectiveAction,
    Entry,
    Establishing,
    Exclusion,
    Expected,
    Range,
    Target,
    z_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal
    from fractions import Fraction
    from uuid import UUID


class Rule(StrEnum):
    """A Westgard rule; 1-2s warns, every other rejects (contract)."""

    ONE_2S = "1-2s"
    ONE_3S = "1-3s"
    TWO_2S = "2-2s"
    R_4S = "R-4s"
    FOUR_1S = "4-1s"
    TEN_X = "10x"


class ControlVerdict(StrEnum):
    """What one control result says. PENDING: there is no target yet, so it says nothing."""

    ACCEPT = "accept"
    WARN = "warn"
    REJECT = "reject"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of one result: its z where there is an SD, and every rule that fired."""

    z: Fraction | None
    rules: tuple[Rule, ...]
    verdict: ControlVerdict


Undo = Callable[[], None]
"""Takes one change of a window back, as long as all later ones were taken back before."""

_LONGEST_ROW: Final = 10
_OVER_1S: Final = 2
_OVER_2S: Final = 3
_OVER_3S: Final = 4


@dataclass(frozen=True, slots=True)
class _Point:
    """A result in a window. ``band`` is 0 at the mean, else the side's sign and 1, 2, 3 or 4.

    1 is up to 1 SD, 2 above 1, 3 above 2, 4 above 3 SD; so rules compare whole numbers only.
    """

    sequence: int
    level: int
    run: str
    band: int
    id: UUID | None


class _Window:
    """The results of one device, analyte and lot; ``begun`` is where each level begins to count.

    Nothing is taken out of it but what is taken back: what does not count is passed over, so that a
    restart costs nothing and every step can be undone.
    """

    def __init__(self) -> None:
        self.targets: dict[int, Target | Range | Expected | Establishing] = {}
        self.levels: dict[int, list[_Point]] = {}
        self.runs: dict[str, list[_Point]] = {}
        self.begun: dict[int, int] = {}
        self.named: dict[UUID, list[_Point]] = {}
        self.dropped: set[int] = set()

    def of_level(self, level: int) -> list[_Point]:
        """The last results of a level, newest first."""
        begun = self.begun.get(level, 0)
        found: list[_Point] = []
        for point in reversed(self.levels.get(level, ())):
            if point.sequence < begun or len(found) == _LONGEST_ROW:
                break
            if point.sequence not in self.dropped:
                found.append(point)
        return found

    def of_all(self) -> list[_Point]:
        """The last results of all levels, newest first.

        The last ten of all are among the last ten of each.
        """
        together = (point for level in self.levels for point in self.of_level(level))
        return sorted(together, key=lambda point: -point.sequence)

    def of_run(self, run: str) -> list[_Point]:
        """The results of a run, oldest first."""
        return [
            point
            for point in (self.runs.get(run, ()) if run else ())
            if point.sequence >= self.begun.get(point.level, 0)
            and point.sequence not in self.dropped
        ]

    def restart(self, level: int, sequence: int) -> Undo:
        """What a level has so far counts no more."""
        before = self.begun.get(level, 0)
        self.begun[level] = sequence
        return lambda: self.begun.__setitem__(level, before)

    def aim(self, level: int, target: Target | Range | Expected | Establishing) -> Undo:
        """From now on a level is judged against this target."""
        before = self.targets.get(level)
        self.targets[level] = target

        def undo() -> None:
            if before is None:
                del self.targets[level]
            else:
                self.targets[level] = before

        return undo

    def add(self, point: _Point) -> Undo:
        """The point is the last one now."""
        held = [self.levels.setdefault(point.level, [])]
        if point.run:
            held.append(self.runs.setdefault(point.run, []))
        if point.id is not None:
            held.append(self.named.setdefault(point.id, []))
        for points in held:
            points.append(point)

        def undo() -> None:
            for points in held:
                points.pop()

        return undo

    def drop(self, result_id: UUID) -> Undo:
        """One result counts no more; what may come after it by another clock is not meant."""
        dropped = {point.sequence for point in self.named.get(result_id, ())} - self.dropped
        self.dropped |= dropped

        def undo() -> None:
            self.dropped -= dropped

        return undo


class Judging:
    """Judges results one after another; the last steps can be taken back, newest first.

    Args:
        steps: so many can be taken back; those before them are final.
    """

    def __init__(self, steps: int = 0) -> None:
        self._windows: dict[tuple[str, str, str], _Window] = {}
        self._sequence = 0
        self._steps: deque[tuple[Undo, ...]] = deque(maxlen=steps)

    def judge(self, result: ControlResult) -> Judgement:
        """Judge the next result in order of time."""
        self._sequence += 1
        undo: list[Undo] = []
        judgement = self._judged(result, undo)
        self._steps.append(tuple(undo))
        return judgement

    def heed(self, event: CorrectiveAction | Exclusion) -> None:
        """Something that is no result came next in order of time."""
        self._sequence += 1
        if isinstance(event, CorrectiveAction):
            undo = tuple(self._restarted(event))
        else:
            undo = tuple(window.drop(event.result_id) for window in self._windows.values())
        self._steps.append(undo)

    def take_back(self) -> None:
        """Everything is as it was before the last entry.

        Raises:
            IndexError: it is too long ago.
        """
        for undo in reversed(self._steps.pop()):
            undo()
        self._sequence -= 1

    def _restarted(self, action: CorrectiveAction) -> Iterator[Undo]:
        for (device, analyte, lot), window in self._windows.items():
            same = device == action.device and action.analyte in (None, analyte)
            if same and action.lot in (None, lot):
                for level in window.levels:
                    if action.level in (None, level):
                        yield window.restart(level, self._sequence)

    def _judged(self, result: ControlResult, undo: list[Undo]) -> Judgement:
        place = (result.device, result.analyte, result.lot)
        window = self._windows.setdefault(place, _Window())
        if window.targets.get(result.level, result.target) != result.target:
            undo.append(window.restart(result.level, self._sequence))
        undo.append(window.aim(result.level, result.target))
        if not isinstance(result.target, Target) or result.value is None:
            return Judgement(None, (), _without_sd(result))
        band = _band(result.value, result.target)
        point = _Point(self._sequence, result.level, result.run, band, result.id)
        rules = tuple(_fired(point, window))
        undo.append(window.add(point))
        return Judgement(z_of(result), rules, _verdict(rules))


def judge_all(entries: Iterable[Entry]) -> Iterator[tuple[ControlResult, Judgement]]:
    """Judge control results, each against those before it.

    Args:
        entries: Results, corrective actions and exclusions in order of time; those of one time in
            the order in which they were made.

    Yields:
        Every result with its judgement, in the same order.
    """
    judging = Judging()
    for entry in entries:
        if isinstance(entry, ControlResult):
            yield entry, judging.judge(entry)
        else:
            judging.heed(entry)


def _without_sd(result: ControlResult) -> ControlVerdict:
    """By range or by word only; a result that lacks what its target asks for is no pass."""
    target = result.target
    if isinstance(target, Establishing):
        return ControlVerdict.PENDING
    if isinstance(target, Range):
        passed = result.value is not None and target.low <= result.value <= target.high
    elif isinstance(target, Expected):
        passed = target.takes(result.outcome)
    else:
        passed = False
    return ControlVerdict.ACCEPT if passed else ControlVerdict.REJECT


def _band(value: Decimal, target: Target) -> int:
    away = value - target.mean
    if away == 0:
        return 0
    distance = abs(away)
    steps = 1 + sum(distance > limit * target.sd for limit in (1, 2, 3))
    return steps if away > 0 else -steps


def _verdict(rules: tuple[Rule, ...]) -> ControlVerdict:
    if any(rule is not Rule.ONE_2S for rule in rules):
        return ControlVerdict.REJECT
    return ControlVerdict.WARN if rules else ControlVerdict.ACCEPT


def _fired(point: _Point, window: _Window) -> Iterator[Rule]:
    """The rules that a result makes fire, in the order of the contract."""
    distance = abs(point.band)
    level, everything = window.of_level(point.level), window.of_all()
    if distance >= _OVER_2S:
        run = window.of_run(point.run)
        yield Rule.ONE_2S
        if distance >= _OVER_3S:
            yield Rule.ONE_3S
        if _row(point, level, 2, _OVER_2S) or _row(point, run[::-1], 2, _OVER_2S):
            yield Rule.TWO_2S
        if any(_opposite(point, other) for other in run):
            yield Rule.R_4S
    if any(_row(point, earlier, 4, _OVER_1S) for earlier in (level, everything)):
        yield Rule.FOUR_1S
    if any(_row(point, earlier, _LONGEST_ROW, 1) for earlier in (level, everything)):
        yield Rule.TEN_X


def _row(point: _Point, earlier: list[_Point], length: int, least: int) -> bool:
    """Whether a result ends a row of ``length`` on one side, each at least ``least`` away."""
    side = 1 if point.band > 0 else -1
    row = [point, *earlier[: length - 1]]
    return len(row) == length and all(other.band * side >= least for other in row)


def _opposite(point: _Point, other: _Point) -> bool:
    """Of another level, and beyond 2 SD on the other side."""
    side = 1 if point.band > 0 else -1
    return other.level != point.level and other.band * side <= -_OVER_2S

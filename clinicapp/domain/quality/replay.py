"""What was measured on one analyser's controls, judged from the facts.

Nothing of it is stored: verdicts follow from the results, the lots they were of, the corrective
actions and the exclusions, each as they were known when a result was measured.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.controls import (
    ControlResult,
    CorrectiveAction,
    Establishing,
    Exclusion,
    Expected,
    Range,
    Target,
)
from clinicapp.domain.quality.lots import INITIAL_RUNS, TargetSource
from clinicapp.domain.quality.westgard import Judging
from clinicapp.domain.quantities import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.quality.lots import ControlLot
    from clinicapp.domain.quality.westgard import Judgement, Undo

_STEPS: Final = 1_000
"""A fact may come late by so many others before everything is judged anew: half a year and more."""

_MORE_PLACES: Final = 2
"""An established mean and SD have so many places more than the results it is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEntry:
    """One control result as it is kept: appended, from the analyser (``reading_id``) or typed.

    ``at`` is when it was measured, ``recorded_at`` when it was written down. ``value`` is as the
    device sent it in the unit of the lot's field; None for a qualitative control, whose ``outcome``
    is a word, and for a value that is no number (``outcome`` says which).
    """

    id: UUID
    asset_id: UUID
    lot_id: UUID
    run: str
    at: datetime
    recorded_at: datetime
    actor_id: UUID
    actor_name: str
    operator: str
    value: Decimal | None = None
    outcome: str = ""
    reading_id: UUID | None = None


class ControlEventKind(StrEnum):
    """What can happen beside the results."""

    CORRECTIVE_ACTION = "corrective_action"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlEvent:
    """A corrective action on an analyser, or a result that no longer counts; with what and why.

    ``result_id`` is the result that is excluded, or the one that the action answers.
    """

    id: UUID
    asset_id: UUID
    kind: ControlEventKind
    at: datetime
    actor_id: UUID
    actor_name: str
    action: str
    reason: str
    result_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A control result with its lot, what it was judged against, and what the rules say."""

    entry: ControlEntry
    lot: ControlLot
    target: Target | Range | Expected | Establishing
    judgement: Judgement


class _Targets:
    """The target of each lot as it stands: the maker's, or established from its first results."""

    def __init__(self) -> None:
        self._counted: dict[UUID, dict[UUID, Decimal]] = {}
        self._established: dict[UUID, Target] = {}

    def of(self, lot: ControlLot) -> Target | Range | Expected | Establishing:
        """What the next result of a lot is judged against."""
        fixed = lot.fixed_target()
        if isinstance(fixed, Target | Expected):
            return fixed
        if lot.id in self._established:
            return self._established[lot.id]
        if fixed is not None:
            return fixed
        done = len(self._counted.get(lot.id, ()))
        return Establishing(done=done, of=max(INITIAL_RUNS, done + 1), lot=lot.lot)

    def count(self, lot: ControlLot, entry: ControlEntry) -> Undo | None:
        """A result was measured; once there are enough of them, they make the target."""
        if (
            entry.value is None
            or lot.id in self._established
            or lot.source is not TargetSource.ESTABLISHED
        ):
            return None
        values = self._counted.setdefault(lot.id, {})
        values[entry.id] = entry.value
        if len(values) >= INITIAL_RUNS:
            target = established(tuple(values.values()), lot.lot)
            if target is not None:
                self._established[lot.id] = target

        def undo() -> None:
            self._established.pop(lot.id, None)
            del values[entry.id]

        return undo

    def drop(self, result_id: UUID) -> Undo | None:
        """A result is excluded; a target that stands already is not changed by it."""
        for values in self._counted.values():
            if result_id in values:
                value = values.pop(result_id)
                return lambda: values.__setitem__(result_id, value)
        return None


def established(values: tuple[Decimal, ...], lot: str = "") -> Target | None:
    """Mean and SD of results, with two more places than they have; None when they do not differ.

    The SD is that of a sample (divided by n - 1).
    """
    count = len(values)
    mean = sum(map(Fraction, values), Fraction()) / count
    variance = sum(((Fraction(value) - mean) ** 2 for value in values), Fraction()) / (count - 1)
    places = max(max(0, -_exponent(value)) for value in values) + _MORE_PLACES
    root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    sd = half_up(root, places)
    return None if sd == 0 else Target(mean=half_up(mean, places), sd=sd, lot=lot)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


class Replay:
    """The results of one analyser, judged as they come.

    What is later never changes what is earlier: an exclusion and a corrective action count from
    their own time on. So a fact that is the newest is judged by itself; for one that came late,
    what is later than it is taken back and judged again.
    """

    def __init__(self) -> None:
        self._facts: list[ControlEntry | ControlEvent] = []
        self._targets = _Targets()
        self._rules = Judging(_STEPS)
        self._undo: deque[Undo | None] = deque(maxlen=_STEPS)
        self._judged: list[Judged] = []
        self._levels: dict[tuple[str, int], list[Judged]] = {}

    def take(
        self, lots: Mapping[UUID, ControlLot], facts: Iterable[ControlEntry | ControlEvent]
    ) -> bool:
        """Judge more facts, in any order; each is given once.

        Args:
            lots: every lot that results are of.
            facts: results, corrective actions and exclusions.

        Returns:
            Whether it could be done; if not, one came too late, nothing has changed, and everything
            has to be judged from the beginning.
        """
        new = sorted(facts, key=_order)
        if not new:
            return True
        begin = bisect_left(self._facts, _order(new[0]), key=_order)
        again = self._facts[begin:]
        if len(again) > len(self._undo):
            return False
        for fact in reversed(again):
            self._take_back(fact)
        for fact in sorted([*again, *new], key=_order):
            self._judge(fact, lots)
        return True

    def judged(self) -> tuple[Judged, ...]:
        """Every result with its verdict, in order of time."""
        return tuple(self._judged)

    def levels(self) -> Mapping[tuple[str, int], tuple[Judged, ...]]:
        """The same by field and level."""
        return {place: tuple(found) for place, found in self._levels.items()}

    def _judge(self, fact: ControlEntry | ControlEvent, lots: Mapping[UUID, ControlLot]) -> None:
        self._facts.append(fact)
        undo: Undo | None = None
        if isinstance(fact, ControlEntry):
            lot = lots[fact.lot_id]
            result = _result(fact, lot, self._targets)
            judgement = self._rules.judge(result)
            judged = Judged(entry=fact, lot=lot, target=result.target, judgement=judgement)
            self._judged.append(judged)
            self._levels.setdefault((lot.field, lot.level), []).append(judged)
            undo = self._targets.count(lot, fact)
        elif fact.kind is ControlEventKind.CORRECTIVE_ACTION:
            self._rules.heed(CorrectiveAction(at=fact.at, device=fact.asset_id.hex))
        elif fact.result_id is not None:
            undo = self._targets.drop(fact.result_id)
            self._rules.heed(Exclusion(at=fact.at, result_id=fact.result_id))
        self._undo.append(undo)

    def _take_back(self, fact: ControlEntry | ControlEvent) -> None:
        del self._facts[-1]
        undo = self._undo.pop()
        if undo is not None:
            undo()
        if isinstance(fact, ControlEntry):
            lot = self._judged.pop().lot
            self._levels[lot.field, lot.level].pop()
        elif fact.kind is ControlEventKind.EXCLUDED and fact.result_id is None:
            return
        self._rules.take_back()


def _order(fact: ControlEntry | ControlEvent) -> tuple[datetime, UUID]:
    return fact.at, fact.id


def replay(
    entries: Iterable[ControlEntry], lots: Mapping[UUID, ControlLot], events: Iterable[ControlEvent]
) -> tuple[Judged, ...]:
    """Judge every control result of one analyser from the facts.

    Args:
        entries: the results, in any order.
        lots: every lot that they are of.
        events: corrective actions and exclusions, in any order.

    Returns:
        The results with their verdicts, in order of time.
    """
    replayed = Replay()
    replayed.take(lots, [*entries, *events])
    return replayed.judged()


def _result(entry: ControlEntry, lot: ControlLot, targets: _Targets) -> ControlResult:
    return ControlResult(
        at=entry.at,
        device=entry.asset_id.hex,
        analyte=lot.field,
        lot=lot.kit,
        level=lot.level,
        target=targets.of(lot),
        value=entry.value,
        outcome=entry.outcome,
        run=entry.run,
        id=entry.id,
    )

"""What was measured on one analyser's controls, judged anew from the facts each time.

Nothing of it is stored: verdicts follow from the results, the lots they were of, the corrective
actions and the exclusions, each as they were known when a result was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
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
)
from clinicapp.domain.quality.lots import INITIAL_RUNS, TargetSource
from clinicapp.domain.quality.westgard import Judgement, judge_all
from clinicapp.domain.quantities import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.quality.lots import ControlLot

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

    def count(self, lot: ControlLot, entry: ControlEntry) -> None:
        """A result was measured; once there are enough of them, they make the target."""
        if (
            entry.value is None
            or lot.id in self._established
            or lot.source is not TargetSource.ESTABLISHED
        ):
            return
        values = self._counted.setdefault(lot.id, {})
        values[entry.id] = entry.value
        if len(values) >= INITIAL_RUNS:
            target = established(tuple(values.values()), lot.lot)
            if target is not None:
                self._established[lot.id] = target

    def drop(self, result_id: UUID) -> None:
        """A result is excluded; a target that stands already is not changed by it."""
        for values in self._counted.values():
            values.pop(result_id, None)


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


def replay(
    entries: Iterable[ControlEntry], lots: Mapping[UUID, ControlLot], events: Iterable[ControlEvent]
) -> tuple[Judged, ...]:
    """Judge every control result of one analyser from the facts.

    What is later never changes what is earlier: an exclusion and a corrective action count from
    their own time on.

    Args:
        entries: the results, in any order.
        lots: every lot that they are of.
        events: corrective actions and exclusions, in any order.

    Returns:
        The results with their verdicts, in order of time.
    """
    facts: list[ControlEntry | ControlEvent] = [*entries, *events]
    facts.sort(key=lambda fact: (fact.at, fact.id))
    targets = _Targets()
    kept: list[tuple[ControlEntry, ControlLot]] = []
    stream: list[Entry] = []
    for fact in facts:
        if isinstance(fact, ControlEntry):
            lot = lots[fact.lot_id]
            kept.append((fact, lot))
            stream.append(_result(fact, lot, targets))
            targets.count(lot, fact)
        elif fact.kind is ControlEventKind.CORRECTIVE_ACTION:
            stream.append(CorrectiveAction(at=fact.at, device=fact.asset_id.hex))
        elif fact.result_id is not None:
            targets.drop(fact.result_id)
            stream.append(Exclusion(at=fact.at, result_id=fact.result_id))
    return tuple(
        Judged(entry=entry, lot=lot, target=result.target, judgement=judgement)
        for (entry, lot), (result, judgement) in zip(kept, judge_all(stream), strict=True)
    )


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

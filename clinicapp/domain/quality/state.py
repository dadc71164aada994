"""How quality control stands on an analyser at a moment, derived from its facts.

Fail closed: no control ever run is never valid, what is not known is no pass, and nothing improves
by the passing of time. Source: reference/equipment.md 0 (finding 5), 2.5 and 2.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import (
    AssetReason,
    CheckState,
    QualityState,
    Standing,
)
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.quality.external import eqa_reasons
from clinicapp.domain.quality.lots import after_the_day, in_use
from clinicapp.domain.quality.replay import ControlEventKind
from clinicapp.domain.quality.westgard import ControlVerdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.quality.external import EqaResult, EqaRound
    from clinicapp.domain.quality.intervals import QualityPlan
    from clinicapp.domain.quality.lots import ControlLot, LotEvent, LotInUse
    from clinicapp.domain.quality.replay import ControlEvent, Judged

_PASSES = (ControlVerdict.ACCEPT, ControlVerdict.WARN)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFacts:
    """Everything that the state of one analyser's controls follows from.

    ``judged`` is the replay of its results; ``tests`` are the times of patients' tests, needed only
    where the plan counts them. ``plan`` is None where no interval was set.
    """

    asset_id: UUID
    judged: tuple[Judged, ...] = ()
    events: tuple[ControlEvent, ...] = ()
    lots: tuple[ControlLot, ...] = ()
    lot_events: tuple[LotEvent, ...] = ()
    plan: QualityPlan | None = None
    rounds: tuple[EqaRound, ...] = ()
    eqa_results: tuple[EqaResult, ...] = ()
    tests: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelState:
    """One level of one field: the result that locks it, if one does, and its last pass."""

    field: str
    level: int
    locked_by: Judged | None
    passed: Judged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlsState:
    """How an analyser's controls stand.

    ``reasons`` are codes of reference/equipment.md 2.7; the analyser is locked by those that begin
    with QC_FAILED, QC_DUE and QC_NEVER. ``due_at`` is the last instant covered, ``tests_left`` the
    patients' tests left, ``soon`` whether one of them is near. ``unlocked_by`` are the levels whose
    passing control unlocks.
    """

    asset_id: UUID
    as_of: datetime
    standing: Standing
    reasons: tuple[AssetReason, ...]
    levels: tuple[LevelState, ...]
    in_use: tuple[LotInUse, ...]
    last_at: datetime | None
    due_at: datetime | None
    tests_left: int | None
    soon: bool
    fact_id: UUID | None

    @property
    def locked(self) -> AssetReason | None:
        """The first reason that locks patients' tests, or None."""
        return next((r for r in self.reasons if r.code in LOCKING), None)

    @property
    def unlocked_by(self) -> tuple[LevelState, ...]:
        """The levels that have to pass: those that failed, else all."""
        failed = tuple(level for level in self.levels if level.locked_by is not None)
        return failed or self.levels

    def as_quality(self) -> QualityState:
        """The same as an asset's own state takes it: a check among its checks, and the reasons."""
        check = CheckState(
            check=Check.QUALITY_CONTROL,
            standing=self.standing,
            last_at=self.last_at,
            due_at=self.due_at,
            fact_id=self.fact_id,
            failed_at=next((r.since for r in self.reasons if r.code == "QC_FAILED"), None),
        )
        return QualityState(check=check, reasons=self.reasons)


LOCKING = ("QC_FAILED", "QC_NEVER", "QC_DUE")


def controls_state(facts: QualityFacts, as_of: datetime) -> ControlsState:
    """Derive how an analyser's controls stand.

    A level is locked by its first rejected result since it last passed, and unlocked by a pass of
    the same level; an exclusion takes a pass away but never a lock. A pass counts if its lot and
    its open vial were in date. Every level in use, and as many as the plan asks for, have to pass.

    Args:
        facts: the facts, in any order; those after ``as_of`` are not looked at.
        as_of: the moment, local, with its zone.
    """
    used = in_use(facts.lots, facts.lot_events, as_of)
    levels = tuple(_levels(facts, used, as_of))
    locked = [level.locked_by for level in levels if level.locked_by is not None]
    passes = [level.passed for level in levels if level.passed is not None]
    complete = bool(levels) and len(passes) == len(levels)
    due_at = tests_left = None
    plan = facts.plan
    if complete and plan is not None:
        oldest = min(each.entry.at for each in passes).astimezone(as_of.tzinfo)
        due_at = plan.due_at(oldest)
        tests = [test for test in facts.tests if test < as_of]
        tests_left = plan.tests_left(oldest, tests)
    overdue = due_at is not None and as_of > due_at
    used_up = tests_left is not None and tests_left <= 0
    reasons: list[AssetReason] = []
    if locked:
        first = min(locked, key=lambda each: (each.entry.at, each.entry.id))
        reasons.append(AssetReason(code="QC_FAILED", since=first.entry.at, fact_id=first.entry.id))
    if any(level.passed is None and level.locked_by is None for level in levels) or (
        not levels and plan is not None
    ):
        reasons.append(AssetReason(code="QC_NEVER", since=None))
    if overdue or used_up:
        reasons.append(AssetReason(code="QC_DUE", since=due_at if overdue else None))
    reasons.extend(_material(used, as_of))
    reasons.extend(eqa_reasons(facts.rounds, facts.eqa_results, as_of))
    return ControlsState(
        asset_id=facts.asset_id,
        as_of=as_of,
        standing=_standing({reason.code for reason in reasons}),
        reasons=tuple(reasons),
        levels=levels,
        in_use=used,
        last_at=max((each.entry.at for each in passes), default=None),
        due_at=due_at,
        tests_left=tests_left,
        soon=_soon(plan, due_at, tests_left, as_of),
        fact_id=locked[0].entry.id if locked else _newest(passes),
    )


def _newest(passes: list[Judged]) -> UUID | None:
    newest = max(passes, key=lambda each: (each.entry.at, each.entry.id), default=None)
    return None if newest is None else newest.entry.id


def _standing(codes: set[str]) -> Standing:
    for code, standing in (
        ("QC_FAILED", Standing.FAILED),
        ("QC_NEVER", Standing.NEVER),
        ("QC_DUE", Standing.OVERDUE),
    ):
        if code in codes:
            return standing
    return Standing.PASSED


def _soon(
    plan: QualityPlan | None, due_at: datetime | None, tests_left: int | None, as_of: datetime
) -> bool:
    if plan is None:
        return False
    by_time = due_at is not None and as_of > due_at - timedelta(hours=plan.warn_hours)
    return by_time or (tests_left is not None and tests_left <= 1)


def _levels(
    facts: QualityFacts, used: tuple[LotInUse, ...], as_of: datetime
) -> Iterator[LevelState]:
    """The levels that have to pass, and those that failed, each with what it stands on."""
    own: dict[tuple[str, int], list[Judged]] = {}
    for each in facts.judged:
        if each.entry.at <= as_of:
            own.setdefault((each.lot.field, each.lot.level), []).append(each)
    required = {(each.lot.field, each.lot.level) for each in used}
    if facts.plan is not None:
        fields = {field for field, _ in required or own}
        required |= {(field, n + 1) for field in fields for n in range(facts.plan.levels)}
    excluded = {
        event.result_id
        for event in facts.events
        if event.kind is ControlEventKind.EXCLUDED and event.at <= as_of
    }
    for place in sorted(required | own.keys()):
        locked, passed = _stands_on(own.get(place, []), excluded, facts, as_of)
        # A level that failed stays locked, whether its lot is still in use or not.
        if place in required or locked is not None:
            yield LevelState(field=place[0], level=place[1], locked_by=locked, passed=passed)


def _stands_on(
    own: list[Judged], excluded: set[UUID | None], facts: QualityFacts, as_of: datetime
) -> tuple[Judged | None, Judged | None]:
    """The first rejected result since the last pass, or else that pass."""
    locked: Judged | None = None
    for each in reversed(own):
        if each.judgement.verdict is ControlVerdict.REJECT:
            locked = each
        elif each.entry.id not in excluded and _counts(each, facts, as_of):
            return (locked, None) if locked is not None else (None, each)
    return locked, None


def _counts(each: Judged, facts: QualityFacts, as_of: datetime) -> bool:
    """Whether a result is a pass: accepted or warned of, with material that was in date."""
    at = each.entry.at.astimezone(as_of.tzinfo)
    if each.judgement.verdict not in _PASSES or each.lot.expired_at(at):
        return False
    opened = [use for use in in_use(facts.lots, facts.lot_events, at) if use.lot.id == each.lot.id]
    return not any(use.vial_expired_at(at) for use in opened)


def _material(used: tuple[LotInUse, ...], as_of: datetime) -> Iterator[AssetReason]:
    for each in used:
        if each.lot.expired_at(as_of):
            since = after_the_day(each.lot.expires_on, as_of.tzinfo)
            yield AssetReason(code="QC_LOT_EXPIRED", since=since, fact_id=each.lot.id)
    for each in used:
        if each.vial_expired_at(as_of) and (last := each.open_until(as_of.tzinfo)) is not None:
            since = after_the_day(last, as_of.tzinfo)
            yield AssetReason(code="OPEN_VIAL_EXPIRED", since=since, fact_id=each.lot.id)

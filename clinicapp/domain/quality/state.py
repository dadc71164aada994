"""How quality control stands on an analyser at a moment, derived from its facts.

Fail closed: no control ever run is never valid, what is not known is no pass, and nothing improves
by the passing of time. Source: reference/equipment.md 0 (finding 5), 2.5 and 2.7.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from clinicapp.domain.equipment.asset_state import (
    AssetReason,
    CheckState,
    QualityState,
    Standing,
)
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.quality.analytes import analyte_of, concerned
from clinicapp.domain.quality.external import eqa_reasons
from clinicapp.domain.quality.lots import LotUses, after_the_day
from clinicapp.domain.quality.replay import ControlEventKind
from clinicapp.domain.quality.westgard import ControlVerdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from clinicapp.domain.quality.external import EqaResult, EqaRound
    from clinicapp.domain.quality.intervals import QualityPlan
    from clinicapp.domain.quality.lots import ControlLot, LotEvent, LotInUse
    from clinicapp.domain.quality.replay import ControlEvent, Judged

_PASSES = (ControlVerdict.ACCEPT, ControlVerdict.WARN)

LOCKING = ("QC_FAILED", "QC_NEVER", "QC_DUE")


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFacts:
    """Everything that the state of one analyser's controls follows from.

    ``judged`` is the replay of its results; ``tests`` are the times of patients' tests, needed only
    where the plan counts them. ``plan`` is None where no interval was set. ``ordered`` is the same
    put in order, for whoever has it already.
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
    ordered: Ordered | None = field(default=None, compare=False, repr=False)

    def in_order(self) -> Ordered:
        """The facts as a state is looked up in them."""
        if self.ordered is not None:
            return self.ordered
        levels: dict[tuple[str, int], list[Judged]] = {}
        for each in self.judged:
            levels.setdefault((each.lot.field, each.lot.level), []).append(each)
        excluded: dict[UUID, datetime] = {}
        for event in self.events:
            note_excluded(excluded, event)
        uses = LotUses(self.lots, self.lot_events)
        return Ordered(levels=levels, excluded=excluded, uses=uses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """Facts put in order, as a state is looked up in them.

    The results by field and level in order of time, since when each excluded one is, and which lots
    are in use.
    """

    levels: Mapping[tuple[str, int], Sequence[Judged]]
    excluded: Mapping[UUID, datetime]
    uses: LotUses


def note_excluded(excluded: dict[UUID, datetime], event: ControlEvent) -> None:
    """Note since when a result is excluded, if that is what happened."""
    if event.kind is ControlEventKind.EXCLUDED and event.result_id is not None:
        excluded[event.result_id] = min(event.at, excluded.get(event.result_id, event.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelState:
    """One level of one field: the result that locks it, if one does, and its last pass."""

    field: str
    level: int
    locked_by: Judged | None
    passed: Judged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldState:
    """How the controls of one field stand; the words of ``ControlsState`` mean the same here."""

    field: str
    levels: tuple[LevelState, ...]
    reasons: tuple[AssetReason, ...]
    due_at: datetime | None
    tests_left: int | None
    soon: bool

    @property
    def complete(self) -> bool:
        """Whether every level has passed last."""
        return all(level.passed is not None for level in self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlsState:
    """How an analyser's controls stand.

    ``reasons`` are codes of reference/equipment.md 2.7, each of the field in its ``subject`` (of
    the whole analyser where that is empty); the field is locked by those that begin with QC_FAILED,
    QC_DUE and QC_NEVER. ``due_at`` is the last instant covered, ``tests_left`` the patients' tests
    left, ``soon`` whether one of them is near. ``unlocked_by`` are the levels whose passing control
    unlocks. ``whole``: what locks one field locks them all.
    """

    asset_id: UUID
    as_of: datetime
    standing: Standing
    reasons: tuple[AssetReason, ...]
    fields: tuple[FieldState, ...]
    in_use: tuple[LotInUse, ...]
    last_at: datetime | None
    due_at: datetime | None
    tests_left: int | None
    soon: bool
    fact_id: UUID | None
    whole: bool = False

    @property
    def levels(self) -> tuple[LevelState, ...]:
        """Every level of every field."""
        return tuple(level for each in self.fields for level in each.levels)

    @property
    def locked(self) -> AssetReason | None:
        """The first reason that locks patients' tests, or None."""
        return next((r for r in self.reasons if r.code in LOCKING), None)

    @property
    def locked_fields(self) -> tuple[str, ...]:
        """The fields whose patients' tests are locked; all of them where the whole analyser is."""
        locked = {r.subject for r in self.reasons if r.code in LOCKING}
        everything = tuple(each.field for each in self.fields)
        if "" in locked or (locked and self.whole):
            return everything
        return tuple(field for field in everything if field in locked)

    @property
    def unlocked_by(self) -> tuple[LevelState, ...]:
        """The levels that have to pass: those that failed, else all of the locked fields."""
        failed = tuple(level for level in self.levels if level.locked_by is not None)
        locked = {r.subject for r in self.reasons if r.code in LOCKING}
        return failed or tuple(
            level for level in self.levels if level.field in locked or not locked - {""}
        )

    def as_quality(self) -> QualityState:
        """The same as an asset's own state takes it: a check among its checks, and the reasons."""
        locked = self.locked_fields
        check = CheckState(
            check=Check.QUALITY_CONTROL,
            standing=self.standing,
            last_at=self.last_at,
            due_at=self.due_at,
            fact_id=self.fact_id,
            failed_at=next((r.since for r in self.reasons if r.code == "QC_FAILED"), None),
            subjects=() if len(locked) == len(self.fields) else locked,
        )
        return QualityState(check=check, reasons=self.reasons)


def controls_state(
    facts: QualityFacts, as_of: datetime, held: Collection[str] | None = None
) -> ControlsState:
    """Derive how an analyser's controls stand.

    A level is locked by its first rejected result since it last passed, and unlocked by a pass of
    the same level; an exclusion takes a pass away but never a lock. A pass counts if its lot and
    its open vial were in date. Every level in use, and as many as the plan asks for, have to pass.
    Each field is locked by itself, unless the plan says that one locks the whole analyser: windows
    and intervals are those of an analyte (reference/equipment.md 2.5), so a control of one says
    nothing of another.

    Args:
        facts: the facts, in any order; those after ``as_of`` are not looked at.
        as_of: the moment, local, with its zone.
        held: the fields of a reading, for what concerns that reading only; None for everything.
    """
    ordered = facts.in_order()
    used = ordered.uses.at(as_of)
    levels = _levels(facts.plan, ordered, used, as_of)
    covered = {level.field for level in levels}
    whole = facts.plan is not None and facts.plan.whole
    told = covered if held is None or whole else concerned(covered, held)
    fields = tuple(
        _field(field, [each for each in levels if each.field == field], facts, as_of)
        for field in sorted(told)
    )
    reasons = [reason for each in fields for reason in each.reasons]
    if not levels and facts.plan is not None:
        reasons.append(AssetReason(code="QC_NEVER", since=None))
    # Of each kind the fields in their order: what locks stands before what does not.
    reasons.sort(key=lambda reason: LOCKING.index(reason.code))
    reasons.extend(_material([each for each in used if each.lot.field in told], as_of))
    reasons.extend(_external(facts, told, as_of))
    passes = [level.passed for each in fields for level in each.levels if level.passed is not None]
    locks = [level.locked_by for each in fields for level in each.levels if level.locked_by]
    complete = all(each.complete for each in fields)
    return ControlsState(
        asset_id=facts.asset_id,
        as_of=as_of,
        standing=_standing({reason.code for reason in reasons}),
        reasons=tuple(reasons),
        fields=fields,
        in_use=used,
        last_at=max((each.entry.at for each in passes), default=None),
        due_at=_least(each.due_at for each in fields) if complete else None,
        tests_left=_least(each.tests_left for each in fields) if complete else None,
        soon=any(each.soon for each in fields),
        fact_id=locks[0].entry.id if locks else _newest(passes),
        whole=whole,
    )


def first_needed(facts: QualityFacts, as_of: datetime) -> datetime | None:
    """Since when patients' tests have to be counted: the oldest of the last passes, if any."""
    ordered = facts.in_order()
    levels = _levels(facts.plan, ordered, ordered.uses.at(as_of), as_of)
    return _least(level.passed.entry.at for level in levels if level.passed)


def _field(
    field: str, levels: list[LevelState], facts: QualityFacts, as_of: datetime
) -> FieldState:
    """One field, whose oldest pass says how long it is covered."""
    plan, due_at, tests_left = facts.plan, None, None
    passes = [level.passed for level in levels if level.passed is not None]
    if plan is not None and len(passes) == len(levels):
        oldest = min(each.entry.at for each in passes).astimezone(as_of.tzinfo)
        due_at = plan.due_at(oldest)
        tests_left = plan.tests_left(oldest, [test for test in facts.tests if test < as_of])
    overdue = due_at is not None and as_of > due_at
    reasons = list(_locks(field, levels))
    if overdue or (tests_left is not None and tests_left <= 0):
        since = due_at if overdue else None
        reasons.append(AssetReason(code="QC_DUE", since=since, subject=field))
    return FieldState(
        field=field,
        levels=tuple(levels),
        reasons=tuple(reasons),
        due_at=due_at,
        tests_left=tests_left,
        soon=_soon(plan, due_at, tests_left, as_of),
    )


def _locks(field: str, levels: list[LevelState]) -> Iterator[AssetReason]:
    """What its results say against a field."""
    locks = [level.locked_by for level in levels if level.locked_by is not None]
    if locks:
        first = min(locks, key=lambda each: (each.entry.at, each.entry.id)).entry
        yield AssetReason(code="QC_FAILED", since=first.at, fact_id=first.id, subject=field)
    if any(level.passed is None and level.locked_by is None for level in levels):
        yield AssetReason(code="QC_NEVER", since=None, subject=field)


def _external(facts: QualityFacts, told: Collection[str], as_of: datetime) -> Iterator[AssetReason]:
    """What external rounds say: those of each field by themselves, and those that name none."""
    wanted = {analyte_of(each) for each in told}
    for named in sorted({each.field for each in facts.rounds}):
        if not named or not wanted or analyte_of(named) in wanted:
            own = [each for each in facts.rounds if each.field == named]
            yield from eqa_reasons(own, facts.eqa_results, as_of)


_Ordered = TypeVar("_Ordered", int, datetime)


def _least(found: Iterable[_Ordered | None]) -> _Ordered | None:
    return min((each for each in found if each is not None), default=None)


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
    plan: QualityPlan | None, ordered: Ordered, used: tuple[LotInUse, ...], as_of: datetime
) -> tuple[LevelState, ...]:
    """The levels that have to pass, and those that failed, each with what it stands on."""
    own = {
        place: results
        for place, results in ordered.levels.items()
        if results and results[0].entry.at <= as_of
    }
    required = {(each.lot.field, each.lot.level) for each in used}
    if plan is not None:
        fields = {field for field, _ in required or own}
        required |= {(field, n + 1) for field in fields for n in range(plan.levels)}
    found = []
    for place in sorted(required | own.keys()):
        locked, passed = _stands_on(own.get(place, ()), ordered, as_of)
        # A level that failed stays locked, whether its lot is still in use or not.
        if place in required or locked is not None:
            found.append(
                LevelState(field=place[0], level=place[1], locked_by=locked, passed=passed)
            )
    return tuple(found)


def _stands_on(
    own: Sequence[Judged], ordered: Ordered, as_of: datetime
) -> tuple[Judged | None, Judged | None]:
    """The first rejected result since the last pass, or else that pass.

    Looked for from the newest result backwards, so that ten years of passes cost nothing.
    """
    locked: Judged | None = None
    for at in range(bisect_right(own, as_of, key=lambda each: each.entry.at) - 1, -1, -1):
        each = own[at]
        if each.judgement.verdict is ControlVerdict.REJECT:
            locked = each
        elif _counts(each, ordered, as_of):
            return (locked, None) if locked is not None else (None, each)
    return locked, None


def _counts(each: Judged, ordered: Ordered, as_of: datetime) -> bool:
    """Whether a result is a pass: accepted or warned of, not excluded, of material in date."""
    at, lot = each.entry.at.astimezone(as_of.tzinfo), each.lot
    if each.judgement.verdict not in _PASSES or lot.expired_at(at):
        return False
    excluded = ordered.excluded.get(each.entry.id)
    if excluded is not None and excluded <= as_of:
        return False
    use = ordered.uses.of_level((lot.field, lot.level), at)
    return use is None or use.lot.id != lot.id or not use.vial_expired_at(at)


def _material(used: Iterable[LotInUse], as_of: datetime) -> Iterator[AssetReason]:
    used = tuple(used)
    for each in used:
        if each.lot.expired_at(as_of):
            since = after_the_day(each.lot.expires_on, as_of.tzinfo)
            yield AssetReason(
                code="QC_LOT_EXPIRED", since=since, fact_id=each.lot.id, subject=each.lot.field
            )
    for each in used:
        if each.vial_expired_at(as_of) and (last := each.open_until(as_of.tzinfo)) is not None:
            since = after_the_day(last, as_of.tzinfo)
            yield AssetReason(
                code="OPEN_VIAL_EXPIRED", since=since, fact_id=each.lot.id, subject=each.lot.field
            )

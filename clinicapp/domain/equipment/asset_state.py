"""The state of an asset at a moment: derived from its facts, and never stored.

Its service state is folded from its events (reference/equipment.md 2.3):

    ordered → received → accepted (available) → put in use
    quarantined, sent for repair, lost, on loan, contaminated, recalled: each stands until what ends
    it, and several may stand at once
    repaired, found: it waits to be accepted again, and is never straight back in use
    condemned, disposed: for good; handed back: until it is borrowed again, and then accepted

Its checks follow from its plans and the last check of each kind. Whatever is not known speaks
against it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict, counting
from clinicapp.domain.equipment.checks import Check, CheckPlan, due_date
from clinicapp.domain.equipment.waivers import waivers_at
from clinicapp.domain.equipment.whereabouts import disputed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetEvent

WARN_DAYS: Final = 30
"""How many days before a due date a check counts as due soon, where its plan does not say."""


class Standing(StrEnum):
    """How a check stands on an asset, best first."""

    PASSED = "passed"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    FAILED = "failed"
    NEVER = "never"


class Stage(StrEnum):
    """Where an asset is in its life; of several that stand at once, the gravest (the later)."""

    IN_USE = "in_use"
    AVAILABLE = "available"
    IN_ACCEPTANCE = "in_acceptance"
    ORDERED = "ordered"
    ON_LOAN = "on_loan"
    CONTAMINATED = "contaminated"
    IN_REPAIR = "in_repair"
    RECALLED = "recalled"
    QUARANTINED = "quarantined"
    LOST = "lost"
    CONDEMNED = "condemned"
    DISPOSED = "disposed"
    HANDED_BACK = "handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """One check plan at a moment: the last passing event, and the last instant it covers.

    For a plan in months or days ``due_on`` is a date, in date on that day itself plus grace; for a
    plan in hours ``due_at`` is the instant. ``failed_at`` is when it failed, while it
    stands failed, ``waived_until`` the last day on which a waiver lets it wait.
    ``subjects`` are the fields that it locks, where it locks not all of them.
    """

    check: Check
    standing: Standing
    last_at: datetime | None
    due_on: date | None = None
    due_at: datetime | None = None
    fact_id: UUID | None = None
    failed_at: datetime | None = None
    waived_until: date | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetReason:
    """Why an asset may not simply be used: a code of reference/equipment.md 2.7, and the fact.

    ``subject`` is the field that it speaks against, such as ``hba1c_mmol_mol``; empty: all of them.
    """

    code: str
    since: datetime | None
    fact_id: UUID | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityState:
    """What the control results of an analyser say of it at a moment; see ``domain.quality``.

    ``check`` stands in the place of the QUALITY_CONTROL check; ``reasons`` speak against the use of
    its results.
    """

    check: CheckState
    reasons: tuple[AssetReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetState:
    """What an asset is in at ``as_of``. No reasons means that nothing speaks against it."""

    asset_id: UUID
    as_of: datetime
    stage: Stage
    in_service: bool
    checks: tuple[CheckState, ...]
    reasons: tuple[AssetReason, ...]

    def check(self, check: Check) -> CheckState | None:
        """The state of one kind of check, if the asset has a plan for it."""
        return next((state for state in self.checks if state.check is check), None)


_BEGINS: Final[Mapping[AssetEventKind, Stage]] = MappingProxyType(
    {
        AssetEventKind.LOANED: Stage.ON_LOAN,
        AssetEventKind.CONTAMINATED: Stage.CONTAMINATED,
        AssetEventKind.SENT_FOR_REPAIR: Stage.IN_REPAIR,
        AssetEventKind.RECALLED: Stage.RECALLED,
        AssetEventKind.QUARANTINED: Stage.QUARANTINED,
        AssetEventKind.LOST: Stage.LOST,
        AssetEventKind.CONDEMNED: Stage.CONDEMNED,
        AssetEventKind.DISPOSED: Stage.DISPOSED,
        AssetEventKind.HANDED_BACK: Stage.HANDED_BACK,
    }
)
_ENDS: Final[Mapping[AssetEventKind, frozenset[Stage]]] = MappingProxyType(
    {
        AssetEventKind.RETURNED: frozenset({Stage.ON_LOAN}),
        AssetEventKind.CLEANED: frozenset({Stage.CONTAMINATED}),
        AssetEventKind.REPAIRED: frozenset({Stage.IN_REPAIR}),
        AssetEventKind.RECALL_CLOSED: frozenset({Stage.RECALLED}),
        AssetEventKind.FOUND: frozenset({Stage.LOST}),
        AssetEventKind.ACCEPTED: frozenset({Stage.IN_ACCEPTANCE}),
        AssetEventKind.BORROWED: frozenset({Stage.HANDED_BACK}),
        AssetEventKind.RELEASED: frozenset(
            {Stage.QUARANTINED, Stage.IN_REPAIR, Stage.LOST, Stage.IN_ACCEPTANCE}
        ),
    }
)
_TO_ACCEPTANCE: Final = frozenset(
    {AssetEventKind.REPAIRED, AssetEventKind.FOUND, AssetEventKind.BORROWED}
)
_REASON: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.IN_ACCEPTANCE: "NOT_ACCEPTED",
        Stage.ON_LOAN: "ON_LOAN",
        Stage.CONTAMINATED: "CONTAMINATED",
        Stage.IN_REPAIR: "IN_REPAIR",
        Stage.RECALLED: "RECALLED",
        Stage.QUARANTINED: "QUARANTINED",
        Stage.LOST: "LOST",
        Stage.CONDEMNED: "CONDEMNED",
        Stage.DISPOSED: "DISPOSED",
        Stage.HANDED_BACK: "HANDED_BACK",
    }
)
_PREFIX: Final[Mapping[Check, str]] = MappingProxyType(
    {
        Check.CALIBRATION: "CAL",
        Check.QUALITY_CONTROL: "QC",
        Check.EXTERNAL_QUALITY: "EQA",
        Check.SERVICE: "SERVICE",
        Check.ELECTRICAL: "PAT",
        Check.USER_CHECK: "USER_CHECK",
    }
)
_LATE: Final[Mapping[Check, str]] = MappingProxyType(
    {Check.QUALITY_CONTROL: "QC_DUE", Check.EXTERNAL_QUALITY: "EQA_MISSED"}
)
_WAITS: Final = frozenset({Standing.OVERDUE, Standing.NEVER})
"""What a waiver lets wait."""
_GRAVEST: Final[Mapping[Stage, int]] = MappingProxyType(
    {stage: rank for rank, stage in enumerate(Stage)}
)


def state_of(
    asset: Asset,
    plans: Iterable[CheckPlan],
    events: Iterable[AssetEvent],
    as_of: datetime,
    warn_days: int = WARN_DAYS,
    quality: QualityState | None = None,
) -> AssetState:
    """Derive an asset's state at ``as_of`` from its facts.

    Args:
        asset: whose state.
        plans: the check plans that apply to it (``plans.plans_for``).
        events: its events in any order; those after ``as_of`` are ignored, but that a later move
            tells which ward it belonged to before.
        as_of: the moment, in the ward's local time zone (due dates are local dates).
        warn_days: how many days before a due date it counts as due soon, unless its plan says.
        quality: what its control results say at that moment; None where its quality control is
            only recorded as checks.

    Returns:
        The state; the same for any order of the same events.
    """
    every = counting(events)
    past = [event for event in every if event.at <= as_of]
    standing, stage = _service(past)
    reasons = list(standing)
    waived = waivers_at(past, as_of)
    if (seen := disputed(asset, every, as_of)) is not None:
        reasons.append(AssetReason(code="LOCATION_DISPUTED", since=seen.at, fact_id=seen.id))
    states = []
    for plan in plans:
        if quality is not None and plan.check is Check.QUALITY_CONTROL:
            states.append(quality.check)
            continue
        state = _check_state(plan, past, as_of, warn_days)
        waiver = waived.get(plan.check)
        if waiver is not None:
            state = replace(state, waived_until=waiver.until)
        if waiver is None or state.standing not in _WAITS:
            reasons.extend(_check_reasons(state, as_of))
        else:
            given = waiver.event
            reasons.append(AssetReason(code="WAIVED", since=given.at, fact_id=given.id))
        states.append(state)
    if quality is not None:
        reasons.extend(quality.reasons)
    if asset.end_of_life_on is not None and as_of.date() > asset.end_of_life_on:
        since = _midnight_after(asset.end_of_life_on, as_of)
        reasons.append(AssetReason(code="END_OF_LIFE", since=since))
    return AssetState(
        asset_id=asset.id,
        as_of=as_of,
        stage=stage,
        in_service=not standing,
        checks=tuple(states),
        reasons=tuple(reasons),
    )


def _service(past: Sequence[AssetEvent]) -> tuple[tuple[AssetReason, ...], Stage]:
    """What stands against its service, and the stage it is in. ``past`` is in order."""
    accepted = ordered = in_use = False
    standing: dict[Stage, AssetEvent] = {}
    for event in past:
        accepted = accepted or event.kind is AssetEventKind.ACCEPTED
        ordered = event.kind is AssetEventKind.ORDERED or (
            ordered and event.kind not in (AssetEventKind.RECEIVED, AssetEventKind.ACCEPTED)
        )
        in_use = in_use or event.kind is AssetEventKind.PUT_IN_USE
        begun = _BEGINS.get(event.kind)
        if begun is not None:
            standing.setdefault(begun, event)
        for ended in _ENDS.get(event.kind, ()):
            standing.pop(ended, None)
        if event.kind in _TO_ACCEPTANCE:
            standing.setdefault(Stage.IN_ACCEPTANCE, event)
    reasons = tuple(
        AssetReason(code=_REASON[stage], since=event.at, fact_id=event.id)
        for stage, event in sorted(
            standing.items(), key=lambda item: (-_GRAVEST[item[0]], item[1].at)
        )
    )
    if not accepted:
        others = (each for each in reasons if each.code != "NOT_ACCEPTED")
        reasons = (AssetReason(code="NOT_ACCEPTED", since=None), *others)
    stages = list(standing)
    if not accepted:
        stages.append(Stage.ORDERED if ordered else Stage.IN_ACCEPTANCE)
    resting = Stage.IN_USE if in_use else Stage.AVAILABLE
    return reasons, max(stages, key=_GRAVEST.__getitem__, default=resting)


def _check_state(
    plan: CheckPlan, past: Sequence[AssetEvent], as_of: datetime, warn_days: int
) -> CheckState:
    done = [e for e in past if e.kind is AssetEventKind.CHECKED and e.check is plan.check]
    if not done:
        return CheckState(check=plan.check, standing=Standing.NEVER, last_at=None)
    latest = done[-1]
    passed = [e for e in done if e.verdict is Verdict.PASS]
    last_at = passed[-1].at if passed else None
    if latest.verdict is not Verdict.PASS:
        return CheckState(
            check=plan.check,
            standing=Standing.FAILED,
            last_at=last_at,
            fact_id=latest.id,
            failed_at=latest.at,
        )
    if plan.every_hours is not None:
        due_at = latest.at + timedelta(hours=plan.every_hours)
        standing = Standing.OVERDUE if as_of > due_at else Standing.PASSED
        return CheckState(
            check=plan.check,
            standing=standing,
            last_at=latest.at,
            due_at=due_at,
            fact_id=latest.id,
        )
    first, last = (each.at.astimezone(as_of.tzinfo).date() for each in (passed[0], latest))
    due_on = due_date(last, plan, first)
    today = as_of.date()
    lead = plan.lead_days if plan.lead_days is not None else warn_days
    if today > due_on + timedelta(days=plan.grace_days):
        standing = Standing.OVERDUE
    elif today >= due_on - timedelta(days=lead):
        standing = Standing.DUE_SOON
    else:
        standing = Standing.PASSED
    return CheckState(
        check=plan.check,
        standing=standing,
        last_at=latest.at,
        due_on=due_on,
        fact_id=latest.id,
    )


def _check_reasons(state: CheckState, as_of: datetime) -> Iterable[AssetReason]:
    prefix = _PREFIX[state.check]
    match state.standing:
        case Standing.NEVER:
            yield AssetReason(code=f"{prefix}_NEVER", since=None)
        case Standing.FAILED:
            yield AssetReason(code=f"{prefix}_FAILED", since=state.failed_at, fact_id=state.fact_id)
        case Standing.OVERDUE:
            since = state.due_at
            if since is None and state.due_on is not None:
                since = _midnight_after(state.due_on, as_of)
            code = _LATE.get(state.check, f"{prefix}_OVERDUE")
            yield AssetReason(code=code, since=since, fact_id=state.fact_id)
        case _:
            return


def _midnight_after(day: date, as_of: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), as_of.tzinfo)

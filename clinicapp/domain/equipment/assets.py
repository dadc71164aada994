"""An asset, what has happened to it, and its state at a moment, derived and never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.checks import Check, CheckPlan, due_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID


class Verdict(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a secret
    FAIL = "fail"
    INDETERMINATE = "indeterminate"


class AssetEventKind(StrEnum):
    """What can happen to an asset (reference/equipment.md 2.2, 2.3)."""

    ACCEPTED = "accepted"
    PUT_IN_USE = "put_in_use"
    CHECKED = "checked"
    QUARANTINED = "quarantined"
    SENT_FOR_REPAIR = "sent_for_repair"
    RELEASED = "released"
    LOST = "lost"
    CONDEMNED = "condemned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A piece of equipment.

    ``link`` and ``address`` are how it is recognised when it speaks (bonded Bluetooth address,
    serial port, TCP host), beside its ``serial`` number. ``version`` counts changes.
    """

    id: UUID
    tag: str
    category: str
    make: str
    model: str
    serial: str
    ward: str
    driver: str | None = None
    link: str | None = None
    address: str | None = None
    version: int = 1

    @property
    def name(self) -> str:
        """What people call it: maker and model."""
        return f"{self.make} {self.model}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEvent:
    """One appended fact about an asset.

    ``at`` is when it happened (aware). ``check`` and ``verdict`` belong to CHECKED only; the
    verdict is the event's as-left verdict. ``recorded_by`` names who wrote it down.
    """

    id: UUID
    asset_id: UUID
    kind: AssetEventKind
    at: datetime
    recorded_by: str
    check: Check | None = None
    verdict: Verdict | None = None
    detail: str = ""


class Standing(StrEnum):
    """How a check stands on an asset, best first."""

    PASSED = "passed"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    FAILED = "failed"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """One check plan at a moment: the last passing event, and the last instant it covers.

    For a plan in months ``due_on`` is a date, in date on that day itself plus grace; for a plan in
    hours ``due_at`` is the instant.
    """

    check: Check
    standing: Standing
    last_at: datetime | None
    due_on: date | None = None
    due_at: datetime | None = None
    fact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetReason:
    """Why an asset may not simply be used: a code of reference/equipment.md 2.7, and the fact."""

    code: str
    since: datetime | None
    fact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetState:
    """What an asset is in at ``as_of``. No reasons means that nothing speaks against it."""

    asset_id: UUID
    as_of: datetime
    in_service: bool
    checks: tuple[CheckState, ...]
    reasons: tuple[AssetReason, ...]

    def check(self, check: Check) -> CheckState | None:
        """The state of one kind of check, if the asset has a plan for it."""
        return next((state for state in self.checks if state.check is check), None)


_OUT_OF_SERVICE: Final[Mapping[AssetEventKind, str]] = MappingProxyType(
    {
        AssetEventKind.QUARANTINED: "QUARANTINED",
        AssetEventKind.SENT_FOR_REPAIR: "IN_REPAIR",
        AssetEventKind.LOST: "LOST",
        AssetEventKind.CONDEMNED: "CONDEMNED",
    }
)
_CODE: Final[Mapping[Check, str]] = MappingProxyType(
    {
        Check.CALIBRATION: "CAL",
        Check.QUALITY_CONTROL: "QC",
        Check.SERVICE: "SERVICE",
        Check.ELECTRICAL: "PAT",
        Check.USER_CHECK: "USER_CHECK",
    }
)


def state_of(
    asset_id: UUID,
    plans: Iterable[CheckPlan],
    events: Iterable[AssetEvent],
    as_of: datetime,
    warn_days: int = 30,
) -> AssetState:
    """Derive an asset's state at ``as_of`` from its facts.

    Args:
        asset_id: whose state.
        plans: the check plans that apply to it.
        events: its events in any order; those after ``as_of`` are ignored.
        as_of: the moment, in the ward's local time zone (due dates are local dates).
        warn_days: how many days before a due date it counts as due soon.

    Returns:
        The state; the same for any order of the same events.
    """
    past = sorted(
        (event for event in events if event.at <= as_of), key=lambda event: (event.at, event.id)
    )
    reasons = list(_service_reasons(past))
    in_service = not reasons
    checks = tuple(_check_state(plan, past, as_of, warn_days) for plan in plans)
    for check in checks:
        reasons.extend(_check_reasons(check, as_of))
    return AssetState(
        asset_id=asset_id,
        as_of=as_of,
        in_service=in_service,
        checks=checks,
        reasons=tuple(reasons),
    )


def _service_reasons(past: list[AssetEvent]) -> Iterable[AssetReason]:
    """Not accepted yet, or put out of service and not released since."""
    accepted = False
    out: AssetReason | None = None
    for event in past:
        if event.kind is AssetEventKind.ACCEPTED:
            accepted = True
        elif event.kind in _OUT_OF_SERVICE:
            out = AssetReason(code=_OUT_OF_SERVICE[event.kind], since=event.at, fact_id=event.id)
        elif event.kind is AssetEventKind.RELEASED and not _is_for_good(out):
            out = None
    if not accepted:
        yield AssetReason(code="NOT_ACCEPTED", since=None)
    if out is not None:
        yield out


def _is_for_good(reason: AssetReason | None) -> bool:
    return reason is not None and reason.code == "CONDEMNED"


def _check_state(
    plan: CheckPlan, past: list[AssetEvent], as_of: datetime, warn_days: int
) -> CheckState:
    done = [e for e in past if e.kind is AssetEventKind.CHECKED and e.check is plan.check]
    if not done:
        return CheckState(check=plan.check, standing=Standing.NEVER, last_at=None)
    latest = done[-1]
    passed = [e for e in done if e.verdict is Verdict.PASS]
    last_at = passed[-1].at if passed else None
    if latest.verdict is not Verdict.PASS:
        return CheckState(
            check=plan.check, standing=Standing.FAILED, last_at=last_at, fact_id=latest.id
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
    due_on = due_date(latest.at.astimezone(as_of.tzinfo).date(), plan)
    today = as_of.date()
    if today > due_on + timedelta(days=plan.grace_days):
        standing = Standing.OVERDUE
    elif today >= due_on - timedelta(days=warn_days):
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
    prefix = _CODE[state.check]
    overdue = "QC_DUE" if state.check is Check.QUALITY_CONTROL else f"{prefix}_OVERDUE"
    match state.standing:
        case Standing.NEVER:
            yield AssetReason(code=f"{prefix}_NEVER", since=None)
        case Standing.FAILED:
            yield AssetReason(code=f"{prefix}_FAILED", since=as_of, fact_id=state.fact_id)
        case Standing.OVERDUE:
            since = state.due_at
            if since is None and state.due_on is not None:
                since = datetime.combine(
                    state.due_on + timedelta(days=1), datetime.min.time(), as_of.tzinfo
                )
            yield AssetReason(code=overdue, since=since, fact_id=state.fact_id)
        case _:
            return

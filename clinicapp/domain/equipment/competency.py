"""Who may use which kind of device until when: assessments are appended, never overwritten.

Source: reference/equipment.md 1.2 (operator lists, reassessment) and 2.2 (tiers).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.checks import add_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID


class Tier(IntEnum):
    """How a competency was come by; each tier may do what those below it may."""

    SELF_DECLARED = 1
    ASSESSED = 2
    ASSESSOR = 3
    """May assess others: a link nurse or trainer."""


class CompetencyKind(StrEnum):
    """What an entry says."""

    RECORDED = "recorded"
    WITHDRAWN = "withdrawn"
    """The entry ``target`` does not count from this entry's ``at`` on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyEntry:
    """One appended fact about a person and a kind of device.

    ``category`` is an asset category; ``model`` narrows it to one make and model, empty for all.
    ``from_on`` and ``valid_to`` are local dates, both included. ``assessor_id`` is None when the
    assessor is no member of staff here.
    """

    id: UUID
    staff_id: UUID
    staff_name: str
    category: str
    model: str
    tier: Tier
    kind: CompetencyKind
    from_on: date
    valid_to: date
    at: datetime
    actor_id: UUID
    actor_name: str
    evidence: str = ""
    assessor_id: UUID | None = None
    assessor_name: str = ""
    note: str = ""
    target: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyPolicy:
    """A trust's rules: ``required`` maps an asset category to the tier its operators need.

    ``months`` is for how long an assessment counts when nothing else is agreed. ``assessor``: an
    assessment of tier 2 counts only by somebody of tier 3 for the same kind of device.
    """

    required: Mapping[str, Tier] = field(default_factory=lambda: MappingProxyType({}))
    months: int = 24
    warn_days: int = 30
    assessor: bool = True

    def valid_to(self, from_on: date) -> date:
        """The last day of an assessment of that day."""
        return add_months(from_on, self.months)


class CompetencyState(StrEnum):
    """Where somebody stands, best first."""

    COMPETENT = "competent"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class CompetencyStanding:
    """Somebody's standing for a kind of device on a day; ``entry`` is what it rests on."""

    state: CompetencyState
    entry: CompetencyEntry | None

    @property
    def competent(self) -> bool:
        """Whether they may use it."""
        return self.state in (CompetencyState.COMPETENT, CompetencyState.EXPIRES_SOON)


def standing_of(
    entries: Iterable[CompetencyEntry],
    day: date,
    zone: tzinfo,
    *,
    model: str = "",
    least: Tier = Tier.SELF_DECLARED,
    warn_days: int = 30,
) -> CompetencyStanding:
    """Derive where one person stands for one category.

    Args:
        entries: that person's entries for that category, in any order.
        day: the local day that is asked about.
        zone: the ward's time zone, for the day of a withdrawal.
        model: make and model of the device; an entry for another model does not count. Empty asks
            about the category itself: then an entry for any model counts.
        least: the tier that is needed.
        warn_days: how many days before its end it expires soon.
    """
    every = tuple(entries)
    withdrawn = {
        each.target
        for each in every
        if each.kind is CompetencyKind.WITHDRAWN and each.at.astimezone(zone).date() <= day
    }
    known = [
        each
        for each in every
        if each.kind is CompetencyKind.RECORDED
        and each.from_on <= day
        and each.tier >= least
        and (not each.model or not model or each.model.casefold() == model.casefold())
    ]
    standing = [each for each in known if each.id not in withdrawn]
    best = max(
        standing, key=lambda each: (each.valid_to, each.tier, each.at, each.id), default=None
    )
    if best is not None and best.valid_to >= day:
        soon = best.valid_to - timedelta(days=warn_days) <= day
        return CompetencyStanding(
            CompetencyState.EXPIRES_SOON if soon else CompetencyState.COMPETENT, best
        )
    if best is not None:
        return CompetencyStanding(CompetencyState.EXPIRED, best)
    last = max(known, key=lambda each: (each.at, each.id), default=None)
    state = CompetencyState.NEVER if last is None else CompetencyState.WITHDRAWN
    return CompetencyStanding(state, last)


def operator_codes(
    category: str,
    model: str,
    operator: UUID | None,
    entries: Iterable[CompetencyEntry],
    day: date,
    zone: tzinfo,
    policy: CompetencyPolicy,
) -> tuple[str, ...]:
    """What the gate should know of whoever took a reading.

    Returns:
        Nothing when the policy asks for no competency for this category; else OPERATOR_UNKNOWN
        when nobody is known to have taken it, OPERATOR_NOT_COMPETENT when they may not use it.
    """
    least = policy.required.get(category)
    if least is None:
        return ()
    if operator is None:
        return ("OPERATOR_UNKNOWN",)
    own = [each for each in entries if each.staff_id == operator and each.category == category]
    standing = standing_of(own, day, zone, model=model, least=least, warn_days=policy.warn_days)
    return () if standing.competent else ("OPERATOR_NOT_COMPETENT",)

"""Check plans, and the dates they fall due."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class Check(StrEnum):
    """A kind of check; an asset may have a plan for several."""

    CALIBRATION = "calibration"
    QUALITY_CONTROL = "quality_control"
    EXTERNAL_QUALITY = "external_quality"
    SERVICE = "service"
    ELECTRICAL = "electrical"
    USER_CHECK = "user_check"


class Basis(StrEnum):
    """What the next due date is counted from (reference/equipment.md 2.2).

    PERFORMED: the day of the last pass. SCHEDULED: the day on which that pass was due, so that a
    yearly check stays in its month however early or late it is done.
    """

    PERFORMED = "performed"
    SCHEDULED = "scheduled"


class PlanLevel(StrEnum):
    """Where a plan is laid down; the later in this order, the more specific."""

    TRUST = "trust"
    SITE = "site"
    WARD = "ward"
    CATEGORY = "category"
    ASSET = "asset"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """How often a check is due on an asset: every so many months, days or hours.

    ``lead_days`` is how early the check counts as due soon; None leaves it to the reader.
    ``level`` says where the plan was laid down.
    """

    id: UUID
    asset_id: UUID
    check: Check
    every_months: int | None = None
    every_days: int | None = None
    every_hours: int | None = None
    grace_days: int = 0
    lead_days: int | None = None
    basis: Basis = Basis.PERFORMED
    level: PlanLevel = PlanLevel.ASSET

    def __post_init__(self) -> None:
        """Refuse a plan with no interval, with two, or with one that is not positive."""
        one_interval(self.every_months, self.every_days, self.every_hours)


def add_months(start: date, months: int) -> date:
    """The same day ``months`` calendar months later, clamped to the end of that month.

    31 January plus one month is 28 (or 29) February.
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(start.day, last))


def due_date(last_pass: date, plan: CheckPlan, first_pass: date | None = None) -> date:
    """The last day on which a pass on ``last_pass`` still covers the asset, before any grace.

    Args:
        last_pass: the day of the last pass.
        plan: a plan in months or days.
        first_pass: for a plan on the SCHEDULED basis, the pass with which its schedule began. The
            last pass counts for the due day nearest to it (the earlier of two), and covers the
            asset until the one after that.
    """
    if plan.every_months is None and plan.every_days is None:
        raise ValueError("a plan in hours falls due at an instant, not on a date")
    if plan.basis is Basis.PERFORMED or first_pass is None:
        return _steps(last_pass, plan, 1)
    step = 0
    while abs(_steps(first_pass, plan, step + 1) - last_pass) < abs(
        _steps(first_pass, plan, step) - last_pass
    ):
        step += 1
    return _steps(first_pass, plan, step + 1)


def _steps(start: date, plan: CheckPlan, steps: int) -> date:
    if plan.every_months is not None:
        return add_months(start, plan.every_months * steps)
    return start + timedelta(days=(plan.every_days or 0) * steps)


def one_interval(*intervals: int | None) -> None:
    """Refuse all but one interval of at least one.

    Raises:
        ValueError: there is none, more than one, or one that is not positive.
    """
    given = [each for each in intervals if each is not None]
    if len(given) != 1 or given[0] < 1:
        raise ValueError(
            "a check plan has one interval of at least one, in months, in days or in hours"
        )

"""Check plans and the dates they fall due."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class Check(StrEnum):
    """A kind of check; an asset may have a plan for several."""

    CALIBRATION = "calibration"
    QUALITY_CONTROL = "quality_control"
    SERVICE = "service"
    ELECTRICAL = "electrical"
    USER_CHECK = "user_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """How often a check is due on an asset: every so many months, or every so many hours."""

    id: UUID
    asset_id: UUID
    check: Check
    every_months: int | None = None
    every_hours: int | None = None
    grace_days: int = 0

    def __post_init__(self) -> None:
        """Refuse a plan with no interval, or with two."""
        if (self.every_months is None) == (self.every_hours is None):
            raise ValueError("a check plan has an interval in months or in hours, one of them")


def add_months(start: date, months: int) -> date:
    """The same day ``months`` calendar months later, clamped to the end of that month.

    31 January plus one month is 28 (or 29) February.
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(start.day, last))


def due_date(last_pass: date, plan: CheckPlan) -> date:
    """The last day on which a pass on ``last_pass`` still covers the asset, before any grace."""
    if plan.every_months is None:
        raise ValueError("a plan in hours falls due at an instant, not on a date")
    return add_months(last_pass, plan.every_months)

"""How often an analyser's controls are due: by hours, at times of day, or by patients' tests.

Source: reference/equipment.md 1.3 and 2.5 (the Inform II set: hours, time of day, shift, count).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.checks import Check, add_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from clinicapp.domain.equipment.checks import CheckPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPlan:
    """When controls are due on an analyser; the earliest of what is given counts.

    ``at_times`` are local times of day, the beginnings of shifts among them: a pass counts until
    the next one. ``every_tests`` is how many patients' tests a pass covers. ``levels`` must all
    pass. ``whole``: what locks one analyte locks the whole analyser; otherwise each is locked by
    itself. ``unsure``: the interval is not from a source that was read, and has to be confirmed.
    """

    levels: int = 1
    every_hours: int | None = None
    every_days: int | None = None
    every_months: int | None = None
    grace_days: int = 0
    at_times: tuple[time, ...] = ()
    every_tests: int | None = None
    warn_hours: int = 2
    whole: bool = False
    words: str = ""
    source: str = ""
    unsure: bool = True

    def due_at(self, passed_at: datetime) -> datetime | None:
        """The last instant that a pass covers; ``passed_at`` is local, with its zone.

        None when only the count of tests ends it.
        """
        ends = [self._next_time(passed_at, each) for each in self.at_times]
        if self.every_hours is not None:
            # Hours that pass, not hours on the clock: a day on which it is changed is no longer.
            end = passed_at.astimezone(UTC) + timedelta(hours=self.every_hours)
            ends.append(end.astimezone(passed_at.tzinfo))
        if self.every_days is not None:
            ends.append(self._end_of(passed_at.date() + timedelta(days=self.every_days), passed_at))
        if self.every_months is not None:
            ends.append(self._end_of(add_months(passed_at.date(), self.every_months), passed_at))
        return min(ends, default=None)

    def _end_of(self, day: date, passed_at: datetime) -> datetime:
        """A plan in days or months covers its last day, and its days of grace."""
        after = day + timedelta(days=self.grace_days + 1)
        return datetime.combine(after, time(), passed_at.tzinfo) - timedelta(microseconds=1)

    @staticmethod
    def _next_time(after: datetime, at: time) -> datetime:
        today = datetime.combine(after.date(), at, after.tzinfo)
        if today > after:
            return today
        return datetime.combine(after.date() + timedelta(days=1), at, after.tzinfo)

    def tests_left(self, passed_at: datetime, tests: Sequence[datetime]) -> int | None:
        """How many patients' tests a pass still covers; None where they are not counted."""
        if self.every_tests is None:
            return None
        return self.every_tests - sum(test > passed_at for test in tests)


def plan_from(plans: Iterable[CheckPlan]) -> QualityPlan | None:
    """The plan of an analyser for which nothing finer was set: what its check plans say."""
    for plan in plans:
        if plan.check is Check.QUALITY_CONTROL:
            return QualityPlan(
                every_hours=plan.every_hours,
                every_days=plan.every_days,
                every_months=plan.every_months,
                grace_days=plan.grace_days,
            )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSet:
    """An analyser's plan was set; the last one counts."""

    id: UUID
    asset_id: UUID
    at: datetime
    actor_id: UUID
    actor_name: str
    plan: QualityPlan

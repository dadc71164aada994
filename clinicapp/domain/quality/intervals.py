"""How often an analyser's controls are due: by hours, at times of day, or by patients' tests.

Source: reference/equipment.md 1.3 and 2.5 (the Inform II set: hours, time of day, shift, count).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPlan:
    """When controls are due on an analyser; the earliest of what is given counts.

    ``at_times`` are local times of day, the beginnings of shifts among them: a pass counts until
    the next one. ``every_tests`` is how many patients' tests a pass covers. ``levels`` must all
    pass. ``unsure``: the interval is not from a source that was read, and has to be confirmed.
    """

    levels: int = 1
    every_hours: int | None = None
    at_times: tuple[time, ...] = ()
    every_tests: int | None = None
    warn_hours: int = 2
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
        return min(ends, default=None)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSet:
    """An analyser's plan was set; the last one counts."""

    id: UUID
    asset_id: UUID
    at: datetime
    actor_id: UUID
    actor_name: str
    plan: QualityPlan

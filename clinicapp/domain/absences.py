"""Why an item has no value, and when it is to be tried again (clinical reference, section 3, R1).

An item is never just empty: it was declined, was not clinically appropriate, or could not be done,
each with a reason and a day. Declined is not the same as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused
from clinicapp.domain.typed_days import day_words, read_day

if TYPE_CHECKING:
    from collections.abc import Mapping


class Absence(StrEnum):
    """The three ways of having no value."""

    DECLINED = "declined"
    NOT_APPROPRIATE = "not_appropriate"
    UNABLE = "unable"


class Retry(StrEnum):
    """How the day of the next try is given."""

    IN_A_WEEK = "in_a_week"
    NEXT_REVIEW = "next_review"
    ON_A_DAY = "on_a_day"


FARTHEST: Final = timedelta(days=731)
"""Our own bound: the check is yearly, so a retry after more than two years is a slip of the pen."""

_A_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoValue:
    """Why there is no value. Forms of before revision 2 have neither ``kind`` nor ``retry_on``."""

    reason: str
    kind: Absence | None = None
    retry_on: date | None = None

    @property
    def values(self) -> dict[str, str]:
        """The values of the fact that keeps it."""
        found = {"reason": self.reason}
        if self.kind is not None:
            found["absence"] = self.kind.value
        if self.retry_on is not None:
            found["retry_on"] = self.retry_on.isoformat()
        return found


def no_value_of(values: Mapping[str, str]) -> NoValue:
    """Read a fact's values back."""
    kind, day = values.get("absence"), values.get("retry_on")
    return NoValue(
        reason=values["reason"],
        kind=None if kind is None else Absence(kind),
        retry_on=None if day is None else date.fromisoformat(day),
    )


def retry_day(choice: Retry, typed: str, today: date, next_review: date | None) -> date:
    """The day on which to try again.

    Args:
        choice: how the day is given.
        typed: the day as typed; only asked for ``ON_A_DAY``.
        today: the day of the form.
        next_review: the next day on which the monitoring timetable asks for the item; None when
            the person has no timetable.

    Raises:
        Refused: there is no such day, or it is past, or absurdly far away.
    """
    match choice:
        case Retry.IN_A_WEEK:
            return today + _A_WEEK
        case Retry.NEXT_REVIEW:
            if next_review is None:
                raise Refused(
                    "There is no next review, because no start of an antipsychotic is recorded; "
                    "choose in 1 week, or a date."
                )
            return next_review
        case Retry.ON_A_DAY:
            return _typed_day(typed, today)


def _typed_day(typed: str, today: date) -> date:
    day = read_day(typed)
    if day is None:
        raise Refused("Enter the date to try again as day, month and year, such as 6 Dec 2026.")
    if day <= today:
        raise Refused(f"{day_words(day)} is not after today; enter a later date to try again.")
    if day - today > FARTHEST:
        raise Refused(f"{day_words(day)} is more than two years away; check the year.")
    return day

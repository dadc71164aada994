"""Why there is no value, and when it is tried again: the words that the form offers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.absences import Absence, NoValue, Retry
from clinicapp.ui.words.plain import day_text, short_day_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

KINDS: Final[Mapping[Absence, str]] = MappingProxyType(
    {
        Absence.DECLINED: "Declined",
        Absence.NOT_APPROPRIATE: "Not clinically appropriate",
        Absence.UNABLE: "Unable to do it",
    }
)
"""Clinical reference, section 3, rule R1."""

REASONS: Final = (
    "Does not want it today",
    "Too unwell or distressed today",
    "Asleep, or off the ward",
    "Recent result elsewhere",
    "Would do harm or mislead",
    "Equipment or staff not available",
    "Sample could not be taken",
)
"""What is said most; own words can be added or stand alone."""

RETRIES: Final[Mapping[Retry, str]] = MappingProxyType(
    {
        Retry.IN_A_WEEK: "In 1 week",
        Retry.NEXT_REVIEW: "At the next review",
        Retry.ON_A_DAY: "On a date",
    }
)


def no_value_text(said: NoValue) -> str:
    """``Declined: too tired. Try again 29 Nov 2026``."""
    reason = said.reason.rstrip(".")
    words = reason if said.kind is None else f"{KINDS[said.kind]}: {lower_if_said(reason)}"
    again = "" if said.retry_on is None else f". Try again {day_text(said.retry_on)}"
    return f"{words}{again}"


def short_no_value_text(said: NoValue, today: date) -> str:
    """``Declined, again 29 Nov``; of a form of before revision 2 the reason alone."""
    words = said.reason if said.kind is None else KINDS[said.kind]
    return (
        words if said.retry_on is None else f"{words}, again {short_day_text(said.retry_on, today)}"
    )


def lower_if_said(reason: str) -> str:
    """One of our own reasons for the middle of a sentence; own words stay as they were typed."""
    return reason[:1].lower() + reason[1:] if reason.startswith(REASONS) else reason

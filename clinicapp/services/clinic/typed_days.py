"""Days as people type them, and the moment that stands for a day of which no time is known."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

TAKEN_ON: Final = "taken_on"
"""The key of a value whose day alone is known, ISO 8601."""
_NOON: Final = time(12)
_DATE: Final = re.compile(r"(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def day_of_text(text: str) -> date | None:
    """The day that was typed as day, month and year, or as ISO 8601; None if it is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    try:
        return date(int(year or iso_year), int(month or iso_month), int(day or iso_day))
    except ValueError:
        return None


def dated(values: Mapping[str, str], visit: datetime | None, zone: tzinfo) -> Mapping[str, str]:
    """Values with the moment for which they count.

    Args:
        values: an item's values.
        visit: the moment of the visit that is corrected; None for the running one.
        zone: the ward's time zone. A sample of another day counts from noon of that day.
    """
    day = values.get(TAKEN_ON)
    moment = visit if day is None else datetime.combine(date.fromisoformat(day), _NOON, zone)
    return values if moment is None else {**values, "taken_at": moment.isoformat()}

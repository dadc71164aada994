"""Days as people type them: ``6 Dec 2026``, ``06/12/2026``, ``6.12.2026``, ``2026-12-06``.

The day comes before the month, as it does in Britain. A year has four digits: with two, nobody
could tell a birthday from a review.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from clinicapp.domain.months import MONTH_NAMES, MONTHS

_YEAR_FIRST: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_IN_WORDS: Final = re.compile(r"([0-9]{1,2})[ \-]?([a-z]{3,9})\.?,?[ \-]?([0-9]{4})")


def read_day(typed: str) -> date | None:
    """The day that was typed; None when it is no day of the calendar."""
    text = " ".join(typed.lower().split())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif (found := _IN_WORDS.fullmatch(text)) and (number := _month(found[2])):
        day, month, year = found[1], str(number), found[3]
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def day_words(day: date) -> str:
    """``6 Dec 2026``, which ``read_day`` reads back."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}"


def _month(word: str) -> int | None:
    """``dec`` and ``december`` are 12; ``decent`` is no month."""
    for number, full in enumerate(MONTH_NAMES, start=1):
        if full.startswith(word):
            return number
    return 9 if word == "sept" else None

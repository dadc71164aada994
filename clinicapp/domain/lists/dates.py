"""Days as they stand in lists: day first as in the United Kingdom, or ISO 8601.

A month before a day cannot be told from a day before a month, so a date is only ever read day
first; one that is impossible that way is refused and never turned round.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from clinicapp.domain.months import MONTH_NAMES, MONTHS
from clinicapp.domain.plausibility import LIMITS, Measure

_NUMBERS: Final = re.compile(r"([0-9]{1,2})([/ .-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDS: Final = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?[ -]([0-9]{2}|[0-9]{4})")
_MIDNIGHT: Final = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_SHORT: Final = 3
_LONG_YEAR: Final = 4
_LAST_MONTH: Final = 12


def read_day(text: str, what: str, today: date, *, ahead: bool = False) -> date | str:
    """A day that has been, or the reason why it is none.

    Args:
        text: what stands in the cell, not empty; ``14/03/1985``, ``14 Mar 1985``, ``1985-03-14``,
            also with a spreadsheet's midnight behind it.
        what: what the day is, for the sentence: ``date of birth``.
        today: no day is after it.
        ahead: whether a day may lie ahead after all, such as the end of a warranty.

    Returns:
        The day, or one plain sentence. Never raises.
    """
    found = _parts(_MIDNIGHT.sub("", text))
    if isinstance(found, str):
        return found.format(what=what)
    year, month, day = found
    try:
        read = date(year, month, day)
    except ValueError:
        return _impossible(what, text, month)
    if read > today and not ahead:
        return f"The {what} {shown_day(read)} is in the future; enter the day as it was."
    oldest = int(LIMITS[Measure.AGE_YEARS].high)
    if read.year < today.year - oldest:
        return f"The {what} {shown_day(read)} is more than {oldest} years ago; check the year."
    return read


def _parts(text: str) -> tuple[int, int, int] | str:
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return int(year), int(month), int(day)
    if match := _NUMBERS.fullmatch(text):
        day, _, month, year = match.groups()
    elif match := _WORDS.fullmatch(text):
        day, word, year = match.groups()
        known = [
            number
            for number, name in enumerate(MONTH_NAMES, 1)
            if word.lower() in (name, name[:_SHORT], "sept" if name == "september" else name)
        ]
        if not known:
            return "The {what} names no month; write it like 14/03/1985."
        month = str(known[0])
    elif text.isdecimal():
        return (
            "The {what} is a bare number, as spreadsheets keep days; format that column as a date "
            "like 14/03/1985."
        )
    else:
        return "The {what} is no date; write it day first, like 14/03/1985."
    if len(year) < _LONG_YEAR:
        return "The {what} has a year of two digits; write all four, like 14/03/1985."
    return int(year), int(month), int(day)


def _impossible(what: str, text: str, month: int) -> str:
    if month > _LAST_MONTH:
        return f"The {what} {text!r} has no such month; write the day first, like 14/03/1985."
    return f"The {what} {text!r} is no day of the calendar; check it."


def shown_day(day: date) -> str:
    """``22 Nov 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

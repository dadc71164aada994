"""Dates, times, numbers and lists as people in the clinic write them.

Month names are our own, so that no text changes with the machine's locale (DESIGN.md, "Words and
dates": 22 Nov 2026; 09:49).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.months import MONTHS
from clinicapp.domain.quantities import half_up, plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo
    from decimal import Decimal

_SMALL_NUMBERS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six")
DOT: Final = " · "
EN_DASH: Final = "\u2013"
NO_BREAK: Final = "\u00a0"


def day_text(day: date) -> str:
    """``22 Nov 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day_text(day: date, today: date) -> str:
    """``12 Dec``, or with its year when that is not within half a year of ``today``."""
    far = abs((day - today).days) > 183
    return day_text(day) if far else f"{day.day} {MONTHS[day.month - 1]}"


def month_text(day: date) -> str:
    """``Nov 2027``."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def time_text(moment: datetime, zone: tzinfo) -> str:
    """``09:49``, on the clock of the ward."""
    local = moment.astimezone(zone)
    return f"{local.hour:02d}:{local.minute:02d}"


def moment_text(moment: datetime, zone: tzinfo) -> str:
    """``22 Nov 2026, 09:49``, on the clock of the ward."""
    return f"{day_text(moment.astimezone(zone).date())}, {time_text(moment, zone)}"


def same_day_time_text(moment: datetime, today: date, zone: tzinfo) -> str:
    """``09:49`` on that day itself, else ``18 May 2026``."""
    day = moment.astimezone(zone).date()
    return time_text(moment, zone) if day == today else day_text(day)


def number_text(value: Decimal) -> str:
    """A number as short as it can be written exactly: ``5.0`` is ``5``, ``68.60`` is ``68.6``."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_place_text(value: Decimal) -> str:
    """A number with exactly one decimal place, half up: ``6`` is ``6.0``."""
    return plain(half_up(value, 1))


def initialled(name: str) -> str:
    """``R. Tester`` for ``Rosa Tester``; a name of one word as it is."""
    first, *rest = name.split() or [""]
    return f"{first[:1]}. {rest[-1]}" if rest else first


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 day``, ``8 days``."""
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def number_word(count: int) -> str:
    """``Four`` for 4; digits from seven on."""
    return _SMALL_NUMBERS[count] if 0 <= count < len(_SMALL_NUMBERS) else str(count)


def listed(words: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    found = tuple(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def sentence_case(text: str) -> str:
    """The same text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The same text for the middle of a sentence; abbreviations keep their capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text

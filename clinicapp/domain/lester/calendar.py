"""Calendar months, with the end of the month clamped."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later (or earlier, if negative).

    A day that the month does not have becomes its last: 31 May less three months is 28 February.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last))

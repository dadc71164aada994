"""The names of the months: our own, so that no text changes with the machine's locale."""

from __future__ import annotations

from typing import Final

MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
"""In full, as they are compared with what was typed."""
MONTHS: Final = tuple(name[:3].capitalize() for name in MONTH_NAMES)
"""Short, as the NHS writes dates: ``Dec``."""

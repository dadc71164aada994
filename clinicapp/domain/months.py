"""The short names of the months, as the NHS writes dates."""

from __future__ import annotations

from typing import Final

MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
"""Our own names, so that no text changes with the machine's locale."""

"""Bluetooth UUIDs: four digits where the Bluetooth SIG assigned them, 36 characters otherwise.

Source: Bluetooth Core Specification, Vol 3 Part B 2.5.1: xxxx stands for
0000xxxx-0000-1000-8000-00805F9B34FB.
"""

from __future__ import annotations

from typing import Final

_PREFIX: Final = "0000"
_SUFFIX: Final = "-0000-1000-8000-00805f9b34fb"


def short_uuid(uuid: str) -> str:
    """``uuid`` in lower case, as four digits when the SIG assigned it (``2a35``)."""
    lower = uuid.strip().lower()
    if lower.startswith(_PREFIX) and lower.endswith(_SUFFIX) and len(lower) == len(_SUFFIX) + 8:
        return lower[4:8]
    return lower


def full_uuid(uuid: str) -> str:
    """``uuid`` in lower case with all its 36 characters."""
    lower = uuid.strip().lower()
    return f"{_PREFIX}{lower}{_SUFFIX}" if len(lower) == 4 else lower

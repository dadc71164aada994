"""What a device is compared by."""

from __future__ import annotations


def key_of(text: str | None) -> str:
    """A serial number or an address as it is compared: case and surrounding blanks aside."""
    return (text or "").strip().casefold()

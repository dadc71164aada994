"""What the frame round every page shows, as frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeaderView:
    """The header.

    Attributes:
        ward: "Ash ward".
        station: "Station ASH-01".
        user: Name of the person signed in, empty when nobody is.
        inbox_count: Readings that wait for somebody.
        clock: Local time, "09:49".
        devices: Short text for the folded header, "4 of 5".
        notice: One sentence over everything, empty when there is none.
    """

    ward: str
    station: str
    user: str
    clock: str
    inbox_count: int = 0
    devices: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key that matters now: ``keys`` such as "Ctrl+Z", ``text`` such as "Undo last fill"."""

    keys: str
    text: str


@dataclass(frozen=True, slots=True)
class StatusBarView:
    """The line at the bottom: devices, last save, last backup, and four or five keys."""

    devices: str
    saved: str
    backup: str
    hints: tuple[KeyHint, ...] = ()

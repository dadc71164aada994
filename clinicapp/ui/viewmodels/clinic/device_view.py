"""The devices of the room, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum


class DeviceState(StrEnum):
    """The state of a device, each with an icon; its word stands beside it."""

    READY = "ready"
    DUE_SOON = "due_soon"
    BUSY = "busy"
    ASLEEP = "asleep"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    OFFLINE = "offline"


class PowerKind(StrEnum):
    """What a device runs on."""

    MAINS = "mains"
    BATTERY = "battery"


@dataclass(frozen=True, slots=True)
class DeviceTileView:
    """One device.

    Attributes:
        name: "A&D UA-651".
        icon: Lucide name.
        state: For icon, colour and edge.
        state_text: The state in a word, "Ready".
        check: Calibration or control line, "In calibration to 14 Feb 2027", or what to do.
        check_due: True when that line tells of something due.
        power: What it runs on, or None when not known.
        power_text: "72%" or "Mains".
        last_reading: "146/91 at 09:42".
    """

    name: str
    icon: str
    state: DeviceState
    state_text: str
    check: str
    check_due: bool = False
    power: PowerKind | None = None
    power_text: str = ""
    last_reading: str = ""


@dataclass(frozen=True, slots=True)
class DevicesView:
    """The rail: "4 of 5 connected", and the tiles in order."""

    connected: str
    tiles: tuple[DeviceTileView, ...]

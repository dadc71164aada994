"""Stock, its lots, and what happens to them, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.consumables import MoveKind
from clinicapp.ui.viewmodels.equipment_view import TimelineKind
from clinicapp.ui.viewmodels.register_view import BAD_INK, GOOD_INK, WARN_INK, StatusView

if TYPE_CHECKING:
    from collections.abc import Mapping

MOVES: Final[Mapping[MoveKind, str]] = MappingProxyType(
    {
        MoveKind.RECEIVED: "Received",
        MoveKind.USED: "Used",
        MoveKind.OPENED: "Pack opened",
        MoveKind.MOVED: "Moved",
        MoveKind.DISCARDED: "Discarded",
        MoveKind.COUNTED: "Counted",
        MoveKind.FROZEN: "Frozen",
        MoveKind.THAWED: "Released",
    }
)
MOVE_KINDS: Final[Mapping[MoveKind, TimelineKind]] = MappingProxyType(
    {
        MoveKind.MOVED: TimelineKind.MOVED,
        MoveKind.DISCARDED: TimelineKind.WARNED,
        MoveKind.FROZEN: TimelineKind.FAILED,
        MoveKind.THAWED: TimelineKind.PASSED,
    }
)
LOT_STATES: Final[Mapping[str, StatusView]] = MappingProxyType(
    {
        "LOT_RECALLED": StatusView("ban", "Recalled", BAD_INK),
        "LOT_FROZEN": StatusView("ban", "Frozen", BAD_INK),
        "LOT_EXPIRED": StatusView("circle-x", "Expired", BAD_INK),
        "OPEN_VIAL_EXPIRED": StatusView("circle-x", "Open pack expired", BAD_INK),
    }
)
IN_DATE: Final = StatusView("circle-check", "In date", GOOD_INK)
USE_FIRST: Final = StatusView("circle-check", "Use first", GOOD_INK)
SOON: Final = StatusView("clock-alert", "Expires soon", WARN_INK)
COUNT_IT: Final = StatusView("circle-alert", "Count it", WARN_INK)
STOCK_OUT: Final = StatusView("circle-x", "Out of stock", BAD_INK)
STOCK_LOW: Final = StatusView("clock-alert", "Stock low", WARN_INK)


def units(count: int, unit: str) -> str:
    """``1 test``, ``12 tests``."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

"""Where an asset is said to be, and whether that is disputed.

The register says which ward answers for an asset; a stock-take on another ward may see it there.
Then two wards say that they have it, and it is not to be used on either until somebody has settled
that: its move is recorded, or it is scanned on its own ward again (reference/equipment.md 6.2, "two
wards claim one asset").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from clinicapp.domain.equipment.assets import Asset, AssetEvent

SEEN_WARD: Final = "ward"
"""In the details of a SEEN event: the ward whose stock-take saw it."""
_SETTLES: Final = frozenset(
    {AssetEventKind.MOVED, AssetEventKind.FOUND, AssetEventKind.LOST, AssetEventKind.HANDED_BACK}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPlace:
    """A place with a label: its GLN (GS1 AI 414, 13 digits), and who said so when (aware)."""

    gln: str
    ward: str
    site: str
    location: str
    at: datetime
    by: str

    @property
    def words(self) -> str:
        """``Ash, Main building, Clinic room``."""
        return ", ".join(part for part in (self.ward, self.site, self.location) if part)


def same_ward(one: str, other: str) -> bool:
    """Whether two names mean one ward."""
    return one.strip().casefold() == other.strip().casefold()


def ward_at(asset: Asset, events: Sequence[AssetEvent], as_of: datetime) -> str:
    """The ward that answered for an asset at a moment; ``events`` are those that count, in order.

    The register holds the last one only; the moves say what it was before.
    """
    moves = [event for event in events if event.kind is AssetEventKind.MOVED]
    before = [event for event in moves if event.at <= as_of]
    if before and (ward := before[-1].details.get("to_ward")):
        return ward
    later = next((event for event in moves if event.at > as_of), None)
    return (later.details.get("from_ward") if later else None) or asset.ward


def disputed(asset: Asset, events: Sequence[AssetEvent], as_of: datetime) -> AssetEvent | None:
    """The sighting on another ward that nothing has settled since; None if there is none.

    Args:
        asset: the asset.
        events: its events that count, in order; later ones only tell where it had been before.
        as_of: the moment.
    """
    seen = AssetEventKind.SEEN
    if not [event for event in events if event.kind is seen]:
        return None
    last = None
    for event in events:
        if event.at > as_of:
            break
        if event.kind is AssetEventKind.SEEN:
            seen_on = event.details.get(SEEN_WARD, "")
            elsewhere = seen_on and not same_ward(seen_on, ward_at(asset, events, event.at))
            last = event if elsewhere else None
        elif event.kind in _SETTLES:
            last = None
    return last

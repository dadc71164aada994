"""A row of the list of equipment: how a ``Listing`` lies in columns."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.listing import (
    AssetStatus,
    ListedCheck,
    Listing,
    listing_of,
    search_text_of,
)
from clinicapp.store.columns import canonical_json, instant_of, instant_text, storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from clinicapp.domain.equipment.asset_state import CheckState
    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan


class Facts(Protocol):
    """All that the row of an asset follows from."""

    @property
    def asset(self) -> Asset:
        """The asset."""

    @property
    def plans(self) -> tuple[CheckPlan, ...]:
        """The check plans that apply to it."""

    @property
    def events(self) -> tuple[AssetEvent, ...]:
        """All its events."""


NEVER: Final = 1 << 40
"""In seconds, later than anything: some 35,000 years."""
BY_RANK: Final = tuple(AssetStatus)
RANKS: Final[Mapping[AssetStatus, int]] = MappingProxyType(
    {status: rank for rank, status in enumerate(BY_RANK)}
)


def row_of(facts: Facts, zone: tzinfo, control: CheckState | None = None) -> tuple[object, ...]:
    """The values of a row, in the order of ``asset_listings``, without ``stale``."""
    asset = facts.asset
    listing = listing_of(asset, facts.plans, facts.events, zone, control=control)
    last = listing.last_event_at
    return (
        asset.id.hex,
        asset.ward,
        asset.category,
        RANKS[listing.base],
        _seconds(listing.lapses_at),
        _seconds(listing.warns_at),
        _seconds(listing.ends_at),
        _seconds(listing.quality_lapses_at),
        None if last is None else instant_text(last),
        storable(search_text_of(asset)),
        canonical_json([_check_json(each) for each in listing.checks]),
    )


def listing_in(row: Sequence[object]) -> Listing:
    """The listing in a row: asset, base, the four instants, the last event, the checks."""
    _id, base, lapses, warns, ends, quality, last, checks = row
    return Listing(
        base=BY_RANK[int(str(base))],
        checks=tuple(_check_of(each) for each in json.loads(str(checks))),
        warns_at=_instant(warns),
        lapses_at=_instant(lapses),
        ends_at=_instant(ends),
        quality_lapses_at=_instant(quality),
        last_event_at=None if last is None else instant_of(str(last)),
    )


def _seconds(instant: datetime | None) -> int:
    return NEVER if instant is None else math.ceil(instant.timestamp())


def _instant(seconds: object) -> datetime | None:
    value = int(str(seconds))
    return None if value == NEVER else datetime.fromtimestamp(value, UTC)


def _check_json(check: ListedCheck) -> dict[str, str]:
    found = {"check": check.check.value, "standing": check.standing.value}
    for name in ("last_at", "due_at", "warns_at", "lapses_at", "failed_at"):
        instant: datetime | None = getattr(check, name)
        if instant is not None:
            found[name] = instant_text(instant)
    if check.subjects:
        found["subjects"] = " ".join(check.subjects)
    if check.due_on is not None:
        found["due_on"] = check.due_on.isoformat()
    return found


def _check_of(found: Mapping[str, str]) -> ListedCheck:
    def instant(name: str) -> datetime | None:
        return instant_of(found[name]) if name in found else None

    due_on = found.get("due_on")
    return ListedCheck(
        check=Check(found["check"]),
        standing=Standing(found["standing"]),
        last_at=instant("last_at"),
        due_on=None if due_on is None else date.fromisoformat(due_on),
        due_at=instant("due_at"),
        warns_at=instant("warns_at"),
        lapses_at=instant("lapses_at"),
        failed_at=instant("failed_at"),
        subjects=tuple(found.get("subjects", "").split()),
    )

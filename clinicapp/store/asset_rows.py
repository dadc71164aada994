"""Assets and their events between their domain values and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.assets import (
    Asset,
    AssetEvent,
    AssetEventKind,
    Funding,
    Verdict,
)
from clinicapp.domain.equipment.checks import Check
from clinicapp.store.columns import mapping_json, mapping_of, storable

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

_PLAIN: Final = (
    *("id", "tag", "category", "make", "model", "serial", "ward", "driver", "link", "address"),
    *("site", "location", "giai", "gtin", "purchased_on", "warranty_until", "end_of_life_on"),
    *("firmware", "note", "part_of", "photo"),
)


def asset_values(asset: Asset) -> dict[str, object]:
    """The row of an asset, without its version."""
    return {name: getattr(asset, name) for name in _PLAIN} | {
        "funding": asset.funding.value,
        "serial_key": key_of(asset.serial),
        "address_key": key_of(asset.address),
    }


def asset_of_row(row: RowMapping) -> Asset:
    """An asset from its row."""
    values = {name: row[name] for name in _PLAIN}
    return Asset(**values, funding=Funding(row["funding"]), version=row["version"])


def event_values(event: AssetEvent) -> dict[str, object]:
    """The row of an event."""
    return {
        "id": event.id,
        "asset_id": event.asset_id,
        "kind": event.kind.value,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "recorded_by": storable(event.recorded_by),
        "checked": event.check.value if event.check else None,
        "verdict": event.verdict.value if event.verdict else None,
        "detail": storable(event.detail),
        "details": storable(mapping_json(event.details)),
        "supersedes": event.supersedes,
    }


def event_of_row(row: RowMapping) -> AssetEvent:
    """An event from its row."""
    return AssetEvent(
        id=row["id"],
        asset_id=row["asset_id"],
        kind=AssetEventKind(row["kind"]),
        at=row["at"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        check=Check(row["checked"]) if row["checked"] else None,
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        detail=row["detail"],
        details=mapping_of(row["details"]),
        supersedes=row["supersedes"],
    )

"""The register page by page, for what goes through all of it without keeping a device waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select

from clinicapp.domain.equipment.assets import Asset, AssetEvent, Funding
from clinicapp.store.asset_rows import event_of_row
from clinicapp.store.columns import instant_of
from clinicapp.store.tables import ASSET_EVENTS, ASSETS

if TYPE_CHECKING:
    from datetime import datetime

    from clinicapp.store.session import Session

_FIELDS: Final = (
    *("id", "tag", "category", "make", "model", "serial", "ward", "driver", "link", "address"),
    *("site", "location", "giai", "gtin", "funding", "purchased_on", "warranty_until"),
    *("end_of_life_on", "firmware", "note", "part_of", "photo", "version"),
)
# An event that another one corrects counts no more, so its day is not the last.
_LAST: Final = (
    "SELECT asset_id, kind, max(at) FROM asset_events WHERE asset_id IN "
    "(SELECT id FROM assets WHERE tag > ? AND tag <= ?) "
    "AND (kind = 'accepted' OR checked = 'calibration') "
    "AND id NOT IN (SELECT supersedes FROM asset_events WHERE supersedes IS NOT NULL) "
    "GROUP BY asset_id, kind"
)


class AssetPages:
    """All assets by tag, so many at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def assets(self, after: str, limit: int, ward: str | None = None) -> tuple[Asset, ...]:
        """The next assets after a tag (an empty text for the first), of a ward or of all."""
        columns = [ASSETS.c[name] for name in _FIELDS]
        query = select(*columns).where(ASSETS.c.tag > after).order_by(ASSETS.c.tag).limit(limit)
        if ward is not None:
            query = query.where(ASSETS.c.ward == ward)
        # Rows as tuples: mappings of a hundred thousand take twice as long.
        return tuple(
            Asset(**dict(zip(_FIELDS, row, strict=True)) | {"funding": Funding(row.funding)})
            for row in self._session.connection.execute(query)
        )

    def last_days(self, after: str, to: str) -> dict[tuple[UUID, str], datetime]:
        """When each asset between two tags was last accepted or calibrated.

        Returns:
            By asset and the word ``accepted`` or ``checked``, whatever the verdict was.
        """
        rows = self._session.run(_LAST, (after, to))
        return {(UUID(hex=row[0]), row[1]): instant_of(row[2]) for row in rows}

    def events(self, after: str, to: str, ward: str | None) -> tuple[AssetEvent, ...]:
        """The histories of the assets between two tags, each as it was written down, by tag."""
        query = (
            select(ASSET_EVENTS)
            .join(ASSETS, ASSETS.c.id == ASSET_EVENTS.c.asset_id)
            .where(ASSETS.c.tag > after, ASSETS.c.tag <= to)
            .order_by(ASSETS.c.tag, ASSET_EVENTS.c.seq)
        )
        if ward is not None:
            query = query.where(ASSETS.c.ward == ward)
        return tuple(event_of_row(row) for row in self._session.rows(query))

"""Many additions to the register written together, as a list of equipment makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from clinicapp.store.asset_rows import asset_values, event_values
from clinicapp.store.tables import ASSET_EVENTS, ASSETS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.store.session import Session


class AssetBatch:
    """Collects assets and events, and writes each kind with one statement.

    What was collected is in the store only after ``write``; whoever asks the store for an asset
    that may be among it writes first.

    Args:
        session: the transaction's.
        touched: told of each asset that is added or gets an event.
    """

    def __init__(self, session: Session, touched: Callable[[UUID], None]) -> None:
        self._session = session
        self._touched = touched
        self._assets: list[dict[str, object]] = []
        self._events: list[dict[str, object]] = []

    def taken(self, tags: Collection[str], giais: Collection[str]) -> frozenset[str]:
        """Which of these tags and asset identifiers are on an asset of the store already."""
        found: set[str] = set()
        for column, wanted in ((ASSETS.c.tag, tags), (ASSETS.c.giai, giais)):
            if wanted:
                rows = self._session.rows(select(column).where(column.in_(wanted)))
                found.update(row[column.name] for row in rows)
        return frozenset(found)

    def add(self, asset: Asset) -> None:
        """Add an asset, at version 1."""
        self._touched(asset.id)
        self._assets.append({**asset_values(asset), "version": 1})

    def append(self, event: AssetEvent) -> None:
        """Append to an asset's history, after what was appended before."""
        self._touched(event.asset_id)
        self._events.append(event_values(event))

    def write(self) -> None:
        """Write what was collected.

        Raises:
            AlreadyThere: a tag or an id is taken.
            NotConsistent: an event is of no asset.
        """
        for table, rows in ((ASSETS, self._assets), (ASSET_EVENTS, self._events)):
            if rows:
                self._session.insert_many(table, rows)
        self._assets, self._events = [], []

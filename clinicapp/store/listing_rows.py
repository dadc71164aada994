"""The table behind the list of equipment: derived from the facts, and made again at any time."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, Integer, Text, Uuid, text
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel import Field

from clinicapp.store.columns import Instant
from clinicapp.store.store_table import StoreTable

_ORDER: Final = ("base", "lapses", "search_text", "warns", "ends", "quality")
"""Narrow, so that the list of a hundred thousand is searched in pages that stay in memory."""


class AssetListingRow(StoreTable, table=True):
    """What a list says of an asset, whatever the time; see ``domain.equipment.listing``.

    ``base`` is the rank of the status. ``lapses``, ``warns``, ``ends`` and ``quality`` are seconds
    since 1970, rounded up; what never comes is far away. ``checks`` is a JSON list. A ``stale`` row
    waits to be made anew, because a check plan of many assets has changed.
    """

    __tablename__ = "asset_listings"
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = (
        Index("ix_asset_listings_all", *_ORDER),
        Index("ix_asset_listings_ward", "ward", *_ORDER),
        Index("ix_asset_listings_category", "category", *_ORDER),
        Index("ix_asset_listings_stale", "asset_id", sqlite_where=text("stale = 1")),
    )
    asset_id: UUID = Field(sa_type=Uuid, primary_key=True, foreign_key="assets.id")
    ward: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    base: int = Field(sa_type=Integer)
    lapses: int = Field(sa_type=Integer)
    warns: int = Field(sa_type=Integer)
    ends: int = Field(sa_type=Integer)
    quality: int = Field(sa_type=Integer)
    last_event_at: datetime | None = Field(sa_type=Instant)
    search_text: str = Field(sa_type=Text)
    checks: str = Field(sa_type=Text)
    stale: bool


class ListingMethodRow(StoreTable, table=True):
    """How the rows of ``asset_listings`` were made; there is one row."""

    __tablename__ = "asset_listing_method"
    id: int = Field(sa_type=Integer, primary_key=True)
    method: int = Field(sa_type=Integer)
    zone: str = Field(sa_type=Text)

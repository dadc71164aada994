"""The table of the labels of places; only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import Index, Integer, Text, Uuid
from sqlmodel import Field

from clinicapp.store.columns import Instant
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class PlaceLabelRow(StoreTable, table=True):
    """Which place a GLN is on: of several rows the last counts; no ward takes the label away."""

    __tablename__ = "place_labels"
    __table_args__: ClassVar[Args] = (Index(None, "gln", "seq"),)
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    gln: str = Field(sa_type=Text)
    ward: str = Field(sa_type=Text)
    site: str = Field(sa_type=Text)
    location: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)


PLACE_LABELS: Final[Table] = StoreTable.metadata.tables["place_labels"]

"""Tables of recalls and field safety notices; only ever added to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Text, Uuid
from sqlmodel import Field

from clinicapp.domain.equipment.notices import NoticeEventKind, NoticeKind
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class NoticeRow(StoreTable, table=True):
    """A notice as it was entered; ``serials`` and ``lots`` are JSON lists."""

    __tablename__ = "notices"
    __table_args__: ClassVar[Args] = (CheckConstraint(one_of("kind", NoticeKind), name="kind"),)
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    reference: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    maker: str = Field(sa_type=Text)
    model: str = Field(sa_type=Text)
    serials: str = Field(sa_type=Text)
    lots: str = Field(sa_type=Text)
    gtin: str | None = Field(sa_type=Text)
    issued_on: date
    deadline: date | None
    action: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)


class NoticeEventRow(StoreTable, table=True):
    """Something that happened to a notice, or to one asset or lot that it names."""

    __tablename__ = "notice_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", NoticeEventKind), name="kind"),
        CheckConstraint(
            "(kind IN ('confirmed', 'not_affected')) = ((asset_id IS NULL) <> (lot_id IS NULL))",
            name="item",
        ),
        Index(None, "notice_id", "seq"),
        Index(None, "asset_id"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    notice_id: UUID = Field(sa_type=Uuid, foreign_key="notices.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    asset_id: UUID | None = Field(sa_type=Uuid, foreign_key="assets.id")
    lot_id: UUID | None = Field(sa_type=Uuid, foreign_key="consumable_lots.id")
    note: str = Field(sa_type=Text)


NOTICES: Final[Table] = StoreTable.metadata.tables["notices"]
NOTICE_EVENTS: Final[Table] = StoreTable.metadata.tables["notice_events"]

"""Tables of lots and stock, of competency, and of break-glass.

Kinds of consumables and lots can change and carry a version; what happened is only ever added to.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint, Uuid
from sqlmodel import Field

from clinicapp.domain.break_glass import BreakGlassKind
from clinicapp.domain.equipment.competency import CompetencyKind
from clinicapp.domain.equipment.consumables import MoveKind
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class ConsumableTypeRow(StoreTable, table=True):
    """A kind of consumable; ``used_by`` is a JSON list of asset categories."""

    __tablename__ = "consumable_types"
    __table_args__: ClassVar[Args] = (CheckConstraint("version >= 1", name="version"),)
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    name: str = Field(sa_type=Text, unique=True)
    gtin: str | None = Field(sa_type=Text, unique=True)
    used_by: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    open_days: int | None
    min_days: int
    active: bool
    version: int


class ConsumableLotRow(StoreTable, table=True):
    """A lot of a kind; ``number_key`` is its number as it is compared."""

    __tablename__ = "consumable_lots"
    __table_args__: ClassVar[Args] = (
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("type_id", "number_key"),
        Index(None, "number_key"),
    )
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    type_id: UUID = Field(sa_type=Uuid, foreign_key="consumable_types.id")
    number: str = Field(sa_type=Text)
    number_key: str = Field(sa_type=Text)
    expires_on: date | None
    version: int


class StockMoveRow(StoreTable, table=True):
    """Something that happened to a lot on a ward."""

    __tablename__ = "stock_moves"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", MoveKind), name="kind"),
        CheckConstraint("quantity >= 0 OR kind = 'counted'", name="quantity"),
        CheckConstraint("(kind = 'moved') = (to_ward <> '')", name="to_ward"),
        Index(None, "lot_id", "seq"),
        Index(None, "ward", "lot_id"),
        Index(None, "to_ward", "lot_id"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    lot_id: UUID = Field(sa_type=Uuid, foreign_key="consumable_lots.id")
    ward: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    quantity: int
    at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    to_ward: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)


class CompetencyRow(StoreTable, table=True):
    """An assessment of somebody for a kind of device, or its withdrawal."""

    __tablename__ = "competency_entries"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", CompetencyKind), name="kind"),
        CheckConstraint("tier IN (1, 2, 3)", name="tier"),
        CheckConstraint("valid_to >= from_on", name="valid_to"),
        CheckConstraint("(kind = 'withdrawn') = (target IS NOT NULL)", name="target"),
        Index(None, "staff_id", "category"),
        Index(None, "category", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    staff_id: UUID = Field(sa_type=Uuid, foreign_key="staff.id")
    staff_name: str = Field(sa_type=Text)
    category: str = Field(sa_type=Text)
    model: str = Field(sa_type=Text)
    tier: int
    kind: str = Field(sa_type=Text)
    from_on: date
    valid_to: date
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    assessor_id: UUID | None = Field(sa_type=Uuid)
    assessor_name: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)
    target: UUID | None = Field(sa_type=Uuid, foreign_key="competency_entries.id")


class BreakGlassRow(StoreTable, table=True):
    """A use of a held reading, an override given beforehand, its end, or a review."""

    __tablename__ = "break_glass"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", BreakGlassKind), name="kind"),
        CheckConstraint("(kind IN ('spent', 'reviewed')) = (target IS NOT NULL)", name="target"),
        Index(None, "asset_id", "at"),
        Index(None, "ward", "at"),
        Index(None, "target", "kind"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    ward: str = Field(sa_type=Text)
    asset_id: UUID | None = Field(sa_type=Uuid, foreign_key="assets.id")
    reading_id: UUID | None = Field(sa_type=Uuid, foreign_key="readings.id")
    form_id: UUID | None = Field(sa_type=Uuid, foreign_key="forms.id")
    target: UUID | None = Field(sa_type=Uuid, foreign_key="break_glass.id")
    codes: str = Field(sa_type=Text)
    reason_code: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    policy: str = Field(sa_type=Text)


CONSUMABLE_TYPES: Final[Table] = StoreTable.metadata.tables["consumable_types"]
CONSUMABLE_LOTS: Final[Table] = StoreTable.metadata.tables["consumable_lots"]
STOCK_MOVES: Final[Table] = StoreTable.metadata.tables["stock_moves"]
COMPETENCY_ENTRIES: Final[Table] = StoreTable.metadata.tables["competency_entries"]
BREAK_GLASS: Final[Table] = StoreTable.metadata.tables["break_glass"]

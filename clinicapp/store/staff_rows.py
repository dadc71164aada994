"""The table of staff: one of the two that a window waits for."""

from __future__ import annotations

from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Table, Text, Uuid
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel import Field

from clinicapp.store.store_table import StoreTable


class StaffRow(StoreTable, table=True):
    """A member of staff; ``roles`` is a JSON list of role words."""

    __tablename__ = "staff"
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = (
        CheckConstraint("version >= 1", name="version"),
        Index(None, "badge", unique=True),
        Index(None, "user_name", unique=True),
    )
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    roles: str = Field(sa_type=Text)
    badge: str | None = Field(sa_type=Text)
    user_name: str | None = Field(sa_type=Text)
    active: bool
    version: int


STAFF: Final[Table] = StoreTable.metadata.tables["staff"]

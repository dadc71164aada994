"""The table of the audit trail: one of the two that a window waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy import (
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel import Field

from clinicapp.store.columns import Instant
from clinicapp.store.store_table import StoreTable

Args: TypeAlias = tuple[SchemaItem | dict[str, object], ...]


class AuditRow(StoreTable, table=True):
    """One audit record in its place in the hash chain."""

    __tablename__ = "audit_records"
    sequence: int = Field(
        sa_type=Integer, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    station: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


AUDIT_RECORDS: Final[Table] = StoreTable.metadata.tables["audit_records"]

"""Tables of rounds through a ward and what happened in them; only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Text, Uuid
from sqlmodel import Field

from clinicapp.domain.equipment.rounds import RoundEventKind, RoundKind
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class RoundRow(StoreTable, table=True):
    """The beginning of a round; ``expected`` and ``kit`` are JSON, or empty."""

    __tablename__ = "rounds"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", RoundKind), name="kind"),
        Index(None, "ward", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    kind: str = Field(sa_type=Text)
    ward: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    expected: str = Field(sa_type=Text)
    kit: str = Field(sa_type=Text)


class RoundEventRow(StoreTable, table=True):
    """Something that happened in a round; ``answers`` is a JSON object."""

    __tablename__ = "round_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", RoundEventKind), name="kind"),
        Index(None, "round_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    round_id: UUID = Field(sa_type=Uuid, foreign_key="rounds.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    asset_id: UUID | None = Field(sa_type=Uuid, foreign_key="assets.id")
    text: str = Field(sa_type=Text)
    answers: str = Field(sa_type=Text)
    takes_back: UUID | None = Field(sa_type=Uuid, foreign_key="round_events.id", unique=True)


ROUNDS: Final[Table] = StoreTable.metadata.tables["rounds"]
ROUND_EVENTS: Final[Table] = StoreTable.metadata.tables["round_events"]

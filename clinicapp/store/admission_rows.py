"""Tables of people's places on the list and of the hospital's messages; only ever added to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, Text, Uuid, text
from sqlmodel import Field

from clinicapp.domain.caseload.kinds import (
    EventSource,
    MessageDecision,
    MessageOutcome,
    PersonEventKind,
)
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class AdmissionMessageRow(StoreTable, table=True):
    """A message of the hospital's system as it came, and what became of it."""

    __tablename__ = "admission_messages"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("outcome", MessageOutcome), name="outcome"),
        Index(None, "sender", "control_id"),
        Index(None, "person_id", "occurred_at"),
        Index(
            "ix_admission_messages_waiting",
            "seq",
            sqlite_where=text("outcome IN ('waiting', 'refused')"),
        ),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    address: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=Instant)
    sender: str = Field(sa_type=Text)
    control_id: str = Field(sa_type=Text)
    event: str = Field(sa_type=Text)
    occurred_at: datetime | None = Field(sa_type=Instant)
    outcome: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    person_id: UUID | None = Field(sa_type=Uuid, foreign_key="people.id")
    incomplete: bool
    raw: bytes = Field(sa_type=LargeBinary)


class AdmissionDecisionRow(StoreTable, table=True):
    """What a person decided about a message that waited; there is one decision at most."""

    __tablename__ = "admission_decisions"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("decision", MessageDecision), name="decision"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    message_id: UUID = Field(sa_type=Uuid, foreign_key="admission_messages.id", unique=True)
    decision: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


class PersonEventRow(StoreTable, table=True):
    """Something that happened to a person's place on the list; ``changes`` is a JSON list."""

    __tablename__ = "person_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", PersonEventKind), name="kind"),
        CheckConstraint(one_of("source", EventSource), name="source"),
        Index(None, "person_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    person_id: UUID = Field(sa_type=Uuid, foreign_key="people.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    effective_on: date
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    changes: str = Field(sa_type=Text)
    message_id: UUID | None = Field(sa_type=Uuid, foreign_key="admission_messages.id")


ADMISSION_MESSAGES: Final[Table] = StoreTable.metadata.tables["admission_messages"]
ADMISSION_DECISIONS: Final[Table] = StoreTable.metadata.tables["admission_decisions"]
PERSON_EVENTS: Final[Table] = StoreTable.metadata.tables["person_events"]

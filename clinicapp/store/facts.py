"""Tables of what has happened: only ever added to (``triggers``), never changed or removed.

``seq`` is the order of arrival in this database. It is the key where the order is asked for.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, TypeAlias
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel import Field

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.forms import FactKind
from clinicapp.domain.lester.approval import PackEventKind
from clinicapp.domain.observations import ReadingEventKind, Timing
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.store_table import StoreTable

Args: TypeAlias = tuple[SchemaItem | dict[str, object], ...]


class Outcome(StrEnum):
    """What a transmission's bytes turned out to be."""

    FRAME = "frame"
    READING = "reading"
    REFUSED = "refused"


class AssetEventRow(StoreTable, table=True):
    """Something that happened to an asset; ``details`` is a JSON object of short words."""

    __tablename__ = "asset_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", AssetEventKind), name="kind"),
        CheckConstraint(one_of("checked", Check), name="checked"),
        CheckConstraint(one_of("verdict", Verdict), name="verdict"),
        Index(None, "asset_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(sa_type=Text)
    checked: str | None = Field(sa_type=Text)
    verdict: str | None = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    details: str = Field(sa_type=Text)
    supersedes: UUID | None = Field(sa_type=Uuid, foreign_key="asset_events.id")


class TransmissionRow(StoreTable, table=True):
    """Bytes as they came in, whatever became of them; ``ordinal`` counts from 1 in a visit.

    Kept in the order of its own key, without a separate row number: one page less to encrypt and
    sync for each reading.
    """

    __tablename__ = "transmissions"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        Index(
            "ix_transmissions_unread",
            "outcome",
            "received_at",
            sqlite_where=text("outcome <> 'reading'"),
        ),
        {"sqlite_with_rowid": False},
    )
    visit_id: UUID = Field(sa_type=Uuid, primary_key=True)
    ordinal: int = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid)
    link: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    driver: str = Field(sa_type=Text)
    driver_version: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=Instant)
    outcome: str = Field(sa_type=Text)
    reason: str | None = Field(sa_type=Text)
    detail: str | None = Field(sa_type=Text)
    incomplete: bool
    device_serial: str | None = Field(sa_type=Text)
    raw: bytes = Field(sa_type=LargeBinary)


class ReadingRow(StoreTable, table=True):
    """One result; its bytes and the way it came are in its transmission."""

    __tablename__ = "readings"
    __table_args__: ClassVar[Args] = (
        ForeignKeyConstraint(
            ["visit_id", "ordinal"], ["transmissions.visit_id", "transmissions.ordinal"]
        ),
        CheckConstraint(one_of("timing", Timing), name="timing"),
        CheckConstraint("duplicate_of IS NULL OR supersedes IS NULL", name="one_link"),
        # One index answers both questions, "was this delivered before" and "what did it say then",
        # and at the same time makes a second original of the same content impossible.
        Index(
            "uq_readings_original",
            "identity_key",
            "content_key",
            "device_key",
            unique=True,
            sqlite_where=text("duplicate_of IS NULL AND identity_key IS NOT NULL"),
        ),
        Index(
            "ix_readings_lot",
            "lot",
            sqlite_where=text("lot IS NOT NULL"),
        ),
        Index(
            "ix_readings_control",
            "seq",
            sqlite_where=text("control = 1"),
        ),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    visit_id: UUID = Field(sa_type=Uuid)
    ordinal: int = Field(sa_type=Integer)
    kind: str = Field(sa_type=Text)
    quantities: str = Field(sa_type=Text)
    device_key: str = Field(sa_type=Text)
    identity_key: str | None = Field(sa_type=Text)
    content_key: str | None = Field(sa_type=Text)
    taken_at_text: str | None = Field(sa_type=Text)
    measured_at: datetime | None = Field(sa_type=Instant)
    timing: str = Field(sa_type=Text)
    clock_offset_seconds: int | None
    flags: str = Field(sa_type=Text)
    device_user: int | None
    device_sequence: str | None = Field(sa_type=Text)
    patient_ref: str | None = Field(sa_type=Text)
    operator_ref: str | None = Field(sa_type=Text)
    sample_ref: str | None = Field(sa_type=Text)
    device_maker: str | None = Field(sa_type=Text)
    device_model: str | None = Field(sa_type=Text)
    device_serial: str | None = Field(sa_type=Text)
    control: bool
    lot: str | None = Field(sa_type=Text)
    stored: bool
    duplicate_of: UUID | None = Field(sa_type=Uuid, foreign_key="readings.id")
    supersedes: UUID | None = Field(sa_type=Uuid, foreign_key="readings.id")


class FormRow(StoreTable, table=True):
    """A screening form as it was opened; everything on it is a fact."""

    __tablename__ = "forms"
    __table_args__: ClassVar[Args] = (
        UniqueConstraint("number", "version"),
        Index(None, "person_id", "opened_at"),
    )
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    number: str = Field(sa_type=Text)
    person_id: UUID = Field(sa_type=Uuid, foreign_key="people.id")
    pack: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=Instant)
    opened_by: str = Field(sa_type=Text)
    version: int
    amends: UUID | None = Field(sa_type=Uuid, foreign_key="forms.id")
    pack_version: str | None = Field(sa_type=Text)
    pack_sha256: str | None = Field(sa_type=Text)


class RulePackRow(StoreTable, table=True):
    """The text of a rule pack that was used or approved, by its own hash."""

    __tablename__ = "rule_packs"
    sha256: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text)
    version: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=Instant)


class RulePackEventRow(StoreTable, table=True):
    """A rule pack was approved, or made active on a ward."""

    __tablename__ = "rule_pack_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", PackEventKind), name="kind"),
        CheckConstraint("(kind = 'activated') = (ward IS NOT NULL)", name="ward"),
        CheckConstraint("(kind = 'activated') = (active_from IS NOT NULL)", name="active_from"),
        CheckConstraint(
            "kind <> 'approved' OR (cases_passed > 0 AND cases_sha256 IS NOT NULL)", name="cases"
        ),
        Index(None, "sha256", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    pack: str = Field(sa_type=Text)
    version: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text, foreign_key="rule_packs.sha256")
    note: str = Field(sa_type=Text)
    ward: str | None = Field(sa_type=Text)
    active_from: date | None
    cases_passed: int | None
    cases_sha256: str | None = Field(sa_type=Text)


class ReadingEventRow(StoreTable, table=True):
    """Something that happened to a reading after it was kept."""

    __tablename__ = "reading_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", ReadingEventKind), name="kind"),
        Index(None, "reading_id", "seq", "kind", "decision"),
        # A look-back asks for what one device gave, among millions that others gave.
        Index(
            "ix_reading_events_of_asset",
            "asset_id",
            "at",
            "reading_id",
            "person_id",
            sqlite_where=text("kind = 'judged'"),
        ),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    reading_id: UUID = Field(sa_type=Uuid, foreign_key="readings.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    asset_id: UUID | None = Field(sa_type=Uuid, foreign_key="assets.id")
    person_id: UUID | None = Field(sa_type=Uuid, foreign_key="people.id")
    form_id: UUID | None = Field(sa_type=Uuid, foreign_key="forms.id")
    decision: str | None = Field(sa_type=Text)
    codes: str = Field(sa_type=Text)
    policy: str | None = Field(sa_type=Text)
    reason: str | None = Field(sa_type=Text)


class FormFactRow(StoreTable, table=True):
    """One fact on a form; ``content`` is its values as a JSON object."""

    __tablename__ = "form_facts"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", FactKind), name="kind"),
        Index(None, "form_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    form_id: UUID = Field(sa_type=Uuid, foreign_key="forms.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    item: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text)
    reading_id: UUID | None = Field(sa_type=Uuid, foreign_key="readings.id")
    target: UUID | None = Field(sa_type=Uuid, foreign_key="form_facts.id")

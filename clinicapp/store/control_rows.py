"""Tables of quality control: material, results, what was done, plans and external rounds.

All but what is being typed are only ever added to; verdicts and states follow from them and are in
none.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Text, Uuid, text
from sqlmodel import Field

from clinicapp.domain.quality.external import EqaStep
from clinicapp.domain.quality.lots import LotEventKind, TargetSource
from clinicapp.domain.quality.replay import ControlEventKind
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class ControlLotRow(StoreTable, table=True):
    """One level of control material of one lot; amounts are decimal text."""

    __tablename__ = "control_lots"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("source", TargetSource), name="source"),
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("(mean IS NULL) = (sd IS NULL)", name="target"),
        CheckConstraint("(low IS NULL) = (high IS NULL)", name="range"),
        # A qualitative control has a word, and no number beside it.
        CheckConstraint("expected = '' OR (mean IS NULL AND low IS NULL)", name="expected"),
        CheckConstraint("open_days IS NULL OR open_days >= 1", name="open_days"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    kit: str = Field(sa_type=Text)
    lot: str = Field(sa_type=Text)
    material: str = Field(sa_type=Text)
    field: str = Field(sa_type=Text)
    level: int
    level_name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    expires_on: date
    added_at: datetime = Field(sa_type=Instant)
    added_by: str = Field(sa_type=Text)
    mean: str | None = Field(sa_type=Text)
    sd: str | None = Field(sa_type=Text)
    low: str | None = Field(sa_type=Text)
    high: str | None = Field(sa_type=Text)
    expected: str = Field(sa_type=Text)
    open_days: int | None
    gtin: str = Field(sa_type=Text)
    supersedes: UUID | None = Field(sa_type=Uuid, foreign_key="control_lots.id")


class ControlLotEventRow(StoreTable, table=True):
    """A vial was opened for an analyser, or its lot is used there no more."""

    __tablename__ = "control_lot_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", LotEventKind), name="kind"),
        Index(None, "asset_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    lot_id: UUID = Field(sa_type=Uuid, foreign_key="control_lots.id")
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)


class ControlResultRow(StoreTable, table=True):
    """One control result; of one reading there is one for each lot at most."""

    __tablename__ = "control_results"
    __table_args__: ClassVar[Args] = (
        CheckConstraint("value IS NOT NULL OR outcome <> ''", name="outcome"),
        Index(None, "asset_id", "at"),
        Index(
            "uq_control_results_reading",
            "reading_id",
            "lot_id",
            unique=True,
            sqlite_where=text("reading_id IS NOT NULL"),
        ),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    lot_id: UUID = Field(sa_type=Uuid, foreign_key="control_lots.id")
    run: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    operator: str = Field(sa_type=Text)
    value: str | None = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    reading_id: UUID | None = Field(sa_type=Uuid, foreign_key="readings.id")


class ControlEventRow(StoreTable, table=True):
    """A corrective action, or a result that no longer counts."""

    __tablename__ = "control_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", ControlEventKind), name="kind"),
        CheckConstraint("kind <> 'excluded' OR result_id IS NOT NULL", name="result_id"),
        CheckConstraint("reason <> ''", name="reason"),
        Index(None, "asset_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    result_id: UUID | None = Field(sa_type=Uuid, foreign_key="control_results.id")


class ControlPlanRow(StoreTable, table=True):
    """How often an analyser's controls are due, as it was set; ``content`` is a JSON object."""

    __tablename__ = "control_plans"
    __table_args__: ClassVar[Args] = (Index(None, "asset_id", "seq"),)
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text)


class EqaRoundRow(StoreTable, table=True):
    """A sample of an external scheme that has to be measured and returned."""

    __tablename__ = "eqa_rounds"
    __table_args__: ClassVar[Args] = (Index(None, "asset_id", "seq"),)
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    scheme: str = Field(sa_type=Text)
    sample: str = Field(sa_type=Text)
    field: str = Field(sa_type=Text)
    deadline: datetime = Field(sa_type=Instant)
    added_at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)


class EqaResultRow(StoreTable, table=True):
    """What was returned in a round, or how the scheme judged it."""

    __tablename__ = "eqa_results"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("step", EqaStep), name="step"),
        Index(None, "round_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    round_id: UUID = Field(sa_type=Uuid, foreign_key="eqa_rounds.id")
    step: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    value: str | None = Field(sa_type=Text)
    target: str | None = Field(sa_type=Text)
    score: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)


class ControlDraftRow(StoreTable, table=True):
    """What somebody typed into a panel about an analyser and has not recorded; a JSON object."""

    __tablename__ = "control_drafts"
    asset_id: UUID = Field(sa_type=Uuid, primary_key=True, foreign_key="assets.id")
    panel: str = Field(sa_type=Text, primary_key=True)
    actor_id: UUID = Field(sa_type=Uuid, primary_key=True)
    actor_name: str = Field(sa_type=Text)
    typed: str = Field(sa_type=Text)
    saved_at: datetime = Field(sa_type=Instant)


CONTROL_DRAFTS: Final[Table] = StoreTable.metadata.tables["control_drafts"]
CONTROL_LOTS: Final[Table] = StoreTable.metadata.tables["control_lots"]
CONTROL_LOT_EVENTS: Final[Table] = StoreTable.metadata.tables["control_lot_events"]
CONTROL_RESULTS: Final[Table] = StoreTable.metadata.tables["control_results"]
CONTROL_EVENTS: Final[Table] = StoreTable.metadata.tables["control_events"]
CONTROL_PLANS: Final[Table] = StoreTable.metadata.tables["control_plans"]
EQA_ROUNDS: Final[Table] = StoreTable.metadata.tables["eqa_rounds"]
EQA_RESULTS: Final[Table] = StoreTable.metadata.tables["eqa_results"]

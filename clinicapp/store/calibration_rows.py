"""Tables of reference standards, calibrations, and the reviews that failed ones ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Text, Uuid
from sqlmodel import Field

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.tolerances import Method
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.store_table import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class StandardRow(StoreTable, table=True):
    """A reference standard; it can be changed, its certificates cannot."""

    __tablename__ = "reference_standards"
    __table_args__: ClassVar[Args] = (CheckConstraint("version >= 1", name="version"),)
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    tag: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    serial: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    active: bool
    version: int


class CertificateRow(StoreTable, table=True):
    """A standard's own certificate."""

    __tablename__ = "standard_certificates"
    __table_args__: ClassVar[Args] = (
        CheckConstraint("issued_on <= valid_to", name="days"),
        Index(None, "standard_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    standard_id: UUID = Field(sa_type=Uuid, foreign_key="reference_standards.id")
    number: str = Field(sa_type=Text)
    issued_on: date
    valid_to: date
    uncertainty: str = Field(sa_type=Text)
    evidence: str | None = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(sa_type=Text)


class CalibrationRow(StoreTable, table=True):
    """A signed calibration; ``points`` and ``evidence`` are JSON lists."""

    __tablename__ = "calibrations"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("method", Method), name="method"),
        CheckConstraint(one_of("as_found", Verdict), name="as_found"),
        CheckConstraint(one_of("as_left", Verdict), name="as_left"),
        CheckConstraint("(supersedes IS NULL) = (reason = '')", name="reason"),
        Index(None, "asset_id", "seq"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    done_on: date
    at: datetime = Field(sa_type=Instant)
    method: str | None = Field(sa_type=Text)
    tolerance_set: str = Field(sa_type=Text)
    policy: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    room: str = Field(sa_type=Text)
    points: str = Field(sa_type=Text)
    adjusted: bool | None
    adjustment: str = Field(sa_type=Text)
    standard_id: UUID | None = Field(sa_type=Uuid, foreign_key="reference_standards.id")
    certificate_id: UUID | None = Field(sa_type=Uuid, foreign_key="standard_certificates.id")
    certificate_no: str = Field(sa_type=Text)
    performed_by: str = Field(sa_type=Text)
    as_found: str | None = Field(sa_type=Text)
    as_left: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    signed_by_id: UUID = Field(sa_type=Uuid)
    signed_by: str = Field(sa_type=Text)
    signed_at: datetime = Field(sa_type=Instant)
    second_needed: bool
    second_asked: UUID | None = Field(sa_type=Uuid)
    supersedes: UUID | None = Field(sa_type=Uuid, foreign_key="calibrations.id", unique=True)
    reason: str = Field(sa_type=Text)


class SignatureRow(StoreTable, table=True):
    """The second signature under a calibration; there is one at most."""

    __tablename__ = "calibration_signatures"
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    calibration_id: UUID = Field(sa_type=Uuid, foreign_key="calibrations.id", unique=True)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)


class DraftRow(StoreTable, table=True):
    """What somebody typed about an asset's calibration and has not signed; a JSON object."""

    __tablename__ = "calibration_drafts"
    asset_id: UUID = Field(sa_type=Uuid, primary_key=True, foreign_key="assets.id")
    actor_id: UUID = Field(sa_type=Uuid, primary_key=True)
    actor_name: str = Field(sa_type=Text)
    typed: str = Field(sa_type=Text)
    saved_at: datetime = Field(sa_type=Instant)


class LookBackRow(StoreTable, table=True):
    """A review that a failed calibration asks for."""

    __tablename__ = "look_backs"
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    calibration_id: UUID = Field(sa_type=Uuid, foreign_key="calibrations.id", unique=True)
    asset_id: UUID = Field(sa_type=Uuid, foreign_key="assets.id")
    since: datetime | None = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    opened_by: str = Field(sa_type=Text)


class LookBackReviewRow(StoreTable, table=True):
    """The signature under a look-back; there is one at most."""

    __tablename__ = "look_back_reviews"
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    look_back_id: UUID = Field(sa_type=Uuid, foreign_key="look_backs.id", unique=True)
    actor_id: UUID = Field(sa_type=Uuid)
    actor_name: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    note: str = Field(sa_type=Text)
    readings: int
    people: int
    could_have_crossed: int
    not_excluded: int
    list_sha256: str = Field(sa_type=Text)


REFERENCE_STANDARDS: Final[Table] = StoreTable.metadata.tables["reference_standards"]
STANDARD_CERTIFICATES: Final[Table] = StoreTable.metadata.tables["standard_certificates"]
CALIBRATIONS: Final[Table] = StoreTable.metadata.tables["calibrations"]
CALIBRATION_SIGNATURES: Final[Table] = StoreTable.metadata.tables["calibration_signatures"]
CALIBRATION_DRAFTS: Final[Table] = StoreTable.metadata.tables["calibration_drafts"]
LOOK_BACKS: Final[Table] = StoreTable.metadata.tables["look_backs"]
LOOK_BACK_REVIEWS: Final[Table] = StoreTable.metadata.tables["look_back_reviews"]

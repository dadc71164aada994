"""Tables of signing in: what each member of staff proves themselves by, and what happened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, Text, Uuid
from sqlmodel import Field

from clinicapp.domain.sign_in import SignInKind, Way
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.facts import Args
from clinicapp.store.records import StoreTable

if TYPE_CHECKING:
    from sqlalchemy import Table


class StaffSecretRow(StoreTable, table=True):
    """The hashes of a member's password and PIN, apart from the member, whom every list shows.

    ``one_time_until``: an administrator gave the password, and it works until then.
    """

    __tablename__ = "staff_secrets"
    __table_args__: ClassVar[Args] = (CheckConstraint("version >= 1", name="version"),)
    id: UUID = Field(sa_type=Uuid, primary_key=True, foreign_key="staff.id")
    password_hash: str | None = Field(sa_type=Text)
    pin_hash: str | None = Field(sa_type=Text)
    one_time_until: datetime | None = Field(sa_type=Instant)
    version: int


class SignInEventRow(StoreTable, table=True):
    """Somebody signed in, out, was switched, locked the station or failed; only ever added to."""

    __tablename__ = "sign_in_events"
    __table_args__: ClassVar[Args] = (
        CheckConstraint(one_of("kind", SignInKind), name="kind"),
        CheckConstraint(one_of("way", Way), name="way"),
        Index(None, "station", "at"),
        Index(None, "staff_id", "at"),
    )
    seq: int | None = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid, unique=True)
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    station: str = Field(sa_type=Text)
    way: str | None = Field(sa_type=Text)
    staff_id: UUID | None = Field(sa_type=Uuid)


STAFF_SECRETS: Final[Table] = StoreTable.metadata.tables["staff_secrets"]
SIGN_IN_EVENTS: Final[Table] = StoreTable.metadata.tables["sign_in_events"]

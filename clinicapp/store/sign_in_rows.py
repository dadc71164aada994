"""Tables of signing in: what each member of staff proves themselves by, and what happened.

Plain tables: making a model of one takes milliseconds for which every window would wait.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, Uuid

from clinicapp.domain.sign_in import SignInKind, Way
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.store_table import StoreTable

STAFF_SECRETS: Final = Table(
    "staff_secrets",
    StoreTable.metadata,
    Column("id", Uuid, ForeignKey("staff.id"), primary_key=True),
    Column("password_hash", Text),
    Column("pin_hash", Text),
    Column("one_time_until", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint("version >= 1", name="version"),
)
"""The hashes of a member's password and PIN, apart from the member, whom every list shows.

``one_time_until``: an administrator gave the password, and it works until then.
"""
SIGN_IN_EVENTS: Final = Table(
    "sign_in_events",
    StoreTable.metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Uuid, unique=True, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("station", Text, nullable=False),
    Column("way", Text),
    Column("staff_id", Uuid),
    CheckConstraint(one_of("kind", SignInKind), name="kind"),
    CheckConstraint(one_of("way", Way), name="way"),
    Index(None, "station", "at"),
    Index(None, "staff_id", "at"),
)
"""Somebody signed in, out, was switched, locked the station or failed; only ever added to."""

"""Tables of what can change: people, staff, assets and their check plans, and what is being typed.

Each row carries a version, and is written only where the version is still the one that was read;
what is being typed has none, because the newest text is the one that counts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, Uuid, text
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel import Field

from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.equipment.checks import Basis, Check
from clinicapp.domain.people import Diabetes, Sex
from clinicapp.store.columns import Instant, one_of
from clinicapp.store.store_table import StoreTable


class PersonRow(StoreTable, table=True):
    """A person. ``search_text`` is derived: family name, given name, NHS number, room, folded."""

    __tablename__ = "people"
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = (
        CheckConstraint(one_of("sex", Sex), name="sex"),
        CheckConstraint(one_of("diabetes", Diabetes), name="diabetes"),
        CheckConstraint("version >= 1", name="version"),
        Index(None, "ward", "search_text"),
        Index(None, "search_text"),
    )
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    family_name: str = Field(sa_type=Text)
    given_name: str = Field(sa_type=Text)
    title: str | None = Field(sa_type=Text)
    born: date
    sex: str = Field(sa_type=Text)
    nhs_number: str | None = Field(sa_type=Text, unique=True)
    ethnicity: str | None = Field(sa_type=Text)
    ward: str = Field(sa_type=Text)
    room: str | None = Field(sa_type=Text)
    pregnant: bool | None
    diabetes: str | None = Field(sa_type=Text)
    cvd: bool | None
    antipsychotic: str | None = Field(sa_type=Text)
    antipsychotic_started: date | None
    discharged_on: date | None
    search_text: str = Field(sa_type=Text)
    version: int


class AssetRow(StoreTable, table=True):
    """A piece of equipment; the tag on it is unique.

    ``serial_key`` and ``address_key`` are what a device is recognised by, as ``matching.key_of``
    makes them.
    """

    __tablename__ = "assets"
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(one_of("funding", Funding), name="funding"),
        Index(None, "ward", "tag"),
        Index(None, "make", "model"),
        Index(None, "gtin", sqlite_where=text("gtin IS NOT NULL")),
        Index(None, "serial_key"),
        Index(None, "address_key", "link"),
    )
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    tag: str = Field(sa_type=Text, unique=True)
    category: str = Field(sa_type=Text)
    make: str = Field(sa_type=Text)
    model: str = Field(sa_type=Text)
    serial: str = Field(sa_type=Text)
    ward: str = Field(sa_type=Text)
    driver: str | None = Field(sa_type=Text)
    link: str | None = Field(sa_type=Text)
    address: str | None = Field(sa_type=Text)
    version: int
    site: str = Field(sa_type=Text)
    location: str = Field(sa_type=Text)
    giai: str | None = Field(sa_type=Text, unique=True)
    gtin: str | None = Field(sa_type=Text)
    funding: str = Field(sa_type=Text)
    purchased_on: date | None
    warranty_until: date | None
    end_of_life_on: date | None
    firmware: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)
    part_of: UUID | None = Field(sa_type=Uuid, foreign_key="assets.id", index=True)
    photo: str | None = Field(sa_type=Text)
    serial_key: str = Field(sa_type=Text)
    address_key: str = Field(sa_type=Text)


class PlanRuleRow(StoreTable, table=True):
    """How often a check is due, in months, days or hours, and what that holds for."""

    __tablename__ = "plan_rules"
    # "check" is a word of SQL, and SQLite's own column list of a CHECK would not quote it.
    __table_args__: ClassVar[tuple[SchemaItem, ...]] = (
        CheckConstraint(one_of("checked", Check), name="checked"),
        CheckConstraint(one_of("basis", Basis), name="basis"),
        CheckConstraint(
            "CASE WHEN every_months IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN every_days IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN every_hours IS NULL THEN 0 ELSE 1 END "
            "= CASE WHEN needed THEN 1 ELSE 0 END",
            name="one_interval",
        ),
        CheckConstraint("version >= 1", name="version"),
    )
    id: UUID = Field(sa_type=Uuid, primary_key=True)
    checked: str = Field(sa_type=Text)
    site: str | None = Field(sa_type=Text)
    ward: str | None = Field(sa_type=Text)
    category: str | None = Field(sa_type=Text)
    asset_id: UUID | None = Field(sa_type=Uuid, foreign_key="assets.id", index=True)
    needed: bool
    every_months: int | None
    every_days: int | None
    every_hours: int | None
    grace_days: int
    lead_days: int | None
    basis: str = Field(sa_type=Text)
    version: int


class TypedEntryRow(StoreTable, table=True):
    """What somebody typed into a card's entry panel and has not saved; ``content`` is JSON."""

    __tablename__ = "typed_entries"
    form_id: UUID = Field(sa_type=Uuid, primary_key=True, foreign_key="forms.id")
    card: str = Field(sa_type=Text, primary_key=True)
    content: str = Field(sa_type=Text)
    typed_at: datetime = Field(sa_type=Instant)
    actor_id: UUID = Field(sa_type=Uuid, primary_key=True)
    actor_name: str = Field(sa_type=Text)

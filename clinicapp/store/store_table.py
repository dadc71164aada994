"""What every table is made from: one metadata, and names for its constraints."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict
from sqlalchemy import MetaData
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can reach it."""


class StoreTable(SQLModel):
    """The ancestor of all tables; it brings their one metadata."""

    # A table validates nothing, so a validator need not be built while the window is waited for.
    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)

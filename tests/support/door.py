"""A front door with cheap hashes, and members of staff who can come in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from clinicapp.domain.staff import Actor, Role, StaffMember
from clinicapp.front_door import FrontDoor
from clinicapp.secret_keeper import SecretKeeper

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from clinicapp.store.database_thread import DatabaseThread

PASSWORD = "correct horse battery"
PIN = "274918"
GSRN = "506012345678901238"
"""A staff badge's GSRN with its check digit; AI 8017."""


def cheap_keeper() -> SecretKeeper:
    """One that hashes at next to no cost."""
    return SecretKeeper(lambda: bytes(32), weak=True)


def a_door(
    database: DatabaseThread,
    now: Callable[[], datetime],
    *,
    station: str = "ASH-01",
    account: str | None = None,
) -> FrontDoor:
    """A front door; ``stop`` it."""
    return FrontDoor(database, station, cheap_keeper(), now, account)


def employ(
    database: DatabaseThread,
    door: FrontDoor,
    name: str,
    *roles: Role,
    badge: str | None = None,
    title: str = "Nurse",
    secrets: bool = True,
) -> Actor:
    """Add somebody, with a user name, ``PASSWORD`` and ``PIN`` unless told otherwise."""
    member = StaffMember(
        id=uuid7(),
        name=name,
        title=title,
        roles=frozenset(roles or {Role.WARD_NURSE}),
        badge=badge,
        user_name=user_name(name),
    )
    database.run(lambda work: work.staff.add(member))
    actor = Actor(id=member.id, name=name, roles=member.roles, station=door.station)
    if secrets:
        door.set_own(actor, user_name=None, password=PASSWORD, pin=PIN).result()
    return actor


def user_name(name: str) -> str:
    """The user name of somebody whom ``employ`` added."""
    return name.casefold().replace(" ", ".")


def reset(door: FrontDoor, by: Actor, member_id: UUID) -> str:
    """Give somebody a one-time password."""
    return door.reset(by, member_id).result()

"""Staff and their roles."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from clinicapp.domain.staff import Role, StaffMember
from clinicapp.store.columns import words_json
from clinicapp.store.staff_rows import STAFF

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

_CHANGED = (
    "Somebody else changed this member of staff first, so your change was not saved. Look at the "
    "entry again and repeat it."
)


class Staff:
    """The members of staff, also those who have left (``active`` is False)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, member: StaffMember) -> StaffMember:
        """Add a member of staff; returned as stored, at version 1.

        Raises:
            AlreadyThere: the id is taken.
        """
        stored = replace(member, version=1)
        self._session.insert(STAFF, **_values(stored), version=1)
        return stored

    def get(self, member_id: UUID) -> StaffMember | None:
        """The member of staff, or None."""
        row = self._session.row(select(STAFF).where(STAFF.c.id == member_id))
        return None if row is None else _member(row)

    def by_badge(self, badge: str) -> StaffMember | None:
        """Whose badge this is (as ``domain.sign_in.badge_of`` writes it), or None."""
        row = self._session.row(select(STAFF).where(STAFF.c.badge == badge))
        return None if row is None else _member(row)

    def by_user_name(self, user_name: str) -> StaffMember | None:
        """Whose user name this is (as ``domain.sign_in.user_name_of`` writes it), or None."""
        row = self._session.row(select(STAFF).where(STAFF.c.user_name == user_name))
        return None if row is None else _member(row)

    def badges(self) -> frozenset[str]:
        """The badges of all who may sign in."""
        here = select(STAFF.c.badge).where(STAFF.c.badge.is_not(None), STAFF.c.active)
        return frozenset(row["badge"] for row in self._session.rows(here))

    def list(self) -> tuple[StaffMember, ...]:
        """Everybody, by name."""
        rows = self._session.rows(select(STAFF).order_by(STAFF.c.name, STAFF.c.id))
        return tuple(_member(row) for row in rows)

    def save(self, member: StaffMember) -> StaffMember:
        """Overwrite an entry that is still at ``member.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
        """
        version = self._session.save(STAFF, member.version, _CHANGED, **_values(member))
        return replace(member, version=version)


def _values(member: StaffMember) -> dict[str, object]:
    return {
        "id": member.id,
        "name": member.name,
        "title": member.title,
        "roles": words_json(tuple(sorted(role.value for role in member.roles))),
        "badge": member.badge,
        "user_name": member.user_name,
        "active": member.active,
    }


def _member(row: RowMapping) -> StaffMember:
    return StaffMember(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        roles=frozenset(Role(word) for word in json.loads(row["roles"])),
        badge=row["badge"],
        user_name=row["user_name"],
        active=row["active"],
        version=row["version"],
    )

"""The members of staff as their administrator keeps them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from clinicapp.domain.errors import Conflict, Refused
from clinicapp.domain.sign_in import user_name_fault, user_name_of
from clinicapp.domain.staff import Permission, Role, StaffMember
from clinicapp.services.access import By, record, use_case
from clinicapp.services.staff.badges import badge_in, why_no_badge
from clinicapp.services.staff.members import add_staff, set_roles
from clinicapp.services.staff.sign_in import refuse_taken

if TYPE_CHECKING:
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """A member of staff as typed; ``badge`` is what the scanner read. Empty: none."""

    name: str
    title: str
    roles: frozenset[Role]
    badge: str = ""
    user_name: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class StaffStanding:
    """A member of staff, and what they can sign in with."""

    member: StaffMember
    has_password: bool
    has_pin: bool
    one_time: bool


class EntryRefused(Refused):
    """Fields cannot be taken; a sentence by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@use_case(Permission.MANAGE_STAFF, "look at the members of staff")
def listed(work: Work, by: By) -> tuple[StaffStanding, ...]:
    """Everybody by name, also those whose access has ended."""
    found = tuple(_standing(work, member) for member in work.staff.list())
    record(work, by, "staff.listed", "all", count=len(found))
    return found


@use_case(Permission.MANAGE_STAFF, "add members of staff")
def add_member(work: Work, by: By, entry: StaffEntry) -> StaffMember:
    """Add a member of staff; they cannot sign in before they have a badge or a password.

    Raises:
        EntryRefused: with a sentence for each field that cannot be taken.
    """
    member = checked(work, entry, StaffMember(id=uuid7(), name="", title="", roles=frozenset()))
    add_staff(work, by, member)
    return member


@use_case(Permission.MANAGE_STAFF, "change members of staff")
def change_member(
    work: Work, by: By, member_id: UUID, entry: StaffEntry, version: int
) -> StaffMember:
    """Change a member of staff, or end their access and with it their sign-ins.

    Raises:
        EntryRefused: with a sentence for each field that cannot be taken.
        Refused: nobody would be left to manage staff.
        Conflict: somebody else changed the member since ``version`` was read.
    """
    before = work.staff.get(member_id)
    if before is None:
        raise Refused("There is no such member of staff; refresh the list.")
    if before.version != version:
        raise Conflict(
            "Somebody else changed this member of staff first, so your change was not saved. "
            "Look at the entry again and repeat it."
        )
    wanted = checked(work, entry, before)
    if wanted.badge != before.badge or wanted.user_name != before.user_name:
        fields = [
            name
            for name in ("badge", "user_name")
            if getattr(wanted, name) != getattr(before, name)
        ]
        record(work, by, "staff.identified", member_id, fields=" ".join(fields))
    saved = work.staff.save(replace(wanted, roles=before.roles, active=before.active))
    return set_roles(work, by, saved.id, entry.roles, active=entry.active)


def checked(work: Work, entry: StaffEntry, member: StaffMember) -> StaffMember:
    """A member with what was entered.

    Raises:
        EntryRefused: with a sentence for each field that cannot be taken.
    """
    found = replace(
        member,
        name=entry.name.strip(),
        title=entry.title.strip(),
        roles=entry.roles,
        badge=badge_in(entry.badge),
        user_name=user_name_of(entry.user_name) or None,
        active=entry.active,
    )
    errors = {
        "name": None if found.name else "A member of staff needs a name.",
        "roles": None
        if found.roles
        else "Choose at least one role; without one nobody can do anything.",
        "badge": why_no_badge(entry.badge) if entry.badge.strip() else None,
        "user_name": user_name_fault(entry.user_name) if found.user_name else None,
    }
    errors["badge"] = errors["badge"] or _taken(work, found, badge=found.badge)
    errors["user_name"] = errors["user_name"] or _taken(work, found, user_name=found.user_name)
    wrong = {field: sentence for field, sentence in errors.items() if sentence is not None}
    if wrong:
        raise EntryRefused(wrong)
    return found


def _taken(
    work: Work, member: StaffMember, *, badge: str | None = None, user_name: str | None = None
) -> str | None:
    try:
        refuse_taken(work, member, badge=badge, user_name=user_name)
    except Refused as refusal:
        return str(refusal)
    return None


def _standing(work: Work, member: StaffMember) -> StaffStanding:
    secrets = work.sign_ins.secrets(member.id)
    return StaffStanding(
        member,
        has_password=secrets.password_hash is not None,
        has_pin=secrets.pin_hash is not None,
        one_time=secrets.one_time_until is not None,
    )

"""A list of members of staff, row by row: what each says, and whom here it means.

A row means whoever has its user name, else whoever has its badge, else the one person of its name.
Rows never end anybody's access: who is missing in a list may be on another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lists.headings import Headings, HeadingsRefused, key_of
from clinicapp.domain.sign_in import (
    badge_fault,
    badge_of,
    user_name_fault,
    user_name_of,
)
from clinicapp.domain.staff import Role, StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from clinicapp.domain.lists.rows import Row


class Column(StrEnum):
    """What a column holds."""

    NAME = "name"
    TITLE = "title"
    ROLES = "roles"
    USER_NAME = "user_name"
    BADGE = "badge"


COLUMN_WORDS: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.NAME: "Name",
        Column.TITLE: "Job title",
        Column.ROLES: "Roles",
        Column.USER_NAME: "User name",
        Column.BADGE: "Badge",
    }
)
"""How a column is headed, and called in a sentence."""
_HEADINGS: Final = Headings(
    COLUMN_WORDS,
    {
        Column.NAME: ("Full name", "Member of staff", "Staff name"),
        Column.TITLE: ("Title", "Job", "Position", "Post"),
        Column.ROLES: ("Role", "Access", "Access level"),
        Column.USER_NAME: ("Login", "Log in", "Account", "User ID", "Trust username"),
        Column.BADGE: ("Badge number", "Badge no", "GSRN", "Card number", "Smartcard"),
    },
)
_ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {key_of(role.value): role for role in Role if role is not Role.STATION}
    | {
        "nurse": Role.WARD_NURSE,
        "staffnurse": Role.WARD_NURSE,
        "admin": Role.ADMINISTRATOR,
        "equipment": Role.EQUIPMENT_LEAD,
        "physicalhealth": Role.PHYSICAL_HEALTH_LEAD,
        "safetyofficer": Role.CLINICAL_SAFETY_OFFICER,
    }
)


class Standing(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    MATCHED = "matched"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """A row and what it would do: ``member`` as they would be; ``changes`` before and after."""

    number: int
    name: str
    standing: Standing
    member: StaffMember | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows, in their order."""

    rows: tuple[PlannedRow, ...]

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many rows of each kind."""
        return {each: sum(row.standing is each for row in self.rows) for each in Standing}

    @property
    def whole(self) -> bool:
        """Whether every row could be used."""
        return not any(row.standing in (Standing.REFUSED, Standing.DUPLICATE) for row in self.rows)


def knows(heading: str) -> bool:
    """Whether a text is a heading of a list of staff."""
    return _HEADINGS.knows(heading)


def read_headings(cells: Sequence[str]) -> tuple[Column | None, ...] | HeadingsRefused:
    """The column that each heading names; None for an empty heading."""
    found = _HEADINGS.read(cells)
    if isinstance(found, HeadingsRefused) or Column.NAME in found:
        return found
    return HeadingsRefused("The list has no column for the name; add one headed 'Name'.")


def make_plan(
    rows: Iterable[Row[Column]], here: Iterable[StaffMember], new_id: Callable[[], UUID]
) -> Plan:
    """What a list would do to the members of staff that are here."""
    known = _Known(here)
    return Plan(tuple(_plan(row, known, new_id) for row in rows))


class _Known:
    """Who is here, and whom the rows so far have taken or added."""

    def __init__(self, here: Iterable[StaffMember]) -> None:
        self.by_id = {member.id: member for member in here}
        self.taken: dict[UUID, int] = {}

    def meant(self, name: str, user_name: str | None, badge: str | None) -> list[StaffMember]:
        """Whom a row means; more than one when it cannot be told."""
        every = list(self.by_id.values())
        if user_name is not None and (found := [m for m in every if m.user_name == user_name]):
            return found
        if badge is not None and (
            found := [m for m in every if m.badge == badge and not (user_name and m.user_name)]
        ):
            return found
        return [
            member
            for member in every
            if member.name.casefold() == name.casefold()
            and not (user_name and member.user_name)
            and not (badge and member.badge)
        ]

    def holder(self, member: StaffMember) -> str | None:
        """A sentence about who else has the badge or the user name of a member."""
        for other in self.by_id.values():
            if other.id == member.id:
                continue
            if member.badge is not None and other.badge == member.badge:
                return f"The badge {member.badge} is {other.name}'s."
            if member.user_name is not None and other.user_name == member.user_name:
                return f"The user name {member.user_name} is {other.name}'s."
        return None


def _plan(row: Row[Column], known: _Known, new_id: Callable[[], UUID]) -> PlannedRow:
    cells = {column: row.cells.get(column, "").strip() for column in Column}
    name = " ".join(cells[Column.NAME].split())
    user_name = user_name_of(cells[Column.USER_NAME]) or None
    badge = badge_of(cells[Column.BADGE]) or None
    roles, unknown = _roles(cells[Column.ROLES])

    def refused(*problems: str) -> PlannedRow:
        return PlannedRow(
            number=row.number, name=name, standing=Standing.REFUSED, problems=problems
        )

    problems = [each for each in _faults(row, name, user_name, badge, unknown) if each]
    if problems:
        return refused(*problems)
    meant = known.meant(name, user_name, badge)
    if len(meant) > 1:
        return refused(
            f"{len(meant)} members of staff are called {name}; give a user name or a badge."
        )
    before = meant[0] if meant else None
    if before is not None and before.id in known.taken:
        return PlannedRow(
            number=row.number,
            name=name,
            standing=Standing.DUPLICATE,
            problems=(f"This is the person of row {known.taken[before.id]} again.",),
        )
    if before is None and not roles:
        return refused("A new member of staff needs a role, such as Ward nurse.")
    start = before or StaffMember(id=new_id(), name=name, title="", roles=roles)
    after = replace(
        start,
        name=name,
        title=cells[Column.TITLE] or start.title,
        roles=roles or start.roles,
        user_name=user_name or start.user_name,
        badge=badge or start.badge,
    )
    clash = known.holder(after)
    if clash is not None:
        return refused(f"{clash} No two people can have the same one.")
    known.taken[after.id] = row.number
    known.by_id[after.id] = after
    changes = {} if before is None else _changes(before, after)
    standing = Standing.NEW if before is None else Standing.MATCHED
    return PlannedRow(
        number=row.number,
        name=name,
        standing=Standing.CHANGED if changes else standing,
        member=after,
        changes=MappingProxyType(changes),
    )


def _faults(
    row: Row[Column],
    name: str,
    user_name: str | None,
    badge: str | None,
    unknown: Sequence[str],
) -> tuple[str | None, ...]:
    return (
        row.stray or None,
        None if name or row.stray else "The name is missing.",
        None if user_name is None else user_name_fault(user_name),
        None if badge is None else badge_fault(badge),
        *(
            f"The role {each!r} is not known; write one of Ward nurse, Equipment lead, Physical "
            "health lead, Clinical safety officer, Administrator."
            for each in unknown
        ),
    )


def _roles(text: str) -> tuple[frozenset[Role], tuple[str, ...]]:
    """The roles in a cell, parted by commas, semicolons, slashes or plus; and what is none."""
    for sign in ";/+|\n":
        text = text.replace(sign, ",")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    unknown = tuple(part for part in parts if key_of(part) not in _ROLES)
    return frozenset(_ROLES[key_of(part)] for part in parts if key_of(part) in _ROLES), unknown


def _changes(before: StaffMember, after: StaffMember) -> dict[str, tuple[str, str]]:
    said = {
        "name": (before.name, after.name),
        "title": (before.title, after.title),
        "roles": (_words(before.roles), _words(after.roles)),
        "user_name": (before.user_name or "", after.user_name or ""),
        "badge": (before.badge or "", after.badge or ""),
    }
    return {name: pair for name, pair in said.items() if pair[0] != pair[1]}


def _words(roles: frozenset[Role]) -> str:
    return ", ".join(role.value.replace("_", " ") for role in Role if role in roles)

"""Staff use cases: who is at the station, and the very first person of a new database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from uuid6 import uuid7

from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.sign_in import SignInEvent, SignInKind
from clinicapp.domain.staff import STATION_NAMED, Actor, Permission, Role, StaffMember
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from clinicapp.store.work import Work


def station_actor(station: str) -> Actor:
    """The station itself, which takes readings in; the same id for the same name everywhere."""
    return Actor(
        id=uuid5(NAMESPACE_URL, f"clinicapp:station:{station}"),
        name=f"{STATION_NAMED}{station}",
        roles=frozenset({Role.STATION}),
        station=station,
    )


def staff_id(account: str) -> UUID:
    """The id of the member of staff who uses this account of the computer or the domain."""
    return uuid5(NAMESPACE_URL, f"clinicapp:account:{account.casefold()}")


def sign_in(work: Work, account: str, station: str, at: datetime) -> Actor:
    """Who is at the station, by the account that the computer was signed in to.

    The first person ever becomes the administrator and the physical health lead of the new
    database; everybody after that has to be added by them.

    Raises:
        NotAllowed: nobody with that account is a member of staff here, or they have left.
    """
    member = work.staff.get(staff_id(account)) or first_user(work, account)
    if member is None or not member.active:
        raise NotAllowed(
            f"The account {account} is not a member of staff here; "
            "ask the administrator of this station to add you."
        )
    actor = Actor(id=member.id, name=member.name, roles=member.roles, station=station)
    record(work, By(actor, at), "staff.signed_in", member.id)
    return actor


def end_sign_ins(work: Work, by: By, member_id: UUID) -> None:
    """End somebody's sign-ins everywhere; part of a use case that may."""
    work.sign_ins.append(
        SignInEvent(
            id=uuid7(),
            kind=SignInKind.ENDED,
            at=by.at,
            station=by.actor.station,
            staff_id=member_id,
        )
    )


def first_user(work: Work, account: str) -> StaffMember | None:
    """Make the very first person of a new database; None when there is somebody already."""
    if work.staff.list():
        return None
    return work.staff.add(
        StaffMember(
            id=staff_id(account),
            name=account,
            title="First user of this database",
            roles=frozenset(set(Role) - {Role.STATION}),
        )
    )


@use_case(Permission.MANAGE_STAFF, "add members of staff")
def add_staff(work: Work, by: By, member: StaffMember) -> None:
    """Add a member of staff.

    Raises:
        Refused: nobody may be given the station's own role.
    """
    if Role.STATION in member.roles:
        raise Refused("The station's role is for stations only; choose a person's role.")
    work.staff.add(member)
    record(work, by, "staff.added", member.id, roles=" ".join(sorted(member.roles)))


@use_case(Permission.MANAGE_STAFF, "change members of staff")
def set_roles(
    work: Work, by: By, member_id: UUID, roles: frozenset[Role], *, active: bool
) -> StaffMember:
    """Give a member of staff other roles, or end their access.

    Raises:
        Refused: there is no such member, or nobody would be left to manage staff.
    """
    member = work.staff.get(member_id)
    if member is None:
        raise Refused("There is no such member of staff; refresh the list.")
    if Role.STATION in roles:
        raise Refused("The station's role is for stations only; choose a person's role.")
    changed = replace(member, roles=roles, active=active)
    others = [each for each in work.staff.list() if each.id != member_id and each.active]
    if not any(Role.ADMINISTRATOR in each.roles for each in (*others, changed) if each.active):
        raise Refused("Somebody must stay administrator; give another person that role first.")
    saved = work.staff.save(changed)
    if not active:
        end_sign_ins(work, by, member_id)
    record(work, by, "staff.changed", member_id, roles=" ".join(sorted(roles)), active=active)
    return saved

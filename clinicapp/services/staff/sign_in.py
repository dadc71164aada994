"""Signing in, step by step: what is asked for, what becomes of the answer, and who was here.

A password or a PIN is compared between two transactions, outside the database's thread, because
that takes longer than a device may wait: ``ask_password`` or ``ask_pin``, the comparison, then
``let_in`` or ``turn_away``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.sign_in import (
    FULL,
    ONE_TIME_FOR,
    PIN_FOR,
    SignInEvent,
    SignInKind,
    Way,
    next_try,
    pin_standing,
    user_name_of,
)
from clinicapp.domain.staff import Actor, Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.staff.members import end_sign_ins, first_user, staff_id, station_actor

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.staff import StaffMember
    from clinicapp.store.work import Work

WRONG: Final = "The user name or the password is wrong; check both and try again."
FULL_NEEDED: Final = "Sign in with your user name and password: press F2."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a typed secret is compared with; without a hash nothing can fit."""

    staff_id: UUID | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody is signed in.

    ``needs``: what they are asked to choose, of ``user_name``, ``password`` and ``pin``; it
    ``can_wait`` unless an administrator gave the password.
    """

    actor: Actor
    needs: tuple[str, ...] = ()
    can_wait: bool = True


@dataclass(frozen=True, slots=True)
class SeenHere:
    """Somebody who can come back with a PIN until a time."""

    staff_id: UUID
    name: str
    title: str
    pin_until: datetime


def ask_password(work: Work, station: str, user_name: str, at: datetime) -> Asked:
    """What the password of a user name is compared with.

    Raises:
        Refused: too soon after wrong ones.
    """
    member = work.staff.by_user_name(user_name_of(user_name))
    known = member.id if member is not None and member.active else None
    _not_too_soon(work, station, known, at)
    if known is None:
        return Asked(None, None)
    secrets = work.sign_ins.secrets(known)
    if secrets.one_time_until is not None and at >= secrets.one_time_until:
        raise Refused("This one-time password has run out; ask your administrator for another one.")
    return Asked(known, secrets.password_hash)


def ask_current(work: Work, station: str, member_id: UUID, at: datetime) -> Asked:
    """What the present password of somebody who changes it is compared with.

    Raises:
        Refused: too soon after wrong ones.
    """
    _not_too_soon(work, station, member_id, at)
    return Asked(member_id, work.sign_ins.secrets(member_id).password_hash)


def ask_pin(work: Work, station: str, member_id: UUID, at: datetime) -> Asked:
    """What a PIN is compared with.

    Raises:
        Refused: it is not enough any more, or too soon after wrong ones.
    """
    member = work.staff.get(member_id)
    events = work.sign_ins.events(station, member_id, at - PIN_FOR)
    standing = pin_standing(events, at)
    if member is None or not member.active or standing.until is None:
        raise Refused(f"A PIN is not enough here any more. {FULL_NEEDED}")
    if standing.tries_left == 0:
        raise Refused(f"Too many PINs were wrong. {FULL_NEEDED}")
    _not_too_soon(work, station, member_id, at)
    found = work.sign_ins.secrets(member_id).pin_hash
    if found is None:
        raise Refused(f"You have no PIN yet. {FULL_NEEDED}")
    return Asked(member_id, found)


def let_in(
    work: Work, station: str, asked: Asked, way: Way, at: datetime, before: Actor | None
) -> Opened:
    """The secret fitted: sign its owner in.

    Args:
        work: the transaction.
        station: where.
        asked: what was compared.
        way: how.
        at: when.
        before: who was signed in until now, if anybody.

    Raises:
        Refused: the secret was changed, or its owner's access ended, while it was compared.
    """
    member = None if asked.staff_id is None else work.staff.get(asked.staff_id)
    if member is None or not member.active:
        raise Refused(WRONG)
    secrets = work.sign_ins.secrets(member.id)
    if asked.hash not in (secrets.password_hash, secrets.pin_hash):
        raise Refused("Your password or PIN was changed just now; sign in with the new one.")
    if way is Way.PIN and not _pin_open(work, station, member.id, at):
        raise Refused(f"A PIN is not enough here any more. {FULL_NEEDED}")
    return _open(work, station, member, way, at, before)


def turn_away(work: Work, station: str, asked: Asked, way: Way, at: datetime) -> str:
    """The secret did not fit: note it. Returns the sentence for whoever stands there."""
    _note(work, station, asked.staff_id, SignInKind.FAILED, way, at)
    subject = asked.staff_id or "unknown"
    record(work, By(station_actor(station), at), "staff.sign_in_failed", subject, way=way.value)
    events = work.sign_ins.events(station, asked.staff_id, at - PIN_FOR)
    again = next_try(events, at)
    wait = "" if again is None else f" The next try is heard in {_seconds(again, at)} s."
    if way is not Way.PIN:
        return WRONG + wait
    left = pin_standing(events, at).tries_left
    if not left:
        return f"This PIN is wrong, for the fifth time. {FULL_NEEDED}"
    return f"This PIN is wrong; {left} {'try is' if left == 1 else 'tries are'} left.{wait}"


def sign_in_by_badge(
    work: Work, station: str, label: str, at: datetime, before: Actor | None
) -> Opened | str:
    """Sign in whoever's badge was scanned.

    Returns:
        Who, or why nobody: the try is kept, so it is no error that would undo it.
    """
    # Only here: a window that asks who is there waits for no scanner's label.
    from clinicapp.services.staff.badges import badge_in

    badge = badge_in(label)
    member = None if badge is None else work.staff.by_badge(badge)
    if member is None or not member.active:
        _note(work, station, None, SignInKind.FAILED, Way.BADGE, at)
        by = By(station_actor(station), at)
        record(work, by, "staff.sign_in_failed", "unknown", way=Way.BADGE.value)
        return (
            "Nobody here has this badge; sign in with your user name and password (F2), and ask "
            "the administrator to add it."
        )
    return _open(work, station, member, Way.BADGE, at, before)


def sign_in_by_account(
    work: Work, station: str, account: str, at: datetime, *, until_password: bool
) -> Opened | None:
    """Sign in whoever the account of the computer belongs to.

    Args:
        work: the transaction.
        station: where.
        account: the account of the operating system.
        at: when.
        until_password: it is enough only until that person has a password, which they are asked
            for. The first user of a new database begins so.

    Returns:
        None when the account is not enough.

    Raises:
        NotAllowed: the account is nobody's here, and it would have to be.
    """
    member = work.staff.get(staff_id(account)) or first_user(work, account)
    if until_password and work.sign_ins.anybody_has_a_password():
        if member is None or not member.active:
            return None
        if work.sign_ins.secrets(member.id).password_hash is not None:
            return None
    if member is None or not member.active:
        raise NotAllowed(
            f"The account {account} is not a member of staff here; "
            "ask the administrator of this station to add you."
        )
    found = _open(work, station, member, Way.ACCOUNT, at, None)
    return replace(found, needs=("user_name", "password", "pin")) if until_password else found


def leave(work: Work, by: By, kind: SignInKind) -> None:
    """Note that whoever is signed in locked the station or signed out."""
    _note(work, by.actor.station, by.actor.id, kind, None, by.at)
    record(work, by, f"staff.{kind.value}", by.actor.id)


def set_own(
    work: Work, by: By, password_hash: str | None, pin_hash: str | None, user_name: str | None
) -> None:
    """Set one's own password, PIN and user name; None keeps what is there.

    Raises:
        Refused: there is nobody to set them for, or the user name is another's.
    """
    member = work.staff.get(by.actor.id)
    if member is None:
        raise Refused("You are not a member of staff here; ask the administrator to add you.")
    if user_name is not None:
        wanted = user_name_of(user_name)
        refuse_taken(work, member, badge=None, user_name=wanted)
        if wanted != member.user_name:
            work.staff.save(replace(member, user_name=wanted))
    secrets = work.sign_ins.secrets(member.id)
    kept = replace(secrets, pin_hash=pin_hash or secrets.pin_hash)
    if password_hash is not None:
        kept = replace(kept, password_hash=password_hash, one_time_until=None)
    work.sign_ins.keep(kept)
    fields = {"password": password_hash, "pin": pin_hash, "user_name": user_name}
    changed = " ".join(name for name, value in fields.items() if value is not None)
    record(work, by, "staff.secrets_set", member.id, fields=changed)


@use_case(Permission.MANAGE_STAFF, "reset a password")
def give_one_time_password(work: Work, by: By, member_id: UUID, password_hash: str) -> None:
    """Replace a member's password by one that has to be changed, and forget the PIN.

    Raises:
        Refused: there is no such member, or they have no user name to sign in with.
    """
    member = work.staff.get(member_id)
    if member is None or not member.active:
        raise Refused("There is no such member of staff; refresh the list.")
    if member.user_name is None:
        raise Refused(f"{member.name} has no user name yet; add one first.")
    secrets = work.sign_ins.secrets(member_id)
    work.sign_ins.keep(
        replace(
            secrets,
            password_hash=password_hash,
            pin_hash=None,
            one_time_until=by.at + ONE_TIME_FOR,
        )
    )
    end_sign_ins(work, by, member_id)
    record(work, by, "staff.password_reset", member_id)


def still_in(work: Work, actor: Actor) -> Actor | None:
    """Who is signed in, as they are now: with today's roles, or None when their access ended."""
    member = work.staff.get(actor.id)
    if member is None or not member.active:
        return None
    return replace(actor, name=member.name, roles=member.roles)


def seen_here(work: Work, station: str, at: datetime) -> tuple[SeenHere, ...]:
    """Who can come back with a PIN, whoever can longest first.

    It needs no permission: names and roles are on the badges that everybody on the ward wears.
    """
    found = []
    for member_id in work.sign_ins.seen_here(station, at - PIN_FOR):
        member = work.staff.get(member_id)
        if member is None or not member.active:
            continue
        standing = pin_standing(work.sign_ins.events(station, member_id, at - PIN_FOR), at)
        if standing.until is None or not standing.tries_left:
            continue
        if work.sign_ins.secrets(member_id).pin_hash is not None:
            found.append(SeenHere(member.id, member.name, member.title, standing.until))
    return tuple(sorted(found, key=lambda each: (each.pin_until, each.name), reverse=True))


def refuse_taken(
    work: Work, member: StaffMember, *, badge: str | None, user_name: str | None
) -> None:
    """Refuse a badge or a user name that is another's; part of use cases that set them.

    Raises:
        Refused: saying whose it is.
    """
    other = None if badge is None else work.staff.by_badge(badge)
    if other is not None and other.id != member.id:
        raise Refused(
            f"This badge is {other.name}'s; scan another one, or take it off there first."
        )
    other = None if user_name is None else work.staff.by_user_name(user_name)
    if other is not None and other.id != member.id:
        raise Refused(f"The user name {user_name} is {other.name}'s; choose another one.")


def _open(
    work: Work,
    station: str,
    member: StaffMember,
    way: Way,
    at: datetime,
    before: Actor | None,
) -> Opened:
    actor = Actor(
        id=member.id, name=member.name, roles=member.roles, station=station, full=way in FULL
    )
    secrets = work.sign_ins.secrets(member.id)
    if before is not None and before.id != member.id:
        leave(work, By(before, at), SignInKind.SIGNED_OUT)
        _note(work, station, member.id, SignInKind.SWITCHED, way, at)
        record(work, By(actor, at), "staff.switched", member.id, way=way.value)
    else:
        _note(work, station, member.id, SignInKind.SIGNED_IN, way, at)
        record(work, By(actor, at), "staff.signed_in", member.id, way=way.value)
    if way is Way.PASSWORD and secrets.one_time_until is not None:
        return Opened(actor, ("password", "pin"), can_wait=False)
    return Opened(actor, ("pin",) if way is Way.PASSWORD and secrets.pin_hash is None else ())


def _pin_open(work: Work, station: str, member_id: UUID, at: datetime) -> bool:
    return pin_standing(work.sign_ins.events(station, member_id, at - PIN_FOR), at).open


def _not_too_soon(work: Work, station: str, member_id: UUID | None, at: datetime) -> None:
    again = next_try(work.sign_ins.events(station, member_id, at - PIN_FOR), at)
    if again is not None:
        raise Refused(
            f"Wait {_seconds(again, at)} s before the next try; a badge signs in at once."
        )


def _seconds(then: datetime, now: datetime) -> int:
    return max(1, -int(-(then - now).total_seconds() // 1))


def _note(
    work: Work,
    station: str,
    member_id: UUID | None,
    kind: SignInKind,
    way: Way | None,
    at: datetime,
) -> None:
    work.sign_ins.append(
        SignInEvent(id=uuid7(), kind=kind, at=at, station=station, way=way, staff_id=member_id)
    )

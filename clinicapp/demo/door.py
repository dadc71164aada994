"""The demonstration's sign-in door: its invented staff, with a PIN and a password for everybody."""

from __future__ import annotations

import logging
import secrets
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from clinicapp.bootstrap import utc_now
from clinicapp.domain.staff import Actor, Role, StaffMember
from clinicapp.front_door import FrontDoor
from clinicapp.secret_keeper import SecretKeeper
from clinicapp.services.staff import members

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from clinicapp.demo.stage import Stage
    from clinicapp.store.work import Work

T = TypeVar("T")

_log = logging.getLogger(__name__)

# They open a throw-away database of invented people, and are printed when it begins.
PIN: Final = "274918"
PASSWORD: Final = "four words to practise"  # noqa: S105
_COLLEAGUE: Final = StaffMember(
    id=members.staff_id("Kofi Sample"),
    name="Kofi Sample",
    title="Nurse in charge",
    roles=frozenset({Role.WARD_NURSE}),
)
TOLD: Final = (
    f"F12 locks the station. The PIN of everybody in it is {PIN}; for a full sign-in (F2) the user "
    f"name is the name with a dot, such as rosa.tester, and the password is: {PASSWORD}"
)
"""How to come back in, for whoever sees the demonstration."""


@contextmanager
def demo_door(stage: Stage) -> Iterator[FrontDoor]:
    """The door of the demonstration's station, where its staff have signed in today.

    The secrets are hashed on the door's own thread, as slowly as anybody's, and nobody waits.
    """
    pepper = secrets.token_bytes(32)
    station = stage.settings.station
    door = FrontDoor(stage.database, station, SecretKeeper(lambda: pepper), utc_now)
    try:
        named = stage.database.run(_give_names)
        # Whoever is at the station first: each takes a second or so.
        for member in sorted(named, key=lambda each: each.id != stage.ward.nurse.id):
            actor = Actor(id=member.id, name=member.name, roles=member.roles, station=station)
            _watch(door.set_own(actor, user_name=None, password=PASSWORD, pin=PIN))
            # A PIN is enough for twelve hours after a full sign-in.
            _watch(door.by_password(user_name_of(member.name), PASSWORD))
        yield door
    finally:
        door.stop()


def user_name_of(name: str) -> str:
    """``rosa.tester``."""
    return name.casefold().replace(" ", ".")


def badge_of(name: str) -> str:
    """``RT-000117``, with the letters of the name."""
    return f"{''.join(word[0] for word in name.split())}-000117"


def _give_names(work: Work) -> tuple[StaffMember, ...]:
    """Give everybody a user name and a badge, and the ward one more nurse."""
    work.staff.add(_COLLEAGUE)
    for member in work.staff.list():
        named = replace(member, user_name=user_name_of(member.name), badge=badge_of(member.name))
        work.staff.save(named)
    return tuple(work.staff.list())


def _watch(asked: Future[T]) -> None:
    asked.add_done_callback(_say_fault)


def _say_fault(done: Future[T]) -> None:
    if not done.cancelled() and done.exception() is not None:
        _log.error("somebody of the demonstration cannot sign in", exc_info=done.exception())

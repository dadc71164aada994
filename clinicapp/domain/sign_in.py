"""Signing in: what a password and a PIN must be, how long a PIN works, how fast tries may follow.

OWASP ASVS 5.0 (reference/equipment.md, section 5.5): 6.1.1 tries are slowed and nobody can lock
another out; 6.2.1 at least 8 characters; 6.2.4 none of the most common; 6.2.5 no rules of
composition; 6.2.9 long ones are taken. A PIN only re-opens a full sign-in of the last twelve hours
at that station. Tries are counted by person and station, so whoever guesses at one station keeps
its owner out of neither the other stations nor, with a badge or after the delay, this one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from uuid import UUID

PIN_FOR: Final = timedelta(hours=12)
PIN_DIGITS: Final = 6
PIN_TRIES: Final = 5
LEAST_PASSWORD: Final = 8
ADVISED_PASSWORD: Final = 15
MOST_PASSWORD: Final = 256
"""Far above the 64 that have to be taken; a hash of a book would hold the station up."""
ONE_TIME_FOR: Final = timedelta(hours=72)
"""How long a password works that an administrator gave."""
REMEMBERED: Final = timedelta(minutes=15)
"""How long a wrong try slows the next ones down."""
_FREE: Final = 3
_MOST_DELAY: Final = timedelta(seconds=60)
_USER_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@\\+-]{1,63}")
_BADGE: Final = re.compile(r"[A-Z0-9][A-Z0-9./_-]{3,39}")


class Way(StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "password"  # noqa: S105 - the word, and no password
    BADGE = "badge"
    PIN = "pin"
    ACCOUNT = "account"


FULL: Final = frozenset({Way.PASSWORD, Way.ACCOUNT})
"""The ways that begin the hours in which a PIN is enough."""


class SignInKind(StrEnum):
    """What happened at a station's sign-in. ``switched`` is a sign-in in another's place."""

    SIGNED_IN = "signed_in"
    SWITCHED = "switched"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    FAILED = "failed"
    ENDED = "ended"


OPENED: Final = frozenset({SignInKind.SIGNED_IN, SignInKind.SWITCHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInEvent:
    """One thing that happened. ``staff_id`` None: a name or a badge that nobody here has.

    ``ended`` is no station's: an administrator ended somebody's sign-ins everywhere.
    """

    id: UUID
    kind: SignInKind
    at: datetime
    station: str
    way: Way | None = None
    staff_id: UUID | None = None

    @property
    def is_full(self) -> bool:
        """Whether it begins the hours of a PIN."""
        return self.kind in OPENED and self.way in FULL


@dataclass(frozen=True, slots=True)
class PinStanding:
    """Until when a PIN is enough, and how many tries it has; None: a full sign-in is needed."""

    until: datetime | None
    tries_left: int

    @property
    def open(self) -> bool:
        """Whether a PIN can be tried."""
        return self.until is not None and self.tries_left > 0


def pin_standing(events: Iterable[SignInEvent], at: datetime) -> PinStanding:
    """What a PIN is good for now.

    Args:
        events: of one person at one station, oldest first.
        at: now.
    """
    full: datetime | None = None
    wrong = 0
    for event in events:
        if event.is_full:
            full, wrong = event.at, 0
        elif event.kind is SignInKind.ENDED:
            full = None
        elif event.way is Way.PIN:
            wrong = 0 if event.kind in OPENED else wrong + (event.kind is SignInKind.FAILED)
    until = None if full is None else full + PIN_FOR
    return PinStanding(
        until=until if until is not None and full is not None and full <= at < until else None,
        tries_left=max(0, PIN_TRIES - wrong),
    )


def next_try(events: Iterable[SignInEvent], at: datetime) -> datetime | None:
    """When the next try is heard; None: now. The delay doubles with each wrong one, to a minute.

    Args:
        events: of one person at one station, oldest first.
        at: now.
    """
    wrong: list[datetime] = []
    for event in events:
        if event.kind in OPENED:
            wrong.clear()
        elif event.kind is SignInKind.FAILED and at - event.at <= REMEMBERED:
            wrong.append(event.at)
    if len(wrong) < _FREE:
        return None
    # No clock that was put back may keep anybody out for longer than the delay.
    allowed = min(wrong[-1], at) + delay_after(len(wrong))
    return allowed if allowed > at else None


def delay_after(wrong: int) -> timedelta:
    """How long the next try waits after so many wrong ones: 0 s, then 2, 4, 8 … 60 s."""
    if wrong < _FREE:
        return timedelta(0)
    doublings = min(wrong - _FREE + 1, _MOST_DELAY.seconds.bit_length())
    return min(timedelta(seconds=2**doublings), _MOST_DELAY)


def password_fault(text: str, names: Iterable[str], common: Container[str]) -> str | None:
    """Why a password cannot be taken, in one sentence; None: it can.

    Args:
        text: the password.
        names: its owner's names, which it may not be.
        common: the most common passwords, in small letters.
    """
    if len(text) < LEAST_PASSWORD:
        return (
            f"A password has at least {LEAST_PASSWORD} characters; {ADVISED_PASSWORD} or more, "
            "such as four words, are better."
        )
    if len(text) > MOST_PASSWORD:
        return f"A password has at most {MOST_PASSWORD} characters; choose a shorter one."
    plain = text.casefold().strip()
    if plain in common or len(set(plain)) == 1:
        return (
            "This password is one of the most common ones, which are guessed first; choose another."
        )
    if plain in {each.casefold() for each in names}:
        return "A password cannot be your own name; choose another."
    return None


def pin_fault(text: str, common: Container[str]) -> str | None:
    """Why a PIN cannot be taken, in one sentence; None: it can."""
    if len(text) != PIN_DIGITS or not (text.isascii() and text.isdigit()):
        return f"A PIN has {PIN_DIGITS} digits."
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(text)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "This PIN is guessed first; choose one whose digits do not just repeat or count."
    if text in common:
        return "This PIN is one of the most common ones; choose another."
    return None


def user_name_of(text: str) -> str:
    """A user name as it is kept and looked up."""
    return text.strip().casefold()


def user_name_fault(text: str) -> str | None:
    """Why a text is no user name; None: it is one."""
    if _USER_NAME.fullmatch(user_name_of(text)):
        return None
    return (
        "A user name has 2 to 64 letters, digits, dots, dashes or @, and no spaces; use the one "
        "that the trust gave."
    )


def badge_of(text: str) -> str:
    """A badge's text as it is kept and looked up: a scanner may turn the case of letters round."""
    return text.strip().upper()


def badge_fault(text: str) -> str | None:
    """Why a text is no badge's; None: it is one. Checked without its GS1 frame (``scanning``)."""
    if _BADGE.fullmatch(badge_of(text)):
        return None
    return (
        "A badge's number has 4 to 40 letters and digits without spaces; scan the badge into the "
        "field."
    )

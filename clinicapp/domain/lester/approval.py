"""Which rules a ward judges by: approvals and activations as facts, and what follows from them.

A pack is named by its content hash, so that an approval never carries over to changed content. A
ward keeps the approved bytes, whatever a later version of the program ships.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from clinicapp.domain.lester.pack import Pack


class PackEventKind(StrEnum):
    """What can happen to a rule pack."""

    APPROVED = "approved"
    """A named person approved exactly this content; the built-in cases had passed on it."""
    WITHDRAWN = "withdrawn"
    """A named person took that approval back."""
    ACTIVATED = "activated"
    """``ward`` judges new forms by it from the day ``active_from`` on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEvent:
    """One fact about a rule pack.

    ``pack``, ``version`` and ``sha256`` name the content. ``ward`` and ``active_from`` (a local
    day) are those of an activation; ``cases_passed`` and ``cases_sha256`` say of an approval which
    built-in cases passed on that content. ``note`` is in the person's own words.
    """

    id: UUID
    kind: PackEventKind
    at: datetime
    actor_id: UUID
    actor_name: str
    pack: str
    version: str
    sha256: str
    note: str
    ward: str | None = None
    active_from: date | None = None
    cases_passed: int | None = None
    cases_sha256: str | None = None


class NoApprovedRules(StrEnum):
    """Why a ward has no approved rules and its station uses the pack of its settings."""

    NONE_ACTIVE = "none_active"
    """No pack was ever made active there, or only from a later day on."""
    WITHDRAWN = "withdrawn"
    """The approval of the active pack was taken back."""
    UNREADABLE = "unreadable"
    """This version of the program cannot read the active pack any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRules:
    """What new forms of a ward are judged by on one day.

    Either ``approval`` and ``activation`` say why it is this pack, or ``why_not`` says why it is
    only the one of the station's settings.
    """

    pack: Pack
    approval: PackEvent | None = None
    activation: PackEvent | None = None
    why_not: NoApprovedRules | None = None

    @property
    def approved(self) -> bool:
        """Whether a named person has approved these rules, and they are active here."""
        return self.why_not is None


def approval_of(events: Iterable[PackEvent], sha256: str) -> PackEvent | None:
    """The approval that stands for this content; ``events`` in the order they were appended."""
    standing: PackEvent | None = None
    for event in events:
        if event.sha256 != sha256:
            continue
        if event.kind is PackEventKind.APPROVED:
            standing = event
        elif event.kind is PackEventKind.WITHDRAWN:
            standing = None
    return standing


def activation_on(events: Iterable[PackEvent], ward: str, day: date) -> PackEvent | None:
    """The activation in force on a ward on a day: the latest that has begun by then.

    Of two that begin on one day the one appended later counts, so that a mistake can be corrected.
    """
    found: PackEvent | None = None
    since: date | None = None
    for event in events:
        begins = event.active_from
        if event.kind is not PackEventKind.ACTIVATED or event.ward != ward or begins is None:
            continue
        if begins <= day and (since is None or begins >= since):
            found, since = event, begins
    return found


def wards_by(events: Iterable[PackEvent], sha256: str, day: date) -> tuple[PackEvent, ...]:
    """The activations of this content that are in force on a day or begin later, by ward."""
    ordered = tuple(events)
    found = []
    for ward in sorted({event.ward for event in ordered if event.ward}):
        now = activation_on(ordered, ward, day)
        if now is not None and now.sha256 == sha256:
            found.append(now)
        later = {e.active_from for e in ordered if e.ward == ward and e.active_from}
        for begins in sorted(each for each in later if each > day):
            then = activation_on(ordered, ward, begins)
            if then is not None and then.sha256 == sha256:
                found.append(then)
    return tuple(found)

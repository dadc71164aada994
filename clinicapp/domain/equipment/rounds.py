"""Rounds through a ward: a stock-take by scanning, and an audit against a kit list.

A round is its beginning and what happened in it, in order. Its lists and percentages are derived
from that and never stored, so that a round which was broken off by a crash or a lock goes on where
it was. What was expected is what the register said when it began.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.kit import KitList, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

GLN: Final = "gln"
"""In the answers of a SCANNED event: the label was that of a place."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class RoundKind(StrEnum):
    """What a round is for."""

    STOCK_TAKE = "stock_take"
    AUDIT = "audit"


class RoundEventKind(StrEnum):
    """What can happen in a round."""

    SCANNED = "scanned"
    """A label was scanned or typed: ``asset_id`` says whose, None for one that is not known."""
    ANSWERED = "answered"
    """Somebody has looked at a line of the kit list: how many are there, how many work."""
    TAKEN_BACK = "taken_back"
    """An earlier event of the round counts no more; ``takes_back`` names it."""
    FINISHED = "finished"
    """Somebody has signed the round off."""
    GIVEN_UP = "given_up"
    """The round was left unfinished, with a reason."""


ENDS: Final = frozenset({RoundEventKind.FINISHED, RoundEventKind.GIVEN_UP})


@dataclass(frozen=True, slots=True)
class Item:
    """A device as a round names it."""

    asset_id: UUID
    tag: str
    name: str
    category: str
    ward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The beginning of a round. ``expected`` is for a stock-take, ``kit`` for an audit."""

    id: UUID
    kind: RoundKind
    ward: str
    started_at: datetime
    started_by: str
    expected: tuple[Item, ...] = ()
    kit: KitList | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent:
    """Something that happened in a round.

    Attributes:
        id: Our own identifier.
        round_id: Which round.
        kind: What happened.
        at: When (aware).
        by: Who did it.
        asset_id: The device whose label was scanned.
        text: The label as it was scanned, or the words of a reason or a note.
        answers: ``requirement``, ``present`` and ``working`` of an ANSWERED; ``works`` (yes or no),
            ``tag``, ``name``, ``category`` and ``ward`` of a device that was SCANNED, as they were;
            ``gln``, ``ward``, ``site`` and ``location`` of a place.
        takes_back: The event that a TAKEN_BACK is about.
    """

    id: UUID
    round_id: UUID
    kind: RoundEventKind
    at: datetime
    by: str
    asset_id: UUID | None = None
    text: str = ""
    answers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    takes_back: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A label that was scanned: the device it is on, or None, and whether it works."""

    event: RoundEvent
    item: Item | None
    works: bool


@dataclass(frozen=True, slots=True)
class StockTake:
    """The four lists. Every expected device is either found or missing."""

    expected: tuple[Item, ...]
    found: tuple[Found, ...]
    missing: tuple[Item, ...]
    unexpected: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an audit; ``looked_at`` tells whether anybody has."""

    requirement: Requirement
    present: int
    working: int
    looked_at: bool


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit against its kit list."""

    lines: tuple[Line, ...]

    @property
    def needed(self) -> int:
        """How many items the kit list asks for."""
        return sum(line.requirement.quantity for line in self.lines)

    @property
    def present(self) -> int:
        """How many of them are there; more than are asked for count no more."""
        return sum(min(line.present, line.requirement.quantity) for line in self.lines)

    @property
    def working(self) -> int:
        """How many of them are there and work."""
        return sum(min(line.working, line.requirement.quantity) for line in self.lines)

    @property
    def present_percent(self) -> Decimal:
        """Of all that is asked for, exactly."""
        return percent(self.present, self.needed)

    @property
    def working_percent(self) -> Decimal:
        """Of all that is asked for, exactly."""
        return percent(self.working, self.needed)

    @property
    def left(self) -> tuple[Line, ...]:
        """The lines that nobody has looked at."""
        return tuple(line for line in self.lines if not line.looked_at)


def percent(part: int, whole: int) -> Decimal:
    """``part`` of ``whole`` in per cent; nothing asked for is all there."""
    return Decimal(100) * part / whole if whole else Decimal(100)


def counting(events: Iterable[RoundEvent]) -> tuple[RoundEvent, ...]:
    """The events that nobody has taken back, in their order."""
    every = tuple(events)
    gone = {event.takes_back for event in every if event.kind is RoundEventKind.TAKEN_BACK}
    return tuple(
        event
        for event in every
        if event.id not in gone and event.kind is not RoundEventKind.TAKEN_BACK
    )


def ended(events: Iterable[RoundEvent]) -> RoundEvent | None:
    """The event with which a round ended, or None while it is open."""
    return next((event for event in events if event.kind in ENDS), None)


def stock_take(beginning: Round, events: Iterable[RoundEvent]) -> StockTake:
    """The four lists of a stock-take. A device that is scanned twice is found once."""
    expected = {item.asset_id for item in beginning.expected}
    found: list[Found] = []
    unexpected: list[Found] = []
    seen: set[object] = set()
    for each in scans(events):
        key: object = each.item.asset_id if each.item else each.event.text.casefold()
        if key in seen:
            continue
        seen.add(key)
        (found if each.item and each.item.asset_id in expected else unexpected).append(each)
    there = {each.item.asset_id for each in found if each.item is not None}
    return StockTake(
        expected=beginning.expected,
        found=tuple(found),
        missing=tuple(item for item in beginning.expected if item.asset_id not in there),
        unexpected=tuple(unexpected),
    )


def audit(kit: KitList, events: Iterable[RoundEvent]) -> Audit:
    """An audit: what somebody said of a line last, or else the devices scanned for it.

    Devices of one category fill its lines in the order of the list, each device one place.
    """
    every = counting(events)
    answers = {
        event.answers["requirement"]: event
        for event in every
        if event.kind is RoundEventKind.ANSWERED
    }
    devices: dict[str, dict[UUID, bool]] = {}
    for each in scans(every):
        if each.item is not None:
            devices.setdefault(each.item.category, {})[each.item.asset_id] = each.works
    # A device that works is put where it counts before one that does not.
    waiting = {
        category: sorted(found.values(), reverse=True) for category, found in devices.items()
    }
    lines = []
    for requirement in kit.requirements:
        answer = answers.get(requirement.key)
        pool = waiting.get(requirement.category, []) if requirement.category else []
        taken, waiting[requirement.category] = (
            pool[: requirement.quantity],
            pool[requirement.quantity :],
        )
        if answer is not None:
            present, working = int(answer.answers["present"]), int(answer.answers["working"])
        else:
            present, working = len(taken), sum(taken)
        looked_at = answer is not None or bool(taken)
        lines.append(Line(requirement, present, min(working, present), looked_at))
    return Audit(tuple(lines))


def scans(events: Iterable[RoundEvent]) -> Sequence[Found]:
    """The labels that were scanned and not taken back, as the register knew them then."""
    return [
        Found(event, _item(event), event.answers.get("works") != "no")
        for event in counting(events)
        if event.kind is RoundEventKind.SCANNED and GLN not in event.answers
    ]


def place_of(events: Iterable[RoundEvent]) -> RoundEvent | None:
    """The label of a place that was scanned last: what is scanned after it is there."""
    return next(
        (
            event
            for event in reversed(counting(events))
            if event.kind is RoundEventKind.SCANNED and GLN in event.answers
        ),
        None,
    )


def _item(event: RoundEvent) -> Item | None:
    if event.asset_id is None:
        return None
    said = event.answers
    return Item(event.asset_id, said["tag"], said["name"], said["category"], said["ward"])

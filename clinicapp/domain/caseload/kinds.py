"""What is kept of people's places on the list: words and facts, without the rules about them.

The store needs these at every start; the rules are loaded only when a list or a message comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


class PersonEventKind(StrEnum):
    """What happened."""

    ADMITTED = "admitted"
    CHANGED = "changed"
    ANTIPSYCHOTIC_CHANGED = "antipsychotic_changed"
    """A medicine was started, switched or stopped: the timetable of checks follows its day."""
    DISCHARGED = "discharged"
    READMITTED = "readmitted"


class EventSource(StrEnum):
    """How we came to know."""

    ENTERED = "entered"
    LIST = "list"
    MESSAGE = "message"


class MessageOutcome(StrEnum):
    """What became of a message. Every one is kept, whatever became of it."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """It says what is recorded already."""
    NOT_OURS = "not_ours"
    """It is about another ward."""
    STALE = "stale"
    """Something newer about the person was applied before it came."""
    REPEATED = "repeated"
    """The same message was received before."""
    NOT_USED = "not_used"
    """An event that changes nothing here."""
    WAITING = "waiting"
    """A person has to decide."""
    REFUSED = "refused"
    """It cannot be understood."""


class MessageDecision(StrEnum):
    """What a person decided about a message that waited."""

    HANDLED = "handled"
    """The list was put right by hand."""
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a person, before and after, days as ISO 8601; None where there was nothing.

    ``field`` is a name of ``people.Person``.
    """

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent:
    """Something that happened to a person's place on the list.

    Attributes:
        id: Our own identifier.
        person_id: Whose.
        kind: What happened.
        at: When it was recorded (aware).
        effective_on: The day from which it counts: of a switch, of a discharge.
        actor_id: Who recorded it.
        actor_name: The name of that actor.
        source: How we came to know.
        changes: The fields that it changed.
        message_id: The hospital's message that told of it; else None.
    """

    id: UUID
    person_id: UUID
    kind: PersonEventKind
    at: datetime
    effective_on: date
    actor_id: UUID
    actor_name: str
    source: EventSource
    changes: tuple[Change, ...] = ()
    message_id: UUID | None = None

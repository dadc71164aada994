"""People's places on the list, and the hospital's messages about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from clinicapp.domain.caseload.kinds import (
    Change,
    EventSource,
    MessageOutcome,
    PersonEvent,
    PersonEventKind,
)
from clinicapp.store.admission_rows import ADMISSION_DECISIONS, ADMISSION_MESSAGES, PERSON_EVENTS
from clinicapp.store.columns import canonical_json, instant_of, instant_text, storable
from clinicapp.store.session import prepared_insert

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.domain.caseload.admissions import AdmissionMessage
    from clinicapp.domain.caseload.kinds import MessageDecision
    from clinicapp.store.session import Session

_INSERT_EVENT: Final = prepared_insert(
    PERSON_EVENTS,
    *("id", "person_id", "kind", "at", "effective_on", "actor_id", "actor_name", "source"),
    *("changes", "message_id"),
)
_INSERT_MESSAGE: Final = prepared_insert(
    ADMISSION_MESSAGES,
    *("id", "address", "received_at", "sender", "control_id", "event", "occurred_at", "outcome"),
    *("reason", "person_id", "incomplete", "raw"),
)
_INSERT_DECISION: Final = prepared_insert(
    ADMISSION_DECISIONS,
    *("id", "message_id", "decision", "at", "actor_id", "actor_name", "reason"),
)
_EVENTS: Final = (
    select(PERSON_EVENTS)
    .where(PERSON_EVENTS.c.person_id == bindparam("person_id"))
    .order_by(PERSON_EVENTS.c.seq)
)
_UNDECIDED: Final = (
    select(ADMISSION_MESSAGES)
    .where(
        ADMISSION_MESSAGES.c.outcome.in_((MessageOutcome.WAITING, MessageOutcome.REFUSED)),
        ~select(ADMISSION_DECISIONS.c.id)
        .where(ADMISSION_DECISIONS.c.message_id == ADMISSION_MESSAGES.c.id)
        .exists(),
    )
    .order_by(ADMISSION_MESSAGES.c.seq.desc())
    .limit(bindparam("most"))
)


_UNDECIDED_COUNT: Final = (
    "SELECT count(*) FROM admission_messages WHERE outcome IN ('waiting', 'refused') AND NOT "
    "EXISTS (SELECT 1 FROM admission_decisions WHERE message_id = admission_messages.id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A message as it lies in the store, and what became of it."""

    id: UUID
    address: str
    received_at: datetime
    sender: str
    control_id: str
    event: str
    occurred_at: datetime | None
    outcome: MessageOutcome
    reason: str
    person_id: UUID | None
    incomplete: bool
    raw: bytes


class Admissions:
    """What happened to people's places on the list, and the messages that told of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, event: PersonEvent) -> None:
        """Add something that happened to a person.

        Raises:
            NotConsistent: there is no such person or message.
        """
        self._session.run(
            _INSERT_EVENT,
            (
                event.id.hex,
                event.person_id.hex,
                event.kind.value,
                instant_text(event.at),
                event.effective_on.isoformat(),
                event.actor_id.hex,
                storable(event.actor_name),
                event.source.value,
                canonical_json([[each.field, each.before, each.after] for each in event.changes]),
                event.message_id.hex if event.message_id else None,
            ),
        )

    def events(self, person_id: UUID) -> tuple[PersonEvent, ...]:
        """What happened to a person's place, oldest first."""
        return tuple(_event(row) for row in self._session.rows(_EVENTS, person_id=person_id))

    def newest(self, person_id: UUID) -> datetime | None:
        """When the newest thing happened that a message has told of a person (aware), or None."""
        row = self._session.run(
            "SELECT max(occurred_at) FROM admission_messages WHERE person_id = ? OR id IN "
            "(SELECT message_id FROM person_events WHERE person_id = ?)",
            (person_id.hex, person_id.hex),
        ).fetchone()
        return instant_of(row[0]) if row and row[0] else None

    def keep(
        self,
        message: AdmissionMessage,
        outcome: MessageOutcome,
        reason: str,
        person_id: UUID | None = None,
    ) -> None:
        """Keep a message with its bytes, what became of it, and of whom it has told us."""
        self._session.run(
            _INSERT_MESSAGE,
            (
                message.id.hex,
                storable(message.address),
                instant_text(message.received_at),
                storable(message.sender),
                storable(message.control_id),
                storable(message.event),
                instant_text(message.occurred_at) if message.occurred_at else None,
                outcome.value,
                storable(reason),
                person_id.hex if person_id else None,
                message.incomplete,
                message.raw,
            ),
        )

    def received_before(self, sender: str, control_id: str, raw: bytes) -> bool:
        """Whether the same bytes came from this sender under this number before."""
        found = self._session.run(
            "SELECT 1 FROM admission_messages WHERE sender = ? AND control_id = ? AND raw = ? "
            "LIMIT 1",
            (storable(sender), storable(control_id), raw),
        )
        return found.fetchone() is not None

    def get(self, message_id: UUID) -> StoredMessage | None:
        """One message, or None."""
        row = self._session.row(
            select(ADMISSION_MESSAGES).where(ADMISSION_MESSAGES.c.id == message_id)
        )
        return None if row is None else _message(row)

    def undecided(self, most: int) -> tuple[StoredMessage, ...]:
        """Messages that wait for a person or could not be understood, newest first."""
        return tuple(_message(row) for row in self._session.rows(_UNDECIDED, most=most))

    def undecided_count(self) -> int:
        """How many messages wait for a person or could not be understood."""
        return int(self._session.run(_UNDECIDED_COUNT).fetchone()[0])

    def decide(
        self,
        decision_id: UUID,
        message_id: UUID,
        decision: MessageDecision,
        at: datetime,
        actor_id: UUID,
        actor_name: str,
        reason: str,
    ) -> None:
        """Record what a person decided about a message.

        Raises:
            AlreadyThere: somebody has decided already.
        """
        self._session.run(
            _INSERT_DECISION,
            (
                decision_id.hex,
                message_id.hex,
                decision.value,
                instant_text(at),
                actor_id.hex,
                storable(actor_name),
                storable(reason),
            ),
        )


def _event(row: RowMapping) -> PersonEvent:
    values = {name: value for name, value in row.items() if name != "seq"}
    values["kind"] = PersonEventKind(row["kind"])
    values["source"] = EventSource(row["source"])
    values["changes"] = tuple(Change(*each) for each in json.loads(row["changes"]))
    return PersonEvent(**values)


def _message(row: RowMapping) -> StoredMessage:
    values = {name: value for name, value in row.items() if name != "seq"}
    values["outcome"] = MessageOutcome(row["outcome"])
    return StoredMessage(**values)

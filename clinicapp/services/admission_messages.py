"""Taking in what the hospital's system says of people, and deciding on what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.caseload.admissions import Ruling, rule
from clinicapp.domain.caseload.kinds import EventSource, MessageDecision, MessageOutcome
from clinicapp.domain.caseload.known import Known
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.caseload_import import put_happenings, put_person

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.caseload.admissions import AdmissionMessage
    from clinicapp.domain.people import Person
    from clinicapp.store.admissions import StoredMessage
    from clinicapp.store.work import Work

MOST: Final = 200


@use_case(Permission.RECEIVE_ADMISSIONS, "take the hospital's messages in")
def receive_admission(
    work: Work,
    by: By,
    message: AdmissionMessage,
    wards: frozenset[str],
    today: date,
) -> MessageOutcome:
    """Keep a message and do what it says; only after this has committed is it acknowledged.

    Args:
        work: the transaction.
        by: the station.
        message: what came.
        wards: the wards of this station.
        today: the ward's day.
    """
    ruling = _ruling(work, message, wards, today)
    found = ruling.judgement
    if found is not None:
        put_person(work, by, found, EventSource.MESSAGE)
    work.admissions.keep(message, ruling.outcome, ruling.reason, ruling.person_id)
    if found is not None:
        put_happenings(work, by, found, EventSource.MESSAGE, today, message.id)
    record(
        work,
        by,
        "admission.received",
        message.id,
        event=message.event,
        outcome=ruling.outcome.value,
    )
    return ruling.outcome


@use_case(Permission.MANAGE_PEOPLE, "look at the hospital's messages")
def waiting_messages(work: Work, by: By, most: int = MOST) -> tuple[StoredMessage, ...]:
    """Messages that a person has to decide on, or that could not be understood, newest first."""
    found = work.admissions.undecided(most)
    record(work, by, "admissions.listed", "waiting", count=len(found))
    return found


@use_case(Permission.MANAGE_PEOPLE, "decide on the hospital's messages")
def decide(work: Work, by: By, message_id: UUID, decision: MessageDecision, reason: str) -> None:
    """Record what was decided about a message that waited.

    Raises:
        Refused: no reason was given, or it does not wait.
        NotFound: there is no such message.
        AlreadyThere: (a Conflict) somebody has decided already.
    """
    if not reason.strip():
        raise Refused("Say why first; no message of the hospital is put aside without a reason.")
    message = work.admissions.get(message_id)
    if message is None:
        raise NotFound("That message is not in this station's database; refresh the list.")
    if message.outcome not in (MessageOutcome.WAITING, MessageOutcome.REFUSED):
        raise Refused("That message does not wait for anybody; refresh the list.")
    work.admissions.decide(
        uuid7(), message_id, decision, by.at, by.actor.id, by.actor.name, reason.strip()
    )
    record(work, by, "admission.decided", message_id, decision=decision.value)


def _ruling(work: Work, message: AdmissionMessage, wards: frozenset[str], today: date) -> Ruling:
    if message.control_id and work.admissions.received_before(
        message.sender, message.control_id, message.raw
    ):
        return Ruling(outcome=MessageOutcome.REPEATED)
    entry = message.entry
    found: tuple[Person, ...] = ()
    if entry is not None:
        numbers = [each.digits for each in (entry.nhs_number, message.merged) if each is not None]
        found = work.people.candidates(numbers, entry.born)
    return rule(message, Known(found, wards), wards, uuid7, today, work.admissions.newest)

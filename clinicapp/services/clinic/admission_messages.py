"""Taking in what the hospital's system says of people, and deciding on what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.caseload.admissions import Ruling, may_apply, rule, rule_decided
from clinicapp.domain.caseload.judging import Standing, judge
from clinicapp.domain.caseload.kinds import EventSource, MessageDecision, MessageOutcome
from clinicapp.domain.caseload.known import Known
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.identity import IDENTIFIERS_NEEDED, Identifier
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.caseload_import import put, put_happenings, put_person
from clinicapp.station.adt_messages import read_again

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.caseload.admissions import AdmissionMessage
    from clinicapp.domain.people import Person
    from clinicapp.station.adt_messages import Hospital
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
    _waiting(work, message_id)
    work.admissions.decide(
        uuid7(), message_id, decision, by.at, by.actor.id, by.actor.name, reason.strip()
    )
    record(work, by, "admission.decided", message_id, decision=decision.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAtHand:
    """A message that waits, what it says, and who may be meant.

    Attributes:
        stored: The message as it lies in the store.
        said: What can be read of it.
        candidates: Who may be meant, if it can be applied to one of them.
        may_be_new: Whether it can also be applied as somebody who is not known yet.
    """

    stored: StoredMessage
    said: AdmissionMessage
    candidates: tuple[Person, ...] = ()
    may_be_new: bool = False


def count_waiting_messages(work: Work, by: By) -> int:
    """How many messages wait for a person, to be said on the list's page.

    It leaves no audit record: a number shows no person.

    Raises:
        NotAllowed: the actor may not manage people.
    """
    by.actor.require(Permission.MANAGE_PEOPLE, "look at the hospital's messages")
    return work.admissions.undecided_count()


@use_case(Permission.MANAGE_PEOPLE, "look at the hospital's messages")
def messages_at_hand(
    work: Work, by: By, hospital: Hospital, wards: frozenset[str], most: int = MOST
) -> tuple[MessageAtHand, ...]:
    """The messages that wait, newest first, each with what it says and who may be meant.

    Args:
        work: the transaction.
        by: who looks, and when.
        hospital: how the hospital's system writes.
        wards: the wards of this station.
        most: at most so many.
    """
    found = work.admissions.undecided(most)
    record(work, by, "admissions.listed", "waiting", count=len(found))
    return tuple(_at_hand(work, each, hospital, wards) for each in found)


def _at_hand(
    work: Work, stored: StoredMessage, hospital: Hospital, wards: frozenset[str]
) -> MessageAtHand:
    said = _said(stored, hospital)
    entry = said.entry
    if entry is None or not may_apply(said):
        return MessageAtHand(stored=stored, said=said)
    judged = judge(entry, _known(work, said, wards), uuid7)
    # What waited may fit by now: the list has been put right since it came.
    before = (judged.before,) if judged.before is not None else ()
    new = judged.may_be_new or judged.standing is Standing.NEW
    return MessageAtHand(
        stored=stored, said=said, candidates=(*before, *judged.candidates), may_be_new=new
    )


@use_case(Permission.MANAGE_PEOPLE, "decide on the hospital's messages")
def apply_message(
    work: Work,
    by: By,
    message_id: UUID,
    person_id: UUID | None,
    identifiers: frozenset[Identifier],
    hospital: Hospital,
    wards: frozenset[str],
    today: date,
) -> None:
    """Do what a message says, now that a person has said who is meant.

    Args:
        work: the transaction.
        by: who decides, and when.
        message_id: a message that waits.
        person_id: who is meant; None for somebody who is not known yet.
        identifiers: what was compared between the message and the person.
        hospital: how the hospital's system writes.
        wards: the wards of this station.
        today: the ward's day.

    Raises:
        Refused: two identifiers were not compared, it does not wait, or it cannot be applied so.
        NotFound: there is no such message.
        AlreadyThere: (a Conflict) somebody has decided already.
    """
    if len(identifiers) < IDENTIFIERS_NEEDED:
        raise Refused("Compare two identifiers first; no message is applied without.")
    said = _said(_waiting(work, message_id), hospital)
    ruling = rule_decided(
        said, _known(work, said, wards), wards, uuid7, today, work.admissions.newest, person_id
    )
    if ruling.outcome not in (MessageOutcome.APPLIED, MessageOutcome.UNCHANGED):
        raise Refused(ruling.reason)
    compared = " and ".join(sorted(each.value for each in identifiers))
    reason = f"Applied; compared: {compared}."
    decision_id, decision = uuid7(), MessageDecision.HANDLED
    # First: of two who decide at once only one may change the list.
    work.admissions.decide(
        decision_id, message_id, decision, by.at, by.actor.id, by.actor.name, reason
    )
    if ruling.judgement is not None:
        put(work, by, ruling.judgement, EventSource.MESSAGE, today, message_id)
    record(
        work,
        by,
        "admission.applied",
        message_id,
        person=ruling.person_id or "",
        identifiers=compared,
        outcome=ruling.outcome.value,
    )


def _waiting(work: Work, message_id: UUID) -> StoredMessage:
    message = work.admissions.get(message_id)
    if message is None:
        raise NotFound("That message is not in this station's database; refresh the list.")
    if message.outcome not in (MessageOutcome.WAITING, MessageOutcome.REFUSED):
        raise Refused("That message does not wait for anybody; refresh the list.")
    return message


def _said(stored: StoredMessage, hospital: Hospital) -> AdmissionMessage:
    return read_again(
        stored.raw,
        hospital,
        message_id=stored.id,
        address=stored.address,
        received_at=stored.received_at,
    )


def _known(work: Work, message: AdmissionMessage, wards: frozenset[str]) -> Known:
    entry = message.entry
    if entry is None:
        return Known((), wards)
    numbers = [each.digits for each in (entry.nhs_number, message.merged) if each is not None]
    return Known(work.people.candidates(numbers, entry.born), wards)


def _ruling(work: Work, message: AdmissionMessage, wards: frozenset[str], today: date) -> Ruling:
    if message.control_id and work.admissions.received_before(
        message.sender, message.control_id, message.raw
    ):
        return Ruling(outcome=MessageOutcome.REPEATED)
    known = _known(work, message, wards)
    return rule(message, known, wards, uuid7, today, work.admissions.newest)

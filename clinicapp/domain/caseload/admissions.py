"""What a hospital's admission, discharge and transfer messages do to the ward's list.

HL7 version 2, chapter 3 (patient administration). A message about another ward is left alone, one
that is older than what was applied is only kept, and a merge of two records is never carried out:
it waits for a person, as does everything that could confuse two people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.entries import Problem
from clinicapp.domain.caseload.judging import Judgement, Standing, changes_of, decided, judge
from clinicapp.domain.caseload.kinds import MessageOutcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from uuid import UUID

    from clinicapp.domain.caseload.entries import Entry
    from clinicapp.domain.caseload.known import Known
    from clinicapp.domain.nhs_number import NhsNumber
    from clinicapp.domain.people import Person


class Intent(StrEnum):
    """What a message is about."""

    IN_CARE = "in_care"
    """Admit, transfer, cancelled discharge: the person is on that ward now (A01 A02 A13)."""
    UPDATE = "update"
    """Particulars of somebody (A08 A28 A31)."""
    LEAVE = "leave"
    """Discharge, cancelled admission (A03 A11)."""
    MERGE = "merge"
    """Two records are said to be one person's (A40)."""


INTENTS: Final = {
    "A01": Intent.IN_CARE,
    "A02": Intent.IN_CARE,
    "A03": Intent.LEAVE,
    "A08": Intent.UPDATE,
    "A11": Intent.LEAVE,
    "A13": Intent.IN_CARE,
    "A28": Intent.UPDATE,
    "A31": Intent.UPDATE,
    "A40": Intent.MERGE,
}
"""By the trigger event of HL7 table 0003."""


_STALE: Final = "Something newer about this person was applied before it came."
_BY_HAND: Final = "This message can only be put right by hand; correct the list, and say so."
_NOT_THEM: Final = "The message is not about that person any more; refresh the list and look again."


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionMessage:
    """A message as it came, and what could be read of it.

    Attributes:
        id: Our own identifier.
        address: The host it came from.
        received_at: When its last byte came (aware).
        raw: Its bytes, whole.
        sender: The sending application and facility (MSH-3, MSH-4).
        control_id: The sender's number of it (MSH-10).
        event: The trigger event, ``A01``; empty where it could not be read.
        occurred_at: When it happened (EVN-2, else MSH-7; aware); None where it does not say.
        entry: What it says of the person; None where that could not be read, or is not needed.
        ward: The ward it names, as the hospital writes it; empty where it names none.
        left_on: The day of a discharge; None where it does not say.
        merged: The number of the record that is to be merged into this one (A40), if it has one.
        practice: It is marked as training or debugging (MSH-11), and nobody is changed by it.
        problem: Why it cannot be used, as one plain sentence; empty if it can.
        incomplete: The link went before its end.
        unreadable: It is no message of this kind at all, so that the sender hears AR.
    """

    id: UUID
    address: str
    received_at: datetime
    raw: bytes
    sender: str = ""
    control_id: str = ""
    event: str = ""
    occurred_at: datetime | None = None
    entry: Entry | None = None
    ward: str = ""
    left_on: date | None = None
    merged: NhsNumber | None = None
    practice: bool = False
    problem: str = ""
    incomplete: bool = False
    unreadable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What becomes of a message, and why.

    ``judgement`` is what is to be written, for ``APPLIED``. ``person_id`` is of whom it has told us
    how they are now, for ``APPLIED`` and ``UNCHANGED``.
    """

    outcome: MessageOutcome
    reason: str = ""
    judgement: Judgement | None = None
    person_id: UUID | None = None


def rule(
    message: AdmissionMessage,
    known: Known,
    wards: frozenset[str],
    new_id: Callable[[], UUID],
    today: date,
    newest: Callable[[UUID], datetime | None],
) -> Ruling:
    """Decide what becomes of a message.

    Args:
        message: what came; it was not received before.
        known: the people there are.
        wards: the wards of this station, as our own records write them.
        new_id: makes the id of somebody new.
        today: the ward's day.
        newest: when the newest thing happened that a message has told of a person.
    """
    if message.problem and (message.unreadable or message.incomplete):
        return Ruling(outcome=MessageOutcome.REFUSED, reason=message.problem)
    intent = INTENTS.get(message.event)
    if message.practice:
        reason = "The message is marked as training, so nobody was changed."
        return Ruling(outcome=MessageOutcome.NOT_USED, reason=reason)
    if intent is None:
        reason = f"The event {message.event} changes nothing here."
        return Ruling(outcome=MessageOutcome.NOT_USED, reason=reason)
    if message.problem:
        if message.ward and message.ward not in wards:
            return _not_ours(message)
        return Ruling(outcome=MessageOutcome.WAITING, reason=message.problem)
    if message.entry is None:
        return Ruling(
            outcome=MessageOutcome.REFUSED, reason="The message names nobody; it was left."
        )
    if intent is Intent.MERGE:
        return _merging(message.entry, message, known)
    return _about(message.entry, message, intent, known, wards, new_id, today, newest)


def may_apply(message: AdmissionMessage) -> bool:
    """Whether a message that waits could be applied once a person has said who is meant.

    A merge never, and nothing of which a part could not be read.
    """
    intent = INTENTS.get(message.event)
    whole = message.entry is not None and not message.problem
    return whole and not message.practice and intent not in (None, Intent.MERGE)


def rule_decided(
    message: AdmissionMessage,
    known: Known,
    wards: frozenset[str],
    new_id: Callable[[], UUID],
    today: date,
    newest: Callable[[UUID], datetime | None],
    person_id: UUID | None,
) -> Ruling:
    """What becomes of a message that waited, after a person has said who is meant.

    Args:
        message: what waits; ``may_apply`` holds of it.
        known: the people there are.
        wards: the wards of this station.
        new_id: makes the id of somebody new.
        today: the ward's day.
        newest: when the newest thing happened that a message has told of a person.
        person_id: who is meant; None for somebody who is not known yet.

    Returns:
        ``WAITING`` still, with the reason, where that decision cannot be taken.
    """
    intent = INTENTS.get(message.event)
    if not may_apply(message) or message.entry is None or intent is None:
        return Ruling(outcome=MessageOutcome.WAITING, reason=_BY_HAND)
    found = decided(message.entry, known, new_id, person_id)
    if found.standing in (Standing.CONFLICT, Standing.REFUSED):
        return Ruling(outcome=MessageOutcome.WAITING, reason=_why(found.problems))
    meant = found.before.id if found.before is not None else None
    if meant != person_id:
        return Ruling(outcome=MessageOutcome.WAITING, reason=_NOT_THEM)
    last = newest(meant) if meant is not None else None
    if last is not None and message.occurred_at is not None and message.occurred_at < last:
        return Ruling(outcome=MessageOutcome.STALE, reason=_STALE)
    return _applied(found, message, intent, ours=message.ward in wards, today=today)


def _merging(entry: Entry, message: AdmissionMessage, known: Known) -> Ruling:
    """Two records that are said to be one person's: never carried out, only pointed out."""
    numbers = [each.digits for each in (entry.nhs_number, message.merged) if each is not None]
    if not known.alike(entry.key) and not any(map(known.numbered, numbers)):
        return _not_ours(message)
    reason = (
        "The hospital says that two records are one person's; compare both, and correct the list "
        "by hand."
    )
    return Ruling(outcome=MessageOutcome.WAITING, reason=reason)


def _about(
    entry: Entry,
    message: AdmissionMessage,
    intent: Intent,
    known: Known,
    wards: frozenset[str],
    new_id: Callable[[], UUID],
    today: date,
    newest: Callable[[UUID], datetime | None],
) -> Ruling:
    found = judge(entry, known, new_id)
    ours = message.ward in wards
    concerned = ours or any(_here(each, wards) for each in _meant(found, entry, known))
    if not concerned:
        return _not_ours(message)
    if found.standing in (Standing.CONFLICT, Standing.REFUSED):
        return Ruling(outcome=MessageOutcome.WAITING, reason=_why(found.problems))
    before = found.before
    if before is not None and message.occurred_at is not None:
        last = newest(before.id)
        if last is not None and message.occurred_at < last:
            return Ruling(
                outcome=MessageOutcome.STALE,
                reason=_STALE,
            )
    return _applied(found, message, intent, ours=ours, today=today)


def _applied(
    found: Judgement, message: AdmissionMessage, intent: Intent, *, ours: bool, today: date
) -> Ruling:
    if intent is Intent.LEAVE:
        if found.before is None or not found.before.in_care:
            return _unchanged(found)
        # The particulars of one who leaves are not brought up to date on the way out.
        found = leaving(found.before, message.left_on or today)
    elif intent is Intent.UPDATE and found.before is not None and not found.before.in_care:
        # An update is no admission: whoever has left stays away.
        found = _staying_away(found)
    elif found.before is None and not ours:
        return _not_ours(message)
    if found.standing is Standing.UNCHANGED:
        return _unchanged(found)
    person_id = found.person.id if found.person is not None else None
    return Ruling(outcome=MessageOutcome.APPLIED, judgement=found, person_id=person_id)


def _unchanged(found: Judgement) -> Ruling:
    person_id = found.before.id if found.before is not None else None
    return Ruling(
        outcome=MessageOutcome.UNCHANGED,
        reason="It says what is known already.",
        person_id=person_id,
    )


def _not_ours(message: AdmissionMessage) -> Ruling:
    where = f"the ward {message.ward}" if message.ward else "no ward of this station"
    return Ruling(outcome=MessageOutcome.NOT_OURS, reason=f"The message is about {where}.")


def leaving(person: Person, day: date) -> Judgement:
    """Somebody who is in care leaves on a day."""
    after = replace(person, discharged_on=day)
    return Judgement(
        standing=Standing.CHANGED,
        person=after,
        before=person,
        changes=changes_of(person, after),
    )


def _staying_away(found: Judgement) -> Judgement:
    before, person = found.before, found.person
    if before is None or person is None:
        return found
    after = replace(person, discharged_on=before.discharged_on, ward=before.ward, room=before.room)
    if after == before:
        after = before
    changes = changes_of(before, after)
    standing = Standing.CHANGED if changes else Standing.UNCHANGED
    return replace(found, person=after, changes=changes, standing=standing)


def _meant(found: Judgement, entry: Entry, known: Known) -> tuple[Person, ...]:
    """Everybody who may be meant: also the owner of a number that does not fit the name."""
    meant = [*found.candidates, *known.alike(entry.key)]
    if found.before is not None:
        meant.append(found.before)
    if entry.nhs_number is not None:
        owner = known.numbered(entry.nhs_number.digits)
        meant += [owner] if owner is not None else []
    return tuple(meant)


def _here(person: Person, wards: frozenset[str]) -> bool:
    return person.in_care and person.ward in wards


def _why(problems: tuple[Problem, ...]) -> str:
    return " ".join(problem.sentence for problem in problems)

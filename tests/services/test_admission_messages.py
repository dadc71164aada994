"""Messages of the hospital that wait: who may be meant, applying one, and putting one aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from uuid6 import uuid7

from clinicapp.domain.caseload.kinds import MessageDecision, MessageOutcome, PersonEventKind
from clinicapp.domain.errors import Conflict, NotAllowed, NotFound, Refused
from clinicapp.domain.identity import Identifier
from clinicapp.domain.staff import Role
from clinicapp.services.clinic.admission_messages import (
    apply_message,
    count_waiting_messages,
    decide,
    messages_at_hand,
    receive_admission,
)
from clinicapp.station.adt_messages import Hospital, read_again, read_message
from tests.support.adt import adt, block
from tests.support.back_room import STATION, TECHNICIAN, BackRoom
from tests.support.caseload_samples import known_person
from tests.support.facts import LONDON, an_actor

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.people import Person
    from clinicapp.services.clinic.admission_messages import MessageAtHand

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")
TODAY = date(2026, 11, 22)
WARDS = frozenset({"Ash"})
HOSPITAL = Hospital(ward="Ash", zone=LONDON, wards={"ASHWD": "Ash"})
TWO = frozenset({Identifier.FULL_NAME, Identifier.DATE_OF_BIRTH})


def hear(room: BackRoom, text: bytes) -> MessageOutcome:
    """A message comes in as the station takes it."""
    message = read_message(
        block(text),
        text,
        HOSPITAL,
        message_id=uuid7(),
        address="192.0.2.7",
        received_at=room.now,
    )
    by = room.by(STATION)
    return room.run(lambda work: receive_admission(work, by, message, WARDS, TODAY))


def at_hand(room: BackRoom) -> tuple[MessageAtHand, ...]:
    return room.run(lambda work: messages_at_hand(work, room.by(LEAD), HOSPITAL, WARDS))


def apply(
    room: BackRoom,
    message_id: UUID,
    person_id: UUID | None,
    identifiers: frozenset[Identifier] = TWO,
    **changes: Any,
) -> None:
    by = room.by(changes.get("actor", LEAD))
    room.run(
        lambda work: apply_message(
            work, by, message_id, person_id, identifiers, HOSPITAL, WARDS, TODAY
        )
    )


def person_of(room: BackRoom, person: Person) -> Person:
    found = room.run(lambda work: work.people.get(person.id))
    assert found is not None
    return found


@pytest.fixture
def unnumbered(room: BackRoom) -> Person:
    """Amara is known without an NHS number, so a message with one has to be asked about."""
    person = known_person(nhs_number=None, room="Room 1")
    room.run(lambda work: work.people.add(person))
    assert hear(room, adt("A08")) is MessageOutcome.WAITING
    return person


def test_a_message_that_waits_is_told_with_who_may_be_meant(
    room: BackRoom, unnumbered: Person
) -> None:
    (found,) = at_hand(room)
    assert found.candidates == (unnumbered,)
    assert found.may_be_new
    assert found.said.entry is not None
    assert found.said.entry.family_name == "EXAMPLE"
    assert room.run(lambda work: count_waiting_messages(work, room.by(LEAD))) == 1


def test_it_is_applied_to_the_person_who_is_meant_and_waits_no_more(
    room: BackRoom, unnumbered: Person
) -> None:
    (found,) = at_hand(room)
    apply(room, found.stored.id, unnumbered.id)
    after = person_of(room, unnumbered)
    assert (str(after.nhs_number), after.room) == ("9990000018", "4, bed B")
    assert after.family_name == unnumbered.family_name, "capitals are no change of name"
    assert at_hand(room) == ()
    (event,) = room.run(lambda work: work.admissions.events(unnumbered.id))
    assert (event.kind, event.message_id) == (PersonEventKind.CHANGED, found.stored.id)
    assert event.actor_name == "Meera Specimen"
    assert "admission.applied" in room.audit()
    with pytest.raises(Conflict):
        apply(room, found.stored.id, unnumbered.id)


def test_what_was_applied_by_hand_counts_when_an_older_message_comes(
    room: BackRoom, unnumbered: Person
) -> None:
    (found,) = at_hand(room)
    apply(room, found.stored.id, unnumbered.id)
    older = adt("A08", ward="ASHWD^9", at="202611200900", control="2")
    assert hear(room, older) is MessageOutcome.STALE
    assert person_of(room, unnumbered).room == "4, bed B"


def test_one_that_is_older_than_what_was_applied_since_is_not_applied(room: BackRoom) -> None:
    person = known_person(nhs_number=None)
    room.run(lambda work: work.people.add(person))
    hear(room, adt("A08", at="202611200900"))
    hear(room, adt("A08", at="202611220900", control="2", ward="ASHWD^9"))
    newer, older = at_hand(room)
    apply(room, newer.stored.id, person.id)
    with pytest.raises(Refused, match="Something newer about this person was applied"):
        apply(room, older.stored.id, person.id)
    assert len(at_hand(room)) == 1
    assert person_of(room, person).room == "9"


def test_it_is_applied_as_somebody_new(room: BackRoom, unnumbered: Person) -> None:
    (found,) = at_hand(room)
    apply(room, found.stored.id, None)
    people = room.run(lambda work: work.people.list(ward="Ash"))
    assert len(people) == 2
    assert person_of(room, unnumbered) == unnumbered


@pytest.mark.parametrize("compared", [frozenset(), frozenset({Identifier.NHS_NUMBER})])
def test_nothing_is_applied_without_two_identifiers(
    room: BackRoom, unnumbered: Person, compared: frozenset[Identifier]
) -> None:
    (found,) = at_hand(room)
    with pytest.raises(Refused, match="Compare two identifiers first"):
        apply(room, found.stored.id, unnumbered.id, compared)
    assert person_of(room, unnumbered) == unnumbered


def test_it_is_applied_to_nobody_who_is_not_meant(room: BackRoom, unnumbered: Person) -> None:
    (found,) = at_hand(room)
    other = known_person(family_name="Other", nhs_number=None)
    room.run(lambda work: work.people.add(other))
    with pytest.raises(Refused):
        apply(room, found.stored.id, other.id)
    with pytest.raises(NotFound):
        apply(room, uuid7(), unnumbered.id)
    with pytest.raises(NotAllowed):
        apply(room, found.stored.id, unnumbered.id, actor=TECHNICIAN)
    assert person_of(room, other) == other
    assert len(at_hand(room)) == 1


@pytest.mark.parametrize(
    "text",
    [
        adt("A40", more="MRG|9990000026^^^NHS^NH"),
        adt("A08", number="9990000019^^^NHS^NH"),
        b"MSH|garbage",
    ],
    ids=["merge", "number", "unreadable"],
)
def test_a_merge_and_what_cannot_be_read_whole_can_only_be_put_right_by_hand(
    room: BackRoom, text: bytes
) -> None:
    person = known_person()
    room.run(lambda work: work.people.add(person))
    assert hear(room, text) in (MessageOutcome.WAITING, MessageOutcome.REFUSED)
    (found,) = at_hand(room)
    assert (found.candidates, found.may_be_new) == ((), False)
    for meant in (person.id, None):
        with pytest.raises(Refused, match="can only be put right by hand"):
            apply(room, found.stored.id, meant)
    by = room.by(LEAD)
    kind = MessageDecision.SET_ASIDE
    room.run(lambda work: decide(work, by, found.stored.id, kind, "Told the ward clerk"))
    assert at_hand(room) == ()
    assert person_of(room, person) == person


def test_what_fits_by_now_is_offered_to_whom_it_fits(room: BackRoom, unnumbered: Person) -> None:
    numbered = replace(unnumbered, nhs_number=known_person().nhs_number)
    room.run(lambda work: work.people.update(numbered))
    (found,) = at_hand(room)
    assert [each.id for each in found.candidates] == [unnumbered.id]
    assert not found.may_be_new
    apply(room, found.stored.id, unnumbered.id)
    assert person_of(room, unnumbered).room == "4, bed B"


def test_a_message_that_was_kept_says_what_it_said_when_it_came(room: BackRoom) -> None:
    text = adt("A03", more="ZZZ|1")
    about = {"message_id": uuid7(), "address": "192.0.2.7", "received_at": room.now}
    came = read_message(block(text), text, HOSPITAL, **about)  # type: ignore[arg-type]
    assert read_again(block(text), HOSPITAL, **about) == came  # type: ignore[arg-type]

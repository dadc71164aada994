"""Adding a person from what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clinicapp.domain.errors import Refused
from clinicapp.domain.people import Person, Sex
from clinicapp.domain.staff import Role
from clinicapp.services.clinic.admission import FIELDS, admit, person_of
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.ui.viewmodels.worklist.present_add_person import add_person_panel
from tests.support.back_room import BackRoom
from tests.support.facts import an_actor

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD)
TODAY = date(2026, 11, 22)
TYPED = {
    "family_name": "Example",
    "given_name": " Amara ",
    "born": "14 3 1985",
    "sex": "female",
    "nhs_number": "999 201 4539",
    "ethnicity": "A",
    "room": "7",
    "antipsychotic": "Olanzapine",
    "antipsychotic_started": "2026-08-30",
}


def test_a_person_is_read_as_typed() -> None:
    person = person_of(TYPED, "Ash", TODAY)
    assert person.display_name == "EXAMPLE, Amara"
    assert (person.born, person.sex) == (date(1985, 3, 14), Sex.FEMALE)
    assert str(person.nhs_number) == "9992014539"
    assert person.antipsychotic_started == date(2026, 8, 30)
    assert (person.ward, person.room, person.title) == ("Ash", "7", None)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"family_name": " "}, "family_name", "Enter the family name."),
        ({"born": ""}, "born", "Enter the date of birth"),
        ({"born": "31 2 1985"}, "born", "as day, month and year"),
        ({"born": "14 3 2085"}, "born", "in the future"),
        ({"born": "14/3/1785"}, "born", "more than 120 years ago"),
        ({"sex": ""}, "sex", "Choose one"),
        ({"ethnicity": "Q"}, "ethnicity", "Choose one"),
        ({"nhs_number": "999 201 4530"}, "nhs_number", "NHS number"),
        ({"nhs_number": "0000000000"}, "nhs_number", "NHS number"),
        ({"nhs_number": "500 000 0005"}, "nhs_number", "no UK health service issues"),
        ({"nhs_number": "800 000 0008"}, "nhs_number", "no UK health service issues"),
        ({"antipsychotic": ""}, "antipsychotic", "Enter the medicine"),
        ({"antipsychotic_started": "1 1 2027"}, "antipsychotic_started", "in the future"),
        ({"room": "x" * 81}, "room", "at most 80"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field(
    changes: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(AnswersRefused) as refused:
        person_of(TYPED | changes, "Ash", TODAY)
    assert set(refused.value.errors) == {field}
    assert words in refused.value.errors[field]


def added(back: BackRoom, /, *, confirmed: bool = False, **changes: str) -> Person:
    by = back.by(LEAD)
    typed = TYPED | {"nhs_number": ""} | changes
    return back.run(lambda work: admit(work, by, "Ash", typed, TODAY, confirmed=confirmed))


def refusal(back: BackRoom, /, **changes: str) -> AnswersRefused:
    with pytest.raises(AnswersRefused) as refused:
        added(back, **changes)
    assert refused.value.confirmable
    return refused.value


def test_somebody_of_the_same_name_is_named_before_a_second_is_added(room: BackRoom) -> None:
    first = added(room, family_name="O\u2019Example")
    assert first.in_care
    other = {"family_name": "o'EXAMPLE", "given_name": "AMARA", "born": "1 2 1990"}
    assert refusal(room, **other).errors == {
        "family_name": "O\u2019EXAMPLE, Amara, born 14-Mar-1985, without an NHS number, is on Ash, "
        "room 7 already. Check the date of birth with the person; if this is somebody else, press "
        "Add again."
    }
    assert len(room.run(lambda work: work.people.list())) == 1, "a doubt adds nobody"
    second = added(room, confirmed=True, **other)
    assert {first.id, second.id} == {p.id for p in room.run(lambda work: work.people.list())}


def test_the_namesake_born_on_the_same_day_is_the_one_who_is_named(room: BackRoom) -> None:
    added(room, born="1 2 1990", room="")
    added(room, confirmed=True)
    added(room, confirmed=True, born="3 4 1950")
    sentence = refusal(room).errors["family_name"]
    assert sentence.startswith(
        "EXAMPLE, Amara, born 14-Mar-1985, without an NHS number, is on Ash, room 7 already, and 2 "
        "more of that name: the same name and date of birth."
    )
    assert "close this and open them from the list" in sentence


@pytest.mark.parametrize(
    "changes", [{"given_name": "Amar"}, {"given_name": "Amara Jane"}, {"family_name": "Examples"}]
)
def test_a_name_that_only_begins_alike_is_another(room: BackRoom, changes: dict[str, str]) -> None:
    added(room)
    assert added(room, **changes).in_care


def test_somebody_who_has_left_is_nobodys_namesake(room: BackRoom) -> None:
    first = added(room)
    left = replace(first, discharged_on=TODAY)
    room.run(lambda work: work.people.save(left, work.people.version(first.id)))
    assert added(room, born="1 2 1990").in_care


def test_a_number_that_is_never_issued_is_doubted_and_another_persons_is_refused(
    room: BackRoom,
) -> None:
    doubt = refusal(room, nhs_number="999 201 4539").errors["nhs_number"]
    assert "the range for tests, which is never issued to a person" in doubt
    assert added(room, confirmed=True, nhs_number="999 201 4539").nhs_number is not None
    for sure in (False, True):
        with pytest.raises(Refused, match="EXAMPLE, Amara on Ash has that NHS number"):
            added(room, confirmed=sure, nhs_number="9992014539", given_name="Else")


def test_the_panel_asks_for_exactly_what_is_read() -> None:
    assert tuple(field.key for field in add_person_panel().fields) == FIELDS

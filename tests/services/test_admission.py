"""Adding a person from what was typed."""

from __future__ import annotations

from datetime import date

import pytest

from clinicapp.domain.people import Sex
from clinicapp.services.admission import FIELDS, person_of
from clinicapp.services.answers import AnswersRefused
from clinicapp.ui.viewmodels.present_add_person import add_person_panel

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


def test_the_panel_asks_for_exactly_what_is_read() -> None:
    assert tuple(field.key for field in add_person_panel().fields) == FIELDS

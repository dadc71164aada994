"""Rows of lists: headings by many names, and a sentence for each field that is not right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clinicapp.domain.caseload import reading
from clinicapp.domain.caseload.columns import Column, HeadingsRefused, read_headings
from clinicapp.domain.caseload.entries import Entry, RefusedEntry, read_entry
from clinicapp.domain.errors import Refused
from clinicapp.domain.lists import rows
from clinicapp.domain.lists.dates import read_day
from clinicapp.domain.names import name_key
from clinicapp.domain.people import Sex
from tests.support.caseload_samples import TODAY

GOOD = {
    Column.NHS_NUMBER: "999 000 0018",
    Column.FAMILY_NAME: " Example ",
    Column.GIVEN_NAME: "Amara",
    Column.BORN: "14/03/1985",
    Column.WARD: "Ash",
}


def entry(**cells: str) -> Entry:
    found = read_entry(2, GOOD | {Column[name]: text for name, text in cells.items()}, TODAY)
    assert isinstance(found, Entry), found
    return found


def problems(only: str | None = None, **cells: str) -> list[tuple[str, str]]:
    given_cells = GOOD | {Column[name]: text for name, text in cells.items()}
    found = read_entry(2, given_cells, TODAY, only=only)
    assert isinstance(found, RefusedEntry), found
    return [(each.column or "", each.sentence) for each in found.problems]


@pytest.mark.parametrize(
    "line",
    [
        "NHS Number,Surname,Forename,DOB,Ward,Bed,Medication,Started",
        "nhs no.,SURNAME,first name,d.o.b.,ward name,bed no,Drug,Start date",
        "NHS number,Family name,Given name,Date of birth,Ward,Bed,Antipsychotic,"
        "Antipsychotic started",
    ],
)
def test_headings_are_known_by_the_names_that_wards_give_them(line: str) -> None:
    assert read_headings(line.split(",")) == (
        Column.NHS_NUMBER,
        Column.FAMILY_NAME,
        Column.GIVEN_NAME,
        Column.BORN,
        Column.WARD,
        Column.BED,
        Column.ANTIPSYCHOTIC,
        Column.STARTED,
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Surnme,Forename,DOB", "The heading 'Surnme' is not known; is 'Surname' meant?"),
        ("Surname,Forename,DOB,Consultant psychiatrist", "'Consultant psychiatrist' is not known"),
        ("Surname,Last name,Forename,DOB", "Two columns hold the family name ('Last name'"),
        ("Surname,NHS No", "no column for the given name and the date of birth; add it"),
        ("Name,Surname,DOB", "the name twice"),
        (",,", "holds no headings"),
    ],
)
def test_headings_that_cannot_be_used_are_named(line: str, why: str) -> None:
    found = read_headings(line.split(","))
    assert isinstance(found, HeadingsRefused)
    assert why in found.sentence


def test_a_row_is_cleaned_and_read() -> None:
    found = entry(
        SEX="F", ETHNICITY="indian", TITLE="Ms", ROOM="12", BED="B", ANTIPSYCHOTIC="Olanzapine",
        STARTED="30 Aug 2026",
    )  # fmt: skip
    assert (found.family_name, found.born, found.sex) == ("Example", date(1985, 3, 14), Sex.FEMALE)
    assert (found.ethnicity, found.room, found.title) == ("H", "12, bed B", "Ms")
    assert (found.antipsychotic, found.started) == ("Olanzapine", date(2026, 8, 30))
    assert str(found.nhs_number) == "9990000018"


def test_a_whole_name_is_parted_at_its_comma() -> None:
    cells = {Column.NAME: "EXAMPLE, Amara", Column.BORN: "1985-03-14"}
    found = read_entry(2, cells, TODAY, ward="Ash")
    assert isinstance(found, Entry)
    assert (found.family_name, found.given_name, found.ward) == ("EXAMPLE", "Amara", "Ash")
    found = read_entry(2, cells | {Column.NAME: "Amara Example"}, TODAY, ward="Ash")
    assert isinstance(found, RefusedEntry)
    assert found.problems[0].sentence == "Write the name as family name, comma, given name."


@pytest.mark.parametrize("word", ["none", "None", "NIL", "no antipsychotic"])
def test_only_a_word_says_that_there_is_no_medicine(word: str) -> None:
    assert entry(ANTIPSYCHOTIC=word).no_antipsychotic
    assert entry(ANTIPSYCHOTIC=word).antipsychotic is None
    assert not entry(ANTIPSYCHOTIC="").no_antipsychotic


def test_text_that_looks_like_a_formula_stays_text() -> None:
    assert entry(FAMILY_NAME="=HYPERLINK(1)").family_name == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"FAMILY_NAME": ""}, "family_name", "The family name is missing; enter it."),
        ({"BORN": ""}, "born", "The date of birth is missing; enter it."),
        ({"BORN": "1/1/2027"}, "born", "1 Jan 2027 is in the future"),
        ({"NHS_NUMBER": "9990000019"}, "nhs_number", "check digit"),
        ({"NHS_NUMBER": "9.99E+09"}, "nhs_number", "A spreadsheet has shortened this NHS number"),
        ({"SEX": "q"}, "sex", "'q' is no sex; write female, male, other or unknown."),
        ({"ETHNICITY": "I"}, "ethnicity", "'I' is no ethnic group"),
        ({"STARTED": "1/1/1980"}, "antipsychotic_started", "before the person was born"),
        (
            {"STARTED": "1/1/2026", "ANTIPSYCHOTIC": "none"},
            "antipsychotic_started",
            "a start date but no medicine",
        ),
        ({"GIVEN_NAME": "x" * 81}, "given_name", "longer than 80 characters"),
        ({"GIVEN_NAME": "A\x07b"}, "given_name", "a character that cannot be read"),
        ({"WARD": ""}, "ward", "The row names no ward"),
    ],
)
def test_each_field_that_is_not_right_gets_its_sentence(
    cells: dict[str, str], column: str, why: str
) -> None:
    ((found, sentence),) = problems(**cells)
    assert found == column
    assert why in sentence
    assert sentence.endswith(".")


def test_every_problem_of_a_row_is_said_at_once() -> None:
    found = problems(BORN="30/02/1985", SEX="q", NHS_NUMBER="1")
    assert [column for column, _ in found] == ["born", "nhs_number", "sex"]


def test_a_list_of_one_ward_takes_nobody_of_another() -> None:
    ((column, sentence),) = problems("Birch")
    assert column == "ward"
    assert "is of Ash, and this list is for Birch" in sentence


@pytest.mark.parametrize("written", ["{0.day}/{0.month}/{0.year}", "{0:%d.%m.%Y}", "{0:%d-%m-%Y}",
                                     "{0:%Y-%m-%d}", "{0:%d %b %Y}", "{0:%d-%B-%Y}",
                                     "{0:%d/%m/%Y} 00:00", "{0:%Y-%m-%d} 00:00:00"])  # fmt: skip
@given(day=st.dates(date(1930, 1, 1), TODAY))
@example(day=date(2024, 2, 29))
def test_every_day_is_read_however_it_is_written(written: str, day: date) -> None:
    assert read_day(written.format(day), "day", TODAY) == day


@given(day=st.dates(date(1930, 1, 1), TODAY))
def test_a_day_written_month_first_is_never_turned_round(day: date) -> None:
    """Either it is another day, or it is refused: the day of the month comes first."""
    found = read_day(f"{day:%m/%d/%Y}", "day", date(2040, 1, 1))
    if day.day > 12:
        assert isinstance(found, str)
    else:
        assert found == date(day.year, day.day, day.month)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("29/02/2025", "is no day of the calendar"),
        ("03/25/1985", "has no such month"),
        ("14/3/85", "a year of two digits"),
        ("31120", "a bare number, as spreadsheets keep days"),
        ("14 Foo 1985", "names no month"),
        ("tomorrow", "is no date"),
        ("1/1/1900", "more than 120 years ago"),
        ("14/03-1985", "is no date"),
        ("1985-3-14", "is no date"),
    ],
)
def test_days_that_are_none_are_refused(text: str, why: str) -> None:
    found = read_day(text, "date of birth", TODAY)
    assert isinstance(found, str)
    assert why in found


def test_today_has_been_and_tomorrow_has_not() -> None:
    assert read_day(f"{TODAY:%d/%m/%Y}", "day", TODAY) == TODAY
    assert isinstance(read_day(f"{TODAY + timedelta(1):%d/%m/%Y}", "day", TODAY), str)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("O'Brien", "O\u2019BRIEN", True),
        ("Smith - Jones", "smith-jones", True),
        ("Mary  Ann", "mary ann", True),
        ("José", "Jose", False),
        ("Ann", "Anne", False),
    ],
)
def test_when_two_names_are_one(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    lines = [[""], ["Surname", "Forename", "DOB"], [], ["A", "B", "1/2/1980"], ["", "", ""],
             ["C", "D", "1/2/1980", "what?"]]  # fmt: skip
    first, second = reading.read_entries(lines, TODAY, ward="Ash")
    assert isinstance(first, Entry)
    assert isinstance(second, RefusedEntry)
    assert (first.row, second.row) == (4, 6)
    assert "Cell 4 of this row is under no heading" in second.problems[0].sentence


def test_a_list_without_people_or_with_too_many_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headings = ["Surname", "Forename", "DOB"]
    with pytest.raises(Refused, match="no people in this list"):
        reading.read_entries([headings, ["", "", ""]], TODAY)
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="more than 2 rows"):
        reading.read_entries([headings] + [["A", "B", "1/2/1980"]] * 3, TODAY, ward="Ash")

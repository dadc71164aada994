"""Names and ages."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.people import ETHNIC_GROUPS, Person, Sex, age_on


def amara() -> Person:
    return Person(
        id=UUID(int=1),
        family_name="Example",
        given_name="Amara",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        ward="Ash",
    )


def test_the_name_is_shown_as_on_a_wristband() -> None:
    assert amara().display_name == "EXAMPLE, Amara"


def test_the_age_is_that_of_the_banner() -> None:
    assert amara().age_on(date(2026, 11, 22)) == 41


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1985-03-14", "2026-03-13", 40),
        ("1985-03-14", "2026-03-14", 41),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
    ],
)
def test_an_age_changes_on_the_birthday(born: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_an_age_is_the_number_of_birthdays_passed(born: date, day: date) -> None:
    if born > day:
        born, day = day, born
    passed = 0
    for year in range(born.year + 1, day.year + 1):
        leap_day_missing = (born.month, born.day) == (2, 29) and (year % 4 or year in (1900, 2100))
        birthday = date(year, 3, 1) if leap_day_missing else born.replace(year=year)
        passed += birthday <= day
    assert age_on(born, day) == passed


def test_the_ethnic_groups_are_the_eighteen_of_the_nhs() -> None:
    assert list(ETHNIC_GROUPS) == [*"ABCDEFGHJKLMNPRSZ", "99"]

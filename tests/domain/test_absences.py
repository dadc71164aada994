"""Why there is no value, and the day on which it is tried again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.absences import (
    FARTHEST,
    Absence,
    NoValue,
    Retry,
    no_value_of,
    retry_day,
)
from clinicapp.domain.errors import Refused
from clinicapp.domain.typed_days import day_words, read_day

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@given(DAYS)
def test_a_day_is_read_back_however_it_is_written(day: date) -> None:
    for text in (
        day_words(day),
        day_words(day).upper(),
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year:04d}",
        f" {day.day}  {day:%B} {day.year:04d} ",
    ):
        assert read_day(text) == day, text


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "31/02/2027", "6/12/26", "2026-13-01", "6 decent 2026", "0/0/0000", "6 12"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


@given(st.text(max_size=30))
def test_nothing_typed_breaks_it(text: str) -> None:
    found = read_day(text)
    assert found is None or read_day(day_words(found)) == found


@given(st.integers(1, FARTHEST.days))
def test_a_later_day_within_two_years_is_taken(days: int) -> None:
    day = TODAY + timedelta(days=days)
    assert retry_day(Retry.ON_A_DAY, day_words(day), TODAY, None) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", "such as 6 Dec 2026"),
        ("22 Nov 2026", "22 Nov 2026 is not after today"),
        ("1 Feb 2020", "is not after today"),
        ("1 Feb 2062", "more than two years away; check the year"),
    ],
)
def test_a_day_that_is_past_or_absurd_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        retry_day(Retry.ON_A_DAY, typed, TODAY, None)


def test_the_chosen_days() -> None:
    assert retry_day(Retry.IN_A_WEEK, "", TODAY, None) == date(2026, 11, 29)
    review = date(2027, 2, 14)
    assert retry_day(Retry.NEXT_REVIEW, "", TODAY, review) == review
    with pytest.raises(Refused, match="no start of an antipsychotic"):
        retry_day(Retry.NEXT_REVIEW, "", TODAY, None)


@given(st.sampled_from(Absence), st.text(min_size=1), st.none() | DAYS)
def test_it_is_read_back_from_its_fact(kind: Absence, reason: str, day: date | None) -> None:
    said = NoValue(kind=kind, reason=reason, retry_on=day)
    assert no_value_of(said.values) == said


def test_a_fact_of_before_revision_2_has_only_a_reason() -> None:
    assert no_value_of({"reason": "Declined today"}) == NoValue(reason="Declined today")

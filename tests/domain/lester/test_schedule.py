"""The timetable's days, counted by hand from the clinical reference, section 1.4."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.judgement import DueItem
from clinicapp.domain.lester.record import PersonFacts, ScreeningRecord, Weight
from clinicapp.domain.lester.schedule import due_items, timetable
from clinicapp.domain.lester.vocabulary import Beside, Domain

PACK = rule_packs.load("uk-current")
START = date(2026, 8, 30)
ADULT = date(1985, 3, 14)
ALL_DECLINED: frozenset[Domain | Beside] = frozenset((*Domain, *Beside))


def record(day: int, *weighed: int, born: date = ADULT, **more: object) -> ScreeningRecord:
    given_ = {
        "declined": ALL_DECLINED - {Domain.WEIGHT},
        "waist_cm": Decimal(80),
        "height_cm": Decimal(170),
        **more,
    }
    return ScreeningRecord(
        id="s",
        on=START + timedelta(days=day),
        person=PersonFacts(born=born, antipsychotic_started=START),
        weights=tuple(Weight(START + timedelta(days=each), Decimal(70)) for each in weighed),
        **given_,  # type: ignore[arg-type]
    )


def weight_due(day: int, *weighed: int) -> int:
    (found,) = due_items(record(day, *weighed), PACK)
    assert found.item == "weight"
    return (found.on - START).days


def days(item: str, *, under_18: bool = False, years: int = 2) -> list[int]:
    until = months_after(START, 12 * years)
    points = timetable(START, PACK, under_18=under_18, until=until)
    return [(point.on - START).days for point in points if point.item == item]


def days_to(*dates: str) -> list[int]:
    return [(date.fromisoformat(day) - START).days for day in dates]


YEARS = days_to("2027-08-30", "2028-08-30")
HALF_YEARS = days_to("2027-02-28", "2027-08-30", "2028-02-29", "2028-08-30")


def test_the_adult_timetable() -> None:
    assert days("weight") == [0, 7, 14, 21, 28, 35, 42, 84, *YEARS]
    assert days("waist") == [0, *YEARS]
    for item in ("blood_pressure", "glucose", "lipids", "lifestyle"):
        assert days(item) == [0, 84, *YEARS]
    assert days("history_and_examination") == [0, *YEARS]
    assert days("height") == days("prolactin") == []


def test_the_timetable_under_eighteen_is_half_yearly_with_height_and_prolactin() -> None:
    assert days("weight", under_18=True) == [0, 7, 14, 21, 28, 35, 42, 84, *HALF_YEARS]
    assert days("height", under_18=True) == days("waist", under_18=True) == [0, *HALF_YEARS]
    assert days("prolactin", under_18=True) == [0, 84, *HALF_YEARS]


@pytest.mark.parametrize(
    ("today", "weighed", "due"),
    [
        (0, (), 0),
        (0, (0,), 7),
        (3, (0,), 7),
        (5, (0, 5), 14),
        (4, (0, 4), 7),
        (10, (0,), 7),
        (10, (0, 10), 14),
        (35, (0, 7, 14, 21, 28, 35), 42),
        (41, (0, 7, 14, 21, 28, 35, 40), 84),
        (60, (0, 7, 14, 21, 28, 35), 42),
        (60, (0, 7, 14, 21, 28, 35, 50), 84),
        (84, (0, 84), 84),
        (85, (0, 84), 365),
        (80, (0, 75), 365),
        (80, (0, 42, 80), 84),
        (200, (0, 42), 84),
        (364, (0, 84), 365),
        (366, (0, 84), 365),
    ],
)
def test_the_day_on_which_weight_is_due(today: int, weighed: tuple[int, ...], due: int) -> None:
    assert weight_due(today, *weighed) == due


def test_a_declined_weight_is_next_due_on_the_next_point() -> None:
    found = due_items(record(84, 0, declined=ALL_DECLINED), PACK)
    assert found == (DueItem(date(2027, 8, 30), "weight"),)


@pytest.mark.parametrize(
    ("today", "due_days"), [(0, [0]), (2, [0]), (3, []), (83, []), (84, [84]), (98, [84]), (99, [])]
)
def test_other_items_are_asked_for_at_a_review_and_in_its_window(
    today: int, due_days: list[int]
) -> None:
    declined = ALL_DECLINED - {Domain.WEIGHT, Domain.BLOOD_PRESSURE}
    found = due_items(record(today, declined=declined), PACK)
    assert [(item.on - START).days for item in found if item.item == "blood_pressure"] == due_days


def test_waist_is_asked_for_at_the_baseline_and_after_a_year_only() -> None:
    asked = [
        day
        for day in (0, 84, 365)
        if any(item.item == "waist" for item in due_items(record(day, waist_cm=None), PACK))
    ]
    assert asked == [0, 365]


def test_height_is_asked_of_people_under_eighteen_only() -> None:
    child = due_items(record(0, born=date(2010, 1, 1), height_cm=None), PACK)
    adult = due_items(record(0, height_cm=None), PACK)
    assert [item.item for item in child] == ["height", "weight"]
    assert [item.item for item in adult] == ["weight"]


def test_a_start_that_lies_ahead_is_due_then() -> None:
    assert weight_due(-10) == 0


@given(st.integers(0, 1500), st.lists(st.integers(0, 1500), max_size=8))
def test_weight_is_due_on_a_day_of_the_timetable_never_beyond_the_next_but_one(
    today: int, weighed: list[int]
) -> None:
    past = tuple(day for day in weighed if day <= today)
    found = weight_due(today, *past)
    table = days("weight", years=8)
    assert found in table
    following = [day for day in table if day > today]
    assert found <= following[1]


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-05-31", -3, "2026-02-28"),
        ("2028-05-31", -3, "2028-02-29"),
        ("2026-11-22", -3, "2026-08-22"),
        ("2026-01-15", -3, "2025-10-15"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_months_are_calendar_months_with_their_end_clamped(
    day: str, months: int, result: str
) -> None:
    assert months_after(date.fromisoformat(day), months).isoformat() == result

"""The worklist's rules, by hand from the clinical reference, and against a slow count by days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp import rule_packs
from clinicapp.domain.lester.schedule import PointKind, first_open_point, timetable
from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.people import Person
from clinicapp.domain.worklist import (
    REFUSED_BY,
    Element,
    Mark,
    Recorded,
    Refusal,
    Standing,
    WorklistEntry,
    worklist_entry,
)
from tests.support.store_samples import a_person

PACK = rule_packs.load("uk-current")
TODAY = date(2026, 11, 22)
EVERYTHING = tuple(Element)


def day(text: str) -> date:
    return date.fromisoformat(text)


def person(started: str | None, born: str = "1985-03-14") -> Person:
    found: Person = a_person(
        born=day(born), antipsychotic_started=None if started is None else day(started)
    )
    return found


def form(
    on: str,
    *elements: Element,
    refused: Mapping[Domain | Beside, Refusal] | None = None,
    signed: bool = True,
    red: frozenset[Domain] = frozenset(),
) -> Recorded:
    """A form on which these elements (all, if none is named) were recorded on one day."""
    return Recorded(
        form_id=uuid7(),
        signed_on=day(on) if signed else None,
        days=dict.fromkeys(elements or EVERYTHING, day(on)),
        refused=refused or {},
        red_without_action=red,
    )


def entry(
    started: str | None, *forms: Recorded, today: str = "2026-11-22", born: str = "1985-03-14"
) -> WorklistEntry:
    return worklist_entry(person(started, born), forms, PACK, day(today))


def marks(found: WorklistEntry) -> list[str]:
    """The six columns in words: ``done``, ``due``, ``overdue 12``."""
    words = []
    for mark in found.columns.values():
        late = ""
        if mark.standing is Standing.OVERDUE:
            assert mark.due_on is not None
            late = f" {(TODAY - mark.due_on).days}"
        words.append(f"{mark.standing.value}{late}")
    return words


DONE = ["done"] * 6
B, G, L = Element.BLOOD_PRESSURE, Element.GLUCOSE, Element.LIPIDS
ASKED = (Element.SMOKING, Element.LIFESTYLE, Element.ALCOHOL)


# The rows of the picture, each worked out by hand.


def test_a_year_since_the_start_and_the_bloods_were_not_taken() -> None:
    before = form("2026-02-02")
    review = form("2026-11-03", *ASKED, Element.WEIGHT, Element.WAIST, B)
    found = entry("2025-11-10", before, review)
    assert marks(found) == [*["done"] * 4, "overdue 12", "overdue 12"]
    assert (found.due_on, found.days_overdue) == (day("2026-11-10"), 12)
    assert found.is_overdue
    assert not found.is_due_now


def test_twelve_weeks_partly_refused_and_partly_missed() -> None:
    weekly = [form(f"2026-{on}", Element.WEIGHT) for on in ("09-07", "10-05")]
    review = form(
        "2026-11-16", Element.SMOKING, L, refused={Domain.LIFESTYLE: Refusal(day("2026-11-16"))}
    )
    alcohol = form("2026-11-16", Element.ALCOHOL)
    found = entry("2026-08-24", form("2026-08-24"), *weekly, review, alcohol)
    assert marks(found) == ["done", "declined", "overdue 6", "overdue 6", "overdue 6", "done"]
    assert found.due_on == day("2026-11-16")


def test_everything_is_due_on_the_day_itself() -> None:
    weighed = [form(f"2026-{on}", Element.WEIGHT) for on in ("09-06", "09-27", "10-11")]
    found = entry("2026-08-30", form("2026-08-30"), *weighed)
    assert marks(found) == ["due"] * 6
    assert (found.due_on, found.days_overdue) == (TODAY, 0)


def test_only_the_weekly_weight_is_due() -> None:
    weighed = [form(f"2026-11-{on}", Element.WEIGHT) for on in ("01", "08", "15")]
    found = entry("2026-10-25", form("2026-10-25"), *weighed)
    assert marks(found) == ["done", "done", "due", "done", "done", "done"]
    assert found.elements[Element.WEIGHT] == Mark(Standing.DUE, TODAY)
    # Waist has no weekly points: a year after the baseline is its next.
    assert found.elements[Element.WAIST] == Mark(Standing.DONE, day("2027-10-25"))


def test_what_is_done_early_but_inside_the_window_is_done() -> None:
    early = form("2026-11-10", Element.SMOKING)
    found = entry("2025-11-26", form("2026-02-18"), early)
    assert marks(found) == ["done", "due", "due", "due", "due", "due"]
    assert found.due_on == day("2026-11-26")


def test_a_red_zone_without_an_action_is_said_before_anything_else() -> None:
    opened = form("2026-11-20", B, signed=False, red=frozenset({Domain.BLOOD_PRESSURE}))
    found = entry("2025-11-24", form("2026-02-16"), opened)
    assert marks(found) == ["due", "due", "due", "red_zone", "due", "due"]
    assert found.red_zones == (Domain.BLOOD_PRESSURE,)
    assert not found.is_all_done


def test_nothing_to_do_until_next_year() -> None:
    found = entry("2026-01-08", form("2026-01-08"), form("2026-04-02"))
    assert marks(found) == DONE
    assert found.due_on == day("2027-01-08")
    assert found.is_all_done


# Points, windows, month ends, switches, people under 18.


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        ("2026-11-14", Standing.DONE),
        ("2026-11-15", Standing.DUE),
        ("2026-11-22", Standing.DUE),
        ("2026-11-23", Standing.OVERDUE),
    ],
)
def test_due_now_begins_seven_days_before_and_overdue_the_day_after(
    today: str, standing: Standing
) -> None:
    found = entry("2026-08-30", form("2026-08-30"), today=today)
    assert found.elements[B].standing is standing


@pytest.mark.parametrize(
    ("measured", "due"),
    [("2026-11-07", "2026-11-22"), ("2026-11-08", "2027-08-30"), ("2027-08-01", "2028-08-30")],
)
def test_week_twelve_is_answered_from_two_weeks_before(measured: str, due: str) -> None:
    found = entry("2026-08-30", form("2026-08-30"), form(measured), today="2026-11-22")
    assert found.elements[B].due_on == day(due)


def test_a_yearly_check_missed_twice_is_overdue_since_the_first_time() -> None:
    found = entry("2023-03-01", form("2023-05-24"), today="2026-11-22")
    assert found.due_on == day("2024-03-01")
    assert found.days_overdue == 996


def test_nothing_recorded_since_the_start_is_overdue_since_the_start() -> None:
    found = entry("2026-10-25")
    assert marks(found) == ["overdue 28"] * 6


@pytest.mark.parametrize(
    ("started", "reviewed", "due"),
    [
        ("2024-02-29", "2024-05-23", "2025-02-28"),
        ("2024-02-29", "2027-02-10", "2028-02-29"),
        ("2025-08-31", "2025-11-23", "2026-08-31"),
        ("2026-10-31", "2027-10-01", "2028-10-31"),
    ],
)
def test_years_end_with_their_month(started: str, reviewed: str, due: str) -> None:
    found = entry(started, form(reviewed), today=reviewed)
    assert found.elements[B].due_on == day(due)


def test_under_eighteen_it_is_half_yearly_with_height_and_the_end_of_february() -> None:
    found = entry("2026-08-31", form("2026-11-20"), born="2010-05-01")
    assert found.elements[B].due_on == day("2027-02-28")
    assert found.elements[Element.HEIGHT].due_on == day("2027-02-28")
    of_age = entry("2026-08-31", form("2026-11-20"), born="2008-11-22")
    assert of_age.elements[B].due_on == day("2027-08-31")
    assert Element.HEIGHT not in of_age.elements


def test_a_switch_begins_again_and_what_was_done_for_the_old_medicine_does_not_count() -> None:
    before, just_before = form("2026-10-02"), form("2026-11-19")
    switched = "2026-11-20"
    assert marks(entry(switched, before)) == ["overdue 2"] * 6
    found = entry(switched, before, just_before)
    assert marks(found) == ["done", "done", "due", "done", "done", "done"]
    assert found.elements[Element.WEIGHT].due_on == day("2026-11-27")


def test_without_a_start_there_is_no_timetable() -> None:
    found = entry(None, form("2026-11-20"))
    assert marks(found) == ["unscheduled"] * 6
    assert (found.due_on, found.is_due_now, found.is_all_done) == (None, False, False)


def test_a_start_that_lies_ahead_is_due_then() -> None:
    assert marks(entry("2026-11-29")) == ["due"] * 6
    assert marks(entry("2026-11-30")) == DONE


# Refusals.


def refused(on: str, retry: str | None = None) -> Recorded:
    refusal = Refusal(day(on), None if retry is None else day(retry))
    return Recorded(form_id=uuid7(), signed_on=day(on), days={}, refused={Domain.GLUCOSE: refusal})


@pytest.mark.parametrize(
    ("on", "retry", "today", "mark"),
    [
        # Week 12 (22 Nov) refused: declined until the next point, a year after the start.
        ("2026-11-22", None, "2026-11-22", Mark(Standing.DECLINED, day("2027-08-30"))),
        ("2026-11-22", None, "2027-08-29", Mark(Standing.DECLINED, day("2027-08-30"))),
        ("2026-11-22", None, "2027-08-30", Mark(Standing.DUE, day("2027-08-30"))),
        ("2026-11-22", None, "2027-08-31", Mark(Standing.OVERDUE, day("2027-08-30"))),
        # With a day agreed for asking again it is declined until then, and due on that day.
        ("2026-11-22", "2026-12-06", "2026-12-05", Mark(Standing.DECLINED, day("2026-12-06"))),
        ("2026-11-22", "2026-12-06", "2026-12-06", Mark(Standing.DUE, day("2026-12-06"))),
        ("2026-11-22", "2026-12-06", "2026-12-07", Mark(Standing.OVERDUE, day("2026-12-06"))),
        # A refusal too early for week 12 does not answer it.
        ("2026-11-07", None, "2026-11-21", Mark(Standing.DECLINED, day("2026-11-22"))),
        ("2026-11-07", None, "2026-11-22", Mark(Standing.DUE, day("2026-11-22"))),
        # A day for asking again that had passed when the refusal was made is none.
        ("2026-11-22", "2026-11-01", "2026-11-22", Mark(Standing.DECLINED, day("2027-08-30"))),
    ],
)
def test_a_refusal(on: str, retry: str | None, today: str, mark: Mark) -> None:
    found = entry("2026-08-30", form("2026-08-30"), refused(on, retry), today=today)
    assert found.elements[G] == mark


def test_a_later_value_ends_a_refusal_and_a_later_refusal_hides_no_earlier_point() -> None:
    found = entry("2026-08-30", form("2026-08-30"), refused("2026-11-20"), form("2026-11-21", G))
    assert found.elements[G] == Mark(Standing.DONE, day("2027-08-30"))


def test_of_two_forms_of_one_day_the_later_has_the_last_word() -> None:
    before = form("2026-08-30")
    measured, declined = form("2026-11-22", G), refused("2026-11-22")
    assert entry("2026-08-30", before, measured, declined).elements[G].standing is Standing.DECLINED
    assert entry("2026-08-30", before, declined, measured).elements[G].standing is Standing.DONE


@pytest.mark.parametrize(
    ("on", "standing"), [("2026-11-18", Standing.DECLINED), ("2026-11-17", Standing.OVERDUE)]
)
def test_a_refusal_counts_for_a_baseline_as_early_as_a_value_does(
    on: str, standing: Standing
) -> None:
    assert entry("2026-11-20", refused(on)).elements[G].standing is standing


def test_a_refusal_from_before_a_switch_is_over() -> None:
    found = entry("2026-11-20", refused("2026-10-01"))
    assert found.elements[G] == Mark(Standing.OVERDUE, day("2026-11-20"))


# Corrections.


def test_a_signed_correction_replaces_the_form_and_counts_on_its_day() -> None:
    wrong = form("2026-08-30")
    right = Recorded(
        form_id=uuid7(),
        amends=wrong.form_id,
        signed_on=TODAY,
        days={B: TODAY, G: TODAY},
        refused={},
    )
    found = entry("2026-08-30", wrong, right)
    assert found.elements[B] == Mark(Standing.DUE, TODAY)
    assert found.elements[L] == Mark(Standing.OVERDUE, day("2026-08-30"))
    unsigned = Recorded(form_id=uuid7(), amends=wrong.form_id, days={B: TODAY}, refused={})
    still = entry("2026-08-30", wrong, unsigned)
    assert still.elements[L] == Mark(Standing.DUE, TODAY)
    assert still.has_open_form


# Against a slow count that knows nothing of the rule's short cuts.

DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31))
STARTS = st.one_of(DAYS, st.sampled_from([day("2024-02-29"), day("2023-08-31"), day("2025-01-31")]))


@given(started=STARTS, answered=st.none() | DAYS, under_18=st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_first_open_point_is_that_of_the_written_out_timetable(
    started: date, answered: date | None, under_18: bool
) -> None:
    windows = {PointKind.BASELINE: 2, PointKind.WEEKLY: 2, PointKind.TWELVE_WEEKS: 14}
    written = timetable(started, PACK, under_18=under_18, until=date(2031, 1, 1))
    for item in PACK.monitoring:
        if item.under_18_only and not under_18:
            continue
        open_ = [
            point
            for point in written
            if point.item == item.item
            and (
                answered is None
                or answered < point.on - timedelta(days=windows.get(point.kind, 30))
            )
        ]
        assert (
            first_open_point(item, started, answered, PACK.windows, under_18=under_18) == open_[0]
        )


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, date, list[Recorded]]:
    started = draw(st.dates(date(2022, 1, 1), date(2026, 12, 31)))
    today = started + timedelta(days=draw(st.integers(-20, 1200)))
    forms = []
    days = sorted(draw(st.lists(st.integers(-60, 1200), max_size=5, unique=True)))
    for after in days:
        on = started + timedelta(days=after)
        if on > today:
            continue
        kinds = draw(st.lists(st.sampled_from(EVERYTHING), unique=True))
        parts = draw(st.lists(st.sampled_from([*Domain, *Beside]), unique=True, max_size=3))
        retry = draw(st.none() | st.integers(-5, 100))
        refusal = Refusal(on, None if retry is None else on + timedelta(days=retry))
        forms.append(
            Recorded(
                form_id=uuid7(),
                signed_on=on,
                days=dict.fromkeys(kinds, on),
                refused=dict.fromkeys(parts, refusal),
            )
        )
    return started, today, forms


def by_living_through(
    element: Element, started: date, today: date, forms: list[Recorded], points: dict[date, int]
) -> Mark:
    """Walk from before the start to today, keeping what is owed; then look ahead for the next.

    ``points`` is day → days of window. What is owed is a set of days; a visit pays for every owed
    day whose window is open.
    """
    owed = dict(points)
    held: tuple[date, date | None] | None = None
    at = started - timedelta(days=100)
    while at <= today:
        for each in forms:
            refusal = each.refused.get(REFUSED_BY[element])
            came = refusal.on if refusal else each.days.get(element)
            if came != at:
                continue
            paid = [on for on, window in owed.items() if on - timedelta(days=window) <= at]
            for on in paid:
                del owed[on]
            new = at >= started - timedelta(days=2)
            held = (at, refusal.retry_on) if refusal and new else None
        at += timedelta(days=1)
    due = min(owed)
    if held is not None:
        asked_again = held[1] if held[1] is not None and held[1] >= held[0] else due
        due = asked_again
        if today < due:
            return Mark(Standing.DECLINED, due)
    if today > due:
        return Mark(Standing.OVERDUE, due)
    return Mark(Standing.DUE if due <= today + timedelta(days=7) else Standing.DONE, due)


@given(histories())
@settings(max_examples=200, deadline=None)
def test_every_element_stands_as_whoever_lives_through_the_days_would_say(
    history: tuple[date, date, list[Recorded]],
) -> None:
    started, today, forms = history
    found = worklist_entry(person(started.isoformat()), forms, PACK, today)
    years = [started.replace(day=min(started.day, 28), year=started.year + n) for n in range(1, 9)]
    # The oracle's own yearly days: the last day of February where the month has no such day.
    years = [
        y if started.day <= 28 else _end_of_month_at_most(y.year, started.month, started.day)
        for y in years
    ]
    yearly = dict.fromkeys(years, 30)
    review = {started: 2, started + timedelta(days=84): 14} | yearly
    weekly = {started + timedelta(days=7 * week): 2 for week in range(7)}
    tables = dict.fromkeys(EVERYTHING, review) | {
        Element.WEIGHT: review | weekly,
        Element.WAIST: {started: 2} | yearly,
    }
    for element, mark in found.elements.items():
        assert mark == by_living_through(element, started, today, forms, tables[element]), element
    ranks = list(Standing)
    for domain, column in found.columns.items():
        own = [
            mark
            for element, mark in found.elements.items()
            if domain.value == element.value
            or (domain, element)
            in {
                (Domain.LIFESTYLE, Element.ALCOHOL),
                (Domain.WEIGHT, Element.WAIST),
            }
        ]
        assert column.standing is min((m.standing for m in own), key=ranks.index)
    assert found.due_on == min(m.due_on for m in found.elements.values() if m.due_on)


def _end_of_month_at_most(year: int, month: int, wanted: int) -> date:
    for number in range(wanted, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError

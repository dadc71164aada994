"""The ward's months against a count by hand, one person, one part and one day at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinicapp.domain.forms import FactKind, fold
from clinicapp.domain.histories import PersonHistory
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.lester.judgement import Count
from clinicapp.domain.pack_choice import PackChoice
from clinicapp.domain.progress import FEWEST_PEOPLE, MONTHS, Figure, Progress, Terms, progress_of
from clinicapp.domain.progress_checks import acted_days
from clinicapp.domain.screening import chosen_actions
from tests.support.facts import LONDON
from tests.support.snapshots import pack_named
from tests.support.ward_histories import FormWriter, moment, red_form, somebody, ward_of

TODAY = date(2026, 11, 22)
PACK = pack_named("uk-current")
TERMS = Terms(pack=PACK, packs=PackChoice((PACK,)), today=TODAY, zone=LONDON)
ITEMS = {
    "smoking": ("smoking",),
    "lifestyle": ("diet", "activity"),
    "weight": ("weight",),
    "blood_pressure": ("blood_pressure",),
    "glucose": ("hba1c",),
    "lipids": ("lipids", "qrisk3"),
    "alcohol": ("audit_c",),
    "substances": ("substances",),
}
SIX = ("smoking", "weight", "blood_pressure", "glucose", "lipids", "alcohol")
COUNTED = {
    Measure.LESTER: (*SIX[:5], "lifestyle"),
    Measure.NHSE_CORE: SIX,
    Measure.AUDIT: (*SIX, "substances"),
}
REFUSALS_COUNT = {Measure.LESTER: True, Measure.NHSE_CORE: False, Measure.AUDIT: True}


@dataclass(frozen=True)
class Visit:
    """A form as a test says it: what was done, what was declined, and the blood pressure."""

    days_ago: int
    done: frozenset[str]
    declined: frozenset[str]
    red: bool
    acted_after: int | None
    signed: bool

    @property
    def day(self) -> date:
        return TODAY - timedelta(days=self.days_ago)


@dataclass(frozen=True)
class Life:
    """A person as a test says it."""

    started_days_ago: int | None
    age_years: int
    visits: tuple[Visit, ...]


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    parts = sorted(ITEMS)
    done = frozenset(draw(st.sets(st.sampled_from(parts), min_size=5)))
    declined = frozenset(draw(st.sets(st.sampled_from(parts)))) - done
    return Visit(
        days_ago=draw(st.integers(0, 900)),
        done=done,
        declined=declined,
        red=draw(st.booleans()),
        acted_after=draw(st.one_of(st.none(), st.integers(0, 60))),
        signed=draw(st.booleans()),
    )


lives = st.builds(
    Life,
    started_days_ago=st.one_of(st.none(), st.integers(0, 1200)),
    age_years=st.integers(15, 60),
    visits=st.lists(visits(), max_size=3, unique_by=lambda each: each.days_ago).map(tuple),
)


def history_of(place: int, life: Life) -> PersonHistory:
    started = life.started_days_ago
    person = somebody(
        place,
        born=date(TODAY.year - life.age_years, 3, 14),
        antipsychotic_started=None if started is None else TODAY - timedelta(days=started),
    )
    forms = []
    for number, visit in enumerate(life.visits):
        writer = FormWriter(person, moment(visit.day), number)
        high = {"systolic_mmhg": "152", "diastolic_mmhg": "96", "method": "manual"}
        not_done = [
            item for part, items in ITEMS.items() if part not in visit.done for item in items
        ]
        writer.answer(not_done, **({"blood_pressure": high} if visit.red else {}))
        if visit.red and "blood_pressure" in visit.done:
            writer.add(FactKind.ANSWERED, "blood_pressure", high)
        for part in sorted(visit.declined):
            writer.decline(part)
        if visit.acted_after is not None:
            writer.act("BP1", at=moment(visit.day + timedelta(days=visit.acted_after), 18))
        if visit.signed:
            writer.sign(moment(visit.day, 20))
        forms.append(writer.history)
    return PersonHistory(person, tuple(forms))


def a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def month_ends(first: date) -> list[date]:
    """The last day of each month since the first, at most twenty-four, and today."""
    ends = [TODAY]
    while len(ends) < MONTHS and (ends[0].year, ends[0].month) > (first.year, first.month):
        ends.insert(0, ends[0].replace(day=1) - timedelta(days=1))
    return ends


def counts_by_hand(
    people: list[Life], day: date
) -> tuple[dict[Measure, tuple[int, int]], tuple[int, int, int]]:
    """Complete and counted by measure; acted, found and people with any; on one day."""

    def in_date(done: date) -> bool:
        return done <= day <= a_year_after(done)

    complete, counted = dict.fromkeys(Measure, 0), 0
    acted, found, having = 0, 0, 0
    for life in people:
        birthday = date(TODAY.year - life.age_years + 18, 3, 14)
        if life.started_days_ago is None or day < birthday:
            continue
        if TODAY - timedelta(days=life.started_days_ago) > day:
            continue
        counted += 1
        for measure, parts in COUNTED.items():
            complete[measure] += all(
                any(
                    (part in v.done or (REFUSALS_COUNT[measure] and part in v.declined))
                    and in_date(v.day)
                    for v in life.visits
                )
                for part in parts
            )
        measured = [v for v in life.visits if "blood_pressure" in v.done and v.day <= day]
        latest = max(measured, key=lambda v: v.day, default=None)
        if latest is not None and latest.red and in_date(latest.day):
            found += 1
            having += 1
            after = latest.acted_after
            acted += after is not None and latest.day + timedelta(days=after) <= day
    return {m: (complete[m], counted) for m in Measure}, (acted, found, having)


@settings(max_examples=60)
@given(st.lists(lives, max_size=9))
def test_every_month_is_what_a_count_by_hand_gives(people: list[Life]) -> None:
    progress = progress_of([history_of(place, each) for place, each in enumerate(people)], TERMS)
    days = [visit.day for life in people for visit in life.visits]
    ends = month_ends(min(days)) if days else []
    assert [figure.as_of for figure in progress.interventions] == ends
    for place, end in enumerate(ends):
        by_measure, (acted, found, having) = counts_by_hand(people, end)
        for measure, (done, of) in by_measure.items():
            figure = progress.screening[measure][place]
            assert figure.month == end.replace(day=1)
            assert figure.count == (Count(done, of) if of >= 5 else None)
        shown = progress.interventions[place].count
        assert shown == (Count(acted, found) if having >= 5 else None)
    assert progress.without_start == sum(life.started_days_ago is None for life in people)


def ward(*forms: FormWriter, people: int = 5) -> list[PersonHistory]:
    """Five people, of whom the first has these forms."""
    first = somebody(0)
    others = [somebody(place) for place in range(1, people)]
    return [
        PersonHistory(first, tuple(form.history for form in forms)),
        *(PersonHistory(each, ()) for each in others),
    ]


def last(progress: Progress, measure: Measure = Measure.LESTER) -> Count | None:
    return progress.screening[measure][-1].count


PERSON = somebody(0)


def written(day: date, number: int = 1, **changes: object) -> FormWriter:
    return FormWriter(PERSON, moment(day), number, **changes)


def test_nobody_has_a_form_and_nothing_is_claimed() -> None:
    progress = progress_of(ward(), TERMS)
    assert progress.interventions == ()
    assert set(progress.screening.values()) == {()}


def test_no_month_before_the_first_form_says_nought_percent() -> None:
    progress = progress_of(ward(written(date(2026, 9, 30)).answer()), TERMS)
    months = [figure.month for figure in progress.screening[Measure.LESTER]]
    assert months == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]


@pytest.mark.parametrize(("people", "shown"), [(4, None), (5, Count(1, 5))])
def test_fewer_than_five_people_have_no_count(people: int, shown: Count | None) -> None:
    forms = written(date(2026, 11, 2)).answer()
    assert last(progress_of(ward(forms, people=people), TERMS)) == shown


def test_what_is_given_out_names_nobody() -> None:
    progress = progress_of(ward_of(8, 3, TODAY), TERMS)
    assert {field.name for field in fields(Progress)} == {
        "screening",
        "interventions",
        "without_start",
        "not_judged",
    }
    assert {field.name for field in fields(Figure)} == {"month", "as_of", "count"}
    assert "Example" not in repr(progress)


def test_a_part_is_in_date_for_twelve_calendar_months_and_not_a_day_longer() -> None:
    forms = written(date(2025, 11, 22)).answer()
    assert last(progress_of(ward(forms), TERMS)) == Count(1, 5)
    forms = written(date(2025, 11, 21)).answer()
    assert last(progress_of(ward(forms), TERMS)) == Count(0, 5)


def test_parts_may_be_done_on_several_forms() -> None:
    forms = (
        written(date(2026, 3, 1), 1).answer(("hba1c", "lipids", "qrisk3")).sign(),
        written(date(2026, 10, 1), 2).answer(("smoking", "weight", "blood_pressure")),
    )
    assert last(progress_of(ward(*forms), TERMS)) == Count(1, 5)
    assert last(progress_of(ward(forms[1]), TERMS)) == Count(0, 5)


def test_blood_declined_counts_for_lester_and_the_audit_and_never_for_the_core_six() -> None:
    forms = written(date(2026, 11, 2)).answer(("hba1c", "lipids", "qrisk3"))
    progress = progress_of(ward(forms.decline("glucose").decline("lipids")), TERMS)
    assert last(progress, Measure.LESTER) == Count(1, 5)
    assert last(progress, Measure.NHSE_CORE) == Count(0, 5)
    assert last(progress, Measure.AUDIT) == Count(1, 5)


def test_a_weight_that_is_only_carried_over_is_not_done_again() -> None:
    old = written(date(2025, 9, 1), 1).answer().sign()
    new = written(date(2026, 11, 2), 2).answer(("weight",))
    assert last(progress_of(ward(old, new), TERMS)) == Count(0, 5)


def test_a_value_that_was_taken_back_counts_in_no_month() -> None:
    forms = written(date(2026, 10, 2)).answer()
    smoking = next(fact for fact in forms.facts if fact.item == "smoking")
    taken_back = forms.add(FactKind.WITHDRAWN, "", {}, moment(TODAY))
    forms.facts[-1] = type(taken_back)(
        **{each.name: getattr(taken_back, each.name) for each in fields(taken_back)}
        | {"target": smoking.id}
    )
    figures = progress_of(ward(forms), TERMS).screening[Measure.LESTER]
    assert [figure.count for figure in figures] == [Count(0, 5), Count(0, 5)]


def test_a_correction_counts_once_it_is_signed_and_then_instead_of_what_it_corrects() -> None:
    first = written(date(2026, 10, 2)).answer().sign()
    again = written(date(2026, 10, 5), version=2, amends=first.form.id).answer(("smoking",))
    assert last(progress_of(ward(first, again), TERMS)) == Count(1, 5)
    assert last(progress_of(ward(first, again.sign()), TERMS)) == Count(0, 5)


def test_the_measured_day_counts_and_not_the_day_it_was_written_down() -> None:
    laboratory = {"hba1c_mmol_mol": "36", "taken_at": "2025-10-01T09:00:00+00:00"}
    forms = written(date(2026, 11, 2)).answer(hba1c=laboratory)
    assert last(progress_of(ward(forms), TERMS)) == Count(0, 5)


def five_with(make: object, people: int = 5) -> list[PersonHistory]:
    found = []
    for place in range(people):
        person = somebody(place)
        writer = red_form(person, moment(date(2026, 9, 15)), place)
        make(writer, place)  # type: ignore[operator]
        found.append(PersonHistory(person, (writer.history,)))
    return found


@pytest.mark.parametrize("status", ["offered", "accepted", "declined", "not_appropriate"])
def test_an_action_with_any_status_is_acting(status: str) -> None:
    people = five_with(lambda writer, place: writer.act("BP1", status) if place else writer)
    assert progress_of(people, TERMS).interventions[-1].count == Count(4, 5)


def test_an_action_counts_from_the_day_it_was_chosen_and_a_cleared_one_does_not() -> None:
    def later(writer: FormWriter, place: int) -> None:
        writer.act("BP1", at=moment(date(2026, 10, 3)))
        if place == 0:
            writer.act("BP1", "cleared", at=moment(date(2026, 11, 3)))
        else:
            writer.act("BP1", "accepted", at=moment(date(2026, 11, 4)))

    counts = [figure.count for figure in progress_of(five_with(later), TERMS).interventions]
    assert counts == [Count(0, 5), Count(4, 5), Count(4, 5)]


def test_an_action_of_another_domain_is_no_acting() -> None:
    people = five_with(lambda writer, place: writer.act("LIP1"))
    assert progress_of(people, TERMS).interventions[-1].count == Count(0, 5)


def test_a_red_zone_no_longer_stands_once_the_domain_is_clear() -> None:
    people = five_with(lambda writer, place: writer.act("BP1").sign())
    well = [
        PersonHistory(
            each.person,
            (*each.forms, FormWriter(each.person, moment(date(2026, 11, 3)), 9).answer().history),
        )
        for each in people[:1]
    ]
    figures = progress_of([*well, *people[1:]], TERMS).interventions
    assert figures[-2].count == Count(5, 5)
    assert figures[-1].count is None  # four people are left with a red zone


def test_a_form_of_a_pack_that_is_not_here_is_left_out_and_said() -> None:
    progress = progress_of(ward(written(TODAY, pack="lester-2099").answer()), TERMS)
    assert progress.not_judged == 1
    assert last(progress) == Count(0, 5)


def test_a_share_is_exact() -> None:
    assert Figure(TODAY, TODAY, Count(14, 18)).share == Fraction(7, 9)
    assert Figure(TODAY, TODAY, None).share is None


@given(st.lists(st.sampled_from(["offered", "cleared", "declined"]), max_size=6))
def test_days_of_actions_are_there_for_the_actions_that_are_chosen(statuses: list[str]) -> None:
    writer = FormWriter(PERSON, datetime(2026, 11, 1, 9, tzinfo=LONDON), 1)
    for status in statuses:
        writer.act("BP1", status)
    chosen = chosen_actions(("BP1",), fold(writer.facts))
    assert set(acted_days(writer.facts, LONDON)) == set(chosen)


def test_five_is_the_limit() -> None:
    assert FEWEST_PEOPLE == 5

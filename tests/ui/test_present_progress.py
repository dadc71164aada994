"""The progress page and the ward panel in words."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.lester.completeness import Measure
from clinicapp.ui.viewmodels.card_view import ChipKind
from clinicapp.ui.viewmodels.inbox.present_ward_panel import due_text, present_ward_progress
from clinicapp.ui.viewmodels.progress.present_progress import (
    present_progress,
    present_screening,
    whole_percent,
)
from clinicapp.ui.viewmodels.progress.progress_view import ALL_WARDS
from tests.support import progress_samples as samples
from tests.support.progress_samples import TODAY, figures, page, progress


def test_the_page_says_the_ward_the_months_and_what_counts() -> None:
    view = page(samples.TWO_YEARS)
    screening, acted = view.figures
    assert view.title == "Ward progress, Ash ward"
    assert view.summary == "24 months to 22 Nov 2026"
    assert screening.sentence == "14 of 18 complete (78%) in Nov 2026."
    assert screening.chip is not None
    assert (screening.chip.kind, screening.chip.text) == (ChipKind.BELOW, "Below 86%")
    assert acted.sentence == "15 of 15 acted on (100%) in Nov 2026."
    assert acted.chip is not None
    assert (acted.chip.kind, acted.chip.text) == (ChipKind.REACHED, "At or above 94%")
    assert [each.code for each in view.wards] == [*samples.WARDS, ALL_WARDS]
    assert "46 to 86% of their five screens, which is another measure" in screening.counted
    assert "79 to 94%" in acted.counted


def test_shift_and_trend_are_said_with_their_months_in_the_order_of_time() -> None:
    screening = page(samples.TWO_YEARS).figures[0]
    assert screening.signals == (
        "Shift: 9 months below the median, Dec 2024 to Sep 2025. "
        "Shift: 11 months above the median, Jan 2026 to Nov 2026."
    )
    assert {each.text for each in screening.chart.spans} == {"Shift up", "Shift down"}
    rising = present_screening(figures([(n, 20) for n in range(5, 15)]), Measure.LESTER)
    assert rising.signals == "Trend: 10 months going up, Feb 2026 to Nov 2026."


def test_few_months_are_not_judged_and_say_so() -> None:
    view = page(samples.NEW_WARD)
    for figure in view.figures:
        assert figure.signals.startswith("Fewer than 10 months can be shown")
        assert figure.chart.median is None


def test_a_month_with_too_few_people_says_so_everywhere_and_gives_no_number() -> None:
    view = page(samples.SMALL_WARD)
    for figure in view.figures:
        assert figure.sentence == "Fewer than 5 people in Nov 2026: too few to show."
        assert figure.chip is None
        assert all(
            (row.done, row.of, row.share) == ("", "", "Too few to show") for row in figure.rows
        )
        assert [point.percent for point in figure.chart.points] == [None] * 12
        assert figure.chart.last_text == ""
    assert "Months with fewer than five people are not shown" in view.notes


def test_a_refusal_counts_or_not_by_measure_and_what_is_unsure_is_marked() -> None:
    said = {m: page(samples.TWO_YEARS, measure=m).figures[0].counted for m in Measure}
    assert "What was declined counts as done." in said[Measure.LESTER]
    assert "What was declined does not count." in said[Measure.NHSE_CORE]
    assert "as remembered, to be checked" in said[Measure.AUDIT]


@pytest.mark.parametrize(
    ("without_start", "says"), [(0, ""), (3, "Some people have"), (5, "5 people have")]
)
def test_small_numbers_of_people_left_out_are_not_said(without_start: int, says: str) -> None:
    notes = page(progress([(9, 18)], [None], without_start=without_start)).notes
    assert ("no start of an antipsychotic" in notes) == bool(says)
    assert says in notes
    assert without_start == 5 or str(without_start) not in notes.replace("twelve", "")


def test_forms_that_could_not_be_judged_are_said_with_what_to_do() -> None:
    notes = page(progress([(9, 18)], [None], not_judged=2)).notes
    assert "2 forms could not be judged" in notes
    assert "ask your administrator to install it" in notes


def test_a_ward_without_forms_has_no_figures() -> None:
    view = page(samples.NO_FORMS)
    assert view.figures == ()
    assert view.empty_title == "No form has been opened here yet."


def test_a_ward_that_nobody_is_on_any_more_can_still_be_chosen() -> None:
    view = present_progress(
        samples.NO_FORMS, ward="Cedar", wards=("Ash",), measure=Measure.LESTER, today=TODAY
    )
    assert [each.code for each in view.wards] == ["Ash", "Cedar", ALL_WARDS]
    assert view.ward == "Cedar"


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_percent_is_half_up_and_the_chip_agrees_with_it(count: tuple[int, int]) -> None:
    done, of = count
    percent = whole_percent(Fraction(done, of))
    assert percent == (200 * done + of) // (2 * of)
    if of >= 5:
        figure = present_screening(figures([count]), Measure.LESTER)
        assert figure.chip is not None
        assert (figure.chip.kind is ChipKind.BELOW) == (percent < 86)
        assert f"({percent}%)" in figure.sentence


def test_the_chart_says_all_of_it_in_words() -> None:
    chart = page(samples.TWO_YEARS).figures[0].chart
    for words in (
        "14 of 18 complete",
        "Reference 86%",
        "Median 56%",
        "Dec 2024 50%",
        "Nov 2026 78%",
    ):
        assert words in chart.description
    hidden = page(samples.TWO_YEARS).figures[1].chart.description
    assert "Dec 2024 Too few to show" in hidden


def test_the_running_month_says_to_which_day_it_goes() -> None:
    rows = page(samples.TWO_YEARS).figures[0].rows
    assert (rows[0].month, rows[0].note) == ("Nov 2026", "to 22 Nov 2026")
    assert {row.note for row in rows[1:]} == {""}
    assert rows[-1].month == "Dec 2024"


def test_nothing_of_the_page_is_about_one_person() -> None:
    assert not {"person", "name", "nhs_number", "id"} & set(asdict(page(samples.TWO_YEARS)))


def test_the_panel_has_the_last_twelve_months() -> None:
    found = present_ward_progress(samples.TWO_YEARS)
    assert found is not None
    assert len(found.chart.points) == 12
    assert found.sentence == "14 of 18 complete (78%) in Nov 2026."
    assert found.chip is not None
    assert found.chip.text == "Below 86%"
    assert present_ward_progress(samples.NO_FORMS) is None
    reached = present_ward_progress(progress([(17, 18)], [None]))
    assert reached is not None
    assert reached.chip is not None
    assert (reached.chip.kind, reached.chip.text) == (ChipKind.REACHED, "At or above")


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((3, 1), "3 overdue, 1 red zone with no action."),
        ((0, 0), "0 overdue, 0 red zones with no action."),
        ((3, None), "3 overdue."),
        ((None, 2), "2 red zones with no action."),
        ((None, None), ""),
    ],
)
def test_what_nobody_has_counted_is_not_said(
    counts: tuple[int | None, int | None], says: str
) -> None:
    assert due_text(*counts) == says

"""Wards' months as frozen values, for the pages that show them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.lester.judgement import Count
from clinicapp.domain.progress import Figure, Progress
from clinicapp.ui.viewmodels.progress.present_progress import present_progress, present_screening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinicapp.ui.viewmodels.progress.progress_view import ProgressView

TODAY = date(2026, 11, 22)
OF_18 = (9, 8, 9, 8, 9, 8, 9, 9, 10, 9, 10, 10, 10, 11, 11, 12, 11, 13, 12, 13, 13, 15, 15, 14)
PICTURE = (58, 61, 60, 66, 64, 70, 69, 74, 72, 81, 83, 78)
"""The percents of the last year in the picture of the worklist."""


def figures(counts: Sequence[tuple[int, int] | None]) -> tuple[Figure, ...]:
    """Months up to November 2026, the last of them running."""
    begins = months_after(TODAY.replace(day=1), 1 - len(counts))
    months = [months_after(begins, place) for place in range(len(counts))]
    return tuple(
        Figure(
            month,
            min(TODAY, months_after(month, 1) - timedelta(days=1)),
            None if count is None else Count(*count),
        )
        for month, count in zip(months, counts, strict=True)
    )


def progress(
    screening: Sequence[tuple[int, int] | None],
    interventions: Sequence[tuple[int, int] | None],
    without_start: int = 0,
    not_judged: int = 0,
) -> Progress:
    """A ward's months; the three measures differ by one person each."""
    lower = [None if each is None else (max(each[0] - 2, 0), each[1]) for each in screening]
    return Progress(
        screening={
            Measure.LESTER: figures(screening),
            Measure.NHSE_CORE: figures(lower),
            Measure.AUDIT: figures(screening),
        },
        interventions=figures(interventions),
        without_start=without_start,
        not_judged=not_judged,
    )


TWO_YEARS = progress(
    [(done, 18) for done in OF_18],
    [None, None, (9, 12), *((each, 14) for each in (10, 11, 11, 12, 12, 11, 13, 12, 13, 13, 12)),
     *((each, 15) for each in (14, 13, 14, 14, 14, 15, 14, 14, 15, 15))],
    without_start=7,
)  # fmt: skip
NEW_WARD = progress([(3, 18), (6, 18)], [None, (4, 6)])
SMALL_WARD = progress([None] * 12, [None] * 12)
NO_FORMS = Progress(
    screening=dict.fromkeys(Measure, ()), interventions=(), without_start=0, not_judged=0
)
WARDS = ("Ash", "Birch", "Psychiatric intensive care")


def page(
    shown: Progress, ward: str | None = "Ash", measure: Measure = Measure.LESTER
) -> ProgressView:
    """The page of a ward."""
    return present_progress(shown, ward=ward, wards=WARDS, measure=measure, today=TODAY)


LAST_YEAR = present_screening(
    figures([*((each, 100) for each in PICTURE[:-1]), (14, 18)]), Measure.LESTER
)
"""The chart of the picture."""
PROGRESS = page(TWO_YEARS)

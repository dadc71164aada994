"""The ward's progress in words."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.progress import FEWEST_PEOPLE
from clinicapp.domain.run_chart import LEAST_POINTS, Rule, Way, judge_run_chart
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.progress.progress_view import (
    ALL_WARDS,
    FigureRow,
    FigureView,
    ProgressView,
)
from clinicapp.ui.viewmodels.run_chart_view import ChartPoint, ChartSpan, RunChartView
from clinicapp.ui.words.plain import counted, day_text, month_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.domain.progress import Figure, Progress
    from clinicapp.domain.run_chart import RunChart, Signal

PILOT_SCREENING: Final = (46, 86)
"""Percent before and after in four pilot trusts (clinical reference, section 9)."""
PILOT_INTERVENTIONS: Final = (79, 94)
"""Percent before and after, of the interventions where one was needed."""
TOO_FEW: Final = "Too few to show"
MEASURES: Final[Mapping[Measure, str]] = MappingProxyType(
    {
        Measure.LESTER: "Lester six",
        Measure.NHSE_CORE: "NHS England core six",
        Measure.AUDIT: "Audit seven",
    }
)
_PARTS: Final[Mapping[Measure, str]] = MappingProxyType(
    {
        Measure.LESTER: (
            "smoking, lifestyle, weight, blood pressure, glucose and lipids. "
            "What was declined counts as done."
        ),
        Measure.NHSE_CORE: (
            "smoking, alcohol, weight, blood pressure, glucose and lipids. "
            "What was declined does not count."
        ),
        Measure.AUDIT: (
            "smoking, alcohol, substances, weight, blood pressure, glucose and lipids. "
            "What was declined counts as done (the audit's rule as remembered, to be checked)."
        ),
    }
)
_NOTES: Final = (
    "No league tables of people: nobody is named or ranked. Months with fewer than five people are "
    "not shown (a cross on the chart), because somebody could be recognised. Worked out from "
    "today's list and today's forms, so earlier months can move: people who have left are not "
    "counted."
)


def present_progress(
    progress: Progress,
    *,
    ward: str | None,
    wards: tuple[str, ...],
    measure: Measure,
    today: date,
) -> ProgressView:
    """The page; ``ward`` None is all wards."""
    place = "all wards" if ward is None else ward_text(ward)
    names = dict.fromkeys((*wards, *(() if ward is None else (ward,))))
    months = progress.interventions
    summary = f"{counted(len(months), 'month')} to {day_text(today)}" if months else ""
    return ProgressView(
        title=f"Ward progress, {place}",
        summary=summary,
        wards=(
            *(OptionView(name, ward_text(name)) for name in names),
            OptionView(ALL_WARDS, "All wards"),
        ),
        ward=ward or ALL_WARDS,
        measures=tuple(OptionView(each.value, words) for each, words in MEASURES.items()),
        measure=measure.value,
        figures=(
            present_screening(progress.screening[measure], measure),
            present_interventions(months),
        )
        if months
        else (),
        notes=" ".join((_NOTES, *_left_out(progress))),
    )


def present_screening(figures: tuple[Figure, ...], measure: Measure) -> FigureView:
    """Complete screening by one measure."""
    before, after = PILOT_SCREENING
    return _figure(
        "screening",
        figures,
        title="Complete screening",
        reference=after,
        done="complete",
        titles=("Complete", "People"),
        what=(
            "Counted: adults under the monitoring timetable. Complete: all recorded within 12 "
            f"months of {_PARTS[measure]} Pilot trusts: {before} to {after}% of their five "
            "screens, which is another measure."
        ),
    )


def present_interventions(figures: tuple[Figure, ...]) -> FigureView:
    """Red zones acted on."""
    before, after = PILOT_INTERVENTIONS
    return _figure(
        "interventions",
        figures,
        title="Red zones acted on",
        reference=after,
        done="acted on",
        titles=("Acted on", "Red zones"),
        what=(
            "Counted: Lester domains in the red zone at the latest check within 12 months. Acted "
            "on: an action was offered, accepted, declined or not appropriate. Pilot trusts: "
            f"{before} to {after}%."
        ),
    )


def whole_percent(share: Fraction) -> int:
    """A share in whole percent, half up: as exact as the pilot's figures are."""
    return int(share * 100 + Fraction(1, 2))


def _figure(
    key: str,
    figures: tuple[Figure, ...],
    *,
    title: str,
    reference: int,
    done: str,
    titles: tuple[str, str],
    what: str,
) -> FigureView:
    judged = judge_run_chart([figure.share for figure in figures])
    last = figures[-1]
    signals = _signal_sentences(judged, figures)
    sentence = _sentence(last, done)
    return FigureView(
        key=key,
        title=title,
        sentence=sentence,
        counted=what,
        signals=signals,
        chart=_chart(title, figures, judged, reference, f"{sentence} {signals}"),
        done_title=titles[0],
        of_title=titles[1],
        rows=tuple(_row(figure) for figure in reversed(figures)),
        chip=_chip(last, reference),
    )


def _chart(
    title: str, figures: tuple[Figure, ...], judged: RunChart, reference: int, said: str
) -> RunChartView:
    shown = [figure.share for figure in figures if figure.share is not None]
    median = None if judged.median is None else whole_percent(judged.median)
    values = ", ".join(f"{month_text(figure.month)} {_share_text(figure)}" for figure in figures)
    middle = "" if median is None else f" Median {median}%."
    return RunChartView(
        name=f"{title} by month",
        points=tuple(
            ChartPoint(
                label=month_text(figure.month).split()[0],
                year=str(figure.month.year),
                percent=None if figure.share is None else float(figure.share * 100),
            )
            for figure in figures
        ),
        reference=float(reference),
        reference_text=f"{reference}% reference",
        last_text=f"{whole_percent(shown[-1])}%" if shown else "",
        median=None if judged.median is None else float(judged.median * 100),
        median_text="" if median is None else f"Median {median}%",
        spans=tuple(
            ChartSpan(signal.first, signal.last, _span_word(signal)) for signal in judged.signals
        ),
        description=f"{said} Reference {reference}%.{middle} {values}.",
    )


def _span_word(signal: Signal) -> str:
    return f"{signal.rule.value.capitalize()} {signal.way.value}"


def _signal_sentences(judged: RunChart, figures: tuple[Figure, ...]) -> str:
    """What the rules say, with the months: a shift or a trend is marked in words."""
    if judged.median is None:
        return f"Fewer than {LEAST_POINTS} months can be shown, so shift and trend are not judged."
    if not judged.signals:
        return "No shift and no trend."
    by_time = sorted(judged.signals, key=lambda signal: signal.first)
    return " ".join(_signal_sentence(signal, figures) for signal in by_time)


def _signal_sentence(signal: Signal, figures: tuple[Figure, ...]) -> str:
    months = (
        f"{month_text(figures[signal.first].month)} to {month_text(figures[signal.last].month)}"
    )
    up = signal.way is Way.UP
    if signal.rule is Rule.SHIFT:
        side = "above" if up else "below"
        return f"Shift: {signal.points} months {side} the median, {months}."
    return f"Trend: {signal.points} months going {'up' if up else 'down'}, {months}."


def _sentence(last: Figure, done: str) -> str:
    month = month_text(last.month)
    if last.count is None or last.share is None:
        return f"Fewer than {FEWEST_PEOPLE} people in {month}: too few to show."
    count = last.count
    return f"{count.done} of {count.of} {done} ({whole_percent(last.share)}%) in {month}."


def _chip(last: Figure, reference: int) -> ChipView | None:
    if last.share is None:
        return None
    if whole_percent(last.share) < reference:
        return ChipView(ChipKind.BELOW, f"Below {reference}%")
    return ChipView(ChipKind.REACHED, f"At or above {reference}%")


def _row(figure: Figure) -> FigureRow:
    running = figure.as_of != months_after(figure.month, 1) - timedelta(days=1)
    return FigureRow(
        month=month_text(figure.month),
        note=f"to {day_text(figure.as_of)}" if running else "",
        done="" if figure.count is None else str(figure.count.done),
        of="" if figure.count is None else str(figure.count.of),
        share=_share_text(figure),
        shown=figure.count is not None,
    )


def _share_text(figure: Figure) -> str:
    return TOO_FEW if figure.share is None else f"{whole_percent(figure.share)}%"


def _left_out(progress: Progress) -> tuple[str, ...]:
    """Who and what could not be counted; small numbers are not said."""
    said = []
    if 0 < progress.without_start < FEWEST_PEOPLE:
        said.append("Some people have no start of an antipsychotic recorded and are not counted.")
    elif progress.without_start:
        said.append(
            f"{progress.without_start} people have no start of an antipsychotic recorded and are "
            "not counted."
        )
    if progress.not_judged:
        said.append(
            f"{counted(progress.not_judged, 'form')} could not be judged: this program does not "
            "have the rule pack; ask your administrator to install it."
        )
    return tuple(said)

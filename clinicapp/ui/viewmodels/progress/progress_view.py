"""The ward's progress as frozen values in words; nobody is named in any of them."""

from dataclasses import dataclass

from clinicapp.ui.viewmodels.card_view import ChipView
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.run_chart_view import RunChartView
from clinicapp.ui.viewmodels.shell_view import KeyHint

ALL_WARDS = ""
"""The code of the choice of all wards."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One month of a figure.

    Attributes:
        month: "Nov 2026".
        note: "to 22 Nov 2026" for the running month, else empty.
        done: "14"; empty for a month that is not shown.
        of: "18"; likewise.
        share: "78%", or "Too few to show".
        shown: False for a month that is not shown.
    """

    month: str
    note: str
    done: str
    of: str
    share: str
    shown: bool


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure: its chart, its table, and what it counts.

    Attributes:
        key: "screening" or "interventions".
        title: "Complete screening".
        sentence: "14 of 18 complete (78%) in Nov 2026."
        counted: What counts, in sentences.
        signals: What the rules of a run chart say, in sentences.
        chart: The run chart.
        done_title: Title of the column of those done, "Complete".
        of_title: Title of the column of those counted, "People".
        rows: The months, newest first.
        chip: "Below 86%", or None for a month that is not shown.
    """

    key: str
    title: str
    sentence: str
    counted: str
    signals: str
    chart: RunChartView
    done_title: str
    of_title: str
    rows: tuple[FigureRow, ...]
    chip: ChipView | None = None


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The page of the ward's progress.

    Attributes:
        title: "Ward progress, Ash ward".
        summary: "24 months to 22 Nov 2026".
        wards: The wards that can be chosen; all of them is ``ALL_WARDS``.
        ward: The one that is shown.
        measures: The measures of complete screening that can be chosen.
        measure: The one that is shown.
        figures: Complete screening, and red zones acted on; empty before there is any form.
        notes: What has to be known of them, in sentences.
        empty_title: Said when there are no figures.
        empty_hint: What to do then.
    """

    title: str
    summary: str
    wards: tuple[OptionView, ...]
    ward: str
    measures: tuple[OptionView, ...]
    measure: str
    figures: tuple[FigureView, ...]
    notes: str
    empty_title: str = "No form has been opened here yet."
    empty_hint: str = "The first month appears with the first form on this ward."


PROGRESS_HINTS = (
    KeyHint("Alt+1-3", "Measure"),
    KeyHint("F6", "Next table"),
    KeyHint("Ctrl+S", "Save as CSV"),
    KeyHint("F1", "Help"),
)

"""The panel at the right of the worklist, as frozen values in words."""

from dataclasses import dataclass

from clinicapp.ui.viewmodels.card_view import ChipView
from clinicapp.ui.viewmodels.inbox.inbox_view import InboxRow
from clinicapp.ui.viewmodels.run_chart_view import RunChartView


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A reading that waits, and what can be done with it.

    Attributes:
        row: Value, device, time and why it waits.
        assign: True when it wants a person: the button says Assign, else Review.
    """

    row: InboxRow
    assign: bool


@dataclass(frozen=True, slots=True)
class WardProgressView:
    """The ward's progress in short.

    Attributes:
        caption: "Complete screening, % of people by month".
        chart: The last twelve months.
        sentence: "14 of 18 complete (78%) in Nov 2026."
        chip: "Below 86%"; None for a month that is not shown.
    """

    caption: str
    chart: RunChartView
    sentence: str
    chip: ChipView | None = None


@dataclass(frozen=True, slots=True)
class WardPanelView:
    """The panel.

    Attributes:
        count: How many readings wait in all.
        waiting: The newest of them, at most three.
        progress: None before it is worked out, and on a ward without forms.
        due: "3 overdue, 1 red zone with no action."; empty while nobody has said.
        inbox_title: Over the readings.
        inbox_note: Beside the title.
        progress_title: Over the chart.
        no_readings: Said when none waits.
        no_progress: Said when there is no chart; empty while it is worked out.
    """

    count: int = 0
    waiting: tuple[WaitingView, ...] = ()
    progress: WardProgressView | None = None
    due: str = ""
    inbox_title: str = "Readings inbox"
    inbox_note: str = "Not assigned"
    progress_title: str = "Ward progress"
    no_readings: str = "No readings are waiting."
    no_progress: str = ""

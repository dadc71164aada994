"""The ward panel in words: the newest readings that wait, and how the ward gets on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.completeness import Measure
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.inbox.inbox_view import WhyKind
from clinicapp.ui.viewmodels.inbox.present_held import present_inbox_row
from clinicapp.ui.viewmodels.inbox.ward_panel_view import WaitingView, WardProgressView
from clinicapp.ui.viewmodels.progress.present_progress import present_screening
from clinicapp.ui.words.plain import counted

if TYPE_CHECKING:
    from clinicapp.domain.progress import Progress
    from clinicapp.services.clinic.inbox import ReadingAtHand
    from clinicapp.ui.viewmodels.inbox.present_inbox import Terms

NEWEST: Final = 3
MONTHS: Final = 12
NO_FORM: Final = "No form has been opened on this ward yet."
_WANT_A_PERSON: Final = (WhyKind.NOBODY, WhyKind.REFERENCE)


def present_newest(readings: tuple[ReadingAtHand, ...], terms: Terms) -> tuple[WaitingView, ...]:
    """The newest readings that wait, newest first."""
    rows = (
        present_inbox_row(
            each.reading, each.events, each.asset, terms.policy, terms.zone, now=terms.now
        )
        for each in readings[:NEWEST]
    )
    return tuple(WaitingView(row, row.why in _WANT_A_PERSON) for row in rows)


def present_ward_progress(progress: Progress) -> WardProgressView | None:
    """Complete screening of the last twelve months by the Lester six; None without a form."""
    months = progress.screening[Measure.LESTER][-MONTHS:]
    if not months:
        return None
    figure = present_screening(months, Measure.LESTER)
    return WardProgressView(
        caption="Complete screening (Lester six), % of people",
        chart=figure.chart,
        sentence=figure.sentence,
        chip=_short(figure.chip),
    )


def _short(chip: ChipView | None) -> ChipView | None:
    """The chip without the figure of the line, which stands in the chart right below it."""
    if chip is None or chip.kind is not ChipKind.REACHED:
        return chip
    return ChipView(ChipKind.REACHED, "At or above")


def due_text(overdue: int | None, red_without_action: int | None) -> str:
    """``3 overdue, 1 red zone with no action.``; what nobody has counted is not said."""
    parts = []
    if overdue is not None:
        parts.append(f"{overdue} overdue")
    if red_without_action is not None:
        parts.append(f"{counted(red_without_action, 'red zone')} with no action")
    return f"{', '.join(parts)}." if parts else ""

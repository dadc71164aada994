"""The worklist of a ward, as frozen values in words."""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.entry_view import EntrySpec
from clinicapp.ui.viewmodels.shell_view import KeyHint
from clinicapp.ui.words.plain import EN_DASH


class CellState(StrEnum):
    """How a domain stands; each has an icon, and its words stand beside it."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    DECLINED = "declined"
    RED_ZONE = "red_zone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DomainCell:
    """One domain of one person.

    Attributes:
        state: How it stands.
        words: "Overdue".
        detail: "12 d" or "no action"; may be empty.
        short: What stands above the words where there is little room, "12 d"; may be empty.
    """

    state: CellState
    words: str
    detail: str = ""
    short: str = ""


class DueState(StrEnum):
    """What the day under "Next due" means."""

    LATE = "late"
    AHEAD = "ahead"
    UNSIGNED = "unsigned"
    DONE = "done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One person of the ward.

    Attributes:
        person_id: What ``person_opened`` reports.
        name: "EXAMPLE, Amara".
        identity: "999 201 4539 · room 7"; what is not known is left out.
        antipsychotic: "Olanzapine", or empty when none is recorded.
        started: Its start, "30 Aug 2026", or empty.
        cells: The six domains in the order of the form.
        due: "22 Nov 2026", or empty.
        due_state: What that day means.
        due_words: The same in words: "12 d overdue", "Today", "In 4 days", "All done".
        action: The words of the button, "Start", "Continue" or "View".
        is_overdue: Whether the filter for what is overdue shows it.
        is_due_now: Whether the filter for what is due now shows it.
        draft: "Draft since 09:12", or empty when nothing waits on an open form.
        draft_by: Who left it, "R. Tester"; empty without one.
        born: "14 Mar 1985" of somebody whose name somebody else on the ward has too; else
            empty.
        found_by: What a search looks through, in lower case.
    """

    person_id: str
    name: str
    identity: str
    antipsychotic: str
    started: str
    cells: tuple[DomainCell, ...]
    due: str
    due_state: DueState
    due_words: str
    action: str
    is_overdue: bool = False
    is_due_now: bool = False
    draft: str = ""
    draft_by: str = ""
    born: str = ""
    found_by: str = ""


class Filter(StrEnum):
    """Which people are shown."""

    DUE_NOW = "due_now"
    OVERDUE = "overdue"
    ALL = "all"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter with how many people it shows."""

    key: Filter
    words: str
    count: int


WORKLIST_HINTS = (
    KeyHint("↑ ↓", "Move row"),
    KeyHint("Enter", "Start check"),
    KeyHint("Ctrl+F", "Find patient"),
    KeyHint(f"Alt+1{EN_DASH}4", "Filter"),
    KeyHint("F1", "Help"),
)


@dataclass(frozen=True, slots=True)
class WorklistView:
    """The worklist.

    Attributes:
        title: "Physical health checks, Ash ward".
        summary: Beside the title, "18 patients on antipsychotics, 22 Nov 2026".
        rows: The people that the filter and the search show, all of them.
        filters: The filters with their counts, whatever is searched for.
        chosen: The filter that is on.
        query: The search that these rows answer.
        order: How they are sorted.
        note: What "due now" means.
        empty_title: Said when there are no rows.
        empty_hint: What to do then.
        add: The panel that adds a person; None when this user may not.
        waiting: How many of the hospital's messages wait for a decision, as a sentence; empty for
            none, and for whoever may not decide.
    """

    title: str
    summary: str
    rows: tuple[WorklistRow, ...]
    filters: tuple[FilterView, ...] = ()
    chosen: Filter = Filter.ALL
    query: str = ""
    order: str = ""
    note: str = ""
    empty_title: str = "Nobody found."
    empty_hint: str = "Check the spelling, or clear the search to see everybody on the ward."
    add: EntrySpec | None = None
    waiting: str = ""

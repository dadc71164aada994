"""The people of a ward, as frozen values in words."""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.entry_view import EntrySpec
from clinicapp.ui.viewmodels.shell_view import KeyHint


class FormStatus(StrEnum):
    """Where a person's latest form stands; each has an icon, and its words stand beside it."""

    NONE = "none"
    OPEN = "open"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the ward.

    Attributes:
        person_id: What ``person_opened`` reports.
        name: "EXAMPLE, Amara".
        nhs_number: Spaced 3-3-4, "999 201 4539"; empty when there is none.
        room: "room 7", or empty.
        born: "14 Mar 1985".
        age: "41 y".
        antipsychotic: "Olanzapine", or empty when none is recorded.
        started: Its start, "30 Aug 2026", or empty.
        form: Where the latest form stands.
        form_text: The same in words: "Form open", "Signed on 22 Nov 2026", "No form yet".
    """

    person_id: str
    name: str
    nhs_number: str
    room: str
    born: str
    age: str
    antipsychotic: str
    started: str
    form: FormStatus
    form_text: str


PEOPLE_HINTS = (
    KeyHint("↑ ↓", "Move row"),
    KeyHint("Enter", "Open person"),
    KeyHint("Ctrl+F", "Find person"),
    KeyHint("Ctrl+N", "Add person"),
    KeyHint("F1", "Help"),
)


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The page of people.

    Attributes:
        title: "Physical health checks, Ash ward".
        summary: Beside the title, "18 people, 22 Nov 2026".
        rows: Those read so far, from the first on.
        total: How many there are for this search; more than ``rows`` are fetched on demand.
        query: The search that these rows answer.
        order: How they are sorted, "Sorted by name".
        empty_title: Said when there are no rows.
        empty_hint: What to do then.
        add: The panel that adds a person; None when this user may not.
    """

    title: str
    summary: str
    rows: tuple[PersonRow, ...]
    total: int
    query: str = ""
    order: str = ""
    empty_title: str = "Nobody found."
    empty_hint: str = "Check the spelling, or clear the search to see everybody on the ward."
    add: EntrySpec | None = None

"""The worklist of a ward in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.staff import STATION_NAMED
from clinicapp.domain.worklist import DUE_NOW_DAYS, Standing
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.worklist.present_add_person import add_person_panel
from clinicapp.ui.viewmodels.worklist.present_messages import waiting_words
from clinicapp.ui.viewmodels.worklist.worklist_view import (
    CellState,
    DomainCell,
    DueState,
    Filter,
    FilterView,
    WorklistRow,
    WorklistView,
)
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    initialled,
    lower_first,
    sentence_case,
    short_day_text,
    time_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo
    from uuid import UUID

    from clinicapp.domain.people import Person
    from clinicapp.domain.worklist import Draft, Mark, WorklistEntry

_ADD_THEM: Final = "Add the first person with the button above, or press Ctrl+N."
_NOBODY_YET: Final = (
    "Nobody is on this ward yet.",
    "Ask the physical health lead to add people.",
)
_NOBODY_HERE: Final[Mapping[Filter, str]] = MappingProxyType(
    {
        Filter.DUE_NOW: "Nobody is due now.",
        Filter.OVERDUE: "Nobody is overdue.",
        Filter.DRAFTS: "No draft waits to be gone on with.",
    }
)
_SEE_ALL: Final = "Press Alt+3 to see everybody on the ward."
_FILTERS: Final[Mapping[Filter, str]] = MappingProxyType(
    {
        Filter.DUE_NOW: "Due now",
        Filter.OVERDUE: "Overdue",
        Filter.ALL: "All",
        Filter.DRAFTS: "Drafts",
    }
)
_NOTE: Final = f"Due now means due in the next {DUE_NOW_DAYS} days, or a red zone with no action."
_ORDER: Final = "Sorted by next due, soonest first"
_FIXED_CELLS: Final[Mapping[Standing, DomainCell]] = MappingProxyType(
    {
        Standing.DONE: DomainCell(CellState.DONE, "Done"),
        Standing.DUE: DomainCell(CellState.DUE, "Due"),
        Standing.DECLINED: DomainCell(CellState.DECLINED, "Declined"),
        Standing.RED_ZONE: DomainCell(CellState.RED_ZONE, "Red zone", "no action"),
        Standing.UNSCHEDULED: DomainCell(CellState.NONE, "No date"),
    }
)


def present_worklist(
    rows: tuple[WorklistRow, ...],
    *,
    ward: str,
    today: date,
    query: str = "",
    chosen: Filter = Filter.ALL,
    may_add: bool = False,
    messages: int = 0,
) -> WorklistView:
    """The page of the worklist.

    Args:
        rows: everybody on the ward, in order; see ``worklist_rows``.
        ward: the ward's name.
        today: the day on which it was derived.
        query: what is searched for, as typed; empty for everybody.
        chosen: the filter that is on.
        may_add: whether the user may add people to this ward.
        messages: how many of the hospital's messages wait for this user's decision.
    """
    found = tuple(row for row in rows if _shows(chosen, row) and _answers(row, query))
    on_medicine = sum(bool(row.antipsychotic) for row in rows)
    place = ward_text(ward)
    title, hint = _empty(rows, chosen, query, may_add=may_add)
    return WorklistView(
        title=f"Physical health checks, {place}",
        summary=f"{counted(on_medicine, 'patient')} on antipsychotics, {day_text(today)}",
        rows=found,
        filters=tuple(
            FilterView(key, words, sum(_shows(key, row) for row in rows))
            for key, words in _FILTERS.items()
        ),
        chosen=chosen,
        query=query,
        order=_ORDER if rows else "",
        note=_NOTE if rows else "",
        empty_title=title,
        empty_hint=hint,
        add=add_person_panel() if may_add else None,
        waiting=waiting_words(messages),
    )


def worklist_rows(
    entries: tuple[WorklistEntry, ...],
    today: date,
    zone: tzinfo,
    alike: frozenset[UUID] = frozenset(),
) -> tuple[WorklistRow, ...]:
    """A row for each of them, in the order given.

    Args:
        entries: the people.
        today: the ward's day.
        zone: the ward's time zone.
        alike: who of them has a namesake on the ward; see ``namesakes_among``.
    """
    return tuple(_row(entry, today, zone, alike=entry.person.id in alike) for entry in entries)


def namesakes_among(entries: tuple[WorklistEntry, ...]) -> frozenset[UUID]:
    """Everybody whose name somebody else has too, however it is written."""
    by_name: dict[tuple[str, str], list[UUID]] = {}
    for entry in entries:
        by_name.setdefault(entry.person.name_key, []).append(entry.person.id)
    return frozenset(each for ids in by_name.values() if len(ids) > 1 for each in ids)


def _shows(chosen: Filter, row: WorklistRow) -> bool:
    match chosen:
        case Filter.ALL:
            return True
        case Filter.OVERDUE:
            return row.is_overdue
        case Filter.DUE_NOW:
            return row.is_due_now
        case Filter.DRAFTS:
            return bool(row.draft)


def _answers(row: WorklistRow, query: str) -> bool:
    """Whether every word is there; an NHS number is found however its digits are spaced."""
    digits = "".join(query.split()).replace("-", "")
    words = [digits] if digits.isdecimal() else query.replace(",", " ").casefold().split()
    return all(word in row.found_by for word in words)


def _empty(
    rows: tuple[WorklistRow, ...], chosen: Filter, query: str, *, may_add: bool
) -> tuple[str, str]:
    if not rows and not query:
        return (_NOBODY_YET[0], _ADD_THEM if may_add else _NOBODY_YET[1])
    if chosen in _NOBODY_HERE and not query:
        return (_NOBODY_HERE[chosen], _SEE_ALL)
    hint = "Check the spelling, or clear the search to see everybody on the ward."
    if chosen is not Filter.ALL:
        hint = f"Check the spelling. {_SEE_ALL}"
    return ("Nobody found.", hint)


def _row(entry: WorklistEntry, today: date, zone: tzinfo, *, alike: bool) -> WorklistRow:
    person = entry.person
    started = person.antipsychotic_started
    state, words = _due(entry)
    number = "" if person.nhs_number is None else person.nhs_number.spaced
    identity = " · ".join(part for part in (number, _room(person.room or "")) if part)
    return WorklistRow(
        person_id=str(person.id),
        name=person.display_name,
        identity=identity,
        antipsychotic=sentence_case(person.antipsychotic or ""),
        started=day_text(started) if person.antipsychotic and started is not None else "",
        cells=tuple(_cell(mark, today) for mark in entry.columns.values()),
        due="" if entry.due_on is None else day_text(entry.due_on),
        due_state=state,
        due_words=words,
        action="View" if entry.is_all_done else "Continue" if entry.draft else "Start",
        is_overdue=entry.is_overdue,
        is_due_now=entry.is_due_now,
        draft="" if entry.draft is None else _draft(entry.draft, today, zone),
        draft_by="" if entry.draft is None else _left_by(entry.draft.by),
        born=day_text(person.born) if alike else "",
        found_by=_found_by(person),
    )


def _draft(draft: Draft, today: date, zone: tzinfo) -> str:
    day = draft.since.astimezone(zone).date()
    since = time_text(draft.since, zone) if day == today else short_day_text(day, today)
    return f"Draft since {since}"


def _found_by(person: Person) -> str:
    digits = person.nhs_number.digits if person.nhs_number is not None else ""
    parts = (person.family_name, person.given_name, digits, person.room or "")
    return " ".join(parts).casefold()


def _room(room: str) -> str:
    """``room 7``, whether the ward writes ``7`` or ``Room 7``."""
    return f"room {room}" if room[:1].isdigit() else lower_first(room)


def _cell(mark: Mark, today: date) -> DomainCell:
    fixed = _FIXED_CELLS.get(mark.standing)
    if fixed is not None or mark.due_on is None:
        return fixed or _FIXED_CELLS[Standing.UNSCHEDULED]
    late = f"{(today - mark.due_on).days} d"
    return DomainCell(CellState.OVERDUE, "Overdue", late, late)


def _due(entry: WorklistEntry) -> tuple[DueState, str]:
    left = entry.days_left
    if left is None:
        return (DueState.UNKNOWN, "No start date")
    if left < 0:
        return (DueState.LATE, f"{-left} d overdue")
    if left > DUE_NOW_DAYS and entry.has_open_form:
        return (DueState.UNSIGNED, "Not signed yet")
    if left > DUE_NOW_DAYS and entry.is_all_done:
        return (DueState.DONE, "All done")
    return (DueState.AHEAD, "Today" if left == 0 else f"In {counted(left, 'day')}")


def _left_by(name: str) -> str:
    """Who was last at a draft; what a device filled, nobody of that name did."""
    return "a device" if name.startswith(STATION_NAMED) else initialled(name)

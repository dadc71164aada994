"""A list of people as the import dialog shows it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.judging import Standing
from clinicapp.domain.people import ETHNIC_GROUPS, Person, Sex
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.import_view import ImportRow, ImportTab, ImportView, TabView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.words.lester import SEX
from clinicapp.ui.words.plain import counted, day_text, listed, lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from clinicapp.domain.caseload.judging import Judgement
    from clinicapp.domain.caseload.kinds import Change
    from clinicapp.domain.caseload.plan import Decisions, Plan, PlannedRow
    from clinicapp.services.clinic.caseload_import import Imported

STAYS: Final = "stays"
LEAVES: Final = "leaves"
NEW_PERSON: Final = "new"
CHOOSE_FILE: Final = (
    "Choose a CSV file with a line of headings, such as NHS number, Surname, Forename, DOB, Room, "
    "Medication and Started. Nothing is changed before you have seen what it would do."
)
_TABS: Final[Mapping[ImportTab, str]] = MappingProxyType(
    {
        ImportTab.NEW: "New",
        ImportTab.CHANGED: "Changed",
        ImportTab.CONFLICT: "Conflicts",
        ImportTab.REFUSED: "Refused",
        ImportTab.MISSING: "Not in the file",
    }
)
_EMPTY: Final[Mapping[ImportTab, str]] = MappingProxyType(
    {
        ImportTab.NEW: "Nobody in this list is new.",
        ImportTab.CHANGED: "Nobody in this list has changed.",
        ImportTab.CONFLICT: "No row could mean somebody else.",
        ImportTab.REFUSED: "Every row could be read.",
        ImportTab.MISSING: "Everybody on the ward is in this list.",
    }
)
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "family_name": "family name",
        "given_name": "given name",
        "title": "title",
        "born": "date of birth",
        "sex": "sex",
        "nhs_number": "NHS number",
        "ethnicity": "ethnic group",
        "ward": "ward",
        "room": "room",
        "antipsychotic": "antipsychotic",
        "antipsychotic_started": "its start",
        "discharged_on": "discharged",
    }
)


def title_for(ward: str | None) -> str:
    """The title of the dialog."""
    return f"Import a list of people, {ward_text(ward) if ward else 'all wards'}"


def present_plan(
    plan: Plan,
    *,
    ward: str | None,
    file: str,
    note: str,
    tab: ImportTab,
    shown: int,
    decisions: Decisions,
    offers: Mapping[int, Judgement],
    leavers: frozenset[UUID],
) -> ImportView:
    """A list that was compared and not imported yet.

    Args:
        plan: what it would do.
        ward: the ward that it is for; None for all.
        file: the file's name.
        note: what was said when it was read, or empty.
        tab: the tab that is open.
        shown: so many of its rows.
        decisions: what was decided about rows in conflict.
        offers: what those rows offered to decide, by row.
        leavers: who is marked as discharged.
    """
    grouped = plan.grouped
    listed_in = {each: _listed_in(plan, grouped, each) for each in _TABS}
    counts = {standing: len(rows) for standing, rows in grouped.items()}
    rows = listed_in[tab]
    return ImportView(
        title=title_for(ward),
        file=file,
        sentence=" ".join((*_said(plan, counts), *([note] if note else []))),
        tabs=tuple(TabView(each, words, len(listed_in[each])) for each, words in _TABS.items()),
        tab=tab,
        rows=tuple(_row(each, decisions, offers, leavers) for each in rows[:shown]),
        total=len(rows),
        empty=_EMPTY[tab],
        submit=_submit(counts, leavers),
        submit_blocked=_blocked(counts, leavers),
    )


def done_sentence(done: Imported) -> str:
    """What was done, in one or two sentences."""
    counts = done.plan.counts
    left_out = counts[Standing.CONFLICT] + counts[Standing.REFUSED]
    parts = [
        f"{counts[Standing.NEW]} added",
        f"{counts[Standing.CHANGED]} changed",
        f"{len(done.discharged)} discharged",
    ]
    said = f"Done: {listed(parts)}."
    return f"{said} {counted(left_out, 'row')} left out." if left_out else said


def _listed_in(
    plan: Plan, grouped: Mapping[Standing, tuple[PlannedRow, ...]], tab: ImportTab
) -> Sequence[PlannedRow | Person]:
    """What a tab lists."""
    return plan.missing if tab is ImportTab.MISSING else grouped[Standing(tab.value)]


def _said(plan: Plan, counts: Mapping[Standing, int]) -> tuple[str, ...]:
    compared = f"{counted(len(plan.rows), 'row')} compared; nothing has been changed yet."
    same = counts[Standing.UNCHANGED]
    return (compared, f"{counted(same, 'row')} said nothing new.") if same else (compared,)


def _submit(counts: Mapping[Standing, int], leavers: frozenset[UUID]) -> str:
    useful = counts[Standing.NEW] + counts[Standing.CHANGED]
    words = f"Import {counted(useful, 'person', 'people')}" if useful else "Import"
    return f"{words}, discharge {len(leavers)}" if leavers else words


def _blocked(counts: Mapping[Standing, int], leavers: frozenset[UUID]) -> str:
    if counts[Standing.NEW] or counts[Standing.CHANGED] or leavers:
        return ""
    return "There is nothing in this list to import."


def _row(
    each: PlannedRow | Person,
    decisions: Decisions,
    offers: Mapping[int, Judgement],
    leavers: frozenset[UUID],
) -> ImportRow:
    if isinstance(each, Person):
        return _missing(each, leavers)
    judgement = each.judgement
    sentences = [problem.sentence for problem in judgement.problems]
    sentences += [_change(change, judgement) for change in judgement.changes]
    sentences += judgement.notes
    offer = offers.get(each.row)
    return ImportRow(
        key=str(each.row),
        row=f"Row {each.row}",
        name=each.name or "No name",
        identity=_identity(each) if each.name else "",
        words=_short(judgement),
        sentences=tuple(sentences),
        choices=_choices(offer) if offer is not None else (),
        chosen=_chosen(each.row, decisions),
    )


def _missing(person: Person, leavers: frozenset[UUID]) -> ImportRow:
    leaves = person.id in leavers
    return ImportRow(
        key=str(person.id),
        row=f"Room {person.room}" if (person.room or "")[:1].isdigit() else person.room or "",
        name=person.display_name,
        identity=_identity(person),
        words="Will be discharged" if leaves else "Stays on the list",
        sentences=(
            "Nobody leaves the list by not being in a file. Say here if this person has left; "
            "everything about them is kept, and they can come back.",
        ),
        choices=(
            OptionView(STAYS, "Stays on the list"),
            OptionView(LEAVES, "Has been discharged"),
        ),
        chosen=LEAVES if leaves else STAYS,
    )


def _choices(offer: Judgement) -> tuple[OptionView, ...]:
    found = [OptionView("", "Leave it out")]
    found += [
        OptionView(str(each.id), f"It is {each.display_name}, {lower_first(_identity(each))}")
        for each in offer.candidates
    ]
    if offer.may_be_new:
        found.append(OptionView(NEW_PERSON, "It is another person, who is new"))
    return tuple(found) if len(found) > 1 else ()


def _chosen(row: int, decisions: Decisions) -> str:
    if row not in decisions:
        return ""
    person_id = decisions[row]
    return NEW_PERSON if person_id is None else str(person_id)


def _identity(each: Person | PlannedRow) -> str:
    number = each.nhs_number.spaced if each.nhs_number else "No NHS number"
    return f"{number} · born {day_text(each.born)}" if each.born else number


def _short(judgement: Judgement) -> str:
    if judgement.problems:
        return judgement.problems[0].sentence
    if judgement.standing is Standing.NEW:
        return "Is added to the list"
    if judgement.readmitted:
        return "Comes back to the list"
    fields = [_FIELDS[change.field] for change in judgement.changes]
    return f"Changes {listed(fields)}" if fields else ""


def _change(change: Change, judgement: Judgement) -> str:
    if change.field == "discharged_on":
        return f"Had been discharged on {_value(change.field, change.before)} and comes back."
    words = _FIELDS[change.field]
    said = f"{words[0].upper()}{words[1:]}: {_value(change.field, change.before)} → "
    said += f"{_value(change.field, change.after)}."
    if change.field == "antipsychotic_started" and judgement.switched_on is not None:
        said += " The timetable of checks starts anew from that day."
    return said


def _value(field: str, text: str | None) -> str:
    if text is None:
        return "nothing"
    if field in ("born", "antipsychotic_started", "discharged_on"):
        return day_text(date.fromisoformat(text))
    if field == "nhs_number":
        return f"{text[:3]} {text[3:6]} {text[6:]}"
    if field == "sex":
        return SEX[Sex(text)].lower()
    return ETHNIC_GROUPS[text] if field == "ethnicity" else text

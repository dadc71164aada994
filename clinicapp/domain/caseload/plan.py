"""What a whole list would do: the dry run, which is also what is then done.

A plan is made from the rows and the people there are, and from nothing else; so the same rows and
the same people give the same plan, and applying a plan does exactly what the plan says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.entries import Entry, Problem, RefusedEntry
from clinicapp.domain.caseload.judging import Judgement, Standing, decided, judge
from clinicapp.domain.names import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.caseload.known import Known
    from clinicapp.domain.nhs_number import NhsNumber
    from clinicapp.domain.people import Person

Decisions = Mapping[int, "UUID | None"]
"""By row: who is meant by a row in conflict, or None for somebody new."""
NO_DECISIONS: Final[Decisions] = MappingProxyType({})
_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """A row and what becomes of it.

    ``name``, ``born`` and ``nhs_number`` are what the row itself says, as far as it could be read.
    """

    row: int
    name: str
    born: date | None
    nhs_number: NhsNumber | None
    judgement: Judgement

    @property
    def standing(self) -> Standing:
        """What becomes of it."""
        return self.judgement.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a list would do.

    Attributes:
        rows: Every row, in the order of the file.
        missing: Who is in care on the wards of the list and is not in it. They stay; nobody is
            ever discharged by not being named.
        wards: The wards that the list speaks for.
    """

    rows: tuple[PlannedRow, ...]
    missing: tuple[Person, ...]
    wards: tuple[str, ...]

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many rows there are of each standing."""
        found = Counter(row.judgement.standing for row in self.rows)
        return {standing: found[standing] for standing in Standing}

    @property
    def grouped(self) -> Mapping[Standing, tuple[PlannedRow, ...]]:
        """The rows by their standing, in the order of the file; looked through once for all."""
        found: dict[Standing, list[PlannedRow]] = {standing: [] for standing in Standing}
        for row in self.rows:
            found[row.judgement.standing].append(row)
        return {standing: tuple(rows) for standing, rows in found.items()}

    def of(self, standing: Standing) -> tuple[PlannedRow, ...]:
        """The rows of one standing."""
        return tuple(row for row in self.rows if row.standing is standing)

    def says_the_same_as(self, other: Plan) -> bool:
        """Whether two plans do the same, whatever ids they would give to those who are new."""
        return (
            self.wards == other.wards
            and self.missing == other.missing
            and len(self.rows) == len(other.rows)
            and all(map(_same_row, self.rows, other.rows))
        )

    @property
    def whole(self) -> bool:
        """Whether every row could be used."""
        unusable = (Standing.CONFLICT, Standing.REFUSED)
        return not any(row.standing in unusable for row in self.rows)


def make_plan(
    entries: Sequence[Entry | RefusedEntry],
    known: Known,
    new_id: Callable[[], UUID],
    *,
    only: str | None = None,
    decisions: Decisions = NO_DECISIONS,
) -> Plan:
    """Compare a list with the people there are.

    Args:
        entries: the rows, in the order of the file.
        known: everybody in the database.
        new_id: makes the id of somebody new.
        only: the one ward that the list is for; None for the wards that its rows name.
        decisions: what a person has decided about rows in conflict.
    """
    readable = [entry for entry in entries if isinstance(entry, Entry)]
    for entry in readable:
        known.hear_of_ward(entry.ward)
    repeated = _repeated(readable, known)
    rows = [_planned(entry, repeated.get(entry.row), known, new_id, decisions) for entry in entries]
    rows = _each_person_once(rows)
    wards = (only,) if only is not None else tuple(dict.fromkeys(e.ward for e in readable))
    named = {known.ward(ward) for ward in wards}
    return Plan(
        rows=tuple(rows),
        missing=_missing(known, named, rows, entries) if named else (),
        wards=tuple(sorted(named)),
    )


def _planned(
    entry: Entry | RefusedEntry,
    repeated: Judgement | None,
    known: Known,
    new_id: Callable[[], UUID],
    decisions: Decisions,
) -> PlannedRow:
    if isinstance(entry, RefusedEntry):
        found = Judgement(standing=Standing.REFUSED, problems=entry.problems)
        return _row(entry, entry.name, found)
    if repeated is not None and not _is_decided(repeated, entry, decisions):
        found = repeated
    elif entry.row in decisions:
        found = decided(entry, known, new_id, decisions[entry.row])
    else:
        found = judge(entry, known, new_id)
    return _row(entry, entry.display_name, found)


def _row(entry: Entry | RefusedEntry, name: str, found: Judgement) -> PlannedRow:
    return PlannedRow(
        row=entry.row,
        name=name,
        born=entry.born,
        nhs_number=entry.nhs_number,
        judgement=found,
    )


def _is_decided(repeated: Judgement, entry: Entry, decisions: Decisions) -> bool:
    """Whether somebody has said that two people of one name are two people."""
    return repeated.may_be_new and entry.row in decisions and decisions[entry.row] is None


def _repeated(entries: Sequence[Entry], known: Known) -> dict[int, Judgement]:
    """What stands against rows because of other rows of the file, by row."""
    by_number: dict[str, list[Entry]] = defaultdict(list)
    by_key: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[entry.key].append(entry)
        if entry.nhs_number is not None:
            by_number[entry.nhs_number.digits].append(entry)
    found: dict[int, Judgement] = {}
    for group in by_number.values():
        if len(group) > 1:
            found |= _copies(group)
    for group in by_key.values():
        rest = [entry for entry in group if entry.row not in found]
        if len(rest) > 1:
            found |= _namesakes(rest, known)
    return found


def _copies(group: Sequence[Entry]) -> dict[int, Judgement]:
    """Rows about one person: word for word the same, the first counts; else none of them does."""
    first, *others = group
    if all(replace(other, row=first.row) == first for other in others):
        return {
            other.row: _refused(f"Row {first.row} says the same of this person; it is left out.")
            for other in others
        }
    return {
        entry.row: _refused(
            f"{_rows(group, entry)} the same person and differently; keep the one that is right."
        )
        for entry in group
    }


def _namesakes(group: Sequence[Entry], known: Known) -> dict[int, Judgement]:
    """Rows of one name and one day of birth that no number makes one person."""
    unnumbered = [entry for entry in group if entry.nhs_number is None]
    if len(unnumbered) == len(group):
        return _copies(group)
    found = {
        entry.row: _refused(
            f"{_rows(group, entry)} somebody with this name and date of birth; add the NHS number."
        )
        for entry in unnumbered
    }
    for entry in group:
        number = entry.nhs_number
        if number is None or len(group) - len(unnumbered) == 1 or known.numbered(number.digits):
            continue
        sentence = (
            f"{_rows(group, entry)} somebody with this name and date of birth and another NHS "
            "number; compare the numbers, and say whether they are two people."
        )
        found[entry.row] = Judgement(
            standing=Standing.CONFLICT, problems=(Problem(None, sentence),), may_be_new=True
        )
    return found


def _each_person_once(rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    """Two rows that were decided to mean one person are one too many."""
    meant = Counter(row.judgement.person.id for row in rows if row.judgement.person is not None)
    if all(count == 1 for count in meant.values()):
        return list(rows)
    return [
        replace(row, judgement=_refused("Another row means the same person; keep one of them."))
        if row.judgement.person is not None and meant[row.judgement.person.id] > 1
        else row
        for row in rows
    ]


def _missing(
    known: Known,
    wards: set[str],
    rows: Sequence[PlannedRow],
    entries: Sequence[Entry | RefusedEntry],
) -> tuple[Person, ...]:
    """Who is in care on these wards and whom no row means, not even one that was refused."""
    meant = {row.judgement.before.id for row in rows if row.judgement.before is not None}
    meant |= {each.id for row in rows for each in row.judgement.candidates}
    unsure = {row.row for row in rows if row.standing in (Standing.CONFLICT, Standing.REFUSED)}
    names, numbers = set(), set()
    for entry in entries:
        if entry.row in unsure:
            names.add(name_key(_name(entry)))
            if entry.nhs_number is not None:
                numbers.add(entry.nhs_number.digits)
    return tuple(
        person
        for person in known.people
        if person.in_care
        and person.ward in wards
        and person.id not in meant
        and name_key(person.display_name) not in names
        and (person.nhs_number is None or person.nhs_number.digits not in numbers)
    )


def _name(entry: Entry | RefusedEntry) -> str:
    return entry.display_name if isinstance(entry, Entry) else entry.name


def _rows(group: Sequence[Entry], but: Entry) -> str:
    """``Rows 3 and 7 name``, as the beginning of a sentence."""
    others = [str(entry.row) for entry in group if entry is not but]
    shown = others[:_NAMED]
    if len(others) > _NAMED:
        shown.append(f"{len(others) - _NAMED} more")
    if len(shown) == 1:
        return f"Row {shown[0]} names"
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]} name"


def _refused(sentence: str) -> Judgement:
    return Judgement(standing=Standing.REFUSED, problems=(Problem(None, sentence),))


def _same_row(one: PlannedRow, other: PlannedRow) -> bool:
    mine, theirs = one.judgement, other.judgement
    if mine.standing is not Standing.NEW or mine.person is None or theirs.person is None:
        return one == other
    renamed = replace(theirs, person=replace(theirs.person, id=mine.person.id))
    return one == replace(other, judgement=renamed)

"""Who is meant by one entry, and what it would change. Used for lists and for hospital messages.

An NHS number outranks everything, and is never enough: where it belongs to somebody of another name
or another day of birth, nobody is changed until a person has decided. Somebody without a number is
known by family name, given name and day of birth together, and never where two answer to them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.columns import Column
from clinicapp.domain.caseload.entries import Problem
from clinicapp.domain.caseload.kinds import Change
from clinicapp.domain.names import name_key
from clinicapp.domain.people import Person, Sex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from clinicapp.domain.caseload.entries import Entry
    from clinicapp.domain.caseload.known import Known

_SAYS_NOTHING: Final = frozenset({"Z", "99"})
"""Ethnic groups "not stated" and "not known" never take the place of one that is recorded."""


class Standing(StrEnum):
    """What becomes of an entry."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What becomes of an entry, and why.

    Attributes:
        standing: What becomes of it.
        person: As the person will be; None for a conflict or a refusal.
        before: As the person is; None for somebody new.
        changes: What differs.
        problems: Why not, for a conflict or a refusal.
        notes: What to look at although nothing stands against it.
        candidates: Who may be meant, for a conflict that a person can decide.
        may_be_new: Whether that decision may also be that it is nobody of them.
    """

    standing: Standing
    person: Person | None = None
    before: Person | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    candidates: tuple[Person, ...] = ()
    may_be_new: bool = False

    @property
    def switched_on(self) -> date | None:
        """The day from which the monitoring timetable starts anew; None if it goes on."""
        fields = {change.field for change in self.changes}
        if self.person is None or not fields & {"antipsychotic", "antipsychotic_started"}:
            return None
        return self.person.antipsychotic_started

    @property
    def readmitted(self) -> bool:
        """Whether somebody who had left comes back by it."""
        return self.before is not None and not self.before.in_care and bool(self.person)


def judge(entry: Entry, known: Known, new_id: Callable[[], UUID]) -> Judgement:
    """Who is meant by an entry, and what it would change.

    Args:
        entry: what is said of somebody.
        known: the people there are.
        new_id: makes the id of somebody new.
    """
    if entry.nhs_number is not None:
        owner = known.numbered(entry.nhs_number.digits)
        if owner is not None:
            return _of_number(entry, owner, known)
    alike = known.alike(entry.key)
    if entry.nhs_number is None:
        if len(alike) > 1:
            return _ask(
                f"{len(alike)} people have this name and date of birth; add the NHS number, or "
                "say who is meant.",
                alike,
            )
        return differences(entry, alike[0], known) if alike else new(entry, known, new_id)
    if not alike:
        return new(entry, known, new_id)
    unnumbered = [person for person in alike if person.nhs_number is None]
    if unnumbered:
        return _ask(
            "Somebody with this name and date of birth is known without an NHS number; say whether "
            "it is the same person.",
            tuple(unnumbered),
            may_be_new=True,
        )
    return _ask(
        "Somebody with this name and date of birth is known by another NHS number; compare the "
        "numbers, and say whether this is another person.",
        (),
        may_be_new=True,
    )


def decided(
    entry: Entry, known: Known, new_id: Callable[[], UUID], person_id: UUID | None
) -> Judgement:
    """An entry that was in conflict, after a person has decided who is meant.

    Args:
        entry: what is said of somebody.
        known: the people there are.
        new_id: makes the id of somebody new.
        person_id: who is meant; None for somebody new.

    Returns:
        The conflict as it was, where that decision was not among those that could be taken.
    """
    found = judge(entry, known, new_id)
    if found.standing is not Standing.CONFLICT:
        return found
    if person_id is None:
        return new(entry, known, new_id) if found.may_be_new else found
    meant = next((each for each in found.candidates if each.id == person_id), None)
    return differences(entry, meant, known) if meant is not None else found


def new(entry: Entry, known: Known, new_id: Callable[[], UUID]) -> Judgement:
    """Somebody who is not known yet."""
    person = Person(
        id=new_id(),
        family_name=entry.family_name,
        given_name=entry.given_name,
        title=entry.title,
        born=entry.born,
        sex=entry.sex or Sex.UNKNOWN,
        nhs_number=entry.nhs_number,
        ethnicity=entry.ethnicity,
        ward=known.ward(entry.ward),
        room=entry.room,
        antipsychotic=entry.antipsychotic,
        antipsychotic_started=entry.started,
    )
    if entry.started is not None and entry.antipsychotic is None:
        return _refused(Column.ANTIPSYCHOTIC, "Enter the medicine that was started on that day.")
    notes: tuple[str, ...] = ()
    if known.namesakes(entry.family_name, entry.given_name):
        notes = ("Somebody else has the same name; check two identifiers before each measurement.",)
    return Judgement(standing=Standing.NEW, person=person, notes=notes)


def differences(entry: Entry, person: Person, known: Known) -> Judgement:
    """What an entry changes about the person who is meant. An empty field changes nothing."""
    problem = _medicine_problem(entry, person)
    if problem is not None:
        return problem
    # A hospital's message may name no ward; then it says nothing of where somebody is.
    ward = known.ward(entry.ward) if entry.ward else person.ward
    said: dict[str, object] = {
        "family_name": _kept(person.family_name, entry.family_name),
        "given_name": _kept(person.given_name, entry.given_name),
        "born": entry.born,
        "nhs_number": entry.nhs_number or person.nhs_number,
        "title": _title(person.title, entry.title),
        "sex": person.sex if entry.sex in (None, Sex.UNKNOWN) else entry.sex,
        "ethnicity": _ethnicity(person.ethnicity, entry.ethnicity),
        "ward": ward,
        "room": entry.room or (person.room if person.ward == ward else None),
        "antipsychotic": _medicine(person.antipsychotic, entry),
        "antipsychotic_started": (
            None if entry.no_antipsychotic else entry.started or person.antipsychotic_started
        ),
        "discharged_on": None,
    }
    after = replaced(person, said)
    changes = changes_of(person, after)
    return Judgement(
        standing=Standing.CHANGED if changes else Standing.UNCHANGED,
        person=after,
        before=person,
        changes=changes,
    )


def replaced(person: Person, fields: Mapping[str, object]) -> Person:
    """The person with these fields; the very same value where none of them differs."""
    differing = {field: value for field, value in fields.items() if getattr(person, field) != value}
    return replace(person, **differing) if differing else person  # type: ignore[arg-type]


_FIELDS: Final = (
    *("family_name", "given_name", "title", "born", "sex", "nhs_number", "ethnicity", "ward"),
    *("room", "antipsychotic", "antipsychotic_started", "discharged_on"),
)


def changes_of(before: Person, after: Person) -> tuple[Change, ...]:
    """Every field that differs, in the order of the entry panel."""
    if before is after:
        return ()
    return tuple(
        Change(field, _text(getattr(before, field)), _text(getattr(after, field)))
        for field in _FIELDS
        if getattr(before, field) != getattr(after, field)
    )


def _of_number(entry: Entry, owner: Person, known: Known) -> Judgement:
    named = _same_name(owner.family_name, entry.family_name) and _same_name(
        owner.given_name, entry.given_name
    )
    if named and owner.born == entry.born:
        return differences(entry, owner, known)
    if named:
        return _ask(
            "This NHS number is known with another date of birth; compare both, and say whether "
            "the date is corrected.",
            (owner,),
        )
    if owner.born == entry.born:
        return _ask(
            f"This NHS number is known under the name {owner.display_name}; compare both, and say "
            "whether the name has changed.",
            (owner,),
        )
    return Judgement(
        standing=Standing.CONFLICT,
        problems=(
            Problem(
                Column.NHS_NUMBER,
                "This NHS number belongs to somebody of another name and date of birth; correct "
                "it in the list.",
            ),
        ),
    )


def _medicine_problem(entry: Entry, person: Person) -> Judgement | None:
    medicine, since = person.antipsychotic, person.antipsychotic_started
    if entry.started is not None and entry.antipsychotic is None and medicine is None:
        return _refused(Column.ANTIPSYCHOTIC, "Enter the medicine that was started on that day.")
    if entry.started is not None and since is not None and entry.started < since:
        return Judgement(
            standing=Standing.CONFLICT,
            problems=(
                Problem(
                    Column.STARTED,
                    "The start date is before the one that is recorded, so the list may be old; "
                    "correct it in the list, or the record if that is wrong.",
                ),
            ),
        )
    switched = entry.antipsychotic is not None and not _same(entry.antipsychotic, medicine or "")
    if switched and medicine is not None and entry.started is None:
        return _refused(
            Column.STARTED,
            f"The medicine has changed from {medicine}; enter the day of the switch, because the "
            "timetable of checks starts anew from it.",
        )
    if switched and medicine is not None and entry.started == since:
        return _refused(
            Column.STARTED,
            f"The medicine has changed from {medicine}, but the start date has not; enter the day "
            "of the switch.",
        )
    return None


def _ask(sentence: str, candidates: tuple[Person, ...], *, may_be_new: bool = False) -> Judgement:
    return Judgement(
        standing=Standing.CONFLICT,
        problems=(Problem(None, sentence),),
        candidates=candidates,
        may_be_new=may_be_new,
    )


def _refused(column: Column, sentence: str) -> Judgement:
    return Judgement(standing=Standing.REFUSED, problems=(Problem(column, sentence),))


def _medicine(recorded: str | None, entry: Entry) -> str | None:
    if entry.no_antipsychotic:
        return None
    if entry.antipsychotic is None or _same(recorded or "", entry.antipsychotic):
        return recorded
    return entry.antipsychotic


def _ethnicity(recorded: str | None, said: str | None) -> str | None:
    return recorded if said is None or (recorded and said in _SAYS_NOTHING) else said


def _title(recorded: str | None, said: str | None) -> str | None:
    same = said is None or _same((recorded or "").rstrip("."), said.rstrip("."))
    return recorded if same else said


def _kept(recorded: str, said: str) -> str:
    """The name as it is recorded where the list only writes it in other letters."""
    return recorded if _same_name(recorded, said) else said


def _same_name(one: str, other: str) -> bool:
    return one == other or name_key(one) == name_key(other)


def _same(one: str, other: str) -> bool:
    return one == other or one.casefold() == other.casefold()


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)

"""The worklist of a ward: what is due for whom, derived from the facts whenever it is read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final
from uuid import UUID

from clinicapp.domain.forms import fold
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.screening import record_of
from clinicapp.domain.staff import Permission
from clinicapp.domain.worklist import Draft, Recorded, WorklistEntry, worklist_entry
from clinicapp.domain.worklist_forms import kept_for_later, recorded_of
from clinicapp.services.access import By, record, use_case
from clinicapp.services.rules import packs_by_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.forms import Form, FormContents, FormFact
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.pack_choice import PackChoice
    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work


READ_AHEAD: Final = 500
DERIVE_AHEAD: Final = 500
"""So many forms are read and folded, and so many people's lines derived, in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """The people of a ward with what is due, by first due date; those without one come last.

    ``latest`` maps a person to the newest of their forms.
    """

    ward: str
    today: date
    entries: tuple[WorklistEntry, ...]
    latest: Mapping[UUID, Form]


@dataclass(frozen=True, slots=True)
class _Folded:
    """A form's facts, folded; of a signed one only what later forms need is kept."""

    form: Form
    contents: FormContents
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class _Derived:
    """A line of the worklist, and all that it was derived from."""

    key: tuple[object, ...]
    entry: WorklistEntry


class FormMemory:
    """What was read and derived before, so that only what has changed is read again.

    Facts are only ever added, so a form's entry holds until there is a newer fact of that form; a
    person's holds while the version of their details does. It is a memory of this process, of one
    thread and one ward, and nothing in it is stored.
    """

    def __init__(self) -> None:
        self.people: dict[tuple[str, int], Person] = {}
        self.forms: dict[str, Form] = {}
        self.folded: dict[str, _Folded] = {}
        self.read_to = 0
        self.derived: dict[UUID, _Derived] = {}

    def holds(self, person_id: UUID, today: date) -> bool:
        """Whether a person's line was derived for this day; the timetable goes on every night."""
        derived = self.derived.get(person_id)
        return derived is not None and derived.key[0] == today


@use_case(Permission.VIEW_PEOPLE, "look at the list of people")
def ward_worklist(
    work: Work,
    by: By,
    ward: str,
    pack: Pack,
    zone: tzinfo,
    packs: Iterable[Pack],
    memory: FormMemory,
) -> Worklist:
    """The worklist of a ward on the day of ``by.at``.

    Args:
        work: The transaction.
        by: Who looks, and when.
        ward: The ward.
        pack: The station's pack, whose timetable counts.
        zone: The ward's time zone.
        packs: More packs that need not be read: an open form is judged by the one that it was
            opened with.
        memory: What was folded before, which this renews.
    """
    today = by.at.astimezone(zone).date()
    people = _people(work, ward, memory)
    ids = work.ward_forms.ids(ward)
    _refold(work, ward, [form_id for _, form_id in ids], zone, memory)
    of_person = _by_person(ids, memory)
    derive = _derivation(work, ward, pack, packs, zone, today, memory)
    entries = [derive.entry(person, of_person.get(person.id, ())) for person in people]
    memory.derived = derive.found
    record(work, by, "people.listed", ward, count=len(entries))
    return Worklist(
        ward=ward,
        today=today,
        entries=tuple(sorted(entries, key=_order)),
        latest={person_id: forms[-1].form for person_id, forms in of_person.items()},
    )


def read_ahead(
    work: Work,
    by: By,
    ward: str,
    pack: Pack,
    zone: tzinfo,
    packs: Iterable[Pack],
    memory: FormMemory,
) -> bool:
    """Read, fold or derive a part of what the memory does not have yet; whether more is to be done.

    A whole ward at once would hold up what a device waits for. ``ward_worklist``, whose arguments
    these are, then reads and derives only what has changed meanwhile. It asks for no permission and
    leaves no audit record, because it shows nobody; that use case does both. So a station that
    nobody has signed in to can be ready for whoever comes.
    """
    ids = work.ward_forms.ids(ward)
    missing = [form_id for _, form_id in ids if form_id not in memory.folded]
    if missing:
        _fold_some(work, ward, missing[:READ_AHEAD], zone, memory)
        return True
    if not memory.people:
        return bool(_people(work, ward, memory))
    today = by.at.astimezone(zone).date()
    waiting = [each for each in memory.people.values() if not memory.holds(each.id, today)]
    of_person = _by_person(ids, memory)
    derive = _derivation(work, ward, pack, packs, zone, today, memory)
    for person in waiting[:DERIVE_AHEAD]:
        derive.entry(person, of_person.get(person.id, ()))
    memory.derived = {**memory.derived, **derive.found}
    return len(waiting) > DERIVE_AHEAD


def _fold_some(work: Work, ward: str, some: list[str], zone: tzinfo, memory: FormMemory) -> None:
    if not memory.folded:
        # What is added while the rest is read is newer than this, and read again at the end.
        memory.read_to = work.ward_forms.last_fact()
    if any(each not in memory.forms for each in some):
        memory.forms = work.ward_forms.forms(ward)
    facts = work.ward_forms.facts(ward, (memory.forms[each] for each in some))
    memory.folded |= {each: _fold(memory.forms[each], facts[each], zone) for each in some}


def _by_person(ids: list[tuple[str, str]], memory: FormMemory) -> dict[UUID, tuple[_Folded, ...]]:
    return {
        UUID(person_id): tuple(memory.folded[form_id] for _, form_id in forms)
        for person_id, forms in groupby(ids, key=itemgetter(0))
    }


def _derivation(
    work: Work,
    ward: str,
    pack: Pack,
    packs: Iterable[Pack],
    zone: tzinfo,
    today: date,
    memory: FormMemory,
) -> _Derivation:
    unsigned = [each for each in memory.folded.values() if each.contents.signed is None]
    hashes = (each.form.pack_sha256 for each in unsigned)
    choice = packs_by_content(work, hashes, (pack, *packs))
    typed = {each: Draft(*last) for each, last in work.ward_forms.typed(ward).items()}
    return _Derivation(pack, choice, typed, zone, today, memory.derived)


def _order(entry: WorklistEntry) -> tuple[bool, int, str, str]:
    due = entry.due_on.toordinal() if entry.due_on is not None else 0
    person = entry.person
    return (entry.due_on is None, due, person.family_name.casefold(), person.given_name.casefold())


def _people(work: Work, ward: str, memory: FormMemory) -> tuple[Person, ...]:
    """Everybody on the ward; nobody is read again whose details are known in this version."""
    versions = work.ward_forms.versions(ward)
    known = memory.people
    if not all(each in known for each in versions):
        found = {person.id.hex: person for person in work.people.of_ward(ward)}
        known = {(each, version): found[each] for each, version in versions}
    memory.people = {each: known[each] for each in versions}
    return tuple(memory.people.values())


def _refold(work: Work, ward: str, ids: list[str], zone: tzinfo, memory: FormMemory) -> None:
    """Read and fold the forms that have new facts; forget those that are no longer here."""
    read_to = work.ward_forms.last_fact()
    newer = work.ward_forms.with_facts_after(memory.read_to)
    before = memory.folded
    changed = [each for each in ids if each in newer or each not in before]
    if any(each not in memory.forms for each in changed):
        memory.forms = work.ward_forms.forms(ward)
    facts = work.ward_forms.facts(ward, (memory.forms[each] for each in changed))
    fresh = {each: _fold(memory.forms[each], facts[each], zone) for each in changed}
    if fresh or len(before) != len(ids):
        memory.folded = {each: fresh.get(each) or before[each] for each in ids}
    memory.read_to = read_to


def _fold(form: Form, facts: tuple[FormFact, ...], zone: tzinfo) -> _Folded:
    contents = fold(facts)
    recorded = recorded_of(form, contents, None, zone)
    kept = contents if contents.signed is None else kept_for_later(contents)
    return _Folded(form, kept, recorded)


class _Derivation:
    """Derives the lines of one worklist, and judges the open forms for them.

    Signed forms are not judged: each has an action for each of its red zones.
    """

    def __init__(
        self,
        pack: Pack,
        packs: PackChoice,
        typed: Mapping[str, Draft],
        zone: tzinfo,
        today: date,
        before: Mapping[UUID, _Derived],
    ) -> None:
        self._pack = pack
        self._packs = packs
        self._typed = typed
        self._zone = zone
        self._today = today
        self._before = before
        self.found: dict[UUID, _Derived] = {}

    def entry(self, person: Person, forms: tuple[_Folded, ...]) -> WorklistEntry:
        """A person's line: as before, if nothing that it follows from has changed."""
        typed = (self._typed.get(each.form.id.hex) for each in forms) if self._typed else ()
        key = (self._today, self._pack.sha256, person, *forms, *typed)
        derived = self._before.get(person.id)
        if derived is None or derived.key != key:
            recorded = tuple(self._recorded(person, each, forms) for each in forms)
            derived = _Derived(key, worklist_entry(person, recorded, self._pack, self._today))
        self.found[person.id] = derived
        return derived.entry

    def _recorded(self, person: Person, form: _Folded, forms: tuple[_Folded, ...]) -> Recorded:
        if form.contents.signed is not None:
            return form.recorded
        pack = self._packs.of(form.form)
        typed = self._typed.get(form.form.id.hex)
        if pack is None:
            # Its rules are not to be had any more: what was recorded still counts.
            return recorded_of(form.form, form.contents, None, self._zone, typed)
        earlier = tuple(
            each.contents
            for each in forms
            if each.form.opened_at < form.form.opened_at and each.contents.signed is not None
        )
        screening = record_of(
            form.form, person, form.contents, earlier, self._today, self._zone, pack
        )
        judged = assess(screening, pack)
        return recorded_of(form.form, form.contents, judged, self._zone, typed)

"""Importing a list: the dry run says exactly what is then done, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinicapp.domain.caseload.judging import Standing
from clinicapp.domain.caseload.kinds import PersonEventKind
from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Role
from clinicapp.interop.caseload_csv import read_caseload, write_caseload
from clinicapp.services.access import By
from clinicapp.services.clinic.caseload_import import Imported, carry_out, compare
from clinicapp.services.clinic.people import add_person
from tests.support.back_room import NOW, BackRoom
from tests.support.caseload_samples import TODAY, a_list, a_number, known_person, standings
from tests.support.facts import an_actor

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from clinicapp.domain.caseload.plan import Plan
    from clinicapp.domain.caseload.reading import CaseloadList
    from clinicapp.domain.people import Person

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")
ROWS = (
    "999 000 0018,Example,Amara,14/03/1985,Ash,14,Aripiprazole,01/11/2026",
    "999 000 0026,Sample,Ben,1/2/1970,Ash,2,,",
    "9990000019,Wrong,Cy,1/2/1970,Ash,3,,",
)


def by() -> By:
    return By(LEAD, NOW)


def dry(room: BackRoom, found: CaseloadList, **how: Any) -> Plan:
    return room.run(lambda work: compare(work, by(), found, **how))


def apply(room: BackRoom, found: CaseloadList, **how: Any) -> Imported:
    return room.run(lambda work: carry_out(work, by(), found, TODAY, **how))


def everybody(room: BackRoom) -> set[Person]:
    return set(room.run(lambda work: work.people.everybody()))


def admitted(room: BackRoom, **changes: Any) -> Person:
    person = known_person(**changes)
    room.run(lambda work: add_person(work, by(), person))
    return person


def test_the_dry_run_says_what_is_done_and_does_nothing(room: BackRoom) -> None:
    amara = admitted(room)
    absent = admitted(room, given_name="Dee", nhs_number=None)
    before = everybody(room)
    found = a_list(*ROWS)
    seen = dry(room, found)
    assert standings(seen) == ["changed", "new", "refused"]
    assert seen.missing == (absent,)
    assert everybody(room) == before
    done = apply(room, found, seen=seen)
    assert done.plan.says_the_same_as(seen)
    ben = done.plan.rows[1].judgement.person
    assert ben is not None
    changed = replace(
        amara,
        room="14",
        antipsychotic="Aripiprazole",
        antipsychotic_started=date(2026, 11, 1),
    )
    assert everybody(room) == {changed, ben, absent}
    assert done.discharged == ()


def test_a_switch_is_kept_with_its_day(room: BackRoom) -> None:
    amara = admitted(room)
    apply(room, a_list(*ROWS))
    switch, other = room.run(lambda work: work.admissions.events(amara.id))
    assert switch.kind is PersonEventKind.ANTIPSYCHOTIC_CHANGED
    assert switch.effective_on == date(2026, 11, 1)
    assert [(each.before, each.after) for each in switch.changes] == [
        ("olanzapine", "Aripiprazole"),
        ("2026-05-30", "2026-11-01"),
    ]
    assert (other.kind, other.at, other.actor_name) == (
        PersonEventKind.CHANGED,
        NOW,
        "Meera Specimen",
    )
    assert [each.field for each in other.changes] == ["room"]


def test_each_person_and_the_whole_leave_an_audit_record(room: BackRoom) -> None:
    admitted(room)
    found = a_list(*ROWS)
    apply(room, found)
    chain = room.run(lambda work: [link.record for link in work.audit.chain()])
    records = chain[-3:]
    assert [each.action for each in records] == [
        "person.changed",
        "person.added",
        "caseload.imported",
    ]
    assert records[0].detail["fields"] == "room antipsychotic antipsychotic_started"
    assert records[2].subject == found.digest
    assert records[2].detail["refused"] == "1"


def test_the_second_time_nothing_changes(room: BackRoom) -> None:
    found = a_list(*ROWS)
    apply(room, found)
    before = everybody(room)
    again = apply(room, found)
    assert standings(again.plan) == ["unchanged", "unchanged", "refused"]
    assert everybody(room) == before


def test_nothing_is_done_when_somebody_changed_the_people_meanwhile(room: BackRoom) -> None:
    found = a_list(*ROWS)
    seen = dry(room, found)
    admitted(room)
    before = everybody(room)
    with pytest.raises(Refused, match="Somebody has changed the ward's people"):
        apply(room, found, seen=seen)
    assert everybody(room) == before
    assert apply(room, found, seen=dry(room, found)).plan.counts[Standing.NEW] == 1


def test_one_who_has_left_is_off_the_worklist_kept_and_comes_back(room: BackRoom) -> None:
    amara, absent = admitted(room), admitted(room, given_name="Dee", nhs_number=None)
    done = apply(room, a_list(ROWS[0]), discharge=frozenset({absent.id}))
    assert done.discharged == (absent,)
    listed = room.run(lambda work: work.people.of_ward("Ash"))
    assert [each.id for each in listed] == [amara.id]
    kept = room.run(lambda work: work.people.get(absent.id))
    assert kept == replace(absent, discharged_on=TODAY)
    apply(room, a_list("", ",Example,Dee,14/3/1985,Ash,,,"))
    assert room.run(lambda work: work.people.get(absent.id)) == absent
    kinds = [each.kind for each in room.run(lambda work: work.admissions.events(absent.id))]
    assert kinds == [PersonEventKind.DISCHARGED, PersonEventKind.READMITTED]


def test_nobody_in_the_list_can_be_discharged_by_it(room: BackRoom) -> None:
    amara = admitted(room)
    before = everybody(room)
    with pytest.raises(Refused, match="is in the list after all"):
        apply(room, a_list(*ROWS), discharge=frozenset({amara.id}))
    assert everybody(room) == before


def test_all_missing_are_discharged_only_by_a_list_without_a_fault(room: BackRoom) -> None:
    absent = admitted(room)
    before = everybody(room)
    with pytest.raises(Refused, match="some rows could not be used"):
        apply(room, a_list(*ROWS[1:], only="Ash"), discharge_missing=True)
    assert everybody(room) == before
    done = apply(room, a_list(ROWS[1], only="Ash"), discharge_missing=True)
    assert done.discharged == (absent,)


def test_what_a_person_decided_is_done(room: BackRoom) -> None:
    unnumbered = admitted(room, nhs_number=None)
    found = a_list(ROWS[0])
    assert standings(dry(room, found)) == ["conflict"]
    decisions: dict[int, UUID | None] = {2: unnumbered.id}
    seen = dry(room, found, decisions=decisions)
    assert standings(seen) == ["changed"]
    apply(room, found, decisions=decisions, seen=seen)
    (kept,) = everybody(room)
    assert str(kept.nhs_number) == "9990000018"


names = st.sampled_from(["Example", "O'Brien", "=Sum", "-Dash", "@At", "Zoë, Anna", "'t Hooft"])


def a_someone(place: int) -> st.SearchStrategy[Person]:
    day = st.dates(date(1930, 1, 1), TODAY - timedelta(days=8000))
    return st.builds(
        known_person,
        family_name=names,
        given_name=names,
        born=day,
        nhs_number=st.just(read(a_number(place))),
        room=st.sampled_from([None, "7", "+7", "Bed 4"]),
        title=st.sampled_from([None, "Dr"]),
        ethnicity=st.sampled_from([None, "A", "99"]),
    )


def read(digits: str) -> object:
    from tests.support.store_samples import nhs_number

    return nhs_number(digits)


people = st.integers(0, 4).flatmap(
    lambda count: st.tuples(*(a_someone(place) for place in range(count + 1)))
)


@given(found=people)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_comes_back_as_nothing_new(
    room: BackRoom, found: tuple[Person, ...]
) -> None:
    def scenario() -> None:
        def put(work: Any) -> None:
            for person in found:
                work.people.add(person)
            plan = compare(work, by(), read_caseload(write_caseload(found), TODAY))
            assert standings(plan) == ["unchanged"] * len(found)
            raise Undone

        with pytest.raises(Undone):
            room.run(put)

    scenario()
    assert everybody(room) == set()


class Undone(Exception):
    """Take everything back, so that the next example finds nobody."""

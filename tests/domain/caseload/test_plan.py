"""What a list would do: nobody is ever taken for somebody else, and nobody is ever removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.domain.caseload.entries import Entry
from clinicapp.domain.caseload.history import happenings
from clinicapp.domain.caseload.judging import Standing, judge
from clinicapp.domain.caseload.kinds import Change, PersonEventKind
from clinicapp.domain.caseload.known import Known
from clinicapp.domain.caseload.plan import make_plan
from clinicapp.domain.people import Sex
from tests.support.caseload_samples import (
    BORN,
    TODAY,
    a_number,
    an_entry,
    known_person,
    sentences,
    standings,
)
from tests.support.store_samples import nhs_number

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.caseload.plan import Plan
    from clinicapp.domain.people import Person

AMARA = known_person()
OTHER = nhs_number("999 000 0026")


def plan(*entries: Any, known: tuple[Person, ...] = (AMARA,), **how: Any) -> Plan:
    return make_plan(entries, Known(known), uuid7, **how)


def changes(entry: Entry, person: Person = AMARA) -> dict[str, tuple[str | None, str | None]]:
    found = judge(entry, Known((person,)), uuid7)
    assert found.standing is not Standing.CONFLICT, found
    return {each.field: (each.before, each.after) for each in found.changes}


def test_somebody_who_is_not_known_is_new() -> None:
    found = plan(an_entry(nhs_number=OTHER, family_name="Sample", room="3", sex=None))
    (row,) = found.rows
    assert row.standing is Standing.NEW
    person = row.judgement.person
    assert person is not None
    assert (person.display_name, person.sex, person.room) == ("SAMPLE, Amara", Sex.UNKNOWN, "3")
    assert row.judgement.notes == ()


def test_what_is_empty_or_only_written_otherwise_changes_nothing() -> None:
    entry = an_entry(
        family_name="EXAMPLE", given_name="amara", ward="ash", title="ms.", sex=Sex.UNKNOWN,
        ethnicity="Z", antipsychotic="OLANZAPINE",
    )  # fmt: skip
    assert standings(plan(entry, an_entry(3, nhs_number=OTHER, given_name="B"))) == [
        "unchanged",
        "new",
    ]


def test_each_change_says_what_was_and_what_will_be() -> None:
    assert changes(an_entry(ward="Birch", sex=Sex.OTHER, ethnicity="A", title="Mx")) == {
        "ward": ("Ash", "Birch"),
        "room": ("12", None),
        "sex": ("female", "other"),
        "ethnicity": ("H", "A"),
        "title": ("Ms", "Mx"),
    }
    assert changes(an_entry(room="7")) == {"room": ("12", "7")}


def test_a_switch_restarts_the_timetable_from_its_day() -> None:
    entry = an_entry(antipsychotic="aripiprazole", started=date(2026, 11, 1))
    found = judge(entry, Known((AMARA,)), uuid7)
    assert found.switched_on == date(2026, 11, 1)
    assert found.person is not None
    assert found.person.antipsychotic_started == date(2026, 11, 1)
    (happening,) = happenings(found, TODAY)
    assert happening.kind is PersonEventKind.ANTIPSYCHOTIC_CHANGED
    assert happening.effective_on == date(2026, 11, 1)
    assert happening.changes[0] == Change("antipsychotic", "olanzapine", "aripiprazole")


def test_a_restart_of_the_same_medicine_is_a_switch_too() -> None:
    found = judge(an_entry(started=date(2026, 10, 1)), Known((AMARA,)), uuid7)
    assert found.switched_on == date(2026, 10, 1)


def test_a_medicine_that_was_stopped_is_stopped_only_by_a_word() -> None:
    assert changes(an_entry(no_antipsychotic=True)) == {
        "antipsychotic": ("olanzapine", None),
        "antipsychotic_started": ("2026-05-30", None),
    }
    assert changes(an_entry()) == {}


@pytest.mark.parametrize(
    ("entry", "standing", "why"),
    [
        (an_entry(antipsychotic="aripiprazole"), "refused", "enter the day of the switch, because"),
        (
            an_entry(antipsychotic="aripiprazole", started=date(2026, 5, 30)),
            "refused",
            "but the start date has not",
        ),
        (an_entry(started=date(2026, 5, 29)), "conflict", "before the one that is recorded"),
        (
            an_entry(antipsychotic="aripiprazole", started=date(2025, 1, 1)),
            "conflict",
            "so the list may be old",
        ),
        (an_entry(family_name="Other"), "conflict", "known under the name EXAMPLE, Amara"),
        (an_entry(born=date(1985, 3, 15)), "conflict", "known with another date of birth"),
        (
            an_entry(family_name="Other", born=date(1990, 1, 1)),
            "conflict",
            "belongs to somebody of another name and date of birth",
        ),
        (an_entry(nhs_number=OTHER), "conflict", "known by another NHS number"),
    ],
)
def test_what_could_confuse_two_people_is_never_an_update(
    entry: Entry, standing: str, why: str
) -> None:
    found = plan(entry)
    assert standings(found) == [standing]
    assert why in sentences(found)[0]
    assert found.rows[0].judgement.person is None
    # And whoever may be meant is not said to be missing.
    assert found.missing == ()


def test_without_a_number_one_person_is_known_by_name_and_birth() -> None:
    assert standings(plan(an_entry(nhs_number=None))) == ["unchanged"]
    unnumbered = replace(AMARA, nhs_number=None)
    found = plan(an_entry(), known=(unnumbered,))
    assert standings(found) == ["conflict"]
    assert "is known without an NHS number" in sentences(found)[0]


def test_two_people_of_one_name_and_birth_are_never_told_apart_by_guess() -> None:
    twin = replace(AMARA, id=uuid7(), nhs_number=OTHER)
    found = plan(an_entry(nhs_number=None, room="99"), known=(AMARA, twin))
    assert standings(found) == ["conflict"]
    assert sentences(found)[0].startswith("2 people have this name and date of birth")
    assert found.missing == ()
    for one in (AMARA, twin):
        decided = plan(
            an_entry(nhs_number=None, room="99"), known=(AMARA, twin), decisions={2: one.id}
        )
        assert standings(decided) == ["changed"]
        assert decided.rows[0].judgement.before == one
    # Only those who were offered can be chosen, and nobody may be made up.
    assert standings(
        plan(an_entry(nhs_number=None), known=(AMARA, twin), decisions={2: uuid7()})
    ) == ["conflict"]
    assert standings(plan(an_entry(nhs_number=None), known=(AMARA, twin), decisions={2: None})) == [
        "conflict"
    ]


def test_a_namesake_born_on_another_day_is_another_person_and_is_pointed_out() -> None:
    found = plan(an_entry(nhs_number=None, born=date(1990, 1, 1)))
    assert standings(found) == ["new"]
    assert found.rows[0].judgement.notes[0].startswith("Somebody else has the same name")


def test_a_person_may_decide_that_a_name_or_a_day_is_corrected() -> None:
    for entry, field in (
        (an_entry(family_name="Other"), "family_name"),
        (an_entry(born=date(1985, 3, 15)), "born"),
    ):
        found = plan(entry, decisions={2: AMARA.id})
        assert [each.field for each in found.rows[0].judgement.changes] == [field]
    impossible = an_entry(family_name="Other", born=date(1990, 1, 1))
    for decision in (AMARA.id, None):
        assert standings(plan(impossible, decisions={2: decision})) == ["conflict"]


@pytest.mark.parametrize("number", [None, nhs_number("999 000 0018")])
def test_rows_that_repeat_each_other_count_once(number: Any) -> None:
    rows = (an_entry(nhs_number=number), an_entry(3, nhs_number=number))
    found = plan(*rows, known=())
    assert standings(found) == ["new", "refused"]
    assert sentences(found) == ["Row 2 says the same of this person; it is left out."]
    differing = (rows[0], replace(rows[1], room="9"), replace(rows[1], row=4, room="8"))
    found = plan(*differing, known=())
    assert standings(found) == ["refused"] * 3
    assert sentences(found)[0] == (
        "Rows 3 and 4 name the same person and differently; keep the one that is right."
    )


def test_two_new_people_of_one_name_and_birth_in_one_list_are_asked_about() -> None:
    rows = (an_entry(), an_entry(3, nhs_number=OTHER), an_entry(4, nhs_number=None))
    found = plan(*rows, known=())
    assert standings(found) == ["conflict", "conflict", "refused"]
    assert "two people" in sentences(found)[0]
    assert "add the NHS number" in sentences(found)[2]
    decided = plan(*rows[:2], known=(), decisions={2: None, 3: None})
    assert standings(decided) == ["new", "new"]


def test_two_rows_cannot_be_decided_to_be_one_person() -> None:
    unnumbered = replace(AMARA, nhs_number=None)
    rows = (an_entry(), an_entry(3, nhs_number=OTHER))
    found = plan(*rows, known=(unnumbered,), decisions={2: unnumbered.id, 3: unnumbered.id})
    assert "changed" not in standings(found)


def test_who_is_not_in_the_list_is_only_named() -> None:
    absent = known_person(given_name="Ben", nhs_number=OTHER)
    elsewhere = known_person(given_name="Cy", nhs_number=None, ward="Birch")
    left = known_person(given_name="Di", nhs_number=None, discharged_on=TODAY)
    people = (AMARA, absent, elsewhere, left)
    found = plan(an_entry(), known=people)
    assert (found.missing, found.wards) == ((absent,), ("Ash",))
    assert plan(an_entry(), known=people, only="Ash").missing == (absent,)
    # Somebody whose row could not be used may be in the list all the same.
    unreadable = an_entry(3, given_name="Ben", nhs_number=None, antipsychotic="x")
    assert plan(an_entry(), unreadable, known=people).missing == ()


def test_who_had_left_comes_back() -> None:
    gone = replace(AMARA, discharged_on=date(2026, 9, 1))
    found = plan(an_entry(), known=(gone,))
    assert standings(found) == ["changed"]
    judgement = found.rows[0].judgement
    assert judgement.readmitted
    assert [each.kind for each in happenings(judgement, TODAY)] == [PersonEventKind.READMITTED]


def people_known() -> st.SearchStrategy[list[Person]]:
    """Few names, few days and few numbers, so that they meet."""
    numbers = st.sampled_from([None, *(nhs_number(a_number(n)) for n in range(4))])
    person = st.builds(
        known_person,
        family_name=st.sampled_from(["Example", "Sample"]),
        given_name=st.sampled_from(["Amara", "Ben"]),
        born=st.sampled_from([BORN, date(1990, 1, 1)]),
        ward=st.sampled_from(["Ash", "Birch"]),
        nhs_number=numbers,
        discharged_on=st.sampled_from([None, date(2026, 1, 1)]),
    )

    def key(each: Person) -> object:
        return each.nhs_number or each.id

    return st.lists(person, max_size=4, unique_by=key)


def entries_listed() -> st.SearchStrategy[list[Entry]]:
    entry = st.builds(
        an_entry,
        family_name=st.sampled_from(["Example", "SAMPLE"]),
        given_name=st.sampled_from(["amara", "Ben"]),
        born=st.sampled_from([BORN, date(1990, 1, 1)]),
        ward=st.sampled_from(["Ash", "ash", "Birch"]),
        room=st.sampled_from([None, "1", "2"]),
        nhs_number=st.sampled_from([None, *(nhs_number(a_number(n)) for n in range(4))]),
    )
    return st.lists(entry, max_size=5).map(
        lambda found: [replace(each, row=at) for at, each in enumerate(found, 2)]
    )


def who(family: str, given_name: str, born: date) -> tuple[str, str, date]:
    return family.lower(), given_name.lower(), born


def oracle(entry: Entry, entries: list[Entry], people: list[Person]) -> set[UUID] | None:
    """Who may be changed by a row, found the slow way; None where it may be somebody new."""
    mine = who(entry.family_name, entry.given_name, entry.born)
    of_number = [
        each for each in people if entry.nhs_number and each.nhs_number == entry.nhs_number
    ]
    of_name = [each for each in people if who(each.family_name, each.given_name, each.born) == mine]
    if of_number:
        return {each.id for each in of_number if each in of_name}
    if entry.nhs_number is None and of_name:
        return {of_name[0].id} if len(of_name) == 1 else set()
    return set() if of_name else None


@given(people_known(), entries_listed())
def test_nobody_is_ever_taken_for_somebody_else(people: list[Person], entries: list[Entry]) -> None:
    found = make_plan(entries, Known(people), uuid7)
    assert [row.row for row in found.rows] == [entry.row for entry in entries]
    touched = []
    for entry, row in zip(entries, found.rows, strict=True):
        may = oracle(entry, entries, people)
        judgement = row.judgement
        if row.standing in (Standing.CHANGED, Standing.UNCHANGED):
            assert judgement.before is not None
            assert may == {judgement.before.id}
            touched.append(judgement.before.id)
        elif row.standing is Standing.NEW:
            assert may is None
            assert judgement.person is not None
            touched.append(judgement.person.id)
        else:
            assert judgement.person is None
            assert judgement.problems
    assert len(touched) == len(set(touched))
    in_care = {each.id for each in people if each.discharged_on is None}
    assert {each.id for each in found.missing} <= in_care - set(touched)
    assert sum(found.counts.values()) == len(entries)


def after(found: Plan, people: list[Person]) -> list[Person]:
    """The people as they are when a plan has been carried out."""
    by_id = {each.id: each for each in people}
    for row in found.rows:
        if row.standing in (Standing.NEW, Standing.CHANGED):
            assert row.judgement.person is not None
            by_id[row.judgement.person.id] = row.judgement.person
    return list(by_id.values())


@given(people_known(), entries_listed())
def test_the_same_list_changes_nothing_the_second_time(
    people: list[Person], entries: list[Entry]
) -> None:
    first = make_plan(entries, Known(people), uuid7)
    then = after(first, people)
    second = make_plan(entries, Known(then), uuid7)
    assert after(second, then) == then
    done = (Standing.NEW, Standing.CHANGED, Standing.UNCHANGED)
    for one, other in zip(first.rows, second.rows, strict=True):
        if one.standing in done:
            assert other.standing is Standing.UNCHANGED, (one, other)

"""The worklist read from a real database: from what was really answered, declined and signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.staff import Role
from clinicapp.domain.worklist import Draft, Element, Standing, WorklistEntry
from clinicapp.services.clinic import filing, screening
from clinicapp.services.clinic.typed_entries import keep_typed
from clinicapp.services.clinic.worklist import FormMemory, Worklist, read_ahead, ward_worklist
from tests.support.back_room import TECHNICIAN, BackRoom, pressure
from tests.support.facts import LONDON, an_actor
from tests.support.journey import ANSWERS
from tests.support.no_value import decline
from tests.support.snapshots import stricter_pack

if TYPE_CHECKING:
    from clinicapp.domain.people import Person
    from clinicapp.services.clinic.screening import FormSnapshot

WEEK_12 = date(2026, 8, 30)


class Ward:
    """Reads the worklist again and again with one memory, and counts the statements it takes."""

    def __init__(self, room: BackRoom) -> None:
        self.room = room
        self.memory = FormMemory()

    def read(self, memory: FormMemory | None = None) -> Worklist:
        backstage = self.room.backstage
        return self.room.run(
            lambda work: ward_worklist(
                work,
                self.room.by(),
                "Ash",
                backstage.pack,
                LONDON,
                tuple(backstage.rules.shipped.values()),
                memory or self.memory,
            )
        )

    def entry(self, person: Person) -> WorklistEntry:
        """A person's line, the same with what is remembered as without."""
        remembered, anew = self.read(), self.read(FormMemory())
        assert remembered == anew
        (found,) = (each for each in remembered.entries if each.person.id == person.id)
        return found


@pytest.fixture
def ward(room: BackRoom) -> Ward:
    return Ward(room)


def standings(found: WorklistEntry) -> list[str]:
    return [mark.standing.value for mark in found.columns.values()]


def answered(room: BackRoom, form: FormSnapshot, **answers: str) -> None:
    room.run(lambda work: screening.answer(work, room.by(), form.form.id, answers))


def everything() -> dict[str, str]:
    return {key: text for card in ANSWERS.values() for key, text in card.items()}


def test_what_is_answered_is_done_whether_signed_or_not(room: BackRoom, ward: Ward) -> None:
    person = room.admit(antipsychotic_started=WEEK_12)
    assert standings(ward.entry(person)) == ["overdue"] * 6
    form = room.open_form(person)
    assert ward.entry(person).has_open_form
    answered(room, form, **ANSWERS["smoking"])
    assert standings(ward.entry(person)) == ["done", *["overdue"] * 5]
    answered(room, form, **everything())
    unsigned = ward.entry(person)
    assert standings(unsigned) == ["done"] * 6
    assert not unsigned.is_all_done
    room.run(
        lambda work: screening.sign(work, room.by(), form.form.id, room.backstage.pack, LONDON)
    )
    signed = ward.entry(person)
    assert signed.is_all_done
    assert signed.due_on == date(2027, 8, 30)
    assert ward.read().latest[person.id].id == form.form.id


def test_lipids_of_thirteen_months_ago_are_overdue_whenever_they_are_typed(
    room: BackRoom, ward: Ward
) -> None:
    """Case 80 of the clinical reference: the twelve-month rule, by the day of the sample."""
    person = room.admit(antipsychotic_started=date(2024, 1, 15))
    form = room.open_form(person)
    lipids = {"total_cholesterol_mmol_l": "4.8", "hdl_mmol_l": "1.4"}
    answered(room, form, **lipids, lipids_taken_on="22 10 2025")
    mark = ward.entry(person).elements[Element.LIPIDS]
    assert mark.standing is Standing.OVERDUE
    answered(room, form, **lipids, lipids_taken_on="2026-10-22")
    assert ward.entry(person).elements[Element.LIPIDS].due_on == date(2027, 1, 15)
    answered(room, form, **lipids, lipids_taken_on="22/12/2025")
    assert ward.entry(person).elements[Element.LIPIDS].standing is Standing.DONE


def test_a_pressure_counts_once_it_needs_no_other_reading(room: BackRoom, ward: Ward) -> None:
    person = room.admit(antipsychotic_started=WEEK_12)
    form = room.open_form(person)
    high = {"systolic_mmhg": "150", "diastolic_mmhg": "95", "pulse_regular": "yes"}
    answered(room, form, **high)
    assert ward.entry(person).elements[Element.BLOOD_PRESSURE].standing is Standing.OVERDUE
    answered(room, form, systolic_mmhg="149", diastolic_mmhg="94")
    red = ward.entry(person)
    assert red.red_zones == (Domain.BLOOD_PRESSURE,)
    assert red.elements[Element.BLOOD_PRESSURE].standing is Standing.DONE
    room.run(lambda work: screening.set_action(work, room.by(), form.form.id, "BP1", "offered"))
    assert ward.entry(person).red_zones == ()
    room.run(lambda work: screening.set_action(work, room.by(), form.form.id, "BP1", "cleared"))
    assert ward.entry(person).red_zones == (Domain.BLOOD_PRESSURE,)


def test_a_signed_form_always_has_an_action_for_its_red_zones(room: BackRoom, ward: Ward) -> None:
    """What the worklist relies on when it judges open forms only."""
    person = room.admit(antipsychotic_started=WEEK_12)
    form = room.open_form(person)
    answered(room, form, **everything() | {"smoking": "current"})
    with pytest.raises(Refused, match="cannot be signed yet"):
        room.run(
            lambda work: screening.sign(work, room.by(), form.form.id, room.backstage.pack, LONDON)
        )
    assert ward.entry(person).red_zones == (Domain.SMOKING,)


def test_an_open_form_is_judged_by_its_own_rules_whatever_is_shipped_by_now(
    room: BackRoom, ward: Ward
) -> None:
    """The ward opened it with a stricter text of the same name, which is kept by its content."""
    person = room.admit(antipsychotic_started=WEEK_12)
    stricter = stricter_pack(room.backstage.pack)
    form = room.run(lambda work: screening.open_form(work, room.by(), person.id, stricter, LONDON))
    pressures = {"systolic_mmhg": "136", "diastolic_mmhg": "84", "pulse_regular": "yes"}
    room.run(lambda work: screening.answer(work, room.by(), form.id, pressures))
    assert ward.entry(person).red_zones == (Domain.BLOOD_PRESSURE,)
    assert ward.entry(person).columns[Domain.BLOOD_PRESSURE].standing is Standing.RED_ZONE


def test_a_draft_waits_from_the_last_that_was_written_until_it_is_signed(
    room: BackRoom, ward: Ward
) -> None:
    person = room.admit(antipsychotic_started=WEEK_12)
    form = room.open_form(person)
    assert ward.entry(person).has_open_form
    assert ward.entry(person).draft is None
    answered(room, form, **everything())
    assert ward.entry(person).draft == Draft(room.now, "Rosa Tester")
    room.now += timedelta(minutes=5)
    kofi = room.by(an_actor(Role.WARD_NURSE, name="Kofi Sample"))
    typing = {"smoking": "ex"}
    room.run(lambda work: keep_typed(work, kofi, form.form.id, "smoking", typing))
    assert ward.entry(person).draft == Draft(room.now, "Kofi Sample")
    room.run(lambda work: keep_typed(work, kofi, form.form.id, "smoking", {}))
    assert ward.entry(person).draft == Draft(room.now - timedelta(minutes=5), "Rosa Tester")
    room.run(
        lambda work: screening.sign(work, room.by(), form.form.id, room.backstage.pack, LONDON)
    )
    assert ward.entry(person).draft is None


def test_typing_alone_is_a_draft_and_nothing_that_was_taken_back_is_one(
    room: BackRoom, ward: Ward
) -> None:
    person, other = room.admit(antipsychotic_started=WEEK_12), room.admit(nhs_number=None)
    form, empty = room.open_form(person), room.open_form(other)
    by, other_form = room.by(), empty.form.id
    room.run(lambda work: keep_typed(work, by, form.form.id, "weight", {"weight_kg": "6"}))
    fact = room.send(room.equip("BP-1"), pressure(124, 78), room.arm(empty)).fact
    assert fact is not None
    assert ward.entry(person).draft is not None
    assert ward.entry(other).draft is not None
    room.run(lambda work: filing.withdraw(work, by, fact.id, other_form, "wrong person"))
    assert ward.entry(other).draft is None
    room.run(lambda work: screening.set_action(work, by, other_form, "COM2", "offered"))
    assert ward.entry(other).draft is not None
    room.run(lambda work: screening.set_action(work, by, other_form, "COM2", "cleared"))
    assert ward.entry(other).draft is None


def test_a_refusal_is_declined_until_it_is_taken_up(room: BackRoom, ward: Ward) -> None:
    person = room.admit(antipsychotic_started=WEEK_12)
    form = room.open_form(person)
    room.run(lambda work: decline(work, room.by(), form.form.id, "glucose"))
    assert ward.entry(person).columns[Domain.GLUCOSE].standing is Standing.DECLINED
    answered(room, form, **ANSWERS["glucose"])
    assert ward.entry(person).columns[Domain.GLUCOSE].standing is Standing.DONE


def test_a_reading_that_is_filed_and_withdrawn_changes_what_is_due(
    room: BackRoom, ward: Ward
) -> None:
    person = room.admit(antipsychotic_started=WEEK_12)
    form = room.open_form(person)
    assert ward.entry(person).elements[Element.BLOOD_PRESSURE].standing is Standing.OVERDUE
    placed = room.send(room.equip("BP-1"), pressure(124, 78), room.arm(form))
    assert placed.fact is not None
    assert ward.entry(person).elements[Element.BLOOD_PRESSURE].standing is Standing.DONE


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda p: replace(p, antipsychotic_started=date(2026, 11, 20)), "due"),
        (lambda p: replace(p, antipsychotic_started=None), "unscheduled"),
    ],
    ids=["switched", "stopped"],
)
def test_a_changed_person_is_derived_anew(
    room: BackRoom, ward: Ward, change: Callable[[Person], Person], expected: str
) -> None:
    person = room.admit(antipsychotic_started=WEEK_12)
    form = room.open_form(person)
    answered(room, form, **everything())
    assert standings(ward.entry(person)) == ["done"] * 6
    room.run(lambda work: work.people.save(change(person), work.people.version(person.id)))
    assert ward.entry(person).columns[Domain.WEIGHT].standing.value == expected


def test_midnight_makes_due_what_was_not(room: BackRoom, ward: Ward) -> None:
    person = room.admit(antipsychotic_started=date(2026, 11, 29))
    room.now -= timedelta(days=1)
    assert standings(ward.entry(person)) == ["done"] * 6
    room.now += timedelta(days=1)
    assert standings(ward.entry(person)) == ["due"] * 6


def test_first_due_comes_first_and_who_has_no_timetable_last(room: BackRoom, ward: Ward) -> None:
    starts = {"Gamma": date(2026, 11, 1), "Alpha": None, "Beta": date(2026, 10, 1)}
    for name, started in starts.items():
        room.admit(family_name=name, nhs_number=None, antipsychotic_started=started)
    room.admit(family_name="Elsewhere", nhs_number=None, ward="Birch")
    found = ward.read()
    assert [each.person.family_name for each in found.entries] == ["Beta", "Gamma", "Alpha"]
    assert room.audit()[-1] == "people.listed"


def test_what_is_read_ahead_in_parts_is_what_is_read_at_once(
    room: BackRoom, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when a form that was read ahead gets a fact before the rest is."""
    monkeypatch.setattr("clinicapp.services.clinic.worklist.READ_AHEAD", 2)
    monkeypatch.setattr("clinicapp.services.clinic.worklist.DERIVE_AHEAD", 3)
    people = [room.admit(nhs_number=None, antipsychotic_started=WEEK_12) for _ in range(5)]
    forms = [room.open_form(person) for person in people]
    for form in forms[:3]:
        answered(room, form, **ANSWERS["smoking"])
    memory, by = FormMemory(), room.by()

    def ahead() -> bool:
        terms = (room.backstage.pack, LONDON, tuple(room.backstage.rules.shipped.values()))
        return room.run(lambda work: read_ahead(work, by, "Ash", *terms, memory))

    assert ahead()
    assert len(memory.folded) == 2
    for form in forms:
        answered(room, form, **ANSWERS["weight"])
    assert ahead()
    assert ahead()
    assert len(memory.folded) == 5
    assert ahead(), "the people"
    assert ahead()
    assert len(memory.derived) == 3
    answered(room, forms[0], **ANSWERS["glucose"])
    assert not ahead()
    assert len(memory.derived) == 5
    assert ward.read(memory) == ward.read(FormMemory())


def test_the_lines_of_another_day_are_derived_in_parts_too(
    room: BackRoom, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinicapp.services.clinic.worklist.DERIVE_AHEAD", 3)
    for _ in range(5):
        room.admit(nhs_number=None, antipsychotic_started=WEEK_12)
    memory = FormMemory()
    ward.read(memory)
    room.now += timedelta(days=1)
    terms = (room.backstage.pack, LONDON, tuple(room.backstage.rules.shipped.values()))
    by = room.by()
    assert room.run(lambda work: read_ahead(work, by, "Ash", *terms, memory))
    today = room.now.date()
    assert sum(memory.holds(each, today) for each in memory.derived) == 3
    assert not room.run(lambda work: read_ahead(work, by, "Ash", *terms, memory))
    assert all(memory.holds(each, today) for each in memory.derived)
    assert ward.read(memory) == ward.read(FormMemory())


def test_a_whole_ward_takes_as_many_statements_as_one_person(room: BackRoom, ward: Ward) -> None:
    def statements(people: int) -> int:
        for _ in range(people):
            form = room.open_form(room.admit(nhs_number=None))
            answered(room, form, **ANSWERS["smoking"])
        heard: list[str] = []

        def look(work: object) -> None:
            session = work.people._session  # type: ignore[attr-defined]
            session.driver.set_trace_callback(heard.append)
            backstage = room.backstage
            ward_worklist(
                work,  # type: ignore[arg-type]
                room.by(),
                "Ash",
                backstage.pack,
                LONDON,
                tuple(backstage.rules.shipped.values()),
                FormMemory(),
            )
            session.driver.set_trace_callback(None)

        room.run(look)
        return sum("FROM" in each for each in heard)

    few = statements(1)
    assert 0 < few <= 9
    assert statements(6) == few


def test_who_may_not_see_people_sees_no_worklist(room: BackRoom) -> None:
    backstage = room.backstage
    with pytest.raises(NotAllowed):
        room.run(
            lambda work: ward_worklist(
                work,
                room.by(TECHNICIAN),
                "Ash",
                backstage.pack,
                LONDON,
                tuple(backstage.rules.shipped.values()),
                FormMemory(),
            )
        )

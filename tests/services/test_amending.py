"""A signed form is frozen; its correction is a new version that names it and is signed again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.errors import NotAllowed, Refused
from clinicapp.services.clinic import screening
from clinicapp.services.clinic.amending import amend
from tests.services.test_screening import ANSWERS, answer, see, sign
from tests.support.back_room import TECHNICIAN, BackRoom, pressure
from tests.support.no_value import decline

if TYPE_CHECKING:
    from clinicapp.services.clinic.screening import FormSnapshot

WHY = "weight typed for another person"


@pytest.fixture
def signed(room: BackRoom) -> FormSnapshot:
    """A form with a reading of a device, an action, and something without a value."""
    form = room.open_form(room.admit())
    cuff = room.equip("BP-1")
    answer(room, form.form.id, **ANSWERS)
    room.send(cuff, pressure(120, 77), room.arm(form))
    room.run(lambda work: decline(work, room.by(), form.form.id, "substances"))
    room.run(lambda work: screening.set_action(work, room.by(), form.form.id, "COM2", "accepted"))
    return sign(room, form.form.id)


def amended(room: BackRoom, form: FormSnapshot, why: str = WHY) -> FormSnapshot:
    made = room.run(lambda work: amend(work, room.by(), form.form.id, why))
    return see(room, made.id)


def said(snapshot: FormSnapshot) -> set[tuple[object, ...]]:
    """What a form says, without the ids of its facts."""
    contents = snapshot.contents
    facts = (*contents.values, *contents.actions.values(), *contents.declined.values())
    return {
        (f.kind, f.at, f.actor_id, f.item, tuple(sorted(f.values.items())), f.reading_id)
        for f in facts
    }


def test_it_starts_from_what_stands_and_names_the_old_version(
    room: BackRoom, signed: FormSnapshot
) -> None:
    room.now += timedelta(days=9)
    new = amended(room, signed)
    assert (new.form.version, new.form.amends) == (2, signed.form.id)
    assert new.form.number == signed.form.number
    assert new.contents.signed is None
    assert new.contents.amended is not None
    assert new.contents.amended.values == {"reason": WHY}
    assert said(new) == said(signed)
    assert new.record == signed.record, "it is judged for the day of the visit"
    assert new.assessment == signed.assessment
    assert {each.reading.id for each in new.sources.values()} == {
        each.reading.id for each in signed.sources.values()
    }
    assert {fact.target for fact in new.contents.values} == {f.id for f in signed.contents.values}
    assert room.audit()[-1] == "form.amended"


def test_the_old_version_stays_as_it_was_and_says_what_supersedes_it(
    room: BackRoom, signed: FormSnapshot
) -> None:
    new = amended(room, signed)
    answer(room, new.form.id, weight_kg="61.4")
    old = see(room, signed.form.id)
    assert old.contents == signed.contents
    assert old.record == signed.record
    assert old.superseded_by == new.form
    assert [each.stands for each in old.versions] == [False, True]
    sign(room, new.form.id)
    again = see(room, signed.form.id)
    assert again.contents == signed.contents
    assert [each.stands for each in again.versions] == [True, False]


def test_what_is_typed_on_it_belongs_to_the_visit_that_it_corrects(
    room: BackRoom, signed: FormSnapshot
) -> None:
    room.now += timedelta(days=30)
    new = amended(room, signed)
    found = answer(room, new.form.id, weight_kg="61.4")
    assert {weight.on for weight in found.record.weights} == {signed.record.on}
    assert found.assessment.weight.gain_kg is None, "a correction is no gain"
    fact = found.contents.repeats["weight"][-1]
    assert fact.at == room.now, "but it says when it was typed"


def test_the_wrong_value_is_taken_back_with_its_reason(
    room: BackRoom, signed: FormSnapshot
) -> None:
    new = amended(room, signed)
    (wrong,) = new.contents.repeats["weight"]
    struck = {"take_back": str(wrong.id), "take_back_reason": "not hers"}
    found = answer(room, new.form.id, weight_kg="62.4", **struck)
    assert [weight.kg for weight in found.record.weights] == [Decimal("62.4")]
    ((fact, back),) = found.contents.taken_back
    assert fact == wrong
    assert back.values["reason"] == "not hers"


def test_only_the_last_signed_version_counts_for_later_forms(
    room: BackRoom, signed: FormSnapshot
) -> None:
    new = amended(room, signed)
    (wrong,) = new.contents.repeats["weight"]
    struck = {"take_back": str(wrong.id), "take_back_reason": "not hers"}
    answer(room, new.form.id, weight_kg="62.4", **struck)
    sign(room, new.form.id)
    room.now += timedelta(days=30)
    person = room.run(lambda work: work.people.get(signed.form.person_id))
    assert person is not None
    later = room.open_form(person)
    assert later.form.number != signed.form.number
    assert [each.form.id for each in later.earlier] == [new.form.id]
    assert [weight.kg for weight in later.record.weights] == [Decimal("62.4")]


@pytest.mark.parametrize("why", ["", "  ", "x" * 201])
def test_without_a_reason_nothing_is_opened(room: BackRoom, signed: FormSnapshot, why: str) -> None:
    before = room.audit()
    with pytest.raises(Refused):
        amended(room, signed, why)
    assert room.audit() == before


def test_an_open_form_and_a_corrected_one_are_not_amended(
    room: BackRoom, signed: FormSnapshot
) -> None:
    new = amended(room, signed)
    with pytest.raises(Refused, match="not signed yet"):
        amended(room, new)
    with pytest.raises(Refused, match="amended already; open version 2"):
        amended(room, signed)


def test_it_needs_the_permission(room: BackRoom, signed: FormSnapshot) -> None:
    with pytest.raises(NotAllowed, match="may not amend a signed form"):
        room.run(lambda work: amend(work, room.by(TECHNICIAN), signed.form.id, WHY))


def test_opening_the_person_goes_on_with_the_correction(
    room: BackRoom, signed: FormSnapshot
) -> None:
    new = amended(room, signed)
    person = room.run(lambda work: work.people.get(signed.form.person_id))
    assert person is not None
    assert room.open_form(person).form == new.form

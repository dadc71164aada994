"""A form from its opening to its signature."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp import rule_packs
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.forms import FactKind, FormFact, fold
from clinicapp.domain.lester.judgement_keeping import judgement_text
from clinicapp.domain.lester.vocabulary import Domain, Zone
from clinicapp.domain.screening import Left
from clinicapp.domain.signing import record_hash
from clinicapp.services.clinic import screening
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.store.errors import AppendOnly
from tests.support.back_room import NURSE, BackRoom, pressure
from tests.support.facts import LONDON
from tests.support.no_value import decline
from tests.support.raw_store import tampering
from tests.support.snapshots import finished_visit
from tests.support.store_samples import KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from clinicapp.services.clinic.screening import FormSnapshot

# Everything a form needs so that nothing is left; the pressure is below 140/90.
ANSWERS = {
    "smoking": "never",
    "diet": "adequate",
    "activity": "active",
    "audit_c_frequency": "1",
    "audit_c_units": "0",
    "audit_c_six_or_more": "0",
    "height_cm": "168",
    "weight_kg": "60,2",
    "pulse_regular": "yes",
    "systolic_mmhg": "122",
    "diastolic_mmhg": "78",
    "hba1c_mmol_mol": "37",
    "hba1c_sample": "lab",
    "total_cholesterol_mmol_l": "4.9",
    "hdl_mmol_l": "1.3",
    "qrisk3_percent": "2.1",
}


def see(room: BackRoom, form_id: UUID) -> FormSnapshot:
    return room.run(
        lambda work: screening.snapshot(work, form_id, room.backstage.pack, room.now, LONDON)
    )


def answer(room: BackRoom, form_id: UUID, **answers: str) -> FormSnapshot:
    room.run(lambda work: screening.answer(work, room.by(), form_id, answers))
    return see(room, form_id)


def sign(room: BackRoom, form_id: UUID) -> FormSnapshot:
    pack = room.backstage.pack
    return room.run(lambda work: screening.sign(work, room.by(), form_id, pack, LONDON))


@pytest.fixture
def form_id(room: BackRoom) -> UUID:
    return room.open_form(room.admit()).form.id


def test_opening_gives_a_numbered_form_and_then_the_same_one(room: BackRoom) -> None:
    person = room.admit()
    first = room.open_form(person)
    assert first.form.number == "LHF-2026-00001"
    assert (first.form.opened_at, first.form.opened_by) == (room.now, NURSE.name)
    assert room.open_form(person).form == first.form
    other = room.open_form(room.admit(nhs_number=None, given_name="Ben"))
    assert other.form.number == "LHF-2026-00002"
    assert room.audit() == ["form.opened", "form.reopened", "form.opened"]


def test_the_number_is_of_the_year_on_the_wards_calendar(room: BackRoom) -> None:
    room.now = datetime(2027, 7, 31, 23, 30, tzinfo=UTC)
    assert room.open_form(room.admit()).form.number == "LHF-2027-00001"
    room.now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    other = room.open_form(room.admit(nhs_number=None))
    assert other.form.number == "LHF-2026-00001"


def test_a_form_of_nobody_is_not_opened(room: BackRoom) -> None:
    with pytest.raises(NotFound, match="search again"):
        room.run(lambda w: screening.open_form(w, room.by(), uuid4(), room.backstage.pack, LONDON))
    assert room.audit() == []


def test_what_is_answered_is_on_the_form(room: BackRoom, form_id: UUID) -> None:
    found = answer(room, form_id, **ANSWERS)
    assert found.left == ()
    assert found.record.weights[-1].kg.as_tuple() == (0, (6, 0, 2), -1)
    assert found.contents.answers["audit_c"].values["audit_c"] == "1"
    assert room.audit() == ["form.opened", "form.answered"]


def test_what_is_refused_leaves_nothing_at_all(room: BackRoom, form_id: UUID) -> None:
    with pytest.raises(AnswersRefused):
        answer(room, form_id, smoking="never", weight_kg="1000")
    assert see(room, form_id).contents.answers == {}
    assert room.audit() == ["form.opened"]


def test_the_audit_trail_names_the_fields_and_not_the_answers(
    room: BackRoom, form_id: UUID
) -> None:
    answer(room, form_id, substances="cannabis most days", weight_kg="66.2")
    last = room.run(lambda work: list(work.audit.chain()))[-1]
    assert last.record.detail == {"items": "substances weight_kg"}


def test_a_device_may_measure_after_all_what_was_declined(room: BackRoom, form_id: UUID) -> None:
    room.run(lambda w: decline(w, room.by(), form_id, "blood_pressure"))
    assert see(room, form_id).assessment.domains[Domain.BLOOD_PRESSURE].zone is Zone.DECLINED
    cuff = room.equip("BP-1")
    room.send(cuff, pressure(182, 118), room.arm(see(room, form_id)))
    found = see(room, form_id)
    assert found.assessment.domains[Domain.BLOOD_PRESSURE].zone is not Zone.DECLINED
    assert found.left[[each.domain for each in found.left].index(Domain.BLOOD_PRESSURE)].kind in (
        Left.READING_NEEDED,
        Left.ACTION,
    )


def test_an_action_is_set_and_cleared(room: BackRoom, form_id: UUID) -> None:
    def act(status: str) -> str:
        room.run(lambda work: screening.set_action(work, room.by(), form_id, "BP1", status))
        return see(room, form_id).contents.actions["BP1"].values["status"]

    for status in ("offered", "accepted", "declined", "not_appropriate", "cleared"):
        assert act(status) == status
    for status in ("", "done", "Accepted"):
        with pytest.raises(Refused, match="choose one"):
            act(status)


def test_a_form_with_something_left_is_not_signed(room: BackRoom, form_id: UUID) -> None:
    with pytest.raises(Refused, match="cannot be signed yet: 6 of its cards"):
        sign(room, form_id)
    answer(room, form_id, **{k: v for k, v in ANSWERS.items() if k != "smoking"})
    with pytest.raises(Refused, match="cannot be signed yet: 1 of its cards"):
        sign(room, form_id)
    assert see(room, form_id).contents.signed is None
    assert "form.signed" not in room.audit()


def test_a_red_zone_without_an_action_is_left(room: BackRoom, form_id: UUID) -> None:
    found = answer(room, form_id, **ANSWERS | {"smoking": "current"})
    assert [(each.domain, each.kind) for each in found.left] == [(Domain.SMOKING, Left.ACTION)]
    code = found.assessment.domains[Domain.SMOKING].actions[0]
    room.run(lambda w: screening.set_action(w, room.by(), form_id, code, "declined"))
    assert sign(room, form_id).left == ()


def test_a_signature_keeps_the_pack_and_the_hash_of_what_was_signed(
    room: BackRoom, form_id: UUID
) -> None:
    before = answer(room, form_id, **ANSWERS)
    signed = sign(room, form_id)
    fact = signed.contents.signed
    assert fact is not None
    pack, judgement = room.backstage.pack, judgement_text(signed.assessment)
    assert fact.values == {
        "pack": "uk-current",
        "pack_version": pack.version,
        "pack_sha256": pack.sha256,
        "pack_approver": "",
        "record_sha256": record_hash(before.record, before.contents),
        "judgement": judgement,
        "judgement_sha256": hashlib.sha256(judgement.encode()).hexdigest(),
    }
    assert (fact.at, fact.actor_name) == (room.now, NURSE.name)
    assert record_hash(signed.record, signed.contents) == fact.values["record_sha256"]


def test_a_signed_form_is_judged_for_the_day_of_its_signature(
    room: BackRoom, form_id: UUID
) -> None:
    answer(room, form_id, **ANSWERS)
    signed = sign(room, form_id)
    room.now += timedelta(days=400)
    later = see(room, form_id)
    assert later.record == signed.record
    assert later.assessment == signed.assessment


def frozen_attempts(form_id: UUID) -> dict[str, Callable[[BackRoom], object]]:
    def attempt(function: Callable[..., object], *more: object) -> Callable[[BackRoom], object]:
        return lambda room: room.run(lambda work: function(work, room.by(), form_id, *more))

    return {
        "answer": attempt(screening.answer, {"smoking": "ex"}),
        "action": attempt(screening.set_action, "BP1", "accepted"),
        "decline": attempt(decline, "weight"),
        "sign": lambda room: sign(room, form_id),
    }


@pytest.mark.parametrize("name", ["answer", "action", "decline", "sign"])
def test_a_signed_form_takes_nothing_more(room: BackRoom, form_id: UUID, name: str) -> None:
    answer(room, form_id, **ANSWERS)
    sign(room, form_id)
    records = room.audit()
    with pytest.raises(Refused, match="This form is signed"):
        frozen_attempts(form_id)[name](room)
    assert room.audit() == records


@pytest.mark.parametrize("kind", FactKind)
def test_the_store_itself_freezes_a_signed_form(
    room: BackRoom, form_id: UUID, kind: FactKind
) -> None:
    answer(room, form_id, **ANSWERS)
    signed = sign(room, form_id)
    fact = FormFact(
        id=uuid7(),
        form_id=form_id,
        kind=kind,
        at=room.now,
        actor_id=NURSE.id,
        actor_name=NURSE.name,
        item="smoking",
    )
    with pytest.raises(AppendOnly, match="This form is signed"):
        room.run(lambda work: work.forms.append(fact))
    assert see(room, form_id).contents == signed.contents


def test_past_all_of_our_code_a_signed_form_is_frozen_too(
    room: BackRoom, form_id: UUID, tmp_path: Path
) -> None:
    answer(room, form_id, **ANSWERS)
    sign(room, form_id)
    room.close()
    with tampering(tmp_path / "a.db", KEY) as connection:
        for statement in (
            "UPDATE form_facts SET content = '{}'",
            "DELETE FROM form_facts",
            "UPDATE forms SET pack = 'other'",
            "INSERT INTO form_facts SELECT * FROM form_facts LIMIT 1",
        ):
            with pytest.raises(Exception, match=r"never|signed|UNIQUE"):
                connection.execute(statement)


def test_after_the_signature_a_new_form_is_opened_that_knows_the_old_one(room: BackRoom) -> None:
    person = room.admit()
    first = room.open_form(person)
    answer(room, first.form.id, **ANSWERS)
    signed = sign(room, first.form.id)
    room.now += timedelta(days=90)
    second = room.open_form(person)
    assert second.form.id != first.form.id
    assert [each.form.id for each in second.earlier] == [first.form.id]
    assert second.record.height_cm == signed.record.height_cm
    assert second.record.smoking is None


def test_a_source_says_what_its_device_was_then(room: BackRoom, form_id: UUID) -> None:
    scale = room.equip("BP-2")
    placed = room.send(scale, pressure(), room.arm(see(room, form_id)))
    assert placed.fact is not None
    source = see(room, form_id).sources[placed.fact.id]
    assert source.asset == scale
    assert source.reading.id == placed.reading.id
    assert source.reason is None
    assert source.state is not None
    assert source.state.as_of == placed.reading.observation.measured_at


def test_looking_is_recorded(room: BackRoom, form_id: UUID) -> None:
    pack = room.backstage.pack
    room.run(lambda work: screening.view_form(work, room.by(), form_id, pack, LONDON))
    assert room.audit() == ["form.opened", "form.viewed"]


@pytest.mark.parametrize("name", ["answer", "action", "decline", "sign"])
def test_a_form_that_is_not_there_is_not_found(room: BackRoom, name: str) -> None:
    with pytest.raises(NotFound):
        frozen_attempts(uuid4())[name](room)


def test_the_hash_covers_every_value_and_every_action() -> None:
    visit = finished_visit()
    snapshot = visit.snapshot()
    whole = record_hash(snapshot.record, snapshot.contents)
    covered = [fact for fact in visit.facts if fact.kind is not FactKind.SIGNED]
    for fact in covered:
        for key in fact.values.keys() - {"code"}:
            other = replace(fact, values={**fact.values, key: "9"})
            contents = fold([other if each is fact else each for each in visit.facts])
            assert record_hash(snapshot.record, contents) != whole, (fact.item, key)
    other_number = replace(snapshot.record, id="LHF-2026-99999")
    assert record_hash(other_number, snapshot.contents) != whole


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=200).filter(str.strip))
def test_whatever_is_typed_in_words_is_kept_and_can_be_signed(room: BackRoom, text: str) -> None:
    form_id = room.open_form(room.admit(nhs_number=None)).form.id
    found = answer(room, form_id, **ANSWERS | {"substances": text})
    assert found.record.substances == text.strip()
    assert sign(room, form_id).contents.signed is not None


def test_a_form_is_judged_by_the_pack_it_was_opened_with(room: BackRoom) -> None:
    old, new = rule_packs.load("lester-2012"), rule_packs.load("uk-current")
    person = room.admit()
    by = room.by(NURSE)
    form = room.run(lambda work: screening.open_form(work, by, person.id, old, LONDON))
    # Over no threshold of 2012, which asks for more than 140 or 90; at the threshold of today.
    pressures = {"systolic_mmhg": "140", "diastolic_mmhg": "90", "pulse_regular": "yes"}
    for _ in range(2):
        room.run(lambda work: screening.answer(work, by, form.id, pressures))
    found = room.run(
        lambda work: screening.snapshot(
            work, form.id, new, room.now, LONDON, {old.name: old, new.name: new}
        )
    )
    assert found.pack.name == "lester-2012"
    assert found.assessment.blood_pressure.zone is not Zone.RED
    # A program that does not ship it any more reads it from what was kept with the form.
    again = room.run(lambda work: screening.snapshot(work, form.id, new, room.now, LONDON))
    assert (again.pack, again.assessment) == (old, found.assessment)
    assert (form.pack_version, form.pack_sha256) == (old.version, old.sha256)

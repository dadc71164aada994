"""An item without a value: why, until when, and nothing that is there is hidden by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.absences import Absence, NoValue, no_value_of
from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.services.clinic import screening
from clinicapp.services.typed_fields import AnswersRefused
from tests.support.facts import LONDON
from tests.support.no_value import decline

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.services.clinic.screening import FormSnapshot
    from tests.support.back_room import BackRoom


@pytest.fixture
def form_id(room: BackRoom) -> UUID:
    return room.open_form(room.admit(antipsychotic_started=date(2026, 8, 30))).form.id


def see(room: BackRoom, form_id: UUID) -> FormSnapshot:
    return room.run(
        lambda work: screening.snapshot(work, form_id, room.backstage.pack, room.now, LONDON)
    )


def refused(room: BackRoom, form_id: UUID, **changes: str) -> dict[str, str]:
    with pytest.raises(AnswersRefused) as caught:
        room.run(lambda work: decline(work, room.by(), form_id, "weight", **changes))
    assert room.audit() == ["form.opened"]
    return caught.value.errors


def test_every_item_can_be_without_a_value(room: BackRoom, form_id: UUID) -> None:
    for item in (*Domain, *Beside):
        room.run(lambda work, item=item: decline(work, room.by(), form_id, item.value))
    found = see(room, form_id)
    assert found.record.declined == {*Domain, *Beside}
    assert found.left == ()
    for fact in found.contents.declined.values():
        assert no_value_of(fact.values) == NoValue(
            kind=Absence.DECLINED, reason="tired", retry_on=date(2026, 11, 29)
        )
    assert room.audit() == ["form.opened"] + ["form.no_value"] * 8


def test_a_reason_a_kind_and_a_day_are_needed_and_told_all_at_once(
    room: BackRoom, form_id: UUID
) -> None:
    errors = refused(room, form_id, absence="", absence_words=" ", retry="")
    assert set(errors) == {"absence", "absence_reason", "retry"}
    assert set(refused(room, form_id, retry="on_a_day", retry_on="1 Feb 2020")) == {"retry_on"}
    assert set(refused(room, form_id, absence_words="x" * 201)) == {"absence_words"}


def test_a_chosen_reason_and_own_words_are_kept_together(room: BackRoom, form_id: UUID) -> None:
    chosen = {"absence": "unable", "absence_reason": "Sample could not be taken"}
    room.run(
        lambda work: decline(
            work, room.by(), form_id, "lipids", absence_words="two tries", **chosen
        )
    )
    said = no_value_of(see(room, form_id).contents.declined["lipids"].values)
    assert said.reason == "Sample could not be taken: two tries"
    assert said.kind is Absence.UNABLE


def test_the_next_review_is_the_timetables(room: BackRoom, form_id: UUID) -> None:
    room.run(lambda work: decline(work, room.by(), form_id, "lipids", retry="next_review"))
    said = no_value_of(see(room, form_id).contents.declined["lipids"].values)
    # The twelve weeks' review was on this very day; the next is a year after the start.
    assert said.retry_on == date(2027, 8, 30)
    nobody = room.open_form(
        room.admit(nhs_number=None, antipsychotic=None, antipsychotic_started=None)
    )
    with pytest.raises(AnswersRefused) as caught:
        room.run(
            lambda work: decline(work, room.by(), nobody.form.id, "lipids", retry="next_review")
        )
    assert "no start of an antipsychotic" in caught.value.errors["retry"]


def test_a_part_that_no_form_has_is_refused(room: BackRoom, form_id: UUID) -> None:
    with pytest.raises(Refused, match="no part called shoes; choose one of its cards"):
        room.run(lambda work: decline(work, room.by(), form_id, "shoes"))


def test_a_value_takes_it_up_and_a_later_refusal_hides_no_value(
    room: BackRoom, form_id: UUID
) -> None:
    high = {"systolic_mmhg": "151", "diastolic_mmhg": "93", "pulse_regular": "yes"}
    room.run(lambda work: decline(work, room.by(), form_id, "blood_pressure"))
    assert see(room, form_id).assessment.blood_pressure.zone is Zone.DECLINED
    room.run(lambda work: screening.answer(work, room.by(), form_id, high))
    taken_up = see(room, form_id)
    assert "blood_pressure" not in taken_up.contents.declined
    assert taken_up.assessment.blood_pressure.zone is Zone.PROMPT
    room.run(lambda work: decline(work, room.by(), form_id, "blood_pressure"))
    found = see(room, form_id)
    assert found.record.no_more == {Domain.BLOOD_PRESSURE}
    assert found.assessment.blood_pressure.zone is Zone.RED

"""What is typed and not saved survives, and is judged by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Actor, Role
from clinicapp.services.clinic import screening
from clinicapp.services.clinic.absences import record_no_value
from clinicapp.services.clinic.typed_entries import discard_typed, keep_typed, take_over_typed
from tests.services.test_screening import ANSWERS, answer, see, sign
from tests.support.facts import LONDON, an_actor
from tests.support.no_value import no_value

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tests.support.back_room import BackRoom


@pytest.fixture
def form_id(room: BackRoom) -> UUID:
    return room.open_form(room.admit()).form.id


def keep(room: BackRoom, form_id: UUID, card: str = "weight", **answers: str) -> None:
    room.run(lambda work: keep_typed(work, room.by(), form_id, card, answers))


def kept(room: BackRoom, form_id: UUID) -> dict[str, dict[str, str]]:
    return {each.card: dict(each.answers) for each in see(room, form_id).typed}


def test_the_newest_text_of_each_card_is_kept_as_it_was_typed(
    room: BackRoom, form_id: UUID
) -> None:
    keep(room, form_id, weight_kg=" 6")
    keep(room, form_id, weight_kg=" 68,", height_cm="")
    keep(room, form_id, "lipids", hdl_mmol_l="nonsense \ud800")
    assert kept(room, form_id) == {
        "weight": {"weight_kg": " 68,"},
        "lipids": {"hdl_mmol_l": "nonsense \ud800"},
    }
    found = see(room, form_id)
    assert found.contents.values == ()
    (typed,) = [each for each in found.typed if each.card == "weight"]
    assert (typed.at, typed.actor_name) == (room.now, "Rosa Tester")


def test_it_is_there_for_another_program_after_a_crash(
    room: BackRoom, form_id: UUID, tmp_path: Path
) -> None:
    keep(room, form_id, weight_kg="68.6 kg?")
    # Only what is committed is in the file: nothing was closed.
    assert b"68.6 kg?" not in (tmp_path / "a.db").read_bytes(), "the file is encrypted"
    assert kept(room, form_id) == {"weight": {"weight_kg": "68.6 kg?"}}


def test_saving_and_clearing_forget_it(room: BackRoom, form_id: UUID) -> None:
    keep(room, form_id, weight_kg="68")
    keep(room, form_id, "lipids", hdl_mmol_l="1")
    keep(room, form_id, "smoking", smoking="ex")
    room.run(
        lambda work: screening.answer(
            work, room.by(), form_id, {"weight_kg": "68.6"}, card="weight"
        )
    )
    pack = room.backstage.pack
    room.run(
        lambda work: record_no_value(
            work, room.by(), form_id, no_value("lipids"), pack, LONDON, card="lipids"
        )
    )
    assert set(kept(room, form_id)) == {"smoking"}
    keep(room, form_id, "smoking", smoking="")
    assert kept(room, form_id) == {}


def test_a_refused_answer_keeps_it(room: BackRoom, form_id: UUID) -> None:
    keep(room, form_id, weight_kg="1000")
    with pytest.raises(Refused):
        room.run(
            lambda work: screening.answer(
                work, room.by(), form_id, {"weight_kg": "1000"}, card="weight"
            )
        )
    assert kept(room, form_id) == {"weight": {"weight_kg": "1000"}}


def test_nothing_is_signed_over_what_was_typed(room: BackRoom, form_id: UUID) -> None:
    answer(room, form_id, **ANSWERS)
    keep(room, form_id, weight_kg="86")
    with pytest.raises(Refused, match="typed on this form and not saved"):
        sign(room, form_id)
    keep(room, form_id)
    assert sign(room, form_id).contents.signed is not None
    with pytest.raises(Refused, match="This form is signed"):
        keep(room, form_id, weight_kg="86")


KOFI = an_actor(Role.WARD_NURSE, name="Kofi Sample")


def keep_as(room: BackRoom, actor: Actor, form_id: UUID, **answers: str) -> None:
    room.run(lambda work: keep_typed(work, room.by(actor), form_id, "weight", answers))


def by_author(room: BackRoom, form_id: UUID) -> dict[str, dict[str, str]]:
    return {each.actor_name: dict(each.answers) for each in see(room, form_id).typed}


def test_what_two_people_type_on_one_card_is_kept_apart(room: BackRoom, form_id: UUID) -> None:
    keep(room, form_id, weight_kg="68")
    keep_as(room, KOFI, form_id, weight_kg="86", height_cm="168")
    assert by_author(room, form_id) == {
        "Rosa Tester": {"weight_kg": "68"},
        "Kofi Sample": {"weight_kg": "86", "height_cm": "168"},
    }
    keep(room, form_id)
    assert by_author(room, form_id) == {"Kofi Sample": {"weight_kg": "86", "height_cm": "168"}}


def test_saving_and_giving_a_reason_forget_ones_own_alone(room: BackRoom, form_id: UUID) -> None:
    keep(room, form_id, weight_kg="68.6")
    keep_as(room, KOFI, form_id, weight_kg="86")
    room.run(
        lambda work: screening.answer(
            work, room.by(), form_id, {"weight_kg": "68.6"}, card="weight"
        )
    )
    assert by_author(room, form_id) == {"Kofi Sample": {"weight_kg": "86"}}
    room.run(
        lambda work: record_no_value(
            work, room.by(), form_id, no_value("weight"), room.backstage.pack, LONDON, card="weight"
        )
    )
    assert by_author(room, form_id) == {"Kofi Sample": {"weight_kg": "86"}}
    answer(room, form_id, **(ANSWERS | {"weight_kg": "68.6", "height_cm": "178"}))
    with pytest.raises(Refused, match="not saved, by Kofi Sample; open its card"):
        sign(room, form_id)


def test_what_a_colleague_typed_is_taken_over_and_joins_ones_own(
    room: BackRoom, form_id: UUID
) -> None:
    keep(room, form_id, weight_kg="68")
    keep_as(room, KOFI, form_id, weight_kg="68", height_cm="168")
    room.run(lambda work: take_over_typed(work, room.by(), form_id, "weight", KOFI.id))
    assert by_author(room, form_id) == {"Rosa Tester": {"weight_kg": "68", "height_cm": "168"}}
    last = room.run(lambda work: list(work.audit.chain()))[-1].record
    assert (last.action, last.actor_name) == ("form.typed_taken_over", "Rosa Tester")
    assert last.detail == {
        "card": "weight",
        "author": str(KOFI.id),
        "fields": "height_cm weight_kg",
    }


def test_nothing_is_taken_over_that_would_replace_ones_own(room: BackRoom, form_id: UUID) -> None:
    keep(room, form_id, weight_kg="68")
    keep_as(room, KOFI, form_id, weight_kg="86")
    before = by_author(room, form_id)
    with pytest.raises(Refused, match="into a field that Kofi Sample typed into"):
        room.run(lambda work: take_over_typed(work, room.by(), form_id, "weight", KOFI.id))
    assert by_author(room, form_id) == before


def test_what_a_colleague_typed_is_discarded_and_the_audit_trail_says_by_whom(
    room: BackRoom, form_id: UUID
) -> None:
    keep(room, form_id, weight_kg="68")
    keep_as(room, KOFI, form_id, weight_kg="86")
    room.run(lambda work: discard_typed(work, room.by(), form_id, "weight", KOFI.id))
    assert by_author(room, form_id) == {"Rosa Tester": {"weight_kg": "68"}}
    last = room.run(lambda work: list(work.audit.chain()))[-1].record
    assert (last.action, last.detail["author"]) == ("form.typed_discarded", str(KOFI.id))
    for settle in (take_over_typed, discard_typed):
        with pytest.raises(NotFound, match="saved, cleared or taken over since"):
            room.run(lambda work, do=settle: do(work, room.by(), form_id, "weight", KOFI.id))

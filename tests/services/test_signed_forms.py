"""Which signed forms leave, and what is written down before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.documents import DocumentKind
from clinicapp.domain.errors import NotFound
from clinicapp.services.clinic import amending, screening
from clinicapp.services.clinic.signed_forms import Wanted, let_out_signed, signed_form
from tests.services.test_screening import ANSWERS, answer, sign
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from clinicapp.services.clinic.screening import FormSnapshot
    from tests.support.back_room import BackRoom


def let_out(room: BackRoom, **wanted: object) -> tuple[FormSnapshot, ...]:
    pack = room.backstage.pack
    which = Wanted(**wanted)  # type: ignore[arg-type]
    return room.run(
        lambda work: let_out_signed(
            work, room.by(), which, DocumentKind.FHIR, pack, LONDON, {pack.name: pack}
        )
    )


def signed(room: BackRoom) -> FormSnapshot:
    form_id = room.open_form(room.admit(nhs_number=None)).form.id
    answer(room, form_id, **ANSWERS)
    return sign(room, form_id)


def test_signed_forms_leave_and_that_is_written_down(room: BackRoom) -> None:
    first = signed(room)
    room.open_form(room.admit(nhs_number=None))
    found = let_out(room)
    assert [each.form.id for each in found] == [first.form.id]
    assert room.audit()[-1] == "document.saved"
    assert let_out(room, ward="Ash", since=room.now - timedelta(hours=1), number=first.form.number)
    for nothing in (
        {"ward": "Elm"},
        {"since": room.now + timedelta(hours=1)},
        {"number": "LHF-0000-00000"},
    ):
        with pytest.raises(NotFound, match="No signed form"):
            let_out(room, **nothing)


def test_a_version_that_was_replaced_leaves_only_by_its_number(room: BackRoom) -> None:
    first = signed(room)
    second = room.run(lambda work: amending.amend(work, room.by(), first.form.id, "Wrong weight"))
    assert [each.form.version for each in let_out(room)] == [1]
    sign(room, second.id)
    assert [each.form.version for each in let_out(room)] == [2]
    both = let_out(room, number=first.form.number)
    assert [(each.form.version, signed_form(each).superseded) for each in both] == [
        (1, True),
        (2, False),
    ]


def test_looking_again_shows_what_was_signed(room: BackRoom) -> None:
    first = signed(room)
    pack = room.backstage.pack
    again = room.run(lambda work: screening.snapshot(work, first.form.id, pack, room.now, LONDON))
    (found,) = let_out(room)
    assert found.assessment == again.assessment

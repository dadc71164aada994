"""What leaves the system is written down: what, of which form, by whom; nothing of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from clinicapp.domain.documents import DocumentKind, Way
from clinicapp.domain.errors import NotAllowed, NotFound
from clinicapp.services.clinic import documents
from tests.support.back_room import NURSE, TECHNICIAN, BackRoom

if TYPE_CHECKING:
    from clinicapp.domain.audit import AuditRecord


def last_record(room: BackRoom) -> AuditRecord:
    return room.run(lambda work: list(work.audit.chain())[-1].record)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_document_that_leaves_is_written_down_without_the_person(
    room: BackRoom, kind: DocumentKind, way: Way
) -> None:
    person = room.admit(family_name="Secretname")
    form = room.open_form(person).form
    room.run(lambda work: documents.let_out(work, room.by(), form.id, kind, way))
    found = last_record(room)
    assert found.action == f"document.{way.value}"
    assert found.subject == str(form.id)
    assert found.actor_name == NURSE.name
    assert found.detail == {"kind": kind.value, "number": form.number, "version": "1"}
    assert "secretname" not in str(found).lower()


def test_a_document_that_failed_to_leave_is_written_down_too(room: BackRoom) -> None:
    form = room.open_form(room.admit()).form
    room.run(
        lambda work: documents.kept_in(
            work, room.by(), form.id, DocumentKind.GP_LETTER, Way.PRINTED
        )
    )
    found = last_record(room)
    assert found.action == "document.failed"
    assert (found.detail["kind"], found.detail["way"]) == ("gp_letter", "printed")


def test_no_document_leaves_for_a_form_that_is_not_there(room: BackRoom) -> None:
    with pytest.raises(NotFound):
        room.run(
            lambda work: documents.let_out(work, room.by(), uuid4(), DocumentKind.FORM, Way.SAVED)
        )


def test_somebody_who_may_not_see_people_lets_nothing_out(room: BackRoom) -> None:
    form = room.open_form(room.admit()).form
    with pytest.raises(NotAllowed, match="may not save, print or copy"):
        room.run(
            lambda work: documents.let_out(
                work, room.by(TECHNICIAN), form.id, DocumentKind.FORM, Way.SAVED
            )
        )

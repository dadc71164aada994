"""Who may see the progress of a ward, and what the audit trail says of it."""

from __future__ import annotations

from datetime import date

import pytest

from clinicapp.domain.errors import NotAllowed
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.staff import Role
from clinicapp.services.inbox import newest_waiting
from clinicapp.services.progress import note_export, progress_facts
from tests.support.back_room import TECHNICIAN, BackRoom, pressure
from tests.support.facts import LONDON, an_actor
from tests.support.ward_histories import keep, ward_of

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD)


def test_the_facts_of_a_ward_are_read_without_a_record(room: BackRoom) -> None:
    room.run(lambda work: keep(work, ward_of(3, 1, date(2026, 11, 22))))
    found = room.run(lambda work: progress_facts(work, room.by(), "Ash"))
    assert (found.ward, found.wards, len(found.histories)) == ("Ash", ("Ash",), 3)
    assert room.audit() == []


def test_an_export_is_in_the_audit_trail_with_what_was_exported(room: BackRoom) -> None:
    room.run(lambda work: note_export(work, room.by(LEAD), None, Measure.AUDIT, 24))
    (noted,) = room.run(lambda work: [each.record for each in work.audit.chain()])
    assert (noted.action, noted.subject) == ("progress.exported", "all wards")
    assert noted.detail == {"measure": "audit", "months": "24"}
    assert noted.actor_id == LEAD.id


def test_who_may_not_see_people_sees_no_progress_and_exports_none(room: BackRoom) -> None:
    with pytest.raises(NotAllowed, match="Tom Placeholder may not look at the progress"):
        room.run(lambda work: progress_facts(work, room.by(TECHNICIAN), "Ash"))
    with pytest.raises(NotAllowed, match="may not export the progress"):
        room.run(lambda work: note_export(work, room.by(TECHNICIAN), "Ash", Measure.LESTER, 3))
    assert room.audit() == []


def test_the_newest_readings_are_for_who_may_see_people_and_leave_no_record(
    room: BackRoom,
) -> None:
    cuff = room.equip("BP-1")
    sent = [room.send(cuff, pressure(systolic, 80)).reading.id for systolic in (121, 122, 123)]
    before = room.audit()
    newest = room.run(lambda work: newest_waiting(work, room.by(), "Ash", LONDON, 2))
    assert [each.reading.id for each in newest] == [sent[2], sent[1]]
    assert room.audit() == before
    with pytest.raises(NotAllowed, match="may not look at the readings that wait"):
        room.run(lambda work: newest_waiting(work, room.by(TECHNICIAN), "Ash", LONDON, 2))

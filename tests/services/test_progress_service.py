"""Who may see the progress of a ward, and what the audit trail says of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.errors import NotAllowed
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.progress import Terms, progress_of
from clinicapp.domain.staff import Role
from clinicapp.services.clinic.inbox import newest_waiting
from clinicapp.services.clinic.progress import note_export, progress_facts
from clinicapp.services.clinic.screening import answer, open_form
from tests.support.back_room import TECHNICIAN, BackRoom, pressure
from tests.support.facts import LONDON, an_actor
from tests.support.snapshots import pack_named, stricter_pack
from tests.support.ward_histories import keep, ward_of

if TYPE_CHECKING:
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.people import Person

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD)
PACKS = (pack_named(),)


def test_the_facts_of_a_ward_are_read_without_a_record(room: BackRoom) -> None:
    room.run(lambda work: keep(work, ward_of(3, 1, date(2026, 11, 22))))
    found = room.run(lambda work: progress_facts(work, room.by(), "Ash", PACKS))
    assert (found.ward, found.wards, len(found.histories)) == ("Ash", ("Ash",), 3)
    assert room.audit() == []


def test_forms_are_judged_by_the_rules_they_were_opened_with(room: BackRoom) -> None:
    """Five people's forms of a stricter text of the same name, which no program ships."""
    stricter = stricter_pack(PACKS[0])
    day, signs = date(2026, 11, 22), {"systolic_mmhg": "136", "diastolic_mmhg": "84"}

    def opened(person: Person, pack: Pack) -> None:
        form = room.run(lambda work: open_form(work, room.by(), person.id, pack, LONDON))
        answers = signs | {"pulse_regular": "yes"}
        room.run(lambda work: answer(work, room.by(), form.id, answers))

    def reds(pack: Pack) -> int:
        for _ in range(5):
            opened(room.admit(nhs_number=None, antipsychotic_started=date(2026, 1, 5)), pack)
        found = room.run(lambda work: progress_facts(work, room.by(), "Ash", PACKS))
        terms = Terms(pack=PACKS[0], packs=found.packs, today=day, zone=LONDON)
        progress = progress_of(found.histories, terms)
        assert progress.not_judged == 0
        count = progress.interventions[-1].count
        return 0 if count is None else count.of

    assert reds(PACKS[0]) == 0
    assert reds(stricter) == 5


def test_an_export_is_in_the_audit_trail_with_what_was_exported(room: BackRoom) -> None:
    room.run(lambda work: note_export(work, room.by(LEAD), None, Measure.AUDIT, 24))
    (noted,) = room.run(lambda work: [each.record for each in work.audit.chain()])
    assert (noted.action, noted.subject) == ("progress.exported", "all wards")
    assert noted.detail == {"measure": "audit", "months": "24"}
    assert noted.actor_id == LEAD.id


def test_who_may_not_see_people_sees_no_progress_and_exports_none(room: BackRoom) -> None:
    with pytest.raises(NotAllowed, match="Tom Placeholder may not look at the progress"):
        room.run(lambda work: progress_facts(work, room.by(TECHNICIAN), "Ash", PACKS))
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

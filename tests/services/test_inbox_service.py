"""The inbox's use cases on a real encrypted database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.listing import ListFilter
from clinicapp.domain.errors import NotAllowed, NotFound
from clinicapp.domain.observations import Frame, ReadingStatus
from clinicapp.domain.staff import Role
from clinicapp.services.clinic import filing, inbox, receiving
from clinicapp.services.equipment import asset_record
from clinicapp.services.equipment.equipment_list import look_up, open_list
from clinicapp.store.readings import Tally
from tests.support.back_room import (
    NURSE,
    STATION,
    TECHNICIAN,
    TWO,
    BackRoom,
    control_result,
    pressure,
    some_uuid,
)
from tests.support.facts import LONDON, an_actor
from tests.support.store_samples import a_delivery


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def test_what_waits_comes_with_its_history_its_device_and_the_devices_state(
    room: BackRoom,
) -> None:
    cuff = room.equip("BP-1")
    placed = room.send(cuff, pressure())
    page = room.run(lambda work: inbox.waiting(work, room.by(), "Ash", LONDON))
    (found,) = page.readings
    assert found.reading == placed.reading
    assert found.asset == cuff
    assert found.state is not None
    assert found.state.reasons == ()
    assert found.status is ReadingStatus.HELD
    assert found.events[-1].codes == ("NOBODY_ARMED",)
    assert room.audit()[-1] == "inbox.listed"


def test_a_control_result_waits_for_nobody_and_is_on_the_quality_page(room: BackRoom) -> None:
    analyser = room.equip(
        "HB-1",
        room.now - timedelta(hours=2),
        check=Check.QUALITY_CONTROL,
        category="hba1c_analyser",
    )
    placed = room.send(analyser, control_result())
    page = room.run(lambda work: inbox.waiting(work, room.by(), "Ash", LONDON))
    assert page.readings == ()
    tally = room.run(lambda work: inbox.count_waiting(work, room.by(), "Ash"))
    assert tally.waiting == frozenset()
    found = room.run(lambda work: inbox.control_results(work, room.by(), "Ash", LONDON))
    assert [each.reading.id for each in found.results] == [placed.reading.id]
    assert (found.total, found.results[0].asset) == (1, analyser)
    assert room.audit()[-1] == "controls.listed"


def test_many_control_results_push_no_reading_out_of_the_inbox(room: BackRoom) -> None:
    cuff = room.equip("BP-1")
    room.send(cuff, pressure())
    for _ in range(5):
        room.send(cuff, control_result())
    page = room.run(lambda work: inbox.waiting(work, room.by(), "Ash", LONDON, limit=3))
    assert len(page.readings) == 1


def test_the_list_is_read_page_by_page(room: BackRoom) -> None:
    cuff = room.equip("BP-1")
    sent = [room.send(cuff, pressure(150 + n)).reading.id for n in range(5)]

    def page(offset: int) -> inbox.InboxPage:
        return room.run(
            lambda work: inbox.waiting(work, room.by(), "Ash", LONDON, limit=2, offset=offset)
        )

    pages = [page(offset) for offset in (0, 2, 4)]
    assert [each.reading.id for page in pages for each in page.readings] == sent[::-1]


def test_a_count_that_continues_is_the_count_from_the_start(room: BackRoom) -> None:
    cuff, other = room.equip("BP-1"), room.equip("BP-2", ward="Birch")
    form = room.open_form(room.admit())

    def count(before: Tally | None = None) -> Tally:
        return room.run(lambda work: inbox.count_waiting(work, room.by(), "Ash", before))

    tally: Tally | None = None
    held = []
    for step in range(6):
        placed = room.send(other if step == 3 else cuff, pressure(140 + step))
        held.append(placed.reading.id)
        if step == 2:
            room.run(lambda work: filing.discard(work, room.by(), held[0], "A test"))
        if step == 4:
            room.run(
                lambda work: filing.use_held(work, room.by(), held[1], form.form.id, "Urgent", TWO)
            )
        tally = count(tally)
        assert tally == count()
    assert tally is not None
    assert tally.waiting == {held[2], held[4], held[5]}


def test_a_withdrawn_reading_waits_and_is_counted_again(room: BackRoom) -> None:
    cuff = room.equip("BP-1")
    form = room.open_form(room.admit())
    placed = room.send(cuff, pressure(), room.arm(form))
    assert placed.fact is not None
    before = room.run(lambda work: inbox.count_waiting(work, room.by(), None))
    assert before.waiting == frozenset()
    fact_id = placed.fact.id
    room.run(lambda work: filing.withdraw(work, room.by(), fact_id, form.form.id, "wrong patient"))
    after = room.run(lambda work: inbox.count_waiting(work, room.by(), None, before))
    assert after.waiting == {placed.reading.id}


def test_a_reading_that_could_not_be_judged_is_counted(room: BackRoom) -> None:
    before = room.run(lambda work: inbox.count_waiting(work, room.by(), "Ash"))
    sent = pressure()
    by = room.by(STATION)
    room.run(lambda work: receiving.receive(work, by, a_delivery(sent, received_at=room.now)))
    after = room.run(lambda work: inbox.count_waiting(work, room.by(), "Ash", before))
    assert after.waiting == {sent.id}


def test_refused_bytes_of_the_last_week_are_shown_whole(room: BackRoom) -> None:
    room.now -= timedelta(days=8)
    room.refuse(raw=b"old")
    room.now += timedelta(days=8)
    frame = room.refuse(raw=b"\x00\xffnew", incomplete=True, device_serial="EX-9")
    page = room.run(lambda work: inbox.waiting(work, room.by(), "Ash", LONDON))
    (unread,) = page.unread
    assert (unread.id, unread.raw, unread.reason) == (frame.id, b"\x00\xffnew", "checksum")
    assert (unread.incomplete, unread.device_serial) == (True, "EX-9")
    again = room.run(lambda work: inbox.unread_record(work, room.by(), unread.visit_id, unread.id))
    assert again == unread
    assert room.audit()[-1] == "unread.viewed"


def test_a_message_that_never_ended_is_shown_once_it_is_no_longer_going_on(
    room: BackRoom,
) -> None:
    frames = (Frame(id=some_uuid(), raw=b"\x021H|"), Frame(id=some_uuid(), raw=b"\x022R|"))
    delivery = a_delivery(*frames, received_at=room.now)
    room.run(lambda work: receiving.receive(work, room.by(STATION), delivery))
    going_on = room.run(lambda work: inbox.waiting(work, room.by(), "Ash", LONDON))
    assert going_on.unread == ()
    room.now += timedelta(minutes=6)
    page = room.run(lambda work: inbox.waiting(work, room.by(), "Ash", LONDON))
    (unread,) = page.unread
    assert (unread.raw, unread.reason, unread.incomplete) == (
        b"\x021H|\x022R|",
        inbox.UNFINISHED,
        True,
    )
    again = room.run(lambda work: inbox.unread_record(work, room.by(), unread.visit_id, unread.id))
    assert again == unread


def test_the_record_of_a_reading_is_audited_and_of_none_is_refused(room: BackRoom) -> None:
    placed = room.send(room.equip("BP-1"), pressure())
    found = room.run(lambda work: inbox.reading_record(work, room.by(), placed.reading.id, LONDON))
    assert found.reading.observation.raw == placed.reading.observation.raw
    assert room.audit()[-1] == "reading.viewed"
    with pytest.raises(NotFound, match="refresh the inbox"):
        room.run(lambda work: inbox.reading_record(work, room.by(), some_uuid(), LONDON))
    with pytest.raises(NotFound, match="refresh the inbox"):
        room.run(lambda work: inbox.unread_record(work, room.by(), some_uuid(), some_uuid()))


def test_the_equipment_lead_sees_controls_but_no_persons_reading(room: BackRoom) -> None:
    cuff = room.equip("BP-1")
    person_s = room.send(cuff, pressure()).reading.id
    control = room.send(cuff, control_result()).reading.id
    by = room.by(TECHNICIAN)
    found = room.run(lambda work: inbox.control_record(work, by, control, LONDON))
    assert found.reading.observation.control
    with pytest.raises(NotFound, match="not a quality control result"):
        room.run(lambda work: inbox.control_record(work, by, person_s, LONDON))
    with pytest.raises(NotAllowed, match="may not look at the record of a reading"):
        room.run(lambda work: inbox.reading_record(work, by, person_s, LONDON))
    with pytest.raises(NotAllowed, match="may not look at the readings that wait"):
        room.run(lambda work: inbox.waiting(work, by, "Ash", LONDON))


def test_nobody_without_a_role_sees_anything(room: BackRoom) -> None:
    stranger = room.by(an_actor())
    for look in (
        lambda work: inbox.waiting(work, stranger, None, LONDON),
        lambda work: inbox.control_results(work, stranger, None, LONDON),
        lambda work: open_list(work, stranger, ListFilter(), LONDON),
        lambda work: look_up(work, stranger, ListFilter()),
        lambda work: asset_record.asset_record(work, stranger, some_uuid(), LONDON),
    ):
        with pytest.raises(NotAllowed):
            room.run(look)


def test_the_equipment_list_knows_when_each_was_last_seen(room: BackRoom) -> None:
    cuff, silent = room.equip("BP-1"), room.equip("BP-2")
    room.send(cuff, pressure())
    room.now += timedelta(minutes=5)
    room.send(cuff, pressure())
    found = room.run(
        lambda work: open_list(work, room.by(TECHNICIAN), ListFilter(ward="Ash"), LONDON)
    )
    heard, quiet = found.matches.page.rows
    assert (heard.asset.id, quiet.asset.id) == (cuff.id, silent.id)
    assert heard.seen_at == room.now
    assert quiet.seen_at == quiet.listing.last_event_at


def test_an_assets_record_has_its_plans_and_its_history(room: BackRoom) -> None:
    cuff = room.equip("BP-1", room.now - timedelta(days=30), AssetEventKind.QUARANTINED)
    by = room.by(NURSE)
    found = room.run(lambda work: asset_record.asset_record(work, by, cuff.id, LONDON))
    assert [event.kind for event in found.events] == [
        AssetEventKind.ACCEPTED,
        AssetEventKind.CHECKED,
        AssetEventKind.QUARANTINED,
    ]
    assert [plan.check for plan in found.plans] == [Check.CALIBRATION]
    assert [reason.code for reason in found.standing.state.reasons] == ["QUARANTINED"]
    with pytest.raises(NotFound, match="refresh the equipment list"):
        room.run(lambda work: asset_record.asset_record(work, by, some_uuid(), LONDON))


def test_who_may_look_at_what_waits_are_those_who_may_look_at_people() -> None:
    may = {role for role in Role if an_actor(role).may(inbox.waiting.permission)}  # type: ignore[attr-defined]
    assert may == {Role.WARD_NURSE, Role.PHYSICAL_HEALTH_LEAD}

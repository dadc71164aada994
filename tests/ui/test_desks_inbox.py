"""The inbox's desk with a real encrypted database behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinicapp.backstage import Arrived
from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.observations import ReadingEventKind, ReadingStatus, status_of
from clinicapp.domain.staff import Actor, Role
from clinicapp.services.clinic import filing
from clinicapp.services.clinic.screening import FormSnapshot
from clinicapp.station.events import StoreWell
from clinicapp.ui.desks.clinic.inbox_desk import OTHER_FORM, InboxDesk
from clinicapp.ui.desks.devices_desk import DevicesDesk
from clinicapp.ui.desks.questions import OUR_FAULT, Questions
from clinicapp.ui.viewmodels.inbox.inbox_view import ReadingRecordView, RefusedView
from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel
from tests.support.back_room import (
    NURSE,
    TECHNICIAN,
    TWO,
    BackRoom,
    control_result,
    pressure,
    some_uuid,
    told,
)
from tests.support.desk_parts import Desk, choose
from tests.support.facts import LONDON, an_actor
from tests.support.store_samples import a_delivery

LATE = datetime(2025, 11, 14, 11, tzinfo=LONDON)


SIGNALS = (
    "count_changed",
    "used",
    "discarded",
    "form_changed",
    "retake_chosen",
    "record_ready",
    "troubled",
)
Make = Callable[..., Desk]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def make(room: BackRoom, qtbot: QtBot) -> Iterator[Make]:
    """Make a desk for somebody; its page is open."""
    made: list[Desk] = []

    def making(actor: Actor = NURSE, *, open_page: bool = True) -> Desk:
        questions = Questions(room.backstage, actor)
        model = InboxViewModel(questions)
        devices = DevicesDesk(questions, "Ash", questions)
        found: list[Desk] = []
        desk = InboxDesk(
            questions,
            model,
            devices,
            lambda: found[0].form,
            ward="Ash",
            pause_ms=0,
            parent=questions,
        )
        found.append(Desk(room, questions, model, desk, devices))
        for name in SIGNALS:
            heard = found[0].said.setdefault(name, [])
            getattr(desk, name).connect(heard.append)
        refused = found[0].said.setdefault("refused", [])
        model.refused.connect(refused.append)
        desk.start()
        if open_page:
            desk.open_page()
        made.append(found[0])
        return found[0]

    yield making
    for each in made:
        each.desk.stop()
        each.devices.stop()


def test_what_waits_is_listed_and_counted(room: BackRoom, make: Make, qtbot: QtBot) -> None:
    cuff = room.equip("BP-1", LATE)
    room.send(cuff, pressure(151, 93))
    room.send(room.equip("HB-1"), control_result())
    room.now += timedelta(minutes=1)
    room.refuse()
    desk = make()
    qtbot.waitUntil(lambda: len(desk.values()) == 2)
    assert desk.values() == ["Not understood", "Blood pressure 151/93 mmHg"]
    assert desk.said["count_changed"] == [1]
    assert desk.desk.count == 1


def test_a_new_reading_appears_by_itself(room: BackRoom, make: Make, qtbot: QtBot) -> None:
    cuff = room.equip("BP-1", LATE)
    desk = make()
    qtbot.waitUntil(lambda: desk.model.view is not None)
    assert desk.said["count_changed"] == [0]
    placed = room.send(cuff, pressure(151, 93))
    desk.questions.happened.emit(told(placed))
    qtbot.waitUntil(lambda: desk.values() == ["Blood pressure 151/93 mmHg"])
    qtbot.waitUntil(lambda: desk.said["count_changed"] == [0, 1])


def test_refused_bytes_appear_by_themselves(room: BackRoom, make: Make, qtbot: QtBot) -> None:
    desk = make()
    qtbot.waitUntil(lambda: desk.model.view is not None)
    frame = room.refuse(raw=b"\x02half", incomplete=True)
    arrived = Arrived(a_delivery(frame), (), None, 0, 0, acknowledges=True)
    desk.questions.happened.emit(arrived)
    qtbot.waitUntil(lambda: desk.values() == ["Incomplete"])
    choose(qtbot, desk, frame.id)
    detail = desk.detail()
    assert isinstance(detail, RefusedView)
    assert detail.raw == b"\x02half"
    assert desk.said["count_changed"] == [0]


def test_the_list_is_not_read_while_its_page_is_closed(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    desk = make(open_page=False)
    qtbot.waitUntil(lambda: desk.said["count_changed"] == [0])
    room.send(room.equip("BP-1", LATE), pressure())
    desk.questions.happened.emit(StoreWell())
    qtbot.waitUntil(lambda: desk.said["count_changed"] == [0, 1])
    assert desk.model.view is None
    assert "inbox.listed" not in room.audit()
    desk.desk.open_page()
    qtbot.waitUntil(lambda: len(desk.values()) == 1)
    desk.desk.leave_page()
    listed = room.audit().count("inbox.listed")
    room.send(room.equip("BP-2", LATE), pressure())
    desk.questions.happened.emit(StoreWell())
    qtbot.waitUntil(lambda: desk.desk.count == 2)
    assert room.audit().count("inbox.listed") == listed


def test_a_held_reading_is_used_with_a_reason_on_the_open_form(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure(151, 93))
    desk = make()
    desk.form = room.open_form(room.admit())
    choose(qtbot, desk, placed.reading.id)
    assert desk.held().use.for_whom == "EXAMPLE, Amara"
    assert desk.held().zone is not None
    desk.model.choose_use_reason(str(placed.reading.id), "no_other_device")
    desk.model.choose_identifiers(str(placed.reading.id), TWO)
    desk.model.use()
    qtbot.waitUntil(lambda: desk.said["used"] == [placed.reading.id])
    (changed,) = desk.said["form_changed"]
    assert isinstance(changed, FormSnapshot)
    (fact,) = changed.contents.repeats["blood_pressure"]
    assert fact.reading_id == placed.reading.id
    assert changed.sources[fact.id].reason == "No other device is available"
    qtbot.waitUntil(lambda: desk.said["count_changed"] == [1, 0])
    qtbot.waitUntil(lambda: desk.values() == [])


def test_a_reading_is_never_used_on_another_form_than_was_shown(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure(151, 93))
    desk = make()
    desk.form = room.open_form(room.admit())
    choose(qtbot, desk, placed.reading.id)
    desk.form = room.open_form(room.admit(family_name="Other", nhs_number=None))
    desk.model.choose_use_reason(str(placed.reading.id), "urgent")
    desk.model.choose_identifiers(str(placed.reading.id), TWO)
    desk.model.use()
    assert desk.said["refused"] == [OTHER_FORM]
    assert desk.held().use.for_whom == "OTHER, Amara"
    events = room.run(lambda work: work.readings.events(placed.reading.id))
    assert status_of(events) is ReadingStatus.HELD
    desk.model.use()
    qtbot.waitUntil(lambda: desk.said["used"] == [placed.reading.id])


def test_the_page_follows_the_form_that_is_open(room: BackRoom, make: Make, qtbot: QtBot) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure())
    desk = make()
    choose(qtbot, desk, placed.reading.id)
    assert desk.held().use.why_not.startswith("Open the person first")
    desk.form = room.open_form(room.admit())
    desk.desk.follow_form()
    assert desk.held().use.why_not == ""


def test_a_held_reading_is_discarded_with_a_reason(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure())
    desk = make()
    choose(qtbot, desk, placed.reading.id)
    desk.model.choose_discard_reason(str(placed.reading.id), "test")
    desk.model.discard()
    qtbot.waitUntil(lambda: desk.said["discarded"] == [placed.reading.id])
    events = room.run(lambda work: work.readings.events(placed.reading.id))
    assert (events[-1].kind, events[-1].reason) == (
        ReadingEventKind.DISCARDED,
        "It was a test or a practice reading",
    )
    assert room.audit().count("reading.discarded") == 1
    qtbot.waitUntil(lambda: desk.values() == [])


def test_a_quarantined_devices_reading_can_be_discarded_but_not_used(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    cuff = room.equip("BP-1", LATE, AssetEventKind.QUARANTINED)
    placed = room.send(cuff, pressure())
    desk = make()
    desk.form = room.open_form(room.admit())
    choose(qtbot, desk, placed.reading.id)
    desk.model.choose_use_reason(str(placed.reading.id), "urgent")
    desk.model.choose_identifiers(str(placed.reading.id), TWO)
    desk.model.use()
    desk.model.choose_discard_reason(str(placed.reading.id), "taken_wrongly")
    desk.model.discard()
    qtbot.waitUntil(lambda: desk.said["discarded"] == [placed.reading.id])
    assert desk.said["used"] == []


def test_what_somebody_else_did_meanwhile_is_said_and_read_anew(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure())
    desk = make()
    desk.form = room.open_form(room.admit())
    choose(qtbot, desk, placed.reading.id)
    by = room.by()
    room.run(lambda work: filing.discard(work, by, placed.reading.id, "elsewhere"))
    desk.model.choose_use_reason(str(placed.reading.id), "urgent")
    desk.model.choose_identifiers(str(placed.reading.id), TWO)
    desk.model.use()
    qtbot.waitUntil(lambda: len(desk.said["refused"]) == 1)
    assert "not held any more" in str(desk.said["refused"][0])
    assert desk.said["troubled"] == desk.said["refused"]
    qtbot.waitUntil(lambda: desk.values() == [])


def test_a_failure_of_the_program_lets_the_person_try_again(
    room: BackRoom,
    make: Make,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure())
    desk = make()
    choose(qtbot, desk, placed.reading.id)
    desk.model.choose_discard_reason(str(placed.reading.id), "test")

    def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(filing, "discard", broken)
        desk.model.discard()
        qtbot.waitUntil(lambda: desk.said["refused"] == [OUR_FAULT])
    caplog.clear()
    desk.model.discard()
    qtbot.waitUntil(lambda: desk.said["discarded"] == [placed.reading.id])


def test_measuring_again_names_a_device_that_is_ready(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure())
    room.equip("BP-2")
    desk = make()
    desk.devices.refresh()
    qtbot.waitUntil(lambda: len(desk.devices.glances) == 2)
    choose(qtbot, desk, placed.reading.id)
    retake = desk.held().retake
    assert retake is not None
    assert (retake.tag, retake.state) == ("BP-2", "Not connected now")
    desk.model.retake()
    (sentence,) = desk.said["retake_chosen"]
    assert str(sentence).startswith("Measure again with A&D UA-651BLE (BP-2).")
    assert room.run(lambda work: status_of(work.readings.events(placed.reading.id))) is (
        ReadingStatus.HELD
    )


def test_the_record_of_a_reading_and_of_refused_bytes_is_read(
    room: BackRoom, make: Make, qtbot: QtBot
) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure(151, 93))
    frame = room.refuse(raw=b"\x00bytes")
    desk = make()
    choose(qtbot, desk, placed.reading.id)
    desk.model.open_record()
    qtbot.waitUntil(lambda: len(desk.said["record_ready"]) == 1)
    choose(qtbot, desk, frame.id)
    desk.model.open_record()
    qtbot.waitUntil(lambda: len(desk.said["record_ready"]) == 2)
    first, second = desk.said["record_ready"]
    assert isinstance(first, ReadingRecordView)
    assert isinstance(second, ReadingRecordView)
    assert first.title == "Blood pressure 151/93 mmHg"
    assert second.raw == b"\x00bytes"
    desk.desk.open_record(str(some_uuid()))
    qtbot.waitUntil(lambda: len(desk.said["troubled"]) == 1)
    assert "not in this station's database" in str(desk.said["troubled"][0])


def test_more_readings_are_read_when_the_page_asks(
    room: BackRoom, make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinicapp.services.clinic.inbox.PAGE", 2)
    cuff = room.equip("BP-1", LATE)
    for systolic in (141, 142, 143):
        room.send(cuff, pressure(systolic, 93))
    room.refuse()
    desk = make()
    qtbot.waitUntil(lambda: len(desk.values()) == 3)
    qtbot.waitUntil(lambda: desk.model.view is not None and desk.model.view.total == 4)
    desk.model.fetch_more()
    qtbot.waitUntil(lambda: len(desk.values()) == 4)
    assert "Blood pressure 141/93 mmHg" in desk.values()
    asked = room.audit().count("inbox.listed")
    desk.model.fetch_more()
    assert room.audit().count("inbox.listed") == asked


@pytest.mark.parametrize("actor", [TECHNICIAN, an_actor(Role.ADMINISTRATOR, name="Ada Sample")])
def test_who_may_not_look_is_told_so_in_a_sentence(make: Make, qtbot: QtBot, actor: Actor) -> None:
    desk = make(actor)
    qtbot.waitUntil(lambda: len(desk.said["troubled"]) == 1)
    assert desk.said["troubled"] == [
        f"{actor.name} may not look at the readings that wait. "
        "Ask someone with that role, or your administrator."
    ]
    assert desk.said["count_changed"] == [0]
    assert desk.model.view is None


def test_nothing_waits_for_a_busy_database(room: BackRoom, make: Make, qtbot: QtBot) -> None:
    placed = room.send(room.equip("BP-1", LATE), pressure())
    desk = make()
    desk.form = room.open_form(room.admit())
    choose(qtbot, desk, placed.reading.id)
    release: Future[None] = Future()
    room.hold_up(release)
    began = time.monotonic()
    try:
        desk.model.choose_discard_reason(str(placed.reading.id), "test")
        desk.model.discard()
        desk.desk.refresh()
        desk.desk.open_record(str(placed.reading.id))
        desk.desk.follow_form()
        qtbot.wait(20)
        took = time.monotonic() - began
        assert desk.said["discarded"] == []
    finally:
        release.set_result(None)
    assert took < 1
    qtbot.waitUntil(lambda: desk.said["discarded"] == [placed.reading.id])

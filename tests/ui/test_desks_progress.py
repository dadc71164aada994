"""The desks of the progress page and the ward panel on a real encrypted database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinicapp.domain.staff import Actor
from clinicapp.ui.desks.clinic.progress_desk import ProgressDesk
from clinicapp.ui.desks.clinic.ward_panel_desk import WardPanelDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.viewmodels.inbox.inbox_view import WhyKind
from clinicapp.ui.viewmodels.inbox.ward_panel_model import WardPanelModel
from clinicapp.ui.viewmodels.progress.progress_view import ALL_WARDS, ProgressView
from clinicapp.ui.viewmodels.progress.progress_view_model import ProgressViewModel
from tests.support.back_room import NOW, NURSE, TECHNICIAN, BackRoom, pressure
from tests.support.ward_histories import keep, ward_of

TODAY = NOW.date()


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def page_of(room: BackRoom, actor: Actor = NURSE) -> tuple[ProgressDesk, ProgressViewModel]:
    questions = Questions(room.backstage, actor)
    model = ProgressViewModel(questions)
    return ProgressDesk(questions, model, ward="Ash", parent=questions), model


def panel_of(room: BackRoom, actor: Actor = NURSE) -> tuple[WardPanelDesk, WardPanelModel]:
    questions = Questions(room.backstage, actor)
    model = WardPanelModel(questions)
    model.set_seen(seen=True)
    return WardPanelDesk(questions, model, ward="Ash", parent=questions), model


def shown(model: ProgressViewModel) -> ProgressView:
    assert model.view is not None
    return model.view


def test_a_ward_is_read_worked_out_and_shown(room: BackRoom, qtbot: QtBot) -> None:
    room.run(lambda work: keep(work, ward_of(9, 2, TODAY)))
    desk, model = page_of(room)
    desk.open_page()
    qtbot.waitUntil(lambda: model.view is not None)
    screening, acted = shown(model).figures
    assert screening.sentence == "9 of 9 complete (100%) in Nov 2026."
    assert acted.rows[0].of == "" or int(acted.rows[0].of) >= 5
    assert room.audit() == []


def test_another_measure_asks_the_database_nothing_and_another_ward_does(
    room: BackRoom, qtbot: QtBot
) -> None:
    birch = ward_of(6, 1, TODAY, ward="Birch")
    room.run(lambda work: keep(work, birch))
    desk, model = page_of(room)
    desk.open_page()
    qtbot.waitUntil(lambda: model.view is not None)
    assert shown(model).figures == ()
    asked = desk._asked
    model.choose_measure("nhse_core")
    assert shown(model).measure == "nhse_core"
    assert desk._asked == asked
    model.choose_ward(ALL_WARDS)
    qtbot.waitUntil(lambda: shown(model).ward == ALL_WARDS)
    assert shown(model).title == "Ward progress, all wards"
    assert shown(model).figures[0].rows[0].of == "6"
    assert shown(model).measure == "nhse_core"


def test_the_figures_never_stand_under_another_wards_name(room: BackRoom, qtbot: QtBot) -> None:
    room.run(lambda work: keep(work, ward_of(6, 1, TODAY)))
    desk, model = page_of(room)
    desk.open_page()
    qtbot.waitUntil(lambda: model.view is not None)
    release: Future[None] = Future()
    room.hold_up(release)
    model.choose_ward(ALL_WARDS)
    model.choose_measure("audit")
    assert (shown(model).ward, shown(model).measure) == ("Ash", "audit")
    release.set_result(None)
    qtbot.waitUntil(lambda: shown(model).ward == ALL_WARDS)


def test_opening_twice_reads_once_and_an_answer_after_leaving_is_dropped(
    room: BackRoom, qtbot: QtBot
) -> None:
    desk, model = page_of(room)
    release: Future[None] = Future()
    room.hold_up(release)
    desk.open_page()
    desk.open_page()
    assert desk._asked == 1
    desk.leave_page()
    release.set_result(None)
    room.run(lambda work: None)
    qtbot.wait(100)
    assert model.view is None


def test_an_export_is_ready_only_once_it_is_in_the_audit_trail(
    room: BackRoom, qtbot: QtBot
) -> None:
    room.run(lambda work: keep(work, ward_of(6, 1, TODAY)))
    desk, model = page_of(room)
    desk.open_page()
    qtbot.waitUntil(lambda: model.view is not None)
    with qtbot.waitSignal(desk.export_ready) as ready:
        desk.export(shown(model))
    assert ready.args == [shown(model)]
    assert room.audit()[-1] == "progress.exported"


def test_who_may_not_see_people_is_told_so_and_nothing_is_written(
    room: BackRoom, qtbot: QtBot
) -> None:
    desk, _model = page_of(room, TECHNICIAN)
    with qtbot.waitSignal(desk.troubled) as refused:
        desk.open_page()
    assert refused.args == [
        "Tom Placeholder may not look at the progress of a ward. "
        "Ask someone with that role, or your administrator."
    ]
    assert room.audit() == []


def test_the_panel_shows_the_newest_three_and_why_they_wait(room: BackRoom, qtbot: QtBot) -> None:
    cuff = room.equip("BP-1")
    for minute, systolic in enumerate((121, 122, 123, 124)):
        room.now = NOW + timedelta(minutes=minute)
        room.send(cuff, pressure(systolic, 80))
    desk, model = panel_of(room)
    desk.show_count(4)
    qtbot.waitUntil(lambda: len(model.view.waiting) == 3)
    assert [each.row.value for each in model.view.waiting] == [
        "Blood pressure 124/80 mmHg",
        "Blood pressure 123/80 mmHg",
        "Blood pressure 122/80 mmHg",
    ]
    newest = model.view.waiting[0]
    assert newest.row.why is WhyKind.NOBODY
    assert newest.row.why_text == "No form was open"
    assert newest.assign
    assert model.view.count == 4
    desk.show_count(0)
    assert model.view.waiting == ()


def test_a_panel_that_is_not_seen_reads_nothing_until_it_is(room: BackRoom, qtbot: QtBot) -> None:
    room.send(room.equip("BP-1"), pressure())
    before = room.audit()
    desk, model = panel_of(room)
    model.set_seen(seen=False)
    desk.show_count(1)
    room.run(lambda work: None)
    qtbot.wait(50)
    assert (model.view.count, model.view.waiting) == (1, ())
    model.set_seen(seen=True)
    qtbot.waitUntil(lambda: len(model.view.waiting) == 1)
    assert room.audit() == before


def test_a_reading_that_is_held_for_its_device_is_reviewed(room: BackRoom, qtbot: QtBot) -> None:
    cuff = room.equip("BP-1", calibrated=NOW - timedelta(days=500))
    form = room.open_form(room.admit())
    room.send(cuff, pressure(), room.arm(form))
    desk, model = panel_of(room)
    desk.show_count(1)
    qtbot.waitUntil(lambda: len(model.view.waiting) == 1)
    assert not model.view.waiting[0].assign
    assert model.view.waiting[0].row.why_text == "Calibration overdue"


def test_the_panel_shows_the_progress_or_that_there_is_no_form(
    room: BackRoom, qtbot: QtBot
) -> None:
    desk, model = panel_of(room)
    desk.refresh_progress()
    qtbot.waitUntil(lambda: model.view.no_progress != "")
    assert model.view.no_progress == "No form has been opened on this ward yet."
    room.run(lambda work: keep(work, ward_of(8, 1, TODAY)))
    desk.refresh_progress()
    qtbot.waitUntil(lambda: model.view.progress is not None)
    assert model.view.progress is not None
    assert model.view.progress.sentence == "8 of 8 complete (100%) in Nov 2026."
    assert model.view.no_progress == ""


def test_the_counts_of_the_list_come_from_outside_and_stay(room: BackRoom, qtbot: QtBot) -> None:
    desk, model = panel_of(room)
    desk.show_due(3, 1)
    desk.show_count(0)
    assert model.view.due == "3 overdue, 1 red zone with no action."
    desk.show_due(None, None)
    assert model.view.due == ""


def test_for_who_may_not_see_people_the_panel_stays_empty_without_a_word(
    room: BackRoom, qtbot: QtBot
) -> None:
    room.send(room.equip("BP-1"), pressure())
    desk, model = panel_of(room, TECHNICIAN)
    said: list[str] = []
    desk.troubled.connect(said.append)
    desk.show_count(1)
    desk.refresh_progress()
    room.run(lambda work: None)
    qtbot.wait(50)
    assert (model.view.waiting, model.view.progress, said) == ((), None, [])

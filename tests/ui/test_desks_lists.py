"""The desks of people, equipment and quality control with a real encrypted database behind them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.staff import Actor
from clinicapp.services.clinic import screening
from clinicapp.services.equipment import assets
from clinicapp.ui.desks.clinic.worklist_desk import WorklistDesk
from clinicapp.ui.desks.equipment.equipment_desk import EquipmentDesk
from clinicapp.ui.desks.quality.quality_desk import QualityDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.station_session import nobody
from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
from clinicapp.ui.viewmodels.equipment_view import AssetStatus, EquipmentView, ListWanted
from clinicapp.ui.viewmodels.inbox.inbox_view import ReadingRecordView
from clinicapp.ui.viewmodels.quality.quality_view_model import QualityViewModel
from clinicapp.ui.viewmodels.worklist.worklist_view import Filter, WorklistView
from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel
from tests.support.back_room import (
    NURSE,
    TECHNICIAN,
    BackRoom,
    control_result,
    pressure,
    some_uuid,
    told,
)
from tests.support.facts import LONDON, an_actor
from tests.support.journey import ANSWERS

LATE = datetime(2025, 11, 14, 11, tzinfo=LONDON)
NOBODY = an_actor(name="Nora Sample")


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def worklist_desk(room: BackRoom, actor: Actor = NURSE) -> WorklistDesk:
    questions = Questions(room.backstage, actor)
    return WorklistDesk(questions, WorklistViewModel(questions), "Ash", parent=None)


def model_of(desk: WorklistDesk) -> WorklistViewModel:
    return desk._model


def heard(signal: object) -> list[object]:
    said: list[object] = []
    signal.connect(said.append)  # type: ignore[attr-defined]  # a bound signal
    return said


def names(desk: WorklistDesk) -> list[str]:
    view = model_of(desk).view
    return [] if view is None else [row.name for row in view.rows]


def view_of(desk: WorklistDesk) -> WorklistView:
    view = model_of(desk).view
    assert view is not None
    return view


def test_the_people_of_the_ward_are_listed_by_what_is_due(room: BackRoom, qtbot: QtBot) -> None:
    room.admit(family_name="Beta", nhs_number=None, antipsychotic_started=date(2026, 11, 22))
    room.admit(family_name="Alpha", antipsychotic_started=date(2026, 11, 30))
    room.admit(family_name="Gamma", nhs_number=None, antipsychotic_started=date(2026, 11, 1))
    room.admit(family_name="Other", nhs_number=None, ward="Birch")
    desk = worklist_desk(room)
    desk.refresh()
    qtbot.waitUntil(lambda: names(desk) == ["GAMMA, Amara", "BETA, Amara", "ALPHA, Amara"])
    assert [row.due_words for row in view_of(desk).rows] == ["21 d overdue", "Today", "All done"]
    assert [each.count for each in view_of(desk).filters] == [1, 1, 3, 0]
    for key, shown in (
        (Filter.DUE_NOW, ["BETA, Amara"]),
        (Filter.OVERDUE, ["GAMMA, Amara"]),
        (Filter.ALL, ["GAMMA, Amara", "BETA, Amara", "ALPHA, Amara"]),
    ):
        model_of(desk).choose_filter(key)
        assert names(desk) == shown
        assert view_of(desk).chosen is key


@pytest.mark.parametrize("typed", ["999 000 0018", "9990000018", "999-000-0018", "ALPHA, Amara"])
def test_a_person_is_found_however_the_number_or_the_name_is_written(
    room: BackRoom, qtbot: QtBot, typed: str
) -> None:
    room.admit(family_name="Alpha")
    room.admit(family_name="Beta", nhs_number=None)
    desk = worklist_desk(room)
    desk.refresh()
    qtbot.waitUntil(lambda: len(names(desk)) == 2)
    model_of(desk).type_search(typed)
    model_of(desk).search_now()
    assert names(desk) == ["ALPHA, Amara"]
    assert model_of(desk).only_match() != ""


def test_who_is_opened_is_said_by_id(room: BackRoom, qtbot: QtBot) -> None:
    person = room.admit()
    desk = worklist_desk(room)
    chosen = heard(desk.person_chosen)
    model_of(desk).open_person(str(person.id))
    assert chosen == [person.id]


def test_a_signed_form_is_looked_at_when_nothing_is_to_be_done(
    room: BackRoom, qtbot: QtBot
) -> None:
    person = room.admit(antipsychotic_started=date(2026, 8, 30))
    form = room.open_form(person)
    answers = {key: text for card in ANSWERS.values() for key, text in card.items()}
    by, pack = room.by(), room.backstage.pack
    room.run(lambda work: screening.answer(work, by, form.form.id, answers))
    desk = worklist_desk(room)
    checked, looked = heard(desk.person_chosen), []
    desk.form_chosen.connect(lambda *ids: looked.append(ids))
    desk.refresh()
    qtbot.waitUntil(lambda: len(names(desk)) == 1)
    assert (view_of(desk).rows[0].action, view_of(desk).rows[0].due_words) == (
        "Continue",
        "Not signed yet",
    )
    model_of(desk).open_person(str(person.id))
    assert (checked, looked) == ([person.id], [])
    room.run(lambda work: screening.sign(work, by, form.form.id, pack, LONDON))
    desk.refresh()
    qtbot.waitUntil(lambda: view_of(desk).rows[0].action == "View")
    assert view_of(desk).rows[0].due_words == "All done"
    model_of(desk).open_person(str(person.id))
    assert (checked, looked) == ([person.id], [(person.id, form.form.id)])


def test_for_somebody_who_may_not_see_people_nobody_is_read(room: BackRoom, qtbot: QtBot) -> None:
    desk = worklist_desk(room, TECHNICIAN)
    troubled = heard(desk.troubled)
    desk.refresh()
    room.run(lambda work: None)
    qtbot.wait(50)
    assert desk.worklist is None
    assert troubled == []
    assert room.audit() == []


def test_a_station_to_which_nobody_has_signed_in_reads_ahead_and_shows_nobody(
    room: BackRoom, qtbot: QtBot
) -> None:
    for _ in range(3):
        room.open_form(room.admit(nhs_number=None))
    desk = worklist_desk(room, nobody("ASH-01"))
    before = room.audit()
    desk.warm()
    qtbot.waitUntil(lambda: desk._memory is not None and len(desk._memory.derived) == 3)
    assert model_of(desk).view is None
    assert room.audit() == before, "nothing was shown, so nothing is told"
    desk.refresh()
    assert model_of(desk).view is None
    desk._questions.become(NURSE)
    desk.refresh()
    qtbot.waitUntil(lambda: len(names(desk)) == 3)
    assert room.audit()[-1] == "people.listed"


def equipment_desk(
    room: BackRoom, actor: Actor = TECHNICIAN
) -> tuple[EquipmentDesk, EquipmentViewModel, Questions]:
    questions = Questions(room.backstage, actor)
    model = EquipmentViewModel(questions, wanted=ListWanted(ward="Ash"))
    return EquipmentDesk(questions, model, parent=questions), model, questions


def shown(model: EquipmentViewModel) -> EquipmentView:
    assert model.view is not None
    return model.view


def tags(model: EquipmentViewModel) -> list[str]:
    return [] if model.view is None else [row.tag for row in model.view.rows]


def test_equipment_is_listed_most_urgent_first_with_its_record(
    room: BackRoom, qtbot: QtBot
) -> None:
    room.equip("BP-1")
    late = room.equip("BP-2", LATE)
    room.send(late, pressure())
    desk, model, _questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: tags(model) == ["BP-2", "BP-1"])
    assert model.view is not None
    assert model.view.rows[0].last_seen == "Today, 09:41"
    model.select(str(late.id))
    qtbot.waitUntil(lambda: model.view is not None and model.view.record is not None)
    record = model.view.record
    assert record is not None
    assert record.tag == "BP-2"
    assert record.why.startswith("Calibration was due on 14 Nov 2026, 8 days ago.")
    assert [entry.what for entry in record.history] == ["Calibration: passed", "Accepted"]


def test_a_reading_renews_when_the_device_was_last_heard(room: BackRoom, qtbot: QtBot) -> None:
    cuff = room.equip("BP-1")
    desk, model, questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: tags(model) == ["BP-1"])
    assert model.view is not None
    assert model.view.rows[0].last_seen == "14 Feb 2026"
    questions.happened.emit(told(room.send(cuff, pressure())))
    assert model.view.rows[0].last_seen == "Today, 09:41"


def test_a_check_that_passes_shows_on_the_row_and_in_the_record(
    room: BackRoom, qtbot: QtBot
) -> None:
    late = room.equip("BP-2", LATE)
    desk, model, _questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: tags(model) == ["BP-2"])
    model.select(str(late.id))
    qtbot.waitUntil(lambda: model.view is not None and model.view.record is not None)
    room.run(
        lambda work: assets.log_check(
            work,
            room.by(TECHNICIAN),
            late.id,
            Check.CALIBRATION,
            Verdict.PASS,
            room.now - timedelta(hours=1),
        )
    )
    desk.refresh()
    qtbot.waitUntil(
        lambda: (
            model.view is not None
            and model.view.record is not None
            and len(model.view.record.history) == 3
        )
    )
    assert model.view is not None
    qtbot.waitUntil(lambda: shown(model).rows[0].status_text == "Available")
    assert model.view.record is not None
    assert model.view.record.why == ""


def test_only_the_chosen_record_is_shown(room: BackRoom, qtbot: QtBot) -> None:
    assets = [room.equip(f"BP-{n}") for n in range(3)]
    desk, model, _questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: len(tags(model)) == 3)
    shown: list[str] = []
    model.changed.connect(lambda view: shown.append(view.record.tag) if view.record else None)
    for asset in assets:
        model.select(str(asset.id))
    qtbot.waitUntil(lambda: bool(shown))
    assert set(shown) == {"BP-2"}


def test_equipment_out_of_use_is_told_even_without_a_driver(room: BackRoom, qtbot: QtBot) -> None:
    room.equip("TH-1", LATE, AssetEventKind.QUARANTINED, driver=None, link=None)
    desk, model, _questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: tags(model) == ["TH-1"])
    assert model.view is not None
    assert model.view.rows[0].status_text == "Quarantined"


def test_the_list_is_filtered_as_it_is_typed_and_the_last_key_wins(
    room: BackRoom, qtbot: QtBot
) -> None:
    room.equip("BP-1", model="UA-651")
    room.equip("BP-2", LATE, model="Other")
    room.equip("SC-1", category="scale", ward="Birch")
    desk, model, _questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: tags(model) == ["BP-2", "BP-1"])
    for text in ("u", "ua", "ua-6", "ua-651 bp"):
        model.type_search(text)
    qtbot.waitUntil(lambda: tags(model) == ["BP-1"])
    model.type_search("nothing of it")
    qtbot.waitUntil(lambda: tags(model) == [])
    assert shown(model).empty_title == "Nothing matches."
    model.want(ListWanted())
    qtbot.waitUntil(lambda: tags(model) == ["BP-2", "BP-1", "SC-1"])
    assert shown(model).title == "Equipment, all wards"
    assert [row.location for row in shown(model).rows] == ["Ash", "Ash", "Birch"]
    model.want(ListWanted(status=AssetStatus.OVERDUE))
    qtbot.waitUntil(lambda: tags(model) == ["BP-2"])
    assert [(c.count, c.words, c.chosen) for c in shown(model).counts] == [
        (3, "devices", False),
        (1, "overdue", True),
        (2, "available", False),
    ]
    model.want(ListWanted(due_days=0))
    qtbot.waitUntil(lambda: tags(model) == ["BP-2"])
    model.want(ListWanted(category="scale"))
    qtbot.waitUntil(lambda: tags(model) == ["SC-1"])


def test_a_long_list_is_read_on_and_stays_read(room: BackRoom, qtbot: QtBot) -> None:
    for place in range(70):
        room.equip(f"BP-{place:03d}")
    desk, model, _questions = equipment_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: len(tags(model)) == 60)
    assert shown(model).total == 70
    model.fetch_more()
    model.fetch_more()
    qtbot.waitUntil(lambda: len(tags(model)) == 70)
    assert tags(model) == sorted(tags(model))
    read = [False]
    desk.listed.connect(lambda: read.__setitem__(0, True))
    desk.refresh()
    qtbot.waitUntil(lambda: read[0])
    assert len(tags(model)) == 70


def test_a_piece_is_shown_by_its_tag_though_the_list_does_not_show_it(
    room: BackRoom, qtbot: QtBot
) -> None:
    room.equip("BP-1")
    room.equip("SC-1", ward="Birch")
    desk, model, _questions = equipment_desk(room)
    troubled = heard(desk.troubled)
    desk.open_page()
    qtbot.waitUntil(lambda: tags(model) == ["BP-1"])
    desk.show_tag("SC-1")
    qtbot.waitUntil(lambda: getattr(shown(model).record, "tag", "") == "SC-1")
    desk.refresh()
    qtbot.wait(50)
    assert getattr(shown(model).record, "tag", "") == "SC-1"
    desk.show_tag("XX-9")
    qtbot.waitUntil(lambda: bool(troubled))
    assert "No equipment here has the tag XX-9." in str(troubled[0])


def test_who_may_not_see_equipment_is_told_so(room: BackRoom, qtbot: QtBot) -> None:
    desk, model, _questions = equipment_desk(room, NOBODY)
    troubled = heard(desk.troubled)
    desk.open_page()
    qtbot.waitUntil(lambda: len(troubled) == 1)
    assert "Nora Sample may not look at the equipment." in str(troubled[0])
    assert model.view is None


def quality_desk(
    room: BackRoom, actor: Actor = TECHNICIAN, page: int = 200
) -> tuple[QualityDesk, QualityViewModel, Questions]:
    questions = Questions(room.backstage, actor)
    model = QualityViewModel(questions)
    return QualityDesk(questions, model, ward="Ash", page=page), model, questions


def values(model: QualityViewModel) -> list[str]:
    return [] if model.view is None else [row.value for row in model.view.rows]


def test_control_results_are_listed_and_new_ones_appear(room: BackRoom, qtbot: QtBot) -> None:
    box = room.equip("HB-1")
    room.send(box, control_result("38"))
    room.send(box, pressure())
    desk, model, questions = quality_desk(room)
    desk.open_page()
    qtbot.waitUntil(lambda: values(model) == ["38"])
    questions.happened.emit(told(room.send(box, control_result("79"))))
    qtbot.waitUntil(lambda: values(model) == ["79", "38"])
    assert model.view is not None
    assert model.view.summary == "2 control results"
    desk.leave_page()
    listed = room.audit().count("controls.listed")
    questions.happened.emit(told(room.send(box, control_result("80"))))
    assert room.audit().count("controls.listed") == listed


def test_more_control_results_are_read_when_the_page_asks(room: BackRoom, qtbot: QtBot) -> None:
    box = room.equip("HB-1")
    for value in ("37", "38", "39"):
        room.send(box, control_result(value))
    desk, model, _questions = quality_desk(room, page=2)
    desk.open_page()
    qtbot.waitUntil(lambda: values(model) == ["39", "38"])
    assert model.view is not None
    assert model.view.total == 3
    model.fetch_more()
    qtbot.waitUntil(lambda: values(model) == ["39", "38", "37"])


def test_the_record_of_a_control_result_is_read(room: BackRoom, qtbot: QtBot) -> None:
    box = room.equip("HB-1")
    control = room.send(box, control_result("38"))
    desk, model, _questions = quality_desk(room)
    ready, troubled = heard(desk.record_ready), heard(desk.troubled)
    model.open_record(str(control.reading.id))
    qtbot.waitUntil(lambda: len(ready) == 1)
    view = ready[0]
    assert isinstance(view, ReadingRecordView)
    assert view.title == "HbA1c 38 mmol/mol"
    assert view.events[0].what == "Judged: kept and never used"
    model.open_record(str(some_uuid()))
    qtbot.waitUntil(lambda: len(troubled) == 1)
    assert "not in this station's database" in str(troubled[0])


def test_who_may_not_see_controls_is_told_so(room: BackRoom, qtbot: QtBot) -> None:
    desk, _model, _questions = quality_desk(room, NOBODY)
    troubled = heard(desk.troubled)
    desk.open_page()
    qtbot.waitUntil(lambda: len(troubled) == 1)
    assert "may not look at control results" in str(troubled[0])


def test_no_desk_waits_for_a_busy_database(room: BackRoom, qtbot: QtBot) -> None:
    room.admit()
    room.equip("BP-1")
    people = worklist_desk(room)
    equipped, equipment_model, _q1 = equipment_desk(room)
    quality, quality_model, _q2 = quality_desk(room)
    release: Future[None] = Future()
    room.hold_up(release)
    began = time.monotonic()
    try:
        people.refresh()
        equipped.open_page()
        quality.open_page()
        qtbot.wait(20)
        took = time.monotonic() - began
        assert model_of(people).view is None
    finally:
        release.set_result(None)
    assert took < 1
    qtbot.waitUntil(lambda: len(names(people)) == 1)
    qtbot.waitUntil(lambda: tags(equipment_model) == ["BP-1"])
    qtbot.waitUntil(lambda: quality_model.view is not None)

"""The charts page: drawn, stepped through, printed, and served from a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Observation, Quantity
from clinicapp.domain.quality.intervals import QualityPlan
from clinicapp.services.quality import qc
from clinicapp.ui.desks.quality.charts_desk import ChartsDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.documents.control_charts import draw_charts
from clinicapp.ui.viewmodels.entry_view import EntrySpec
from clinicapp.ui.viewmodels.quality.charts_view import ChartsView, PointKind
from clinicapp.ui.viewmodels.quality.charts_view_model import ChartsViewModel
from tests.support.back_room import NURSE, TECHNICIAN, BackRoom, control_result, told
from tests.support.facts import an_observation
from tests.support.page_window import clipped_words, open_page
from tests.support.quality_samples import a_lot, an_entry
from tests.ui.test_present_charts import ASSET, BAD, GOOD, ONE, board, shown

if TYPE_CHECKING:
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.staff import Actor

LOCKED = shown(board(*GOOD, BAD))


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("locked", [True, False])
def test_nothing_is_clipped(qtbot: QtBot, scale: float, locked: bool) -> None:
    view = LOCKED if locked else shown(board(*GOOD))
    opened = open_page(qtbot, "charts", view, scale)
    assert clipped_words(opened.page, opened.theme) == []
    assert (opened.page.banner is not None) is locked


def test_a_locked_analyser_puts_the_focus_on_what_unlocks_it(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "charts", LOCKED)
    asked: list[tuple[str, str]] = []
    opened.model.panel_requested.connect(lambda kind, result: asked.append((kind, result)))
    assert opened.page.banner.again.hasFocus()
    QTest.keyClick(opened.page.banner.again, Qt.Key.Key_Space)
    QTest.keyClick(opened.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(opened.window, Qt.Key.Key_F5)
    assert asked == [("run", ""), ("action", ""), ("run", "")]


def test_somebody_who_may_not_record_is_told_so(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "charts", replace(LOCKED, may_run=False))
    asked: list[str] = []
    opened.model.panel_requested.connect(lambda kind, _result: asked.append(kind))
    assert not opened.page.banner.again.isEnabled()
    assert opened.page.banner.again.toolTip() == "You may not record controls."
    QTest.keyClick(opened.window, Qt.Key.Key_F5)
    assert asked == []


def test_points_are_stepped_through_and_marked_in_the_table(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "charts", LOCKED)
    chart = opened.page.levels[1].chart
    chart.setFocus()
    before = chart.grab().toImage()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current is not None
    assert chart.current.kind is PointKind.REJECT
    assert chart.accessibleDescription() == chart.current.words
    assert opened.page.table.current_key() == str(BAD.id)
    assert chart.grab().toImage() != before
    for key, wanted in (
        (Qt.Key.Key_Left, GOOD[1].id),
        (Qt.Key.Key_Left, GOOD[1].id),
        (Qt.Key.Key_End, BAD.id),
        (Qt.Key.Key_Right, BAD.id),
        (Qt.Key.Key_Home, GOOD[1].id),
    ):
        QTest.keyClick(chart, key)
        assert chart.current.result_id == str(wanted)
    opened.page.table.setFocus()
    QTest.keyClick(opened.page.table, Qt.Key.Key_End)
    QTest.keyClick(opened.page.table, Qt.Key.Key_Up)
    assert opened.page.levels[1].chart.current is not None


def test_another_result_is_drawn_without_making_the_page_anew(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "charts", LOCKED)
    levels, table = opened.page.levels, opened.page.table
    picture = levels[0].chart.grab().toImage()
    opened.model.show(shown(board(*GOOD, BAD, an_entry(ONE, ASSET.id, "36", 4))))
    assert opened.page.levels is levels
    assert opened.page.table is table
    assert levels[0].chart.grab().toImage() != picture


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_the_charts_are_drawn_on_paper(qtbot: QtBot, tmp_path: Path) -> None:
    for name, view in (("full", LOCKED), ("bare", replace(LOCKED, rows=(), charts=()))):
        assert draw_charts(QPdfWriter(str(tmp_path / name)), view)
    sizes = [(tmp_path / name).stat().st_size for name in ("full", "bare")]
    assert sizes[0] > sizes[1] > 500
    assert not draw_charts(QPdfWriter(str(tmp_path / "no" / "such")), LOCKED)


def hba1c(value: str) -> Observation:
    return an_observation("hba1c", quantities=(Quantity("hba1c_mmol_mol", Decimal(value)),))


# The desk, on a real database.


class Served:
    """A desk at an analyser, and what it shows and asks."""

    def __init__(self, room: BackRoom, actor: Actor = NURSE) -> None:
        self.room = room
        self.model = ChartsViewModel()
        self.questions = Questions(room.backstage, actor)
        self.desk = ChartsDesk(self.questions, self.model, ward="Ash")
        self.views: list[ChartsView] = []
        self.specs: list[EntrySpec] = []
        self.typed: list[dict[str, str]] = []
        self.refused: list[dict[str, str]] = []
        self.stored: list[bool] = []
        self.model.changed.connect(self.views.append)
        self.model.asking.connect(self.asked)
        self.model.refused.connect(self.refused.append)
        self.model.stored.connect(lambda: self.stored.append(True))

    def asked(self, spec: EntrySpec, typed: dict[str, str]) -> None:
        self.specs.append(spec)
        self.typed.append(typed)

    def submit(self, qtbot: QtBot, kind: str, answers: dict[str, str]) -> None:
        """Submit, and wait until it is stored and shown."""
        count, seen = len(self.stored), len(self.views)
        self.model.submitted.emit(kind, answers)
        qtbot.waitUntil(lambda: len(self.stored) > count)
        qtbot.waitUntil(lambda: len(self.views) > seen)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def analyser(room: BackRoom) -> Asset:
    asset = room.equip("DCA-02", None, check=Check.QUALITY_CONTROL, category="hba1c_analyser")
    plan = QualityPlan(levels=1, every_hours=24)
    room.run(lambda work: qc.set_plan(work, room.by(TECHNICIAN), asset.id, plan))
    return asset


def opened_lot(room: BackRoom, asset: Asset) -> str:
    lot = a_lot(1, added_at=room.now)
    room.run(lambda work: qc.add_and_open(work, room.by(TECHNICIAN), asset.id, lot))
    return str(lot.id)


def test_a_lot_is_added_and_opened_and_a_control_recorded(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    served = Served(room, TECHNICIAN)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    assert served.views[-1].empty[0] == "No control material is open for DCA-02."
    served.model.panel_requested.emit("lot", "")
    answers = {field.key: field.value for field in served.specs[0].fields}
    served.model.submitted.emit("lot", answers)
    assert served.refused[-1] == {"known": "Choose the lot, or another one that is not here yet."}
    new = {"known": "new", "scan": "L-9", "expires": "30 Jun 2027", "level": "1", "mean": "34"}
    served.model.submitted.emit("lot", answers | new)
    assert served.refused[-1] == {"sd": "Give both, or neither."}
    served.submit(qtbot, "lot", answers | new | {"sd": "1.4"})
    assert served.views[-1].lots[0].values[0] == "L-9"
    served.model.panel_requested.emit("run", "")
    lot = served.specs[-1].fields[0].value
    served.model.submitted.emit("run", {"lot": lot, "value": "3x"})
    assert "Type the number" in served.refused[-1]["value"]
    served.submit(qtbot, "run", {"lot": lot, "value": "39"})
    assert served.views[-1].rows[0].rules == "1-3s"
    banner = served.views[-1].banner
    assert banner is not None
    assert banner.title.startswith("Locked for patient tests: 1-3s rule at 09:41")
    result = served.views[-1].rows[0].result_id
    served.model.submitted.emit("result", {"what": "", "reason": "", "result": result})
    assert served.refused[-1] == {"what": "Choose what to do."}
    served.submit(qtbot, "result", {"what": "exclude", "reason": "Wrong vial", "result": result})
    assert served.views[-1].rows[0].action == "Excluded"
    served.questions.close()


def test_a_strip_whose_control_is_a_word_is_typed_judged_and_locks_that_strip_alone(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    number = opened_lot(room, analyser)
    served = Served(room, TECHNICIAN)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    served.model.panel_requested.emit("lot", "")
    answers = {field.key: field.value for field in served.specs[-1].fields}
    new = {"known": "new", "scan": "U-1", "expires": "30 Jun 2027", "level": "2"}
    strip = answers | new | {"field": "urine_protein"}
    served.model.submitted.emit("lot", strip)
    assert set(served.refused[-1]) == {"source"}
    served.model.submitted.emit("lot", strip | {"source": "word"})
    assert set(served.refused[-1]) == {"expected"}
    # What was typed for another kind of target is not asked any more, and not taken.
    served.submit(qtbot, "lot", strip | {"source": "word", "expected": " Trace , +", "mean": "3"})
    assert served.views[-1].lots[1].values[1:3] == ("Trace or +", "None, a word")
    served.model.panel_requested.emit("run", "")
    fields = {field.key: field for field in served.specs[-1].fields}
    lot = next(o.code for o in fields["lot"].options if "U-1" in o.label)
    assert fields["word"].only_when == ("lot", lot)
    assert fields["value"].only_when == ("lot", number)
    blank = {"lot": lot, "value": "", "word": ""}
    served.model.submitted.emit("run", blank)
    assert served.refused[-1] == {"word": "Choose what the strip or the analyser shows."}
    for word, rules in (("trace", "Pass"), ("+", "Pass"), ("negative", "Out")):
        later(room)
        served.submit(qtbot, "run", blank | {"word": word})
        row = served.views[-1].rows[0]
        assert (row.value.strip(), row.z, row.rules) == (word.capitalize(), "", rules)
    later(room)
    served.submit(qtbot, "run", blank | {"lot": number, "value": "34"})
    banner = served.views[-1].banner
    assert banner is not None
    assert banner.title.startswith("Urine protein locked for patient tests: not as expected at")
    assert banner.hint == (
        "Record a passing control of urine protein level 2 to unlock. HbA1c can be used."
    )
    chart = served.views[-1].charts[1]
    assert [line.name for line in chart.lines] == ["Out", "In"]
    assert [(point.y, point.label) for point in chart.points] == [
        (0.0, ""),
        (0.0, ""),
        (3.0, "Negative"),
    ]
    form = room.open_form(room.admit())
    placed = room.send(analyser, hba1c("44"), room.arm(form))
    assert placed.fact is not None
    served.questions.close()


def later(room: BackRoom) -> None:
    room.now += timedelta(minutes=2)


def test_a_refusal_is_said_in_the_panel_and_what_was_typed_stays(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    opened_lot(room, analyser)
    served = Served(room)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    served.model.typed.emit("action", {"reason": "Vial was warm"})
    served.model.panel_requested.emit("action", "")
    assert served.typed[-1] == {"reason": "Vial was warm"}
    served.model.submitted.emit("action", {"action": "", "reason": "x", "result": ""})
    assert served.refused[-1] == {"action": "Choose what was done."}
    served.model.submitted.emit("action", {"action": "Other", "reason": " ", "result": ""})
    assert "Say what was found" in served.refused[-1]["reason"]
    served.submit(qtbot, "action", {"action": "Other", "reason": "Vial was warm", "result": ""})
    served.model.panel_requested.emit("action", "")
    assert served.typed[-1] == {}
    served.questions.close()


def test_what_is_typed_is_there_after_a_crash_and_only_for_whoever_typed_it(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    opened_lot(room, analyser)

    def at_the_page(actor: Actor) -> Served:
        served = Served(room, actor)
        served.desk.open_page()
        qtbot.waitUntil(lambda: bool(served.views))
        return served

    first = at_the_page(TECHNICIAN)
    texts = {
        "lot": {"scan": "L-7"},
        "plan": {"scheme": "Example scheme"},
        "action": {"reason": "é"},
    }
    for panel, typed in texts.items():
        first.model.panel_requested.emit(panel, "")
        first.model.typed.emit(panel, typed)
    # Another one signs in at the same window, and finds empty panels.
    first.questions.become(NURSE)
    first.model.panel_requested.emit("action", "")
    assert first.typed[-1] == {}
    first.model.typed.emit("action", {"reason": "Nurse's own"})
    first.questions.close()
    # The program was killed: another one is at the same database.
    for actor, wanted in ((TECHNICIAN, texts), (NURSE, {"action": {"reason": "Nurse's own"}})):
        served = at_the_page(actor)
        for panel in texts:
            served.model.panel_requested.emit(panel, "")
            assert served.typed[-1] == wanted.get(panel, {})
        served.questions.close()
    # Once it is recorded, nothing is left of it.
    last = at_the_page(TECHNICIAN)
    last.submit(qtbot, "action", {"action": "Other", "reason": "é", "result": ""})
    last.questions.close()
    left = room.run(lambda work: work.control_drafts.of(analyser.id, TECHNICIAN.id))
    assert set(left) == {"lot", "plan"}


def test_a_control_that_fits_no_lot_waits_and_is_assigned(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    lot = opened_lot(room, analyser)
    served = Served(room)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    placed = room.send(analyser, control_result("34", sample_ref="QC"))
    served.questions.happened.emit(told(placed))
    qtbot.waitUntil(lambda: bool(served.views[-1].waiting))
    assert served.views[-1].waiting == "1 control result from this analyser fits no lot in use."
    served.model.panel_requested.emit("assign", "")
    reading = served.specs[-1].fields[0].value
    served.model.submitted.emit("assign", {"reading": reading, "lot": ""})
    assert served.refused[-1] == {"lot": "Choose the control."}
    served.submit(qtbot, "assign", {"reading": reading, "lot": lot})
    assert served.views[-1].waiting == ""
    facts = room.run(lambda work: work.controls.facts(analyser.id))
    assert facts is not None
    assert [each.entry.value for each in facts.judged] == [Decimal(34)]
    # Asked a second time, it is refused in the panel.
    served.model.submitted.emit("assign", {"reading": reading, "lot": lot})
    qtbot.waitUntil(lambda: "assigned already" in served.refused[-1].get("lot", ""))
    served.questions.close()


def test_another_analyser_and_more_days_are_shown(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    other = room.equip("HB-9", None, check=Check.QUALITY_CONTROL, category="hba1c_analyser")
    served = Served(room)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    assert [option.label for option in served.views[-1].analysers] == [
        "Analyser DCA-02",
        "Analyser HB-9",
    ]
    served.model.analyser_chosen.emit(str(other.id))
    qtbot.waitUntil(lambda: served.views[-1].title.endswith("HB-9"))
    served.model.days_chosen.emit("60")
    qtbot.waitUntil(lambda: served.views[-1].shown_days == "60")
    assert served.views[-1].title.endswith("HB-9")
    served.desk.leave_page()
    served.questions.close()


def test_a_locked_analyser_is_overridden_once_with_a_reason(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    opened_lot(room, analyser)
    served = Served(room)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    assert served.views[-1].may_override
    served.model.panel_requested.emit("override", "")
    served.model.submitted.emit("override", {"reason": ""})
    assert served.refused[-1] == {"reason": "Choose a reason first."}
    served.submit(qtbot, "override", {"reason": "urgent"})
    form = room.open_form(room.admit())
    first = room.send(analyser, hba1c("44"), room.arm(form))
    assert first.fact is not None
    assert first.gate is not None
    assert first.gate.decision is Decision.FLAG
    second = room.send(analyser, hba1c("45"), room.arm(form))
    assert second.fact is None
    served.questions.close()


def test_a_plan_is_set_and_external_rounds_are_kept(
    room: BackRoom, analyser: Asset, qtbot: QtBot
) -> None:
    opened_lot(room, analyser)
    served = Served(room, TECHNICIAN)
    served.desk.open_page()
    qtbot.waitUntil(lambda: bool(served.views))
    served.model.panel_requested.emit("plan", "")
    blank = {field.key: "" for field in served.specs[-1].fields}
    assert [option.code for option in served.specs[-1].fields[0].options] == ["set", "add"]
    for wrong, where in (
        ({}, "what"),
        ({"what": "set"}, "every_hours"),
        ({"what": "set", "levels": "0"}, "levels"),
        ({"what": "set", "at_times": "7 o'clock"}, "at_times"),
        ({"what": "add", "deadline": "soon"}, "deadline"),
    ):
        served.model.submitted.emit("plan", blank | wrong)
        assert set(served.refused[-1]) == {where}
    times = {"what": "set", "levels": "2", "at_times": "19:00 07:00", "every_tests": "20"}
    served.submit(qtbot, "plan", blank | times | {"locks": "whole"})
    facts = room.run(lambda work: work.controls.facts(analyser.id))
    assert facts is not None
    assert facts.plan is not None
    assert facts.plan.whole
    assert served.views[-1].summary.endswith("Controls at 07:00 and 19:00")
    eqa = {"what": "add", "scheme": "Example scheme", "sample": "26-11 A"}
    served.submit(qtbot, "plan", blank | eqa | {"deadline": "21 Nov 2026"})
    served.model.panel_requested.emit("plan", "")
    assert served.specs[-1].intro == "Example scheme 26-11 A, by 21 Nov 2026: missed"
    asked = {field.key: field for field in served.specs[-1].fields}
    assert [option.label for option in asked["analyte"].options] == [
        "HbA1c",
        "All that it measures",
    ]
    assert [option.code for option in asked["locks"].options] == ["analyte", "whole"]
    (returned,) = asked["returned"].options
    for wrong, where in (
        ({"what": "return"}, "returned"),
        ({"what": "return", "returned": returned.code}, "value"),
        ({"what": "judge"}, "judged"),
        ({"what": "judge", "judged": returned.code}, "passed"),
    ):
        served.model.submitted.emit("plan", blank | wrong)
        assert set(served.refused[-1]) == {where}
    answer = {"what": "return", "returned": returned.code, "value": "41"}
    served.submit(qtbot, "plan", blank | answer)
    served.model.panel_requested.emit("plan", "")
    assert served.specs[-1].intro.endswith(": returned late")
    failed = {"what": "judge", "judged": returned.code, "passed": "no"}
    served.model.submitted.emit("plan", blank | failed)
    qtbot.waitUntil(lambda: "what is done about" in served.refused[-1].get("what", ""))
    served.submit(qtbot, "plan", blank | failed | {"action": "Service booked"})
    served.model.panel_requested.emit("plan", "")
    assert served.specs[-1].intro.endswith(": failed")
    served.questions.close()

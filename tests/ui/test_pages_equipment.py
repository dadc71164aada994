"""The equipment page: most urgent first, and the record of what is chosen."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from clinicapp.ui.models.timeline import RING_LOOKS, TimelineView
from clinicapp.ui.pages.equipment.asset_looks import COUNT_INKS, QC_LOOKS, STATUS_LOOKS
from clinicapp.ui.pages.equipment.counts_line import CountsLine
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment_view import (
    AssetStatus,
    ListWanted,
    QcKind,
    StatusCount,
    TimelineEntry,
    TimelineKind,
)
from tests.support import page_samples as samples
from tests.support.page_window import open_page
from tests.support.ui_window import accessible_name


def test_every_state_has_an_icon_that_exists() -> None:
    theme = Theme()
    assert set(STATUS_LOOKS) == set(COUNT_INKS) == set(AssetStatus)
    assert set(QC_LOOKS) == set(QcKind) - {QcKind.NOT_NEEDED}
    assert set(RING_LOOKS) == set(TimelineKind)
    icons = [look.icon for look in STATUS_LOOKS.values()]
    icons += [icon for icon, _ in (*QC_LOOKS.values(), *RING_LOOKS.values())]
    assert all(theme.icons._source(icon) for icon in icons)


def test_moving_to_a_row_asks_for_its_record_and_enter_goes_to_it(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", samples.EQUIPMENT)
    asked: list[str] = []
    opened.model.selected.connect(asked.append)
    assert opened.page.table.current_key() == "a-BP-0122"
    QTest.keyClick(opened.page.table, Qt.Key.Key_Up)
    assert asked == ["a-SC-0003"]
    QTest.keyClick(opened.page.table, Qt.Key.Key_Return)
    assert opened.page.record.area.hasFocus()
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    assert opened.page.table.hasFocus()


def test_the_most_urgent_is_chosen_when_nothing_is(qtbot: QtBot) -> None:
    view = replace(samples.EQUIPMENT, selected_id="", record=None)
    opened = open_page(qtbot, "equipment", view)
    assert opened.model.wanted == "a-TH-0031"
    assert opened.page.table.current_key() == "a-TH-0031"


def test_rows_that_come_while_the_empty_page_has_the_focus_show_the_record_that_was_read(
    qtbot: QtBot,
) -> None:
    opened = open_page(qtbot, "equipment", samples.NO_EQUIPMENT)
    asked: list[str] = []
    opened.model.selected.connect(asked.append)
    opened.model.show(samples.EQUIPMENT)
    assert opened.page.table.current_key() == "a-BP-0122"
    assert opened.page.table.hasFocus()
    assert asked == []


def test_the_record_says_facts_checks_and_history_newest_first(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", samples.EQUIPMENT)
    words = "\n".join(label.text() for label in opened.page.record.findChildren(QLabel))
    for text in ("BP-0122", "In use", "A&D UA-651", "519070412", "Due 14 Feb 2027"):
        assert text in words
    timeline = opened.page.record.findChild(TimelineView)
    model = timeline.model()
    spoken = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert spoken[0] == "User check: pass, 20 Nov 2026, Rosa Tester"
    assert len(spoken) == len(samples.ASSET_RECORD.history)
    assert timeline.height() == sum(timeline.sizeHintForRow(row) for row in range(len(spoken)))


def test_the_record_of_what_may_not_be_used_says_why(qtbot: QtBot) -> None:
    view = replace(samples.EQUIPMENT, selected_id="a-TH-0031", record=samples.OVERDUE_RECORD)
    opened = open_page(qtbot, "equipment", view)
    words = [label.text() for label in opened.page.record.findChildren(QLabel)]
    assert samples.OVERDUE_RECORD.why in words
    assert "Nothing is recorded about it yet." in words


def test_every_key_and_choice_asks_for_another_list(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", samples.EQUIPMENT)
    asked: list[ListWanted] = []
    opened.model.list_requested.connect(asked.append)
    QTest.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert opened.page.search.hasFocus()
    QTest.keyClicks(opened.page.search, "bp")
    assert [each.typed for each in asked] == ["b", "bp"]
    category, _status, due, ward, whose = opened.page.filters
    category.chosen.emit("bp_monitor")
    due.chosen.emit("30")
    ward.chosen.emit("")
    whose.chosen.emit("leased")
    assert asked[-1] == ListWanted(typed="bp", category="bp_monitor", due_days=30, funding="leased")
    QTest.keyClick(opened.page.search, Qt.Key.Key_Down)
    assert opened.page.table.hasFocus()


def test_a_count_shows_only_those_and_again_all(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", samples.EQUIPMENT)
    every, in_use, due_soon, *_others = opened.page.head.counts.buttons
    due_soon.click()
    assert opened.model.list_wanted.status is AssetStatus.DUE_SOON
    assert not due_soon.isChecked()
    counts = tuple(
        replace(count, chosen=count.status is AssetStatus.DUE_SOON)
        for count in samples.EQUIPMENT.counts
    )
    opened.model.show(replace(samples.EQUIPMENT, counts=counts))
    assert due_soon.isChecked()
    assert accessible_name(due_soon) == "1 due soon, shown"
    due_soon.click()
    assert opened.model.list_wanted.status is None
    in_use.click()
    every.click()
    assert opened.model.list_wanted.status is None


def test_who_may_not_add_equipment_is_not_offered_it(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", replace(samples.EQUIPMENT, add=False))
    pressed: list[bool] = []
    opened.model.add_pressed.connect(lambda: pressed.append(True))
    assert not opened.page.head.add.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    opened.model.show(samples.EQUIPMENT)
    assert opened.page.head.add.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [True]


def test_what_was_corrected_is_struck_and_says_why(qtbot: QtBot) -> None:
    entry = TimelineEntry(TimelineKind.FAILED, "Calibration: failed", "1 Feb", "Corrected", True)
    record = replace(samples.ASSET_RECORD, history=(entry, *samples.ASSET_RECORD.history))
    opened = open_page(qtbot, "equipment", replace(samples.EQUIPMENT, record=record))
    model = opened.page.record.findChild(TimelineView).model()
    assert model.index(0, 0).data() == "Calibration: failed, 1 Feb, Corrected"


def test_an_empty_ward_says_what_to_do(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", samples.NO_EQUIPMENT)
    assert opened.page.panel.is_empty
    assert not opened.page.record.isVisible()
    words = [label.text() for label in opened.page.panel.findChildren(QLabel)]
    assert "No equipment on this ward." in words
    assert "Ask the equipment lead to add the ward's devices." in words


@pytest.mark.parametrize("width", [300, 500, 900, 2000])
def test_counts_take_as_many_lines_as_they_need_and_never_overlap(qtbot: QtBot, width: int) -> None:
    line = CountsLine(Theme())
    qtbot.addWidget(line)
    line.show_counts(tuple(StatusCount(12, status, status.value) for status in AssetStatus))
    places = line.places(width)
    assert len(places) == len(AssetStatus)
    for place in places:
        assert place.right() < width
        assert place.height() >= Theme().size.target
    for first, second in pairwise(places):
        assert first.right() < second.left() or first.bottom() < second.top()
    assert line.heightForWidth(width) == places[-1].bottom() + 1


def test_the_arrow_keys_scroll_the_record_at_large_text(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "equipment", samples.EQUIPMENT, scale=1.5)
    area = opened.page.record.area
    area.setFocus()
    assert area.verticalScrollBar().maximum() > 0
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    ring = opened.page.record.area.ring_rect()
    assert area.rect().contains(ring)
    assert area.viewport().rect().contains(QPoint(1, 1))

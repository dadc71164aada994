"""The worklist page: finding, filtering and opening somebody."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clinicapp.ui.models.cells import CELL_ROLE, cell_size
from clinicapp.ui.viewmodels.worklist.worklist_view import Filter
from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel
from tests.support import page_samples as samples
from tests.support.page_window import OpenPage, clipped_words, open_page

NO_KEYS = Qt.KeyboardModifier.NoModifier


def opened_with_log(qtbot: QtBot) -> tuple[OpenPage, list[str]]:
    opened = open_page(qtbot, "worklist", samples.WORKLIST)
    log: list[str] = []
    opened.model.person_opened.connect(log.append)
    return opened, log


def test_the_search_box_has_the_focus_at_once(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "worklist", samples.WORKLIST)
    assert QApplication.focusWidget() is opened.page.search


def test_typing_asks_once_after_a_pause_and_nothing_typed_is_lost(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "worklist", samples.WORKLIST)
    asked: list[str] = []
    opened.model.search_requested.connect(asked.append)
    QTest.keyClicks(opened.page.search, "exam")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["exam"])
    opened.model.show(replace(samples.NOBODY, query="exam"))
    opened.window.set_text_scale(1.5)
    assert opened.page.search.text() == "exam"
    qtbot.wait(300)
    assert asked == ["exam"]


def test_the_pause_begins_anew_with_each_letter(qtbot: QtBot) -> None:
    model = WorklistViewModel(pause_ms=60_000)
    asked: list[str] = []
    model.search_requested.connect(asked.append)
    model.type_search("a")
    model.type_search("am ")
    model.search_now()
    assert asked == ["am"]


def test_enter_in_the_table_opens_the_row_and_letters_do_nothing(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    QTest.keyClick(opened.page.search, Qt.Key.Key_Down)
    table = opened.page.table
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClicks(table, "TESTCASE")
    assert table.current_key() == "p-1"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert log == ["p-1"]


def test_the_button_of_a_row_opens_it_and_a_click_beside_it_only_chooses(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    table = opened.page.table
    left = Qt.MouseButton.LeftButton

    def middle(column: int) -> QPoint:
        point: QPoint = table.visualRect(table.model().index(2, column)).center()
        return point

    QTest.mouseClick(table.viewport(), left, NO_KEYS, middle(0))
    assert (table.current_key(), log) == ("p-2", [])
    QTest.mouseClick(table.viewport(), left, NO_KEYS, middle(9))
    assert log == ["p-2"]
    QTest.mouseDClick(table.viewport(), left, NO_KEYS, middle(1))
    assert log == ["p-2", "p-2"]


def test_enter_in_the_box_opens_the_only_match_but_never_an_older_answer(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    amara = samples.worklist_rows()[3:4]
    opened.model.show(replace(samples.WORKLIST, rows=amara, query="bashir"))
    opened.page.search.setText("amara")
    QTest.keyClick(opened.page.search, Qt.Key.Key_Return)
    assert log == []
    opened.model.show(replace(samples.WORKLIST, rows=amara, query="amara"))
    QTest.keyClick(opened.page.search, Qt.Key.Key_Return)
    assert log == ["p-3"]


def test_nobody_found_says_what_to_do_and_esc_clears_the_search(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    asked: list[str] = []
    opened.model.search_requested.connect(asked.append)
    opened.page.search.setText("zzz")
    opened.model.show(samples.NOBODY)
    assert opened.page.panel.is_empty
    assert not opened.page.table.isVisible()
    QTest.keyClick(opened.page.search, Qt.Key.Key_Escape)
    assert opened.page.search.text() == ""
    qtbot.waitUntil(lambda: asked == [""])


def test_ctrl_f_comes_back_to_the_search_from_the_table(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    opened.page.table.setFocus()
    QTest.keyClick(opened.page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert opened.page.search.hasFocus()


def test_a_chosen_row_outlives_an_update(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    opened.page.table.show_current("p-3")
    opened.model.show(replace(samples.WORKLIST, rows=samples.worklist_rows()[1:]))
    assert opened.page.table.current_key() == "p-3"


def test_alt_and_a_digit_or_a_press_asks_for_a_filter(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "worklist", samples.WORKLIST)
    asked: list[Filter] = []
    opened.model.filter_requested.connect(asked.append)
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        QTest.keyClick(opened.page.search, digit, Qt.KeyboardModifier.AltModifier)
    assert asked == [Filter.DUE_NOW, Filter.OVERDUE, Filter.ALL]
    opened.page.filters.pills[Filter.OVERDUE].click()
    assert asked[3:] == [Filter.OVERDUE]
    opened.model.show(replace(samples.WORKLIST, chosen=Filter.OVERDUE))
    pills = opened.page.filters.pills
    assert [key for key, pill in pills.items() if pill.isChecked()] == [Filter.OVERDUE]
    assert pills[Filter.OVERDUE].accessibleName() == "Overdue, 3 people, on"
    assert pills[Filter.DUE_NOW].accessibleName() == "Due now, 6 people, off"


def test_what_stands_at_the_right_stays_and_folds_away_at_large_text(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "worklist", samples.WORKLIST)
    side = QLabel("beside")
    opened.page.set_side(side)
    qtbot.wait(20)
    assert side.isVisible()
    table = opened.page.table
    assert (
        side.mapTo(opened.page, QPoint(0, 0)).x()
        >= table.mapTo(opened.page, table.rect().topRight()).x()
    )
    opened.window.set_text_scale(1.5)
    assert not side.isVisible()
    opened.window.set_text_scale(1.0)
    qtbot.wait(20)
    assert side.isVisible()


def test_nothing_is_clipped_beside_a_panel_of_the_pictures_width(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "worklist", samples.WORKLIST)
    side = QLabel("beside")
    side.setFixedWidth(284)
    opened.page.set_side(side)
    qtbot.wait(20)
    assert opened.window.width() == 1366
    assert clipped_words(opened.page, opened.theme) == []
    table = opened.page.table
    assert sum(table.columnWidth(c) for c in range(10)) == table.viewport().width()
    # Columns may give up the air at their right, but no words.
    air = opened.theme.size.gap_8
    for row in range(table.model().rowCount()):
        for column in range(10):
            cell = table.model().index(row, column).data(CELL_ROLE)
            wanted = cell_size(cell, opened.theme).width() - air
            rare = "1234" in cell.words or cell.words == "No start date"
            assert table.columnWidth(column) >= wanted or rare, cell.words

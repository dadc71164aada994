"""The people page: finding and opening somebody."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.ui.viewmodels.people_view_model import PeopleViewModel
from tests.support import page_samples as samples
from tests.support.page_window import OpenPage, open_page

NO_KEYS = Qt.KeyboardModifier.NoModifier


def opened_with_log(qtbot: QtBot) -> tuple[OpenPage, list[str]]:
    opened = open_page(qtbot, "people", samples.PEOPLE)
    log: list[str] = []
    opened.model.person_opened.connect(log.append)
    return opened, log


def test_the_search_box_has_the_focus_at_once(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "people", samples.PEOPLE)
    assert QApplication.focusWidget() is opened.page.search


def test_typing_asks_once_after_a_pause_and_nothing_typed_is_lost(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "people", samples.PEOPLE)
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
    model = PeopleViewModel(pause_ms=60_000)
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
    QTest.mouseClick(table.viewport(), left, NO_KEYS, middle(4))
    assert log == ["p-2"]
    QTest.mouseDClick(table.viewport(), left, NO_KEYS, middle(1))
    assert log == ["p-2", "p-2"]


def test_enter_in_the_box_opens_the_only_match_but_never_an_older_answer(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    amara = samples.person_rows()[1:2]
    opened.model.show(replace(samples.PEOPLE, rows=amara, total=1, query="bashir"))
    opened.page.search.setText("amara")
    QTest.keyClick(opened.page.search, Qt.Key.Key_Return)
    assert log == []
    opened.model.show(replace(samples.PEOPLE, rows=amara, total=1, query="amara"))
    QTest.keyClick(opened.page.search, Qt.Key.Key_Return)
    assert log == ["p-1"]


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
    opened.model.show(replace(samples.PEOPLE, rows=samples.person_rows()[1:]))
    assert opened.page.table.current_key() == "p-3"

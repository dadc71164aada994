"""The quality control page: every row says that it is on nobody's record."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.support import page_samples as samples
from tests.support.page_window import open_page


def test_every_row_says_time_analyser_analyte_lot_value_and_that_it_is_never_filed(
    qtbot: QtBot,
) -> None:
    opened = open_page(qtbot, "quality", samples.QUALITY)
    model = opened.page.table.model()
    rows = [[model.index(row, column).data() for column in range(6)] for row in range(3)]
    assert rows[0] == [
        "22 Nov 2026, 07:31",
        "Abbott Afinion 2, AF-0001",
        "HbA1c",
        "DEMO-1127A",
        "38 mmol/mol",
        "Never filed on a person",
    ]
    assert rows[2][3:5] == ["Not sent", "5.10 mmol/L"]
    assert all(row[5] == "Never filed on a person" for row in rows)


def test_enter_asks_for_the_record_of_the_row(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "quality", samples.QUALITY)
    asked: list[str] = []
    opened.model.record_requested.connect(asked.append)
    opened.page.table.setFocus()
    QTest.keyClick(opened.page.table, Qt.Key.Key_Down)
    QTest.keyClick(opened.page.table, Qt.Key.Key_Return)
    assert asked == ["c-2"]


def test_rows_that_come_to_a_table_that_has_the_focus_give_it_to_the_first(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "quality", samples.NO_CONTROLS)
    opened.page.panel.focus_rows()
    opened.model.show(samples.QUALITY)
    assert opened.page.table.hasFocus()
    assert opened.page.table.current_key() == "c-3"


def test_no_controls_says_what_to_do(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "quality", samples.NO_CONTROLS)
    assert opened.page.panel.is_empty
    words = [label.text() for label in opened.page.panel.findChildren(QLabel)]
    assert "No control results have arrived." in words
    assert "Run a control on the analyser; its result appears here by itself." in words


def test_a_row_that_was_chosen_outlives_new_results_and_large_text(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "quality", samples.QUALITY)
    opened.page.table.setFocus()
    opened.page.table.show_current("c-1")
    fresh = replace(samples.CONTROL_ROWS[0], reading_id="c-4")
    opened.model.show(replace(samples.QUALITY, rows=(fresh, *samples.CONTROL_ROWS), total=4))
    assert opened.page.table.current_key() == "c-1"
    opened.window.set_text_scale(1.5)
    assert opened.page.table.current_key() == "c-1"

"""The progress page: two figures with their tables, its choices, and what fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from clinicapp.domain.lester.completeness import Measure
from clinicapp.ui.viewmodels.progress.progress_view import ALL_WARDS
from tests.support import progress_samples as samples
from tests.support.page_window import OpenPage, clipped_cells, clipped_words, open_page
from tests.support.ui_window import accessible_name, controls, tab_chain

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
VIEWS = {
    "two years": samples.PROGRESS,
    "core six": samples.page(samples.TWO_YEARS, measure=Measure.NHSE_CORE),
    "audit": samples.page(samples.TWO_YEARS, measure=Measure.AUDIT),
    "new ward": samples.page(samples.NEW_WARD, None),
    "small ward": samples.page(samples.SMALL_WARD),
    "no forms": samples.page(samples.NO_FORMS),
}
each_view = pytest.mark.parametrize("name", VIEWS)


def opened_at(qtbot: QtBot, view: object = samples.PROGRESS, scale: float = 1.0) -> OpenPage:
    return open_page(qtbot, "progress", view, scale)


@each_view
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_clipped_and_the_window_keeps_its_size(
    qtbot: QtBot, name: str, scale: float
) -> None:
    opened = opened_at(qtbot, VIEWS[name], scale)
    assert opened.window.size() == QSize(1366, 768)
    assert clipped_words(opened.page, opened.theme) == []
    for panel in opened.page.panels:
        if panel.isVisible():
            assert clipped_cells(panel.table, opened.theme) == []
            assert panel.chart.height() >= panel.chart.minimumSizeHint().height()


@each_view
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_control_has_a_name_is_a_full_target_and_tab_reaches_it(
    qtbot: QtBot, name: str, scale: float
) -> None:
    opened = opened_at(qtbot, VIEWS[name], scale)
    chain = [w for w in tab_chain(opened.window) if opened.page.isAncestorOf(w)]
    for widget in controls(opened.page):
        assert accessible_name(widget), widget
        assert widget.height() >= 44, accessible_name(widget)
        assert widget in chain or not widget.isEnabled()
    assert all(accessible_name(widget) for widget in chain)
    buttons = [w for w in opened.page.findChildren(QAbstractButton) if w.isVisible()]
    assert buttons


def test_at_100_percent_both_figures_are_seen_and_nothing_scrolls_but_the_tables(
    qtbot: QtBot,
) -> None:
    opened = opened_at(qtbot)
    assert [panel.isVisible() for panel in opened.page.panels] == [True, True]
    for panel in opened.page.panels:
        left = panel.mapTo(opened.window, panel.rect().topLeft())
        assert left.y() + panel.height() < opened.window.height()
        table = panel.table.model()
        assert table.rowCount() == 24
        assert next(table.index(0, column).data() for column in range(4)).startswith("Nov 2026")


def test_at_150_percent_one_figure_is_shown_and_f6_goes_to_the_other(qtbot: QtBot) -> None:
    opened = opened_at(qtbot, scale=1.5)
    page = opened.page
    assert [panel.isVisible() for panel in page.panels] == [True, False]
    page.take_focus()
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    assert [panel.isVisible() for panel in page.panels] == [False, True]
    assert page.panels[1].table.hasFocus()
    page.choice.press(0)
    assert [panel.isVisible() for panel in page.panels] == [True, False]
    assert accessible_name(page.choice.buttons[0]) == "Complete screening, chosen"
    assert accessible_name(page.choice.buttons[1]) == "Red zones acted on, not chosen"


def test_alt_and_a_number_asks_for_a_measure_and_only_for_another_one(qtbot: QtBot) -> None:
    opened = opened_at(qtbot)
    asked: list[str] = []
    opened.model.measure_requested.connect(asked.append)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        QTest.keyClick(opened.window, key, ALT)
    assert asked == ["nhse_core", "audit"]


def test_the_measure_that_is_marked_is_that_of_the_figures(qtbot: QtBot) -> None:
    opened = opened_at(qtbot)
    QTest.keyClick(opened.window, Qt.Key.Key_2, ALT)
    opened.model.show(VIEWS["core six"])
    marked = [button.code for button in opened.page.measures.buttons if button.isChecked()]
    assert marked == ["nhse_core"]
    words = [label.text() for label in opened.page.findChildren(QLabel)]
    assert "12 of 18 complete (67%) in Nov 2026." in words


def test_another_ward_is_asked_for_by_keyboard(qtbot: QtBot) -> None:
    opened = opened_at(qtbot)
    asked: list[str] = []
    opened.model.ward_requested.connect(asked.append)
    opened.page.ward.setFocus()
    QTest.keyClick(opened.page.ward, Qt.Key.Key_End)
    opened.page.ward.activated.emit(opened.page.ward.currentIndex())
    assert asked
    assert set(asked) == {ALL_WARDS}
    opened.model.show(samples.page(samples.TWO_YEARS, None))
    assert opened.page.ward.currentText() == "All wards"


def test_saving_is_asked_for_only_when_there_is_something_to_save(qtbot: QtBot) -> None:
    opened = opened_at(qtbot)
    asked: list[bool] = []
    opened.model.export_requested.connect(lambda: asked.append(True))
    QTest.keyClick(opened.window, Qt.Key.Key_S, CTRL)
    assert asked == [True]
    opened.model.show(VIEWS["no forms"])
    QTest.keyClick(opened.window, Qt.Key.Key_S, CTRL)
    assert asked == [True]
    assert not opened.page.save.isEnabled()
    assert opened.page.save.toolTip() == "No form has been opened here yet."


def test_the_focus_outlives_new_months_and_another_text_scale(qtbot: QtBot) -> None:
    opened = opened_at(qtbot)
    opened.page.take_focus()
    assert opened.page.panels[0].table.hasFocus()
    opened.model.show(replace(samples.PROGRESS, notes="Other notes."))
    assert opened.page.panels[0].table.hasFocus()
    opened.window.set_text_scale(1.5)
    assert opened.page.panels[0].table.hasFocus()
    opened.model.show(VIEWS["no forms"])
    assert opened.page._empty.hasFocus()


def test_the_page_says_that_nobody_is_named_and_why_months_are_missing(qtbot: QtBot) -> None:
    opened = opened_at(qtbot)
    words = " ".join(label.text() for label in opened.page.findChildren(QLabel))
    assert "No league tables of people: nobody is named or ranked." in words
    assert "fewer than five people are not shown" in words
    assert "because somebody could be recognised" in words

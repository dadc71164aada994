"""A register on the screen: rows, the record beside them, tools, tabs, room at any text size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment_view import (
    LabelledValue,
    TimelineEntry,
    TimelineKind,
    ToolView,
)
from clinicapp.ui.viewmodels.register_view import (
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterTab,
    RegisterView,
    StatusView,
)
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel
from tests.support.page_window import clipped_words
from tests.support.ui_samples import HEADER, STATUS
from tests.support.ui_window import accessible_name

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BAD = StatusView("circle-x", "Expired", "red_text")
GOOD = StatusView("circle-check", "In date", "green_text")
VIEW = RegisterView(
    title="Stock and lots, Ash ward",
    summary="1 lot not to be used",
    columns=(
        RegisterColumn("What", "HbA1c cartridges", 3, strong=True),
        RegisterColumn("Lot", "10226A", 1),
        RegisterColumn("Notes", "12345", 1, in_compact=False),
    ),
    rows=(
        RegisterRow(
            "a", (("HbA1c cartridges", "Opened 3 Nov 2026"), ("10226A", ""), ("", "")), BAD
        ),
        RegisterRow("b", (("Glucose strips", ""), ("SG-88120", ""), ("", "")), GOOD),
    ),
    tools=(ToolView("receive", "Receive", "package-check", primary=True),),
    tabs=(
        RegisterTab("now", "Here now", "archive", 2),
        RegisterTab("before", "Used up", "clock"),
    ),
    tab="now",
    order="First expired first",
    empty_title="Nothing is kept here.",
    empty_hint="Receive a delivery.",
)
RECORD = RegisterRecord(
    key="a",
    title="HbA1c cartridges, lot 10226A",
    status=BAD,
    why="The lot has expired.",
    facts=(LabelledValue("Here", "9 tests", strong=True), LabelledValue("Expires", "3 Nov 2026")),
    heading="What happened",
    history=(TimelineEntry(TimelineKind.NOTED, "Counted, -1", "22 Nov 2026", "Rosa Tester"),),
    tools=(ToolView("count", "Count", "list-checks"),),
)


def opened(qtbot: QtBot, view: RegisterView = VIEW) -> tuple[MainWindow, RegisterPage, list[str]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply_to(application)
    model = RegisterViewModel()
    page = RegisterPage(model, theme, icon="archive")
    window = MainWindow([Area("equipment", "Equipment", "package", page)], theme)
    model.setParent(window)
    qtbot.addWidget(window)
    said: list[str] = []
    model.chosen.connect(lambda key: said.append(f"chosen {key}"))
    model.tool_pressed.connect(lambda key: said.append(f"pressed {key}"))
    model.tab_chosen.connect(lambda key: said.append(f"tab {key}"))
    window.show_header(HEADER)
    window.show_status(STATUS)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.wait(20)
    page.take_focus()
    model.show(view)
    qtbot.wait(20)
    return window, page, said


def test_the_first_row_is_chosen_and_the_arrows_choose_the_next(qtbot: QtBot) -> None:
    window, page, said = opened(qtbot)
    assert page.table.hasFocus()
    assert said == ["chosen a"]
    page._model.show(replace(VIEW, record=RECORD))
    assert accessible_name(page.record.area) == "HbA1c cartridges, lot 10226A, Expired"
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert said[-1] == "chosen b"
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert page.record.area.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert page.table.hasFocus()


def test_tools_and_tabs_are_pressed(qtbot: QtBot) -> None:
    _window, page, said = opened(qtbot)
    page._model.show(replace(VIEW, record=RECORD))
    page.tools["receive"].click()
    page.record.tools.buttons["count"].click()
    page.tabs["before"].click()
    assert said[-3:] == ["pressed receive", "pressed count", "tab before"]
    assert accessible_name(page.tabs["now"]) == "Here now, 2 waiting"


def test_other_columns_are_drawn_when_another_part_is_shown(qtbot: QtBot) -> None:
    _window, page, said = opened(qtbot)
    other = replace(VIEW, columns=VIEW.columns[:1], rows=(RegisterRow("z", (("Z", ""),), GOOD),))
    page._model.show(other)
    assert page.table.model().columnCount() == 2
    assert page.table.hasFocus()
    assert said[-1] == "chosen z"


def test_where_there_is_nothing_it_says_what_to_do(qtbot: QtBot) -> None:
    _window, page, said = opened(qtbot, replace(VIEW, rows=()))
    assert page.panel.is_empty
    assert not page.record.isVisible()
    assert said == []


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_clipped_and_every_target_is_large_enough(qtbot: QtBot, scale: float) -> None:
    window, page, _said = opened(qtbot)
    page._model.show(replace(VIEW, record=RECORD))
    window.set_text_scale(scale)
    qtbot.wait(20)
    theme = Theme().at_scale(scale)
    assert clipped_words(page, theme) == []
    assert window.width() == theme.size.window_width
    for button in (*page.tools.values(), *page.tabs.values(), *page.record.tools.buttons.values()):
        assert button.height() >= theme.size.target
        assert accessible_name(button)

"""Importing equipment at the real window: bad rows shown, good ones imported, stopped, exported."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.demo.stage import Stage
from clinicapp.domain.staff import Role
from clinicapp.ui.equipment.list_tools import ListTools, open_asset_import
from clinicapp.ui.pages.equipment.equipment_page import EquipmentPage
from clinicapp.ui.pages.worklist.import_dialog import ImportDialog
from clinicapp.ui.viewmodels.import_view import AssetTab, ImportView
from tests.support.asset_lists import listed
from tests.support.facts import an_actor
from tests.support.journey import CTRL, Nurse, at_the_window, clinic_room
from tests.support.page_window import clipped_cells, clipped_words
from tests.support.ui_window import accessible_name, controls, tab_chain

if TYPE_CHECKING:
    from clinicapp.ui.equipment.area import EquipmentArea

TOM = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with clinic_room() as found:
        yield found


@pytest.fixture
def tom(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    with at_the_window(stage, qtbot, actor=TOM) as found:
        yield found


def area(tom: Nurse) -> EquipmentArea:
    if QApplication.focusWindow() is None:
        # Without a window manager nobody gives the keyboard back when a dialog has gone.
        tom.clinic.window.activateWindow()
        tom.wait(QApplication.focusWindow, "the keyboard")
    tom.press(Qt.Key.Key_3, CTRL)
    found = tom.clinic.areas.equipment
    assert found is not None
    tom.wait(lambda: found.section("devices"), "the devices")
    return found


def a_list(folder: Path, count: int, prefix: str) -> Path:
    """So many good rows, and three bad ones among them."""
    rows = [
        f"{prefix}-{n:05},bp,A&D,UA-651,{prefix}{n},Ash,1/2/2024,1/3/2024," for n in range(count)
    ]
    rows[1:1] = [f"{prefix}-X1,bp,A&D,UA-651,{prefix}X1,Ash,31/2/2024,,"]
    rows[3:3] = [f"{prefix}-X2,bp,A&D,UA-651,{prefix}X2,Ash,1/2/2024,1/1/2024,"]
    rows.append(rows[0])
    file = folder / f"{prefix}.csv"
    file.write_bytes(listed(*rows))
    return file


def opened(tom: Nurse, file: Path, imported: list[bool]) -> ImportDialog:
    dialog = open_asset_import(
        area(tom).room, lambda: imported.append(True), ask=lambda _parent: str(file)
    )
    dialog.choose.click()
    return dialog


def view(dialog: ImportDialog) -> ImportView:
    return dialog._model.view


def test_bad_rows_are_shown_and_the_good_ones_imported(
    tom: Nurse, tmp_path: Path, qtbot: QtBot
) -> None:
    imported: list[bool] = []
    dialog = opened(tom, a_list(tmp_path, 120, "IM"), imported)
    tom.wait(lambda: view(dialog).tabs, "the comparison")
    counts = {tab.tab: tab.count for tab in view(dialog).tabs}
    assert counts == {
        AssetTab.NEW: 120,
        AssetTab.CHANGED: 0,
        AssetTab.BACKWARDS: 1,
        AssetTab.DUPLICATE: 1,
        AssetTab.REFUSED: 1,
        AssetTab.UNCHANGED: 0,
    }
    # What cannot be used is what is looked at first.
    assert view(dialog).tab is AssetTab.REFUSED
    (row,) = view(dialog).rows
    assert (row.row, row.name) == ("Row 3", "IM-X1")
    assert "no day of the calendar" in row.words
    tom.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    tom.wait(lambda: view(dialog).tab is AssetTab.BACKWARDS, "the next tab")
    assert "before it was purchased" in view(dialog).rows[0].words
    theme = tom.clinic.clinic_area.look[0]
    tom.wait(lambda: clipped_words(dialog, theme) == [], "room for every word")
    assert clipped_cells(dialog.table, theme) == []
    assert [c for c in controls(dialog) if not accessible_name(c)] == []
    assert dialog.submit in tab_chain(dialog)
    assert view(dialog).submit == "Import 120 devices"
    dialog.submit.click()
    tom.wait(lambda: view(dialog).done, "the end")
    assert view(dialog).sentence == "Done: 120 devices imported. 3 rows left out."
    assert imported
    dialog.reject()
    again = opened(tom, tmp_path / "IM.csv", imported)
    tom.wait(lambda: view(again).tabs, "the comparison")
    assert {tab.tab: tab.count for tab in view(again).tabs}[AssetTab.UNCHANGED] == 120
    assert view(again).submit_blocked == "There is nothing in this list to import."
    again.reject()


def test_an_import_can_be_stopped_and_gone_on_with(tom: Nurse, tmp_path: Path) -> None:
    imported: list[bool] = []
    dialog = opened(tom, a_list(tmp_path, 400, "ST"), imported)
    tom.wait(lambda: view(dialog).tabs, "the comparison")
    dialog.submit.click()
    tom.wait(lambda: "of 400 devices" in view(dialog).progress, "some of them")
    assert dialog.stop.isVisible()
    dialog.stop.click()
    tom.wait(lambda: view(dialog).done, "the end")
    assert view(dialog).sentence.startswith("Stopped: ")
    assert "of 400 devices imported, and they stay" in view(dialog).sentence
    dialog.reject()
    again = opened(tom, tmp_path / "ST.csv", imported)
    tom.wait(lambda: view(again).tabs, "the comparison")
    counts = {tab.tab: tab.count for tab in view(again).tabs}
    assert 0 < counts[AssetTab.UNCHANGED] < 400
    assert counts[AssetTab.NEW] + counts[AssetTab.UNCHANGED] == 400
    again.reject()


def test_a_dialog_that_is_closed_while_it_writes_stops_it(tom: Nurse, tmp_path: Path) -> None:
    imported: list[bool] = []
    dialog = opened(tom, a_list(tmp_path, 300, "CL"), imported)
    tom.wait(lambda: view(dialog).tabs, "the comparison")
    dialog.submit.click()
    dialog.reject()
    tom.wait(lambda: imported, "what was being written")
    count = tom.stage.database.run(
        lambda work: sum(each.tag.startswith("CL-") for each in work.assets.list())
    )
    assert 0 < count < 300


def test_what_is_no_list_is_said_in_the_dialog(tom: Nurse, tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    file.write_bytes(b"PK\x03\x04")
    dialog = opened(tom, file, [])
    tom.wait(lambda: view(dialog).trouble, "the sentence")
    assert "an Excel workbook and no CSV" in view(dialog).sentence
    dialog.reject()


def test_the_list_is_exported_and_comes_back_as_nothing_new(tom: Nurse, tmp_path: Path) -> None:
    found = area(tom)
    made = found.section("devices")
    assert made is not None
    assert isinstance(made.page, EquipmentPage)
    tools = ListTools(found.room, lambda: None, where=lambda _parent, name: str(tmp_path / name))
    with tom.qtbot.waitSignal(tools.desk.told) as told:
        tools.press("export")
    assert told.args[0].endswith("written to Equipment Ash.csv.")
    with tom.qtbot.waitSignal(tools.desk.told) as told:
        tools.press("histories")
    assert " events of " in told.args[0]
    shutil.copy(tmp_path / "Equipment Ash.csv", tmp_path / "list.csv")
    dialog = opened(tom, tmp_path / "list.csv", [])
    tom.wait(lambda: view(dialog).tabs, "the comparison")
    counts = {tab.tab: tab.count for tab in view(dialog).tabs}
    assert sum(counts.values()) == counts[AssetTab.UNCHANGED]
    dialog.reject()
    broken = ListTools(found.room, lambda: None, where=lambda *_: str(tmp_path / "no" / "a.csv"))
    with tom.qtbot.waitSignal(broken.desk.troubled) as told:
        broken.press("export")
    assert "cannot be written" in told.args[0]
    tom.clinic.window.show_trouble("")


def test_the_menu_offers_what_the_person_may_do(stage: Stage, qtbot: QtBot) -> None:
    for actor, offered in ((TOM, 3), (None, 2)):
        with at_the_window(stage, qtbot, actor=actor) as somebody:
            made = area(somebody).section("devices")
            assert made is not None
            page = made.page
            assert isinstance(page, EquipmentPage)
            somebody.wait(lambda: page.head.export.isVisible(), "the button")  # noqa: B023
            page.head.export.click()
            menu = page.head.lists
            assert menu is not None
            assert len(menu.actions()) == offered
            menu.close()

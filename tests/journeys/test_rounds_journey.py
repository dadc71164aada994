"""A stock-take and an audit at the real window: scanned through, broken off, signed off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.demo.stage import Stage
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.journey import CTRL, Nurse, at_the_window, clinic_room
from tests.support.page_window import clipped_cells, clipped_words

if TYPE_CHECKING:
    from clinicapp.ui.desks.equipment.rounds_desk import RoundsDesk
    from clinicapp.ui.viewmodels.register_view import RegisterView


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A room of its own: a round that is open on the ward would meet the next journey."""
    with clinic_room() as found:
        yield found


def section(nurse: Nurse) -> tuple[RegisterPage, RoundsDesk]:
    nurse.press(Qt.Key.Key_3, CTRL)
    area = nurse.clinic.areas.equipment
    assert area is not None
    area.open_section("rounds")
    nurse.wait(lambda: area.section("rounds"), "the section")
    made = area.section("rounds")
    assert made is not None
    page = made.page
    assert isinstance(page, RegisterPage)
    nurse.wait(lambda: page._model.view is not None, "the rounds")
    return page, made.desk  # type: ignore[return-value]


def view(page: RegisterPage) -> RegisterView:
    shown = page._model.view
    assert shown is not None
    return shown


def counts(page: RegisterPage) -> dict[str, int]:
    return {tab.key: tab.count for tab in view(page).tabs}


def found(page: RegisterPage) -> int:
    """``2 of 5 found`` stands beside the title."""
    return int(view(page).summary.split(" of ")[0])


def panel() -> EntryDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, EntryDialog)
    return found


def submit(nurse: Nurse, **answers: str) -> None:
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel")
    dialog = panel()
    dialog.show_answers(answers)
    dialog._save.click()
    come_back(nurse)


def come_back(nurse: Nurse) -> None:
    """Wait until the panel has gone; without a window manager nobody gives the keyboard back."""
    nurse.wait(lambda: QApplication.activeModalWidget() is None, "the panel to close")
    nurse.clinic.window.activateWindow()
    nurse.wait(QApplication.focusWindow, "the keyboard")


def test_a_stock_take_is_scanned_through_broken_off_and_signed_off(
    stage: Stage, qtbot: QtBot
) -> None:
    with at_the_window(stage, qtbot) as nurse:
        page, _desk = section(nurse)
        assert view(page).rows == ()
        page.tools["start_stock_take"].click()
        nurse.wait(lambda: counts(page), "the lists")
        expected = counts(page)["missing"]
        assert expected > 3
        assert [tab.key for tab in view(page).tabs][1:] == [
            *("found", "missing", "unexpected", "expected")
        ]
        # Scanned wherever the focus is; the record does not open meanwhile.
        for done, tag in enumerate(("BP-0122", "SC-0412"), 1):
            nurse.scan(tag)
            nurse.wait(lambda: found(page) == done, tag)  # noqa: B023
        assert nurse.clinic.window.open_key == "equipment"
        nurse.scan("BP-0122")
        nurse.wait(nurse.trouble, "the sentence")
        assert "BP-0122 has been scanned in this round already" in nurse.trouble()
        nurse.scan("NOBODYS-77")
        nurse.wait(lambda: counts(page)["unexpected"] == 1, "the strange label")
        assert nurse.trouble() == ""
        theme = nurse.clinic.clinic_area.look[0]
        nurse.wait(lambda: clipped_words(page, theme) == [], "room for every word")
        assert clipped_cells(page.table, theme) == []
    # The window has gone, as after a crash; another one goes on where it was.
    with at_the_window(stage, qtbot) as nurse:
        page, _desk = section(nurse)
        nurse.wait(lambda: counts(page), "the lists")
        assert (found(page), counts(page)["unexpected"]) == (2, 1)
        page.tools["type"].click()
        submit(nurse, tag="bp-0117")
        nurse.wait(lambda: found(page) == 3, "the typed tag")
        page.tabs["found"].click()
        nurse.wait(lambda: len(view(page).rows) == 3, "three rows")
        assert [row.cells[0][0] for row in view(page).rows] == ["BP-0117", "BP-0122", "SC-0412"]
        page._model.choose(view(page).rows[0].key)
        nurse.wait(lambda: (r := view(page).record) is not None and r.title == "BP-0117", "it")
        page._model.press("take_back")
        nurse.wait(lambda: found(page) == 2, "two again")
        page.tools["finish"].click()
        submit(nurse, note="Clinic room and store")
        nurse.wait(lambda: not view(page).tools, "the end")
        page.tabs["missing"].click()
        nurse.wait(lambda: view(page).tab == "missing", "what is missing")
        statuses = {row.status.text for row in view(page).rows}
        assert statuses == {"Missing"}
        nurse.scan("HB-0031")
        nurse.wait(lambda: nurse.clinic.areas.equipment.section("devices"), "the record")  # type: ignore[union-attr]
        page.tabs["rounds"].click()
        nurse.wait(lambda: view(page).tab in ("", "rounds"), "all rounds")
        (row,) = view(page).rows
        assert row.status.text == "Signed off"
        assert row.cells[2][0] == f"2 of {expected} found, 1 not expected"


def test_an_audit_gives_what_is_present_and_working_beside_the_round_before(
    stage: Stage, qtbot: QtBot
) -> None:
    with at_the_window(stage, qtbot) as nurse:
        page, _desk = section(nurse)
        for time in range(2):
            nurse.wait(lambda: "start_audit" in page.tools, "the button")
            page.tools["start_audit"].click()
            nurse.wait(lambda: counts(page).get("kit", 0) > 10, "the kit list")
            nurse.scan("BP-0122")
            nurse.wait(lambda: view(page).rows[0].status.text != "Not looked at", "the monitor")
            page.tools["finish"].click()
            nurse.wait(
                lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel"
            )
            panel()._save.click()
            nurse.wait(lambda: panel()._errors._summary.text(), "the sentence")
            assert "have not been looked at" in panel()._errors._summary.text()
            panel().reject()
            come_back(nurse)
            answer_all(nurse, page, "none_there" if time == 0 else "all_there")
            page.tools["finish"].click()
            submit(nurse)
            nurse.wait(lambda: not view(page).tools, "the end")
            page.tabs["rounds"].click()
        nurse.wait(lambda: len(view(page).rows) == 2, "both rounds")
        page._model.choose(view(page).rows[0].key)
        nurse.wait(lambda: view(page).record is not None, "the record")
        record = view(page).record
        assert record is not None
        facts = {fact.label: fact.value for fact in record.facts}
        assert facts["Result"].startswith("100 % present")
        assert "% present" in facts["Round before"]
        assert "check against the CQC list" in facts["Against"]


def answer_all(nurse: Nurse, page: RegisterPage, tool: str) -> None:
    """Say the same of every line that nobody has looked at."""
    for row in view(page).rows:
        if row.status.text == "Not looked at":
            page._model.choose(row.key)
            nurse.wait(lambda: page._model.wanted == row.key, "the line")  # noqa: B023
            before = counts(page)["kit"]
            page._model.press(tool)
            nurse.wait(lambda: counts(page)["kit"] < before, "the answer")  # noqa: B023

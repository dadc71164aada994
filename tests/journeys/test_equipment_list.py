"""The equipment lead at the window: adds a piece, plans, accepts, uses it, and filters the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from clinicapp.domain.staff import Role
from clinicapp.ui.pages.equipment.equipment_page import EquipmentPage
from tests.support.facts import an_actor
from tests.support.journey import CTRL, at_the_window, clinic_room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytestqt.qtbot import QtBot

    from clinicapp.ui.viewmodels.equipment_view import EquipmentView
    from clinicapp.ui.widgets.entry_dialog import EntryDialog
    from tests.support.journey import Nurse

LEAD = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")


def page_of(nurse: Nurse) -> EquipmentPage:
    area = nurse.clinic.areas.equipment
    made = None if area is None else area.section("devices")
    assert made is not None
    page = made.page
    assert isinstance(page, EquipmentPage)
    return page


def view_of(nurse: Nurse) -> EquipmentView:
    view = page_of(nurse)._model.view
    assert view is not None
    return view


def record_text(nurse: Nurse) -> tuple[str, str]:
    """Tag and state of the record that is shown."""
    record = view_of(nurse).record
    return ("", "") if record is None else (record.tag, record.status_text)


def open_list(nurse: Nurse) -> None:
    nurse.press(Qt.Key.Key_3, CTRL)
    nurse.wait(lambda: nurse.clinic.areas.equipment is not None, "the area")
    nurse.wait(lambda: page_of(nurse)._model.view is not None, "the list")
    nurse.wait(lambda: record_text(nurse)[0], "a record")


def panel(nurse: Nurse) -> EntryDialog:
    area = nurse.clinic.areas.equipment
    assert area is not None
    nurse.wait(
        lambda: area.panels.dialog is not None and area.panels.dialog.isActiveWindow(), "a panel"
    )
    dialog = area.panels.dialog
    assert dialog is not None
    return dialog


def fill(nurse: Nurse, answers: Mapping[str, str]) -> None:
    dialog = panel(nurse)
    for key, text in answers.items():
        editor = dialog.fields[key].editor
        nurse.tab_to(editor)
        if isinstance(editor, QComboBox):
            nurse._choose(editor, text)
        else:
            assert isinstance(editor, QLineEdit)
            nurse.press(Qt.Key.Key_A, CTRL)
            nurse.type(text)


def save(nurse: Nurse) -> None:
    area = nurse.clinic.areas.equipment
    assert area is not None
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: area.panels.dialog is None, "the panel to close")
    nurse.come_back()


def press_tool(nurse: Nurse, key: str) -> None:
    page_of(nurse)._model.press_tool(key)


def test_a_piece_is_added_planned_accepted_and_put_in_use(qtbot: QtBot) -> None:
    with clinic_room() as stage, at_the_window(stage, qtbot, actor=LEAD) as nurse:
        open_list(nurse)
        nurse.press(Qt.Key.Key_N, CTRL)
        fill(nurse, {"tag": "BP-0122", "make": "A&D"})
        nurse.press(Qt.Key.Key_Return)
        dialog = panel(nurse)
        nurse.wait(lambda: not dialog._errors.isHidden(), "the sentences")
        assert "Tag BP-0122 is on A&D UA-651 in Ash already" in dialog._errors._summary.text()
        nurse.press(Qt.Key.Key_Escape)
        nurse.come_back()
        nurse.press(Qt.Key.Key_N, CTRL)
        assert panel(nurse).answers["make"] == "A&D", "what was typed is there again"
        fill(
            nurse,
            {"tag": "TH-0099", "category": "thermometer", "model": "SureTemp", "serial": "EX17"},
        )
        save(nurse)
        nurse.wait(lambda: record_text(nurse) == ("TH-0099", "Not accepted"), "the new record")
        press_tool(nurse, "accept")
        panel(nurse)
        nurse.press(Qt.Key.Key_Return)
        dialog = panel(nurse)
        nurse.wait(lambda: not dialog._errors.isHidden(), "why not")
        assert "give it a check plan" in dialog._errors._summary.text()
        nurse.press(Qt.Key.Key_Escape)
        nurse.come_back()
        press_tool(nurse, "plans")
        fill(nurse, {"check": "user_check", "every": "7", "unit": "days"})
        save(nurse)
        nurse.wait(lambda: len(view_of(nurse).record.plans) == 1, "the plan")  # type: ignore[union-attr]
        for tool, state in (("accept", "Never checked"), ("put_in_use", "Never checked")):
            nurse.wait(
                lambda tool=tool: tool in [each.key for each in view_of(nurse).record.tools],  # type: ignore[union-attr]
                tool,
            )
            press_tool(nurse, tool)
            panel(nurse)
            save(nurse)
            nurse.wait(lambda s=state: record_text(nurse) == ("TH-0099", s), state)
        nurse.wait(
            lambda: (
                [entry.what for entry in view_of(nurse).record.history]  # type: ignore[union-attr]
                == ["Put in use", "Accepted"]
            ),
            "both in the history",
        )
        row = next(row for row in view_of(nurse).rows if row.tag == "TH-0099")
        assert row.status_text == "Never checked"


def test_the_counts_filter_the_list_and_a_scan_shows_what_it_hides(qtbot: QtBot) -> None:
    with clinic_room() as stage, at_the_window(stage, qtbot, actor=LEAD) as nurse:
        open_list(nurse)
        page = page_of(nurse)
        counts = {each.count.words: each for each in page.head.counts.buttons}
        every = [row.status_text.lower() for row in view_of(nurse).rows]
        assert counts["devices"].count.count == len(every)
        for words in set(every):
            assert counts[words].count.count == every.count(words)
        assert every[0] == "overdue"
        nurse.tab_to(counts["overdue"])
        nurse.press(Qt.Key.Key_Space)
        nurse.wait(lambda: [row.tag for row in view_of(nurse).rows] == ["BP-0117"], "the overdue")
        nurse.wait(lambda: record_text(nurse) == ("BP-0117", "Overdue"), "its record")
        nurse.scan("SC-0377")
        nurse.wait(lambda: record_text(nurse) == ("SC-0377", "In use"), "what was scanned")
        nurse.press(Qt.Key.Key_F, CTRL)
        nurse.type("cuff nothing")
        nurse.wait(lambda: view_of(nurse).empty_title == "Nothing matches.", "no match")
        nurse.press(Qt.Key.Key_Escape)
        nurse.wait(lambda: len(view_of(nurse).rows) == 1, "the overdue again")
        nurse.tab_to(page.head.counts.buttons[0])
        nurse.press(Qt.Key.Key_Space)
        nurse.wait(lambda: len(view_of(nurse).rows) == len(every), "all again")

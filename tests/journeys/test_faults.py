"""A nurse reports a fault by keyboard and scanner; the device is back only by repair and check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QMenu

from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingStatus
from clinicapp.domain.staff import Role
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.facts import an_actor
from tests.support.journey import CTRL, Nurse, admit, at_the_window, clinic_room

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinicapp.demo.stage import Stage

TECHNICIAN = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A room of its own: what is quarantined in it stays so."""
    with clinic_room() as found:
        yield found


def dialog(nurse: Nurse) -> EntryDialog | None:
    found = [each for each in nurse.clinic.window.findChildren(EntryDialog) if each.isVisible()]
    return found[0] if found else None


def opened(nurse: Nurse) -> EntryDialog:
    nurse.wait(lambda: (found := dialog(nurse)) and found.isActiveWindow(), "the panel")
    found = dialog(nurse)
    assert found is not None
    return found


def fill(nurse: Nurse, answers: Mapping[str, str]) -> None:
    panel = opened(nurse)
    scanner = nurse.clinic.areas.scanner
    nurse.wait(lambda: not scanner.is_holding, "the end of what was scanned")
    for key, text in answers.items():
        editor = panel.fields[key].editor
        nurse.tab_to(editor)
        if isinstance(editor, QComboBox):
            nurse._choose(editor, text)
        else:
            nurse.type(text)
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: dialog(nurse) is None, "the panel to close")
    nurse.come_back()


def choose(lead: Nurse, words: str) -> None:
    """Choose a line of the menu with the keyboard, once it has opened."""
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        QTimer.singleShot(20, lambda: choose(lead, words))
        return
    menu.setActiveAction(next(each for each in menu.actions() if each.text() == words))
    lead.qtbot.keyClick(menu, Qt.Key.Key_Return)


def step(lead: Nurse, answers: Mapping[str, str]) -> None:
    """Press the tool of the record, and record one step of the device's life."""
    area = lead.clinic.areas.equipment
    assert area is not None
    made = area.section("devices")
    assert made is not None
    page = made.page
    before = len(made.desk.record.events)  # type: ignore[attr-defined]
    lead.wait(lambda: page.record.tool_buttons, "the tools of the record")  # type: ignore[attr-defined]
    more = page.record.tool_buttons[-1]  # type: ignore[attr-defined]
    lead.tab_to(more)
    QTimer.singleShot(0, lambda: choose(lead, "What happened"))
    lead.press(Qt.Key.Key_Space)
    fill(lead, answers)
    lead.wait(lambda: len(made.desk.record.events) > before, "the record to be read anew")  # type: ignore[attr-defined]


def test_a_reported_device_is_blocked_until_it_was_repaired_checked_and_released(
    stage: Stage, qtbot: QtBot
) -> None:
    cuff = stage.room.cuff
    with at_the_window(stage, qtbot) as nurse:
        nurse.open(admit(stage, "Beforehand"))
        good = nurse.measure(lambda: cuff.measure(128, 82, 70), "the cuff")
        assert good.placed.fact is not None
        nurse.press(Qt.Key.Key_R, CTRL)
        panel = opened(nurse)
        assert panel.fields["tag"].editor.hasFocus()
        nurse.scan("BP-0122")
        nurse.wait(lambda: panel.fields["tag"].answer() == "BP-0122", "the label in its field")
        fill(nurse, {"what": "wrong_values", "words": "Reads 40 too high", "safe": "no"})
        nurse.wait(lambda: "BP-0122 is in quarantine" in nurse.trouble(), "the sentence")
        # The cuff's clock tells whole seconds: what it takes now must be after the quarantine.
        nurse.qtbot.wait(1_100)
        bad = nurse.measure(lambda: cuff.measure(171, 122, 70), "the cuff in quarantine")
        assert bad.placed.gate is not None
        assert bad.placed.gate.decision is Decision.BLOCK
        assert bad.placed.fact is None
        assert nurse.status(bad.placed.reading.id) is ReadingStatus.BLOCKED
        assert "171/122" not in nurse.reads("blood_pressure")
    with at_the_window(stage, qtbot, actor=TECHNICIAN) as lead:
        lead.clinic.window.open_area("quality")
        lead.scan("BP-0122")
        lead.wait(lambda: (area := lead.clinic.areas.equipment) and area.shown_tag, "the record")
        repair = {"decontamination.sent_for_repair": "cleaned", "by.sent_for_repair": "Example Ltd"}
        step(lead, {"step": "sent_for_repair", **repair})
        step(lead, {"step": "repaired", "by.repaired": "Example Ltd"})
        step(lead, {"step": "checked", "check": "user_check", "verdict": "pass"})
        step(lead, {"step": "released"})
    with at_the_window(stage, qtbot) as nurse:
        nurse.open(admit(stage, "Afterwards"))
        again = nurse.measure(lambda: cuff.measure(126, 81, 70), "the cuff after its repair")
        assert again.placed.fact is not None
        # What was blocked meanwhile is released by nobody.
        assert nurse.status(bad.placed.reading.id) is ReadingStatus.BLOCKED

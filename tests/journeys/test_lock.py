"""A station that is left alone for a moment: nothing of a person is seen, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.demo.stage import Stage
from clinicapp.domain.observations import ReadingStatus
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.journey import ANSWERS, CTRL, LEAD, Nurse, admit, at_the_window


def locked(nurse: Nurse) -> None:
    """Lock with F12."""
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is None, "the person to be closed")


def test_a_locked_station_shows_nobody_and_files_nothing(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Lockedaway")
    nurse.open(person)
    nurse.answer("smoking", ANSWERS["smoking"])
    locked(nurse)
    assert not nurse.clinic.form_page.isVisible()
    assert nurse.stage.backstage.arming is None
    late = nurse.measure(lambda: nurse.stage.room.weigh(Decimal("91.2")), "a weight")
    assert late.placed.fact is None
    assert nurse.status(late.placed.reading.id) is ReadingStatus.HELD

    nurse.press(Qt.Key.Key_Return)  # the unlock button has the focus
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: nurse.clinic.clinic_area.isVisible(), "the list of people")
    # Not the last patient: the list. What was typed before is in the draft.
    assert nurse.clinic.clinic.snapshot is None
    nurse.open(person)
    assert nurse.contents.answers["smoking"].values["smoking"] == "never"


def test_no_key_lifts_the_cover(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Peekedat"))
    locked(nurse)
    for key, modifier in (
        (Qt.Key.Key_Equal, CTRL),
        (Qt.Key.Key_0, CTRL),
        (Qt.Key.Key_1, CTRL),
        (Qt.Key.Key_2, CTRL),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier),
    ):
        nurse.press(key, modifier)
        QApplication.processEvents()
        assert not nurse.clinic.window.centralWidget().isVisible(), key
        assert not nurse.clinic.clinic_area.isVisible(), key


def test_no_new_size_lifts_the_cover(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Resized"))
    locked(nurse)
    before = nurse.clinic.window.compact
    nurse.clinic.window.resize(nurse.clinic.window.minimumSize())
    QApplication.processEvents()
    assert nurse.clinic.window.compact != before
    assert not nurse.clinic.window.centralWidget().isVisible()


def typed(nurse: Nurse, dialog: EntryDialog, key: str, text: str) -> None:
    """Type into a field of an open panel, and leave it there."""
    nurse.wait(dialog.isActiveWindow, "the panel to be active")
    nurse.tab_to(dialog.fields[key].editor)
    nurse.type(text)
    assert dialog.answers[key] == text


def test_an_open_panel_neither_stops_the_lock_nor_loses_what_was_typed(nurse: Nurse) -> None:
    person, other = admit(nurse.stage, "Interrupted"), admit(nurse.stage, "Meanwhile")
    nurse.open(person)
    nurse.clinic.form_page.open_entry("weight")
    panel = nurse.dialog
    typed(nurse, panel, "height_cm", "16")
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is None, "the person to be closed")
    assert QApplication.activeModalWidget() is None
    assert not nurse.clinic.form_page.isVisible()

    nurse.come_back()
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: nurse.clinic.clinic_area.isVisible(), "the list of people")
    nurse.open(other)
    assert nurse.clinic.form_page.dialog is None, "it belongs to another person"
    nurse.clinic.open_person(person)
    nurse.wait(lambda: nurse.clinic.form_page.dialog is not None, "the panel to come back")
    again = nurse.dialog
    assert (again.spec.card, again.answers["height_cm"]) == ("weight", "16")
    again.reject()
    nurse.wait_for_dialog_to_close()
    nurse.open(other)
    nurse.open(person)
    assert nurse.clinic.form_page.dialog is None, "it was given up"


@pytest.fixture
def lead(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    """The physical health lead, who may add people."""
    with at_the_window(stage, qtbot, actor=LEAD) as found:
        yield found


def test_a_new_person_half_typed_is_there_again_after_the_lock(lead: Nurse) -> None:
    page = lead.clinic.clinic_area.findChild(WorklistPage)
    assert isinstance(page, WorklistPage)
    lead.wait(lambda: lead.clinic.worklist_model.view, "the worklist")
    page.open_entry()
    panel = page.dialog
    assert panel is not None
    typed(lead, panel, "family_name", "Halfway")
    lead.press(Qt.Key.Key_F12)
    lead.wait(lambda: not panel.isVisible(), "the panel to be covered")
    lead.come_back()
    lead.press(Qt.Key.Key_Space)
    lead.wait(panel.isVisible, "the panel to come back")
    assert panel.answers["family_name"] == "Halfway"
    panel.reject()

"""A reading from a device that may not be trusted: kept, shown, and used only with a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingEventKind, ReadingStatus
from clinicapp.ui.pages.inbox.held_panel import HeldPanel
from clinicapp.ui.pages.inbox.inbox_page import InboxPage
from clinicapp.ui.pages.inbox.record_dialog import ReadingRecordDialog
from clinicapp.ui.widgets.ask_dialog import AskDialog
from tests.support.journey import CTRL, Nurse, admit

ALT = Qt.KeyboardModifier.AltModifier


def inbox_of(nurse: Nurse) -> InboxPage:
    """Open the inbox with Ctrl+2."""
    nurse.press(Qt.Key.Key_2, CTRL)
    page = nurse.clinic.inbox_page.page
    assert isinstance(page, InboxPage)
    return page


def held_panel(nurse: Nurse, page: InboxPage, value: str) -> HeldPanel:
    """Wait for the choices about the reading with a value."""
    nurse.wait(
        lambda: isinstance(page.detail, HeldPanel) and value in page.detail.view.value,
        f"{value} in the inbox",
    )
    assert isinstance(page.detail, HeldPanel)
    return page.detail


def test_the_overdue_cuff_is_held_and_used_with_a_reason_by_keyboard(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Heldperson")
    form = nurse.open(person).form.id
    held = nurse.measure(lambda: nurse.stage.room.old_cuff.measure(149, 91, 70), "the overdue cuff")
    reading = held.placed.reading.id
    assert held.placed.gate is not None
    assert held.placed.gate.decision is Decision.HOLD
    assert "CAL_OVERDUE" in held.placed.gate.codes
    assert held.placed.fact is None
    assert "149" not in nurse.reads("blood_pressure")
    assert nurse.status(reading) is ReadingStatus.HELD

    page = inbox_of(nurse)
    panel = held_panel(nurse, page, "149")
    assert "Calibration was due on" in panel.view.why
    # Without a reason nothing happens but that the reason is asked for.
    nurse.press(Qt.Key.Key_2, ALT)
    assert nurse.status(reading) is ReadingStatus.HELD
    focused = QApplication.focusWidget()
    assert focused is not None
    assert panel.use.isAncestorOf(focused)
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_2, ALT)
    nurse.wait(lambda: nurse.status(reading) is ReadingStatus.FILED, "the reading to be used")

    nurse.wait(lambda: nurse.clinic.window.open_key == "clinic", "the form to come back")
    nurse.wait(lambda: "149" in nurse.reads("blood_pressure"), "the value on its card")
    events = nurse.stage.database.run(lambda work: work.readings.events(reading), write=False)
    assert events[-1].kind is ReadingEventKind.USED_WITH_REASON
    assert events[-1].form_id == form
    assert (events[-1].reason or "").strip()
    assert events[-1].actor_name == "Rosa Tester"


def test_a_held_reading_is_discarded_with_a_reason_and_stays_in_the_store(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Discarded"))
    held = nurse.measure(lambda: nurse.stage.room.old_cuff.measure(133, 83, 70), "the overdue cuff")
    reading = held.placed.reading.id
    page = inbox_of(nurse)
    held_panel(nurse, page, "133")
    nurse.press(Qt.Key.Key_3, ALT)
    assert nurse.status(reading) is ReadingStatus.HELD
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_3, ALT)
    nurse.wait(lambda: nurse.status(reading) is ReadingStatus.DISCARDED, "it to be discarded")
    stored = nurse.stage.database.run(lambda work: work.readings.get(reading), write=False)
    assert stored is not None
    assert stored.observation.raw


def test_a_reading_for_nobody_can_be_given_to_the_person_who_is_opened_later(nurse: Nurse) -> None:
    late = nurse.measure(lambda: nurse.stage.room.cuff.measure(127, 79, 66), "the good cuff")
    assert late.placed.gate is not None
    assert late.placed.gate.codes == ("NOBODY_ARMED",)
    page = inbox_of(nurse)
    panel = held_panel(nurse, page, "127")
    assert panel.view.use.why_not  # with nobody open there is no form to use it on
    nurse.press(Qt.Key.Key_1, CTRL)
    person = admit(nurse.stage, "Latecomer")
    nurse.open(person)
    assert "127" not in nurse.reads("blood_pressure")  # never by itself

    inbox_of(nurse)
    nurse.wait(
        lambda: isinstance(page.detail, HeldPanel) and not page.detail.view.use.why_not,
        "the choice to use it",
    )
    nurse.press(Qt.Key.Key_2, ALT)
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_2, ALT)  # it may be anybody's: on to the two identifiers
    nurse.press(Qt.Key.Key_Space)
    nurse.press(Qt.Key.Key_Tab)
    nurse.press(Qt.Key.Key_Space)
    nurse.press(Qt.Key.Key_2, ALT)
    nurse.wait(lambda: "127" in nurse.reads("blood_pressure"), "the value on its card")
    assert nurse.snapshot.person.id == person


def question(nurse: Nurse) -> AskDialog:
    """The question before a person is left."""
    nurse.wait(lambda: nurse.clinic.areas.change.dialog is not None, "the question")
    found = nurse.clinic.areas.change.dialog
    assert found is not None
    nurse.wait(found.isActiveWindow, "the question to be active")
    return found


def test_a_person_is_not_left_past_a_reading_that_is_held_for_them(nurse: Nurse) -> None:
    person, other = admit(nurse.stage, "Leftbehind"), admit(nurse.stage, "Nextone")
    nurse.open(person)
    held = nurse.measure(lambda: nurse.stage.room.old_cuff.measure(138, 86, 70), "the overdue cuff")
    nurse.wait(lambda: "138/86" in nurse.clinic.areas.change.waiting, "it to be noted")
    nurse.press(Qt.Key.Key_W, CTRL)
    asked = question(nurse)
    assert "LEFTBEHIND, Test" in asked.windowTitle()
    nurse.press(Qt.Key.Key_Escape)
    nurse.come_back()
    assert nurse.snapshot.person.id == person

    nurse.clinic.open_person(other)
    asked = question(nurse)
    nurse.tab_to(asked.go)
    nurse.press(Qt.Key.Key_Space)
    nurse.come_back()
    nurse.wait(lambda: nurse.snapshot.person.id == other, "the other person")
    assert nurse.status(held.placed.reading.id) is ReadingStatus.HELD
    nurse.close_person()


def test_what_was_decided_does_not_hold_anybody_up(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Decided"))
    held = nurse.measure(lambda: nurse.stage.room.old_cuff.measure(137, 85, 70), "the overdue cuff")
    page = inbox_of(nurse)
    held_panel(nurse, page, "137")
    nurse.press(Qt.Key.Key_3, ALT)
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_3, ALT)
    reading = held.placed.reading.id
    nurse.wait(lambda: nurse.status(reading) is ReadingStatus.DISCARDED, "it to be discarded")
    nurse.wait(lambda: not nurse.clinic.areas.change.waiting, "nothing to wait")
    nurse.press(Qt.Key.Key_1, CTRL)
    nurse.close_person()


def test_a_filed_reading_is_taken_back_later_from_its_record(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Takenback"))
    landed = nurse.lands(lambda: nurse.stage.room.cuff.measure(129, 81, 70), "a blood pressure")
    reading = landed.placed.reading.id
    nurse.clinic.form_model.open_source(str(reading))
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), ReadingRecordDialog), "it")
    record = QApplication.activeModalWidget()
    assert isinstance(record, ReadingRecordDialog)
    assert record.reasons is not None
    assert record.take_back is not None
    assert not record.take_back.isEnabled()
    nurse.wait(record.isActiveWindow, "the record to be active")
    nurse.tab_to(record.reasons)
    nurse.press(Qt.Key.Key_Down)
    nurse.tab_to(record.take_back)
    nurse.press(Qt.Key.Key_Space)
    nurse.come_back()
    nurse.wait(lambda: nurse.status(reading) is ReadingStatus.HELD, "it to wait again")
    nurse.wait(lambda: "129" not in nurse.reads("blood_pressure"), "it to be off its card")
    events = nurse.stage.database.run(lambda work: work.readings.events(reading), write=False)
    assert (events[-1].kind, events[-1].reason) == (ReadingEventKind.WITHDRAWN, "wrong patient")

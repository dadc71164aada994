"""The worklist by keyboard alone, and scanning a wristband from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from uuid6 import uuid7

from clinicapp.demo.stage import Stage
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import Person, Sex
from clinicapp.services.access import By
from clinicapp.services.clinic import people
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from tests.support.journey import CTRL, LEAD, Nurse, admit, at_the_window

AMARA = "9992014539"
ALT = Qt.KeyboardModifier.AltModifier


def gsrn(number: str) -> str:
    """The GSRN of a recipient: a prefix, the NHS number, and GS1's check digit by hand."""
    digits = [int(each) for each in f"5050898{number}"]
    total = sum(each * (3 if place % 2 == 0 else 1) for place, each in enumerate(reversed(digits)))
    return f"8018{''.join(map(str, digits))}{-total % 10}"


BROKEN = f"]d2{gsrn(AMARA)[:-1]}{(int(gsrn(AMARA)[-1]) + 1) % 10}"


def page_of(nurse: Nurse) -> WorklistPage:
    found = nurse.clinic.clinic_area.findChild(WorklistPage)
    assert isinstance(found, WorklistPage)
    nurse.wait(lambda: rows(nurse), "the worklist")
    return found


def rows(nurse: Nurse) -> list[str]:
    view = nurse.clinic.worklist_model.view
    return [] if view is None else [row.name for row in view.rows]


def banner(nurse: Nurse) -> str:
    view = nurse.clinic.form_model.view
    return "" if view is None else str(view.banner)


def test_part_of_a_name_an_arrow_and_enter_open_a_form(nurse: Nurse) -> None:
    page_of(nurse)
    nurse.type("ple")
    nurse.wait(lambda: rows(nurse) == ["SAMPLE, Idris", "EXAMPLE, Amara"], "two people")
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert nurse.snapshot.person.display_name == "EXAMPLE, Amara"
    assert "Wristband" not in banner(nurse)
    nurse.close_person()


def test_the_filters_are_a_key_away_and_the_search_stays(nurse: Nurse) -> None:
    page = page_of(nurse)
    everybody = rows(nurse)
    nurse.press(Qt.Key.Key_2, ALT)
    nurse.wait(lambda: rows(nurse) != everybody, "the filter")
    assert rows(nurse)[:3] == ["SAMPLE, Idris", "SPECIMEN, Joan", "PLACEHOLDER, Owen"]
    nurse.type("joan")
    nurse.wait(lambda: rows(nurse) == ["SPECIMEN, Joan"], "the search")
    nurse.press(Qt.Key.Key_3, ALT)
    assert page.search.text() == "joan"
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait(lambda: rows(nurse) == everybody, "everybody")


def test_somebody_for_whom_all_is_done_is_looked_at_and_no_form_is_begun(nurse: Nurse) -> None:
    page_of(nurse)
    nurse.type("elsie")
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert nurse.contents.signed is not None
    assert nurse.stage.backstage.arming is None
    nurse.close_person()


@pytest.mark.parametrize(
    "label",
    [
        AMARA,
        gsrn(AMARA),
        f"]d2{gsrn(AMARA)}",
        f"]D2{gsrn(AMARA)}\x1d93EXAMPLE",
        f"]C1{gsrn(AMARA)}",
        f"\x02{AMARA}",
    ],
    ids=["number", "gsrn", "data-matrix", "caps-lock-and-name", "gs1-128", "prefix"],
)
def test_a_wristband_opens_its_person_from_the_search_box(nurse: Nurse, label: str) -> None:
    page = page_of(nurse)
    nurse.type("spec")
    nurse.scan(label)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert nurse.snapshot.person.display_name == "EXAMPLE, Amara"
    scanned = "Wristband scanned"
    assert scanned in banner(nurse)
    assert page.search.text() == "spec", "the label got into the field"
    assert nurse.trouble() == ""
    nurse.close_person()


def test_a_wristband_opens_its_person_from_the_rows_and_from_another_area(nurse: Nurse) -> None:
    page = page_of(nurse)
    nurse.press(Qt.Key.Key_Down)
    assert page.table.hasFocus()
    current = page.table.current_key()
    nurse.scan(AMARA)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert str(nurse.snapshot.person.id) != current
    nurse.close_person()
    nurse.press(Qt.Key.Key_3, CTRL)
    nurse.wait(lambda: nurse.clinic.window.open_key == "equipment", "the equipment")
    nurse.scan(AMARA)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert nurse.clinic.window.open_key == "clinic"
    nurse.close_person()


def test_the_wristband_of_the_open_person_confirms_who_it_is(nurse: Nurse) -> None:
    page_of(nurse)
    nurse.open(nurse.stage.ward.patient)
    assert "Wristband" not in banner(nurse)
    nurse.scan(gsrn(AMARA))
    nurse.wait(lambda: "Wristband scanned" in banner(nurse), "the banner")
    nurse.close_person()
    nurse.open(nurse.stage.ward.patient)
    assert "Wristband" not in banner(nurse), "it was not scanned this time"
    nurse.close_person()


def test_another_wristband_stops_and_never_swaps(nurse: Nurse) -> None:
    page_of(nurse)
    person = admit(nurse.stage, "Stopped")
    nurse.open(person)
    nurse.scan(AMARA)
    nurse.wait(nurse.trouble, "the sentence")
    assert nurse.trouble().startswith("Stop: this is not the wristband of STOPPED, Test")
    assert nurse.snapshot.person.id == person
    arming = nurse.stage.backstage.arming
    assert arming is not None
    assert arming.person_id == person
    nurse.close_person()
    nurse.scan(AMARA)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert nurse.trouble() == "", "the sentence was for another scan"
    nurse.close_person()


def test_what_is_being_entered_is_neither_lost_nor_polluted_by_a_scan(nurse: Nurse) -> None:
    page_of(nurse)
    person = admit(nurse.stage, "Typing")
    nurse.open(person)
    dialog = nurse.open_entry("weight")
    nurse.tab_to(dialog.fields["height_cm"].editor)
    nurse.type("16")
    before = dict(dialog.answers)
    nurse.scan(f"]d2{gsrn(AMARA)}")
    nurse.wait(nurse.trouble, "the sentence")
    assert nurse.trouble().startswith("Save or close what you are entering first")
    assert dialog.isVisible()
    assert dict(dialog.answers) == before
    nurse.type("8")
    assert dialog.answers["height_cm"] == "168"
    # Half a label has been typed when the scanner is put away: a person's keys after all.
    nurse.press(Qt.Key.Key_A, CTRL)
    nurse.type("1,72")
    assert dialog.answers["height_cm"] == "1,72"
    dialog.reject()
    nurse.wait_for_dialog_to_close()
    nurse.close_person()


def test_a_list_of_answers_is_not_moved_by_a_scan(nurse: Nurse) -> None:
    page_of(nurse)
    nurse.open(admit(nurse.stage, "Choosing"))
    dialog = nurse.open_entry("smoking")
    editor = dialog.fields["smoking"].editor
    assert isinstance(editor, QComboBox)
    nurse.tab_to(editor)
    before = editor.currentIndex()
    nurse.scan(AMARA)
    nurse.wait(nurse.trouble, "the sentence")
    assert editor.currentIndex() == before
    dialog.reject()
    nurse.wait_for_dialog_to_close()
    nurse.close_person()


def test_a_label_of_something_else_is_typed_into_a_field_and_presses_nothing(
    nurse: Nurse,
) -> None:
    page = page_of(nurse)
    nurse.scan("LOT-A1-2026")
    assert page.search.text() == "LOT-A1-2026"
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait(lambda: len(rows(nurse)) > 1, "everybody")
    nurse.press(Qt.Key.Key_Down)
    assert page.table.hasFocus()
    nurse.scan("LOT-A1-2026")
    nurse.wait(nurse.trouble, "the sentence")
    assert nurse.trouble().startswith("No equipment here has the tag LOT-A1-2026.")
    assert nurse.clinic.clinic.snapshot is None, "its Enter opened the row"


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("9990000093", "Nobody here has the NHS number 999 000 0093"),
        (BROKEN, "did not read this label whole"),
        ("]d2" + gsrn("9992014530"), "This wristband holds no good NHS number"),
        ("]C18017" + gsrn(AMARA)[4:], "This is a staff badge"),
    ],
    ids=["nobody", "check digit", "no NHS number", "badge"],
)
def test_a_wristband_that_opens_nobody_says_why(nurse: Nurse, label: str, sentence: str) -> None:
    page = page_of(nurse)
    nurse.scan(label)
    nurse.wait(lambda: sentence in nurse.trouble(), sentence)
    assert nurse.clinic.clinic.snapshot is None
    assert page.search.text() == ""


def test_a_locked_station_hears_no_wristband(nurse: Nurse) -> None:
    page_of(nurse)
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: nurse.clinic.window.covered, "the cover")
    nurse.scan(AMARA)
    nurse.qtbot.wait(150)
    assert nurse.clinic.window.covered
    assert nurse.clinic.clinic.snapshot is None
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: not nurse.clinic.window.covered, "the worklist")


def test_the_worklist_says_what_was_just_done(nurse: Nurse) -> None:
    page_of(nurse)
    now = nurse.stage.backstage.now()
    number = read_nhs_number("9990000034")
    assert isinstance(number, NhsNumber)
    today = now.date()
    person = Person(
        id=uuid7(),
        family_name="Followed",
        given_name="Test",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        nhs_number=number,
        ward=nurse.stage.settings.ward,
        antipsychotic="Olanzapine",
        antipsychotic_started=today,
    )
    nurse.stage.database.run(lambda work: people.add_person(work, By(LEAD, now), person))
    nurse.scan("9990000034")
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    nurse.wait(lambda: nurse.focused_card(), "a card to have the focus")
    nurse.answer("smoking", {"smoking": "never"})
    nurse.close_person()

    def smoking() -> list[str]:
        view = nurse.clinic.worklist_model.view
        found = [] if view is None else [r for r in view.rows if r.name == "FOLLOWED, Test"]
        return [cell.words for cell in found[0].cells[:2]] if found else []

    nurse.wait(lambda: smoking() == ["Done", "Due"], "the row")


def shown(dialog: QWidget) -> str:
    """The words on a panel."""
    return " ".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def lead(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    """The physical health lead, who may add people."""
    with at_the_window(stage, qtbot, actor=LEAD) as found:
        yield found


def test_a_scan_into_the_panel_of_a_new_person_spoils_no_answer(lead: Nurse) -> None:
    page = page_of(lead)
    page.open_entry()
    dialog = page.dialog
    assert dialog is not None
    lead.wait(dialog.isActiveWindow, "the panel to be active")
    editor = dialog.fields["family_name"].editor
    assert isinstance(editor, QLineEdit)
    lead.tab_to(editor)
    lead.type("Half")
    number = dialog.fields["nhs_number"]
    lead.scan(gsrn("9990000093"))
    lead.wait(lambda: number.answer() == "999 000 0093", "the number of the wristband")
    assert editor.text() == "Half"
    assert editor.hasFocus()
    lead.scan(AMARA)
    lead.wait(lambda: "EXAMPLE, Amara, who is on Ash already" in shown(dialog), "who it is")
    assert number.answer() == "999 000 0093"
    lead.scan(gsrn("9990000107"))
    lead.wait(lambda: "which is not what stands here" in shown(dialog), "the contradiction")
    assert number.answer() == "999 000 0093"
    assert number.editor.hasFocus()
    assert editor.text() == "Half"
    assert QApplication.activeModalWidget() is dialog
    assert lead.trouble() == ""
    dialog.reject()


def test_a_second_person_of_one_name_is_added_by_pressing_add_again_and_both_are_marked(
    lead: Nurse,
) -> None:
    page = page_of(lead)
    page.open_entry()
    dialog = page.dialog
    assert dialog is not None
    answers = {"family_name": "EXAMPLE", "given_name": "amara", "born": "1 2 1990", "sex": "female"}
    dialog.show_answers(answers)
    lead.wait(dialog.isActiveWindow, "the panel to be active")
    lead.tab_to(dialog.fields["given_name"].editor)
    lead.press(Qt.Key.Key_Return)
    warning = (
        "EXAMPLE, Amara, born 14-Mar-1985, NHS number ending 4539, is on Ash, room 7 already. "
        "Check the date of birth with the person; if this is somebody else, press Add again."
    )
    lead.wait(lambda: warning in shown(dialog), "who has the name")
    lead.wait(dialog.fields["family_name"].editor.hasFocus, "the focus on the name")
    lead.press(Qt.Key.Key_Return)
    lead.wait(lambda: page.dialog is None, "the panel to close")

    def marked() -> list[str]:
        view = lead.clinic.worklist_model.view
        return [row.born for row in view.rows if row.born] if view is not None else []

    lead.wait(lambda: sorted(marked()) == ["1 Feb 1990", "14 Mar 1985"], "both marked")
    lead.clinic.window.activateWindow()
    lead.wait(QApplication.focusWindow, "the window to have the keyboard")
    lead.scan(AMARA)
    lead.wait(lambda: lead.clinic.clinic.snapshot is not None, "the form")
    assert "Same name on ward" in banner(lead)
    lead.close_person()


class Counted(Nurse):
    """A nurse whose every action is counted: a scan, a key, a press on a device; and typing."""

    def begin(self) -> None:
        self.actions: list[str] = []
        self.typed = ""

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        times: int = 1,
    ) -> None:
        self.actions += [key.name] * times
        super().press(key, modifier, times)

    def scan(self, label: str) -> None:
        self.actions.append("scan")
        super().scan(label)

    def type(self, text: str) -> None:
        self.typed += text
        super().type(text)

    def start_device(self, act: Callable[[], object], what: str) -> None:
        self.actions.append("device")
        super().lands(act, what)


def test_a_measurement_takes_four_actions_at_most_and_no_typing(nurse: Nurse) -> None:
    """From the wristband to the next person: scan, press the device's button, close."""
    page_of(nurse)
    counted = Counted(nurse.stage, nurse.clinic, nurse.qtbot)
    counted.begin()
    counted.scan(gsrn(AMARA))
    counted.wait(lambda: counted.clinic.clinic.snapshot is not None, "the form")
    room = counted.stage.room
    counted.start_device(lambda: room.cuff.measure(121, 77, 68), "a blood pressure")
    counted.wait(lambda: "121/77" in counted.reads("blood_pressure"), "the value on its card")
    counted.close_person()
    assert counted.typed == ""
    assert counted.actions == ["scan", "device", "Key_W"]
    assert len(counted.actions) <= 4


def test_each_further_measurement_takes_only_its_device(nurse: Nurse) -> None:
    page_of(nurse)
    counted = Counted(nurse.stage, nurse.clinic, nurse.qtbot)
    counted.begin()
    counted.scan(gsrn(AMARA))
    counted.wait(lambda: counted.clinic.clinic.snapshot is not None, "the form")
    room = counted.stage.room
    counted.start_device(lambda: room.weigh(Decimal("67.9")), "a weight")
    counted.start_device(lambda: room.run_hba1c("5.6", "38"), "an HbA1c")
    counted.wait(lambda: "38" in counted.reads("glucose"), "the value on its card")
    assert "67.9" in counted.reads("weight")
    assert (counted.actions, counted.typed) == (["scan", "device", "device"], "")
    counted.close_person()

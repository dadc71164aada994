"""A form with everything that can happen to it, by keyboard at the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from clinicapp.ui.widgets.form_details import FormDetailsDialog
from tests.support.journey import ANSWERS, CTRL, Nurse, admit

if TYPE_CHECKING:
    from clinicapp.ui.widgets.entry_dialog import EntryDialog


def choose(nurse: Nurse, dialog: EntryDialog, key: str, code: str) -> None:
    """Choose an answer of a question about why there is no value."""
    box = dialog.absence[key].editor
    assert isinstance(box, QComboBox)
    nurse.tab_to(box)
    nurse._choose(box, code)


def write(nurse: Nurse, dialog: EntryDialog, key: str, text: str) -> None:
    line = dialog.absence[key].editor
    assert isinstance(line, QLineEdit)
    nurse.tab_to(line)
    nurse.press(Qt.Key.Key_A, CTRL)
    nurse.type(text)


def without_value(nurse: Nurse, card: str) -> EntryDialog:
    """Open a card's panel and turn it over."""
    dialog = nurse.open_entry(card)
    nurse.tab_to(dialog._turn)
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: not dialog.absence["absence"].isHidden(), "the questions to turn")
    return dialog


def test_an_item_without_a_value_needs_a_day_that_lies_ahead(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Withoutvalue"))
    dialog = without_value(nurse, "lipids")
    choose(nurse, dialog, "absence", "unable")
    choose(nurse, dialog, "absence_reason", "Sample could not be taken")
    choose(nurse, dialog, "retry", "on_a_day")
    write(nurse, dialog, "retry_on", "1 Feb 2020")
    nurse.press(Qt.Key.Key_Return)
    line = dialog.absence["retry_on"].editor
    nurse.wait(lambda: "not after today" in line.accessibleDescription(), "the refusal")
    assert line.hasFocus()
    assert "lipids" not in nurse.contents.declined
    write(nurse, dialog, "retry_on", "31 Dec 2027")
    nurse.press(Qt.Key.Key_Return)
    nurse.wait_for_dialog_to_close()
    assert nurse.contents.declined["lipids"].values["retry_on"] == "2027-12-31"
    assert "Try again 31 Dec 2027" in nurse.reads("lipids")


def test_escape_keeps_what_was_typed_even_after_the_person_was_closed(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Escaped")
    nurse.open(person)
    dialog = nurse.open_entry("weight")
    nurse.fill({"weight_kg": "68,"})
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait_for_dialog_to_close()
    nurse.wait(lambda: nurse.snapshot.typed, "the typing to be kept")
    assert "Typed and not saved yet" in nurse.reads("weight")
    assert nurse.contents.repeats == {}
    nurse.close_person()
    nurse.open(person)
    dialog = nurse.open_entry("weight")
    assert dialog.answers["weight_kg"] == "68,"
    nurse.fill({"weight_kg": "68.6"})
    nurse.press(Qt.Key.Key_Return)
    nurse.wait_for_dialog_to_close()
    assert nurse.snapshot.typed == ()
    assert [fact.values["weight_kg"] for fact in nurse.contents.repeats["weight"]] == ["68.6"]


def test_an_action_says_what_became_of_it(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Smoker"))
    nurse.answer("smoking", {"smoking": "current"})
    nurse.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    actions = nurse.card("smoking")._actions
    toggle = actions.toggles[0]
    nurse.tab_to(toggle)
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: "SMK1" in nurse.contents.actions, "the offer")
    assert nurse.contents.actions["SMK1"].values["status"] == "offered"
    nurse.wait(toggle.isChecked, "the tick")
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(actions.menu.isVisible, "the statuses")
    nurse.press(Qt.Key.Key_Down)
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(
        lambda: nurse.contents.actions["SMK1"].values["status"] == "accepted", "the acceptance"
    )
    nurse.wait(lambda: "accepted" in toggle.accessibleName(), "the word")
    assert "Accepted, Rosa Tester" in toggle.toolTip()


def test_a_signed_form_is_amended_and_its_old_version_stays_readable(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Amended"))
    for card, answers in ANSWERS.items():
        nurse.answer(card, answers)
    nurse.press(Qt.Key.Key_F9)
    nurse.wait(lambda: nurse.contents.signed is not None, "the signature")
    first = nurse.snapshot.form
    footer = nurse.clinic.form_page.arrangement.footer
    nurse.wait(footer._amend.isVisible, "the button")
    nurse.tab_to(footer._amend)
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: nurse.clinic.form_page.dialog is not None, "the panel")
    nurse.wait(nurse.dialog.isActiveWindow, "the panel to be active")
    nurse.press(Qt.Key.Key_Return)
    reason = nurse.dialog.fields["reason"].editor
    nurse.wait(lambda: "Give the reason" in reason.accessibleDescription(), "the refusal")
    nurse.type("waist of another person")
    nurse.press(Qt.Key.Key_Return)
    nurse.wait_for_dialog_to_close()
    assert (nurse.snapshot.form.version, nurse.snapshot.form.amends) == (2, first.id)
    assert nurse.contents.signed is None
    nurse.clinic.form_page.open_entry("weight")
    nurse.wait(nurse.dialog.isActiveWindow, "the panel to be active")
    nurse.fill({"waist_cm": "88"})
    nurse.press(Qt.Key.Key_Return)
    nurse.wait_for_dialog_to_close()
    nurse.press(Qt.Key.Key_F9)
    nurse.wait(lambda: nurse.contents.signed is not None, "the second signature")

    nurse.press(Qt.Key.Key_I, CTRL)
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, FormDetailsDialog)]
    assert len(found) == 1
    found[0].version_pressed.emit(str(first.id))
    found[0].accept()
    nurse.come_back()
    nurse.wait(lambda: nurse.snapshot.form.id == first.id, "the first version")
    assert nurse.contents.answers["waist"].values["waist_cm"] == "78"
    assert nurse.snapshot.superseded_by is not None
    assert nurse.stage.backstage.arming is None
    nurse.wait(lambda: not footer._amend.isVisible(), "the button to go")

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from clinicapp.ui.viewmodels.entry_view import TypedView
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from clinicapp.ui.widgets.spans import WrapLabel
from tests.support.ui_samples import AUDIT_C, FORM
from tests.support.ui_window import OpenForm, accessible_name, controls, open_form


def open_questions(qtbot: QtBot, scale: float = 1.0) -> tuple[OpenForm, EntryDialog]:
    form = open_form(qtbot, scale=scale)
    form.page.open_entry("lifestyle")
    dialog = form.page.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return form, dialog


def line(dialog: EntryDialog, key: str) -> QLineEdit:
    editor = dialog.fields[key].editor
    assert isinstance(editor, QLineEdit)
    return editor


def test_answers_are_reported_exactly_as_typed(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    often = dialog.fields["often"].editor
    assert isinstance(often, QComboBox)
    often.setCurrentIndex(2)
    qtbot.keyClicks(line(dialog, "units"), "three")
    with qtbot.waitSignal(form.model.entry_submitted) as submitted:
        qtbot.keyClick(line(dialog, "units"), Qt.Key.Key_Return)
    assert submitted.args == ["lifestyle", {"often": "1", "units": "three", "six": ""}]
    assert dialog.isVisible()


def test_a_refusal_is_shown_beside_the_field_and_on_top_and_loses_nothing(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    qtbot.keyClicks(line(dialog, "units"), "three")
    form.model.entry_refused({"units": "Type a whole number of units."})
    words = [label.text() for label in dialog.findChildren(type(dialog.fields["units"]._error))]
    assert sum("Type a whole number of units." in text for text in words) == 2
    assert line(dialog, "units").text() == "three"
    assert QApplication.focusWidget() is line(dialog, "units")
    dialog.reject()


def test_accepted_answers_close_the_panel_and_the_focus_goes_back_to_the_card(
    qtbot: QtBot,
) -> None:
    form, _ = open_questions(qtbot)
    form.model.entry_accepted("lifestyle")
    assert form.page.dialog is None
    focused = QApplication.focusWidget()
    assert focused is None or form.page.arrangement.cards["lifestyle"].isAncestorOf(focused)


def press(qtbot: QtBot, dialog: EntryDialog, name: str) -> None:
    button = next(b for b in controls(dialog) if accessible_name(b) == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_why_there_is_no_value_is_asked_in_place_of_the_questions(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    press(qtbot, dialog, "No value today")
    assert all(field.isHidden() for field in dialog.fields.values())
    assert dialog.absence["absent_item"].isHidden()
    assert dialog.absence["retry_on"].isHidden()
    assert QApplication.focusWidget() is dialog.absence["absence"].editor
    dialog.absence["absence"].show_answer("unable")
    dialog.absence["retry"].show_answer("on_a_day")
    assert not dialog.absence["retry_on"].isHidden()
    dialog.absence["retry_on"].show_answer("6 Dec 2026")
    with qtbot.waitSignal(form.model.declined_requested) as declined:
        press(qtbot, dialog, "Record no value")
    assert declined.args == [
        "lifestyle",
        {
            "absent_item": "alcohol",
            "absence": "unable",
            "absence_words": "",
            "retry": "on_a_day",
            "retry_on": "6 Dec 2026",
        },
    ]
    form.model.entry_refused({"retry_on": "That day is past."})
    assert QApplication.focusWidget() is dialog.absence["retry_on"].editor
    press(qtbot, dialog, "Back to the questions")
    assert not dialog.fields["units"].isHidden()


def test_escape_keeps_what_was_typed_until_it_is_saved(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    qtbot.keyClicks(line(dialog, "units"), "3")
    with qtbot.waitSignal(form.model.typed_changed) as typed:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert typed.args == ["lifestyle", {"units": "3"}]
    form.page.open_entry("lifestyle")
    again = form.page.dialog
    assert again is not None
    assert line(again, "units").text() == "3"
    form.model.entry_accepted("lifestyle")
    form.page.open_entry("lifestyle")
    assert form.page.dialog is not None
    assert line(form.page.dialog, "units").text() == ""
    form.page.dialog.reject()


def test_what_is_typed_is_kept_a_moment_after_the_last_key(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    with qtbot.waitSignal(form.model.typed_changed, timeout=5000) as typed:
        qtbot.keyClicks(line(dialog, "units"), "12")
    assert typed.args == ["lifestyle", {"units": "12"}]
    assert dialog.isVisible()
    dialog.reject()


def test_clearing_forgets_what_was_typed(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    qtbot.keyClicks(line(dialog, "units"), "3")
    dialog.reject()
    form.page.open_entry("lifestyle")
    again = form.page.dialog
    assert again is not None
    with qtbot.waitSignal(form.model.typed_changed) as typed:
        press(qtbot, again, "Clear what was typed")
    assert typed.args == ["lifestyle", {}]
    assert line(again, "units").text() == ""
    again.reject()
    assert form.model.typed("lifestyle") == {}


def test_another_form_does_not_get_what_was_typed_on_this_one(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    qtbot.keyClicks(line(dialog, "units"), "3")
    dialog.reject()
    form.model.show(replace(FORM, key="another"))
    assert form.model.typed("lifestyle") == {}


def test_what_another_nurse_typed_is_there_with_her_name(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    typed = TypedView((("units", "7"),), "Typed by Sam Sample, 09:41, and not saved yet.")
    spec = replace(AUDIT_C, typed=typed)
    cards = tuple(replace(c, entry=spec) if c.key == "lifestyle" else c for c in FORM.cards)
    form.model.show(replace(FORM, cards=cards))
    form.page.open_entry("lifestyle")
    dialog = form.page.dialog
    assert dialog is not None
    assert line(dialog, "units").text() == "7"
    words = [label.text() for label in dialog.findChildren(WrapLabel) if not label.isHidden()]
    assert typed.note in words
    dialog.reject()


def test_every_control_has_a_name_and_44_px_and_the_panel_fits_the_window(qtbot: QtBot) -> None:
    for scale in (1.0, 1.5, 2.0):
        form, dialog = open_questions(qtbot, scale)
        for widget in controls(dialog):
            assert accessible_name(widget), widget
            assert widget.height() >= 44
        assert dialog.height() <= form.window.height()
        dialog.reject()


def test_what_is_known_already_is_filled_in(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    fields = (replace(AUDIT_C.fields[0], value="2"), replace(AUDIT_C.fields[1], value="4"))
    known = replace(AUDIT_C, fields=fields)
    cards = tuple(replace(c, entry=known) if c.key == "lifestyle" else c for c in FORM.cards)
    form.model.show(replace(FORM, cards=cards))
    form.page.open_entry("lifestyle")
    assert form.page.dialog is not None
    answers = {key: field.answer() for key, field in form.page.dialog.fields.items()}
    assert answers == {"often": "2", "units": "4"}
    form.page.dialog.reject()

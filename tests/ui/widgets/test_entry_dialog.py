from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from clinicapp.ui.widgets.entry_dialog import EntryDialog
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


def test_accepted_answers_close_the_panel_and_the_focus_goes_back_to_the_card(
    qtbot: QtBot,
) -> None:
    form, _ = open_questions(qtbot)
    form.model.entry_accepted("lifestyle")
    assert form.page.dialog is None
    focused = QApplication.focusWidget()
    assert focused is None or form.page.arrangement.cards["lifestyle"].isAncestorOf(focused)


def test_no_value_needs_a_reason(qtbot: QtBot) -> None:
    form, dialog = open_questions(qtbot)
    button = next(b for b in controls(dialog) if accessible_name(b) == "Record no value")
    assert not button.isEnabled()
    reasons = next(b for b in controls(dialog) if b.accessibleName().startswith("Or say why"))
    assert isinstance(reasons, QComboBox)
    reasons.setCurrentIndex(1)
    with qtbot.waitSignal(form.model.declined_requested) as declined:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert declined.args == ["lifestyle", "declined"]


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

"""The readings inbox: a reason unlocks its button, and nothing acts on the wrong reading."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from clinicapp.ui.pages.inbox.held_panel import RefusedPanel
from clinicapp.ui.pages.inbox.record_dialog import ReadingRecordDialog
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, InboxView, hex_text
from tests.support import page_samples as samples
from tests.support.page_window import OpenPage, open_page

ALT = Qt.KeyboardModifier.AltModifier
NO_FORM_INBOX = replace(samples.INBOX, selected_id="r-10", detail=samples.NO_FORM_OPEN)
UNSURE_INBOX = replace(
    samples.INBOX,
    detail=replace(
        samples.HELD,
        use=replace(
            samples.HELD.use,
            identifiers=(
                OptionView("full_name", "EXAMPLE, Amara"),
                OptionView("date_of_birth", "Born 14 Mar 1985"),
                OptionView("nhs_number", "NHS 999\N{NO-BREAK SPACE}201\N{NO-BREAK SPACE}4539"),
            ),
        ),
    ),
)
REFUSED_INBOX = replace(samples.INBOX, selected_id="r-8", detail=samples.REFUSED)


def opened_with_log(
    qtbot: QtBot, view: InboxView = samples.INBOX, scale: float = 1.0
) -> tuple[OpenPage, list[tuple[str, ...]]]:
    opened = open_page(qtbot, "inbox", view, scale)
    log: list[tuple[str, ...]] = []
    model = opened.model
    model.use_requested.connect(
        lambda key, code, checked: log.append(("use", key, code, *sorted(checked)))
    )
    model.discard_requested.connect(lambda key, code: log.append(("discard", key, code)))
    model.retake_requested.connect(lambda key: log.append(("retake", key)))
    model.selected.connect(lambda key: log.append(("selected", key)))
    model.record_requested.connect(lambda key: log.append(("record", key)))
    return opened, log


def test_a_reason_unlocks_its_own_button_and_no_other(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    use, discard = opened.page.detail.use, opened.page.detail.discard
    assert not use.button.isEnabled()
    assert use.button.accessibleDescription() == "Choose a reason first."
    use.reasons.choose("urgent")
    assert use.button.isEnabled()
    assert not discard.button.isEnabled()
    use.reasons.choose("")
    assert not use.button.isEnabled()
    use.reasons.choose("checked")
    use.button.click()
    assert log == [("use", "r-11", "checked")]


def test_two_ticks_and_a_reason_unlock_what_may_be_somebody_elses(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot, UNSURE_INBOX)
    use = opened.page.detail.use
    assert use.identifiers is not None
    use.reasons.choose("urgent")
    assert not use.button.isEnabled()
    assert "two identifiers" in use.button.accessibleDescription()
    QTest.keyClick(opened.window, Qt.Key.Key_2, ALT)
    name, born, number = use.identifiers.ticks.values()
    assert name.hasFocus()
    QTest.keyClick(name, Qt.Key.Key_Space)
    assert not use.button.isEnabled()
    QTest.mouseClick(born, Qt.MouseButton.LeftButton)
    assert use.button.isEnabled()
    QTest.mouseClick(number, Qt.MouseButton.LeftButton)
    QTest.keyClick(name, Qt.Key.Key_Space)
    QTest.keyClick(opened.window, Qt.Key.Key_2, ALT)
    assert log == [("use", "r-11", "urgent", "date_of_birth", "nhs_number")]


def test_what_was_ticked_is_there_when_the_page_is_drawn_anew(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot, UNSURE_INBOX)
    opened.model.choose_identifiers("r-11", frozenset({"full_name", "date_of_birth"}))
    changed = replace(UNSURE_INBOX.detail, next_step="Look at it again.")
    opened.model.show(replace(UNSURE_INBOX, detail=changed))
    use = opened.page.detail.use
    use.reasons.choose("urgent")
    use.button.click()
    assert log == [("use", "r-11", "urgent", "date_of_birth", "full_name")]


def test_alt_keys_go_to_the_reasons_first_and_then_act(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    QTest.keyClick(opened.window, Qt.Key.Key_3, ALT)
    assert opened.page.detail.discard.reasons.hasFocus()
    assert log == []
    opened.page.detail.discard.reasons.choose("faulty")
    QTest.keyClick(opened.window, Qt.Key.Key_3, ALT)
    assert log == [("discard", "r-11", "faulty")]
    opened.model.refuse("Somebody else has dealt with it.")
    QTest.keyClick(opened.window, Qt.Key.Key_1, ALT)
    assert log[-1] == ("retake", "r-11")


def test_a_press_counts_once_until_an_answer_comes(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    opened.page.detail.use.reasons.choose("urgent")
    opened.page.detail.use.button.click()
    opened.page.detail.use.button.click()
    assert log == [("use", "r-11", "urgent")]
    opened.model.refuse("The form is signed; open the person again.")
    assert "signed" in opened.page.detail._refusal.text()
    assert opened.page.detail._refusal.isVisible()
    opened.page.detail.use.button.click()
    assert len(log) == 2


def test_nothing_acts_on_a_reading_that_is_shown_but_no_longer_chosen(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    opened.page.detail.discard.reasons.choose("faulty")
    opened.page.table.setFocus()
    QTest.keyClick(opened.page.table, Qt.Key.Key_Down)
    QTest.keyClick(opened.window, Qt.Key.Key_3, ALT)
    assert log == [("selected", "r-10")]


def test_an_answer_that_was_on_its_way_does_not_undo_a_newer_choice(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    opened.model.select("r-10")
    opened.model.show(samples.INBOX)
    assert opened.page.table.current_key() == "r-10"


def test_reasons_chosen_are_kept_while_looking_at_another_reading_and_at_large_text(
    qtbot: QtBot,
) -> None:
    opened, _ = opened_with_log(qtbot)
    opened.page.detail.use.reasons.choose("checked")
    opened.model.select("r-10")
    opened.model.show(NO_FORM_INBOX)
    opened.model.select("r-11")
    opened.model.show(samples.INBOX)
    assert opened.page.detail.use.reasons.code == "checked"
    opened.window.set_text_scale(1.5)
    assert opened.page.detail.use.reasons.code == "checked"
    assert opened.page.detail.use.button.isEnabled()


@pytest.mark.parametrize("shown", [samples.CONTROL, samples.NO_FORM_OPEN])
def test_a_reading_that_cannot_be_used_says_why_and_only_discard_is_open(
    qtbot: QtBot, shown: HeldView
) -> None:
    view = replace(samples.INBOX, selected_id=shown.reading_id, detail=shown)
    opened, log = opened_with_log(qtbot, view)
    held = opened.page.detail
    assert held.retake is None
    assert not held.use.reasons.isEnabled()
    assert not held.use.button.isEnabled()
    assert held.use.button.accessibleDescription() == shown.use.why_not
    assert shown.use.why_not.endswith(".")
    QTest.keyClick(opened.window, Qt.Key.Key_1, ALT)
    QTest.keyClick(opened.window, Qt.Key.Key_2, ALT)
    opened.model.choose_use_reason(view.selected_id, "urgent")
    opened.model.use()
    assert log == []
    held.discard.reasons.choose("faulty")
    held.discard.button.click()
    assert log == [("discard", view.selected_id, "faulty")]
    assert [hint.keys for hint in opened.model.hints] == ["↑ ↓", "Alt+3", "F1"]


def test_bytes_that_were_not_understood_can_only_be_looked_at(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot, REFUSED_INBOX)
    assert isinstance(opened.page.detail, RefusedPanel)
    assert "02 31 48 7c" in samples.REFUSED.first_bytes
    assert samples.REFUSED.first_bytes.endswith("… and 19 more bytes")
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        QTest.keyClick(opened.window, key, ALT)
    assert log == []
    (record,) = opened.page.detail.controls()
    assert isinstance(record, QPushButton)
    record.click()
    assert log == [("record", "r-8")]


def test_an_empty_inbox_says_so_and_keeps_the_focus_on_the_page(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    opened.page.detail.use.reasons.setFocus()
    opened.model.show(samples.EMPTY_INBOX)
    assert opened.page.panel.is_empty
    assert opened.page.detail is None
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName().startswith("No readings are waiting.")


def test_when_the_reading_is_dealt_with_the_next_one_is_chosen_from_the_list(
    qtbot: QtBot,
) -> None:
    opened, log = opened_with_log(qtbot)
    opened.page.detail.discard.button.setFocus()
    opened.page.detail.discard.reasons.setFocus()
    opened.model.show(InboxView("Readings inbox", "", samples.INBOX_ROWS[1:], 3))
    assert log == [("selected", "r-10")]
    assert opened.page.table.hasFocus()
    assert opened.page.table.current_key() == "r-10"


def test_the_first_reading_is_chosen_when_the_page_opens_without_a_choice(qtbot: QtBot) -> None:
    view = replace(samples.INBOX, selected_id="", detail=None)
    opened = open_page(qtbot, "inbox", view)
    assert opened.model.wanted == "r-11"
    assert opened.page.table.current_key() == "r-11"


def test_new_readings_on_top_move_neither_choice_nor_focus(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot)
    opened.page.detail.use.reasons.setFocus()
    shown = opened.page.detail
    fresh = replace(samples.INBOX_ROWS[1], reading_id="r-12")
    opened.model.show(replace(samples.INBOX, rows=(fresh, *samples.INBOX_ROWS), total=5))
    assert opened.page.detail is shown
    assert shown.use.reasons.hasFocus()
    assert opened.page.table.current_key() == "r-11"
    assert log == []


def test_at_large_text_enter_opens_the_reading_and_esc_goes_back(qtbot: QtBot) -> None:
    opened, log = opened_with_log(qtbot, scale=1.5)
    table = opened.page.table
    table.setFocus()
    assert not opened.page.detail.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_1, ALT)
    assert log == [], "a choice that is not seen was taken"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.page.detail.retake.button.hasFocus()
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert table.hasFocus()
    assert not opened.page.detail.isVisible()


def test_f6_goes_between_the_list_and_the_choices(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    opened.page.table.setFocus()
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    assert opened.page.detail.retake.button.hasFocus()
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    assert opened.page.table.hasFocus()


def test_the_wheel_never_changes_a_reason(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    box = opened.page.detail.use.reasons
    box.choose("checked")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.code == "checked"


def test_the_list_of_reasons_has_rows_that_are_full_targets(qtbot: QtBot) -> None:
    opened, _ = opened_with_log(qtbot)
    box = opened.page.detail.use.reasons
    box.showPopup()
    assert box.view().sizeHintForRow(0) >= 44
    box.hidePopup()


def test_bytes_in_hex_say_where_each_line_begins() -> None:
    assert hex_text(b"") == ""
    assert hex_text(bytes(range(17))) == (
        "0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n0010  10"
    )


def test_the_record_tells_everything_about_where_a_reading_came_from(qtbot: QtBot) -> None:
    dialog = ReadingRecordDialog(samples.RECORD, Theme())
    qtbot.addWidget(dialog)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    record = samples.RECORD
    for text in (
        record.title, record.device, record.serial, record.driver, record.link_text,
        record.device_time, record.clock_offset, record.received, record.stored,
        "1e 92 00 5b 00 6d 00 ea",
    ):  # fmt: skip
        assert text in words, text

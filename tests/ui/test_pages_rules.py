"""The rules page with nothing but a keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinicapp.ui.viewmodels.rules.rules_view import Section
from tests.support import rules_samples as samples
from tests.support.page_window import OpenPage, open_page
from tests.support.rules_samples import OLD, UK, UPDATE, facts, page

CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    window = QApplication.focusWindow()
    assert window is not None
    QTest.keyClick(window, key, modifier)


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def tab_to(wanted: QWidget) -> None:
    for _ in range(40):
        if wanted.hasFocus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {wanted.accessibleName()!r}")


def opened(qtbot: QtBot, view: object = samples.RULES, scale: float = 1.0) -> OpenPage:
    return open_page(qtbot, "rules", view, scale)


def test_the_packs_have_the_focus_and_the_arrows_choose_one(qtbot: QtBot) -> None:
    found = opened(qtbot)
    chosen: list[str] = []
    found.model.pack_chosen.connect(chosen.append)
    assert found.page.packs.hasFocus()
    assert found.page.packs.current_key() == UK.sha256
    press(Qt.Key.Key_Up)
    assert chosen == [UPDATE.sha256]


def test_f6_goes_to_the_entries_and_back_and_the_arrows_read_each_whole(qtbot: QtBot) -> None:
    found = opened(qtbot, page(facts(), typed="systolic, red"))
    press(Qt.Key.Key_F6)
    assert found.page.table.hasFocus()
    press(Qt.Key.Key_Down)
    words = words_of(found.page.rows.detail)
    assert "Systolic, red zone: 140 mmHg or over" in words
    assert "Source: NICE NG136 acts at 140/90 (clinical reference 1.5.1, 2.4, S17)." in words
    assert "Partly verified: " in words
    assert "The documents disagree. Exactly 140/90: " in words
    press(Qt.Key.Key_Return)
    assert found.page.rows.detail.area.hasFocus()
    assert found.page.rows.detail.area.accessibleName() == words
    press(Qt.Key.Key_F6)
    assert found.page.packs.hasFocus()


def test_ctrl_f_searches_and_down_goes_to_what_was_found(qtbot: QtBot) -> None:
    found = opened(qtbot)
    typed: list[str] = []
    found.model.searched.connect(typed.append)
    press(Qt.Key.Key_F, CTRL)
    assert found.page.tools.search.hasFocus()
    QTest.keyClicks(found.page.tools.search, "bmi")
    assert typed == ["b", "bm", "bmi"]
    found.model.show(page(facts(), typed="bmi"))
    assert found.page.tools.search.hasFocus(), "new rows do not take the focus"
    press(Qt.Key.Key_Down)
    assert found.page.table.hasFocus()


def test_nothing_found_says_what_to_do(qtbot: QtBot) -> None:
    found = opened(qtbot, samples.NOTHING_FOUND)
    assert found.page.rows.panel.is_empty
    assert "Nothing here answers the search." in words_of(found.page.rows.panel)


def test_another_pack_is_put_beside_and_taken_away(qtbot: QtBot) -> None:
    found = opened(qtbot)
    asked: list[str] = []
    found.model.compared.connect(asked.append)
    tab_to(found.page.tools.compare)
    press(Qt.Key.Key_Down)
    assert asked == [OLD.sha256]
    found.model.show(samples.COMPARED)
    titles = [column.title for column in found.page.table.model().columns]
    assert titles == ["Rule", "Value", OLD.title, "Mark"]
    press(Qt.Key.Key_Up)
    assert asked == [OLD.sha256, ""]


def test_running_the_cases_shows_them_and_asks_for_the_run(qtbot: QtBot) -> None:
    found = opened(qtbot)
    sections: list[Section] = []
    runs: list[str] = []
    found.model.section_chosen.connect(sections.append)
    found.model.cases_requested.connect(runs.append)
    tab_to(found.page.pack_head.run)
    press(Qt.Key.Key_Space)
    assert (sections, runs) == ([Section.CASES], [UK.sha256])


def test_a_failed_case_is_read_whole_and_bars_approval(qtbot: QtBot) -> None:
    found = opened(qtbot, samples.CASES_FAILED)
    approve = found.page.pack_head.approve
    assert not approve.isEnabled()
    assert "bars approval" in approve.accessibleDescription()
    press(Qt.Key.Key_F6)
    words = words_of(found.page.rows.detail)
    assert "Case 45: HbA1c 42" in words
    assert "Expected: Glucose: red zone" in words
    assert "Got: Glucose: in range" in words


def test_approving_asks_for_words_and_keeps_them_when_refused(qtbot: QtBot) -> None:
    found = opened(qtbot, page(facts(runs=(samples.RUN,))))
    sent: list[tuple[str, str, dict[str, str]]] = []
    found.model.decision_submitted.connect(lambda *values: sent.append(values))
    tab_to(found.page.pack_head.approve)
    press(Qt.Key.Key_Space)
    dialog = found.page.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert "98 of 98 cases passed" in words_of(dialog)
    assert UK.sha256[:8] in words_of(dialog)
    QTest.keyClicks(dialog.fields["note"].editor, "Read it")
    press(Qt.Key.Key_Return)
    assert sent == [("approve", UK.sha256, {"note": "Read it"})]
    found.model.entry_refused({"decision": "Somebody approved it just now; refresh the page."})
    assert found.page.dialog is dialog
    assert dialog.answers == {"note": "Read it"}
    assert "Somebody approved it just now" in words_of(dialog)
    found.model.entry_accepted()
    assert found.page.dialog is None
    found.window.activateWindow()
    qtbot.waitUntil(found.window.isActiveWindow)
    assert found.page.pack_head.approve.hasFocus()
    found.model.show(samples.IN_USE)
    assert found.page.pack_head.activate.hasFocus(), "the next thing to do"


def test_a_ward_and_a_day_are_proposed(qtbot: QtBot) -> None:
    found = opened(qtbot, samples.IN_USE)
    found.page.pack_head.activate.click()
    dialog = found.page.dialog
    assert dialog is not None
    assert dialog.answers == {"ward": "Ash", "active_from": "22 11 2026", "note": ""}
    dialog.reject()
    assert found.page.dialog is None


def test_an_approval_that_stands_can_be_withdrawn_and_no_other(qtbot: QtBot) -> None:
    found = opened(qtbot)
    assert not found.page.pack_head.withdraw.isVisible()
    found.model.show(samples.IN_USE)
    assert found.page.pack_head.withdraw.isVisible()
    found.page.pack_head.withdraw.click()
    assert found.page.dialog is not None
    assert "It is in use on Ash." in words_of(found.page.dialog)
    found.page.dialog.reject()


def test_large_text_folds_the_packs_into_a_choice_with_their_status(qtbot: QtBot) -> None:
    found = opened(qtbot, samples.IN_USE, scale=1.5)
    assert not found.page.packs.isVisible()
    assert found.page.choice.currentText() == f"{UK.title}: Active on Ash ward since 22 Nov 2026"
    chosen: list[str] = []
    found.model.pack_chosen.connect(chosen.append)
    found.page.choice.setFocus()
    press(Qt.Key.Key_Up)
    assert chosen == [UPDATE.sha256]
    press(Qt.Key.Key_F6)
    assert found.page.table.hasFocus()

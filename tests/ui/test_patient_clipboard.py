"""The clipboard holds patient data for a while only, and leaves what others put there alone."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from clinicapp.ui.patient_clipboard import SECONDS, PatientClipboard

TEXT = "EXAMPLE, Amara\nBlood pressure  146/91 mmHg\n"


def on_clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_the_text_is_there_and_then_it_is_not(qtbot: QtBot) -> None:
    clipboard = PatientClipboard(seconds=0.05)
    with qtbot.waitSignal(clipboard.cleared):
        clipboard.copy(TEXT)
        assert on_clipboard() == TEXT
        assert clipboard.holds_patient_data
    assert on_clipboard() == ""
    assert not clipboard.holds_patient_data


def test_what_somebody_copied_since_stays(qtbot: QtBot) -> None:
    clipboard = PatientClipboard(seconds=60)
    clipboard.copy(TEXT)
    QGuiApplication.clipboard().setText("a recipe")
    clipboard.clear()
    assert on_clipboard() == "a recipe"


def test_a_second_copy_has_its_whole_time(qtbot: QtBot) -> None:
    clipboard = PatientClipboard(seconds=0.4)
    clipboard.copy("one")
    qtbot.wait(250)
    clipboard.copy("two")
    qtbot.wait(250)
    assert on_clipboard() == "two"
    clipboard.clear()
    assert on_clipboard() == ""


def test_clearing_twice_or_without_a_copy_does_nothing(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("a recipe")
    clipboard = PatientClipboard()
    clipboard.clear()
    assert on_clipboard() == "a recipe"


def test_the_text_is_marked_for_no_history(qtbot: QtBot) -> None:
    clipboard = PatientClipboard()
    clipboard.copy(TEXT)
    marks = QGuiApplication.clipboard().mimeData().formats()
    clipboard.clear()
    assert any("ExcludeClipboardContentFromMonitorProcessing" in mark for mark in marks)
    assert "x-kde-passwordManagerHint" in marks


def test_a_minute_is_what_the_help_says() -> None:
    assert SECONDS == 60

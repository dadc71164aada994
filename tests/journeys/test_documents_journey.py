"""Letters, labels and text from the real window: looked at, saved, printed, copied, locked away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QMessageBox

from clinicapp.domain.audit import AuditRecord
from clinicapp.ui.pages.documents.preview_dialog import PreviewDialog
from clinicapp.ui.pages.documents.text_dialog import RecordTextDialog
from tests.support.journey import ANSWERS, CTRL, Nurse, admit
from tests.support.sheets import poppler_text
from tests.support.ui_window import accessible_name, tab_chain


def opened(nurse: Nurse, place: int) -> None:
    """Open a line of the documents menu with the keyboard alone."""
    nurse.press(Qt.Key.Key_D, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in range(place):
        nurse.qtbot.keyClick(menu, Qt.Key.Key_Down)
    nurse.qtbot.keyClick(menu, Qt.Key.Key_Return)


def preview(nurse: Nurse, place: int) -> PreviewDialog:
    opened(nurse, place)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), PreviewDialog), "the preview")
    found = QApplication.activeModalWidget()
    assert isinstance(found, PreviewDialog)
    nurse.wait(found.isActiveWindow, "the preview to be active")
    return found


def records(nurse: Nurse, action: str) -> list[AuditRecord]:
    links = nurse.stage.database.run(lambda work: list(work.audit.chain()), write=False)
    return [link.record for link in links if link.record.action == action]


def said(dialog: PreviewDialog | RecordTextDialog) -> str:
    return dialog.outcome.text() if dialog.outcome.isVisible() else ""


def closed(nurse: Nurse, dialog: QDialog) -> None:
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait(lambda: not dialog.isVisible(), "the dialog to close")
    nurse.come_back()


def saved(nurse: Nurse, shown: PreviewDialog, target: Path) -> None:
    """Ctrl+S, type where to, Enter."""
    nurse.press(Qt.Key.Key_S, CTRL)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "the file dialog")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    assert name.text().startswith(nurse.snapshot.form.number)
    name.setText(str(target))
    nurse.qtbot.keyClick(name, Qt.Key.Key_Return)
    # The offscreen platform has no window manager to do this.
    shown.activateWindow()
    nurse.wait(shown.isActiveWindow, "the preview to be active again")


def test_a_draft_letter_is_looked_at_and_saved(nurse: Nurse, tmp_path: Path) -> None:
    nurse.open(admit(nurse.stage, "Lettered"))
    nurse.answer("blood_pressure", ANSWERS["blood_pressure"])
    before = len(records(nurse, "document.saved"))
    shown = preview(nurse, 1)
    assert shown.preview.title == "GP letter"
    saved(nurse, shown, tmp_path / "letter")
    nurse.wait(lambda: said(shown), "what came of it")
    assert said(shown) == "Saved as letter.pdf."
    text = poppler_text(tmp_path / "letter.pdf")
    assert "DRAFT" in text
    assert "LETTERED, Test (Ms)" in text
    assert "118/74 mmHg" in text
    (record,) = records(nurse, "document.saved")[before:]
    assert record.actor_name == nurse.stage.ward.nurse.name
    assert record.detail["kind"] == "gp_letter"
    assert "Lettered" not in str(record)
    closed(nurse, shown)


def test_a_file_that_is_there_is_replaced_only_when_confirmed(nurse: Nurse, tmp_path: Path) -> None:
    nurse.open(admit(nurse.stage, "Replaced"))
    there = tmp_path / "there.pdf"
    there.write_bytes(b"somebody's")
    shown = preview(nurse, 1)
    asked: list[str] = []

    def say_no() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        asked.append(question.text())
        question.reject()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        QTimer.singleShot(0, dialog.reject)

    # Qt waits for the answer inside the key press.
    QTimer.singleShot(1000, say_no)
    # Typed without its ending, which is added before anybody is asked.
    saved(nurse, shown, tmp_path / "there")
    nurse.wait(lambda: QApplication.activeModalWidget() is shown, "the preview")
    assert "there.pdf" in asked[0]
    assert there.read_bytes() == b"somebody's"
    assert said(shown) == ""
    shown.reject()
    nurse.come_back()


def test_a_place_that_cannot_be_written_is_one_sentence(nurse: Nurse, tmp_path: Path) -> None:
    nurse.open(admit(nurse.stage, "Nowhere"))
    failed = len(records(nurse, "document.failed"))
    shown = preview(nurse, 1)
    shown.model.save(0, str(tmp_path / "gone" / "letter.pdf"))
    nurse.wait(lambda: said(shown), "what came of it")
    assert said(shown) == "letter.pdf cannot be written there; choose another folder."
    nurse.wait(lambda: len(records(nurse, "document.failed")) > failed, "the record")
    closed(nurse, shown)


def test_without_a_printer_the_preview_says_so(
    nurse: Nurse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    nurse.open(admit(nurse.stage, "Unprinted"))
    nurse.press(Qt.Key.Key_P, CTRL)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), PreviewDialog), "the preview")
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, PreviewDialog)
    nurse.wait(shown.isActiveWindow, "the preview to be active")
    assert shown.preview.title == "Summary"
    nurse.press(Qt.Key.Key_P, CTRL)
    nurse.wait(lambda: said(shown), "the sentence")
    assert said(shown).startswith("No printer is set up on this computer; save the page as a PDF")
    closed(nurse, shown)


def test_what_is_printed_is_written_down_and_is_the_page(nurse: Nurse, tmp_path: Path) -> None:
    """The printer here is Qt's own that prints into a file; there is no other in a test."""
    nurse.open(admit(nurse.stage, "Printed"))
    shown = preview(nurse, 3)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    before = len(records(nurse, "document.printed"))
    shown.model.print_on(1, printer)
    nurse.wait(lambda: said(shown), "what came of it")
    assert said(shown) == "Sent to the printer."
    assert "PRINTED, Test" in poppler_text(tmp_path / "printed.pdf")
    (record,) = records(nurse, "document.printed")[before:]
    assert record.detail["kind"] == "label"
    closed(nurse, shown)


@pytest.mark.qt_log_ignore("^QPainter::begin", extend=True)
def test_a_printer_that_does_not_take_it_is_one_sentence(nurse: Nurse, tmp_path: Path) -> None:
    nurse.open(admit(nurse.stage, "Jammed"))
    shown = preview(nurse, 1)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    failed = len(records(nurse, "document.failed"))
    shown.model.print_on(0, printer)
    nurse.wait(lambda: said(shown), "what came of it")
    assert said(shown).startswith("The printer does not answer;")
    nurse.wait(lambda: len(records(nurse, "document.failed")) > failed, "the record")
    closed(nurse, shown)


def test_copied_text_is_taken_off_the_clipboard_by_the_lock(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Copied"))
    opened(nurse, 4)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), RecordTextDialog), "the text")
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, RecordTextDialog)
    nurse.wait(shown.isActiveWindow, "the text to be active")
    before = len(records(nurse, "document.copied"))
    nurse.press(Qt.Key.Key_A, CTRL)
    nurse.press(Qt.Key.Key_C, CTRL)  # nothing is copied past the button
    assert "COPIED" not in QGuiApplication.clipboard().text()
    nurse.tab_to(shown.copy_button)
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: said(shown), "what came of it")
    assert "COPIED, Test (Ms)" in QGuiApplication.clipboard().text()
    assert len(records(nurse, "document.copied")) == before + 1
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is None, "the person to be closed")
    assert not shown.isVisible()
    assert QGuiApplication.clipboard().text() == ""


def test_the_lock_takes_a_preview_and_its_file_dialog_away(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Lockedpreview"))
    shown = preview(nurse, 1)
    nurse.press(Qt.Key.Key_S, CTRL)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "the file dialog")
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is None, "the person to be closed")
    assert not shown.isVisible()
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_preview_is_reached_by_keys_and_fits_at_every_text_size(
    nurse: Nurse, scale: float
) -> None:
    nurse.open(admit(nurse.stage, "Previewed"))
    nurse.clinic.window.set_text_scale(scale)
    shown = preview(nurse, 3)
    chain = tab_chain(shown)
    assert {shown.choice, shown.area, shown.print_button, shown.save_button} <= set(chain)
    assert all(accessible_name(widget) for widget in chain)
    assert shown.width() <= nurse.clinic.window.width()
    assert shown.height() <= nurse.clinic.window.height()
    buttons = (shown.print_button, shown.save_button, shown.close_button, shown.choice)
    for button in buttons:
        assert shown.rect().contains(button.geometry())
        assert button.height() >= 44
        assert button.width() >= button.minimumSizeHint().width()
    assert shown.pages[0].accessibleDescription().startswith("PREVIEWED, Test")
    before = shown.pages[0].size()
    shown.choice.setCurrentIndex(1)
    assert shown.pages[0].size() != before
    shown.reject()
    nurse.clinic.window.set_text_scale(1.0)
    nurse.come_back()


def test_a_signed_form_keeps_its_letter_without_the_word_draft(
    quick_nurse: Nurse, tmp_path: Path
) -> None:
    nurse = quick_nurse
    nurse.open(admit(nurse.stage, "Signedletter"))
    for card, answers in ANSWERS.items():
        nurse.answer(card, answers)
    nurse.press(Qt.Key.Key_F9)
    nurse.wait(lambda: nurse.contents.signed is not None, "the signature")
    shown = preview(nurse, 1)
    assert "DRAFT" not in shown.preview.file_name
    saved(nurse, shown, tmp_path / "signed.pdf")
    nurse.wait(lambda: said(shown), "what came of it")
    text = poppler_text(tmp_path / "signed.pdf")
    assert "DRAFT" not in text
    assert "No result is in the red zone." in text
    closed(nurse, shown)

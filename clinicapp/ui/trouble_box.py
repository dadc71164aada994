"""The sentence that is shown when the window itself cannot open."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox


def show_refusal(sentence: str) -> None:
    """Show why the program cannot start, and wait until it was read."""
    box = QMessageBox(QMessageBox.Icon.Warning, "clinicapp", sentence)
    box.setAccessibleName(sentence)
    box.exec()

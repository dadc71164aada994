"""A small window beside the demonstration's, that makes the simulated devices speak."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.widgets.buttons import ActionButton


class DeviceRemote(QWidget):
    """A tool window with one button for each thing that a simulated device can do.

    ``note`` is said below them.
    """

    def __init__(
        self, acts: dict[str, Callable[[], object]], theme: Theme, *, note: str = ""
    ) -> None:
        super().__init__(None, Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Simulated devices"))
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(self.tr("Open a person, then press what a device should do.")))
        for words, act in acts.items():
            button = ActionButton(theme, "plain", words, parent=self)
            button.clicked.connect(act)
            layout.addWidget(button)
        if note:
            said = QLabel(note)
            said.setWordWrap(True)
            layout.addWidget(said)

"""A register over the window: a list with the record of one row, and what can be done with it."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.entry_field import EntryErrors
from clinicapp.ui.widgets.spans import WrapLabel

_WIDE, _HIGH = 1300, 700


class RegisterDialog(QDialog):
    """Shows one register in a dialog that can be closed, under a sentence that sums it up."""

    def __init__(
        self,
        model: RegisterViewModel,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        title: str,
        icon: str,
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        size = theme.size
        self.setWindowTitle(title)
        self._ring = FocusRing(self, theme.tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, size.gap_8)
        column.setSpacing(0)
        self._summary = WrapLabel(theme, role=FontRole.BODY, parent=self)
        self._summary.setContentsMargins(size.gap_12, size.gap_12, size.gap_12, 0)
        column.addWidget(self._summary)
        self.page = RegisterPage(model, theme, icon=icon, compact=compact, parent=self)
        column.addWidget(self.page, 1)
        self._trouble = EntryErrors(theme, self)
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        row.setContentsMargins(size.gap_12, 0, size.gap_12, 0)
        row.addStretch(1)
        self.leave = ActionButton(theme, "plain", self.tr("Close"), keys="Esc", parent=self)
        self.leave.clicked.connect(self.reject)
        row.addWidget(self.leave)
        column.addLayout(row)
        width, height = _WIDE, _HIGH
        if parent is not None:
            margin = 2 * size.gap_16
            width = min(width, parent.window().width() - margin)
            height = min(height, parent.window().height() - margin)
        self.resize(width, height)

    def sum_up(self, words: str) -> None:
        """Say what all of it comes to."""
        self._summary.setText(words)

    @override
    def open(self) -> None:
        super().open()
        self.page.take_focus()

    def say(self, sentence: str) -> None:
        """Say why something was refused."""
        self._trouble.show_lines((sentence,))
        announce(self, sentence, urgent=True)

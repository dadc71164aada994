"""A question with two answers; the safe one is chosen by Esc and has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import WrapLabel

if TYPE_CHECKING:
    from clinicapp.ui.theme.theme import Theme


class AskDialog(QDialog):
    """Asks before something is done; ``accepted`` is the answer that does it."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        *,
        title: str,
        sentences: tuple[str, ...],
        stay: str,
        go: str,
    ) -> None:
        super().__init__(parent)
        size = theme.size
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.tokens.scaled(size.dialog_width))
        self._ring = FocusRing(self, theme.tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_20] * 4)
        column.setSpacing(size.gap_12)
        column.addWidget(
            WrapLabel(theme, title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        )
        for sentence in sentences:
            column.addWidget(WrapLabel(theme, sentence, role=FontRole.BODY, parent=self))
        self._words = " ".join((title, *sentences))
        self.stay = ActionButton(theme, "primary", stay, keys="Esc", parent=self)
        self.go = ActionButton(theme, "plain", go, parent=self)
        self.stay.setDefault(True)
        self.stay.clicked.connect(self.reject)
        self.go.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(size.gap_12)
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.stay)
        column.addLayout(row)
        self.stay.setFocus()

    def ask(self) -> None:
        """Show it, and say it to those who cannot see it."""
        self.open()
        announce(self, self._words, urgent=True)

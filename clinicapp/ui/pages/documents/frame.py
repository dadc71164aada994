"""What both document dialogs share: a heading, a place for what came of it, and buttons."""

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.main_window import LOCK_KEY
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel, Outcome
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import WrapLabel


class DocumentFrame(QDialog):
    """As large as the window it lies over, less a margin; Esc closes it.

    Signal: ``lock_requested()`` when that was asked over a further dialog in front of this one.
    """

    lock_requested = Signal()

    def __init__(
        self, title: str, model: DocumentModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.model = model
        model.setParent(self)
        size = theme.size
        self.setWindowTitle(title)
        self._ring = FocusRing(self, theme.tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_16] * 4)
        column.setSpacing(size.gap_10)
        self.top = QHBoxLayout()
        self.top.setSpacing(size.gap_12)
        heading = WrapLabel(theme, title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        self.top.addWidget(heading, 1)
        column.addLayout(self.top)
        self.middle = QVBoxLayout()
        column.addLayout(self.middle, 1)
        self.outcome = WrapLabel(theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, parent=self)
        self.outcome.hide()
        column.addWidget(self.outcome)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(size.gap_12)
        self.buttons.addStretch(1)
        column.addLayout(self.buttons)
        model.told.connect(self.tell)
        self.finished.connect(model.close)

    def add_button(self, kind: str, words: str, icon: str, keys: str) -> ActionButton:
        """One more button at the right of the row."""
        button = ActionButton(self.theme, kind, words, icon=icon, keys=keys, parent=self)
        self.buttons.addWidget(button)
        return button

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowBlocked:
            # The window below is blocked already and is not told of a second dialog.
            dialog = QApplication.activeModalWidget()
            if dialog is not None and dialog is not self:
                QShortcut(QKeySequence(LOCK_KEY), dialog).activated.connect(self.lock_requested)
        return super().event(event)

    def tell(self, outcome: Outcome) -> None:
        """Say what came of it, to the eye and to a screen reader."""
        self.outcome.setText(outcome.sentence)
        self.outcome.setProperty("ink", "red_text" if outcome.trouble else "green_text")
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.show()
        announce(self, outcome.sentence)

    def fit_over_parent(self, wanted_width: int) -> None:
        """Take the size: as wide as asked and as high as there is room in the parent's window."""
        parent = self.parentWidget()
        size = self.theme.size
        room = QRect(0, 0, size.window_width, size.window_height)
        if parent is not None:
            room = parent.window().geometry()
        margin = 2 * size.gap_24
        width = min(self.theme.tokens.scaled(wanted_width), room.width() - margin)
        self.resize(width, room.height() - margin)

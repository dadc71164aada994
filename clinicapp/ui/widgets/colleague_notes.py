"""What colleagues typed into a panel and did not save: seen, taken over or discarded."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import Weight
from clinicapp.ui.viewmodels.entry_view import ColleagueTyped
from clinicapp.ui.widgets.ask_dialog import AskDialog
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import WrapLabel


class ColleagueNotes(QWidget):
    """A box for each colleague who typed here; without any, nothing is there.

    Signals: ``taken_over(str)`` and ``discarded(str)`` with the author's key; discarding asks
    first, for it is somebody else's work.
    """

    taken_over = Signal(str)
    discarded = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size.gap_8)
        self.hide()

    def show_notes(self, colleagues: tuple[ColleagueTyped, ...]) -> None:
        """Show these boxes in place of those shown before."""
        while (item := self._column.takeAt(0)) is not None:
            box = item.widget()
            if box is not None:
                box.hide()
                box.deleteLater()
        for each in colleagues:
            self._column.addWidget(self._box(each))
        self.setVisible(bool(colleagues))

    def _box(self, each: ColleagueTyped) -> QFrame:
        theme, size = self._theme, self._theme.size
        box = QFrame(self)
        box.setObjectName("colleagueTyped")
        column = QVBoxLayout(box)
        column.setContentsMargins(*[size.gap_12] * 4)
        column.setSpacing(size.gap_4)
        column.addWidget(
            WrapLabel(theme, each.sentence, weight=Weight.SEMIBOLD, ink="amber_text", parent=box)
        )
        column.addWidget(WrapLabel(theme, "\n".join(each.lines), parent=box))
        row = QHBoxLayout()
        row.setSpacing(size.gap_12)
        row.addStretch(1)
        discard = ActionButton(theme, "plain", self.tr("Discard"), icon="trash-2", parent=box)
        discard.setAccessibleName(self.tr("Discard what {name} typed").format(name=each.name))
        discard.setAutoDefault(False)
        discard.clicked.connect(lambda: self._ask(each))
        take = ActionButton(theme, "plain", self.tr("Take over"), icon="user-check", parent=box)
        take.setAccessibleName(self.tr("Take over what {name} typed").format(name=each.name))
        take.setAutoDefault(False)
        take.clicked.connect(lambda: self.taken_over.emit(each.author))
        row.addWidget(discard)
        row.addWidget(take)
        column.addLayout(row)
        return box

    def _ask(self, each: ColleagueTyped) -> None:
        asking = AskDialog(
            self._theme,
            self,
            title=self.tr("Discard what {name} typed?").format(name=each.name),
            sentences=(
                self.tr("It was not saved, and cannot be brought back."),
                self.tr("That you discarded it is recorded."),
            ),
            stay=self.tr("Keep it"),
            go=self.tr("Discard it"),
        )
        asking.accepted.connect(lambda: self.discarded.emit(each.author))
        asking.finished.connect(asking.deleteLater)
        asking.ask()

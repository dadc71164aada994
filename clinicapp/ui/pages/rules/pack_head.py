"""The chosen pack: where it stands, and what can be decided about it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import EntrySpec
from clinicapp.ui.viewmodels.rules.rules_view import ChosenPack
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class PackHead(QWidget):
    """Signals: ``cases_pressed()``; ``panel_asked(EntrySpec)`` of a decision."""

    cases_pressed = Signal()
    panel_asked = Signal(object)

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen: ChosenPack | None = None
        size = theme.size
        self._title = WrapLabel(
            theme, role=FontRole.CARD_TITLE, weight=Weight.SEMIBOLD, parent=self
        )
        # Where there is little room the title stands in the choice of packs beside it.
        self._title.setVisible(not compact)
        self._status = WrapLabel(theme, ink="muted", parent=self)
        self._cases = SpanLabel(theme, (), self)
        self.run = ActionButton(
            theme, "plain", self.tr("Run the cases"), icon="list-checks", parent=self
        )
        self.approve = ActionButton(
            theme, "primary", self.tr("Approve"), icon="badge-check", parent=self
        )
        self.activate = ActionButton(theme, "plain", self.tr("Make active"), parent=self)
        self.withdraw = ActionButton(theme, "quiet", self.tr("Withdraw approval"), parent=self)
        self.run.clicked.connect(self.cases_pressed)
        self.approve.clicked.connect(lambda: self._ask(lambda chosen: chosen.approve))
        self.activate.clicked.connect(lambda: self._ask(lambda chosen: chosen.activate))
        self.withdraw.clicked.connect(lambda: self._ask(lambda chosen: chosen.withdraw))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(size.gap_4)
        column.addWidget(self._title)
        column.addWidget(self._status)
        row = QHBoxLayout()
        row.setSpacing(size.gap_8)
        for button in (self.run, self.approve, self.activate, self.withdraw):
            button.set_padding(size.gap_12)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._cases)
        column.addLayout(row)

    def show_pack(self, chosen: ChosenPack) -> None:
        """Show another pack, or the same after a decision."""
        self._chosen = chosen
        self._title.setText(chosen.title)
        self._status.setText(chosen.status)
        icon, ink = ("circle-x", "red_text") if chosen.cases_failed else ("list-checks", "text")
        words = Span(chosen.cases, ink=ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
        self._cases.set_spans((Span(icon=icon, ink=ink), words))
        # In this order: the focus of a button that is disabled goes on to one that is not.
        self.activate.disable_because(chosen.why_not_activate)
        self.approve.disable_because(chosen.why_not_approve)
        self.withdraw.setVisible(chosen.withdraw is not None)

    def focus_button(self, spec: EntrySpec) -> None:
        """Go to the button of a panel that has closed; to the first when that has gone."""
        buttons = {"approve": self.approve, "activate": self.activate, "withdraw": self.withdraw}
        button = buttons[spec.card]
        usable = button.isEnabled() and button.isVisible()
        (button if usable else self.run).setFocus()

    def _ask(self, panel: Callable[[ChosenPack], EntrySpec | None]) -> None:
        spec = None if self._chosen is None else panel(self._chosen)
        if spec is not None:
            self.panel_asked.emit(spec)

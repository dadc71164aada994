"""One sentence across the window: a notice that stays, or a trouble that can be put away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class NoticeBar(QFrame):
    """A notice that stays, such as that this is a demonstration."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size.gap_12, 0, theme.size.gap_12, 0)
        row.setSpacing(theme.size.gap_8)
        row.addWidget(SpanLabel(theme, (Span(icon="info", icon_size=theme.size.icon_chip),), self))
        self._words = WrapLabel(theme, role=FontRole.SMALL, weight=Weight.SEMIBOLD, parent=self)
        row.addWidget(self._words, 1)
        self.hide()

    def show_notice(self, sentence: str) -> None:
        """Show a sentence; an empty one hides the bar."""
        self._words.setText(sentence)
        self.setVisible(bool(sentence))


class TroubleBar(QFrame):
    """What is wrong and what to do next, in one sentence; it is also spoken."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("troubleBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(
            theme.size.gap_12, theme.size.gap_4, theme.size.gap_12, theme.size.gap_4
        )
        row.setSpacing(theme.size.gap_8)
        icon = Span(icon="triangle-alert", ink="red_text", icon_size=theme.size.icon_card)
        row.addWidget(SpanLabel(theme, (icon,), self))
        self._words = WrapLabel(
            theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, ink="red_text", parent=self
        )
        row.addWidget(self._words, 1)
        self._close = ActionButton(theme, "plain", self.tr("Put away"), icon="x", parent=self)
        self._close.clicked.connect(self.dismissed)
        row.addWidget(self._close)
        self.hide()

    def show_trouble(self, sentence: str) -> None:
        """Show a sentence and speak it; an empty one hides the bar."""
        if sentence == self._words.text():
            return
        self._words.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)

"""Says that the station is about to lock; any key keeps it open."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.spans import Span, SpanLabel


class IdleNotice(QFrame):
    """A line on top of a window; it takes no focus and no click."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = False
        self.setObjectName("idleNotice")
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.size.gap_16] * 4)
        self._words = SpanLabel(theme, (), self)
        row.addWidget(self._words)

    def show_seconds(self, seconds: int) -> None:
        """Count down."""
        words = self.tr("Locking in {n} s. Press any key to stay.").format(n=seconds)
        text = Span(words, role=FontRole.SECTION, weight=Weight.SEMIBOLD, gap=10)
        icon = Span(icon="clock-alert", icon_size=self._theme.size.icon_header)
        self._words.set_spans((icon, text))
        self.setAccessibleName(words)
        self.adjustSize()
        above = self.parentWidget()
        if above is not None:
            self.move(max(0, (above.width() - self.width()) // 2), self._theme.size.gap_24)
        self.show()
        self.raise_()
        if not self._said:
            self._said = True
            announce(self, words, urgent=True)

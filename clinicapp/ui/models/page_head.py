"""The top of a page: its title, and a line beside or under it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.widgets.spans import Span, SpanLabel


class PageHead(QWidget):
    """Title at the left, a summary at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_12)
        self._title = SpanLabel(theme, (), self)
        self._summary = SpanLabel(theme, (), self)
        row.addWidget(self._title, 1)
        row.addWidget(self._summary)

    def show_head(self, title: str, summary: str) -> None:
        """Show another title and summary."""
        self._title.set_spans((Span(title, role=FontRole.PAGE, weight=Weight.SEMIBOLD),))
        self._summary.set_spans((Span(summary, role=FontRole.SMALL, ink="muted"),))
        self.setAccessibleName(f"{title}. {summary}" if summary else title)

"""How many pieces of equipment are in each state, on as many lines as it takes."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.pages.equipment.asset_looks import COUNT_INKS, STATUS_LOOKS
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.equipment_view import StatusCount
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size


def count_spans(count: StatusCount) -> Spans:
    """A number and its words, with the icon of the state."""
    ink = COUNT_INKS[count.status] if count.status is not None else "text"
    number = Span(str(count.count), role=FontRole.SMALL, weight=Weight.SEMIBOLD, ink=ink)
    words = Span(count.words, role=FontRole.SMALL, ink=ink)
    if count.status is None:
        return (number, words)
    return (Span(icon=STATUS_LOOKS[count.status].icon, ink=ink), number, words)


class CountsLine(QWidget):
    """Paints the counts one after the other and begins a new line where one ends."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pieces: tuple[Spans, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, counts: tuple[StatusCount, ...]) -> None:
        """Show other counts."""
        self._pieces = tuple(count_spans(count) for count in counts)
        self.setAccessibleName(", ".join(f"{count.count} {count.words}" for count in counts))
        self.setVisible(bool(counts))
        self.updateGeometry()
        self.update()

    def places(self, width: int) -> list[QRect]:
        """Where each count stands when there is this much room, in logical pixels."""
        left, top, found = 0, 0, []
        line = self._theme.tokens.line_px(FontRole.SMALL) + self._theme.size.gap_2
        for spans in self._pieces:
            size = spans_size(spans, self._theme)
            if left and left + size.width() > width:
                left, top = 0, top + line
            found.append(QRect(left, top, size.width(), line))
            left += size.width() + self._theme.size.gap_20
        return found

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, arg__1: int) -> int:
        places = self.places(arg__1)
        return places[-1].bottom() + 1 if places else 0

    @override
    def sizeHint(self) -> QSize:
        widths = [spans_size(spans, self._theme).width() for spans in self._pieces]
        width = sum(widths) + self._theme.size.gap_20 * max(0, len(widths) - 1)
        return QSize(width, self.heightForWidth(max(width, 1)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.tokens.line_px(FontRole.SMALL))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for rect, spans in zip(self.places(self.width()), self._pieces, strict=True):
            paint_spans(painter, rect, spans, self._theme)
        painter.end()

"""How many pieces of equipment are in each state; a press shows only those."""

from itertools import zip_longest

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.pages.equipment.asset_looks import COUNT_INKS, STATUS_LOOKS
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.equipment_view import StatusCount
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size

_QUALITY_LOOK = ("lock", "red_text")


def count_spans(count: StatusCount) -> Spans:
    """A number and its words, with the icon of the state."""
    icon, ink = "", "text"
    if count.quality:
        icon, ink = _QUALITY_LOOK
    elif count.status is not None:
        icon, ink = STATUS_LOOKS[count.status].icon, COUNT_INKS[count.status]
    number = Span(f"{count.count:,}", role=FontRole.SMALL, weight=Weight.SEMIBOLD, ink=ink)
    weight = Weight.SEMIBOLD if count.chosen else Weight.REGULAR
    words = Span(count.words, role=FontRole.SMALL, ink=ink, weight=weight)
    return (Span(icon=icon, ink=ink), number, words) if icon else (number, words)


class CountButton(QAbstractButton):
    """One count; what is chosen has a line under it, so colour is not alone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.count = StatusCount(0, None, "")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_count(self, count: StatusCount) -> None:
        """Show another count."""
        self.count = count
        self.setText(f"{count.count} {count.words}")
        self.setChecked(count.chosen)
        state = self.tr("shown") if count.chosen else self.tr("show these")
        self.setAccessibleName(f"{count.count} {count.words}, {state}")
        self.update()

    @override
    def nextCheckState(self) -> None:
        """Leave the mark alone: the list that is shown next decides."""

    @override
    def sizeHint(self) -> QSize:
        chosen = StatusCount(
            self.count.count, self.count.status, self.count.words, self.count.quality, chosen=True
        )
        words = spans_size(count_spans(chosen), self._theme).width()
        width = max(words + self._theme.size.gap_12, self._theme.size.target)
        return QSize(width, self._theme.tokens.target_px)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, size = self._theme, self._theme.size
        painter = QPainter(self)
        spans = count_spans(self.count)
        words = spans_size(spans, theme)
        paint_spans(painter, self.rect(), spans, theme)
        if self.count.chosen:
            below = (self.height() + theme.tokens.line_px(FontRole.SMALL)) // 2 + size.gap_2
            line = QRect(0, below, words.width(), size.edge_strong)
            painter.fillRect(line, QColor(theme.colour.text))
        painter.end()


class CountsLine(QWidget):
    """The counts one after the other, on as many lines as it takes.

    Signal: ``pressed(StatusCount)``.
    """

    pressed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: tuple[StatusCount, ...] = ()
        self.buttons: list[CountButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, counts: tuple[StatusCount, ...]) -> None:
        """Show other counts; buttons that stay keep the focus."""
        if counts == self._counts:
            return
        self._counts = counts
        for button in self.buttons[len(counts) :]:
            button.hide()
            button.deleteLater()
        del self.buttons[len(counts) :]
        for button, count in zip_longest(tuple(self.buttons), counts):
            (button or self._add()).show_count(count)
        self.setAccessibleName(", ".join(f"{count.count} {count.words}" for count in counts))
        self.setVisible(bool(counts))
        self.updateGeometry()
        self._lay(self.width())

    def places(self, width: int) -> list[QRect]:
        """Where each count stands when there is this much room, in logical pixels."""
        left, top, found = 0, 0, []
        for button in self.buttons:
            size = button.sizeHint()
            if left and left + size.width() > width:
                left, top = 0, top + size.height()
            found.append(QRect(left, top, size.width(), size.height()))
            left += size.width() + self._theme.size.gap_4
        return found

    def _add(self) -> CountButton:
        button = CountButton(self._theme, self)
        button.clicked.connect(lambda: self.pressed.emit(button.count))
        button.show()
        self.buttons.append(button)
        return button

    def _lay(self, width: int) -> None:
        for button, place in zip(self.buttons, self.places(width), strict=True):
            button.setGeometry(place)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay(event.size().width())

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, arg__1: int) -> int:
        places = self.places(arg__1)
        return places[-1].bottom() + 1 if places else 0

    @override
    def sizeHint(self) -> QSize:
        widths = [button.sizeHint().width() for button in self.buttons]
        width = sum(widths) + self._theme.size.gap_4 * max(0, len(widths) - 1)
        return QSize(width, self.heightForWidth(max(width, 1)))

    @override
    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self.buttons), default=0)
        return QSize(widest, self._theme.tokens.target_px if self.buttons else 0)

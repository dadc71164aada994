"""A row of choices of which one is taken: a tick and a word on each."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import Weight
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size


class ChoiceButton(QAbstractButton):
    """One of the choices."""

    def __init__(self, theme: Theme, option: OptionView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.code = option.code
        self.setText(option.label)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_taken(taken=False)

    def set_taken(self, *, taken: bool) -> None:
        """Mark it as the one that is taken, or not."""
        self.setChecked(taken)
        status = self.tr("chosen") if taken else self.tr("not chosen")
        self.setAccessibleName(f"{self.text()}, {status}")
        self.update()

    def _spans(self) -> Spans:
        if not self.isChecked():
            return (Span(self.text(), weight=Weight.SEMIBOLD),)
        icon = Span(icon="check", ink="blue_text", icon_size=self._theme.size.icon_body)
        return (icon, Span(self.text(), ink="blue_text", weight=Weight.SEMIBOLD, gap=6))

    @override
    def sizeHint(self) -> QSize:
        # With room for the tick, so that nothing moves when another is chosen.
        words = spans_size((Span(self.text(), weight=Weight.SEMIBOLD),), self._theme).width()
        tick = self._theme.tokens.scaled(self._theme.size.icon_body + self._theme.size.gap_6)
        width = words + tick + 2 * self._theme.size.gap_16
        return QSize(width, self._theme.tokens.target_px)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colour, size = self._theme.colour, self._theme.size
        taken = self.isChecked()
        painter = QPainter(self)
        paint_box(
            painter,
            QRectF(self.rect()),
            self.height() / 2,
            fill=colour.blue_tint if taken or self.isDown() else colour.panel,
            edge=colour.blue if taken else colour.muted,
            width=size.edge_strong if taken else size.edge,
        )
        spans = self._spans()
        wanted = spans_size(spans, self._theme).width()
        left = max(size.gap_8, (self.width() - wanted) // 2)
        paint_spans(painter, QRect(left, 0, wanted, self.height()), spans, self._theme)
        painter.end()


class ChoiceRow(QWidget):
    """Choices side by side. Signal: ``chosen(code)`` when a person takes another one."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.size.gap_8)
        self._options: tuple[OptionView, ...] = ()
        self.buttons: tuple[ChoiceButton, ...] = ()

    def show_choices(self, options: tuple[OptionView, ...], taken: str) -> None:
        """Show other choices, and which one is taken."""
        if options != self._options:
            for button in self.buttons:
                button.hide()
                button.deleteLater()
            self._options = options
            self.buttons = tuple(ChoiceButton(self._theme, each, self) for each in options)
            for button in self.buttons:
                button.clicked.connect(self._teller(button.code))
                self._row.addWidget(button)
        for button in self.buttons:
            button.set_taken(taken=button.code == taken)

    def press(self, place: int) -> None:
        """Take the choice at a place; nothing happens when there is none."""
        if 0 <= place < len(self.buttons):
            self.buttons[place].setFocus()
            self.buttons[place].click()

    def _teller(self, code: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(code)

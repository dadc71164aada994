"""A reading that has just filled a card, with the two ways to take it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.clinic.form_view import NewReadingView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class NewReadingPanel(QFrame):
    """The panel at the top of the rail, or at large text a bar under the banner.

    It never takes the focus, and its buttons count down in words.
    """

    undo_pressed = Signal()
    wrong_patient_pressed = Signal()

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self._view: NewReadingView | None = None
        self.setObjectName("newReadingBar" if compact else "newReadingPanel")
        self._heading = SpanLabel(theme, (), self)
        self._value = SpanLabel(theme, (), self)
        # Whom it was filed to is never cut short.
        self._outcome = WrapLabel(theme, parent=self)
        self._undo = ActionButton(theme, "plain", "", icon="undo-2", parent=self)
        self._undo.clicked.connect(self.undo_pressed)
        self._wrong = ActionButton(theme, "plain", self.tr("Wrong patient"), parent=self)
        self._wrong.clicked.connect(self.wrong_patient_pressed)
        if compact:
            self._build_bar()
        else:
            self._build_panel()
        self.hide()

    def controls(self) -> list[QWidget]:
        """What can take the focus, in order."""
        return [self._undo, self._wrong] if not self.isHidden() else []

    def _build_panel(self) -> None:
        size = self._theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size.gap_12, size.gap_8, size.gap_10, size.gap_8)
        column.setSpacing(0)
        for label in (self._heading, self._value, self._outcome):
            column.addWidget(label)
        column.addSpacing(size.gap_6)
        row = QHBoxLayout()
        row.setSpacing(size.gap_8)
        for button in (self._undo, self._wrong):
            button.set_padding(size.gap_6)
            row.addWidget(button, 1)
        column.addLayout(row)

    def _build_bar(self) -> None:
        size = self._theme.size
        row = QHBoxLayout(self)
        row.setContentsMargins(size.gap_20, size.gap_4, size.gap_16 + size.gap_2, size.gap_4)
        row.setSpacing(size.gap_12)
        row.addWidget(self._heading, 1)
        row.addWidget(self._wrong)
        row.addWidget(self._undo)
        self._value.hide()
        self._outcome.hide()

    def show_reading(self, view: NewReadingView | None, seconds_left: int) -> None:
        """Show a reading and the seconds in which it can be undone; None hides the panel."""
        self.setVisible(view is not None)
        if view is not None and view != self._view:
            if self._compact:
                self._show_bar(view)
            else:
                self._show_panel(view)
        self._view = view
        self.show_seconds(seconds_left)

    def show_seconds(self, seconds_left: int) -> None:
        """Count down; at nought both buttons say that the time is over."""
        over = "" if seconds_left > 0 else self.tr("The time to undo is over. Correct it instead.")
        words = self.tr("Undo ({n} s)").format(n=seconds_left) if seconds_left > 0 else ""
        self._undo.set_words(words or self.tr("Undo ended"))
        self._undo.disable_because(over)
        self._wrong.disable_because(over)

    def _show_panel(self, view: NewReadingView) -> None:
        small, strong = self._theme.size.icon_small, Weight.SEMIBOLD
        heading = self.tr("New reading, {time}").format(time=view.time)
        self._heading.set_spans(
            (
                Span(icon="arrow-down", ink="blue_text", icon_size=small),
                Span(heading, ink="blue_text", role=FontRole.CAPTION, weight=strong),
                Span(view.device, ink="blue_text", role=FontRole.CAPTION, push=True),
            )
        )
        self._value.set_spans((Span(view.value, role=FontRole.PAGE, weight=Weight.BOLD),))
        self._outcome.setText(view.outcome)

    def _show_bar(self, view: NewReadingView) -> None:
        words = self.tr("from {device}. {outcome}.")
        rest = words.format(device=view.device, outcome=view.short_outcome)
        new = self.tr("New: {value}").format(value=view.value)
        self._heading.set_spans(
            (
                Span(icon="arrow-down", ink="blue_text", icon_size=self._theme.size.icon_chip),
                Span(new, ink="blue_text", weight=Weight.SEMIBOLD, gap=SIZES.gap_8),
                Span(rest, ink="blue_text"),
            )
        )

"""One question of an entry panel, with its answer, its help and its error."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import FieldKind, FieldSpec
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.spans import WrapLabel

SHOWN_CHARACTERS = 12


class ChoiceBox(QComboBox):
    """A choice that the mouse wheel never changes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long answer must not push the panel wider than it is; the list shows it in full.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHOWN_CHARACTERS)
        self.setFont(theme.font(FontRole.BODY))
        self.setMinimumHeight(theme.tokens.target_px)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._theme.tokens.scaled(self._theme.size.icon_body)
        icon = self._theme.icons.pixmap(
            "chevron-down", self._theme.colour.text, side, ratio=self.devicePixelRatioF()
        )
        painter = QPainter(self)
        left = self.width() - side - self._theme.size.gap_12
        painter.drawPixmap(left, (self.height() - side) // 2, icon)
        painter.end()


class EntryField(QWidget):
    """One question with its answer, its help, and its error beside it. Signal: ``changed()``."""

    changed = Signal()

    def __init__(self, spec: FieldSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_4)
        words = f"{spec.label} ({spec.unit})" if spec.unit else spec.label
        self._label = WrapLabel(
            theme, words, role=FontRole.BODY, weight=Weight.SEMIBOLD, parent=self
        )
        column.addWidget(self._label)
        self.editor: QComboBox | QLineEdit = (
            self._make_choice() if spec.kind is FieldKind.CHOICE else self._make_line()
        )
        self.editor.setAccessibleName(words)
        self.editor.setAccessibleDescription(spec.help_text)
        self.editor.setFont(theme.font(FontRole.BODY))
        self.editor.setMinimumHeight(theme.tokens.target_px)
        self._label.setBuddy(self.editor)
        column.addWidget(self.editor)
        self._help = WrapLabel(theme, spec.help_text, ink="muted", parent=self)
        self._help.setVisible(bool(spec.help_text))
        column.addWidget(self._help)
        self._error = WrapLabel(theme, weight=Weight.SEMIBOLD, ink="red_text", parent=self)
        self._error.hide()
        column.addWidget(self._error)

    def _make_choice(self) -> QComboBox:
        box = ChoiceBox(self._theme, self)
        box.addItem(self.tr("Choose an answer"), "")
        for option in self.spec.options:
            box.addItem(option.label, option.code)
        box.setCurrentIndex(max(0, box.findData(self.spec.value)))
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        return box

    def _make_line(self) -> QLineEdit:
        line = QLineEdit(self.spec.value, self)
        # No validator: what is typed is kept and judged aloud, never silently refused.
        line.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        if self.spec.kind is not FieldKind.TEXT:
            line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        line.textChanged.connect(lambda _: self.changed.emit())
        return line

    def answer(self) -> str:
        """What is there now: the code of a choice, or the text exactly as typed."""
        if self.spec.hidden:
            return self.spec.value
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData())
        return self.editor.text()

    def show_answer(self, answer: str) -> None:
        """Put an answer there, as ``answer`` gave it."""
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(max(0, self.editor.findData(answer)))
        else:
            self.editor.setText(answer)

    def error_line(self, sentence: str) -> str:
        """An error with the question it is about, for the list of all errors."""
        label = self.spec.label
        if sentence.startswith(label):
            return sentence
        return f"{label} {sentence}" if label.endswith("?") else f"{label}: {sentence}"

    def show_error(self, sentence: str) -> None:
        """Say what is wrong beside the field; an empty sentence says nothing is."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence or self.spec.help_text)
        set_state_property(self.editor, "wrong", "yes" if sentence else "no")


class EntryErrors(QFrame):
    """Every error of a panel, on top of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entryErrors")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.size.gap_12] * 4)
        self._summary = WrapLabel(theme, role=FontRole.BODY, ink="red_text", parent=self)
        column.addWidget(self._summary)
        self.hide()

    def show_errors(self, errors: Mapping[str, str], fields: Mapping[str, EntryField]) -> list[str]:
        """Show one line for each error, with its question, and return the lines."""
        lines = [
            fields[key].error_line(sentence) if key in fields else sentence
            for key, sentence in errors.items()
        ]
        self.show_lines(lines)
        return lines

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show one line for each error; without any, nothing is there."""
        self._summary.setText("\n".join(lines))
        self.setVisible(bool(lines))


class TypedNote(QFrame):
    """Says that what is in the panel was typed before, with a way to be rid of it.

    Signal: ``cleared()``.
    """

    cleared = Signal()

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_12)
        label = WrapLabel(theme, words, weight=Weight.SEMIBOLD, ink="amber_text", parent=self)
        row.addWidget(label, 1)
        clear = ActionButton(theme, "plain", self.tr("Clear"), icon="x", parent=self)
        clear.setAccessibleName(self.tr("Clear what was typed"))
        clear.setAutoDefault(False)
        clear.clicked.connect(self.cleared)
        row.addWidget(clear)
        self.hide()

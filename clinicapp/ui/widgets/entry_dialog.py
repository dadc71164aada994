"""The entry panel of a card: a modal dialog built from an ``EntrySpec``."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.spans import WrapLabel


class ChoiceBox(QComboBox):
    """A choice that the mouse wheel never changes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
    """One question with its answer, its help, and its error beside it."""

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
        return box

    def _make_line(self) -> QLineEdit:
        line = QLineEdit(self.spec.value, self)
        # No validator: what is typed is kept and judged aloud, never silently refused.
        line.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        if self.spec.kind is not FieldKind.TEXT:
            line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        return line

    def answer(self) -> str:
        """What is there now: the code of a choice, or the text exactly as typed."""
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData())
        return self.editor.text()

    def show_answer(self, answer: str) -> None:
        """Put an answer there, as ``answer`` gave it."""
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(max(0, self.editor.findData(answer)))
        else:
            self.editor.setText(answer)

    def show_error(self, sentence: str) -> None:
        """Say what is wrong beside the field; an empty sentence says nothing is."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence or self.spec.help_text)
        set_state_property(self.editor, "wrong", "yes" if sentence else "no")


class EntryDialog(QDialog):
    """Asks the questions of one card.

    It stays open until the answers are stored; what was typed is never cleared by an error.
    Signals: ``submitted(dict)`` from field key to text, ``declined(code)``.
    """

    submitted = Signal(dict)
    declined = Signal(str)

    def __init__(self, spec: EntrySpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._theme = theme
        self.setWindowTitle(spec.title)
        self.setMinimumWidth(theme.tokens.scaled(theme.size.dialog_width))
        self._ring = FocusRing(self, theme.tokens)
        size = theme.size
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[size.gap_20] * 4)
        self._column.setSpacing(size.gap_12)
        self._column.addWidget(
            WrapLabel(theme, spec.title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        )
        self._errors = self._build_errors()
        if spec.intro:
            self._column.addWidget(WrapLabel(theme, spec.intro, role=FontRole.BODY, parent=self))
        self.fields = {field.key: EntryField(field, theme, self) for field in spec.fields}
        self._column.addWidget(self._build_fields(), 1)
        self._build_absences()
        self._build_buttons()
        self._fit()
        if self.fields:
            next(iter(self.fields.values())).editor.setFocus()

    def _build_fields(self) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("entryFields")
        self._holder = holder
        column = QVBoxLayout(holder)
        # Room for the focus ring, which is drawn outside the field.
        column.setContentsMargins(*[self._theme.size.gap_6] * 4)
        column.setSpacing(self._theme.size.gap_12)
        for field in self.fields.values():
            column.addWidget(field)
        column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(holder)
        return self._area

    def _fit(self) -> None:
        """As tall as the questions need, but never taller than the window behind."""
        layout = self._holder.layout()
        if layout is None:
            return
        layout.activate()
        wanted = layout.sizeHint().height()
        behind = self.parentWidget()
        if behind is not None:
            rest = self._theme.tokens.scaled(self._theme.size.dialog_rest_height)
            room = behind.window().height() - rest
            wanted = min(wanted, max(self._theme.tokens.target_px, room))
        self._area.setMinimumHeight(wanted)
        self.adjustSize()

    def _error_line(self, key: str, sentence: str) -> str:
        field = self.fields.get(key)
        if field is None:
            return sentence
        label = field.spec.label
        if sentence.startswith(label):
            return sentence
        return f"{label} {sentence}" if label.endswith("?") else f"{label}: {sentence}"

    def _build_errors(self) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("entryErrors")
        column = QVBoxLayout(frame)
        column.setContentsMargins(*[self._theme.size.gap_12] * 4)
        self._summary = WrapLabel(self._theme, role=FontRole.BODY, ink="red_text", parent=frame)
        column.addWidget(self._summary)
        frame.hide()
        self._column.addWidget(frame)
        return frame

    def _build_absences(self) -> None:
        if not self.spec.absences:
            return
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_8)
        self._reasons = ChoiceBox(self._theme, self)
        words = self.tr("Or say why there is no value")
        label = WrapLabel(
            self._theme, words, role=FontRole.BODY, weight=Weight.SEMIBOLD, parent=self
        )
        label.setBuddy(self._reasons)
        self._column.addWidget(label)
        self._reasons.setAccessibleName(words)
        self._reasons.addItem(self.tr("Choose a reason"), "")
        for option in self.spec.absences:
            self._reasons.addItem(option.label, option.code)
        self._absent = ActionButton(
            self._theme, "plain", self.tr("Record no value"), icon="hand", parent=self
        )
        self._reasons.currentIndexChanged.connect(self._unlock_absent)
        self._unlock_absent(0)
        self._absent.clicked.connect(lambda: self.declined.emit(str(self._reasons.currentData())))
        row.addWidget(self._reasons, 1)
        row.addWidget(self._absent)
        self._column.addLayout(row)

    def _unlock_absent(self, index: int) -> None:
        self._absent.disable_because("" if index else self.tr("Choose a reason first."))

    def _build_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_12)
        row.addStretch(1)
        cancel = ActionButton(self._theme, "plain", self.tr("Cancel"), keys="Esc", parent=self)
        cancel.clicked.connect(self.reject)
        save = ActionButton(self._theme, "primary", self.spec.submit, keys="Enter", parent=self)
        save.setDefault(True)
        save.clicked.connect(self._submit)
        row.addWidget(cancel)
        row.addWidget(save)
        self._column.addLayout(row)

    @property
    def answers(self) -> dict[str, str]:
        """What is in the fields now, saved or not."""
        return {key: field.answer() for key, field in self.fields.items()}

    def show_answers(self, answers: Mapping[str, str]) -> None:
        """Put back what was typed into this panel before."""
        for key, answer in answers.items():
            if key in self.fields:
                self.fields[key].show_answer(answer)

    def _submit(self) -> None:
        self.submitted.emit(self.answers)

    def show_errors(self, errors: dict[str, str]) -> None:
        """Show each error beside its field and all of them on top, and go to the first field."""
        for key, field in self.fields.items():
            field.show_error(errors.get(key, ""))
        lines = [self._error_line(key, sentence) for key, sentence in errors.items()]
        self._summary.setText("\n".join(lines))
        self._errors.setVisible(bool(lines))
        if not lines:
            return
        self._fit()
        announce(self, " ".join(lines), urgent=True)
        for key, field in self.fields.items():
            if key in errors:
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

"""The entry panel of a card: a modal dialog built from an ``EntrySpec``."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldSpec
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.colleague_notes import ColleagueNotes
from clinicapp.ui.widgets.entry_field import ChoiceBox, EntryErrors, EntryField, TypedNote
from clinicapp.ui.widgets.spans import WrapLabel

KEEP_AFTER_MS: Final = 800
"""So long after the last key what was typed is kept, so that not even a crash loses more."""


class EntryDialog(QDialog):
    """Asks the questions of one card, or why there is no value.

    It stays open until the answers are stored; what was typed is never cleared by an error, and
    leaving keeps it for the next time. Signals: ``submitted(dict)`` and ``declined(dict)`` from
    field key to text, ``typed(dict)`` with what differs from the start, a moment after the last
    change and on leaving; ``taken_over(str)`` and ``discarded(str)`` with the author of what a
    colleague typed there.
    """

    submitted = Signal(dict)
    declined = Signal(dict)
    typed = Signal(dict)
    taken_over = Signal(str)
    discarded = Signal(str)

    def __init__(self, spec: EntrySpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._theme = theme
        self._without_value = False
        self.setWindowTitle(spec.title)
        self.setMinimumWidth(theme.tokens.scaled(theme.size.dialog_width))
        self._ring = FocusRing(self, theme.tokens)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_AFTER_MS)
        self._keeping.timeout.connect(self._keep)
        size = theme.size
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[size.gap_20] * 4)
        self._column.setSpacing(size.gap_12)
        self._column.addWidget(
            WrapLabel(theme, spec.title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        )
        self._errors = EntryErrors(theme, self)
        self._column.addWidget(self._errors)
        note = spec.typed.note if spec.typed is not None else ""
        self._note = TypedNote(theme, note or self.tr("Typed before and not saved yet."), self)
        self._note.cleared.connect(self._clear)
        self._column.addWidget(self._note)
        self.colleagues = ColleagueNotes(theme, self)
        self.colleagues.taken_over.connect(self._take_over)
        self.colleagues.discarded.connect(self.discarded)
        self.colleagues.show_notes(spec.colleagues)
        self._intro = WrapLabel(theme, spec.intro, role=FontRole.BODY, parent=self)
        self._column.addWidget(self._intro)
        self.fields = self._make_fields((*spec.fields, *spec.wrong))
        self.absence = self._make_fields(spec.absence)
        self._column.addWidget(self._build_fields(), 1)
        self._build_buttons()
        self._show_mode()
        self._fit()

    def _make_fields(self, specs: Iterable[FieldSpec]) -> dict[str, EntryField]:
        made = {spec.key: EntryField(spec, self._theme, self) for spec in specs}
        for field in made.values():
            field.changed.connect(self._changed)
        return made

    def _build_fields(self) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("entryFields")
        self._holder = holder
        column = QVBoxLayout(holder)
        # Room for the focus ring, which is drawn outside the field.
        column.setContentsMargins(*[self._theme.size.gap_6] * 4)
        column.setSpacing(self._theme.size.gap_12)
        # Among what scrolls: several people's notes are taller than a window of large text.
        column.addWidget(self.colleagues)
        for field in (*self.fields.values(), *self.absence.values()):
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
        inside, own = self._holder.layout(), self.layout()
        if inside is None or own is None:
            return
        least = self._theme.tokens.target_px
        self._area.setMinimumHeight(least)
        inside.activate()
        own.activate()
        width = max(self.minimumWidth(), own.totalMinimumSize().width())
        height = own.totalMinimumHeightForWidth(width) - least + inside.sizeHint().height()
        behind = self.parentWidget()
        if behind is not None:
            height = min(height, behind.window().height() - self._theme.size.gap_24)
        self.resize(width, height)

    def _build_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_12)
        self._turn = ActionButton(self._theme, "plain", "", icon="hand", parent=self)
        self._turn.setAutoDefault(False)
        self._turn.clicked.connect(self._turn_over)
        self._turn.setVisible(bool(self.absence))
        row.addWidget(self._turn)
        row.addStretch(1)
        close = ActionButton(self._theme, "plain", self.tr("Close"), keys="Esc", parent=self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self._save = ActionButton(
            self._theme, "primary", self.spec.submit, keys="Enter", parent=self
        )
        self._save.setDefault(True)
        self._save.clicked.connect(self._submit)
        row.addWidget(close)
        row.addWidget(self._save)
        self._column.addLayout(row)

    def _turn_over(self) -> None:
        """From the questions to why there is no answer, and back; what was typed stays."""
        self._without_value = not self._without_value
        self.show_errors({})
        self._show_mode()
        self._fit()

    def _show_mode(self) -> None:
        """Show the questions that are asked now, and put the focus on the first."""
        for fields, shown in (
            (self.fields, not self._without_value),
            (self.absence, self._without_value),
        ):
            for field in fields.values():
                field.setVisible(shown and not field.spec.hidden and self._is_asked(field.spec))
        self._intro.setVisible(bool(self.spec.intro) and not self._without_value)
        back, away = self.tr("Back to the questions"), self.tr("No value today")
        self._turn.set_words(back if self._without_value else away)
        self._turn.set_icon("pencil-line" if self._without_value else "hand")
        self._save.set_words(
            self.tr("Record no value") if self._without_value else self.spec.submit
        )
        first = next((f for f in self._asked.values() if not f.isHidden()), None)
        if first is not None:
            first.editor.setFocus()

    @property
    def _asked(self) -> dict[str, EntryField]:
        return self.absence if self._without_value else self.fields

    def _is_asked(self, spec: FieldSpec) -> bool:
        if spec.only_when is None:
            return True
        other, wanted = spec.only_when
        field = self.fields.get(other) or self.absence.get(other)
        if field is None or not self._is_asked(field.spec):
            return False
        answer = field.answer()
        return bool(answer) if not wanted else answer in wanted.split()

    def _changed(self) -> None:
        """An answer has changed: others may be asked by it, and it is to be kept."""
        shown = [f for f in self._asked.values() if f.spec.only_when and not f.spec.hidden]
        before = [field.isHidden() for field in shown]
        for field in shown:
            field.setVisible(self._is_asked(field.spec))
        if before != [field.isHidden() for field in shown]:
            self._fit()
        self._keeping.start()

    @property
    def answers(self) -> dict[str, str]:
        """What is in the fields now, saved or not."""
        return {key: field.answer() for key, field in self.fields.items()}

    @property
    def unsaved(self) -> dict[str, str]:
        """What was typed or chosen and is not what the panel started with."""
        every = {**self.fields, **self.absence}
        return {
            key: field.answer()
            for key, field in every.items()
            if field.answer() != field.spec.value
        }

    def show_answers(self, answers: Mapping[str, str]) -> None:
        """Put back what was typed into this panel before."""
        for key, answer in answers.items():
            field = self.fields.get(key) or self.absence.get(key)
            if field is not None:
                field.show_answer(answer)
        self._without_value = bool(self.absence.keys() & answers.keys()) and not (
            self.fields.keys() & answers.keys()
        )
        self._keeping.stop()
        self._note.setVisible(bool(answers))
        self._show_mode()
        self._fit()

    def _take_over(self, author: str) -> None:
        # What is in the fields is kept first, so that theirs joins it.
        self._keep()
        self.taken_over.emit(author)

    def _clear(self) -> None:
        for field in (*self.fields.values(), *self.absence.values()):
            field.show_answer(field.spec.value)
        self._note.hide()
        self.show_errors({})
        self._keep()
        self._show_mode()

    def _keep(self) -> None:
        self._keeping.stop()
        self.typed.emit(self.unsaved)

    def _submit(self) -> None:
        self._keeping.stop()
        if self._without_value:
            self.declined.emit({key: field.answer() for key, field in self.absence.items()})
        else:
            self.submitted.emit(self.answers)

    @override
    def accept(self) -> None:
        """The answers are stored: nothing has to be kept."""
        self._keeping.stop()
        super().accept()

    @override
    def reject(self) -> None:
        """Leave; what was typed is there again when the panel is opened the next time."""
        self._keep()
        super().reject()

    def show_errors(self, errors: dict[str, str]) -> None:
        """Show each error beside its field and all of them on top, and go to the first field."""
        every = {**self.fields, **self.absence}
        for key, field in every.items():
            field.show_error(errors.get(key, ""))
        lines = self._errors.show_errors(errors, every)
        if not lines:
            return
        self._fit()
        announce(self, " ".join(lines), urgent=True)
        for key, field in every.items():
            if key in errors and not field.isHidden():
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return


__all__ = ["ChoiceBox", "EntryDialog"]

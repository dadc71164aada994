"""The full sign-in, and choosing a password and a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import FieldKind, FieldSpec
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.entry_field import EntryField
from clinicapp.ui.widgets.spans import WrapLabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.staff.sign_in_view import SignInView


_TWICE: Final = ("password", "pin")
"""What is typed twice, because nobody sees it."""
_AGAIN: Final = "_again"


class SecretFields(QWidget):
    """Lines under each other, some masked, with a box that shows what is masked.

    Enter goes to the next line, and in the last one submits. Signal: ``submitted()``.
    """

    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        specs: tuple[FieldSpec, ...],
        masked: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._masked = masked
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_10)
        self.lines: dict[str, QLineEdit] = {}
        self._fields = {spec.key: EntryField(spec, theme, self) for spec in specs}
        row = QHBoxLayout()
        for key, field in self._fields.items():
            if not key.endswith(_AGAIN):
                row = QHBoxLayout()
                row.setSpacing(theme.size.gap_12)
                column.addLayout(row)
            # What is typed twice stands side by side.
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            if isinstance(field.editor, QLineEdit):
                self.lines[key] = field.editor
                field.editor.returnPressed.connect(lambda key=key: self._next(key))
        self.shown = ActionButton(theme, "quiet", "", icon="eye", parent=self)
        self.shown.set_padding(theme.size.gap_8)
        self.shown.setCheckable(True)
        self.shown.toggled.connect(lambda _: self._mask())
        column.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignLeft)
        self._mask()

    @property
    def answers(self) -> dict[str, str]:
        """What is there now, by field."""
        return {key: line.text() for key, line in self.lines.items()}

    def forget(self) -> None:
        """Empty every line that is masked, and mask them again."""
        for key in self._masked & self.lines.keys():
            self.lines[key].clear()
        self.shown.setChecked(False)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong beside each field, and go to the first."""
        first = None
        for key, field in self._fields.items():
            field.show_error(errors.get(key, ""))
            if key in errors and first is None:
                first = field
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, " ".join(errors.values()), urgent=True)

    def take_focus(self) -> None:
        """Go to the first line that is empty."""
        empty = next((line for line in self.lines.values() if not line.text()), None)
        (empty or next(iter(self.lines.values()))).setFocus(Qt.FocusReason.OtherFocusReason)

    def _next(self, key: str) -> None:
        keys = list(self.lines)
        later = keys[keys.index(key) + 1 :]
        if later and not self.lines[later[0]].text():
            self.lines[later[0]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def _mask(self) -> None:
        words = self.tr("Hide what is typed"), self.tr("Show what is typed")
        self.shown.set_words(words[0] if self.shown.isChecked() else words[1])
        hide = QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if self.shown.isChecked() else hide
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        for key in self._masked & self.lines.keys():
            self.lines[key].setEchoMode(mode)
            self.lines[key].setInputMethodHints(hints)


class _Panel(QWidget):
    """A title, a sentence, and what follows."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentence = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size.gap_10)
        self._title = WrapLabel(theme, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        self._intro = WrapLabel(theme, ink="muted", parent=self)
        self._said = WrapLabel(
            theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, ink="red_text", parent=self
        )
        self._said.hide()
        for label in (self._title, self._intro, self._said):
            self._column.addWidget(label)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        if sentence and sentence != self._sentence:
            announce(self, sentence, urgent=True)
        self._sentence = sentence


class PasswordPanel(_Panel):
    """Signals: ``entered(user_name, password)``, ``back()``, ``account_pressed()``."""

    entered = Signal(str, str)
    back = Signal()
    account_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._busy = False
        self._title.setText(self.tr("Full sign-in"))
        self._intro.setText(self.tr("This starts your 12 hours of PIN sign-in at this station."))
        self.fields = SecretFields(
            theme,
            (
                FieldSpec("user_name", self.tr("User name"), FieldKind.TEXT),
                FieldSpec("password", self.tr("Password"), FieldKind.TEXT),
            ),
            frozenset({"password"}),
            self,
        )
        self.fields.submitted.connect(self._enter)
        self._column.addWidget(self.fields)
        self.submit = ActionButton(
            theme, "primary", self.tr("Sign in"), icon="log-in", keys="Enter", parent=self
        )
        self.submit.clicked.connect(self._enter)
        self._column.addWidget(self.submit)
        self._account = ActionButton(theme, "plain", "", icon="circle-user-round", parent=self)
        self._account.clicked.connect(self.account_pressed)
        self._column.addWidget(self._account)
        self._names = ActionButton(
            theme, "quiet", self.tr("Choose a name instead"), keys="Esc", parent=self
        )
        self._names.clicked.connect(self.back)
        self._column.addWidget(self._names)
        self._column.addStretch(1)
        lost = self.tr("Forgotten your password? Your administrator gives you one that works once.")
        self._column.addWidget(WrapLabel(theme, lost, ink="muted", parent=self))

    def show_view(self, view: SignInView) -> None:
        """Ask; the names are offered where there are any."""
        self._busy = view.busy
        self._say(view.sentence)
        self._names.setVisible(bool(view.tiles))
        self._account.setVisible(bool(view.account))
        if view.account:
            self._account.set_words(view.account)
        self.submit.disable_because(self.tr("Your password is being checked") if view.busy else "")

    def forget(self) -> None:
        """Empty the password."""
        self.fields.forget()

    def take_focus(self) -> None:
        """Put the focus into the first empty line."""
        self.fields.take_focus()

    def _enter(self) -> None:
        answers = self.fields.answers
        if not self._busy:
            self.entered.emit(answers["user_name"], answers["password"])


class SecretsPanel(_Panel):
    """Signals: ``entered(dict)`` by field, ``back()``, ``later()``."""

    entered = Signal(dict)
    back = Signal()
    later = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._needs: tuple[str, ...] = ()
        self._errors: Mapping[str, str] = {}
        self.fields: SecretFields | None = None
        row = QHBoxLayout()
        row.setSpacing(theme.size.gap_10)
        self._wait = ActionButton(theme, "plain", self.tr("Not now"), parent=self)
        self._wait.clicked.connect(self.later)
        self.leave = ActionButton(theme, "plain", self.tr("Not me"), icon="x", parent=self)
        self.leave.clicked.connect(self.back)
        self.submit = ActionButton(
            theme, "primary", self.tr("Save"), icon="save", keys="Enter", parent=self
        )
        self.submit.clicked.connect(self._enter)
        row.addWidget(self.leave)
        row.addWidget(self._wait)
        row.addStretch(1)
        row.addWidget(self.submit)
        self._column.addLayout(row)
        self._column.addStretch(1)

    @property
    def title(self) -> str:
        """What is asked, in words."""
        return self._title.text()

    def show_view(self, view: SignInView) -> None:
        """Ask for what is needed of this person."""
        if view.needs and (view.needs != self._needs or self.fields is None):
            self._build(view.needs)
        name = "" if view.chosen is None else view.chosen.name
        wants_password = "password" in view.needs
        title = (
            self.tr("Choose a password and a PIN") if wants_password else self.tr("Choose a PIN")
        )
        self._title.setText(title)
        self._intro.setText(
            self.tr("{name}: the PIN brings you back for 12 hours after each full sign-in.").format(
                name=name
            )
        )
        self._say(view.sentence)
        if self.fields is not None and view.errors != self._errors:
            self.fields.show_errors(view.errors)
        self._errors = view.errors
        self._wait.setVisible(view.can_wait)
        self.submit.disable_because(self.tr("It is being saved") if view.busy else "")

    def forget(self) -> None:
        """Empty what was typed."""
        if self.fields is not None:
            self.fields.forget()

    def take_focus(self) -> None:
        """Put the focus into the first empty line."""
        if self.fields is not None:
            self.fields.take_focus()

    def _build(self, needs: tuple[str, ...]) -> None:
        if self.fields is not None:
            self.fields.hide()
            self.fields.deleteLater()
        self._needs = needs
        words = {
            "current": self.tr("Your present password"),
            "user_name": self.tr("User name that the trust gave you"),
            "password": self.tr("New password, 8 or more"),
            "pin": self.tr("New PIN, 6 digits"),
        }
        specs = []
        for key in needs:
            specs.append(FieldSpec(key, words[key], FieldKind.TEXT))
            if key in _TWICE:
                again = self.tr("The same again")
                specs.append(FieldSpec(f"{key}{_AGAIN}", again, FieldKind.TEXT))
        masked = frozenset(spec.key for spec in specs) - {"user_name"}
        self.fields = SecretFields(self._theme, tuple(specs), masked, self)
        self.fields.submitted.connect(self._enter)
        self._column.insertWidget(3, self.fields)

    def _enter(self) -> None:
        if self.fields is None or not self.submit.isEnabled():
            return
        answers = self.fields.answers
        errors = {
            f"{key}{_AGAIN}": self.tr("The two are not the same; type it again.")
            for key in _TWICE
            if key in answers and answers[key] != answers[f"{key}{_AGAIN}"]
        }
        if errors:
            self.fields.show_errors(errors)
            return
        self.entered.emit({key: answers[key] for key in self._needs})

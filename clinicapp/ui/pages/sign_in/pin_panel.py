"""One person's PIN: boxes, keypad, sign in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.pages.sign_in.name_tiles import Initials
from clinicapp.ui.pages.sign_in.pin_boxes import DIGITS, PinBoxes
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.staff.sign_in_view import NameTile, SignInView
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import Span, SpanLabel, Spans, WrapLabel


class DigitButton(ActionButton):
    """A digit of the keypad."""

    def __init__(self, theme: Theme, digit: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "plain", digit, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @override
    def _spans(self) -> Spans:
        return (Span(self.text(), role=FontRole.PAGE, weight=Weight.SEMIBOLD),)


class PersonHead(QWidget):
    """Who is asked, and a way back. Signal: ``back()``."""

    back = Signal()

    def __init__(self, theme: Theme, person: NameTile, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_12)
        row.addWidget(Initials(theme, person.initials, self))
        names = QVBoxLayout()
        names.setSpacing(0)
        name = Span(person.name, role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        names.addStretch(1)
        names.addWidget(SpanLabel(theme, (name,), self))
        if person.title:
            title = Span(person.title, ink="muted", role=FontRole.SMALL)
            names.addWidget(SpanLabel(theme, (title,), self))
        names.addStretch(1)
        row.addLayout(names, 1)
        self.leave = ActionButton(theme, "quiet", words, icon="x", parent=self)
        self.leave.set_padding(theme.size.gap_8)
        self.leave.clicked.connect(self.back)
        row.addWidget(self.leave)


class PinPanel(QWidget):
    """Signals: ``entered(pin)``, ``back()``, ``forgotten()``."""

    entered = Signal(str)
    back = Signal()
    forgotten = Signal()

    def __init__(
        self, theme: Theme, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentence = ""
        self._busy = False
        size = theme.size
        self._person: NameTile | None = None
        self._head: PersonHead | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(size.gap_6 if compact else size.gap_12)
        line = QFrame(self)
        line.setObjectName("wardDivider")
        line.setFixedHeight(size.edge)
        self._column.addWidget(line)
        self._count = SpanLabel(theme, (), self)
        self._column.addWidget(self._count)
        self.boxes = PinBoxes(theme, self)
        self.boxes.textChanged.connect(lambda _: self._changed())
        self.boxes.entered.connect(self._enter)
        if compact:
            self.boxes.setFixedHeight(theme.tokens.target_px)
        self._column.addWidget(self.boxes)
        self._column.addLayout(self._keypad(), 1)
        self.submit = ActionButton(theme, "primary", self.tr("Sign in"), icon="log-in", parent=self)
        self.submit.clicked.connect(self._enter)
        self._column.addWidget(self.submit)
        foot = QHBoxLayout()
        foot.setSpacing(size.gap_8)
        self._said = WrapLabel(theme, parent=self)
        foot.addWidget(self._said, 1)
        lost = ActionButton(theme, "quiet", self.tr("Forgotten PIN"), parent=self)
        lost.set_padding(size.gap_8)
        lost.clicked.connect(self.forgotten)
        foot.addWidget(lost)
        self._column.addLayout(foot)
        self._changed()

    def show_view(self, view: SignInView) -> None:
        """Ask this person."""
        if view.chosen is not None and view.chosen != self._person:
            self._show_person(view.chosen)
        self._busy = view.busy
        self._say(view.sentence)
        self._changed()

    def forget(self) -> None:
        """Empty the boxes."""
        self.boxes.clear()

    def take_focus(self) -> None:
        """Put the focus into the boxes."""
        self.boxes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_person(self, person: NameTile) -> None:
        self._person = person
        if self._head is not None:
            self._head.hide()
            self._head.deleteLater()
        self._head = PersonHead(self._theme, person, self.tr("Not me"), self)
        self._head.back.connect(self.back)
        self._column.insertWidget(0, self._head)
        QWidget.setTabOrder(self.boxes, self._keys[0])

    def _keypad(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self._theme.size.gap_8)
        self._keys: list[ActionButton] = []
        for index, digit in enumerate("123456789"):
            self._add_digit(grid, digit, index // 3, index % 3)
        clear = ActionButton(self._theme, "plain", self.tr("Clear"), parent=self)
        clear.clicked.connect(self.forget)
        delete = ActionButton(self._theme, "plain", self.tr("Delete"), icon="delete", parent=self)
        delete.clicked.connect(self.boxes.delete_last)
        for button, column in ((clear, 0), (delete, 2)):
            button.set_padding(self._theme.size.gap_8)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            grid.addWidget(button, 3, column)
        self._add_digit(grid, "0", 3, 1)
        return grid

    def _add_digit(self, grid: QGridLayout, digit: str, row: int, column: int) -> None:
        button = DigitButton(self._theme, digit, self)
        button.clicked.connect(lambda _=False: self.boxes.press_digit(digit))
        grid.addWidget(button, row, column)
        self._keys.append(button)

    def _changed(self) -> None:
        there = len(self.boxes.text())
        left = DIGITS - there
        words = self.tr("{n} of 6 entered").format(n=there)
        self._count.set_spans(
            (
                Span(
                    self.tr("Enter your 6-digit PIN"),
                    role=FontRole.CARD_TITLE,
                    weight=Weight.SEMIBOLD,
                ),
                Span(words, ink="muted", role=FontRole.SMALL, push=True),
            )
        )
        if self._busy:
            reason = self.tr("Your PIN is being checked")
        elif left == 1:
            reason = self.tr("1 digit left")
        else:
            reason = self.tr("{n} digits left").format(n=left) if left else ""
        sign_in = self.tr("Sign in")
        self.submit.set_words(f"{sign_in} ({reason})" if reason else sign_in)
        self.submit.disable_because(reason)

    def _say(self, sentence: str) -> None:
        rule = self.tr("5 tries, then full sign-in is needed")
        self._said.setText(sentence or rule)
        ink = "red_text" if sentence else "muted"
        if self._said.property("ink") != ink:
            self._said.setProperty("ink", ink)
            self._said.style().unpolish(self._said)
            self._said.style().polish(self._said)
        if sentence and sentence != self._sentence:
            announce(self, sentence, urgent=True)
        self._sentence = sentence

    def _enter(self) -> None:
        if self.boxes.complete and not self._busy:
            self.entered.emit(self.boxes.text())

"""The sign-in screen: badge first, then name and PIN, or user name and password."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.pages.sign_in.full_panel import PasswordPanel, SecretsPanel
from clinicapp.ui.pages.sign_in.health_strip import HealthStrip, HintLine
from clinicapp.ui.pages.sign_in.name_tiles import NameTiles
from clinicapp.ui.pages.sign_in.pin_panel import PinPanel
from clinicapp.ui.pages.sign_in.sign_in_parts import BadgePanel, FullSignInBar, SignInHeader
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.shell_view import KeyHint
from clinicapp.ui.viewmodels.staff.sign_in_view import SignInView, Step
from clinicapp.ui.viewmodels.staff.sign_in_view_model import SignInViewModel
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel
from clinicapp.ui.words.plain import EN_DASH

HINTS: Final = (
    KeyHint(f"0{EN_DASH}9", "Enter PIN"),
    KeyHint("Backspace", "Delete digit"),
    KeyHint("Esc", "Choose another name"),
    KeyHint("F2", "Full sign-in"),
    KeyHint("F1", "Help"),
)
_COLUMNS: Final = 3
_PANEL_WIDTH: Final = 448


class SignInPage(QWidget):
    """Draws a ``SignInView``; in little room one half of it at a time."""

    def __init__(
        self,
        model: SignInViewModel,
        theme: Theme,
        *,
        compact: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._shown: SignInView | None = None
        self.setAccessibleName(self.tr("Sign in. Patient data is hidden."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = SignInHeader(theme, self, compact=compact)
        column.addWidget(self._header)
        column.addWidget(self._make_body(), 1)
        self._health = HealthStrip(theme, self, compact=compact)
        column.addWidget(self._health)
        self._hints = HintLine(theme, HINTS, self)
        self._hints.setVisible(not compact)
        column.addWidget(self._hints)
        QShortcut(QKeySequence("F2"), self).activated.connect(model.full_requested)
        model.changed.connect(self._refresh)
        model.emptied.connect(self._forget)
        self._refresh()

    def take_focus(self) -> None:
        """Put the focus where something is asked."""
        step = self._model.view.step
        if step is Step.NAME:
            if self.tiles.buttons:
                self.tiles.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.full.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._panel_of(step).take_focus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._model.view.step is not Step.NAME:
            self._model.back.emit()
            return
        super().keyPressEvent(event)

    def _make_body(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        self._panels: dict[Step, PinPanel | PasswordPanel | SecretsPanel] = {
            Step.PIN: PinPanel(theme, compact=self._compact),
            Step.PASSWORD: PasswordPanel(theme),
            Step.SECRETS: SecretsPanel(theme),
        }
        self._connect()
        self._stack = QStackedWidget(body)
        self._stack.addWidget(self._make_nobody())
        for panel in self._panels.values():
            self._stack.addWidget(panel)
        box = QFrame(body)
        box.setObjectName("signInPanel")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(size.gap_20, size.gap_12, size.gap_20, size.gap_12)
        inside.addWidget(self._stack)
        self._right = box
        self._left = self._make_left(body)
        row = QHBoxLayout(body)
        row.setContentsMargins(size.gap_12, size.gap_12, size.gap_12, size.gap_12)
        row.setSpacing(size.gap_12)
        row.addWidget(self._left, 1)
        row.addWidget(box, 1 if self._compact else 0)
        if not self._compact:
            box.setFixedWidth(theme.tokens.scaled(_PANEL_WIDTH))
        return body

    def _make_nobody(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.addStretch(1)
        words = self.tr("Scan your badge, or choose your name and enter your PIN.")
        label = WrapLabel(self._theme, words, role=FontRole.SECTION, parent=holder)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
        self._trouble = WrapLabel(
            self._theme,
            role=FontRole.BODY,
            weight=Weight.SEMIBOLD,
            ink="red_text",
            parent=holder,
        )
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._trouble)
        column.addStretch(1)
        return holder

    def _make_left(self, parent: QWidget) -> QWidget:
        theme, size = self._theme, self._theme.size
        left = QWidget(parent)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(size.gap_10)
        self._where: SpanLabel | None = None
        if not self._compact:
            title = Span(self.tr("Sign in"), role=FontRole.NAME, weight=Weight.BOLD)
            self._where = SpanLabel(theme, (), left)
            heads = QVBoxLayout()
            heads.setSpacing(size.gap_2)
            heads.addWidget(SpanLabel(theme, (title,), left))
            heads.addWidget(self._where)
            column.addLayout(heads)
        column.addWidget(BadgePanel(theme, left, compact=self._compact))
        self._names = SpanLabel(theme, (), left)
        column.addSpacing(size.gap_6)
        column.addWidget(self._names)
        self._said = WrapLabel(
            theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, ink="red_text", parent=left
        )
        self._said.hide()
        self.tiles = NameTiles(theme, _COLUMNS, left)
        self.tiles.chosen.connect(self._model.name_chosen)
        column.addWidget(self.tiles)
        column.addWidget(self._said)
        column.addStretch(1)
        self.full = FullSignInBar(theme, left, compact=self._compact)
        self.full.pressed.connect(self._model.full_requested)
        column.addWidget(self.full)
        return left

    def _connect(self) -> None:
        model = self._model
        pin, password = self._panels[Step.PIN], self._panels[Step.PASSWORD]
        secrets = self._panels[Step.SECRETS]
        if isinstance(pin, PinPanel):
            pin.entered.connect(model.pin_entered)
            pin.forgotten.connect(model.forgotten)
        if isinstance(password, PasswordPanel):
            password.entered.connect(model.password_entered)
            password.account_pressed.connect(model.account_requested)
        if isinstance(secrets, SecretsPanel):
            secrets.entered.connect(model.secrets_entered)
            secrets.later.connect(model.later)
        for panel in self._panels.values():
            panel.back.connect(model.back)

    def _panel_of(self, step: Step) -> PinPanel | PasswordPanel | SecretsPanel:
        return self._panels[step]

    def _forget(self) -> None:
        for panel in self._panels.values():
            panel.forget()

    def _refresh(self) -> None:
        view, before = self._model.view, self._shown
        self._shown = view
        self._show_frame(view)
        chosen = view.chosen
        self.tiles.show_tiles(
            view.tiles, chosen.key if chosen is not None and view.step is Step.PIN else ""
        )
        if view.step is Step.NAME:
            self._stack.setCurrentIndex(0)
            self._trouble.setText("" if self._compact else view.sentence)
        else:
            panel = self._panel_of(view.step)
            panel.show_view(view)
            self._stack.setCurrentWidget(panel)
        self._said.setText(view.sentence)
        self._said.setVisible(bool(view.sentence) and self._compact and view.step is Step.NAME)
        if self._compact:
            self._left.setVisible(view.step is Step.NAME)
            self._right.setVisible(view.step is not Step.NAME)
        changed = before is None or (view.step, view.chosen) != (before.step, before.chosen)
        refused = before is not None and before.busy and not view.busy
        if changed or refused:
            self.take_focus()

    def _show_frame(self, view: SignInView) -> None:
        self._header.show_view(view)
        place = f"{view.ward}, {view.station[:1].lower()}{view.station[1:]}"
        if self._where is not None:
            self._where.set_spans((Span(place, ink="muted"),))
        strong = Weight.SEMIBOLD
        if view.tiles:
            title = Span(
                self.tr("Or choose your name and enter your PIN"),
                role=FontRole.CARD_TITLE,
                weight=strong,
            )
            note = self.tr("Signed in here in the last 12 hours")
            if view.more:
                note = self.tr("{n} more: badge or F2").format(n=view.more)
            spans = (title, Span(note, ink="muted", role=FontRole.SMALL, push=True))
            self._names.set_spans(spans[:1] if self._compact else spans)
        else:
            words = self.tr("Nobody has signed in fully here in the last 12 hours.")
            self._names.set_spans((Span(words, ink="muted"),))
        self._health.show_health(view.health)
        self._hints.show_why(view.locked)

"""What can be done with a held reading: retake it, use it with a reason, discard it with one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.table_panel import Panel
from clinicapp.ui.pages.inbox.reason_box import ReasonBox
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ActionView
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.inbox.inbox_view import ReasonedChoice, RetakeChoice
from clinicapp.ui.widgets.buttons import ActionButton, ActionToggle
from clinicapp.ui.widgets.spans import Span, SpanLabel, Spans, WrapLabel


def _title_spans(icon: str, title: str, warning: str, warning_icon: str) -> Spans:
    spans = [
        Span(icon=icon, icon_size=18),
        Span(title, weight=Weight.SEMIBOLD),
    ]
    if warning and warning_icon:
        spans.append(Span(icon=warning_icon, ink="amber_text", push=True))
        words = Span(warning, ink="amber_text", role=FontRole.CAPTION, weight=Weight.SEMIBOLD)
        spans.append(words)
    elif warning:
        spans.append(Span(warning, ink="muted", role=FontRole.CAPTION, push=True))
    return tuple(spans)


class RetakePanel(Panel):
    """Another ready device for the same measurement, recommended.

    Signals: ``retake_pressed()``.
    """

    retake_pressed = Signal()

    def __init__(self, theme: Theme, choice: RetakeChoice, parent: QWidget | None = None) -> None:
        super().__init__(theme, edge="blue_edge", fill="blue_tint", strong=True, parent=parent)
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_12] * 4)
        column.setSpacing(size.gap_8)
        recommended = Span(
            self.tr("Recommended"),
            ink="blue_text",
            role=FontRole.SMALL,
            weight=Weight.SEMIBOLD,
        )
        title = _title_spans("undo-2", self.tr("Retake with another device"), "", "")
        mark = Span(icon="badge-check", ink="blue_text", push=True)
        column.addWidget(SpanLabel(theme, (*title, mark, recommended), self))
        row = QHBoxLayout()
        row.setSpacing(size.gap_10)
        row.addWidget(self._make_device(theme, choice), 1)
        self.button = ActionButton(theme, "primary", self.tr("Retake"), keys="Alt+1", parent=self)
        says = self.tr("Retake with {name} {tag}").format(name=choice.name, tag=choice.tag)
        self.button.setAccessibleName(says)
        self.button.clicked.connect(self.retake_pressed)
        row.addWidget(self.button)
        column.addLayout(row)

    def _make_device(self, theme: Theme, choice: RetakeChoice) -> QWidget:
        size = theme.size
        device = Panel(theme, edge="blue", parent=self)
        column = QVBoxLayout(device)
        column.setContentsMargins(size.gap_12, size.gap_4, size.gap_12, size.gap_4)
        column.setSpacing(0)
        name = (
            Span(icon=choice.icon, icon_size=size.icon_body),
            Span(choice.name, weight=Weight.SEMIBOLD, gap=size.gap_8),
            Span(choice.tag),
        )
        state = (
            Span(choice.state, role=FontRole.CAPTION, ink="muted"),
            Span(icon="badge-check", ink="green_text", gap=size.gap_8),
            Span(choice.check, role=FontRole.CAPTION, ink="green_text", weight=Weight.SEMIBOLD),
        )
        for spans in (name, state):
            column.addWidget(SpanLabel(theme, spans, device))
        return device


class Tick(ActionToggle):
    """A box that is ticked by pressing it."""

    @override
    def nextCheckState(self) -> None:
        self.setChecked(not self.isChecked())


class IdentifierTicks(QWidget):
    """What was checked with the person: a tick for each identifier.

    Signals: ``changed(frozenset)`` with the codes that are ticked.
    """

    changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        identifiers: tuple[OptionView, ...],
        ticked: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_4)
        words = self.tr("Whose is it? Tick two that you have checked with the person.")
        column.addWidget(WrapLabel(theme, words, weight=Weight.SEMIBOLD, parent=self))
        row = QHBoxLayout()
        row.setSpacing(theme.size.gap_8)
        self.ticks = {option.code: Tick(theme, self) for option in identifiers}
        for option in identifiers:
            tick = self.ticks[option.code]
            tick.show_action(ActionView(option.code, option.label, option.code in ticked), "")
            tick.setAccessibleName(self.tr("Checked: {what}").format(what=option.label))
            tick.toggled.connect(lambda _on: self.changed.emit(self.ticked))
            row.addWidget(tick, 1)
        column.addLayout(row)

    @property
    def ticked(self) -> frozenset[str]:
        """The codes of what is ticked."""
        return frozenset(code for code, tick in self.ticks.items() if tick.isChecked())


class ReasonedPanel(Panel):
    """A choice that needs a reason, and perhaps two identifiers; they unlock its button.

    Signals: ``reason_chosen(code)``, ``identifiers_chosen(frozenset)``, ``pressed()``.
    """

    reason_chosen = Signal(str)
    identifiers_chosen = Signal(object)
    pressed = Signal()

    def __init__(
        self,
        theme: Theme,
        choice: ReasonedChoice,
        *,
        icon: str,
        title: str,
        button: str,
        keys: str,
        warned: bool,
        chosen: str,
        ticked: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        self._choice = choice
        self.identifiers: IdentifierTicks | None = None
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_12] * 4)
        column.setSpacing(size.gap_6)
        warning_icon = "eye" if warned else ""
        head = _title_spans(icon, title, choice.warning, warning_icon)
        column.addWidget(SpanLabel(theme, head, self))
        if choice.for_whom:
            whom = (
                Span(icon="user-round"),
                Span(self.tr("For"), role=FontRole.SMALL, ink="muted"),
                Span(choice.for_whom, role=FontRole.SMALL, weight=Weight.SEMIBOLD),
            )
            column.addWidget(SpanLabel(theme, whom, self))
        if choice.identifiers:
            self.identifiers = IdentifierTicks(theme, choice.identifiers, ticked, self)
            self.identifiers.changed.connect(self._ticked)
            column.addWidget(self.identifiers)
        row = QHBoxLayout()
        row.setSpacing(size.gap_10)
        name = self.tr("{title}: reason").format(title=title)
        self.reasons = ReasonBox(theme, choice.reasons, name, self)
        self.reasons.choose(chosen)
        self.button = ActionButton(theme, "plain", button, keys=keys, parent=self)
        if choice.for_whom:
            says = self.tr("{button} for {name}").format(button=button, name=choice.for_whom)
            self.button.setAccessibleName(says)
        self.button.clicked.connect(self.pressed)
        row.addWidget(self.reasons, 1)
        row.addWidget(self.button)
        column.addLayout(row)
        words = choice.why_not or choice.note
        ink, weight = ("red_text", Weight.SEMIBOLD) if choice.why_not else ("muted", Weight.REGULAR)
        column.addWidget(WrapLabel(theme, words, ink=ink, weight=weight, parent=self))
        self.reasons.setEnabled(not choice.why_not)
        self.reasons.setAccessibleDescription(words)
        self.reasons.currentIndexChanged.connect(self._chosen)
        self._unlock()

    def press_or_ask(self) -> None:
        """Press the button when it is unlocked; otherwise go to what has to be chosen first."""
        if self.button.isEnabled():
            self.button.click()
        elif self.reasons.code and self.identifiers is not None:
            next(iter(self.identifiers.ticks.values())).setFocus()
        elif self.reasons.isEnabled():
            self.reasons.setFocus()

    def _chosen(self) -> None:
        self._unlock()
        self.reason_chosen.emit(self.reasons.code)

    def _ticked(self, codes: frozenset[str]) -> None:
        self._unlock()
        self.identifiers_chosen.emit(codes)

    def _unlock(self) -> None:
        ticked = frozenset() if self.identifiers is None else self.identifiers.ticked
        missing = self._choice.lacks(self.reasons.code, ticked)
        self.button.disable_because(self._choice.why_not or missing)

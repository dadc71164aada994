"""What is beside the list: a held reading with its choices, or bytes that were not understood."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.table_panel import Panel
from clinicapp.ui.pages.inbox.choices import ReasonedPanel, RetakePanel
from clinicapp.ui.pages.inbox.detail_facts import (
    add_facts,
    add_section,
    fixed_width_font_label,
)
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, RefusedView
from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel

_FACTS_SHARE = 9
_CHOICES_SHARE = 11


def _chip(theme: Theme, view: ChipView, parent: QWidget) -> StatusChip:
    chip = StatusChip(theme, parent)
    chip.show_chip(view)
    return chip


class DetailPanel(Panel):
    """What the two kinds of detail share: a title with a chip, facts, and the record's button.

    Signals: ``record_pressed()``.
    """

    record_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, edge="amber_edge", bar="amber", parent=parent)

    def controls(self) -> list[QWidget]:
        """What can take the focus, in order."""
        return []

    def first_choice(self) -> QWidget | None:
        """Where the focus goes when the detail is opened, or None."""
        return next((control for control in self.controls() if control.isEnabled()), None)

    def show_refusal(self, sentence: str) -> None:
        """Say why what was asked could not be done."""
        announce(self, sentence, urgent=True)

    def _add_title(self, column: QVBoxLayout, title: str, chip: ChipView) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_8)
        words = WrapLabel(
            self._theme, title, role=FontRole.SECTION, weight=Weight.SEMIBOLD, parent=self
        )
        row.addWidget(words, 1)
        row.addWidget(_chip(self._theme, chip, self), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def _add_record_button(self, column: QVBoxLayout) -> ActionButton:
        button = ActionButton(
            self._theme, "plain", self.tr("Open reading record"), icon="database", parent=self
        )
        button.clicked.connect(self.record_pressed)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return button

    def _column(self) -> QVBoxLayout:
        size = self._theme.size
        column = QVBoxLayout()
        column.setContentsMargins(size.gap_16 + size.bar, size.gap_12, size.gap_16, size.gap_12)
        column.setSpacing(size.gap_6)
        return column


class HeldPanel(DetailPanel):
    """A held reading: what it is, why it is held, what happens next, and the choices in order."""

    def __init__(
        self,
        view: HeldView,
        model: InboxViewModel,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.view = view
        self._model = model
        self._record: ActionButton | None = None
        self.retake: RetakePanel | None = None
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._halves.addLayout(self._make_facts(view), _FACTS_SHARE)
        self._rule = Panel(theme, fill="line_soft", parent=self)
        self._rule.setFixedWidth(theme.size.edge)
        self._halves.addWidget(self._rule)
        self._halves.addLayout(self._make_choices(view), _CHOICES_SHARE)
        self.setAccessibleName(f"{view.title}. {view.value} {view.unit}. {view.chip.text}")

    @override
    def controls(self) -> list[QWidget]:
        """The choices in order, then the record."""
        found: list[QWidget] = [self.retake.button] if self.retake is not None else []
        for panel in (self.use, self.discard):
            found += [panel.reasons, panel.button]
        if self._record is not None:
            found.insert(0, self._record)
        return found

    @override
    def first_choice(self) -> QWidget | None:
        """The recommended choice, then the reasons that can be given, then the record."""
        choices: list[QWidget | None] = [self.retake.button if self.retake else None]
        choices += [self.use.reasons, self.discard.reasons, self._record]
        return next((c for c in choices if c is not None and c.isEnabled()), None)

    @override
    def show_refusal(self, sentence: str) -> None:
        """Say above the choices why what was asked could not be done."""
        self._refusal.setText(sentence)
        self._refusal.setVisible(bool(sentence))
        super().show_refusal(sentence)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the choices below the facts where there is no room beside them."""
        least = self._theme.tokens.scaled(self._theme.size.compact_below_width) * 2 // 3
        beside = event.size().width() >= least
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._rule.setVisible(beside)
        super().resizeEvent(event)

    def _make_facts(self, view: HeldView) -> QVBoxLayout:
        theme, size = self._theme, self._theme.size
        column = self._column()
        self._add_title(column, view.title, view.chip)
        row = QHBoxLayout()
        value = Span(view.value, role=FontRole.VALUE, weight=Weight.BOLD)
        unit = Span(view.unit, role=FontRole.SECTION, ink="muted", gap=size.gap_8)
        row.addWidget(SpanLabel(theme, (value, unit), self), 1)
        if view.zone is not None:
            row.addWidget(_chip(theme, view.zone, self))
        column.addLayout(row)
        if view.zone_rule:
            column.addWidget(WrapLabel(theme, view.zone_rule, ink="muted", parent=self))
        column.addSpacing(size.gap_4)
        add_facts(column, view.facts, theme)
        column.addSpacing(size.gap_6)
        add_section(column, self.tr("Why it is held"), view.why, theme)
        column.addSpacing(size.gap_4)
        add_section(column, self.tr("What happens next"), view.next_step, theme)
        if view.has_record:
            column.addSpacing(size.gap_4)
            self._record = self._add_record_button(column)
        column.addStretch(1)
        return column

    def _make_choices(self, view: HeldView) -> QVBoxLayout:
        theme = self._theme
        column = self._column()
        column.setSpacing(theme.size.gap_10)
        heading = Span(self.tr("Choose what to do"), role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        column.addWidget(SpanLabel(theme, (heading,), self))
        self._refusal = WrapLabel(
            theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, ink="red_text", parent=self
        )
        self._refusal.hide()
        column.addWidget(self._refusal)
        if view.retake is not None:
            self.retake = RetakePanel(theme, view.retake, self)
            self.retake.retake_pressed.connect(self._model.retake)
            column.addWidget(self.retake)
        chosen = self._model.chosen(view.reading_id)
        self.use = ReasonedPanel(
            theme,
            view.use,
            icon="shield-alert",
            title=self.tr("Use with a reason"),
            button=self.tr("Use reading"),
            keys="Alt+2",
            warned=True,
            chosen=chosen.use,
            ticked=chosen.identifiers,
            parent=self,
        )
        self.discard = ReasonedPanel(
            theme,
            view.discard,
            icon="archive",
            title=self.tr("Discard with a reason"),
            button=self.tr("Discard"),
            keys="Alt+3",
            warned=False,
            chosen=chosen.discard,
            parent=self,
        )
        key, model = view.reading_id, self._model
        self.use.reason_chosen.connect(lambda code: model.choose_use_reason(key, code))
        self.use.identifiers_chosen.connect(lambda codes: model.choose_identifiers(key, codes))
        self.discard.reason_chosen.connect(lambda code: model.choose_discard_reason(key, code))
        self.use.pressed.connect(model.use)
        self.discard.pressed.connect(model.discard)
        column.addWidget(self.use)
        column.addWidget(self.discard)
        column.addStretch(1)
        return column


class RefusedPanel(DetailPanel):
    """Bytes that gave no result: where they came from, why, and the first of them."""

    def __init__(self, view: RefusedView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.view = view
        self._record: ActionButton | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = self._column()
        outer.addLayout(column)
        self._add_title(
            column, view.title, ChipView(ChipKind.NOTICE, self.tr("Only to be looked at"))
        )
        column.addSpacing(theme.size.gap_4)
        add_facts(column, view.facts, theme)
        column.addSpacing(theme.size.gap_6)
        add_section(column, self.tr("Why there is no result"), view.why, theme)
        add_section(column, self.tr("What to do"), view.next_step, theme)
        column.addSpacing(theme.size.gap_6)
        title = self.tr("First bytes received, in hex")
        column.addWidget(WrapLabel(theme, title, weight=Weight.SEMIBOLD, parent=self))
        column.addWidget(fixed_width_font_label(view.first_bytes, title, theme, self))
        if view.has_record:
            self._record = self._add_record_button(column)
        column.addStretch(1)
        self.setAccessibleName(f"{view.title}. {view.why}")

    @override
    def controls(self) -> list[QWidget]:
        """The record's button, when there is one."""
        return [self._record] if self._record is not None else []

"""The hospital's messages that wait: who, what, when and why, each as it came, and the decision."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.models.cells import Cell, stacked_cell, text_cell
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import KeyScrollArea, TablePanel
from clinicapp.ui.pages.inbox.detail_facts import add_facts, fixed_width_font_label
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldFact
from clinicapp.ui.viewmodels.worklist.messages_view import MessageRow, MessagesView
from clinicapp.ui.viewmodels.worklist.messages_view_model import MessagesViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from clinicapp.ui.widgets.spans import WrapLabel

_WIDE, _HIGH = 1180, 700


def _tr(text: str) -> str:
    return QCoreApplication.translate("MessagesDialog", text)


def _who(row: MessageRow) -> Cell:
    return stacked_cell(row.who, row.identity, strong=True)


def _what(row: MessageRow) -> Cell:
    return stacked_cell(row.what, row.when)


def message_columns() -> tuple[Column[MessageRow], ...]:
    """The columns of the table of messages."""
    return (
        Column(
            _tr("Who"),
            _who,
            stacked_cell("PLACEHOLDER, Owen", "born 30 Aug 2026 · 999 526 0182 TEST", strong=True),
            share=1,
        ),
        Column(
            _tr("What and when"),
            _what,
            stacked_cell("Two records are one person's", "22 Nov 2026, 09:00"),
            share=1,
        ),
        Column(_tr("Why it waits"), lambda row: text_cell(row.why), text_cell(""), share=3),
    )


class MessagesDialog(QDialog):
    """Draws what the view-model holds; Enter on a row opens the panel in which it is decided."""

    def __init__(
        self, model: MessagesViewModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._raw = False
        self._said = ""
        self.panel_of_decision: EntryDialog | None = None
        size = theme.size
        self.setWindowTitle(self.tr("Messages from the hospital"))
        self._ring = FocusRing(self, theme.tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_16] * 4)
        column.setSpacing(size.gap_8)
        title = self.tr("Messages from the hospital that wait for a decision")
        column.addWidget(
            WrapLabel(theme, title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        )
        self._sentence = WrapLabel(theme, role=FontRole.BODY, parent=self)
        column.addWidget(self._sentence)
        rows = RowModel(message_columns(), lambda row: row.key, self)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Messages that wait"),
            row_height=two_line_height(theme),
            parent=self,
        )
        self.table.row_chosen.connect(lambda _key: self._show_detail())
        self.table.row_opened.connect(lambda _key: self.open_decision())
        self.panel = TablePanel(theme, self.table, icon="inbox", parent=self)
        self.panel.setMinimumHeight(3 * two_line_height(theme))
        column.addWidget(self.panel, 1)
        self.area = KeyScrollArea(theme, self)
        self.area.setMinimumHeight(3 * two_line_height(theme))
        column.addWidget(self.area, 1)
        column.addLayout(self._make_foot())
        model.changed.connect(self._show)
        model.entry_rejected.connect(self._show_errors)
        model.entry_closed.connect(self._close_decision)
        self._fit()
        self._show(model.view)
        self.leave.setFocus()

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_12)
        self.raw = ActionButton(self._theme, "plain", "", icon="eye", parent=self)
        self.raw.clicked.connect(self._turn_raw)
        row.addWidget(self.raw)
        row.addStretch(1)
        self.leave = ActionButton(self._theme, "plain", self.tr("Close"), keys="Esc", parent=self)
        self.leave.clicked.connect(self.reject)
        self.decide = ActionButton(
            self._theme, "primary", self.tr("Decide"), keys="Enter", parent=self
        )
        self.decide.clicked.connect(self.open_decision)
        for button in (self.raw, self.leave, self.decide):
            button.setAutoDefault(False)
        row.addWidget(self.leave)
        row.addWidget(self.decide)
        return row

    def _fit(self) -> None:
        """As large as a list wants, and never larger than the window it is opened over."""
        width, height = _WIDE, _HIGH
        behind = self.parentWidget()
        if behind is not None:
            margin = 2 * self._theme.size.gap_16
            width = min(width, behind.window().width() - margin)
            height = min(height, behind.window().height() - margin)
        self.resize(width, height)

    @property
    def row(self) -> MessageRow | None:
        """The message that is chosen."""
        key = self.table.current_key()
        return next((each for each in self._model.view.rows if each.key == key), None)

    def _show(self, view: MessagesView) -> None:
        self._sentence.setText(view.sentence)
        set_state_property(self._sentence, "ink", "red_text" if view.trouble else "text")
        keys = [row.key for row in view.rows]
        current, had = self.table.current_key(), self.panel.is_empty
        self.panel.show_rows(
            view.rows,
            len(view.rows),
            empty_title=self.tr("Nothing waits."),
            empty_hint=self.tr("Messages that need nobody are applied by themselves."),
            current=current if current in keys else next(iter(keys), ""),
        )
        if keys and had:
            self.panel.focus_rows()
        self._show_detail()
        if view.sentence and view.sentence != self._said and self.isVisible():
            self._said = view.sentence
            announce(self, view.sentence, urgent=view.trouble)

    def _turn_raw(self) -> None:
        self._raw = not self._raw
        self._show_detail()

    def _show_detail(self) -> None:
        row = self.row
        self.raw.set_words(
            self.tr("Show what it says") if self._raw else self.tr("Show the message as it came")
        )
        nothing = "" if row is not None else self.tr("No message is chosen.")
        self.raw.disable_because(nothing)
        self.decide.disable_because(nothing)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, self._theme.size.gap_12, 0)
        if row is not None and self._raw:
            name = self.tr("The message as it came")
            column.addWidget(fixed_width_font_label(row.raw, name, self._theme, content))
        elif row is not None:
            add_facts(column, self._facts(row), self._theme)
        column.addStretch(1)
        self.area.setAccessibleName(self.tr("The message that is chosen"))
        self.area.show_content(content)

    def _facts(self, row: MessageRow) -> tuple[HeldFact, ...]:
        facts = (
            HeldFact(self.tr("About"), row.who, strong=True),
            HeldFact(self.tr("Known by"), row.identity, strong=True),
            HeldFact(self.tr("What"), row.what),
            HeldFact(self.tr("When"), row.when),
            HeldFact(self.tr("Why it waits"), row.why),
            HeldFact(self.tr("From"), row.sender),
        )
        return tuple(fact for fact in facts if fact.value)

    def open_decision(self) -> None:
        """Open the panel in which the chosen message is decided."""
        row = self.row
        if row is None or self.panel_of_decision is not None:
            return
        panel = EntryDialog(row.entry, self._theme, self)
        panel.submitted.connect(lambda answers: self._model.submit(row.key, answers))
        panel.finished.connect(self._decision_finished)
        self.panel_of_decision = panel
        panel.open()

    def _decision_finished(self) -> None:
        self.panel_of_decision = None
        self.panel.focus_rows()

    def _show_errors(self, errors: dict[str, str]) -> None:
        if self.panel_of_decision is not None:
            self.panel_of_decision.show_errors(errors)

    def _close_decision(self) -> None:
        if self.panel_of_decision is not None:
            self.panel_of_decision.accept()

"""The rule packs: what each says and why, whether the cases pass, who approved it, who uses it."""

from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import RowModel
from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.models.table_panel import TablePanel, holds_focus
from clinicapp.ui.pages.rules.pack_head import PackHead
from clinicapp.ui.pages.rules.pack_rows import PackRows
from clinicapp.ui.pages.rules.rules_columns import pack_columns
from clinicapp.ui.pages.rules.rules_tools import PackChoice, RulesTools
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import EntrySpec, OptionView
from clinicapp.ui.viewmodels.rules.rules_view import RulesView, Section
from clinicapp.ui.viewmodels.rules.rules_view_model import RulesViewModel
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from clinicapp.ui.widgets.page import Page

_LONGEST_STATUS = "Approved by Bartholomew Specimen on 22 Nov 2026"


class RulesPage(Page):
    """Draws what the view-model holds and tells it what is chosen, typed and decided."""

    def __init__(
        self,
        model: RulesViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._dialog: EntryDialog | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._make()
        model.changed.connect(self._show)
        model.entry_rejected.connect(self._show_errors)
        model.entry_closed.connect(self._close_entry)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.focus_search)
        for keys in ("F6", "Shift+F6"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._other_panel)

    @property
    def dialog(self) -> EntryDialog | None:
        """The panel of a decision, while it is open."""
        return self._dialog

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._make()
        if had_focus:
            self.take_focus()

    @override
    def take_focus(self) -> None:
        """Go to the packs."""
        (self.choice if self._compact else self.packs).setFocus()

    def focus_search(self) -> None:
        """Go to the search box and mark what stands there."""
        if self.tools.search.isVisible():
            self.tools.search.setFocus()
            self.tools.search.selectAll()

    def _make(self) -> None:
        theme, size = self._theme, self._theme.size
        self._body = body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_8, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        self._head = PageHead(theme, body)
        self._head.setVisible(not self._compact)
        column.addWidget(self._head)
        both = QHBoxLayout()
        both.setSpacing(size.gap_10)
        column.addLayout(both, 1)
        self._make_packs(both, body)
        right = QVBoxLayout()
        right.setSpacing(size.gap_6)
        both.addLayout(right, 1)
        self.choice = PackChoice(theme, self.tr("Rule pack"), body)
        self.choice.setVisible(self._compact)
        self.choice.activated.connect(
            lambda _place: self._model.choose_pack(str(self.choice.currentData()))
        )
        self.pack_head = PackHead(theme, compact=self._compact, parent=body)
        self.pack_head.cases_pressed.connect(self._run_cases)
        self.pack_head.panel_asked.connect(self._open_entry)
        self.tools = RulesTools(theme, self._model.typed, body)
        self.tools.section_chosen.connect(self._model.choose_section)
        self.tools.typed.connect(self._model.search)
        self.tools.compared.connect(self._model.compare_with)
        self.tools.down_pressed.connect(self._go_down)
        for widget in (self.choice, self.pack_head, self.tools):
            right.addWidget(widget)
        self.rows = PackRows(theme, compact=self._compact, parent=body)
        right.addWidget(self.rows, 1)
        self._layout.addWidget(body)
        if self._model.view is not None:
            self._show(self._model.view)

    def _make_packs(self, both: QHBoxLayout, body: QWidget) -> None:
        theme = self._theme
        rows = RowModel(pack_columns(), lambda pack: pack.key, body)
        line = theme.tokens.line_px(FontRole.BODY) + 2 * theme.tokens.line_px(FontRole.CAPTION)
        self.packs = RowTable(
            theme,
            rows,
            name=self.tr("Rule packs"),
            row_height=line + theme.size.gap_16,
            with_header=False,
            parent=body,
        )
        self.packs.row_chosen.connect(self._model.choose_pack)
        panel = TablePanel(theme, self.packs, icon="badge-check", parent=body)
        status = theme.metrics(FontRole.CAPTION, Weight.SEMIBOLD).horizontalAdvance(_LONGEST_STATUS)
        panel.setFixedWidth(status + theme.tokens.scaled(theme.size.icon_chip) + theme.size.gap_24)
        panel.setVisible(not self._compact)
        both.addWidget(panel)

    @property
    def table(self) -> RowTable:
        """The table that is shown: entries, cases or decisions."""
        return self.rows.table

    def _show(self, view: RulesView) -> None:
        chosen = view.chosen
        self._head.show_head(view.title, view.summary)
        self.packs.set_rows(view.packs, len(view.packs))
        self.packs.show_current(chosen.key)
        packs = tuple(OptionView(p.key, f"{p.title}: {p.status_text}") for p in view.packs)
        self.choice.show_options(packs, chosen.key)
        self.pack_head.show_pack(chosen)
        self.tools.show_tools(view.section, chosen.others, chosen.compared)
        self.rows.show_rows(view)

    def _run_cases(self) -> None:
        self._model.choose_section(Section.CASES)
        self._model.run_cases()

    def _open_entry(self, spec: EntrySpec) -> None:
        if self._dialog is not None:
            return
        dialog = EntryDialog(spec, self._theme, self)
        dialog.submitted.connect(lambda answers: self._model.submit(spec.card, answers))
        dialog.finished.connect(lambda _how: self._entry_finished(spec))
        self._dialog = dialog
        dialog.open()

    def _entry_finished(self, spec: EntrySpec) -> None:
        """Back to the button that opened it; once that is disabled, Qt goes on to the next."""
        self._dialog = None
        self.pack_head.focus_button(spec)

    def _show_errors(self, errors: dict[str, str]) -> None:
        if self._dialog is not None:
            self._dialog.show_errors(errors)

    def _close_entry(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()

    def _go_down(self) -> None:
        self.rows.focus_rows()

    def _other_panel(self) -> None:
        """From the packs to their entries, and back."""
        if not holds_focus(self.rows):
            self.rows.focus_rows()
        else:
            self.take_focus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not holds_focus(self._body):
            self.take_focus()

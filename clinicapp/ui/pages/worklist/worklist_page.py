"""The worklist: a search box with the focus, filters, and a table; Enter starts a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TableFoot, TablePanel, holds_focus
from clinicapp.ui.pages.worklist.filter_pills import FilterPills
from clinicapp.ui.pages.worklist.search_box import SearchBox
from clinicapp.ui.pages.worklist.worklist_columns import note_lines, worklist_columns
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.worklist.worklist_view import Filter, WorklistView
from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel

if TYPE_CHECKING:
    from clinicapp.ui.widgets.entry_dialog import EntryDialog


class WorklistPage(Page):
    """Draws what the view-model holds and tells it what is typed, filtered and opened.

    ``side`` is shown at the right where there is room: whatever else the clinic shows beside its
    worklist. The page takes it over and knows nothing about it.
    """

    def __init__(
        self,
        model: WorklistViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        side: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._dialog: EntryDialog | None = None
        self._side: QWidget | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._body = self._make()
        if side is not None:
            self.set_side(side)
        self._model.changed.connect(self._show)
        self._model.entry_rejected.connect(self._show_errors)
        self._model.entry_closed.connect(self._close_entry)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.focus_search)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.open_entry)
        for number, key in enumerate(Filter, start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(lambda k=key: self._model.choose_filter(k))

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, had_focus = self._body, holds_focus(self._body)
        current = self.table.current_key()
        if self._side is not None:
            self._side.setVisible(not compact)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._body = self._make()
        self.table.show_current(current)
        if had_focus:
            self.focus_search()

    def set_side(self, side: QWidget) -> None:
        """Show a widget at the right of the worklist; folded away where there is little room."""
        self._side = side
        self._layout.addWidget(side)
        side.setVisible(not self._compact)

    def focus_search(self) -> None:
        """Go to the search box and mark what stands there."""
        self.search.setFocus()
        self.search.selectAll()

    def _make(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        column.addLayout(self._make_head(body))
        column.addWidget(self._make_waiting(body))
        column.addLayout(self._make_search(body))
        rows = RowModel(worklist_columns(compact=self._compact), lambda row: row.person_id, body)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Worklist of this ward"),
            row_height=two_line_height(theme) + size.gap_6 + size.edge,
            more_height=lambda row: theme.tokens.line_px(FontRole.CAPTION) * note_lines(row),
            compact=self._compact,
            parent=body,
        )
        self.table.row_opened.connect(self._model.open_person)
        self.panel = TablePanel(theme, self.table, icon="user-round", parent=body)
        column.addWidget(self.panel, 1)
        self._foot = TableFoot(theme, self.table, body)
        column.addWidget(self._foot)
        self._layout.insertWidget(0, body, 1)
        if self._model.view is not None:
            self._show(self._model.view)
        return body

    def _make_head(self, body: QWidget) -> QHBoxLayout:
        """The title, and beside it what adds people: there is no room for it by the filters."""
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_16)
        self._head = PageHead(self._theme, body)
        row.addWidget(self._head, 1)
        self.add = ActionButton(
            self._theme, "plain", self.tr("Add person"), icon="user-round", parent=body
        )
        self.add.clicked.connect(self.open_entry)
        row.addWidget(self.add)
        self.bring = ActionButton(
            self._theme, "plain", self.tr("Import list"), icon="file-down", parent=body
        )
        self.bring.clicked.connect(self._model.import_requested)
        row.addWidget(self.bring)
        return row

    def _make_waiting(self, body: QWidget) -> QWidget:
        """How many of the hospital's messages wait, and the way to them."""
        theme = self._theme
        self.waiting = QFrame(body)
        self.waiting.setObjectName("waitingMessages")
        row = QHBoxLayout(self.waiting)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_12)
        icon = Span(icon="triangle-alert", ink="amber_text", icon_size=theme.size.icon_body)
        row.addWidget(SpanLabel(theme, (icon,), self.waiting))
        self._waiting_words = WrapLabel(
            theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, ink="amber_text", parent=self.waiting
        )
        row.addWidget(self._waiting_words, 1)
        words = self.tr("Look at them")
        self.look = ActionButton(theme, "plain", words, icon="inbox", parent=self.waiting)
        self.look.clicked.connect(self._model.messages_requested)
        row.addWidget(self.look)
        self.waiting.hide()
        return self.waiting

    def _make_search(self, body: QWidget) -> QHBoxLayout:
        words = self.tr("Scan a wristband, or type a name, number or room")
        if self._compact:
            words = self.tr("Scan, or type a name")
        self.search = SearchBox(
            self._theme,
            words=words,
            name=self.tr("Find a patient"),
            keys="Ctrl+F",
            parent=body,
        )
        self.search.setText(self._model.typed)
        self.search.textChanged.connect(self._model.type_search)
        self.search.returnPressed.connect(self._enter)
        self.search.down_pressed.connect(self._go_down)
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_16)
        row.addWidget(self.search, 1)
        self.filters = FilterPills(
            self._theme, self._model.choose_filter, compact=self._compact, parent=body
        )
        row.addWidget(self.filters)
        return row

    def swap_entry(self, dialog: EntryDialog | None) -> EntryDialog | None:
        """Take the panel away that is open, for another person's; returns it."""
        before, self._dialog = self._dialog, dialog
        return before

    @property
    def dialog(self) -> EntryDialog | None:
        """The panel that adds a person, while it is open."""
        return self._dialog

    def open_entry(self) -> None:
        """Open the panel that adds a person, where this user may."""
        spec = self._model.view.add if self._model.view is not None else None
        if spec is None or self._dialog is not None:
            return
        from clinicapp.ui.widgets.entry_dialog import EntryDialog

        dialog = EntryDialog(spec, self._theme, self)
        dialog.submitted.connect(self._model.submit_person)
        dialog.finished.connect(self._entry_finished)
        self._dialog = dialog
        dialog.open()

    def _entry_finished(self) -> None:
        self._dialog = None
        self.add.setFocus()

    def _show_errors(self, errors: dict[str, str]) -> None:
        if self._dialog is not None:
            self._dialog.show_errors(errors)

    def _close_entry(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()

    def _show(self, view: WorklistView) -> None:
        crowded = self._compact and view.add is not None
        self._head.show_head(view.title, "" if crowded else view.summary)
        self.panel.show_rows(
            view.rows, len(view.rows), empty_title=view.empty_title, empty_hint=view.empty_hint
        )
        self.filters.show_filters(view.filters, view.chosen)
        self._foot.show_foot(len(view.rows), view.order, "" if self._compact else view.note)
        self.filters.explain(Filter.DUE_NOW, view.note)
        self._waiting_words.setText(view.waiting)
        self.waiting.setVisible(bool(view.waiting))
        for button in (self.add, self.bring):
            button.setVisible(view.add is not None)

    def _enter(self) -> None:
        """Search at once; open the only match, or go to the rows."""
        self._model.search_now()
        only = self._model.only_match()
        if only:
            self._model.open_person(only)
        else:
            self._go_down()

    def _go_down(self) -> None:
        if self._model.view is not None and self._model.view.rows:
            self.table.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            return
        self.focus_search()

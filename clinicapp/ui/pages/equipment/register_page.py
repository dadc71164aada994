"""A register: its rows, the record of one of them beside it, and what can be done."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell, stacked_cell, status_cell
from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TableFoot, TablePanel, holds_focus
from clinicapp.ui.pages.equipment.register_record import RegisterRecordPanel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.register_view import RegisterColumn, RegisterRow, RegisterView
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.shell_header import AreaTab, TabButton


def _cell(place: int, column: RegisterColumn, row: RegisterRow) -> Cell:
    above, below = row.cells[place]
    return stacked_cell(above, below, strong=column.strong)


def _status(row: RegisterRow) -> Cell:
    return status_cell(row.status.icon, row.status.text, row.status.ink)


def register_columns(view: RegisterView) -> tuple[Column[RegisterRow], ...]:
    """The columns of the table; the status comes last."""
    columns = tuple(
        Column(
            column.title,
            partial(_cell, place, column),
            stacked_cell(column.widest, "", strong=column.strong),
            share=column.share,
            in_compact=column.in_compact,
        )
        for place, column in enumerate(view.columns)
    )
    widest = status_cell("circle-x", view.widest_status, "text")
    return (*columns, Column(view.status_title, _status, widest, share=1))


class RegisterPage(Page):
    """Draws what the view-model holds; ``icon`` stands where there are no rows."""

    def __init__(
        self,
        model: RegisterViewModel,
        theme: Theme,
        *,
        icon: str,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._icon = icon
        self._drawn: RegisterView | None = None
        self._wants_focus = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget(self)
        self._layout.addWidget(self._body)
        self.tools: dict[str, ActionButton] = {}
        self.tabs: dict[str, TabButton] = {}
        model.changed.connect(self._show)
        if model.view is not None:
            self._show(model.view)
        for keys in ("F6", "Shift+F6"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._other_panel)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        self._drawn = None
        if self._model.view is not None:
            self._show(self._model.view)

    @override
    def take_focus(self) -> None:
        """Go to the rows, or as soon as they are read."""
        if self._drawn is not None:
            self.panel.focus_rows()
        else:
            self._wants_focus = True

    def _frame_of(self, view: RegisterView) -> object:
        """What has to be made anew when it differs; all the rest is only shown anew."""
        tabs = tuple((tab.key, tab.title) for tab in view.tabs)
        return view.columns, view.status_title, view.widest_status, view.tools, tabs

    def _show(self, view: RegisterView) -> None:
        if self._drawn is None or self._frame_of(self._drawn) != self._frame_of(view):
            self._make_anew(view)
        self._drawn = view
        had_focus = holds_focus(self._body)
        self._head.show_head(view.title, view.summary)
        for tab in view.tabs:
            self.tabs[tab.key].show_count(tab.count)
            self.tabs[tab.key].setChecked(tab.key == view.tab)
        self.panel.show_rows(
            view.rows,
            len(view.rows),
            empty_title=view.empty_title,
            empty_hint=view.empty_hint,
            current=self._model.wanted,
        )
        if self._drawn is not view:
            # A row was chosen by that and its record is shown already.
            return
        self._foot.show_foot(len(view.rows), view.order)
        self.record.show_record(view.record)
        self.record.setVisible(bool(view.rows))
        if self.isVisible():
            self._choose_first()
        if (had_focus and not holds_focus(self._body)) or self._wants_focus:
            self._wants_focus = False
            self.panel.focus_rows()

    def _make_anew(self, view: RegisterView) -> None:
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._body = self._make(view)
        self._layout.addWidget(self._body)
        if had_focus:
            self.panel.focus_rows()

    def _make(self, view: RegisterView) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        top = QHBoxLayout()
        top.setSpacing(size.gap_8)
        self._head = PageHead(theme, body)
        top.addWidget(self._head, 1)
        self.tools = {}
        for tool in view.tools:
            kind = "primary" if tool.primary else "plain"
            button = ActionButton(theme, kind, tool.label, icon=tool.icon, parent=body)
            button.clicked.connect(lambda _=False, key=tool.key: self._model.press(key))
            self.tools[tool.key] = button
            top.addWidget(button)
        column.addLayout(top)
        self._make_tabs(view, column, body)
        both = QHBoxLayout()
        both.setSpacing(size.gap_10)
        column.addLayout(both, 1)
        self._make_rows(view, both, body)
        return body

    def _make_tabs(self, view: RegisterView, column: QVBoxLayout, body: QWidget) -> None:
        self.tabs = {}
        if not view.tabs:
            return
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_4)
        for tab in view.tabs:
            button = TabButton(self._theme, AreaTab(tab.key, tab.title, tab.icon), body)
            button.clicked.connect(lambda _=False, key=tab.key: self._model.choose_tab(key))
            self.tabs[tab.key] = button
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def _make_rows(self, view: RegisterView, both: QHBoxLayout, body: QWidget) -> None:
        theme = self._theme
        left = QVBoxLayout()
        left.setSpacing(theme.size.gap_8)
        rows = RowModel(register_columns(view), lambda row: row.key, body)
        self.table = RowTable(
            theme,
            rows,
            name=view.title,
            row_height=two_line_height(theme),
            compact=self._compact,
            parent=body,
        )
        self.panel = TablePanel(theme, self.table, icon=self._icon, parent=body)
        left.addWidget(self.panel, 1)
        self._foot = TableFoot(theme, self.table, body)
        left.addWidget(self._foot)
        both.addLayout(left, 3 if self._compact else 8)
        self.record = RegisterRecordPanel(theme, body)
        self.record.tool_pressed.connect(self._model.press)
        both.addWidget(self.record, 2 if self._compact else 4)
        self.table.row_chosen.connect(self._model.choose)
        self.table.row_opened.connect(lambda _key: self.record.area.setFocus())

    def _choose_first(self) -> None:
        """Choose the first row, so that a record is always beside the rows."""
        view = self._drawn
        if view is None or not view.rows:
            return
        known = {row.key for row in view.rows}
        if self._model.wanted not in known:
            self.table.show_current(view.rows[0].key)
            self._model.choose(view.rows[0].key)

    def _other_panel(self) -> None:
        if self._drawn is None:
            return
        target = self.table if self.record.area.hasFocus() else self.record.area
        if target.isVisible():
            target.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous() or self._drawn is None:
            return
        self._choose_first()
        if not holds_focus(self._body):
            self.panel.focus_rows()

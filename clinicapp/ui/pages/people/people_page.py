"""The people of a ward: a search box with the focus, and a table; Enter opens a person."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell, button_cell, stacked_cell, status_cell
from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TableFoot, TablePanel, holds_focus
from clinicapp.ui.pages.people.search_box import SearchBox
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.people_view import FormStatus, PeopleView, PersonRow
from clinicapp.ui.viewmodels.people_view_model import PeopleViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from clinicapp.ui.widgets.page import Page

_FORM_LOOKS = {
    FormStatus.NONE: ("circle-dashed", "muted_strong"),
    FormStatus.OPEN: ("pencil-line", "blue_text"),
    FormStatus.SIGNED: ("check", "green_text"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("PeoplePage", text)


def _person_cell(row: PersonRow) -> Cell:
    below = " · ".join(part for part in (row.nhs_number, row.room) if part)
    return stacked_cell(row.name, below, strong=True)


def _born_cell(row: PersonRow) -> Cell:
    return stacked_cell(row.born, row.age)


def _medicine_cell(row: PersonRow) -> Cell:
    return stacked_cell(row.antipsychotic or _tr("None recorded"), row.started)


def _form_cell(row: PersonRow) -> Cell:
    icon, ink = _FORM_LOOKS[row.form]
    return status_cell(icon, row.form_text, ink)


def _open_cell(row: PersonRow) -> Cell:
    return button_cell(_tr("Open"), _tr("Open {name}").format(name=row.name))


def people_columns() -> tuple[Column[PersonRow], ...]:
    """The columns of the table of people."""
    return (
        Column(
            _tr("Patient"),
            _person_cell,
            stacked_cell("PLACEHOLDER, Bartholomew", "999 526 0182 · room 16", strong=True),
            share=4,
        ),
        Column(_tr("Born"), _born_cell, stacked_cell("30 Aug 2026", "101 y"), share=1),
        Column(
            _tr("Antipsychotic and start"),
            _medicine_cell,
            stacked_cell("Zuclopenthixol", "30 Aug 2026"),
            share=2,
        ),
        Column(
            _tr("Form"),
            _form_cell,
            status_cell("check", "Signed on 22 Nov 2026", "text"),
            share=2,
        ),
        Column("", _open_cell, button_cell(_tr("Open"), "")),
    )


class PeoplePage(Page):
    """Draws what the view-model holds and tells it what is typed and opened."""

    def __init__(
        self,
        model: PeopleViewModel,
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
        self._body = self._make()
        self._model.changed.connect(self._show)
        self._model.entry_rejected.connect(self._show_errors)
        self._model.entry_closed.connect(self._close_entry)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.focus_search)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.open_entry)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, had_focus = self._body, holds_focus(self._body)
        current = self.table.current_key()
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._body = self._make()
        self.table.show_current(current)
        if had_focus:
            self.focus_search()

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
        self._head = PageHead(theme, body)
        column.addWidget(self._head)
        column.addLayout(self._make_search(body))
        rows = RowModel(people_columns(), lambda row: row.person_id, body)
        rows.more_wanted.connect(self._model.fetch_more)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("People of this ward"),
            row_height=two_line_height(theme) + size.gap_6 + size.edge,
            compact=self._compact,
            parent=body,
        )
        self.table.row_opened.connect(self._model.open_person)
        self.panel = TablePanel(theme, self.table, icon="user-round", parent=body)
        column.addWidget(self.panel, 1)
        self._foot = TableFoot(theme, self.table, body)
        column.addWidget(self._foot)
        self._layout.addWidget(body)
        if self._model.view is not None:
            self._show(self._model.view)
        return body

    def _make_search(self, body: QWidget) -> QHBoxLayout:
        self.search = SearchBox(
            self._theme,
            words=self.tr("Type a name or an NHS number"),
            name=self.tr("Find a person"),
            keys="Ctrl+F",
            parent=body,
        )
        self.search.setText(self._model.typed)
        self.search.textChanged.connect(self._model.type_search)
        self.search.returnPressed.connect(self._enter)
        self.search.down_pressed.connect(self._go_down)
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        row.addStretch(1)
        self.add = ActionButton(
            self._theme, "plain", self.tr("Add person"), icon="user-round", parent=body
        )
        self.add.clicked.connect(self.open_entry)
        row.addWidget(self.add)
        return row

    @property
    def dialog(self) -> EntryDialog | None:
        """The panel that adds a person, while it is open."""
        return self._dialog

    def open_entry(self) -> None:
        """Open the panel that adds a person, where this user may."""
        spec = self._model.view.add if self._model.view is not None else None
        if spec is None or self._dialog is not None:
            return
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

    def _show(self, view: PeopleView) -> None:
        self._head.show_head(view.title, view.summary)
        self.panel.show_rows(
            view.rows, view.total, empty_title=view.empty_title, empty_hint=view.empty_hint
        )
        self._foot.show_foot(view.total, view.order)
        self.add.setVisible(view.add is not None)

    def _enter(self) -> None:
        """Open the only match; otherwise search at once and go to the rows."""
        only = self._model.only_match()
        if only:
            self._model.open_person(only)
            return
        self._model.search_now()
        self._go_down()

    def _go_down(self) -> None:
        if not self.panel.is_empty:
            self.table.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            return
        self.focus_search()

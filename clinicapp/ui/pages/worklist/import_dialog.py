"""Taking in a list of people: choose a file, see what it would do, import, and what was done."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.models.cells import Cell, stacked_cell, text_cell
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TablePanel
from clinicapp.ui.pages.worklist.import_detail import ImportDetail
from clinicapp.ui.pages.worklist.import_tabs import ImportTabs
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.import_view import PEOPLE_LOOK, ImportLook, ImportRow, ImportView
from clinicapp.ui.viewmodels.import_view_model import ImportViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.spans import WrapLabel

_WIDE, _HIGH = 1180, 700


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImportDialog", text)


def _person_cell(row: ImportRow) -> Cell:
    return stacked_cell(row.name, row.identity, strong=True)


def import_columns(look: ImportLook) -> tuple[Column[ImportRow], ...]:
    """The columns of the table of rows."""
    return (
        Column(_tr("Row"), lambda row: text_cell(row.row), text_cell("Row 100000")),
        Column(
            look.what,
            _person_cell,
            stacked_cell(*look.widest),
            share=1,
        ),
        Column(_tr("What becomes of it"), lambda row: text_cell(row.words), text_cell(""), share=4),
    )


def ask_for_file(parent: QWidget) -> str:
    """The path of a file that the user chooses; empty if none."""
    look = parent.look if isinstance(parent, ImportDialog) else PEOPLE_LOOK
    path, _kind = QFileDialog.getOpenFileName(
        parent,
        look.asking,
        "",
        _tr("Lists (*.csv *.txt *.tsv);;All files (*)"),
    )
    return path


class ImportDialog(QDialog):
    """Draws what the view-model holds and tells it what is chosen, decided and imported.

    Args:
        model: The meeting point.
        theme: How to draw.
        parent: The window it is opened over.
        look: What the list is of.
        ask: Asks for a file; a path, or an empty text.
    """

    def __init__(
        self,
        model: ImportViewModel,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        look: ImportLook = PEOPLE_LOOK,
        ask: Callable[[QWidget], str] = ask_for_file,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._model = model
        self._theme = theme
        self._ask = ask
        self._said = ""
        self._before = model.view
        size = theme.size
        self.setWindowTitle(look.window)
        self._ring = FocusRing(self, theme.tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_16] * 4)
        column.setSpacing(size.gap_8)
        column.addLayout(self._make_head())
        self._sentence = WrapLabel(theme, role=FontRole.BODY, parent=self)
        column.addWidget(self._sentence)
        self.tabs = ImportTabs(theme, look, self)
        self.tabs.tab_pressed.connect(model.choose_tab)
        column.addWidget(self.tabs)
        self.panel = self._make_table()
        column.addWidget(self.panel, 1)
        self.detail = ImportDetail(theme, self)
        self.detail.decided.connect(model.decide)
        column.addWidget(self.detail)
        column.addLayout(self._make_foot())
        for number in range(len(look.tabs)):
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(lambda place=number: self._press_tab(place))
        model.changed.connect(self._show)
        self._fit()
        self._show(model.view)
        self.choose.setFocus()

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_12)
        self._title = WrapLabel(self._theme, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        self.choose = ActionButton(
            self._theme, "plain", self.tr("Choose a file"), icon="file-down", parent=self
        )
        self.choose.clicked.connect(self._choose_file)
        row.addWidget(self._title, 1)
        row.addWidget(self.choose)
        return row

    def _make_table(self) -> TablePanel:
        theme = self._theme
        rows = RowModel(import_columns(self.look), lambda row: row.key, self)
        rows.more_wanted.connect(self._model.fetch_more)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Rows of the list"),
            row_height=two_line_height(theme),
            parent=self,
        )
        self.table.row_chosen.connect(lambda _key: self._show_detail())
        self.table.row_opened.connect(lambda _key: self.detail.focus_choice())
        panel = TablePanel(theme, self.table, icon="list-checks", parent=self)
        panel.setMinimumHeight(3 * two_line_height(theme))
        return panel

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_12)
        row.addStretch(1)
        self.leave = ActionButton(self._theme, "plain", self.tr("Close"), keys="Esc", parent=self)
        self.leave.clicked.connect(self.reject)
        self.submit = ActionButton(self._theme, "primary", self.tr("Import"), parent=self)
        self.submit.clicked.connect(self._model.submit)
        self.stop = ActionButton(self._theme, "plain", self.tr("Stop"), icon="x", parent=self)
        self.stop.clicked.connect(self._model.stop)
        self.stop.hide()
        row.addWidget(self.stop)
        row.addWidget(self.leave)
        row.addWidget(self.submit)
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

    def _choose_file(self) -> None:
        self._model.choose_file(self._ask(self))

    def _press_tab(self, place: int) -> None:
        if place < len(self.tabs.buttons) and self.tabs.isVisible():
            self._model.choose_tab(self.tabs.buttons[place].tab)
            self.panel.focus_rows()

    def _show(self, view: ImportView) -> None:
        self._title.setText(view.title)
        file = self.tr("{file}: ").format(file=view.file) if view.file and not view.busy else ""
        self._sentence.setText(" ".join(filter(None, (file + view.sentence, view.progress))))
        set_state_property(self._sentence, "ink", "red_text" if view.trouble else "text")
        self.tabs.show_tabs(view.tabs, view.tab)
        keys = [row.key for row in view.rows]
        current = self.table.current_key()
        self.panel.show_rows(
            view.rows,
            view.total,
            empty_title=view.empty or self.tr("No list is open yet."),
            empty_hint=self.tr("Look at the other tabs.") if view.tabs else "",
            current=current if current in keys else next(iter(keys), ""),
        )
        self._show_detail()
        self._show_buttons(view)
        self._move_focus(view)
        self._announce(view)

    def _move_focus(self, view: ImportView) -> None:
        """Whoever presses a button that then waits goes on where there is something to do."""
        before, self._before = self._before, view
        if view.busy:
            return
        if view.done:
            self.leave.setFocus()
        elif view.tabs and not before.tabs:
            self.panel.focus_rows()
        elif view.trouble:
            self.choose.setFocus()

    def _show_detail(self) -> None:
        view = self._model.view
        key = self.table.current_key()
        row = next((each for each in view.rows if each.key == key), None)
        self.detail.show_row(row if view.tabs else None, locked=view.done)

    def _show_buttons(self, view: ImportView) -> None:
        waiting = self.tr("Wait until this is done.") if view.busy else ""
        self.choose.disable_because(waiting)
        self.submit.set_words(view.submit)
        nothing = self.tr("Choose a file first.") if not view.tabs else ""
        self.submit.disable_because(view.submit_blocked or nothing)
        self.submit.setVisible(not view.done)
        self.stop.setVisible(view.stoppable)

    def _announce(self, view: ImportView) -> None:
        """Say where things stand, once, to those who cannot see it."""
        if view.sentence != self._said and self.isVisible():
            self._said = view.sentence
            announce(self, view.sentence, urgent=view.trouble)

"""A window with one of the smaller pages, and what tests ask of its words and tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.models.cells import CELL_ROLE, Cell, cell_size
from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.pages.equipment.equipment_page import EquipmentPage
from clinicapp.ui.pages.inbox.inbox_page import InboxPage
from clinicapp.ui.pages.progress.progress_page import ProgressPage
from clinicapp.ui.pages.quality.charts_page import ChartsPage
from clinicapp.ui.pages.quality.quality_page import QualityPage
from clinicapp.ui.pages.rules.rules_page import RulesPage
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel
from clinicapp.ui.viewmodels.progress.progress_view_model import ProgressViewModel
from clinicapp.ui.viewmodels.quality.charts_view_model import ChartsViewModel
from clinicapp.ui.viewmodels.quality.quality_view_model import QualityViewModel
from clinicapp.ui.viewmodels.rules.rules_view_model import RulesViewModel
from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import SpanLabel, WrapLabel, spans_size
from tests.support.ui_samples import HEADER, STATUS

KINDS: dict[str, tuple[Callable[[Any, Theme], Page], type[Any]]] = {
    "worklist": (WorklistPage, WorklistViewModel),
    "inbox": (InboxPage, InboxViewModel),
    "equipment": (EquipmentPage, EquipmentViewModel),
    "quality": (QualityPage, QualityViewModel),
    "charts": (ChartsPage, ChartsViewModel),
    "rules": (RulesPage, RulesViewModel),
    "progress": (ProgressPage, ProgressViewModel),
}


@dataclass
class OpenPage:
    """The parts of an open window; ``page`` and ``model`` are those of the kind asked for."""

    window: MainWindow
    page: Any
    model: Any
    theme: Theme


def open_page(qtbot: QtBot, kind: str, view: object, scale: float = 1.0) -> OpenPage:
    """Open a page at 1366 x 768 with a view."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply_to(application)
    page_type, model_type = KINDS[kind]
    model = model_type()
    page = page_type(model, theme)
    window = MainWindow([Area(kind, kind.title(), "inbox", page)], theme)
    model.setParent(window)
    qtbot.addWidget(window)
    window.show_header(HEADER)
    window.show_status(STATUS)
    model.show(view)
    window.set_text_scale(scale)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.wait(20)
    return OpenPage(window, page, model, theme.at_scale(scale))


def clipped_words(root: QWidget, theme: Theme) -> list[str]:
    """The words of every visible label or button that has less room than it needs."""
    found = []
    for label in root.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if isinstance(label, SpanLabel):
            wanted = spans_size(label.spans, theme)
            if label.width() < wanted.width() or label.height() < wanted.height():
                found.append(label.text())
        elif isinstance(label, WrapLabel):
            if label.height() < label.heightForWidth(label.width()):
                found.append(label.text())
        elif label.width() < label.sizeHint().width():
            found.append(label.text())
    for button in root.findChildren(QAbstractButton):
        hint = button.minimumSizeHint()
        if button.isVisible() and button.text() and button.width() < hint.width():
            found.append(button.text())
    return found


def clipped_cells(table: RowTable, theme: Theme) -> list[str]:
    """The words of every cell that has less room than it needs."""
    model = table.model()
    found = []
    for row in range(model.rowCount(QModelIndex())):
        for column in range(model.columnCount(QModelIndex())):
            if table.isColumnHidden(column):
                continue
            cell = model.index(row, column).data(CELL_ROLE)
            assert isinstance(cell, Cell)
            wanted = cell_size(cell, theme)
            if table.columnWidth(column) < wanted.width() or table.rowHeight(row) < wanted.height():
                found.append(cell.words)
    return found

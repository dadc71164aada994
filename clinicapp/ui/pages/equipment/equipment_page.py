"""The ward's equipment, most urgent first, with the record of one piece beside it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell, chip_cell, status_cell, text_cell
from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TableFoot, TablePanel, holds_focus
from clinicapp.ui.pages.equipment.asset_looks import QC_LOOKS, STATUS_LOOKS
from clinicapp.ui.pages.equipment.asset_record import AssetRecord
from clinicapp.ui.pages.equipment.counts_line import CountsLine
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment_view import (
    AssetRow,
    AssetStatus,
    EquipmentView,
    QcKind,
)
from clinicapp.ui.viewmodels.equipment_view_model import EquipmentViewModel
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import TONE_INK, Span, Spans


def _tr(text: str) -> str:
    return QCoreApplication.translate("EquipmentPage", text)


def _status_cell(row: AssetRow) -> Cell:
    return chip_cell(row.status_text, STATUS_LOOKS[row.status])


def _calibration_cell(row: AssetRow) -> Cell:
    lines: list[Spans] = [(Span(row.calibration_due, role=FontRole.SMALL),)]
    if row.calibration_note:
        plain = row.calibration_tone in (Tone.PLAIN, Tone.MUTED)
        weight = Weight.REGULAR if plain else Weight.SEMIBOLD
        ink = TONE_INK[row.calibration_tone]
        lines.append((Span(row.calibration_note, role=FontRole.CAPTION, ink=ink, weight=weight),))
    return Cell(tuple(lines))


def _qc_cell(row: AssetRow) -> Cell:
    if row.qc is QcKind.NOT_NEEDED:
        return text_cell(row.qc_text, ink="muted")
    icon, ink = QC_LOOKS[row.qc]
    return status_cell(icon, row.qc_text, ink)


def equipment_columns() -> tuple[Column[AssetRow], ...]:
    """The columns of the table of equipment."""
    due = AssetRow("", "", "", "", "", AssetStatus.IN_USE, "", "22 Nov 2026", "in 20 days")
    look = STATUS_LOOKS[AssetStatus.QUARANTINED]
    return (
        Column(
            _tr("Tag"),
            lambda row: text_cell(row.tag, strong=True, ink="blue_text"),
            text_cell("DCA-0002", strong=True),
        ),
        Column(_tr("Device"), lambda row: text_cell(row.name), text_cell("Siemens DCA Vantage"), 3),
        Column(
            _tr("Serial"),
            lambda row: text_cell(row.serial),
            text_cell("519070412"),
            share=1,
            in_compact=False,
        ),
        Column(
            _tr("Ward"), lambda row: text_cell(row.ward), text_cell("Clinic"), 1, in_compact=False
        ),
        Column(_tr("Status"), _status_cell, chip_cell("Not accepted", look), share=1),
        Column(_tr("Calibration due"), _calibration_cell, _calibration_cell(due), share=1),
        Column(
            _tr("QC"),
            _qc_cell,
            status_cell("check", "Passed 07:30", "text"),
            share=1,
            in_compact=False,
        ),
        Column(
            _tr("Last heard"),
            lambda row: text_cell(row.last_heard),
            text_cell("Today, 09:42"),
            share=1,
            in_compact=False,
        ),
    )


class EquipmentPage(Page):
    """Draws what the view-model holds; moving to a row asks for its record."""

    def __init__(
        self,
        model: EquipmentViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = self._make()
        self._model.changed.connect(self._show)
        for keys in ("F6", "Shift+F6"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._other_panel)
        for keys, tool in model.tool_keys:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda key=tool: self._model.press_tool(key))

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._body = self._make()
        if had_focus:
            self.panel.focus_rows()

    def _make(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        row.setSpacing(size.gap_10)
        left = QVBoxLayout()
        left.setSpacing(size.gap_8)
        self._head = PageHead(theme, body)
        self._counts = CountsLine(theme, body)
        left.addWidget(self._head)
        left.addWidget(self._counts)
        rows = RowModel(equipment_columns(), lambda asset: asset.asset_id, body)
        rows.more_wanted.connect(self._model.fetch_more)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Equipment"),
            row_height=two_line_height(theme),
            compact=self._compact,
            parent=body,
        )
        self.panel = TablePanel(theme, self.table, icon="package", parent=body)
        self.record = AssetRecord(theme, body)
        self.record.tool_pressed.connect(self._model.press_tool)
        self._foot = TableFoot(theme, self.table, body)
        left.addWidget(self.panel, 1)
        left.addWidget(self._foot)
        row.addLayout(left, 3 if self._compact else 8)
        row.addWidget(self.record, 2 if self._compact else 3)
        self._body = body
        self._layout.addWidget(body)
        if self._model.view is not None:
            self._show(self._model.view)
        self.table.row_chosen.connect(self._model.select)
        self.table.row_opened.connect(lambda _key: self.record.area.setFocus())
        return body

    def _show(self, view: EquipmentView) -> None:
        had_focus = holds_focus(self._body)
        self._head.show_head(view.title, "")
        self._counts.show_counts(view.counts)
        self.panel.show_rows(
            view.rows,
            view.total,
            empty_title=view.empty_title,
            empty_hint=view.empty_hint,
            current=self._model.wanted,
        )
        self._foot.show_foot(view.total, self.tr("Most urgent first"))
        self.record.show_record(view.record)
        self.record.setVisible(bool(view.rows))
        if self.isVisible():
            self._choose_first()
        if had_focus and not holds_focus(self._body):
            self.panel.focus_rows()

    def _choose_first(self) -> None:
        """Choose the most urgent one, so that a record is always beside the list."""
        view = self._model.view
        if view is not None and view.rows and not self._model.wanted:
            key = self.table.current_key() or view.rows[0].asset_id
            self.table.show_current(key)
            self._model.select(key)

    def _other_panel(self) -> None:
        target = self.table if self.record.area.hasFocus() else self.record.area
        if target.isVisible():
            target.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            return
        self._choose_first()
        if not holds_focus(self._body):
            self.panel.focus_rows()

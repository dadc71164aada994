"""The ward's equipment, most urgent first, with the record of one piece beside it."""

from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell, chip_cell, status_cell, text_cell
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TableFoot, TablePanel, holds_focus
from clinicapp.ui.pages.equipment.asset_looks import QC_LOOKS, STATUS_LOOKS
from clinicapp.ui.pages.equipment.asset_record import AssetRecord
from clinicapp.ui.pages.equipment.equipment_head import EquipmentHead
from clinicapp.ui.pages.equipment.filter_choice import FilterChoice
from clinicapp.ui.pages.worklist.search_box import SearchBox
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
from clinicapp.ui.viewmodels.equipment_view import (
    AssetRow,
    AssetStatus,
    EquipmentView,
    QcKind,
)
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import TONE_INK, Span, Spans

_FILTERS = 5
"""Category, status, due within, ward, whose."""
_WARD = 3
_ONE_WARD = 2
"""All, and the only one: nothing to choose from."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("EquipmentPage", text)


def _status_cell(row: AssetRow) -> Cell:
    return chip_cell(row.status_text, STATUS_LOOKS[row.status])


def _device_cell(row: AssetRow) -> Cell:
    """Its name, and below it whose it is, where it is not ours."""
    lines: list[Spans] = [(Span(row.name, role=FontRole.SMALL),)]
    if row.whose:
        lines.append((Span(row.whose, role=FontRole.CAPTION, ink="muted"),))
    return Cell(tuple(lines))


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
    due = AssetRow("", "", "", "", "", "", AssetStatus.IN_USE, "", "22 Nov 2026", "in 20 days")
    look = STATUS_LOOKS[AssetStatus.QUARANTINED]
    return (
        Column(
            _tr("Tag"),
            lambda row: text_cell(row.tag, strong=True, ink="blue_text"),
            text_cell("HQ-0002", strong=True),
        ),
        Column(_tr("Device"), _device_cell, text_cell("Siemens DCA Vantage"), 1),
        Column(
            _tr("Serial"),
            lambda row: text_cell(row.serial),
            text_cell("519070412"),
            share=1,
            in_compact=False,
        ),
        Column(
            _tr("Category"),
            lambda row: text_cell(row.category),
            text_cell("Blood pressure"),
            share=1,
            in_compact=False,
        ),
        Column(
            _tr("Location"),
            lambda row: text_cell(row.location),
            text_cell("Clinic room"),
            share=2,
            in_compact=False,
        ),
        Column(
            _tr("Status"),
            _status_cell,
            chip_cell("Never checked", look),
            share=1,
            icon="arrow-down",
        ),
        Column(_tr("Calibration due"), _calibration_cell, _calibration_cell(due), share=1),
        Column(
            _tr("QC state"),
            _qc_cell,
            status_cell("check", "Passed 07:30", "text"),
            share=1,
            in_compact=False,
        ),
        Column(
            _tr("Last seen"),
            lambda row: text_cell(row.last_seen),
            text_cell("22 Nov, 20:00"),
            share=1,
            in_compact=False,
        ),
    )


class EquipmentPage(Page):
    """Draws what the view-model holds; moving to a row asks for its record.

    ``exports`` is True where the list can be written to a file.
    """

    def __init__(
        self,
        model: EquipmentViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        exports: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._exports = exports
        self._chain: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = self._make()
        self._model.changed.connect(self._show)
        self._model.focus_wanted.connect(lambda: self.record.area.setFocus())
        keys = [
            ("F6", self._other_panel),
            ("Shift+F6", self._other_panel),
            ("Ctrl+F", self.focus_search),
            ("Ctrl+N", self._model.press_add),
        ]
        keys += [(keys, partial(model.press_tool, tool)) for keys, tool in model.tool_keys]
        for sequence, act in keys:
            QShortcut(QKeySequence(sequence), self).activated.connect(act)

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

    def focus_search(self) -> None:
        """Go to the search box and mark what stands there."""
        self.search.setFocus()
        self.search.selectAll()

    def _make(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QSplitter(Qt.Orientation.Horizontal, self)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(size.gap_10)
        left = QWidget(body)
        column = QVBoxLayout(left)
        column.setContentsMargins(size.gap_12, size.gap_6, 0, size.gap_8)
        column.setSpacing(size.gap_6)
        self.head = EquipmentHead(
            theme, self._model, compact=self._compact, exports=self._exports, parent=left
        )
        column.addWidget(self.head)
        column.addLayout(self._make_search(left))
        rows = RowModel(equipment_columns(), lambda asset: asset.asset_id, left)
        rows.more_wanted.connect(self._model.fetch_more)
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Equipment"),
            row_height=two_line_height(theme),
            compact=self._compact,
            parent=left,
        )
        self.panel = TablePanel(theme, self.table, icon="package", parent=left)
        column.addWidget(self.panel, 1)
        self._foot = TableFoot(theme, self.table, left)
        column.addWidget(self._foot)
        right = QWidget(body)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, size.gap_10, size.gap_12, size.gap_8)
        self.record = AssetRecord(theme, right)
        self.record.tool_pressed.connect(self._model.press_tool)
        self.record.photo_pressed.connect(self._model.press_photo)
        beside.addWidget(self.record)
        self._right = right
        for place, share in enumerate((3, 2) if self._compact else (8, 3)):
            body.setStretchFactor(place, share)
        right.setMinimumWidth(theme.tokens.scaled(size.ward_panel_width))
        beside_width = theme.tokens.scaled(size.record_width)
        body.setSizes([theme.size.window_width - beside_width, beside_width])
        self._body = body
        self._layout.addWidget(body)
        if self._model.view is not None:
            self._show(self._model.view)
        self.table.row_chosen.connect(self._model.select)
        self.table.row_opened.connect(lambda _key: self.record.area.setFocus())
        return body

    def _make_search(self, parent: QWidget) -> QBoxLayout:
        words = self.tr("Scan a label, or type a tag, serial or model")
        if self._compact:
            words = self.tr("Scan or type a tag")
        self.search = SearchBox(
            self._theme,
            words=words,
            name=self.tr("Find equipment"),
            keys="Ctrl+F",
            parent=parent,
        )
        self.search.setText(self._model.list_wanted.typed)
        self.search.textChanged.connect(self._model.type_search)
        self.search.returnPressed.connect(self._go_down)
        self.search.down_pressed.connect(self._go_down)
        # Where there is little room, the filters stand below the box.
        way = QBoxLayout.Direction
        column = QBoxLayout(way.TopToBottom if self._compact else way.LeftToRight)
        column.setSpacing(self._theme.size.gap_8)
        column.addWidget(self.search, 1)
        row = QHBoxLayout()
        row.setSpacing(self._theme.size.gap_8)
        self.filters = tuple(FilterChoice(self._theme, parent) for _ in range(_FILTERS))
        for place, choice in enumerate(self.filters):
            choice.chosen.connect(partial(self._filter, place))
            row.addWidget(choice)
        if self._compact:
            row.addStretch(1)
        column.addLayout(row)
        return column

    def _filter(self, place: int, code: str) -> None:
        wanted = self._model.list_wanted
        match place:
            case 0:
                wanted = replace(wanted, category=code)
            case 1:
                status = AssetStatus(code) if code else None
                wanted = replace(wanted, status=status, quality=False)
            case 2:
                wanted = replace(wanted, due_days=int(code) if code else None)
            case 3:
                wanted = replace(wanted, ward=code)
            case _:
                wanted = replace(wanted, funding=code)
        self._model.want(wanted)

    def _show(self, view: EquipmentView) -> None:
        had_focus = holds_focus(self.panel)
        self.head.show_view(view)
        for choice, choices in zip(self.filters, view.filters, strict=False):
            choice.show_choices(choices)
        for place, choice in enumerate(self.filters):
            options = view.filters[place].options if place < len(view.filters) else ()
            choice.setVisible(bool(options))
            if place == _WARD:
                choice.setVisible(len(options) > _ONE_WARD)
        # In a narrow window the status is filtered by the counts alone.
        if self._compact:
            self.filters[1].hide()
        self.panel.show_rows(
            view.rows,
            view.total,
            empty_title=view.empty_title,
            empty_hint=view.empty_hint,
            current=self._model.wanted,
        )
        self._foot.show_foot(view.total, view.order)
        self.record.show_record(view.record)
        self._right.setVisible(bool(view.rows) or view.record is not None)
        self._order_tabs()
        if self.isVisible():
            self._choose_first()
        if had_focus and not holds_focus(self._body):
            self.panel.focus_rows()

    def _order_tabs(self) -> None:
        """Counts and tools come and go, and are visited where they stand."""
        chain = [
            *self.head.stops,
            self.search,
            *self.filters,
            self.table,
            self.record.area,
            *self.record.photo_stops,
            *self.record.tool_buttons,
        ]
        if chain != self._chain:
            self._chain = chain
            for first, second in pairwise(chain):
                QWidget.setTabOrder(first, second)

    def _choose_first(self) -> None:
        """Choose the most urgent one, so that a record is always beside the list.

        Not while somebody types: each key would open another record, and write that down.
        """
        view = self._model.view
        if self.search.hasFocus():
            return
        if view is not None and view.rows and not self._model.wanted:
            key = self.table.current_key() or view.rows[0].asset_id
            self.table.show_current(key)
            self._model.select(key)

    def _go_down(self) -> None:
        if self._model.view is not None and self._model.view.rows:
            self.table.setFocus()

    def _other_panel(self) -> None:
        target = self.table if self.record.area.hasFocus() else self.record.area
        if target.isVisible():
            target.setFocus()

    @override
    def take_focus(self) -> None:
        if not holds_focus(self._body):
            self.panel.focus_rows()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            return
        self._choose_first()
        if not holds_focus(self._body):
            self.panel.focus_rows()

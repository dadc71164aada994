"""The readings inbox: what waits, newest first, and beside it the one that is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell
from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.models.table_panel import TableFoot, TablePanel, holds_focus
from clinicapp.ui.pages.inbox.held_panel import DetailPanel, HeldPanel, RefusedPanel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.inbox_view import (
    HeldView,
    InboxRow,
    InboxView,
    RefusedView,
    WhyKind,
)
from clinicapp.ui.viewmodels.inbox_view_model import InboxViewModel
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import Span

WHY_ICONS = {
    WhyKind.DEVICE: "circle-pause",
    WhyKind.OVERDUE: "clock-alert",
    WhyKind.QUALITY_CONTROL: "circle-x",
    WhyKind.NOBODY: "user-x",
    WhyKind.REFERENCE: "scan-barcode",
    WhyKind.TIME: "clock",
    WhyKind.VALUE: "triangle-alert",
    WhyKind.CONTROL: "test-tube-diagonal",
    WhyKind.NOT_UNDERSTOOD: "circle-question-mark",
}
_LIST_SHARE = 3
_DETAIL_SHARE = 8


def _reading_cell(row: InboxRow) -> Cell:
    caption = FontRole.CAPTION
    why = Span(row.why_text, role=caption, ink="amber_text", weight=Weight.SEMIBOLD)
    return Cell(
        (
            (Span(icon=row.icon, icon_size=18), Span(row.value, weight=Weight.SEMIBOLD, gap=6)),
            (Span(f"{row.device} · {row.time}", role=caption, ink="muted"),),
            (Span(icon=WHY_ICONS[row.why], ink="amber_text", icon_size=14), why),
        )
    )


def inbox_columns() -> tuple[Column[InboxRow], ...]:
    """The one column of the list."""
    widest = InboxRow(
        "", "scale", "Total cholesterol 5.1 mmol/L", "A&D UA-651BLE", "22 Nov, 09:28",
        WhyKind.OVERDUE, "Calibration 8 days overdue",
    )  # fmt: skip
    return (Column("", _reading_cell, _reading_cell(widest), share=1),)


class InboxPage(Page):
    """Draws what the view-model holds; moving to a row asks for its detail."""

    def __init__(
        self,
        model: InboxViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self.detail: DetailPanel | None = None
        self._shown: HeldView | RefusedView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = self._make()
        self._model.changed.connect(self._show)
        self._model.refused.connect(self._show_refusal)
        self._bind_keys()

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._shown, self.detail = None, None
        self._body = self._make()
        if had_focus:
            self.table.setFocus()

    def _make(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        self._head = PageHead(theme, body)
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.setSpacing(size.gap_10)
        left = QVBoxLayout()
        left.setSpacing(size.gap_8)
        left.addWidget(self._make_list(body), 1)
        self._foot = TableFoot(theme, self.table, body)
        left.addWidget(self._foot)
        row.addLayout(left, _LIST_SHARE)
        row.addWidget(self._make_area(body), _DETAIL_SHARE)
        column.addLayout(row, 1)
        self._layout.addWidget(body)
        if self._model.view is not None:
            self._show(self._model.view)
        self.table.row_chosen.connect(self._model.select)
        self.table.row_opened.connect(lambda _key: self._go_to_detail())
        return body

    def _make_list(self, body: QWidget) -> TablePanel:
        theme = self._theme
        rows = RowModel(inbox_columns(), lambda reading: reading.reading_id, body)
        rows.more_wanted.connect(self._model.fetch_more)
        line = theme.tokens.line_px
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Readings that wait"),
            row_height=line(FontRole.BODY) + 2 * line(FontRole.CAPTION) + theme.size.gap_20,
            with_header=False,
            parent=body,
        )
        self.panel = TablePanel(theme, self.table, icon="inbox", parent=body)
        return self.panel

    def _make_area(self, body: QWidget) -> QScrollArea:
        self._area = QScrollArea(body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return self._area

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Alt+1", self._model.retake),
            ("Alt+2", self._use),
            ("Alt+3", self._discard),
            ("F6", self._other_panel),
            ("Shift+F6", self._other_panel),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _show(self, view: InboxView) -> None:
        self._head.show_head(view.title, view.summary)
        self.panel.show_rows(
            view.rows, view.total, empty_title=view.empty_title, empty_hint=view.empty_hint
        )
        self._foot.show_foot(view.total, self.tr("Newest first") if view.rows else "")
        self._area.setVisible(bool(view.rows))
        self._show_detail(view.detail if view.rows else None)
        if self._model.wanted:
            self.table.show_current(self._model.wanted)
        elif self.isVisible():
            self._choose_first()

    def _show_detail(self, detail: HeldView | RefusedView | None) -> None:
        """Show another detail; the same one is left alone, with what is chosen in it."""
        if detail == self._shown:
            return
        same = detail is not None and detail.reading_id == self._shown_id()
        had_focus, place = self._focused_place()
        self._shown = detail
        self.detail = self._make_detail(detail)
        if self.detail is None:
            self._area.takeWidget()
            return
        self._area.setWidget(self.detail)
        self.detail.setAutoFillBackground(False)
        self.detail.record_pressed.connect(self._model.open_record)
        if had_focus:
            controls = self.detail.controls() if same else []
            target = controls[place] if 0 <= place < len(controls) else self.table
            target.setFocus()

    def _shown_id(self) -> str:
        return self._shown.reading_id if self._shown is not None else ""

    def _focused_place(self) -> tuple[bool, int]:
        """Whether the focus is in the detail, and which of its controls has it."""
        if self.detail is None or not holds_focus(self.detail):
            return (False, -1)
        places = [place for place, c in enumerate(self.detail.controls()) if c.hasFocus()]
        return (True, places[0] if places else -1)

    def _make_detail(self, detail: HeldView | RefusedView | None) -> DetailPanel | None:
        if isinstance(detail, HeldView):
            return HeldPanel(detail, self._model, self._theme, compact=self._compact)
        if isinstance(detail, RefusedView):
            return RefusedPanel(detail, self._theme)
        return None

    def _show_refusal(self, sentence: str) -> None:
        if self.detail is not None:
            self.detail.show_refusal(sentence)

    def _choose_first(self) -> None:
        """Choose the newest, so that what can be done is always beside the list."""
        view = self._model.view
        if view is not None and view.rows and not self._model.wanted:
            key = self.table.current_key() or view.rows[0].reading_id
            self.table.show_current(key)
            self._model.select(key)

    def _use(self) -> None:
        if isinstance(self.detail, HeldPanel):
            self.detail.use.press_or_ask()

    def _discard(self) -> None:
        if isinstance(self.detail, HeldPanel):
            self.detail.discard.press_or_ask()

    def _go_to_detail(self) -> None:
        """Go to the first choice that can be made."""
        controls = self.detail.controls() if self.detail is not None else []
        for control in controls:
            if control.isEnabled():
                control.setFocus()
                self._area.ensureWidgetVisible(control)
                return

    def _other_panel(self) -> None:
        if self.table.hasFocus():
            self._go_to_detail()
        elif not self.panel.is_empty:
            self.table.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            return
        self._choose_first()
        if not self.panel.is_empty:
            self.table.setFocus()

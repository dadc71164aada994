"""The list of readings that wait, newest first."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinicapp.ui.models.cells import Cell, button_cell
from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.models.table_panel import TableFoot, TablePanel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.inbox.inbox_view import InboxRow, InboxView, WhyKind
from clinicapp.ui.widgets.spans import Span
from clinicapp.ui.widgets.why_icons import WHY_ICONS


def _tr(text: str) -> str:
    return QCoreApplication.translate("InboxPage", text)


def _reading_cell(row: InboxRow) -> Cell:
    caption, strong = FontRole.CAPTION, Weight.SEMIBOLD
    value = (
        Span(icon=row.icon, icon_size=SIZES.icon_body),
        Span(row.value, weight=strong, gap=SIZES.gap_6),
    )
    device = (Span(f"{row.device} · {row.time}", role=caption, ink="muted"),)
    why = (
        Span(icon=WHY_ICONS[row.why], ink="amber_text", icon_size=SIZES.icon_small),
        Span(row.why_text, role=caption, ink="amber_text", weight=strong),
    )
    return Cell((value, device, why))


def _review_cell(row: InboxRow) -> Cell:
    says = _tr("Review {value}, {device}, {time}")
    return button_cell(
        _tr("Review"), says.format(value=row.value, device=row.device, time=row.time)
    )


def inbox_columns(*, compact: bool) -> tuple[Column[InboxRow], ...]:
    """The reading, and where there is no room for a panel beside it, its button."""
    widest = InboxRow(
        "", "scale", "Blood pressure 151/93 mmHg", "A&D UA-651BLE", "22 Nov, 09:28",
        WhyKind.OVERDUE, "Calibration 8 days overdue",
    )  # fmt: skip
    reading = Column("", _reading_cell, _reading_cell(widest), share=1)
    if not compact:
        return (reading,)
    return (reading, Column("", _review_cell, button_cell(_tr("Review"), "")))


class InboxList(QWidget):
    """The table in its panel, with its empty state and the line under it."""

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_8)
        line = theme.tokens.line_px
        self.rows = RowModel(inbox_columns(compact=compact), lambda row: row.reading_id, self)
        self.table = RowTable(
            theme,
            self.rows,
            name=self.tr("Readings that wait"),
            row_height=line(FontRole.BODY) + 2 * line(FontRole.CAPTION) + theme.size.gap_20,
            with_header=False,
            parent=self,
        )
        self.panel = TablePanel(theme, self.table, icon="inbox", parent=self)
        self._foot = TableFoot(theme, self.table, self)
        column.addWidget(self.panel, 1)
        column.addWidget(self._foot)

    def show_view(self, view: InboxView, wanted: str) -> None:
        """Show other readings, and move to the one that is wanted."""
        self.panel.show_rows(
            view.rows,
            view.total,
            empty_title=view.empty_title,
            empty_hint=view.empty_hint,
            current=wanted,
        )
        self._foot.show_foot(view.total, self.tr("Newest first") if view.rows else "")

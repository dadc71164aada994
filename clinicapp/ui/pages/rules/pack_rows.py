"""The entries, cases or decisions of a pack: a table, and the whole of the row that is chosen."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinicapp.ui.models.row_model import Column, RowModel
from clinicapp.ui.models.row_table import RowTable, two_line_height
from clinicapp.ui.models.table_panel import TablePanel, holds_focus
from clinicapp.ui.pages.rules.row_detail import (
    DetailText,
    RowDetail,
    case_detail,
    decision_detail,
    rule_detail,
)
from clinicapp.ui.pages.rules.rules_columns import case_columns, decision_columns, rule_columns
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole
from clinicapp.ui.viewmodels.rules.rules_view import RulesView, Section
from clinicapp.ui.widgets.spans import Span, SpanLabel

_DETAILS: dict[Section, Callable[[Any], DetailText]] = {
    Section.RULES: rule_detail,
    Section.CASES: case_detail,
    Section.HISTORY: decision_detail,
}


class PackRows(QWidget):
    """Shows one part of a pack after another; each part has a table of its own."""

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self._panel: TablePanel | None = None
        self._drawn: tuple[Section, str] | None = None
        self._rows: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_6)
        self._place = QVBoxLayout()
        column.addLayout(self._place, 1)
        self.detail = RowDetail(theme, self)
        column.addWidget(self.detail)
        self._counts = SpanLabel(theme, (), self)
        column.addWidget(self._counts)

    @property
    def panel(self) -> TablePanel:
        """The table that is shown, or its empty state.

        Raises:
            LookupError: nothing was shown yet.
        """
        if self._panel is None:
            raise LookupError("nothing is shown yet")
        return self._panel

    @property
    def table(self) -> RowTable:
        """The table of the part that is shown."""
        return self.panel.table

    def show_rows(self, view: RulesView) -> None:
        """Show the part of the pack that the view names."""
        chosen = view.chosen
        wanted = (view.section, chosen.other_title)
        if wanted != self._drawn:
            self._drawn = wanted
            self._make_table(*wanted)
        parts: dict[Section, tuple[Any, ...]] = {
            Section.RULES: chosen.rules,
            Section.CASES: chosen.case_rows,
            Section.HISTORY: chosen.decisions,
        }
        rows = parts[view.section]
        title, hint = view.empty_title, view.empty_hint
        if view.section is Section.HISTORY:
            title = self.tr("Nothing was decided about this pack yet.")
            hint = self.tr("Run the cases on it, then a named person can approve it.")
        self._rows = {_key(row): row for row in rows}
        self.panel.show_rows(rows, len(rows), empty_title=title, empty_hint=hint)
        self._show_detail(self.table.current_key())
        counts = chosen.counts if view.section is Section.RULES else ""
        self._counts.set_spans((Span(counts, role=FontRole.SMALL, ink="muted"),))
        self._counts.setVisible(bool(counts) and not self._compact)

    def focus_rows(self) -> None:
        """Go to the rows, or to what stands in their place."""
        if self._panel is not None:
            self._panel.focus_rows()

    def _make_table(self, section: Section, other: str) -> None:
        columns: dict[Section, tuple[Column[Any], ...]] = {
            Section.RULES: rule_columns(other, compact=self._compact),
            Section.CASES: case_columns(),
            Section.HISTORY: decision_columns(),
        }
        names = {
            Section.RULES: self.tr("Entries of the pack"),
            Section.CASES: self.tr("Built-in cases"),
            Section.HISTORY: self.tr("Decisions about the pack"),
        }
        table = RowTable(
            self._theme,
            RowModel(columns[section], _key, self),
            name=names[section],
            row_height=two_line_height(self._theme),
            compact=self._compact,
            parent=self,
        )
        table.row_chosen.connect(self._show_detail)
        table.row_opened.connect(lambda _key: self.detail.area.setFocus())
        old, self._panel = (
            self._panel,
            TablePanel(self._theme, table, icon="badge-check", parent=self),
        )
        self._place.addWidget(self._panel)
        QWidget.setTabOrder(table, self.detail.area)
        if old is not None:
            had_focus = holds_focus(old)
            self._place.removeWidget(old)
            old.hide()
            old.deleteLater()
            if had_focus:
                table.setFocus()

    def _show_detail(self, key: str) -> None:
        row = self._rows.get(key)
        if row is None or self._drawn is None:
            self.detail.show_detail(DetailText(self.tr("Choose a row to read the whole of it.")))
        else:
            self.detail.show_detail(_DETAILS[self._drawn[0]](row))


def _key(row: Any) -> str:
    return str(row.key)

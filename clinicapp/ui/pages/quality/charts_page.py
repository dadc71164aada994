"""Levey-Jennings charts of one analyser, why it is locked, its last results and its material."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.row_model import RowModel
from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.models.table_panel import EmptyState, KeyScrollArea, Panel, holds_focus
from clinicapp.ui.pages.quality.charts_head import ChartsHead
from clinicapp.ui.pages.quality.charts_parts import (
    LevelPanel,
    LockBanner,
    LotsPanel,
    WaitingBar,
    result_columns,
)
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import EntrySpec
from clinicapp.ui.viewmodels.quality.charts_view import ROWS, ChartsView
from clinicapp.ui.viewmodels.quality.charts_view_model import ChartsViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import Span, SpanLabel

_SIDE_SHARE, _CHART_SHARE = 2, 3


class ChartsPage(Page):
    """Draws what the view-model holds and tells it what is pressed."""

    def __init__(
        self,
        model: ChartsViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._shown: ChartsView | None = None
        self.levels: tuple[LevelPanel, ...] = ()
        self.banner: LockBanner | None = None
        self.dialog: EntryDialog | None = None
        self.head: ChartsHead | None = None
        self.table: RowTable | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget(self)
        self._layout.addWidget(self._body)
        model.changed.connect(self._show)
        model.asking.connect(self._ask)
        for keys, kind in (("F5", "run"), ("Ctrl+K", "action")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda kind=kind: self._panel(kind))
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(model.print_requested)
        for keys in ("F6", "Shift+F6"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._other_side)
        if model.view is not None:
            self._show(model.view)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        if self._shown is not None:
            view, self._shown = self._shown, None
            self._show(view)

    @override
    def take_focus(self) -> None:
        """Go to what unlocks, else to the first chart."""
        if self.banner is not None and self.banner.again.isEnabled():
            self.banner.again.setFocus()
        elif self.levels:
            self.levels[0].chart.setFocus()

    def _panel(self, kind: str, result_id: str = "") -> None:
        view = self._shown
        if view is not None and view.chosen and view.may_run:
            self._model.panel_requested.emit(kind, result_id)

    def _other_side(self) -> None:
        if self.table is not None and self.levels:
            (self.levels[0].chart if self.table.hasFocus() else self.table).setFocus()

    def _show(self, view: ChartsView) -> None:
        if view == self._shown:
            return
        before = self._shown
        if before is not None and _alike(before, view) and self.levels:
            self._shown = view
            self._fill(view)
            return
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._shown = view
        self._body = self._make(view)
        self._layout.addWidget(self._body)
        self._fill(view)
        if had_focus or before is None:
            self.take_focus()
        if view.banner is not None and (before is None or before.banner != view.banner):
            announce(self, f"{view.banner.title} {view.banner.hint}", urgent=view.banner.locked)

    def _make(self, view: ChartsView) -> QWidget:
        size = self._theme.size
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        self.head = ChartsHead(self._theme, view, self._model, compact=self._compact, parent=body)
        self.head.planning.connect(lambda: self._panel("plan"))
        column.addWidget(self.head)
        self.banner = None
        if view.banner is not None:
            self.banner = LockBanner(self._theme, view.banner, body)
            self.banner.run.connect(lambda: self._panel("run"))
            self.banner.act.connect(lambda: self._panel("action"))
            self.banner.allow("" if view.may_run else self.tr("You may not record controls."))
            self.banner.override.connect(lambda: self._model.panel_requested.emit("override", ""))
            if view.may_override and view.banner.locked:
                self.banner.allow_override()
            column.addWidget(self.banner)
        if view.waiting:
            bar = WaitingBar(self._theme, view.waiting, body)
            bar.assign.connect(lambda: self._panel("assign"))
            column.addWidget(bar)
        column.addWidget(self._make_content(view, body), 1)
        return body

    def _make_content(self, view: ChartsView, parent: QWidget) -> QWidget:
        """Charts beside the results; where there is little room, all in one column that scrolls."""
        content = QWidget(parent)
        row = QVBoxLayout(content) if self._compact else QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size.gap_10)
        levels, side = self._make_levels(view, content), self._make_side(view, content)
        if self._compact:
            row.addWidget(levels)
            row.addWidget(side)
            return self._scrolled(content, parent)
        row.addWidget(self._scrolled(levels, content), _CHART_SHARE)
        row.addWidget(side, _SIDE_SHARE)
        return content

    def _make_levels(self, view: ChartsView, parent: QWidget) -> QWidget:
        holder = QWidget(parent)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size.gap_8)
        self.levels = tuple(LevelPanel(self._theme, holder) for _ in view.charts)
        for level in self.levels:
            level.chart.stepped.connect(self._stepped)
            level.setMinimumHeight(self._theme.tokens.scaled(200))
            column.addWidget(level, 1)
        if not self.levels:
            panel = Panel(self._theme, parent=holder)
            inside = QVBoxLayout(panel)
            empty = EmptyState(self._theme, "chart-line", panel)
            empty.show_words(*view.empty)
            inside.addWidget(empty)
            column.addWidget(panel, 1)
        return holder

    def _make_side(self, view: ChartsView, parent: QWidget) -> QWidget:
        theme, size = self._theme, self._theme.size
        side = QWidget(parent)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(size.gap_8)
        panel = Panel(theme, parent=side)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(*[size.edge] * 4)
        inside.setSpacing(0)
        self._title = SpanLabel(theme, (), panel)
        above = QHBoxLayout()
        above.setContentsMargins(size.gap_12, size.gap_8, size.gap_12, size.gap_8)
        above.addWidget(self._title)
        inside.addLayout(above)
        rows = RowModel(result_columns(several=view.several), lambda row: row.result_id, panel)
        height = theme.tokens.line_px(FontRole.SMALL) + size.gap_12
        self.table = RowTable(
            theme,
            rows,
            name=self.tr("Last results"),
            row_height=height,
            compact=self._compact,
            parent=panel,
        )
        shown = ROWS + 2 if self._compact else 4
        self.table.setMinimumHeight(height * shown)
        self.table.row_opened.connect(self._open)
        self.table.row_chosen.connect(self._mark)
        inside.addWidget(self.table, 1)
        column.addWidget(panel, 1)
        self.lots = LotsPanel(theme, view, side)
        self.lots.open_pressed.connect(lambda: self._panel("lot"))
        column.addWidget(self.lots)
        return side

    def _scrolled(self, content: QWidget, parent: QWidget) -> QWidget:
        area = KeyScrollArea(self._theme, parent)
        area.show_content(content)
        return area

    def _fill(self, view: ChartsView) -> None:
        for panel, level in zip(self.levels, view.charts, strict=True):
            panel.show_level(level)
        title = self.tr("Last {count} results").format(count=len(view.rows))
        self._title.set_spans(
            (
                Span(title, role=FontRole.SECTION, weight=Weight.SEMIBOLD),
                Span(view.unit, role=FontRole.SMALL, ink="muted", gap=12),
            )
        )
        if self.table is not None:
            self.table.set_rows(view.rows, len(view.rows))

    def _mark(self, result_id: str) -> None:
        """The row that was chosen is marked on its chart."""
        for level in self.levels:
            level.chart.step_to(result_id)

    def _stepped(self, result_id: str) -> None:
        if self.table is not None:
            self.table.show_current(result_id)
        for level in self.levels:
            if level.chart is not self.sender():
                level.chart.step_to(result_id)

    def _open(self, result_id: str) -> None:
        """Where a result came from, or what may be said of it."""
        row = (
            next((r for r in self._shown.rows if r.result_id == result_id), None)
            if self._shown
            else None
        )
        if row is not None:
            self._model.panel_requested.emit("result", result_id)

    def _ask(self, spec: EntrySpec, typed: dict[str, str]) -> None:
        dialog = EntryDialog(spec, self._theme, self.window())
        self.dialog = dialog
        dialog.submitted.connect(lambda answers: self._model.submitted.emit(spec.card, answers))
        dialog.typed.connect(lambda answers: self._model.typed.emit(spec.card, answers))
        dialog.finished.connect(lambda _: self._model.closed.emit(spec.card))
        self._model.refused.connect(dialog.show_errors)
        self._model.stored.connect(dialog.accept)
        if typed:
            dialog.show_answers(typed)
        dialog.open()


def _alike(before: ChartsView, after: ChartsView) -> bool:
    """Whether the same widgets can show both: only points and rows differ."""
    return (
        len(before.charts) == len(after.charts)
        and (before.banner, before.lots, before.lots_status, before.waiting)
        == (after.banner, after.lots, after.lots_status, after.waiting)
        and (before.title, before.summary, before.chosen, before.analysers, before.shown_days)
        == (after.title, after.summary, after.chosen, after.analysers, after.shown_days)
        and (before.may_run, before.may_override, before.empty)
        == (after.may_run, after.may_override, after.empty)
        and before.several == after.several
    )

"""The parts of the charts page: banner, the panel of one level, the table, the lots in use."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.cells import Cell, number_cell, status_cell, text_cell
from clinicapp.ui.models.row_model import Column
from clinicapp.ui.models.table_panel import Panel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.quality.charts_view import (
    LOT_ROWS,
    BannerView,
    ChartsView,
    LevelChart,
    PointKind,
    ResultRow,
)
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.levey_jennings import LeveyJennings
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel

KIND_ICONS = {
    PointKind.GOOD: ("check", "green_text"),
    PointKind.WARN: ("triangle-alert", "amber_text"),
    PointKind.REJECT: ("circle-alert", "red_text"),
    PointKind.PENDING: ("circle-dashed", "muted_strong"),
    PointKind.EXCLUDED: ("ban", "muted_strong"),
}
_CHIPS = {
    PointKind.GOOD: ChipKind.OK,
    PointKind.WARN: ChipKind.NOTICE,
    PointKind.REJECT: ChipKind.RED_ZONE,
    PointKind.PENDING: ChipKind.DUE,
    PointKind.EXCLUDED: ChipKind.DUE,
    None: ChipKind.DUE,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChartsPage", text)


def _rules_cell(row: ResultRow) -> Cell:
    icon, ink = KIND_ICONS[row.kind]
    return status_cell(icon, row.rules, ink)


def _action_cell(row: ResultRow) -> Cell:
    if row.locks:
        return status_cell("lock", row.action, "red_text")
    return text_cell(row.action, ink="muted" if row.action == "None" else "text")


def _value_cell(row: ResultRow) -> Cell:
    return number_cell(row.value, strong=row.kind is not PointKind.GOOD)


def _z_cell(row: ResultRow) -> Cell:
    return number_cell(row.z, strong=row.kind is not PointKind.GOOD)


def result_columns(*, several: bool) -> tuple[Column[ResultRow], ...]:
    """The columns of the last results; a row that locks is tinted.

    With ``several`` analytes each row names its own, and leaves out who measured it, which is told
    when the row is opened.
    """
    columns = (
        Column(_tr("Time"), lambda row: text_cell(row.time), text_cell("22 Nov 07:31"), 1),
        Column(
            _tr("Test") if several else _tr("Level"),
            lambda row: text_cell(row.level),
            text_cell("Urine protein 1" if several else "Level"),
            share=1 if several else 0,
        ),
        Column(_tr("Value"), _value_cell, number_cell("Negative" if several else "Value")),
        Column(_tr("z"), _z_cell, number_cell("+10.0")),
        Column(_tr("Rules"), _rules_cell, status_cell("check", "1-3s, 2-2s", "text"), share=1),
        *(() if several else (_operator_column(),)),
        Column(_tr("Action"), _action_cell, status_cell("lock", "Locked", "text"), share=1),
    )
    return tuple(replace(each, cell=partial(_on_row, each.cell)) for each in columns)


def _operator_column() -> Column[ResultRow]:
    return Column(
        _tr("Operator"),
        lambda row: text_cell(row.operator),
        text_cell("R Tester"),
        share=1,
        in_compact=False,
    )


def _on_row(cell: Callable[[ResultRow], Cell], row: ResultRow) -> Cell:
    return replace(cell(row), ground="red_tint") if row.locks else cell(row)


class LockMark(QWidget):
    """A lock in a filled circle; decoration, so a screen reader passes over it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        side = theme.tokens.scaled(theme.size.icon_tile + theme.size.gap_8)
        self.setFixedSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colour, side = self._theme.colour, self.width()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour.red))
        painter.drawEllipse(self.rect())
        inside = side * 22 // 40
        ratio = self.devicePixelRatioF()
        icon = self._theme.icons.pixmap("lock", colour.panel, inside, ratio=ratio)
        painter.drawPixmap((side - inside) // 2, (side - inside) // 2, icon)
        painter.end()


class LockBanner(Panel):
    """Why patients' tests are locked, and the ways on.

    Signals: ``run()``, ``act()``, ``override()``.
    """

    run = Signal()
    act = Signal()
    override = Signal()

    def __init__(self, theme: Theme, view: BannerView, parent: QWidget | None = None) -> None:
        red = view.locked
        super().__init__(
            theme,
            edge="red_soft" if red else "amber",
            fill="red_tint" if red else "amber_tint",
            bar="red" if red else "amber",
            parent=parent,
        )
        size = theme.size
        row = QHBoxLayout(self)
        row.setContentsMargins(size.gap_20, size.gap_10, size.gap_12, size.gap_10)
        row.setSpacing(size.gap_12)
        ink = "red_text" if red else "amber_text"
        icon = Span(icon="clock-alert", ink=ink, icon_size=size.icon_tile)
        row.addWidget(LockMark(theme, self) if red else SpanLabel(theme, (icon,), self))
        words = QVBoxLayout()
        words.setSpacing(size.gap_2)
        title = WrapLabel(
            theme, view.title, role=FontRole.SECTION, weight=Weight.SEMIBOLD, ink=ink, parent=self
        )
        words.addWidget(title)
        words.addWidget(WrapLabel(theme, view.hint, role=FontRole.BODY, parent=self))
        row.addLayout(words, 1)
        self.setAccessibleName(f"{view.title} {view.hint}")
        self.again = ActionButton(
            theme, "primary", _tr("Run control again"), icon="refresh-cw", parent=self
        )
        self.again.clicked.connect(self.run)
        self.action = ActionButton(
            theme, "plain", _tr("Corrective action"), icon="clipboard-pen", parent=self
        )
        self.action.clicked.connect(self.act)
        row.addWidget(self.again)
        row.addWidget(self.action)
        self.once = ActionButton(
            theme, "danger", _tr("Override once with a reason"), icon="key-round", parent=self
        )
        self.once.clicked.connect(self.override)
        self.once.hide()
        row.addWidget(self.once)

    def allow_override(self) -> None:
        """Offer the one way past a lock."""
        self.once.show()

    def allow(self, reason: str) -> None:
        """Enable the buttons, or disable them because of ``reason``."""
        self.again.disable_because(reason)
        self.action.disable_because(reason)


class LevelPanel(Panel):
    """One level: its title, target, last result and chart."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size.gap_12, size.gap_6, size.gap_12, size.gap_6)
        column.setSpacing(size.gap_4)
        row = QHBoxLayout()
        row.setSpacing(size.gap_12)
        self._head = SpanLabel(theme, (), self)
        row.addWidget(self._head, 1)
        self._chip = StatusChip(theme, self)
        row.addWidget(self._chip)
        column.addLayout(row)
        self.chart = LeveyJennings(theme, self)
        column.addWidget(self.chart, 1)

    def show_level(self, level: LevelChart) -> None:
        """Show a level."""
        spans = [Span(level.title, role=FontRole.SECTION, weight=Weight.SEMIBOLD)]
        spans.append(Span(level.name, role=FontRole.SMALL, ink="muted", gap=12))
        for name, value in level.facts:
            spans.append(Span(name, role=FontRole.SMALL, ink="muted", gap=12))
            spans.append(Span(value, role=FontRole.SMALL, weight=Weight.SEMIBOLD))
        self._head.set_spans(tuple(spans))
        self._chip.show_chip(ChipView(_CHIPS[level.kind], level.status))
        self.chart.show_chart(level)


class LotsPanel(Panel):
    """The control material in use. Signal: ``open_pressed()``."""

    open_pressed = Signal()

    def __init__(self, theme: Theme, view: ChartsView, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(size.gap_12, size.gap_4, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_4)
        row = QHBoxLayout()
        row.setSpacing(size.gap_8)
        title = Span(_tr("Control lot in use"), role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        row.addWidget(SpanLabel(theme, (title,), self), 1)
        ink = "green_text" if view.lots_good else "red_text"
        icon = "circle-check" if view.lots_good else "circle-alert"
        status = (
            Span(icon=icon, ink=ink),
            Span(view.lots_status, ink=ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD),
        )
        row.addWidget(SpanLabel(theme, status, self))
        self.open_lot = ActionButton(theme, "plain", _tr("Open a lot"), icon="plus", parent=self)
        self.open_lot.setAccessibleName(_tr("Add or open a lot of control material"))
        self.open_lot.clicked.connect(self.open_pressed)
        self.open_lot.disable_because(
            "" if view.may_run else _tr("You may not open control material.")
        )
        row.addWidget(self.open_lot)
        column.addLayout(row)
        grid = QGridLayout()
        grid.setHorizontalSpacing(size.gap_16)
        grid.setVerticalSpacing(size.gap_4)
        for place, lot in enumerate(view.lots[:3]):
            grid.addWidget(self._label(theme, lot.title, Weight.SEMIBOLD), 0, place + 1)
            for line, value in enumerate(lot.values):
                grid.addWidget(self._label(theme, value, Weight.SEMIBOLD), line + 1, place + 1)
        for line, name in enumerate(LOT_ROWS if view.lots else ()):
            grid.addWidget(self._label(theme, name, Weight.REGULAR, "muted"), line + 1, 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        if not view.lots:
            column.addWidget(WrapLabel(theme, " ".join(view.empty), parent=self))
        lots = "; ".join(f"{lot.title}: {', '.join(lot.values)}" for lot in view.lots)
        self.setAccessibleName(f"{_tr('Control lot in use')}, {view.lots_status}. {lots}")

    def _label(self, theme: Theme, text: str, weight: Weight, ink: str = "text") -> SpanLabel:
        span = Span(text, role=FontRole.SMALL, weight=weight, ink=ink)
        return SpanLabel(theme, (span,), self)


class WaitingBar(Panel):
    """Control results that fit no lot. Signal: ``assign()``."""

    assign = Signal()

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, edge="amber", fill="amber_tint", parent=parent)
        size = theme.size
        row = QHBoxLayout(self)
        row.setContentsMargins(size.gap_12, size.gap_4, size.gap_12, size.gap_4)
        row.setSpacing(size.gap_12)
        icon = Span(icon="circle-alert", ink="amber_text")
        row.addWidget(SpanLabel(theme, (icon,), self), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(WrapLabel(theme, words, weight=Weight.SEMIBOLD, parent=self), 1)
        self.button = ActionButton(theme, "plain", _tr("Assign"), icon="test-tube", parent=self)
        self.button.clicked.connect(self.assign)
        row.addWidget(self.button)

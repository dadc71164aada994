"""The record beside a register's rows: facts, what has happened, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.models.table_panel import KeyScrollArea, Panel
from clinicapp.ui.models.timeline import TimelineView
from clinicapp.ui.pages.equipment.record_tools import RecordTools
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.register_view import RegisterRecord
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class RegisterRecordPanel(Panel):
    """Shows one ``RegisterRecord`` after another; it scrolls with the arrow keys.

    Signal: ``tool_pressed(key)``.
    """

    tool_pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._shown: RegisterRecord | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.size.edge] * 4)
        self.area = KeyScrollArea(theme, self)
        outer.addWidget(self.area, 1)
        self.tools = RecordTools(theme, self)
        self.tools.pressed.connect(self.tool_pressed)
        outer.addWidget(self.tools)

    def show_record(self, record: RegisterRecord | None) -> None:
        """Show a record; None leaves the panel empty."""
        if record == self._shown:
            return
        self._shown = record
        self.tools.show_tools(() if record is None else record.tools)
        if record is None:
            self.area.takeWidget()
            self.area.setAccessibleName(self.tr("Nothing chosen"))
            return
        self.area.setAccessibleName(f"{record.title}, {record.status.text}")
        self.area.show_content(self._make(record))

    def _make(self, record: RegisterRecord) -> QWidget:
        theme, size = self._theme, self._theme.size
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(*[size.gap_12] * 4)
        column.setSpacing(size.gap_6)
        strong = Weight.SEMIBOLD
        column.addWidget(
            WrapLabel(theme, record.title, role=FontRole.SECTION, weight=strong, parent=content)
        )
        ink = record.status.ink
        words = Span(record.status.text, ink=ink, role=FontRole.SMALL, weight=strong)
        status = (Span(icon=record.status.icon, ink=ink), words)
        column.addWidget(SpanLabel(theme, status, content))
        if record.subtitle:
            column.addWidget(WrapLabel(theme, record.subtitle, ink="muted", parent=content))
        if record.why:
            column.addWidget(WrapLabel(theme, record.why, ink="red_text", parent=content))
        self._add_facts(column, record, content)
        if record.heading:
            column.addSpacing(size.gap_8)
            column.addWidget(
                WrapLabel(
                    theme, record.heading, role=FontRole.CARD_TITLE, weight=strong, parent=content
                )
            )
        if record.history:
            timeline = TimelineView(theme, record.heading or record.title)
            timeline.show_entries(record.history)
            column.addWidget(timeline)
        column.addStretch(1)
        return content

    def _add_facts(self, column: QVBoxLayout, record: RegisterRecord, parent: QWidget) -> None:
        metrics = self._theme.metrics(FontRole.SMALL)
        widest = max((metrics.horizontalAdvance(fact.label) for fact in record.facts), default=0)
        for fact in record.facts:
            row = QHBoxLayout()
            row.setSpacing(self._theme.size.gap_12)
            label = Span(fact.label, role=FontRole.SMALL, ink="muted")
            name = SpanLabel(self._theme, (label,), parent)
            name.setFixedWidth(widest)
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            weight = Weight.SEMIBOLD if fact.strong else Weight.REGULAR
            row.addWidget(WrapLabel(self._theme, fact.value, weight=weight, parent=parent), 1)
            column.addLayout(row)

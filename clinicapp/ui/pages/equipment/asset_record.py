"""The record of one piece of equipment: facts, check plans and what has happened to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.table_panel import KeyScrollArea, Panel
from clinicapp.ui.models.timeline import TimelineView
from clinicapp.ui.pages.equipment.asset_looks import STATUS_LOOKS
from clinicapp.ui.pages.equipment.photo_place import PhotoPlace
from clinicapp.ui.pages.equipment.record_tools import RecordTools
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment_view import AssetRecordView, LabelledValue, PlanRow
from clinicapp.ui.widgets.chips import BoxLabel
from clinicapp.ui.widgets.spans import TONE_ICON, TONE_INK, Span, SpanLabel, Spans, WrapLabel


class LookChip(BoxLabel):
    """The state of a piece of equipment as icon and word on a chip."""

    def __init__(self, theme: Theme, record: AssetRecordView, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._look = STATUS_LOOKS[record.status]
        ink = self._look.ink
        words = Span(record.status_text, ink=ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
        self.set_spans((Span(icon=self._look.icon, ink=ink), words))


class AssetRecord(Panel):
    """Shows one ``AssetRecordView`` after another; it scrolls with the arrow keys.

    Signals: ``tool_pressed(key)``; ``photo_pressed()``.
    """

    tool_pressed = Signal(str)
    photo_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._shown: AssetRecordView | None = None
        self.photo: PhotoPlace | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.size.edge] * 4)
        self.area = KeyScrollArea(theme, self)
        outer.addWidget(self.area, 1)
        self._tools = RecordTools(theme, self)
        self._tools.pressed.connect(self.tool_pressed)
        outer.addWidget(self._tools)

    @property
    def photo_stops(self) -> list[QWidget]:
        """The place of the photo, where a press on it does something."""
        return [self.photo] if self.photo is not None and self.photo.isEnabled() else []

    @property
    def tool_buttons(self) -> list[QWidget]:
        """The buttons of the tools that are shown, in order."""
        more = [self._tools.more] if self._tools.more is not None else []
        return [*self._tools.buttons.values(), *more]

    def show_record(self, record: AssetRecordView | None) -> None:
        """Show a record; None leaves the panel empty until one is read."""
        if record == self._shown:
            return
        self._shown = record
        self._tools.show_tools(() if record is None else record.tools)
        if record is None:
            self.photo = None
            self.area.takeWidget()
            self.area.setAccessibleName(self.tr("No record chosen"))
            return
        self.area.setAccessibleName(
            self.tr("Record of {tag}, {name}, {status}").format(
                tag=record.tag, name=record.name, status=record.status_text
            )
        )
        on_photo = self.photo is not None and self.photo.hasFocus()
        self.area.show_content(self._make(record))
        if on_photo:
            # Read anew while somebody is here: the focus stays where it was.
            (self.photo if self.photo_stops else self.area).setFocus()  # type: ignore[union-attr]

    def _make(self, record: AssetRecordView) -> QWidget:
        theme, size = self._theme, self._theme.size
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(*[size.gap_12] * 4)
        column.setSpacing(size.gap_6)
        top = QHBoxLayout()
        top.setSpacing(size.gap_10)
        tag = Span(record.tag, role=FontRole.PAGE, weight=Weight.SEMIBOLD)
        top.addWidget(SpanLabel(theme, (tag,), content))
        top.addWidget(LookChip(theme, record, content))
        top.addStretch(1)
        column.addLayout(top)
        self.photo = None
        column.addWidget(self._make_identity(record, content))
        if record.why:
            column.addWidget(WrapLabel(theme, record.why, ink="red_text", parent=content))
        others = tuple(fact for fact in record.facts if not (record.photo and fact.strong))
        self._add_facts(column, others, content)
        if record.plans:
            column.addWidget(self._heading(self.tr("Plans"), content))
            for plan in record.plans:
                column.addWidget(PlanLine(theme, plan, content))
        if record.parts:
            column.addWidget(self._heading(self.tr("Cuffs and accessories"), content))
            self._add_facts(column, record.parts, content)
        column.addWidget(self._heading(self.tr("History"), content))
        if record.history:
            timeline = TimelineView(theme, self.tr("History of {tag}").format(tag=record.tag))
            timeline.show_entries(record.history)
            column.addWidget(timeline)
        else:
            words = self.tr("Nothing is recorded about it yet.")
            column.addWidget(WrapLabel(theme, words, ink="muted", parent=content))
        column.addStretch(1)
        return content

    def _make_identity(self, record: AssetRecordView, parent: QWidget) -> QWidget:
        """The photo, and beside it what the piece is and by what it is known."""
        theme = self._theme
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_2)
        strong = Weight.SEMIBOLD
        column.addWidget(
            WrapLabel(theme, record.name, role=FontRole.CARD_TITLE, weight=strong, parent=words)
        )
        if record.kind:
            column.addWidget(WrapLabel(theme, record.kind, ink="muted", parent=words))
        if record.photo is None:
            return words
        self._add_facts(column, tuple(fact for fact in record.facts if fact.strong), words)
        column.addStretch(1)
        self.photo = PhotoPlace(theme, record.photo)
        self.photo.clicked.connect(self.photo_pressed)
        return BesideWhereItFits(theme, self.photo, words, parent)

    def _heading(self, words: str, parent: QWidget) -> QWidget:
        holder = QWidget(parent)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, self._theme.size.gap_8, 0, 0)
        span = Span(words, role=FontRole.CARD_TITLE, weight=Weight.SEMIBOLD)
        row.addWidget(SpanLabel(self._theme, (span,), holder))
        return holder

    def _add_facts(
        self, column: QVBoxLayout, facts: tuple[LabelledValue, ...], parent: QWidget
    ) -> None:
        metrics = self._theme.metrics(FontRole.SMALL)
        widest = max((metrics.horizontalAdvance(fact.label) for fact in facts), default=0)
        for fact in facts:
            row = QHBoxLayout()
            row.setSpacing(self._theme.size.gap_12)
            label = Span(fact.label, role=FontRole.SMALL, ink="muted")
            name = SpanLabel(self._theme, (label,), parent)
            name.setFixedWidth(widest)
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            weight = Weight.SEMIBOLD if fact.strong else Weight.REGULAR
            row.addWidget(WrapLabel(self._theme, fact.value, weight=weight, parent=parent), 1)
            column.addLayout(row)


class BesideWhereItFits(QWidget):
    """A picture and words at its right, or below it where there is too little room."""

    def __init__(
        self, theme: Theme, picture: QWidget, words: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.size.gap_12)
        self._row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._row.addWidget(words, 1)
        self._least = picture.sizeHint().width() + theme.tokens.scaled(theme.size.spark_room)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        ways = QBoxLayout.Direction
        beside = event.size().width() >= self._least
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        super().resizeEvent(event)


class PlanLine(QWidget):
    """A check plan: its name and interval, and its date at the right, or below where it must."""

    def __init__(self, theme: Theme, plan: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        name, due = (SpanLabel(theme, spans, self) for spans in _plan_spans(plan))
        self._row.addWidget(name)
        self._row.addWidget(due)
        self._least = name.sizeHint().width() + due.sizeHint().width() + theme.size.gap_12

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        ways = QBoxLayout.Direction
        beside = event.size().width() >= self._least
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        super().resizeEvent(event)


def _plan_spans(plan: PlanRow) -> tuple[Spans, Spans]:
    ink = TONE_INK[plan.tone]
    name = Span(plan.name, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
    interval = f"{plan.interval} ({plan.level})" if plan.level else plan.interval
    before = (name, Span(interval, role=FontRole.SMALL, ink="muted"))
    if plan.tone not in (Tone.GOOD, Tone.WARN, Tone.BAD):
        return before, (Span(plan.due, role=FontRole.SMALL, ink=ink, push=True),)
    due = Span(plan.due, role=FontRole.SMALL, ink=ink, weight=Weight.SEMIBOLD)
    return before, (Span(icon=TONE_ICON[plan.tone], ink=ink, push=True), due)

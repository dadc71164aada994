"""One domain of the Lester form: value, rule, source, actions, and what is still missing."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.card_view import CardState, CardView, NoteView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.card_actions import CardActions
from clinicapp.ui.widgets.card_blocks import CardBody
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.source_chip import SourceChip
from clinicapp.ui.widgets.spans import TONE_ICON, TONE_INK, Span, SpanLabel, Spans
from clinicapp.ui.widgets.sparkline import Sparkline


class DomainCard(QFrame):
    """Shows one ``CardView`` and reports what is pressed.

    Signals: ``action_pressed(code)``, ``status_chosen(code, status)``,
    ``source_pressed(reading_id)``, ``entry_pressed()``.
    """

    action_pressed = Signal(str)
    status_chosen = Signal(str, str)
    source_pressed = Signal(str)
    entry_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: CardView | None = None
        self._chips: list[StatusChip] = []
        self.setObjectName("domainCard")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._build()

    @property
    def view(self) -> CardView | None:
        """What is shown now."""
        return self._view

    def show_card(self, view: CardView) -> bool:
        """Show another value; returns False, having touched nothing, when it is the same."""
        if view == self._view:
            return False
        before, self._view = self._view, view
        self.setProperty("state", view.state.value)
        self.setAccessibleName(view.spoken)
        self._title.set_spans(self._title_spans(view))
        self._show_chips(view)
        self._show_value(view)
        if before is None or before.body != view.body:
            self._body.show_blocks(view.body)
        self._show_source(view)
        self._actions.show_actions(view.actions)
        self._show_note(view.note)
        self._primary.setVisible(bool(view.primary))
        self._primary.set_icon(view.primary_icon)
        self._primary.set_words(view.primary, f"{view.title}: {view.primary}")
        self._arrange(view)
        self.update()
        return True

    def controls(self) -> list[QWidget]:
        """Everything in the card that can take the focus, in tab order."""
        found: list[QWidget] = [self._source, self._change, *self._actions.toggles, self._primary]
        return [widget for widget in found if not widget.isHidden() and widget.isEnabled()]

    def focus_first(self) -> None:
        """Put the focus where the next thing is to be done."""
        order: list[QWidget] = [self._primary, *self._actions.toggles, self._change, self._source]
        for widget in order:
            if not widget.isHidden() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        theme, size = self._theme, self._theme.size
        root = QVBoxLayout(self)
        root.setSpacing(0)
        self._root = root
        head = QHBoxLayout()
        head.setSpacing(size.gap_8)
        self._title = SpanLabel(theme, (), self)
        head.addWidget(self._title, 1)
        self._chip_row = head
        root.addLayout(head)
        root.addSpacing(size.gap_6)
        root.addWidget(self._build_value())
        self._body = CardBody(theme, self)
        root.addWidget(self._body)
        self._stretch_above = root.count()
        root.addStretch(0)
        root.addSpacing(size.gap_6)
        self._slot = QWidget(self)
        self._slot.setFixedHeight(theme.tokens.scaled(size.chip_height))
        self._slot.installEventFilter(self)
        root.addWidget(self._slot)
        self._stretch_below = root.count()
        root.addStretch(0)
        self._actions = CardActions(theme, self)
        self._actions.pressed.connect(self.action_pressed)
        self._actions.status_chosen.connect(self.status_chosen)
        root.addWidget(self._actions)
        self._note = SpanLabel(theme, (), self)
        self._note.setMinimumHeight(theme.tokens.scaled(size.gap_24))
        root.addWidget(self._note)
        self._primary = ActionButton(theme, "plain", "", icon="pencil-line", parent=self)
        self._primary.clicked.connect(self.entry_pressed)
        root.addWidget(self._primary)
        self._source = SourceChip(theme, self)
        self._source.clicked.connect(lambda: self.source_pressed.emit(self._source.reading_id))
        self._change = ActionButton(theme, "quiet", "", icon="pencil-line", parent=self)
        self._change.set_padding(size.gap_8)
        self._change.clicked.connect(self.entry_pressed)

    def _build_value(self) -> QWidget:
        theme = self._theme
        self._value_row = QWidget(self)
        row = QHBoxLayout(self._value_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_4)
        self._value = SpanLabel(theme, (), self._value_row)
        row.addWidget(self._value, 1, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._spark = Sparkline(theme, self._value_row)
        right.addWidget(self._spark)
        right.addStretch(1)
        self._previous = SpanLabel(theme, (), self._value_row)
        right.addWidget(self._previous)
        row.addLayout(right)
        return self._value_row

    def _title_spans(self, view: CardView) -> Spans:
        return (
            Span(icon=view.icon, ink="muted", icon_size=self._theme.size.icon_card),
            Span(view.title, role=FontRole.CARD_TITLE, weight=Weight.SEMIBOLD, gap=SIZES.gap_8),
        )

    def _show_chips(self, view: CardView) -> None:
        while len(self._chips) < len(view.chips):
            chip = StatusChip(self._theme, self)
            self._chip_row.addWidget(chip)
            self._chips.append(chip)
        for index, chip in enumerate(self._chips):
            chip.setVisible(index < len(view.chips))
            if index < len(view.chips):
                chip.show_chip(view.chips[index])

    def _show_value(self, view: CardView) -> None:
        role = FontRole.WORDS_VALUE if view.value_is_words else FontRole.VALUE
        red = view.state is CardState.RED
        spans = [Span(view.value, ink="red_text" if red else "text", role=role, weight=Weight.BOLD)]
        if view.unit:
            spans.append(Span(view.unit, ink="muted", role=FontRole.SMALL, gap=SIZES.gap_6))
        self._value.set_spans(tuple(spans))
        self._spark.show_line(view.sparkline, red=red)
        self._previous.set_spans((Span(view.previous, ink="muted", role=FontRole.CAPTION),))
        self._previous.setVisible(bool(view.previous))
        self._value_row.setVisible(bool(view.value))
        # Details that follow the title at once need the room that a value would have given.
        self._body.set_room_above(0 if view.value else SIZES.gap_4)

    def _show_source(self, view: CardView) -> None:
        self._source.setVisible(view.source is not None)
        if view.source is not None:
            self._source.show_source(view.source)
        self._change.setVisible(bool(view.change) and view.entry is not None)
        self._change.set_words(view.change, f"{view.title}: {view.change}")
        # A button that stands there alone has its own height, or it would lie over the words above.
        size, alone = self._theme.size, view.source is None
        self._slot.setFixedHeight(
            self._theme.tokens.target_px if alone else self._theme.tokens.scaled(size.chip_height)
        )
        self._slot.setVisible(view.source is not None or not self._change.isHidden())
        self._place_on_slot()

    def _show_note(self, note: NoteView | None) -> None:
        self._note.setVisible(note is not None)
        if note is not None:
            self._note.set_spans(note_spans(note))

    def _arrange(self, view: CardView) -> None:
        """Keep the source by the value when something stands at the foot, else at the foot."""
        size = self._theme.size
        has_foot = view.actions is not None or view.note is not None or bool(view.primary)
        self._root.setStretch(self._stretch_above, 0 if has_foot else 1)
        self._root.setStretch(self._stretch_below, 1 if has_foot else 0)
        left = size.bar + size.gap_8 if view.state is CardState.RED else size.card_padding + 1
        edge = size.card_padding
        self._root.setContentsMargins(left, edge, edge + 1, edge - 1)

    def _place_on_slot(self) -> None:
        """Centre the source and change buttons on their slot: they are taller than it."""
        slot, target = self._slot.geometry(), self._theme.tokens.target_px
        top, room = slot.center().y() - target // 2 + 1, slot.width()
        if self._view is not None and not self._change.isHidden():
            change = self._fit_change(self._view, room)
            self._change.setGeometry(slot.right() - change + 1, top, change, target)
            room -= change
        width = min(self._source.sizeHint().width(), room)
        self._source.setGeometry(slot.left(), top, width, target)

    def _fit_change(self, view: CardView, room: int) -> int:
        """Give the change button its words where the source leaves room for them; its width."""
        spoken = f"{view.title}: {view.change}"
        self._change.set_words(view.change, spoken)
        source = 0 if self._source.isHidden() else self._source.sizeHint().width()
        if source + self._change.sizeHint().width() > room:
            self._change.set_words("", spoken)
            self._change.setToolTip(spoken)
        return self._change.sizeHint().width()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place_on_slot()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card_edge(painter, QRectF(self.rect()), self._view.state, self._theme)
        painter.end()


def note_spans(note: NoteView) -> Spans:
    """The line at the foot of a card: the icon and the words of its tone."""
    ink = TONE_INK[note.tone]
    words = Span(note.text, ink=ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD, gap=SIZES.gap_6)
    return (Span(icon=TONE_ICON[note.tone], ink=ink), words)


def paint_card_edge(painter: QPainter, rect: QRectF, state: CardState, theme: Theme) -> None:
    """Paint the panel of a card: plain, dashed when missing, with a bar when red."""
    colour, size = theme.colour, theme.size
    looks = {
        CardState.OK: (colour.line_soft, size.edge),
        CardState.MISSING: (colour.amber_edge, size.edge_strong),
        CardState.RED: (colour.red_soft, size.edge),
        CardState.PROMPT: (colour.muted, size.edge),
        CardState.NEW: (colour.blue_edge, size.edge_strong),
        CardState.DECLINED: (colour.line, size.edge),
    }
    edge, width = looks[state]
    half = width / 2
    inside = rect.adjusted(half, half, -half, -half)
    pen = QPen(QColor(edge), width)
    if state is CardState.MISSING:
        pen.setDashPattern([3.0, 2.0])
    painter.setPen(pen)
    painter.setBrush(QColor(colour.panel))
    painter.drawRoundedRect(inside, size.radius_panel, size.radius_panel)
    if state is CardState.RED:
        shape = QPainterPath()
        shape.addRoundedRect(rect, size.radius_panel, size.radius_panel)
        bar = QPainterPath()
        bar.addRect(QRectF(QPointF(0, 0), QPointF(size.bar, rect.height())))
        painter.fillPath(shape.intersected(bar), QColor(colour.red))

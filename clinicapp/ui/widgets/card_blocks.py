"""The blocks in the body of a card, each drawn from its frozen value."""

from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.card_view import (
    AttemptStrip,
    AttemptView,
    Block,
    DetailItem,
    DetailRow,
    FigureGrid,
    FigureView,
    RuleLine,
    StatusView,
    Tone,
)
from clinicapp.ui.widgets.chips import BoxLabel, ChipLook
from clinicapp.ui.widgets.spans import TONE_ICON, TONE_INK, Span, SpanLabel, Spans, WrapLabel

_LABEL = Span(role=FontRole.SMALL, ink="muted")
_VALUE = Span(role=FontRole.SMALL)
_STRONG = Span(role=FontRole.SMALL, weight=Weight.SEMIBOLD)


def status_spans(status: StatusView) -> Spans:
    """A verdict at the right end: icon and word."""
    ink = TONE_INK[status.tone]
    return (
        Span(icon=TONE_ICON[status.tone], ink=ink, push=True),
        replace(_STRONG, text=status.text, ink=ink),
    )


def _item_spans(item: DetailItem, column: int, *, push: bool) -> list[Span]:
    value = _STRONG if item.strong else _VALUE
    gap = SIZES.gap_10 if column else SIZES.gap_4
    spans = [
        replace(_LABEL, text=item.label, width=column, push=push),
        replace(value, text=item.value, gap=gap),
    ]
    if item.after:
        spans.append(replace(_VALUE, text=item.after))
    return spans


def detail_spans(row: DetailRow, column: int) -> Spans:
    """One line of details; ``column`` is the width of its label column at 100 %, 0 for none."""
    spans: list[Span] = []
    for index, item in enumerate(row.items):
        spans += _item_spans(item, column if row.aligned else 0, push=index > 0)
    if row.status is not None:
        spans += status_spans(row.status)
    return tuple(spans)


def figure_spans(figure: FigureView) -> Spans:
    """Label, value, unit, time and verdict of a boxed figure."""
    value = f"{figure.value} {figure.unit}" if figure.status and figure.unit else figure.value
    spans = [replace(_LABEL, text=figure.label), replace(_STRONG, text=value, gap=SIZES.gap_6)]
    if figure.unit and not figure.status:
        spans.append(replace(_LABEL, text=figure.unit, gap=SIZES.gap_4))
    if figure.time:
        spans.append(replace(_LABEL, text=figure.time, gap=SIZES.gap_6))
    if figure.status is not None:
        spans += status_spans(figure.status)
    return tuple(spans)


ATTEMPTS_WITH_TIMES = 2
MOST_ATTEMPTS = 3
"""What a card has room for; the record of the form has them all."""


class FigureBox(BoxLabel):
    """A figure, or a blood pressure attempt, in a box."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._box_height = theme.tokens.scaled(theme.size.box_height)

    def show_figure(self, figure: FigureView) -> None:
        """Show a figure."""
        self.set_spans(figure_spans(figure))

    def show_attempt(self, attempt: AttemptView, *, brief: bool = False) -> None:
        """Show an attempt; the one used has a tick, the word, and a strong edge.

        ``brief`` leaves the time out, so that a value is never cut short.
        """
        number = str(attempt.number)
        time = () if brief else (replace(_LABEL, text=attempt.time, gap=SIZES.gap_4),)
        if not attempt.used:
            self._look = ChipLook("", "text", "panel", "line_soft")
            self.set_spans(
                (
                    replace(_LABEL, text=number),
                    replace(_VALUE, text=attempt.value, gap=SIZES.gap_6),
                    *time,
                )
            )
            return
        self._look = ChipLook("", "text", "panel", "text")
        self._edge_width = self._theme.size.edge_strong
        self.set_spans(
            (
                Span(icon="check"),
                replace(_STRONG, text=number, gap=SIZES.gap_6),
                replace(_STRONG, text=attempt.value, gap=SIZES.gap_8),
                *time,
                replace(_STRONG, text=self.tr("used"), push=True),
            )
        )


class CardBody(QWidget):
    """The blocks of a card; a block that has not changed is not touched."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[tuple[Block, QWidget]] = []
        self._column = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.size.gap_6)

    def set_room_above(self, room: int) -> None:
        """Leave room above the first block, in logical pixels."""
        self._layout.setContentsMargins(0, room, 0, 0)

    def show_blocks(self, blocks: tuple[Block, ...]) -> None:
        """Show other blocks."""
        column = self._label_column(blocks)
        if column != self._column:
            self._column = column
            self._keep(0)
        same = 0
        for (old, _), new in zip(self._shown, blocks, strict=False):
            if old != new:
                break
            same += 1
        self._keep(same)
        for block in blocks[same:]:
            widget = self._make(block)
            self._layout.addWidget(widget)
            self._shown.append((block, widget))

    def _keep(self, count: int) -> None:
        for _, widget in self._shown[count:]:
            self._layout.removeWidget(widget)
            # Hidden at once, so that nothing old is painted before Qt deletes it.
            widget.hide()
            widget.deleteLater()
        del self._shown[count:]

    def _label_column(self, blocks: tuple[Block, ...]) -> int:
        metrics = self._theme.metrics(FontRole.SMALL)
        widths = [
            metrics.horizontalAdvance(block.items[0].label)
            for block in blocks
            if isinstance(block, DetailRow) and block.aligned
        ]
        return round(max(widths, default=0) / self._theme.tokens.text_scale)

    def _make(self, block: Block) -> QWidget:
        if isinstance(block, RuleLine):
            weight = Weight.SEMIBOLD if block.tone is Tone.BAD else Weight.REGULAR
            return WrapLabel(
                self._theme, block.text, weight=weight, ink=TONE_INK[block.tone], parent=self
            )
        if isinstance(block, DetailRow):
            return SpanLabel(self._theme, detail_spans(block, self._column), self)
        if isinstance(block, FigureGrid):
            return self._make_figures(block)
        return self._make_attempts(block)

    def _make_figures(self, block: FigureGrid) -> QWidget:
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self._theme.size.gap_6)
        for index, figure in enumerate(block.figures):
            box = FigureBox(self._theme, holder)
            box.show_figure(figure)
            alone = index == len(block.figures) - 1 and index % 2 == 0
            grid.addWidget(box, index // 2, index % 2, 1, 2 if alone else 1)
        if len(block.figures) > 1:
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
        return holder

    def _make_attempts(self, block: AttemptStrip) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size.gap_6)
        brief = len(block.attempts) > ATTEMPTS_WITH_TIMES
        for attempt in block.attempts[-MOST_ATTEMPTS:]:
            box = FigureBox(self._theme, holder)
            box.show_attempt(attempt, brief=brief)
            row.addWidget(box, 1 if attempt.used else 0)
        return holder

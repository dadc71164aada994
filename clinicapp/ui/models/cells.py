"""What a cell of a table shows, and the delegate that paints it.

A cell is lines of spans, perhaps on a status chip, or a button. It says its words for a screen
reader; the delegate only draws.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.widgets.chips import ChipLook, paint_box
from clinicapp.ui.widgets.spans import Span, Spans, paint_spans, spans_size, spoken

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 2


class CellKind(StrEnum):
    """How a cell is drawn."""

    TEXT = "text"
    CHIP = "chip"
    BUTTON = "button"
    STATE = "state"
    """An icon beside one or two short lines, in a box if it has a look."""
    TILE = "tile"
    """The same with the icon above the words, where there is little room."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows.

    Attributes:
        lines: One, two or three lines of spans.
        kind: How it is drawn.
        look: Of the chip or box; without one a state has no box.
        icon: Beside the lines of a state.
        ground: Name of the colour behind it, where a whole row is tinted.
        to_right: Whether its lines and its column's title end at the right, as numbers do.
        says: For a screen reader, when that is more than the words drawn.
    """

    lines: tuple[Spans, ...]
    kind: CellKind = CellKind.TEXT
    look: ChipLook | None = None
    says: str = ""
    icon: Span | None = None
    ground: str = "panel"
    to_right: bool = False

    @property
    def words(self) -> str:
        """The words drawn, line after line."""
        return ", ".join(words for words in map(spoken, self.lines) if words)


def text_cell(text: str, *, strong: bool = False, ink: str = "text") -> Cell:
    """A cell with one line of words."""
    weight = Weight.SEMIBOLD if strong else Weight.REGULAR
    return Cell(((Span(text, role=FontRole.SMALL, weight=weight, ink=ink),),))


def stacked_cell(above: str, below: str, *, strong: bool = False) -> Cell:
    """A cell with words and, smaller under them, more words."""
    weight = Weight.SEMIBOLD if strong else Weight.REGULAR
    lines: list[Spans] = [(Span(above, weight=weight),)]
    if below:
        lines.append((Span(below, role=FontRole.CAPTION, ink="muted"),))
    return Cell(tuple(lines))


def number_cell(text: str, *, strong: bool = False) -> Cell:
    """A cell with a number, which ends at the right of its column."""
    return replace(text_cell(text, strong=strong), to_right=True)


def status_cell(icon: str, text: str, ink: str) -> Cell:
    """A cell with an icon and its word."""
    words = Span(text, ink=ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD)
    return Cell(((Span(icon=icon, ink=ink), words),))


def chip_cell(text: str, look: ChipLook) -> Cell:
    """A cell with a status chip."""
    words = Span(text, ink=look.ink, role=FontRole.SMALL, weight=Weight.SEMIBOLD, gap=SIZES.gap_6)
    return Cell(((Span(icon=look.icon, ink=look.ink), words),), CellKind.CHIP, look)


def state_cell(
    icon: str, lines: tuple[str, ...], ink: str, look: ChipLook | None, *, says: str = ""
) -> Cell:
    """A cell with a state: an icon beside one or two short lines."""
    spans = tuple(_state_line(words, ink) for words in lines)
    return Cell(spans, CellKind.STATE, look, says, Span(icon=icon, ink=ink))


def tile_cell(
    icon: str, word: str, detail: str, ink: str, look: ChipLook | None, *, says: str = ""
) -> Cell:
    """A cell with a state: the icon, perhaps with a detail, above its word."""
    above = (Span(icon=icon, ink=ink), *(_state_line(detail, ink) if detail else ()))
    return Cell((above, _state_line(word, ink)), CellKind.TILE, look, says)


def _state_line(words: str, ink: str) -> Spans:
    return (Span(words, ink=ink, role=FontRole.CAPTION, weight=Weight.SEMIBOLD),)


def button_cell(text: str, says: str) -> Cell:
    """A cell that is a button; ``says`` names what it opens."""
    return Cell(((Span(text, weight=Weight.SEMIBOLD),),), CellKind.BUTTON, says=says)


def cell_size(cell: Cell, theme: Theme) -> QSize:
    """The room that a cell wants, padding included, in logical pixels."""
    sizes = [spans_size(line, theme) for line in cell.lines]
    size = theme.size
    height = sum(s.height() for s in sizes)
    width = max((s.width() for s in sizes), default=0)
    if cell.kind in (CellKind.STATE, CellKind.TILE):
        icon = spans_size((cell.icon,), theme).width() + size.gap_4 if cell.icon else 0
        return QSize(icon + width + 2 * size.gap_6 + size.gap_6, height + size.gap_4)
    if cell.kind is CellKind.BUTTON:
        return QSize(width + 2 * (size.gap_12 + size.gap_6), height)
    padding = size.gap_8 if cell.kind is CellKind.CHIP else 0
    return QSize(width + 2 * padding + size.gap_12 + size.gap_8, height)


class CellDelegate(QStyledItemDelegate):
    """Paints cells; a chosen row is tinted and has a bar, so colour is not alone."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        cell = index.data(CELL_ROLE)
        return cell_size(cell, self._theme) if isinstance(cell, Cell) else QSize()

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        cell = index.data(CELL_ROLE)
        ground = cell.ground if isinstance(cell, Cell) else "panel"
        self._paint_ground(painter, rect, ground, chosen=chosen, first=index.column() == 0)
        if not isinstance(cell, Cell):
            return
        painter.save()
        painter.setClipRect(rect)
        if cell.kind is CellKind.BUTTON:
            self._paint_button(painter, rect, cell, chosen=chosen)
        elif cell.kind is CellKind.CHIP and cell.look is not None:
            self._paint_chip(painter, rect, cell, cell.look)
        elif cell.kind in (CellKind.STATE, CellKind.TILE):
            self._paint_state(painter, rect, cell)
        else:
            self._paint_lines(painter, self._inside(rect), cell.lines, to_right=cell.to_right)
        painter.restore()

    def _inside(self, rect: QRect) -> QRect:
        return rect.adjusted(self._theme.size.gap_12, 0, 0, -self._theme.size.edge)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, ground: str, *, chosen: bool, first: bool
    ) -> None:
        colour, size = self._theme.colour, self._theme.size
        painter.fillRect(rect, QColor(getattr(colour, "blue_tint" if chosen else ground)))
        line = QRect(rect.left(), rect.bottom(), rect.width(), size.edge)
        painter.fillRect(line, QColor(colour.line_soft))
        if chosen and first:
            bar = QRect(rect.left(), rect.top(), size.bar, rect.height())
            painter.fillRect(bar, QColor(colour.blue))

    def _paint_lines(
        self, painter: QPainter, rect: QRect, lines: tuple[Spans, ...], *, to_right: bool = False
    ) -> None:
        heights = [spans_size(line, self._theme).height() for line in lines]
        top = rect.top() + (rect.height() - sum(heights)) // 2
        for line, height in zip(lines, heights, strict=True):
            left = rect.left()
            if to_right:
                room = rect.width() - self._theme.size.gap_8
                left += max(0, room - spans_size(line, self._theme).width())
            box = QRect(left, top, rect.right() - left + 1, height)
            paint_spans(painter, box, line, self._theme)
            top += height

    def _paint_chip(self, painter: QPainter, rect: QRect, cell: Cell, look: ChipLook) -> None:
        theme, inside = self._theme, self._inside(rect)
        wanted = spans_size(cell.lines[0], theme).width() + 2 * theme.size.gap_8
        height = theme.tokens.scaled(theme.size.chip_height)
        box = QRect(inside.left(), 0, min(wanted, inside.width()), height)
        box.moveTop(inside.top() + (inside.height() - height) // 2)
        fill, edge = getattr(theme.colour, look.fill), getattr(theme.colour, look.edge)
        paint_box(painter, QRectF(box), theme.size.radius_control, fill=fill, edge=edge)
        self._paint_lines(
            painter, box.adjusted(theme.size.gap_8, 0, -theme.size.gap_8, 0), cell.lines
        )

    def _paint_state(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        """All states of a column stand at one line, whether or not they have a box."""
        theme, size = self._theme, self._theme.size
        lines = 2 * theme.tokens.line_px(FontRole.CAPTION) + size.gap_4
        box = QRect(rect.left(), 0, rect.width() - size.gap_6, lines)
        box.moveTop(rect.top() + (rect.height() - size.edge - lines) // 2)
        if cell.look is not None:
            fill = getattr(theme.colour, cell.look.fill)
            edge = getattr(theme.colour, cell.look.edge)
            paint_box(painter, QRectF(box), size.radius_control, fill=fill, edge=edge)
        inside = box.adjusted(size.gap_6, 0, 0, 0)
        if cell.icon is not None:
            paint_spans(painter, inside, (cell.icon,), theme)
            beside = spans_size((cell.icon,), theme).width() + size.gap_4
            inside = inside.adjusted(beside, 0, 0, 0)
        self._paint_lines(painter, inside, cell.lines)

    def _paint_button(self, painter: QPainter, rect: QRect, cell: Cell, *, chosen: bool) -> None:
        theme, box = self._theme, button_rect(rect, self._theme)
        fill = theme.colour.blue if chosen else theme.colour.panel
        edge = theme.colour.blue if chosen else theme.colour.text
        paint_box(painter, QRectF(box), theme.size.radius_control, fill=fill, edge=edge)
        line = tuple(replace(s, ink="panel" if chosen else s.ink) for s in cell.lines[0])
        left = box.left() + (box.width() - spans_size(line, theme).width()) // 2
        words = QRect(left, box.top(), box.right() - left, box.height())
        paint_spans(painter, words, line, theme)


def button_rect(rect: QRect, theme: Theme) -> QRect:
    """Where a button is drawn in its cell: a full target."""
    size = theme.size
    height = theme.tokens.target_px
    box = QRect(rect.left() + size.gap_6, 0, rect.width() - size.gap_12, height)
    box.moveTop(rect.top() + (rect.height() - size.edge - height) // 2)
    return box

"""Who was here in the last hours: a tile each, and the round mark with their initials."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.staff.sign_in_view import NameTile
from clinicapp.ui.widgets.chips import paint_box
from clinicapp.ui.widgets.spans import Span, paint_spans, spans_size


def paint_initials(
    painter: QPainter, box: QRectF, words: str, theme: Theme, *, strong: bool
) -> None:
    """A circle with initials; ``strong`` for the person who is chosen."""
    colour = theme.colour
    radius = box.height() / 2
    paint_box(
        painter,
        box,
        radius,
        fill=colour.blue if strong else colour.canvas,
        edge=colour.blue if strong else colour.line,
    )
    painter.setFont(theme.font(FontRole.CARD_TITLE, Weight.SEMIBOLD))
    painter.setPen(QColor(colour.panel if strong else colour.muted_strong))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


class Initials(QWidget):
    """The round mark by itself."""

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        side = theme.tokens.scaled(theme.size.icon_person)
        self.setFixedSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_initials(painter, QRectF(self.rect()), self._words, self._theme, strong=True)
        painter.end()


class TileButton(QAbstractButton):
    """One person; pressed to ask for their PIN."""

    def __init__(self, theme: Theme, tile: NameTile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tile = tile
        self.setText(tile.name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_chosen(chosen=False)

    def set_chosen(self, *, chosen: bool) -> None:
        """Whether this person's PIN is asked."""
        self.setChecked(chosen)
        said = [self.tile.name, self.tile.title, self.tile.until]
        said += [self.tr("Chosen")] if chosen else []
        self.setAccessibleName(", ".join(word for word in said if word))
        self.update()

    def _lines(self) -> list[tuple[Span, ...]]:
        ink, small = "muted", self._theme.size.icon_small
        until = (
            Span(icon="clock", ink=ink, icon_size=small),
            Span(self.tile.until, ink=ink, role=FontRole.SMALL, gap=self._theme.size.gap_4),
        )
        lines = [(Span(self.tile.name, weight=Weight.SEMIBOLD),)]
        if self.tile.title:
            lines.append((Span(self.tile.title, ink=ink, role=FontRole.SMALL),))
        return [*lines, until]

    def _chip(self) -> tuple[Span, ...]:
        ink = "blue_text"
        word = Span(
            self.tr("Chosen"),
            ink=ink,
            role=FontRole.SMALL,
            weight=Weight.SEMIBOLD,
            gap=self._theme.size.gap_6,
        )
        return (Span(icon="circle-check", ink=ink), word)

    @override
    def sizeHint(self) -> QSize:
        size = self._theme.size
        lines = [spans_size(line, self._theme) for line in self._lines()]
        left = size.gap_12 + self._theme.tokens.scaled(size.icon_person) + size.gap_12
        height = sum(line.height() for line in lines) + 2 * size.gap_24
        return QSize(
            left + max(line.width() for line in lines) + size.gap_12,
            max(height, self._theme.tokens.target_px),
        )

    @override
    def minimumSizeHint(self) -> QSize:
        # Long names are cut short before the tiles leave the window.
        return QSize(self._theme.tokens.scaled(160), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, size, colour = self._theme, self._theme.size, self._theme.colour
        painter = QPainter(self)
        chosen = self.isChecked()
        paint_box(
            painter,
            QRectF(self.rect()),
            size.radius_panel,
            fill=colour.blue_tint if chosen else colour.panel,
            edge=colour.blue if chosen else colour.muted,
            width=size.edge_strong if chosen else size.edge,
        )
        side = theme.tokens.scaled(size.icon_person)
        top = (self.height() - side) // 2
        circle = QRectF(size.gap_12, top, side, side)
        paint_initials(painter, circle, self.tile.initials, theme, strong=chosen)
        lines = self._lines()
        height = sum(spans_size(line, theme).height() for line in lines)
        left = 2 * size.gap_12 + side
        at = (self.height() - height) // 2
        for line in lines:
            tall = spans_size(line, theme).height()
            room = QRect(left, at, self.width() - left - size.gap_12, tall)
            paint_spans(painter, room, line, theme)
            at += tall
        if chosen:
            self._paint_chip(painter)
        painter.end()

    def _paint_chip(self, painter: QPainter) -> None:
        theme, size = self._theme, self._theme.size
        spans = self._chip()
        wide = spans_size(spans, theme).width() + 2 * size.gap_6
        name = theme.text_width(self.tile.name, FontRole.BODY, Weight.SEMIBOLD, tabular=False)
        left = 2 * size.gap_12 + theme.tokens.scaled(size.icon_person) + name
        if left + wide + 2 * size.gap_10 > self.width():
            # The edge, the tint and the other half of the screen say it too.
            spans = spans[:1]
            wide = spans_size(spans, theme).width() + 2 * size.gap_6
        tall = theme.tokens.scaled(size.chip_height)
        box = QRect(self.width() - wide - size.gap_10, size.gap_10, wide, tall)
        paint_box(
            painter,
            QRectF(box),
            size.radius_control,
            fill=theme.colour.panel,
            edge=theme.colour.blue_soft,
        )
        paint_spans(painter, box.adjusted(size.gap_6, 0, 0, 0), spans, theme)


class NameTiles(QWidget):
    """All tiles in rows. Signal: ``chosen(key)``."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = columns
        self._shown: tuple[NameTile, ...] = ()
        self.buttons: list[TileButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.size.gap_10)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def show_tiles(self, tiles: tuple[NameTile, ...], chosen: str) -> None:
        """Show these people, one of them perhaps chosen."""
        if tiles != self._shown:
            self._rebuild(tiles)
        for button in self.buttons:
            button.set_chosen(chosen=button.tile.key == chosen)

    def _rebuild(self, tiles: tuple[NameTile, ...]) -> None:
        focused = next((each.tile.key for each in self.buttons if each.hasFocus()), "")
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._shown = tiles
        self.buttons = [TileButton(self._theme, tile, self) for tile in tiles]
        for index, button in enumerate(self.buttons):
            self._grid.addWidget(button, index // self._columns, index % self._columns)
            button.clicked.connect(lambda _=False, key=button.tile.key: self.chosen.emit(key))
            button.show()
            if button.tile.key == focused:
                button.setFocus()

"""Sheets: text that wraps, icons, boxes, bars and lines are placed first and drawn afterwards.

Lengths are in units of 1/96 inch, as in the design picture ``09-summary-a4.png``: A4 is 794 by
1123 units. Because everything is placed before anything is drawn, the number of pages is known,
and a test can look at the places without reading a PDF. ``press`` draws what is placed here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from clinicapp.ui.theme.fonts import FALLBACK_FAMILY, FAMILY, load_fonts
from clinicapp.ui.theme.tokens import Colours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH: Final = 794.0
HEIGHT: Final = 1123.0
MARGIN: Final = 44.0
INNER: Final = WIDTH - 2 * MARGIN
UNITS_PER_INCH: Final = 96.0
_MM_PER_INCH: Final = 25.4
COLOUR: Final = Colours()


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper: what it is called, and its exact size in millimetres."""

    name: str
    width_mm: int
    height_mm: int

    @property
    def width(self) -> float:
        """The width in units."""
        return self.width_mm * UNITS_PER_INCH / _MM_PER_INCH

    @property
    def height(self) -> float:
        """The height in units."""
        return self.height_mm * UNITS_PER_INCH / _MM_PER_INCH


A4: Final = Paper("A4", 210, 297)


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: size and line height in units, weight, colour."""

    size: int
    line: float
    colour: str = COLOUR.text
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, perhaps bold."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text that has been wrapped: its top left corner, its size, and the laid out lines."""

    x: float
    y: float
    width: float
    height: float
    text: str
    colour: str
    layout: QTextLayout = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IconPiece:
    """A Lucide icon, drawn as lines and not as a picture."""

    x: float
    y: float
    size: float
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class BoxPiece:
    """A box; ``radius`` of half its side makes a circle, ``dashed`` a placeholder."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    edge: str = ""
    edge_width: float = 1.0
    fill: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A level line."""

    x: float
    y: float
    width: float
    colour: str = COLOUR.line


@dataclass(frozen=True, slots=True)
class BarsPiece:
    """A linear barcode: one entry for each module, True where it is black."""

    x: float
    y: float
    width: float
    height: float
    modules: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class MatrixPiece:
    """A square barcode: its rows from the top, True where a module is black; no quiet zone."""

    x: float
    y: float
    side: float
    rows: tuple[tuple[bool, ...], ...]

    @property
    def module(self) -> float:
        """The side of one module."""
        return self.side / len(self.rows)


Piece = TextPiece | IconPiece | BoxPiece | LinePiece | BarsPiece | MatrixPiece


@dataclass(slots=True)
class Sheet:
    """One page: its pieces in the order in which they are drawn."""

    pieces: list[Piece] = field(default_factory=list)
    paper: Paper = A4

    def texts(self) -> tuple[TextPiece, ...]:
        """The text pieces, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, TextPiece))

    def text(
        self,
        x: float,
        y: float,
        width: float,
        words: str | Sequence[Run],
        style: Style,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> TextPiece:
        """Place text that wraps within ``width`` and return its piece."""
        piece = set_text(x, y, width, words, style, align)
        self.pieces.append(piece)
        return piece

    def icon(self, x: float, y: float, size: float, name: str, colour: str) -> None:
        """Place an icon."""
        self.pieces.append(IconPiece(x, y, size, name, colour))

    def box(self, piece: BoxPiece) -> None:
        """Place a box."""
        self.pieces.append(piece)

    def line(self, y: float, x: float = MARGIN, width: float = INNER) -> None:
        """Place a dividing line."""
        self.pieces.append(LinePiece(x, y, width))


_SUBSTITUTIONS: Final = ("calt", "liga", "clig", "dlig")


def make_font(style: Style, *, bold: bool = False) -> QFont:
    """Inter at a style's size, without hinting and without its glyphs for special places.

    Inter sets another colon between figures and another hyphen between capitals; a PDF does not
    say which letter such a glyph stands for, so that ``09:58`` would be copied out as ``09 58``.
    """
    load_fonts()
    font = QFont([FAMILY, FALLBACK_FAMILY])
    font.setPixelSize(style.size)
    font.setWeight(QFont.Weight.Bold if bold or style.bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for name in _SUBSTITUTIONS:
        font.setFeature(QFont.Tag(name), 0)
    return font


def text_width(words: str, style: Style) -> float:
    """The width of words on one line, in units."""
    return QFontMetricsF(make_font(style)).horizontalAdvance(words)


def elided(words: str, style: Style, width: float) -> str:
    """The words, cut with an ellipsis where they do not fit on one line."""
    metrics = QFontMetricsF(make_font(style))
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)


def set_text(
    x: float,
    y: float,
    width: float,
    words: str | Sequence[Run],
    style: Style,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> TextPiece:
    """Wrap text within ``width`` and return its piece; a word too long for a line is broken."""
    runs = (Run(words),) if isinstance(words, str) else tuple(words)
    text = "".join(run.text for run in runs)
    layout = QTextLayout(text, make_font(style))
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(list(_formats(runs)))
    layout.setCacheEnabled(True)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, height + (style.line - line.height()) / 2))
        height += style.line
    layout.endLayout()
    return TextPiece(x, y, width, height, text, style.colour, layout)


def _formats(runs: Iterable[Run]) -> Iterable[QTextLayout.FormatRange]:
    start = 0
    for run in runs:
        if run.bold:
            found = QTextLayout.FormatRange()
            found.start, found.length = start, len(run.text.encode("utf-16-le")) // 2
            bold = QTextCharFormat()
            bold.setFontWeight(QFont.Weight.Bold)
            found.format = bold
            yield found
        start += len(run.text.encode("utf-16-le")) // 2

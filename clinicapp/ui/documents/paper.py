"""A4 sheets: text that wraps, icons, boxes and lines are placed first and drawn afterwards.

Lengths are in units of 1/96 inch, as in the design picture ``09-summary-a4.png``: A4 is 794 by
1123 units. Because everything is placed before anything is drawn, the number of pages is known,
and a test can look at the places without reading a PDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSaveFile, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from clinicapp import __version__
from clinicapp.domain.errors import Refused
from clinicapp.ui.theme.fonts import FALLBACK_FAMILY, FAMILY, load_fonts
from clinicapp.ui.theme.tokens import Colours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

WIDTH: Final = 794.0
HEIGHT: Final = 1123.0
MARGIN: Final = 44.0
INNER: Final = WIDTH - 2 * MARGIN
_UNITS_PER_INCH: Final = 96.0
_DOTS_PER_INCH: Final = 1200
COLOUR: Final = Colours()


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


Piece = TextPiece | IconPiece | BoxPiece | LinePiece


@dataclass(slots=True)
class Sheet:
    """One page: its pieces in the order in which they are drawn."""

    pieces: list[Piece] = field(default_factory=list)

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


def make_font(style: Style, *, bold: bool = False) -> QFont:
    """Inter at a style's size, with figures of one width and without hinting."""
    load_fonts()
    font = QFont([FAMILY, FALLBACK_FAMILY])
    font.setPixelSize(style.size)
    font.setWeight(QFont.Weight.Bold if bold or style.bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
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


def write_pdf(sheets: Sequence[Sheet], path: Path, *, title: str, author: str) -> None:
    """Draw sheets into an A4 PDF/A-1b file with the fonts in it.

    Args:
        sheets: the pages.
        path: where; a file that is there already is replaced.
        title: the document's title, as its properties show it.
        author: who made it, likewise.

    Raises:
        Refused: the file cannot be written.
    """
    # Written beside and put in place at the end: half a document is never left behind.
    target = QSaveFile(str(path))
    if not target.open(QIODevice.OpenModeFlag.WriteOnly):
        raise Refused(f"{path.name} cannot be written there; choose another folder.")
    writer = QPdfWriter(target)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(title)
    writer.setAuthor(author)
    writer.setCreator(f"clinicapp {__version__}")
    painter = QPainter(writer)
    scale = _DOTS_PER_INCH / _UNITS_PER_INCH
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for index, sheet in enumerate(sheets):
        if index:
            writer.newPage()
        for piece in sheet.pieces:
            _draw(painter, piece)
    if not (painter.end() and target.commit()):
        raise Refused(f"{path.name} could not be finished; check the space on the disk.")


def _draw(painter: QPainter, piece: Piece) -> None:
    match piece:
        case TextPiece():
            painter.setPen(QColor(piece.colour))
            piece.layout.draw(painter, QPointF(piece.x, piece.y))
        case IconPiece():
            _icon(piece).render(painter, QRectF(piece.x, piece.y, piece.size, piece.size))
        case LinePiece():
            painter.setPen(QPen(QColor(piece.colour), 1))
            painter.drawLine(QPointF(piece.x, piece.y), QPointF(piece.x + piece.width, piece.y))
        case BoxPiece():
            _draw_box(painter, piece)


def _draw_box(painter: QPainter, piece: BoxPiece) -> None:
    pen = QPen(Qt.PenStyle.NoPen)
    if piece.edge:
        pen = QPen(QColor(piece.edge), piece.edge_width)
        if piece.dashed:
            pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(QColor(piece.fill) if piece.fill else Qt.BrushStyle.NoBrush)
    rect = QRectF(piece.x, piece.y, piece.width, piece.height)
    painter.drawRoundedRect(rect, piece.radius, piece.radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _icon(piece: IconPiece) -> QSvgRenderer:
    source = files("resources").joinpath("icons", f"{piece.name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", piece.colour.encode())))

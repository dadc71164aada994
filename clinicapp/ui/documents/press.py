"""Draws sheets: into a PDF/A file, on a printer's paper, and as pictures for the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    QSaveFile,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtSvg import QSvgRenderer

from clinicapp import __version__
from clinicapp.domain.errors import Refused
from clinicapp.ui.documents.paper import (
    A4,
    UNITS_PER_INCH,
    BarsPiece,
    BoxPiece,
    IconPiece,
    LinePiece,
    MatrixPiece,
    TextPiece,
)

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPagedPaintDevice

    from clinicapp.ui.documents.paper import Paper, Piece, Sheet

_DOTS_PER_INCH: Final = 1200
_POINTS_PER_MM: Final = 72 / 25.4
_LANGUAGE: Final = b"/Lang(en-GB)"
_EMPTY_NAMES: Final = re.compile(rb"/Names \d+ 0 R")
_BOX: Final = re.compile(rb"(Box \[0 0 )(\d+\.\d{6}) (\d+\.\d{6})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """Sheets that are ready: all on the same paper, with the document's title and author."""

    sheets: tuple[Sheet, ...]
    title: str
    author: str

    @property
    def paper(self) -> Paper:
        """What it is printed on."""
        return self.sheets[0].paper if self.sheets else A4


def page_size(paper: Paper) -> QPageSize:
    """The paper as Qt names it, of exactly its size."""
    if paper == A4:
        return QPageSize(QPageSize.PageSizeId.A4)
    size = QSizeF(paper.width_mm, paper.height_mm)
    match = QPageSize.SizeMatchPolicy.ExactMatch
    return QPageSize(size, QPageSize.Unit.Millimeter, paper.name, match)


def pdf_of(printout: Printout) -> bytes:
    """The document as a PDF/A-1b file with the fonts in it.

    Raises:
        Refused: it could not be made.
    """
    kept = QByteArray()
    target = QBuffer(kept)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(target)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(printout.title)
    writer.setAuthor(printout.author)
    writer.setCreator(f"clinicapp {__version__}")
    draw_on(writer, printout)
    target.close()
    return _completed(bytes(kept.data()), printout.paper)


def draw_on(device: QPagedPaintDevice, printout: Printout) -> None:
    """Draw every sheet on a page of its own, at its true size.

    Args:
        device: a PDF writer, or a printer; its paper and margins are set.
        printout: what to draw.

    Raises:
        Refused: the device does not take it.
    """
    device.setPageSize(page_size(printout.paper))
    device.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(device):
        raise Refused("The printer does not answer; check that it is on, or choose another one.")
    dots = device.logicalDpiX()
    painter.scale(dots / UNITS_PER_INCH, device.logicalDpiY() / UNITS_PER_INCH)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for index, sheet in enumerate(printout.sheets):
        if index and not device.newPage():
            painter.end()
            raise Refused("The printer took only a part of the pages; print it again.")
        draw_sheet(painter, sheet)
    if not painter.end():
        raise Refused("The page could not be finished; print it again, or save it as a PDF.")


def _completed(data: bytes, paper: Paper) -> bytes:
    """The file with the document's language and the paper's exact size.

    Qt has no way to name a language and counts paper in whole points, up to 0.2 mm wrong on a
    label. Both are put in place of bytes of the same length, the language in that of the empty name
    tree, so that every offset in the file stays right. A file that looks otherwise stays as it is.
    """
    if len(_EMPTY_NAMES.findall(data)) == 1:
        data = _EMPTY_NAMES.sub(lambda found: _LANGUAGE.ljust(len(found[0])), data)

    def exact(found: re.Match[bytes]) -> bytes:
        sides = (paper.width_mm * _POINTS_PER_MM, paper.height_mm * _POINTS_PER_MM)
        texts = [f"{side:.6f}".encode() for side in sides]
        if [len(text) for text in texts] != [len(found[2]), len(found[3])]:
            return found[0]
        return found[1] + b" ".join(texts) + b"]"

    return _BOX.sub(exact, data)


def picture_of(sheet: Sheet, width_px: int, ratio: float = 1.0) -> QImage:
    """A sheet as it will be printed, on white.

    Args:
        sheet: one page.
        width_px: how wide it is shown, in logical pixels.
        ratio: pixels of the screen in a logical one.
    """
    paper = sheet.paper
    scale = width_px * ratio / paper.width
    image = QImage(round(width_px * ratio), round(paper.height * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    draw_sheet(painter, sheet)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def write_file(data: bytes, path: Path) -> None:
    """Put a finished document into its file, whole or not at all.

    Raises:
        Refused: the file cannot be written; what was there before is untouched.
    """
    # Written beside and put in place at the end: half a document is never left behind.
    target = QSaveFile(str(path))
    if not target.open(QIODevice.OpenModeFlag.WriteOnly):
        raise Refused(f"{path.name} cannot be written there; choose another folder.")
    if target.write(data) != len(data) or not target.commit():
        raise Refused(
            f"{path.name} could not be finished; check the space on the disk, and that no other "
            "program has the file open."
        )


def draw_sheet(painter: QPainter, sheet: Sheet) -> None:
    """Draw one sheet; the painter counts in units of 1/96 inch."""
    for piece in sheet.pieces:
        _draw(painter, piece)


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
        case BarsPiece():
            _draw_bars(painter, piece)
        case MatrixPiece():
            for number, row in enumerate(piece.rows):
                y = piece.y + number * piece.module
                _draw_bars(painter, BarsPiece(piece.x, y, piece.side, piece.module, row))


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


def _draw_bars(painter: QPainter, piece: BarsPiece) -> None:
    """Black stretches of modules, each one rectangle with sharp edges."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(Qt.GlobalColor.black))
    module = piece.width / len(piece.modules)
    start: int | None = None
    for index, black in enumerate((*piece.modules, False)):
        if black and start is None:
            start = index
        elif not black and start is not None:
            left, width = piece.x + start * module, (index - start) * module
            painter.drawRect(QRectF(left, piece.y, width, piece.height))
            start = None
    painter.restore()

"""Labels for equipment: one with what a scanner and a person need, and one that says do not use.

The code holds the asset's GIAI as a GS1 symbol (AI 8004), or its bare tag; never a web address,
which somebody would have to print anew when the address changes (reference/equipment.md 1.8). The
paper is what Brother tape and label printers and Dymo's take. A label that is too small for a line
leaves the less important one out; the tag and the code are on every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.ui.documents.barcode import Matrix, matrix_code
from clinicapp.ui.documents.paper import (
    COLOUR,
    BoxPiece,
    MatrixPiece,
    Paper,
    Sheet,
    Style,
    elided,
    text_width,
)
from clinicapp.ui.documents.press import Printout
from clinicapp.ui.documents.preview import Printable, Variant
from clinicapp.ui.words.held import why_short
from clinicapp.ui.words.plain import day_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from clinicapp.services.equipment.asset_record import AssetRecord

TAPE_12: Final = Paper("Brother 12 mm tape", 70, 12)
TAPE_24: Final = Paper("Brother 24 mm tape", 70, 24)
DK_29: Final = Paper("Brother 90 \u00d7 29 mm", 90, 29)
DK_62: Final = Paper("Brother 62 mm roll", 62, 29)
DYMO_30330: Final = Paper("Dymo 30330, 51 \u00d7 19 mm", 51, 19)
DYMO_30252: Final = Paper("Dymo 30252, 89 \u00d7 28 mm", 89, 28)
DYMO_99012: Final = Paper("Dymo 99012, 89 \u00d7 36 mm", 89, 36)
STOCK: Final = (TAPE_24, TAPE_12, DK_62, DK_29, DYMO_30330, DYMO_30252, DYMO_99012)
CODE_MM: Final = 14
"""The side of a code where the paper is high enough for it."""
_MM: Final = 96 / 25.4
_BLACK: Final = "#000000"
_EDGE_MM: Final = 2.4
"""What label printers cannot reach; tape printers leave less on tape this narrow."""
_TAPE_EDGE_MM: Final = 1.5
_NARROW_MM: Final = 12
_GAP: Final = 8.0
_FRAME: Final = 2.0
_NEVER: Final = "DO NOT USE"
_TAG_SIZES: Final = (26, 22, 18, 15, 13, 11, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetLabel:
    """What stands on a label.

    Attributes:
        tag: The asset's tag.
        giai: Its Global Individual Asset Identifier, or None.
        lines: Plain words below the tag, the most important first.
        forbidden: Why it must not be used; empty on the label of one that may be.
    """

    tag: str
    giai: str | None
    lines: tuple[str, ...]
    forbidden: str = ""

    @property
    def code(self) -> str:
        """What the code says, identifiers in brackets."""
        return self.tag if self.giai is None else f"(8004){self.giai}"


def asset_label(record: AssetRecord, zone: tzinfo) -> AssetLabel:
    """The label of a piece of equipment: what it is, and how its calibration stands."""
    asset = record.standing.asset
    lines = [*_calibration(record, zone), asset.name]
    if asset.serial:
        lines.append(f"Serial {asset.serial}")
    return AssetLabel(tag=asset.tag, giai=asset.giai, lines=tuple(lines))


def do_not_use_label(record: AssetRecord, zone: tzinfo) -> AssetLabel:
    """The label that is put on a piece that must not be used."""
    asset = record.standing.asset
    reasons = record.standing.state.reasons
    words = [why_short(each.code) for each in reasons[:2]]
    since = min((each.since for each in reasons if each.since is not None), default=None)
    lines = [asset.name]
    if since is not None:
        lines.insert(0, f"Since {day_text(since.astimezone(zone).date())}")
    if asset.serial:
        lines.append(f"Serial {asset.serial}")
    return AssetLabel(
        tag=asset.tag,
        giai=asset.giai,
        lines=tuple(lines),
        forbidden=". ".join(words) or "Ask the equipment lead",
    )


def label_choices(label: AssetLabel, author: str) -> Printable:
    """The label on every paper, with either code."""
    kind = "Do not use label" if label.forbidden else "Label"
    plain = "".join(each if each.isalnum() or each in "-_" else "-" for each in label.tag)
    return Printable(
        title=f"{kind} {label.tag}",
        file_name=f"{kind} {plain}.pdf",
        variants=tuple(
            Variant(
                paper.name if matrix is Matrix.DATA_MATRIX else f"{paper.name}, QR code",
                Printout(
                    sheets=(lay_out(label, paper, matrix),),
                    title=f"{kind} {label.tag}",
                    author=author,
                ),
            )
            for matrix in Matrix
            for paper in STOCK
        ),
    )


def lay_out(label: AssetLabel, paper: Paper, matrix: Matrix = Matrix.DATA_MATRIX) -> Sheet:
    """Place the label: the code on the left, the words beside it."""
    sheet = Sheet(paper=paper)
    edge = (_TAPE_EDGE_MM if paper.height_mm <= _NARROW_MM else _EDGE_MM) * _MM
    rows = matrix_code(label.code, matrix, gs1=label.giai is not None)
    inner = paper.height - 2 * edge
    side = min(CODE_MM * _MM, inner)
    free = matrix.quiet_modules * side / len(rows)
    if 2 * free + side > paper.height:
        # Narrow tape: the quiet zone may lie on its edge, but not beyond it.
        side = paper.height * len(rows) / (len(rows) + 2 * matrix.quiet_modules)
        free = matrix.quiet_modules * side / len(rows)
    x = max(edge, free)
    sheet.pieces.append(MatrixPiece(x, (paper.height - side) / 2, side, rows))
    left = x + side + max(_GAP, free)
    width = paper.width - edge - left
    if not label.forbidden:
        _words(sheet, label, left, edge, width, inner)
        return sheet
    # Around the words only: a frame through the quiet zone would hide the code from a scanner.
    sheet.box(BoxPiece(left, edge, width, inner, radius=3, edge=COLOUR.red_text, edge_width=_FRAME))
    inset = 2 * _FRAME
    _words(sheet, label, left + inset, edge + _FRAME, width - 2 * inset, inner - 2 * _FRAME)
    return sheet


def _words(
    sheet: Sheet, label: AssetLabel, x: float, y: float, width: float, height: float
) -> None:
    """As many lines as there is room for, the first ones always, in the middle of the height."""
    lines: list[tuple[str, Style]] = []
    tag = height * (0.47 if label.forbidden else 0.55)
    if label.forbidden:
        lines.append((_NEVER, _fitting(_NEVER, width, height - tag, COLOUR.red_text)))
    lines.append((label.tag, _fitting(label.tag, width, tag, _BLACK)))
    small = Style(10, 12.5, _BLACK)
    strong = Style(10, 12.5, _BLACK, bold=True)
    more = [(words, small) for words in label.lines]
    if label.forbidden:
        more.insert(0, (label.forbidden, strong))
    room = height - sum(style.line for _words, style in lines)
    for words, style in more:
        if style.line > room:
            break
        lines.append((words, style))
        room -= style.line
    y += max(room, 0.0) / 2
    for words, style in lines:
        sheet.text(x, y, width, elided(words, style, width - 1), style)
        y += style.line


def _fitting(words: str, width: float, height: float, colour: str) -> Style:
    """The largest style in which the words fit on one line of that height."""
    styles = [Style(size, size + 3, colour, bold=True) for size in _TAG_SIZES]
    fitting = (each for each in styles if each.line <= height and text_width(words, each) < width)
    return next(fitting, styles[-1])


def _calibration(record: AssetRecord, zone: tzinfo) -> Sequence[str]:
    """``Next due 6 Aug 2027``, ``Calibrated 6 Aug 2026``, ``By ...``; nothing where none is due."""
    state = record.standing.state.check(Check.CALIBRATION)
    if state is None:
        return ()
    passed = [
        event
        for event in record.events
        if event.kind is AssetEventKind.CHECKED
        and event.check is Check.CALIBRATION
        and event.verdict is Verdict.PASS
        and event.at == state.last_at
    ]
    if not passed or state.last_at is None:
        return ("Not calibrated yet",)
    lines = [f"Calibrated {day_text(state.last_at.astimezone(zone).date())}"]
    if state.due_on is not None:
        # First: on a label with room for one line it is what somebody has to know.
        lines.insert(0, f"Next due {day_text(state.due_on)}")
    return (*lines, f"By {passed[-1].recorded_by}")

"""The evidence pack on A4: an overview that fits on few sheets, then every piece by its tag."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from clinicapp.ui.documents.evidence_document import NOTICE, evidence_document
from clinicapp.ui.documents.paper import (
    COLOUR,
    INNER,
    MARGIN,
    WIDTH,
    Sheet,
    Style,
    elided,
    set_text,
    text_width,
)
from clinicapp.ui.documents.press import Printout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clinicapp.services.quality.evidence import WardEvidence
    from clinicapp.ui.documents.evidence_document import (
        AssetPart,
        CalibrationPart,
        EvidenceDocument,
        OverviewRow,
    )
    from clinicapp.ui.documents.imprint import Imprint

_TOP: Final = 40.0
_BOTTOM: Final = 1060.0
_FOOT_Y: Final = 1072.0
_LABEL: Final = 104.0
_TITLE: Final = Style(22, 28, bold=True)
_HEAD: Final = Style(16, 22, bold=True)
_SUB: Final = Style(13, 18, bold=True)
_ROW: Final = Style(12, 16)
_ROW_HEAD: Final = Style(12, 16, COLOUR.muted, bold=True)
_ROW_LABEL: Final = Style(12, 16, COLOUR.muted)
_CAPTION: Final = Style(12, 16, COLOUR.muted)
_OVERVIEW: Final = (
    ("Tag", 76.0),
    ("Device", 150.0),
    ("Serial", 104.0),
    ("Status", 122.0),
    ("Checks", INNER - 452.0),
)
_POINTS: Final = (
    ("Reference", 200.0),
    ("Tolerance", 100.0),
    ("As found", 100.0),
    ("As left", 100.0),
)
_GAP: Final = 8.0


def evidence_printout(found: WardEvidence, imprint: Imprint) -> Printout:
    """The pack on its sheets."""
    document = evidence_document(found, imprint)
    return Printout(sheets=lay_out_evidence(document), title=document.title, author=imprint.author)


def lay_out_evidence(document: EvidenceDocument) -> tuple[Sheet, ...]:
    """Place the pack on sheets; a heading never stands alone at the end of one."""
    pages = _Pages(document)
    pages.start()
    pages.overview(document.overview)
    for part in document.assets:
        pages.asset(part)
    pages.finish()
    return tuple(pages.sheets)


@dataclass(slots=True)
class _Pages:
    document: EvidenceDocument
    sheets: list[Sheet] = field(default_factory=list)
    y: float = _TOP
    going_on: str = ""

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def start(self) -> None:
        """The first sheet's head."""
        document = self.document
        self.sheets.append(Sheet())
        self.sheet.text(MARGIN, 28, INNER - 260, elided(document.trust, _CAPTION, INNER - 270),
                        _CAPTION)  # fmt: skip
        right = Qt.AlignmentFlag.AlignRight
        self.sheet.text(WIDTH - MARGIN - 250, 28, 250, document.place, _CAPTION, right)
        self.sheet.text(MARGIN, 48, INNER, document.title, _TITLE)
        words = self.sheet.text(MARGIN, 80, INNER, document.summary, _ROW)
        self.y = 80 + words.height + 12

    def overview(self, rows: Iterable[OverviewRow]) -> None:
        """The table of all pieces; its heading stands again on every sheet."""
        self._line(_OVERVIEW, [name for name, _ in _OVERVIEW], _ROW_HEAD)
        for row in rows:
            cells = (row.tag, row.device, row.serial, row.status, row.checks)
            self._room(self._height(_OVERVIEW, cells) + 6, again=_OVERVIEW)
            self.sheet.line(self.y)
            self.y += 4
            icon, ink = _mark(row.is_good)
            x = MARGIN + sum(width for _, width in _OVERVIEW[:3])
            self.sheet.icon(x, self.y + 1, 14, icon, ink)
            self._line(_OVERVIEW, cells, _ROW, indent=3)
        self.y += 14

    def asset(self, part: AssetPart) -> None:
        """One piece: what it is, how its checks stand, its calibrations and its history."""
        self.going_on = ""
        self._room(96)
        self.going_on = f"{part.title}, continued"
        self.sheet.line(self.y)
        icon, ink = _mark(part.is_good)
        width = text_width(part.status, _SUB) + 26
        title = elided(part.title, _HEAD, INNER - width - 12)
        self.sheet.text(MARGIN, self.y + 8, INNER - width - 8, title, _HEAD)
        self.sheet.icon(WIDTH - MARGIN - width, self.y + 12, 16, icon, ink)
        self.sheet.text(WIDTH - MARGIN - width + 22, self.y + 10, width, part.status, _SUB)
        self.y += 36
        self._facts(part.facts)
        for made in part.calibrations:
            self._calibration(made)
        if part.history:
            self._room(40)
            self.sheet.text(MARGIN, self.y + 4, INNER, "History, newest first", _SUB)
            self.y += 26
            self._facts(part.history)
        self.y += 10

    def finish(self) -> None:
        """The foot of every sheet, once it is known how many there are."""
        count = len(self.sheets)
        for number, sheet in enumerate(self.sheets, start=1):
            page = f"Page {number} of {count}"
            bold = Style(12, 16, COLOUR.muted_strong, bold=True)
            last = text_width(page, bold) + 2
            sheet.line(_FOOT_Y)
            line = f"{self.document.title}. {self.document.printed_line}"
            words = elided(line, _CAPTION, INNER - last - 22)
            sheet.text(MARGIN, _FOOT_Y + 7, INNER - last - 20, words, _CAPTION)
            sheet.text(WIDTH - MARGIN - last, _FOOT_Y + 7, last, page, bold)
            sheet.text(MARGIN, _FOOT_Y + 24, INNER, NOTICE, _CAPTION)

    def _calibration(self, made: CalibrationPart) -> None:
        self._room(60)
        heading = self.sheet.text(MARGIN, self.y + 4, INNER, made.heading, _SUB)
        self.y += heading.height + 8
        self._facts(made.facts)
        if made.points:
            self._room(42)
            self.y += 4
            self._line(_POINTS, [name for name, _ in _POINTS], _ROW_HEAD)
            for point in made.points:
                cells = (point.reference, point.tolerance, point.as_found, point.as_left)
                self._room(self._height(_POINTS, cells), again=_POINTS)
                self._line(_POINTS, cells, _ROW)
        self.y += 6

    def _facts(self, facts: Iterable[tuple[str, str]]) -> None:
        width = INNER - _LABEL
        for label, words in facts:
            height = max(
                set_text(0, 0, _LABEL - _GAP, label, _ROW_LABEL).height,
                set_text(0, 0, width, words, _ROW).height,
            )
            self._room(height + 2)
            self.sheet.text(MARGIN, self.y, _LABEL - _GAP, label, _ROW_LABEL)
            self.sheet.text(MARGIN + _LABEL, self.y, width, words, _ROW)
            self.y += height + 2

    def _line(
        self,
        columns: Sequence[tuple[str, float]],
        cells: Sequence[str],
        style: Style,
        indent: int | None = None,
    ) -> None:
        """One line of a table; ``indent`` is the column that leaves room for its icon."""
        x, height = MARGIN, 0.0
        for number, ((_, width), words) in enumerate(zip(columns, cells, strict=True)):
            inset = 20.0 if number == indent else 0.0
            piece = self.sheet.text(x + inset, self.y, width - _GAP - inset, words, style)
            height = max(height, piece.height)
            x += width
        self.y += height + 3

    def _height(self, columns: Sequence[tuple[str, float]], cells: Sequence[str]) -> float:
        return max(
            set_text(0, 0, width - _GAP - (20.0 if name == "Status" else 0.0), words, _ROW).height
            for (name, width), words in zip(columns, cells, strict=True)
        )

    def _room(self, height: float, again: Sequence[tuple[str, float]] = ()) -> None:
        """Begin another sheet when this one has no room; ``again`` is a heading to repeat."""
        if self.y + height <= _BOTTOM:
            return
        self.sheets.append(Sheet())
        self.y = _TOP
        if self.going_on:
            words = elided(self.going_on, _SUB, INNER)
            self.sheet.text(MARGIN, self.y, INNER + 2, words, _SUB)
            self.y += 26
        if again:
            self._line(again, [name for name, _ in again], _ROW_HEAD)


def _mark(is_good: bool) -> tuple[str, str]:  # noqa: FBT001
    return ("circle-check", COLOUR.green_text) if is_good else ("circle-alert", COLOUR.red_text)

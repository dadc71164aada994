"""The letter to the GP on A4: one or two sheets, in smaller text where there is much to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from clinicapp.ui.documents.gp_letter import DRAFT, letter_document
from clinicapp.ui.documents.paper import (
    COLOUR,
    INNER,
    MARGIN,
    WIDTH,
    BoxPiece,
    Run,
    Sheet,
    Style,
    elided,
    set_text,
    text_width,
)
from clinicapp.ui.documents.press import Printout

if TYPE_CHECKING:
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.documents.gp_letter import LetterDocument, ResultRow
    from clinicapp.ui.documents.imprint import Imprint

_TOP: Final = 44.0
_BOTTOM: Final = 1058.0
_FOOT_Y: Final = 1072.0
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_CAPTION: Final = Style(12, 16, COLOUR.muted)
_TITLE: Final = Style(20, 26, bold=True)
_DRAFT_INK: Final = COLOUR.red_text
_NAME_WIDTH: Final = 196.0
_VALUE_WIDTH: Final = 128.0
_SOURCE_WIDTH: Final = 44.0
_TAKEN_WIDTH: Final = 142.0
_BODIES: Final = (Style(14, 19), Style(13, 17), Style(12, 15))
"""Text sizes, 10.5 to 9 pt: the largest with which two sheets are enough, else the smallest."""
_MOST_SHEETS: Final = 2
TO_GP: Final = "To the GP practice (name and address as in the record system):"


def letter_printout(snapshot: FormSnapshot, imprint: Imprint) -> Printout:
    """The letter on its sheets; that of a form that is not signed says DRAFT on every one."""
    document = letter_document(snapshot, imprint)
    draft = f" ({DRAFT})" if document.draft else ""
    return Printout(
        sheets=lay_out_letter(document),
        title=f"Letter to the GP, form {snapshot.form.number}{draft}",
        author=imprint.author,
    )


def lay_out_letter(document: LetterDocument) -> tuple[Sheet, ...]:
    """Place the letter; nothing of it is cut, so that a very long one takes more sheets."""
    for body in _BODIES:
        pages = _Pages(document, body)
        pages.place()
        if len(pages.sheets) <= _MOST_SHEETS:
            break
    return tuple(pages.sheets)


@dataclass(slots=True)
class _Pages:
    document: LetterDocument
    body: Style
    sheets: list[Sheet] = field(default_factory=list)
    y: float = _TOP

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def bold(self) -> Style:
        return Style(self.body.size, self.body.line, bold=True)

    @property
    def head(self) -> Style:
        return Style(self.body.size + 2, self.body.line + 3, COLOUR.navy, bold=True)

    def place(self) -> None:
        """Place everything, then the foot of every sheet."""
        document = self.document
        self.sheets.append(Sheet())
        self._letterhead()
        self._person()
        self._heading("Clinical summary")
        self._paragraph(document.summary)
        self._numbered("Actions requested of the GP", document.requests)
        self._results()
        for section in document.sections:
            self._bullets(section.heading, section.lines, strong=section.strong)
        self._numbered("How it was measured (sources)", document.sources)
        self._foot()

    def _letterhead(self) -> None:
        document, half = self.document, INNER / 2
        y = _TOP
        if document.draft:
            self.sheet.box(BoxPiece(MARGIN, y - 14, INNER, 30, 3, _DRAFT_INK, 2, COLOUR.red_tint))
            words = (Run(f"{DRAFT}. ", bold=True), Run(document.draft))
            style = Style(14, 19, _DRAFT_INK)
            self.sheet.text(MARGIN + 12, y - 9, INNER - 24, words, style)
            y += 26
        left = y
        trust = document.trust or ("Trust name and address: set once in Settings",)
        for index, line in enumerate(trust):
            style = self.bold if not index else self.body
            placed = self.sheet.text(MARGIN, left, half, line, style)
            left += placed.height
        right = y
        for line in (document.dated, f"Telephone {document.phone}" if document.phone else ""):
            if line:
                x = MARGIN + half + 10
                placed = self.sheet.text(x, right, half - 10, line, self.body, _RIGHT)
                right += placed.height
        y = max(left, right) + 8
        self.sheet.text(MARGIN, y, INNER, TO_GP, _CAPTION)
        self.sheet.box(BoxPiece(MARGIN, y + 20, half, 54, 2, COLOUR.line))
        self.y = y + 86

    def _person(self) -> None:
        placed = self.sheet.text(MARGIN, self.y, INNER, self.document.title, _TITLE)
        top = self.y + placed.height + 6
        place, column, y = len(self.sheet.pieces), (INNER - 24) / 2, top + 8
        facts = self.document.person
        for start in range(0, len(facts), 2):
            lowest = y
            for index, (label, value) in enumerate(facts[start : start + 2]):
                x = MARGIN + 12 + column * index
                self.sheet.text(x, y, 100, label, Style(12, self.body.line, COLOUR.muted))
                found = self.sheet.text(x + 104, y, column - 112, value, self.bold)
                lowest = max(lowest, found.y + found.height)
            y = lowest + 2
        box = BoxPiece(MARGIN, top, INNER, y + 6 - top, 3, COLOUR.navy, 1.5)
        self.sheet.pieces.insert(place, box)
        self.y = y + 14

    def _results(self) -> None:
        rows = self.document.results
        if not rows:
            return
        self._heading("Examination findings and investigation results", self._row_height(rows[0]))
        self._columns(
            ("Measured", "Result", "Taken", "Source"), Style(12, self.body.line, COLOUR.muted)
        )
        for row in rows:
            self._room(self._row_height(row))
            self._row(row)
        self.y += 4

    @property
    def _x(self) -> tuple[float, float, float, float]:
        value = MARGIN + _NAME_WIDTH + 8
        source = WIDTH - MARGIN - _SOURCE_WIDTH
        taken = source - _TAKEN_WIDTH - 8
        return MARGIN, value, taken, source

    def _columns(self, words: tuple[str, str, str, str], style: Style) -> None:
        for x, word in zip(self._x, words, strict=True):
            self.sheet.text(x, self.y, 140, word, style)
        self.y += style.line

    def _value(self, row: ResultRow) -> tuple[Run, ...]:
        words = [Run(row.value, bold=True)]
        if row.is_red:
            words.append(Run("  RED ZONE", bold=True))
        if row.note:
            words.append(Run(f"  {row.note}"))
        return tuple(words)

    def _row_height(self, row: ResultRow) -> float:
        _name, value, taken, _source = self._x
        heights = (
            set_text(0, 0, _NAME_WIDTH, row.name, self.body).height,
            set_text(0, 0, taken - value - 8, self._value(row), self.body).height,
            set_text(0, 0, _TAKEN_WIDTH, row.taken, self.body).height,
        )
        return max(heights) + 3

    def _row(self, row: ResultRow) -> None:
        name, value, taken, source = self._x
        height = self._row_height(row)
        self.sheet.line(self.y)
        ink = COLOUR.red_text if row.is_red else COLOUR.text
        style = Style(self.body.size, self.body.line, ink)
        y = self.y + 1.5
        self.sheet.text(name, y, _NAME_WIDTH, row.name, self.body)
        self.sheet.text(value, y, taken - value - 8, self._value(row), style)
        self.sheet.text(taken, y, _TAKEN_WIDTH, row.taken, self.body)
        if row.source:
            self.sheet.text(source, y, _SOURCE_WIDTH, f"({row.source})", self.body)
        self.y += height

    def _bullets(self, heading: str, lines: tuple[str, ...], *, strong: bool) -> None:
        marks = tuple("\u2022" for _line in lines) if len(lines) > 1 else ("",)
        self._list(heading, lines, marks, strong=strong)

    def _numbered(self, heading: str, lines: tuple[str, ...]) -> None:
        marks = tuple(f"{number}." for number in range(1, len(lines) + 1))
        self._list(heading, lines, marks, strong=False)

    def _list(
        self, heading: str, lines: tuple[str, ...], marks: tuple[str, ...], *, strong: bool
    ) -> None:
        if not lines:
            return
        style = self.bold if strong else self.body
        indent = max(text_width(mark, style) for mark in marks) + 8 if any(marks) else 0.0
        heights = [set_text(0, 0, INNER - indent, line, style).height for line in lines]
        self._heading(heading, heights[0])
        for mark, line, height in zip(marks, lines, heights, strict=True):
            self._room(height)
            if mark:
                self.sheet.text(MARGIN, self.y, indent, mark, style)
            self.sheet.text(MARGIN + indent, self.y, INNER - indent, line, style)
            self.y += height + 1

    def _paragraph(self, words: str) -> None:
        height = set_text(0, 0, INNER, words, self.body).height
        self._room(height)
        self.sheet.text(MARGIN, self.y, INNER, words, self.body)
        self.y += height

    def _heading(self, words: str, below: float = 0.0) -> None:
        """A heading is never the last line of a sheet: it stays with ``below``."""
        self._room(self.head.line + 6 + max(below, 2 * self.body.line))
        self.y += 6
        self.sheet.text(MARGIN, self.y, INNER, words, self.head)
        self.y += self.head.line

    def _room(self, height: float) -> None:
        """Begin another sheet when this one has no room left for ``height``."""
        if self.y + height <= _BOTTOM:
            return
        self.sheets.append(Sheet())
        facts = dict(self.document.person)
        style = Style(13, 18, bold=True)
        draft = f"{DRAFT}  " if self.document.draft else ""
        words = f"{draft}NHS number {facts['NHS number']}"
        right = text_width(words, style) + 2
        room = INNER - right - 16
        self.sheet.text(MARGIN, 28, room, elided(facts["Name"], style, room - 4), style)
        self.sheet.text(WIDTH - MARGIN - right, 28, right, words, style)
        self.sheet.line(50)
        self.y = 56

    def _foot(self) -> None:
        document, count = self.document, len(self.sheets)
        for number, sheet in enumerate(self.sheets, start=1):
            page = f"Page {number} of {count}"
            bold = Style(12, 16, COLOUR.muted_strong, bold=True)
            last = text_width(page, bold) + 2
            room = INNER - last - 16
            draft = f"{DRAFT}. " if document.draft else ""
            words = elided(f"{draft}{document.form_line}", _CAPTION, room - 2)
            sheet.line(_FOOT_Y)
            sheet.text(MARGIN, _FOOT_Y + 7, room, words, _CAPTION)
            sheet.text(WIDTH - MARGIN - last, _FOOT_Y + 7, last, page, bold)
            sheet.text(MARGIN, _FOOT_Y + 24, INNER, document.notice, _CAPTION)

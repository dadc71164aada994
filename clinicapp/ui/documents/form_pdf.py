"""The whole form on A4, as many sheets as it needs; nothing on it is cut or laid over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from clinicapp.ui.documents.form_document import FormDocument, FormRow, FormSection, form_document
from clinicapp.ui.documents.imprint import Imprint
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
from clinicapp.ui.documents.press import Printout, pdf_of, write_file

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from pathlib import Path

    from clinicapp.services.clinic.screening import FormSnapshot

_TOP: Final = 40.0
_BOTTOM: Final = 1060.0
_FOOT_Y: Final = 1072.0
_LABEL: Final = 104.0
_PAD: Final = 12.0
_TITLE: Final = Style(22, 28, bold=True)
_NAME: Final = Style(22, 28, COLOUR.panel, bold=True)
_BANNER_LABEL: Final = Style(11, 15, COLOUR.navy_label)
_BANNER_VALUE: Final = Style(14, 18, COLOUR.panel, bold=True)
_HEAD: Final = Style(16, 22, bold=True)
_VALUE: Final = Style(16, 22, bold=True)
_CHIP: Final = Style(13, 18, bold=True)
_ROW: Final = Style(12, 16)
_ROW_LABEL: Final = Style(12, 16, COLOUR.muted)
_CAPTION: Final = Style(12, 16, COLOUR.muted)


def write_form_pdf(
    snapshot: FormSnapshot,
    path: Path,
    *,
    trust: str,
    station: str,
    printed_at: datetime,
    zone: tzinfo,
) -> None:
    """Write the form.

    Args:
        snapshot: the form; one that is not signed says so on every page.
        path: where; a file that is there already is replaced.
        trust: the trust's name and address as set in Settings.
        station: the station's name.
        printed_at: when it is made.
        zone: the ward's time zone.

    Raises:
        Refused: the file cannot be written.
    """
    imprint = Imprint(trust=trust, ward_phone="", station=station, printed_at=printed_at, zone=zone)
    write_file(pdf_of(form_printout(snapshot, imprint)), path)


def form_printout(snapshot: FormSnapshot, imprint: Imprint) -> Printout:
    """The form on its sheets; one that is not signed says so on every page."""
    document = form_document(
        snapshot,
        trust=imprint.trust,
        station=imprint.station,
        printed_at=imprint.printed_at,
        zone=imprint.zone,
    )
    return Printout(
        sheets=lay_out_form(document),
        title=f"{document.title} {snapshot.form.number}",
        author=imprint.author,
    )


def lay_out_form(document: FormDocument) -> tuple[Sheet, ...]:
    """Place the form on sheets; a domain that does not fit on the rest of one begins the next."""
    pages = _Pages(document)
    pages.start()
    for section in document.sections:
        pages.section(section)
    if document.general:
        pages.table("Besides", document.general)
    pages.table("Completeness", document.completeness)
    pages.table("How it was judged", document.rules)
    pages.table("Signature", document.signature)
    pages.finish()
    return tuple(pages.sheets)


@dataclass(slots=True)
class _Pages:
    document: FormDocument
    sheets: list[Sheet] = field(default_factory=list)
    y: float = _TOP

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def start(self) -> None:
        """The first sheet, with the whole banner."""
        document = self.document
        self.sheets.append(Sheet())
        trust = elided(document.trust, _CAPTION, INNER - 210)
        self.sheet.text(MARGIN, 28, INNER - 200, trust, _CAPTION)
        right = Qt.AlignmentFlag.AlignRight
        self.sheet.text(WIDTH - MARGIN - 200, 28, 200, document.place, _CAPTION, right)
        self.sheet.text(MARGIN, 48, INNER - 190, document.title, _TITLE)
        ink = COLOUR.green_text if document.is_signed else COLOUR.amber_text
        icon = "circle-check" if document.is_signed else "circle-dashed"
        self._chip(53, document.status, icon, ink, ink)
        self.y = 86
        self._banner()

    def _banner(self) -> None:
        facts = self.document.facts
        column = (INNER - 2 * _PAD) / 4
        place, top = len(self.sheet.pieces), self.y
        name = self.sheet.text(MARGIN + _PAD, top + 8, INNER - 2 * _PAD, self.document.name, _NAME)
        y = name.y + name.height + 4
        for start in range(0, len(facts), 4):
            lowest = y
            for index, fact in enumerate(facts[start : start + 4]):
                x = MARGIN + _PAD + column * index
                self.sheet.text(x, y, column - 8, fact.label, _BANNER_LABEL)
                value = self.sheet.text(x, y + 15, column - 8, fact.text, _BANNER_VALUE)
                lowest = max(lowest, value.y + value.height)
            y = lowest + 6
        # The banner lies under its words, but only they say how high it is.
        self.sheet.pieces.insert(
            place, BoxPiece(MARGIN, top, INNER, y + 4 - top, 4, fill=COLOUR.navy)
        )
        self.y = y + 14

    def section(self, section: FormSection) -> None:
        """A domain with its rows; kept together unless it is longer than a sheet."""
        self._room(36 + self._height(section.rows))
        top = self.y
        self.sheet.line(top)
        self.sheet.icon(MARGIN, top + 10, 20, section.icon, COLOUR.text)
        title = self.sheet.text(MARGIN + 28, top + 9, 260, section.title, _HEAD)
        x = MARGIN + 28 + text_width(title.text, _HEAD) + 14
        red = section.is_red
        ink = COLOUR.red_text if red else COLOUR.text
        left = self._chip(top + 9, section.zone, section.zone_icon, ink, ink, thick=red)
        room = left - x - 8
        value = elided(section.value, _VALUE, room)
        style = Style(_VALUE.size, _VALUE.line, ink, bold=True)
        self.sheet.text(x, top + 9, room + 2, value, style)
        self.y = top + 36
        self._rows(section.rows)
        self.y += 8

    def table(self, title: str, rows: tuple[FormRow, ...]) -> None:
        """A heading and rows, kept together unless they are longer than a sheet."""
        self._room(32 + self._height(rows))
        self.sheet.line(self.y)
        self.sheet.text(MARGIN, self.y + 7, INNER, title, _HEAD)
        self.y += 31
        self._rows(rows)
        self.y += 8

    def finish(self) -> None:
        """The foot of every sheet, once it is known how many there are."""
        document, count = self.document, len(self.sheets)
        for number, sheet in enumerate(self.sheets, start=1):
            page = f"Page {number} of {count}"
            sheet.line(_FOOT_Y)
            bold = Style(12, 16, COLOUR.muted_strong, bold=True)
            last = text_width(page, bold) + 2
            printed = text_width(document.printed_line, _CAPTION) + 2
            room = INNER - last - printed - 40
            words = elided(document.form_line, _CAPTION, room - 2)
            sheet.text(MARGIN, _FOOT_Y + 7, room, words, _CAPTION)
            sheet.text(WIDTH - MARGIN - last - 20 - printed, _FOOT_Y + 7, printed,
                       document.printed_line, _CAPTION)  # fmt: skip
            sheet.text(WIDTH - MARGIN - last, _FOOT_Y + 7, last, page, bold)
            sheet.text(MARGIN, _FOOT_Y + 24, INNER, document.notice, _CAPTION)

    def _chip(
        self, y: float, words: str, icon: str, ink: str, edge: str, *, thick: bool = False
    ) -> float:
        """A status at the right end, as icon and words; returns its left edge."""
        width = text_width(words, _CHIP) + 38
        x = WIDTH - MARGIN - width
        self.sheet.box(BoxPiece(x, y, width, 24, 3, edge, 2.5 if thick else 1))
        self.sheet.icon(x + 9, y + 4, 16, icon, ink)
        self.sheet.text(x + 30, y + 3, width - 30, words, Style(13, 18, ink, bold=True))
        return x

    def _rows(self, rows: tuple[FormRow, ...]) -> None:
        for row in rows:
            height = self._row_height(row)
            self._room(height)
            self.sheet.text(MARGIN + 28, self.y, _LABEL, row.label, _ROW_LABEL)
            words = (Run(row.text, bold=row.strong),)
            self.sheet.text(MARGIN + 28 + _LABEL, self.y, self._row_width, words, _ROW)
            self.y += height

    @property
    def _row_width(self) -> float:
        return INNER - 28 - _LABEL

    def _row_height(self, row: FormRow) -> float:
        label = set_text(0, 0, _LABEL, row.label, _ROW_LABEL).height
        words = (Run(row.text, bold=row.strong),)
        return max(label, set_text(0, 0, self._row_width, words, _ROW).height) + 2

    def _height(self, rows: tuple[FormRow, ...]) -> float:
        return sum(self._row_height(row) for row in rows)

    def _room(self, height: float) -> None:
        """Begin another sheet when this one has no room left for ``height``."""
        fits = self.y + height <= _BOTTOM
        longer_than_a_sheet = height > _BOTTOM - _TOP - 40
        if fits or (longer_than_a_sheet and self.y < _BOTTOM / 2):
            return
        self.sheets.append(Sheet())
        person = self.document
        number = next(fact.text for fact in person.facts if fact.label == "NHS number")
        style = Style(13, 18, bold=True)
        words = f"NHS number {number}"
        right = text_width(words, style) + 2
        room = INNER - right - 16
        self.sheet.text(MARGIN, 28, room, elided(person.name, style, room - 4), style)
        self.sheet.text(WIDTH - MARGIN - right, 28, right, words, style)
        self.y = _TOP + 16

"""The page for the person as one A4 sheet (design picture ``09-summary-a4.png``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

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
    text_width,
)
from clinicapp.ui.documents.press import Printout, pdf_of, write_file
from clinicapp.ui.documents.summary_document import SummaryDocument, summary_document
from clinicapp.ui.documents.summary_result import ICONS, ResultTone

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from pathlib import Path

    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.documents.summary_result import SummaryResult

_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_SMALL: Final = Style(14, 19, COLOUR.muted_strong)
_SMALL_TEXT: Final = Style(14, 19)
_CAPTION: Final = Style(13, 17, COLOUR.muted)
_PAGE: Final = Style(32, 38, bold=True)
_CHIP: Final = Style(15, 20, bold=True)
_HEAD: Final = Style(19, 24, COLOUR.navy, bold=True)
_TITLE: Final = Style(19, 23, bold=True)
_CIRCLE: Final = 44.0
_TEXT_X: Final = MARGIN + 58
_TRUST_WIDTH: Final = 446.0
_BOX_GAP: Final = 14.0
_FOOT_Y: Final = 1072.0
_LOOKS: Final = {
    ResultTone.FINE: ("check", COLOUR.green_text, COLOUR.green, COLOUR.panel),
    ResultTone.PLAN: ("info", COLOUR.amber_text, COLOUR.amber_text, COLOUR.amber_tint),
    ResultTone.OPEN: ("circle-dashed", COLOUR.muted_strong, COLOUR.muted, COLOUR.panel),
}
_BODY_SIZES: Final = ((17, 23.0, 13.0), (15, 20.0, 8.0), (13, 17.0, 5.0))
"""Text size, line height and gap between boxes: as designed, else smaller."""


def write_summary_pdf(
    snapshot: FormSnapshot,
    path: Path,
    *,
    trust: str,
    ward_phone: str,
    printed_at: datetime,
    zone: tzinfo,
) -> None:
    """Write the person's page.

    Args:
        snapshot: the form.
        path: where; a file that is there already is replaced.
        trust: the trust's name, address and so on as set in Settings, lines parted by newlines.
        ward_phone: the ward's telephone number as set in Settings; empty if not set.
        printed_at: when it is made.
        zone: the ward's time zone.

    Raises:
        Refused: the file cannot be written.
    """
    imprint = Imprint(
        trust=trust, ward_phone=ward_phone, station="", printed_at=printed_at, zone=zone
    )
    write_file(pdf_of(summary_printout(snapshot, imprint)), path)


def summary_printout(snapshot: FormSnapshot, imprint: Imprint) -> Printout:
    """The person's page on its sheet."""
    document = summary_document(
        snapshot,
        trust=imprint.trust,
        ward_phone=imprint.ward_phone,
        printed_at=imprint.printed_at,
        zone=imprint.zone,
    )
    return Printout(
        sheets=(lay_out_summary(document),),
        title=f"My physical health check, {document.on}",
        author=imprint.author,
    )


def lay_out_summary(document: SummaryDocument) -> Sheet:
    """Place the whole page; it is always one.

    When there is more to say than fits at the design's text size, the next smaller one is taken;
    13 units (about 10 pt) is the smallest.
    """
    for size, line, gap in _BODY_SIZES:
        page = _Page(document, Style(size, line), gap)
        if page.place() <= _FOOT_Y:
            break
    return page.sheet


@dataclass(slots=True)
class _Page:
    document: SummaryDocument
    body: Style
    gap: float
    sheet: Sheet = field(default_factory=Sheet)

    @property
    def bold(self) -> Style:
        return Style(self.body.size, self.body.line, bold=True)

    def place(self) -> float:
        """Place everything; returns where the last box ends."""
        y = self._header()
        for result in self.document.results:
            y = self._result(result, y)
        self.sheet.line(y)
        y = self._boxes(y + self.gap)
        y = self._who(y + self.gap)
        self._foot()
        return y

    def _header(self) -> float:
        sheet, document = self.sheet, self.document
        self._trust_box()
        bold = Style(14, 19, bold=True)
        room = INNER - _TRUST_WIDTH - 12
        born, x = f", born {document.born}", WIDTH - MARGIN - room
        fits = text_width(document.name, bold) + text_width(born, _SMALL_TEXT) < room - 4
        if fits:
            lines: list[tuple[Run, ...]] = [(Run(document.name, bold=True), Run(born))]
        else:
            lines = [(Run(elided(document.name, bold, room - 4), bold=True),)]
            lines.append((Run(f"Born {document.born}"),))
        lines.append((Run("NHS number "), Run(document.nhs_number, bold=True)))
        for index, line in enumerate(lines):
            top = 57 - 19 * (len(lines) - 1 - index)
            sheet.text(x, top, room, line, _SMALL_TEXT, _RIGHT)
        sheet.text(MARGIN, 97, INNER, "My physical health check", _PAGE)
        intro = (
            Run(f"{elided(document.given_name, self.body, 240)}, this is what we found on "),
            Run(document.on, bold=True),
            Run(" and what we agreed. "),
            Run(document.verdict, bold=True),
            Run(" Keep this page and share it with anyone you like."),
        )
        placed = sheet.text(MARGIN, 138, INNER, intro, Style(self.body.size, self.body.line + 1))
        return placed.y + placed.height + self.gap - 1

    def _trust_box(self) -> None:
        sheet, document = self.sheet, self.document
        trust = document.trust or "Trust name, ward address and phone number"
        more = document.trust_more if document.trust else "Set once in Settings, on every page"
        edge = COLOUR.line if document.trust else COLOUR.muted
        sheet.box(BoxPiece(MARGIN, 30, _TRUST_WIDTH, 53, edge=edge, dashed=not document.trust))
        name = Style(14, 19, COLOUR.muted_strong, bold=True)
        room = _TRUST_WIDTH - 26
        sheet.text(MARGIN + 13, 38, room, elided(trust, name, room - 4), name)
        sheet.text(MARGIN + 13, 57, room, elided(more, _SMALL, room - 4), _SMALL)

    def _result(self, result: SummaryResult, y: float) -> float:
        sheet = self.sheet
        icon, ink, edge, fill = _LOOKS[result.tone]
        sheet.line(y)
        plan = result.tone is ResultTone.PLAN
        circle = COLOUR.amber_text if plan else COLOUR.blue
        side = _CIRCLE - 2
        tint = COLOUR.amber_tint if plan else ""
        sheet.box(BoxPiece(MARGIN + 1, y + 11, side, side, side / 2, circle, 2, tint))
        sheet.icon(MARGIN + 10, y + 20, 24, ICONS[result.domain], circle)
        chip = text_width(result.verdict, _CHIP) + 42
        left = WIDTH - MARGIN - chip
        sheet.box(BoxPiece(left, y + 9, chip, 26, 3, edge, 2, fill))
        sheet.icon(left + 10, y + 14, 16, icon, ink)
        sheet.text(left + 31, y + 12, chip - 30, result.verdict, Style(15, 20, ink, bold=True))
        title = sheet.text(_TEXT_X, y + 11, left - _TEXT_X, result.title, _TITLE)
        at = _TEXT_X + text_width(title.text, _TITLE) + 10
        if result.value:
            value = Style(17, 23, COLOUR.muted)
            words = elided(result.value, value, left - at - 8)
            sheet.text(at, y + 11, left - at, words, value)
        width = WIDTH - MARGIN - _TEXT_X
        placed = sheet.text(_TEXT_X, y + 37, width, result.text, self.body)
        return max(y + 60, placed.y + placed.height) + self.gap - 3

    def _boxes(self, y: float) -> float:
        sheet = self.sheet
        width = (INNER - _BOX_GAP) / 2
        right = MARGIN + width + _BOX_GAP
        place = len(sheet.pieces)
        ends = (self._agreed(MARGIN, y, width), self._next_checks(right, y, width), y + 110)
        height = max(ends) + 10 - y
        edges = [BoxPiece(x, y, width, height, 3, COLOUR.blue, 2) for x in (MARGIN, right)]
        sheet.pieces[place:place] = edges
        return y + height

    def _head(self, x: float, y: float, width: float, icon: str, words: str) -> None:
        self.sheet.icon(x + 17, y + 14, 22, icon, COLOUR.navy)
        self.sheet.text(x + 47, y + 13, width - 60, words, _HEAD)

    def _agreed(self, x: float, y: float, width: float) -> float:
        self._head(x, y, width, "list-checks", "What we agreed")
        top, body = y + 42, self.body
        if not self.document.agreed:
            open_ = any(each.tone is ResultTone.OPEN for each in self.document.results)
            words = "Nothing yet." if open_ else "Nothing needs a plan today."
            return self._line(x + 17, top, width - 30, words, body)
        for each in self.document.agreed:
            words = each.text
            if not each.done:
                words = f"Offered: {words[:1].lower()}{words[1:]}"
            mark = "square-check" if each.done else "square"
            self.sheet.icon(x + 17, top + (body.line - 19) / 2, 19, mark, COLOUR.text)
            top = self._line(x + 46, top, width - 58, words, body)
        return top

    def _next_checks(self, x: float, y: float, width: float) -> float:
        self._head(x, y, width, "clock", "My next checks")
        checks, top = self.document.next_checks, y + 42
        column = max((text_width(each.when, self.bold) for each in checks), default=0.0) + 12
        for each in checks:
            self.sheet.text(x + 17, top, column, each.when, self.bold)
            top = self._line(x + 17 + column, top, width - 27 - column, each.what, self.body)
        return top

    def _line(self, x: float, y: float, width: float, words: str, style: Style) -> float:
        placed = self.sheet.text(x, y, width, words, style)
        return y + placed.height + 4

    def _who(self, y: float) -> float:
        sheet = self.sheet
        place = len(sheet.pieces)
        self._head(MARGIN, y, INNER, "circle-question-mark", "Who can I ask?")
        text = sheet.text(MARGIN + 17, y + 40, INNER - 30, self._ask(), self.body)
        urgent = text.y + text.height + 4
        sheet.icon(MARGIN + 17, urgent + 1, 20, "circle-alert", COLOUR.red_text)
        alarm = "Chest pain, or trouble breathing or speaking? Call 999 straight away."
        placed = sheet.text(MARGIN + 45, urgent, INNER - 60, alarm, self.bold)
        height = urgent + placed.height + 12 - y
        box = BoxPiece(MARGIN, y, INNER, height, 3, COLOUR.line, 2, COLOUR.canvas)
        # The box lies under its text, but only the text says how high it is.
        sheet.pieces.insert(place, box)
        return y + height

    def _ask(self) -> tuple[Run, ...]:
        document = self.document
        words = [Run("Ask "), Run(document.ask_who, bold=True)]
        words.append(Run(f", your nurse on {document.ask_where}"))
        if document.phone:
            words += [Run(": "), Run(document.phone, bold=True)]
        words += [Run(". At home, ask your GP surgery or call "), Run("111", bold=True), Run(".")]
        if document.medicine:
            stop = f" Please do not stop {document.medicine} without talking to us first."
            words.append(Run(stop))
        return tuple(words)

    def _foot(self) -> None:
        sheet, document = self.sheet, self.document
        sheet.line(_FOOT_Y)
        page = "Page 1 of 1"
        bold = Style(13, 17, COLOUR.muted_strong, bold=True)
        right = text_width(page, bold) + 2
        printed = text_width(document.printed_line, _CAPTION) + 2
        room = INNER - right - printed - 48
        form = elided(document.form_line, _CAPTION, room - 2)
        sheet.text(MARGIN, _FOOT_Y + 10, room, form, _CAPTION)
        x = WIDTH - MARGIN - right - 24 - printed
        sheet.text(x, _FOOT_Y + 10, printed, document.printed_line, _CAPTION)
        sheet.text(WIDTH - MARGIN - right, _FOOT_Y + 10, right, page, bold)

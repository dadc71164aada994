"""The page for the person as one A4 sheet (design picture ``09-summary-a4.png``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

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
    write_pdf,
)
from clinicapp.ui.documents.summary_document import ResultTone, SummaryDocument, summary_document
from clinicapp.ui.documents.summary_sentences import ICONS

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from pathlib import Path

    from clinicapp.services.screening import FormSnapshot
    from clinicapp.ui.documents.summary_sentences import SummaryResult

_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_BODY: Final = Style(17, 23)
_VALUE: Final = Style(17, 23, COLOUR.muted)
_TITLE: Final = Style(19, 23, bold=True)
_SMALL: Final = Style(14, 19, COLOUR.muted_strong)
_SMALL_TEXT: Final = Style(14, 19)
_CAPTION: Final = Style(13, 17, COLOUR.muted)
_PAGE: Final = Style(32, 38, bold=True)
_CHIP: Final = Style(15, 20, bold=True)
_HEAD: Final = Style(19, 24, COLOUR.navy, bold=True)
_CIRCLE: Final = 44.0
_TEXT_X: Final = MARGIN + 58
_BOX_GAP: Final = 14.0
_FOOT_Y: Final = 1072.0
_LOOKS: Final = {
    ResultTone.FINE: ("check", COLOUR.green_text, COLOUR.green, COLOUR.panel),
    ResultTone.PLAN: ("info", COLOUR.amber_text, COLOUR.amber_text, COLOUR.amber_tint),
    ResultTone.OPEN: ("circle-dashed", COLOUR.muted_strong, COLOUR.muted, COLOUR.panel),
}


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
    document = summary_document(
        snapshot, trust=trust, ward_phone=ward_phone, printed_at=printed_at, zone=zone
    )
    write_pdf(
        (lay_out_summary(document),),
        path,
        title=f"My physical health check, {document.on}",
        author=document.trust or "clinicapp",
    )


def lay_out_summary(document: SummaryDocument) -> Sheet:
    """Place the whole page; it is always one.

    Where the words are many, results keep their first two lines and names are cut with an
    ellipsis, so that nothing lies over anything else.
    """
    sheet = Sheet()
    y = _header(sheet, document)
    for result in document.results:
        y = _result(sheet, result, y)
    sheet.line(y)
    y = _boxes(sheet, document, y + 13)
    _who(sheet, document, y + 13)
    _foot(sheet, document)
    return sheet


def _header(sheet: Sheet, document: SummaryDocument) -> float:
    trust = document.trust or "Trust name, ward address and phone number"
    more = document.trust_more if document.trust else "Set once in Settings, printed on every page"
    sheet.box(
        BoxPiece(
            MARGIN, 30, 446, 53, edge=COLOUR.muted if not document.trust else COLOUR.line,
            dashed=not document.trust,
        )
    )  # fmt: skip
    name = Style(14, 19, COLOUR.muted_strong, bold=True)
    sheet.text(MARGIN + 13, 38, 424, elided(trust, name, 420), name)
    sheet.text(MARGIN + 13, 57, 424, elided(more, _SMALL, 420), _SMALL)
    bold = Style(14, 19, bold=True)
    room = INNER - 446 - 12
    who = elided(document.name, bold, room - text_width(f", born {document.born}", _SMALL_TEXT))
    x = WIDTH - MARGIN - room
    born = (Run(who, bold=True), Run(f", born {document.born}"))
    sheet.text(x, 38, room, born, _SMALL_TEXT, _RIGHT)
    number = (Run("NHS number "), Run(document.nhs_number, bold=True))
    sheet.text(x, 57, room, number, _SMALL_TEXT, _RIGHT)
    sheet.text(MARGIN, 97, INNER, "My physical health check", _PAGE)
    intro = (
        Run(f"{elided(document.given_name, _BODY, 240)}, this is what we found on "),
        Run(document.on, bold=True),
        Run(" and what we agreed. "),
        Run(document.verdict, bold=True),
        Run(" Keep this page and share it with anyone you like."),
    )
    placed = sheet.text(MARGIN, 138, INNER, intro, Style(17, 24))
    return placed.y + placed.height + 12


def _result(sheet: Sheet, result: SummaryResult, y: float) -> float:
    """One result: two lines of text under a title, so that six always fit."""
    icon, ink, edge, fill = _LOOKS[result.tone]
    sheet.line(y)
    plan = result.tone is ResultTone.PLAN
    circle = COLOUR.amber_text if plan else COLOUR.blue
    sheet.box(
        BoxPiece(
            MARGIN + 1, y + 11, _CIRCLE - 2, _CIRCLE - 2, radius=_CIRCLE / 2 - 1, edge=circle,
            edge_width=2, fill=COLOUR.amber_tint if plan else "",
        )
    )  # fmt: skip
    sheet.icon(MARGIN + 10, y + 20, 24, ICONS[result.domain], circle)
    chip = text_width(result.verdict, _CHIP) + 42
    left = WIDTH - MARGIN - chip
    sheet.box(BoxPiece(left, y + 10, chip, 26, radius=3, edge=edge, edge_width=2, fill=fill))
    sheet.icon(left + 10, y + 15, 16, icon, ink)
    sheet.text(left + 31, y + 13, chip - 30, result.verdict, Style(15, 20, ink, bold=True))
    title = sheet.text(_TEXT_X, y + 11, left - _TEXT_X, result.title, _TITLE)
    at = _TEXT_X + text_width(title.text, _TITLE) + 10
    if result.value:
        sheet.text(at, y + 11, left - at, elided(result.value, _VALUE, left - at - 8), _VALUE)
    placed = sheet.text(_TEXT_X, y + 37, WIDTH - MARGIN - _TEXT_X, result.text, _BODY)
    return max(y + 93, placed.y + placed.height + 8)


def _boxes(sheet: Sheet, document: SummaryDocument, y: float) -> float:
    width = (INNER - _BOX_GAP) / 2
    rows = max(len(document.agreed), len(document.next_checks), 3)
    height = 46 + 27.0 * rows + 10
    right = MARGIN + width + _BOX_GAP
    for x, icon, words in (
        (MARGIN, "list-checks", "What we agreed"),
        (right, "clock", "My next checks"),
    ):
        sheet.box(BoxPiece(x, y, width, height, radius=3, edge=COLOUR.blue, edge_width=2))
        sheet.icon(x + 17, y + 15, 22, icon, COLOUR.navy)
        sheet.text(x + 47, y + 14, width - 60, words, _HEAD)
    for index, each in enumerate(document.agreed):
        top = y + 43 + 27 * index
        sheet.icon(MARGIN + 17, top, 19, "square-check" if each.done else "square", COLOUR.text)
        words = each.text if each.done else f"Offered: {each.text[:1].lower()}{each.text[1:]}"
        room = width - 46 - 12
        sheet.text(MARGIN + 46, top - 2, room, elided(words, _BODY, room - 2), _BODY)
    if not document.agreed:
        sheet.text(MARGIN + 17, y + 43, width - 30, "Nothing needs a plan today.", _BODY)
    column = max((text_width(each.when, _TITLE17) for each in document.next_checks), default=0) + 12
    for index, check in enumerate(document.next_checks):
        top = y + 41 + 27 * index
        sheet.text(right + 17, top, column, check.when, _TITLE17)
        room = width - 17 - column - 10
        sheet.text(right + 17 + column, top, room, elided(check.what, _BODY, room - 2), _BODY)
    return y + height


_TITLE17: Final = Style(17, 23, bold=True)


def _who(sheet: Sheet, document: SummaryDocument, y: float) -> None:
    top = y
    words = [Run("Ask "), Run(document.ask_who, bold=True)]
    words.append(Run(f", your nurse on {document.ask_where}"))
    if document.phone:
        words += [Run(": "), Run(document.phone, bold=True)]
    words += [Run(". At home, ask your GP surgery or call "), Run("111", bold=True), Run(".")]
    if document.medicine:
        words.append(Run(f" Please do not stop {document.medicine} without talking to us first."))
    # The box is drawn under the text, so its height has to be known first.
    place = len(sheet.pieces)
    sheet.icon(MARGIN + 17, top + 14, 22, "circle-question-mark", COLOUR.navy)
    sheet.text(MARGIN + 47, top + 13, INNER - 60, "Who can I ask?", _HEAD)
    text = sheet.text(MARGIN + 17, top + 40, INNER - 30, words, _BODY)
    urgent = text.y + text.height + 4
    sheet.icon(MARGIN + 17, urgent + 1, 20, "circle-alert", COLOUR.red_text)
    alarm = "Chest pain, or trouble breathing or speaking? Call 999 straight away."
    sheet.text(MARGIN + 45, urgent, INNER - 60, alarm, _TITLE17)
    height = urgent + 23 + 12 - top
    box = BoxPiece(
        MARGIN, top, INNER, height, radius=3, edge=COLOUR.line, edge_width=2, fill=COLOUR.canvas
    )
    sheet.pieces.insert(place, box)


def _foot(sheet: Sheet, document: SummaryDocument) -> None:
    sheet.line(_FOOT_Y)
    page = "Page 1 of 1"
    bold = Style(13, 17, COLOUR.muted_strong, bold=True)
    right = text_width(page, bold)
    printed = text_width(document.printed_line, _CAPTION)
    sheet.text(MARGIN, _FOOT_Y + 10, INNER - right - printed - 48, document.form_line, _CAPTION)
    x = WIDTH - MARGIN - right - 24 - printed - 2
    sheet.text(x, _FOOT_Y + 10, printed + 2, document.printed_line, _CAPTION)
    sheet.text(WIDTH - MARGIN - right - 2, _FOOT_Y + 10, right + 2, page, bold)

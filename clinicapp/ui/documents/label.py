"""A small label for a person's record or sample, on the rolls that clinic rooms have.

Name, date of birth and NHS number are written as wristbands write them (clinical reference,
section 7). The barcode is the ten digits of the NHS number as Code 128 and nothing else, which is
what record and laboratory systems read from a label; somebody whose number is not known gets none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.people import wristband_day
from clinicapp.ui.documents.barcode import QUIET_MODULES, code_128
from clinicapp.ui.documents.paper import BarsPiece, Paper, Sheet, Style, elided, text_width
from clinicapp.ui.documents.press import Printout
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.words.plain import moment_text

if TYPE_CHECKING:
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.documents.imprint import Imprint

BROTHER: Final = Paper("Brother 62 \u00d7 29 mm", 62, 29)
DYMO: Final = Paper("Dymo 89 \u00d7 36 mm", 89, 36)
LABELS: Final = (BROTHER, DYMO)
_BLACK: Final = "#000000"
"""Label printers are thermal: they know black and nothing between."""
_EDGE: Final = 9.0
"""About 2.4 mm: what label printers cannot reach."""
_NAME_SIZES: Final = (17, 15, 13, 12, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDocument:
    """What stands on the label; ``digits`` is empty while the NHS number is not known."""

    name: str
    born: str
    nhs_number: str
    digits: str
    made: str


def label_document(snapshot: FormSnapshot, imprint: Imprint) -> LabelDocument:
    """Work out the label of a person's visit."""
    person = snapshot.person
    number = person.nhs_number
    made = moment_text(imprint.printed_at, imprint.zone)
    return LabelDocument(
        name=person.display_name,
        born=f"Born {wristband_day(person.born)}",
        nhs_number="NHS number not known" if number is None else f"NHS {number.label}",
        digits="" if number is None else number.digits,
        made=f"{made}, {imprint.station}, {ward_text(person.ward)}",
    )


def label_printout(snapshot: FormSnapshot, imprint: Imprint, paper: Paper) -> Printout:
    """One label, on paper of exactly its size."""
    document = label_document(snapshot, imprint)
    return Printout(
        sheets=(lay_out_label(document, paper),),
        title=f"Label {snapshot.form.number}",
        author=imprint.author,
    )


def lay_out_label(document: LabelDocument, paper: Paper) -> Sheet:
    """Place the label; a name that is too long even in the smallest size ends in dots."""
    sheet = Sheet(paper=paper)
    width, right = paper.width - 2 * _EDGE, paper.width - _EDGE
    name = _name_style(document.name, width)
    y = _EDGE - 2
    sheet.text(_EDGE, y, width, elided(document.name, name, width - 1), name)
    y += name.line
    facts = Style(12, 15, _BLACK, bold=True)
    sheet.text(_EDGE, y, width, document.nhs_number, facts)
    born = text_width(document.born, facts) + 2
    beside = text_width(document.nhs_number, facts) + 10 + born <= width
    if not beside:
        y += facts.line
    sheet.text(right - born if beside else _EDGE, y, born, document.born, facts)
    y += facts.line + 3
    small = Style(10, 12, _BLACK)
    foot = paper.height - _EDGE - small.line + 2
    if document.digits:
        _bars(sheet, document.digits, y, foot - 3 - y)
    sheet.text(_EDGE, foot, width, elided(document.made, small, width - 1), small)
    return sheet


def _name_style(name: str, width: float) -> Style:
    styles = [Style(size, size + 4, _BLACK, bold=True) for size in _NAME_SIZES]
    return next((each for each in styles if text_width(name, each) < width - 1), styles[-1])


def _bars(sheet: Sheet, digits: str, y: float, height: float) -> None:
    """As wide as the label allows with its quiet zones, and in the middle."""
    modules = code_128(digits)
    module = sheet.paper.width / (len(modules) + 2 * QUIET_MODULES)
    x = (sheet.paper.width - module * len(modules)) / 2
    sheet.pieces.append(BarsPiece(x, y, module * len(modules), height, modules))

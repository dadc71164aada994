"""The people to write to after a look-back, as a CSV file and as pages to print."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple
from typing import TYPE_CHECKING, Final

from clinicapp.ui.documents.paper import INNER, MARGIN, Run, Sheet, Style
from clinicapp.ui.documents.press import Printout
from clinicapp.ui.documents.preview import Printable, Variant
from clinicapp.ui.documents.progress_csv import plain_cell
from clinicapp.ui.viewmodels.quality.present_look_back import LETTER_HEADER
from clinicapp.ui.words.plain import counted

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.ui.viewmodels.quality.present_look_back import Letter

_TITLE: Final = Style(22, 28, bold=True)
_TEXT: Final = Style(13, 18)
_NAME: Final = Style(15, 22, bold=True)
_BOTTOM: Final = 1123.0 - MARGIN - 24


def letters_csv(letters: tuple[Letter, ...]) -> str:
    """The text of the file; no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (LETTER_HEADER, *(astuple(letter) for letter in letters)):
        writer.writerow([plain_cell(cell) for cell in row])
    return text.getvalue()


def write_letters_csv(letters: tuple[Letter, ...], path: Path) -> None:
    """Write the file so that a spreadsheet sees its characters as they are (UTF-8 with a mark).

    Raises:
        OSError: the file cannot be written.
    """
    path.write_text(letters_csv(letters), encoding="utf-8-sig", newline="")


def letters_printable(
    letters: tuple[Letter, ...], device: str, summary: str, author: str
) -> Printable:
    """The same list on paper, as many pages as it takes.

    Args:
        letters: who.
        device: the device, in words.
        summary: what the look-back came to.
        author: the trust.
    """
    title = f"People to write to, {device}"
    sheets = [Sheet()]
    y = MARGIN
    y += sheets[0].text(MARGIN, y, INNER, title, _TITLE).height + 4
    y += sheets[0].text(MARGIN, y, INNER, summary, _TEXT).height + 10
    for letter in letters:
        lines = (
            f"{letter.nhs_number}, born {letter.born}, {letter.ward} ward",
            f"Readings {letter.readings}, measured {letter.measured}",
            f"Forms: {letter.forms}. {letter.outcome}.",
        )
        probe = Sheet()
        height = _NAME.line + sum(
            probe.text(MARGIN, 0, INNER, line, _TEXT).height for line in lines
        )
        if y + height > _BOTTOM and sheets[-1].pieces:
            sheets.append(Sheet())
            y = MARGIN
        sheet = sheets[-1]
        sheet.line(y)
        y += 6
        y += sheet.text(MARGIN, y, INNER, (Run(letter.name, bold=True),), _NAME).height
        for line in lines:
            y += sheet.text(MARGIN, y, INNER, line, _TEXT).height
        y += 8
    for number, sheet in enumerate(sheets, start=1):
        people = counted(len(letters), "person", "people")
        words = f"Page {number} of {len(sheets)}. Confidential: {people}."
        sheet.text(MARGIN, _BOTTOM + 10, INNER, words, _TEXT)
    printout = Printout(sheets=tuple(sheets), title=title, author=author)
    return Printable(
        title="Letter list",
        # File lists are seen by many, so no name of a person.
        file_name=f"letter list {device}.pdf",
        variants=(Variant("A4", printout),),
    )

"""The form as a block of plain text for pasting into a record system.

Columns are aligned with spaces, since record systems treat tabs each in their own way; the order of
the lines never changes, so that two blocks can be compared by eye.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import taken_at
from clinicapp.interop.record_codes import SNOMED
from clinicapp.ui.documents.gp_letter import letter_document
from clinicapp.ui.documents.measures import measures
from clinicapp.ui.viewmodels.clinic.present_visit import Visit
from clinicapp.ui.words.plain import moment_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.documents.gp_letter import LetterDocument, LetterSection
    from clinicapp.ui.documents.imprint import Imprint
    from clinicapp.ui.documents.measures import Measure

WIDTH: Final = 100
_GAP: Final = "  "
_BELOW: Final = "see below"


def record_text(snapshot: FormSnapshot, imprint: Imprint) -> str:
    """The whole block: lines parted by newlines, no tab, no space at the end of a line."""
    visit = Visit(snapshot=snapshot, zone=imprint.zone)
    letter = letter_document(snapshot, imprint)
    lines = ["PHYSICAL HEALTH CHECK (LESTER SCREENING FORM)"]
    if letter.draft:
        lines.append("DRAFT: NOT SIGNED")
    lines += [letter.form_line, ""]
    lines += _aligned([(label, _plain(value)) for label, value in letter.person])
    lines += ["", "RESULTS", *_results(visit, letter)]
    for section in letter.sections:
        lines += ["", section.heading.upper(), *_section(section)]
    lines += ["", letter.notice]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _results(visit: Visit, letter: LetterDocument) -> list[str]:
    """Name, value, zone, time and code of each result, in columns."""
    if not letter.results:
        return ["None recorded yet."]
    rows = []
    for measure, row in zip(measures(visit), letter.results, strict=True):
        code = SNOMED.get(measure.key, "")
        rows.append(
            (
                _plain(measure.name),
                _value(measure),
                "RED ZONE" if row.is_red else "",
                _taken(visit, measure),
                f"SNOMED CT {code}" if code else "",
            )
        )
    lines = []
    for text, measure in zip(_aligned(rows), measures(visit), strict=True):
        lines.append(text)
        whole = measure.text if _value(measure) == _BELOW else ""
        for words in (whole, measure.note):
            lines += _wrapped(words, "    ")
    return lines


def _value(measure: Measure) -> str:
    # Words of one's own can be long; they go below their line, not into the column.
    text = _plain(measure.text)
    return text if len(text) <= WIDTH // 3 else _BELOW


def _taken(visit: Visit, measure: Measure) -> str:
    if measure.worked_out:
        return "worked out"
    return "" if measure.fact is None else moment_text(taken_at(measure.fact), visit.zone)


def _section(section: LetterSection) -> list[str]:
    return [line for each in section.lines for line in _wrapped(each, "- ")]


def _wrapped(words: str, first: str) -> list[str]:
    return textwrap.wrap(
        _plain(words), WIDTH, initial_indent=first, subsequent_indent=" " * len(first)
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _plain(words: str) -> str:
    """One line without tabs and the like; typed words may hold anything."""
    return " ".join(words.split())

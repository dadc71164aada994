"""The rows of a list, from cells of text to entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.columns import HeadingsRefused, read_headings
from clinicapp.domain.caseload.entries import Entry, Problem, RefusedEntry, read_entry
from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clinicapp.domain.caseload.columns import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadList:
    """A list of people that was read.

    Attributes:
        entries: Its rows.
        digest: SHA-256 of the file, for the audit trail: a file's name may be a person's.
        note: A sentence for whoever looks at it, or empty.
        only: The one ward that the list is for, if there is one.
    """

    entries: tuple[Entry | RefusedEntry, ...]
    digest: str
    note: str = ""
    only: str | None = None


MOST_ROWS: Final = 200_000
"""More than the people of every ward of a large trust; whoever has more parts the list."""


def read_entries(
    records: Iterable[Sequence[str]],
    today: date,
    *,
    ward: str | None = None,
    only: str | None = None,
) -> tuple[Entry | RefusedEntry, ...]:
    """Every row below the headings that is not empty.

    Args:
        records: the lines of the file, the headings first; lines before them may be empty.
        today: no day is after it.
        ward: where people belong whose row names no ward.
        only: the one ward that the list is for, if there is one.

    Raises:
        Refused: the headings cannot be used, there are no rows, or there are too many.
    """
    columns: tuple[Column | None, ...] | None = None
    found: list[Entry | RefusedEntry] = []
    for row, cells in enumerate(records, 1):
        if not any(cells) or not any(map(str.strip, cells)):
            continue
        if columns is None:
            read = read_headings(cells)
            if isinstance(read, HeadingsRefused):
                raise Refused(read.sentence)
            columns = read
            continue
        if len(found) == MOST_ROWS:
            raise Refused(
                f"The list has more than {MOST_ROWS} rows; part it by ward and import each part."
            )
        found.append(_entry(row, cells, columns, today, ward, only))
    if not found:
        raise Refused("There are no people in this list; choose another file.")
    return tuple(found)


def _entry(
    row: int,
    cells: Sequence[str],
    columns: tuple[Column | None, ...],
    today: date,
    ward: str | None,
    only: str | None,
) -> Entry | RefusedEntry:
    given = {}
    for place, cell in enumerate(cells):
        column = columns[place] if place < len(columns) else None
        if column is not None:
            given[column] = cell
        elif cell.strip():
            sentence = (
                f"Cell {place + 1} of this row is under no heading; a separator may stand within "
                "a name, so put that cell in quotation marks."
            )
            return RefusedEntry(row=row, problems=(Problem(None, sentence),))
    return read_entry(row, given, today, ward=ward, only=only)

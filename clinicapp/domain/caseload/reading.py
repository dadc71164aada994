"""The rows of a list, from cells of text to entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.caseload.columns import read_headings
from clinicapp.domain.caseload.entries import Entry, Problem, RefusedEntry, read_entry
from clinicapp.domain.lists.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


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
    return tuple(
        read_entry(row.number, row.cells, today, ward=ward, only=only)
        if not row.stray
        else RefusedEntry(row=row.number, problems=(Problem(None, row.stray),))
        for row in rows_of(
            records,
            read_headings,
            nothing="There are no people in this list; choose another file.",
        )
    )

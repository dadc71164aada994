"""A list of people as a CSV file: read for the plan of an import, and written."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.columns import COLUMN_WORDS, Column, knows
from clinicapp.domain.caseload.reading import CaseloadList, read_entries
from clinicapp.interop.csv_text import read_csv, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from clinicapp.domain.people import Person

_WRITTEN: Final = tuple(column for column in Column if column not in (Column.NAME, Column.BED))


def read_caseload(
    data: bytes, today: date, *, ward: str | None = None, only: str | None = None
) -> CaseloadList:
    """Read a list of people from the bytes of a CSV file.

    Args:
        data: the whole file.
        today: no day in it is after this one.
        ward: where people belong whose row names no ward.
        only: the one ward that the list is for; rows of others are refused.

    Raises:
        Refused: it is no CSV, or not of people; the sentence says what to do.
    """
    found = read_csv(data, knows)
    entries = read_entries(found.records(), today, ward=ward or only, only=only)
    digest = hashlib.sha256(data).hexdigest()
    return CaseloadList(entries=entries, digest=digest, note=found.note, only=only)


def write_caseload(people: Iterable[Person]) -> bytes:
    """People as a list that ``read_caseload`` reads, days as ISO 8601."""
    lines: list[list[str]] = [[COLUMN_WORDS[column] for column in _WRITTEN]]
    lines += ([_cell(person, column) for column in _WRITTEN] for person in people)
    return write_csv(lines)


def _cell(person: Person, column: Column) -> str:
    value = getattr(person, column.value)
    if column is Column.NHS_NUMBER and person.nhs_number is not None:
        # With its spaces a spreadsheet leaves it alone.
        return person.nhs_number.spaced
    if value is None:
        return ""
    return str(value)

"""A list of members of staff as a CSV file, read for the plan of an import."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.lists.rows import rows_of
from clinicapp.domain.staff_rows import Column, knows, read_headings
from clinicapp.interop.csv_text import read_csv

if TYPE_CHECKING:
    from clinicapp.domain.lists.rows import Row


@dataclass(frozen=True, slots=True)
class StaffFile:
    """Its rows, its SHA-256 for the audit trail, and a sentence for whoever looks, or empty."""

    rows: tuple[Row[Column], ...]
    digest: str
    note: str = ""


def read_staff(data: bytes) -> StaffFile:
    """Read a list of staff from the bytes of a CSV file.

    Raises:
        Refused: it is no CSV, or not of staff; the sentence says what to do.
    """
    found = read_csv(data, knows, of="staff", like="Name, Job title, Roles, User name, Badge")
    rows = rows_of(
        found.records(),
        read_headings,
        nothing="There is nobody in this list; choose another file.",
    )
    return StaffFile(tuple(rows), hashlib.sha256(data).hexdigest(), found.note)

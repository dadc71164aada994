"""A contractor's visit as a CSV file, and calibrations as one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.visits import (
    EXAMPLE,
    RefusedVisit,
    VisitEntry,
    knows,
    read_entry,
    read_headings,
)
from clinicapp.domain.lists.rows import rows_of
from clinicapp.domain.quantities import plain
from clinicapp.interop.csv_text import read_csv, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.calibration_record import Calibration

_HEADINGS: Final = (
    *("Asset tag", "Serial number", "Date", "Result", "As found", "Certificate number"),
    *("Performed by", "Signed by", "Signed at", "Adjusted", "Against", "Points", "Id"),
    *("Supersedes", "Reason"),
)


@dataclass(frozen=True, slots=True)
class VisitList:
    """A list that was read; ``digest`` is the file's SHA-256, ``note`` a sentence or empty."""

    entries: tuple[VisitEntry | RefusedVisit, ...]
    digest: str
    note: str


def read_visit(data: bytes, today: date) -> VisitList:
    """Read a contractor's list from the bytes of a CSV file.

    Raises:
        Refused: it is no CSV, or no such list; the sentence says what to do.
    """
    found = read_csv(data, knows, of="calibrations", like=EXAMPLE)
    rows = rows_of(
        found.records(),
        read_headings,
        nothing="There is no calibration in this list; choose another file.",
        part_by="visit",
    )
    entries = tuple(read_entry(row, today) for row in rows)
    return VisitList(entries, hashlib.sha256(data).hexdigest(), found.note)


def write_calibrations(
    calibrations: Iterable[tuple[Calibration, Asset]], superseded: Mapping[UUID, UUID]
) -> bytes:
    """Signed calibrations as CSV, days and moments as ISO 8601; no cell becomes a formula.

    Args:
        calibrations: each with its device.
        superseded: which calibrations a newer one has taken the place of, by their ids.
    """
    lines: list[list[str]] = [[*_HEADINGS]]
    for each, asset in calibrations:
        newer = superseded.get(each.id)
        lines.append(
            [
                asset.tag,
                asset.serial,
                each.done_on.isoformat(),
                each.as_left.value,
                "" if each.as_found is None else each.as_found.value,
                each.certificate_no,
                each.performed_by,
                each.signed_by,
                each.signed_at.isoformat(),
                {None: "", True: each.adjustment, False: "no"}[each.adjusted],
                each.tolerance_set,
                _points(each),
                str(each.id),
                "" if each.supersedes is None else str(each.supersedes),
                each.reason if newer is None else f"Superseded by {newer}",
            ]
        )
    return write_csv(lines)


def _points(calibration: Calibration) -> str:
    return "; ".join(
        f"{point.name or plain(point.reference)} {point.unit}: "
        f"{'' if point.as_found is None else plain(point.as_found)} > "
        f"{'' if point.as_left is None else plain(point.as_left)}"
        for point in calibration.points
    )

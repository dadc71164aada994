"""A list of equipment as a CSV file: read for the plan of an import, and written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.intake.columns import (
    COLUMN_WORDS,
    EXAMPLE,
    Column,
    knows,
    read_headings,
)
from clinicapp.domain.equipment.intake.entries import Entry, RefusedEntry, read_entry
from clinicapp.domain.lists.rows import rows_of
from clinicapp.interop.csv_text import read_csv, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.intake.known import KnownAsset

_EVENTS: Final = (
    *("Asset tag", "What happened", "When", "Recorded", "Recorded by", "Check", "Verdict"),
    *("Detail", "Details", "Event", "Corrects"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetList:
    """A list of equipment that was read.

    Attributes:
        entries: Its rows.
        digest: SHA-256 of the file, for the audit trail.
        note: A sentence for whoever looks at it, or empty.
    """

    entries: tuple[Entry | RefusedEntry, ...]
    digest: str
    note: str = ""


def read_assets(
    data: bytes, today: date, *, ward: str = "", go_on: Callable[[int], None] = lambda _rows: None
) -> AssetList:
    """Read a list of equipment from the bytes of a CSV file.

    Args:
        data: the whole file.
        today: nothing in it has happened after this day.
        ward: whose the devices are where the list does not say.
        go_on: told how many rows have been read now and then; may raise to stop.

    Raises:
        Refused: it is no CSV, or not of equipment; the sentence says what to do.
    """
    found = read_csv(data, knows, of="equipment", like=EXAMPLE)
    rows = rows_of(
        found.records(),
        read_headings,
        nothing="There is no equipment in this list; choose another file.",
    )
    entries: list[Entry | RefusedEntry] = []
    for row in rows:
        entries.append(read_entry(row, today, ward))
        if len(entries) % 1_000 == 0:
            go_on(len(entries))
    return AssetList(
        entries=tuple(entries), digest=hashlib.sha256(data).hexdigest(), note=found.note
    )


def write_assets(known: Iterable[KnownAsset], tags: Mapping[UUID, str]) -> bytes:
    """Devices as a list that ``read_assets`` reads, days as ISO 8601.

    Args:
        known: the devices.
        tags: the tag of each device that another belongs to.
    """
    lines: list[list[str]] = [[COLUMN_WORDS[column] for column in Column]]
    lines += ([_cell(each, column, tags) for column in Column] for each in known)
    return write_csv(lines)


def write_histories(events: Iterable[AssetEvent], tags: Mapping[UUID, str]) -> bytes:
    """What has happened to devices, as CSV, moments in UTC as ISO 8601."""
    lines: list[list[str]] = [[*_EVENTS]]
    for event in events:
        details = "; ".join(f"{key}: {words}" for key, words in event.details.items() if words)
        lines.append(
            [
                tags[event.asset_id],
                event.kind.value,
                event.at.isoformat(),
                event.recorded_at.isoformat(),
                event.recorded_by,
                event.check.value if event.check else "",
                event.verdict.value if event.verdict else "",
                event.detail,
                details,
                str(event.id),
                str(event.supersedes) if event.supersedes else "",
            ]
        )
    return write_csv(lines)


def _cell(known: KnownAsset, column: Column, tags: Mapping[UUID, str]) -> str:
    asset: Asset = known.asset
    match column:
        case Column.ACCEPTED:
            value: object = known.accepted_on
        case Column.CALIBRATED:
            value = known.calibrated_on
        case Column.PART_OF:
            value = None if asset.part_of is None else tags.get(asset.part_of)
        case _:
            value = getattr(asset, column.value)
    return "" if value is None else str(value)

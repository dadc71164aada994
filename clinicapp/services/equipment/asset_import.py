"""Taking in a list of equipment: what it would do, then that, a few rows at a time.

A register of 100,000 devices takes minutes to write, and a device that sends a reading waits for
whatever is being written. So it is read and written in parts, each of which is a transaction of its
own; whoever stops between two keeps what was done, and the same list again goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.intake.columns import Column
from clinicapp.domain.equipment.intake.known import KnownAsset
from clinicapp.domain.equipment.intake.plan import PlannedRow, applied
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.intake.plan import Plan
    from clinicapp.store.asset_batches import AssetBatch
    from clinicapp.store.work import Work

PAGE: Final = 500
"""Devices that are read in one go."""
PART: Final = 50
"""Rows that are written in one go."""
FROM_LIST: Final = "From an imported list; no points"
_PLACE: Final = ("ward", "site", "location")
_DOING: Final = "import a list of equipment"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """Some devices of the register, and where the next page begins; empty after the last."""

    known: tuple[KnownAsset, ...]
    after: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that could not be written after all, and why."""

    row: int
    sentence: str


def known_page(work: Work, by: By, after: str, zone: tzinfo) -> KnownPage:
    """The devices that a list is compared with, a page at a time.

    Args:
        work: the transaction.
        by: who, and when.
        after: the tag after which to begin; empty for the first page.
        zone: the ward's, in which a moment has its day.
    """
    by.actor.require(Permission.MANAGE_EQUIPMENT, _DOING)
    assets = work.asset_pages.assets(after, PAGE)
    known = with_last_days(work, assets, after, zone)
    return KnownPage(known, assets[-1].tag if len(assets) == PAGE else "")


def with_last_days(
    work: Work, assets: tuple[Asset, ...], after: str, zone: tzinfo
) -> tuple[KnownAsset, ...]:
    """Assets that follow a tag, each with the days of its last acceptance and calibration."""
    if not assets:
        return ()
    last = work.asset_pages.last_days(after, assets[-1].tag)

    def day(asset: Asset, what: str) -> date | None:
        at = last.get((asset.id, what))
        return None if at is None else at.astimezone(zone).date()

    return tuple(
        KnownAsset(asset, day(asset, "accepted"), day(asset, "checked")) for asset in assets
    )


@use_case(Permission.MANAGE_EQUIPMENT, _DOING)
def note_compared(work: Work, by: By, digest: str, plan: Plan) -> None:
    """Write down that a list was compared with the register; nothing is changed."""
    record(work, by, "assets.compared", digest, **_counts(plan))


@use_case(Permission.MANAGE_EQUIPMENT, _DOING)
def carry_out_part(
    work: Work, by: By, digest: str, rows: Sequence[PlannedRow], zone: tzinfo
) -> tuple[LeftOut, ...]:
    """Write some rows of a plan (at most ``PART`` in one go).

    Args:
        work: the transaction.
        by: who, and when.
        digest: the SHA-256 of the file.
        rows: those that are new or changed.
        zone: the ward's, in which the days of a list lie.

    Returns:
        The rows of which nothing was done, because the register has changed since the plan.
    """
    batch = work.assets.batch()
    new = [row.entry for row in rows if row.entry is not None and row.before is None]
    giais = {giai for entry in new if (giai := entry.text(Column.GIAI))}
    part = _Part(work, by, zone, batch, set(batch.taken({entry.tag for entry in new}, giais)))
    left_out = []
    for row in rows:
        sentence = _write(part, row)
        if sentence:
            left_out.append(LeftOut(row.row, sentence))
    batch.write()
    done = len(rows) - len(left_out)
    record(work, by, "assets.imported", digest, count=done, left_out=len(left_out))
    return tuple(left_out)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that are written in one go; ``taken`` are tags and asset identifiers that are in use."""

    work: Work
    by: By
    zone: tzinfo
    batch: AssetBatch
    taken: set[str]


def _write(part: _Part, row: PlannedRow) -> str:
    work, by = part.work, part.by
    entry, before = row.entry, row.before
    if entry is None:
        return "The row could not be read."
    current = None if before is None else work.assets.get(before.asset.id)
    if before is not None and current != before.asset:
        return f"{row.tag} has been changed since the list was compared; compare it again."
    parent = _parent(part, entry.part_of) if entry.part_of else None
    if entry.part_of and parent is None:
        return f"{entry.part_of}, to which it is to belong, was not imported; correct that row."
    asset = applied(entry, current, uuid7(), parent.id if parent else None)
    if current is None:
        named = {asset.tag, asset.giai} - {None}
        if part.taken & named:
            return f"{asset.tag} has been added since the list was compared; compare it again."
        part.taken.update(each for each in named if each is not None)
        part.batch.add(asset)
    elif asset != current:
        work.assets.save(asset)
        moved = _moved(current, asset)
        if moved:
            _append(part, asset, AssetEventKind.MOVED, by.at, details=moved)
    _append_days(part, row, asset)
    action = "asset.registered" if current is None else "asset.changed"
    fields = " ".join(change.field for change in row.changes)
    record(work, by, action, asset.id, tag=asset.tag, source="list", fields=fields)
    return ""


def _parent(part: _Part, tag: str) -> Asset | None:
    """What a row belongs to, which may be of the same part."""
    part.batch.write()
    return part.work.assets.by_tag(tag)


def _append_days(part: _Part, row: PlannedRow, asset: Asset) -> None:
    """The acceptance and the calibration that a list tells of, as facts of their days."""
    now = part.by.at
    days = {} if row.entry is None else row.entry.days
    known = row.before
    accepted, calibrated = days.get(Column.ACCEPTED), days.get(Column.CALIBRATED)
    if accepted is not None and (known is None or known.accepted_on is None):
        at = _moment(accepted, now, part.zone)
        _append(part, asset, AssetEventKind.ACCEPTED, at, detail="From an imported list")
    if calibrated is not None and (known is None or known.calibrated_on != calibrated):
        at = _moment(calibrated, now, part.zone)
        _append(part, asset, AssetEventKind.CHECKED, at, detail=FROM_LIST)


def _append(
    part: _Part,
    asset: Asset,
    kind: AssetEventKind,
    at: datetime,
    *,
    detail: str = "",
    details: Mapping[str, str] | None = None,
) -> None:
    checked = kind is AssetEventKind.CHECKED
    by = part.by
    part.batch.append(
        AssetEvent(
            id=uuid7(),
            asset_id=asset.id,
            kind=kind,
            at=at,
            recorded_at=by.at,
            recorded_by=by.actor.name,
            check=Check.CALIBRATION if checked else None,
            verdict=Verdict.PASS if checked else None,
            detail=detail,
            details={"source": "list", **(details or {})},
        )
    )


def _moment(day: date, now: datetime, zone: tzinfo) -> datetime:
    """Noon of a day, because a list tells no time; never after now."""
    return min(datetime.combine(day, time(12), zone), now)


def _moved(before: Asset, after: Asset) -> dict[str, str]:
    if all(getattr(before, name) == getattr(after, name) for name in _PLACE):
        return {}
    found = {f"from_{name}": str(getattr(before, name)) for name in _PLACE}
    return found | {f"to_{name}": str(getattr(after, name)) for name in _PLACE}


def _counts(plan: Plan) -> dict[str, object]:
    return {standing.value: count for standing, count in sorted(plan.counts.items())}

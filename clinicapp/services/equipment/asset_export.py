"""Equipment that leaves the program as a list: read page by page, and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.asset_import import PAGE, with_last_days

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.intake.known import KnownAsset
    from clinicapp.store.work import Work

_DOING = "write a list of equipment into a file"


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Some devices, their histories if they were asked for, and where the next page begins."""

    known: tuple[KnownAsset, ...]
    events: tuple[AssetEvent, ...]
    after: str


def page_of_assets(
    work: Work, by: By, after: str, ward: str | None, zone: tzinfo, *, histories: bool = False
) -> ExportPage:
    """The next devices of a ward, or of all, by tag.

    Args:
        work: the transaction.
        by: who, and when.
        after: the tag after which to begin; empty for the first page.
        ward: the one ward; None for all.
        zone: the ward's, in which a moment has its day.
        histories: whether what has happened to them is wanted too.
    """
    by.actor.require(Permission.VIEW_EQUIPMENT, _DOING)
    assets = work.asset_pages.assets(after, PAGE, ward)
    if not assets:
        return ExportPage((), (), "")
    last = assets[-1].tag
    events = work.asset_pages.events(after, last, ward) if histories else ()
    known = with_last_days(work, assets, after, zone)
    return ExportPage(known, events, last if len(assets) == PAGE else "")


@use_case(Permission.VIEW_EQUIPMENT, _DOING)
def note_exported(work: Work, by: By, ward: str | None, count: int) -> None:
    """Write down that a list of equipment leaves the program."""
    record(work, by, "assets.exported", ward or "all wards", count=count)

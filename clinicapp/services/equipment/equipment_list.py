"""The list of equipment: opened, filtered key by key, and read on page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.listing import ListFilter, Listing, Shelf
    from clinicapp.store.asset_listings import ListPlace
    from clinicapp.store.work import Work

PAGE: Final = 60
"""So many assets are read at a time: more than any window shows."""
RENEWED: Final = 500
"""So many rows of the list are made again at a time: a reading never waits longer for it."""
MOST_AT_ONCE: Final = 2_000
"""So many pieces are changed at once."""
_LOOKING: Final = "look at the equipment"


@dataclass(frozen=True, slots=True)
class ListedAsset:
    """An asset in the list; ``seen_at`` is when a reading or anything else last came of it."""

    asset: Asset
    listing: Listing
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedPage:
    """Some assets of the list in order, and where to read on; None at its end."""

    rows: tuple[ListedAsset, ...]
    after: ListPlace | None


@dataclass(frozen=True, slots=True)
class Matches:
    """What a filter lets through: how many on each shelf, and the first page."""

    tally: Mapping[Shelf, int]
    page: ListedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentList:
    """The list as it is opened.

    Attributes:
        ward: Whose; None for all.
        everything: How many there are on each shelf, with nothing filtered but the ward.
        quality_waits: Of those in service, how many have a quality control that failed or is due.
        matches: What the filter lets through.
        categories: The kinds of equipment to choose from.
        wards: The wards to choose from.
        stale: How many rows wait to be made again, because a check plan changed; ask again.
    """

    ward: str | None
    everything: Mapping[Shelf, int]
    quality_waits: int
    matches: Matches
    categories: tuple[str, ...]
    wards: tuple[str, ...]
    stale: int


@use_case(Permission.VIEW_EQUIPMENT, _LOOKING)
def open_list(work: Work, by: By, wanted: ListFilter, zone: tzinfo) -> EquipmentList:
    """The list, its counts, and what can be chosen from."""
    found = read_list(work, by, wanted, zone)
    count = sum(found.everything.values())
    record(work, by, "equipment.listed", wanted.ward or "all wards", count=count)
    return found


def read_list(
    work: Work, by: By, wanted: ListFilter, zone: tzinfo, most: int = PAGE
) -> EquipmentList:
    """``open_list`` again, for a list that is open: what time and others have changed.

    ``most`` is how many rows are read.

    Raises:
        NotAllowed: the actor may not look at equipment.
    """
    by.actor.require(Permission.VIEW_EQUIPMENT, _LOOKING)
    listings = work.assets.listings
    listings.ready(zone)
    stale = listings.renew(RENEWED)
    scope = type(wanted)(ward=wanted.ward)
    everything, waits = listings.tally_and_waits(scope, by.at)
    return EquipmentList(
        ward=wanted.ward,
        everything=everything,
        quality_waits=waits,
        matches=look_up(work, by, wanted, None if wanted != scope else everything, most),
        categories=listings.categories(wanted.ward),
        wards=listings.wards(),
        stale=stale,
    )


def look_up(
    work: Work,
    by: By,
    wanted: ListFilter,
    tally: Mapping[Shelf, int] | None = None,
    most: int = PAGE,
) -> Matches:
    """What another filter lets through, in a list that is open already.

    Raises:
        NotAllowed: the actor may not look at equipment.
    """
    by.actor.require(Permission.VIEW_EQUIPMENT, _LOOKING)
    if tally is None:
        tally = work.assets.listings.tally(wanted, by.at)
    page = work.assets.listings.page(wanted, by.at, most, None, tally)
    return Matches(tally, ListedPage(_listed(work, page.ids), page.after))


def read_on(
    work: Work, by: By, wanted: ListFilter, as_of: datetime, after: ListPlace
) -> ListedPage:
    """The next page of a list that was put in order at ``as_of``.

    Raises:
        NotAllowed: the actor may not look at equipment.
    """
    by.actor.require(Permission.VIEW_EQUIPMENT, _LOOKING)
    page = work.assets.listings.page(wanted, as_of, PAGE, after)
    return ListedPage(_listed(work, page.ids), page.after)


def all_listed(work: Work, by: By, wanted: ListFilter) -> tuple[Asset, ...]:
    """Every piece that a list shows, to change them at once.

    Raises:
        NotAllowed: the actor may not look at equipment.
        Refused: they are too many for one change.
    """
    by.actor.require(Permission.VIEW_EQUIPMENT, _LOOKING)
    page = work.assets.listings.page(wanted, by.at, MOST_AT_ONCE + 1)
    if len(page.ids) > MOST_AT_ONCE:
        raise Refused(
            f"The list shows more than {MOST_AT_ONCE} pieces; filter it first, then change those."
        )
    return work.assets.of_ids(page.ids)


def _listed(work: Work, ids: tuple[UUID, ...]) -> tuple[ListedAsset, ...]:
    assets = {each.id: each for each in work.assets.of_ids(ids)}
    listings = work.assets.listings.of(ids)
    heard = work.readings.last_heard(ids)
    return tuple(
        ListedAsset(
            assets[each],
            listings[each],
            max((at for at in (heard.get(each), listings[each].last_event_at) if at), default=None),
        )
        for each in ids
    )

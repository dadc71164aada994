"""The list of equipment: read shelf by shelf along an index, never sorted.

Its rows are derived from the facts. Whoever changes an asset, its events or its check plans touches
it here, and its row is made again before the same transaction commits. A plan that holds for many
assets only marks their rows stale; ``renew`` makes those again, some at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.equipment.listing import LIVE, NOT_OURS, SHELVES, AssetStatus
from clinicapp.store.columns import storable
from clinicapp.store.listing_columns import BY_RANK, NEVER, RANKS, listing_in, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from clinicapp.domain.equipment.asset_state import CheckState
    from clinicapp.domain.equipment.listing import ListFilter, Listing, Shelf
    from clinicapp.domain.equipment.plans import PlanRule
    from clinicapp.store.listed_controls import ListedControls
    from clinicapp.store.listing_columns import Facts
    from clinicapp.store.session import Session

METHOD: Final = 5
"""Raised whenever ``listing_of`` would say something else of the same facts."""
GONE: Final = (AssetStatus.CONDEMNED, AssetStatus.DISPOSED, AssetStatus.HANDED_BACK)
"""Of these nothing is due."""
_AT_ONCE: Final = 64
"""So many rows are made again within the transaction that touched them; more become stale."""
_SAVE: Final = (
    "INSERT INTO asset_listings (asset_id, ward, category, base, lapses, warns, ends, quality, "
    "last_event_at, search_text, checks, stale) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) "
    "ON CONFLICT (asset_id) DO UPDATE SET ward = excluded.ward, category = excluded.category, "
    "base = excluded.base, lapses = excluded.lapses, warns = excluded.warns, "
    "ends = excluded.ends, quality = excluded.quality, last_event_at = excluded.last_event_at, "
    "search_text = excluded.search_text, checks = excluded.checks, stale = 0"
)
_MARK: Final = (
    "INSERT INTO asset_listings (asset_id, ward, category, base, lapses, warns, ends, quality, "
    "last_event_at, search_text, checks, stale) SELECT id, ward, category, ?, ?, ?, ?, ?, NULL, "
    "lower(tag), '[]', 1 FROM assets {where} ON CONFLICT (asset_id) DO UPDATE SET stale = 1"
)
_BLANK: Final = (RANKS[AssetStatus.NOT_ACCEPTED], NEVER, NEVER, NEVER, NEVER)


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A place in a list: after this asset, which stands on that shelf."""

    shelf: int
    lapses: int
    search_text: str
    asset_id: UUID


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some assets of a list in order, and where to read on; None at the end of it."""

    ids: tuple[UUID, ...]
    after: ListPlace | None


class AssetListings:
    """The rows of the list. ``read`` gives the facts of assets by their ids."""

    def __init__(self, session: Session, read: Callable[[Sequence[UUID]], Iterable[Facts]]) -> None:
        self._session = session
        self._read = read
        self.touched: set[UUID] = set()
        self.controls: Callable[[], ListedControls] | None = None
        """Knows of control results; set by whoever has them."""

    # Keeping it true.

    def touch(self, asset_id: UUID) -> None:
        """Something that its row follows from has changed: it is made again before the commit."""
        self.touched.add(asset_id)

    def touch_scope(self, rule: PlanRule) -> None:
        """A check plan has changed: the rows of the assets it holds for become stale."""
        if rule.asset_id is not None:
            self.touch(rule.asset_id)
            return
        scope = {"site": rule.site, "ward": rule.ward, "category": rule.category}
        given = {name: value for name, value in scope.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in given) or "true"
        self._mark(where, tuple(given.values()))

    def settle(self) -> None:
        """Make the rows again that were touched; called before every commit."""
        touched, self.touched = self.touched, set()
        if not touched:
            return
        zone = self._zone()
        if zone is not None and len(touched) <= _AT_ONCE:
            self._make(tuple(touched), zone)
            return
        for asset_id in touched:
            self._mark("id = ?", (asset_id.hex,))

    def ready(self, zone: tzinfo) -> None:
        """Note in which time zone days are counted; rows made otherwise become stale."""
        name = str(zone)
        row = self._session.run("SELECT method, zone FROM asset_listing_method").fetchone()
        if row == (METHOD, name):
            return
        self._session.run("DELETE FROM asset_listing_method")
        self._session.run("INSERT INTO asset_listing_method VALUES (1, ?, ?)", (METHOD, name))
        self._mark("true", ())

    def renew(self, most: int) -> int:
        """Make up to so many stale rows again; how many are left."""
        zone = self._zone()
        if zone is None:
            return 0
        rows = self._session.run(
            "SELECT asset_id FROM asset_listings WHERE stale = 1 LIMIT ?", (most,)
        ).fetchall()
        if rows:
            self._make(tuple(UUID(row[0]) for row in rows), zone)
        left = self._session.run("SELECT count(*) FROM asset_listings WHERE stale = 1").fetchone()
        return int(left[0])

    def differing(self, facts: Iterable[Facts]) -> tuple[str, ...]:
        """The tags of those whose row says something else than their facts, stale ones apart."""
        zone = self._zone()
        if zone is None:
            return ()
        columns = _SAVE.partition("(")[2].partition(", stale)")[0]
        found = []
        many = tuple(facts)
        controls = self._controls(many, zone)
        for each in many:
            row = self._session.run(
                f"SELECT {columns} FROM asset_listings WHERE asset_id = ? AND stale = 0",  # noqa: S608 - ours
                (each.asset.id.hex,),
            ).fetchone()
            if row is not None and tuple(row) != row_of(each, zone, controls.get(each.asset.id)):
                found.append(each.asset.tag)
        return tuple(found)

    # Reading it.

    def tally(self, wanted: ListFilter, now: datetime) -> Mapping[Shelf, int]:
        """How many assets stand on each shelf; shelves without any are left out."""
        return self.tally_and_waits(wanted, now)[0]

    def tally_and_waits(self, wanted: ListFilter, now: datetime) -> tuple[Mapping[Shelf, int], int]:
        """``tally``, and how many of those in service have a quality control that waits."""
        at = int(now.timestamp())
        index, where, values = _conditions(wanted)
        in_service = ",".join(str(RANKS[each]) for each in LIVE)
        rows = self._session.run(
            "SELECT base, count(*), "  # noqa: S608 - ours
            "count(*) FILTER (WHERE lapses <= ?1), "
            "count(*) FILTER (WHERE ends <= ?1 AND lapses > ?1), "
            "count(*) FILTER (WHERE warns <= ?1 AND ends > ?1 AND lapses > ?1), "
            "count(*) FILTER (WHERE quality <= ?1 AND warns > ?1 AND ends > ?1 AND lapses > ?1), "
            f"count(*) FILTER (WHERE quality <= ?1) FROM asset_listings INDEXED BY {index} "
            f"WHERE ({_quality(wanted, in_service)}) {where} GROUP BY base",
            (at, *values),
        )
        found: dict[Shelf, int] = {}
        waits = 0
        for base, *counts, waiting in rows:
            _share(found, BY_RANK[base], counts)
            waits += waiting if BY_RANK[base] in LIVE else 0
        tally = {
            shelf: found[shelf] for shelf in SHELVES if found.get(shelf) and _shown(wanted, shelf)
        }
        return tally, waits

    def page(
        self,
        wanted: ListFilter,
        now: datetime,
        limit: int,
        after: ListPlace | None = None,
        tally: Mapping[Shelf, int] | None = None,
    ) -> ListPage:
        """The next assets of the list.

        Args:
            wanted: which it shows.
            now: the moment for which it is in order (aware).
            limit: at most so many.
            after: where the page before ended; None for the first.
            tally: how many stand on each shelf, if that is known: no shelf is then read in vain.
        """
        found: list[ListPlace] = []
        for number, shelf in enumerate(SHELVES):
            if after is not None and number < after.shelf:
                continue
            if not _shown(wanted, shelf) or (tally is not None and shelf not in tally):
                continue
            room = limit - len(found)
            if tally is not None:
                room = min(room, tally[shelf])
            start = after if after is not None and after.shelf == number else None
            found += self._shelf(wanted, now, number, room, start)
            if len(found) >= limit:
                break
        ids = tuple(each.asset_id for each in found)
        return ListPage(ids, found[-1] if len(found) >= limit else None)

    def of(self, ids: Sequence[UUID]) -> Mapping[UUID, Listing]:
        """What the list says of some assets."""
        marks = ", ".join("?" * len(ids))
        rows = self._session.run(
            "SELECT asset_id, base, lapses, warns, ends, quality, last_event_at, checks "  # noqa: S608 - ours
            f"FROM asset_listings WHERE asset_id IN ({marks})",
            tuple(each.hex for each in ids),
        )
        return {UUID(row[0]): listing_in(row) for row in rows}

    def categories(self, ward: str | None) -> tuple[str, ...]:
        """The kinds of equipment of a ward, or of all, by name."""
        if ward is not None:
            rows = self._session.run(
                "SELECT DISTINCT category FROM asset_listings WHERE ward = ? ORDER BY 1", (ward,)
            )
            return tuple(row[0] for row in rows)
        return self._distinct("category")

    def wards(self) -> tuple[str, ...]:
        """The wards that answer for equipment, by name."""
        return self._distinct("ward")

    def _distinct(self, column: str) -> tuple[str, ...]:
        """The different values of an indexed column, from one to the next."""
        rows = self._session.run(
            f"WITH RECURSIVE each(value) AS (SELECT min({column}) FROM asset_listings "  # noqa: S608 - ours
            f"UNION ALL SELECT (SELECT min({column}) FROM asset_listings WHERE {column} > value) "
            "FROM each WHERE value IS NOT NULL) SELECT value FROM each WHERE value IS NOT NULL"
        )
        return tuple(row[0] for row in rows)

    def _shelf(
        self, wanted: ListFilter, now: datetime, number: int, room: int, after: ListPlace | None
    ) -> list[ListPlace]:
        if room <= 0:
            return []
        shelf = SHELVES[number]
        if wanted.quality_waits and (shelf.base not in LIVE or shelf.quality_waits is False):
            return []
        index, where, values = _conditions(wanted)
        at = int(now.timestamp())
        waits = _quality(wanted, str(RANKS[shelf.base]))
        start = ""
        if after is not None:
            start = "AND (lapses, search_text) > (?, ?)"
            values = (*values, after.lapses, after.search_text)
        rows = self._session.run(
            "SELECT lapses, search_text, asset_id "  # noqa: S608 - ours
            f"FROM asset_listings INDEXED BY {index} WHERE base = {RANKS[shelf.base]} "
            f"AND ({waits}) AND ({_condition(shelf)}) {where} {start} "
            "ORDER BY base, lapses, search_text LIMIT ?",
            (at, *values, room),
        )
        return [ListPlace(number, row[0], row[1], UUID(row[2])) for row in rows]

    def _make(self, ids: Sequence[UUID], zone: tzinfo) -> None:
        many = tuple(self._read(ids))
        controls = self._controls(many, zone)
        for each in many:
            self._session.run(_SAVE, row_of(each, zone, controls.get(each.asset.id)))

    def _controls(self, many: Sequence[Facts], zone: tzinfo) -> Mapping[UUID, CheckState]:
        return {} if self.controls is None else self.controls().of(many, zone)

    def _mark(self, where: str, values: Sequence[object]) -> None:
        self._session.run(_MARK.format(where=f"WHERE {where}"), (*_BLANK, *values))

    def _zone(self) -> tzinfo | None:
        row = self._session.run("SELECT method, zone FROM asset_listing_method").fetchone()
        return ZoneInfo(row[1]) if row is not None and row[0] == METHOD else None


def _condition(shelf: Shelf) -> str:
    """What stands on a shelf, of those of its base; ``?1`` is now, in seconds."""
    live = "lapses > ?1 AND ends > ?1 AND warns > ?1"
    match shelf.status:
        case AssetStatus.OVERDUE:
            return "lapses <= ?1"
        case AssetStatus.NEVER_CHECKED:
            return "lapses > ?1"
        case AssetStatus.END_OF_LIFE:
            return "lapses > ?1 AND ends <= ?1"
        case AssetStatus.DUE_SOON:
            return "lapses > ?1 AND ends > ?1 AND warns <= ?1"
        case AssetStatus.IN_USE | AssetStatus.AVAILABLE:
            return f"{live} AND quality {'<=' if shelf.quality_waits else '>'} ?1"
        case _:
            return "?1 = ?1"


def _share(found: dict[Shelf, int], base: AssetStatus, counts: list[int]) -> None:
    """Part the assets of a base among its shelves: all, lapsed, ended, warned, quality waits."""
    every, lapsed, ended, warned, waits = counts
    if base not in (AssetStatus.NEVER_CHECKED, *LIVE):
        lapsed = 0
    if base not in LIVE:
        ended = warned = waits = 0
    of = {
        AssetStatus.OVERDUE: lapsed,
        AssetStatus.END_OF_LIFE: ended,
        AssetStatus.DUE_SOON: warned,
    }
    rest = every - lapsed - ended - warned
    for shelf in SHELVES:
        if shelf.base is not base:
            continue
        if shelf.status is not base:
            found[shelf] = of[shelf.status]
        elif shelf.quality_waits is None:
            found[shelf] = rest
        else:
            found[shelf] = waits if shelf.quality_waits else rest - waits


def _shown(wanted: ListFilter, shelf: Shelf) -> bool:
    if wanted.statuses:
        return shelf.status in wanted.statuses
    return shelf.status not in (AssetStatus.DISPOSED, AssetStatus.HANDED_BACK)


def _quality(wanted: ListFilter, in_service: str) -> str:
    return f"quality <= ?1 AND base IN ({in_service})" if wanted.quality_waits else "?1 = ?1"


def _conditions(wanted: ListFilter) -> tuple[str, str, tuple[object, ...]]:
    """The index to read along, the conditions, and their values from ``?2`` on."""
    index, conditions = "ix_asset_listings_all", []
    values: list[object] = []
    if wanted.ward is not None:
        index = "ix_asset_listings_ward"
        conditions.append("ward = ?")
        values.append(wanted.ward)
    if wanted.category is not None:
        index = index if wanted.ward is not None else "ix_asset_listings_category"
        conditions.append("category = ?")
        values.append(wanted.category)
    if wanted.due_by is not None:
        gone = ",".join(str(RANKS[s]) for s in GONE)
        conditions.append(f"lapses <= ? AND base NOT IN ({gone})")
        values.append(int(wanted.due_by.timestamp()))
    if wanted.funding is Funding.OWNED:
        conditions.append("instr(search_text, ?) = 0")
        values.append(f" {NOT_OURS}")
    elif wanted.funding is not None:
        conditions.append("instr(search_text, ?) > 0")
        values.append(f" {NOT_OURS}{wanted.funding.value}")
    for word in wanted.words:
        conditions.append("instr(search_text, ?) > 0")
        values.append(storable(word.casefold()))
    where = "".join(f" AND {each}" for each in conditions)
    return index, where, tuple(values)

"""Consumables: their kinds, their lots, and stock as moves, from which everything else follows.

Stock is never a number that somebody overwrites. It is the sum of what was received, used, moved,
discarded and found different at a count, each with who and when (reference/equipment.md 2.2,
"moves not counts"). A state is derived for a ward and a day; nothing here improves by the passing
of time alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

USE_DAYS: Final = 28
"""Mean daily use is that of the last so many days up to the last entry about the stock."""
LEAST_DAYS: Final = 7
"""One busy day is no mean: what was used is spread over so many days at least."""
EVERYWHERE: Final = ""
"""The ward of an entry that is about a lot wherever it is."""


class MoveKind(StrEnum):
    """What can happen to a lot on a ward."""

    RECEIVED = "received"
    USED = "used"
    OPENED = "opened"
    """A pack was opened: from then on the days of an open pack count."""
    MOVED = "moved"
    """From ``ward`` to ``to_ward``."""
    DISCARDED = "discarded"
    COUNTED = "counted"
    """``quantity`` is the difference that the count found, which may be negative."""
    FROZEN = "frozen"
    """Nobody may use it, for the ``reason``; a notice's ``reference`` makes it a recall."""
    THAWED = "thawed"
    """It may be used again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumableType:
    """A kind of consumable, such as HbA1c cartridges.

    Attributes:
        used_by: asset categories whose readings name a lot of it, such as ``hba1c_analyser``.
        unit: one of it in words, ``test`` or ``strip``.
        open_days: how many days an opened pack may be used; None for as long as the lot itself.
        min_days: stock below so many days of mean use is low.
        version: counts changes (optimistic writing).
    """

    id: UUID
    name: str
    gtin: str | None = None
    used_by: tuple[str, ...] = ()
    unit: str = "test"
    open_days: int | None = None
    min_days: int = 7
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot of a kind. ``expires_on`` is the last day it may be used; None when none is printed."""

    id: UUID
    type_id: UUID
    number: str
    expires_on: date | None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """One appended fact about a lot on a ward.

    ``quantity`` counts units and is positive, but for COUNTED; it is 0 where it means nothing.
    ``at`` is when it happened, ``recorded_at`` when it was written down (both aware).
    """

    id: UUID
    lot_id: UUID
    ward: str
    kind: MoveKind
    quantity: int
    at: datetime
    recorded_at: datetime
    actor_id: UUID
    actor_name: str
    to_ward: str = ""
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStanding:
    """A lot on a ward at a day.

    Attributes:
        on_hand: units by the entries; negative when more was used than was ever written down.
        opened_on: the local day of the pack that is open now.
        use_by: the last day it may be used: of its expiry and the open pack's, the earlier one.
        frozen: the entry that forbids its use, if it may not be used.
        codes: LOT_EXPIRED, OPEN_VIAL_EXPIRED, LOT_FROZEN or LOT_RECALLED.
    """

    lot: Lot
    on_hand: int
    opened_on: date | None
    use_by: date | None
    frozen: StockMove | None
    codes: tuple[str, ...]

    @property
    def usable(self) -> int:
        """Units that may be used."""
        return 0 if self.codes else max(0, self.on_hand)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockStanding:
    """A kind of consumable on a ward at a day.

    Attributes:
        lots: what is there, the lot to use first at the front (first expired, first out).
        daily_use: mean units a day; 0 when nothing has been used.
        days_left: for how many days the usable stock lasts; None when nothing is being used.
        codes: STOCK_OUT, STOCK_LOW, and those of its lots.
    """

    kind: ConsumableType
    ward: str
    lots: tuple[LotStanding, ...]
    usable: int
    daily_use: Decimal
    days_left: Decimal | None
    codes: tuple[str, ...]

    @property
    def next_lot(self) -> LotStanding | None:
        """The lot to take from now, or None when nothing may be used."""
        return next((each for each in self.lots if each.usable), None)


def on_hand(moves: Iterable[StockMove], ward: str) -> int:
    """How many units of one lot the entries leave on a ward."""
    return sum(_change(move, ward) for move in moves)


def _change(move: StockMove, ward: str) -> int:
    if move.kind is MoveKind.MOVED:
        return move.quantity * ((move.to_ward == ward) - (move.ward == ward))
    if move.ward != ward:
        return 0
    if move.kind in (MoveKind.RECEIVED, MoveKind.COUNTED):
        return move.quantity
    return -move.quantity if move.kind in (MoveKind.USED, MoveKind.DISCARDED) else 0


def lot_standing(
    kind: ConsumableType, lot: Lot, moves: Iterable[StockMove], ward: str, as_of: datetime
) -> LotStanding:
    """Derive how a lot stands on a ward.

    Args:
        kind: what it is a lot of.
        lot: the lot.
        moves: its entries on all wards in any order; those after ``as_of`` are ignored.
        ward: where.
        as_of: the moment, in the ward's time zone (expiry dates are local dates).
    """
    past = _past(moves, as_of)
    opened = [move for move in past if move.kind is MoveKind.OPENED and move.ward == ward]
    opened_on = opened[-1].at.astimezone(as_of.tzinfo).date() if opened else None
    open_by = (
        opened_on + timedelta(days=kind.open_days)
        if opened_on is not None and kind.open_days is not None
        else None
    )
    days = [day for day in (lot.expires_on, open_by) if day is not None]
    frozen = _frozen(past, ward)
    today = as_of.date()
    codes = []
    if frozen is not None:
        codes.append("LOT_RECALLED" if frozen.reference else "LOT_FROZEN")
    if lot.expires_on is not None and today > lot.expires_on:
        codes.append("LOT_EXPIRED")
    if open_by is not None and today > open_by:
        codes.append("OPEN_VIAL_EXPIRED")
    return LotStanding(
        lot=lot,
        on_hand=on_hand(past, ward),
        opened_on=opened_on,
        use_by=min(days) if days else None,
        frozen=frozen,
        codes=tuple(codes),
    )


def _past(moves: Iterable[StockMove], as_of: datetime) -> list[StockMove]:
    return sorted((move for move in moves if move.at <= as_of), key=lambda move: (move.at, move.id))


def _frozen(past: Sequence[StockMove], ward: str) -> StockMove | None:
    """The newest entry that forbids use here and was not taken back.

    A lot that was frozen everywhere is released everywhere, or on one ward for that ward alone.
    """
    standing: dict[str, StockMove] = {}
    for move in past:
        if move.kind is MoveKind.FROZEN and move.ward in (ward, EVERYWHERE):
            standing[move.reference] = move
        elif move.kind is MoveKind.THAWED and move.ward in (ward, EVERYWHERE):
            standing.pop(move.reference, None)
    recalls = [move for reference, move in standing.items() if reference]
    return recalls[-1] if recalls else standing.get("")


def stock_standing(
    kind: ConsumableType,
    lots: Iterable[tuple[Lot, Sequence[StockMove]]],
    ward: str,
    as_of: datetime,
) -> StockStanding:
    """Derive how a kind of consumable stands on a ward.

    Args:
        kind: the kind.
        lots: its lots, each with all its entries.
        ward: where.
        as_of: the moment, in the ward's time zone.
    """
    held = tuple(lots)
    standings = [
        lot_standing(kind, lot, moves, ward, as_of)
        for lot, moves in held
        if any(ward in (move.ward, move.to_ward) for move in moves)
    ]
    # What is used up is history, and would only hide what is there.
    there = [each for each in standings if each.on_hand != 0]
    there.sort(key=lambda each: (not each.usable, each.use_by or date.max, each.lot.number))
    usable = sum(each.usable for each in there)
    daily = daily_use([move for _lot, moves in held for move in moves], ward, as_of)
    days_left = usable / daily if daily else None
    codes = [code for each in there if each.on_hand > 0 for code in each.codes]
    if usable == 0:
        codes.insert(0, "STOCK_OUT")
    elif days_left is not None and days_left < kind.min_days:
        codes.insert(0, "STOCK_LOW")
    return StockStanding(
        kind=kind,
        ward=ward,
        lots=tuple(there),
        usable=usable,
        daily_use=daily,
        days_left=days_left,
        codes=tuple(dict.fromkeys(codes)),
    )


def daily_use(moves: Iterable[StockMove], ward: str, as_of: datetime) -> Decimal:
    """Mean units used a day on a ward, over ``USE_DAYS`` up to the last entry about it.

    Up to the last entry and not up to ``as_of``: a station that nobody writes at must not seem to
    need less from day to day.
    """
    past = [move for move in _past(moves, as_of) if ward in (move.ward, move.to_ward)]
    if not past:
        return Decimal(0)
    until = past[-1].at.astimezone(as_of.tzinfo).date()
    first = past[0].at.astimezone(as_of.tzinfo).date()
    since = max(first, until - timedelta(days=USE_DAYS - 1))
    used = sum(
        move.quantity
        for move in past
        if move.kind is MoveKind.USED
        and move.ward == ward
        and move.at.astimezone(as_of.tzinfo).date() >= since
    )
    return Decimal(used) / max(LEAST_DAYS, (until - since).days + 1)


def same_number(one: str, other: str) -> bool:
    """Whether two writings of a lot number mean the same lot."""
    return plain_number(one) == plain_number(other)


def plain_number(number: str) -> str:
    """A lot number as it is compared: no spaces, no difference of capitals."""
    return "".join(number.split()).casefold()


def reading_codes(
    named: str | None,
    kept: Iterable[tuple[ConsumableType, Lot, Sequence[StockMove]]],
    ward: str,
    as_of: datetime,
    *,
    expected: bool,
) -> tuple[str, ...]:
    """What the gate should know of the reagent lot that a reading names.

    Args:
        named: the lot number as the device sent it; None when it sent none.
        kept: the lots with that number that devices of this category use, with their entries.
        ward: where the device was.
        as_of: when the reading was taken, in the ward's time zone.
        expected: whether lots are kept for devices of this category at all.

    Returns:
        The worst of each lot that fits: LOT_RECALLED, LOT_FROZEN, LOT_EXPIRED, OPEN_VIAL_EXPIRED;
        LOT_UNKNOWN when lots are kept and this is none of them. A device that names no lot is
        judged by none of them.
    """
    if named is None or not named.strip():
        return ()
    found = [lot_standing(kind, lot, moves, ward, as_of) for kind, lot, moves in kept]
    if not found:
        return ("LOT_UNKNOWN",) if expected else ()
    return tuple(dict.fromkeys(code for each in found for code in each.codes))

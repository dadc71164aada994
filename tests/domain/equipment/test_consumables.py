"""Stock is the sum of what happened, and what may be used follows from dates alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.consumables import (
    ConsumableType,
    Lot,
    MoveKind,
    StockMove,
    daily_use,
    lot_standing,
    on_hand,
    reading_codes,
    stock_standing,
)
from tests.support.stock_samples import DAY, a_lot, a_move, a_type

KIND = a_type()
WARDS = ("Ash", "Birch")
MOVES = st.lists(
    st.tuples(
        st.sampled_from(MoveKind),
        st.integers(0, 40),
        st.sampled_from(WARDS),
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=14,
)


def moves_of(lot: Lot, drawn: list[tuple[MoveKind, int, str, int, bool]]) -> list[StockMove]:
    """Entries of a lot, at most one at each moment."""
    return [
        a_move(
            lot,
            kind,
            -quantity if kind is MoveKind.COUNTED and flag else quantity,
            ward=ward,
            to_ward="Birch"
            if kind is MoveKind.MOVED and ward == "Ash"
            else ("Ash" if kind is MoveKind.MOVED else ""),
            at=DAY + timedelta(days=day, minutes=place),
            reference="FSN-1" if flag and kind in (MoveKind.FROZEN, MoveKind.THAWED) else "",
        )
        for place, (kind, quantity, ward, day, flag) in enumerate(drawn)
    ]


def replayed(moves: list[StockMove], ward: str) -> int:
    """An oracle: shelves that are filled and emptied one entry after the other."""
    shelves = dict.fromkeys(WARDS, 0)
    for move in sorted(moves, key=lambda each: each.at):
        match move.kind:
            case MoveKind.RECEIVED | MoveKind.COUNTED:
                shelves[move.ward] += move.quantity
            case MoveKind.USED | MoveKind.DISCARDED:
                shelves[move.ward] -= move.quantity
            case MoveKind.MOVED:
                shelves[move.ward] -= move.quantity
                shelves[move.to_ward] += move.quantity
            case _:
                pass
    return shelves[ward]


@given(MOVES, st.sampled_from(WARDS))
def test_stock_is_what_a_replay_of_the_shelves_leaves(
    drawn: list[tuple[MoveKind, int, str, int, bool]], ward: str
) -> None:
    moves = moves_of(a_lot(KIND), drawn)
    assert on_hand(moves, ward) == replayed(moves, ward)


@given(MOVES, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_read_does_not_matter(
    drawn: list[tuple[MoveKind, int, str, int, bool]], random: Random
) -> None:
    lot = a_lot(KIND)
    moves = moves_of(lot, drawn)
    shuffled = random.sample(moves, len(moves))
    now = DAY + timedelta(days=70)
    assert stock_standing(KIND, [(lot, moves)], "Ash", now) == stock_standing(
        KIND, [(lot, shuffled)], "Ash", now
    )


@given(MOVES, st.integers(61, 900), st.integers(0, 900))
def test_nothing_improves_by_the_passing_of_time(
    drawn: list[tuple[MoveKind, int, str, int, bool]], first: int, more: int
) -> None:
    lot = a_lot(KIND)
    moves = moves_of(lot, drawn)
    before = stock_standing(KIND, [(lot, moves)], "Ash", DAY + timedelta(days=first))
    after = stock_standing(KIND, [(lot, moves)], "Ash", DAY + timedelta(days=first + more))
    worse = {"STOCK_OUT": 2, "STOCK_LOW": 1}

    def lack(codes: tuple[str, ...]) -> int:
        return max((worse.get(code, 0) for code in codes), default=0)

    assert lack(after.codes) >= lack(before.codes)
    assert after.usable <= before.usable
    assert set(before.codes) - set(worse) <= set(after.codes)


def test_the_last_day_of_a_lot_is_still_good_and_the_next_is_not() -> None:
    lot = a_lot(KIND, expires_on=date(2026, 11, 25))
    moves = [a_move(lot, quantity=5)]
    good = lot_standing(KIND, lot, moves, "Ash", datetime(2026, 11, 25, 23, 59, tzinfo=UTC))
    over = lot_standing(KIND, lot, moves, "Ash", datetime(2026, 11, 26, 0, 0, tzinfo=UTC))
    assert (good.codes, good.usable) == ((), 5)
    assert (over.codes, over.usable) == (("LOT_EXPIRED",), 0)


def test_an_open_pack_ends_before_its_lot() -> None:
    lot = a_lot(KIND)
    moves = [a_move(lot, quantity=5), a_move(lot, MoveKind.OPENED, at=DAY + timedelta(hours=1))]
    found = lot_standing(KIND, lot, moves, "Ash", DAY + timedelta(days=30))
    assert (found.opened_on, found.use_by, found.codes) == (
        date(2026, 11, 20),
        date(2026, 12, 20),
        (),
    )
    later = lot_standing(KIND, lot, moves, "Ash", DAY + timedelta(days=31))
    assert later.codes == ("OPEN_VIAL_EXPIRED",)
    # The pack of another ward is another pack.
    assert lot_standing(KIND, lot, moves, "Birch", DAY + timedelta(days=31)).codes == ()
    fresh = [*moves, a_move(lot, MoveKind.OPENED, at=DAY + timedelta(days=29))]
    assert lot_standing(KIND, lot, fresh, "Ash", DAY + timedelta(days=31)).codes == ()


def test_first_expired_goes_first_and_what_may_not_be_used_stands_last() -> None:
    late = a_lot(KIND, number="LATE", expires_on=date(2027, 9, 30))
    soon = a_lot(KIND, number="SOON", expires_on=date(2027, 1, 31))
    gone = a_lot(KIND, number="GONE", expires_on=date(2026, 10, 31))
    used_up = a_lot(KIND, number="EMPTY", expires_on=date(2026, 12, 31))
    lots = [(each, [a_move(each, quantity=10)]) for each in (late, gone, soon)]
    lots.append((used_up, [a_move(used_up, quantity=3), a_move(used_up, MoveKind.USED, 3)]))
    found = stock_standing(KIND, lots, "Ash", DAY + timedelta(days=1))
    assert [each.lot.number for each in found.lots] == ["SOON", "LATE", "GONE"]
    assert found.next_lot is not None
    assert found.next_lot.lot is soon
    assert (found.usable, found.codes) == (20, ("LOT_EXPIRED",))


def test_an_open_pack_goes_before_a_lot_that_expires_later_than_it() -> None:
    opened = a_lot(KIND, number="OPEN", expires_on=date(2027, 9, 30))
    sealed = a_lot(KIND, number="SEALED", expires_on=date(2027, 1, 31))
    lots = [
        (sealed, [a_move(sealed, quantity=10)]),
        (opened, [a_move(opened, quantity=10), a_move(opened, MoveKind.OPENED)]),
    ]
    found = stock_standing(KIND, lots, "Ash", DAY + timedelta(days=1))
    assert [each.lot.number for each in found.lots] == ["OPEN", "SEALED"]


def used(lot: Lot, per_day: int, days: int) -> list[StockMove]:
    return [
        a_move(lot, MoveKind.USED, per_day, at=DAY + timedelta(days=day, hours=2))
        for day in range(days)
    ]


@pytest.mark.parametrize(
    ("received", "codes"),
    [(20, ("STOCK_OUT",)), (33, ("STOCK_LOW",)), (34, ()), (200, ())],
)
def test_stock_is_low_when_it_lasts_fewer_days_than_it_must(
    received: int, codes: tuple[str, ...]
) -> None:
    lot = a_lot(KIND)
    moves = [a_move(lot, quantity=received), *used(lot, 2, 10)]
    found = stock_standing(KIND, [(lot, moves)], "Ash", DAY + timedelta(days=12))
    assert found.daily_use == Decimal(2)
    assert found.codes == codes


def test_mean_use_is_of_the_last_four_weeks_of_entries() -> None:
    lot = a_lot(KIND)
    old = [a_move(lot, MoveKind.USED, 100, at=DAY - timedelta(days=60))]
    moves = [*old, a_move(lot, MoveKind.USED, 28, at=DAY)]
    assert daily_use(moves, "Ash", DAY + timedelta(days=400)) == Decimal(1)
    assert daily_use(moves, "Birch", DAY) == 0
    assert daily_use([], "Ash", DAY) == 0


def test_a_frozen_lot_is_not_usable_until_that_very_reason_is_gone() -> None:
    lot = a_lot(KIND)
    stock = a_move(lot, quantity=5)
    frozen = a_move(
        lot, MoveKind.FROZEN, ward="", reason="odd results", at=DAY + timedelta(hours=1)
    )
    recalled = a_move(lot, MoveKind.FROZEN, ward="", reference="FSN-1", at=DAY + timedelta(hours=2))
    thawed = a_move(lot, MoveKind.THAWED, ward="", reason="found well", at=DAY + timedelta(hours=3))
    now = DAY + timedelta(days=1)

    def codes(*more: StockMove) -> tuple[str, ...]:
        return lot_standing(KIND, lot, [stock, *more], "Ash", now).codes

    assert codes(frozen) == ("LOT_FROZEN",)
    assert codes(frozen, recalled) == ("LOT_RECALLED",)
    assert codes(frozen, recalled, thawed) == ("LOT_RECALLED",)
    ended = a_move(lot, MoveKind.THAWED, ward="", reference="FSN-1", at=DAY + timedelta(hours=4))
    assert codes(frozen, recalled, thawed, ended) == ()
    assert codes(frozen, recalled, ended) == ("LOT_FROZEN",)


def kept(**changes: object) -> tuple[ConsumableType, Lot, list[StockMove]]:
    lot = a_lot(KIND, **changes)
    return KIND, lot, [a_move(lot, quantity=5)]


@pytest.mark.parametrize(
    ("named", "lots", "expected", "codes"),
    [
        ("10226A", [kept()], True, ()),
        ("10226A", [kept(expires_on=date(2026, 1, 1))], True, ("LOT_EXPIRED",)),
        ("10226A", [], True, ("LOT_UNKNOWN",)),
        ("10226A", [], False, ()),
        (None, [], True, ()),
        ("  ", [], True, ()),
    ],
)
def test_what_the_gate_is_told_of_the_lot_of_a_reading(
    named: str | None,
    lots: list[tuple[ConsumableType, Lot, list[StockMove]]],
    expected: bool,
    codes: tuple[str, ...],
) -> None:
    now = DAY + timedelta(days=1)
    assert reading_codes(named, lots, "Ash", now, expected=expected) == codes

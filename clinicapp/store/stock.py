"""Kinds of consumables, their lots, and what happened to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import or_, select

from clinicapp.domain.equipment.consumables import (
    ConsumableType,
    Lot,
    MoveKind,
    StockMove,
    plain_number,
)
from clinicapp.store.columns import storable, words_json, words_of
from clinicapp.store.safety_rows import CONSUMABLE_LOTS, CONSUMABLE_TYPES, STOCK_MOVES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

LotFacts: TypeAlias = tuple[ConsumableType, Lot, tuple[StockMove, ...]]
"""A lot with its kind and its entries on all wards, oldest first."""
_CHANGED = (
    "Somebody else changed this entry first, so your change was not saved. Look at it again and "
    "repeat it."
)


class Stock:
    """The consumables of the trust as this station knows them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_type(self, kind: ConsumableType) -> ConsumableType:
        """Add a kind; returned as stored, at version 1.

        Raises:
            AlreadyThere: the id, the name or the GTIN is taken.
        """
        stored = replace(kind, version=1)
        self._session.insert(CONSUMABLE_TYPES, **_type_values(stored), version=1)
        return stored

    def save_type(self, kind: ConsumableType) -> ConsumableType:
        """Overwrite a kind that is still at ``kind.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
        """
        values = _type_values(kind)
        return replace(
            kind, version=self._session.save(CONSUMABLE_TYPES, kind.version, _CHANGED, **values)
        )

    def types(self) -> tuple[ConsumableType, ...]:
        """Every kind by name, also those no longer used."""
        rows = self._session.rows(select(CONSUMABLE_TYPES).order_by(CONSUMABLE_TYPES.c.name))
        return tuple(_type(row) for row in rows)

    def type(self, type_id: UUID) -> ConsumableType | None:
        """The kind, or None."""
        row = self._session.row(select(CONSUMABLE_TYPES).where(CONSUMABLE_TYPES.c.id == type_id))
        return None if row is None else _type(row)

    def type_of_gtin(self, gtin: str) -> ConsumableType | None:
        """The kind with that GTIN (14 digits), or None."""
        row = self._session.row(select(CONSUMABLE_TYPES).where(CONSUMABLE_TYPES.c.gtin == gtin))
        return None if row is None else _type(row)

    def keeps_for(self, category: str) -> bool:
        """Whether any kind is kept that devices of this category use."""
        return any(each.active and category in each.used_by for each in self.types())

    def add_lot(self, lot: Lot) -> Lot:
        """Add a lot; returned as stored, at version 1.

        Raises:
            AlreadyThere: the kind has a lot of that number.
        """
        stored = replace(lot, version=1)
        self._session.insert(CONSUMABLE_LOTS, **_lot_values(stored), version=1)
        return stored

    def save_lot(self, lot: Lot) -> Lot:
        """Overwrite a lot that is still at ``lot.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
        """
        values = _lot_values(lot)
        return replace(
            lot, version=self._session.save(CONSUMABLE_LOTS, lot.version, _CHANGED, **values)
        )

    def lot(self, lot_id: UUID) -> LotFacts | None:
        """The lot with everything about it, or None."""
        found = self._facts(CONSUMABLE_LOTS.c.id == lot_id)
        return found[0] if found else None

    def lot_of(self, type_id: UUID, number: str) -> Lot | None:
        """The lot of a kind with that number, however it is written; or None."""
        found = select(CONSUMABLE_LOTS).where(
            CONSUMABLE_LOTS.c.type_id == type_id,
            CONSUMABLE_LOTS.c.number_key == plain_number(number),
        )
        row = self._session.row(found)
        return None if row is None else _lot(row)

    def lots_named(self, number: str) -> tuple[LotFacts, ...]:
        """Every lot with that number, of whatever kind."""
        return self._facts(CONSUMABLE_LOTS.c.number_key == plain_number(number))

    def lots(self) -> tuple[LotFacts, ...]:
        """Every lot there ever was."""
        return self._facts(None)

    def on_ward(self, ward: str) -> tuple[LotFacts, ...]:
        """Every lot that was ever on a ward."""
        there = select(STOCK_MOVES.c.lot_id).where(
            or_(STOCK_MOVES.c.ward == ward, STOCK_MOVES.c.to_ward == ward)
        )
        return self._facts(CONSUMABLE_LOTS.c.id.in_(there))

    def wards_of(self, lot_id: UUID) -> tuple[str, ...]:
        """The wards on which a lot ever was, by name."""
        moves = STOCK_MOVES.c
        rows = self._session.rows(select(moves.ward, moves.to_ward).where(moves.lot_id == lot_id))
        found = {ward for row in rows for ward in (row["ward"], row["to_ward"]) if ward}
        return tuple(sorted(found))

    def append(self, move: StockMove) -> None:
        """Add something that happened to a lot.

        Raises:
            NotConsistent: there is no such lot.
        """
        self._session.insert(
            STOCK_MOVES,
            id=move.id,
            lot_id=move.lot_id,
            ward=storable(move.ward),
            kind=move.kind.value,
            quantity=move.quantity,
            at=move.at,
            recorded_at=move.recorded_at,
            actor_id=move.actor_id,
            actor_name=storable(move.actor_name),
            to_ward=storable(move.to_ward),
            reason=storable(move.reason),
            reference=storable(move.reference),
        )

    def _facts(self, condition: object) -> tuple[LotFacts, ...]:
        query = select(CONSUMABLE_LOTS).order_by(CONSUMABLE_LOTS.c.number, CONSUMABLE_LOTS.c.id)
        if condition is not None:
            query = query.where(condition)  # type: ignore[arg-type]  # a condition of ours
        lots = [_lot(row) for row in self._session.rows(query)]
        if not lots:
            return ()
        kinds = {each.id: each for each in self.types()}
        moves = self._moves([lot.id for lot in lots])
        return tuple((kinds[lot.type_id], lot, tuple(moves.get(lot.id, ()))) for lot in lots)

    def _moves(self, lot_ids: Iterable[UUID]) -> dict[UUID, list[StockMove]]:
        wanted = list(lot_ids)
        query = select(STOCK_MOVES).where(STOCK_MOVES.c.lot_id.in_(wanted))
        moves: dict[UUID, list[StockMove]] = {}
        for row in self._session.rows(query.order_by(STOCK_MOVES.c.seq)):
            moves.setdefault(row["lot_id"], []).append(_move(row))
        return moves


def _type_values(kind: ConsumableType) -> dict[str, object]:
    return {
        "id": kind.id,
        "name": storable(kind.name),
        "gtin": kind.gtin,
        "used_by": words_json(kind.used_by),
        "unit": storable(kind.unit),
        "open_days": kind.open_days,
        "min_days": kind.min_days,
        "active": kind.active,
    }


def _type(row: RowMapping) -> ConsumableType:
    return ConsumableType(**{**row, "used_by": words_of(row["used_by"])})


def _lot_values(lot: Lot) -> dict[str, object]:
    return {
        "id": lot.id,
        "type_id": lot.type_id,
        "number": storable(lot.number),
        "number_key": storable(plain_number(lot.number)),
        "expires_on": lot.expires_on,
    }


def _lot(row: RowMapping) -> Lot:
    return Lot(**{name: value for name, value in row.items() if name != "number_key"})


def _move(row: RowMapping) -> StockMove:
    values = {name: value for name, value in row.items() if name != "seq"}
    return StockMove(**{**values, "kind": MoveKind(row["kind"])})

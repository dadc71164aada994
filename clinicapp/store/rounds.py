"""Rounds through a ward, and what happened in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from clinicapp.domain.equipment.kit import kit_of, kit_text
from clinicapp.domain.equipment.rounds import (
    Item,
    Round,
    RoundEvent,
    RoundEventKind,
    RoundKind,
)
from clinicapp.store.columns import canonical_json, mapping_json, mapping_of, storable
from clinicapp.store.round_rows import ROUND_EVENTS, ROUNDS

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session


class Rounds:
    """Every round, open or ended."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, begun: Round, actor_id: UUID) -> None:
        """Begin a round."""
        expected = [
            [str(item.asset_id), item.tag, item.name, item.category, item.ward]
            for item in begun.expected
        ]
        self._session.insert(
            ROUNDS,
            id=begun.id,
            kind=begun.kind.value,
            ward=begun.ward,
            started_at=begun.started_at,
            actor_id=actor_id,
            actor_name=begun.started_by,
            expected=canonical_json(expected),
            kit="" if begun.kit is None else kit_text(begun.kit),
        )

    def get(self, round_id: UUID) -> Round | None:
        """A round, or None."""
        row = self._session.row(select(ROUNDS).where(ROUNDS.c.id == round_id))
        return None if row is None else _round(row)

    def of_ward(self, ward: str | None, limit: int) -> tuple[Round, ...]:
        """The rounds of a ward, or of all, newest first."""
        query = select(ROUNDS).order_by(ROUNDS.c.seq.desc()).limit(limit)
        if ward is not None:
            query = query.where(ROUNDS.c.ward == ward)
        return tuple(_round(row) for row in self._session.rows(query))

    def append(self, event: RoundEvent, actor_id: UUID) -> None:
        """Add what happened to a round.

        Raises:
            AppendOnly: the round has ended.
            AlreadyThere: what is to be taken back was taken back before.
        """
        self._session.insert(
            ROUND_EVENTS,
            id=event.id,
            round_id=event.round_id,
            kind=event.kind.value,
            at=event.at,
            actor_id=actor_id,
            actor_name=event.by,
            asset_id=event.asset_id,
            text=storable(event.text),
            answers=storable(mapping_json(event.answers)),
            takes_back=event.takes_back,
        )

    def events(self, round_id: UUID) -> tuple[RoundEvent, ...]:
        """What happened in a round, in order."""
        query = select(ROUND_EVENTS).where(ROUND_EVENTS.c.round_id == round_id)
        return tuple(_event(row) for row in self._session.rows(query.order_by(ROUND_EVENTS.c.seq)))


def _round(row: RowMapping) -> Round:
    return Round(
        id=row["id"],
        kind=RoundKind(row["kind"]),
        ward=row["ward"],
        started_at=row["started_at"],
        started_by=row["actor_name"],
        expected=tuple(Item(UUID(each[0]), *each[1:]) for each in json.loads(row["expected"])),
        kit=kit_of(row["kit"]) if row["kit"] else None,
    )


def _event(row: RowMapping) -> RoundEvent:
    return RoundEvent(
        id=row["id"],
        round_id=row["round_id"],
        kind=RoundEventKind(row["kind"]),
        at=row["at"],
        by=row["actor_name"],
        asset_id=row["asset_id"],
        text=row["text"],
        answers=mapping_of(row["answers"]),
        takes_back=row["takes_back"],
    )

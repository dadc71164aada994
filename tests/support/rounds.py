"""Rounds through a ward for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.rounds import Round, RoundEvent, RoundEventKind, RoundKind

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.equipment.rounds import Item

AT = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)


def a_ward_round(*expected: Item) -> Round:
    """A stock-take of Ash."""
    return Round(
        id=uuid7(),
        kind=RoundKind.STOCK_TAKE,
        ward="Ash",
        started_at=AT,
        started_by="Nurse Example",
        expected=expected,
    )


def a_scan(
    begun: Round,
    asset_id: UUID | None,
    tag: str = "BP-1",
    *,
    category: str = "bp_monitor",
    works: bool = True,
) -> RoundEvent:
    """A label that was scanned in it."""
    answers = {"tag": tag, "name": "A&D UA-651", "category": category, "ward": "Ash"}
    return RoundEvent(
        id=uuid7(),
        round_id=begun.id,
        kind=RoundEventKind.SCANNED,
        at=AT,
        by="Nurse Example",
        asset_id=asset_id,
        text=tag,
        answers={} if asset_id is None else answers | {"works": "yes" if works else "no"},
    )

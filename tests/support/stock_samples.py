"""Made-up consumables, lots, entries about them, and assessments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from uuid6 import uuid7

from clinicapp.domain.equipment.competency import CompetencyEntry, CompetencyKind, Tier
from clinicapp.domain.equipment.consumables import ConsumableType, Lot, MoveKind, StockMove
from clinicapp.domain.equipment.notices import Notice, NoticeEvent, NoticeEventKind, NoticeKind

DAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def a_type(**changes: Any) -> ConsumableType:
    values: dict[str, Any] = {
        "id": uuid7(),
        "name": "HbA1c cartridges",
        "used_by": ("hba1c_analyser",),
        "unit": "test",
        "open_days": 30,
        "min_days": 7,
    }
    return ConsumableType(**(values | changes))


def a_lot(kind: ConsumableType, **changes: Any) -> Lot:
    values: dict[str, Any] = {
        "id": uuid7(),
        "type_id": kind.id,
        "number": "10226A",
        "expires_on": date(2027, 3, 31),
    }
    return Lot(**(values | changes))


def a_move(
    lot: Lot, kind: MoveKind = MoveKind.RECEIVED, quantity: int = 0, **changes: Any
) -> StockMove:
    values: dict[str, Any] = {
        "id": uuid7(),
        "lot_id": lot.id,
        "ward": "Ash",
        "kind": kind,
        "quantity": quantity,
        "at": DAY,
        "actor_id": uuid7(),
        "actor_name": "Kofi Sample",
    }
    values |= changes
    return StockMove(**({"recorded_at": values["at"]} | values))


def an_assessment(**changes: Any) -> CompetencyEntry:
    values: dict[str, Any] = {
        "id": uuid7(),
        "staff_id": uuid7(),
        "staff_name": "Rosa Tester",
        "category": "hba1c_analyser",
        "model": "",
        "tier": Tier.ASSESSED,
        "kind": CompetencyKind.RECORDED,
        "from_on": date(2026, 1, 10),
        "valid_to": date(2028, 1, 10),
        "at": datetime(2026, 1, 10, 12, tzinfo=UTC),
        "actor_id": uuid7(),
        "actor_name": "Tom Placeholder",
        "evidence": "Workbook",
    }
    return CompetencyEntry(**(values | changes))


def a_notice(**changes: Any) -> Notice:
    values: dict[str, Any] = {
        "id": uuid7(),
        "reference": "FSN-2026-041",
        "kind": NoticeKind.SAFETY_NOTICE,
        "title": "Reads too high",
        "maker": "A&D*",
        "model": "UA-651*",
        "serials": (),
        "lots": (),
        "gtin": None,
        "issued_on": date(2026, 11, 19),
        "deadline": date(2026, 12, 19),
        "action": "Return to the maker",
        "at": DAY,
        "actor_id": uuid7(),
        "actor_name": "Tom Placeholder",
    }
    return Notice(**(values | changes))


def a_notice_event(notice: Notice, kind: NoticeEventKind, **changes: Any) -> NoticeEvent:
    values: dict[str, Any] = {
        "id": uuid7(),
        "notice_id": notice.id,
        "kind": kind,
        "at": DAY,
        "actor_id": uuid7(),
        "actor_name": "Tom Placeholder",
    }
    return NoticeEvent(**(values | changes))

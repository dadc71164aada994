"""Control lots, results and what happens to them, invented, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from uuid6 import uuid7

from clinicapp.domain.quality.external import EqaResult, EqaRound, EqaStep
from clinicapp.domain.quality.intervals import PlanSet, QualityPlan
from clinicapp.domain.quality.lots import ControlLot, LotEvent, LotEventKind, TargetSource
from clinicapp.domain.quality.replay import ControlEntry, ControlEvent, ControlEventKind

if TYPE_CHECKING:
    from uuid import UUID

DAY = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
WHO = uuid7()


def a_lot(level: int = 1, **changes: Any) -> ControlLot:
    """A level of a kit: 34 +/- 1.4 or 86 +/- 3.0 mmol/mol."""
    lot = ControlLot(
        id=uuid7(),
        kit="DEMO-1127",
        lot=f"DEMO-1127{'AB'[level - 1]}",
        material="HbA1c control",
        field="hba1c_mmol_mol",
        level=level,
        level_name=("Normal", "High")[level - 1],
        source=TargetSource.MANUFACTURER,
        expires_on=date(2027, 6, 30),
        added_at=DAY,
        added_by="Tom Placeholder",
        mean=Decimal(("34", "86")[level - 1]),
        sd=Decimal(("1.4", "3.0")[level - 1]),
        open_days=90,
    )
    return replace(lot, **changes)


def opened(lot: ControlLot, asset_id: UUID, at: datetime = DAY, **changes: Any) -> LotEvent:
    event = LotEvent(
        id=uuid7(),
        lot_id=lot.id,
        asset_id=asset_id,
        kind=LotEventKind.OPENED,
        at=at,
        actor_id=WHO,
        actor_name="Rosa Tester",
    )
    return replace(event, **changes)


def an_entry(
    lot: ControlLot, asset_id: UUID, value: str | None, hours: float = 1, **changes: Any
) -> ControlEntry:
    at = DAY + timedelta(hours=hours)
    entry = ControlEntry(
        id=uuid7(),
        asset_id=asset_id,
        lot_id=lot.id,
        run="",
        at=at,
        recorded_at=at,
        actor_id=WHO,
        actor_name="Rosa Tester",
        operator="Rosa Tester",
        value=None if value is None else Decimal(value),
        outcome="above" if value is None else "",
    )
    return replace(entry, **changes)


def an_action(asset_id: UUID, hours: float, **changes: Any) -> ControlEvent:
    event = ControlEvent(
        id=uuid7(),
        asset_id=asset_id,
        kind=ControlEventKind.CORRECTIVE_ACTION,
        at=DAY + timedelta(hours=hours),
        actor_id=WHO,
        actor_name="Rosa Tester",
        action="New vial opened",
        reason="Vial left out overnight",
    )
    return replace(event, **changes)


def an_exclusion(entry: ControlEntry, hours: float) -> ControlEvent:
    return an_action(
        entry.asset_id,
        hours,
        kind=ControlEventKind.EXCLUDED,
        action="excluded",
        result_id=entry.id,
    )


def a_plan_set(asset_id: UUID, **changes: Any) -> PlanSet:
    plan = QualityPlan(levels=2, every_hours=24, words="Two levels every 24 hours", unsure=False)
    return PlanSet(
        id=uuid7(),
        asset_id=asset_id,
        at=DAY,
        actor_id=WHO,
        actor_name="Tom Placeholder",
        plan=replace(plan, **changes),
    )


def a_round(asset_id: UUID, hours: float, **changes: Any) -> EqaRound:
    made = EqaRound(
        id=uuid7(),
        asset_id=asset_id,
        scheme="Example scheme",
        sample="26-11 A",
        field="hba1c_mmol_mol",
        deadline=DAY + timedelta(hours=hours),
        added_at=DAY,
        actor_id=WHO,
        actor_name="Tom Placeholder",
    )
    return replace(made, **changes)


def an_eqa_result(eqa: EqaRound, step: EqaStep, hours: float, **changes: Any) -> EqaResult:
    result = EqaResult(
        id=uuid7(),
        round_id=eqa.id,
        step=step,
        at=DAY + timedelta(hours=hours),
        actor_id=WHO,
        actor_name="Rosa Tester",
        value=Decimal(41) if step is EqaStep.RETURNED else None,
    )
    return replace(result, **changes)

"""The control history of the demonstration's second analyser, which failed this morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, AssetEventKind
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.quality.intervals import QualityPlan
from clinicapp.domain.quality.lots import ControlLot, TargetSource
from clinicapp.services.access import By
from clinicapp.services.equipment import assets
from clinicapp.services.quality import qc

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from clinicapp.domain.staff import Actor
    from clinicapp.store.work import Work

TAG: Final = "DCA-02"
_FIELD: Final = "hba1c_mmol_mol"
_NORMAL: Final = (
    *(34, 35, 33, 34, 36, 35, 34, 33, 32, 34, 35),
    *(34, 33, 35, 34, 36, 34, 35, 33, 34, 35, 37, 34, 33, 35),
)
_HIGH: Final = (
    *(86, 84, 88, 87, 85, 83, 86, 89, 90, 87, 85),
    *(84, 86, 88, 85, 87, 93, 86, 84, 89, 87, 85, 88, 89, 96),
)
_NEW_LOT: Final = 11
"""From this day of the history on, other lots are in use."""
_READY: Final = time(7, 40)


def keep_controls(
    work: Work, now: datetime, zone: ZoneInfo, *, ward: str, technician: Actor, nurse: Actor
) -> None:
    """Add an analyser whose controls were measured daily, and failed on the last morning."""
    local = now.astimezone(zone)
    last = local.date() if local.time() >= _READY else local.date() - timedelta(days=1)

    def at(day: int, hour: int, minute: int) -> datetime:
        on = last - timedelta(days=len(_NORMAL) - 1 - day)
        return datetime.combine(on, time(hour, minute), zone)

    asset = Asset(
        id=uuid7(),
        tag=TAG,
        category="hba1c_analyser",
        make="Siemens",
        model="DCA Vantage",
        serial="S0002231",
        ward=ward,
        location="clinic room",
    )
    begun = By(technician, at(0, 7, 0) - timedelta(days=300))
    plan = CheckPlan(id=uuid7(), asset_id=asset.id, check=Check.QUALITY_CONTROL, every_hours=24)
    assets.register(work, begun, asset, (plan,))
    accepted = AssetEventKind.ACCEPTED
    assets.note_event(work, begun, asset.id, accepted, begun.at, "Delivery checks passed")
    assets.note_event(work, begun, asset.id, AssetEventKind.PUT_IN_USE, begun.at)
    qc.set_plan(
        work,
        begun,
        asset.id,
        QualityPlan(
            levels=2,
            at_times=(time(0),),
            words="Two levels each day before the first patient",
            source="The demonstration's own",
        ),
    )
    for day, values in enumerate(zip(_NORMAL, _HIGH, strict=True)):
        if day in (0, _NEW_LOT):
            kit = "DEMO-1058" if day == 0 else "DEMO-1127"
            lots = _lots(kit, at(day, 7, 5), technician.name, at(0, 0, 0).date())
            qc.add_lots(work, By(technician, at(day, 7, 5)), lots)
            for lot in lots:
                qc.open_lot(work, By(nurse, at(day, 7, 10)), asset.id, lot.id)
        for level, value in enumerate(values):
            measured = By(nurse, at(day, 7, 28 + 3 * level))
            qc.record_control(work, measured, asset.id, lots[level].id, value=Decimal(value))


def _lots(kit: str, at: datetime, who: str, first: date) -> tuple[ControlLot, ControlLot]:
    def level(number: int, name: str, mean: str, sd: str) -> ControlLot:
        return ControlLot(
            id=uuid7(),
            kit=kit,
            lot=f"{kit}{'AB'[number - 1]}",
            material="HbA1c control",
            field=_FIELD,
            level=number,
            level_name=name,
            source=TargetSource.MANUFACTURER,
            expires_on=first + timedelta(days=240),
            added_at=at,
            added_by=who,
            mean=Decimal(mean),
            sd=Decimal(sd),
            open_days=92,
        )

    return level(1, "Normal", "34", "1.4"), level(2, "High", "86", "3.0")

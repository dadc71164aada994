"""Small builders of domain values for tests; every person and device in them is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.gate import Arming
from clinicapp.domain.observations import Observation, Quantity, StoredReading, Timing
from clinicapp.domain.staff import Actor, Role

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def an_actor(*roles: Role, name: str = "Rosa Tester") -> Actor:
    return Actor(id=uuid7(), name=name, roles=frozenset(roles), station="ASH-01")


def an_asset(**changes: object) -> Asset:
    values: dict[str, object] = {
        "id": uuid7(),
        "tag": "BP-0122",
        "category": "bp_monitor",
        "make": "A&D",
        "model": "UA-651BLE",
        "serial": "5181200001",
        "ward": "Ash",
        "driver": "gatt-blood-pressure",
        "link": "ble",
        "address": "5C:31:3E:00:00:01",
    }
    return Asset(**(values | changes))  # type: ignore[arg-type]


def a_plan(asset_id: UUID, check: Check = Check.CALIBRATION, **interval: int) -> CheckPlan:
    return CheckPlan(
        id=uuid7(), asset_id=asset_id, check=check, **(interval or {"every_months": 12})
    )


def an_event(
    asset_id: UUID,
    kind: AssetEventKind,
    at: datetime,
    check: Check | None = None,
    verdict: Verdict | None = None,
) -> AssetEvent:
    return AssetEvent(
        id=uuid7(),
        asset_id=asset_id,
        kind=kind,
        at=at,
        recorded_at=at,
        recorded_by="Kofi Sample",
        check=check,
        verdict=verdict,
    )


def an_observation(kind: str = "blood_pressure", **changes: object) -> Observation:
    values: dict[str, object] = {
        "id": uuid7(),
        "raw": b"\x1e",
        "kind": kind,
        "quantities": (
            Quantity("systolic_mmhg", Decimal(128)),
            Quantity("diastolic_mmhg", Decimal(82)),
        ),
        "device_key": "ble:5C:31:3E:00:00:01",
        "identity_key": None,
        "content_key": None,
        "taken_at_text": None,
        "measured_at": NOON,
        "timing": Timing.RECEIVED,
    }
    return Observation(**(values | changes))  # type: ignore[arg-type]


def a_stored_reading(observation: Observation, **changes: object) -> StoredReading:
    values: dict[str, object] = {
        "observation": observation,
        "visit_id": uuid7(),
        "driver": "gatt-blood-pressure",
        "driver_version": "1",
        "link": "ble",
        "address": "5C:31:3E:00:00:01",
        "received_at": NOON,
    }
    return StoredReading(**(values | changes))  # type: ignore[arg-type]


def an_arming(**changes: object) -> Arming:
    values: dict[str, object] = {
        "person_id": uuid7(),
        "form_id": uuid7(),
        "nhs_number": "9992014539",
        "since": NOON - timedelta(minutes=10),
        "until": NOON + timedelta(minutes=50),
    }
    return Arming(**(values | changes))  # type: ignore[arg-type]

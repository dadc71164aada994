"""Readings, devices and bytes as the services return them, for the presenters of the pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.gate import Decision, judge
from clinicapp.domain.observations import (
    Observation,
    Quantity,
    ReadingEvent,
    ReadingEventKind,
)
from clinicapp.policies import gate_policy
from clinicapp.services.clinic.inbox import ReadingAtHand, Unread
from clinicapp.services.equipment.assets import AssetStanding
from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance
from clinicapp.ui.viewmodels.inbox.present_inbox import (
    Terms,
)
from tests.support.facts import (
    LONDON,
    a_plan,
    a_stored_reading,
    an_asset,
    an_event,
    an_observation,
)
from tests.support.snapshots import pack_named

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=LONDON)
TODAY = NOW.date()
POLICY = gate_policy()
PACK = pack_named("uk-current")
TERMS = Terms(POLICY, PACK, LONDON, NOW)
ACCEPTED = datetime(2024, 1, 2, 9, tzinfo=LONDON)
GATE_CODES = sorted(POLICY.decisions)


def pressure(systolic: int, diastolic: int, **changes: Any) -> Observation:
    return an_observation(
        quantities=(
            Quantity("systolic_mmhg", Decimal(systolic)),
            Quantity("diastolic_mmhg", Decimal(diastolic)),
        ),
        measured_at=NOW - timedelta(minutes=1),
        **changes,
    )


def one(kind: str, field: str, amount: str, **changes: Any) -> Observation:
    return an_observation(kind, quantities=(Quantity(field, Decimal(amount)),), **changes)


def device(
    calibrated: date | None = date(2026, 2, 14),
    *more: AssetEventKind,
    verdict: Verdict = Verdict.PASS,
    accepted: bool = True,
    **changes: object,
) -> AssetStanding:
    """A monitor with a yearly calibration."""
    asset = an_asset(**changes)
    events = [an_event(asset.id, AssetEventKind.ACCEPTED, ACCEPTED)] if accepted else []
    if calibrated is not None:
        at = datetime(calibrated.year, calibrated.month, calibrated.day, 11, tzinfo=LONDON)
        events.append(an_event(asset.id, AssetEventKind.CHECKED, at, Check.CALIBRATION, verdict))
    events += [an_event(asset.id, kind, NOW - timedelta(days=2)) for kind in more]
    return AssetStanding(asset, state_of(asset, [a_plan(asset.id)], events, NOW))


def analyser(controlled: datetime | None, verdict: Verdict = Verdict.PASS) -> AssetStanding:
    """An analyser with a daily control."""
    asset = an_asset(tag="HB-1", category="hba1c_analyser")
    events = [an_event(asset.id, AssetEventKind.ACCEPTED, ACCEPTED)]
    if controlled is not None:
        events.append(
            an_event(asset.id, AssetEventKind.CHECKED, controlled, Check.QUALITY_CONTROL, verdict)
        )
    plan = a_plan(asset.id, Check.QUALITY_CONTROL, every_hours=24)
    return AssetStanding(asset, state_of(asset, [plan], events, NOW))


def at_hand(
    observation: Observation,
    of: AssetStanding | None = None,
    codes: tuple[str, ...] | None = None,
) -> ReadingAtHand:
    """A reading as the gate judged it, with nobody armed; or with the codes given."""
    found = judge(observation, None if of is None else of.state, None, POLICY)
    codes = found.codes if codes is None else codes
    ranked = max((POLICY.decide(code) for code in codes), key=tuple(Decision).index)
    event = happened(ReadingEventKind.JUDGED, decision=ranked.value, codes=codes, policy="gate-1")
    return ReadingAtHand(
        reading=a_stored_reading(observation, received_at=NOW),
        events=(event,),
        asset=None if of is None else of.asset,
        state=None if of is None else of.state,
    )


def happened(kind: ReadingEventKind, **changes: object) -> ReadingEvent:
    values: dict[str, object] = {
        "id": uuid7(),
        "reading_id": uuid7(),
        "kind": kind,
        "at": NOW,
        "actor_id": uuid7(),
        "actor_name": "Rosa Tester",
    }
    return ReadingEvent(**(values | changes))  # type: ignore[arg-type]


def glance(standing: AssetStanding, *, connected: bool = True) -> DeviceGlance:
    return DeviceGlance(standing=standing, connected=connected)


def unread(reason: str = "checksum", **changes: object) -> Unread:
    values: dict[str, object] = {
        "id": uuid7(),
        "visit_id": uuid7(),
        "link": "serial",
        "address": "COM4",
        "driver": "and-scale",
        "driver_version": "1.0",
        "received_at": NOW,
        "raw": b"ST,+00068.6  kg\r\n",
        "reason": reason,
    }
    return Unread(**(values | changes))  # type: ignore[arg-type]

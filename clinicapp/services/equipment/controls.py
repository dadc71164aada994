"""Parts of use cases about controls: an analyser's state, and filing what it sent by itself.

They check no permission and write no record; the use case that calls them does both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.quality.intervals import plan_from
from clinicapp.domain.quality.lots import in_use
from clinicapp.domain.quality.matching import match, run_of
from clinicapp.domain.quality.replay import ControlEntry, ControlEventKind
from clinicapp.domain.quality.state import controls_state

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.observations import StoredReading
    from clinicapp.domain.quality.lots import ControlLot
    from clinicapp.domain.quality.state import ControlsState, QualityFacts
    from clinicapp.services.access import By
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work


def controls_of(
    work: Work, facts: AssetFacts, moment: datetime, held: Collection[str] | None = None
) -> ControlsState | None:
    """How an analyser's controls stand; None if it has no control facts.

    Args:
        work: the transaction.
        facts: the analyser; its check plan counts where no finer plan of its controls was set.
        moment: local, with its zone.
        held: the fields of a reading, for what concerns that reading only; None for everything.
    """
    found = work.controls.facts(facts.asset.id)
    if found is None:
        return None
    if found.plan is None:
        found = replace(found, plan=plan_from(facts.plans))
    return controls_state(work.controls.counted(found, moment), moment, held)


def state_with_controls(
    work: Work, facts: AssetFacts, moment: datetime, held: Collection[str] | None = None
) -> AssetState:
    """An asset's state at a moment, with its controls as they were measured.

    Without any control facts the checks that were logged by hand count, and no check is none. With
    the fields of a reading (``held``) it is as that reading sees it: a control of another analyte
    does not speak against it.
    """
    controls = controls_of(work, facts, moment, held)
    quality = None if controls is None else controls.as_quality()
    return state_of(facts.asset, facts.plans, facts.events, moment, quality=quality)


def fields_of(reading: StoredReading) -> frozenset[str]:
    """What a reading holds."""
    return frozenset(each.field for each in reading.observation.quantities)


def file_control(
    work: Work, by: By, reading: StoredReading, asset_id: UUID
) -> tuple[ControlEntry, ...]:
    """File a control reading under the lots in use that it is of; nothing if that is not certain.

    Whatever state the analyser is in: a control can always be recorded.
    """
    facts = work.controls.facts(asset_id)
    if facts is None:
        return ()
    at = measured(reading)
    used = in_use(facts.lots, facts.lot_events, at)
    return tuple(
        keep_result(
            work,
            by,
            asset_id,
            each.lot,
            at,
            value=each.quantity.amount,
            outcome="" if each.quantity.amount is not None else (each.quantity.special or "none"),
            reading=reading,
        )
        for each in match(reading.observation, used)
    )


def measured(reading: StoredReading) -> datetime:
    """When a control was measured: by the device's clock where that is known, else when it came.

    Never after it came: a clock that tells whole seconds may seem to be a little ahead, and a
    control that failed locks at once.
    """
    return min(reading.observation.measured_at or reading.received_at, reading.received_at)


def keep_result(
    work: Work,
    by: By,
    asset_id: UUID,
    lot: ControlLot,
    at: datetime,
    *,
    value: Decimal | None,
    outcome: str = "",
    reading: StoredReading | None = None,
) -> ControlEntry:
    """Append one control result, in the run that it belongs to."""
    facts = work.controls.facts(asset_id)
    result_id = uuid7()
    entry = ControlEntry(
        id=result_id,
        asset_id=asset_id,
        lot_id=lot.id,
        run=_run(facts, lot, at, result_id),
        at=at,
        recorded_at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        operator=(reading.observation.operator_ref if reading else None) or by.actor.name,
        value=value,
        outcome=outcome,
        reading_id=reading.id if reading else None,
    )
    work.controls.add_result(entry)
    return entry


def _run(facts: QualityFacts | None, lot: ControlLot, at: datetime, new: UUID) -> str:
    if facts is None:
        return new.hex
    actions = [
        event.at for event in facts.events if event.kind is ControlEventKind.CORRECTIVE_ACTION
    ]
    return run_of(facts.judged, lot, at, actions, new)

"""Parts of use cases about controls: an analyser's state, and filing what it sent by itself.

They check no permission and write no record; the use case that calls them does both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.quality.matching import match, run_of
from clinicapp.domain.quality.replay import ControlEntry, ControlEventKind
from clinicapp.domain.quality.state import quality_state

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from clinicapp.domain.observations import StoredReading
    from clinicapp.domain.quality.lots import ControlLot
    from clinicapp.domain.quality.state import QualityFacts, QualityState
    from clinicapp.services.access import By
    from clinicapp.store.work import Work


def quality_of(work: Work, asset_id: UUID, moment: datetime) -> QualityState | None:
    """How an analyser's controls stand; None if it has no control facts.

    Args:
        work: the transaction.
        asset_id: the analyser.
        moment: local, with its zone.
    """
    facts = work.controls.facts(asset_id)
    return None if facts is None else quality_state(facts, moment)


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
    used = quality_state(facts, at).in_use
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
    """When a control was measured: by the device's clock where that is known, else when it came."""
    return reading.observation.measured_at or reading.received_at


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

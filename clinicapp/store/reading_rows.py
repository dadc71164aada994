"""Readings and transmissions between their domain values and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.observations import (
    Observation,
    ReadingEvent,
    ReadingEventKind,
    RefusedFrame,
    StoredReading,
    Timing,
)
from clinicapp.store.columns import (
    instant_text,
    quantities_json,
    quantities_of,
    storable,
    words_json,
    words_of,
)
from clinicapp.store.session import prepared_insert
from clinicapp.store.tables import READING_EVENTS, READINGS, TRANSMISSIONS, Outcome

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.domain.observations import Delivery, Item, Kept

# The values of each are written down in the order of the columns; a device waits meanwhile.
INSERT_TRANSMISSION: Final = prepared_insert(
    TRANSMISSIONS,
    *("visit_id", "ordinal", "id", "link", "address", "driver", "driver_version", "received_at"),
    *("outcome", "reason", "detail", "incomplete", "device_serial", "raw"),
)
INSERT_READING: Final = prepared_insert(
    READINGS,
    *("id", "visit_id", "ordinal", "kind", "quantities", "device_key", "identity_key"),
    *("content_key", "taken_at_text", "measured_at", "timing", "clock_offset_seconds", "flags"),
    *("device_user", "device_sequence", "patient_ref", "operator_ref", "sample_ref"),
    *("device_maker", "device_model", "device_serial", "control", "lot", "stored"),
    *("duplicate_of", "supersedes"),
)
INSERT_EVENT: Final = prepared_insert(
    READING_EVENTS,
    *("id", "reading_id", "kind", "at", "actor_id", "actor_name", "asset_id", "person_id"),
    *("form_id", "decision", "codes", "policy", "reason"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """Bytes as they lie in the store, with the way they came and what became of them.

    ``ordinal`` counts from 1 in the visit. ``reason``, ``detail``, ``incomplete`` and
    ``device_serial`` belong to refused bytes.
    """

    id: UUID
    visit_id: UUID
    ordinal: int
    link: str
    address: str
    driver: str
    driver_version: str
    received_at: datetime
    outcome: Outcome
    raw: bytes
    reason: str | None = None
    detail: str | None = None
    incomplete: bool = False
    device_serial: str | None = None


def transmission_values(delivery: Delivery, item: Item, ordinal: int) -> tuple[object, ...]:
    """The parameters of ``INSERT_TRANSMISSION``."""
    refused = item if isinstance(item, RefusedFrame) else None
    return (
        delivery.visit_id.hex,
        ordinal,
        item.id.hex,
        delivery.link,
        storable(delivery.address),
        delivery.driver,
        delivery.driver_version,
        instant_text(delivery.received_at),
        _outcome(item).value,
        refused.reason if refused else None,
        storable(refused.detail) if refused else None,
        bool(refused and refused.incomplete),
        _text(refused.device_serial) if refused else None,
        item.raw,
    )


def reading_values(
    observation: Observation, visit_id: UUID, ordinal: int, kept: Kept
) -> tuple[object, ...]:
    """The parameters of ``INSERT_READING``."""
    measured_at = observation.measured_at
    return (
        observation.id.hex,
        visit_id.hex,
        ordinal,
        observation.kind,
        quantities_json(observation.quantities),
        storable(observation.device_key),
        _text(observation.identity_key),
        _text(observation.content_key),
        _text(observation.taken_at_text),
        instant_text(measured_at) if measured_at else None,
        observation.timing.value,
        observation.clock_offset_seconds,
        words_json(observation.flags),
        observation.user,
        _text(observation.sequence),
        _text(observation.patient_ref),
        _text(observation.operator_ref),
        _text(observation.sample_ref),
        _text(observation.device_maker),
        _text(observation.device_model),
        _text(observation.device_serial),
        observation.control,
        _text(observation.lot),
        observation.stored,
        kept.duplicate_of.hex if kept.duplicate_of else None,
        kept.supersedes.hex if kept.supersedes else None,
    )


def stored_reading(row: RowMapping) -> StoredReading:
    """The reading of a row that joins ``readings`` with ``transmissions``."""
    return StoredReading(
        observation=_observation(row),
        visit_id=row["visit_id"],
        driver=row["driver"],
        driver_version=row["driver_version"],
        link=row["link"],
        address=row["address"],
        received_at=row["received_at"],
        duplicate_of=row["duplicate_of"],
        supersedes=row["supersedes"],
    )


def _observation(row: RowMapping) -> Observation:
    return Observation(
        id=row["id"],
        raw=row["raw"],
        kind=row["kind"],
        quantities=quantities_of(row["quantities"]),
        device_key=row["device_key"],
        identity_key=row["identity_key"],
        content_key=row["content_key"],
        taken_at_text=row["taken_at_text"],
        measured_at=row["measured_at"],
        timing=Timing(row["timing"]),
        clock_offset_seconds=row["clock_offset_seconds"],
        flags=words_of(row["flags"]),
        user=row["device_user"],
        sequence=row["device_sequence"],
        patient_ref=row["patient_ref"],
        operator_ref=row["operator_ref"],
        sample_ref=row["sample_ref"],
        device_maker=row["device_maker"],
        device_model=row["device_model"],
        device_serial=row["device_serial"],
        control=row["control"],
        lot=row["lot"],
        stored=row["stored"],
    )


def transmission(row: RowMapping) -> Transmission:
    """The value of a row of ``transmissions``."""
    return Transmission(**{**row, "outcome": Outcome(row["outcome"])})


def event_values(event: ReadingEvent) -> tuple[object, ...]:
    """The parameters of ``INSERT_EVENT``."""
    return (
        event.id.hex,
        event.reading_id.hex,
        event.kind.value,
        instant_text(event.at),
        event.actor_id.hex,
        storable(event.actor_name),
        event.asset_id.hex if event.asset_id else None,
        event.person_id.hex if event.person_id else None,
        event.form_id.hex if event.form_id else None,
        event.decision,
        words_json(event.codes),
        event.policy,
        _text(event.reason),
    )


def reading_event(row: RowMapping) -> ReadingEvent:
    """The value of a row of ``reading_events``."""
    values = {name: value for name, value in row.items() if name != "seq"}
    values["kind"] = ReadingEventKind(row["kind"])
    values["codes"] = words_of(row["codes"])
    return ReadingEvent(**values)


def _outcome(item: Item) -> Outcome:
    if isinstance(item, Observation):
        return Outcome.READING
    return Outcome.REFUSED if isinstance(item, RefusedFrame) else Outcome.FRAME


def _text(text: str | None) -> str | None:
    return None if text is None else storable(text)

"""Readings and transmissions between their domain values and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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

INSERT_TRANSMISSION, _TRANSMISSION_COLUMNS = prepared_insert(TRANSMISSIONS)
INSERT_READING, _READING_COLUMNS = prepared_insert(READINGS)


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
    values: dict[str, object] = {
        "visit_id": delivery.visit_id.hex,
        "ordinal": ordinal,
        "id": item.id.hex,
        "link": delivery.link,
        "address": storable(delivery.address),
        "driver": delivery.driver,
        "driver_version": delivery.driver_version,
        "received_at": instant_text(delivery.received_at),
        "outcome": _outcome(item).value,
        "reason": refused.reason if refused else None,
        "detail": storable(refused.detail) if refused else None,
        "incomplete": bool(refused and refused.incomplete),
        "device_serial": _text(refused.device_serial) if refused else None,
        "raw": item.raw,
    }
    return tuple([values[name] for name in _TRANSMISSION_COLUMNS])


def reading_values(
    observation: Observation, visit_id: UUID, ordinal: int, kept: Kept
) -> tuple[object, ...]:
    """The parameters of ``INSERT_READING``."""
    values: dict[str, object] = {
        "id": observation.id.hex,
        "visit_id": visit_id.hex,
        "ordinal": ordinal,
        "kind": observation.kind,
        "quantities": quantities_json(observation.quantities),
        "device_key": storable(observation.device_key),
        "identity_key": _text(observation.identity_key),
        "content_key": _text(observation.content_key),
        "taken_at_text": _text(observation.taken_at_text),
        "measured_at": instant_text(observation.measured_at) if observation.measured_at else None,
        "timing": observation.timing.value,
        "clock_offset_seconds": observation.clock_offset_seconds,
        "flags": words_json(observation.flags),
        "device_user": observation.user,
        "device_sequence": _text(observation.sequence),
        "patient_ref": _text(observation.patient_ref),
        "operator_ref": _text(observation.operator_ref),
        "sample_ref": _text(observation.sample_ref),
        "device_maker": _text(observation.device_maker),
        "device_model": _text(observation.device_model),
        "device_serial": _text(observation.device_serial),
        "control": observation.control,
        "lot": _text(observation.lot),
        "stored": observation.stored,
        "duplicate_of": kept.duplicate_of.hex if kept.duplicate_of else None,
        "supersedes": kept.supersedes.hex if kept.supersedes else None,
    }
    return tuple([values[name] for name in _READING_COLUMNS])


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


def event_values(event: ReadingEvent) -> dict[str, object]:
    """The columns of a row of ``reading_events``."""
    values: dict[str, object] = {
        column.name: getattr(event, column.name)
        for column in READING_EVENTS.columns
        if column.name != "seq"
    }
    values["kind"] = event.kind.value
    values["actor_name"] = storable(event.actor_name)
    values["codes"] = words_json(event.codes)
    values["reason"] = _text(event.reason)
    return values


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

"""From what a driver reports to what the application keeps: the same values, and our best time."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.observations import (
    Delivery,
    Frame,
    Item,
    Observation,
    Quantity,
    RefusedFrame,
    Timing,
)
from drivers.driver import Keep, Report
from drivers.readings import Kind, NotUnderstood

if TYPE_CHECKING:
    from datetime import tzinfo

    from drivers.driver import Driver
    from drivers.readings import DeviceTime, Reading
    from drivers.session import Batch
    from drivers.transports.contract import Peer

_json: Final = json.JSONEncoder(separators=(",", ":")).encode
"""ASCII only: a device may send what UTF-8 cannot hold."""
_field: Final = attrgetter("field")
_TRUSTED_OFFSET: Final = timedelta(hours=12)
"""A clock further off than this says nothing of when (reference/serial.md 7, clocks)."""
_UNREAD_CLOCK: Final = timedelta(minutes=2)
"""A device time this near to ours is believed although the clock itself was never read."""


def delivery_of(batch: Batch, driver: Driver, zone: tzinfo) -> Delivery:
    """What one exchange brought, for the store. ``zone`` is the ward's, for devices without one.

    A frame that is reported whole is not kept a second time: its report brings the same bytes.
    """
    reported = {item.item.raw for item in batch.items if isinstance(item, Report)}
    return Delivery(
        visit_id=batch.visit,
        driver=driver.key,
        driver_version=driver.version,
        link=batch.peer.link,
        address=batch.peer.address,
        received_at=batch.received_at,
        items=tuple(
            _item(item, batch.peer, batch.received_at, zone, remembers=driver.remembers)
            for item in batch.items
            if isinstance(item, Report) or item.raw not in reported
        ),
    )


def _item(
    action: Keep | Report,
    peer: Peer,
    received_at: datetime,
    zone: tzinfo,
    *,
    remembers: bool,
) -> Item:
    if isinstance(action, Keep):
        return Frame(id=uuid7(), raw=action.raw)
    item = action.item
    if isinstance(item, NotUnderstood):
        return RefusedFrame(
            id=uuid7(),
            raw=item.raw,
            reason=item.reason.value,
            detail=item.detail,
            incomplete=item.incomplete,
            device_serial=item.device.serial,
        )
    return _observation(item, peer, received_at, zone, remembers=remembers)


def _observation(
    reading: Reading, peer: Peer, received_at: datetime, zone: tzinfo, *, remembers: bool
) -> Observation:
    key = device_key(reading, peer)
    taken_at = reading.taken_at.isoformat() if reading.taken_at else None
    measured_at, timing, offset = _when(reading, received_at, zone, remembers=remembers)
    identity, content = _keys(reading, key, taken_at)
    return Observation(
        id=uuid7(),
        raw=reading.raw,
        kind=reading.kind.value,
        quantities=tuple(
            Quantity(
                field=value.field,
                amount=value.amount,
                special=value.special.value if value.special else None,
                limit=value.limit,
            )
            for value in reading.values
        ),
        device_key=key,
        identity_key=identity,
        content_key=content,
        taken_at_text=taken_at,
        measured_at=measured_at,
        timing=timing,
        clock_offset_seconds=offset,
        flags=reading.flags,
        user=reading.user,
        sequence=reading.sequence,
        patient_ref=reading.patient_ref,
        operator_ref=reading.operator_ref,
        sample_ref=reading.sample_ref,
        device_maker=reading.device.maker,
        device_model=reading.device.model,
        device_serial=reading.device.serial,
        control=reading.control,
        lot=reading.lot,
        stored=reading.stored,
    )


def device_key(reading: Reading, peer: Peer) -> str:
    """One name for the sender, the same every time.

    On Bluetooth the bonded address is always there and the serial number may not have been read
    yet, so the address is the name; elsewhere the serial number outranks the port or host.
    """
    if peer.link == "ble" or not reading.device.serial:
        return f"{peer.link}:{peer.address}"
    return f"serial-number:{reading.device.maker or ''}/{reading.device.serial}"


def _when(
    reading: Reading, received_at: datetime, zone: tzinfo, *, remembers: bool
) -> tuple[datetime | None, Timing, int | None]:
    """Our best time for a reading, how we know it, and how far the device's clock is off."""
    taken = _aware(reading.taken_at, received_at, zone)
    if taken is None:
        # A device that remembers may be telling of another day, and of another person.
        if remembers:
            return None, Timing.UNKNOWN, None
        return received_at, Timing.RECEIVED, None
    clock = _aware(reading.device_clock, received_at, zone)
    if clock is None:
        if abs(taken - received_at) <= _UNREAD_CLOCK:
            return taken, Timing.DEVICE_CLOCK, None
        return None, Timing.UNKNOWN, None
    offset = clock - received_at
    seconds = round(offset.total_seconds())
    measured_at = _shifted(taken, -seconds)
    if abs(offset) > _TRUSTED_OFFSET or measured_at is None:
        return None, Timing.UNKNOWN, seconds
    return measured_at, Timing.DEVICE_CLOCK, seconds


def _shifted(moment: datetime, seconds: int) -> datetime | None:
    """A moment in UTC so many seconds later; None where the calendar ends."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _aware(device_time: DeviceTime | None, received_at: datetime, zone: tzinfo) -> datetime | None:
    """A device's time in UTC, read in its own zone or the ward's; None if it is no time at all.

    In the doubled hour of October, and in the hour that March has not, the later reading of the two
    that is not in the future is meant.
    """
    if device_time is None:
        return None
    try:
        if device_time.offset_minutes is not None:
            zone = timezone(timedelta(minutes=device_time.offset_minutes))
        first = datetime(
            device_time.year,
            device_time.month,
            device_time.day,
            device_time.hour,
            device_time.minute,
            min(device_time.second, 59),
            tzinfo=zone,
        )
        # In UTC, because sums of times in a zone with summer time are sums of what clocks show.
        one, other = first.astimezone(UTC), first.replace(fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if one == other:
        return one
    return max((each for each in (one, other) if each <= received_at), default=min(one, other))


def _keys(reading: Reading, key: str, taken_at: str | None) -> tuple[str | None, str | None]:
    """Keys by which a second delivery of the same measurement is known.

    Two equal readings without a time or a sequence number are two readings: nothing is dropped
    because it looks alike (reference/serial.md 7, dedupe key).
    """
    if taken_at is None and reading.sequence is None:
        return None, None
    # A message that broke off may hold fewer values of one result than when it comes again; only
    # among "analyte" readings does the field tell one measurement from another.
    fields = sorted(value.field for value in reading.values) if reading.kind is Kind.ANALYTE else []
    identity = (
        key,
        reading.kind.value,
        fields,
        taken_at,
        reading.sequence,
        reading.sample_ref,
        reading.control,
    )
    content = (
        [
            (v.field, str(v.amount), v.special.value if v.special else None, str(v.limit))
            for v in sorted(reading.values, key=_field)
        ],
        reading.patient_ref,
        reading.lot,
    )
    # One list is the beginning of the other, so its part of the digest is worked out once.
    begun = hashlib.sha256(_json(identity)[:-1].encode())
    whole = begun.copy()
    begun.update(b"]")
    whole.update(b"," + _json(content)[1:].encode())
    return begun.hexdigest(), whole.hexdigest()

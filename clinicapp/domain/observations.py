"""A reading as the application keeps it: what the device said, and how the station took it in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID


class Timing(StrEnum):
    """How we know when a reading was taken."""

    RECEIVED = "received"
    """The device has no clock and speaks at once: it was taken when it arrived."""
    DEVICE_CLOCK = "device_clock"
    """The device's clock was read and its offset is known: ``measured_at`` is corrected by it."""
    UNKNOWN = "unknown"
    """The device's time is missing, or its clock cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One value as sent: an exact amount in the unit that ``field`` names, or a special word."""

    field: str
    amount: Decimal | None = None
    special: str | None = None
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A whole frame kept before it was acknowledged, not itself a result."""

    id: UUID
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFrame:
    """Bytes that gave no result, with the reason. ``incomplete``: the link went in mid-frame."""

    id: UUID
    raw: bytes
    reason: str
    detail: str
    incomplete: bool = False
    device_serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One result from a device.

    ``device_key`` names the sender the same way every time (serial number, bonded address or
    port). ``identity_key`` is equal for two deliveries of the same measurement, ``content_key`` for
    two that also say the same; both are None when the device gives nothing to tell them by, and
    then nothing is ever taken for a duplicate. ``taken_at_text`` is the device's own time as ISO
    text; ``measured_at`` is our best aware time and ``timing`` says how we know it.
    ``clock_offset_seconds`` is device clock minus station clock.
    """

    id: UUID
    raw: bytes
    kind: str
    quantities: tuple[Quantity, ...]
    device_key: str
    identity_key: str | None
    content_key: str | None
    taken_at_text: str | None
    measured_at: datetime | None
    timing: Timing
    clock_offset_seconds: int | None = None
    flags: tuple[str, ...] = ()
    user: int | None = None
    sequence: str | None = None
    patient_ref: str | None = None
    operator_ref: str | None = None
    sample_ref: str | None = None
    device_maker: str | None = None
    device_model: str | None = None
    device_serial: str | None = None
    control: bool = False
    lot: str | None = None
    stored: bool = False

    def amount(self, field: str) -> Decimal | None:
        """The number sent for ``field`` (unit in the name), or None if absent or special."""
        return next((q.amount for q in self.quantities if q.field == field), None)


Item = Frame | RefusedFrame | Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one exchange with one device brought, to be committed in one transaction.

    ``visit_id`` is the connection it came in by; ``link`` and ``address`` are the transport's.
    """

    visit_id: UUID
    driver: str
    driver_version: str
    link: str
    address: str
    received_at: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of an observation when it was committed.

    ``duplicate_of`` names the first delivery of the same result; ``supersedes`` the earlier version
    of a result that the device has since changed.
    """

    reading_id: UUID
    duplicate_of: UUID | None = None
    supersedes: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """An observation as it lies in the store, with the way it came."""

    observation: Observation
    visit_id: UUID
    driver: str
    driver_version: str
    link: str
    address: str
    received_at: datetime
    duplicate_of: UUID | None = None
    supersedes: UUID | None = None

    @property
    def id(self) -> UUID:
        """The reading's own id."""
        return self.observation.id


class ReadingEventKind(StrEnum):
    """Something that happened to a reading after it was kept."""

    JUDGED = "judged"
    FILED = "filed"
    USED_WITH_REASON = "used_with_reason"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEvent:
    """One appended fact about a reading.

    JUDGED carries the gate's ``decision``, its reason ``codes``, the ``policy`` version and the
    asset; FILED and USED_WITH_REASON carry the form; the last three carry a ``reason`` in words.
    USED_WITH_REASON has in ``codes`` the identifiers that were checked (``identity.Identifier``).
    """

    id: UUID
    reading_id: UUID
    kind: ReadingEventKind
    at: datetime
    actor_id: UUID
    actor_name: str
    asset_id: UUID | None = None
    person_id: UUID | None = None
    form_id: UUID | None = None
    decision: str | None = None
    codes: tuple[str, ...] = ()
    policy: str | None = None
    reason: str | None = None


class ReadingStatus(StrEnum):
    """Where a reading stands, derived from its events."""

    NEW = "new"
    FILED = "filed"
    HELD = "held"
    BLOCKED = "blocked"
    DISCARDED = "discarded"


def status_of(events: tuple[ReadingEvent, ...]) -> ReadingStatus:
    """Fold a reading's events, oldest first, into where it stands.

    A withdrawn reading is held again: it is kept, shown in the inbox, and in no record.
    """
    status = ReadingStatus.NEW
    for event in events:
        match event.kind:
            case ReadingEventKind.JUDGED:
                status = {
                    "hold": ReadingStatus.HELD,
                    "block": ReadingStatus.BLOCKED,
                }.get(event.decision or "", status)
            case ReadingEventKind.FILED | ReadingEventKind.USED_WITH_REASON:
                status = ReadingStatus.FILED
            case ReadingEventKind.WITHDRAWN:
                status = ReadingStatus.HELD
            case ReadingEventKind.DISCARDED:
                status = ReadingStatus.DISCARDED
    return status

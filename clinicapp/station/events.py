"""What the station tells the rest of the application, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.caseload.kinds import MessageOutcome
    from clinicapp.domain.gate import Arming
    from clinicapp.domain.observations import Delivery, Kept


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """A way in was opened, or could not be; ``sentence`` says why not and what to do."""

    label: str
    up: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DeviceHeard:
    """A device connected or went; ``link`` and ``address`` are the transport's."""

    link: str
    address: str
    connected: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery is committed. Times are monotonic nanoseconds.

    ``arming`` is for whom the station was armed when it arrived. ``acknowledges`` tells whether
    the device waits for an acknowledgement at all.
    """

    delivery: Delivery
    kept: tuple[Kept, ...]
    arming: Arming | None
    last_byte_ns: int
    stored_ns: int
    acknowledges: bool


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The device has been told that a delivery with these readings is on disk."""

    reading_ids: tuple[UUID, ...]
    at_ns: int


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """Something could not be committed and was not acknowledged; ``sentence`` says what to do."""

    sentence: str


@dataclass(frozen=True, slots=True)
class StoreWell:
    """Commits succeed again."""


@dataclass(frozen=True, slots=True)
class AdmissionHeard:
    """The hospital's system has told something of a person; it is on disk, and so is its effect."""

    outcome: MessageOutcome


StationEvent = (
    AdmissionHeard | LinkChanged | DeviceHeard | Arrived | Acknowledged | StoreTrouble | StoreWell
)

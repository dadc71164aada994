"""An asset, and what has happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from clinicapp.domain.equipment.checks import Check

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Verdict(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a secret
    FAIL = "fail"
    INDETERMINATE = "indeterminate"


class Funding(StrEnum):
    """Whose an asset is."""

    OWNED = "owned"
    LEASED = "leased"
    DONATED = "donated"
    LOANED_IN = "loaned_in"


class AssetEventKind(StrEnum):
    """What can happen to an asset (reference/equipment.md 2.2, 2.3)."""

    ORDERED = "ordered"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    PUT_IN_USE = "put_in_use"
    CHECKED = "checked"
    MOVED = "moved"
    LOANED = "loaned"
    RETURNED = "returned"
    CONTAMINATED = "contaminated"
    CLEANED = "cleaned"
    FAULT = "fault"
    QUARANTINED = "quarantined"
    SENT_FOR_REPAIR = "sent_for_repair"
    REPAIRED = "repaired"
    RELEASED = "released"
    LOST = "lost"
    FOUND = "found"
    RECALLED = "recalled"
    RECALL_CLOSED = "recall_closed"
    CONDEMNED = "condemned"
    DISPOSED = "disposed"
    SEEN = "seen"
    """A stock-take saw it; ``ward`` says on which ward."""
    WAIVED = "waived"
    """A named person lets a lapsed check wait; see ``waivers``."""
    WAIVER_ENDED = "waiver_ended"
    BORROWED = "borrowed"
    """It came from another owner for a while; see ``loans``."""
    HANDED_BACK = "handed_back"
    """It went back to its owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A piece of equipment.

    ``ward`` is the organisation that answers for it, ``site`` and ``location`` where it is.
    ``giai`` (GS1 AI 8004) and ``gtin`` (AI 01) are as on its labels. ``link`` and ``address`` are
    how it is recognised when it speaks (bonded Bluetooth address, serial port, TCP host), beside
    its ``serial`` number. ``part_of`` is the asset to which a cuff or another accessory belongs;
    ``photo`` the SHA-256 of an attachment. ``version`` counts changes.
    """

    id: UUID
    tag: str
    category: str
    make: str
    model: str
    serial: str
    ward: str
    driver: str | None = None
    link: str | None = None
    address: str | None = None
    site: str = ""
    location: str = ""
    giai: str | None = None
    gtin: str | None = None
    funding: Funding = Funding.OWNED
    purchased_on: date | None = None
    warranty_until: date | None = None
    end_of_life_on: date | None = None
    firmware: str = ""
    note: str = ""
    part_of: UUID | None = None
    photo: str | None = None
    version: int = 1

    @property
    def name(self) -> str:
        """What people call it: maker and model."""
        return f"{self.make} {self.model}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEvent:
    """One appended fact about an asset.

    ``at`` is when it happened, ``recorded_at`` when it was written down (both aware). ``check`` and
    ``verdict`` belong to CHECKED only; the verdict is the event's as-left verdict. ``recorded_by``
    names who wrote it down. ``details`` are short words by key (``to_ward``, ``reason``, ...).
    ``supersedes`` names an event that this one corrects: the other stays, and counts no more.
    """

    id: UUID
    asset_id: UUID
    kind: AssetEventKind
    at: datetime
    recorded_at: datetime
    recorded_by: str
    check: Check | None = None
    verdict: Verdict | None = None
    detail: str = ""
    details: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    supersedes: UUID | None = None


def counting(events: Iterable[AssetEvent]) -> tuple[AssetEvent, ...]:
    """The events that no other one corrects, in the order in which they happened."""
    every = tuple(events)
    corrected = {event.supersedes for event in every if event.supersedes is not None}
    return tuple(
        sorted(
            (event for event in every if event.id not in corrected),
            key=lambda event: (event.at, event.id),
        )
    )

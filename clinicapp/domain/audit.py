"""The audit trail as a hash chain: each record's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

GENESIS: Final = "0" * 64
_json: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """Who did what to what, when and where. ``detail`` is small, and in words or plain numbers."""

    at: datetime
    actor_id: UUID
    actor_name: str
    station: str
    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainedRecord:
    """An audit record in its place in the chain; ``sequence`` counts from 1."""

    sequence: int
    record: AuditRecord
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """The end of the chain, kept elsewhere too: a shorter chain is still a valid chain."""

    sequence: int
    hash: str


def canonical(sequence: int, record: AuditRecord) -> bytes:
    """The bytes that are hashed: JSON with sorted keys, UTF-8, no spaces, time in UTC."""
    content = {
        "sequence": sequence,
        "at": record.at.isoformat(),
        "actor_id": str(record.actor_id),
        "actor_name": record.actor_name,
        "station": record.station,
        "action": record.action,
        "subject": record.subject,
        "detail": dict(record.detail),
    }
    return _json(content).encode()


def chain_hash(previous_hash: str, sequence: int, record: AuditRecord) -> str:
    """SHA-256 of the previous hash followed by the canonical record, as lower-case hex."""
    return hashlib.sha256(previous_hash.encode() + canonical(sequence, record)).hexdigest()


def first_break(chain: Iterable[ChainedRecord], head: ChainHead | None) -> str | None:
    """Verify a whole chain against the head kept elsewhere.

    Returns:
        None if it holds, else one sentence that says where it breaks.
    """
    previous, expected, seen_head = GENESIS, 1, head is None or head.sequence == 0
    for link in chain:
        if link.sequence != expected:
            return f"Audit record {expected} is missing; restore the database from a backup."
        if link.previous_hash != previous or link.hash != chain_hash(
            previous, link.sequence, link.record
        ):
            return f"Audit record {expected} was changed; restore the database from a backup."
        if head is not None and link.sequence == head.sequence:
            if link.hash != head.hash:
                return f"Audit record {expected} was replaced; restore the database from a backup."
            seen_head = True
        previous, expected = link.hash, expected + 1
    if not seen_head and head is not None:
        return (
            f"The audit trail ends at record {expected - 1} but reached {head.sequence} before; "
            "records were removed, so restore the database from a backup."
        )
    return None

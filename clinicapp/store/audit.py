"""The audit trail: appended in the transaction of what it records, and chained by hashes."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final
from uuid import UUID

from clinicapp.domain.audit import GENESIS, AuditRecord, ChainedRecord, ChainHead, chain_hash
from clinicapp.store.audit_rows import AUDIT_RECORDS
from clinicapp.store.columns import instant_of, instant_text, mapping_json, mapping_of, storable
from clinicapp.store.session import prepared_insert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from clinicapp.store.session import Session

_COLUMNS: Final = (
    *("sequence", "at", "actor_id", "actor_name", "station", "action", "subject", "detail"),
    *("previous_hash", "hash"),
)
_INSERT: Final = prepared_insert(AUDIT_RECORDS, *_COLUMNS)
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM audit_records "  # noqa: S608 - our own names
_PAGE: Final = 1000
EMPTY: Final = ChainHead(sequence=0, hash=GENESIS)


class Audit:
    """The chain of this station. Hot: it runs on the driver itself."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._head: ChainHead | None = None

    def append(self, record: AuditRecord) -> ChainedRecord:
        """Chain a record to the last one; its time is kept in UTC, as it is hashed."""
        head = self.head()
        record = _as_hashed(record)
        link = ChainedRecord(
            sequence=head.sequence + 1,
            record=record,
            previous_hash=head.hash,
            hash=chain_hash(head.hash, head.sequence + 1, record),
        )
        self._session.run(
            _INSERT,
            (
                link.sequence,
                instant_text(record.at),
                record.actor_id.hex,
                record.actor_name,
                record.station,
                record.action,
                record.subject,
                mapping_json(record.detail),
                link.previous_hash,
                link.hash,
            ),
        )
        self._head = ChainHead(sequence=link.sequence, hash=link.hash)
        return link

    def head(self) -> ChainHead:
        """The end of the chain as this transaction sees it; sequence 0 if it is empty."""
        if self._head is None:
            row = self._session.run(
                "SELECT sequence, hash FROM audit_records ORDER BY sequence DESC LIMIT 1"
            ).fetchone()
            self._head = EMPTY if row is None else ChainHead(sequence=row[0], hash=row[1])
        return self._head

    @property
    def appended(self) -> ChainHead | None:
        """The head after this transaction's last record; None if it has not asked or written."""
        return self._head

    def chain(self, start: int = 1) -> Iterator[ChainedRecord]:
        """The records from ``start`` on, read in pages; use it up inside the transaction."""
        while True:
            rows = self._session.run(
                f"{_SELECT}WHERE sequence >= ? ORDER BY sequence LIMIT {_PAGE}", (start,)
            ).fetchall()
            for row in rows:
                yield _link(row)
            if len(rows) < _PAGE:
                return
            start = rows[-1][0] + 1


def _as_hashed(record: AuditRecord) -> AuditRecord:
    """The record as it is hashed and read back: its time in UTC, its text as UTF-8 can hold it."""
    words = (record.actor_name, record.station, record.subject, *record.detail.values())
    if record.at.tzinfo is UTC and all(map(str.isascii, (*words, *record.detail))):
        return record
    return AuditRecord(
        at=record.at.astimezone(UTC),
        actor_id=record.actor_id,
        actor_name=storable(record.actor_name),
        station=storable(record.station),
        action=record.action,
        subject=storable(record.subject),
        detail={storable(key): storable(value) for key, value in record.detail.items()},
    )


def _link(row: tuple[Any, ...]) -> ChainedRecord:
    sequence, at, actor_id, actor_name, station, action, subject, detail, previous, own = row
    return ChainedRecord(
        sequence=sequence,
        record=AuditRecord(
            at=instant_of(at),
            actor_id=UUID(hex=actor_id),
            actor_name=actor_name,
            station=station,
            action=action,
            subject=subject,
            detail=mapping_of(detail),
        ),
        previous_hash=previous,
        hash=own,
    )

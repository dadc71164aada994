"""Readings: kept with their bytes, told apart from repeats, and listed by where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, or_, select, text

from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import Kept, Observation, ReadingEventKind
from clinicapp.store.reading_rows import (
    INSERT_EVENT,
    INSERT_READING,
    INSERT_TRANSMISSION,
    event_values,
    reading_event,
    reading_values,
    stored_reading,
    transmission,
    transmission_values,
)
from clinicapp.store.tables import ASSETS, READING_EVENTS, READINGS, TRANSMISSIONS, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from clinicapp.domain.observations import Delivery, ReadingEvent, StoredReading
    from clinicapp.store.reading_rows import Transmission
    from clinicapp.store.session import Session

_LAST_ORDINAL: Final = "SELECT coalesce(max(ordinal), 0) FROM transmissions WHERE visit_id = ?"
_HAS: Final = "SELECT 1 FROM transmissions WHERE visit_id = ? AND id = ? LIMIT 1"
_VERSIONS: Final = (
    "SELECT id, content_key FROM readings WHERE identity_key = ? AND device_key = ? "
    "AND duplicate_of IS NULL AND identity_key IS NOT NULL ORDER BY seq DESC"
)
_WAY: Final = (
    TRANSMISSIONS.c.driver,
    TRANSMISSIONS.c.driver_version,
    TRANSMISSIONS.c.link,
    TRANSMISSIONS.c.address,
    TRANSMISSIONS.c.received_at,
    TRANSMISSIONS.c.raw,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Which readings wait for a person, and up to where that was counted."""

    waiting: frozenset[UUID]
    reading_seq: int
    event_seq: int


class Readings:
    """Everything that devices have sent, and what became of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, delivery: Delivery) -> tuple[Kept, ...]:
        """Write down all that one exchange brought. Hot: it runs on the driver itself.

        The same content from the same device links to the first delivery of it; the same
        measurement with another content supersedes its latest version.

        Returns:
            What became of each observation, in order.

        Raises:
            AlreadyThere: a reading with this id has been kept before.
        """
        run = self._session.run
        ordinal = run(_LAST_ORDINAL, (delivery.visit_id.hex,)).fetchone()[0]
        kept = []
        for item in delivery.items:
            ordinal += 1
            run(INSERT_TRANSMISSION, transmission_values(delivery, item, ordinal))
            if isinstance(item, Observation):
                link = self._link(item)
                run(INSERT_READING, reading_values(item, delivery.visit_id, ordinal, link))
                kept.append(link)
        return tuple(kept)

    def has_delivery(self, delivery: Delivery) -> bool:
        """Whether this very delivery, known by the ids of its items, has been kept already.

        It is kept as a whole or not at all, so its first item speaks for all.
        """
        if not delivery.items:
            return False
        found = self._session.run(_HAS, (delivery.visit_id.hex, delivery.items[0].id.hex))
        return found.fetchone() is not None

    def _link(self, observation: Observation) -> Kept:
        """Compare with what the same device said before about the same measurement."""
        if observation.identity_key is None or observation.content_key is None:
            return Kept(reading_id=observation.id)
        versions = self._session.run(
            _VERSIONS, (observation.identity_key, observation.device_key)
        ).fetchall()
        for version_id, content in versions:
            if content == observation.content_key:
                return Kept(reading_id=observation.id, duplicate_of=UUID(hex=version_id))
        latest = UUID(hex=versions[0][0]) if versions else None
        return Kept(reading_id=observation.id, supersedes=latest)

    def get(self, reading_id: UUID) -> StoredReading | None:
        """The reading, or None."""
        row = self._session.row(_ONE, reading_id=reading_id)
        return None if row is None else stored_reading(row)

    def append_event(self, event: ReadingEvent) -> None:
        """Append to a reading's history.

        Raises:
            NotConsistent: there is no such reading, asset, person or form.
        """
        self._session.run(INSERT_EVENT, event_values(event))

    def events(self, reading_id: UUID) -> tuple[ReadingEvent, ...]:
        """A reading's history, in the order in which it was written down."""
        rows = self._session.rows(_HISTORIES, reading_ids=[reading_id])
        return tuple(reading_event(row) for row in rows)

    def with_events(
        self, reading_ids: Iterable[UUID]
    ) -> Mapping[UUID, tuple[StoredReading, tuple[ReadingEvent, ...]]]:
        """Several readings, each with its history, in two queries; unknown ids are left out."""
        wanted = list(reading_ids)
        if not wanted:
            return {}
        rows = self._session.rows(_SEVERAL, reading_ids=wanted)
        history = self._events_of(wanted)
        return {row["id"]: (stored_reading(row), tuple(history.get(row["id"], ()))) for row in rows}

    def held(
        self,
        ward: str | None = None,
        limit: int = 200,
        offset: int = 0,
        *,
        controls: bool = True,
    ) -> tuple[tuple[StoredReading, tuple[ReadingEvent, ...]], ...]:
        """What waits for a person, newest first: held, blocked, withdrawn, or not judged yet.

        Args:
            ward: only readings of this ward's assets, and those that came from no known asset.
            limit: at most so many.
            offset: skip so many.
            controls: whether quality control results are among them; they are always blocked.
        """
        query = _joined().where(*_waits(ward, controls=controls))
        page = query.order_by(READINGS.c.seq.desc()).limit(limit).offset(offset)
        readings = [stored_reading(row) for row in self._session.rows(page)]
        history = self._events_of([reading.id for reading in readings])
        return tuple((reading, tuple(history.get(reading.id, ()))) for reading in readings)

    def tally(self, ward: str | None = None, before: Tally | None = None) -> Tally:
        """Which readings wait for a person: those of ``held``, without control results.

        Args:
            ward: as for ``held``.
            before: an earlier tally of the same ward; then only what has happened since is looked
                at, which costs the same however many readings there are.
        """
        newest = self._session.run(
            "SELECT (SELECT coalesce(max(seq), 0) FROM readings), "
            "(SELECT coalesce(max(seq), 0) FROM reading_events)"
        ).fetchone()
        query = select(READINGS.c.id).where(*_waits(ward, controls=False))
        waiting: set[UUID] = set()
        if before is not None:
            touched = self._touched_since(before)
            waiting = set(before.waiting) - touched
            query = query.where(READINGS.c.id.in_(touched))
        waiting.update(row["id"] for row in self._session.rows(query))
        return Tally(frozenset(waiting), reading_seq=newest[0], event_seq=newest[1])

    def _touched_since(self, before: Tally) -> set[UUID]:
        """The readings that are new since a tally, or to which something has happened."""
        new = self._session.rows(_READ_SINCE, seq=before.reading_seq)
        events = self._session.rows(_HAPPENED_SINCE, seq=before.event_seq)
        return {row["id"] for row in (*new, *events)}

    def last_heard(self, assets: Sequence[UUID]) -> Mapping[UUID, datetime]:
        """When a reading of each asset was last taken in; assets never heard are left out."""
        events = READING_EVENTS.c
        query = (
            select(events.asset_id, func.max(events.at).label("at"))
            .where(events.asset_id.in_(assets), events.kind == ReadingEventKind.JUDGED.value)
            .group_by(events.asset_id)
        )
        return {row["asset_id"]: row["at"] for row in self._session.rows(query)}

    def controls(
        self, limit: int = 200, offset: int = 0, ward: str | None = None
    ) -> tuple[StoredReading, ...]:
        """Quality control results, newest first, without repeated deliveries.

        Args:
            limit: at most so many.
            offset: skip so many.
            ward: as for ``held``.
        """
        query = _joined().where(_control(), READINGS.c.duplicate_of.is_(None), *_on(ward))
        page = query.order_by(READINGS.c.seq.desc()).limit(limit).offset(offset)
        return tuple(stored_reading(row) for row in self._session.rows(page))

    def control_count(self, ward: str | None = None) -> int:
        """How many results ``controls`` would list without a limit."""
        query = select(func.count()).where(
            _control(), READINGS.c.duplicate_of.is_(None), *_on(ward)
        )
        row = self._session.first(query)
        return 0 if row is None else int(row[0])

    def unjudged(self) -> tuple[UUID, ...]:
        """Readings kept but never judged (the power went in between), oldest first."""
        query = (
            select(READINGS.c.id)
            .where(
                READINGS.c.duplicate_of.is_(None),
                ~exists().where(READING_EVENTS.c.reading_id == READINGS.c.id),
            )
            .order_by(READINGS.c.seq)
        )
        return tuple(row["id"] for row in self._session.rows(query))

    def refused(
        self, limit: int = 200, leave_out: tuple[str, ...] = ()
    ) -> tuple[Transmission, ...]:
        """Bytes that gave no result, newest first, without those with a reason in ``leave_out``."""
        query = (
            select(TRANSMISSIONS)
            .where(
                _unread(),
                TRANSMISSIONS.c.outcome == Outcome.REFUSED.value,
                TRANSMISSIONS.c.reason.not_in(leave_out),
            )
            .order_by(TRANSMISSIONS.c.received_at.desc(), TRANSMISSIONS.c.ordinal.desc())
            .limit(limit)
        )
        return tuple(transmission(row) for row in self._session.rows(query))

    def transmissions(self, visit_id: UUID) -> tuple[Transmission, ...]:
        """Everything that came in by one visit, in order."""
        query = select(TRANSMISSIONS).where(TRANSMISSIONS.c.visit_id == visit_id)
        rows = self._session.rows(query.order_by(TRANSMISSIONS.c.ordinal))
        return tuple(transmission(row) for row in rows)

    def unfinished_visits(
        self, since: datetime | None = None
    ) -> tuple[tuple[Transmission, ...], ...]:
        """For each visit that ended in mid-message, its frames after the last result or refusal.

        They were acknowledged, so the device will not send them again: decode them afresh, and keep
        the outcome under the same visit, which finishes it.

        Args:
            since: leave out frames received before (aware).
        """
        later = TRANSMISSIONS.alias()
        finished = exists().where(
            later.c.visit_id == TRANSMISSIONS.c.visit_id,
            later.c.ordinal > TRANSMISSIONS.c.ordinal,
            later.c.outcome != Outcome.FRAME.value,
        )
        query = select(TRANSMISSIONS).where(
            _unread(), TRANSMISSIONS.c.outcome == Outcome.FRAME.value, ~finished
        )
        if since is not None:
            query = query.where(TRANSMISSIONS.c.received_at >= since)
        visits: dict[UUID, list[Transmission]] = {}
        for row in self._session.rows(
            query.order_by(TRANSMISSIONS.c.visit_id, TRANSMISSIONS.c.ordinal)
        ):
            visits.setdefault(row["visit_id"], []).append(transmission(row))
        return tuple(tuple(frames) for frames in visits.values())

    def _events_of(self, reading_ids: list[UUID]) -> dict[UUID, list[ReadingEvent]]:
        history: dict[UUID, list[ReadingEvent]] = {}
        for row in self._session.rows(_HISTORIES, reading_ids=reading_ids):
            history.setdefault(row["reading_id"], []).append(reading_event(row))
        return history


def _joined() -> Select[tuple[object, ...]]:
    return select(READINGS, *_WAY).join(
        TRANSMISSIONS,
        and_(
            TRANSMISSIONS.c.visit_id == READINGS.c.visit_id,
            TRANSMISSIONS.c.ordinal == READINGS.c.ordinal,
        ),
    )


# Built once: that costs more than what a query for one reading does.
_ONE: Final = _joined().where(READINGS.c.id == bindparam("reading_id"))
_SEVERAL: Final = _joined().where(READINGS.c.id.in_(bindparam("reading_ids", expanding=True)))
_READ_SINCE: Final = select(READINGS.c.id).where(READINGS.c.seq > bindparam("seq"))
_HAPPENED_SINCE: Final = select(READING_EVENTS.c.reading_id.label("id")).where(
    READING_EVENTS.c.seq > bindparam("seq")
)
_HISTORIES: Final = (
    select(READING_EVENTS)
    .where(READING_EVENTS.c.reading_id.in_(bindparam("reading_ids", expanding=True)))
    .order_by(READING_EVENTS.c.seq)
)


def _waits(ward: str | None, *, controls: bool) -> tuple[ColumnElement[bool], ...]:
    kinds = () if controls else (READINGS.c.control.is_(False),)
    return (READINGS.c.duplicate_of.is_(None), *kinds, _is_open(), *_on(ward))


def _on(ward: str | None) -> tuple[ColumnElement[bool], ...]:
    """On this ward, or from no known asset; None is everywhere."""
    if ward is None:
        return ()
    place = _ward_of_reading()
    return (or_(place == ward, place.is_(None)),)


def _control() -> ColumnElement[bool]:
    """The condition of the partial index, word for word, so that it is used."""
    return text("readings.control = 1")  # type: ignore[return-value]  # a condition


def _unread() -> ColumnElement[bool]:
    """The condition of the partial index, word for word, so that it is used."""
    return text("transmissions.outcome <> 'reading'")  # type: ignore[return-value]  # a condition


def _is_open() -> ColumnElement[bool]:
    """Whether the last event that decides leaves the reading waiting (``status_of`` in SQL)."""
    event = READING_EVENTS
    waiting = (Decision.HOLD.value, Decision.BLOCK.value)
    last = (
        select(event.c.kind)
        .where(
            event.c.reading_id == READINGS.c.id,
            or_(event.c.kind != ReadingEventKind.JUDGED.value, event.c.decision.in_(waiting)),
        )
        .order_by(event.c.seq.desc())
        .limit(1)
        .correlate(READINGS)
        .scalar_subquery()
    )
    judged = ReadingEventKind.JUDGED.value
    return func.coalesce(last, judged).in_((judged, ReadingEventKind.WITHDRAWN.value))


def _ward_of_reading() -> ColumnElement[str | None]:
    """The ward of the asset that the reading was last matched to; NULL if to none."""
    return (
        select(ASSETS.c.ward)
        .join(READING_EVENTS, READING_EVENTS.c.asset_id == ASSETS.c.id)
        .where(READING_EVENTS.c.reading_id == READINGS.c.id)
        .order_by(READING_EVENTS.c.seq.desc())
        .limit(1)
        .correlate(READINGS)
        .scalar_subquery()
    )

"""Recalls and field safety notices, and the readings that were taken with a lot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select

from clinicapp.domain.equipment.notices import (
    ANY,
    Notice,
    NoticeEvent,
    NoticeEventKind,
    NoticeKind,
    fits,
)
from clinicapp.store.columns import instant_of, quantities_of, storable, words_json, words_of
from clinicapp.store.notice_rows import NOTICE_EVENTS, NOTICES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import RowMapping

    from clinicapp.domain.observations import Quantity
    from clinicapp.store.session import Session

# The conditions of the partial index stand here word for word, so that it is used.
LOT_SQL: Final = """
SELECT r.id, r.lot, r.kind, r.quantities, r.measured_at, e.at, e.asset_id,
    coalesce((SELECT f.form_id FROM reading_events f
     WHERE f.reading_id = r.id AND f.form_id IS NOT NULL AND f.kind <> 'judged'
     ORDER BY f.seq DESC LIMIT 1), e.form_id), e.person_id
FROM readings r JOIN reading_events e ON e.reading_id = r.id AND e.kind = 'judged'
WHERE r.lot IS NOT NULL AND r.lot {} AND r.duplicate_of IS NULL AND r.control = 0
ORDER BY r.seq DESC LIMIT ?
"""
IDS_SQL: Final = """
SELECT r.id, e.person_id
FROM readings r JOIN reading_events e ON e.reading_id = r.id AND e.kind = 'judged'
WHERE r.lot IS NOT NULL AND r.lot {} AND r.duplicate_of IS NULL AND r.control = 0
"""
MODELS_SQL: Final = "SELECT DISTINCT make, model FROM assets"
"""Read from the index of makers and models alone; there are few of them."""
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReading:
    """A reading that names a lot. ``at`` is when it was measured, else when it came."""

    reading_id: UUID
    lot: str
    kind: str
    quantities: tuple[Quantity, ...]
    at: datetime
    asset_id: UUID | None
    form_id: UUID | None
    person_id: UUID | None


class Notices:
    """Every notice that was entered, and what became of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, notice: Notice) -> None:
        """Add a notice."""
        self._session.insert(
            NOTICES,
            id=notice.id,
            reference=storable(notice.reference),
            kind=notice.kind.value,
            title=storable(notice.title),
            maker=storable(notice.maker),
            model=storable(notice.model),
            serials=words_json(tuple(map(storable, notice.serials))),
            lots=words_json(tuple(map(storable, notice.lots))),
            gtin=notice.gtin,
            issued_on=notice.issued_on,
            deadline=notice.deadline,
            action=storable(notice.action),
            at=notice.at,
            actor_id=notice.actor_id,
            actor_name=storable(notice.actor_name),
        )

    def append(self, event: NoticeEvent) -> None:
        """Add something that happened to a notice.

        Raises:
            NotConsistent: there is no such notice, asset or lot.
        """
        self._session.insert(
            NOTICE_EVENTS,
            id=event.id,
            notice_id=event.notice_id,
            kind=event.kind.value,
            at=event.at,
            actor_id=event.actor_id,
            actor_name=storable(event.actor_name),
            asset_id=event.asset_id,
            lot_id=event.lot_id,
            note=storable(event.note),
        )

    def get(self, notice_id: UUID) -> Notice | None:
        """The notice, or None."""
        row = self._session.row(select(NOTICES).where(NOTICES.c.id == notice_id))
        return None if row is None else _notice(row)

    def list(self) -> tuple[Notice, ...]:
        """Every notice, newest first."""
        rows = self._session.rows(select(NOTICES).order_by(NOTICES.c.seq.desc()))
        return tuple(_notice(row) for row in rows)

    def events(self, notice_id: UUID) -> tuple[NoticeEvent, ...]:
        """What happened to a notice, oldest first."""
        query = select(NOTICE_EVENTS).where(NOTICE_EVENTS.c.notice_id == notice_id)
        return tuple(_event(row) for row in self._session.rows(query.order_by(NOTICE_EVENTS.c.seq)))

    def of_asset(self, asset_id: UUID) -> tuple[NoticeEvent, ...]:
        """What notices say of one asset, oldest first."""
        query = select(NOTICE_EVENTS).where(NOTICE_EVENTS.c.asset_id == asset_id)
        return tuple(_event(row) for row in self._session.rows(query.order_by(NOTICE_EVENTS.c.seq)))

    def candidates(self, notice: Notice) -> tuple[UUID, ...]:
        """Assets that a notice may fit by maker and model, or by GTIN, found by index.

        Which of them it does fit, ``notices.fits_asset`` says.
        """
        run, found = self._session.run, []
        if notice.model:
            maker = notice.maker or ANY
            for make, model in run(MODELS_SQL).fetchall():
                if fits(maker, make) and fits(notice.model, model):
                    same = "SELECT id FROM assets WHERE make = ? AND model = ?"
                    found += run(same, (make, model)).fetchall()
        if notice.gtin is not None:
            found += run("SELECT id FROM assets WHERE gtin = ?", (notice.gtin,)).fetchall()
        return tuple(dict.fromkeys(UUID(row[0]) for row in found))

    def people_of_lots(self, lots: Iterable[str]) -> dict[UUID, UUID | None]:
        """Every reading that names one of these lots, and whose it is; sought as below."""
        found: dict[UUID, UUID | None] = {}
        for lot in lots:
            for condition, parameters in _conditions(lot):
                rows = self._session.run(IDS_SQL.format(condition), parameters)
                for reading_id, person_id in rows.fetchall():
                    found[UUID(reading_id)] = UUID(person_id) if person_id else None
        return found

    def readings_of_lots(self, lots: Iterable[str], most: int) -> tuple[LotReading, ...]:
        """Readings that name one of these lots, newest first; found by the index of lots.

        A lot is sought as it is written here, in capitals and in small letters, with and without
        spaces; one that ends in ``*`` is every lot that begins so.
        """
        found: dict[UUID, LotReading] = {}
        for lot in lots:
            for condition, parameters in _conditions(lot):
                rows = self._session.run(LOT_SQL.format(condition), (*parameters, most))
                for row in rows.fetchall():
                    reading = _lot_reading(row)
                    found.setdefault(reading.reading_id, reading)
        newest = sorted(found.values(), key=lambda each: each.at, reverse=True)
        return tuple(newest[:most])


def _conditions(lot: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    plain = "".join(lot.split())
    spellings = {lot.strip(), plain, plain.upper(), plain.lower()}
    if not plain.endswith(ANY):
        return tuple(("= ?", (each,)) for each in sorted(spellings))
    begins = sorted({each.rstrip(ANY) for each in spellings})
    return tuple((">= ? AND r.lot < ?", (each, each + _LAST)) for each in begins if each)


def _lot_reading(row: tuple[str, ...]) -> LotReading:
    reading_id, lot, kind, quantities, measured_at, came_at, asset_id, form_id, person_id = row
    return LotReading(
        reading_id=UUID(reading_id),
        lot=lot,
        kind=kind,
        quantities=quantities_of(quantities),
        at=instant_of(measured_at or came_at),
        asset_id=UUID(asset_id) if asset_id else None,
        form_id=UUID(form_id) if form_id else None,
        person_id=UUID(person_id) if person_id else None,
    )


def _notice(row: RowMapping) -> Notice:
    values = {name: value for name, value in row.items() if name != "seq"}
    values["kind"] = NoticeKind(row["kind"])
    values["serials"] = words_of(row["serials"])
    values["lots"] = words_of(row["lots"])
    return Notice(**values)


def _event(row: RowMapping) -> NoticeEvent:
    values = {name: value for name, value in row.items() if name != "seq"}
    return NoticeEvent(**{**values, "kind": NoticeEventKind(row["kind"])})

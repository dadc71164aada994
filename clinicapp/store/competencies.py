"""Who was assessed for which kind of device, and break-glass: what is only ever added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from clinicapp.domain.break_glass import BreakGlass, BreakGlassKind
from clinicapp.domain.equipment.competency import CompetencyEntry, CompetencyKind, Tier
from clinicapp.store.columns import storable, words_json, words_of
from clinicapp.store.safety_rows import BREAK_GLASS, COMPETENCY_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session


class Competency:
    """Everybody's assessments."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, entry: CompetencyEntry) -> None:
        """Add an assessment or a withdrawal.

        Raises:
            NotConsistent: there is no such member of staff or entry.
        """
        self._session.insert(
            COMPETENCY_ENTRIES,
            id=entry.id,
            staff_id=entry.staff_id,
            staff_name=storable(entry.staff_name),
            category=entry.category,
            model=storable(entry.model),
            tier=int(entry.tier),
            kind=entry.kind.value,
            from_on=entry.from_on,
            valid_to=entry.valid_to,
            at=entry.at,
            actor_id=entry.actor_id,
            actor_name=storable(entry.actor_name),
            evidence=storable(entry.evidence),
            assessor_id=entry.assessor_id,
            assessor_name=storable(entry.assessor_name),
            note=storable(entry.note),
            target=entry.target,
        )

    def of(self, staff_id: UUID, category: str) -> tuple[CompetencyEntry, ...]:
        """One person's entries for one category, oldest first."""
        entries = COMPETENCY_ENTRIES.c
        query = select(COMPETENCY_ENTRIES).where(
            entries.staff_id == staff_id, entries.category == category
        )
        return tuple(_entry(row) for row in self._session.rows(query.order_by(entries.seq)))

    def list(self) -> tuple[CompetencyEntry, ...]:
        """Every entry, oldest first."""
        query = select(COMPETENCY_ENTRIES).order_by(COMPETENCY_ENTRIES.c.seq)
        return tuple(_entry(row) for row in self._session.rows(query))


class BreakGlasses:
    """Every use of a held reading and override of a locked device, and who reviewed it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, entry: BreakGlass) -> None:
        """Add an entry.

        Raises:
            NotConsistent: there is no such asset, reading, form or entry.
        """
        self._session.insert(
            BREAK_GLASS,
            id=entry.id,
            kind=entry.kind.value,
            at=entry.at,
            actor_id=entry.actor_id,
            actor_name=storable(entry.actor_name),
            ward=storable(entry.ward),
            asset_id=entry.asset_id,
            reading_id=entry.reading_id,
            form_id=entry.form_id,
            target=entry.target,
            codes=words_json(entry.codes),
            reason_code=storable(entry.reason_code),
            reason=storable(entry.reason),
            policy=entry.policy,
        )

    def of_asset(self, asset_id: UUID, since: datetime) -> tuple[BreakGlass, ...]:
        """What was written about one device since a moment, oldest first."""
        entries = BREAK_GLASS.c
        query = select(BREAK_GLASS).where(entries.asset_id == asset_id, entries.at >= since)
        return tuple(_glass(row) for row in self._session.rows(query.order_by(entries.seq)))

    def get(self, entry_id: UUID) -> BreakGlass | None:
        """The entry, or None."""
        row = self._session.row(select(BREAK_GLASS).where(BREAK_GLASS.c.id == entry_id))
        return None if row is None else _glass(row)

    def about(self, entry_id: UUID) -> tuple[BreakGlass, ...]:
        """What was added about an entry: when it was spent, who reviewed it."""
        query = select(BREAK_GLASS).where(BREAK_GLASS.c.target == entry_id)
        return tuple(_glass(row) for row in self._session.rows(query.order_by(BREAK_GLASS.c.seq)))

    def list(self, ward: str | None, since: datetime) -> tuple[BreakGlass, ...]:
        """Everything of a ward (or of all) since a moment, oldest first."""
        query = select(BREAK_GLASS).where(BREAK_GLASS.c.at >= since)
        if ward is not None:
            query = query.where(BREAK_GLASS.c.ward == ward)
        return tuple(_glass(row) for row in self._session.rows(query.order_by(BREAK_GLASS.c.seq)))

    def not_reviewed(self, ward: str | None) -> tuple[BreakGlass, ...]:
        """Uses and overrides that nobody has looked at, oldest first, however old."""
        reviews = BREAK_GLASS.alias()
        looked_at = (
            select(reviews.c.id)
            .where(
                reviews.c.target == BREAK_GLASS.c.id,
                reviews.c.kind == BreakGlassKind.REVIEWED.value,
            )
            .exists()
        )
        done = (BreakGlassKind.USED.value, BreakGlassKind.OVERRIDDEN.value)
        query = select(BREAK_GLASS).where(BREAK_GLASS.c.kind.in_(done), ~looked_at)
        if ward is not None:
            query = query.where(BREAK_GLASS.c.ward == ward)
        return tuple(_glass(row) for row in self._session.rows(query.order_by(BREAK_GLASS.c.seq)))


def _entry(row: RowMapping) -> CompetencyEntry:
    values = {name: value for name, value in row.items() if name != "seq"}
    values["tier"] = Tier(row["tier"])
    values["kind"] = CompetencyKind(row["kind"])
    return CompetencyEntry(**values)


def _glass(row: RowMapping) -> BreakGlass:
    values = {name: value for name, value in row.items() if name != "seq"}
    values["kind"] = BreakGlassKind(row["kind"])
    values["codes"] = words_of(row["codes"])
    return BreakGlass(**values)

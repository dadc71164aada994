"""Whom a notice or recall affects: readings taken with what it fits, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.consumables import plain_number
from clinicapp.domain.equipment.notices import NoticeEventKind
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.notices import find_notice

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.observations import Quantity
    from clinicapp.services.equipment.notices import NoticeFound, NoticeItem
    from clinicapp.store.device_readings import DeviceReading
    from clinicapp.store.notices import LotReading
    from clinicapp.store.work import Work

MOST_READINGS: Final = 500
"""The list of affected readings shows so many, newest first, and counts the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedReading:
    """A reading taken with something that a notice fits; ``person`` is empty for nobody's."""

    reading_id: UUID
    at: datetime
    kind: str
    quantities: tuple[Quantity, ...]
    by: str
    person_id: UUID | None
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """The readings that a notice touches, newest first; ``total`` counts all, ``people`` whose."""

    readings: tuple[AffectedReading, ...]
    total: int
    people: int


@use_case(Permission.VIEW_PEOPLE, "look at whom a notice affects")
def affected(work: Work, by: By, notice_id: UUID, zone: tzinfo) -> Affected:
    """The readings taken with what a notice fits and is not spared, and whose they are."""
    found = find_notice(work, by, notice_id, zone)
    readings = {
        each.reading_id: (each, item.asset.tag)
        for item in found.items
        if item.asset is not None and not _is_spared(item)
        for each in work.device_readings.between(item.asset.id, None, by.at)
    }
    lots = _lots_of(found)
    newest = work.notices.readings_of_lots(lots, MOST_READINGS)
    whose = {reading_id: each.person_id for reading_id, (each, _tag) in readings.items()}
    whose |= work.notices.people_of_lots(lots)
    listed: list[tuple[DeviceReading | LotReading, str]] = [
        *(each for each in readings.values()),
        *((each, f"Lot {each.lot}") for each in newest if each.reading_id not in readings),
    ]
    listed.sort(key=lambda each: each[0].at, reverse=True)
    del listed[MOST_READINGS:]
    shown = {each.person_id for each, _with in listed if each.person_id is not None}
    names = work.people.named(shown)
    people = len(set(whose.values()) - {None})
    record(work, by, "notice.affected_listed", notice_id, readings=len(whose), people=people)
    return Affected(
        readings=tuple(
            AffectedReading(
                reading_id=each.reading_id,
                at=each.at,
                kind=each.kind,
                quantities=each.quantities,
                by=taken_with,
                person_id=each.person_id,
                person=names[each.person_id].display_name if each.person_id in names else "",
            )
            for each, taken_with in listed
        ),
        total=len(whose),
        people=people,
    )


def _is_spared(item: NoticeItem) -> bool:
    return item.decided is not None and item.decided.kind is NoticeEventKind.NOT_AFFECTED


def _lots_of(found: NoticeFound) -> tuple[str, ...]:
    """The lots that it names, without those of ours that are not affected."""
    spared = {
        plain_number(item.lot.number)
        for item in found.items
        if item.lot is not None and _is_spared(item)
    }
    return tuple(lot for lot in found.notice.lots if plain_number(lot) not in spared)

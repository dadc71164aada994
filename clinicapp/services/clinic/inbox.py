"""What lies in the inbox: readings that wait, bytes that gave none, control results, records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import NotFound
from clinicapp.domain.observations import status_of
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.filing import locate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.break_glass import BreakGlass
    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.observations import ReadingEvent, ReadingStatus, StoredReading
    from clinicapp.store.reading_rows import Transmission
    from clinicapp.store.readings import Tally
    from clinicapp.store.work import Work

PAGE: Final = 200
USES_DAYS: Final = 31
"""Uses past a device's checks are counted over so many days."""
UNREAD_DAYS: Final = 7
"""Bytes that gave no result cannot be acted on: the inbox shows those of the last week."""
UNREAD_LIMIT: Final = 50
_PASSING: Final = ("unstable",)
"""A scale says these until somebody stands still on it; they are kept, but nobody needs to look."""
_STILL_TALKING: Final = timedelta(minutes=5)
"""A message whose last frame is younger than this may still be going on."""
UNFINISHED: Final = "unfinished"
"""The reason of a message that was acknowledged frame by frame and never came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingAtHand:
    """A reading with its history and the state of its device when it was taken.

    ``asset`` and ``state`` are None when the device is no asset. ``state_now`` is what state it is
    in now, and ``uses`` how it was used past its checks of late, as far as that was asked for.
    """

    reading: StoredReading
    events: tuple[ReadingEvent, ...]
    asset: Asset | None
    state: AssetState | None
    state_now: AssetState | None = None
    uses: tuple[BreakGlass, ...] = ()

    @property
    def status(self) -> ReadingStatus:
        """Where it stands."""
        return status_of(self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Bytes that gave no result. ``reason`` is a driver's code of refusal, or ``UNFINISHED``.

    ``incomplete``: the link went, or the message stopped, before its end.
    """

    id: UUID
    visit_id: UUID
    link: str
    address: str
    driver: str
    driver_version: str
    received_at: datetime
    raw: bytes
    reason: str
    detail: str = ""
    incomplete: bool = False
    device_serial: str | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Readings that wait, and bytes that gave none, each newest first."""

    readings: tuple[ReadingAtHand, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlResults:
    """A page of control results, newest first, each with its analyser; ``total`` counts all."""

    results: tuple[ReadingAtHand, ...]
    total: int


@use_case(Permission.VIEW_PEOPLE, "look at the readings that wait")
def waiting(
    work: Work, by: By, ward: str | None, zone: tzinfo, limit: int = PAGE, offset: int = 0
) -> InboxPage:
    """What waits for a person: held, withdrawn, blocked and not yet judged readings.

    Control results never wait for a person; see ``control_results``.

    Args:
        work: the transaction.
        by: who, and when.
        ward: readings of this ward's assets and of devices that are no asset; None for all.
        zone: the ward's time zone.
        limit: at most so many readings.
        offset: skip so many readings.
    """
    held = work.readings.held(ward, limit, offset, controls=False)
    unread = _unread(work, by.at)
    record(work, by, "inbox.listed", ward or "all wards", count=len(held), unread=len(unread))
    return InboxPage(
        readings=_as_of_now(
            work, by, (_at_hand(work, reading, events, zone) for reading, events in held), zone
        ),
        unread=unread,
    )


def count_waiting(work: Work, by: By, ward: str | None, before: Tally | None = None) -> Tally:
    """How many readings wait, for the badge: ``len(tally.waiting)``.

    It needs no permission and leaves no audit record: a number shows no person and no result. With
    the tally ``before``, only what has happened since is looked at.
    """
    del by
    return work.readings.tally(ward, before)


def newest_waiting(
    work: Work, by: By, ward: str | None, zone: tzinfo, limit: int
) -> tuple[ReadingAtHand, ...]:
    """The newest readings that wait, for the panel beside the list of people.

    It leaves no audit record: nobody asked, the panel follows what arrives by itself, and what it
    shows is nobody's yet. Whoever opens the inbox or one of them leaves one there.

    Raises:
        NotAllowed: the actor may not see people.
    """
    by.actor.require(Permission.VIEW_PEOPLE, "look at the readings that wait")
    held = work.readings.held(ward, limit, 0, controls=False)
    return tuple(_at_hand(work, reading, events, zone) for reading, events in held)


@use_case(Permission.VIEW_EQUIPMENT, "look at control results")
def control_results(
    work: Work, by: By, ward: str | None, zone: tzinfo, limit: int = PAGE, offset: int = 0
) -> ControlResults:
    """Quality control results, newest first."""
    found = work.readings.controls(limit, offset, ward)
    record(work, by, "controls.listed", ward or "all wards", count=len(found))
    return ControlResults(
        results=tuple(
            _at_hand(work, reading, work.readings.events(reading.id), zone) for reading in found
        ),
        total=work.readings.control_count(ward),
    )


@use_case(Permission.VIEW_PEOPLE, "look at the record of a reading")
def reading_record(work: Work, by: By, reading_id: UUID, zone: tzinfo) -> ReadingAtHand:
    """One reading with everything that has happened to it.

    Raises:
        NotFound: there is no such reading.
    """
    return _record_of(work, by, reading_id, zone)


@use_case(Permission.VIEW_EQUIPMENT, "look at the record of a control result")
def control_record(work: Work, by: By, reading_id: UUID, zone: tzinfo) -> ReadingAtHand:
    """One control result with everything that has happened to it.

    Raises:
        NotFound: there is no such control result; a person's reading is none.
    """
    found = _record_of(work, by, reading_id, zone)
    if not found.reading.observation.control:
        raise NotFound("That is not a quality control result; find it in the readings inbox.")
    return found


@use_case(Permission.VIEW_PEOPLE, "look at the record of what a device sent")
def unread_record(work: Work, by: By, visit_id: UUID, item_id: UUID) -> Unread:
    """Bytes that gave no result, once more.

    Raises:
        NotFound: there are no such bytes.
    """
    found = work.readings.transmissions(visit_id)
    at = next((place for place, each in enumerate(found) if each.id == item_id), None)
    if at is None:
        raise NotFound("Those bytes are not in this station's database; refresh the inbox.")
    record(work, by, "unread.viewed", item_id)
    if found[at].reason is not None:
        return _refused(found[at])
    begins = next((n for n in range(at, -1, -1) if found[n].outcome != found[at].outcome), -1) + 1
    return _unfinished(found[begins : at + 1])


def _record_of(work: Work, by: By, reading_id: UUID, zone: tzinfo) -> ReadingAtHand:
    reading = work.readings.get(reading_id)
    if reading is None:
        raise NotFound("That reading is not in this station's database; refresh the inbox.")
    record(work, by, "reading.viewed", reading_id)
    return _at_hand(work, reading, work.readings.events(reading_id), zone)


def _as_of_now(
    work: Work, by: By, found: Iterable[ReadingAtHand], zone: tzinfo
) -> tuple[ReadingAtHand, ...]:
    """The same with each device's state now, and how it was used past its checks."""
    now: dict[tuple[UUID, frozenset[str]], tuple[AssetState, tuple[BreakGlass, ...]]] = {}
    filled = []
    for each in found:
        if each.asset is None:
            filled.append(each)
            continue
        # As this very reading sees it: the control of another analyte does not concern it.
        seen = each.asset.id, frozenset(q.field for q in each.reading.observation.quantities)
        if seen not in now:
            facts = work.assets.facts(each.asset.id)
            if facts is None:
                filled.append(each)
                continue
            from clinicapp.services.equipment.controls import state_with_controls

            state = state_with_controls(work, facts, by.at.astimezone(zone), seen[1])
            since = by.at - timedelta(days=USES_DAYS)
            now[seen] = (state, work.break_glass.of_asset(each.asset.id, since))
        state, uses = now[seen]
        filled.append(replace(each, state_now=state, uses=uses))
    return tuple(filled)


def _at_hand(
    work: Work, reading: StoredReading, events: tuple[ReadingEvent, ...], zone: tzinfo
) -> ReadingAtHand:
    asset, state = locate(work, reading, zone)
    return ReadingAtHand(reading=reading, events=events, asset=asset, state=state)


def _unread(work: Work, at: datetime) -> tuple[Unread, ...]:
    """Refused bytes and unfinished messages of the last days, newest first."""
    since = at - timedelta(days=UNREAD_DAYS)
    found = [_refused(each) for each in work.readings.refused(UNREAD_LIMIT, _PASSING)]
    found += [
        _unfinished(frames)
        for frames in work.readings.unfinished_visits(since)
        if frames[-1].received_at <= at - _STILL_TALKING
    ]
    recent = [each for each in found if each.received_at >= since]
    recent.sort(key=lambda each: each.received_at, reverse=True)
    return tuple(recent[:UNREAD_LIMIT])


def _refused(sent: Transmission) -> Unread:
    return Unread(
        id=sent.id,
        visit_id=sent.visit_id,
        link=sent.link,
        address=sent.address,
        driver=sent.driver,
        driver_version=sent.driver_version,
        received_at=sent.received_at,
        raw=sent.raw,
        reason=sent.reason or "",
        detail=sent.detail or "",
        incomplete=sent.incomplete,
        device_serial=sent.device_serial,
    )


def _unfinished(frames: tuple[Transmission, ...]) -> Unread:
    last = frames[-1]
    return Unread(
        id=last.id,
        visit_id=last.visit_id,
        link=last.link,
        address=last.address,
        driver=last.driver,
        driver_version=last.driver_version,
        received_at=last.received_at,
        raw=b"".join(frame.raw for frame in frames),
        reason=UNFINISHED,
        incomplete=True,
    )

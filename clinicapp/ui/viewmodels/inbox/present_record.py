"""The record of a reading: where it came from, and what has happened to it."""

from __future__ import annotations

import re
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from uuid import UUID

from clinicapp.domain.gate import Decision
from clinicapp.domain.identity import Identifier
from clinicapp.domain.observations import ReadingEventKind, Timing
from clinicapp.ui.viewmodels.card_view import LinkType
from clinicapp.ui.viewmodels.clinic.present_source import link_type, unlisted_name
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.equipment_view import TimelineEntry, TimelineKind
from clinicapp.ui.viewmodels.inbox.inbox_view import ReadingRecordView
from clinicapp.ui.viewmodels.inbox.present_held import reading_value
from clinicapp.ui.words.analytes import measured_text
from clinicapp.ui.words.equipment import DECISIONS, READING_EVENTS
from clinicapp.ui.words.held import IDENTIFIERS, TAKE_BACK_REASONS, why_short
from clinicapp.ui.words.plain import (
    DOT,
    counted,
    day_text,
    listed,
    lower_first,
    moment_text,
    sentence_case,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.observations import Observation, ReadingEvent, StoredReading
    from clinicapp.services.clinic.inbox import ReadingAtHand, Unread
    from clinicapp.services.clinic.screening import FormSnapshot

_LINKS: Final[Mapping[LinkType, str]] = MappingProxyType(
    {
        LinkType.BLUETOOTH: "Bluetooth",
        LinkType.SERIAL: "Serial cable",
        LinkType.USB: "USB",
        LinkType.NETWORK: "Network",
        LinkType.PERSON: "By hand",
    }
)
_DECIDED: Final[Mapping[Decision, TimelineKind]] = MappingProxyType(
    {
        Decision.ALLOW: TimelineKind.PASSED,
        Decision.FLAG: TimelineKind.WARNED,
        Decision.HOLD: TimelineKind.WARNED,
        Decision.BLOCK: TimelineKind.FAILED,
    }
)
_HAPPENED: Final[Mapping[ReadingEventKind, TimelineKind]] = MappingProxyType(
    {
        ReadingEventKind.JUDGED: TimelineKind.NOTED,
        ReadingEventKind.FILED: TimelineKind.PASSED,
        ReadingEventKind.USED_WITH_REASON: TimelineKind.WARNED,
        ReadingEventKind.WITHDRAWN: TimelineKind.MOVED,
        ReadingEventKind.DISCARDED: TimelineKind.MOVED,
    }
)
_STORED: Final = "Before the device was told that it had arrived"
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MEMORY: Final = re.compile(
    r"memory_(?P<what>holds|from|to)_(?P<said>\d{1,6}(?=_more)|\d{4}-\d\d-\d\d)(_more)?"
)


def present_record(found: ReadingAtHand, zone: tzinfo) -> ReadingRecordView:
    """A reading's record; its events are told newest first."""
    reading, seen = found.reading, found.reading.observation
    value, unit = reading_value(reading)
    serial = seen.device_serial or ("" if found.asset is None else found.asset.serial)
    happened = [_event(event, zone) for event in reversed(found.events)]
    return ReadingRecordView(
        reading_id=str(reading.id),
        title=f"{measured_text(seen)} {value} {unit}".strip(),
        device=unlisted_name(reading) if found.asset is None else found.asset.name,
        serial=serial or "Not sent",
        driver=f"{reading.driver} {reading.driver_version}",
        link=link_type(reading.link),
        link_text=link_text(reading.link, reading.address),
        device_time=device_time_text(seen.taken_at_text),
        clock_offset=clock_offset_text(seen),
        received=exact_text(reading.received_at, zone),
        stored=_STORED,
        raw=seen.raw,
        events=(
            *happened,
            *_links(reading, zone),
            *_of_memory(reading, zone),
            _received(reading, zone),
        ),
    )


def take_back_reasons(form: FormSnapshot | None, reading_id: str) -> tuple[OptionView, ...]:
    """With which reasons a reading can be taken off the open form; none when it is not on it."""
    if form is None or form.contents.signed is not None:
        return ()
    if form.contents.of_reading(UUID(reading_id)) is None:
        return ()
    return tuple(
        OptionView(code, sentence_case(words)) for code, words in TAKE_BACK_REASONS.items()
    )


def present_unread_record(unread: Unread, sentence: str, zone: tzinfo) -> ReadingRecordView:
    """The record of bytes that gave no result; ``sentence`` says why."""
    arrived = TimelineEntry(
        TimelineKind.FAILED,
        "Received, but not understood",
        exact_text(unread.received_at, zone),
        DOT.join(part for part in (sentence, unread.detail) if part),
    )
    return ReadingRecordView(
        reading_id=str(unread.id),
        title="Incomplete message" if unread.incomplete else "Not understood",
        device=f"Device at {unread.address}",
        serial=unread.device_serial or "Not sent",
        driver=f"{unread.driver} {unread.driver_version}",
        link=link_type(unread.link),
        link_text=link_text(unread.link, unread.address),
        device_time="Not read",
        clock_offset="Not known: nothing could be read.",
        received=exact_text(unread.received_at, zone),
        stored=_STORED,
        raw=unread.raw,
        events=(arrived,),
    )


def link_text(link: str, address: str) -> str:
    """``Bluetooth, 11:22:33:44:55:66``."""
    return f"{_LINKS[link_type(link)]}, {address}" if address else _LINKS[link_type(link)]


def exact_text(moment: datetime, zone: tzinfo) -> str:
    """``22 Nov 2026, 09:42:07``, on the clock of the ward."""
    return f"{moment_text(moment, zone)}:{moment.astimezone(zone).second:02d}"


def device_time_text(sent: str | None) -> str:
    """The device's own time as it sent it; a time that no calendar has is shown as it came."""
    if sent is None:
        return "Not sent"
    try:
        told = datetime.fromisoformat(sent)
    except ValueError:
        return sent
    offset = f" (UTC{told:%z})" if told.tzinfo is not None else ""
    return f"{day_text(told.date())}, {told:%H:%M:%S}{offset}"


def clock_offset_text(seen: Observation) -> str:
    """How far the device's clock is off, or why nobody knows."""
    seconds = seen.clock_offset_seconds
    if seconds is None:
        if seen.timing is Timing.RECEIVED:
            return "Not known: the device sent no time, so the station's clock counts."
        return "Not known: the device's clock was not read."
    if seconds == 0:
        return "Device clock agrees with the station"
    side = "ahead of" if seconds > 0 else "behind"
    untrusted = " and is not trusted" if seen.timing is Timing.UNKNOWN else ""
    return f"Device clock {_span(abs(seconds))} {side} the station{untrusted}"


def _span(seconds: int) -> str:
    """``4 s``, ``12 min``, ``3 h``, ``2 days``: the largest unit of which there are two."""
    if seconds < 2 * _MINUTE:
        return f"{seconds} s"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} h"
    return counted(seconds // _DAY, "day")


def _event(event: ReadingEvent, zone: tzinfo) -> TimelineEntry:
    when = exact_text(event.at, zone)
    if event.kind is ReadingEventKind.JUDGED and event.decision in tuple(Decision):
        decision = Decision(event.decision)
        because = listed(why_short(code) for code in event.codes) or "Nothing spoke against it"
        policy = f"policy {event.policy}" if event.policy else ""
        who = DOT.join(part for part in (because, policy) if part)
        return TimelineEntry(_DECIDED[decision], f"Judged: {DECISIONS[decision]}", when, who)
    checked = listed(IDENTIFIERS[Identifier(code)] for code in event.codes)
    checks = f"checked {checked}" if checked else ""
    who = DOT.join(part for part in (event.actor_name, event.reason, checks) if part)
    return TimelineEntry(_HAPPENED[event.kind], READING_EVENTS[event.kind], when, who)


def _links(reading: StoredReading, zone: tzinfo) -> tuple[TimelineEntry, ...]:
    """That the device had said the same, or something else, about this measurement before."""
    when = exact_text(reading.received_at, zone)
    if reading.duplicate_of is not None:
        words = "Sent again: the same result had arrived before"
    elif reading.supersedes is not None:
        words = "The device has changed this result; the earlier one is kept"
    else:
        return ()
    return (TimelineEntry(TimelineKind.NOTED, words, when),)


def _of_memory(reading: StoredReading, zone: tzinfo) -> tuple[TimelineEntry, ...]:
    """How many results the device keeps besides this one, which are nobody's on this form."""
    found = (_MEMORY.fullmatch(flag) for flag in reading.observation.flags)
    told = {match["what"]: match["said"] for match in found if match}
    if not told.get("holds", "").isdecimal():
        return ()
    count = counted(int(told["holds"]), "more result")
    words = f"The device's memory holds {count}: counted, not taken over"
    days = [_day_as_told(told[end]) for end in ("from", "to") if end in told]
    span = f"Of {' to '.join(dict.fromkeys(days))}" if days else ""
    return (TimelineEntry(TimelineKind.NOTED, words, exact_text(reading.received_at, zone), span),)


def _day_as_told(sent: str) -> str:
    try:
        return day_text(date.fromisoformat(sent))
    except ValueError:
        return sent


def _received(reading: StoredReading, zone: tzinfo) -> TimelineEntry:
    by = lower_first(_LINKS[link_type(reading.link)])
    words = "Received from the device's memory" if reading.observation.stored else "Received"
    who = f"By {by}, and stored before the device was told"
    return TimelineEntry(TimelineKind.NOTED, words, exact_text(reading.received_at, zone), who)

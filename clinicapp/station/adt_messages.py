"""HL7 v2 ADT messages (chapter 3, patient administration) as what they say of a person.

Read are EVN-2, PID-3 5 7 8 10 22, PV1-3 and 45, and MRG-1. An NHS number is the repeat of PID-3
whose type (CX.5) or assigning authority (CX.4) the settings name; ``NH`` and ``NHS`` are what UK
implementation guides write. Which of them, and which codes for wards, a trust's system sends is
**unsure** until it is seen, so both are settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.admissions import AdmissionMessage
from clinicapp.domain.caseload.columns import Column
from clinicapp.domain.caseload.entries import LONGEST, Entry, read_entry, room_of
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from drivers.protocols.hl7_replies import header_of
from drivers.protocols.hl7_segments import Segment, decode_text, read_segments

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

_TIME: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?(?:\.[0-9]{1,6})?"
    r"([+-][0-9]{4})?"
)
_DAY_DIGITS: Final = 8
_EVENT: Final = re.compile(r"[A-Z][0-9]{2}")
_PRACTICE: Final = frozenset({"T", "D"})
_NOT_AT_BIRTH: Final = "0"
_PLACE: Final = "\x00"
_FRAME: Final = b"\x0b\x1c\r\n\0 "


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """How this hospital's system writes. See ``settings.LinkSettings``.

    ``wards`` are our names by the codes that it sends for wards.
    """

    ward: str
    zone: tzinfo
    wards: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    number_types: frozenset[str] = frozenset({"NH"})
    number_authorities: frozenset[str] = frozenset({"NHS"})

    def ward_named(self, code: str) -> str:
        """Our name of a ward, or its code where we have none."""
        known = {each.casefold(): name for each, name in self.wards.items()}
        known[self.ward.casefold()] = self.ward
        return known.get(code.casefold(), code)


def read_message(
    raw: bytes,
    text: bytes,
    hospital: Hospital,
    *,
    message_id: UUID,
    address: str,
    received_at: datetime,
) -> AdmissionMessage:
    """What a message says. Never raises: what cannot be read is said in ``problem``.

    Args:
        raw: the block as it came.
        text: what is in it.
        hospital: how it writes.
        message_id: our own identifier for it.
        address: the host that sent it.
        received_at: when its last byte came (aware).
    """
    came = _Came(message_id, address, received_at, raw)
    header = header_of(text)
    if header is None:
        return came.unreadable("The message has no header, so nothing says what it is.")
    kind, event = header.component(9), header.component(9, 2)
    sender = f"{header.text(3)}|{header.text(4)}"
    if kind != "ADT" or not _EVENT.fullmatch(event):
        shown = header.field(9)[:20] or "nothing"
        return came.unreadable(
            f"A message of the kind {shown!r} is no admission message.", sender, header.text(10)
        )
    segments, cut = read_segments(decode_text(text))
    named = {segment.name: segment for segment in reversed(segments)}
    person = named.get("PID")
    several = sum(segment.name in ("MSH", "PID") for segment in segments) > 2
    if person is None or cut or several:
        return came.unreadable(
            "The message does not name one person, so it cannot be used.", sender, header.text(10)
        )
    return _of_person(came, header, sender, event, named, person, hospital)


def read_again(
    raw: bytes, hospital: Hospital, *, message_id: UUID, address: str, received_at: datetime
) -> AdmissionMessage:
    """What a message that was kept says; ``raw`` is the block as it came, its frame included."""
    return read_message(
        raw,
        raw.strip(_FRAME),
        hospital,
        message_id=message_id,
        address=address,
        received_at=received_at,
    )


def _of_person(
    came: _Came,
    header: Segment,
    sender: str,
    event: str,
    named: Mapping[str, Segment],
    person: Segment,
    hospital: Hospital,
) -> AdmissionMessage:
    visit = named.get("PV1")
    occurred = (named["EVN"].text(2) if "EVN" in named else "") or header.text(7)
    ward, room = _place(visit, hospital)
    number, wrong = _number(person, 3, hospital)
    left = _moment(visit.text(45), hospital.zone) if visit is not None else None
    occurred_at = _moment(occurred, hospital.zone)
    today = came.received_at.astimezone(hospital.zone).date()
    entry = _entry(person, number, ward, room, today)
    merged = _number(named["MRG"], 1, hospital)[0] if "MRG" in named else None
    if isinstance(entry, str):
        wrong = wrong or entry
    left_on = left or occurred_at if event == "A03" else occurred_at
    return AdmissionMessage(
        id=came.message_id,
        address=came.address,
        received_at=came.received_at,
        raw=came.raw,
        sender=sender,
        control_id=header.text(10),
        event=event,
        occurred_at=occurred_at,
        entry=entry if isinstance(entry, Entry) else None,
        ward=ward,
        left_on=min(left_on.astimezone(hospital.zone).date(), today) if left_on else None,
        merged=merged,
        practice=header.component(11) in _PRACTICE,
        problem=wrong,
    )


@dataclass(frozen=True, slots=True)
class _Came:
    """How a message came."""

    message_id: UUID
    address: str
    received_at: datetime
    raw: bytes

    def unreadable(self, why: str, sender: str = "", control_id: str = "") -> AdmissionMessage:
        """The message as one that is of no use, with the reason."""
        return AdmissionMessage(
            id=self.message_id,
            address=self.address,
            received_at=self.received_at,
            raw=self.raw,
            sender=sender,
            control_id=control_id,
            problem=why,
            unreadable=True,
        )


def _entry(
    person: Segment, number: NhsNumber | None, ward: str, room: str | None, today: date
) -> Entry | str:
    """What a message says of the person, read as a row of a list is; or why it cannot be."""
    cells = {
        Column.FAMILY_NAME: person.component(5, 1),
        Column.GIVEN_NAME: person.component(5, 2),
        Column.TITLE: person.component(5, 5),
        Column.BORN: _iso_day(person.component(7)),
    }
    found = read_entry(0, cells, today, ward=ward or _PLACE)
    if not isinstance(found, Entry):
        return " ".join(problem.sentence for problem in found.problems)
    # Codes of the trust's own are of no use to us, and no reason to refuse the message.
    known = {
        column: text
        for column, text in (
            (Column.SEX, person.component(8)),
            (Column.ETHNICITY, person.component(22) or person.component(10)),
        )
        if text and isinstance(read_entry(0, cells | {column: text}, today, ward=_PLACE), Entry)
    }
    again = read_entry(0, cells | known, today, ward=_PLACE)
    sex = again.sex if isinstance(again, Entry) else None
    ethnicity = again.ethnicity if isinstance(again, Entry) else None
    return Entry(
        row=0,
        family_name=found.family_name,
        given_name=found.given_name,
        born=found.born,
        ward=ward,
        nhs_number=number,
        title=found.title,
        sex=sex,
        ethnicity=ethnicity,
        room=room,
    )


def _place(visit: Segment | None, hospital: Hospital) -> tuple[str, str | None]:
    """Ward, and room with bed: PV1-3 is point of care, room, bed."""
    if visit is None:
        return "", None
    code, room, bed = (visit.component(3, position)[:LONGEST] for position in (1, 2, 3))
    return (hospital.ward_named(code) if code else ""), room_of(room or None, bed or None)


def _number(segment: Segment, number: int, hospital: Hospital) -> tuple[NhsNumber | None, str]:
    """The NHS number among the identifiers of a field, or what is wrong with it."""
    marks = segment.separators
    for repeat in segment.field(number).split(marks.repeat):
        parts = [
            segment.unescape(part.split(marks.subcomponent, 1)[0]).strip()
            for part in repeat.split(marks.component)
        ]
        text, _, _, authority, kind = (*parts, "", "", "", "", "")[:5]
        types, authorities = hospital.number_types, hospital.number_authorities
        # One that has a type is what its type says; the NHS assigns more than one kind.
        is_nhs_number = kind in types if kind else authority in authorities
        if not text or text == '""' or not is_nhs_number:
            continue
        found = read_nhs_number(text)
        if isinstance(found, NhsNumber):
            return found, ""
        return None, found.sentence
    return None, ""


def _iso_day(text: str) -> str:
    """A day of HL7 as a list would write it; what is none is passed on, to be refused there."""
    if len(text) < _DAY_DIGITS or not text[:_DAY_DIGITS].isdecimal():
        return text
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}"


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """A time of HL7 (2.A.22), in its own zone or the ward's; None if it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups(_NOT_AT_BIRTH)
    if offset != _NOT_AT_BIRTH:
        minutes = int(offset[1:3]) * 60 + int(offset[3:5])
        sign = -1 if offset[0] == "-" else 1
        zone = timezone(timedelta(minutes=sign * min(minutes, 14 * 60)))
    try:
        return datetime(
            int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59),
            tzinfo=zone,
        )  # fmt: skip
    except ValueError:
        return None

"""From the segments of an HL7 v2 message to readings.

Source: HL7 v2.4 to v2.6, chapter 7 (ORU^R01, OBR, OBX) and chapter 2 (MSH); IHE PCD technical
framework volume 2, PCD-01. Makers differ on where the patient, the serial number and the lot are:
``Profile`` says it for those that are known.

If any field says quality control, it is: MSH-11 ``Q``, OBR-4 ``LQC``, OBR-11 ``Q``, or a specimen
whose role is control (SPM-11, for the whole message).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from drivers.protocols.hl7_measurands import MDC, about_the_device, measurand
from drivers.protocols.hl7_panels import Draft, join
from drivers.protocols.hl7_segments import Segment, read_hl7_time
from drivers.protocols.hl7_values import Unread, read_value
from drivers.readings import DeviceIdentity, DeviceTime, NotUnderstood, Reading, Refusal

RESULT_LIMIT: Final = 500
"""Results read from one message, so that no message can fill the store; the bytes are kept."""

_QC: Final = "Q"
_CONTROL_ORDERS: Final = frozenset({"LQC", "EQC", "CAL", "PRF", "QC", "EQA"})
_CONTROL_SPECIMENS: Final = frozenset({"Q", "C", "E", "B", "O", "V"})
_TRAINING: Final = frozenset({"T", "D"})
_TELLING_STATUSES: Final = frozenset("ABCIPSU")
_NO_RESULT: Final = frozenset("XNO")
_TAKEN_BACK: Final = frozenset("DW")
_LOT: Final = re.compile(r"\bLotNo=([^,;^]{1,40})")
_NOTE_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class Profile:
    """Where one family of devices puts what the standard leaves open. Numbers are fields.

    ``sender`` begins MSH-3; ``lot_field`` is of OBR, second component; ``serial_field`` of OBX;
    ``named_by_serial`` is true where MSH-3 begins with the serial number itself.
    ``control_in_patient`` is true where the patient field of a control holds the control's lot.
    """

    sender: str
    maker: str
    model: str
    lot_field: int | None = None
    serial_field: int = 18
    named_by_serial: bool = False
    control_in_patient: bool = False


_STANDARD: Final = Profile("", "", "")


class Origin(NamedTuple):
    """What every report of one message has in common."""

    driver: str
    driver_version: str
    raw: bytes


@dataclass(slots=True)
class _Order:
    """One OBR and what came under it."""

    segment: Segment | None
    items: list[Draft | NotUnderstood] = field(default_factory=list)
    serial: str = ""
    lot: str | None = None


class _Message:
    """The message so far. One patient and one order are open at a time."""

    def __init__(
        self, header: Segment, segments: Sequence[Segment], origin: Origin, profile: Profile
    ) -> None:
        self._origin = origin
        self._header = header
        self._profile = profile
        self._patient: Segment | None = None
        self._order = _Order(None)
        self._last: NotUnderstood | None = None
        self._specimen: str | None = None
        self._all_control = header.component(11, 1) == _QC or any(
            s.name == "SPM" and s.component(11) in _CONTROL_SPECIMENS for s in segments
        )
        self.count = 0
        self.found: list[Reading | NotUnderstood] = []

    def follow(self, segment: Segment) -> None:
        """Take in one segment; those of other kinds say nothing about a result."""
        name = segment.name
        if name == "OBX":
            self._result(segment)
        elif name == "OBR":
            self.finish()
            self._order = _Order(segment)
        elif name == "NTE":
            self._note(segment)
        elif name == "PID":
            self.finish()
            self._patient, self._order = segment, _Order(None)
        elif name == "SPM":
            self._specimen = segment.component(2) or None

    def finish(self) -> None:
        """The order is complete: its results become readings."""
        order = self._order
        self._order, self._last = _Order(None), None
        if not order.items:
            return
        device = self._device(order)
        for item in join(order.items):
            if isinstance(item, NotUnderstood):
                self.found.append(replace(item, device=device))
            elif item.whole:
                self.found.append(self._reading(item, order, device))
            else:
                detail = "Only one of the two pressures was sent; measure again."
                self.found.append(self._refuse(Refusal.NOT_UNDERSTOOD, detail, device))

    def _reading(self, draft: Draft, order: _Order, device: DeviceIdentity) -> Reading:
        origin, segment, profile = self._origin, order.segment, self._profile
        control = self._all_control or _is_control(segment)
        operator = draft.operator_ref
        patients = _patients(self._patient)
        lot = order.lot or _lot(segment, profile)
        if control and profile.control_in_patient:
            lot, patients = lot or next(iter(patients), None), ()
        return Reading(
            driver=origin.driver,
            driver_version=origin.driver_version,
            kind=draft.kind,
            values=draft.values,
            taken_at=draft.taken_at,
            device_clock=read_hl7_time(self._header.component(7)),
            flags=(*draft.flags, *_processing(self._header)),
            sequence=_first(segment, 3),
            # An operator's own number is no patient: it was typed into the wrong box.
            patient_ref=next((text for text in patients if text != operator), None),
            operator_ref=operator,
            sample_ref=self._specimen or _first(segment, 2),
            device=device,
            control=control,
            lot=lot,
            raw=origin.raw,
        )

    def _result(self, segment: Segment) -> None:
        self._last = None
        order = self._order
        order.serial = order.serial or _serial(segment, self._profile)
        code, name, system, *_ = (*segment.components(3), "", "", "")
        if system == MDC and _says_nothing(segment, name):
            return
        self.count += 1
        status = segment.text(11)
        unread = _without_result(status)
        what = measurand(code, name, system, _unit(segment))
        marks = _marks(segment)
        value = unread or read_value(what.field, _sent(segment), marks)
        if isinstance(value, Unread):
            detail = f"{_called(code, name)}: {value.detail}"
            self._last = self._refuse(value.reason, detail, DeviceIdentity())
            order.items.append(self._last)
            return
        flags = [f"flag_{mark}" for mark in marks]
        if status in _TELLING_STATUSES:
            flags.append(f"status_{status}")
        order.items.append(
            Draft(
                kind=what.kind,
                values=(value,),
                flags=tuple(flags),
                taken_at=_taken_at(segment, order.segment),
                operator_ref=segment.component(16) or None,
                joins=what.joins,
            )
        )

    def _note(self, segment: Segment) -> None:
        """A remark: why the result before it is none, or the lot of the order."""
        text = segment.text(3)
        lot = _LOT.search(text)
        if lot:
            self._order.lot = lot[1]
        last = self._last
        if text and last is not None:
            self._last = replace(last, detail=f"{last.detail} It says: {text[:_NOTE_SHOWN]}")
            self._order.items[-1] = self._last

    def _device(self, order: _Order) -> DeviceIdentity:
        """Who measured: the profile's maker and model, else what the sender calls itself."""
        name, identifier, kind, *_ = (*self._header.components(3), "", "", "")
        profile = self._profile
        serial = order.serial
        if not serial and profile.named_by_serial:
            serial = name
        if not serial and kind == "EUI-64":
            serial = identifier
        return DeviceIdentity(
            maker=profile.maker or None, model=profile.model or name or None, serial=serial or None
        )

    def _refuse(self, reason: Refusal, detail: str, device: DeviceIdentity) -> NotUnderstood:
        origin = self._origin
        return NotUnderstood(
            driver=origin.driver,
            driver_version=origin.driver_version,
            reason=reason,
            detail=detail,
            raw=origin.raw,
            device=device,
        )


def read_results(
    segments: Sequence[Segment], origin: Origin, profiles: Iterable[Profile]
) -> list[Reading | NotUnderstood]:
    """Everything that a message says, in its order; ``segments`` begins with MSH. Never raises.

    A message that holds device attributes only, as monitors send them, says nothing.
    """
    header = segments[0]
    message = _Message(header, segments, origin, _profile_of(header, profiles))
    attributes = False
    for segment in segments[1:]:
        if message.count >= RESULT_LIMIT:
            message.finish()
            detail = f"Only the first {RESULT_LIMIT} results were read; the rest is in the bytes."
            message.found.append(_plain(origin, Refusal.FRAMING, detail))
            break
        attributes = attributes or segment.name == "OBX"
        message.follow(segment)
    message.finish()
    if not message.found and not attributes:
        detail = "The message holds no result; look at the device."
        message.found.append(_plain(origin, Refusal.NOT_UNDERSTOOD, detail))
    return message.found


def _plain(origin: Origin, reason: Refusal, detail: str) -> NotUnderstood:
    return NotUnderstood(
        driver=origin.driver,
        driver_version=origin.driver_version,
        reason=reason,
        detail=detail,
        raw=origin.raw,
    )


def _profile_of(header: Segment, profiles: Iterable[Profile]) -> Profile:
    # Its name only: what follows is an identifier, in which any letters may stand.
    name = header.component(3).upper()
    return next((p for p in profiles if name.startswith(p.sender.upper())), _STANDARD)


def _says_nothing(segment: Segment, name: str) -> bool:
    """Whether an MDC row is the frame around the results: what the device consists of."""
    if about_the_device(name):
        return True
    return not segment.field(5) and not segment.field(2)


def _without_result(status: str) -> Unread | None:
    if status in _NO_RESULT and status:
        return Unread(Refusal.DEVICE_ERROR, "the device gave no result; run the test again.")
    if status in _TAKEN_BACK and status:
        return Unread(
            Refusal.NOT_UNDERSTOOD, "the device took a result back; correct it on the form."
        )
    return None


def _called(code: str, name: str) -> str:
    return (code if code and not code[:1].isdigit() else name or code or "A result")[:60]


def _unit(segment: Segment) -> str:
    """OBX-6: its first component, unless that is empty."""
    return next((part for part in segment.components(6) if part), "")


def _sent(segment: Segment) -> str:
    """OBX-5 as one text; a structured numeric (SN) is ``comparator^number``."""
    if segment.field(2) != "SN":
        return segment.text(5)
    comparator, number, separator, second, *_ = (*segment.components(5), "", "", "", "")
    plain = "" if comparator == "=" else comparator
    return f"{plain}{number}{separator}{second}"


def _marks(segment: Segment) -> tuple[str, ...]:
    r"""OBX-8, each repeat. A mark that is itself a separator comes as ``\~`` (HemoScreen)."""
    sent = segment.field(8)
    if not sent:
        return ()
    given = segment.separators
    if len(sent) == 2 and sent[0] == given.escape:
        return (sent[1],)
    parts = (segment.unescape(p).split(given.component, 1)[0] for p in sent.split(given.repeat))
    return tuple(text for part in parts if (text := part.strip()))


def _taken_at(result: Segment, order: Segment | None) -> DeviceTime | None:
    """OBX-14, else OBX-19 (analysed), else OBR-7, else OBR-22 (reported)."""
    for segment, number in ((result, 14), (result, 19), (order, 7), (order, 22)):
        text = segment.component(number) if segment else ""
        if text and (found := read_hl7_time(text)):
            return found
    return None


def _serial(segment: Segment, profile: Profile) -> str:
    return next((part for part in segment.components(profile.serial_field) if part), "")


def _patients(patient: Segment | None) -> tuple[str, ...]:
    """PID-3, PID-2 and PID-4, as far as they are filled: makers differ on which they use."""
    if patient is None:
        return ()
    return tuple([text for number in (3, 2, 4) if (text := patient.component(number))])


def _first(segment: Segment | None, number: int) -> str | None:
    return (segment.component(number) or None) if segment else None


def _lot(order: Segment | None, profile: Profile) -> str | None:
    if order is None or profile.lot_field is None:
        return None
    return order.component(profile.lot_field, 2) or None


def _processing(header: Segment) -> tuple[str, ...]:
    processing = header.component(11)
    return (f"processing_{processing}",) if processing in _TRAINING else ()


def _is_control(order: Segment | None) -> bool:
    if order is None:
        return False
    return order.component(4) in _CONTROL_ORDERS or order.component(11) == _QC

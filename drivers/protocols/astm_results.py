"""From the records of an ASTM message to readings.

Source: ASTM E1394-97 and CLSI LIS02-A2 sections 7 to 9 for the fields, and what analysers were
seen to send for where they put a serial number, a lot and a patient. Results of one order that
make one thing (HbA1c in both units, a lipid panel) are one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from drivers.protocols.astm_analytes import Analyte, analyte
from drivers.protocols.astm_records import RECORD_TYPES, Record, read_records, read_time
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    NotUnderstood,
    Reading,
    Refusal,
    Special,
    Value,
)

RESULT_LIMIT: Final = 500
"""Results read from one message, so that no message can fill the store; the bytes are kept."""

NO_HEADER: Final = "no_header"
"""Flag: the message had no header, so nothing says whether it was a control."""

MESSAGE_CUT: Final = "message_cut"
"""Flag: the result is whole but its message was not."""

_SENDERS_REMEMBERED: Final = 16
_TOGETHER: Final = frozenset({Kind.HBA1C, Kind.LIPIDS})
_VALUE: Final = re.compile(r"(?P<sign>[<>]?)\s*(?P<number>-?[0-9]{1,20}(?:\.[0-9]{1,20})?)")
_NO_RESULT: Final = re.compile(r"-{2,}|\*{2,}")
_NOT_POSSIBLE: Final = "X"
_QC: Final = "Q"
_TELLING_STATUSES: Final = frozenset("CPISNVW")
_OFF_SCALE: Final = {">": Special.ABOVE, "<": Special.BELOW}


@dataclass(frozen=True, slots=True)
class Profile:
    """Where one family of analysers puts what the standard leaves open.

    ``sender`` starts H.5; ``serial``, ``model`` and ``lot_component`` are components from 1.
    ``counts_in_order`` is true where O.4 counts the runs instead of naming the specimen;
    ``reliable_numbers`` is false where frame numbers are known to jump.
    """

    sender: str
    maker: str | None = None
    model: str | int = 1
    serial: int = 3
    lot_field: int | None = None
    lot_component: int = 2
    counts_in_order: bool = False
    reliable_numbers: bool = True

    def identify(self, header: Record | None) -> DeviceIdentity:
        """Who sent the message."""
        if header is None:
            return DeviceIdentity()
        return _identity(self.maker, self.model, self.serial, header.usual(5))


# Devices send their name with every message.
@lru_cache(_SENDERS_REMEMBERED)
def _identity(
    maker: str | None, model: str | int, serial: int, said: tuple[str, ...]
) -> DeviceIdentity:
    named = model if isinstance(model, str) else _at(said, model)
    return DeviceIdentity(maker=maker, model=named or None, serial=_at(said, serial) or None)


def _at(parts: tuple[str, ...], position: int) -> str:
    """The part at ``position``, from 1; empty if there are fewer."""
    return parts[position - 1] if position <= len(parts) else ""


class Origin(NamedTuple):
    """What every report of one message has in common."""

    driver: str
    driver_version: str
    raw: bytes
    flags: tuple[str, ...] = ()


_STANDARD: Final = Profile("")


class _Above(NamedTuple):
    """What the header, the patient and the order above a result say: one for all their results.

    ``flags`` are the message's own, which follow those of a result. ``patients`` are the texts
    that may name the patient, best first. A named tuple is made in a third of a frozen
    dataclass's time, which counts where every message needs one.
    """

    device: DeviceIdentity
    device_clock: DeviceTime | None
    flags: tuple[str, ...]
    patients: tuple[str, ...]
    sequence: str | None
    sample_ref: str | None
    lot: str | None
    control: bool
    stored: bool


class _Path:
    """The records above a result: it belongs to the order, the patient and the header before it."""

    __slots__ = ("_above", "_header", "_order", "_origin", "_patient", "_profiles")

    def __init__(self, origin: Origin, profiles: Sequence[Profile]) -> None:
        self._origin = origin
        self._profiles = profiles
        self._header: Record | None = None
        self._patient: Record | None = None
        self._order: Record | None = None
        self._above: _Above | None = None

    def follow(self, record: Record) -> None:
        """Go to a header, patient or order; what stood below it is over."""
        if record.kind == "H":
            self._header, self._patient, self._order = record, None, None
        elif record.kind == "P":
            self._patient, self._order = record, None
        elif record.kind == "O":
            self._order = record
        else:
            return
        self._above = None

    @property
    def above(self) -> _Above:
        """What they say; the same object for as long as the path does not change."""
        if self._above is None:
            self._above = self._read()
        return self._above

    def _read(self) -> _Above:
        header, order = self._header, self._order
        profile = profile_of(header, self._profiles)
        return _Above(
            device=profile.identify(header),
            device_clock=read_time(header.text(14)) if header else None,
            flags=(*_message_flags(header), *self._origin.flags),
            patients=_patients(self._patient),
            sequence=_sequence(order, profile),
            sample_ref=_sample(order, profile),
            lot=_lot(order, profile),
            control=_is_control(header, order),
            # Without its header nothing says when or for whom: like a result from memory, it must
            # not take whoever happens to sit there now.
            stored=header is None,
        )


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A result, and those of its panel that join it; it becomes one reading."""

    above: _Above
    kind: Kind
    values: tuple[Value, ...]
    flags: tuple[str, ...]
    taken_at: DeviceTime | None
    operator_ref: str | None
    control: bool
    stored: bool

    def fits(self, other: _Draft) -> bool:
        """Whether the two are results of one thing."""
        return (
            self.above is other.above
            and self.kind is other.kind
            and (self.control, self.stored) == (other.control, other.stored)
            and other.operator_ref in (None, self.operator_ref)
            and (other.taken_at is None or self.taken_at in (None, other.taken_at))
            and not any(value.field in self.fields for value in other.values)
        )

    def join(self, other: _Draft) -> None:
        """Take in another result."""
        self.values += other.values
        if self.flags or other.flags:
            self.flags = tuple(dict.fromkeys(self.flags + other.flags))
        self.taken_at = self.taken_at or other.taken_at

    def reading(self, origin: Origin) -> Reading:
        """All of it. An operator's own number is no patient: it was typed into the wrong box."""
        above, operator = self.above, self.operator_ref
        return Reading(
            driver=origin.driver,
            driver_version=origin.driver_version,
            kind=self.kind,
            values=self.values,
            taken_at=self.taken_at,
            device_clock=above.device_clock,
            flags=self.flags,
            sequence=above.sequence,
            patient_ref=next((text for text in above.patients if text != operator), None),
            operator_ref=operator,
            sample_ref=above.sample_ref,
            device=above.device,
            control=self.control,
            lot=above.lot,
            stored=self.stored,
            raw=origin.raw,
        )

    @property
    def fields(self) -> list[str]:
        """The names of what it holds: a few, so a list is the quickest to look through."""
        return [value.field for value in self.values]


def read_results(
    text: bytes, origin: Origin, profiles: Iterable[Profile]
) -> list[Reading | NotUnderstood]:
    """Everything that a message says, in its order. Never raises.

    ``text`` is the joined text of the message's frames.
    """
    path = _Path(origin, tuple(profiles))
    found: list[_Draft | NotUnderstood] = []
    recognised = False
    for record in read_records(text):
        recognised = recognised or record.kind in RECORD_TYPES
        if record.kind != "R":
            path.follow(record)
            continue
        if len(found) >= RESULT_LIMIT:
            detail = f"Only the first {RESULT_LIMIT} results were read; the rest is in the bytes."
            found.append(_refused(origin, Refusal.FRAMING, detail, DeviceIdentity()))
            break
        _add(found, _result(record, path.above, origin))
    if text and not recognised:
        detail = "The message holds no record that ASTM knows."
        found.append(_refused(origin, Refusal.NOT_UNDERSTOOD, detail, DeviceIdentity()))
    return [item.reading(origin) if isinstance(item, _Draft) else item for item in found]


def profile_of(header: Record | None, profiles: Iterable[Profile]) -> Profile:
    """The profile of a message's sender; the standard's own layout if none is known."""
    name = " ".join(header.usual(5)).upper() if header else ""
    for profile in profiles:
        if profile.sender.upper() in name:
            return profile
    return _STANDARD


def header_of(text: bytes) -> Record | None:
    """The header that a message starts with."""
    first = next(read_records(text[:1024]), None)
    return first if first is not None and first.kind == "H" else None


def _add(found: list[_Draft | NotUnderstood], item: _Draft | NotUnderstood) -> None:
    """Add a result, into the draft of its panel if there is one."""
    if isinstance(item, _Draft) and item.kind in _TOGETHER:
        for draft in found:
            if isinstance(draft, _Draft) and draft.fits(item):
                draft.join(item)
                return
    found.append(item)


def _result(record: Record, above: _Above, origin: Origin) -> _Draft | NotUnderstood:
    code, status = _code(record), record.text(9)
    kind = analyte(code, record.component(5, 1))
    marks = record.parts(7)
    value = _value(record, kind, marks, status)
    if isinstance(value, tuple):
        return _refused(origin, value[0], f"{code or 'A result'}: {value[1]}", above.device)
    return _Draft(
        above=above,
        kind=kind.kind,
        values=(value,),
        flags=(*_flags(marks, status), *above.flags),
        taken_at=read_time(record.component(13, 1)) or read_time(record.component(12, 1)),
        operator_ref=record.component(11, 1) or None,
        control=above.control or record.says(9, _QC),
        stored=above.stored or status == "R",
    )


def _code(record: Record) -> str:
    """The test: R.3 component 4, or the first after it; some leave the first three out."""
    parts = record.usual(3)
    if len(parts) > 3 and parts[3]:
        return parts[3]
    return next((p for p in (*parts[3:], *parts[:3]) if p), "")


def _value(
    record: Record, kind: Analyte, marks: tuple[str, ...], status: str
) -> Value | tuple[Refusal, str]:
    parts = record.parts(4)
    sent = parts[0] if len(parts) == 1 else record.text(4)
    match = _VALUE.fullmatch(sent)
    if not parts or status == _NOT_POSSIBLE or (match is None and _NO_RESULT.fullmatch(sent)):
        return Refusal.DEVICE_ERROR, "the analyser gave no result; run the test again."
    if match is None:
        return Refusal.NOT_UNDERSTOOD, f"{sent[:80]!r} is no number; read it on the analyser."
    sign, number = match.groups()
    amount = Decimal(number)
    if sign or marks:
        sign = sign or next((mark for mark in marks if mark in _OFF_SCALE), "")
    if sign:
        return Value(kind.field, special=_OFF_SCALE[sign], limit=amount)
    return Value(kind.field, amount)


def _flags(marks: tuple[str, ...], status: str) -> list[str]:
    """R.7 as sent, and the status if it is not plainly final."""
    flags = [f"flag_{mark}" for mark in marks]
    if status in _TELLING_STATUSES:
        flags.append(f"status_{status}")
    return flags


def _message_flags(header: Record | None) -> tuple[str, ...]:
    """Processing for training or debugging, or no header at all."""
    if header is None:
        return (NO_HEADER,)
    processing = header.text(12)
    return (f"processing_{processing}",) if processing in {"T", "D"} else ()


def _is_control(header: Record | None, order: Record | None) -> bool:
    """If any field says quality control, it is; R.9 is another."""
    if header is not None and header.says(12, _QC):
        return True
    return order is not None and (order.says(12, _QC) or order.says(26, _QC))


def _patients(patient: Record | None) -> tuple[str, ...]:
    """P.3, P.4 and P.5, as far as they are filled: makers differ on which they use."""
    if patient is None:
        return ()
    return tuple([text for number in (3, 4, 5) if (text := patient.component(number, 1))])


def _sample(order: Record | None, profile: Profile) -> str | None:
    """O.3; or O.4, the instrument's own specimen number, where that is empty."""
    if order is None:
        return None
    places = order.components(3) + (() if profile.counts_in_order else order.components(4))
    return next((part for part in places if part), None)


def _sequence(order: Record | None, profile: Profile) -> str | None:
    """O.4, unless it stands in for the specimen."""
    if order is None or not (profile.counts_in_order or any(order.components(3))):
        return None
    return order.component(4, 1) or None


def _lot(order: Record | None, profile: Profile) -> str | None:
    if order is None or profile.lot_field is None:
        return None
    return order.component(profile.lot_field, profile.lot_component) or None


def _refused(origin: Origin, reason: Refusal, detail: str, device: DeviceIdentity) -> NotUnderstood:
    return NotUnderstood(
        driver=origin.driver,
        driver_version=origin.driver_version,
        reason=reason,
        detail=detail,
        raw=origin.raw,
        device=device,
    )

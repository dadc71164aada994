"""From the records of an ASTM message to readings.

Source: ASTM E1394-97 and CLSI LIS02-A2 sections 7 to 9 for the fields, and what analysers were
seen to send for where they put a serial number, a lot and a patient. Results of one order that
make one thing (HbA1c in both units, a lipid panel) are one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from drivers.protocols.astm_analytes import Analyte, analyte
from drivers.protocols.astm_records import RECORD_TYPES, Record, read_records, read_time
from drivers.readings import (
    DeviceIdentity,
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
        model = self.model if isinstance(self.model, str) else header.component(5, self.model)
        return DeviceIdentity(
            maker=self.maker, model=model or None, serial=header.component(5, self.serial) or None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What every report of one message has in common."""

    driver: str
    driver_version: str
    raw: bytes
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Path:
    """The records above a result: it belongs to the order, the patient and the header before it."""

    header: Record | None = None
    patient: Record | None = None
    order: Record | None = None
    number: int = 0
    """Counts orders, so that results of two orders are never joined."""

    def follow(self, record: Record) -> None:
        """Go to a header, patient or order; what stood below it is over."""
        if record.kind == "H":
            self.header, self.patient, self.order = record, None, None
        elif record.kind == "P":
            self.patient, self.order = record, None
        elif record.kind == "O":
            self.order = record
        else:
            return
        self.number += 1

    def field(self, record: Record | None, number: int) -> str:
        return record.text(number) if record else ""


@dataclass(slots=True)
class _Draft:
    """A reading and the order that it came under."""

    order: int
    reading: Reading
    fields: set[str] = field(default_factory=set)


def read_results(
    text: bytes, origin: Origin, profiles: Iterable[Profile]
) -> list[Reading | NotUnderstood]:
    """Everything that a message says, in its order. Never raises.

    ``text`` is the joined text of the message's frames.
    """
    known = tuple(profiles)
    path = _Path()
    found: list[_Draft | NotUnderstood] = []
    recognised = False
    for record in read_records(text):
        recognised = recognised or record.kind in RECORD_TYPES
        path.follow(record)
        if record.kind != "R":
            continue
        if len(found) >= RESULT_LIMIT:
            detail = f"Only the first {RESULT_LIMIT} results were read; the rest is in the bytes."
            found.append(_refused(origin, Refusal.FRAMING, detail, DeviceIdentity()))
            break
        profile = profile_of(path.header, known)
        _join(found, _result(record, path, origin, profile), path.number)
    if text and not recognised:
        detail = "The message holds no record that ASTM knows."
        found.append(_refused(origin, Refusal.NOT_UNDERSTOOD, detail, DeviceIdentity()))
    return [item.reading if isinstance(item, _Draft) else item for item in found]


def profile_of(header: Record | None, profiles: Iterable[Profile]) -> Profile:
    """The profile of a message's sender; the standard's own layout if none is known."""
    name = " ".join(header.components(5)).upper() if header else ""
    return next((p for p in profiles if p.sender.upper() in name), Profile(""))


def header_of(text: bytes) -> Record | None:
    """The header that a message starts with."""
    first = next(read_records(text[:1024]), None)
    return first if first is not None and first.kind == "H" else None


def _join(found: list[_Draft | NotUnderstood], item: Reading | NotUnderstood, order: int) -> None:
    """Add a result, into the reading of its panel if there is one."""
    if isinstance(item, NotUnderstood):
        found.append(item)
        return
    fields = {value.field for value in item.values}
    for draft in found:
        if isinstance(draft, _Draft) and draft.order == order and _same_thing(draft, item):
            flags = tuple(dict.fromkeys((*draft.reading.flags, *item.flags)))
            values = draft.reading.values + item.values
            taken_at = draft.reading.taken_at or item.taken_at
            draft.reading = replace(draft.reading, values=values, flags=flags, taken_at=taken_at)
            draft.fields |= fields
            return
    found.append(_Draft(order, item, fields))


def _same_thing(draft: _Draft, item: Reading) -> bool:
    first = draft.reading
    return (
        first.kind is item.kind
        and item.kind in _TOGETHER
        and not draft.fields & {value.field for value in item.values}
        and (first.control, first.stored) == (item.control, item.stored)
        and (item.operator_ref is None or item.operator_ref == first.operator_ref)
        and (item.taken_at is None or first.taken_at in (None, item.taken_at))
    )


def _result(
    record: Record, path: _Path, origin: Origin, profile: Profile
) -> Reading | NotUnderstood:
    device = profile.identify(path.header)
    code, unit = _code(record), record.component(5, 1)
    kind = analyte(code, unit)
    value = _value(record, kind)
    if isinstance(value, tuple):
        return _refused(origin, value[0], f"{code or 'A result'}: {value[1]}", device)
    operator = record.component(11, 1) or None
    return Reading(
        driver=origin.driver,
        driver_version=origin.driver_version,
        kind=kind.kind,
        values=(value,),
        taken_at=read_time(record.component(13, 1)) or read_time(record.component(12, 1)),
        device_clock=read_time(path.field(path.header, 14)),
        flags=(*_flags(record, path), *origin.flags),
        sequence=_sequence(path.order, profile),
        patient_ref=_patient(path.patient, operator),
        operator_ref=operator,
        sample_ref=_sample(path.order, profile),
        device=device,
        control=_is_control(record, path),
        lot=_lot(path.order, profile),
        # Without its header nothing says when or for whom: like a result from memory, it must
        # not take whoever happens to sit there now.
        stored=record.text(9) == "R" or path.header is None,
        raw=origin.raw,
    )


def _code(record: Record) -> str:
    """The test: R.3 component 4, or the first after it; some leave the first three out."""
    parts = record.components(3)
    return next((p for p in (*parts[3:], *parts[:3]) if p), "")


def _value(record: Record, kind: Analyte) -> Value | tuple[Refusal, str]:
    parts = record.parts(4)
    sent = parts[0] if len(parts) == 1 else record.text(4)
    if not parts or _NO_RESULT.fullmatch(sent) or record.text(9) == _NOT_POSSIBLE:
        return Refusal.DEVICE_ERROR, "the analyser gave no result; run the test again."
    match = _VALUE.fullmatch(sent)
    if match is None:
        return Refusal.NOT_UNDERSTOOD, f"{sent[:80]!r} is no number; read it on the analyser."
    amount = Decimal(match["number"])
    off_scale = match["sign"] or next((f for f in record.parts(7) if f in _OFF_SCALE), "")
    if off_scale:
        return Value(kind.field, special=_OFF_SCALE[off_scale], limit=amount)
    return Value(kind.field, amount)


def _flags(record: Record, path: _Path) -> Iterator[str]:
    """R.7 as sent; the status if it is not plainly final; processing for training or debugging."""
    yield from (f"flag_{flag}" for flag in record.parts(7))
    if (status := record.text(9)) in _TELLING_STATUSES:
        yield f"status_{status}"
    if (processing := path.field(path.header, 12)) in {"T", "D"}:
        yield f"processing_{processing}"
    if path.header is None:
        yield NO_HEADER


def _is_control(record: Record, path: _Path) -> bool:
    """If any field says quality control, it is."""
    places = ((path.header, 12), (path.order, 12), (path.order, 26), (record, 9))
    return any(place is not None and _QC in place.parts(number) for place, number in places)


def _patient(patient: Record | None, operator: str | None) -> str | None:
    """P.3, P.4 or P.5, whichever is filled: makers differ on which they use.

    The operator's own number there is no patient: operators type it into the wrong box.
    """
    if patient is None:
        return None
    texts = (patient.component(number, 1) for number in (3, 4, 5))
    return next((text for text in texts if text and text != operator), None)


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

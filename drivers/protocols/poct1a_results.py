"""From a POCT1-A observation document to readings.

Source: CLSI POCT01-A2, annex B: OBS.R01 (patient) and OBS.R02 (everything else) hold services; a
service holds one patient or one control, and under it its observations::

    SVC  role_cd observation_dttm reason_cd sequence_nbr
      PT patient_id | CTC name lot_number level_cd
        OBS  observation_id  value V U  interpretation_cd  NTE.text
      OPR operator_id   ORD order_id   RGT name lot_number

Anything that says it is no patient's makes the whole service a control: OBS.R02, a role other than
``OBS``, or a control (CTC) in it. ``RES`` means that the device sends from its memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from drivers.protocols.astm_records import read_time
from drivers.protocols.hl7_measurands import measurand
from drivers.protocols.hl7_panels import Draft, join
from drivers.protocols.hl7_values import Unread, read_value
from drivers.protocols.poct1a_elements import Element
from drivers.readings import DeviceIdentity, DeviceTime, NotUnderstood, Reading, Refusal

RESULT_LIMIT: Final = 500
"""Results read from one document, so that none can fill the store; the bytes are kept."""

CONTROL_DOCUMENT: Final = "OBS.R02"

_PATIENT_ROLES: Final = frozenset({"OBS", "PAT", ""})
_RESENT: Final = "RES"
_OVERRIDDEN: Final = "OVR"
_ABORTED: Final = "D"
_MANUAL: Final = "I"
_LOINC: Final = "LN"
_MARKS: Final = frozenset("*!~^")
_NOTE_SHOWN: Final = 120
_TIME: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?)?(Z|[+-]\d\d:?\d\d)?"
)


class Sender(NamedTuple):
    """What every report of one document has in common."""

    driver: str
    driver_version: str
    device: DeviceIdentity
    raw: bytes


class _Service(NamedTuple):
    """What a service says of all its observations."""

    control: bool
    stored: bool
    taken_at: DeviceTime | None
    device_clock: DeviceTime | None
    sequence: str | None
    patient_ref: str | None
    operator_ref: str | None
    sample_ref: str | None
    lot: str | None
    flags: tuple[str, ...]


def read_observations(root: Element, sender: Sender) -> list[Reading | NotUnderstood]:
    """Everything that an observation document says, in its order. Never raises."""
    found: list[Reading | NotUnderstood] = []
    count = 0
    for service in root.every("SVC"):
        said = _service(root, service)
        observations = list(service.every("OBS"))
        room = RESULT_LIMIT - count
        count += len(observations)
        found += _results(observations[:room], said, sender)
        if count > RESULT_LIMIT:
            detail = f"Only the first {RESULT_LIMIT} results were read; the rest is in the bytes."
            found.append(_refused(sender, Refusal.FRAMING, detail))
            break
    if not found:
        detail = "The message holds no result; look at the device."
        found.append(_refused(sender, Refusal.NOT_UNDERSTOOD, detail))
    return found


def read_iso_time(text: str) -> DeviceTime | None:
    """``YYYY-MM-DD[Thh:mm[:ss[.s]]][Z|+-hh:mm]`` (POCT01-A2, TS); None if it is no real moment."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"{hour}{minute}{second or ''}" if hour else ""
    offset = "+0000" if zone == "Z" else (zone or "").replace(":", "")
    found = read_time(f"{year}{month}{day}{clock}{offset}")
    return replace(found, text=text) if found else None


def _service(root: Element, service: Element) -> _Service:
    role, reason = service.value("SVC.role_cd"), service.value("SVC.reason_cd")
    control = service.find("CTC")
    operator = service.value("OPR.operator_id").split("^", 1)[0] or None
    patient = service.value("PT.patient_id") or None
    return _Service(
        control=(
            root.name == CONTROL_DOCUMENT or role not in _PATIENT_ROLES or control is not None
        ),
        stored=reason == _RESENT,
        taken_at=read_iso_time(service.value("SVC.observation_dttm")),
        device_clock=read_iso_time(root.value("HDR.creation_dttm")),
        sequence=service.value("SVC.sequence_nbr") or None,
        # An operator's own number is no patient: it was typed into the wrong box.
        patient_ref=None if patient == operator else patient,
        operator_ref=operator,
        sample_ref=service.value("ORD.order_id", "CTC.name") or None,
        lot=service.value("CTC.lot_number", "RGT.lot_number") or None,
        flags=_service_flags(service),
    )


def _service_flags(service: Element) -> tuple[str, ...]:
    """A test that a supervisor let pass, and which level of a control it was."""
    flags = []
    if service.value("SVC.status_cd") == _OVERRIDDEN:
        flags.append(f"status_{_OVERRIDDEN}")
    level = service.value("CTC.level_cd")
    if level:
        flags.append(f"level_{level}")
    return tuple(flags)


def _results(
    observations: Iterable[Element], service: _Service, sender: Sender
) -> Iterable[Reading | NotUnderstood]:
    drafts = [_result(observation, service, sender) for observation in observations]
    for item in join(drafts):
        if isinstance(item, NotUnderstood):
            yield item
        elif item.whole:
            yield _reading(item, service, sender)
        else:
            detail = "Only one of the two pressures was sent; measure again."
            yield _refused(sender, Refusal.NOT_UNDERSTOOD, detail)


def _result(observation: Element, service: _Service, sender: Sender) -> Draft | NotUnderstood:
    code, name = _code(observation)
    given = observation.find("OBS.value")
    unit = given.attributes.get("U", "") if given else ""
    what = measurand(code, name, "", unit)
    notes = [note.said for note in observation.every("NTE.text")]
    marks = _marks(observation, notes)
    value = _aborted(observation) or read_value(what.field, _sent(observation), marks)
    if isinstance(value, Unread):
        remarks = "; ".join(note for note in notes if note not in _MARKS)[:_NOTE_SHOWN]
        said = f" It says: {remarks}" if remarks else ""
        return _refused(sender, value.reason, f"{(name or code)[:60]}: {value.detail}{said}")
    flags = [f"flag_{mark}" for mark in marks]
    if observation.value("OBS.method_cd") == _MANUAL:
        flags.append(f"method_{_MANUAL}")
    return Draft(
        kind=what.kind,
        values=(value,),
        flags=tuple(flags),
        taken_at=service.taken_at,
        operator_ref=service.operator_ref,
        joins=what.joins,
    )


def _code(observation: Element) -> tuple[str, str]:
    """The observation's code and what it is called, which only LOINC codes need."""
    element = observation.find("OBS.observation_id")
    if element is None:
        return "", "A result"
    name = element.attributes.get("DN", "").strip()
    # A code in a maker's own system that is only a number says nothing; its name does.
    if element.said.isdigit() and name and element.attributes.get("SN") != _LOINC:
        return name, name
    return element.said, name


def _sent(observation: Element) -> str:
    return observation.value("OBS.value", "OBS.qualitative_value")


def _aborted(observation: Element) -> Unread | None:
    if observation.value("OBS.status_cd") != _ABORTED:
        return None
    return Unread(Refusal.DEVICE_ERROR, "the test was broken off; run it again.")


def _marks(observation: Element, notes: Iterable[str]) -> tuple[str, ...]:
    """The interpretation code, and notes that are a single sign (PixCell)."""
    interpretation = observation.value("OBS.interpretation_cd", "OBS.normal_flag")
    found = [interpretation] if interpretation else []
    return tuple(dict.fromkeys([*found, *(note for note in notes if note in _MARKS)]))


def _reading(draft: Draft, service: _Service, sender: Sender) -> Reading:
    return Reading(
        driver=sender.driver,
        driver_version=sender.driver_version,
        kind=draft.kind,
        values=draft.values,
        taken_at=draft.taken_at,
        device_clock=service.device_clock,
        flags=(*draft.flags, *service.flags),
        sequence=service.sequence,
        patient_ref=service.patient_ref,
        operator_ref=service.operator_ref,
        sample_ref=service.sample_ref,
        device=sender.device,
        control=service.control,
        lot=service.lot,
        stored=service.stored,
        raw=sender.raw,
    )


def _refused(sender: Sender, reason: Refusal, detail: str) -> NotUnderstood:
    return NotUnderstood(
        driver=sender.driver,
        driver_version=sender.driver_version,
        reason=reason,
        detail=detail,
        raw=sender.raw,
        device=sender.device,
    )

"""Why a reading waits, in sentences with dates, one for each code of the gate."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.identity import Identifier
from clinicapp.ui.words.analytes import analyte_within
from clinicapp.ui.words.gate_codes import (
    DEVICE_SENTENCES,
    DEVICE_SHORT,
    LOT_SENTENCES,
    LOT_SHORT,
)
from clinicapp.ui.words.plain import counted, day_text, listed, moment_text, sentence_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.asset_state import AssetState

_CHECK_NAMES: Final[Mapping[Check, str]] = MappingProxyType(
    {
        Check.CALIBRATION: "calibration",
        Check.QUALITY_CONTROL: "quality control",
        Check.EXTERNAL_QUALITY: "external quality assessment",
        Check.SERVICE: "service",
        Check.ELECTRICAL: "electrical safety test",
        Check.USER_CHECK: "user check",
    }
)
_CHECK_CODES: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "CAL": Check.CALIBRATION,
        "QC": Check.QUALITY_CONTROL,
        "EQA": Check.EXTERNAL_QUALITY,
        "SERVICE": Check.SERVICE,
        "PAT": Check.ELECTRICAL,
        "USER_CHECK": Check.USER_CHECK,
    }
)
SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DUE_SOON": "A check of this device is due soon.",
        "NO_ASSET": "This device is not on the equipment list, so nobody knows how it was checked.",
        "NOT_ACCEPTED": "This device has not been accepted for use yet.",
        "QUARANTINED": "This device is in quarantine.",
        "IN_REPAIR": "This device is in repair.",
        "LOST": "This device is recorded as lost.",
        "ON_LOAN": "This device is on loan to somebody else.",
        "CONTAMINATED": "This device is recorded as contaminated.",
        "RECALLED": "A recall or a safety notice about this device is open.",
        "EQA_MISSED": "An external quality assessment of this device was missed.",
        "END_OF_LIFE": "This device is past the end of its life.",
        "CONDEMNED": "This device has been taken out of use for good.",
        "DISPOSED": "This device is recorded as disposed of.",
        "HANDED_BACK": "This device was handed back to its owner.",
        "CONTROL": "This is a quality control result, not a person's.",
        "NOBODY_ARMED": "No person's form was open when this arrived.",
        "FROM_MEMORY": "It comes from the device's memory, so it may be somebody else's.",
        "TIME_UNKNOWN": "It is not known when this was taken.",
        "OUTSIDE_VISIT": "It was not taken during this visit.",
        "REFERENCE_DISAGREES": "The NHS number on the device is another person's.",
        "NOT_A_NUMBER": "The device sent no number, only that it could not measure one.",
        "IMPLAUSIBLE": "A person cannot have this value.",
        "UNUSUAL": "This value is unusual and has to be confirmed.",
        "NO_FORM_ITEM": "The form does not ask for this kind of reading.",
        **LOT_SENTENCES,
        **DEVICE_SENTENCES,
        "TRAINING_RUN": "The analyser was in training or test, so this is nobody's result.",
        "MESSAGE_CUT": "The message broke off; the device will send it again.",
        "CHANGED_RESULT": "It changes a result that is on a form already.",
    }
)
SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DUE_SOON": "Check due soon",
        "NO_ASSET": "Not on the equipment list",
        "NOT_ACCEPTED": "Device not accepted",
        "QUARANTINED": "Device in quarantine",
        "IN_REPAIR": "Device in repair",
        "LOST": "Device recorded as lost",
        "ON_LOAN": "Device on loan",
        "CONTAMINATED": "Device contaminated",
        "RECALLED": "Device recalled",
        "EQA_MISSED": "External QA missed",
        "END_OF_LIFE": "Device past its life",
        "CONDEMNED": "Device condemned",
        "DISPOSED": "Device disposed of",
        "HANDED_BACK": "Device handed back",
        "CONTROL": "Quality control result",
        "NOBODY_ARMED": "No form was open",
        "FROM_MEMORY": "From the device's memory",
        "TIME_UNKNOWN": "Time not known",
        "OUTSIDE_VISIT": "Not from this visit",
        "REFERENCE_DISAGREES": "Another person's number",
        "NOT_A_NUMBER": "No number sent",
        "IMPLAUSIBLE": "Impossible value",
        "UNUSUAL": "Unusual value",
        "NO_FORM_ITEM": "Not asked on the form",
        **LOT_SHORT,
        **DEVICE_SHORT,
        "TRAINING_RUN": "Training run",
        "MESSAGE_CUT": "Message broke off",
        "CHANGED_RESULT": "Changed result",
    }
)
_SINCE: Final = (
    "QUARANTINED",
    "IN_REPAIR",
    "LOST",
    "ON_LOAN",
    "CONTAMINATED",
    "RECALLED",
    "CONDEMNED",
    "DISPOSED",
    "HANDED_BACK",
    "LOCATION_DISPUTED",
    "WAIVED",
)

IDENTIFIERS: Final[Mapping[Identifier, str]] = MappingProxyType(
    {
        Identifier.FULL_NAME: "full name",
        Identifier.DATE_OF_BIRTH: "date of birth",
        Identifier.NHS_NUMBER: "NHS number",
    }
)
USE_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "seen_taken": "I saw this reading taken from this person",
        "no_other_device": "No other device is available",
        "cannot_repeat": "It cannot be repeated for this person today",
        "urgent": "The result is needed now for the person's safety",
    }
)
TAKE_BACK_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wrong_patient": "wrong patient",
        "taken_wrongly": "it was not taken properly",
        "mistake": "it was filed by mistake",
    }
)
DISCARD_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "other_person": "It belongs to somebody else",
        "test": "It was a test or a practice reading",
        "taken_wrongly": "It was not taken properly",
        "repeated": "It was taken again with another device",
    }
)


def why_sentence(code: str, state: AssetState | None, today: date, zone: tzinfo) -> str:
    """One code as a sentence with its date: ``Calibration was due on 14 Nov 2026, 8 days ago``.

    Args:
        code: a reason code of the gate.
        state: the device's state when the reading was taken; None when it is no asset.
        today: the day from which days are counted.
        zone: the ward's time zone.
    """
    check = _check_of(code)
    if check is not None:
        return _check_sentence(check, code, state, today, zone)
    words = SENTENCES.get(code)
    if words is None:
        return f"The policy holds it for the reason {code}."
    reasons = () if state is None else state.reasons
    since = next((each.since for each in reasons if each.code == code), None)
    if code in _SINCE and since is not None:
        return f"{words[:-1]} since {day_text(since.astimezone(zone).date())}."
    return words


def why_short(code: str) -> str:
    """One code in a few words, for a chip: ``Calibration overdue``."""
    check = _check_of(code)
    if check is None:
        return SHORT.get(code) or code.replace("_", " ").capitalize()
    name = "QC" if check is Check.QUALITY_CONTROL else sentence_case(_CHECK_NAMES[check])
    return f"{name} {_ending(code)}"


def _check_of(code: str) -> Check | None:
    prefix, _, end = code.rpartition("_")
    return _CHECK_CODES.get(prefix) if end in ("OVERDUE", "DUE", "FAILED", "NEVER") else None


def _ending(code: str) -> str:
    end = code.rpartition("_")[2]
    return {"FAILED": "failed", "NEVER": "never done"}.get(end, "overdue")


def _of_analytes(code: str, state: AssetState | None) -> str:
    """Which analytes a control speaks against: `` of HbA1c``; nothing where it is of everything."""
    subjects = [] if state is None else [r.subject for r in state.reasons if r.code == code]
    words = listed(dict.fromkeys(map(analyte_within, subjects)))
    return f" of {words}" if subjects and all(subjects) else ""


def _check_sentence(
    check: Check, code: str, state: AssetState | None, today: date, zone: tzinfo
) -> str:
    analytes = _of_analytes(code, state)
    name, on = _CHECK_NAMES[check] + analytes, "on" if analytes else "of"
    found = None if state is None else state.check(check)
    ending = _ending(code)
    if ending == "never done":
        return f"No {name} {on} this device is recorded."
    if ending == "failed":
        passed = None if found is None else found.last_at
        before = "" if passed is None else f" It last passed on {moment_text(passed, zone)}."
        return f"The last {name} {on} this device failed.{before}"
    if found is not None and found.due_on is not None:
        days = counted((today - found.due_on).days, "day")
        return f"{sentence_case(name)} was due on {day_text(found.due_on)}, {days} ago."
    if found is not None and found.due_at is not None:
        return f"{sentence_case(name)} was due by {moment_text(found.due_at, zone)}."
    return f"{sentence_case(name)} is overdue."

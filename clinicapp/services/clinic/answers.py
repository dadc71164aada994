"""What can be typed or chosen on the form, and what is said when it is not right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from clinicapp.domain import plausibility
from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.record import (
    Activity,
    BmiMisleads,
    Diet,
    Fasting,
    Hba1cUnreliable,
    Sample,
    Smoking,
)
from clinicapp.domain.plausibility import Measure, Severity
from clinicapp.domain.quantities import plain
from clinicapp.domain.screening import NONE, POSTURAL_FIELDS
from clinicapp.services.clinic.typed_days import TAKEN_ON, day_of_text
from clinicapp.services.typed_fields import AnswersRefused


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why a field cannot be taken; ``value`` is what it is taken for once it is confirmed."""

    field: str
    sentence: str
    value: str | None = None

    @property
    def confirmable(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be entered: the form's item it belongs to, and how its text is read."""

    item: str
    read: Callable[[str, str], str | _Problem]


def _choice(*codes: str) -> Callable[[str, str], str | _Problem]:
    def read(field: str, text: str) -> str | _Problem:
        if text in codes:
            return text
        return _Problem(field, "Choose one of the answers.")

    return read


def _number(quantity: Measure, name: str) -> Callable[[str, str], str | _Problem]:
    def read(field: str, text: str) -> str | _Problem:
        value = _decimal(text)
        if value is None:
            return _Problem(field, f"{name} must be a number such as {_EXAMPLES[quantity]}.")
        slips = plausibility.rejected(plausibility.check(quantity, value, name))
        if slips:
            # A value in another unit is told as that, even where it is no whole number either.
            return _of_finding(field, slips[0], "")
        if quantity in _WHOLE and value != value.to_integral_value():
            return _Problem(field, f"{name} must be a whole number such as {_EXAMPLES[quantity]}.")
        kept = plain(value.to_integral_value() if quantity in _WHOLE else value)
        for finding in plausibility.check(quantity, value, name):
            return _of_finding(field, finding, kept)
        return kept

    return read


def _of_finding(field: str, finding: plausibility.Finding, value: str) -> _Problem:
    if finding.severity is Severity.CONFIRM:
        return _Problem(field, f"{finding.sentence} Save again to confirm it.", value)
    return _Problem(field, finding.sentence)


def _score(highest: int) -> Callable[[str, str], str | _Problem]:
    def read(field: str, text: str) -> str | _Problem:
        if text in tuple(str(score) for score in range(highest + 1)):
            return text
        return _Problem(field, f"Choose one of the answers, 0 to {highest}.")

    return read


def _month(field: str, text: str) -> str | _Problem:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return _Problem(field, "Enter the month as year and month, such as 2023-03.")
    return text


def _day(field: str, text: str) -> str | _Problem:
    found = day_of_text(text)
    if found is None:
        return _Problem(field, "Enter the day as day, month and year, such as 22 10 2026.")
    return found.isoformat()


def _words(field: str, text: str) -> str | _Problem:
    if len(text) > LONGEST_WORDS:
        return _Problem(field, f"Use at most {LONGEST_WORDS} characters.")
    return text


LONGEST_WORDS: Final = 200
"""So many characters of own words are taken."""
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,6}(?:[.,][0-9]{0,6})?|[.,][0-9]{1,6})")
"""A number as people write it; ``Decimal`` also reads ``1E+9999999``, ``6_4`` and ``NaN``."""
_WHOLE: Final = frozenset(
    {
        Measure.SYSTOLIC_MMHG,
        Measure.DIASTOLIC_MMHG,
        Measure.PULSE_PER_MIN,
        Measure.HBA1C_MMOL_MOL,
        Measure.AUDIT_C,
    }
)
_EXAMPLES: Final[Mapping[Measure, str]] = MappingProxyType(
    {
        Measure.SYSTOLIC_MMHG: "128",
        Measure.DIASTOLIC_MMHG: "82",
        Measure.PULSE_PER_MIN: "72",
        Measure.WEIGHT_KG: "68.6",
        Measure.HEIGHT_CM: "168",
        Measure.WAIST_CM: "82",
        Measure.HBA1C_MMOL_MOL: "44",
        Measure.GLUCOSE_MMOL_L: "6.4",
        Measure.TOTAL_CHOLESTEROL_MMOL_L: "5.1",
        Measure.HDL_MMOL_L: "1.3",
        Measure.TRIGLYCERIDES_MMOL_L: "1.9",
        Measure.QRISK3_PERCENT: "2.1",
    }
)

FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "smoking": Field("smoking", _choice(*Smoking)),
        "stopped": Field("smoking", _month),
        "diet": Field("diet", _choice(*Diet)),
        "activity": Field("activity", _choice(*Activity)),
        "audit_c_frequency": Field("audit_c", _score(4)),
        "audit_c_units": Field("audit_c", _score(4)),
        "audit_c_six_or_more": Field("audit_c", _score(4)),
        "substances": Field("substances", _words),
        "height_cm": Field("height", _number(Measure.HEIGHT_CM, "Height")),
        "weight_kg": Field("weight", _number(Measure.WEIGHT_KG, "Weight")),
        "waist_cm": Field("waist", _number(Measure.WAIST_CM, "Waist")),
        "bmi_misleads": Field("bmi_misleads", _choice(NONE, *BmiMisleads)),
        "pulse_regular": Field("pulse_regular", _choice("yes", "no")),
        "rested": Field("pressure_setting", _choice("yes", "stimulated", "distressed")),
        "arm": Field("pressure_setting", _choice("left", "right")),
        "cuff": Field("pressure_setting", _choice("small", "standard", "large", "thigh")),
        "lying_systolic_mmhg": Field("postural", _number(Measure.SYSTOLIC_MMHG, "Lying systolic")),
        "lying_diastolic_mmhg": Field(
            "postural", _number(Measure.DIASTOLIC_MMHG, "Lying diastolic")
        ),
        "standing_systolic_mmhg": Field(
            "postural", _number(Measure.SYSTOLIC_MMHG, "Standing systolic")
        ),
        "standing_diastolic_mmhg": Field(
            "postural", _number(Measure.DIASTOLIC_MMHG, "Standing diastolic")
        ),
        "systolic_mmhg": Field("blood_pressure", _number(Measure.SYSTOLIC_MMHG, "Systolic")),
        "diastolic_mmhg": Field("blood_pressure", _number(Measure.DIASTOLIC_MMHG, "Diastolic")),
        "hba1c_mmol_mol": Field("hba1c", _number(Measure.HBA1C_MMOL_MOL, "HbA1c")),
        "hba1c_sample": Field("hba1c", _choice(*Sample)),
        "glucose_mmol_l": Field("glucose", _number(Measure.GLUCOSE_MMOL_L, "Glucose")),
        "glucose_sample": Field("glucose", _choice(*Sample)),
        "fasting": Field("glucose", _choice(*Fasting)),
        "fasted": Field("fasting", _choice(*Fasting)),
        "hba1c_unreliable": Field("hba1c_unreliable", _choice(NONE, *Hba1cUnreliable)),
        "total_cholesterol_mmol_l": Field(
            "lipids", _number(Measure.TOTAL_CHOLESTEROL_MMOL_L, "Total cholesterol")
        ),
        "hdl_mmol_l": Field("lipids", _number(Measure.HDL_MMOL_L, "HDL cholesterol")),
        "triglycerides_mmol_l": Field(
            "lipids", _number(Measure.TRIGLYCERIDES_MMOL_L, "Triglycerides")
        ),
        "lipids_taken_on": Field("lipids", _day),
        "lipids_fasted": Field("lipids_fasting", _choice(*Fasting)),
        "qrisk3_percent": Field("qrisk3", _number(Measure.QRISK3_PERCENT, "QRISK3")),
    }
)
"""Every field by name; the unit is in the name."""

_KEY_IN_ITEM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hba1c_sample": "sample",
        "glucose_sample": "sample",
        "fasted": "fasting",
        "lipids_fasted": "fasting",
        "lipids_taken_on": TAKEN_ON,
    }
)
TAKE_BACK: Final = "take_back"
TAKE_BACK_REASON: Final = "take_back_reason"
_PAIR: Final = "Blood pressure"
_PARTS: Final = ("systolic", "diastolic")
_PRESSURES: Final = ("systolic_mmhg", "diastolic_mmhg")
_NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {"hba1c": "hba1c_mmol_mol", "glucose": "glucose_mmol_l"}
)
"""Items whose other fields only describe a value."""
_AUDIT_C: Final = ("audit_c_frequency", "audit_c_units", "audit_c_six_or_more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the person before, to hold what is typed against.

    Attributes:
        today: The day of the form.
        height_cm: The height of an earlier form.
        weight: Day and kg of the latest weight.
    """

    today: date
    height_cm: Decimal | None = None
    weight: tuple[date, Decimal] | None = None


def taken_out(
    answers: Mapping[str, str],
) -> tuple[Mapping[str, str], tuple[UUID, str] | None]:
    """Part the value that is taken back, with its reason, from the answers.

    Raises:
        AnswersRefused: a value is to be taken back and no reason was given.
    """
    rest = {k: text for k, text in answers.items() if k not in (TAKE_BACK, TAKE_BACK_REASON)}
    chosen, reason = answers.get(TAKE_BACK, ""), answers.get(TAKE_BACK_REASON, "").strip()
    if not chosen:
        return rest, None
    if not reason:
        sentence = "Say in a few words why the value is taken back."
        raise AnswersRefused({TAKE_BACK_REASON: sentence}, confirmable=False)
    if len(reason) > LONGEST_WORDS:
        sentence = f"Use at most {LONGEST_WORDS} characters."
        raise AnswersRefused({TAKE_BACK_REASON: sentence}, confirmable=False)
    return rest, (UUID(chosen), reason)


def checked_answers(
    answers: Mapping[str, str], *, confirmed: bool = False, known: Known | None = None
) -> Mapping[str, Mapping[str, str]]:
    """Read answers as typed into the form's items and their values.

    Args:
        answers: field → text; a field with an empty text was left open and is not recorded.
        confirmed: the person has confirmed values that are possible but unusual.
        known: what is known of the person before.

    Raises:
        AnswersRefused: a field cannot be taken, or belongs to another that is missing.
    """
    given = {field: text.strip() for field, text in answers.items() if text.strip()}
    unknown = sorted(set(given) - set(FIELDS))
    if unknown:
        raise Refused(f"The form has no field called {', '.join(unknown)}.")
    items: dict[str, dict[str, str]] = {}
    problems: list[_Problem] = []
    for field, text in given.items():
        outcome = FIELDS[field].read(field, text)
        if isinstance(outcome, _Problem):
            if not (outcome.confirmable and confirmed):
                problems.append(outcome)
                continue
            outcome = outcome.value or ""
        items.setdefault(FIELDS[field].item, {})[_KEY_IN_ITEM.get(field, field)] = outcome
    between = [*_problems_between(given, items), *_problems_with(known, items)]
    problems.extend(each for each in between if not (each.confirmable and confirmed))
    if problems:
        raise AnswersRefused(
            {problem.field: problem.sentence for problem in reversed(problems)},
            confirmable=all(problem.confirmable for problem in problems),
        )
    return {item: MappingProxyType(_completed(item, values)) for item, values in items.items()}


def _completed(item: str, values: dict[str, str]) -> dict[str, str]:
    """Add what follows from the answers: the AUDIT-C score, and that a typed pair was by hand."""
    if item == "audit_c":
        return {**values, "audit_c": str(sum(int(values[field]) for field in _AUDIT_C))}
    if item == "blood_pressure":
        return {**values, "method": "manual"}
    return values


def _problems_between(
    given: Mapping[str, str], items: Mapping[str, Mapping[str, str]]
) -> list[_Problem]:
    """Fields that only make sense together."""
    problems = [
        _Problem(field, "Answer all three alcohol questions; the score needs each of them.")
        for field in _AUDIT_C
        if "audit_c" in items and field not in given
    ]
    problems += [
        _Problem(value, "Enter the value too, or leave what describes it open.")
        for item, value in _NEEDS.items()
        if item in items and value not in given
    ]
    pressure = items.get("blood_pressure", {})
    problems += [
        _Problem(field, "Enter both numbers of the blood pressure.")
        for field in _PRESSURES
        if field not in given and not given.keys().isdisjoint(_PRESSURES)
    ]
    if set(_PRESSURES) <= set(pressure):
        systolic, diastolic = pressure["systolic_mmhg"], pressure["diastolic_mmhg"]
        found = plausibility.check_blood_pressure(
            int(systolic), int(diastolic), _PAIR, ("Systolic pressure", "Diastolic pressure")
        )
        problems += [
            _of_finding("systolic_mmhg", finding, systolic)
            for finding in found
            # Each number has been looked at by itself already; this is about the two together.
            if finding.field == _PAIR or finding.severity is Severity.REJECT
        ]
    lipids = items.get("lipids", {})
    if set(lipids) == {TAKEN_ON}:
        sentence = "Enter a result of that sample too, or leave the day open."
        problems.append(_Problem("lipids_taken_on", sentence))
    if {"total_cholesterol_mmol_l", "hdl_mmol_l"} <= set(lipids):
        found = plausibility.check_cholesterol(
            Decimal(lipids["total_cholesterol_mmol_l"]),
            Decimal(lipids["hdl_mmol_l"]),
            "Total cholesterol",
            "HDL cholesterol",
        )
        problems += [_Problem("hdl_mmol_l", f.sentence) for f in plausibility.rejected(found)]
    problems += [
        _Problem(field, "Enter all four numbers: lying and standing, systolic and diastolic.")
        for field in POSTURAL_FIELDS
        if "postural" in items and field not in given
    ]
    for place in ("lying", "standing"):
        pair = [items.get("postural", {}).get(f"{place}_{name}_mmhg") for name in _PARTS]
        if all(pair) and int(pair[0] or 0) <= int(pair[1] or 0):
            sentence = f"The {place} systolic has to be above the diastolic; were they swapped?"
            problems.append(_Problem(f"{place}_systolic_mmhg", sentence))
    if "stopped" in given and given.get("smoking") != Smoking.EX:
        problems.append(_Problem("stopped", "Only an ex-smoker has a month of stopping."))
    return problems


def _problems_with(
    known: Known | None, items: Mapping[str, Mapping[str, str]]
) -> Iterator[_Problem]:
    """What cannot well be, given what is known of the person; each can be confirmed."""
    if known is None:
        return
    stopped = items.get("smoking", {}).get("stopped")
    if stopped is not None and date.fromisoformat(f"{stopped}-01") > known.today:
        yield _Problem("stopped", "That month has not come yet; check the year.")
    sampled = items.get("lipids", {}).get(TAKEN_ON)
    if sampled is not None and date.fromisoformat(sampled) > known.today:
        yield _Problem("lipids_taken_on", "That day has not come yet; check the date.")
    height = items.get("height", {}).get("height_cm")
    if height is not None and known.height_cm is not None:
        for finding in plausibility.check_height_change(known.height_cm, Decimal(height), "Height"):
            yield _of_finding("height_cm", finding, height)
    weight = items.get("weight", {}).get("weight_kg")
    if weight is not None and known.weight is not None:
        now = (known.today, Decimal(weight))
        for finding in plausibility.check_weight_change(known.weight, now, "Weight"):
            yield _of_finding("weight_kg", finding, weight)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None

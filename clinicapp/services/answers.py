"""What can be typed or chosen on the form, and what is said when it is not right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from clinicapp.domain import plausibility
from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.record import Activity, Diet, Fasting, Sample, Smoking
from clinicapp.domain.plausibility import Measure, Severity
from clinicapp.domain.quantities import plain


class AnswersRefused(Refused):
    """Some fields cannot be taken. ``errors`` has one sentence a field; nothing was recorded.

    ``confirmable`` is true when every one of them is possible but unusual, so that the same values
    are taken when they are sent again with ``confirmed``.
    """

    def __init__(self, errors: Mapping[str, str], *, confirmable: bool) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)
        self.confirmable = confirmable


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


def _words(field: str, text: str) -> str | _Problem:
    if len(text) > _LONGEST:
        return _Problem(field, f"Use at most {_LONGEST} characters.")
    return text


_LONGEST: Final = 200
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
        "pulse_regular": Field("pulse_regular", _choice("yes", "no")),
        "systolic_mmhg": Field("blood_pressure", _number(Measure.SYSTOLIC_MMHG, "Systolic")),
        "diastolic_mmhg": Field("blood_pressure", _number(Measure.DIASTOLIC_MMHG, "Diastolic")),
        "hba1c_mmol_mol": Field("hba1c", _number(Measure.HBA1C_MMOL_MOL, "HbA1c")),
        "hba1c_sample": Field("hba1c", _choice(*Sample)),
        "glucose_mmol_l": Field("glucose", _number(Measure.GLUCOSE_MMOL_L, "Glucose")),
        "glucose_sample": Field("glucose", _choice(*Sample)),
        "fasting": Field("glucose", _choice(*Fasting)),
        "total_cholesterol_mmol_l": Field(
            "lipids", _number(Measure.TOTAL_CHOLESTEROL_MMOL_L, "Total cholesterol")
        ),
        "hdl_mmol_l": Field("lipids", _number(Measure.HDL_MMOL_L, "HDL cholesterol")),
        "triglycerides_mmol_l": Field(
            "lipids", _number(Measure.TRIGLYCERIDES_MMOL_L, "Triglycerides")
        ),
        "qrisk3_percent": Field("qrisk3", _number(Measure.QRISK3_PERCENT, "QRISK3")),
    }
)
"""Every field by name; the unit is in the name."""

_KEY_IN_ITEM: Final[Mapping[str, str]] = MappingProxyType(
    {"hba1c_sample": "sample", "glucose_sample": "sample"}
)
_PAIR: Final = "Blood pressure"
_PRESSURES: Final = ("systolic_mmhg", "diastolic_mmhg")
_NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {"hba1c": "hba1c_mmol_mol", "glucose": "glucose_mmol_l"}
)
"""Items whose other fields only describe a value."""
_AUDIT_C: Final = ("audit_c_frequency", "audit_c_units", "audit_c_six_or_more")


def checked_answers(
    answers: Mapping[str, str], *, confirmed: bool = False
) -> Mapping[str, Mapping[str, str]]:
    """Read answers as typed into the form's items and their values.

    Args:
        answers: field → text; a field with an empty text was left open and is not recorded.
        confirmed: the person has confirmed values that are possible but unusual.

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
    between = _problems_between(given, items)
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
    if {"total_cholesterol_mmol_l", "hdl_mmol_l"} <= set(lipids):
        found = plausibility.check_cholesterol(
            Decimal(lipids["total_cholesterol_mmol_l"]),
            Decimal(lipids["hdl_mmol_l"]),
            "Total cholesterol",
            "HDL cholesterol",
        )
        problems += [_Problem("hdl_mmol_l", f.sentence) for f in plausibility.rejected(found)]
    if "stopped" in given and given.get("smoking") != Smoking.EX:
        problems.append(_Problem("stopped", "Only an ex-smoker has a month of stopping."))
    return problems


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None

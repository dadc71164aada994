"""Every field of the form: which item it belongs to, and how its text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from clinicapp.domain import plausibility
from clinicapp.domain.lester.record import (
    AVERAGES,
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
from clinicapp.domain.screening import NONE
from clinicapp.services.clinic.typed_days import TAKEN_ON, day_of_text


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be taken; ``value`` is what it is taken for once it is confirmed."""

    field: str
    sentence: str
    value: str | None = None

    @property
    def confirmable(self) -> bool:
        """Whether the value is taken once the person has confirmed it."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be entered: the form's item it belongs to, and how its text is read."""

    item: str
    read: Callable[[str, str], str | Problem]


def _choice(*codes: str) -> Callable[[str, str], str | Problem]:
    def read(field: str, text: str) -> str | Problem:
        if text in codes:
            return text
        return Problem(field, "Choose one of the answers.")

    return read


def _number(quantity: Measure, name: str) -> Callable[[str, str], str | Problem]:
    def read(field: str, text: str) -> str | Problem:
        value = _decimal(text)
        if value is None:
            return Problem(field, f"{name} must be a number such as {_EXAMPLES[quantity]}.")
        slips = plausibility.rejected(plausibility.check(quantity, value, name))
        if slips:
            # A value in another unit is told as that, even where it is no whole number either.
            return of_finding(field, slips[0], "")
        if quantity in _WHOLE and value != value.to_integral_value():
            return Problem(field, f"{name} must be a whole number such as {_EXAMPLES[quantity]}.")
        kept = plain(value.to_integral_value() if quantity in _WHOLE else value)
        for finding in plausibility.check(quantity, value, name):
            return of_finding(field, finding, kept)
        return kept

    return read


def of_finding(field: str, finding: plausibility.Finding, value: str) -> Problem:
    """What was found implausible, beside its field; ``value`` is taken if it is confirmed."""
    if finding.severity is Severity.CONFIRM:
        return Problem(field, f"{finding.sentence} Save again to confirm it.", value)
    return Problem(field, finding.sentence)


def _score(highest: int) -> Callable[[str, str], str | Problem]:
    def read(field: str, text: str) -> str | Problem:
        if text in tuple(str(score) for score in range(highest + 1)):
            return text
        return Problem(field, f"Choose one of the answers, 0 to {highest}.")

    return read


def _month(field: str, text: str) -> str | Problem:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return Problem(field, "Enter the month as year and month, such as 2023-03.")
    return text


def _day(field: str, text: str) -> str | Problem:
    found = day_of_text(text)
    if found is None:
        return Problem(field, "Enter the day as day, month and year, such as 22 10 2026.")
    return found.isoformat()


def _words(field: str, text: str) -> str | Problem:
    if len(text) > LONGEST_WORDS:
        return Problem(field, f"Use at most {LONGEST_WORDS} characters.")
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
        "average_method": Field("average_pressure", _choice(*sorted(AVERAGES))),
        "average_systolic_mmhg": Field(
            "average_pressure", _number(Measure.SYSTOLIC_MMHG, "Average systolic")
        ),
        "average_diastolic_mmhg": Field(
            "average_pressure", _number(Measure.DIASTOLIC_MMHG, "Average diastolic")
        ),
        "average_taken_on": Field("average_pressure", _day),
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

KEY_IN_ITEM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hba1c_sample": "sample",
        "glucose_sample": "sample",
        "fasted": "fasting",
        "lipids_fasted": "fasting",
        "lipids_taken_on": TAKEN_ON,
        "average_method": "method",
        "average_systolic_mmhg": "systolic_mmhg",
        "average_diastolic_mmhg": "diastolic_mmhg",
        "average_taken_on": TAKEN_ON,
    }
)
"""Under which key an item keeps a field whose own name is another."""


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None

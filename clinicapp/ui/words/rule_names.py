"""The entries of a rule pack in words, and where the documents behind them disagree."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.pack import (
    Choice,
    Codes,
    Mark,
    MonitoringItem,
    Setting,
    Threshold,
)
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.ui.words.lester import TITLES, monitoring_text
from clinicapp.ui.words.plain import EN_DASH, counted, number_text
from clinicapp.ui.words.rules import bound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from clinicapp.domain.lester.pack import Entry

NOT_DEFINED: Final = "Not defined"
GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "Who is judged",
        "smoking": TITLES[Domain.SMOKING],
        "weight": TITLES[Domain.WEIGHT],
        "blood_pressure": TITLES[Domain.BLOOD_PRESSURE],
        "glucose": TITLES[Domain.GLUCOSE],
        "lipids": TITLES[Domain.LIPIDS],
        "alcohol": "Alcohol",
        "windows": "Timetable: how early counts",
        "monitoring": "Timetable: what is due",
    }
)
"""By the first part of an entry's path, in the order of the form."""

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person.adult": "Judged as an adult from",
        "smoking.red": "Answers that are red",
        "weight.bmi": "BMI, red zone",
        "weight.bmi_lower": "BMI, red zone, lower cut-off",
        "weight.underweight": "Underweight, nutrition screen",
        "weight.obesity": "Obesity",
        "weight.obesity_lower": "Obesity, lower cut-off",
        "weight.gain_red": "Weight gain, red zone",
        "weight.gain_prompt": "Weight gain, medicine review",
        "weight.gain_window": "Weight gain is counted over",
        "weight.lower_groups": "Ethnic groups with the lower cut-off",
        "weight.ask_groups": "Ethnic codes that are asked about",
        "weight.unknown_groups": "Ethnic codes that say nothing",
        "blood_pressure.systolic": "Systolic, red zone",
        "blood_pressure.diastolic": "Diastolic, red zone",
        "blood_pressure.repeat_systolic": "Second reading, systolic",
        "blood_pressure.repeat_diastolic": "Second reading, diastolic",
        "blood_pressure.differs_systolic": "Third reading, systolic differs by",
        "blood_pressure.differs_diastolic": "Third reading, diastolic differs by",
        "blood_pressure.above_target_systolic": "Above target, systolic",
        "blood_pressure.above_target_diastolic": "Above target, diastolic",
        "blood_pressure.stage_2_systolic": "Stage 2, systolic",
        "blood_pressure.stage_2_diastolic": "Stage 2, diastolic",
        "blood_pressure.stage_3_systolic": "Stage 3, systolic",
        "blood_pressure.stage_3_diastolic": "Stage 3, diastolic",
        "blood_pressure.postural_systolic": "Fall on standing, systolic",
        "blood_pressure.postural_diastolic": "Fall on standing, diastolic",
        "blood_pressure.postural_age": "Standing too, from age",
        "blood_pressure.average_systolic": "Average at home or of a day, systolic",
        "blood_pressure.average_diastolic": "Average at home or of a day, diastolic",
        "blood_pressure.average_stage_2_systolic": "Average, stage 2, systolic",
        "blood_pressure.average_stage_2_diastolic": "Average, stage 2, diastolic",
        "glucose.hba1c_high_risk": "HbA1c, red zone",
        "glucose.hba1c_diabetes": "HbA1c, diabetes range",
        "glucose.fasting_high_risk": "Fasting glucose, red zone",
        "glucose.fasting_diabetes": "Fasting glucose, diabetes range",
        "glucose.random_diabetes": "Random glucose, red zone",
        "glucose.random_follow_up": "Random glucose, ask for HbA1c",
        "glucose.low_glucose": "Low glucose",
        "glucose.hba1c_lag": "HbA1c lags a new antipsychotic for",
        "lipids.total_cholesterol": "Total cholesterol, red zone",
        "lipids.cvd_risk": "Ten-year risk, red zone",
        "lipids.risk_required": "A risk score is needed",
        "lipids.risk_too_young": "No risk score for ages",
        "lipids.risk_too_old": "No risk score from age",
        "lipids.specialist_total": "Specialist, total cholesterol",
        "lipids.specialist_non_hdl": "Specialist, non-HDL cholesterol",
        "lipids.specialist_triglycerides": "Specialist, triglycerides",
        "alcohol.audit_c": "AUDIT-C is raised",
        "windows.weekly": "Weekly weight",
        "windows.twelve_weeks": "Check at twelve weeks",
        "windows.yearly": "Yearly check",
    }
)
MARK_TEXTS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.VERIFIED: "Verified",
        Mark.AWAITING_SIGN_OFF: "Partly verified",
        Mark.OURS: "Ours",
        Mark.FROM_MEMORY: "Unsure",
    }
)
MARK_MEANS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.VERIFIED: "Read in the source that is named.",
        Mark.AWAITING_SIGN_OFF: "Read in an excerpt or in another document: check it.",
        Mark.OURS: "Our own design, no national rule: decide whether your trust wants it.",
        Mark.FROM_MEMORY: "Written from memory: read the source before you approve it.",
    }
)
_UNITS: Final[Mapping[str, str]] = MappingProxyType({"kg/m2": "kg/m²", "calendar months": "months"})
_TARGET: Final = (
    "The tool's target is below 130/80 with cardiovascular disease or diabetes; NICE has one "
    "target with or without them, below 140/90, and below 150/90 from 80 years on."
)
_THRESHOLD_140: Final = (
    "Exactly 140/90: the tool of 2012 is red above it, its target is below it, and NICE acts at it."
)
_FIVE_KG: Final = (
    "Exactly 5.0 kg: the tool says more than 5 kg, its words on medicine review say 5 kg."
)
_CHOLESTEROL: Final = (
    "Three answers for one sample: 2012 is red above 6.0, the national audit asks for under 5.1, "
    "and from 2014 on a risk score decides."
)
CONFLICTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure.systolic": _THRESHOLD_140,
        "blood_pressure.diastolic": _THRESHOLD_140,
        "blood_pressure.above_target_systolic": _TARGET,
        "blood_pressure.above_target_diastolic": _TARGET,
        "weight.gain_red": _FIVE_KG,
        "weight.gain_prompt": _FIVE_KG,
        "weight.lower_groups": (
            "Who has the lower BMI cut-off: the tool of 2012 names South Asian and Chinese people "
            "only; NICE NG246 adds other Asian, Middle Eastern, Black African and "
            "African-Caribbean people."
        ),
        "weight.underweight": (
            "Underweight: the national audit asks for a BMI of 18.5 to 24.9, but a low BMI is not "
            "red in the tool; it has its own prompt."
        ),
        "lipids.cvd_risk": (
            "A ten-year risk of exactly 10%: the tool of 2014 says above 10%, NICE 10% or over."
        ),
        "lipids.total_cholesterol": _CHOLESTEROL,
        "lipids.risk_required": _CHOLESTEROL,
        "glucose.random_follow_up": (
            "Random glucose of 7.8 to 11.0 is not red in the tool; that HbA1c or fasting glucose "
            "is asked for is our design."
        ),
    }
)
"""Where the documents disagree (clinical reference 1.5), by the entries that settle it."""


def entry_name(path: str) -> str:
    """The name of an entry; an unknown one is read from its path."""
    group, _, name = path.partition(".")
    if group == "monitoring":
        return monitoring_text(name)
    return NAMES.get(path) or name.replace("_", " ").capitalize()


def entry_value(entry: Entry) -> tuple[str, str]:
    """What an entry says, and the rest of it for a second line."""
    match entry:
        case Threshold():
            return bound(entry, lambda value: _with_unit(value, entry.unit)), ""
        case Setting():
            return counted(entry.value, _unit(entry.unit).rstrip("s")), ""
        case Choice():
            return ("Yes" if entry.value else "No"), ""
        case Codes():
            return ", ".join(sorted(entry.codes)), ""
        case MonitoringItem():
            return _due(entry)
    return "", ""


def _unit(unit: str) -> str:
    return _UNITS.get(unit, unit)


def _with_unit(value: Decimal, unit: str) -> str:
    return f"{number_text(value)}{'' if unit == '%' else ' '}{_unit(unit)}"


def _due(item: MonitoringItem) -> tuple[str, str]:
    weeks = ", ".join(_runs(item.weeks))
    first = "At the start" if item.weeks == (0,) else f"Weeks {weeks}"
    if item.under_18_only:
        return first, f"under 18 only, then every {item.every_months_under_18} months"
    every = f"then every {item.every_months} months"
    if item.every_months_under_18 != item.every_months:
        every += f", under 18 every {item.every_months_under_18}"
    return first, every


def _runs(weeks: tuple[int, ...]) -> list[str]:
    """``0-6, 12`` for 0, 1, 2, 3, 4, 5, 6 and 12."""
    found: list[list[int]] = []
    for week in weeks:
        if found and week == found[-1][-1] + 1:
            found[-1].append(week)
        else:
            found.append([week])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}{EN_DASH}{run[-1]}" for run in found]

"""The items of the form by name, and the value of a fact in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.record import BmiMisleads, Hba1cUnreliable, Method
from clinicapp.domain.screening import NONE
from clinicapp.ui.words.lester import ACTIVITY, DIET, FASTING, SMOKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinicapp.domain.forms import FormFact

ITEM_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "smoking": "Smoking",
        "diet": "Diet",
        "activity": "Activity",
        "audit_c": "AUDIT-C",
        "substances": "Substances",
        "height": "Height",
        "weight": "Weight",
        "waist": "Waist",
        "bmi_misleads": "BMI may mislead",
        "pulse_regular": "Pulse",
        "pressure_setting": "How measured",
        "blood_pressure": "Blood pressure",
        "postural": "Lying and standing",
        "average_pressure": "Average",
        "hba1c": "HbA1c",
        "hba1c_unreliable": "HbA1c may mislead",
        "glucose": "Glucose",
        "fasting": "Fasting",
        "lipids": "Lipids",
        "lipids_fasting": "Fasting for lipids",
        "qrisk3": "QRISK3",
    }
)
BMI_MISLEADS: Final[Mapping[str, str]] = MappingProxyType(
    {
        NONE: "No, the BMI can be judged",
        BmiMisleads.OEDEMA: "Oedema",
        BmiMisleads.AMPUTATION: "Amputation",
        BmiMisleads.EATING_DISORDER: "Eating disorder",
    }
)
HBA1C_UNRELIABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        NONE: "No, none of these",
        Hba1cUnreliable.HAEMOGLOBIN_VARIANT: "Sickle trait or other haemoglobin variant",
        Hba1cUnreliable.ANAEMIA: "Anaemia",
        Hba1cUnreliable.HAEMOLYSIS_OR_TRANSFUSION: "Haemolysis or transfusion",
        Hba1cUnreliable.RED_CELL_TURNOVER: "Altered red-cell turnover",
        Hba1cUnreliable.CHRONIC_KIDNEY_DISEASE: "Chronic kidney disease",
        Hba1cUnreliable.HIV_MEDICINES: "HIV medicines",
        Hba1cUnreliable.SYMPTOMS_UNDER_TWO_MONTHS: "Symptoms for under two months",
        Hba1cUnreliable.ACUTELY_ILL: "Acutely ill",
        Hba1cUnreliable.STEROIDS: "On steroids",
        Hba1cUnreliable.PANCREATIC_DAMAGE: "Pancreatic damage",
    }
)
RESTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "yes": "Yes, seated and quiet",
        "stimulated": "No: smoked, had caffeine or exercised in the last 30 minutes",
        "distressed": "No: agitated, or just restrained",
    }
)
AVERAGE_METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Method.HOME: "Average at home (HBPM)",
        Method.AMBULATORY: "Daytime average, worn monitor (ABPM)",
    }
)
ARMS: Final[Mapping[str, str]] = MappingProxyType({"left": "Left", "right": "Right"})
CUFFS: Final[Mapping[str, str]] = MappingProxyType(
    {"small": "Small adult", "standard": "Adult", "large": "Large adult", "thigh": "Thigh"}
)
_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "weight_kg": "kg",
        "height_cm": "cm",
        "waist_cm": "cm",
        "hba1c_mmol_mol": "mmol/mol",
        "glucose_mmol_l": "mmol/L",
        "qrisk3_percent": "%",
    }
)
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "smoking": MappingProxyType({each.value: words for each, words in SMOKING.items()}),
        "diet": MappingProxyType({each.value: words for each, words in DIET.items()}),
        "activity": MappingProxyType({each.value: words for each, words in ACTIVITY.items()}),
        "pulse_regular": MappingProxyType({"yes": "regular", "no": "irregular"}),
        "bmi_misleads": BMI_MISLEADS,
        "hba1c_unreliable": HBA1C_UNRELIABLE,
        "fasting": MappingProxyType({each.value: words for each, words in FASTING.items()}),
        "lipids_fasting": MappingProxyType({each.value: words for each, words in FASTING.items()}),
    }
)


def setting_text(values: Mapping[str, str]) -> str:
    """How a pressure was measured: ``Left arm, large adult cuff, rested``."""
    parts = []
    if "arm" in values:
        parts.append(f"{ARMS[values['arm']]} arm")
    if "cuff" in values:
        parts.append(f"{CUFFS[values['cuff']].lower()} cuff")
    if "rested" in values:
        parts.append("rested" if values["rested"] == "yes" else "not rested")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def postural_text(values: Mapping[str, str]) -> str:
    """``130/80 lying, 110/78 standing``."""
    pair = "{0}_systolic_mmhg", "{0}_diastolic_mmhg"
    lying, standing = (
        "/".join(values[part.format(place)] for part in pair) for place in ("lying", "standing")
    )
    return f"{lying} lying, {standing} standing"


def _profile_text(values: Mapping[str, str]) -> str:
    total = values.get("total_cholesterol_mmol_l")
    return f"cholesterol {total} mmol/L" if total else "profile"


def average_text(values: Mapping[str, str]) -> str:
    """``136/84 mmHg at home`` or ``136/84 mmHg over a day``."""
    where = "at home" if values["method"] == Method.HOME else "over a day"
    return f"{values['systolic_mmhg']}/{values['diastolic_mmhg']} mmHg {where}"


_IN_WORDS: Final[Mapping[str, Callable[[Mapping[str, str]], str]]] = MappingProxyType(
    {
        "blood_pressure": lambda v: f"{v['systolic_mmhg']}/{v['diastolic_mmhg']} mmHg",
        "average_pressure": average_text,
        "postural": lambda v: f"{postural_text(v)} mmHg",
        "pressure_setting": setting_text,
        "lipids": _profile_text,
        "audit_c": lambda v: f"score {v['audit_c']}",
    }
)


def value_text(fact: FormFact) -> str:
    """The value of a fact in words, with its unit: ``152/94 mmHg``."""
    values = fact.values
    if fact.item in _IN_WORDS:
        return _IN_WORDS[fact.item](values)
    for key, unit in _UNITS.items():
        if key in values:
            return f"{values[key]} {unit}".replace(" %", "%")
    code = values.get("fasting", "") if "fasting" in fact.item else values.get(fact.item, "")
    return _CHOICES.get(fact.item, {}).get(code, code)

"""The Lester form's codes in words. Every member of every enum has its words here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.pack import Mark
from clinicapp.domain.lester.record import Activity, Diet, Fasting, Method, Sample, Smoking
from clinicapp.domain.lester.vocabulary import Beside, Domain, Need, Prompt, Why, Zone
from clinicapp.domain.people import Diabetes, Sex

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.SMOKING: "Smoking",
        Domain.LIFESTYLE: "Lifestyle and alcohol",
        Domain.WEIGHT: "BMI and waist",
        Domain.BLOOD_PRESSURE: "Blood pressure",
        Domain.GLUCOSE: "Glucose",
        Domain.LIPIDS: "Lipids",
    }
)
SHORT_TITLES: Final[Mapping[Domain, str]] = MappingProxyType(
    {**TITLES, Domain.LIFESTYLE: "Lifestyle", Domain.WEIGHT: "BMI, waist"}
)
ICONS: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.SMOKING: "cigarette",
        Domain.LIFESTYLE: "salad",
        Domain.WEIGHT: "scale",
        Domain.BLOOD_PRESSURE: "heart-pulse",
        Domain.GLUCOSE: "droplet",
        Domain.LIPIDS: "test-tube",
    }
)
BESIDE: Final[Mapping[Beside, str]] = MappingProxyType(
    {Beside.ALCOHOL: "Alcohol", Beside.SUBSTANCES: "Drugs and other substances"}
)
ZONES: Final[Mapping[Zone, str]] = MappingProxyType(
    {
        Zone.RED: "Red zone",
        Zone.CLEAR: "In range",
        Zone.PROMPT: "To do",
        Zone.MISSING: "Missing",
        Zone.DECLINED: "No value today",
        Zone.NOT_ASSESSABLE: "Not judged",
    }
)
ANSWERED_CLEAR: Final[Mapping[Domain, str]] = MappingProxyType(
    {Domain.SMOKING: "Not red zone", Domain.LIFESTYLE: "Not red zone"}
)
"""A domain that is asked has no range to be in."""

WHY: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.CURRENT_SMOKER: "smokes now",
        Why.POOR_DIET: "poor diet",
        Why.SEDENTARY: "too little activity",
        Why.BMI_AT_OR_ABOVE_CUT_OFF: "BMI in the red zone",
        Why.BMI_AT_OR_ABOVE_LOWER_CUT_OFF: "BMI in the red zone for this ethnic group",
        Why.WEIGHT_GAIN: "rapid weight gain",
        Why.SYSTOLIC: "systolic pressure",
        Why.DIASTOLIC: "diastolic pressure",
        Why.HBA1C_HIGH_RISK: "HbA1c: high risk of diabetes",
        Why.HBA1C_DIABETES_RANGE: "HbA1c in the diabetes range",
        Why.FASTING_HIGH_RISK: "fasting glucose: high risk of diabetes",
        Why.FASTING_DIABETES_RANGE: "fasting glucose in the diabetes range",
        Why.RANDOM_DIABETES_RANGE: "random glucose in the diabetes range",
        Why.TOTAL_CHOLESTEROL: "total cholesterol",
        Why.NON_HDL_CHOLESTEROL: "non-HDL cholesterol",
        Why.TRIGLYCERIDES: "triglycerides",
        Why.CVD_RISK: "ten-year risk of heart attack or stroke",
    }
)
NEEDS: Final[Mapping[Need, str]] = MappingProxyType(
    {
        Need.SECOND_READING: "Second reading needed: the first is high",
        Need.THIRD_READING: "Third reading needed: the first two differ",
        Need.MANUAL_READING: "Manual reading needed: the pulse is irregular",
    }
)
NEEDS_LEFT: Final[Mapping[Need, str]] = MappingProxyType(
    {
        Need.SECOND_READING: "Second blood pressure",
        Need.THIRD_READING: "Third blood pressure",
        Need.MANUAL_READING: "Manual blood pressure",
    }
)
NEEDS_SHORT: Final[Mapping[Need, str]] = MappingProxyType(
    {
        Need.SECOND_READING: "2nd due",
        Need.THIRD_READING: "3rd due",
        Need.MANUAL_READING: "By hand",
    }
)
"""For a chip that stands beside "New" and a long title."""
PROMPTS: Final[Mapping[Prompt, str]] = MappingProxyType(
    {
        Prompt.UNDER_18_CHILD_PATHWAY: "Under 18: use the child and adolescent pathway",
        Prompt.PREGNANT_MATERNITY_PATHWAY: "Pregnant: use the maternity pathway",
        Prompt.ETHNICITY_UNKNOWN: "Ethnic group not recorded: it decides the BMI cut-off",
        Prompt.ASK_ETHNIC_GROUP: "Ask which ethnic group: it decides the BMI cut-off",
        Prompt.RECORD_HEIGHT: "Record the height to have a BMI",
        Prompt.WEIGHT_GAIN_AT_LIMIT: "Weight gain is at the limit: review the medicine",
        Prompt.WEIGHT_GAIN_OUTSIDE_WINDOW: "Large weight gain, measured over a longer time",
        Prompt.WEIGHT_GAIN_PEAK_IN_WINDOW: "Weight gain was in the red zone and came down",
        Prompt.BMI_MISLEADS: "The BMI misleads here and is not judged",
        Prompt.POSTURAL_DROP: "Falls on standing: watch the standing pressure",
        Prompt.BLOOD_PRESSURE_NOT_AT_TARGET: "Not in the red zone, but above the target",
        Prompt.POC_HBA1C_CONFIRM_WITH_LABORATORY: "POC HbA1c: confirm with the laboratory",
        Prompt.POC_GLUCOSE_CONFIRM_WITH_LABORATORY: "POC glucose: confirm with the laboratory",
        Prompt.KNOWN_DIABETES_REVIEW: "Known diabetes: ask for a diabetes review",
        Prompt.ASK_FASTING_REPEAT: "Would be red if fasting: ask, or repeat fasting",
        Prompt.RANDOM_GLUCOSE_ASK_HBA1C_OR_FASTING: "Random glucose is raised: ask for HbA1c",
        Prompt.HBA1C_LAGS_AFTER_ANTIPSYCHOTIC_START: "HbA1c lags behind a new antipsychotic",
        Prompt.HBA1C_UNRELIABLE_ASK_GLUCOSE: "HbA1c is unreliable here: measure glucose",
        Prompt.RECORD_QRISK3: "Record the QRISK3 score",
        Prompt.QRISK3_NOT_FOR_THIS_AGE: "QRISK3 is not made for this age: use judgement",
        Prompt.QRISK3_NOT_FOR_TYPE_1_DIABETES: "QRISK3 is not made for type 1 diabetes",
        Prompt.EXISTING_CVD_SECONDARY_PREVENTION: "Known cardiovascular disease: no QRISK3",
        Prompt.AUDIT_C_POSITIVE: "AUDIT-C is raised: do the full AUDIT",
        Prompt.SUBSTANCE_USE: "Substance use recorded: give brief advice",
    }
)
"""Short enough for one line of a card."""

SMOKING: Final[Mapping[Smoking, str]] = MappingProxyType(
    {
        Smoking.CURRENT: "Smokes",
        Smoking.EX: "Ex-smoker",
        Smoking.NEVER: "Never smoked",
        Smoking.VAPES: "Vapes",
    }
)
SMOKING_RED: Final[Mapping[Smoking, str]] = MappingProxyType(
    {
        Smoking.CURRENT: "smokes now",
        Smoking.EX: "used to smoke",
        Smoking.NEVER: "never smoked",
        Smoking.VAPES: "vapes",
    }
)
DIET: Final[Mapping[Diet, str]] = MappingProxyType({Diet.POOR: "Poor", Diet.ADEQUATE: "Balanced"})
ACTIVITY: Final[Mapping[Activity, str]] = MappingProxyType(
    {Activity.SEDENTARY: "Mostly inactive", Activity.ACTIVE: "150 min or more a week"}
)
METHODS: Final[Mapping[Method, str]] = MappingProxyType(
    {
        Method.AUTOMATIC: "automatic",
        Method.MANUAL: "manual",
        Method.HOME: "at home",
        Method.AMBULATORY: "over a day",
    }
)
SAMPLES: Final[Mapping[Sample, str]] = MappingProxyType(
    {Sample.POC: "Here, point of care", Sample.LAB: "In the laboratory"}
)
FASTING: Final[Mapping[Fasting, str]] = MappingProxyType(
    {
        Fasting.YES: "Yes, for 8 hours or more",
        Fasting.NO: "No",
        Fasting.UNKNOWN: "Not known",
    }
)
SEX: Final[Mapping[Sex, str]] = MappingProxyType(
    {
        Sex.FEMALE: "Female",
        Sex.MALE: "Male",
        Sex.OTHER: "Other",
        Sex.UNKNOWN: "Not known",
    }
)
DIABETES: Final[Mapping[Diabetes, str]] = MappingProxyType(
    {
        Diabetes.NONE: "No diabetes",
        Diabetes.TYPE_1: "Type 1 diabetes",
        Diabetes.TYPE_2: "Type 2 diabetes",
        Diabetes.OTHER: "Another type of diabetes",
    }
)
MARKS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.VERIFIED: "read in its source",
        Mark.AWAITING_SIGN_OFF: "awaiting clinical sign-off",
        Mark.OURS: "our own design, awaiting clinical sign-off",
        Mark.FROM_MEMORY: "from memory, to be verified",
    }
)
CLEAR_BUT: Final[Mapping[str, str]] = MappingProxyType(
    {"WGT0": "Low BMI", "GLU4": "Low glucose", "ECG1": "Irregular pulse"}
)
"""Actions that a domain can ask for without being red: it must not be called in range then."""

MONITORING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "weight": "Weight",
        "waist": "Waist",
        "blood_pressure": "Blood pressure",
        "glucose": "Blood sugar",
        "lipids": "Cholesterol",
        "lifestyle": "Smoking, food, activity and alcohol",
        "history_and_examination": "History and examination",
        "height": "Height",
        "prolactin": "Prolactin",
    }
)
"""The items of a pack's monitoring timetable; see ``monitoring_text`` for one that is not here."""

ACTION_STATUS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "offered": "Offered",
        "accepted": "Accepted",
        "declined": "Declined",
        "not_appropriate": "Not appropriate",
        "cleared": "Not chosen",
    }
)


def monitoring_text(item: str) -> str:
    """A monitoring item's name; an unknown code of a trust's own pack is read as words."""
    return MONITORING.get(item) or item.replace("_", " ").capitalize()

"""The words of an assessment: codes, never sentences; screens choose the words people read."""

from enum import StrEnum


class Domain(StrEnum):
    """The six domains of the Lester tool, in the order of the form."""

    SMOKING = "smoking"
    LIFESTYLE = "lifestyle"
    WEIGHT = "weight"
    BLOOD_PRESSURE = "blood_pressure"
    GLUCOSE = "glucose"
    LIPIDS = "lipids"


class Beside(StrEnum):
    """What NHS England's core six or the national audit count beside the Lester domains."""

    ALCOHOL = "alcohol"
    SUBSTANCES = "substances"


class Zone(StrEnum):
    """Where a domain stands."""

    RED = "red"
    CLEAR = "clear"
    PROMPT = "prompt"
    """Not red, but something is asked."""
    MISSING = "missing"
    DECLINED = "declined"
    NOT_ASSESSABLE = "not_assessable"


class Why(StrEnum):
    """Which rule made a domain red."""

    CURRENT_SMOKER = "current_smoker"
    POOR_DIET = "poor_diet"
    SEDENTARY = "sedentary"
    BMI_AT_OR_ABOVE_CUT_OFF = "bmi_at_or_above_cut_off"
    BMI_AT_OR_ABOVE_LOWER_CUT_OFF = "bmi_at_or_above_lower_cut_off"
    WEIGHT_GAIN = "weight_gain"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    HBA1C_HIGH_RISK = "hba1c_high_risk"
    HBA1C_DIABETES_RANGE = "hba1c_diabetes_range"
    FASTING_HIGH_RISK = "fasting_high_risk"
    FASTING_DIABETES_RANGE = "fasting_diabetes_range"
    RANDOM_DIABETES_RANGE = "random_diabetes_range"
    TOTAL_CHOLESTEROL = "total_cholesterol"
    NON_HDL_CHOLESTEROL = "non_hdl_cholesterol"
    """Not in the command line's list of codes, which has no word for this rule."""
    TRIGLYCERIDES = "triglycerides"
    """Not in the command line's list of codes, which has no word for this rule."""
    CVD_RISK = "cvd_risk"


class Need(StrEnum):
    """The blood-pressure reading without which nothing can be judged."""

    SECOND_READING = "second_reading"
    THIRD_READING = "third_reading"
    MANUAL_READING = "manual_reading"


class Prompt(StrEnum):
    """Something an assessment asks for or notes; none of them makes a domain red."""

    UNDER_18_CHILD_PATHWAY = "under_18_child_pathway"
    PREGNANT_MATERNITY_PATHWAY = "pregnant_maternity_pathway"
    ETHNICITY_UNKNOWN = "ethnicity_unknown"
    """The BMI lies between the two cut-offs and no ethnic group is recorded."""
    ASK_ETHNIC_GROUP = "ask_ethnic_group"
    """The BMI lies between the two cut-offs and the recorded group can mean either."""
    RECORD_HEIGHT = "record_height"
    WEIGHT_GAIN_AT_LIMIT = "weight_gain_at_limit"
    WEIGHT_GAIN_OUTSIDE_WINDOW = "weight_gain_outside_window"
    """More than the limit was gained, but since a weight from before the window."""
    WEIGHT_GAIN_PEAK_IN_WINDOW = "weight_gain_peak_in_window"
    """More than the limit had been gained inside the window, and part of it was lost again."""
    BMI_MISLEADS = "bmi_misleads"
    """The BMI is shown and not judged; the gain still is."""
    POSTURAL_DROP = "postural_drop"
    """The pressure falls on standing up: from now on the standing one is the one to watch."""
    BLOOD_PRESSURE_NOT_AT_TARGET = "blood_pressure_not_at_target"
    """Not red in this pack, but not below 140/90 either."""
    POC_HBA1C_CONFIRM_WITH_LABORATORY = "poc_hba1c_confirm_with_laboratory"
    POC_GLUCOSE_CONFIRM_WITH_LABORATORY = "poc_glucose_confirm_with_laboratory"
    KNOWN_DIABETES_REVIEW = "known_diabetes_review"
    ASK_FASTING_REPEAT = "ask_fasting_repeat"
    RANDOM_GLUCOSE_ASK_HBA1C_OR_FASTING = "random_glucose_ask_hba1c_or_fasting"
    HBA1C_LAGS_AFTER_ANTIPSYCHOTIC_START = "hba1c_lags_after_antipsychotic_start"
    HBA1C_UNRELIABLE_ASK_GLUCOSE = "hba1c_unreliable_ask_glucose"
    RECORD_QRISK3 = "record_qrisk3"
    QRISK3_NOT_FOR_THIS_AGE = "qrisk3_not_for_this_age"
    QRISK3_NOT_FOR_TYPE_1_DIABETES = "qrisk3_not_for_type_1_diabetes"
    EXISTING_CVD_SECONDARY_PREVENTION = "existing_cvd_secondary_prevention"
    AUDIT_C_POSITIVE = "audit_c_positive"
    SUBSTANCE_USE = "substance_use"

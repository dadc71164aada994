"""A pack's rules in words. Every number and every "or over" comes from the pack itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.lester.pack import Comparison
from clinicapp.domain.lester.record import Smoking
from clinicapp.domain.lester.vocabulary import Why
from clinicapp.ui.words.lester import SMOKING_RED
from clinicapp.ui.words.plain import EN_DASH, counted, listed, number_text, one_place_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from clinicapp.domain.lester.pack import Pack, Threshold
    from clinicapp.domain.lester.record import PersonFacts

RED = "Red zone: "


def bound(threshold: Threshold, say: Callable[[Decimal], str] = number_text) -> str:
    """``25 or over``, ``over 140`` or ``under 4``, as the pack compares."""
    value = say(threshold.value)
    match threshold.comparison:
        case Comparison.AT_OR_ABOVE:
            return f"{value} or over"
        case Comparison.ABOVE:
            return f"over {value}"
        case Comparison.BELOW:
            return f"under {value}"


def short_of(threshold: Threshold, say: Callable[[Decimal], str] = number_text) -> str:
    """The near side of the same threshold: ``under 11.1``, ``140 or under``, ``4 or over``."""
    value = say(threshold.value)
    match threshold.comparison:
        case Comparison.AT_OR_ABOVE:
            return f"under {value}"
        case Comparison.ABOVE:
            return f"{value} or under"
        case Comparison.BELOW:
            return f"{value} or over"


def uses_lower_cut_off(person: PersonFacts, pack: Pack) -> bool:
    """Whether the pack gives this person's ethnic group the lower BMI cut-offs."""
    return person.ethnicity is not None and person.ethnicity in pack.weight.lower_groups.codes


def bmi_cut_off(person: PersonFacts, pack: Pack) -> Threshold:
    """The BMI cut-off that this person is judged by."""
    return pack.weight.bmi_lower if uses_lower_cut_off(person, pack) else pack.weight.bmi


def smoking_rule(pack: Pack) -> str:
    """``Red zone: smokes now``."""
    red = [SMOKING_RED[word] for word in Smoking if word.value in pack.smoking.red.codes]
    return f"{RED}{listed(red, 'or')}"


def alcohol_rule(pack: Pack) -> str:
    """``Follow up if AUDIT-C is 5 or over``."""
    return f"Follow up if AUDIT-C is {bound(pack.alcohol.audit_c)}"


def weight_rule(person: PersonFacts, pack: Pack) -> str:
    """``Red zone: 25 or over, or gain over 5 kg in 3 months``, with the person's own cut-off."""
    rules = pack.weight
    gain = rules.gain_red
    amount = number_text(gain.value)
    kg = f"over {amount} kg" if gain.comparison is Comparison.ABOVE else f"of {amount} kg or over"
    months = counted(rules.gain_window.value, "month")
    return f"{RED}{bound(bmi_cut_off(person, pack))}, or gain {kg} in {months}"


def underweight_rule(pack: Pack) -> str:
    """``Low: BMI under 18.5``."""
    return f"Low: BMI {bound(pack.weight.underweight)}"


def low_glucose_rule(pack: Pack) -> str:
    """``Low: glucose under 4.0``."""
    return f"Low: glucose {bound(pack.glucose.low_glucose, one_place_text)}"


def pressure_rule(pack: Pack) -> str:
    """``Red zone: 140 or over, or 90 or over``; with the words systolic and diastolic for above."""
    systolic, diastolic = pack.blood_pressure.systolic, pack.blood_pressure.diastolic
    if systolic.comparison is diastolic.comparison is Comparison.ABOVE:
        return f"{RED}{bound(systolic)} systolic or {bound(diastolic)} diastolic"
    return f"{RED}{bound(systolic)}, or {bound(diastolic)}"


def average_rule(pack: Pack) -> str:
    """``red zone from 135/85``, or that the pack has no threshold for an average."""
    systolic, diastolic = (
        pack.blood_pressure.average_systolic,
        pack.blood_pressure.average_diastolic,
    )
    if systolic is None or diastolic is None:
        return "not judged by these rules"
    word = "above" if systolic.comparison is Comparison.ABOVE else "from"
    return f"red zone {word} {number_text(systolic.value)}/{number_text(diastolic.value)}"


def hba1c_rule(pack: Pack) -> str:
    """``Red zone: 42 or over``."""
    return f"{RED}{bound(pack.glucose.hba1c_high_risk)}"


def fasting_rule(pack: Pack) -> str:
    """``Red zone: fasting 5.5 or over``."""
    return f"{RED}fasting {bound(pack.glucose.fasting_high_risk, one_place_text)}"


def random_rule(pack: Pack) -> str:
    """``Red zone: random 11.1 or over``."""
    return f"{RED}random {bound(pack.glucose.random_diabetes, one_place_text)}"


def glucose_finding(why: tuple[Why, ...], pack: Pack) -> str:
    """What the worst result means, with its range: ``High risk of diabetes (42 to 47)``."""
    rules = pack.glucose
    if any(reason.value.endswith("_diabetes_range") for reason in why):
        return "Diabetes range"
    if Why.HBA1C_HIGH_RISK in why:
        if rules.hba1c_diabetes.comparison is not Comparison.AT_OR_ABOVE:
            return "High risk of diabetes"
        low, high = rules.hba1c_high_risk.value, rules.hba1c_diabetes.value - 1
        return f"High risk of diabetes ({number_text(low)}{EN_DASH}{number_text(high)})"
    if Why.FASTING_HIGH_RISK in why:
        return "High risk of diabetes"
    return ""


def lipids_rule(pack: Pack) -> str:
    """``Red zone: QRISK3 10-year risk over 10%``, and the cholesterol cut-off if there is one."""
    rules = pack.lipids
    risk = f"QRISK3 10-year risk {bound(rules.cvd_risk, lambda value: number_text(value) + '%')}"
    if rules.total_cholesterol is None:
        return f"{RED}{risk}"
    return f"{RED}cholesterol {bound(rules.total_cholesterol)}, or {risk}"


def very_high_lipids(why: tuple[Why, ...], pack: Pack) -> str:
    """Which lipid made the domain red, with its limit; empty when the risk alone did."""
    rules = pack.lipids
    total = rules.total_cholesterol or rules.specialist_total
    limits = (
        (Why.TOTAL_CHOLESTEROL, "cholesterol", total),
        (Why.NON_HDL_CHOLESTEROL, "non-HDL", rules.specialist_non_hdl),
        (Why.TRIGLYCERIDES, "triglycerides", rules.specialist_triglycerides),
    )
    return listed(f"{name} {bound(limit)}" for reason, name, limit in limits if reason in why)

"""Glucose regulation: HbA1c, fasting and random glucose (clinical reference, sections 2.6 and 3).

HbA1c is judged as a whole number of mmol/mol, glucose at one place of mmol/L. A glucose whose
fasting status is unknown is judged as random. Any abnormal result makes the domain red; between
two abnormal HbA1c results of one visit the laboratory's says how abnormal (test case 88).
"""

from decimal import Decimal
from enum import Enum, auto

from clinicapp.domain.lester.adults import suppresses_adult_rules
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.habits import DECLINED_ACTION
from clinicapp.domain.lester.judgement import Judgement
from clinicapp.domain.lester.pack import GlucoseRules, Pack, Threshold
from clinicapp.domain.lester.record import (
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Sample,
    ScreeningRecord,
)
from clinicapp.domain.lester.vocabulary import Domain, Prompt, Why, Zone
from clinicapp.domain.quantities import glucose_mmol_l, half_up, hba1c_mmol_mol


class JudgedAs(Enum):
    """What a result is judged as."""

    HBA1C = auto()
    FASTING = auto()
    RANDOM = auto()


_HIGH_RISK = (Why.HBA1C_HIGH_RISK, Why.FASTING_HIGH_RISK)


def judged_as(result: GlucoseResult) -> JudgedAs:
    """Which rule a result falls under; only a known fast makes a glucose a fasting one."""
    if result.test is GlucoseTest.HBA1C:
        return JudgedAs.HBA1C
    return JudgedAs.FASTING if result.fasting is Fasting.YES else JudgedAs.RANDOM


def judged_value(result: GlucoseResult) -> Decimal:
    """The value that is judged and shown: whole mmol/mol, or mmol/L to one place, half up."""
    match result.unit:
        case GlucoseUnit.PERCENT:
            return Decimal(hba1c_mmol_mol(result.value))
        case GlucoseUnit.MG_DL:
            return glucose_mmol_l(result.value)
        case GlucoseUnit.MMOL_MOL:
            return half_up(result.value, 0)
        case GlucoseUnit.MMOL_L:
            return half_up(result.value, 1)


def why_of(result: GlucoseResult, rules: GlucoseRules) -> Why | None:
    """What is abnormal about one result; None if nothing is."""
    value = judged_value(result)
    steps: dict[JudgedAs, tuple[tuple[Threshold, Why], ...]] = {
        JudgedAs.HBA1C: (
            (rules.hba1c_diabetes, Why.HBA1C_DIABETES_RANGE),
            (rules.hba1c_high_risk, Why.HBA1C_HIGH_RISK),
        ),
        JudgedAs.FASTING: (
            (rules.fasting_diabetes, Why.FASTING_DIABETES_RANGE),
            (rules.fasting_high_risk, Why.FASTING_HIGH_RISK),
        ),
        JudgedAs.RANDOM: ((rules.random_diabetes, Why.RANDOM_DIABETES_RANGE),),
    }
    for threshold, why in steps[judged_as(result)]:
        if threshold.met_by(value):
            return why
    return None


def judge_glucose(record: ScreeningRecord, pack: Pack) -> Judgement:
    """Judge all results of the visit."""
    if Domain.GLUCOSE in record.declined:
        return Judgement(zone=Zone.DECLINED, actions=(DECLINED_ACTION,))
    results = record.glucose
    if suppresses_adult_rules(record, pack.person):
        return Judgement(
            zone=Zone.NOT_ASSESSABLE,
            actions=_low_actions(results, pack.glucose),
            prompts=_point_of_care_prompts(results, pack.glucose),
            recorded=bool(results),
        )
    if not results:
        return Judgement(zone=Zone.MISSING)
    why = _why(results, pack.glucose)
    # What is high stays red, whatever the blood is like; what is not can clear nothing by itself.
    clear = Zone.NOT_ASSESSABLE if _rests_on_doubt(record) else Zone.CLEAR
    return Judgement(
        zone=Zone.RED if why else clear,
        why=why,
        actions=(*_range_actions(why), *_low_actions(results, pack.glucose)),
        prompts=_prompts(record, why, pack.glucose),
        recorded=True,
    )


def _rests_on_doubt(record: ScreeningRecord) -> bool:
    """Whether all there is is an HbA1c that cannot be relied on (rules G3 and G4)."""
    tests = {result.test for result in record.glucose}
    return record.hba1c_unreliable is not None and tests == {GlucoseTest.HBA1C}


def _why(results: tuple[GlucoseResult, ...], rules: GlucoseRules) -> tuple[Why, ...]:
    """At most one reason per kind of test, the worse one, in the order of the vocabulary."""
    found: set[Why] = set()
    for test in JudgedAs:
        abnormal = [
            (result.sample, why)
            for result in results
            if judged_as(result) is test and (why := why_of(result, rules)) is not None
        ]
        from_laboratory = [why for sample, why in abnormal if sample is Sample.LAB]
        reasons = from_laboratory if test is JudgedAs.HBA1C else []
        reasons = reasons or [why for _, why in abnormal]
        in_diabetes_range = [why for why in reasons if why not in _HIGH_RISK]
        found.update(in_diabetes_range or reasons)
    return tuple(why for why in Why if why in found)


def _range_actions(why: tuple[Why, ...]) -> tuple[str, ...]:
    actions: list[str] = []
    if any(reason in _HIGH_RISK for reason in why):
        actions.append("GLU1")
    if any(reason not in _HIGH_RISK for reason in why):
        actions.append("GLU2")
    return tuple(actions)


def _low_actions(results: tuple[GlucoseResult, ...], rules: GlucoseRules) -> tuple[str, ...]:
    low = any(
        result.test is GlucoseTest.GLUCOSE and rules.low_glucose.met_by(judged_value(result))
        for result in results
    )
    return ("GLU4",) if low else ()


def _point_of_care_prompts(
    results: tuple[GlucoseResult, ...], rules: GlucoseRules
) -> tuple[Prompt, ...]:
    prompts: list[Prompt] = []
    at_point_of_care = [result for result in results if result.sample is Sample.POC]
    if any(result.test is GlucoseTest.HBA1C for result in at_point_of_care):
        prompts.append(Prompt.POC_HBA1C_CONFIRM_WITH_LABORATORY)
    if any(
        result.test is GlucoseTest.GLUCOSE and why_of(result, rules) is not None
        for result in at_point_of_care
    ):
        prompts.append(Prompt.POC_GLUCOSE_CONFIRM_WITH_LABORATORY)
    return tuple(prompts)


def _prompts(
    record: ScreeningRecord, why: tuple[Why, ...], rules: GlucoseRules
) -> tuple[Prompt, ...]:
    prompts = list(_point_of_care_prompts(record.glucose, rules))
    if _rests_on_doubt(record):
        prompts.append(Prompt.HBA1C_UNRELIABLE_ASK_GLUCOSE)
    if why and record.person.has_known_diabetes:
        prompts.append(Prompt.KNOWN_DIABETES_REVIEW)
    if not why:
        prompts.extend(_follow_up_prompts(record, rules))
    return tuple(prompts)


def _follow_up_prompts(record: ScreeningRecord, rules: GlucoseRules) -> tuple[Prompt, ...]:
    """What to ask for when nothing is abnormal but a better test could show something."""
    tests = {judged_as(result) for result in record.glucose}
    if JudgedAs.FASTING in tests:
        return ()
    prompts: list[Prompt] = []
    if any(_could_be_red_if_fasting(result, rules) for result in record.glucose):
        prompts.append(Prompt.ASK_FASTING_REPEAT)
    if JudgedAs.HBA1C in tests:
        if _hba1c_may_lag(record, rules):
            prompts.append(Prompt.HBA1C_LAGS_AFTER_ANTIPSYCHOTIC_START)
    elif any(rules.random_follow_up.met_by(judged_value(result)) for result in record.glucose):
        prompts.append(Prompt.RANDOM_GLUCOSE_ASK_HBA1C_OR_FASTING)
    return tuple(prompts)


def _could_be_red_if_fasting(result: GlucoseResult, rules: GlucoseRules) -> bool:
    unknown = result.test is GlucoseTest.GLUCOSE and result.fasting is not Fasting.NO
    return unknown and rules.fasting_high_risk.met_by(judged_value(result))


def _hba1c_may_lag(record: ScreeningRecord, rules: GlucoseRules) -> bool:
    started = record.person.antipsychotic_started
    if started is None or started > record.on:
        return False
    return record.on < months_after(started, rules.hba1c_lag.value)

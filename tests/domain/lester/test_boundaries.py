"""Each threshold from both sides, with the values written out per pack."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from clinicapp import rule_packs
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.record import (
    BloodPressure,
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Lipids,
    PersonFacts,
    ScreeningRecord,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Domain, Why, Zone

L12, L14, UK = ALL = ("lester-2012", "lester-2014", "uk-current")
TODAY = date(2026, 11, 22)
BEFORE = date(2026, 8, 22)
WHITE = PersonFacts(born=date(1985, 3, 14), ethnicity="A")
Make = Callable[[str], ScreeningRecord]


def at_bmi(ethnicity: str) -> Make:
    """At two metres the BMI is a quarter of the weight in kg."""
    return lambda bmi: ScreeningRecord(
        id="b",
        on=TODAY,
        person=PersonFacts(born=date(1985, 3, 14), ethnicity=ethnicity),
        height_cm=Decimal(200),
        weights=(Weight(TODAY, Decimal(bmi) * 4),),
    )


def gain(kg: str) -> ScreeningRecord:
    return ScreeningRecord(
        id="g",
        on=TODAY,
        person=WHITE,
        height_cm=Decimal(200),
        weights=(Weight(BEFORE, Decimal(80)), Weight(TODAY, Decimal(80) + Decimal(kg))),
    )


def systolic(mmhg: str) -> ScreeningRecord:
    reading = BloodPressure(systolic_mmhg=int(mmhg), diastolic_mmhg=70)
    return ScreeningRecord(id="s", on=TODAY, person=WHITE, blood_pressures=(reading, reading))


def diastolic(mmhg: str) -> ScreeningRecord:
    reading = BloodPressure(systolic_mmhg=130, diastolic_mmhg=int(mmhg))
    return ScreeningRecord(id="d", on=TODAY, person=WHITE, blood_pressures=(reading, reading))


def hba1c(value: str) -> ScreeningRecord:
    result = GlucoseResult(test=GlucoseTest.HBA1C, value=Decimal(value), unit=GlucoseUnit.MMOL_MOL)
    return ScreeningRecord(id="h", on=TODAY, person=WHITE, glucose=(result,))


def glucose(fasting: Fasting | None) -> Make:
    def make(value: str) -> ScreeningRecord:
        result = GlucoseResult(
            test=GlucoseTest.GLUCOSE,
            value=Decimal(value),
            unit=GlucoseUnit.MMOL_L,
            fasting=fasting,
        )
        return ScreeningRecord(id="f", on=TODAY, person=WHITE, glucose=(result,))

    return make


def total(value: str) -> ScreeningRecord:
    profile = Lipids(total_mmol_l=Decimal(value), qrisk3_percent=Decimal(1))
    return ScreeningRecord(id="t", on=TODAY, person=WHITE, lipids=profile)


def non_hdl(value: str) -> ScreeningRecord:
    profile = Lipids(
        total_mmol_l=Decimal(value) + 1, hdl_mmol_l=Decimal(1), qrisk3_percent=Decimal(1)
    )
    return ScreeningRecord(id="n", on=TODAY, person=WHITE, lipids=profile)


def triglycerides(value: str) -> ScreeningRecord:
    profile = Lipids(
        total_mmol_l=Decimal(5), triglycerides_mmol_l=Decimal(value), qrisk3_percent=Decimal(1)
    )
    return ScreeningRecord(id="t", on=TODAY, person=WHITE, lipids=profile)


def qrisk(value: str) -> ScreeningRecord:
    profile = Lipids(total_mmol_l=Decimal(5), qrisk3_percent=Decimal(value))
    return ScreeningRecord(id="q", on=TODAY, person=WHITE, lipids=profile)


BOUNDARIES: list[tuple[tuple[str, ...], Domain, Make, str, str, Why]] = [
    (ALL, Domain.WEIGHT, at_bmi("A"), "24.94", "24.95", Why.BMI_AT_OR_ABOVE_CUT_OFF),
    (ALL, Domain.WEIGHT, at_bmi("Z"), "24.94", "24.95", Why.BMI_AT_OR_ABOVE_CUT_OFF),
    (ALL, Domain.WEIGHT, gain, "5.0", "5.1", Why.WEIGHT_GAIN),
    *(
        (ALL, Domain.WEIGHT, at_bmi(code), "22.94", "22.95", Why.BMI_AT_OR_ABOVE_LOWER_CUT_OFF)
        for code in "HJKR"
    ),
    *(
        ((UK,), Domain.WEIGHT, at_bmi(code), "22.94", "22.95", Why.BMI_AT_OR_ABOVE_LOWER_CUT_OFF)
        for code in "LMN"
    ),
    *(
        ((L12, L14), Domain.WEIGHT, at_bmi(code), "24.94", "24.95", Why.BMI_AT_OR_ABOVE_CUT_OFF)
        for code in "LMN"
    ),
    ((L12, L14), Domain.BLOOD_PRESSURE, systolic, "140", "141", Why.SYSTOLIC),
    ((UK,), Domain.BLOOD_PRESSURE, systolic, "139", "140", Why.SYSTOLIC),
    ((L12, L14), Domain.BLOOD_PRESSURE, diastolic, "90", "91", Why.DIASTOLIC),
    ((UK,), Domain.BLOOD_PRESSURE, diastolic, "89", "90", Why.DIASTOLIC),
    (ALL, Domain.GLUCOSE, hba1c, "41", "42", Why.HBA1C_HIGH_RISK),
    (ALL, Domain.GLUCOSE, hba1c, "41.4", "41.5", Why.HBA1C_HIGH_RISK),
    (ALL, Domain.GLUCOSE, glucose(Fasting.YES), "5.44", "5.45", Why.FASTING_HIGH_RISK),
    (ALL, Domain.GLUCOSE, glucose(Fasting.NO), "11.04", "11.05", Why.RANDOM_DIABETES_RANGE),
    (ALL, Domain.GLUCOSE, glucose(Fasting.UNKNOWN), "11.0", "11.1", Why.RANDOM_DIABETES_RANGE),
    (ALL, Domain.GLUCOSE, glucose(None), "11.0", "11.1", Why.RANDOM_DIABETES_RANGE),
    ((L12,), Domain.LIPIDS, total, "6.0", "6.1", Why.TOTAL_CHOLESTEROL),
    ((L14, UK), Domain.LIPIDS, total, "9.0", "9.1", Why.TOTAL_CHOLESTEROL),
    ((L14, UK), Domain.LIPIDS, non_hdl, "7.5", "7.6", Why.NON_HDL_CHOLESTEROL),
    (ALL, Domain.LIPIDS, triglycerides, "20", "20.1", Why.TRIGLYCERIDES),
    ((L12,), Domain.LIPIDS, qrisk, "20", "20.1", Why.CVD_RISK),
    ((L14,), Domain.LIPIDS, qrisk, "10.0", "10.1", Why.CVD_RISK),
    ((UK,), Domain.LIPIDS, qrisk, "9.9", "10", Why.CVD_RISK),
]


@pytest.mark.parametrize(
    ("pack", "domain", "make", "last_below", "first_red", "why"),
    [(pack, *rest) for packs, *rest in BOUNDARIES for pack in packs],
)
def test_the_red_zone_begins_exactly_here(
    pack: str, domain: Domain, make: Make, last_below: str, first_red: str, why: Why
) -> None:
    rules = rule_packs.load(pack)
    below = assess(make(last_below), rules).domains[domain]
    red = assess(make(first_red), rules).domains[domain]
    assert below.zone is not Zone.RED
    assert below.why == ()
    assert red.zone is Zone.RED
    assert red.why == (why,)
    assert red.actions


GRADES: list[tuple[Domain, Make, str, tuple[str, ...]]] = [
    (Domain.GLUCOSE, hba1c, "47", ("GLU1",)),
    (Domain.GLUCOSE, hba1c, "48", ("GLU2",)),
    (Domain.GLUCOSE, glucose(Fasting.YES), "6.9", ("GLU1",)),
    (Domain.GLUCOSE, glucose(Fasting.YES), "7.0", ("GLU2",)),
    (Domain.GLUCOSE, glucose(Fasting.NO), "3.9", ("GLU4",)),
    (Domain.GLUCOSE, glucose(Fasting.NO), "4.0", ()),
    (Domain.BLOOD_PRESSURE, systolic, "159", ("BP1",)),
    (Domain.BLOOD_PRESSURE, systolic, "160", ("BP1", "BP2")),
    (Domain.BLOOD_PRESSURE, systolic, "180", ("BP1", "BP2", "BP3")),
    (Domain.BLOOD_PRESSURE, diastolic, "99", ("BP1",)),
    (Domain.BLOOD_PRESSURE, diastolic, "100", ("BP1", "BP2")),
    (Domain.BLOOD_PRESSURE, diastolic, "120", ("BP1", "BP2", "BP3")),
    (Domain.WEIGHT, at_bmi("A"), "18.4", ("WGT0",)),
    (Domain.WEIGHT, at_bmi("A"), "18.5", ()),
    (Domain.WEIGHT, at_bmi("A"), "29.9", ("WGT1",)),
    (Domain.WEIGHT, at_bmi("A"), "30", ("WGT1", "WGT3")),
    (Domain.WEIGHT, at_bmi("H"), "27.4", ("WGT1",)),
    (Domain.WEIGHT, at_bmi("H"), "27.5", ("WGT1", "WGT3")),
    (Domain.LIPIDS, total, "9.1", ("LIP1", "LIP2")),
]


@pytest.mark.parametrize("pack", ALL)
@pytest.mark.parametrize(("domain", "make", "value", "actions"), GRADES)
def test_the_actions_of_each_grade(
    pack: str, domain: Domain, make: Make, value: str, actions: tuple[str, ...]
) -> None:
    assert assess(make(value), rule_packs.load(pack)).domains[domain].actions == actions


@pytest.mark.parametrize("code", "DEFGPS")
def test_a_group_that_can_mean_either_is_asked_between_the_cut_offs(code: str) -> None:
    zones = [
        assess(at_bmi(code)(bmi), rule_packs.load(UK)).weight.zone
        for bmi in ("22.9", "23.0", "24.9", "25.0")
    ]
    assert zones == [Zone.CLEAR, Zone.PROMPT, Zone.PROMPT, Zone.RED]

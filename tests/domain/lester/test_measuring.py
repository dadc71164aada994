"""What section 3 of the reference asks beside a measurement, as far as it is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.blood_pressure import postural_drop
from clinicapp.domain.lester.record import (
    BloodPressure,
    BmiMisleads,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Hba1cUnreliable,
    Lipids,
    Method,
    PersonFacts,
    PosturalPressure,
    Sample,
    ScreeningRecord,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Domain, Prompt, Why, Zone
from tests.support.snapshots import pack_named

TODAY = date(2026, 11, 22)
PACK = pack_named()
PERSON = PersonFacts(born=date(1985, 3, 14), ethnicity="A")
RECORD = ScreeningRecord(id="case", on=TODAY, person=PERSON)


def postural(lying: tuple[int, int], standing: tuple[int, int]) -> PosturalPressure:
    return PosturalPressure(
        lying_systolic_mmhg=lying[0],
        lying_diastolic_mmhg=lying[1],
        standing_systolic_mmhg=standing[0],
        standing_diastolic_mmhg=standing[1],
    )


CASES_37_TO_39 = [
    ((128, 76), (118, 66), True),
    ((130, 80), (111, 74), False),
    ((130, 80), (110, 78), True),
]


@pytest.mark.parametrize("pack", ["lester-2012", "lester-2014", "uk-current"])
@pytest.mark.parametrize(("lying", "standing", "drop"), CASES_37_TO_39)
def test_cases_37_to_39_a_fall_on_standing(
    lying: tuple[int, int], standing: tuple[int, int], drop: bool, pack: str
) -> None:
    rules = pack_named(pack).blood_pressure
    taken = postural(lying, standing)
    assert postural_drop(taken, rules) is drop
    sitting = (BloodPressure(systolic_mmhg=126, diastolic_mmhg=78, pulse_regular=True),)
    found = assess(replace(RECORD, blood_pressures=sitting, postural=taken), PACK).blood_pressure
    assert ("BP4" in found.actions) is drop
    assert (Prompt.POSTURAL_DROP in found.prompts) is drop
    assert found.zone is Zone.CLEAR, "a fall is no red zone"


def hba1c(value: int) -> GlucoseResult:
    return GlucoseResult(
        test=GlucoseTest.HBA1C,
        value=Decimal(value),
        unit=GlucoseUnit.MMOL_MOL,
        sample=Sample.LAB,
    )


@pytest.mark.parametrize("why", Hba1cUnreliable)
def test_case_54_an_unreliable_hba1c_clears_nothing_and_asks_for_glucose(
    why: Hba1cUnreliable,
) -> None:
    doubted = replace(RECORD, hba1c_unreliable=why, glucose=(hba1c(39),))
    found = assess(doubted, PACK).glucose
    assert found.zone is Zone.NOT_ASSESSABLE
    assert Prompt.HBA1C_UNRELIABLE_ASK_GLUCOSE in found.prompts
    assert found.recorded
    high = assess(replace(doubted, glucose=(hba1c(49),)), PACK).glucose
    assert high.zone is Zone.RED, "nothing high is talked away"
    assert Prompt.HBA1C_UNRELIABLE_ASK_GLUCOSE in high.prompts
    glucose = GlucoseResult(test=GlucoseTest.GLUCOSE, value=Decimal("5.0"), unit=GlucoseUnit.MMOL_L)
    both = assess(replace(doubted, glucose=(hba1c(39), glucose)), PACK).glucose
    assert both.zone is Zone.CLEAR
    assert assess(replace(doubted, hba1c_unreliable=None), PACK).glucose.zone is Zone.CLEAR


def weighed(kg: str, before: str | None = None, **changes: object) -> ScreeningRecord:
    weights = [Weight(TODAY, Decimal(kg))]
    if before is not None:
        weights.append(Weight(date(2026, 10, 1), Decimal(before)))
    values: dict[str, object] = {"height_cm": Decimal(200), "weights": tuple(weights)}
    return replace(RECORD, **(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("why", BmiMisleads)
def test_a_bmi_that_misleads_is_shown_and_not_judged(why: BmiMisleads) -> None:
    found = assess(weighed("120", bmi_misleads=why), PACK).weight
    assert (found.zone, found.why, found.bmi) == (Zone.NOT_ASSESSABLE, (), Decimal("30.0"))
    assert Prompt.BMI_MISLEADS in found.prompts
    assert found.recorded


def test_the_gain_is_judged_all_the_same() -> None:
    found = assess(weighed("120", "110", bmi_misleads=BmiMisleads.AMPUTATION), PACK).weight
    assert (found.zone, found.why) == (Zone.RED, (Why.WEIGHT_GAIN,))
    assert found.actions == ("WGT2",)


def test_a_low_bmi_asks_for_nutrition_except_after_an_amputation() -> None:
    asks = {
        why: "WGT0" in assess(weighed("70", bmi_misleads=why), PACK).weight.actions
        for why in BmiMisleads
    }
    assert asks == {
        BmiMisleads.OEDEMA: True,
        BmiMisleads.EATING_DISORDER: True,
        BmiMisleads.AMPUTATION: False,
    }


def pressures(*pairs: tuple[int, int], regular: bool = True) -> tuple[BloodPressure, ...]:
    return tuple(
        BloodPressure(systolic_mmhg=s, diastolic_mmhg=d, pulse_regular=regular) for s, d in pairs
    )


def test_a_refused_second_reading_leaves_the_first_to_be_judged() -> None:
    record = replace(RECORD, blood_pressures=pressures((151, 93)))
    assert assess(record, PACK).blood_pressure.zone is Zone.PROMPT
    found = assess(replace(record, no_more=frozenset({Domain.BLOOD_PRESSURE})), PACK)
    assert (found.blood_pressure.zone, found.blood_pressure.needs) == (Zone.RED, None)
    assert found.blood_pressure.used == record.blood_pressures[0]
    assert "DEC1" in found.blood_pressure.actions


def test_without_the_manual_reading_an_irregular_pulse_has_no_value() -> None:
    readings = pressures((190, 93), regular=False)
    record = replace(RECORD, blood_pressures=readings, no_more=frozenset({Domain.BLOOD_PRESSURE}))
    found = assess(record, PACK).blood_pressure
    assert (found.zone, found.used) == (Zone.DECLINED, None)
    assert found.actions == ("BP3", "ECG1", "DEC1")
    manual = replace(readings[0], method=Method.MANUAL)
    judged = assess(replace(record, blood_pressures=(manual,)), PACK).blood_pressure
    assert judged.zone is Zone.RED


def test_lipids_without_a_score_are_judged_when_it_will_not_come() -> None:
    lipids = Lipids(total_mmol_l=Decimal("5.1"), hdl_mmol_l=Decimal("1.3"))
    record = replace(RECORD, lipids=lipids)
    assert Prompt.RECORD_QRISK3 in assess(record, PACK).lipids.prompts
    found = assess(replace(record, no_more=frozenset({Domain.LIPIDS})), PACK).lipids
    assert (found.zone, found.prompts, found.actions) == (Zone.CLEAR, (), ("DEC1",))
    high = replace(lipids, total_mmol_l=Decimal("9.2"))
    red = assess(replace(record, lipids=high, no_more=frozenset({Domain.LIPIDS})), PACK).lipids
    assert (red.zone, red.actions) == (Zone.RED, ("LIP1", "LIP2", "DEC1"))

"""How several results of one visit are judged together."""

from datetime import date
from decimal import Decimal

import pytest

from clinicapp import rule_packs
from clinicapp.domain.lester.glucose import judge_glucose
from clinicapp.domain.lester.record import (
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    PersonFacts,
    Sample,
    ScreeningRecord,
)
from clinicapp.domain.lester.vocabulary import Prompt, Why, Zone

TODAY = date(2026, 11, 22)
PACK = rule_packs.load("uk-current")


def hba1c(value: int, sample: Sample | None = None) -> GlucoseResult:
    return GlucoseResult(
        test=GlucoseTest.HBA1C, value=Decimal(value), unit=GlucoseUnit.MMOL_MOL, sample=sample
    )


def glucose(
    value: str, fasting: Fasting | None = None, sample: Sample | None = None
) -> GlucoseResult:
    return GlucoseResult(
        test=GlucoseTest.GLUCOSE,
        value=Decimal(value),
        unit=GlucoseUnit.MMOL_L,
        sample=sample,
        fasting=fasting,
    )


def of(*results: GlucoseResult, started: date | None = None) -> ScreeningRecord:
    person = PersonFacts(antipsychotic_started=started)
    return ScreeningRecord(id="g", on=TODAY, person=person, glucose=results)


def test_between_two_abnormal_hba1c_the_laboratory_grades() -> None:
    found = judge_glucose(of(hba1c(49, Sample.POC), hba1c(44, Sample.LAB)), PACK)
    assert found.why == (Why.HBA1C_HIGH_RISK,)


def test_a_normal_laboratory_hba1c_does_not_clear_an_abnormal_one_of_the_same_visit() -> None:
    found = judge_glucose(of(hba1c(49, Sample.POC), hba1c(41, Sample.LAB)), PACK)
    assert found.why == (Why.HBA1C_DIABETES_RANGE,)


def test_each_kind_of_test_gives_its_own_reason_and_the_worse_of_two_alike() -> None:
    found = judge_glucose(
        of(hba1c(43), hba1c(50), glucose("5.8", Fasting.YES), glucose("12.0", Fasting.NO)), PACK
    )
    assert found.why == (
        Why.HBA1C_DIABETES_RANGE,
        Why.FASTING_HIGH_RISK,
        Why.RANDOM_DIABETES_RANGE,
    )
    assert found.actions == ("GLU1", "GLU2")


@pytest.mark.parametrize(
    ("results", "prompts"),
    [
        ((glucose("7.7", Fasting.NO),), ()),
        ((glucose("7.8", Fasting.NO),), (Prompt.RANDOM_GLUCOSE_ASK_HBA1C_OR_FASTING,)),
        ((glucose("7.8", Fasting.NO), hba1c(40)), ()),
        ((glucose("5.4"),), ()),
        ((glucose("5.5"),), (Prompt.ASK_FASTING_REPEAT,)),
        ((glucose("5.5"), hba1c(40)), (Prompt.ASK_FASTING_REPEAT,)),
        ((glucose("5.5"), glucose("5.0", Fasting.YES)), ()),
        ((hba1c(40, Sample.LAB),), ()),
        ((hba1c(40, Sample.POC),), (Prompt.POC_HBA1C_CONFIRM_WITH_LABORATORY,)),
        ((glucose("5.0", Fasting.NO, Sample.POC),), ()),
        (
            (glucose("11.1", Fasting.NO, Sample.POC),),
            (Prompt.POC_GLUCOSE_CONFIRM_WITH_LABORATORY,),
        ),
    ],
)
def test_what_is_asked_when_a_better_test_could_show_more(
    results: tuple[GlucoseResult, ...], prompts: tuple[Prompt, ...]
) -> None:
    assert judge_glucose(of(*results), PACK).prompts == prompts


@pytest.mark.parametrize(
    ("started", "lags"),
    [
        ("2026-11-22", True),
        ("2026-09-23", True),
        ("2026-09-22", False),
        ("2026-12-01", False),
    ],
)
def test_hba1c_is_said_to_lag_for_two_calendar_months(started: str, lags: bool) -> None:
    found = judge_glucose(of(hba1c(40), started=date.fromisoformat(started)), PACK)
    assert found.zone is Zone.CLEAR
    assert (Prompt.HBA1C_LAGS_AFTER_ANTIPSYCHOTIC_START in found.prompts) == lags


def test_of_two_fasting_glucoses_the_worse_counts_wherever_it_was_measured() -> None:
    laboratory = glucose("5.8", Fasting.YES, Sample.LAB)
    point_of_care = glucose("7.2", Fasting.YES, Sample.POC)
    found = judge_glucose(of(laboratory, point_of_care), PACK)
    assert found.why == (Why.FASTING_DIABETES_RANGE,)

"""Averages from outside the clinic: at home, or of a day's waking hours (case 40)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.lester.blood_pressure import judge_blood_pressure
from clinicapp.domain.lester.judgement import BloodPressureJudgement
from clinicapp.domain.lester.record import BloodPressure, Method, ScreeningRecord
from clinicapp.domain.lester.record_reading import InputRefused, read_record
from clinicapp.domain.lester.vocabulary import Domain, Need, Why, Zone
from tests.support.snapshots import pack_named

RULES = pack_named("uk-current").blood_pressure
RECORD = ScreeningRecord(id="case", on=date(2026, 11, 22))
WAYS = st.sampled_from([Method.HOME, Method.AMBULATORY])


def average(
    systolic: int, diastolic: int, method: Method = Method.HOME, *, regular: bool | None = None
) -> BloodPressure:
    return BloodPressure(
        systolic_mmhg=systolic, diastolic_mmhg=diastolic, method=method, pulse_regular=regular
    )


def judged(
    found: BloodPressure | None,
    *clinic: tuple[int, int],
    pack: str = "uk-current",
    **changes: object,
) -> BloodPressureJudgement:
    readings = tuple(BloodPressure(systolic_mmhg=s, diastolic_mmhg=d) for s, d in clinic)
    record = replace(RECORD, average_pressure=found, blood_pressures=readings, **changes)
    return judge_blood_pressure(record, pack_named(pack).blood_pressure)


@given(st.integers(60, 250), st.integers(30, 59), WAYS)
def test_the_systolic_of_an_average_is_red_from_135_and_a_clinic_reading_from_140(
    systolic: int, diastolic: int, method: Method
) -> None:
    away = judged(average(systolic, diastolic, method))
    assert (away.zone is Zone.RED) is (systolic >= 135)
    here = judged(None, (systolic, diastolic), (systolic, diastolic))
    assert (here.zone is Zone.RED) is (systolic >= 140)


@pytest.mark.parametrize(
    ("pair", "why", "actions"),
    [
        ((136, 84), (Why.SYSTOLIC,), ("BP1",)),
        ((134, 85), (Why.DIASTOLIC,), ("BP1",)),
        ((135, 85), (Why.SYSTOLIC, Why.DIASTOLIC), ("BP1",)),
        ((134, 84), (), ()),
        ((150, 80), (Why.SYSTOLIC,), ("BP1", "BP2")),
        ((130, 95), (Why.DIASTOLIC,), ("BP1", "BP2")),
    ],
)
def test_case_40_and_its_neighbours(
    pair: tuple[int, int], why: tuple[Why, ...], actions: tuple[str, ...]
) -> None:
    found = judged(average(*pair))
    assert (found.why, found.actions, found.recorded) == (why, actions, True)
    assert found.used == average(*pair)


@pytest.mark.parametrize("pack", ["lester-2012", "lester-2014"])
def test_a_pack_without_a_threshold_judges_no_average(pack: str) -> None:
    assert judged(average(190, 120), pack=pack).zone is Zone.MISSING
    both = judged(average(190, 120), (124, 78), pack=pack)
    assert (both.zone, both.used) == (
        Zone.CLEAR,
        BloodPressure(systolic_mmhg=124, diastolic_mmhg=78),
    )
    given_up = judged(average(190, 120), pack=pack, no_more=frozenset({Domain.BLOOD_PRESSURE}))
    assert (given_up.zone, given_up.actions) == (Zone.DECLINED, ("DEC1",))


def test_either_of_the_two_makes_red_and_neither_clears_the_other() -> None:
    masked = judged(average(150, 84), (124, 78))
    assert (masked.zone, masked.why, masked.actions) == (Zone.RED, (Why.SYSTOLIC,), ("BP1", "BP2"))
    assert masked.used == BloodPressure(systolic_mmhg=124, diastolic_mmhg=78)
    white_coat = judged(average(120, 75), (152, 92), (150, 91))
    assert (white_coat.zone, white_coat.actions) == (Zone.RED, ("BP1",))


def test_a_needed_clinic_reading_is_still_asked_for() -> None:
    found = judged(average(136, 84), (152, 92))
    assert (found.zone, found.needs) == (Zone.PROMPT, Need.SECOND_READING)


def test_an_average_counts_for_nothing_while_the_pulse_is_irregular() -> None:
    found = judged(average(120, 75, regular=False))
    assert (found.zone, found.needs, found.actions) == (
        Zone.PROMPT,
        Need.MANUAL_READING,
        ("ECG1",),
    )


def test_the_command_takes_an_average_as_a_method_and_only_one() -> None:
    line = '{"id":"c","on":"2026-11-22","blood_pressure":[%s]}'
    home = '{"systolic":136,"diastolic":84,"method":"home"}'
    read = read_record(line % f'{home},{{"systolic":124,"diastolic":78}}')
    assert read.average_pressure == average(136, 84)
    assert read.blood_pressures == (BloodPressure(systolic_mmhg=124, diastolic_mmhg=78),)
    with pytest.raises(InputRefused, match="several averages"):
        read_record(line % f"{home},{home}")

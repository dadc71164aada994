"""Which reading is needed and which counts, against the sequence written out apart."""

from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.lester.blood_pressure import (
    judge_blood_pressure,
    reading_needed,
    reading_used,
)
from clinicapp.domain.lester.record import BloodPressure, Method, ScreeningRecord
from clinicapp.domain.lester.vocabulary import Need, Zone
from tests.support.lester_records import TODAY, pressure_pairs

RULES = rule_packs.load("uk-current").blood_pressure
several = st.lists(pressure_pairs, min_size=1, max_size=5).map(tuple)


def reading(
    systolic: int, diastolic: int, method: Method | None = None, *, regular: bool | None = None
) -> BloodPressure:
    return BloodPressure(
        systolic_mmhg=systolic, diastolic_mmhg=diastolic, method=method, pulse_regular=regular
    )


@given(several)
def test_the_need_follows_the_written_sequence(readings: tuple[BloodPressure, ...]) -> None:
    pairs = [(r.systolic_mmhg, r.diastolic_mmhg) for r in readings]
    irregular = False in [r.pulse_regular for r in readings]
    if irregular and Method.MANUAL not in [r.method for r in readings]:
        expected = "manual_reading"
    elif len(pairs) == 1 and (pairs[0][0] > 139 or pairs[0][1] > 89):
        expected = "second_reading"
    elif len(pairs) == 2 and not (
        -10 < pairs[0][0] - pairs[1][0] < 10 and -5 < pairs[0][1] - pairs[1][1] < 5
    ):
        expected = "third_reading"
    else:
        expected = ""
    assert (reading_needed(readings, RULES) or "") == expected


@given(several)
def test_with_a_regular_pulse_the_lower_of_the_last_two_counts_as_a_pair(
    readings: tuple[BloodPressure, ...],
) -> None:
    regular = tuple(reading(r.systolic_mmhg, r.diastolic_mmhg) for r in readings)
    pair = reading_used(regular)
    assert (pair.systolic_mmhg, pair.diastolic_mmhg) == min(
        (r.systolic_mmhg, r.diastolic_mmhg) for r in regular[-2:]
    )


@given(several)
def test_with_an_irregular_pulse_only_a_manual_reading_counts(
    readings: tuple[BloodPressure, ...],
) -> None:
    record = ScreeningRecord(id="b", on=TODAY, blood_pressures=readings)
    found = judge_blood_pressure(record, RULES)
    irregular = any(r.pulse_regular is False for r in readings)
    assert ("ECG1" in found.actions) == irregular
    if irregular and found.used is not None:
        assert found.used.method is Method.MANUAL
    assert (found.used is None) == (found.needs is not None)
    assert (found.zone is Zone.PROMPT) == (found.needs is not None)


def test_an_automatic_reading_still_shows_that_readings_were_repeated() -> None:
    readings = (reading(152, 94, regular=False), reading(146, 91, Method.MANUAL))
    assert reading_needed(readings, RULES) is None
    assert reading_used(readings) == readings[1]


def test_a_low_automatic_reading_cannot_clear_an_irregular_pulse() -> None:
    readings = (reading(148, 94, Method.MANUAL), reading(139, 90, regular=False))
    assert reading_used(readings) == readings[0]


def test_the_latest_manual_reading_counts_when_the_last_two_are_automatic() -> None:
    readings = (
        reading(120, 70, Method.MANUAL, regular=False),
        reading(150, 92, Method.MANUAL),
        reading(138, 84),
        reading(136, 84),
    )
    assert reading_used(readings) == readings[1]


def test_a_tie_of_systolics_goes_to_the_lower_diastolic() -> None:
    assert reading_used((reading(144, 90), reading(144, 88))) == reading(144, 88)


def test_a_stage_three_value_calls_the_doctor_before_it_is_repeated() -> None:
    record = ScreeningRecord(id="b", on=TODAY, blood_pressures=(reading(190, 100),))
    found = judge_blood_pressure(record, RULES)
    assert (found.zone, found.needs, found.actions) == (Zone.PROMPT, Need.SECOND_READING, ("BP3",))

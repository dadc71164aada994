"""Entry limits, written out again from the clinical reference, section 5."""

from datetime import date
from decimal import Decimal

import pytest

from clinicapp.domain.plausibility import (
    LIMITS,
    Finding,
    Measure,
    Severity,
    check,
    check_blood_pressure,
    check_cholesterol,
    check_weight_change,
    rejected,
)

LIMIT_TABLE = [
    (Measure.SYSTOLIC_MMHG, "1", "50", "300", "80", "220"),
    (Measure.DIASTOLIC_MMHG, "1", "20", "200", "40", "130"),
    (Measure.PULSE_PER_MIN, "1", "20", "250", "40", "150"),
    (Measure.WEIGHT_KG, "0.1", "20", "400", "35", "200"),
    (Measure.HEIGHT_CM, "0.1", "100", "230", "140", "205"),
    (Measure.WAIST_CM, "0.1", "40", "250", "55", "160"),
    (Measure.BMI, "0.1", "10", "100", "15", "60"),
    (Measure.GLUCOSE_MMOL_L, "0.1", "0.5", "50", "2.0", "33.3"),
    (Measure.TOTAL_CHOLESTEROL_MMOL_L, "0.1", "1", "30", "2", "12"),
    (Measure.HDL_MMOL_L, "0.1", "0.1", "5", "0.5", "3"),
    (Measure.TRIGLYCERIDES_MMOL_L, "0.1", "0.1", "80", "0.3", "15"),
    (Measure.HBA1C_MMOL_MOL, "1", "15", "200", "21", "140"),
]
"""Measure, step, hard bounds, usual bounds. HbA1c from 20 down is also the per-cent trap."""


def severities(found: tuple[Finding, ...]) -> list[Severity]:
    return [finding.severity for finding in found]


@pytest.mark.parametrize(("measure", "step", "low", "high", "usual_low", "usual_high"), LIMIT_TABLE)
def test_each_bound_is_inclusive_and_one_step_beyond_it_is_not(
    measure: Measure, step: str, low: str, high: str, usual_low: str, usual_high: str
) -> None:
    one = Decimal(step)
    for beyond in (Decimal(low) - one, Decimal(high) + one):
        assert severities(check(measure, beyond, "f")) == [Severity.REJECT]
    for odd in (Decimal(low), Decimal(usual_low) - one, Decimal(usual_high) + one, Decimal(high)):
        assert severities(check(measure, odd, "f")) == [Severity.CONFIRM]
    for usual in (Decimal(usual_low), Decimal(usual_high)):
        assert check(measure, usual, "f") == ()


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [
        (Measure.SPO2_PERCENT, 50, 100),
        (Measure.TEMPERATURE_C, 25, 45),
        (Measure.AUDIT_C, 0, 12),
        (Measure.AGE_YEARS, 0, 120),
        (Measure.QRISK3_PERCENT, 0, 100),
    ],
)
def test_measures_with_hard_bounds_only_ask_for_no_confirmation(
    measure: Measure, low: int, high: int
) -> None:
    assert severities(check(measure, Decimal(low - 1), "f")) == [Severity.REJECT]
    assert severities(check(measure, Decimal(high + 1), "f")) == [Severity.REJECT]
    assert check(measure, Decimal(low), "f") == check(measure, Decimal(high), "f") == ()


def test_every_measure_has_limits() -> None:
    assert set(LIMITS) == set(Measure)
    assert {row[0] for row in LIMIT_TABLE} < set(LIMITS)


@pytest.mark.parametrize(
    ("measure", "value", "severity", "unit"),
    [
        (Measure.HBA1C_MMOL_MOL, "6.2", Severity.REJECT, "%"),
        (Measure.HBA1C_MMOL_MOL, "20", Severity.CONFIRM, "%"),
        (Measure.GLUCOSE_MMOL_L, "110", Severity.REJECT, "mg/dL"),
        (Measure.GLUCOSE_MMOL_L, "35.1", Severity.CONFIRM, "mg/dL"),
        (Measure.HEIGHT_CM, "1.68", Severity.REJECT, "metres"),
    ],
)
def test_a_slip_of_the_unit_is_named(
    measure: Measure, value: str, severity: Severity, unit: str
) -> None:
    (finding,) = check(measure, Decimal(value), "box")
    assert finding.severity is severity
    assert f"probably in {unit}" in finding.sentence
    assert finding.sentence.startswith("box is ")
    assert finding.field == "box"


def test_a_converted_value_has_no_slip_of_the_unit() -> None:
    (finding,) = check(Measure.HBA1C_MMOL_MOL, Decimal(14), "box", converted=True)
    assert "probably" not in finding.sentence
    assert check(Measure.HBA1C_MMOL_MOL, Decimal(20), "box", converted=True) == ()


@pytest.mark.parametrize(
    ("systolic", "diastolic", "expected"),
    [
        (120, 80, []),
        (95, 80, []),
        (94, 80, [("bp", Severity.CONFIRM)]),
        (80, 80, [("bp.systolic", Severity.REJECT)]),
        (85, 120, [("bp.systolic", Severity.REJECT)]),
        (301, 80, [("bp.systolic", Severity.REJECT)]),
        (120, 19, [("bp.diastolic", Severity.REJECT)]),
    ],
)
def test_a_pair_of_pressures_is_checked_apart_and_together(
    systolic: int, diastolic: int, expected: list[tuple[str, Severity]]
) -> None:
    found = check_blood_pressure(systolic, diastolic, "bp")
    assert [(finding.field, finding.severity) for finding in found] == expected


@pytest.mark.parametrize(("hdl", "is_refused"), [("4.9", False), ("5.0", True), ("6.0", True)])
def test_hdl_has_to_be_below_the_total(hdl: str, is_refused: bool) -> None:
    found = check_cholesterol(Decimal("5.0"), Decimal(hdl), "total", "hdl")
    assert [finding.field for finding in rejected(found)] == (["hdl"] if is_refused else [])


@pytest.mark.parametrize(
    ("before", "after", "days", "word"),
    [
        ("80", "88", 7, None),
        ("80", "88.1", 7, "tenth"),
        ("80", "71.9", 3, "tenth"),
        ("80", "88.1", 8, None),
        ("80", "176.4", 90, "pounds"),
        ("176.4", "80", 90, "pounds"),
    ],
)
def test_a_weight_that_cannot_follow_is_to_be_confirmed(
    before: str, after: str, days: int, word: str | None
) -> None:
    day = date(2026, 11, 1)
    later = date.fromordinal(day.toordinal() + days)
    found = check_weight_change((day, Decimal(before)), (later, Decimal(after)), "kg")
    assert [word in finding.sentence for finding in found if word] == ([True] if word else [])
    assert len(found) == (word is not None)

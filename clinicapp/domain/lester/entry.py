"""A whole screening record held against the entry limits before it is judged."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from clinicapp.domain.lester.glucose import judged_value
from clinicapp.domain.lester.record import GlucoseResult, GlucoseTest, GlucoseUnit, ScreeningRecord
from clinicapp.domain.lester.weight import bmi_of
from clinicapp.domain.people import ETHNIC_GROUPS
from clinicapp.domain.plausibility import (
    Finding,
    Measure,
    Severity,
    check,
    check_blood_pressure,
    check_cholesterol,
    check_weight_change,
)

_UNITS = {
    GlucoseTest.HBA1C: (GlucoseUnit.MMOL_MOL, GlucoseUnit.PERCENT),
    GlucoseTest.GLUCOSE: (GlucoseUnit.MMOL_L, GlucoseUnit.MG_DL),
}


def check_record(record: ScreeningRecord) -> tuple[Finding, ...]:
    """Find every value that cannot be or that wants confirming.

    Args:
        record: The record; its fields are called as the ``assess`` command calls them.

    Returns:
        The findings in the order of the form. A record with a finding of severity REJECT must
        not be judged.
    """
    return tuple(
        finding
        for part in (_person, _scores, _body, _weights, _blood_pressures, _glucose, _lipids)
        for finding in part(record)
    )


def _reject(field: str, sentence: str) -> Finding:
    return Finding(field, Severity.REJECT, f"{field} {sentence}.")


def _person(record: ScreeningRecord) -> Iterator[Finding]:
    born, ethnicity = record.person.born, record.person.ethnicity
    if born is not None and born > record.on:
        yield _reject("person.born", "is after the day of the record; check both dates")
    elif record.age_years is not None:
        yield from check(Measure.AGE_YEARS, Decimal(record.age_years), "person.born")
    if ethnicity is not None and ethnicity not in ETHNIC_GROUPS:
        yield _reject("person.ethnicity", f"is {ethnicity!r}, which is no NHS ethnic category code")


def _scores(record: ScreeningRecord) -> Iterator[Finding]:
    if record.audit_c is not None:
        yield from check(Measure.AUDIT_C, Decimal(record.audit_c), "audit_c")


def _body(record: ScreeningRecord) -> Iterator[Finding]:
    if record.height_cm is not None:
        yield from check(Measure.HEIGHT_CM, record.height_cm, "height_cm")
    if record.waist_cm is not None:
        yield from check(Measure.WAIST_CM, record.waist_cm, "waist_cm")
    for index, weight in enumerate(record.weights):
        yield from check(Measure.WEIGHT_KG, weight.kg, f"weights[{index}].kg")
        if weight.on > record.on:
            yield _reject(
                f"weights[{index}].on", "is after the day of the record; check both dates"
            )
    sound = all(weight.kg > 0 for weight in record.weights)
    if sound and record.height_cm is not None and record.height_cm > 0:
        bmi = bmi_of(record)
        if bmi is not None:
            yield from check(Measure.BMI, bmi, "bmi")


def _weights(record: ScreeningRecord) -> Iterator[Finding]:
    indexed = sorted(enumerate(record.weights), key=lambda pair: pair[1].on)
    for (_, earlier), (index, later) in pairwise(indexed):
        if earlier.kg > 0 and later.kg > 0:
            before: tuple[date, Decimal] = (earlier.on, earlier.kg)
            yield from check_weight_change(before, (later.on, later.kg), f"weights[{index}].kg")


def _blood_pressures(record: ScreeningRecord) -> Iterator[Finding]:
    for index, reading in enumerate(record.blood_pressures):
        yield from check_blood_pressure(
            reading.systolic_mmhg, reading.diastolic_mmhg, f"blood_pressure[{index}]"
        )
    average = record.average_pressure
    if average is not None:
        yield from check_blood_pressure(
            average.systolic_mmhg, average.diastolic_mmhg, f"blood_pressure ({average.method})"
        )


def _glucose(record: ScreeningRecord) -> Iterator[Finding]:
    for index, result in enumerate(record.glucose):
        field = f"glucose[{index}]"
        allowed = _UNITS[result.test]
        if result.unit not in allowed:
            units = " or ".join(allowed)
            yield _reject(f"{field}.unit", f"is {result.unit}, but {result.test} is in {units}")
            continue
        yield from _glucose_value(result, f"{field}.value")


def _glucose_value(result: GlucoseResult, field: str) -> tuple[Finding, ...]:
    """Limits are held against the value as judged; only an original unit can have slipped."""
    if result.test is GlucoseTest.HBA1C:
        converted = result.unit is GlucoseUnit.PERCENT
        value = judged_value(result) if converted else result.value
        return check(Measure.HBA1C_MMOL_MOL, value, field, converted=converted)
    converted = result.unit is GlucoseUnit.MG_DL
    value = judged_value(result) if converted else result.value
    return check(Measure.GLUCOSE_MMOL_L, value, field, converted=converted)


def _lipids(record: ScreeningRecord) -> Iterator[Finding]:
    lipids = record.lipids
    held = (
        (Measure.TOTAL_CHOLESTEROL_MMOL_L, lipids.total_mmol_l, "lipids.total"),
        (Measure.HDL_MMOL_L, lipids.hdl_mmol_l, "lipids.hdl"),
        (Measure.TRIGLYCERIDES_MMOL_L, lipids.triglycerides_mmol_l, "lipids.triglycerides"),
        (Measure.QRISK3_PERCENT, lipids.qrisk3_percent, "lipids.qrisk3_percent"),
    )
    for measure, value, field in held:
        if value is not None:
            yield from check(measure, value, field)
    if lipids.total_mmol_l is not None and lipids.hdl_mmol_l is not None:
        yield from check_cholesterol(
            lipids.total_mmol_l, lipids.hdl_mmol_l, "lipids.total", "lipids.hdl"
        )

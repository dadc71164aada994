"""The person's earlier results: the last value with its date, and the small trend line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.domain.lester.blood_pressure import judge_blood_pressure
from clinicapp.domain.lester.glucose import judged_as, judged_value
from clinicapp.domain.lester.record import AVERAGES
from clinicapp.domain.lester.weight import bmi_of
from clinicapp.domain.quantities import half_up
from clinicapp.domain.screening import record_of
from clinicapp.ui.viewmodels.card_view import SparklineView
from clinicapp.ui.words.lester import SMOKING
from clinicapp.ui.words.plain import DOT, day_text, number_text, one_place_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clinicapp.domain.lester.glucose import JudgedAs
    from clinicapp.domain.lester.pack import Threshold
    from clinicapp.domain.lester.record import GlucoseResult, Lipids, ScreeningRecord
    from clinicapp.services.clinic.screening import EarlierForm
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

POINTS = 4


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """One earlier result: the number that is drawn, the text that is read, and its day."""

    number: Decimal
    text: str
    on: date


def earlier_records(visit: Visit) -> Iterator[tuple[EarlierForm, ScreeningRecord]]:
    """The person's earlier signed forms, oldest first, each as the record it was judged by."""
    snapshot = visit.snapshot
    before = sorted(snapshot.earlier, key=lambda each: each.form.opened_at)
    for index, each in enumerate(before):
        contents = tuple(other.contents for other in before[:index])
        yield (
            each,
            record_of(
                each.form,
                snapshot.person,
                each.contents,
                contents,
                each.on,
                visit.zone,
                snapshot.pack,
            ),
        )


def earlier_bmi(visit: Visit) -> tuple[EarlierValue, ...]:
    """BMI of the earlier forms that weighed the person, kg/m2."""
    found = []
    for each, record in earlier_records(visit):
        bmi = bmi_of(record) if each.contents.repeats.get("weight") else None
        if bmi is not None:
            found.append(EarlierValue(bmi, one_place_text(bmi), each.on))
    return tuple(found)


def earlier_pressures(visit: Visit) -> tuple[EarlierValue, ...]:
    """The pairs that counted on earlier forms; the systolic is drawn."""
    rules = visit.snapshot.pack.blood_pressure
    found = []
    for each, record in earlier_records(visit):
        used = judge_blood_pressure(record, rules).used
        if used is not None and used.method not in AVERAGES:
            text = f"{used.systolic_mmhg}/{used.diastolic_mmhg}"
            found.append(EarlierValue(Decimal(used.systolic_mmhg), text, each.on))
    return tuple(found)


def earlier_glucose(visit: Visit, test: JudgedAs) -> tuple[EarlierValue, ...]:
    """Earlier results of the same test, the last of each form."""
    found = []
    for each, record in earlier_records(visit):
        results = [result for result in record.glucose if judged_as(result) is test]
        if results:
            value = judged_value(results[-1])
            found.append(EarlierValue(value, glucose_text(results[-1]), each.on))
    return tuple(found)


def earlier_ratios(visit: Visit) -> tuple[EarlierValue, ...]:
    """Earlier ratios of total to HDL cholesterol."""
    found = []
    for each, record in earlier_records(visit):
        ratio = cholesterol_ratio(record.lipids)
        if ratio is not None:
            found.append(EarlierValue(ratio, one_place_text(ratio), each.on))
    return tuple(found)


def earlier_smoking(visit: Visit) -> str:
    """``Ex-smoker, 18 May 2026``: the last earlier answer; empty without one."""
    answers = [
        f"{SMOKING[record.smoking]}, {day_text(each.on)}"
        for each, record in earlier_records(visit)
        if record.smoking is not None
    ]
    return answers[-1] if answers else ""


def earlier_audit_c(visit: Visit) -> int | None:
    """The last earlier AUDIT-C score; None without one."""
    scores = [r.audit_c for _, r in earlier_records(visit) if r.audit_c is not None]
    return scores[-1] if scores else None


def cholesterol_ratio(lipids: Lipids) -> Decimal | None:
    """Total over HDL cholesterol to one place, half up; None unless both are there."""
    if lipids.total_mmol_l is None or not lipids.hdl_mmol_l:
        return None
    return half_up(lipids.total_mmol_l / lipids.hdl_mmol_l, 1)


def glucose_text(result: GlucoseResult) -> str:
    """A result as it is judged and shown: ``44`` mmol/mol, ``6.4`` mmol/L."""
    return format(judged_value(result), "f")


def previous_text(earlier: tuple[EarlierValue, ...]) -> str:
    """``Was 138/86 · 18 May 2026``; empty without an earlier result."""
    return f"Was {earlier[-1].text}{DOT}{day_text(earlier[-1].on)}" if earlier else ""


def sparkline(
    earlier: tuple[EarlierValue, ...], number: Decimal, text: str, limit: Threshold | None
) -> SparklineView | None:
    """The last four results with this one at the end; None while there is only this one."""
    shown = (
        (*earlier[-(POINTS - 1) :], EarlierValue(number, text, earlier[-1].on)) if earlier else ()
    )
    if not shown:
        return None
    words = ", ".join(each.text for each in shown)
    rule = f" Red zone limit {number_text(limit.value)}." if limit is not None else ""
    return SparklineView(
        points=tuple(float(each.number) for each in shown),
        limit=None if limit is None else float(limit.value),
        description=f"Last {len(shown)} results: {words}.{rule}",
    )

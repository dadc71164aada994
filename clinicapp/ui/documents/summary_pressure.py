"""What the person's page says about their blood pressure, in plain English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.lester.record import AVERAGES, Method
from clinicapp.domain.lester.vocabulary import Prompt, Zone
from clinicapp.ui.documents.summary_result import ResultTone, Said
from clinicapp.ui.viewmodels.clinic.present_measured import average_is_red, clinic_is_red
from clinicapp.ui.words.plain import number_text

if TYPE_CHECKING:
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_OPEN = ResultTone.OPEN
_FINE = ResultTone.FINE
_PLAN = ResultTone.PLAN


def pressure_value(visit: Visit) -> str:
    """``146/91``; empty while a reading is needed."""
    used = visit.snapshot.assessment.blood_pressure.used
    return "" if used is None else f"{used.systolic_mmhg}/{used.diastolic_mmhg}"


def pressure_said(visit: Visit) -> Said:
    """What is said about the blood pressure."""
    judged, rules = visit.snapshot.assessment.blood_pressure, visit.snapshot.pack.blood_pressure
    outside = _average(visit)
    if outside is not None:
        return outside
    aim = (
        f"{number_text(rules.above_target_systolic.value)}"
        f"/{number_text(rules.above_target_diastolic.value)}"
    )
    if "BP3" in judged.actions:
        return Said(
            "Very high", _PLAN, "This is very high. A doctor will look at it with you today."
        )
    if judged.needs is not None:
        return Said(
            "To measure again",
            _OPEN,
            "We need one more reading before we can tell you what it means.",
        )
    if judged.zone is Zone.RED:
        return Said(
            "Higher than we want",
            _PLAN,
            f"We aim for below {aim}. High blood pressure often has no symptoms. One day\u2019s "
            "reading is not the whole story, so we will measure it again.",
        )
    if Prompt.BLOOD_PRESSURE_NOT_AT_TARGET in judged.prompts:
        return Said(
            "At the limit",
            _FINE,
            f"We aim for below {aim}. Yours is right there; we will watch it.",
        )
    return Said("In range", _FINE, f"We aim for below {aim}, and yours is there. Well done.")


def _average(visit: Visit) -> Said | None:
    """What an average from outside the clinic says where it is what counts, or is too high."""
    average, rules = visit.snapshot.record.average_pressure, visit.snapshot.pack.blood_pressure
    judged = visit.snapshot.assessment.blood_pressure
    systolic, diastolic = rules.average_systolic, rules.average_diastolic
    alone = judged.used is not None and judged.used.method in AVERAGES
    if average is None or systolic is None or diastolic is None or clinic_is_red(visit):
        return None
    where = "at home" if average.method is Method.HOME else "over the day"
    found = f"Your average {where} was {average.systolic_mmhg}/{average.diastolic_mmhg}. There we"
    aim = f"{found} aim for below {number_text(systolic.value)}/{number_text(diastolic.value)}."
    if average_is_red(visit):
        words = f"{aim} High blood pressure often has no symptoms."
        return Said("Higher than we want", _PLAN, words)
    return Said("In range", _FINE, f"{aim} Well done.") if alone else None

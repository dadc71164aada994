"""Everything that was measured, asked or worked out at a visit, in one fixed order.

The letter and the text block both read from here, so that they can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.glucose import JudgedAs
from clinicapp.domain.lester.record import Method, Sample
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.ui.viewmodels.clinic.present_asked import stopped_month
from clinicapp.ui.viewmodels.clinic.present_blood import glucose_results
from clinicapp.ui.viewmodels.clinic.present_measured import pressure_text, used_pressure
from clinicapp.ui.viewmodels.clinic.present_trend import cholesterol_ratio, glucose_text
from clinicapp.ui.words.lester import ACTIVITY, DIET, NEEDS, SMOKING
from clinicapp.ui.words.plain import (
    month_text,
    number_text,
    one_place_text,
    same_day_time_text,
)
from clinicapp.ui.words.rules import average_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from clinicapp.domain.forms import FormFact
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_SAMPLES: Final = {Sample.POC: "point of care", Sample.LAB: "laboratory"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One result.

    Attributes:
        key: A name that never changes, such as ``systolic``; see ``record_codes``.
        name: What it is called.
        value: As it counts for the form.
        unit: Empty for words and scores.
        note: What belongs to it in a few words, perhaps empty.
        fact: The fact it stands on; None for what was worked out or carried forward.
        others: Further facts that a note names.
        worked_out: True for a figure of ours, such as the BMI.
    """

    key: str
    domain: Domain
    name: str
    value: str
    unit: str = ""
    note: str = ""
    fact: FormFact | None = None
    others: tuple[FormFact, ...] = ()
    worked_out: bool = False

    @property
    def text(self) -> str:
        """``146/91 mmHg``; the sign for percent stands beside its number."""
        return f"{self.value}%" if self.unit == "%" else f"{self.value} {self.unit}".strip()


def measures(visit: Visit) -> tuple[Measure, ...]:
    """All results that there are, blood pressure first, then blood, weight, and what was asked."""
    return tuple(each for group in _GROUPS for each in group(visit))


def _pressure(visit: Visit) -> Iterator[Measure]:
    facts, used = visit.repeats("blood_pressure"), used_pressure(visit)
    if facts:
        shown = used or facts[-1]
        others = tuple(fact for fact in facts if fact is not shown)
        read = "; ".join(f"{pressure_text(fact)} at {_time(visit, fact)}" for fact in others)
        needs = visit.snapshot.assessment.blood_pressure.needs
        notes = [f"Also read: {read}" if read else "", "" if needs is None else NEEDS[needs]]
        yield Measure(
            key="blood_pressure",
            domain=Domain.BLOOD_PRESSURE,
            name="Blood pressure",
            value=pressure_text(shown),
            unit="mmHg",
            note=". ".join(note for note in notes if note),
            fact=shown,
            others=others,
        )
    yield from _average(visit)
    pulse = visit.answer("pulse_regular")
    if pulse is not None:
        yield Measure(
            key="pulse_regular",
            domain=Domain.BLOOD_PRESSURE,
            name="Pulse",
            value="Regular" if pulse.values["pulse_regular"] == "yes" else "Irregular",
            fact=pulse,
        )


def _average(visit: Visit) -> Iterator[Measure]:
    fact = visit.answer("average_pressure")
    if fact is None:
        return
    at_home = fact.values["method"] == Method.HOME
    rule = average_rule(visit.snapshot.pack)
    yield Measure(
        key="average_pressure",
        domain=Domain.BLOOD_PRESSURE,
        name="Average at home" if at_home else "Average of a day, awake",
        value=pressure_text(fact),
        unit="mmHg",
        note=rule[:1].upper() + rule[1:],
        fact=fact,
    )


def _time(visit: Visit, fact: FormFact) -> str:
    return same_day_time_text(taken_at(fact), visit.today, visit.zone)


def _glucose(visit: Visit) -> Iterator[Measure]:
    names = {
        JudgedAs.HBA1C: ("hba1c", "HbA1c", "mmol/mol"),
        JudgedAs.FASTING: ("glucose_fasting", "Fasting glucose", "mmol/L"),
        JudgedAs.RANDOM: ("glucose_random", "Random glucose", "mmol/L"),
    }
    for each in glucose_results(visit):
        key, name, unit = names[each.test]
        sample = each.result.sample
        yield Measure(
            key=key,
            domain=Domain.GLUCOSE,
            name=name,
            value=glucose_text(each.result),
            unit=unit,
            note="" if sample is None else _SAMPLES[sample],
            fact=each.fact,
        )


def _weight(visit: Visit) -> Iterator[Measure]:
    record, judged = visit.snapshot.record, visit.snapshot.assessment.weight
    if judged.bmi is not None:
        yield _worked(Domain.WEIGHT, "bmi", "BMI", one_place_text(judged.bmi), "kg/m\u00b2")
    facts = visit.repeats("weight")
    if record.weights_by_day:
        kg = record.weights_by_day[-1].kg
        yield _number(Domain.WEIGHT, "weight", "Weight", kg, "kg", facts[-1] if facts else None)
    if judged.gain_kg is not None:
        name = "Weight lost" if judged.gain_kg < 0 else "Weight gained"
        months = visit.snapshot.pack.weight.gain_window.value
        gain = _worked(Domain.WEIGHT, "gain", name, number_text(abs(judged.gain_kg)), "kg")
        yield _with_note(gain, f"within {months} months")
    if record.height_cm is not None:
        fact = visit.answer("height")
        yield _number(Domain.WEIGHT, "height", "Height", record.height_cm, "cm", fact)
    if record.waist_cm is not None:
        fact = visit.answer("waist")
        yield _number(Domain.WEIGHT, "waist", "Waist", record.waist_cm, "cm", fact)


def _lipids(visit: Visit) -> Iterator[Measure]:
    lipids, fact = visit.snapshot.record.lipids, visit.answer("lipids")
    profile = (
        ("total_cholesterol", "Total cholesterol", lipids.total_mmol_l),
        ("hdl", "HDL cholesterol", lipids.hdl_mmol_l),
        ("triglycerides", "Triglycerides", lipids.triglycerides_mmol_l),
    )
    for key, name, value in profile:
        if value is not None:
            yield Measure(
                key=key,
                domain=Domain.LIPIDS,
                name=name,
                value=one_place_text(value),
                unit="mmol/L",
                fact=fact,
            )
    if lipids.non_hdl_mmol_l is not None:
        text = one_place_text(lipids.non_hdl_mmol_l)
        yield _worked(Domain.LIPIDS, "non_hdl", "Non-HDL cholesterol", text, "mmol/L")
    ratio = cholesterol_ratio(lipids)
    if ratio is not None:
        text = one_place_text(ratio)
        yield _worked(Domain.LIPIDS, "ratio", "Total to HDL cholesterol ratio", text, "")
    if lipids.qrisk3_percent is not None:
        score = visit.answer("qrisk3")
        made = _number(Domain.LIPIDS, "qrisk3", "QRISK3", lipids.qrisk3_percent, "%", score)
        yield _with_note(made, "worked out elsewhere and entered")


def _asked(visit: Visit) -> Iterator[Measure]:
    record = visit.snapshot.record
    if record.smoking is not None:
        stopped = stopped_month(visit)
        yield Measure(
            key=f"smoking_{record.smoking.value}",
            domain=Domain.SMOKING,
            name="Smoking",
            value=SMOKING[record.smoking],
            note="" if stopped is None else f"stopped {month_text(stopped)}",
            fact=visit.answer("smoking"),
        )
    diet = None if record.diet is None else DIET[record.diet]
    activity = None if record.activity is None else ACTIVITY[record.activity]
    score = None if record.audit_c is None else str(record.audit_c)
    for key, name, value in (
        ("diet", "Diet", diet),
        ("activity", "Activity", activity),
        ("audit_c", "Alcohol (AUDIT-C score)", score),
        ("substances", "Drugs and other substances", _substances(visit)),
    ):
        if value is not None:
            yield Measure(
                key=key,
                domain=Domain.LIFESTYLE,
                name=name,
                value=value,
                fact=visit.answer(key),
            )


def _substances(visit: Visit) -> str | None:
    text = visit.snapshot.record.substances
    if text is None or visit.snapshot.assessment.substances.declined:
        return None
    return text if visit.snapshot.assessment.substances.positive else "None"


def _number(
    domain: Domain, key: str, name: str, value: Decimal, unit: str, fact: FormFact | None
) -> Measure:
    """A number of this visit; without a fact of its own it was carried forward."""
    return Measure(
        key=key,
        domain=domain,
        name=name,
        value=number_text(value),
        unit=unit,
        note="" if fact is not None else "from an earlier form",
        fact=fact,
    )


def _worked(domain: Domain, key: str, name: str, value: str, unit: str) -> Measure:
    return Measure(key=key, domain=domain, name=name, value=value, unit=unit, worked_out=True)


def _with_note(made: Measure, note: str) -> Measure:
    return replace(made, note="; ".join(part for part in (made.note, note) if part))


_GROUPS: Final[tuple[Callable[[Visit], Iterator[Measure]], ...]] = (
    _pressure,
    _glucose,
    _weight,
    _lipids,
    _asked,
)

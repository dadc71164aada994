"""Whether a reading that waits would be in the red zone if it were used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.domain.filling import fill_of
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.record import (
    BloodPressure,
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Lipids,
    Sample,
    ScreeningRecord,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Domain, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.lester.vocabulary import Why
    from clinicapp.domain.observations import Observation


@dataclass(frozen=True, slots=True)
class RedIfUsed:
    """The domain that would be red, and the rules of the pack that make it so."""

    domain: Domain
    why: tuple[Why, ...]


def red_if_used(
    observation: Observation, pack: Pack, on: date, person: ScreeningRecord | None = None
) -> RedIfUsed | None:
    """What this reading alone would make red; None if nothing, or if nobody can say.

    It judges the value by itself, not the form that it would join: a high blood pressure is judged
    as if its repeat were the same, because the first one alone only asks for a repeat (NICE NG136).

    Args:
        observation: the reading.
        pack: the rules.
        on: the local day on which it was taken.
        person: the record of the person for whom it might be used: their age, ethnic group, height
            and earlier weights count. Without it a weight cannot be judged.
    """
    fill = fill_of(observation).fill
    if fill is None:
        return None
    base = ScreeningRecord(id="if used", on=on)
    if person is not None:
        base = replace(base, person=person.person, height_cm=person.height_cm)
        if fill.item == "weight":
            before = tuple(weight for weight in person.weights if weight.on <= on)
            base = replace(base, weights=before)
    made = _with(base, fill.item, fill.values)
    if made is None:
        return None
    domain, record = made
    judged = assess(record, pack).domains[domain]
    return RedIfUsed(domain, judged.why) if judged.zone is Zone.RED else None


def _with(
    base: ScreeningRecord, item: str, values: Mapping[str, str]
) -> tuple[Domain, ScreeningRecord] | None:
    match item:
        case "blood_pressure":
            pair = BloodPressure(
                systolic_mmhg=int(values["systolic_mmhg"]),
                diastolic_mmhg=int(values["diastolic_mmhg"]),
            )
            return Domain.BLOOD_PRESSURE, replace(base, blood_pressures=(pair, pair))
        case "weight":
            weight = Weight(on=base.on, kg=Decimal(values["weight_kg"]))
            return Domain.WEIGHT, replace(base, weights=(*base.weights, weight))
        case "hba1c" | "glucose":
            return Domain.GLUCOSE, replace(base, glucose=(_glucose(item, values),))
        case "lipids":
            return Domain.LIPIDS, replace(base, lipids=_lipids(values))
        case _:
            return None


def _glucose(item: str, values: Mapping[str, str]) -> GlucoseResult:
    if item == "hba1c":
        return GlucoseResult(
            test=GlucoseTest.HBA1C,
            value=Decimal(values["hba1c_mmol_mol"]),
            unit=GlucoseUnit.MMOL_MOL,
            sample=Sample(values["sample"]),
        )
    return GlucoseResult(
        test=GlucoseTest.GLUCOSE,
        value=Decimal(values["glucose_mmol_l"]),
        unit=GlucoseUnit.MMOL_L,
        sample=Sample(values["sample"]),
        fasting=Fasting(values["fasting"]),
    )


def _lipids(values: Mapping[str, str]) -> Lipids:
    def value(key: str) -> Decimal | None:
        return Decimal(values[key]) if key in values else None

    return Lipids(
        total_mmol_l=value("total_cholesterol_mmol_l"),
        hdl_mmol_l=value("hdl_mmol_l"),
        triglycerides_mmol_l=value("triglycerides_mmol_l"),
    )

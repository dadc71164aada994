"""What a reading would put on the form: units converted exactly, plausibility judged.

The reading keeps what the device said; the form gets the unit it is judged in. Blood pressure is
whole mmHg, weight kilograms, HbA1c whole mmol/mol (the analyser's own IFCC value where it sent
one), glucose and lipids mmol/L. Source: reference/clinical.md section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain import plausibility as limits
from clinicapp.domain import quantities as units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinicapp.domain.observations import Observation
    from clinicapp.domain.plausibility import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """An item of the form and its values: decimal text and words, unit in the key."""

    item: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a reading would fill, if anything, and the gate's codes that speak against it."""

    fill: Fill | None
    findings: tuple[str, ...]
    sentences: tuple[str, ...] = ()


def fill_of(observation: Observation) -> Filling:
    """Work out what a reading would put on the form.

    Codes: ``NO_FORM_ITEM`` (the form does not ask for it), ``NOT_A_NUMBER`` (HI, LO, ``<4.0``),
    ``IMPLAUSIBLE`` (outside the entry limits), ``UNUSUAL`` (inside, to be confirmed).
    """
    build = _BUILDERS.get(observation.kind)
    if build is None:
        return Filling(fill=None, findings=("NO_FORM_ITEM",))
    built = build(observation)
    if built is None:
        return Filling(fill=None, findings=("NOT_A_NUMBER",))
    fill, found = built
    if limits.rejected(found):
        codes: tuple[str, ...] = ("IMPLAUSIBLE",)
    else:
        codes = ("UNUSUAL",) if found else ()
    if fill.item == "lipids" and _has_hole(observation, fill):
        codes = (*codes, "NOT_A_NUMBER")
    return Filling(fill=fill, findings=codes, sentences=tuple(f.sentence for f in found))


_Built = tuple[Fill, "tuple[Finding, ...]"] | None


def _blood_pressure(observation: Observation) -> _Built:
    systolic = _pressure(observation, "systolic")
    diastolic = _pressure(observation, "diastolic")
    if systolic is None or diastolic is None:
        return None
    values = {"systolic_mmhg": str(systolic), "diastolic_mmhg": str(diastolic)}
    found = limits.check_blood_pressure(
        systolic, diastolic, "Blood pressure", ("Systolic pressure", "Diastolic pressure")
    )
    pulse = observation.amount("pulse_per_min")
    if pulse is not None:
        values["pulse_per_min"] = units.plain(pulse)
        found += limits.check(limits.Measure.PULSE_PER_MIN, pulse, "Pulse")
    if "irregular_pulse" in observation.flags:
        # The monitor's arrhythmia flag counts as an irregular pulse (clinical.md 3, BP6).
        values["pulse_regular"] = "no"
    return Fill(item="blood_pressure", values=MappingProxyType(values)), found


def _pressure(observation: Observation, name: str) -> int | None:
    mmhg = observation.amount(f"{name}_mmhg")
    if mmhg is not None:
        return units.half_up_whole(mmhg)
    kpa = observation.amount(f"{name}_kpa")
    return None if kpa is None else units.pressure_mmhg(kpa)


def _weight(observation: Observation) -> _Built:
    kg = observation.amount("weight_kg")
    if kg is None and (pounds := observation.amount("weight_lb")) is not None:
        kg = units.half_up(units.weight_kg(pounds), 2)
    if kg is None and (grams := observation.amount("weight_g")) is not None:
        kg = grams.scaleb(-3)
    if kg is None:
        return None
    found = limits.check(limits.Measure.WEIGHT_KG, kg, "Weight")
    return Fill(item="weight", values=MappingProxyType({"weight_kg": units.plain(kg)})), found


def _hba1c(observation: Observation) -> _Built:
    mmol_mol = observation.amount("hba1c_mmol_mol")
    if mmol_mol is not None:
        whole = units.half_up_whole(mmol_mol)
    elif (percent := observation.amount("hba1c_percent")) is not None:
        whole = units.hba1c_mmol_mol(percent)
    else:
        return None
    converted = mmol_mol is None
    found = limits.check(
        limits.Measure.HBA1C_MMOL_MOL, Decimal(whole), "HbA1c", converted=converted
    )
    values = {"hba1c_mmol_mol": str(whole), "sample": "poc"}
    return Fill(item="hba1c", values=MappingProxyType(values)), found


def _glucose(observation: Observation) -> _Built:
    mmol_l = _molar(observation, "glucose", units.glucose_mmol_l)
    if mmol_l is None:
        return None
    converted = observation.amount("glucose_mmol_l") is None
    found = limits.check(limits.Measure.GLUCOSE_MMOL_L, mmol_l, "Glucose", converted=converted)
    values = {"glucose_mmol_l": units.plain(mmol_l), "sample": "poc", "fasting": "unknown"}
    return Fill(item="glucose", values=MappingProxyType(values)), found


def _lipids(observation: Observation) -> _Built:
    values: dict[str, str] = {}
    found: tuple[Finding, ...] = ()
    for name, convert, quantity, words in _LIPIDS:
        mmol_l = _molar(observation, name, convert)
        if mmol_l is not None:
            values[f"{name}_mmol_l"] = units.plain(mmol_l)
            found += limits.check(quantity, mmol_l, words)
    if not values:
        return None
    if {"total_cholesterol_mmol_l", "hdl_mmol_l"} <= set(values):
        found += limits.check_cholesterol(
            Decimal(values["total_cholesterol_mmol_l"]),
            Decimal(values["hdl_mmol_l"]),
            "Total cholesterol",
            "HDL cholesterol",
        )
    return Fill(item="lipids", values=MappingProxyType(values)), found


def _has_hole(observation: Observation, fill: Fill) -> bool:
    """Whether a lipid of the form came as a special, such as a total of HI."""
    specials = {each.field for each in observation.quantities if each.amount is None}
    return any(
        f"{name}_mmol_l" not in fill.values and {f"{name}_mmol_l", f"{name}_mg_dl"} & specials
        for name, *_ in _LIPIDS
    )


def _molar(
    observation: Observation, name: str, convert: Callable[[Decimal], Decimal]
) -> Decimal | None:
    """The amount in mmol/L: as sent, or converted from mg/dL."""
    mmol_l = observation.amount(f"{name}_mmol_l")
    if mmol_l is not None:
        return mmol_l
    mg_dl = observation.amount(f"{name}_mg_dl")
    return None if mg_dl is None else convert(mg_dl)


_LIPIDS: Final = (
    (
        "total_cholesterol",
        units.cholesterol_mmol_l,
        limits.Measure.TOTAL_CHOLESTEROL_MMOL_L,
        "Total cholesterol",
    ),
    ("hdl", units.cholesterol_mmol_l, limits.Measure.HDL_MMOL_L, "HDL cholesterol"),
    (
        "triglycerides",
        units.triglycerides_mmol_l,
        limits.Measure.TRIGLYCERIDES_MMOL_L,
        "Triglycerides",
    ),
)

_BUILDERS: Final[Mapping[str, Callable[[Observation], _Built]]] = MappingProxyType(
    {
        "blood_pressure": _blood_pressure,
        "weight": _weight,
        "hba1c": _hba1c,
        "glucose": _glucose,
        "lipids": _lipids,
    }
)

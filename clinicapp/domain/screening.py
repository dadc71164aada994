"""From a form's facts to the record that the rules judge, and what is left before sign-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from clinicapp.domain.lester.record import (
    Activity,
    BloodPressure,
    Diet,
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Lipids,
    Method,
    PersonFacts,
    Sample,
    ScreeningRecord,
    Smoking,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.forms import Form, FormContents, FormFact
    from clinicapp.domain.lester.judgement import Assessment
    from clinicapp.domain.people import Person


W = TypeVar("W", bound=StrEnum)


def day_of(fact: FormFact, zone: tzinfo) -> date:
    """The local day a fact's value was taken; of an answer, the day it was given."""
    taken = fact.values.get("taken_at")
    moment = datetime.fromisoformat(taken) if taken else fact.at
    return moment.astimezone(zone).date()


def record_of(
    form: Form,
    person: Person,
    contents: FormContents,
    earlier: tuple[FormContents, ...],
    on: date,
    zone: tzinfo,
) -> ScreeningRecord:
    """The record of one form as the rules take it.

    ``earlier`` are the person's earlier forms: their weights are needed for the gain, and their
    latest height is carried forward. Everything else is this visit's.
    """
    weights = [
        Weight(on=day_of(fact, zone), kg=Decimal(fact.values["weight_kg"]))
        for each in (*earlier, contents)
        for fact in each.repeats.get("weight", ())
    ]
    return ScreeningRecord(
        id=form.number,
        on=on,
        person=_person_facts(person),
        smoking=_word(contents, "smoking", Smoking),
        diet=_word(contents, "diet", Diet),
        activity=_word(contents, "activity", Activity),
        audit_c=_whole(contents, "audit_c"),
        substances=_text(contents, "substances"),
        height_cm=_height(contents, earlier),
        weights=tuple(weights),
        waist_cm=_decimal(contents, "waist", "waist_cm"),
        blood_pressures=_blood_pressures(contents),
        glucose=_glucose(contents),
        lipids=_lipids(contents),
        declined=still_declined(contents),
    )


DOMAIN_OF: Final[Mapping[str, Domain | Beside]] = MappingProxyType(
    {
        "smoking": Domain.SMOKING,
        "diet": Domain.LIFESTYLE,
        "activity": Domain.LIFESTYLE,
        "audit_c": Beside.ALCOHOL,
        "substances": Beside.SUBSTANCES,
        "weight": Domain.WEIGHT,
        "waist": Domain.WEIGHT,
        "blood_pressure": Domain.BLOOD_PRESSURE,
        "hba1c": Domain.GLUCOSE,
        "glucose": Domain.GLUCOSE,
        "lipids": Domain.LIPIDS,
        "qrisk3": Domain.LIPIDS,
    }
)
"""The domain that a value of an item answers."""


def still_declined(contents: FormContents) -> frozenset[Domain | Beside]:
    """What was declined and not answered after all: a later value takes the refusal back."""
    values = [f for found in contents.repeats.values() for f in found]
    values += contents.answers.values()
    found = set()
    for item, refusal in contents.declined.items():
        domain = _domain(item)
        later = (f for f in values if DOMAIN_OF.get(f.item) is domain and f.at > refusal.at)
        if next(later, None) is None:
            found.add(domain)
    return frozenset(found)


class Left(StrEnum):
    """What can still be in the way of signing a form."""

    MISSING = "missing"
    READING_NEEDED = "reading_needed"
    ALCOHOL = "alcohol"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class ThingLeft:
    """One thing to do before sign-off, and the domain whose card it is on."""

    kind: Left
    domain: Domain


def things_left(assessment: Assessment, contents: FormContents) -> tuple[ThingLeft, ...]:
    """What is left before the form can be signed, in the order of the form.

    Each domain needs a value or a reason why there is none; alcohol belongs to the lifestyle card
    because NHS England's core six and the audit count it; a red domain needs one action with a
    status (reference/clinical.md section 8).
    """
    left = []
    for domain, judgement in assessment.domains.items():
        if domain is Domain.BLOOD_PRESSURE and assessment.blood_pressure.needs is not None:
            left.append(ThingLeft(Left.READING_NEEDED, domain))
        elif judgement.zone is Zone.MISSING or _not_weighed(domain, judgement.zone, contents):
            left.append(ThingLeft(Left.MISSING, domain))
        elif domain is Domain.LIFESTYLE and not (
            assessment.alcohol.recorded or assessment.alcohol.declined
        ):
            left.append(ThingLeft(Left.ALCOHOL, domain))
        elif judgement.zone is Zone.RED and not chosen_actions(judgement.actions, contents):
            left.append(ThingLeft(Left.ACTION, domain))
    return tuple(left)


def _not_weighed(domain: Domain, zone: Zone, contents: FormContents) -> bool:
    """An earlier weight is judged too, but a form is not signed on it alone."""
    excused = zone in (Zone.DECLINED, Zone.NOT_ASSESSABLE)
    return domain is Domain.WEIGHT and not excused and not contents.repeats.get("weight")


def chosen_actions(codes: tuple[str, ...], contents: FormContents) -> tuple[str, ...]:
    """Those of ``codes`` that have a status on the form (any but cleared)."""
    return tuple(
        code
        for code in codes
        if code in contents.actions and contents.actions[code].values["status"] != "cleared"
    )


def _person_facts(person: Person) -> PersonFacts:
    return PersonFacts(
        born=person.born,
        sex=person.sex,
        ethnicity=person.ethnicity,
        pregnant=person.pregnant,
        diabetes=person.diabetes,
        cvd=person.cvd,
        antipsychotic=person.antipsychotic,
        antipsychotic_started=person.antipsychotic_started,
    )


def _domain(item: str) -> Domain | Beside:
    return Beside(item) if item in tuple(Beside) else Domain(item)


def _text(contents: FormContents, item: str, key: str | None = None) -> str | None:
    fact = contents.answers.get(item)
    return None if fact is None else fact.values.get(key or item)


def _word(contents: FormContents, item: str, words: type[W]) -> W | None:
    text = _text(contents, item)
    return None if text is None else words(text)


def _whole(contents: FormContents, item: str) -> int | None:
    text = _text(contents, item)
    return None if text is None else int(text)


def _decimal(contents: FormContents, item: str, key: str) -> Decimal | None:
    text = _text(contents, item, key)
    return None if text is None else Decimal(text)


def _height(contents: FormContents, earlier: tuple[FormContents, ...]) -> Decimal | None:
    """This visit's height, else the latest earlier one (measured once an admission, W2)."""
    for each in (contents, *reversed(earlier)):
        if (found := _decimal(each, "height", "height_cm")) is not None:
            return found
    return None


def _blood_pressures(contents: FormContents) -> tuple[BloodPressure, ...]:
    asked = _text(contents, "pulse_regular")
    return tuple(
        BloodPressure(
            systolic_mmhg=int(fact.values["systolic_mmhg"]),
            diastolic_mmhg=int(fact.values["diastolic_mmhg"]),
            pulse_regular=_regular(fact.values, asked),
            method=Method(fact.values["method"]) if "method" in fact.values else None,
        )
        for fact in contents.repeats.get("blood_pressure", ())
    )


def _regular(values: Mapping[str, str], asked: str | None) -> bool | None:
    """Irregular if either the monitor or the hand says so; the hand alone can say regular."""
    said = {values.get("pulse_regular"), asked} - {None}
    if not said:
        return None
    return "no" not in said


def _glucose(contents: FormContents) -> tuple[GlucoseResult, ...]:
    hba1c = [
        GlucoseResult(
            test=GlucoseTest.HBA1C,
            value=Decimal(fact.values["hba1c_mmol_mol"]),
            unit=GlucoseUnit.MMOL_MOL,
            sample=Sample(fact.values["sample"]) if "sample" in fact.values else None,
        )
        for fact in contents.repeats.get("hba1c", ())
    ]
    glucose = [
        GlucoseResult(
            test=GlucoseTest.GLUCOSE,
            value=Decimal(fact.values["glucose_mmol_l"]),
            unit=GlucoseUnit.MMOL_L,
            sample=Sample(fact.values["sample"]) if "sample" in fact.values else None,
            fasting=Fasting(fact.values["fasting"]) if "fasting" in fact.values else None,
        )
        for fact in contents.repeats.get("glucose", ())
    ]
    return (*hba1c, *glucose)


def _lipids(contents: FormContents) -> Lipids:
    return Lipids(
        total_mmol_l=_decimal(contents, "lipids", "total_cholesterol_mmol_l"),
        hdl_mmol_l=_decimal(contents, "lipids", "hdl_mmol_l"),
        triglycerides_mmol_l=_decimal(contents, "lipids", "triglycerides_mmol_l"),
        qrisk3_percent=_decimal(contents, "qrisk3", "qrisk3_percent"),
    )

"""From a form's facts to the record that the rules judge, and what is left before sign-off."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from clinicapp.domain.carried import carried_height
from clinicapp.domain.forms import day_of
from clinicapp.domain.lester.habits import DECLINED_ACTION
from clinicapp.domain.lester.record import (
    Activity,
    BloodPressure,
    BmiMisleads,
    Diet,
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Hba1cUnreliable,
    Lipids,
    Method,
    PersonFacts,
    PosturalPressure,
    Sample,
    ScreeningRecord,
    Smoking,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.carried import CarriedHeight
    from clinicapp.domain.forms import Form, FormContents, FormFact
    from clinicapp.domain.lester.judgement import Assessment
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.people import Person


W = TypeVar("W", bound=StrEnum)
NONE: Final = "none"
POSTURAL_FIELDS: Final = (
    "lying_systolic_mmhg",
    "lying_diastolic_mmhg",
    "standing_systolic_mmhg",
    "standing_diastolic_mmhg",
)


def record_of(
    form: Form,
    person: Person,
    contents: FormContents,
    earlier: tuple[FormContents, ...],
    on: date,
    zone: tzinfo,
    pack: Pack,
) -> ScreeningRecord:
    """The record of one form as the rules take it.

    ``earlier`` are the person's earlier forms, oldest first: their weights are needed for the gain,
    and their latest height is carried forward. Everything else is this visit's.
    """
    declined, no_more = without_value(contents)
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
        height_cm=_height(contents, carried_height(earlier, person, on, pack, zone)),
        weights=tuple(weights),
        waist_cm=_decimal(contents, "waist", "waist_cm"),
        blood_pressures=_blood_pressures(contents),
        glucose=_glucose(contents),
        lipids=_lipids(contents),
        declined=declined,
        no_more=no_more,
        bmi_misleads=_set(contents, "bmi_misleads", BmiMisleads),
        hba1c_unreliable=_set(contents, "hba1c_unreliable", Hba1cUnreliable),
        postural=_postural(contents),
        average_pressure=_average_pressure(contents),
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
        "average_pressure": Domain.BLOOD_PRESSURE,
        "hba1c": Domain.GLUCOSE,
        "glucose": Domain.GLUCOSE,
        "lipids": Domain.LIPIDS,
        "qrisk3": Domain.LIPIDS,
    }
)
"""The domain that a value of an item answers."""


COUNTED: Final[Mapping[str, Domain | Beside]] = MappingProxyType(
    {item: domain for item, domain in DOMAIN_OF.items() if item != "waist"}
)
"""The items of which one is enough for a domain to be judged; a waist alone judges nothing."""


def without_value(
    contents: FormContents,
) -> tuple[frozenset[Domain | Beside], frozenset[Domain | Beside]]:
    """What has no value, and what has one but gets no more: no refusal ever hides a value."""
    refused = {domain_named(item) for item in contents.declined}
    valued = {COUNTED[fact.item] for fact in contents.values if fact.item in COUNTED}
    return frozenset(refused - valued), frozenset(refused & valued)


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
        elif domain in not_intervened(assessment, contents):
            left.append(ThingLeft(Left.ACTION, domain))
    return tuple(left)


def not_intervened(assessment: Assessment, contents: FormContents) -> tuple[Domain, ...]:
    """The red domains without an action: screened, not intervened (reference, section 8).

    That something was declined says nothing about what was done for what is red.
    """
    return tuple(
        domain
        for domain in assessment.red_domains
        if not chosen_actions(
            tuple(c for c in assessment.domains[domain].actions if c != DECLINED_ACTION), contents
        )
    )


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


def domain_named(item: str) -> Domain | Beside:
    """The domain that a refusal names."""
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


def _height(contents: FormContents, carried: CarriedHeight | None) -> Decimal | None:
    """This visit's height, else the one that is carried forward."""
    found = _decimal(contents, "height", "height_cm")
    if found is None and carried is not None and not carried.is_too_old:
        return carried.cm
    return found


def _set(contents: FormContents, item: str, words: type[W]) -> W | None:
    """One of a list of reasons; ``none`` says that it was asked and there is none."""
    text = _text(contents, item)
    return None if text is None or text == NONE else words(text)


def _postural(contents: FormContents) -> PosturalPressure | None:
    fact = contents.answers.get("postural")
    if fact is None:
        return None
    return PosturalPressure(**{key: int(fact.values[key]) for key in POSTURAL_FIELDS})


def _blood_pressures(contents: FormContents) -> tuple[BloodPressure, ...]:
    asked = _text(contents, "pulse_regular")
    return tuple(_pair(fact, asked) for fact in contents.repeats.get("blood_pressure", ()))


def _average_pressure(contents: FormContents) -> BloodPressure | None:
    fact = contents.answers.get("average_pressure")
    return None if fact is None else _pair(fact, _text(contents, "pulse_regular"))


def _pair(fact: FormFact, asked: str | None) -> BloodPressure:
    return BloodPressure(
        systolic_mmhg=int(fact.values["systolic_mmhg"]),
        diastolic_mmhg=int(fact.values["diastolic_mmhg"]),
        pulse_regular=_regular(fact.values, asked),
        method=Method(fact.values["method"]) if "method" in fact.values else None,
    )


def _regular(values: Mapping[str, str], asked: str | None) -> bool | None:
    """Irregular if either the monitor or the hand says so; the hand alone can say regular."""
    said = {values.get("pulse_regular"), asked} - {None}
    if not said:
        return None
    return "no" not in said


def _glucose(contents: FormContents) -> tuple[GlucoseResult, ...]:
    fasted = _word(contents, "fasting", Fasting)
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
            fasting=_fasting(fact, fasted),
        )
        for fact in contents.repeats.get("glucose", ())
    ]
    return (*hba1c, *glucose)


def _fasting(fact: FormFact, asked: Fasting | None) -> Fasting | None:
    """What was said with the result; for one whose device cannot know, what was asked besides."""
    said = Fasting(fact.values["fasting"]) if "fasting" in fact.values else None
    return asked if asked is not None and said in (None, Fasting.UNKNOWN) else said


def _lipids(contents: FormContents) -> Lipids:
    return Lipids(
        total_mmol_l=_decimal(contents, "lipids", "total_cholesterol_mmol_l"),
        hdl_mmol_l=_decimal(contents, "lipids", "hdl_mmol_l"),
        triglycerides_mmol_l=_decimal(contents, "lipids", "triglycerides_mmol_l"),
        qrisk3_percent=_decimal(contents, "qrisk3", "qrisk3_percent"),
    )

"""The results of a signed form as other systems take them: numbers with units, and words.

Only what was measured or asked at the visit, and the figures that the signed judgement itself
holds: nothing is worked out anew. Units are UCUM (reference/clinical.md, section 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.vocabulary import Zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from clinicapp.domain.forms import Form, FormContents, FormFact
    from clinicapp.domain.lester.judgement import Assessment
    from clinicapp.domain.lester.vocabulary import Domain
    from clinicapp.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """The device that measured a result: the asset's tag, and what it is by maker and model."""

    asset_id: UUID
    tag: str
    maker: str
    model: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedForm:
    """A signed form with what another system needs of it.

    ``instruments`` has the device of each fact that one filled. ``corrects`` is the version that
    this one replaces, if it does; ``superseded`` that another version has replaced it.
    """

    form: Form
    person: Person
    contents: FormContents
    assessment: Assessment
    instruments: Mapping[UUID, Instrument]
    signed_at: datetime
    signed_by: str
    signed_by_id: UUID
    superseded: bool = False

    @property
    def number(self) -> str:
        """The number on the paper, with its version where there is more than one."""
        version = self.form.version
        return self.form.number if version == 1 else f"{self.form.number}-v{version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One number of a result: decimal text as it counts for the form, and its UCUM unit."""

    key: str
    name: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result. Either ``parts`` (numbers) or ``words``.

    ``id`` is the same whenever the form is sent. ``note`` says what belongs to it (point of care,
    how it was measured). ``instrument`` is the device that measured it, if one did.
    """

    id: UUID
    key: str
    name: str
    taken_at: datetime
    parts: tuple[Part, ...] = ()
    words: str = ""
    note: str = ""
    instrument: Instrument | None = None


_PRESSURE: Final = (
    ("systolic_mmhg", "systolic", "Systolic blood pressure", "mm[Hg]"),
    ("diastolic_mmhg", "diastolic", "Diastolic blood pressure", "mm[Hg]"),
)
_AVERAGES: Final[Mapping[str, str]] = {
    "home": "Average blood pressure at home",
    "ambulatory": "Average ambulatory blood pressure, daytime",
}
_NUMBERS: Final = (
    ("weight", "weight_kg", "weight", "Weight", "kg"),
    ("height", "height_cm", "height", "Height", "cm"),
    ("waist", "waist_cm", "waist", "Waist", "cm"),
    ("hba1c", "hba1c_mmol_mol", "hba1c", "HbA1c", "mmol/mol"),
    ("glucose", "glucose_mmol_l", "glucose", "Glucose", "mmol/L"),
    ("lipids", "total_cholesterol_mmol_l", "total_cholesterol", "Total cholesterol", "mmol/L"),
    ("lipids", "hdl_mmol_l", "hdl", "HDL cholesterol", "mmol/L"),
    ("lipids", "triglycerides_mmol_l", "triglycerides", "Triglycerides", "mmol/L"),
    ("qrisk3", "qrisk3_percent", "qrisk3", "QRISK3, worked out elsewhere", "%"),
    ("audit_c", "audit_c", "audit_c", "AUDIT-C score", "{score}"),
)
_WORDS: Final = (
    ("smoking", "Smoking"),
    ("diet", "Diet"),
    ("activity", "Physical activity"),
    ("substances", "Drugs and other substances"),
)
_NOTES: Final[Mapping[str, str]] = {
    "poc": "point of care",
    "lab": "laboratory",
    "manual": "measured by hand",
}
_ZONES: Final[Mapping[Zone, str]] = {
    Zone.RED: "red zone",
    Zone.CLEAR: "clear",
    Zone.PROMPT: "not red, something is asked",
    Zone.MISSING: "missing",
    Zone.DECLINED: "declined",
    Zone.NOT_ASSESSABLE: "not assessable",
}


def results_of(signed: SignedForm) -> tuple[Result, ...]:
    """Every result of a signed form, in a fixed order: the pairs of blood pressure first."""
    return (*_pressures(signed), *_numbers(signed), *_worked_out(signed), *_words(signed))


def zones_of(signed: SignedForm) -> tuple[tuple[Domain, str, tuple[str, ...]], ...]:
    """Each domain of the signed judgement: how it stands in words, and the codes of the rules."""
    return tuple(
        (domain, _ZONES[found.zone], tuple(why.value for why in found.why))
        for domain, found in signed.assessment.domains.items()
    )


def actions_of(signed: SignedForm) -> tuple[tuple[str, str], ...]:
    """The action codes on the form with their status, those that were cleared left out."""
    return tuple(
        (code, fact.values["status"])
        for code, fact in sorted(signed.contents.actions.items())
        if fact.values["status"] != "cleared"
    )


def _pressures(signed: SignedForm) -> Iterator[Result]:
    for fact in signed.contents.repeats.get("blood_pressure", ()):
        parts = [Part(key=k, name=n, value=fact.values[v], unit=u) for v, k, n, u in _PRESSURE]
        if "pulse_per_min" in fact.values:
            beats = fact.values["pulse_per_min"]
            parts.append(Part(key="pulse", name="Pulse rate", value=beats, unit="/min"))
        yield _result(signed, fact, "blood_pressure", "Blood pressure", parts=tuple(parts))
    average = signed.contents.answers.get("average_pressure")
    if average is not None:
        method = average.values["method"]
        parts = [
            Part(
                key=f"{method}_{k}",
                name=f"{_AVERAGES[method]}, {k}",
                value=average.values[v],
                unit=u,
            )
            for v, k, _name, u in _PRESSURE
        ]
        key = f"blood_pressure_{method}"
        yield _result(signed, average, key, _AVERAGES[method], parts=tuple(parts))


def _numbers(signed: SignedForm) -> Iterator[Result]:
    for item, field, key, name, unit in _NUMBERS:
        for fact in _facts(signed, item):
            if field in fact.values:
                part = Part(key=key, name=name, value=fact.values[field], unit=unit)
                yield _result(signed, fact, key, name, parts=(part,))


def _worked_out(signed: SignedForm) -> Iterator[Result]:
    bmi = signed.assessment.weight.bmi
    weighed = _facts(signed, "weight")
    if bmi is not None and weighed:
        part = Part(key="bmi", name="Body mass index", value=format(bmi, "f"), unit="kg/m2")
        yield Result(
            id=uuid5(signed.form.id, "bmi"),
            key="bmi",
            name=part.name,
            taken_at=taken_at(weighed[-1]),
            parts=(part,),
            note="worked out from weight and height",
        )


def _words(signed: SignedForm) -> Iterator[Result]:
    for item, name in _WORDS:
        for fact in _facts(signed, item):
            said = fact.values.get(item)
            if said:
                key = f"{item}_{said}" if item == "smoking" else item
                yield _result(signed, fact, key, name, words=said)


def _facts(signed: SignedForm, item: str) -> tuple[FormFact, ...]:
    single = signed.contents.answers.get(item)
    return signed.contents.repeats.get(item, ()) if single is None else (single,)


def _result(
    signed: SignedForm,
    fact: FormFact,
    key: str,
    name: str,
    *,
    parts: tuple[Part, ...] = (),
    words: str = "",
) -> Result:
    notes = [_NOTES[fact.values[each]] for each in ("sample", "method")
             if fact.values.get(each) in _NOTES]  # fmt: skip
    if fact.values.get("fasting") in ("yes", "no"):
        notes.append("fasting" if fact.values["fasting"] == "yes" else "not fasting")
    return Result(
        # A fact of lipids makes several results.
        id=uuid5(fact.id, key),
        key=key,
        name=name,
        taken_at=taken_at(fact),
        parts=parts,
        words=words,
        note=", ".join(notes),
        instrument=signed.instruments.get(fact.id),
    )

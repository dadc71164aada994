"""A signed form as a FHIR R4 collection of Patient, Devices, Observations and Provenance.

Blood pressure, weight, height and BMI follow UK Core's vital signs (both a LOINC and a SNOMED CT
coding, status final); there is no profile for the waist, HbA1c, AUDIT-C or QRISK3, so these are
plain Observations (reference/clinical.md, section 6, read in the UK Core repository). A coding is
left out where no source for it was read. ``fhir.resources`` (R4B) checks what is written; the text
is written here, for it turns 64.10 into 64.1, and what a device sent stays as it was.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from clinicapp.domain.signed_results import actions_of, results_of, zones_of
from clinicapp.interop.record_codes import LOINC, SNOMED, SNOMED_PARTS

if TYPE_CHECKING:
    from datetime import datetime

    from clinicapp.domain.signed_results import Instrument, Part, Result, SignedForm

_SNOMED: Final = "http://snomed.info/sct"
_LOINC: Final = "http://loinc.org"
_UCUM: Final = "http://unitsofmeasure.org"
_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
_VITAL: Final = frozenset({"blood_pressure", "weight", "height", "bmi"}) | {
    "blood_pressure_home",
    "blood_pressure_ambulatory",
}
_MEASURED: Final = frozenset(
    {"hba1c", "glucose", "total_cholesterol", "hdl", "triglycerides", "qrisk3"}
)
_UNIT_WORDS: Final = {"mm[Hg]": "millimeter of mercury", "mmol/L": "millimoles per litre"}
"""As UK Core fixes them."""

Resource = dict[str, Any]


def fhir_bundle(signed: SignedForm, *, sent_at: datetime) -> bytes:
    """One form as one Bundle, JSON in UTF-8; the ids are the same whenever it is sent.

    Args:
        signed: the form.
        sent_at: when the bundle is made (aware).
    """
    # Their import takes a fifth of a second, and only this needs them.
    import simplejson
    from fhir.resources.R4B.bundle import Bundle

    results = results_of(signed)
    instruments = {r.instrument.asset_id: r.instrument for r in results if r.instrument}
    resources = [
        _patient(signed),
        *(_device(each) for each in instruments.values()),
        *(_observation(signed, each) for each in results),
        *_zones(signed),
        _provenance(signed, results),
    ]
    bundle: Resource = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": "urn:clinicapp:form", "value": signed.number},
        "timestamp": sent_at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    }
    Bundle.model_validate(simplejson.loads(simplejson.dumps(bundle), use_decimal=True))
    return (simplejson.dumps(bundle, ensure_ascii=False, indent=2) + "\n").encode()


def _patient(signed: SignedForm) -> Resource:
    person = signed.person
    made: Resource = {
        "resourceType": "Patient",
        "id": str(person.id),
        "name": [{"use": "official", "family": person.family_name, "given": [person.given_name]}],
        "gender": person.sex.value,
        "birthDate": person.born.isoformat(),
    }
    if person.nhs_number is not None:
        made["identifier"] = [{"system": _NHS_NUMBER, "value": str(person.nhs_number)}]
    return made


def _device(instrument: Instrument) -> Resource:
    made: Resource = {
        "resourceType": "Device",
        "id": str(instrument.asset_id),
        "identifier": [{"system": "urn:clinicapp:tag", "value": instrument.tag}],
    }
    for field, words in (
        ("manufacturer", instrument.maker),
        ("modelNumber", instrument.model),
        ("serialNumber", instrument.serial),
    ):
        if words:
            made[field] = words
    return made


def _observation(signed: SignedForm, result: Result) -> Resource:
    made = _bare(signed, result.id, _concept(result.key, result.name))
    made["effectiveDateTime"] = result.taken_at.isoformat()
    if result.key in _VITAL:
        made["category"] = [_category("vital-signs")]
    elif result.key in _MEASURED:
        made["category"] = [_category("laboratory" if result.key != "qrisk3" else "survey")]
    else:
        made["category"] = [_category("social-history")]
    if result.words:
        made["valueCodeableConcept"] = {"text": result.words.replace("_", " ")}
    elif len(result.parts) == 1:
        made["valueQuantity"] = _quantity(result.parts[0])
    else:
        made["component"] = [
            {"code": _concept(part.key, part.name), "valueQuantity": _quantity(part)}
            for part in result.parts
        ]
    if result.note:
        made["note"] = [{"text": result.note}]
    if result.instrument is not None:
        made["device"] = _to(result.instrument.asset_id)
    return made


def _zones(signed: SignedForm) -> list[Resource]:
    """How each domain was judged, and what was done: words of the form, with no code of ours."""
    made = []
    for domain, words, why in zones_of(signed):
        name = f"Lester domain: {domain.value.replace('_', ' ')}"
        zone = _bare(signed, uuid5(signed.form.id, domain.value), {"text": name})
        zone["category"] = [_category("survey")]
        zone["effectiveDateTime"] = signed.signed_at.isoformat()
        zone["valueCodeableConcept"] = {"text": words}
        asked = frozenset(signed.assessment.domains[domain].actions)
        notes = [each.replace("_", " ") for each in why]
        notes += [f"action {code}: {s}" for code, s in actions_of(signed) if code in asked]
        if notes:
            zone["note"] = [{"text": "; ".join(notes)}]
        made.append(zone)
    return made


def _provenance(signed: SignedForm, results: tuple[Result, ...]) -> Resource:
    made: Resource = {
        "resourceType": "Provenance",
        "id": str(uuid5(signed.form.id, "provenance")),
        "target": [_to(each.id) for each in results] or [_to(signed.person.id)],
        "recorded": signed.signed_at.isoformat(),
        "agent": [
            {"who": {"display": signed.signed_by}},
            {"who": {"display": f"rules {signed.assessment.pack}"}},
        ],
    }
    if signed.form.amends is not None:
        earlier = {"system": "urn:uuid", "value": str(signed.form.amends)}
        made["entity"] = [{"role": "revision", "what": {"identifier": earlier}}]
    return made


def _bare(signed: SignedForm, ident: UUID, code: Resource) -> Resource:
    return {
        "resourceType": "Observation",
        "id": str(ident),
        # UK Core fixes it; a form that corrects another says so in its Provenance.
        "status": "final",
        "code": code,
        "subject": _to(signed.person.id),
        "performer": [{"display": signed.signed_by}],
    }


def _concept(key: str, name: str) -> Resource:
    codings = [
        {"system": system, "code": codes[key]}
        for system, codes in ((_LOINC, LOINC), (_SNOMED, {**SNOMED, **SNOMED_PARTS}))
        if key in codes
    ]
    return {"coding": codings, "text": name} if codings else {"text": name}


def _quantity(part: Part) -> Resource:
    made: Resource = {"value": Decimal(part.value), "unit": _UNIT_WORDS.get(part.unit, part.unit)}
    return made | {"system": _UCUM, "code": part.unit}


def _category(code: str) -> Resource:
    return {"coding": [{"system": _CATEGORIES, "code": code}]}


def _to(ident: UUID) -> Resource:
    return {"reference": f"urn:uuid:{ident}"}

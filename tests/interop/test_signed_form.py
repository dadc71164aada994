"""A signed form as HL7, FHIR and CSV: what other systems read back is what was signed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import simplejson
from fhir.resources.R4B.bundle import Bundle
from hl7apy.parser import parse_message  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.errors import Refused
from clinicapp.domain.signed_results import results_of
from clinicapp.interop.fhir_bundle import fhir_bundle
from clinicapp.interop.hl7_oru import oru_message
from clinicapp.interop.results_csv import HEADINGS, results_csv
from clinicapp.services.clinic.signed_forms import signed_form
from tests.support.snapshots import amara, demo_visit, finished_visit, some_id

if TYPE_CHECKING:
    from clinicapp.domain.people import Person
    from clinicapp.domain.signed_results import SignedForm

SENT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def a_signed_form(person: Person | None = None, **typed: str) -> SignedForm:
    visit = finished_visit()
    if typed:
        signature = visit.facts.pop()
        visit.answer("substances", **typed)
        visit.facts.append(signature)
    signed = signed_form(visit.snapshot())
    return signed if person is None else replace(signed, person=person)


def message_of(signed: SignedForm) -> Any:
    data = oru_message(signed, station="ASH-01", sent_at=SENT)
    assert data.count(b"\n") == 0
    return parse_message(data.decode(), find_groups=False)


def bundle_of(signed: SignedForm) -> dict[str, Any]:
    data = fhir_bundle(signed, sent_at=SENT)
    Bundle.model_validate_json(data)
    found: dict[str, Any] = simplejson.loads(data, use_decimal=True)
    return found


def resources(signed: SignedForm, kind: str) -> list[dict[str, Any]]:
    entries = [each["resource"] for each in bundle_of(signed)["entry"]]
    return [each for each in entries if each["resourceType"] == kind]


NUMBERS = {
    ("Systolic blood pressure", "152", "mm[Hg]"),
    ("Diastolic blood pressure", "94", "mm[Hg]"),
    ("Systolic blood pressure", "146", "mm[Hg]"),
    ("Diastolic blood pressure", "91", "mm[Hg]"),
    ("Weight", "68.6", "kg"),
    ("Height", "168", "cm"),
    ("Waist", "82", "cm"),
    ("HbA1c", "44", "mmol/mol"),
    ("Glucose", "6.4", "mmol/L"),
    ("Total cholesterol", "5.1", "mmol/L"),
    ("HDL cholesterol", "1.3", "mmol/L"),
    ("QRISK3, worked out elsewhere", "2.1", "%"),
    ("AUDIT-C score", "3", "{score}"),
    ("Body mass index", "24.3", "kg/m2"),
}


def test_every_number_of_the_form_is_a_result() -> None:
    parts = [part for result in results_of(a_signed_form()) for part in result.parts]
    assert {(part.name, part.value, part.unit) for part in parts} == NUMBERS
    assert len({result.id for result in results_of(a_signed_form())}) == len(
        results_of(a_signed_form())
    )


def test_an_hl7_reader_finds_the_person_and_every_number() -> None:
    message = message_of(a_signed_form())
    assert message.msh.msh_9.to_er7() == "ORU^R01^ORU_R01"
    assert message.msh.msh_18.to_er7() == "UNICODE UTF-8"
    assert message.pid.pid_3.to_er7() == "9992014539^^^NHS^NH"
    assert message.pid.pid_5.to_er7() == "EXAMPLE^Amara"
    assert message.pid.pid_8.to_er7() == "F"
    assert message.obr.obr_25.to_er7() == "F"
    found = [
        (obx.obx_3.obx_3_2.to_er7(), obx.obx_5.to_er7(), obx.obx_6.to_er7())
        for obx in message.obx
        if obx.obx_2.to_er7() == "NM"
    ]
    assert set(found) == NUMBERS
    assert {obx.obx_11.to_er7() for obx in message.obx} == {"F"}
    pressure = next(obx for obx in message.obx if obx.obx_5.to_er7() == "152")
    assert pressure.obx_3.to_er7() == "8480-6^Systolic blood pressure^LN"
    assert pressure.obx_14.to_er7() == "20261122093800+0000"
    assert pressure.obx_18.to_er7()


def test_an_hl7_reader_finds_zones_and_actions() -> None:
    words = {
        obx.obx_3.obx_3_1.to_er7(): obx.obx_5.to_er7()
        for obx in message_of(a_signed_form()).obx
        if obx.obx_2.to_er7() == "ST"
    }
    assert words["ZONE_BLOOD_PRESSURE"] == "red zone"
    assert words["ZONE_SMOKING"] == "clear"
    assert words["ACTION_BP1"] == "accepted"
    assert words["8517006"] == "ex"


def test_a_correction_says_so() -> None:
    signed = a_signed_form()
    first = some_id("first version")
    corrected = replace(signed, form=replace(signed.form, version=2, amends=first))
    assert {obx.obx_11.to_er7() for obx in message_of(corrected).obx} == {"C"}
    (provenance,) = resources(corrected, "Provenance")
    assert provenance["entity"][0]["what"]["identifier"]["value"] == str(first)
    assert bundle_of(corrected)["identifier"]["value"] == "LHF-2026-00417-v2"


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60))
def test_no_typed_word_breaks_a_segment(words: str) -> None:
    signed = a_signed_form(substances=words)
    lines = oru_message(signed, station="A|B", sent_at=SENT).decode().split("\r")
    plain = oru_message(a_signed_form(substances="x"), station="A", sent_at=SENT).decode()
    assert [line[:3] for line in lines] == [line[:3] for line in plain.split("\r")]
    (told,) = [line for line in lines if "|SUBSTANCES^" in line]
    assert told.count("|") == 18 or told.split("|")[5]
    assert len(told.split("|")) == len(
        next(line for line in plain.split("\r") if "|SUBSTANCES^" in line).split("|")
    )


def test_fhir_keeps_every_number_to_the_digit() -> None:
    quantities = []
    for each in resources(a_signed_form(), "Observation"):
        for part in (each, *each.get("component", ())):
            if "valueQuantity" in part:
                quantity = part["valueQuantity"]
                assert quantity["system"] == "http://unitsofmeasure.org"
                quantities.append((part["code"]["text"], str(quantity["value"]), quantity["code"]))
    assert set(quantities) == NUMBERS
    visit = finished_visit()
    at = next(n for n, fact in enumerate(visit.facts) if fact.item == "weight")
    exact = {**visit.facts[at].values, "weight_kg": "68.60"}
    visit.facts[at] = replace(visit.facts[at], values=exact)
    data = fhir_bundle(signed_form(visit.snapshot()), sent_at=SENT)
    assert b'"value": 68.60,' in data


def test_fhir_vital_signs_carry_both_codings() -> None:
    vital = [
        each
        for each in resources(a_signed_form(), "Observation")
        if each["category"][0]["coding"][0]["code"] == "vital-signs"
    ]
    assert len(vital) == 5
    for each in vital:
        systems = {coding["system"] for coding in each["code"]["coding"]}
        assert systems == {"http://loinc.org", "http://snomed.info/sct"}
        assert each["status"] == "final"
        assert each["effectiveDateTime"]
    found = resources(a_signed_form(), "Observation")
    waist = next(each for each in found if each["code"]["text"] == "Waist")
    assert "coding" not in waist["code"]


def test_fhir_refers_only_to_what_is_in_the_bundle() -> None:
    bundle = bundle_of(a_signed_form())
    there = {each["fullUrl"] for each in bundle["entry"]}
    assert len(there) == len(bundle["entry"])

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["reference"]] if "reference" in node else []
            return own + [r for value in node.values() for r in references(value)]
        return [r for each in node for r in references(each)] if isinstance(node, list) else []

    found = references(bundle)
    assert found
    assert set(found) <= there
    assert {each["serialNumber"] for each in resources(a_signed_form(), "Device")}


def test_the_ids_are_the_same_whenever_it_is_sent() -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    one = simplejson.loads(fhir_bundle(a_signed_form(), sent_at=SENT))
    two = simplejson.loads(fhir_bundle(a_signed_form(), sent_at=later))
    assert one.pop("timestamp") != two.pop("timestamp")
    assert one == two


def test_somebody_without_an_nhs_number_has_none_made_up() -> None:
    signed = a_signed_form(replace(amara(), nhs_number=None))
    assert message_of(signed).pid.pid_3.to_er7() == ""
    (patient,) = resources(signed, "Patient")
    assert "identifier" not in patient


def test_a_table_has_a_line_for_each_number_and_no_formula() -> None:
    signed = a_signed_form(replace(amara(), given_name="=HYPERLINK()"))
    lines = list(csv.DictReader(io.StringIO(results_csv([signed, signed]).decode("utf-8-sig"))))
    assert tuple(lines[0]) == HEADINGS
    numbers = {(line["Result"], line["Value"], line["Unit"]) for line in lines if line["Unit"]}
    assert numbers == NUMBERS
    assert {line["Given name"] for line in lines} == {"'=HYPERLINK()"}
    assert all(Decimal(value) for _, value, _ in numbers)


def test_a_draft_never_leaves() -> None:
    with pytest.raises(Refused, match="not signed"):
        signed_form(demo_visit().snapshot())

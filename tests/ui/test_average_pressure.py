"""An average from outside the clinic on the card, on paper, in the letter and in exports."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

import simplejson

from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.interop.fhir_bundle import fhir_bundle
from clinicapp.interop.hl7_oru import oru_message
from clinicapp.services.clinic.signed_forms import signed_form
from clinicapp.ui.viewmodels.card_view import CardState, RuleLine, Tone
from clinicapp.ui.viewmodels.clinic.form_view import FormView
from clinicapp.ui.viewmodels.clinic.present_form import present_form
from tests.support.snapshots import ZONE, Visit, clock, finished_visit, monitor, pack_named
from tests.ui.test_documents import form_of, rows, summary_of
from tests.ui.test_gp_letter import letter

SENT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOME = {"method": "home", "systolic_mmhg": "136", "diastolic_mmhg": "84"}


def shown(visit: Visit) -> FormView:
    return present_form(visit.snapshot(), (), None, ZONE)


def averaged(pack: str = "uk-current", clinic: str = "", **changed: str) -> Visit:
    visit = Visit(pack=pack_named(pack))
    if clinic:
        visit.file(
            monitor(), "blood_pressure", clock(9, 38), systolic_mmhg=clinic, diastolic_mmhg="78"
        )
    visit.answer("average_pressure", **(HOME | changed))
    return visit


def lines(visit: Visit) -> dict[str, Tone]:
    body = shown(visit).card("blood_pressure").body
    return {block.text: block.tone for block in body if isinstance(block, RuleLine)}


def test_an_average_alone_is_the_value_of_the_card_and_held_to_its_own_threshold() -> None:
    visit = averaged()
    card = shown(visit).card("blood_pressure")
    assert (card.value, card.state, card.sparkline) == ("136/84", CardState.RED, None)
    assert lines(visit)["136/84 mmHg at home: red zone from 135/85"] is Tone.BAD
    assert lines(visit)["Red zone: 140 or over, or 90 or over"] is Tone.MUTED
    assert card.source is not None
    assert card.source.source == "Entered by Rosa Tester"
    assert card.actions is not None


def test_a_clinic_reading_stays_the_value_and_the_average_says_why_the_card_is_red() -> None:
    visit = averaged(clinic="124", method="ambulatory")
    card = shown(visit).card("blood_pressure")
    assert (card.value, card.state) == ("124/78", CardState.RED)
    assert lines(visit)["136/84 mmHg over a day: red zone from 135/85"] is Tone.BAD
    assert lines(visit)["Red zone: 140 or over, or 90 or over"] is Tone.MUTED


def test_a_pack_without_a_threshold_says_that_it_does_not_judge_it() -> None:
    visit = averaged("lester-2012")
    card = shown(visit).card("blood_pressure")
    assert (card.value, card.state) == ("", CardState.MISSING)
    assert lines(visit)["136/84 mmHg at home: not judged by these rules"] is Tone.MUTED


def test_the_page_for_the_person_explains_an_average() -> None:
    def said(visit: Visit) -> str:
        results = summary_of(visit.snapshot()).results
        return next(each.text for each in results if each.title == "Blood pressure")

    assert said(averaged()) == (
        "Your average at home was 136/84. There we aim for below 135/85. "
        "High blood pressure often has no symptoms."
    )
    assert said(averaged(systolic_mmhg="128")).endswith("below 135/85. Well done.")
    assert "at home" not in said(averaged(clinic="124", systolic_mmhg="128"))


def test_the_form_and_the_letter_print_it_where_the_clinics_pressure_stands() -> None:
    visit = averaged(clinic="124")
    printed = rows(form_of(visit.snapshot()), "Blood pressure")
    assert "136/84 mmHg at home: red zone from 135/85" in printed["Average"]
    results = {row.name: row for row in letter(visit).results}
    assert results["Average at home"].is_red
    assert not results["Blood pressure"].is_red
    assert "136/84" in str(results["Average at home"])


def test_it_leaves_with_the_codes_of_an_average() -> None:
    visit = finished_visit()
    signature = visit.facts.pop()
    visit.answer("average_pressure", **HOME)
    visit.facts.append(signature)
    signed = signed_form(visit.snapshot())
    sent = oru_message(signed, station="ASH-01", sent_at=SENT).decode()
    assert "413606001^Average blood pressure at home, systolic^SCT||136|mm[Hg]" in sent
    bundle = simplejson.loads(fhir_bundle(signed, sent_at=SENT))
    found = [
        each["resource"]
        for each in bundle["entry"]
        if each["resource"].get("code", {}).get("text") == "Average blood pressure at home"
    ]
    assert [part["code"]["coding"][0]["code"] for part in found[0]["component"]] == [
        "413606001",
        "413605002",
    ]
    assert found[0]["category"][0]["coding"][0]["code"] == "vital-signs"


def test_it_is_a_value_that_can_be_taken_back_and_that_a_refusal_does_not_hide() -> None:
    visit = averaged()
    spec = shown(visit).card("blood_pressure").entry
    assert spec is not None
    offered = [option.label for field in spec.wrong for option in field.options]
    assert any("136/84 mmHg at home" in words for words in offered)
    assert Domain.BLOOD_PRESSURE not in visit.snapshot().record.declined
    assert visit.snapshot().contents.answers["average_pressure"].values == MappingProxyType(HOME)

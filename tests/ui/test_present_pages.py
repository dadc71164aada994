"""Words for every code, and the pages of people and of quality control."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from uuid6 import uuid7

from clinicapp.domain.forms import Form
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import (
    Quantity,
)
from clinicapp.services.caseload import Caseload, LatestForm, PersonInCare
from clinicapp.services.inbox import UNFINISHED, ControlResults
from clinicapp.ui.viewmodels.equipment_view import AssetStatus
from clinicapp.ui.viewmodels.inbox_view import WhyKind
from clinicapp.ui.viewmodels.people_view import FormStatus
from clinicapp.ui.viewmodels.present_equipment import (
    STATUS_WORDS,
)
from clinicapp.ui.viewmodels.present_inbox import (
    REFUSALS,
    present_inbox,
    present_unread,
    present_waiting,
)
from clinicapp.ui.viewmodels.present_people import present_people
from clinicapp.ui.viewmodels.present_quality import present_quality
from clinicapp.ui.words.held import why_sentence, why_short
from drivers.readings import Refusal
from tests.support.facts import (
    LONDON,
    an_observation,
)
from tests.support.page_facts import (
    GATE_CODES,
    NOW,
    POLICY,
    TERMS,
    TODAY,
    analyser,
    at_hand,
    one,
    pressure,
    unread,
)
from tests.support.store_samples import a_person, nhs_number

# Words for every code.


@pytest.mark.parametrize("code", GATE_CODES)
def test_every_gate_code_has_words_on_its_row_and_in_its_detail(code: str) -> None:
    short, sentence = why_short(code), why_sentence(code, None, TODAY, LONDON)
    assert code not in short
    assert code not in sentence
    assert "_" not in short + sentence
    assert sentence.endswith(".")
    if POLICY.decide(code) in (Decision.HOLD, Decision.BLOCK):
        found = at_hand(pressure(128, 82), None, (code,))
        (row,) = present_inbox((found,), (), 1, TERMS).rows
        assert row.why_text == short
        assert sentence in present_waiting(found, TERMS).why


def test_every_code_that_a_device_state_can_give_is_in_the_policy() -> None:
    checks = ("CAL", "SERVICE", "PAT", "USER_CHECK")
    codes = {f"{check}_{end}" for check in checks for end in ("NEVER", "FAILED", "OVERDUE")}
    codes |= {"QC_NEVER", "QC_FAILED", "QC_DUE", "NOT_ACCEPTED", "LOST", "IN_REPAIR"}
    assert codes <= set(GATE_CODES)


@pytest.mark.parametrize("reason", [*[each.value for each in Refusal], UNFINISHED])
def test_every_refusal_of_a_driver_has_words(reason: str) -> None:
    assert reason in REFUSALS
    view = present_unread(unread(reason), TERMS)
    assert view.why == REFUSALS[reason]
    (row,) = present_inbox((), (unread(reason),), 0, TERMS).rows
    assert row.why is WhyKind.NOT_UNDERSTOOD
    assert row.why_text != "No result in it"


def test_every_state_of_equipment_has_a_word() -> None:
    assert set(STATUS_WORDS) == set(AssetStatus)


# People.


def test_people_are_told_with_their_form() -> None:
    person = a_person(room="7", nhs_number=nhs_number("999 000 0018"))
    form = Form(
        id=uuid7(),
        number="LHF-2026-00001",
        person_id=person.id,
        pack="uk-current",
        opened_at=NOW - timedelta(days=3),
        opened_by="Rosa Tester",
    )
    found = Caseload(
        people=(
            PersonInCare(person, LatestForm(form, NOW)),
            PersonInCare(person, LatestForm(form, None)),
            PersonInCare(a_person(room=None, nhs_number=None, antipsychotic=None), None),
        ),
        total=18,
    )
    view = present_people(found, ward="Ash", query="", today=TODAY, zone=LONDON)
    assert (view.title, view.summary) == (
        "Physical health checks, Ash ward",
        "18 people, 22 Nov 2026",
    )
    first, second, third = view.rows
    assert (first.name, first.nhs_number, first.room) == (
        "EXAMPLE, Amara",
        "999 000 0018",
        "room 7",
    )
    assert (first.born, first.age) == ("14 Mar 1985", "41 y")
    assert (first.antipsychotic, first.started) == ("Olanzapine", "30 May 2026")
    assert (first.form, first.form_text) == (FormStatus.SIGNED, "Signed on 22 Nov 2026")
    assert (second.form, second.form_text) == (FormStatus.OPEN, "Open since 19 Nov 2026")
    assert (third.form, third.form_text) == (FormStatus.NONE, "No form yet")
    assert (third.nhs_number, third.room, third.antipsychotic, third.started) == ("", "", "", "")


def test_an_empty_ward_is_not_a_search_without_an_answer() -> None:
    none = Caseload(people=(), total=0)
    empty = present_people(none, ward="Ash", query="", today=TODAY, zone=LONDON)
    searched = present_people(none, ward="Ash", query="zzz", today=TODAY, zone=LONDON)
    assert empty.empty_title == "Nobody is on this ward yet."
    assert searched.empty_title == "Nobody found."
    assert searched.query == "zzz"


# Quality control.


def test_a_control_result_is_told_exactly_as_it_was_sent() -> None:
    seen = one("hba1c", "hba1c_mmol_mol", "38.0", control=True, lot="L-77", measured_at=NOW)
    box = analyser(NOW)
    found = ControlResults(results=(at_hand(seen, box),), total=1)
    view = present_quality(found, ward="Ash", zone=LONDON)
    (row,) = view.rows
    assert (row.value, row.unit, row.analyte, row.lot) == ("38.0", "mmol/mol", "HbA1c", "L-77")
    assert (row.time, row.tag) == ("22 Nov 2026, 09:41", "HB-1")
    assert (view.title, view.summary) == ("Quality control, Ash ward", "1 control result")


def test_a_control_without_a_number_says_so() -> None:
    seen = an_observation(
        "hba1c",
        quantities=(Quantity("hba1c_mmol_mol", None, "above", Decimal(130)),),
        control=True,
    )
    results = ControlResults(
        results=(at_hand(seen), at_hand(replace(seen, quantities=()))), total=2
    )
    rows = present_quality(results, ward=None, zone=LONDON).rows
    assert [(row.value, row.unit) for row in rows] == [("> 130 mmol/mol", ""), ("No value", "")]


def test_a_control_of_a_lipid_panel_tells_every_value() -> None:
    seen = an_observation(
        "lipids",
        quantities=(
            Quantity("total_cholesterol_mmol_l", Decimal("5.10")),
            Quantity("hdl_mmol_l", Decimal("1.3")),
            Quantity("triglycerides_mmol_l", None, "below", Decimal("0.5")),
        ),
        control=True,
    )
    found = ControlResults(results=(at_hand(seen),), total=1)
    (row,) = present_quality(found, ward="Ash", zone=LONDON).rows
    assert (row.value, row.unit) == ("Total 5.10, HDL 1.3, triglycerides < 0.5", "mmol/L")

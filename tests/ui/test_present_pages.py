"""Words for every code, and the pages of people and of quality control."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from uuid6 import uuid7

from clinicapp.domain.gate import Decision
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.observations import (
    Quantity,
)
from clinicapp.domain.worklist import Draft, Element, Recorded, WorklistEntry, worklist_entry
from clinicapp.services.clinic.inbox import UNFINISHED, ControlResults
from clinicapp.services.staff.members import station_actor
from clinicapp.ui.viewmodels.equipment_view import AssetStatus
from clinicapp.ui.viewmodels.inbox.inbox_view import WhyKind
from clinicapp.ui.viewmodels.inbox.present_inbox import (
    REFUSALS,
    present_inbox,
    present_unread,
    present_waiting,
)
from clinicapp.ui.viewmodels.quality.present_quality import present_quality
from clinicapp.ui.viewmodels.worklist.present_worklist import (
    namesakes_among,
    present_worklist,
    worklist_rows,
)
from clinicapp.ui.viewmodels.worklist.worklist_view import CellState, DomainCell, DueState, Filter
from clinicapp.ui.words.equipment import STATUS_WORDS
from clinicapp.ui.words.held import why_sentence, why_short
from clinicapp.ui.words.plain import initialled
from drivers.readings import Refusal
from tests.support.facts import (
    LONDON,
    an_observation,
)
from tests.support.page_facts import (
    GATE_CODES,
    NOW,
    PACK,
    POLICY,
    TERMS,
    TODAY,
    analyser,
    at_hand,
    one,
    pressure,
    unread,
)
from tests.support.store_samples import a_person

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


# The worklist.


def entry(started: str | None, *forms: Recorded, **changes: object) -> WorklistEntry:
    day = None if started is None else date.fromisoformat(started)
    person = a_person(room="7", antipsychotic_started=day, **changes)
    return worklist_entry(person, forms, PACK, TODAY)


def recorded(on: str, *elements: Element, signed: bool = True, **changes: object) -> Recorded:
    day = date.fromisoformat(on)
    return Recorded(
        form_id=uuid7(),
        signed_on=day if signed else None,
        days=dict.fromkeys(elements or tuple(Element), day),
        **{"refused": {}, **changes},  # type: ignore[arg-type]
    )


def test_people_are_told_with_what_is_due() -> None:
    entries = (
        entry(
            "2026-08-20",
            recorded("2026-08-20"),
            recorded("2026-10-10", Element.WEIGHT),
            recorded("2026-11-12", Element.SMOKING),
        ),
        entry("2026-01-08", recorded("2026-04-02")),
        entry("2026-01-08", recorded("2026-04-02", signed=False), nhs_number=None),
        entry(None, antipsychotic=None),
    )
    first, second, third, fourth = worklist_rows(entries, TODAY, LONDON)
    assert (first.name, first.identity) == ("EXAMPLE, Amara", "999 000 0018 · room 7")
    assert (first.antipsychotic, first.started) == ("Olanzapine", "20 Aug 2026")
    assert [(cell.words, cell.detail) for cell in first.cells[:2]] == [
        ("Done", ""),
        ("Overdue", "10 d"),
    ]
    assert (first.due, first.due_state, first.due_words) == (
        "12 Nov 2026",
        DueState.LATE,
        "10 d overdue",
    )
    assert (first.action, first.is_overdue, first.is_due_now) == ("Start", True, False)
    assert (second.due, second.due_words, second.action) == ("8 Jan 2027", "All done", "View")
    assert (third.identity, third.due_words, third.action) == ("room 7", "Not signed yet", "Start")
    assert (fourth.antipsychotic, fourth.started, fourth.due) == ("", "", "")
    assert (fourth.due_state, fourth.due_words) == (DueState.UNKNOWN, "No start date")


@pytest.mark.parametrize(
    ("started", "words"),
    [("2026-11-22", "Today"), ("2026-11-23", "In 1 day"), ("2026-11-29", "In 7 days")],
)
def test_what_is_due_soon_is_told_in_days(started: str, words: str) -> None:
    (row,) = worklist_rows((entry(started),), TODAY, LONDON)
    assert (row.due_words, row.is_due_now) == (words, True)


def test_a_red_zone_without_action_is_due_now_though_no_day_is_near() -> None:
    red = frozenset({Domain.BLOOD_PRESSURE})
    open_form = recorded("2026-04-02", signed=False, red_without_action=red)
    (row,) = worklist_rows((entry("2026-01-08", open_form),), TODAY, LONDON)
    assert row.is_due_now
    assert row.cells[3] == DomainCell(CellState.RED_ZONE, "Red zone", "no action")


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (datetime(2026, 11, 22, 9, 12, tzinfo=UTC), "Draft since 09:12"),
        (datetime(2026, 11, 20, 9, 12, tzinfo=UTC), "Draft since 20 Nov"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Draft since 2 Jul"),
        (datetime(2026, 1, 5, 9, 12, tzinfo=UTC), "Draft since 5 Jan 2026"),
    ],
)
def test_a_draft_says_since_when_it_waits_and_whose_it_is(since: datetime, words: str) -> None:
    draft = recorded("2026-04-02", signed=False, draft=Draft(since, "Rosa Tester"))
    rows = worklist_rows((entry("2026-01-08", draft), entry("2026-01-08")), TODAY, LONDON)
    assert [(row.draft, row.draft_by, row.action) for row in rows] == [
        (words, "R. Tester", "Continue"),
        ("", "", "Start"),
    ]
    view = present_worklist(rows, ward="Ash", today=TODAY, chosen=Filter.DRAFTS)
    assert [row.draft for row in view.rows] == [words]
    nobody = present_worklist(rows[1:], ward="Ash", today=TODAY, chosen=Filter.DRAFTS)
    assert nobody.empty_title == "No draft waits to be gone on with."


def test_a_draft_that_a_device_filled_names_no_person() -> None:
    since = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
    by = station_actor("ASH-01").name
    draft = recorded("2026-04-02", signed=False, draft=Draft(since, by))
    (row,) = worklist_rows((entry("2026-01-08", draft),), TODAY, LONDON)
    assert (row.draft, row.draft_by) == ("Draft since 09:12", "a device")


def test_namesakes_are_marked_with_their_dates_of_birth_and_nobody_else() -> None:
    entries = (
        entry("2026-01-08", given_name="Amara"),
        entry("2026-01-08", given_name="amara ", born=date(1990, 2, 1), nhs_number=None),
        entry("2026-01-08", given_name="Amara Jane", nhs_number=None),
    )
    rows = worklist_rows(entries, TODAY, LONDON, namesakes_among(entries))
    assert [row.born for row in rows] == ["14 Mar 1985", "1 Feb 1990", ""]
    assert namesakes_among(entries[1:]) == frozenset()


@pytest.mark.parametrize(
    ("name", "short"),
    [("Rosa Tester", "R. Tester"), ("Li Na Testcase", "L. Testcase"), ("Rosa", "Rosa"), ("", "")],
)
def test_a_name_is_shortened_to_an_initial(name: str, short: str) -> None:
    assert initialled(name) == short


def test_the_head_counts_and_an_empty_ward_is_not_a_search_without_an_answer() -> None:
    rows = worklist_rows((entry("2026-11-22"), entry(None, antipsychotic=None)), TODAY, LONDON)
    view = present_worklist(rows, ward="Ash", today=TODAY)
    assert view.title == "Physical health checks, Ash ward"
    assert view.summary == "1 patient on antipsychotics, 22 Nov 2026"
    assert [each.count for each in view.filters] == [1, 0, 2, 0]
    empty = present_worklist((), ward="Ash", today=TODAY)
    searched = present_worklist(rows, ward="Ash", today=TODAY, query="zzz")
    nobody_late = present_worklist(rows, ward="Ash", today=TODAY, chosen=Filter.OVERDUE)
    assert empty.empty_title == "Nobody is on this ward yet."
    assert (searched.empty_title, searched.query) == ("Nobody found.", "zzz")
    assert nobody_late.empty_title == "Nobody is overdue."


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

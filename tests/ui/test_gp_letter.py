"""The letter to the GP: its sentences, and that no number in it comes from nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from clinicapp.services.clinic.screening import FormSnapshot
from clinicapp.ui.documents.form_document import NOTICE
from clinicapp.ui.documents.gp_letter import (
    DRAFT,
    DRAFT_SENTENCE,
    LetterDocument,
    letter_document,
)
from clinicapp.ui.documents.gp_letter_pdf import lay_out_letter
from tests.support.sheets import IMPRINT, LONG, crowded, outside, overlapping
from tests.support.snapshots import (
    ZONE,
    Visit,
    clock,
    demo_visit,
    finished_visit,
    monitor,
    pack_named,
    scale,
)

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def letter(visit: Visit) -> LetterDocument:
    return letter_document(visit.snapshot(), IMPRINT)


def section(document: LetterDocument, heading: str) -> tuple[str, ...]:
    found = [each.lines for each in document.sections if each.heading == heading]
    return found[0] if found else ()


def test_the_letter_says_who_was_seen_and_what_was_found() -> None:
    document = letter(finished_visit())
    assert dict(document.person) == {
        "Name": "EXAMPLE, Amara (Ms)",
        "NHS number": "999 201 4539 TEST",
        "Date of birth": "14 Mar 1985",
        "Sex": "Female",
        "Seen on": "22 Nov 2026",
        "Seen at": "Ash ward",
    }
    assert document.summary == (
        "Amara EXAMPLE had a physical health check on 22 Nov 2026, following the Lester "
        "cardiometabolic screening form. Two of the domains are in the red zone: blood pressure "
        "and glucose regulation."
    )
    assert section(document, "Red zones") == (
        "Blood pressure: red zone is 140 or over, or 90 or over.",
        "Glucose regulation: red zone is 42 or over. High risk of diabetes (42\N{EN DASH}47).",
    )


def test_the_letter_asks_the_gp_for_what_was_agreed() -> None:
    assert letter(finished_visit()).requests == (
        "Please repeat the blood pressure and arrange ambulatory or home monitoring.",
        "Please consider an offer of the diabetes prevention programme, and recheck.",
        "The HbA1c was measured at the point of care: please confirm it in the laboratory before "
        "any diagnosis.",
        "Please add these results to the record.",
    )


def test_every_result_has_its_value_unit_moment_and_source() -> None:
    document = letter(finished_visit())
    rows = {row.name: row for row in document.results}
    used = rows["Blood pressure"]
    assert (used.value, used.taken, used.is_red) == ("146/91 mmHg", "22 Nov 2026, 09:42", True)
    assert used.note == "Also read: 152/94 at 09:38"
    assert document.sources[used.source - 1] == (
        "A&D UA-651, serial SN-651, asset ASH-UA-. When used: calibration passed, due 14 Feb 2027."
    )
    hba1c = rows["HbA1c"]
    assert (hba1c.value, hba1c.note, hba1c.is_red) == ("44 mmol/mol", "point of care", True)
    assert document.sources[hba1c.source - 1].endswith("QC passed 22 Nov 2026, 07:30.")
    assert not rows["Random glucose"].is_red
    assert (rows["BMI"].value, rows["BMI"].taken, rows["BMI"].source) == (
        "24.3 kg/m\N{SUPERSCRIPT TWO}",
        "worked out",
        0,
    )
    height = rows["Height"]
    assert document.sources[height.source - 1] == (
        "Entered by hand by Rosa Tester; no device is recorded."
    )
    assert document.sources[rows["Smoking"].source - 1] == "Asked by Rosa Tester."


def test_a_reading_used_with_a_reason_says_so_in_its_source() -> None:
    visit = Visit()
    visit.answer("height", height_cm="168")
    late = replace(scale(), events=())
    visit.file(
        late, "weight", clock(9, 49), codes=("CAL_NEVER",), reason="No other.", weight_kg="70"
    )
    (source,) = (text for text in letter(visit).sources if "seca" in text)
    assert source.endswith(
        "When used: calibration never done; not accepted. "
        "It was held and used by Rosa Tester, reason: No other."
    )


def test_the_plan_and_what_was_declined_are_told_apart() -> None:
    visit = finished_visit()
    visit.choose("GLU1", "declined")
    visit.choose("COM2", "offered")
    document = letter(visit)
    assert section(document, "Plan agreed with the person") == (
        "Repeat readings, low-salt advice, tell doctor; arrange ambulatory or home BP: accepted, "
        "Rosa Tester, 22 Nov 2026, 09:50.",
        "Result explained to person: offered, Rosa Tester, 22 Nov 2026, 09:50.",
    )
    assert section(document, "Offered and declined, or not appropriate") == (
        "Diabetes-prevention offer; recheck plan: declined, Rosa Tester, 22 Nov 2026, 09:50.",
    )
    assert "Please consider an offer of the diabetes prevention programme, and recheck." not in (
        document.requests
    )
    assert document.requests[1] == (
        "Glucose regulation: in the red zone, and no action was agreed here. Please follow it up."
    )


def test_what_was_not_done_is_listed_with_its_reason() -> None:
    visit = Visit()
    visit.decline("lipids", "Too unwell or distressed today")
    visit.decline("alcohol", "Declined today")
    lines = section(letter(visit), "Not done")
    assert lines[-2:] == (
        "Blood lipids: too unwell or distressed today. Recorded by Rosa Tester, "
        "22 Nov 2026, 09:51.",
        "Alcohol: declined today. Recorded by Rosa Tester, 22 Nov 2026, 09:51.",
    )
    assert "Smoking: not recorded yet." in lines


def test_a_letter_with_nothing_red_asks_for_nothing_but_the_record() -> None:
    visit = Visit()
    visit.answer("smoking", smoking="never")
    assert letter(visit).requests == (
        "Nothing is asked of you but to add these results to the record.",
    )


def test_the_letter_says_which_pack_judged_and_that_it_awaits_sign_off() -> None:
    visit = finished_visit()
    assert section(letter(visit), "How the results were judged") == (
        "Judged by the rule pack Current UK practice (uk-current, version 2): awaiting clinical "
        "sign-off. Treat the red zones as provisional until it is approved.",
    )
    visit.pack = replace(visit.pack, approver="Dr Ada Sample")
    assert section(letter(visit), "How the results were judged") == (
        "Judged by the rule pack Current UK practice (uk-current, version 2), approved by "
        "Dr Ada Sample.",
    )


def test_the_letter_is_signed_by_whoever_signed_the_form() -> None:
    document = letter(finished_visit())
    assert document.draft == ""
    assert section(document, "Person completing record") == ("Rosa Tester, 22 Nov 2026, 09:56.",)
    assert document.notice == NOTICE
    assert section(document, "Next checks due")[0].startswith("30 Aug 2027: weight, ")


def test_an_unsigned_form_gives_a_draft_on_every_sheet(qapp: QApplication) -> None:
    document = letter(demo_visit())
    assert document.draft == DRAFT_SENTENCE
    sheets = lay_out_letter(document)
    for sheet in sheets:
        assert any(DRAFT in piece.text for piece in sheet.texts())
    for sheet in lay_out_letter(letter(finished_visit())):
        assert not any(DRAFT in piece.text for piece in sheet.texts())


@pytest.mark.parametrize("name", ["lester-2012", "lester-2014", "uk-current"])
def test_a_letter_has_one_or_two_sheets_and_nothing_on_them_is_cut(
    qapp: QApplication, name: str
) -> None:
    for visit in (finished_visit(name), demo_visit(name), Visit(pack=pack_named(name))):
        sheets = lay_out_letter(letter(visit))
        assert len(sheets) in (1, 2)
        for sheet in sheets:
            assert overlapping(sheet) == []
            assert outside(sheet) == []


def test_a_crowded_letter_takes_the_sheets_it_needs_and_loses_no_line(qapp: QApplication) -> None:
    document = letter(crowded())
    sheets = lay_out_letter(document)
    printed = {piece.text for sheet in sheets for piece in sheet.texts()}
    for each in document.sections:
        assert {each.heading, *each.lines} <= printed
    assert set(document.sources) | set(document.requests) | {document.summary} <= printed
    for sheet in sheets:
        assert overlapping(sheet) == []
        assert outside(sheet) == []
    assert len(sheets) <= 4


def test_a_long_name_keeps_the_number_on_every_sheet(qapp: QApplication) -> None:
    visit = finished_visit()
    visit.person = replace(visit.person, family_name=LONG, given_name=LONG)
    for sheet in lay_out_letter(letter(visit)):
        assert any("999 201 4539" in piece.text for piece in sheet.texts())
        assert outside(sheet) == []


# Every number in the letter is one of the record's.


def numbers_of(snapshot: FormSnapshot) -> set[str]:
    """What may stand in a letter, gathered from the facts without the presenters' help."""
    person, judged = snapshot.person, snapshot.assessment
    contents = snapshot.contents
    repeats = [fact for found in contents.repeats.values() for fact in found]
    facts = [*contents.answers.values(), *repeats, *contents.actions.values()]
    facts += [*contents.declined.values(), *([contents.signed] if contents.signed else [])]
    texts = [value for fact in facts for key, value in fact.values.items() if key != "taken_at"]
    moments = [fact.at for fact in facts] + [snapshot.form.opened_at, IMPRINT.printed_at]
    moments += [
        datetime.fromisoformat(f.values["taken_at"]) for f in facts if "taken_at" in f.values
    ]
    days = [person.born, snapshot.record.on, person.antipsychotic_started or person.born]
    for source in snapshot.sources.values():
        seen = source.reading.observation
        texts += [source.reason or "", seen.device_serial or "", seen.device_model or ""]
        if source.asset is not None:
            texts += [source.asset.tag, source.asset.serial, source.asset.name]
        for check in source.state.checks if source.state else ():
            days += [check.due_on] if check.due_on else []
            moments += [check.last_at] if check.last_at else []
    pack, started = snapshot.pack, person.antipsychotic_started
    if started is not None:
        days += [started.replace(year=started.year + years) for years in (1, 2)]
        days += [started + timedelta(weeks=w) for i in pack.monitoring for w in i.weeks]
    texts += [action.text for action in pack.actions]
    texts += [pack.title, pack.name, pack.version, snapshot.form.number, str(snapshot.form.version)]
    texts += [str(entry.value) for entry in pack.entries.values() if hasattr(entry, "value")]
    # "42 to 47": the range that ends below the next threshold, which is a whole number.
    texts += [str(pack.glucose.hba1c_diabetes.value - 1)]
    texts += [person.family_name, person.given_name, person.ward, person.antipsychotic or ""]
    texts += [person.nhs_number.spaced if person.nhs_number else "", *IMPRINT.trust_lines]
    texts += [IMPRINT.ward_phone, *_worked_out(snapshot), str(judged.weight.bmi or "")]
    texts += [str(abs(judged.weight.gain_kg)) if judged.weight.gain_kg is not None else ""]
    # Words of our own that hold a figure.
    texts += ["HbA1c", "QRISK3", "150 min", "Under 18", "type 1", "1"]
    local = [moment.astimezone(ZONE) for moment in moments]
    texts += [f"{at:%H} {at:%M}" for at in local]
    days += [at.date() for at in local]
    return {number for text in texts for number in _numbers(text)} | set(_parts(days))


def _worked_out(snapshot: FormSnapshot) -> list[str]:
    lipids = snapshot.record.lipids
    if lipids.total_mmol_l is None or not lipids.hdl_mmol_l:
        return []
    ratio = lipids.total_mmol_l / lipids.hdl_mmol_l
    low, high = ratio * 10 // 1 / 10, (ratio * 10 // 1 + 1) / 10
    return [str(lipids.total_mmol_l - lipids.hdl_mmol_l), f"{low:.1f}", f"{high:.1f}"]


def _numbers(text: str) -> Iterable[str]:
    for found in NUMBER.findall(text):
        yield _same(found)


def _same(number: str) -> str:
    """Without the zeros that do not count, so that 5 and 5.0 are one number."""
    whole, _dot, rest = number.partition(".")
    return f"{int(whole)}.{rest.rstrip('0')}".rstrip(".")


def _parts(days: Iterable[date]) -> Iterable[str]:
    for day in days:
        yield from (str(day.day), str(day.year))


def some(low: int, high: int, places: int = 1) -> st.SearchStrategy[str]:
    return st.decimals(low, high, places=places).map(lambda value: format(value, "f"))


ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "smoking": st.sampled_from(["current", "ex", "never", "vapes"]).map(
            lambda word: {"smoking": word}
        ),
        "diet": st.sampled_from(["poor", "adequate"]).map(lambda word: {"diet": word}),
        "activity": st.sampled_from(["sedentary", "active"]).map(lambda w: {"activity": w}),
        "audit_c": st.integers(0, 12).map(lambda score: {"audit_c": str(score)}),
        "substances": st.sampled_from(["none", "cannabis, 3 times a week"]).map(
            lambda words: {"substances": words}
        ),
        "height": some(100, 230).map(lambda cm: {"height_cm": cm}),
        "weight": some(20, 400).map(lambda kg: {"weight_kg": kg}),
        "waist": some(40, 250).map(lambda cm: {"waist_cm": cm}),
        "pulse_regular": st.sampled_from(["yes", "no"]).map(lambda w: {"pulse_regular": w}),
        "hba1c": st.tuples(st.integers(15, 200), st.sampled_from(["poc", "lab"])).map(
            lambda pair: {"hba1c_mmol_mol": str(pair[0]), "sample": pair[1]}
        ),
        "glucose": st.tuples(some(1, 50), st.sampled_from(["yes", "no", "unknown"])).map(
            lambda pair: {"glucose_mmol_l": pair[0], "sample": "lab", "fasting": pair[1]}
        ),
        "lipids": st.tuples(some(5, 30), some(1, 4)).map(
            lambda pair: {"total_cholesterol_mmol_l": pair[0], "hdl_mmol_l": pair[1]}
        ),
        "qrisk3": some(0, 99).map(lambda percent: {"qrisk3_percent": percent}),
    },
)
PRESSURES = st.lists(st.tuples(st.integers(130, 250), st.integers(40, 125)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(
    items=ITEMS,
    pressures=PRESSURES,
    minute=st.integers(0, 59),
    declined=st.sets(st.sampled_from(["smoking", "lipids", "glucose", "alcohol"])),
    statuses=st.dictionaries(
        st.sampled_from(["BP1", "GLU1", "GLU2", "LIP1", "SMK1", "WGT1", "COM2"]),
        st.sampled_from(["offered", "accepted", "declined", "not_appropriate", "cleared"]),
    ),
    signed=st.booleans(),
    pack=st.sampled_from(["lester-2012", "lester-2014", "uk-current"]),
)
def test_every_number_in_a_letter_is_one_of_the_record(
    items: dict[str, dict[str, str]],
    pressures: list[tuple[int, int]],
    minute: int,
    declined: set[str],
    statuses: dict[str, str],
    signed: bool,
    pack: str,
) -> None:
    visit = Visit(pack=pack_named(pack))
    for item in sorted(declined):
        visit.decline(item)
    for item, values in items.items():
        visit.answer(item, clock(10, minute), **values)
    for systolic, diastolic in pressures:
        pair = {"systolic_mmhg": str(systolic), "diastolic_mmhg": str(diastolic)}
        visit.file(monitor(), "blood_pressure", clock(11, minute), **pair)
    for code, status in statuses.items():
        visit.choose(code, status)
    if signed:
        visit.sign()
    snapshot = visit.snapshot()
    document = letter_document(snapshot, IMPRINT)
    allowed = numbers_of(snapshot)
    found = set(_numbers(document.text))
    assert found <= allowed, found - allowed
    # And the other way round: no value that was recorded is left out.
    for values in items.values():
        for key, value in values.items():
            if key.endswith(("_kg", "_cm", "_mmol_mol", "_percent")):
                assert _same(value) in found, key

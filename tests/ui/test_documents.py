"""The printed pages: their words as pure values, their places on the sheet, their files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clinicapp.domain.errors import Refused
from clinicapp.services.clinic.screening import FormSnapshot
from clinicapp.ui.documents.form_document import NOTICE, FormDocument, form_document
from clinicapp.ui.documents.form_pdf import lay_out_form, write_form_pdf
from clinicapp.ui.documents.how_measured import how_measured
from clinicapp.ui.documents.paper import Run, Sheet, Style
from clinicapp.ui.documents.summary_document import SummaryDocument, summary_document
from clinicapp.ui.documents.summary_pdf import lay_out_summary, write_summary_pdf
from clinicapp.ui.documents.summary_result import ResultTone
from clinicapp.ui.viewmodels.clinic.present_visit import Visit as ShownVisit
from tests.support.sheets import TRUST, crowded, outside, overlapping
from tests.support.snapshots import (
    ZONE,
    Visit,
    amara,
    clock,
    demo_visit,
    finished_visit,
    monitor,
    pack_named,
    scale,
)


def form_of(snapshot: FormSnapshot) -> FormDocument:
    return form_document(
        snapshot, trust=TRUST, station="ASH-01", printed_at=clock(9, 58), zone=ZONE
    )


def summary_of(snapshot: FormSnapshot, trust: str = TRUST) -> SummaryDocument:
    return summary_document(
        snapshot, trust=trust, ward_phone="01632 960 118", printed_at=clock(9, 58), zone=ZONE
    )


def rows(document: FormDocument, title: str) -> dict[str, list[str]]:
    section = next(each for each in document.sections if each.title == title)
    found: dict[str, list[str]] = {}
    for row in section.rows:
        found.setdefault(row.label, []).append(row.text)
    return found


def test_the_form_gives_every_value_its_rule_source_and_action() -> None:
    document = form_of(finished_visit().snapshot())
    pressure = rows(document, "Blood pressure")
    assert pressure["Rule"] == ["Red zone: 140 or over, or 90 or over"]
    assert pressure["Readings"] == ["1: 152/94 at 09:38; 2: 146/91 at 09:42 (used)"]
    assert pressure["Last time"] == ["138/86 · 18 May 2026"]
    used = pressure["Source"][-1]
    for part in ("146/91 mmHg", "A&D UA-651", "serial SN-651", "In calibration", "09:42"):
        assert part in used
    assert re.search(r"reading [0-9a-f]{8}\b", used)
    (action,) = pressure["Action BP1"]
    assert action.endswith("Accepted, Rosa Tester, 22 Nov 2026, 09:50")


def test_the_form_says_each_zone_in_words_beside_an_icon() -> None:
    document = form_of(finished_visit().snapshot())
    zones = {section.title: (section.zone, section.zone_icon) for section in document.sections}
    assert zones["Blood pressure"] == ("Red zone", "circle-alert")
    assert zones["Lipids"] == ("In range", "check")
    assert zones["Smoking"] == ("Not red zone", "check")


def test_the_form_counts_completeness_three_times() -> None:
    document = form_of(finished_visit().snapshot())
    assert [row.text for row in document.completeness] == [
        "6 of 6 domains, complete",
        "6 of 6 core checks, complete",
        "6 of 7 items, without substances",
    ]


def test_the_form_names_its_pack_its_mark_its_signer_and_the_notice() -> None:
    document = form_of(finished_visit().snapshot())
    assert document.rules[0].text == (
        "Current UK practice (uk-current, version 2): awaiting clinical sign-off"
    )
    assert [row.text for row in document.signature] == ["Rosa Tester", "22 Nov 2026, 09:56"]
    assert document.status == "Signed off"
    assert document.notice == NOTICE


def test_an_approved_pack_names_who_approved_it() -> None:
    visit = finished_visit()
    visit.pack = replace(visit.pack, approver="Dr Ada Sample")
    assert form_of(visit.snapshot()).rules[0].text.endswith("approved by Dr Ada Sample")


def test_an_unsigned_form_is_a_draft_and_says_what_is_missing() -> None:
    document = form_of(demo_visit().snapshot())
    assert document.status == "Draft, not signed"
    zones = {section.title: section.zone for section in document.sections}
    assert zones["Lifestyle and alcohol"] == "Missing"
    assert rows(document, "Glucose")["Action GLU1"][0].endswith("Not chosen")


def test_a_reading_used_with_a_reason_keeps_the_reason_on_the_form() -> None:
    visit = Visit()
    visit.answer("height", height_cm="168")
    visit.file(
        scale(), "weight", clock(9, 49), codes=("CAL_OVERDUE",), reason="No other", weight_kg="70"
    )
    source = rows(form_of(visit.snapshot()), "BMI and waist")["Source"][-1]
    assert "used with a reason" in source
    assert source.endswith("held and used by Rosa Tester, reason: No other")


def test_an_override_and_the_mark_of_a_lot_or_operator_are_on_the_form_and_in_the_letter() -> None:
    visit = Visit()
    visit.answer("height", height_cm="168")
    codes = ("BREAK_GLASS", "CAL_OVERDUE", "OPERATOR_NOT_COMPETENT")
    fact = visit.file(
        scale(), "weight", clock(9, 49), codes=codes, reason="No other", weight_kg="70"
    )
    source = rows(form_of(visit.snapshot()), "BMI and waist")["Source"][-1]
    assert "used with a reason" in source
    assert "operator not assessed" in source
    assert source.endswith("its device was overridden once for it, reason: No other")
    told = how_measured(ShownVisit(snapshot=visit.snapshot(), zone=ZONE), fact)
    assert "Whoever took it is not assessed for this kind of device." in told
    assert told.endswith("Its device was overridden once for this reading, reason: No other.")


def test_the_form_prints_the_note_that_the_laboratory_has_to_confirm() -> None:
    notes = rows(form_of(finished_visit().snapshot()), "Glucose")["Note"]
    assert notes == ["POC HbA1c: confirm with the laboratory"]


def test_the_summary_puts_what_needs_a_plan_first_and_counts() -> None:
    document = summary_of(finished_visit().snapshot())
    assert document.verdict == "Four results are fine. Two need a plan."
    assert [(each.title, each.value, each.verdict) for each in document.results] == [
        ("Blood pressure", "146/91", "Higher than we want"),
        ("Blood sugar (HbA1c)", "44", "A little high"),
        ("Weight and waist", "68.6 kg, waist 82 cm", "In range"),
        ("Cholesterol", "ratio 3.9", "In range"),
        ("Smoking", "stopped Mar 2023", "Smoke-free"),
        ("Food, activity, alcohol", "alcohol score 3", "In range"),
    ]


def test_the_summary_explains_each_result_in_plain_english() -> None:
    texts = {each.title: each.text for each in summary_of(finished_visit().snapshot()).results}
    assert texts["Blood pressure"].startswith("We aim for below 140/90.")
    assert texts["Blood sugar (HbA1c)"].startswith("The usual range is below 42.")
    assert "about 2 would have a heart attack or stroke" in texts["Cholesterol"]
    assert "gained 2.4\u00a0kg since 30 Aug 2026" in texts["Weight and waist"]
    assert texts["Smoking"].startswith("More than 3 years without smoking.")
    assert "(under 5)" in texts["Food, activity, alcohol"]


def test_the_summary_uses_no_code_and_no_jargon() -> None:
    for visit in (finished_visit(), crowded()):
        document = summary_of(visit.snapshot())
        words = " ".join(
            (
                *(
                    f"{each.title} {each.value} {each.verdict} {each.text}"
                    for each in document.results
                ),
                *(each.text for each in document.agreed),
                *(f"{each.when} {each.what}" for each in document.next_checks),
            )
        )
        for jargon in ("AUDIT", "QRISK", "BMI", "POC", "red zone", "Red zone", "_", "mmol"):
            assert jargon not in words, jargon


def test_the_summary_lists_what_was_accepted_and_never_what_was_declined() -> None:
    visit = demo_visit()
    visit.choose("BP1", "declined")
    visit.choose("GLU1", "offered")
    visit.choose("COM2", "accepted")
    agreed = summary_of(visit.snapshot()).agreed
    assert [(each.text, each.done) for each in agreed] == [
        ("My results were explained to me", True),
        ("Join the healthy living programme", False),
    ]


def test_the_summary_says_when_the_next_checks_are() -> None:
    checks = summary_of(finished_visit().snapshot()).next_checks
    assert [(each.when, each.what) for each in checks] == [
        ("Date to agree", "Blood pressure and blood sugar"),
        ("Aug 2027", "Full health check"),
    ]


def test_a_person_without_an_antipsychotic_is_asked_back_in_a_year() -> None:
    visit = Visit(person=replace(amara(), antipsychotic=None, antipsychotic_started=None))
    document = summary_of(visit.snapshot())
    assert [(each.when, each.what) for each in document.next_checks] == [
        ("Nov 2027", "Full health check")
    ]
    assert document.medicine == ""


def test_a_declined_and_a_missing_result_are_said_without_blame() -> None:
    visit = Visit()
    visit.decline("lipids", "Too unwell or distressed today")
    results = {each.title: each for each in summary_of(visit.snapshot()).results}
    assert results["Cholesterol"].verdict == "Not done today"
    assert "too unwell or distressed today" in results["Cholesterol"].text
    assert {each.tone for each in results.values()} == {ResultTone.OPEN}
    assert summary_of(visit.snapshot()).verdict == "Six still to do."


@pytest.mark.parametrize(
    ("systolic", "diastolic", "verdict"),
    [("120", "80", "In range"), ("190", "121", "Very high"), ("150", "95", "Higher than we want")],
)
def test_the_verdict_on_blood_pressure_follows_the_judgement(
    systolic: str, diastolic: str, verdict: str
) -> None:
    visit = Visit()
    for minute in (38, 42):
        visit.file(
            monitor(),
            "blood_pressure",
            clock(9, minute),
            systolic_mmhg=systolic,
            diastolic_mmhg=diastolic,
        )
    found = {each.title: each.verdict for each in summary_of(visit.snapshot()).results}
    assert found["Blood pressure"] == verdict


def test_the_limits_on_the_summary_are_those_of_the_pack() -> None:
    visit = finished_visit()
    glucose = visit.pack.glucose
    moved = replace(glucose.hba1c_high_risk, value=glucose.hba1c_high_risk.value + 1)
    visit.pack = replace(visit.pack, glucose=replace(glucose, hba1c_high_risk=moved))
    texts = {each.title: each.text for each in summary_of(visit.snapshot()).results}
    assert "below 43" in texts["Blood sugar (HbA1c)"]


@pytest.mark.parametrize("name", ["lester-2012", "lester-2014", "uk-current"])
def test_nothing_on_either_page_lies_over_anything_else(qapp: QApplication, name: str) -> None:
    for visit in (finished_visit(name), demo_visit(name), Visit(pack=pack_named(name)), crowded()):
        snapshot = visit.snapshot()
        sheets = (lay_out_summary(summary_of(snapshot)), *lay_out_form(form_of(snapshot)))
        for sheet in sheets:
            assert overlapping(sheet) == []
            assert outside(sheet) == []


def test_the_summary_is_always_one_page_with_its_foot_free(qapp: QApplication) -> None:
    for visit in (finished_visit(), crowded(), Visit()):
        sheet = lay_out_summary(summary_of(visit.snapshot(), trust=""))
        foot = next(piece for piece in sheet.texts() if piece.text.startswith("Form LHF"))
        above = [piece for piece in sheet.texts() if piece.y < foot.y - 1]
        assert max(piece.y + piece.height for piece in above) <= foot.y


def test_a_crowded_form_goes_on_over_the_page_and_loses_no_row(qapp: QApplication) -> None:
    document = form_of(crowded().snapshot())
    sheets = lay_out_form(document)
    assert len(sheets) > 2
    printed = [piece.text for sheet in sheets for piece in sheet.texts()]
    for section in document.sections:
        for row in section.rows:
            assert row.text in printed
    for number, sheet in enumerate(sheets, start=1):
        texts = [piece.text for piece in sheet.texts()]
        assert f"Page {number} of {len(sheets)}" in texts
        assert NOTICE in texts
        assert document.form_line in texts


def test_bold_runs_survive_letters_outside_the_basic_plane(qapp: QApplication) -> None:
    sheet = Sheet()
    piece = sheet.text(0, 0, 300, (Run("\U0001d538 "), Run("bold", bold=True)), Style(14, 20))
    (found,) = piece.layout.formats()
    assert (found.start, found.length) == (3, 4)


def test_both_files_are_archive_pdfs_with_their_fonts_inside(
    qapp: QApplication, tmp_path: Path
) -> None:
    snapshot = finished_visit().snapshot()
    form, summary = tmp_path / "form.pdf", tmp_path / "summary.pdf"
    printed = clock(9, 58)
    write_form_pdf(snapshot, form, trust=TRUST, station="ASH-01", printed_at=printed, zone=ZONE)
    write_summary_pdf(snapshot, summary, trust=TRUST, ward_phone="", printed_at=printed, zone=ZONE)
    for path, pages in ((form, 2), (summary, 1)):
        data = path.read_bytes()
        assert data.startswith(b"%PDF-1.4")
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", data)) == pages
        assert len(re.findall(rb"/FontFile2", data)) == 2
        assert b"Inter" in data
        assert re.search(rb"pdfaid:part[>=\"']+1", data)
        assert b"/OutputIntents" in data


def test_a_folder_that_is_not_there_is_refused_in_one_sentence(
    qapp: QApplication, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="choose another folder"):
        write_summary_pdf(
            finished_visit().snapshot(),
            tmp_path / "nowhere" / "summary.pdf",
            trust="",
            ward_phone="",
            printed_at=clock(9, 58),
            zone=ZONE,
        )


def test_a_low_blood_sugar_is_the_value_that_the_summary_explains() -> None:
    visit = finished_visit()
    visit.answer("glucose", glucose_mmol_l="3.1", sample="lab", fasting="no")
    found = {each.title: each for each in summary_of(visit.snapshot()).results}
    assert (found["Blood sugar"].value, found["Blood sugar"].verdict) == ("3.1", "Low")
    zones = {section.title: section.value for section in form_of(visit.snapshot()).sections}
    assert zones["Glucose"] == "3.1 mmol/L random glucose"


def test_a_name_that_is_cut_on_a_later_sheet_keeps_the_nhs_number(qapp: QApplication) -> None:
    sheets = lay_out_form(form_of(crowded().snapshot()))
    for sheet in sheets[1:]:
        assert "NHS number 999 201 4539 TEST" in [piece.text for piece in sheet.texts()]


def test_the_form_on_paper_says_why_there_is_no_value_and_when_it_is_tried_again() -> None:
    visit = Visit()
    visit.decline("lipids", "Needle refused", absence="declined", retry_on="2026-11-29")
    (lipids,) = [s for s in form_of(visit.snapshot()).sections if s.title == "Lipids"]
    rows = {row.label: row.text for row in lipids.rows}
    words = "Declined: Needle refused. Try again 29 Nov 2026. Recorded by Rosa Tester."
    assert rows["No value"] == words


def test_a_red_zone_without_an_action_is_screened_and_not_intervened_on_paper() -> None:
    sections = {s.title: s.rows for s in form_of(demo_visit().snapshot()).sections}
    said = {title: [row.text for row in rows] for title, rows in sections.items()}
    assert "Screened, not intervened" in said["Glucose"]
    assert "Screened, not intervened" not in said["Blood pressure"]

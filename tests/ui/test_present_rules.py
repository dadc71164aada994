"""The rules page in words: every entry, difference, conflict and decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from clinicapp.domain.lester.approval import NoApprovedRules, WardRules
from clinicapp.domain.lester.pack import Mark, Threshold
from clinicapp.ui.viewmodels.present_shell import present_header, unapproved_notice
from clinicapp.ui.viewmodels.rules.present_cases import run_text
from clinicapp.ui.viewmodels.rules.present_decisions import RulesFacts
from clinicapp.ui.viewmodels.rules.present_rules import RulesChoice, present_rules
from clinicapp.ui.viewmodels.rules.rules_view import (
    MarkKind,
    PackStatus,
    RuleRow,
    RulesView,
    Section,
)
from clinicapp.ui.words.plain import EN_DASH
from clinicapp.ui.words.rule_names import CONFLICTS, GROUPS, NAMES
from tests.support import rules_samples as samples
from tests.support.facts import LONDON
from tests.support.rules_samples import OLD, PACKS, TODAY, UK, facts, page
from tests.support.store_samples import NOON


def rows(view: RulesView) -> dict[str, RuleRow]:
    return {row.key: row for row in view.chosen.rules}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_entry_is_there_with_value_source_and_mark(pack) -> None:  # type: ignore[no-untyped-def]
    found = rows(page(facts(), pack))
    for path, entry in pack.entries.items():
        row = found[path]
        assert row.source == entry.source
        assert row.mark is not MarkKind.NONE
        assert row.value
        if isinstance(entry, Threshold):
            assert f"{entry.value:f}".removesuffix(".0") in row.value
    headings = [row.key for row in found.values() if row.heading]
    assert headings == [f"{group}:" for group in GROUPS]


def test_every_entry_and_every_conflict_has_its_name_and_no_name_is_left_over() -> None:
    paths = {path for pack in PACKS for path in pack.entries}
    named = {path for path in paths if not path.startswith("monitoring.")}
    assert set(NAMES) == named
    assert set(CONFLICTS) <= paths
    assert {path.partition(".")[0] for path in paths} == set(GROUPS)


@pytest.mark.parametrize(
    ("path", "value", "mark"),
    [
        ("blood_pressure.systolic", "over 140 mmHg", "Verified"),
        ("weight.bmi", "25 kg/m² or over", "Verified"),
        ("weight.underweight", "under 18.5 kg/m²", "Partly verified"),
        ("weight.gain_window", "3 months", "Verified"),
        ("weight.lower_groups", "H, J, K, R", "Partly verified"),
        ("lipids.cvd_risk", "over 20%", "Verified"),
        ("lipids.risk_required", "No", "Verified"),
        ("glucose.low_glucose", "under 4 mmol/L", "Unsure"),
        ("windows.weekly", "2 days", "Ours"),
        ("monitoring.weight", f"Weeks 0{EN_DASH}6, 12", "Partly verified"),
    ],
)
def test_the_words_of_an_entry(path: str, value: str, mark: str) -> None:
    row = rows(page(facts(), OLD))[path]
    assert (row.value, row.mark_text) == (value, mark)


def test_the_count_of_marks_is_that_of_the_pack() -> None:
    marks = [entry.mark for entry in OLD.entries.values()]
    verified = marks.count(Mark.VERIFIED)
    assert f"{verified} verified" in page(facts(), OLD).chosen.counts
    assert page(facts(), UK).chosen.counts.startswith("60 entries: 0 verified")


def test_two_packs_side_by_side_differ_exactly_where_they_do() -> None:
    found = rows(samples.COMPARED)
    assert {key for key, row in found.items() if row.differs} == {
        "weight.lower_groups",
        "blood_pressure.systolic",
        "blood_pressure.diastolic",
        "blood_pressure.average_systolic",
        "blood_pressure.average_diastolic",
        "blood_pressure.average_stage_2_systolic",
        "blood_pressure.average_stage_2_diastolic",
        "lipids.cvd_risk",
        "lipids.risk_required",
        "lipids.total_cholesterol",
    }
    cholesterol = found["lipids.total_cholesterol"]
    assert (cholesterol.value, cholesterol.other) == ("Not defined", "over 6 mmol/L")
    assert (cholesterol.mark, cholesterol.source) == (MarkKind.NONE, "")
    assert samples.COMPARED.chosen.counts.endswith("; 10 differences")
    assert samples.COMPARED.chosen.other_title == OLD.title
    assert not any(row.differs or row.other for row in rows(samples.RULES).values())


def test_a_conflict_says_what_this_pack_does() -> None:
    for pack, does in ((UK, "140 mmHg or over"), (OLD, "over 140 mmHg")):
        conflict = rows(page(facts(), pack))["blood_pressure.systolic"].conflict
        assert conflict.startswith("Exactly 140/90: ")
        assert conflict.endswith(f"This pack: {does}.")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hba1c zone", {"glucose.hba1c_high_risk"}),
        ("CVD_RISK", {"lipids.cvd_risk"}),
        ("differs lipids", {"lipids.cvd_risk", "lipids.risk_required", "lipids.total_cholesterol"}),
        ("unsure specialist triglycerides", {"lipids.specialist_triglycerides"}),
    ],
)
def test_the_search_looks_at_every_word_and_keeps_the_headings(
    typed: str, expected: set[str]
) -> None:
    found = page(facts(), compared=OLD.sha256, typed=typed).chosen.rules
    assert {row.key for row in found if not row.heading} == expected
    assert [row.key for row in found if row.heading] == list(
        dict.fromkeys(f"{path.partition('.')[0]}:" for path in expected)
    )


def status(found: RulesFacts, pack=UK) -> tuple[PackStatus, str]:  # type: ignore[no-untyped-def]
    (row,) = [row for row in page(found).packs if row.key == pack.sha256]
    return row.status, row.status_text


def test_a_pack_is_awaiting_then_approved_then_active_then_withdrawn() -> None:
    assert status(facts()) == (PackStatus.AWAITING, "Awaiting clinical sign-off")
    approval = samples.approved(UK)
    assert status(facts(approval)) == (
        PackStatus.APPROVED,
        "Approved by Lena Lead on 21 Jul 2026",
    )
    later = samples.active(UK, since=TODAY + timedelta(days=2))
    assert status(facts(approval, later))[0] is PackStatus.APPROVED
    assert "Active on Ash ward from 24 Nov 2026." in page(facts(approval, later)).chosen.status
    now = samples.active(UK)
    assert status(facts(approval, now)) == (
        PackStatus.ACTIVE,
        "Active on Ash ward since 22 Nov 2026",
    )
    assert status(facts(approval, now, samples.active(UK, "Birch"))) == (
        PackStatus.ACTIVE,
        "Active on Ash and Birch",
    )
    assert status(facts(approval, now, samples.withdrawn(UK))) == (
        PackStatus.AWAITING,
        "Withdrawn by Lena Lead on 21 Jul 2026",
    )


def test_approving_waits_for_cases_that_have_passed_on_this_content() -> None:
    assert page(facts()).chosen.why_not_approve == "Run the built-in cases on it first."
    assert page(facts(runs=(samples.RUN,))).chosen.why_not_approve == ""
    assert page(facts(runs=(samples.RUN,)), OLD).chosen.why_not_approve != ""
    failed = samples.CASES_FAILED.chosen
    assert "bars approval" in failed.why_not_approve
    assert failed.cases_failed
    done = page(facts(samples.approved(UK), runs=(samples.RUN,))).chosen
    assert done.why_not_approve == "It is approved already."
    assert (done.why_not_activate, done.withdraw is None) == ("", False)
    assert page(facts()).chosen.why_not_activate != ""
    assert page(facts()).chosen.withdraw is None


def test_cases_show_expected_and_got_and_the_failed_ones_come_first() -> None:
    first = samples.CASES_FAILED.chosen.case_rows[0]
    assert (first.number, first.passed) == ("45", False)
    assert (first.expected, first.got) == ("Red zone", "In range")
    assert first.expected_full == (
        "Glucose: red zone, HbA1c: high risk of diabetes, actions GLU1. Prompts: none."
    )
    assert first.got_full == "Glucose: in range, actions none. Prompts: none."
    passed = [row.passed for row in samples.CASES_FAILED.chosen.case_rows if not row.elsewhere]
    assert passed == sorted(passed)
    assert samples.CASES_FAILED.chosen.cases.endswith(" of 98 cases failed")


def test_every_case_of_the_reference_is_listed_also_those_that_no_pack_answers() -> None:
    for pack in PACKS:
        found = page(facts(), pack, section=Section.CASES).chosen.case_rows
        mine = {case.number for case in samples.CASES.of_pack(pack.name)}
        answered = {int(row.number) for row in found if not row.elsewhere}
        elsewhere = {int(row.number) for row in found if row.elsewhere}
        assert answered == mine
        assert len(elsewhere) == 13
        assert all(row.passed is None for row in found)
        assert all(row.expected and row.expected_full for row in found if not row.elsewhere)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("failed", {"45", "49"}), ("postural", {"37", "38", "39"}), ("refused", {"43", "52", "74"})],
)
def test_cases_are_found_by_words(typed: str, numbers: set[str]) -> None:
    run = samples.CASES_FAILED
    fresh = facts(runs=(samples.run_cases(samples.CASES, samples.worse()),))
    fresh = replace(fresh, standing=replace(fresh.standing, packs=(*PACKS, samples.worse())))
    choice = RulesChoice(key=run.chosen.key, section=Section.CASES, typed=typed)
    found = present_rules(fresh, choice).chosen.case_rows
    assert {row.number for row in found} == numbers


def test_decisions_are_newest_first_with_name_and_note() -> None:
    what = [(row.what, row.who, row.note) for row in samples.DECISIONS.chosen.decisions]
    assert what == [
        ("Made active on Birch ward from 25 Nov 2026", "Lena Lead", ""),
        ("Made active on Ash ward from 22 Nov 2026", "Lena Lead", "From Monday"),
        ("Approved", "Lena Lead", "Read against the printed tool (96 cases passed)"),
    ]


def test_a_pack_that_ships_no_more_is_listed_and_says_so() -> None:
    older = samples.worse()
    found = page(facts(samples.approved(older), packs=(*PACKS, older)))
    assert found.packs[-1].version.endswith(", no longer shipped")
    assert found.packs[0].version == f"lester-2012, version 1, content {OLD.sha256[:8]}"


def test_a_run_in_words() -> None:
    assert run_text(None) == "Cases not run yet"
    assert run_text(samples.RUN) == "98 of 98 cases passed"
    assert run_text(replace(samples.RUN, results=())) == "No case has an answer for this pack"


@pytest.mark.parametrize("why", list(NoApprovedRules))
def test_a_ward_without_approved_rules_says_so_over_everything(why: NoApprovedRules) -> None:
    notice = unapproved_notice(WardRules(pack=UK, why_not=why), "Ash")
    assert notice.startswith(f"Rules not approved: {UK.title} is used because ")
    assert "Ash ward" in notice
    assert notice.endswith(".")


def test_the_demonstration_keeps_its_own_notice_whatever_is_active() -> None:
    approved = WardRules(pack=UK, approval=samples.approved(UK), activation=samples.active(UK))
    words = {"ward": "Ash", "station": "ASH-01", "user": "", "now": NOON, "zone": LONDON}
    demo = present_header(**words, demo_pack=UK.title, rules=approved)  # type: ignore[arg-type]
    assert "awaiting clinical sign-off" in demo.notice
    assert present_header(**words, rules=approved).notice == ""  # type: ignore[arg-type]
    assert present_header(**words).notice == "", "nothing is said before it is read"  # type: ignore[arg-type]

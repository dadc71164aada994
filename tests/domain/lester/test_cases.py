"""The built-in cases: whatever of a pack changes a judgement fails one of them."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.lester.cases import CasesError, read_cases, run_cases
from clinicapp.domain.lester.pack import Pack, Threshold

PACKS = [rule_packs.load(name) for name in rule_packs.names()]
CASES = rule_packs.cases()
# Stage 2 is not among them: no case of the reference lies between 160 and 178 mmHg.
RED_ZONES = (
    ("weight", "bmi"),
    ("weight", "bmi_lower"),
    ("weight", "gain_red"),
    ("blood_pressure", "systolic"),
    ("blood_pressure", "diastolic"),
    ("glucose", "hba1c_high_risk"),
    ("glucose", "hba1c_diabetes"),
    ("glucose", "fasting_high_risk"),
    ("glucose", "fasting_diabetes"),
    ("glucose", "random_diabetes"),
    ("lipids", "cvd_risk"),
    ("alcohol", "audit_c"),
)


def with_value(pack: Pack, part: str, name: str, value: Decimal) -> Pack:
    rules = getattr(pack, part)
    threshold = getattr(rules, name)
    assert isinstance(threshold, Threshold)
    changed = replace(rules, **{name: replace(threshold, value=value)})
    return replace(pack, **{part: changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_pack_passes_its_cases_and_the_run_names_the_bytes(pack: Pack) -> None:
    run = run_cases(CASES, pack)
    assert [each.case.number for each in run.results if not each.passed] == []
    assert (run.passed, run.failed) == (len(CASES.of_pack(pack.name)), 0)
    assert not run.bars_approval
    assert (run.pack_sha256, run.cases_sha256) == (pack.sha256, CASES.sha256)
    assert len(pack.sha256) == len(CASES.sha256) == 64


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
@pytest.mark.parametrize("where", RED_ZONES, ids=".".join)
@pytest.mark.parametrize("way", [-1, 1])
def test_a_red_zone_that_is_moved_fails_a_case(
    pack: Pack, where: tuple[str, str], way: int
) -> None:
    value = getattr(getattr(pack, where[0]), where[1]).value
    moved = with_value(pack, *where, value + way * max(Decimal(1), value / 10))
    run = run_cases(CASES, moved)
    assert run.failed > 0
    assert run.bars_approval


@given(st.integers(0, len(CASES.answered) - 1))
def test_an_answer_that_is_not_expected_is_a_failure_and_shows_both(place: int) -> None:
    case = CASES.answered[place]
    wrong = replace(case, expect={"prompts": ["no_such_prompt"]})
    pack = rule_packs.load(case.packs[0])
    (found,) = run_cases(replace(CASES, answered=(wrong,)), pack).results
    assert not found.passed
    assert set(found.got) == {"prompts"}
    assert found.got != wrong.expect


def test_a_pack_without_a_case_is_not_approved_on_nothing() -> None:
    run = run_cases(CASES, replace(PACKS[0], name="lester-2023"))
    assert (run.passed, run.failed) == (0, 0)
    assert run.bars_approval


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "Line 2"),
        ('{"title":"x","elsewhere":"there"}', "number"),
        ('{"number":1,"title":"x"}', "packs"),
        ('{"number":1,"title":"x","packs":["a"],"given":{},"expect":{}}', "anything would pass"),
        ('{"number":1,"title":"x","elsewhere":"there","zone":"red"}', "zone"),
    ],
)
def test_a_damaged_line_is_refused_with_its_number(line: str, named: str) -> None:
    good = json.dumps({"number": 1, "title": "x", "elsewhere": "there"})
    with pytest.raises(CasesError, match=named) as refused:
        read_cases(f"{good}\n{line}\n")
    assert str(refused.value).startswith("Line 2 of the built-in cases: ")

"""A judgement that was kept as text comes back as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.judgement_keeping import (
    JudgementNotKept,
    judgement_of,
    judgement_text,
)
from clinicapp.domain.lester.record import ScreeningRecord
from tests.support.lester_records import TODAY, records

NAMES = st.sampled_from(rule_packs.names())


@given(records, NAMES)
def test_nothing_of_a_judgement_is_lost(record: ScreeningRecord, name: str) -> None:
    found = assess(record, rule_packs.load(name))
    text = judgement_text(found)
    assert judgement_of(text) == found
    assert judgement_text(judgement_of(text)) == text
    assert text.isascii()


def kept() -> dict[str, object]:
    found = assess(ScreeningRecord(id="r", on=TODAY), rule_packs.load("uk-current"))
    content: dict[str, object] = json.loads(judgement_text(found))
    return content


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"prompts": ["a_prompt_of_the_future"]},
        {"smoking": {"zone": "purple"}},
        {"weight": None},
        {"complete": {}},
    ],
)
def test_a_judgement_of_a_later_version_is_refused_and_not_guessed(
    change: dict[str, object],
) -> None:
    with pytest.raises(JudgementNotKept, match="open the form with the latest version"):
        judgement_of(json.dumps({**kept(), **change}))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(JudgementNotKept):
        judgement_of("{")

"""Every code that the shipped policy decides on has a sentence and a few words for a chip."""

from __future__ import annotations

from datetime import date

import pytest

from clinicapp.policies import gate_policy
from clinicapp.ui.words.held import why_sentence, why_short
from tests.support.facts import LONDON

CODES = sorted(gate_policy().decisions)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_told_in_plain_words(code: str) -> None:
    sentence = why_sentence(code, None, date(2026, 11, 22), LONDON)
    assert sentence.endswith(".")
    assert code not in sentence
    assert why_short(code) != code.replace("_", " ").capitalize() or " " in why_short(code)
    assert "_" not in why_short(code)

"""A number typed in another unit is told as that, in the words of the unit."""

from __future__ import annotations

import pytest

from clinicapp.services.clinic.answers import checked_answers
from clinicapp.services.typed_fields import AnswersRefused


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("hba1c_mmol_mol", "6.2", "probably in %"),
        ("hba1c_mmol_mol", "6,2", "probably in %"),
        ("height_cm", "1.68", "probably in metres"),
        ("glucose_mmol_l", "126", "probably in mg/dL"),
    ],
)
def test_case_52_a_unit_slip_is_named_and_refused(field: str, typed: str, words: str) -> None:
    for confirmed in (False, True):
        with pytest.raises(AnswersRefused) as caught:
            checked_answers({field: typed}, confirmed=confirmed)
        assert words in caught.value.errors[field]
        assert not caught.value.confirmable


def test_a_half_of_a_whole_number_is_asked_for_whole() -> None:
    with pytest.raises(AnswersRefused, match="must be a whole number such as 44"):
        checked_answers({"hba1c_mmol_mol": "44.5"})

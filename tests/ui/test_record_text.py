"""The text block for a record system: aligned, without tabs, in an order that never changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.interop.record_codes import SNOMED
from clinicapp.ui.documents.record_text import WIDTH, record_text
from tests.support.sheets import IMPRINT, crowded
from tests.support.snapshots import Visit, demo_visit, finished_visit


def block(visit: Visit) -> str:
    return record_text(visit.snapshot(), IMPRINT)


def test_the_block_begins_with_the_form_and_the_person() -> None:
    assert block(finished_visit()).splitlines()[:9] == [
        "PHYSICAL HEALTH CHECK (LESTER SCREENING FORM)",
        "Form LHF-2026-00417, version 1. Signed 22 Nov 2026, 09:56",
        "",
        "Name           EXAMPLE, Amara (Ms)",
        "NHS number     999 201 4539 TEST",
        "Date of birth  14 Mar 1985",
        "Sex            Female",
        "Seen on        22 Nov 2026",
        "Seen at        Ash ward",
    ]


def test_a_draft_says_so_in_the_second_line() -> None:
    assert block(demo_visit()).splitlines()[1] == "DRAFT: NOT SIGNED"
    assert "DRAFT" not in block(finished_visit())


def results(visit: Visit) -> list[str]:
    lines = block(visit).splitlines()
    start = lines.index("RESULTS") + 1
    return lines[start : lines.index("", start)]


def test_the_columns_of_the_results_stand_below_each_other() -> None:
    rows = [line for line in results(finished_visit()) if not line.startswith(" ")]
    taken = [line.index("22 Nov 2026") for line in rows if "22 Nov 2026" in line]
    worked = [line.index("worked out") for line in rows if line.endswith("worked out")]
    assert len(taken) > 8
    assert len({*taken, *worked}) == 1
    assert len({line.index("SNOMED CT") for line in rows if "SNOMED" in line}) == 1


def test_the_order_never_changes() -> None:
    names = [line.split("  ")[0] for line in results(finished_visit()) if not line.startswith(" ")]
    assert names == [
        "Blood pressure",
        "Pulse",
        "HbA1c",
        "Random glucose",
        "BMI",
        "Weight",
        "Weight gained",
        "Height",
        "Waist",
        "Total cholesterol",
        "HDL cholesterol",
        "Non-HDL cholesterol",
        "Total to HDL cholesterol ratio",
        "QRISK3",
        "Smoking",
        "Diet",
        "Activity",
        "Alcohol (AUDIT-C score)",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Blood pressure", "75367002"),
        ("HbA1c", "999791000000106"),
        ("Weight  ", "27113001"),
        ("Smoking", "8517006"),
    ],
)
def test_a_code_that_was_read_in_a_source_is_given(name: str, code: str) -> None:
    (line,) = (line for line in results(finished_visit()) if line.startswith(name))
    assert line.endswith(f"SNOMED CT {code}")


@pytest.mark.parametrize("name", ["Waist", "Random glucose", "Total cholesterol", "Alcohol"])
def test_a_code_that_is_unsure_is_left_out(name: str) -> None:
    (line,) = (line for line in results(finished_visit()) if line.startswith(name))
    assert "SNOMED" not in line


def check_digit_is_right(code: str) -> bool:
    """Verhoeff's check, which every SNOMED CT identifier ends with."""
    permute = [list(range(10)), [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
    for _ in range(6):
        permute.append([permute[-1][permute[1][i]] for i in range(10)])

    def times(a: int, b: int) -> int:
        if a < 5 and b < 5:
            return (a + b) % 5
        if a < 5:
            return 5 + (a + b) % 5
        return 5 + (a - b) % 5 if b < 5 else (a - b) % 5

    check = 0
    for place, digit in enumerate(reversed(code)):
        check = times(check, permute[place % 8][int(digit)])
    return check == 0


@pytest.mark.parametrize("code", sorted(SNOMED.values()))
def test_no_code_is_mistyped(code: str) -> None:
    assert check_digit_is_right(code)
    assert not check_digit_is_right(f"{code[:-1]}{(int(code[-1]) + 1) % 10}")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_was_typed_no_line_has_a_tab_or_is_torn(words: str) -> None:
    visit = crowded()
    visit.answer("substances", substances=words)
    visit.person = replace(visit.person, family_name=words or "x", ward=words or "x")
    text = block(visit)
    assert not set("\t\r\v\f") & set(text)
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert len(text.split("\n")) == len(text.splitlines()) + 1


def test_long_words_go_below_their_line_whole() -> None:
    visit = finished_visit()
    words = "cannabis at weekends and sometimes in the week, says it helps with sleep"
    visit.answer("substances", substances=words)
    lines = results(visit)
    place = next(i for i, line in enumerate(lines) if line.startswith("Drugs"))
    assert "see below" in lines[place]
    assert lines[place + 1].strip() == words
    assert max(len(line) for line in lines if line.startswith(" ")) <= WIDTH

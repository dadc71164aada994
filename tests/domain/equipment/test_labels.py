"""Labels of equipment: bare tags, GS1 asset identifiers, products with lot and expiry, places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.element_strings import check_digit_fits
from clinicapp.domain.equipment.labels import (
    AssetId,
    AssetTag,
    Place,
    Product,
    Unreadable,
    claims_to_be_equipment,
    expiry_of,
    read_label,
)
from clinicapp.domain.scanning import is_label_of_a_person

TODAY = date(2026, 11, 22)
GTIN = "09521234543213"
GLN = "9506000134352"
GIAI = "950600013430000001"
STRIPS = Product(gtin=GTIN, lot="A1-77", serial="S9", expires_on=date(2027, 1, 31))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("BP-0122", AssetTag(text="BP-0122")),
        ("  BP 12\r\n", AssetTag(text="BP 12")),
        ("]d1BP-0122", AssetTag(text="BP-0122")),
        ("]Q1BP-0122", AssetTag(text="BP-0122")),
        ("1234567", AssetTag(text="1234567")),
        ("0112", AssetTag(text="0112")),
        # The digits of a GTIN with a wrong check digit are somebody's long tag.
        ("0109521234543214", AssetTag(text="0109521234543214")),
        (f"8004{GIAI}", AssetId(giai=GIAI)),
        (f"]d28004{GIAI}", AssetId(giai=GIAI)),
        (f"]C1\x1d8004{GIAI}", AssetId(giai=GIAI)),
        (f"(8004){GIAI}", AssetId(giai=GIAI)),
        (f"]D28004{GIAI}^4149506000134352", AssetId(giai=GIAI)),
        (f"]d20{1}{GTIN}17270100" + "10A1-77\x1d21S9", STRIPS),
        (f"01{GTIN}1727010010A1-77^21S9", STRIPS),
        (f"]d217270100{'10'}A1-77\x1d01{GTIN}21S9", STRIPS),
        (f"(01){GTIN}(17)270131(10)A1-77(21)S9", STRIPS),
        (f"01{GTIN}", Product(gtin=GTIN)),
        (f"01{GTIN}10LOT", Product(gtin=GTIN, lot="LOT")),
        (f"414{GLN}", Place(gln=GLN)),
        (f"]C1414{GLN}", Place(gln=GLN)),
    ],
)
def test_a_label_is_read_however_it_is_written(text: str, label: object) -> None:
    assert read_label(text, TODAY) == label


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no tag of equipment"),
        ("https://assets.example/hardware/12", "web address"),
        ("www.example.org/BP-1", "web address"),
        ("x" * 41, "no tag of equipment"),
        ("BP-1\x07", "no tag of equipment"),
        ("=cmd()", "no tag of equipment"),
        ("]d2rubbish", "did not read this label whole"),
        (f"]d201{GTIN[:-1]}4", "did not read this label whole"),
        (f"01{GTIN}17", "did not read this label whole"),
        (f"01{GTIN}17271301", "did not read this label whole"),
        (f"01{GTIN}17270230", "no day of the calendar"),
        ("]d210A1-77", "no product"),
    ],
)
def test_what_cannot_be_relied_on_says_why(text: str, words: str) -> None:
    found = read_label(text, TODAY)
    assert isinstance(found, Unreadable)
    assert words in found.sentence


@given(st.text(max_size=80))
def test_whatever_is_scanned_there_is_an_answer(text: str) -> None:
    assert read_label(text, TODAY) is not None


@pytest.mark.parametrize("text", ["9990000018", "8018505089899900000183"])
def test_a_label_of_a_person_claims_to_be_no_equipment(text: str) -> None:
    assert is_label_of_a_person(text)
    assert not claims_to_be_equipment(text)


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@given(day=days, today=days)
def test_a_year_of_two_digits_is_the_one_that_is_near(day: date, today: date) -> None:
    """GS1 General Specifications 7.12, by trying: from 49 years back to 50 years ahead."""
    candidates = [
        year for year in range(today.year - 49, today.year + 51) if year % 100 == day.year % 100
    ]
    (year,) = candidates
    if (day.month, day.day) != (2, 29):
        assert expiry_of(day.strftime("%y%m%d"), today) == day.replace(year=year)


@given(day=days, today=days)
def test_the_day_00_is_the_last_of_its_month(day: date, today: date) -> None:
    found = expiry_of(f"{day:%y%m}00", today)
    assert found is not None
    assert (found.month, (found + timedelta(days=1)).day) == (day.month, 1)


@given(st.text("0123456789", min_size=1, max_size=17))
def test_the_check_digit_is_the_one_that_makes_tens(digits: str) -> None:
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(digits[::-1]))
    fitting = [last for last in "0123456789" if check_digit_fits(digits + last)]
    assert fitting == [str(-total % 10)]

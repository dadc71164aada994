"""Exact conversions and roundings against whole-number and fraction oracles."""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.quantities import (
    body_mass_index,
    cholesterol_mmol_l,
    glucose_mg_dl,
    glucose_mmol_l,
    half_up,
    half_up_whole,
    hba1c_mmol_mol,
    hba1c_percent,
    length_cm,
    plain,
    pressure_kpa,
    pressure_mmhg,
    triglycerides_mmol_l,
    weight_kg,
)

weights = st.decimals(20, 400, places=3)
heights = st.decimals(100, 230, places=2)
amounts = st.decimals(-(10**6), 10**6, places=6)


def oracle(value: Fraction, places: int) -> Fraction:
    """Half up for what is not negative, by the textbook: floor of ten to the places plus a half."""
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


@given(weights, heights)
def test_the_body_mass_index_is_the_fraction_rounded_half_up(kg: Decimal, cm: Decimal) -> None:
    exact = Fraction(str(kg)) * 10000 / Fraction(str(cm)) ** 2
    assert Fraction(body_mass_index(kg, cm)) == oracle(exact, 1)


@pytest.mark.parametrize(
    ("kg", "cm", "bmi"),
    [
        ("64.0", "160", "25.0"),
        ("89.1", "180", "27.5"),
        ("72.2", "170", "25.0"),
        ("68.6", "168", "24.3"),
        ("79.83", "180", "24.6"),
    ],
)
def test_the_body_mass_index_escapes_the_traps_of_binary_fractions(
    kg: str, cm: str, bmi: str
) -> None:
    assert str(body_mass_index(Decimal(kg), Decimal(cm))) == bmi


def test_a_careless_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 2
        assert str(body_mass_index(Decimal("72.2"), Decimal(170))) == "25.0"
        assert hba1c_mmol_mol(Decimal("6.5")) == 48
        assert str(half_up(Decimal("123.45"), 1)) == "123.5"


@pytest.mark.parametrize(
    ("percent", "mmol_mol"),
    [("5.9", 41), ("6.0", 42), ("6.4", 46), ("6.5", 48), ("7.0", 53), ("7.5", 58)],
)
def test_hba1c_in_per_cent_becomes_whole_mmol_mol(percent: str, mmol_mol: int) -> None:
    assert hba1c_mmol_mol(Decimal(percent)) == mmol_mol
    assert abs(hba1c_percent(Decimal(mmol_mol)) - Decimal(percent)) <= Decimal("0.1")


def test_hba1c_of_two_hundred_is_where_a_rounded_slope_would_show() -> None:
    assert str(hba1c_percent(Decimal(200))) == "20.4"


@given(st.integers(15, 200))
def test_hba1c_comes_back_from_per_cent_within_the_rounding(mmol_mol: int) -> None:
    assert abs(hba1c_mmol_mol(hba1c_percent(Decimal(mmol_mol))) - mmol_mol) <= 1


@pytest.mark.parametrize(
    ("mg_dl", "mmol_l"),
    [("198", "11.0"), ("345", "19.1"), ("200", "11.1"), ("126", "7.0"), ("99", "5.5")],
)
def test_glucose_in_mg_dl_becomes_mmol_l_to_one_place(mg_dl: str, mmol_l: str) -> None:
    assert str(glucose_mmol_l(Decimal(mg_dl))) == mmol_l


@pytest.mark.parametrize(("mmol_l", "mg_dl"), [("7.0", 126), ("11.1", 200), ("5.5", 99)])
def test_glucose_in_mmol_l_becomes_whole_mg_dl(mmol_l: str, mg_dl: int) -> None:
    assert glucose_mg_dl(Decimal(mmol_l)) == mg_dl


def test_the_other_units_are_those_of_the_reference() -> None:
    assert weight_kg(Decimal(176)) == Decimal("79.83")
    assert length_cm(Decimal(66)) == Decimal("167.64")
    assert (pressure_mmhg(Decimal("18.67")), pressure_mmhg(Decimal("12.00"))) == (140, 90)
    assert (str(pressure_kpa(Decimal(140))), str(pressure_kpa(Decimal(90)))) == ("18.67", "12.00")
    assert cholesterol_mmol_l(Decimal(200)) == Decimal("5.2")
    assert triglycerides_mmol_l(Decimal(150)) == Decimal("1.7")


@given(amounts, st.integers(0, 4))
def test_rounding_is_symmetric_and_never_further_than_half_a_step(
    value: Decimal, places: int
) -> None:
    rounded = half_up(value, places)
    assert half_up(-value, places) == -rounded
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**places)
    assert rounded.as_tuple().exponent == -places
    assert not (rounded.is_zero() and rounded.is_signed())


@pytest.mark.parametrize(
    ("value", "whole"), [("0.5", 1), ("-0.5", -1), ("2.5", 3), ("2.49", 2), ("-0.4", 0)]
)
def test_a_tie_goes_away_from_zero(value: str, whole: int) -> None:
    assert half_up_whole(Decimal(value)) == whole


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_is_not_rounded(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        half_up(Decimal(value), 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E+2", "100"), ("5.10", "5.10"), ("1E-7", "0.0000001"), ("-0.0", "0.0"), ("-1.5", "-1.5")],
)
def test_plain_notation_has_no_exponent_and_keeps_trailing_zeros(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_plain_notation_reads_back_as_the_same_number(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()

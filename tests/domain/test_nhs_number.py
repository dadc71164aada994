"""NHS numbers against the modulus 11 rule written out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.nhs_number import (
    NhsNumber,
    NhsNumberRange,
    NhsNumberRefused,
    read_nhs_number,
)


def check_digit(nine: str) -> int | None:
    """Weights ten to two, the sum's remainder taken from eleven; ten means there is none."""
    remainder = sum(
        int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)
    )
    found = (11 - remainder % 11) % 11
    return None if found == 10 else found


def accepted(text: str) -> NhsNumber:
    found = read_nhs_number(text)
    assert isinstance(found, NhsNumber)
    return found


def refused(text: str) -> str:
    found = read_nhs_number(text)
    assert isinstance(found, NhsNumberRefused)
    return found.sentence


def test_case_85_nhs_numbers_of_the_reference() -> None:
    assert accepted("9990000018").label == "999 000 0018 TEST"
    assert "check digit" in refused("9990000019")
    assert "placeholder" in refused("9999999999")
    assert "placeholder" in refused("0000000000")


@pytest.mark.parametrize(
    "digits",
    [
        "9990000018",
        "9990000026",
        "9990000034",
        "9990000042",
        "9990000050",
        "9990000069",
        "9990000077",
        "9990000085",
        "9990000093",
        "9990000107",
    ],
)
def test_the_valid_test_numbers_of_the_reference_are_accepted(digits: str) -> None:
    found = accepted(digits)
    assert found.is_test
    assert str(found) == digits
    assert found.spaced == f"{digits[:3]} {digits[3:6]} {digits[6:]}"


@pytest.mark.parametrize("last", range(10))
def test_a_number_whose_check_digit_would_be_ten_is_refused(last: int) -> None:
    assert refused(f"999000000{last}")


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_refused(digit: str) -> None:
    assert "placeholder" in refused(digit * 10)


@pytest.mark.parametrize(
    ("nine", "issued_in"),
    [
        ("401023213", NhsNumberRange.ENGLAND_WALES_ISLE_OF_MAN),
        ("701023214", NhsNumberRange.ENGLAND_WALES_ISLE_OF_MAN),
        ("010190123", NhsNumberRange.SCOTLAND),
        ("321012345", NhsNumberRange.NORTHERN_IRELAND),
        ("999123457", NhsNumberRange.TEST),
    ],
)
def test_the_range_says_who_issues_the_number(nine: str, issued_in: NhsNumberRange) -> None:
    last = check_digit(nine)
    assert last is not None
    found = accepted(f"{nine}{last}")
    assert found.issued_in is issued_in
    assert found.label.endswith("TEST") == (issued_in is NhsNumberRange.TEST)


@pytest.mark.parametrize("nine", ["500000000", "810012345", "870012345", "312012345"])
def test_ranges_that_nobody_in_the_united_kingdom_issues_are_refused(nine: str) -> None:
    last = check_digit(nine)
    assert last is not None
    assert "range" in refused(f"{nine}{last}")


@given(st.from_regex(r"(4[0-9]|[67][0-9]|99)[0-9]{7}", fullmatch=True), st.integers(0, 9))
def test_exactly_the_right_check_digit_is_accepted(nine: str, last: int) -> None:
    digits = f"{nine}{last}"
    valid = check_digit(nine) == last and len(set(digits)) > 1
    assert isinstance(read_nhs_number(digits), NhsNumber) == valid


@pytest.mark.parametrize("text", [" 999 000 0018 ", "999-000-0018", "999\u00a0000\u00a00018"])
def test_spaces_and_hyphens_of_3_3_4_are_read(text: str) -> None:
    assert accepted(text).digits == "9990000018"


@pytest.mark.parametrize(
    "text", ["", "999000001", "99900000188", "99 90000018", "\u0669990000018", "ABCDEFGHIJ"]
)
def test_what_has_not_ten_digits_is_refused(text: str) -> None:
    assert "ten digits" in refused(text)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    found = read_nhs_number(text)
    if isinstance(found, NhsNumberRefused):
        assert found.sentence.endswith(".")

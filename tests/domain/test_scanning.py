"""Labels of people: GS1 element strings and bare NHS numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinicapp.domain.scanning import (
    NotRead,
    StaffBadge,
    Wristband,
    is_label_of_a_person,
    read_scan,
)

# The example of the clinical reference, section 7.
EXAMPLE = "8018505089899900000183"


def check_digit(digits: str) -> str:
    """GS1's, the long way: from the right 3, 1, 3 ...; what is missing to the next ten."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[::-1])
    )
    return str((10 - total % 10) % 10)


@pytest.mark.parametrize(
    "label",
    [
        "9990000018",
        "999 000 0018",
        EXAMPLE,
        f"]d2{EXAMPLE}",
        f"]D2{EXAMPLE}",
        f"]C1{EXAMPLE}",
        f"]c1{EXAMPLE}",
        f"\x1d{EXAMPLE}",
        f"]d2\x1d{EXAMPLE}\x1d93EXAMPLE",
        f"]d2{EXAMPLE}^91RX1",
        f"]d291RX1\x1d{EXAMPLE}",
        "(8018)505089899900000183",
        f"  {EXAMPLE}\r\n",
    ],
)
def test_a_wristband_is_read_however_it_is_written(label: str) -> None:
    assert is_label_of_a_person(label)
    found = read_scan(label)
    assert isinstance(found, Wristband)
    assert found.nhs_number.digits == "9990000018"


@pytest.mark.parametrize(
    "label",
    [
        "",
        "LOT-A1",
        "9990000019",
        "1111111111",
        "99900000180",
        "5012345678900",
        "]d20105012345678900",
        "8004505089812345",
        "]C18004505089812345",
        "8018",
        "80185050898999000001",
        "999000001",
    ],
)
def test_what_is_of_nobody_is_left_to_whoever_wants_it(label: str) -> None:
    assert not is_label_of_a_person(label)


def test_a_badge_is_a_badge() -> None:
    assert read_scan(f"]d28017{EXAMPLE[4:]}") == StaffBadge(EXAMPLE[4:])


@pytest.mark.parametrize("wrong", [f"{EXAMPLE[:-1]}4", f"{EXAMPLE}7", f"8017{EXAMPLE[4:-1]}9"])
def test_a_label_that_was_not_read_whole_is_not_relied_on(wrong: str) -> None:
    assert is_label_of_a_person(wrong)
    found = read_scan(wrong)
    assert isinstance(found, NotRead)
    assert "scan it again" in found.sentence


@settings(deadline=None)  # the library is read in when the first label is
@given(st.from_regex(r"[0-9]{7}", fullmatch=True), st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_only_a_number_whose_both_check_digits_fit_is_a_wristband(prefix: str, number: str) -> None:
    weights = sum(
        int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)
    )
    wanted = (11 - weights % 11) % 11
    fits = wanted != 10 and int(number[9]) == wanted
    found = read_scan(f"8018{prefix}{number}{check_digit(prefix + number)}")
    if isinstance(found, Wristband):
        assert fits
        assert found.nhs_number.digits == number
    else:
        # A good check digit is not enough: the range must be one that is issued, or for tests.
        assert isinstance(found, NotRead)
        assert not fits or number[0] in "0589" or len(set(number)) == 1 or number[:3] < "400"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    is_label_of_a_person(text)
    read_scan(text)

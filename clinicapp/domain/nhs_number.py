"""NHS numbers: ten digits with a modulus 11 check, shown 3-3-4.

The check digit and the ranges come from the ``nhs-number`` library. The check alone accepts
0000000000 and 9999999999, so the range and repeated digits are looked at as well (clinical
reference, section 7). Reading one never raises: the answer is a number or a sentence.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nhs_number import constants
from nhs_number.validate import is_valid
from typing_extensions import override


class NhsNumberRange(StrEnum):
    """Who issues the range that a number falls in."""

    ENGLAND_WALES_ISLE_OF_MAN = "england_wales_isle_of_man"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    TEST = "test"
    """900-999 is never issued to a person: synthetic patients only."""


_RANGES: Final = (
    (NhsNumberRange.ENGLAND_WALES_ISLE_OF_MAN, constants.REGION_ENGLAND_WALES_IOM),
    (NhsNumberRange.SCOTLAND, constants.REGION_SCOTLAND),
    (NhsNumberRange.NORTHERN_IRELAND, constants.REGION_NORTHERN_IRELAND),
    (NhsNumberRange.TEST, constants.REGION_SYNTHETIC),
)
_TEN_DIGITS: Final = re.compile(r"([0-9]{3})[ \u00a0-]?([0-9]{3})[ \u00a0-]?([0-9]{4})")


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """A number that passed every check.

    Attributes:
        digits: The ten digits without spaces.
        issued_in: The range it falls in.
    """

    digits: str
    issued_in: NhsNumberRange

    @property
    def is_test(self) -> bool:
        """Whether the number is from the range that is never issued to a person."""
        return self.issued_in is NhsNumberRange.TEST

    @property
    def spaced(self) -> str:
        """The number as people read it, 3-3-4 (``999 000 0018``)."""
        return f"{self.digits[:3]} {self.digits[3:6]} {self.digits[6:]}"

    @property
    def label(self) -> str:
        """The number as a screen shows it: 3-3-4, and TEST behind it for a test range."""
        return f"{self.spaced} TEST" if self.is_test else self.spaced

    @override
    def __str__(self) -> str:
        """The ten digits."""
        return self.digits


@dataclass(frozen=True, slots=True)
class NhsNumberRefused:
    """Why a text is no NHS number, as one plain sentence."""

    sentence: str


def read_nhs_number(text: str) -> NhsNumber | NhsNumberRefused:
    """Read what was typed or scanned.

    Args:
        text: Ten digits, bare or parted 3-3-4 by spaces or hyphens.

    Returns:
        The number, or the reason why it is none. Never raises.
    """
    match = _TEN_DIGITS.fullmatch(text.strip())
    if match is None:
        return NhsNumberRefused("An NHS number has ten digits; check it and type it again.")
    digits = "".join(match.groups())
    if len(set(digits)) == 1:
        return NhsNumberRefused(
            "Ten equal digits are a placeholder and no NHS number; "
            "leave it empty if the person has none."
        )
    if not is_valid(digits):
        return NhsNumberRefused(
            "The check digit of this NHS number does not fit; compare it with the wristband."
        )
    for issued_in, region in _RANGES:
        if region.contains_number(digits):  # type: ignore[no-untyped-call]
            return NhsNumber(digits, issued_in)
    return NhsNumberRefused(
        "This number is in a range that no UK health service issues; "
        "compare it with the person's record."
    )

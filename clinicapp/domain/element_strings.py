"""GS1 element strings as scanners type them: application identifiers and their values."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SEPARATORS: Final = ("\x1d", "^")
"""Between fields: the group separator that stands for FNC1, or the sign that some scanners send."""

_SYMBOLOGIES: Final[Mapping[str, str]] = MappingProxyType(
    {each.casefold(): each for each in ("]d2", "]C1", "]Q3", "]e0", "]J1")}
)
"""The GS1 symbologies; a keyboard with Caps Lock on turns their letters round."""
_PLAIN: Final = ("]d1", "]C0", "]Q1", "]A0", "]E0")
"""Symbologies whose content is no element string (ISO/IEC 15424)."""
_NO_FIELDS: Final[Mapping[str, str]] = MappingProxyType({})


def parted(text: str) -> tuple[str, str]:
    """The text without the sign of its symbology, and that sign if it is one of GS1's."""
    plain = text.strip(" \r\n\t")
    if plain[:3].casefold() in {each.casefold() for each in _PLAIN}:
        return plain[3:], ""
    symbology = _SYMBOLOGIES.get(plain[:3].casefold(), "")
    return plain[len(symbology) :].lstrip("".join(SEPARATORS)), symbology


def fields_of(plain: str) -> Mapping[str, str]:
    """Application identifier → value, dates as they stand; empty when it is no element string.

    Args:
        plain: without the sign of its symbology; with FNC1 as one of ``SEPARATORS``, or with the
            identifiers in brackets as they are printed beside the symbol.
    """
    # Imported when a label is first read: its tables of prefixes take their time.
    from biip import ParseConfig, ParseError
    from biip.gs1_messages import GS1Message

    config = ParseConfig(separator_chars=SEPARATORS, gs1_element_strings_verify_date=False)
    try:
        if plain.startswith("("):
            message = GS1Message.parse_hri(plain, config=config)
        else:
            message = GS1Message.parse(plain, config=config)
    except ParseError:
        return _NO_FIELDS
    return {each.ai.ai: each.value for each in message.element_strings}


def check_digit_fits(digits: str) -> bool:
    """GS1's check digit: weights 3 and 1 from the right, modulus 10."""
    if not digits.isdecimal() or not digits.isascii() or len(digits) < 2:
        return False
    total = sum(
        int(digit) * (1 if place % 2 == 0 else 3) for place, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0

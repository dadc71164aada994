"""What a label on equipment or on a box says: a tag, an asset's identifier, a product, a place.

A label carries the bare tag, the Global Individual Asset Identifier (AI 8004), a product's GTIN
with lot, expiry and serial number as the UDI rules have it (AI 01, 10, 17, 21), or the location
number of a room (AI 414; reference/equipment.md 1.8). Dates follow the GS1 General Specifications:
7.12 for the century of a year of two digits, 3.4.7 for the day 00.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from clinicapp.domain.element_strings import check_digit_fits, fields_of, parted

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TAG: Final = 40
_TAG: Final = re.compile(r"[^\W_][\w ./+-]*", re.ASCII)
_BEGINS: Final = re.compile(r"\(?(?:01\)?[0-9]{14}|8004\)?[!-~]|414\)?[0-9]{13})")
_WEB: Final = re.compile(r"(?:https?|ftp)://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetTag:
    """A bare text, which may be the tag of an asset, or its identifier without AI 8004."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetId:
    """A Global Individual Asset Identifier: company prefix and the company's own reference."""

    giai: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product, and which one of it: a lot, or one piece by its serial number.

    Attributes:
        gtin: 14 digits.
        lot: Batch or lot number.
        serial: Serial number.
        expires_on: The last day on which it may be used.
    """

    gtin: str
    lot: str | None = None
    serial: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The location number (GLN, 13 digits) of a room, a ward or a site."""

    gln: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A label that cannot be relied on, with one plain sentence why."""

    sentence: str


Label = AssetTag | AssetId | Product | Place | Unreadable

_AGAIN: Final = Unreadable(sentence="The scanner did not read this label whole; scan it again.")


def claims_to_be_equipment(text: str) -> bool:
    """Whether a scanned text is an element string of equipment; cheap, and needs no library.

    A bare tag claims nothing: any text could be one.
    """
    plain, symbology = parted(text)
    found = _BEGINS.match(plain)
    if found is None:
        # AI 01 need not come first.
        return (
            bool(symbology)
            and re.search(r"(?:^|\x1d|\^)(?:01|8004|414|17|10|21)", plain) is not None
        )
    return bool(symbology) or plain.startswith("(") or _checked(plain)


def read_label(text: str, today: date) -> Label:
    """Read a label of equipment. Never raises.

    Args:
        text: As the scanner typed it, without its prefix and suffix.
        today: Decides the century of a year of two digits.
    """
    plain, symbology = parted(text)
    if claims_to_be_equipment(text):
        found = fields_of(plain)
        return _of_fields(found, today) if found else _AGAIN
    if symbology:
        return _AGAIN
    if _WEB.match(plain):
        return Unreadable(
            sentence="This label holds a web address and no tag; type the tag that is printed on "
            "it, and print a new label."
        )
    if len(plain) > LONGEST_TAG or not _TAG.fullmatch(plain):
        return Unreadable(
            sentence="This label holds no tag of equipment; scan the label with the tag on it."
        )
    return AssetTag(text=plain)


def expiry_of(digits: str, today: date) -> date | None:
    """The last day of use that AI 17 names, or None where there is no such day.

    Args:
        digits: YYMMDD; the day 00 is the last of the month.
        today: a year more than 50 years ahead of it is of the century before, one 50 years or more
            behind it of the next.
    """
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return None
    month, day = int(digits[2:4]), int(digits[4:])
    year = _year(int(digits[:2]), today.year)
    if not 1 <= month <= 12 or not date.min.year <= year <= date.max.year:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def _year(two_digits: int, this_year: int) -> int:
    century = this_year - this_year % 100
    ahead = two_digits - this_year % 100
    if ahead >= 51:
        return century - 100 + two_digits
    if ahead <= -50:
        return century + 100 + two_digits
    return century + two_digits


def _checked(plain: str) -> bool:
    """Whether a bare element string is one: with AI 01 and 414 the check digit has to fit."""
    if plain.startswith("01"):
        return check_digit_fits(plain[2:16])
    if plain.startswith("414"):
        return check_digit_fits(plain[3:16]) and (len(plain) == 16 or not plain[16:17].isspace())
    return len(plain) > len("8004") + len("9506000")


def _of_fields(fields: Mapping[str, str], today: date) -> Label:
    if "8004" in fields:
        return AssetId(giai=fields["8004"])
    if "01" in fields:
        return _product(fields, today)
    if "414" in fields:
        fits = check_digit_fits(fields["414"])
        return Place(gln=fields["414"]) if fits else _AGAIN
    return Unreadable(
        sentence="This label names a lot or a date but no product; scan the code with the product "
        "number (01) as well, or type it."
    )


def _product(fields: Mapping[str, str], today: date) -> Label:
    if not check_digit_fits(fields["01"]):
        return _AGAIN
    expires = None
    if "17" in fields:
        expires = expiry_of(fields["17"], today)
        if expires is None:
            return Unreadable(
                sentence="The expiry date on this label is no day of the calendar; read it from "
                "the box and type it."
            )
    return Product(
        gtin=fields["01"], lot=fields.get("10"), serial=fields.get("21"), expires_on=expires
    )

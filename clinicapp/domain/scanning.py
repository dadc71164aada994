"""What a scanned label says: a patient's wristband, a staff badge, or something else.

Wristbands (DCB1077, clinical reference, section 7) carry a GS1 DataMatrix or GS1-128 with the
Global Service Relation Number of the recipient, AI 8018: seven digits of company prefix, the ten of
the NHS number, and a check digit modulus 10. Older ones carry the NHS number alone. A staff badge
carries AI 8017. The element strings are parsed by ``biip``; which company prefix the NHS uses is
not verified, so every prefix is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from clinicapp.domain.element_strings import check_digit_fits, fields_of, parted
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number

_RECIPIENT, _PROVIDER = "8018", "8017"
_NUMBER_AT: Final = slice(7, 17)
_BADGE: Final = re.compile(r"\(?8017\)?[0-9]{18}")
_GSRN: Final = re.compile(r"80(?:18|17)\)?[0-9]{18}")


@dataclass(frozen=True, slots=True)
class Wristband:
    """A patient's wristband."""

    nhs_number: NhsNumber


@dataclass(frozen=True, slots=True)
class StaffBadge:
    """A badge of somebody who provides care; ``number`` is the whole GSRN, 18 digits."""

    number: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """A label of a person that cannot be relied on, with one plain sentence why."""

    sentence: str


Scan = Wristband | StaffBadge | NotRead


def is_label_of_a_person(text: str) -> bool:
    """Whether a scanned text claims to be a wristband or a badge; cheap, and needs no library.

    A bare number must be a good NHS number: ten other digits are somebody's lot number.
    """
    plain, symbology = parted(text)
    if symbology or plain.startswith(("8018", "8017", "(8018)", "(8017)")):
        return _GSRN.search(plain) is not None
    return isinstance(read_nhs_number(plain), NhsNumber)


def claimed_badge(text: str) -> str:
    """The GSRN of a text that claims to be the GS1 badge of a member of staff; else empty.

    Cheap, and needs no library; nothing is checked.
    """
    plain, _symbology = parted(text)
    found = _BADGE.match(plain)
    return found[0][-18:] if found else ""


def read_scan(text: str) -> Scan:
    """Read a label that claims to be of a person. Never raises.

    Args:
        text: As the scanner typed it, without its prefix and suffix.
    """
    plain, symbology = parted(text)
    number = None if symbology else read_nhs_number(plain)
    if isinstance(number, NhsNumber):
        return Wristband(number)
    fields = fields_of(plain)
    gsrn = fields.get(_RECIPIENT) or fields.get(_PROVIDER)
    if gsrn is None or not _check_digit_fits(gsrn):
        return NotRead("The scanner did not read this label whole; scan it again.")
    if _RECIPIENT not in fields:
        return StaffBadge(gsrn)
    number = read_nhs_number(gsrn[_NUMBER_AT])
    if isinstance(number, NhsNumber):
        return Wristband(number)
    return NotRead(
        "This wristband holds no good NHS number; compare it with the person's record, "
        "and find the person by name."
    )


def _check_digit_fits(gsrn: str) -> bool:
    return len(gsrn) == 18 and check_digit_fits(gsrn)

"""When two written names are the same name: letter case, spaces and kinds of marks apart."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_APOSTROPHES: Final = re.compile(r"[`\u00b4\u2018\u2019\u02bc]")
_HYPHENS: Final = re.compile(r"\s*[-\u2010-\u2014]\s*")
_SPACES: Final = re.compile(r"\s+")


def name_key(name: str) -> str:
    """A name as it is compared: letter case and kinds of apostrophe do not count, accents do."""
    if name.isascii() and name.isalnum():
        return name.lower()
    plain = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", name).casefold())
    return _SPACES.sub(" ", _HYPHENS.sub("-", plain)).strip()


def full_name_key(family_name: str, given_name: str) -> tuple[str, str]:
    """What two people of one name have in common."""
    return name_key(family_name), name_key(given_name)


def person_key(family_name: str, given_name: str, born: date) -> tuple[str, str, date]:
    """What somebody without an NHS number is known by."""
    return *full_name_key(family_name, given_name), born

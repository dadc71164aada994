"""One row of a list of equipment, or a sentence beside each field that is not right.

An empty cell says nothing: it never erases what is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.element_strings import check_digit_fits
from clinicapp.domain.equipment.assets import Funding
from clinicapp.domain.equipment.categories import category_of
from clinicapp.domain.equipment.intake.columns import Column, lower
from clinicapp.domain.equipment.labels import AssetTag, read_label
from clinicapp.domain.lists.dates import read_day

if TYPE_CHECKING:
    from datetime import date

    from clinicapp.domain.lists.rows import Row

Value = str | Funding
LONGEST: Final = 80
LONGEST_NOTE: Final = 500
_SPACES: Final = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_SHORTENED: Final = re.compile(r"[0-9.]+[eE]\+?[0-9]+")
_GIAI: Final = re.compile(r"[!-~]{5,30}")
_TEXTS: Final = (
    *(Column.MAKE, Column.MODEL, Column.SERIAL, Column.WARD, Column.SITE, Column.LOCATION),
    *(Column.FIRMWARE, Column.NOTE),
)
_DAYS: Final = (
    *(Column.PURCHASED, Column.ACCEPTED, Column.CALIBRATED, Column.WARRANTY, Column.END_OF_LIFE),
)
_AHEAD: Final = (Column.WARRANTY, Column.END_OF_LIFE)
_FUNDING: Final[Mapping[str, Funding]] = MappingProxyType(
    {
        **dict.fromkeys(("owned", "own", "purchased", "bought", "capital"), Funding.OWNED),
        **dict.fromkeys(("leased", "lease", "rented", "rental"), Funding.LEASED),
        **dict.fromkeys(("donated", "donation", "charity", "gift"), Funding.DONATED),
        **dict.fromkeys(("loaned in", "loan", "on loan", "loaned", "loan in"), Funding.LOANED_IN),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a row; ``column`` is None where it is the row itself."""

    column: Column | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row that could be read; what is not in it was not said.

    Attributes:
        row: The line of the file, as a spreadsheet counts them.
        tag: The asset's tag, or empty.
        texts: What is said of fields of text and of the funding, by the field's name.
        days: What is said of days, by column.
        part_of: The tag of what it belongs to, or empty.
    """

    row: int
    tag: str = ""
    texts: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    days: Mapping[Column, date] = field(default_factory=lambda: MappingProxyType({}))
    part_of: str = ""

    def text(self, column: Column) -> str:
        """What is said of a field, or empty."""
        return str(self.texts.get(column.value, ""))

    @property
    def name(self) -> str:
        """What people call it: maker and model."""
        return f"{self.text(Column.MAKE)} {self.text(Column.MODEL)}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEntry:
    """A row that could not be read, with every reason."""

    row: int
    problems: tuple[Problem, ...]
    tag: str = ""
    name: str = ""


def read_entry(row: Row[Column], today: date, ward: str = "") -> Entry | RefusedEntry:
    """Read one row.

    Args:
        row: its cells.
        today: nothing has happened after it.
        ward: whose the devices are where the list has no column for it.
    """
    if row.stray:
        return RefusedEntry(row=row.number, problems=(Problem(None, row.stray),))
    reader = _Reader(row.cells, today)
    texts: dict[str, Value] = {
        column.value: reader.given[column] for column in _TEXTS if column in reader.given
    }
    if ward:
        texts.setdefault(Column.WARD.value, ward)
    if Column.CATEGORY in reader.given:
        texts["category"] = category_of(reader.given[Column.CATEGORY])
    texts |= {
        column.value: found
        for column, found in (
            (Column.GIAI, reader.giai()),
            (Column.GTIN, reader.gtin()),
            (Column.FUNDING, reader.funding()),
        )
        if found is not None
    }
    tag, part_of = reader.tag(Column.TAG), reader.tag(Column.PART_OF)
    days = reader.days()
    if not tag and Column.SERIAL not in reader.given:
        reader.wrong(None, "The row has neither a tag nor a serial number; enter one.")
    if part_of and part_of == tag:
        reader.wrong(Column.PART_OF, "A device cannot be a part of itself; correct the tag.")
    name = f"{texts.get('make', '')} {texts.get('model', '')}".strip()
    if reader.problems:
        return RefusedEntry(row=row.number, problems=tuple(reader.problems), tag=tag, name=name)
    return Entry(row=row.number, tag=tag, texts=texts, days=days, part_of=part_of)


class _Reader:
    """The cells of one row, cleaned, and what is wrong with them."""

    def __init__(self, cells: Mapping[Column, str], today: date) -> None:
        self.problems: list[Problem] = []
        self._today = today
        self.given: dict[Column, str] = {}
        for column, text in cells.items():
            clean = self._cleaned(column, text) if text else ""
            if clean:
                self.given[column] = clean

    def _cleaned(self, column: Column, text: str) -> str:
        clean = text.strip()
        longest = LONGEST_NOTE if column is Column.NOTE else LONGEST
        if not (clean.isascii() and clean.isprintable() and "  " not in clean):
            clean = _SPACES.sub(" ", clean)
            if column is Column.NOTE:
                clean = " ".join(clean.split())
        if len(clean) > longest:
            self.wrong(column, f"The {lower(column)} is longer than {longest} characters.")
            return clean[:longest]
        if not clean.isprintable() or "\ufffd" in clean:
            self.wrong(
                column, f"The {lower(column)} holds a character that cannot be read; type it again."
            )
        return clean

    def wrong(self, column: Column | None, sentence: str) -> None:
        self.problems.append(Problem(column, sentence))

    def tag(self, column: Column) -> str:
        text = self.given.get(column, "")
        if text and not isinstance(read_label(text, self._today), AssetTag):
            self.wrong(
                column,
                f"{text!r} is no tag; write letters and digits, up to 40, with - . / or spaces "
                "between.",
            )
        return text

    def giai(self) -> str | None:
        text = self.given.get(Column.GIAI)
        if text is None:
            return None
        plain = re.sub(r"^\(?8004\)?", "", text)
        if _SHORTENED.fullmatch(text) or not _GIAI.fullmatch(plain):
            self.wrong(
                Column.GIAI,
                f"{text!r} is no asset identifier of 5 to 30 signs; format that column as text.",
            )
        return plain

    def gtin(self) -> str | None:
        text = self.given.get(Column.GTIN)
        if text is None:
            return None
        digits = re.sub(r"^\(01\)", "", text).replace(" ", "").zfill(14)
        if _SHORTENED.fullmatch(text):
            self.wrong(
                Column.GTIN, "A spreadsheet has shortened this GTIN; format that column as text."
            )
        elif len(digits) != 14 or not check_digit_fits(digits):
            self.wrong(
                Column.GTIN, f"{text!r} is no GTIN: its check digit does not fit; read it again."
            )
        return digits

    def funding(self) -> Funding | None:
        text = self.given.get(Column.FUNDING)
        if text is None:
            return None
        found = _FUNDING.get(text.casefold().replace("_", " "))
        if found is None:
            self.wrong(
                Column.FUNDING,
                f"{text!r} is no kind of funding; write owned, leased, donated or loaned in.",
            )
        return found

    def days(self) -> dict[Column, date]:
        found: dict[Column, date] = {}
        for column in _DAYS:
            text = self.given.get(column)
            if text is None:
                continue
            day = _day(text, _WHAT[column], self._today, column in _AHEAD)
            if isinstance(day, str):
                self.wrong(column, day)
            else:
                found[column] = day
        return found


_WHAT: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.PURCHASED: "purchase date",
        Column.ACCEPTED: "acceptance date",
        Column.CALIBRATED: "calibration date",
        Column.WARRANTY: "end of the warranty",
        Column.END_OF_LIFE: "end of life",
    }
)


@lru_cache(4096)
def _day(text: str, what: str, today: date, ahead: bool) -> date | str:  # noqa: FBT001
    return read_day(text, what, today, ahead=ahead)


def serial_key(make: str, model: str, serial: str) -> tuple[str, str, str]:
    """What a device is known by beside its tag: make, model and serial number in one case."""
    return key_of(make), key_of(model), key_of(serial)

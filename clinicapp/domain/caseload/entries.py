"""One row of a list as a person's particulars, or a sentence beside each field that is not right.

An empty cell says nothing: it never erases what is recorded. Only the word "none" in the column of
the medicine says that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.caseload.columns import Column, lower
from clinicapp.domain.lists.dates import read_day
from clinicapp.domain.names import person_key
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import ETHNIC_GROUPS, Sex

if TYPE_CHECKING:
    from datetime import date

LONGEST: Final = 80
"""Characters in one cell; the entry panel takes as many."""
NO_MEDICINE: Final = frozenset({"none", "nil", "no antipsychotic", "no medication"})
_SPACES: Final = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_SHORTENED: Final = re.compile(r"[0-9.]+[eE]\+?[0-9]+")
_SEX: Final[Mapping[str, Sex]] = MappingProxyType(
    {
        **dict.fromkeys(("f", "female", "woman", "2"), Sex.FEMALE),
        **dict.fromkeys(("m", "male", "man", "1"), Sex.MALE),
        **dict.fromkeys(("o", "other", "indeterminate", "non-binary", "9"), Sex.OTHER),
        **dict.fromkeys(("u", "unknown", "not known", "not specified", "x", "0"), Sex.UNKNOWN),
    }
)
"""Plain words, and the codes of the NHS data dictionary (person stated gender) and of HL7 0001."""
_GROUPS: Final = MappingProxyType({words.casefold(): code for code, words in ETHNIC_GROUPS.items()})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a row; ``column`` is None where it is the row itself."""

    column: Column | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row that could be read. What is None was not said.

    ``row`` is the line of the file, as a spreadsheet counts them; ``no_antipsychotic`` tells that
    the row says there is none.
    """

    row: int
    family_name: str
    given_name: str
    born: date
    ward: str
    nhs_number: NhsNumber | None = None
    title: str | None = None
    sex: Sex | None = None
    ethnicity: str | None = None
    room: str | None = None
    antipsychotic: str | None = None
    started: date | None = None
    no_antipsychotic: bool = False

    @property
    def display_name(self) -> str:
        """``EXAMPLE, Amara``."""
        return f"{self.family_name.upper()}, {self.given_name}"

    @property
    def key(self) -> tuple[str, str, date]:
        """What somebody without a number is known by."""
        return person_key(self.family_name, self.given_name, self.born)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEntry:
    """A row that could not be read, with every reason. The rest is what could be made of it."""

    row: int
    problems: tuple[Problem, ...]
    name: str = ""
    nhs_number: NhsNumber | None = None
    born: date | None = None


def read_entry(
    row: int,
    cells: Mapping[Column, str],
    today: date,
    *,
    ward: str | None = None,
    only: str | None = None,
) -> Entry | RefusedEntry:
    """Read one row.

    Args:
        row: its line in the file.
        cells: what stands in it, by column.
        today: no day is after it.
        ward: where people belong whose row names no ward.
        only: the one ward that the list is for, if there is one.
    """
    reader = _Reader(cells, today)
    family, given = reader.names()
    born = reader.day(Column.BORN)
    if Column.BORN not in reader.given:
        reader.wrong(Column.BORN, "The date of birth is missing; enter it.")
    number = reader.number()
    medicine = reader.given.get(Column.ANTIPSYCHOTIC)
    none = medicine is not None and medicine.casefold() in NO_MEDICINE
    started = reader.day(Column.STARTED)
    if started is not None and none:
        reader.wrong(Column.STARTED, "There is a start date but no medicine; enter the medicine.")
    if started is not None and born is not None and started < born:
        reader.wrong(Column.STARTED, "The medicine was started before the person was born.")
    sex, ethnicity = reader.sex(), reader.ethnicity()
    place = _ward(reader, ward, only)
    if reader.problems or born is None or not place:
        name = f"{family.upper()}, {given}" if family and given else family.upper() or given
        return RefusedEntry(
            row=row, problems=tuple(reader.problems), name=name, nhs_number=number, born=born
        )
    return Entry(
        row=row,
        family_name=family,
        given_name=given,
        born=born,
        ward=place,
        nhs_number=number,
        title=reader.given.get(Column.TITLE),
        sex=sex,
        ethnicity=ethnicity,
        room=room_of(reader.given.get(Column.ROOM), reader.given.get(Column.BED)),
        antipsychotic=None if none else medicine,
        started=started,
        no_antipsychotic=none,
    )


def room_of(room: str | None, bed: str | None) -> str | None:
    """``12``, ``Bed 4``, or ``12, bed 4``: what the banner calls the room."""
    if not bed:
        return room
    called = bed if bed.casefold().startswith("bed") else f"Bed {bed}"
    return f"{room}, {called[0].lower()}{called[1:]}" if room else called


def _ward(reader: _Reader, ward: str | None, only: str | None) -> str:
    place = reader.given.get(Column.WARD, ward or "")
    if not place:
        reader.wrong(Column.WARD, "The row names no ward; enter it, or say which ward it is for.")
    elif only is not None and place.casefold() != only.casefold():
        reader.wrong(
            Column.WARD, f"The row is of {place}, and this list is for {only}; it is left out."
        )
    return place if only is None else only


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
        if clean.isascii() and clean.isprintable() and len(clean) <= LONGEST and "  " not in clean:
            return clean
        clean = _SPACES.sub(" ", clean)
        if len(clean) > LONGEST:
            self.wrong(column, f"The {lower(column)} is longer than {LONGEST} characters.")
            return clean[:LONGEST]
        if not clean.isprintable() or "\ufffd" in clean:
            self.wrong(
                column,
                f"The {lower(column)} holds a character that cannot be read; type it again.",
            )
        return clean

    def wrong(self, column: Column, sentence: str) -> None:
        self.problems.append(Problem(column, sentence))

    def names(self) -> tuple[str, str]:
        """Family name and given name; in one column they are parted by a comma."""
        if Column.NAME in self.given:
            family, comma, given = self.given[Column.NAME].partition(",")
            if not (comma and family.strip() and given.strip()):
                self.wrong(Column.NAME, "Write the name as family name, comma, given name.")
            return family.strip(), given.strip()
        for column in (Column.FAMILY_NAME, Column.GIVEN_NAME):
            if column not in self.given:
                self.wrong(column, f"The {lower(column)} is missing; enter it.")
        return self.given.get(Column.FAMILY_NAME, ""), self.given.get(Column.GIVEN_NAME, "")

    def day(self, column: Column) -> date | None:
        if column not in self.given:
            return None
        what = "start date" if column is Column.STARTED else lower(column)
        found = _day(self.given[column], what, self._today)
        if isinstance(found, str):
            self.wrong(column, found)
            return None
        return found

    def number(self) -> NhsNumber | None:
        text = self.given.get(Column.NHS_NUMBER)
        if text is None:
            return None
        found = read_nhs_number(text)
        if isinstance(found, NhsNumber):
            return found
        if _SHORTENED.fullmatch(text):
            self.wrong(
                Column.NHS_NUMBER,
                "A spreadsheet has shortened this NHS number; format that column as text.",
            )
        else:
            self.wrong(Column.NHS_NUMBER, found.sentence)
        return None

    def sex(self) -> Sex | None:
        text = self.given.get(Column.SEX)
        if text is None:
            return None
        found = _SEX.get(text.casefold())
        if found is None:
            self.wrong(Column.SEX, f"{text!r} is no sex; write female, male, other or unknown.")
        return found

    def ethnicity(self) -> str | None:
        text = self.given.get(Column.ETHNICITY)
        if text is None:
            return None
        code = text.upper() if text.upper() in ETHNIC_GROUPS else _GROUPS.get(text.casefold())
        if code is None:
            self.wrong(
                Column.ETHNICITY,
                f"{text!r} is no ethnic group; write the NHS code, A to Z or 99.",
            )
        return code


@lru_cache(4096)
def _day(text: str, what: str, today: date) -> date | str:
    return read_day(text, what, today)

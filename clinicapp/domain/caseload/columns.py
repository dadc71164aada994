"""The columns of a caseload list, by the many headings that wards give them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lists.headings import Headings, HeadingsRefused

if TYPE_CHECKING:
    from collections.abc import Sequence


class Column(StrEnum):
    """What a column holds; the words are those of the fields of ``people.Person``."""

    NHS_NUMBER = "nhs_number"
    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    TITLE = "title"
    BORN = "born"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    WARD = "ward"
    ROOM = "room"
    BED = "bed"
    ANTIPSYCHOTIC = "antipsychotic"
    STARTED = "antipsychotic_started"


COLUMN_WORDS: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.NHS_NUMBER: "NHS number",
        Column.NAME: "Name",
        Column.FAMILY_NAME: "Family name",
        Column.GIVEN_NAME: "Given name",
        Column.TITLE: "Title",
        Column.BORN: "Date of birth",
        Column.SEX: "Sex",
        Column.ETHNICITY: "Ethnic group",
        Column.WARD: "Ward",
        Column.ROOM: "Room",
        Column.BED: "Bed",
        Column.ANTIPSYCHOTIC: "Antipsychotic",
        Column.STARTED: "Antipsychotic started",
    }
)
"""How a column is called in a sentence, and headed when a list is written."""

_OTHER_HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = MappingProxyType(
    {
        Column.NHS_NUMBER: ("NHS No", "NHS", "NHS num", "NHS ID"),
        Column.NAME: ("Patient", "Patient name", "Full name", "Service user"),
        Column.FAMILY_NAME: ("Surname", "Last name"),
        Column.GIVEN_NAME: ("Forename", "Forenames", "First name", "Given names"),
        Column.TITLE: ("Salutation",),
        Column.BORN: ("DOB", "D.O.B.", "Born", "Birth date"),
        Column.SEX: ("Gender", "Administrative sex"),
        Column.ETHNICITY: ("Ethnicity", "Ethnic category", "Ethnic code", "Ethnic group code"),
        Column.WARD: ("Ward name", "Current ward"),
        Column.ROOM: ("Room number", "Room no"),
        Column.BED: ("Bed number", "Bed no"),
        Column.ANTIPSYCHOTIC: ("Medication", "Medicine", "Antipsychotic medicine", "Drug"),
        Column.STARTED: (
            *("Started", "Start", "Start date", "Medication started", "Medication start"),
            *("Medicine started", "Antipsychotic start", "Antipsychotic start date"),
        ),
    }
)


_HEADINGS: Final = Headings(COLUMN_WORDS, _OTHER_HEADINGS)


def knows(heading: str) -> bool:
    """Whether a text is a heading of a list of people."""
    return _HEADINGS.knows(heading)


def read_headings(cells: Sequence[str]) -> tuple[Column | None, ...] | HeadingsRefused:
    """The column that each heading names; None for an empty heading.

    Returns:
        A refusal if a heading is not known (it is named, with the nearest that is), if two name
        the same column, or if one that is needed is missing.
    """
    found = _HEADINGS.read(cells)
    if isinstance(found, HeadingsRefused):
        return found
    missing = _missing(found)
    return HeadingsRefused(missing) if missing else found


def lower(column: Column) -> str:
    """A column's name within a sentence: ``date of birth``, but ``NHS number``."""
    return _HEADINGS.lower(column)


def _missing(found: Sequence[Column | None]) -> str | None:
    if not any(found):
        return "The first line holds no headings; put one above each column, such as Surname."
    if Column.NAME in found and (Column.FAMILY_NAME in found or Column.GIVEN_NAME in found):
        return "The list has the name twice, whole and in parts; remove the column 'Name'."
    needed = [Column.BORN]
    if Column.NAME not in found:
        needed = [Column.FAMILY_NAME, Column.GIVEN_NAME, Column.BORN]
    absent = [lower(column) for column in needed if column not in found]
    if absent:
        return (
            f"The list has no column for the {' and the '.join(absent)}; add it, because nobody "
            "is told from another by less."
        )
    return None

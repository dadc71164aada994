"""The person who is screened, and the plain facts about a person that rules ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from clinicapp.domain.months import MONTHS
from clinicapp.domain.names import full_name_key
from clinicapp.domain.nhs_number import NhsNumber


class Sex(StrEnum):
    """Administrative sex, with the words of HL7 FHIR administrative-gender."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Diabetes(StrEnum):
    """Whether diabetes is already known, and of which type."""

    NONE = "none"
    TYPE_1 = "type1"
    TYPE_2 = "type2"
    OTHER = "other"


ETHNIC_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "White British",
        "B": "White Irish",
        "C": "Any other White background",
        "D": "White and Black Caribbean",
        "E": "White and Black African",
        "F": "White and Asian",
        "G": "Any other mixed background",
        "H": "Indian",
        "J": "Pakistani",
        "K": "Bangladeshi",
        "L": "Any other Asian background",
        "M": "Caribbean",
        "N": "African",
        "P": "Any other Black background",
        "R": "Chinese",
        "S": "Any other ethnic group",
        "Z": "Not stated",
        "99": "Not known",
    }
)
"""NHS ethnic category codes (NHS data dictionary; clinical reference, section 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A patient, as the banner and the rules need them.

    Attributes:
        id: Our own identifier, made at the station.
        family_name: Family name as written by the ward.
        given_name: Given name as written by the ward.
        title: ``Ms``, ``Mr`` ...; None if not recorded.
        born: Date of birth.
        sex: Administrative sex.
        nhs_number: None while it is not known.
        ethnicity: NHS ethnic category code, a key of ``ETHNIC_GROUPS``; None if not recorded.
        ward: Name of the ward.
        room: Room or bed; None if not recorded.
        pregnant: None if not recorded.
        diabetes: None if not recorded.
        cvd: Whether cardiovascular disease is known; None if not recorded.
        antipsychotic: Name of the medicine; None if there is none.
        antipsychotic_started: Day of its start, restart or the last switch.
        discharged_on: Day on which the person left our care; None while in it. Who has left is
            kept, is on no worklist, and can be admitted again.
    """

    id: UUID
    family_name: str
    given_name: str
    title: str | None = None
    born: date
    sex: Sex
    nhs_number: NhsNumber | None = None
    ethnicity: str | None = None
    ward: str
    room: str | None = None
    pregnant: bool | None = None
    diabetes: Diabetes | None = None
    cvd: bool | None = None
    antipsychotic: str | None = None
    antipsychotic_started: date | None = None
    discharged_on: date | None = None

    @property
    def in_care(self) -> bool:
        """Whether the person is on a ward's list now."""
        return self.discharged_on is None

    @property
    def name_key(self) -> tuple[str, str]:
        """What is the same for everybody of the same name, however it is written."""
        return full_name_key(self.family_name, self.given_name)

    @property
    def display_name(self) -> str:
        """The name as wristbands show it: ``EXAMPLE, Amara`` (clinical reference, section 7)."""
        return f"{self.family_name.upper()}, {self.given_name}"

    def age_on(self, day: date) -> int:
        """Age in whole years on a day."""
        return age_on(self.born, day)


def wristband_day(day: date) -> str:
    """``14-Mar-1985``, as wristbands show a date of birth (clinical reference, section 7)."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def age_on(born: date, day: date) -> int:
    """Age in whole years on a day; someone born on 29 February turns on 1 March in other years.

    Args:
        born: Date of birth.
        day: The day of asking; before the birth the answer is negative.
    """
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - int(before_birthday)

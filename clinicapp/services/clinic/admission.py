"""What was typed about a new person, with a sentence beside each field that is not right."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import ETHNIC_GROUPS, Person, Sex, wristband_day
from clinicapp.domain.plausibility import LIMITS, Measure
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, use_case
from clinicapp.services.clinic.people import add_person, refuse_number_in_use
from clinicapp.services.clinic.typed_days import day_of_text
from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.store.work import Work

FIELDS: Final = (
    "family_name",
    "given_name",
    "title",
    "born",
    "sex",
    "nhs_number",
    "ethnicity",
    "room",
    "antipsychotic",
    "antipsychotic_started",
)
"""Every field of the entry panel, in its order."""

_LONGEST: Final = 80
_SEX: Final[Mapping[str, Sex]] = MappingProxyType({sex.value: sex for sex in Sex})


@use_case(Permission.MANAGE_PEOPLE, "add people")
def admit(
    work: Work,
    by: By,
    ward: str,
    answers: Mapping[str, str],
    today: date,
    *,
    confirmed: bool = False,
) -> Person:
    """Add a person to a ward from what was typed.

    Args:
        work: the transaction.
        by: who, and when.
        ward: where the person is.
        answers: field → text as typed (see ``FIELDS``).
        today: the ward's day.
        confirmed: it was confirmed that this is another person than one of the same name, or
            nobody real.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken; nothing is recorded.
        Refused: somebody with that NHS number is here already.
    """
    person = person_of(answers, ward, today)
    if not confirmed:
        refuse_number_in_use(work, person)
        doubts = _doubts(person, work.people.namesakes(person))
        if doubts:
            raise AnswersRefused(doubts, confirmable=True)
    add_person(work, by, person)
    return person


def _doubts(person: Person, namesakes: tuple[Person, ...]) -> dict[str, str]:
    """What to make sure of first, with a sentence beside its field."""
    doubts: dict[str, str] = {}
    if namesakes:
        # The likeliest to be taken for this one first: born on the same day, then on this ward.
        nearest = min(namesakes, key=lambda p: (p.born != person.born, p.ward != person.ward))
        doubts["family_name"] = _namesake_sentence(person, nearest, len(namesakes) - 1)
    if person.nhs_number is not None and person.nhs_number.is_test:
        doubts["nhs_number"] = (
            "The check digit fits, but this number is from the range for tests, which is never "
            "issued to a person; compare it with the wristband. To add a test person, press Add "
            "again."
        )
    return doubts


def _namesake_sentence(person: Person, other: Person, more: int) -> str:
    number = other.nhs_number
    known_by = f"NHS number ending {number.digits[-4:]}" if number else "without an NHS number"
    room = f", {_room(other.room)}" if other.room else ""
    who = (
        f"{other.display_name}, born {wristband_day(other.born)}, {known_by}, is on "
        f"{other.ward}{room} already"
    )
    others = f", and {more} more of that name" if more else ""
    if other.born == person.born:
        return (
            f"{who}{others}: the same name and date of birth. If it is the same person, close "
            "this and open them from the list; if not, press Add again to add somebody else."
        )
    return (
        f"{who}{others}. Check the date of birth with the person; if this is somebody else, press "
        "Add again."
    )


def _room(room: str) -> str:
    return f"room {room}" if room[:1].isdigit() else f"{room[:1].lower()}{room[1:]}"


def person_of(answers: Mapping[str, str], ward: str, today: date) -> Person:
    """Read a person from what was typed; dates as day, month, year, or as ISO 8601.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
    """
    given = {field: answers.get(field, "").strip() for field in FIELDS}
    errors: dict[str, str] = {}
    for field, name in (("family_name", "family name"), ("given_name", "given name")):
        if not given[field]:
            errors[field] = f"Enter the {name}."
    errors |= {
        field: f"Use at most {_LONGEST} characters."
        for field, text in given.items()
        if len(text) > _LONGEST
    }
    born = _day(given["born"], "date of birth", "born", errors, today, required=True)
    started = _day(
        given["antipsychotic_started"], "start date", "antipsychotic_started", errors, today
    )
    if started and not given["antipsychotic"]:
        errors["antipsychotic"] = "Enter the medicine that was started on that day."
    sex = _SEX.get(given["sex"])
    if sex is None:
        errors["sex"] = "Choose one of the answers."
    if given["ethnicity"] and given["ethnicity"] not in ETHNIC_GROUPS:
        errors["ethnicity"] = "Choose one of the answers."
    number = read_nhs_number(given["nhs_number"]) if given["nhs_number"] else None
    if number is not None and not isinstance(number, NhsNumber):
        errors["nhs_number"] = number.sentence
    if errors or born is None or sex is None:
        raise AnswersRefused(errors, confirmable=False)
    return Person(
        id=uuid7(),
        family_name=given["family_name"],
        given_name=given["given_name"],
        title=given["title"] or None,
        born=born,
        sex=sex,
        nhs_number=number if isinstance(number, NhsNumber) else None,
        ethnicity=given["ethnicity"] or None,
        ward=ward,
        room=given["room"] or None,
        antipsychotic=given["antipsychotic"] or None,
        antipsychotic_started=started,
    )


def _day(
    text: str,
    name: str,
    field: str,
    errors: dict[str, str],
    today: date,
    *,
    required: bool = False,
) -> date | None:
    """A day as typed; what is wrong with it goes into ``errors``."""
    if not text:
        if required:
            errors[field] = f"Enter the {name}, such as 14 3 1985."
        return None
    found = day_of_text(text)
    if found is None:
        errors[field] = f"Enter the {name} as day, month and year, such as 14 3 1985."
        return None
    if found > today:
        errors[field] = f"The {name} is in the future; enter the day as it was."
        return None
    oldest = int(LIMITS[Measure.AGE_YEARS].high)
    if found.year < today.year - oldest:
        errors[field] = f"The {name} is more than {oldest} years ago; check the year."
        return None
    return found

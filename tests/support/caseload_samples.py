"""Lists of invented people, as rows, as files and as what is known of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from uuid6 import uuid7

from clinicapp.domain.caseload.entries import Entry
from clinicapp.domain.people import Sex
from clinicapp.interop.caseload_csv import read_caseload
from tests.support.store_samples import a_person, nhs_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinicapp.domain.caseload.plan import Plan
    from clinicapp.domain.caseload.reading import CaseloadList
    from clinicapp.domain.people import Person

TODAY: Final = date(2026, 11, 22)
HEADINGS: Final = "NHS No,Surname,Forename,DOB,Ward,Room,Medication,Started"
BORN: Final = date(1985, 3, 14)


def a_number(place: int) -> str:
    """A valid number of the range for tests, another for each place."""
    at = 999_100_000 + 2 * place
    while True:
        body = f"{at:09d}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1))) % 11  # noqa: B905
        if rest != 1:
            return body + str((11 - rest) % 11)
        at += 1


def an_entry(row: int = 2, **changes: Any) -> Entry:
    """EXAMPLE, Amara of Ash, with her number."""
    values: dict[str, Any] = {
        "row": row,
        "family_name": "Example",
        "given_name": "Amara",
        "born": BORN,
        "ward": "Ash",
        "nhs_number": nhs_number("999 000 0018"),
    }
    return Entry(**(values | changes))


def known_person(**changes: Any) -> Person:
    """Amara as she is known: on Ash, olanzapine since 30 May 2026."""
    return a_person(id=uuid7(), **({"sex": Sex.FEMALE} | changes))


def a_list(*rows: str, only: str | None = None, headings: str = HEADINGS) -> CaseloadList:
    """A list of these rows, for Ash."""
    text = "\r\n".join((headings, *rows))
    return read_caseload(text.encode(), TODAY, ward="Ash", only=only)


def standings(plan: Plan) -> Sequence[str]:
    """What becomes of each row, in order."""
    return [row.standing.value for row in plan.rows]


def sentences(plan: Plan) -> Sequence[str]:
    """What stands against each row that cannot be used."""
    return [
        " ".join(problem.sentence for problem in row.judgement.problems)
        for row in plan.rows
        if row.judgement.problems
    ]

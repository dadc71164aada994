"""People use cases: adding somebody to a ward, finding them, opening the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work


@use_case(Permission.MANAGE_PEOPLE, "add people")
def add_person(work: Work, by: By, person: Person) -> None:
    """Add a person to a ward.

    Raises:
        Refused: somebody with that NHS number is here already.
    """
    refuse_number_in_use(work, person)
    work.people.add(person)
    record(work, by, "person.added", person.id, ward=person.ward)


def refuse_number_in_use(work: Work, person: Person) -> None:
    """Refuse a person whose NHS number is somebody else's. For use inside a use case."""
    if person.nhs_number is None:
        return
    found = work.people.find_by_nhs_number(str(person.nhs_number))
    if found is not None:
        raise Refused(
            f"{found.display_name} on {found.ward} has that NHS number; open that person."
        )


@use_case(Permission.VIEW_PEOPLE, "look at the list of people")
def list_people(
    work: Work, by: By, ward: str | None, text: str = "", limit: int = 200, offset: int = 0
) -> tuple[Person, ...]:
    """The people of a ward whose name or NHS number contains ``text``, by name."""
    found = work.people.list(ward=ward, text=text.strip() or None, limit=limit, offset=offset)
    record(work, by, "people.listed", ward or "all wards", count=len(found))
    return found


@use_case(Permission.VIEW_PEOPLE, "open a person's record")
def view_person(work: Work, by: By, person_id: UUID) -> Person:
    """One person; that they were looked at goes into the audit trail."""
    person = work.people.get(person_id)
    if person is None:
        raise NotFound("That person is not in this station's database; search again.")
    record(work, by, "person.viewed", person_id)
    return person

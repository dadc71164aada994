"""Who a scanned label belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.scanning import NotRead, StaffBadge, read_scan
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from clinicapp.domain.nhs_number import NhsNumber
    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work


@use_case(Permission.VIEW_PEOPLE, "identify a person by their wristband")
def person_of_scan(work: Work, by: By, text: str) -> Person:
    """The person whose wristband was scanned; the store keeps each NHS number but once.

    Raises:
        Refused: it is no wristband, or cannot be relied on.
        NotFound: nobody here has that NHS number.
    """
    number = _number_of(text)
    person = work.people.find_by_nhs_number(number.digits)
    if person is None:
        raise NotFound(
            f"Nobody here has the NHS number {number.spaced} of this wristband; "
            "check it, and find the person by name."
        )
    record(work, by, "person.identified", person.id, how="wristband")
    return person


@use_case(Permission.MANAGE_PEOPLE, "read the wristband of somebody new")
def number_of_scan(work: Work, by: By, text: str) -> NhsNumber:
    """The NHS number of a wristband whose wearer is to be added.

    Raises:
        Refused: it is no wristband, cannot be relied on, or its wearer is here already.
    """
    number = _number_of(text)
    found = work.people.find_by_nhs_number(number.digits)
    if found is not None:
        raise Refused(
            f"This is the wristband of {found.display_name}, who is on {found.ward} already; "
            "close this and open them from the list."
        )
    record(work, by, "wristband.read", "somebody new")
    return number


def _number_of(text: str) -> NhsNumber:
    scan = read_scan(text)
    if isinstance(scan, NotRead):
        raise Refused(scan.sentence)
    if isinstance(scan, StaffBadge):
        raise Refused(
            "This is a staff badge, and this station knows no badge numbers; scan the wristband."
        )
    return scan.nhs_number

"""Who a scanned label belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.scanning import NotRead, StaffBadge, read_scan
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work


@use_case(Permission.VIEW_PEOPLE, "identify a person by their wristband")
def person_of_scan(work: Work, by: By, text: str) -> Person:
    """The person whose wristband was scanned; the store keeps each NHS number but once.

    Raises:
        Refused: it is no wristband, or cannot be relied on.
        NotFound: nobody here has that NHS number.
    """
    scan = read_scan(text)
    if isinstance(scan, NotRead):
        raise Refused(scan.sentence)
    if isinstance(scan, StaffBadge):
        raise Refused(
            "This is a staff badge, and this station knows no badge numbers; scan the wristband."
        )
    person = work.people.find_by_nhs_number(scan.nhs_number.digits)
    if person is None:
        raise NotFound(
            f"Nobody here has the NHS number {scan.nhs_number.spaced} of this wristband; "
            "check it, and find the person by name."
        )
    record(work, by, "person.identified", person.id, how="wristband")
    return person

"""Whose reading is it: what a device says, and what a person has checked.

A reading that did not arrive while the station was armed for this very person is filed only after
two identifiers were checked (reference/equipment.md 1.7, "Reading filed to wrong patient"), and
never for somebody whose NHS number is not the one on it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.observations import ReadingEventKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from clinicapp.domain.observations import ReadingEvent


class Identifier(StrEnum):
    """What was compared with the person, their wristband or their record."""

    FULL_NAME = "full_name"
    DATE_OF_BIRTH = "date_of_birth"
    NHS_NUMBER = "nhs_number"


IDENTIFIERS_NEEDED: Final = 2
_DOUBTS: Final = frozenset(
    {"NOBODY_ARMED", "FROM_MEMORY", "TIME_UNKNOWN", "OUTSIDE_VISIT", "REFERENCE_DISAGREES"}
)
"""What the gate says of a reading when it is not sure whose it is."""


def names_another(reference: str | None, nhs_number: str | None) -> bool:
    """Whether a device's patient field names somebody else than the person with that number.

    Only what looks like an NHS number counts: ``1``, specimen numbers and operator numbers are all
    seen there (reference/serial.md 7, patient identity).
    """
    if reference is None or nhs_number is None:
        return False
    digits = "".join(character for character in reference if character.isdigit())
    return len(digits) == len(nhs_number) and digits != nhs_number


def needs_identifiers(events: Iterable[ReadingEvent], person_id: UUID) -> bool:
    """Whether two identifiers must be checked before a reading is filed for this person.

    Args:
        events: what has happened to the reading, oldest first.
        person_id: for whom it would be filed.

    Returns:
        False only for a reading that was judged while the station was armed for this person, with
        no doubt whose it is, and that nobody has taken back from a form since.
    """
    judged: ReadingEvent | None = None
    for event in events:
        if event.kind is ReadingEventKind.WITHDRAWN:
            return True
        if event.kind is ReadingEventKind.JUDGED:
            judged = event
    return judged is None or judged.person_id != person_id or not _DOUBTS.isdisjoint(judged.codes)

"""The people of a ward, each with where their latest form stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import fold
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.forms import Form, FormFact, TypedEntry
    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work

PAGE: Final = 50
_MOST: Final = 5_000
"""Far more people than a ward has; whoever looks through a whole trust has to search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that somebody has begun and nobody has signed.

    Attributes:
        since: When it was begun.
        by: Who began it.
        last_at: When something was last put on it, or typed and not saved.
        last_by: Who did that; a device's reading counts for the station.
        has_typing: Whether something was typed and not saved.
    """

    since: datetime
    by: str
    last_at: datetime
    last_by: str
    has_typing: bool


@dataclass(frozen=True, slots=True)
class LatestForm:
    """A person's newest form; ``signed_at`` is None while it is open.

    ``draft`` says since when it waits for its signature; None for one that is signed or empty.
    """

    form: Form
    signed_at: datetime | None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class PersonInCare:
    """A person and their newest form, if they have one."""

    person: Person
    latest: LatestForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """A page of people by name; ``total`` counts all who answer the search."""

    people: tuple[PersonInCare, ...]
    total: int


@use_case(Permission.VIEW_PEOPLE, "look at the list of people")
def caseload(
    work: Work, by: By, ward: str | None, text: str = "", limit: int = PAGE, offset: int = 0
) -> Caseload:
    """The people of a ward (or of all) whose name, NHS number or room contains every word."""
    found = work.people.list(ward=ward, text=search_text(text) or None, limit=_MOST)
    page = found[offset : offset + limit]
    record(work, by, "people.listed", ward or "all wards", count=len(page))
    return Caseload(
        people=tuple(PersonInCare(person, _latest(work, person.id)) for person in page),
        total=len(found),
    )


def search_text(typed: str) -> str:
    """What is searched for: an NHS number is found however its digits are spaced."""
    digits = "".join(typed.split()).replace("-", "")
    return digits if digits.isdecimal() else typed.replace(",", " ").strip()


def _latest(work: Work, person_id: UUID) -> LatestForm | None:
    forms = work.forms.for_person(person_id)
    if not forms:
        return None
    facts = work.forms.facts(forms[0].id)
    signed = fold(facts).signed
    if signed is not None:
        return LatestForm(forms[0], signed.at)
    return LatestForm(forms[0], None, _draft(forms[0], facts, work.forms.typed(forms[0].id)))


def _draft(form: Form, facts: tuple[FormFact, ...], typed: tuple[TypedEntry, ...]) -> Draft | None:
    touched = [(fact.at, fact.actor_name) for fact in facts]
    touched += [(entry.at, entry.actor_name) for entry in typed]
    if not touched:
        return None
    last_at, last_by = max(touched)
    return Draft(
        since=form.opened_at,
        by=form.opened_by,
        last_at=last_at,
        last_by=last_by,
        has_typing=bool(typed),
    )

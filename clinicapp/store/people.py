"""People: added, found, and saved optimistically."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select

from clinicapp.domain.errors import NotFound
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.store.session import prepared_insert
from clinicapp.store.tables import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

_CHANGED = (
    "Somebody else changed this person's details first, so yours were not saved. Look at them "
    "again and repeat your change."
)

_COLUMNS = tuple(column.name for column in PEOPLE.columns if column.name != "version")
# A list may bring a hundred thousand people: no statement of theirs is compiled twice.
_INSERT = prepared_insert(PEOPLE, *_COLUMNS, "version")
# Along the index, since every look at a form asks; what kinds of marks a name has differs.
_LETTERS = re.compile(r"\w+")
_LAST_LETTER = "\U0010ffff"
_BEGINNING = select(PEOPLE).where(
    PEOPLE.c.search_text >= bindparam("start"),
    PEOPLE.c.search_text < bindparam("end"),
    PEOPLE.c.discharged_on.is_(None),
)
_SETS = ", ".join(f"{column} = ?" for column in _COLUMNS[1:])
_UPDATE = f"UPDATE people SET {_SETS}, version = version + 1 WHERE id = ?"  # noqa: S608 - our names
_AT_ONCE = 900
"""SQLite takes at least so many parameters."""


class People:
    """The people of this station. ``get`` and ``save`` go together with ``version``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, person: Person) -> None:
        """Add a person, at version 1.

        Raises:
            AlreadyThere: the id or the NHS number is taken.
        """
        self._session.run(_INSERT, (*_stored(person), 1))

    def get(self, person_id: UUID) -> Person | None:
        """The person, or None."""
        row = self._session.row(select(PEOPLE).where(PEOPLE.c.id == person_id))
        return None if row is None else _person(row)

    def version(self, person_id: UUID) -> int:
        """The version that ``save`` must name.

        Raises:
            NotFound: there is no such person.
        """
        row = self._session.first(select(PEOPLE.c.version).where(PEOPLE.c.id == person_id))
        if row is None:
            raise NotFound("This person is not in the database; refresh the list.")
        return int(row[0])

    def wards(self) -> tuple[str, ...]:
        """The wards that people are on, by name."""
        rows = self._session.rows(select(PEOPLE.c.ward).distinct().order_by(PEOPLE.c.ward))
        return tuple(row["ward"] for row in rows)

    def find_by_nhs_number(self, digits: str) -> Person | None:
        """The person with these ten digits (no spaces), or None."""
        row = self._session.row(select(PEOPLE).where(PEOPLE.c.nhs_number == digits))
        return None if row is None else _person(row)

    def list(
        self,
        ward: str | None = None,
        text: str | None = None,
        limit: int = 100,
        offset: int = 0,
        *,
        in_care: bool = True,
    ) -> tuple[Person, ...]:
        """A page of people by family name, then given name.

        Args:
            ward: only those on this ward; None for all.
            text: every word of it must occur in the names, the NHS number or the room, in any case.
            limit: at most so many.
            offset: skip so many.
            in_care: leave out who has been discharged.
        """
        query = select(PEOPLE).order_by(PEOPLE.c.search_text, PEOPLE.c.id)
        if ward is not None:
            query = query.where(PEOPLE.c.ward == ward)
        if in_care:
            query = query.where(PEOPLE.c.discharged_on.is_(None))
        for word in (text or "").casefold().split():
            query = query.where(PEOPLE.c.search_text.contains(word, autoescape=True))
        rows = self._session.rows(query.limit(limit).offset(offset))
        return tuple(_person(row) for row in rows)

    def of_ward(self, ward: str) -> tuple[Person, ...]:
        """Everybody in care on a ward, in no order."""
        query = select(PEOPLE).where(PEOPLE.c.ward == ward, PEOPLE.c.discharged_on.is_(None))
        return tuple(_person(row) for row in self._session.rows(query))

    def namesakes(self, person: Person) -> tuple[Person, ...]:
        """Everybody else in care, on any ward, who has a person's name, however it is written."""
        begins = _LETTERS.match(person.family_name.casefold())
        start = begins.group() if begins is not None else ""
        rows = self._session.rows(_BEGINNING, start=start, end=f"{start}{_LAST_LETTER}")
        found = (_person(row) for row in rows)
        return tuple(
            each for each in found if each.id != person.id and each.name_key == person.name_key
        )

    def everybody(self) -> tuple[Person, ...]:
        """All people, in care or not, in the order in which they came."""
        return tuple(_person(row) for row in self._session.rows(select(PEOPLE)))

    def named(self, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
        """These people by their ids, in care or not."""
        wanted = list(person_ids)
        found: dict[UUID, Person] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            query = select(PEOPLE).where(PEOPLE.c.id.in_(wanted[start : start + _AT_ONCE]))
            found |= {row["id"]: _person(row) for row in self._session.rows(query)}
        return found

    def candidates(self, numbers: Sequence[str], born: date) -> tuple[Person, ...]:
        """Whoever has one of these ten digits, and everybody born on that day; in care or not."""
        wanted = or_(PEOPLE.c.born == born, PEOPLE.c.nhs_number.in_(numbers))
        rows = self._session.rows(select(PEOPLE).where(wanted))
        return tuple(_person(row) for row in rows)

    def update(self, person: Person) -> None:
        """Overwrite somebody who was read in this very transaction, which nobody can have changed.

        Raises:
            NotFound: there is no such person.
            AlreadyThere: the NHS number is another person's.
        """
        changed = self._session.run(_UPDATE, (*_stored(person)[1:], person.id.hex))
        if changed.rowcount != 1:
            raise NotFound("This person is not in the database; refresh the list.")

    def save(self, person: Person, expected_version: int) -> int:
        """Overwrite a person's details; returns the new version.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
            AlreadyThere: the NHS number is another person's.
        """
        return self._session.save(PEOPLE, expected_version, _CHANGED, **_values(person))


def _stored(person: Person) -> tuple[object, ...]:
    """The values of ``_COLUMNS`` as they lie in the columns."""
    values = _values(person)
    values["id"] = person.id.hex
    for day in ("born", "antipsychotic_started", "discharged_on"):
        found = values[day]
        values[day] = found.isoformat() if isinstance(found, date) else None
    return tuple(values[column] for column in _COLUMNS)


def _values(person: Person) -> dict[str, object]:
    digits = person.nhs_number.digits if person.nhs_number else None
    found_by = (person.family_name, person.given_name, digits or "", person.room or "")
    return {
        "id": person.id,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "title": person.title,
        "born": person.born,
        "sex": person.sex.value,
        "nhs_number": digits,
        "ethnicity": person.ethnicity,
        "ward": person.ward,
        "room": person.room,
        "pregnant": person.pregnant,
        "diabetes": person.diabetes.value if person.diabetes else None,
        "cvd": person.cvd,
        "antipsychotic": person.antipsychotic,
        "antipsychotic_started": person.antipsychotic_started,
        "discharged_on": person.discharged_on,
        "search_text": " ".join(found_by).casefold(),
    }


def _person(row: RowMapping) -> Person:
    return Person(
        id=row["id"],
        family_name=row["family_name"],
        given_name=row["given_name"],
        title=row["title"],
        born=row["born"],
        sex=Sex(row["sex"]),
        nhs_number=_nhs_number(row["nhs_number"]),
        ethnicity=row["ethnicity"],
        ward=row["ward"],
        room=row["room"],
        pregnant=row["pregnant"],
        diabetes=Diabetes(row["diabetes"]) if row["diabetes"] is not None else None,
        cvd=row["cvd"],
        antipsychotic=row["antipsychotic"],
        antipsychotic_started=row["antipsychotic_started"],
        discharged_on=row["discharged_on"],
    )


def _nhs_number(digits: str | None) -> NhsNumber | None:
    """The number; only checked ones are ever written, so one that fails now is damage."""
    if digits is None:
        return None
    number = read_nhs_number(digits)
    return number if isinstance(number, NhsNumber) else None

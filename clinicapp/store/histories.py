"""People with all their forms and all their facts, for figures that need every one of them.

Read in one query a table, and only as fast as the driver is: the database's thread is what a device
waits for. Values are made of it later, by whoever wants them, on any other thread.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from clinicapp.domain.forms import FactKind, Form, FormFact
from clinicapp.domain.histories import FormHistory, PersonHistory
from clinicapp.store.columns import instant_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinicapp.domain.people import Person
    from clinicapp.store.people import People
    from clinicapp.store.session import Session

EVERYBODY: Final = 1_000_000
_WARDS: Final = "SELECT DISTINCT ward FROM people ORDER BY ward"
_FORMS: Final = (
    "SELECT f.id, f.number, f.person_id, f.pack, f.opened_at, f.opened_by, f.version, f.amends "
    "FROM forms f JOIN people p ON p.id = f.person_id "
    "WHERE :ward IS NULL OR p.ward = :ward ORDER BY f.opened_at, f.version, f.id"
)
_FACTS: Final = (
    "SELECT t.id, t.form_id, t.kind, t.at, t.actor_id, t.actor_name, t.item, t.content, "
    "t.reading_id, t.target FROM form_facts t "
    "WHERE :ward IS NULL OR t.form_id IN (SELECT f.id FROM forms f "
    "JOIN people p ON p.id = f.person_id WHERE p.ward = :ward) ORDER BY t.seq"
)


class KeptHistories:
    """What was read, as it lies in the database; a value that any thread may use."""

    __slots__ = ("_facts", "_forms", "_people")

    def __init__(
        self,
        people: tuple[Person, ...],
        forms: tuple[tuple[Any, ...], ...],
        facts: tuple[tuple[Any, ...], ...],
    ) -> None:
        self._people = people
        self._forms = forms
        self._facts = facts

    def __len__(self) -> int:
        """How many people."""
        return len(self._people)

    def __iter__(self) -> Iterator[PersonHistory]:
        """Make each person's history, one after the other."""
        ids = _Ids()
        facts: dict[str, list[tuple[Any, ...]]] = {}
        for row in self._facts:
            facts.setdefault(row[1], []).append(row)
        forms: dict[str, list[tuple[Any, ...]]] = {}
        for row in self._forms:
            forms.setdefault(row[2], []).append(row)
        for person in self._people:
            yield PersonHistory(
                person,
                tuple(
                    FormHistory(
                        _form(row, ids), tuple(_fact(each, ids) for each in facts.get(row[0], ()))
                    )
                    for row in forms.get(person.id.hex, ())
                ),
            )


class Histories:
    """Reads the histories of a ward, or of all."""

    def __init__(self, session: Session, people: People) -> None:
        self._session = session
        self._people = people

    def read(self, ward: str | None) -> KeptHistories:
        """Everybody on a ward (None: on all) with all their forms and facts."""
        run = self._session.run
        people = self._people.list(ward=ward, limit=EVERYBODY)
        named: Any = {"ward": ward}
        return KeptHistories(
            people, tuple(run(_FORMS, named).fetchall()), tuple(run(_FACTS, named).fetchall())
        )

    def wards(self) -> tuple[str, ...]:
        """The wards that somebody is on, by name."""
        return tuple(row[0] for row in self._session.run(_WARDS).fetchall())


class _Ids(dict[str, UUID]):
    """Ids that come again and again, each made once."""

    def __missing__(self, text: str) -> UUID:
        self[text] = found = UUID(hex=text)
        return found


def _form(row: tuple[Any, ...], ids: _Ids) -> Form:
    return Form(
        id=ids[row[0]],
        number=row[1],
        person_id=ids[row[2]],
        pack=row[3],
        opened_at=instant_of(row[4]),
        opened_by=row[5],
        version=row[6],
        amends=None if row[7] is None else ids[row[7]],
    )


def _fact(row: tuple[Any, ...], ids: _Ids) -> FormFact:
    return FormFact(
        id=UUID(hex=row[0]),
        form_id=ids[row[1]],
        kind=FactKind(row[2]),
        at=instant_of(row[3]),
        actor_id=ids[row[4]],
        actor_name=row[5],
        item=row[6],
        values=json.loads(row[7]),
        reading_id=None if row[8] is None else UUID(hex=row[8]),
        target=None if row[9] is None else UUID(hex=row[9]),
    )

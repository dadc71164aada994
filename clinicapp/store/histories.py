"""People with all their forms and all their facts, for figures that need every one of them.

Read in one query a table, and only as fast as the driver is: the database's thread is what a device
waits for. Values are made of it later, by whoever wants them, on any other thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clinicapp.domain.histories import FormHistory, PersonHistory
from clinicapp.store.form_rows import FACT_COLUMNS, FORM_COLUMNS, PACK_PLACE, FormRows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinicapp.domain.people import Person
    from clinicapp.store.people import People
    from clinicapp.store.session import Session

EVERYBODY: Final = 1_000_000
_WARDS: Final = "SELECT DISTINCT ward FROM people ORDER BY ward"
_FORMS: Final = (
    f"SELECT {FORM_COLUMNS} "  # noqa: S608 - our own names
    "FROM forms JOIN people ON people.id = forms.person_id WHERE :ward IS NULL OR "
    "people.ward = :ward ORDER BY forms.opened_at, forms.version, forms.id"
)
_FACTS: Final = (
    f"SELECT {FACT_COLUMNS} FROM form_facts "  # noqa: S608 - our own names
    "WHERE :ward IS NULL OR form_facts.form_id IN (SELECT forms.id FROM forms "
    "JOIN people ON people.id = forms.person_id WHERE people.ward = :ward) ORDER BY form_facts.seq"
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

    @property
    def packs(self) -> frozenset[str | None]:
        """The content hashes of the rules that the forms were opened with."""
        return frozenset(row[PACK_PLACE] for row in self._forms)

    def __iter__(self) -> Iterator[PersonHistory]:
        """Make each person's history, one after the other."""
        read = FormRows()
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
                    FormHistory(read.form(row), tuple(map(read.fact, facts.get(row[0], ()))))
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

"""The people and forms of a whole ward at once, however many there are: a statement per table.

They run on the driver itself: a ward's forms are thousands of facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from clinicapp.domain.forms import FactKind, Form, FormFact
from clinicapp.store.columns import instant_of, mapping_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from clinicapp.store.session import Session

_VERSIONS: Final = "SELECT id, version FROM people WHERE ward = ?"
_IDS: Final = (
    "SELECT forms.person_id, forms.id FROM people "
    "JOIN forms ON forms.person_id = people.id WHERE people.ward = ? "
    "ORDER BY forms.person_id, forms.opened_at, forms.version, forms.id"
)
_FORMS: Final = (
    "SELECT forms.id, forms.number, forms.person_id, forms.pack, forms.opened_at, "
    "forms.opened_by, forms.version, forms.amends FROM people "
    "JOIN forms ON forms.person_id = people.id WHERE people.ward = ?"
)
_LAST: Final = "SELECT coalesce(max(seq), 0) FROM form_facts"
_NEW: Final = "SELECT DISTINCT form_id FROM form_facts WHERE seq > ?"
_FACT_COLUMNS: Final = (
    "form_facts.form_id, form_facts.id, form_facts.kind, form_facts.at, form_facts.actor_id, "
    "form_facts.actor_name, form_facts.item, form_facts.content, form_facts.reading_id, "
    "form_facts.target"
)
_ALL_FACTS: Final = (
    f"SELECT {_FACT_COLUMNS} FROM people JOIN forms ON forms.person_id = people.id "  # noqa: S608
    "JOIN form_facts ON form_facts.form_id = forms.id WHERE people.ward = ? "
    "ORDER BY form_facts.form_id, form_facts.seq"
)
_MOST_NAMED: Final = 900
"""More forms than this are not named one by one: SQLite takes at least so many parameters."""

_KINDS: Final = {kind.value: kind for kind in FactKind}


class WardForms:
    """Reads the people and forms of one ward. Ids are the text that they are stored as."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def versions(self, ward: str) -> tuple[tuple[str, int], ...]:
        """Everybody on a ward, and the version of their details."""
        return tuple(self._session.run(_VERSIONS, (ward,)).fetchall())

    def ids(self, ward: str) -> list[tuple[str, str]]:
        """Person and form, for every form of a ward, by person and oldest first."""
        return self._session.run(_IDS, (ward,)).fetchall()

    def forms(self, ward: str) -> dict[str, Form]:
        """Every form of a ward; a form never changes."""
        return {row[0]: _form(row) for row in self._session.run(_FORMS, (ward,)).fetchall()}

    def last_fact(self) -> int:
        """The sequence number of the newest fact of any form; facts are only ever added."""
        return int(self._session.run(_LAST).fetchone()[0])

    def with_facts_after(self, sequence: int) -> frozenset[str]:
        """The forms, on any ward, that have facts newer than a sequence number."""
        return frozenset(row[0] for row in self._session.run(_NEW, (sequence,)))

    def facts(self, ward: str, forms: Iterable[Form]) -> dict[str, tuple[FormFact, ...]]:
        """The facts of these forms of a ward, each form's in the order they were added."""
        wanted = {form.id.hex: form.id for form in forms}
        if not wanted:
            return {}
        if len(wanted) > _MOST_NAMED:
            rows = self._session.run(_ALL_FACTS, (ward,))
        else:
            marks = ", ".join("?" * len(wanted))
            rows = self._session.run(
                f"SELECT {_FACT_COLUMNS} FROM form_facts WHERE form_id IN ({marks}) "  # noqa: S608
                "ORDER BY form_id, seq",
                tuple(wanted),
            )
        reader = _Reader()
        found: dict[str, list[FormFact]] = {text: [] for text in wanted}
        for row in rows:
            if (facts := found.get(row[0])) is not None:
                facts.append(reader.fact(wanted[row[0]], row))
        return {text: tuple(facts) for text, facts in found.items()}


def _form(row: tuple[str, str, str, str, str, str, int, str | None]) -> Form:
    return Form(
        id=UUID(row[0]),
        number=row[1],
        person_id=UUID(row[2]),
        pack=row[3],
        opened_at=instant_of(row[4]),
        opened_by=row[5],
        version=row[6],
        amends=UUID(row[7]) if row[7] else None,
    )


class _Reader:
    """Makes facts of rows; what is the same in many rows is read once."""

    def __init__(self) -> None:
        self._ids: dict[str, UUID] = {}
        self._instants: dict[str, datetime] = {}
        self._values: dict[str, Mapping[str, str]] = {}

    def fact(self, form_id: UUID, row: tuple[str, ...]) -> FormFact:
        _, fact_id, kind, at, actor, name, item, content, reading, target = row
        values = self._values.get(content)
        if values is None:
            values = self._values[content] = mapping_of(content)
        instant = self._instants.get(at)
        if instant is None:
            instant = self._instants[at] = instant_of(at)
        actor_id = self._ids.get(actor)
        if actor_id is None:
            actor_id = self._ids[actor] = UUID(actor)
        return FormFact(
            id=UUID(int=int(fact_id, 16)),
            form_id=form_id,
            kind=_KINDS[kind],
            at=instant,
            actor_id=actor_id,
            actor_name=name,
            item=item,
            values=values,
            reading_id=UUID(reading) if reading else None,
            target=UUID(target) if target else None,
        )

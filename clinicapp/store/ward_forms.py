"""The people and forms of a whole ward at once, however many there are: a statement per table.

They run on the driver itself: a ward's forms are thousands of facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.store.columns import instant_of
from clinicapp.store.form_rows import FACT_COLUMNS, FORM_COLUMNS, FormRows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from clinicapp.domain.forms import Form, FormFact
    from clinicapp.store.session import Session

_VERSIONS: Final = "SELECT id, version FROM people WHERE ward = ?"
_IDS: Final = (
    "SELECT forms.person_id, forms.id FROM people "
    "JOIN forms ON forms.person_id = people.id WHERE people.ward = ? "
    "ORDER BY forms.person_id, forms.opened_at, forms.version, forms.id"
)
_FORMS: Final = (
    f"SELECT {FORM_COLUMNS} FROM people "  # noqa: S608 - our own names
    "JOIN forms ON forms.person_id = people.id WHERE people.ward = ?"
)
_LAST: Final = "SELECT coalesce(max(seq), 0) FROM form_facts"
_NEW: Final = "SELECT DISTINCT form_id FROM form_facts WHERE seq > ?"
_ALL_FACTS: Final = (
    f"SELECT {FACT_COLUMNS} FROM people JOIN forms ON forms.person_id = people.id "  # noqa: S608
    "JOIN form_facts ON form_facts.form_id = forms.id WHERE people.ward = ? "
    "ORDER BY form_facts.form_id, form_facts.seq"
)
# From the few that there are to the ward, not from the ward's many forms.
_TYPED: Final = (
    "SELECT typed_entries.form_id, typed_entries.typed_at, typed_entries.actor_name "
    "FROM typed_entries CROSS JOIN forms ON forms.id = typed_entries.form_id "
    "CROSS JOIN people ON people.id = forms.person_id WHERE people.ward = ? "
    "ORDER BY typed_entries.typed_at"
)
_MOST_NAMED: Final = 900
"""More forms than this are not named one by one: SQLite takes at least so many parameters."""


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
        read = FormRows()
        return {row[0]: read.form(row) for row in self._session.run(_FORMS, (ward,)).fetchall()}

    def typed(self, ward: str) -> dict[str, tuple[datetime, str]]:
        """When something was last typed on a form of a ward and not saved, and who typed it."""
        rows = self._session.run(_TYPED, (ward,)).fetchall()
        return {form_id: (instant_of(at), name) for form_id, at, name in rows}

    def last_fact(self) -> int:
        """The sequence number of the newest fact of any form; facts are only ever added."""
        return int(self._session.run(_LAST).fetchone()[0])

    def with_facts_after(self, sequence: int) -> frozenset[str]:
        """The forms, on any ward, that have facts newer than a sequence number."""
        return frozenset(row[0] for row in self._session.run(_NEW, (sequence,)))

    def facts(self, ward: str, forms: Iterable[Form]) -> dict[str, tuple[FormFact, ...]]:
        """The facts of these forms of a ward, each form's in the order they were added."""
        wanted = dict.fromkeys(form.id.hex for form in forms)
        if not wanted:
            return {}
        if len(wanted) > _MOST_NAMED:
            rows = self._session.run(_ALL_FACTS, (ward,))
        else:
            marks = ", ".join("?" * len(wanted))
            rows = self._session.run(
                f"SELECT {FACT_COLUMNS} FROM form_facts WHERE form_id IN ({marks}) "  # noqa: S608
                "ORDER BY form_id, seq",
                tuple(wanted),
            )
        read = FormRows()
        found: dict[str, list[FormFact]] = {text: [] for text in wanted}
        for row in rows:
            if (facts := found.get(row[1])) is not None:
                facts.append(read.fact(row))
        return {text: tuple(facts) for text, facts in found.items()}

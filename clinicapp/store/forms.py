"""Forms and the facts on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, func, select

from clinicapp.domain.errors import NotFound
from clinicapp.domain.forms import FactKind, Form, TypedEntry
from clinicapp.store.columns import instant_text, mapping_json, mapping_of, storable
from clinicapp.store.form_rows import FACT_COLUMNS, FORM_COLUMNS, FormRows
from clinicapp.store.session import prepared_insert
from clinicapp.store.tables import FORM_FACTS, FORMS, PEOPLE, TYPED_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.domain.forms import FormFact
    from clinicapp.store.session import Session


# Every reading on a form runs these, so they run on the driver itself.
_FORM: Final = f"SELECT {FORM_COLUMNS} FROM forms WHERE id = ?"  # noqa: S608 - our own
_FACTS: Final = f"SELECT {FACT_COLUMNS} FROM form_facts WHERE form_id = ? ORDER BY seq"  # noqa: S608
_SIGNED: Final = "SELECT 1 FROM form_facts WHERE form_id = ? AND kind = 'signed' LIMIT 1"
_OF_PERSON: Final = (
    select(FORMS)
    .where(FORMS.c.person_id == bindparam("person_id"))
    .order_by(FORMS.c.opened_at.desc(), FORMS.c.version.desc(), FORMS.c.id.desc())
)
_TYPED: Final = (
    select(TYPED_ENTRIES)
    .where(TYPED_ENTRIES.c.form_id == bindparam("form_id"))
    .order_by(TYPED_ENTRIES.c.card, TYPED_ENTRIES.c.typed_at, TYPED_ENTRIES.c.actor_id)
)
_INSERT_FACT: Final = prepared_insert(
    FORM_FACTS,
    *("id", "form_id", "kind", "at", "actor_id", "actor_name", "item", "content", "reading_id"),
    "target",
)


class Forms:
    """Screening forms: opened, then only added to; a signed one takes nothing more."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, form: Form) -> None:
        """Open a form.

        Raises:
            AlreadyThere: the number is taken in this version.
            NotConsistent: there is no such person.
            AppendOnly: the text of its pack is not kept (``Rules.keep``).
        """
        self._session.insert(
            FORMS,
            id=form.id,
            number=form.number,
            person_id=form.person_id,
            pack=form.pack,
            opened_at=form.opened_at,
            opened_by=form.opened_by,
            version=form.version,
            amends=form.amends,
            pack_version=form.pack_version,
            pack_sha256=form.pack_sha256,
        )

    def get(self, form_id: UUID) -> Form:
        """The form.

        Raises:
            NotFound: there is no such form.
        """
        row = self._session.run(_FORM, (form_id.hex,)).fetchone()
        if row is None:
            raise NotFound("That form is not in this station's database; refresh the list.")
        return FormRows().form(row)

    def for_person(self, person_id: UUID) -> tuple[Form, ...]:
        """A person's forms, newest first."""
        return tuple(Form(**row) for row in self._session.rows(_OF_PERSON, person_id=person_id))

    def signed(
        self, *, ward: str | None = None, since: datetime | None = None, number: str | None = None
    ) -> tuple[UUID, ...]:
        """The ids of signed forms, in the order in which they were signed.

        Args:
            ward: only of people who are on this ward now.
            since: only those that were signed at this moment or later (aware).
            number: only the versions of the form with this number.
        """
        query = (
            select(FORMS.c.id)
            .join(FORM_FACTS, FORM_FACTS.c.form_id == FORMS.c.id)
            .join(PEOPLE, PEOPLE.c.id == FORMS.c.person_id)
            .where(FORM_FACTS.c.kind == FactKind.SIGNED.value)
            .order_by(FORM_FACTS.c.seq)
        )
        if ward is not None:
            query = query.where(PEOPLE.c.ward == ward)
        if since is not None:
            query = query.where(FORM_FACTS.c.at >= since)
        if number is not None:
            query = query.where(FORMS.c.number == number)
        return tuple(row["id"] for row in self._session.rows(query))

    def append(self, fact: FormFact) -> None:
        """Add a fact to a form.

        Raises:
            AppendOnly: the form is signed.
            NotConsistent: there is no such form, reading or earlier fact.
        """
        self._session.run(
            _INSERT_FACT,
            (
                fact.id.hex,
                fact.form_id.hex,
                fact.kind.value,
                instant_text(fact.at),
                fact.actor_id.hex,
                storable(fact.actor_name),
                fact.item,
                mapping_json(fact.values),
                fact.reading_id.hex if fact.reading_id else None,
                fact.target.hex if fact.target else None,
            ),
        )

    def facts(self, form_id: UUID) -> tuple[FormFact, ...]:
        """The facts of a form, in the order in which they were added."""
        read = FormRows()
        return tuple(read.fact(row) for row in self._session.run(_FACTS, (form_id.hex,)))

    def is_signed(self, form_id: UUID) -> bool:
        """Whether it takes nothing more; a signature is never withdrawn."""
        return self._session.run(_SIGNED, (form_id.hex,)).fetchone() is not None

    def typed(self, form_id: UUID) -> tuple[TypedEntry, ...]:
        """What was typed into the form's entry panels and not saved yet, by card and by author."""
        return tuple(_typed(row) for row in self._session.rows(_TYPED, form_id=form_id))

    def keep_typed(self, entry: TypedEntry) -> None:
        """Keep what somebody is typing into one card's panel, in place of what they typed before.

        What others have typed there is theirs and stays.

        Raises:
            NotConsistent: there is no such form.
        """
        self.drop_typed(entry.form_id, entry.card, entry.actor_id)
        self._session.insert(
            TYPED_ENTRIES,
            form_id=entry.form_id,
            card=entry.card,
            content=mapping_json(entry.answers),
            typed_at=entry.at,
            actor_id=entry.actor_id,
            actor_name=storable(entry.actor_name),
        )

    def drop_typed(self, form_id: UUID, card: str, actor_id: UUID) -> None:
        """Forget what one author typed into one card's panel."""
        kept = TYPED_ENTRIES.c
        self._session.execute(
            delete(TYPED_ENTRIES).where(
                kept.form_id == form_id, kept.card == card, kept.actor_id == actor_id
            )
        )

    def next_number(self, year: int) -> str:
        """The next free number of a year, ``LHF-2026-00001`` first.

        Good until the end of the write transaction in which the form must then be added.
        """
        prefix = f"LHF-{year:04d}-"
        numbers = FORMS.c.number
        last = self._session.first(
            select(numbers)
            .where(numbers.startswith(prefix, autoescape=True))
            .order_by(func.length(numbers).desc(), numbers.desc())
            .limit(1)
        )
        return f"{prefix}{int(last[0].removeprefix(prefix)) + 1 if last else 1:05d}"


def _typed(row: RowMapping) -> TypedEntry:
    return TypedEntry(
        form_id=row["form_id"],
        card=row["card"],
        answers=mapping_of(row["content"]),
        at=row["typed_at"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
    )

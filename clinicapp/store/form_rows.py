"""Forms and their facts from rows that the driver itself read, for whoever reads very many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from clinicapp.domain.forms import FactKind, Form, FormFact
from clinicapp.store.columns import instant_of, mapping_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FORM_COLUMNS: Final = (
    "forms.id, forms.number, forms.person_id, forms.pack, forms.opened_at, forms.opened_by, "
    "forms.version, forms.amends, forms.pack_version, forms.pack_sha256"
)
FACT_COLUMNS: Final = (
    "form_facts.id, form_facts.form_id, form_facts.kind, form_facts.at, form_facts.actor_id, "
    "form_facts.actor_name, form_facts.item, form_facts.content, form_facts.reading_id, "
    "form_facts.target"
)
PACK_PLACE: Final = 9
"""Where the content hash of a form's rules stands in ``FORM_COLUMNS``."""
_KINDS: Final = {kind.value: kind for kind in FactKind}


class _Ids(dict[str, UUID]):
    """Ids that come again and again, each made once."""

    def __missing__(self, text: str) -> UUID:
        self[text] = found = UUID(hex=text)
        return found


class FormRows:
    """Makes values of rows with the columns above; what is the same in many rows is read once."""

    def __init__(self) -> None:
        self._ids = _Ids()
        self._instants: dict[str, datetime] = {}
        self._values: dict[str, Mapping[str, str]] = {}

    def form(self, row: tuple[Any, ...]) -> Form:
        """The form of a row of ``FORM_COLUMNS``."""
        return Form(
            id=self._ids[row[0]],
            number=row[1],
            person_id=self._ids[row[2]],
            pack=row[3],
            opened_at=instant_of(row[4]),
            opened_by=row[5],
            version=row[6],
            amends=self._ids[row[7]] if row[7] else None,
            pack_version=row[8],
            pack_sha256=row[9],
        )

    def fact(self, row: tuple[Any, ...]) -> FormFact:
        """The fact of a row of ``FACT_COLUMNS``."""
        fact_id, form_id, kind, at, actor, name, item, content, reading, target = row
        values = self._values.get(content)
        if values is None:
            values = self._values[content] = mapping_of(content)
        instant = self._instants.get(at)
        if instant is None:
            instant = self._instants[at] = instant_of(at)
        return FormFact(
            id=UUID(int=int(fact_id, 16)),
            form_id=self._ids[form_id],
            kind=_KINDS[kind],
            at=instant,
            actor_id=self._ids[actor],
            actor_name=name,
            item=item,
            values=values,
            reading_id=UUID(hex=reading) if reading else None,
            target=UUID(hex=target) if target else None,
        )

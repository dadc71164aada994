"""People with all their forms and all their facts, as figures over many people take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinicapp.domain.forms import Form, FormFact
    from clinicapp.domain.people import Person


@dataclass(frozen=True, slots=True)
class FormHistory:
    """A form and its facts, oldest first."""

    form: Form
    facts: tuple[FormFact, ...]


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """A person and all their forms."""

    person: Person
    forms: tuple[FormHistory, ...]

"""Keeping what is being typed, so that neither Escape nor a crash loses it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from clinicapp.domain.forms import TypedEntry
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.screening import refuse_if_signed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from clinicapp.store.work import Work


@use_case(Permission.RECORD_FORM, "keep what was typed on a form")
def keep_typed(work: Work, by: By, form_id: UUID, card: str, answers: Mapping[str, str]) -> None:
    """Keep what was typed into a card's panel, as it was typed and whatever it is; judge nothing.

    Without any text, what was kept before is forgotten.

    Raises:
        Refused: the form is signed.
    """
    refuse_if_signed(work, form_id)
    typed = {field: text for field, text in answers.items() if text}
    if not typed:
        work.forms.drop_typed(form_id, card)
    else:
        work.forms.keep_typed(
            TypedEntry(
                form_id=form_id,
                card=card,
                answers=MappingProxyType(typed),
                at=by.at,
                actor_id=by.actor.id,
                actor_name=by.actor.name,
            )
        )
    record(work, by, "form.typed", form_id, card=card, fields=len(typed))

"""Keeping what is being typed, so that neither Escape nor a crash nor a colleague loses it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from clinicapp.domain.errors import NotFound, Refused
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

    Without any text, what ``by`` had typed before is forgotten. What others typed there stays.

    Raises:
        Refused: the form is signed.
    """
    refuse_if_signed(work, form_id)
    typed = {field: text for field, text in answers.items() if text}
    if not typed:
        work.forms.drop_typed(form_id, card, by.actor.id)
    else:
        _keep(work, by, form_id, card, typed)
    record(work, by, "form.typed", form_id, card=card, fields=len(typed))


@use_case(Permission.RECORD_FORM, "take over what was typed on a form")
def take_over_typed(work: Work, by: By, form_id: UUID, card: str, author: UUID) -> None:
    """Make what a colleague typed into a card's panel one's own typing; nothing is saved by that.

    It joins what one has typed there oneself, field by field.

    Raises:
        NotFound: the colleague's typing is no longer there.
        Refused: the form is signed, or one has typed something else into one of the fields.
    """
    refuse_if_signed(work, form_id)
    theirs = _typed_by(work, form_id, card, author)
    if theirs is None:
        raise NotFound(_GONE)
    own = _typed_by(work, form_id, card, by.actor.id)
    mine = dict(own.answers) if own is not None else {}
    if any(mine.get(field, text) != text for field, text in theirs.answers.items()):
        raise Refused(
            f"You have typed something else into a field that {theirs.actor_name} typed into; "
            "save or clear your own first."
        )
    work.forms.drop_typed(form_id, card, author)
    _keep(work, by, form_id, card, {**mine, **theirs.answers})
    _record_settled(work, by, "form.typed_taken_over", theirs)


@use_case(Permission.RECORD_FORM, "discard what was typed on a form")
def discard_typed(work: Work, by: By, form_id: UUID, card: str, author: UUID) -> None:
    """Forget what a colleague typed into a card's panel and did not save.

    Raises:
        NotFound: it is no longer there.
        Refused: the form is signed.
    """
    refuse_if_signed(work, form_id)
    theirs = _typed_by(work, form_id, card, author)
    if theirs is None:
        raise NotFound(_GONE)
    work.forms.drop_typed(form_id, card, author)
    _record_settled(work, by, "form.typed_discarded", theirs)


_GONE = "That has been saved, cleared or taken over since; close this card and open it again."


def _typed_by(work: Work, form_id: UUID, card: str, author: UUID) -> TypedEntry | None:
    return next(
        (e for e in work.forms.typed(form_id) if e.card == card and e.actor_id == author), None
    )


def _keep(work: Work, by: By, form_id: UUID, card: str, answers: Mapping[str, str]) -> None:
    work.forms.keep_typed(
        TypedEntry(
            form_id=form_id,
            card=card,
            answers=MappingProxyType(dict(answers)),
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
        )
    )


def _record_settled(work: Work, by: By, action: str, theirs: TypedEntry) -> None:
    fields = " ".join(sorted(theirs.answers))
    author = theirs.actor_id
    record(work, by, action, theirs.form_id, card=theirs.card, author=author, fields=fields)

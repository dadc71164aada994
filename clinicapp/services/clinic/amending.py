"""Correcting a signed form: a new version that names the old one, which stays as it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.errors import Refused
from clinicapp.domain.forms import FactKind, Form, FormFact, fold
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.answer_fields import LONGEST_WORDS
from clinicapp.services.clinic.screening import a_fact

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.forms import FormContents
    from clinicapp.store.work import Work


@use_case(Permission.AMEND_FORM, "amend a signed form")
def amend(work: Work, by: By, form_id: UUID, reason: str) -> Form:
    """Open a new version of a signed form, with its number, that starts from what stands on it.

    Every standing fact is copied with who said it and when; the copy names the fact it was copied
    from. The old version is not touched, and the new one has to be signed again.

    Raises:
        Refused: no reason was given, the form is not signed, or it has been amended already.
    """
    why = reason.strip()
    if not why:
        raise Refused("Give the reason for the correction in a few words.")
    if len(why) > LONGEST_WORDS:
        raise Refused(f"Use at most {LONGEST_WORDS} characters for the reason.")
    old = work.forms.get(form_id)
    contents = fold(work.forms.facts(form_id))
    if contents.signed is None:
        raise Refused("This form is not signed yet; change it as it is.")
    later = next((f for f in work.forms.for_person(old.person_id) if f.amends == old.id), None)
    if later is not None:
        raise Refused(
            f"This version has been amended already; open version {later.version} and go on there."
        )
    new = Form(
        id=uuid7(),
        number=old.number,
        person_id=old.person_id,
        pack=old.pack,
        pack_version=old.pack_version,
        pack_sha256=old.pack_sha256,
        opened_at=by.at,
        opened_by=by.actor.name,
        version=old.version + 1,
        amends=old.id,
    )
    work.forms.add(new)
    work.forms.append(a_fact(by, new.id, FactKind.AMENDED, "", MappingProxyType({"reason": why})))
    for fact in _standing(contents):
        work.forms.append(_copied(fact, new.id))
    record(work, by, "form.amended", new.id, amends=old.id, number=old.number, version=new.version)
    return new


def _standing(contents: FormContents) -> tuple[FormFact, ...]:
    """What stands, in the order in which it was said."""
    facts = (*contents.values, *contents.actions.values(), *contents.declined.values())
    return tuple(sorted(facts, key=lambda fact: (fact.at, fact.id)))


def _copied(fact: FormFact, form_id: UUID) -> FormFact:
    return FormFact(
        id=uuid7(),
        form_id=form_id,
        kind=fact.kind,
        at=fact.at,
        actor_id=fact.actor_id,
        actor_name=fact.actor_name,
        item=fact.item,
        values=fact.values,
        reading_id=fact.reading_id,
        target=fact.id,
    )

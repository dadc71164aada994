"""Recording that an item has no value: which, why, and when it is to be tried again."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.absences import Absence, NoValue, Retry, retry_day
from clinicapp.domain.errors import Refused
from clinicapp.domain.forms import FactKind
from clinicapp.domain.lester.schedule import next_review
from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.clinic.answer_fields import LONGEST_WORDS
from clinicapp.services.clinic.screening import a_fact, refuse_if_signed, snapshot
from clinicapp.services.typed_fields import AnswersRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo
    from uuid import UUID

    from clinicapp.domain.lester.pack import Pack
    from clinicapp.store.work import Work

ITEM: Final = "absent_item"
KIND: Final = "absence"
REASON: Final = "absence_reason"
WORDS: Final = "absence_words"
RETRY: Final = "retry"
RETRY_ON: Final = "retry_on"
FIELDS: Final = (ITEM, KIND, REASON, WORDS, RETRY, RETRY_ON)
"""What is answered: the item, declined or not appropriate or unable, a chosen reason and own words
(one of the two is enough), how the day of the next try is given, and that day as typed."""


@use_case(Permission.RECORD_FORM, "record that there is no value")
def record_no_value(
    work: Work,
    by: By,
    form_id: UUID,
    answers: Mapping[str, str],
    pack: Pack,
    zone: tzinfo,
    packs: Mapping[str, Pack] | None = None,
    *,
    card: str = "",
) -> None:
    """Record that an item of a form has no value today, with the reason and the day to try again.

    Args:
        work: the transaction.
        by: who, and when.
        form_id: an unsigned form.
        answers: field of ``FIELDS`` → text as chosen or typed.
        pack: the station's rule pack.
        zone: the ward's time zone.
        packs: every rule pack by name.
        card: the card whose panel was saved: what was kept of its typing is forgotten.

    Raises:
        AnswersRefused: with one sentence for each field that cannot be taken.
        Refused: the form is signed, or has no such item.
    """
    refuse_if_signed(work, form_id)
    given = {key: answers.get(key, "").strip() for key in FIELDS}
    item = given[ITEM]
    if item not in {*Domain, *Beside}:
        raise Refused(f"The form has no part called {item}; choose one of its cards.")
    seen = snapshot(work, form_id, pack, by.at, zone, packs)
    review = next_review(seen.record, seen.pack, Domain(item) if item in tuple(Domain) else None)
    kept = _read(given, by.at.astimezone(zone).date(), review)
    work.forms.append(a_fact(by, form_id, FactKind.DECLINED, item, MappingProxyType(kept.values)))
    if card:
        work.forms.drop_typed(form_id, card, by.actor.id)
    record(
        work, by, "form.no_value", form_id, item=item, absence=given[KIND], retry_on=kept.retry_on
    )


def _read(given: Mapping[str, str], today: date, review: date | None) -> NoValue:
    """Read the answers; every field that cannot be taken is told at once."""
    errors: dict[str, str] = {}
    if given[KIND] not in tuple(Absence):
        errors[KIND] = "Choose declined, not clinically appropriate, or unable."
    reason = ": ".join(part for part in (given[REASON], given[WORDS]) if part)
    if not reason:
        errors[REASON] = "Give the reason in a few words, so that it can be offered again."
    elif len(reason) > LONGEST_WORDS:
        errors[WORDS] = f"Use at most {LONGEST_WORDS} characters for the reason."
    retry_on = _retry_on(given, today, review, errors)
    if errors:
        raise AnswersRefused(errors, confirmable=False)
    return NoValue(reason=reason, kind=Absence(given[KIND]), retry_on=retry_on)


def _retry_on(
    given: Mapping[str, str], today: date, review: date | None, errors: dict[str, str]
) -> date | None:
    if given[RETRY] not in tuple(Retry):
        errors[RETRY] = "Choose when to try again."
        return None
    choice = Retry(given[RETRY])
    try:
        return retry_day(choice, given[RETRY_ON], today, review)
    except Refused as refusal:
        errors[RETRY_ON if choice is Retry.ON_A_DAY else RETRY] = str(refusal)
        return None


__all__ = ["FIELDS", "ITEM", "KIND", "REASON", "RETRY", "RETRY_ON", "WORDS", "record_no_value"]

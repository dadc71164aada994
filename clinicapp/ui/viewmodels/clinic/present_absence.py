"""The questions of an entry panel that are not about a value: why there is none, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from clinicapp.domain.absences import Retry, no_value_of
from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.schedule import next_review
from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.services.clinic.absences import ITEM, KIND, REASON, RETRY, RETRY_ON, WORDS
from clinicapp.services.clinic.answers import TAKE_BACK, TAKE_BACK_REASON
from clinicapp.ui.viewmodels.clinic.present_source import device_name
from clinicapp.ui.viewmodels.clinic.present_visit import CARD_OF
from clinicapp.ui.viewmodels.entry_view import FieldKind, FieldSpec, OptionView
from clinicapp.ui.words.absences import KINDS, REASONS, RETRIES
from clinicapp.ui.words.items import ITEM_NAMES, value_text
from clinicapp.ui.words.lester import BESIDE, TITLES
from clinicapp.ui.words.plain import day_text, same_day_time_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinicapp.domain.forms import FormFact
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_W = TypeVar("_W", bound=str)


def options(words: Iterable[tuple[_W, str]]) -> tuple[OptionView, ...]:
    """The answers of a choice, in the order given."""
    return tuple(OptionView(str(code), label) for code, label in words)


def absence_fields(visit: Visit, *items: Domain | Beside) -> tuple[FieldSpec, ...]:
    """Which item, which kind, why, and when to try again; of one item it is not asked which."""
    declined = visit.snapshot.contents.declined
    stood = next((declined[item] for item in items if item.value in declined), None)
    said = None if stood is None else no_value_of(stood.values)
    which = FieldSpec(
        ITEM,
        "What has no value?",
        FieldKind.CHOICE,
        options=options((item.value, _name(item)) for item in items),
        value=items[0].value if len(items) == 1 else "",
        hidden=len(items) == 1,
    )
    return (
        which,
        FieldSpec(
            KIND,
            "Why is there no value?",
            FieldKind.CHOICE,
            options=options(KINDS.items()),
            value="" if said is None or said.kind is None else said.kind.value,
        ),
        FieldSpec(
            REASON, "Reason", FieldKind.CHOICE, options=options((each, each) for each in REASONS)
        ),
        FieldSpec(
            WORDS,
            "Reason in own words",
            FieldKind.TEXT,
            help_text="Needed only when none of the reasons above says it.",
        ),
        FieldSpec(
            RETRY,
            "When to try again?",
            FieldKind.CHOICE,
            options=options(_retries(visit, items[0])),
        ),
        FieldSpec(
            RETRY_ON,
            "Date to try again",
            FieldKind.TEXT,
            help_text="Day, month and year, such as 6 Dec 2026.",
            only_when=(RETRY, Retry.ON_A_DAY.value),
        ),
    )


def _name(item: Domain | Beside) -> str:
    if item is Domain.LIFESTYLE:
        return "Diet and activity"
    return TITLES[item] if isinstance(item, Domain) else BESIDE[item]


def _retries(visit: Visit, item: Domain | Beside) -> Iterable[tuple[Retry, str]]:
    """The next review is offered only to somebody who has one, and with its day."""
    domain = item if isinstance(item, Domain) else None
    review = next_review(visit.snapshot.record, visit.snapshot.pack, domain)
    for retry, words in RETRIES.items():
        if retry is not Retry.NEXT_REVIEW:
            yield retry, words
        elif review is not None:
            yield retry, f"{words}, {day_text(review)}"


def take_back_fields(visit: Visit, domain: Domain) -> tuple[FieldSpec, ...]:
    """Which standing value of a card is wrong, and why; nothing while there is none."""
    facts = [f for f in visit.snapshot.contents.values if CARD_OF.get(f.item) is domain]
    if not facts:
        return ()
    facts.sort(key=lambda fact: fact.at)
    return (
        FieldSpec(
            TAKE_BACK,
            "Take back a value that is wrong",
            FieldKind.CHOICE,
            options=options((str(fact.id), _fact_text(visit, fact)) for fact in facts),
            help_text="It stays in the record, struck out. A device's reading goes to the inbox.",
        ),
        FieldSpec(
            TAKE_BACK_REASON,
            "Why is it wrong?",
            FieldKind.TEXT,
            only_when=(TAKE_BACK, ""),
        ),
    )


def _fact_text(visit: Visit, fact: FormFact) -> str:
    """``Blood pressure 152/94 mmHg, 09:38, A&D UA-651``."""
    source = visit.source(fact)
    by = fact.actor_name if source is None else device_name(source)
    when = same_day_time_text(taken_at(fact), visit.today, visit.zone)
    return f"{ITEM_NAMES.get(fact.item, fact.item)} {value_text(fact)}, {when}, {by}"

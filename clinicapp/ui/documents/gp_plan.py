"""The letter's plan: what was agreed, what was declined, what was not done, what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.ui.documents.gp_requests import (
    NAMES,
    NO_ACTION,
    NOTHING,
    PROMPTED,
    RECORD,
    REQUESTS,
)
from clinicapp.ui.viewmodels.clinic.present_actions import action_codes
from clinicapp.ui.words.lester import ACTION_STATUS, BESIDE
from clinicapp.ui.words.plain import lower_first, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinicapp.domain.forms import FormFact
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_AGREED: Final = ("accepted", "offered")
_REFUSED: Final = ("declined", "not_appropriate")


def plan(visit: Visit) -> tuple[str, ...]:
    """What was accepted, and what was offered and is still open."""
    return tuple(_line(visit, fact) for fact in _set(visit, _AGREED))


def declined_actions(visit: Visit) -> tuple[str, ...]:
    """What was offered and declined, or judged not appropriate."""
    return tuple(_line(visit, fact) for fact in _set(visit, _REFUSED))


def not_done(visit: Visit) -> tuple[str, ...]:
    """Each part of the form without a value: the reason given, or that it is still to be done."""
    contents = visit.snapshot.contents
    lines = []
    for domain in Domain:
        if visit.is_declined(domain):
            lines.append(_reason(visit, NAMES[domain], contents.declined.get(domain.value)))
        elif visit.judgement(domain).zone is Zone.MISSING:
            lines.append(f"{NAMES[domain]}: not recorded yet.")
    assessment = visit.snapshot.assessment
    for found in (assessment.alcohol, assessment.substances):
        name = BESIDE[found.item]
        if found.declined:
            lines.append(_reason(visit, name, contents.declined.get(found.item.value)))
        elif not found.recorded and found.item is Beside.ALCOHOL:
            lines.append(f"{name}: not recorded yet.")
    return tuple(lines)


def requests(visit: Visit) -> tuple[str, ...]:
    """What is asked of the GP, in the order of the form; never empty."""
    asked: list[str] = []
    for domain in Domain:
        asked += _requests_of(visit, domain)
    asked += [REQUESTS[f.item] for f in _set(visit, _AGREED) if f.item in REQUESTS]
    found = tuple(dict.fromkeys(asked))
    return (*found, RECORD) if found else (NOTHING,)


def _requests_of(visit: Visit, domain: Domain) -> Iterator[str]:
    judged = visit.judgement(domain)
    agreed = {fact.item for fact in _set(visit, _AGREED)}
    codes = action_codes(visit, domain)
    yield from (REQUESTS[code] for code in codes if code in agreed and code in REQUESTS)
    if judged.zone is Zone.RED and agreed.isdisjoint(codes):
        yield NO_ACTION.format(domain=NAMES[domain])
    yield from (PROMPTED[prompt] for prompt in judged.prompts if prompt in PROMPTED)


def _set(visit: Visit, statuses: tuple[str, ...]) -> tuple[FormFact, ...]:
    """The facts that set actions to one of these, in the order of the form, then the others."""
    actions = visit.snapshot.contents.actions
    shown = [code for domain in Domain for code in action_codes(visit, domain)]
    codes = dict.fromkeys((*shown, *sorted(actions)))
    facts = (actions[code] for code in codes if code in actions)
    return tuple(fact for fact in facts if fact.values["status"] in statuses)


def _line(visit: Visit, fact: FormFact) -> str:
    text = visit.snapshot.pack.action(fact.values["code"]).text
    status = lower_first(ACTION_STATUS[fact.values["status"]])
    return f"{text}: {status}, {fact.actor_name}, {moment_text(fact.at, visit.zone)}."


def _reason(visit: Visit, name: str, fact: FormFact | None) -> str:
    if fact is None:
        return f"{name}: not done, no reason given."
    reason = lower_first(fact.values["reason"].rstrip("."))
    return f"{name}: {reason}. Recorded by {fact.actor_name}, {moment_text(fact.at, visit.zone)}."

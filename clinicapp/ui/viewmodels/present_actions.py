"""The actions of a card, and the line that says that none is needed."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.adults import is_under_age
from clinicapp.domain.lester.schedule import timetable
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.domain.screening import Left, chosen_actions
from clinicapp.ui.viewmodels.card_view import ActionsView, ActionView, NoteView
from clinicapp.ui.words.plain import month_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.ui.viewmodels.present_visit import Visit

MOST_ACTIONS: Final = 4
"""Two rows of two; a card has no room for more."""

_LOOK_AHEAD: Final = timedelta(days=400)
_TIMETABLE_ITEM: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.SMOKING: "lifestyle",
        Domain.LIFESTYLE: "lifestyle",
        Domain.WEIGHT: "weight",
        Domain.BLOOD_PRESSURE: "blood_pressure",
        Domain.GLUCOSE: "glucose",
        Domain.LIPIDS: "lipids",
    }
)


def action_codes(visit: Visit, domain: Domain) -> tuple[str, ...]:
    """The codes a card offers: those the rules ask for, then those that a person may add.

    What a person may add is offered only beside something that was asked for, and up to four in
    all; alcohol and substances have their actions on the lifestyle card.
    """
    assessment = visit.snapshot.assessment
    asked = list(visit.judgement(domain).actions)
    places: tuple[Domain | Beside, ...] = (domain,)
    if domain is Domain.LIFESTYLE:
        asked += [*assessment.alcohol.actions, *assessment.substances.actions]
        positive = [
            each.item for each in (assessment.alcohol, assessment.substances) if each.positive
        ]
        places = (domain, *positive) if visit.judgement(domain).zone is Zone.RED else (*positive,)
    if not asked or visit.is_declined(domain):
        return tuple(dict.fromkeys(asked))
    added = [
        action.code
        for action in visit.snapshot.pack.actions
        if action.belongs_to in places and not action.offered_by_rule
    ]
    return tuple(dict.fromkeys((*asked, *added)))[: max(MOST_ACTIONS, len(asked))]


def actions_view(visit: Visit, domain: Domain) -> ActionsView | None:
    """The actions of a card; None when nothing is asked for."""
    codes = action_codes(visit, domain)
    if not codes:
        return None
    chosen = chosen_actions(codes, visit.snapshot.contents)
    enough = visit.left(domain) is not Left.ACTION
    if enough:
        words = f"{len(chosen)} of {len(codes)} chosen"
    else:
        words = "Choose at least 1" if not chosen else "Choose 1 for this result too"
    return ActionsView(
        question="What will you do?",
        chosen_text=words,
        enough=enough,
        actions=tuple(
            ActionView(code, visit.snapshot.pack.action(code).label, chosen=code in chosen)
            for code in codes
        ),
        locked_reason=visit.locked_reason,
    )


def next_due(visit: Visit, domain: Domain) -> date | None:
    """The next day after this one on which the timetable asks for a domain; None without one."""
    person = visit.snapshot.record.person
    if person.antipsychotic_started is None:
        return None
    points = timetable(
        person.antipsychotic_started,
        visit.snapshot.pack,
        under_18=is_under_age(visit.snapshot.record, visit.snapshot.pack.person),
        until=visit.today + _LOOK_AHEAD,
    )
    item = _TIMETABLE_ITEM[domain]
    return next((each.on for each in points if each.item == item and each.on > visit.today), None)


def clear_note(visit: Visit, domain: Domain) -> NoteView:
    """``No action needed. Next due Nov 2027``."""
    due = next_due(visit, domain)
    return NoteView("No action needed" + ("" if due is None else f". Next due {month_text(due)}"))

"""The actions of a card, and the line that says that none is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.absences import Absence
from clinicapp.domain.lester.habits import DECLINED_ACTION
from clinicapp.domain.lester.schedule import next_review
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.domain.screening import Left, chosen_actions
from clinicapp.ui.viewmodels.card_view import ActionsView, ActionView, NoteView
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.words.lester import ACTION_STATUS
from clinicapp.ui.words.plain import moment_text, month_text

if TYPE_CHECKING:
    from datetime import date

    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

OFFERED: Final = "offered"
CLEARED: Final = "cleared"
MOST_ACTIONS: Final = 4
"""Two rows of two; a card has no room for more."""


_STATUSES: Final = tuple(OptionView(code, words) for code, words in ACTION_STATUS.items())


def action_codes(visit: Visit, domain: Domain) -> tuple[str, ...]:
    """The codes a card offers: those the rules ask for, then those that a person may add.

    What a person may add is offered only beside something that was asked for, and up to four in
    all; alcohol and substances have their actions on the lifestyle card.
    """
    assessment = visit.snapshot.assessment
    asked = [code for code in visit.judgement(domain).actions if _fits(visit, domain, code)]
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


def _fits(visit: Visit, domain: Domain, code: str) -> bool:
    """What is done about a refusal is not asked where nothing was refused but could not be done."""
    said = visit.no_value(domain)
    refused = said is None or said.kind in (None, Absence.DECLINED)
    return refused or code != DECLINED_ACTION


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
        actions=tuple(_action(visit, code) for code in codes),
        locked_reason=visit.locked_reason,
        statuses=_STATUSES,
    )


def _action(visit: Visit, code: str) -> ActionView:
    action = visit.snapshot.pack.action(code)
    fact = visit.snapshot.contents.actions.get(code)
    status = CLEARED if fact is None else fact.values["status"]
    if fact is None or status == CLEARED:
        return ActionView(code, action.label, detail=action.text)
    when = moment_text(fact.at, visit.zone)
    return ActionView(
        code,
        action.label,
        chosen=True,
        status=status,
        status_text="" if status == OFFERED else ACTION_STATUS[status],
        detail=f"{action.text}. {ACTION_STATUS[status]}, {fact.actor_name}, {when}",
    )


def next_due(visit: Visit, domain: Domain) -> date | None:
    """The next day after this one on which the timetable asks for a domain; None without one."""
    return next_review(visit.snapshot.record, visit.snapshot.pack, domain)


def clear_note(visit: Visit, domain: Domain) -> NoteView:
    """``No action needed. Next due Nov 2027``."""
    due = next_due(visit, domain)
    return NoteView("No action needed" + ("" if due is None else f". Next due {month_text(due)}"))

"""What all six cards have in common: edge, chips, actions, buttons, and the line at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.vocabulary import Domain, Prompt, Zone
from clinicapp.domain.screening import Left
from clinicapp.ui.viewmodels.card_view import (
    CardState,
    CardView,
    ChipKind,
    ChipView,
    NoteView,
    RuleLine,
    Tone,
)
from clinicapp.ui.viewmodels.clinic.present_actions import actions_view, clear_note
from clinicapp.ui.viewmodels.clinic.present_entry import entry_spec
from clinicapp.ui.viewmodels.clinic.present_typed import typed_line
from clinicapp.ui.words.lester import (
    ANSWERED_CLEAR,
    CLEAR_BUT,
    ICONS,
    NEEDS_SHORT,
    PROMPTS,
    SHORT_TITLES,
    TITLES,
    ZONES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.ui.viewmodels.card_view import ActionsView, Block, SourceChipView, SparklineView
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_CLEAR_NOTE: Final = (Domain.BLOOD_PRESSURE, Domain.GLUCOSE, Domain.LIPIDS)
"""The cards of the lower row, which have room for a line at the foot."""

_STATES: Final[Mapping[Zone, CardState]] = MappingProxyType(
    {
        Zone.RED: CardState.RED,
        Zone.CLEAR: CardState.OK,
        Zone.PROMPT: CardState.PROMPT,
        Zone.MISSING: CardState.MISSING,
        Zone.DECLINED: CardState.DECLINED,
        Zone.NOT_ASSESSABLE: CardState.PROMPT,
    }
)
_CHIPS: Final[Mapping[Zone, ChipKind]] = MappingProxyType(
    {
        Zone.RED: ChipKind.RED_ZONE,
        Zone.CLEAR: ChipKind.OK,
        Zone.PROMPT: ChipKind.DUE,
        Zone.MISSING: ChipKind.MISSING,
        Zone.DECLINED: ChipKind.DECLINED,
        Zone.NOT_ASSESSABLE: ChipKind.NOTICE,
    }
)
_PATHWAYS: Final = (Prompt.UNDER_18_CHILD_PATHWAY, Prompt.PREGNANT_MATERNITY_PATHWAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """What is between a card's title and its foot; the meaning is that of ``CardView``."""

    summary: str = ""
    value: str = ""
    value_is_words: bool = False
    unit: str = ""
    sparkline: SparklineView | None = None
    previous: str = ""
    body: tuple[Block, ...] = ()
    source: SourceChipView | None = None
    primary: str = ""
    primary_icon: str = "pencil-line"


def make_card(visit: Visit, domain: Domain, middle: Middle) -> CardView:
    """Put a card together."""
    chips = chips_of(visit, domain)
    locked = bool(visit.locked_reason)
    incomplete = visit.is_incomplete(domain)
    primary = "" if locked or visit.is_declined(domain) else middle.primary
    # An unanswered question comes before the actions: its answer may change them.
    actions = None if incomplete and primary else actions_view(visit, domain)
    has_something = bool(middle.value or middle.body)
    return CardView(
        key=domain.value,
        title=TITLES[domain],
        icon=ICONS[domain],
        state=state_of(visit, domain),
        chips=chips,
        short_title=SHORT_TITLES[domain],
        summary=middle.summary or chips[-1].text,
        short_status=chips[-1].text,
        value=middle.value,
        value_is_words=middle.value_is_words,
        unit=middle.unit,
        sparkline=middle.sparkline,
        previous=middle.previous,
        body=(*middle.body, *_declined_line(visit, domain), *typed_line(visit, domain)),
        source=middle.source,
        actions=actions,
        primary=primary,
        primary_icon=middle.primary_icon,
        change="Change" if has_something and not primary and not locked else "",
        entry=entry_spec(visit, domain),
        note=_note(visit, domain, actions, primary),
    )


def state_of(visit: Visit, domain: Domain) -> CardState:
    """What the edge of a card says: the red zone first, then what is missing, then what is new."""
    zone = visit.judgement(domain).zone
    if zone is Zone.RED:
        return CardState.RED
    if visit.is_incomplete(domain):
        return CardState.MISSING
    if clear_but(visit, domain):
        return CardState.PROMPT
    return CardState.NEW if visit.is_new(domain) else _STATES[zone]


def chips_of(visit: Visit, domain: Domain) -> tuple[ChipView, ...]:
    """One or two chips; the last is the state in words."""
    zone = visit.judgement(domain).zone
    if visit.is_incomplete(domain) and zone is not Zone.RED:
        last = ChipView(ChipKind.MISSING, _missing_word(visit, domain))
    else:
        kind = ChipKind.NOTICE if clear_but(visit, domain) else _CHIPS[zone]
        last = ChipView(kind, zone_text(visit, domain))
    if visit.is_new(domain):
        return ChipView(ChipKind.NEW, "New"), last
    if visit.is_incomplete(domain) and zone is Zone.RED:
        return ChipView(ChipKind.MISSING, _missing_word(visit, domain)), last
    return (last,)


def zone_text(visit: Visit, domain: Domain) -> str:
    """A domain's zone in words: ``In range``, or ``Not red zone`` for what is only asked."""
    zone = visit.judgement(domain).zone
    if words := clear_but(visit, domain):
        return words
    if zone is Zone.CLEAR:
        return ANSWERED_CLEAR.get(domain, ZONES[zone])
    return ZONES[zone]


def clear_but(visit: Visit, domain: Domain) -> str:
    """What is wrong with a domain that no rule makes red: ``Low BMI``; empty when nothing is."""
    judgement = visit.judgement(domain)
    if judgement.zone is not Zone.CLEAR:
        return ""
    return next((CLEAR_BUT[code] for code in judgement.actions if code in CLEAR_BUT), "")


def prompt_lines(
    visit: Visit, domain: Domain, *, but: tuple[Prompt, ...] = ()
) -> tuple[RuleLine, ...]:
    """What a domain's judgement asks or notes besides, each on its own line.

    A domain that is not judged says which pathway the person belongs to instead. ``but`` are those
    that the card says elsewhere.
    """
    judgement = visit.judgement(domain)
    prompts = judgement.prompts
    if judgement.zone is Zone.NOT_ASSESSABLE:
        everywhere = visit.snapshot.assessment.prompts
        prompts = (*(each for each in everywhere if each in _PATHWAYS), *prompts)
    return tuple(RuleLine(PROMPTS[prompt], Tone.WARN) for prompt in prompts if prompt not in but)


def _missing_word(visit: Visit, domain: Domain) -> str:
    if visit.left(domain) is not Left.READING_NEEDED:
        return ZONES[Zone.MISSING]
    need = visit.snapshot.assessment.blood_pressure.needs
    return NEEDS_SHORT[need] if need is not None else "Reading due"


def _declined_line(visit: Visit, domain: Domain) -> tuple[RuleLine, ...]:
    """Why there is no value; beside a value, why the rest of it will not come."""
    fact = visit.snapshot.contents.declined.get(domain.value)
    if fact is None:
        return (RuleLine("No reason given."),) if visit.is_declined(domain) else ()
    before = "" if visit.is_declined(domain) else "No more today: "
    words = visit.declined_reason(domain)
    return (RuleLine(f"{before}{words}. Recorded by {fact.actor_name}.", label="No value"),)


def _note(
    visit: Visit, domain: Domain, actions: ActionsView | None, primary: str
) -> NoteView | None:
    """Nothing is asked on a clear card of the lower row: say so, and until when."""
    clear = visit.judgement(domain).zone is Zone.CLEAR and not visit.judgement(domain).prompts
    if domain not in _CLEAR_NOTE or not clear or actions is not None or primary:
        return None
    return clear_note(visit, domain)

"""What was typed into a card's panel and not saved: one's own, and what a colleague left there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.viewmodels.card_view import RuleLine, Tone
from clinicapp.ui.viewmodels.entry_view import ColleagueTyped, FieldSpec, TypedView
from clinicapp.ui.words.plain import listed, same_day_time_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinicapp.domain.forms import TypedEntry
    from clinicapp.domain.lester.vocabulary import Domain
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit


def own_typing(visit: Visit, domain: Domain) -> TypedView | None:
    """What whoever looks at the form typed into this card's panel and did not save."""
    kept = next((e for e in _typed_on(visit, domain) if e.actor_id == visit.viewer), None)
    if kept is None:
        return None
    return TypedView(
        answers=tuple(sorted(kept.answers.items())),
        note=f"Typed by {kept.actor_name}, {_when(visit, kept)}, and not saved yet.",
    )


def colleagues_typing(
    visit: Visit, domain: Domain, fields: Iterable[FieldSpec]
) -> tuple[ColleagueTyped, ...]:
    """What others typed into this card's panel and did not save, question by question."""
    questions = tuple(fields)
    return tuple(
        ColleagueTyped(
            author=str(each.actor_id),
            name=each.actor_name,
            sentence=f"{each.actor_name} typed this, {_when(visit, each)}, and has not saved it:",
            lines=_lines(each, questions),
        )
        for each in _typed_on(visit, domain)
        if each.actor_id != visit.viewer
    )


def typed_line(visit: Visit, domain: Domain) -> tuple[RuleLine, ...]:
    """One line on the card, however many have typed something that is not on the form."""
    typed = _typed_on(visit, domain)
    if not typed:
        return ()
    others = [e.actor_name for e in typed if e.actor_id != visit.viewer]
    if not others:
        return (RuleLine("Typed and not saved yet: open it to go on", Tone.WARN),)
    who = others if len(others) == len(typed) else ["You", *others]
    has = "has" if len(who) == 1 else "have"
    return (RuleLine(f"{listed(who)} typed something here and {has} not saved it", Tone.WARN),)


def _typed_on(visit: Visit, domain: Domain) -> tuple[TypedEntry, ...]:
    return tuple(each for each in visit.snapshot.typed if each.card == domain.value)


def _when(visit: Visit, typed: TypedEntry) -> str:
    return same_day_time_text(typed.at, visit.today, visit.zone)


def _lines(typed: TypedEntry, questions: tuple[FieldSpec, ...]) -> tuple[str, ...]:
    """The answers in the panel's order; one whose question is not asked now comes last."""
    asked = {spec.key: spec for spec in questions}
    order = {key: place for place, key in enumerate(asked)}
    keys = sorted(typed.answers, key=lambda key: (order.get(key, len(order)), key))
    return tuple(_line(asked.get(key), key, typed.answers[key]) for key in keys)


def _line(spec: FieldSpec | None, key: str, text: str) -> str:
    if spec is None:
        return f"{key.replace('_', ' ')}: {text}"
    chosen = next((option.label for option in spec.options if option.code == text), text)
    label = spec.label if spec.label.endswith("?") else f"{spec.label}:"
    return f"{label} {chosen} {spec.unit}".rstrip()

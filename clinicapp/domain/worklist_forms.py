"""From a form's folded facts to what the worklist asks of it (``worklist``, rules 3 and 5)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import FormContents, day_of
from clinicapp.domain.lester.record import Activity, Diet
from clinicapp.domain.screening import chosen_actions, without_value
from clinicapp.domain.worklist import Draft, Element, Recorded, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.forms import Form, FormFact
    from clinicapp.domain.lester.judgement import Assessment
    from clinicapp.domain.lester.vocabulary import Beside, Domain

RETRY_ON: Final = "retry_on"
"""The value of a refusal with the day agreed for asking again, ISO 8601; it may be missing."""

_ONE_ANSWER: Final[Mapping[str, Element]] = MappingProxyType(
    {
        "smoking": Element.SMOKING,
        "audit_c": Element.ALCOHOL,
        "waist": Element.WAIST,
        "height": Element.HEIGHT,
        "average_pressure": Element.BLOOD_PRESSURE,
    }
)
_SEVERAL: Final[Mapping[str, Element]] = MappingProxyType(
    {
        "weight": Element.WEIGHT,
        "blood_pressure": Element.BLOOD_PRESSURE,
        "glucose": Element.GLUCOSE,
        "hba1c": Element.GLUCOSE,
    }
)


def recorded_of(
    form: Form,
    contents: FormContents,
    assessment: Assessment | None,
    zone: tzinfo,
    typed: Draft | None = None,
) -> Recorded:
    """What a form recorded.

    Args:
        form: The form.
        contents: Its facts, folded.
        assessment: The judgement of an open form; a signed one needs none.
        zone: The ward's time zone, in which days are told.
        typed: When something was last typed on it that is not saved, and by whom.
    """
    days = _days(contents, zone)
    red: frozenset[Domain] = frozenset()
    if assessment is not None:
        if not assessment.blood_pressure.recorded:
            # A reading is still needed, or there is but an average that the pack does not judge.
            days.pop(Element.BLOOD_PRESSURE, None)
        red = frozenset(
            domain
            for domain in assessment.red_domains
            if not chosen_actions(assessment.domains[domain].actions, contents)
        )
    signed = contents.signed
    return Recorded(
        form_id=form.id,
        amends=form.amends,
        signed_on=None if signed is None else signed.at.astimezone(zone).date(),
        days=MappingProxyType(days),
        refused=MappingProxyType(_refused(contents, zone)),
        red_without_action=red,
        draft=None if signed is not None else _draft(contents, typed),
    )


def _draft(contents: FormContents, typed: Draft | None) -> Draft | None:
    acted = (f for f in contents.actions.values() if f.values["status"] != "cleared")
    why = () if contents.amended is None else (contents.amended,)
    standing = (*contents.values, *contents.declined.values(), *acted, *why)
    written = [Draft(fact.at, fact.actor_name) for fact in standing]
    return max(written if typed is None else (*written, typed), default=None)


def _days(contents: FormContents, zone: tzinfo) -> dict[Element, date]:
    days: dict[Element, date] = {}
    for item, element in _ONE_ANSWER.items():
        fact = contents.answers.get(item)
        if fact is not None:
            days[element] = day_of(fact, zone)
    for item, element in _SEVERAL.items():
        for fact in contents.repeats.get(item, ()):
            day = day_of(fact, zone)
            days[element] = max(day, days.get(element, day))
    lipids = contents.answers.get("lipids")
    if lipids is not None and "total_cholesterol_mmol_l" in lipids.values:
        days[Element.LIPIDS] = day_of(lipids, zone)
    lifestyle = _lifestyle(contents)
    if lifestyle:
        days[Element.LIFESTYLE] = max(day_of(fact, zone) for fact in lifestyle)
    return days


def _lifestyle(contents: FormContents) -> tuple[FormFact, ...]:
    """Diet and activity; one alone is enough once it is red."""
    diet, activity = contents.answers.get("diet"), contents.answers.get("activity")
    found = tuple(fact for fact in (diet, activity) if fact is not None)
    red = (diet is not None and diet.values["diet"] == Diet.POOR) or (
        activity is not None and activity.values["activity"] == Activity.SEDENTARY
    )
    return found if red or len(found) > 1 else ()


def _refused(contents: FormContents, zone: tzinfo) -> dict[Domain | Beside, Refusal]:
    standing, _no_more = without_value(contents)
    return {
        part: Refusal(day_of(fact, zone), _retry(fact))
        for item, fact in contents.declined.items()
        for part in standing
        if part == item
    }


def _retry(fact: FormFact) -> date | None:
    text = fact.values.get(RETRY_ON, "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def kept_for_later(contents: FormContents) -> FormContents:
    """What later forms of a person need of a signed one: its weights and its height."""
    keep = {item: f for item, f in contents.answers.items() if item == "height"}
    return FormContents(
        answers=MappingProxyType(keep),
        repeats=MappingProxyType({"weight": contents.repeats.get("weight", ())}),
        actions=MappingProxyType({}),
        declined=MappingProxyType({}),
        signed=contents.signed,
        last_fill=None,
    )

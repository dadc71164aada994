"""What each of a person's forms did for the ward's progress: which parts, when, and the red zones.

The day of a part is the day of the value that answers it, on that form alone: a weight that is
only carried over from an earlier form is done on the earlier form.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import FactKind, day_of, fold
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.completeness import Measure, parts_done
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.domain.screening import domain_named, record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.forms import FormContents, FormFact
    from clinicapp.domain.histories import FormHistory
    from clinicapp.domain.lester.completeness import Part
    from clinicapp.domain.lester.judgement import Assessment
    from clinicapp.domain.lester.record import ScreeningRecord
    from clinicapp.domain.pack_choice import PackChoice
    from clinicapp.domain.people import Person


@dataclass(frozen=True, slots=True)
class Finding:
    """A Lester domain that was judged.

    Attributes:
        on: The day of its value.
        red: Whether it was in the red zone.
        acted_on: The day from which an action for it has a status; None while there is none.
    """

    on: date
    red: bool
    acted_on: date | None


@dataclass(frozen=True, slots=True)
class Check:
    """What one form did: the day of each part that is done by measure, and what was judged."""

    done: Mapping[Measure, Mapping[Part, date]]
    found: Mapping[Domain, Finding]


def checks_of(
    person: Person,
    forms: Iterable[FormHistory],
    packs: PackChoice,
    today: date,
    zone: tzinfo,
) -> tuple[tuple[Check, ...], int]:
    """Judge a person's forms, each by its own pack.

    Args:
        person: Whose they are.
        forms: In any order.
        packs: The rules that the forms were opened with.
        today: The day for which an unsigned form is judged.
        zone: The ward's time zone.

    Returns:
        The checks, by the time their forms were opened, and how many forms were left out because
        their pack is not among ``packs``.
    """
    ordered = sorted(forms, key=lambda each: (each.form.opened_at, each.form.version))
    folded = [(each, fold(each.facts)) for each in ordered]
    replaced = {each.form.amends for each, contents in folded if contents.signed} - {None}
    checks: list[Check] = []
    earlier: list[FormContents] = []
    unknown = 0
    for each, contents in folded:
        form = each.form
        if form.id in replaced or (form.amends is not None and contents.signed is None):
            continue
        signed = contents.signed
        pack = packs.of(form, signed.values.get("pack_version") if signed is not None else None)
        if pack is None:
            unknown += 1
            continue
        on = today if signed is None else signed.at.astimezone(zone).date()
        record = record_of(form, person, contents, tuple(earlier), on, zone, pack)
        checks.append(
            _check(record, assess(record, pack), contents, acted_days(each.facts, zone), zone)
        )
        if signed is not None:
            earlier.append(contents)
    return tuple(checks), unknown


def acted_days(facts: Iterable[FormFact], zone: tzinfo) -> Mapping[str, date]:
    """By an action's code, the local day since which it has had a status; none if cleared."""
    since: dict[str, date] = {}
    for fact in facts:
        if fact.kind is not FactKind.ACTION:
            continue
        code = fact.values["code"]
        if fact.values["status"] == "cleared":
            since.pop(code, None)
        else:
            since.setdefault(code, fact.at.astimezone(zone).date())
    return since


_OLDEST: Final[Mapping[Part, tuple[str, ...]]] = MappingProxyType(
    {
        Domain.SMOKING: ("smoking",),
        Domain.LIFESTYLE: ("diet", "activity"),
        Domain.WEIGHT: ("weight",),
        Beside.ALCOHOL: ("audit_c",),
        Beside.SUBSTANCES: ("substances",),
    }
)
"""Parts that are as old as the oldest of their items."""


def _check(
    record: ScreeningRecord,
    assessment: Assessment,
    contents: FormContents,
    acted: Mapping[str, date],
    zone: tzinfo,
) -> Check:
    taken = _days_taken(contents, zone)
    refused: dict[Part, date] = {
        part: refusal.at.astimezone(zone).date()
        for item, refusal in contents.declined.items()
        if (part := domain_named(item)) in record.declined
    }
    days = {part: day for part in (*Domain, *Beside) if (day := _day(part, taken)) is not None}
    done = parts_done(assessment.domains, assessment.alcohol, assessment.substances)
    return Check(
        done={
            measure: {
                part: day
                for part, is_done in parts.items()
                if is_done and (day := refused.get(part, days.get(part))) is not None
            }
            for measure, parts in done.items()
        },
        found={
            domain: Finding(
                on=days[domain],
                red=judgement.zone is Zone.RED,
                acted_on=min((acted[a] for a in judgement.actions if a in acted), default=None),
            )
            for domain, judgement in assessment.domains.items()
            if judgement.zone is not Zone.DECLINED
            and done[Measure.LESTER][domain]
            and domain in days
        },
    )


def _days_taken(contents: FormContents, zone: tzinfo) -> Mapping[str, date]:
    """The day of each item's value; of several the latest."""
    days = {item: day_of(fact, zone) for item, fact in contents.answers.items()}
    for item, facts in contents.repeats.items():
        days[item] = max(day_of(fact, zone) for fact in facts)
    return days


def _day(part: Part, taken: Mapping[str, date]) -> date | None:
    """The day of a part: as old as its oldest item; of either test of glucose the newer."""
    if part is Domain.GLUCOSE:
        return max((taken[item] for item in ("hba1c", "glucose") if item in taken), default=None)
    if part is Domain.LIPIDS:
        # A risk worked out later makes the profile no newer.
        return taken.get("lipids") or taken.get("qrisk3")
    if part is Domain.BLOOD_PRESSURE:
        return taken.get("blood_pressure") or taken.get("average_pressure")
    return min((taken[item] for item in _OLDEST[part] if item in taken), default=None)

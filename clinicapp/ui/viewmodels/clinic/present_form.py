"""The Lester form screen from a form's snapshot: one pure function for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.vocabulary import Domain
from clinicapp.domain.screening import Left
from clinicapp.ui.viewmodels.clinic.form_view import (
    BannerView,
    BarState,
    BarView,
    FactView,
    FooterView,
    FormView,
    NewReadingView,
    ThingLeft,
)
from clinicapp.ui.viewmodels.clinic.present_asked import lifestyle_card, smoking_card
from clinicapp.ui.viewmodels.clinic.present_blood import glucose_card, lipids_card
from clinicapp.ui.viewmodels.clinic.present_details import (
    amend_entry,
    can_be_amended,
    present_details,
    present_measures,
)
from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance, present_devices
from clinicapp.ui.viewmodels.clinic.present_measured import (
    pressure_card,
    pressure_text,
    weight_card,
)
from clinicapp.ui.viewmodels.clinic.present_source import device_name
from clinicapp.ui.viewmodels.clinic.present_visit import RecentFill, Visit
from clinicapp.ui.words.lester import NEEDS_LEFT, SEX, TITLES
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    listed,
    lower_first,
    month_text,
    same_day_time_text,
    sentence_case,
    time_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.forms import FormFact
    from clinicapp.domain.people import Person
    from clinicapp.services.clinic.screening import FormSnapshot

_CARDS: Final = (
    smoking_card,
    lifestyle_card,
    weight_card,
    pressure_card,
    glucose_card,
    lipids_card,
)
_FILLED: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.WEIGHT: "BMI",
        Domain.BLOOD_PRESSURE: "blood pressure",
        Domain.GLUCOSE: "glucose",
        Domain.LIPIDS: "lipids",
    }
)
_ACTION_FOR: Final[Mapping[Domain, str]] = MappingProxyType(
    {
        Domain.SMOKING: "a smoking",
        Domain.LIFESTYLE: "a lifestyle",
        Domain.WEIGHT: "a weight",
        Domain.BLOOD_PRESSURE: "a blood pressure",
        Domain.GLUCOSE: "a glucose",
        Domain.LIPIDS: "a lipids",
    }
)
_WEEKS_COUNTED: Final = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCheck:
    """How it was made sure who the person is: by scanning the wristband, or by asking."""

    at: datetime
    scanned: bool


def present_form(
    snapshot: FormSnapshot,
    devices: tuple[DeviceGlance, ...],
    fill: RecentFill | None,
    zone: tzinfo,
    *,
    identity: IdentityCheck | None = None,
    may_amend: bool = False,
    viewer: UUID | None = None,
) -> FormView:
    """Everything that the form screen shows.

    Args:
        snapshot: the form as the services return it.
        devices: the devices of the room, in the order of the rail.
        fill: the reading that has just filled the form, while it can still be undone.
        zone: the ward's time zone.
        identity: how the person was identified; without it the banner says who opened the form.
        may_amend: whether whoever looks at it may correct a signed form.
        viewer: who looks at it: what they typed and did not save is their own.
    """
    visit = Visit(snapshot=snapshot, zone=zone, fill=fill, viewer=viewer)
    return FormView(
        banner=_banner(visit, identity),
        cards=tuple(card(visit) for card in _CARDS),
        devices=present_devices(devices, snapshot.as_of.astimezone(zone).date(), zone),
        footer=_footer(visit, may_amend=may_amend),
        new_reading=_new_reading(visit),
        key=str(snapshot.form.id),
        details=present_details(visit),
        amend=amend_entry(visit) if may_amend else None,
    )


def antipsychotic_text(person: Person, today: date) -> str:
    """``Olanzapine, week 12``; after a year, the month it began; empty without a medicine."""
    name = person.antipsychotic
    if not name:
        return ""
    name = sentence_case(name)
    started = person.antipsychotic_started
    if started is None:
        return name
    weeks = (today - started).days // 7
    if weeks < 0:
        return f"{name}, from {day_text(started)}"
    if weeks > _WEEKS_COUNTED:
        return f"{name}, since {month_text(started)}"
    return f"{name}, week {weeks}"


def thing_left_text(kind: Left, domain: Domain, visit: Visit) -> str:
    """What is left on a card, in the words of the footer's buttons."""
    match kind:
        case Left.ACTION:
            return f"Choose {_ACTION_FOR[domain]} action"
        case Left.ALCOHOL:
            return "Alcohol score missing"
        case Left.READING_NEEDED:
            need = visit.snapshot.assessment.blood_pressure.needs
            return f"{NEEDS_LEFT[need]} needed" if need is not None else "Reading needed"
        case Left.MISSING:
            if domain is Domain.LIFESTYLE:
                return "Lifestyle answers missing"
            return f"{TITLES[domain]} missing"


def completeness(visit: Visit) -> tuple[int, int]:
    """How many of the six cards lack nothing but perhaps an action, and how many there are."""
    return sum(not visit.is_incomplete(domain) for domain in Domain), len(Domain)


def filled_text(fact: FormFact) -> str:
    """The value of a fact that a device filled, with its unit: ``68.6 kg``, ``146/91 mmHg``."""
    values = fact.values
    match fact.item:
        case "weight":
            return f"{values['weight_kg']} kg"
        case "blood_pressure":
            return f"{pressure_text(fact)} mmHg"
        case "hba1c":
            return f"{values['hba1c_mmol_mol']} mmol/mol"
        case "glucose":
            return f"{values['glucose_mmol_l']} mmol/L"
    total = values.get("total_cholesterol_mmol_l")
    return f"Cholesterol {total} mmol/L" if total else "Lipids"


def _banner(visit: Visit, identity: IdentityCheck | None) -> BannerView:
    snapshot, person = visit.snapshot, visit.snapshot.person
    if identity is None:
        words = (
            f"Opened by {snapshot.form.opened_by} {time_text(snapshot.form.opened_at, visit.zone)}"
        )
    else:
        how = "Wristband scanned" if identity.scanned else "Identity asked"
        words = f"{how} {time_text(identity.at, visit.zone)}"
    return BannerView(
        name=person.display_name,
        title=f"({person.title})" if person.title else "",
        identity=words,
        scanned=identity is not None and identity.scanned,
        facts=_facts(visit),
        alert=SAME_NAME if snapshot.namesakes else "",
    )


SAME_NAME: Final = "Same name on ward"
"""Somebody else on the ward has the name: look at the date of birth and the NHS number."""


def _facts(visit: Visit) -> tuple[FactView, ...]:
    person = visit.snapshot.person
    age = person.age_on(visit.today)
    number = "Not known" if person.nhs_number is None else person.nhs_number.spaced
    place = person.ward if person.room is None else f"{person.ward}, {lower_first(person.room)}"
    medicine = antipsychotic_text(person, visit.today) or "None recorded"
    return (
        FactView("Born", f"{day_text(person.born)} ({age} y)"),
        FactView("Sex", SEX[person.sex], in_compact=False),
        FactView("NHS number", number),
        FactView("Ward and room", place, in_compact=False),
        FactView("Antipsychotic", medicine, short_label="Medicine"),
    )


def _footer(visit: Visit, *, may_amend: bool) -> FooterView:
    snapshot = visit.snapshot
    done, of = completeness(visit)
    signed = snapshot.contents.signed
    things = () if signed is not None else tuple(_things(visit))
    left, note = _left_words(visit, len(things))
    return FooterView(
        complete=f"{done} of {of} complete",
        bars=tuple(BarView(TITLES[domain], _bar(visit, domain)) for domain in Domain),
        left=left,
        left_note=note,
        things=things,
        can_sign=signed is None and not things,
        why_not=_why_not(visit, things),
        signed=signed is not None,
        measures=present_measures(snapshot.assessment.complete),
        amend="Amend" if may_amend and can_be_amended(visit) else "",
    )


def _things(visit: Visit) -> Iterator[ThingLeft]:
    """What is left, and what was typed and neither saved nor cleared."""
    for each in visit.snapshot.left:
        yield ThingLeft(
            text=thing_left_text(each.kind, each.domain, visit),
            card=each.domain.value,
            is_action=each.kind is Left.ACTION,
        )
    for card in dict.fromkeys(typed.card for typed in visit.snapshot.typed):
        yield ThingLeft(text=f"{TITLES[Domain(card)]}: not saved", card=card)


def _left_words(visit: Visit, count: int) -> tuple[str, str]:
    signed = visit.snapshot.contents.signed
    if signed is not None:
        later = visit.snapshot.superseded_by
        by = f"by {signed.actor_name}"
        when = same_day_time_text(
            signed.at, visit.snapshot.as_of.astimezone(visit.zone).date(), visit.zone
        )
        return f"Signed off {when}", by if later is None else f"{by}; see version {later.version}"
    form = visit.snapshot.form
    before = "before sign-off" if form.amends is None else f"to sign version {form.version}"
    return (f"{counted(count, 'thing')} left" if count else "Nothing left"), before


def _why_not(visit: Visit, things: tuple[ThingLeft, ...]) -> str:
    if visit.locked_reason:
        return visit.locked_reason
    if not things:
        return ""
    return f"Before sign-off: {listed(lower_first(each.text) for each in things)}."


def _bar(visit: Visit, domain: Domain) -> BarState:
    if visit.is_incomplete(domain):
        return BarState.MISSING
    return BarState.DECLINED if visit.is_declined(domain) else BarState.DONE


def _new_reading(visit: Visit) -> NewReadingView | None:
    fill = visit.fill
    fact = None if fill is None else visit.fact(fill.fact_id)
    if fill is None or fact is None:
        return None
    source = visit.source(fact)
    filled = _FILLED.get(fill.domain, TITLES[fill.domain].lower())
    if fill.domain is Domain.WEIGHT and visit.snapshot.assessment.weight.bmi is None:
        # Without a height there is no BMI yet.
        filled = "weight"
    return NewReadingView(
        reading_id=str(fill.reading_id),
        card=fill.domain.value,
        time=time_text(taken_at(fact), visit.zone),
        value=filled_text(fact),
        device="" if source is None else device_name(source),
        outcome=f"Filled {filled} for {visit.snapshot.person.display_name}",
        short_outcome=f"Filled {lower_first(TITLES[fill.domain])}",
        seconds_left=fill.seconds_left,
    )


__all__ = [
    "DeviceGlance",
    "IdentityCheck",
    "RecentFill",
    "antipsychotic_text",
    "completeness",
    "filled_text",
    "present_form",
    "thing_left_text",
]

"""What the printed form says: every value with its rule, its source, its actions and who."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.break_glass import OVERRIDE_CODE
from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.domain.people import ETHNIC_GROUPS
from clinicapp.domain.screening import not_intervened
from clinicapp.ui.viewmodels.card_view import (
    AttemptStrip,
    ChipKind,
    DetailRow,
    FigureGrid,
    RuleLine,
    Tone,
)
from clinicapp.ui.viewmodels.clinic.present_actions import action_codes
from clinicapp.ui.viewmodels.clinic.present_asked import lifestyle_card, smoking_card
from clinicapp.ui.viewmodels.clinic.present_blood import glucose_card, lipids_card
from clinicapp.ui.viewmodels.clinic.present_card import clear_but, zone_text
from clinicapp.ui.viewmodels.clinic.present_details import item_name, superseded_text
from clinicapp.ui.viewmodels.clinic.present_form import antipsychotic_text, filled_text
from clinicapp.ui.viewmodels.clinic.present_measured import pressure_card, weight_card
from clinicapp.ui.viewmodels.clinic.present_source import device_name, trust
from clinicapp.ui.viewmodels.clinic.present_visit import CARD_OF, Visit
from clinicapp.ui.words.gate_codes import LOT_SHORT, MARKED
from clinicapp.ui.words.items import ITEM_NAMES, value_text
from clinicapp.ui.words.lester import ACTION_STATUS, BESIDE, ICONS, MARKS, PROMPTS, SEX, TITLES
from clinicapp.ui.words.plain import day_text, listed, lower_first, moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, tzinfo

    from clinicapp.domain.forms import FormFact
    from clinicapp.domain.lester.judgement import Count
    from clinicapp.services.clinic.screening import FormSnapshot, Source
    from clinicapp.ui.viewmodels.card_view import Block, CardView

NOTICE: Final = "This program supports and does not replace clinical judgement."
_SHORT_ID: Final = 8
_SAID: Final = frozenset({"bmi_misleads", "hba1c_unreliable", "fasting", "lipids_fasting"}) | {
    "pressure_setting",
    "postural",
    "average_pressure",
}
"""What is answered and stands on no other line of the form."""
CARDS: Final[Mapping[Domain, Callable[[Visit], CardView]]] = MappingProxyType(
    {
        Domain.SMOKING: smoking_card,
        Domain.LIFESTYLE: lifestyle_card,
        Domain.WEIGHT: weight_card,
        Domain.BLOOD_PRESSURE: pressure_card,
        Domain.GLUCOSE: glucose_card,
        Domain.LIPIDS: lipids_card,
    }
)
"""The card of each domain, whose words the printed documents use too."""
_ZONE_ICONS: Final[Mapping[Zone, str]] = MappingProxyType(
    {
        Zone.RED: "circle-alert",
        Zone.CLEAR: "check",
        Zone.PROMPT: "circle-dashed",
        Zone.MISSING: "circle-dashed",
        Zone.DECLINED: "hand",
        Zone.NOT_ASSESSABLE: "info",
    }
)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A label and what stands beside it; ``strong`` for what somebody has to act on."""

    label: str
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class FormSection:
    """One domain: icon, title, value, its zone as icon and words, and rows."""

    title: str
    icon: str
    value: str
    zone_icon: str
    zone: str
    is_red: bool
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDocument:
    """The whole form's content, in words."""

    title: str
    trust: str
    place: str
    status: str
    is_signed: bool
    name: str
    facts: tuple[FormRow, ...]
    sections: tuple[FormSection, ...]
    general: tuple[FormRow, ...]
    completeness: tuple[FormRow, ...]
    rules: tuple[FormRow, ...]
    signature: tuple[FormRow, ...]
    notice: str
    form_line: str
    printed_line: str


def form_document(
    snapshot: FormSnapshot, *, trust: str, station: str, printed_at: datetime, zone: tzinfo
) -> FormDocument:
    """Work out what the printed form says.

    Args:
        snapshot: the form.
        trust: the trust's name and address as set in Settings; only its first line is printed.
        station: the station it was made on.
        printed_at: when it is made.
        zone: the ward's time zone.
    """
    visit = Visit(snapshot=snapshot, zone=zone)
    form, person, signed = snapshot.form, snapshot.person, snapshot.contents.signed
    status = "Draft, not signed" if signed is None else "Signed off"
    if signed is not None and snapshot.superseded_by is not None:
        status = f"See version {snapshot.superseded_by.version}"
    title = f" ({person.title})" if person.title else ""
    return FormDocument(
        title="Physical health check: Lester screening form",
        trust=next((line.strip() for line in trust.splitlines() if line.strip()), ""),
        place=f"{person.ward}, station {station}",
        status=status,
        is_signed=signed is not None,
        name=f"{person.display_name}{title}",
        facts=_facts(visit),
        sections=tuple(_section(visit, domain) for domain in Domain),
        general=_general(visit),
        completeness=_completeness(snapshot),
        rules=_rules(snapshot),
        signature=_signature(visit),
        notice=NOTICE,
        form_line=f"Form {form.number}, version {form.version}. {status}",
        printed_line=f"Printed {moment_text(printed_at, zone)}",
    )


def _facts(visit: Visit) -> tuple[FormRow, ...]:
    person = visit.snapshot.person
    number = "Not known" if person.nhs_number is None else person.nhs_number.label
    group = ETHNIC_GROUPS.get(person.ethnicity or "", "Not recorded")
    return (
        FormRow("Born", f"{day_text(person.born)} ({person.age_on(visit.today)} y)", strong=True),
        FormRow("NHS number", number, strong=True),
        FormRow("Sex", SEX[person.sex]),
        FormRow("Ethnic group", group),
        FormRow("Ward and room", ", ".join(filter(None, (person.ward, person.room)))),
        FormRow("Antipsychotic", antipsychotic_text(person, visit.today) or "None recorded"),
        FormRow("Screened on", day_text(visit.today)),
        FormRow("Opened by", visit.snapshot.form.opened_by),
    )


def _section(visit: Visit, domain: Domain) -> FormSection:
    card = CARDS[domain](visit)
    zone = visit.judgement(domain).zone
    incomplete = visit.is_incomplete(domain) and zone is not Zone.RED
    missing = next((chip.text for chip in card.chips if chip.kind is ChipKind.MISSING), "Missing")
    value = f"{card.value} {card.unit}".strip()
    rows = [FormRow("Last time", card.previous.removeprefix("Was "))] if card.previous else []
    for block in card.body:
        rows += _block_rows(block)
    if domain in not_intervened(visit.snapshot.assessment, visit.snapshot.contents):
        rows.append(FormRow("Actions", "Screened, not intervened", strong=True))
    rows += [_source_row(visit, fact) for fact in _facts_of(visit, domain)]
    rows += _taken_back_rows(visit, domain)
    rows += _action_rows(visit, action_codes(visit, domain))
    return FormSection(
        title=TITLES[domain],
        icon=ICONS[domain],
        value=value,
        zone_icon=_icon(visit, domain, incomplete=incomplete),
        zone=missing if incomplete else zone_text(visit, domain),
        is_red=zone is Zone.RED,
        rows=tuple(row for row in rows if row.text),
    )


def _icon(visit: Visit, domain: Domain, *, incomplete: bool) -> str:
    if incomplete:
        return _ZONE_ICONS[Zone.MISSING]
    return "info" if clear_but(visit, domain) else _ZONE_ICONS[visit.judgement(domain).zone]


def _block_rows(block: Block) -> Iterator[FormRow]:
    match block:
        case RuleLine():
            label = block.label or ("Note" if block.tone is Tone.WARN else "Rule")
            yield FormRow(label, block.text, strong=block.tone in (Tone.BAD, Tone.WARN))
        case DetailRow():
            status = f" ({block.status.text})" if block.status is not None else ""
            for item in block.items:
                yield FormRow(item.label, f"{item.value} {item.after}".strip() + status)
        case AttemptStrip():
            words = (
                f"{each.number}: {each.value} at {each.time}{' (used)' if each.used else ''}"
                for each in block.attempts
            )
            yield FormRow("Readings", "; ".join(words))
        case FigureGrid():
            figures = (
                " ".join(filter(None, (f.label, f.value, f.unit, f.time)))
                + (f" ({f.status.text})" if f.status is not None else "")
                for f in block.figures
            )
            yield FormRow("Results", "; ".join(figures))


def _facts_of(visit: Visit, domain: Domain) -> tuple[FormFact, ...]:
    standing = visit.snapshot.contents.values
    return tuple(sorted((f for f in standing if CARD_OF.get(f.item) is domain), key=lambda f: f.at))


def _taken_back_rows(visit: Visit, domain: Domain) -> Iterator[FormRow]:
    """The values that no longer count, each with who took it back, when and why."""
    for fact, back in visit.snapshot.contents.taken_back:
        if CARD_OF.get(fact.item) is not domain:
            continue
        name = ITEM_NAMES.get(fact.item, fact.item)
        reason = back.values.get("reason", "")
        when = moment_text(back.at, visit.zone)
        parts = (f"{name} {value_text(fact)}", f"by {back.actor_name}, {when}", reason)
        yield FormRow("Taken back", ", ".join(part for part in parts if part))


def _source_row(visit: Visit, fact: FormFact) -> FormRow:
    """Who or what the value came from: device, serial number, its state then, when, which bytes."""
    source = visit.source(fact)
    name = ITEM_NAMES.get(fact.item, fact.item)
    if source is None:
        when = moment_text(fact.at, visit.zone)
        told = f" {value_text(fact)}," if fact.item in _SAID else ""
        return FormRow("Source", f"{name}:{told} entered by {fact.actor_name}, {when}")
    return FormRow(
        "Source",
        _device_text(visit, fact, source),
        strong=source.reason is not None,
    )


def _device_text(visit: Visit, fact: FormFact, source: Source) -> str:
    seen = source.reading.observation
    serial = seen.device_serial or (source.asset.serial if source.asset is not None else "")
    parts = [device_name(source)]
    if serial:
        parts.append(f"serial {serial}")
    if source.asset is not None:
        parts.append(f"asset {source.asset.tag}")
    parts.append(trust(source, visit.today, visit.zone)[1].replace("Used", "used"))
    parts.append(f"taken {moment_text(taken_at(fact), visit.zone)}")
    parts.append(f"filed by {fact.actor_name}")
    parts.append(f"reading {source.reading.id.hex[-_SHORT_ID:]}")
    parts.append(f"driver {source.reading.driver} {source.reading.driver_version}")
    parts += [LOT_SHORT[code].lower() for code in source.codes if code in MARKED]
    if source.reason is not None and OVERRIDE_CODE in source.codes:
        parts.append(f"its device was overridden once for it, reason: {source.reason}")
    elif source.reason is not None:
        parts.append(f"held and used by {fact.actor_name}, reason: {source.reason}")
    return f"{filled_text(fact)}: {', '.join(parts)}"


def _action_rows(visit: Visit, codes: tuple[str, ...]) -> Iterator[FormRow]:
    """Each action with its status, who set it and when; one a rule asks for also without."""
    snapshot = visit.snapshot
    asked = {code for domain in Domain for code in visit.judgement(domain).actions}
    asked |= {*snapshot.assessment.alcohol.actions, *snapshot.assessment.substances.actions}
    for code in codes:
        text = snapshot.pack.action(code).text
        fact = snapshot.contents.actions.get(code)
        status = "cleared" if fact is None else fact.values["status"]
        if fact is not None and status != "cleared":
            when = moment_text(fact.at, visit.zone)
            words = f"{text}. {ACTION_STATUS[status]}, {fact.actor_name}, {when}"
            yield FormRow(f"Action {code}", words, strong=True)
        elif code in asked:
            yield FormRow(f"Action {code}", f"{text}. {ACTION_STATUS['cleared']}")


def _general(visit: Visit) -> tuple[FormRow, ...]:
    """Pathway prompts, and what belongs to the form as a whole."""
    snapshot = visit.snapshot
    on_cards = {prompt for each in snapshot.assessment.domains.values() for prompt in each.prompts}
    on_cards |= {*snapshot.assessment.alcohol.prompts, *snapshot.assessment.substances.prompts}
    rows = [
        FormRow("Note", PROMPTS[prompt], strong=True)
        for prompt in snapshot.assessment.prompts
        if prompt not in on_cards
    ]
    for item in Beside:
        fact = snapshot.contents.declined.get(item.value)
        if fact is not None:
            rows.append(FormRow(BESIDE[item], f"{visit.declined_reason(item)}. {fact.actor_name}"))
    shown = {code for domain in Domain for code in action_codes(visit, domain)}
    rest = tuple(code for code in snapshot.contents.actions if code not in shown)
    rows += _action_rows(visit, rest)
    return tuple(rows)


def _completeness(snapshot: FormSnapshot) -> tuple[FormRow, ...]:
    found = snapshot.assessment.complete
    return (
        FormRow("Lester form", _count(found.lester, "domains")),
        FormRow("NHS England", _count(found.nhse_core, "core checks")),
        FormRow("National audit", _count(found.audit, "items")),
    )


def _count(count: Count, things: str) -> str:
    names = listed(lower_first(item_name(item)) for item in count.missing)
    end = ", complete" if count.is_complete else f", without {names}"
    return f"{count.done} of {count.of} {things}{end}"


def _rules(snapshot: FormSnapshot) -> tuple[FormRow, ...]:
    pack = snapshot.pack
    approved = f"approved by {pack.approver}" if pack.approver else MARKS[pack.mark]
    rows = [
        FormRow("Rules", f"{pack.title} ({pack.name}, version {pack.version}): {approved}"),
        FormRow("From", pack.sources),
    ]
    signed = snapshot.contents.signed
    if signed is not None and "record_sha256" in signed.values:
        rows.append(FormRow("Record", f"SHA-256 {signed.values['record_sha256']}"))
    return tuple(rows)


def _signature(visit: Visit) -> tuple[FormRow, ...]:
    signed = visit.snapshot.contents.signed
    if signed is None:
        draft = FormRow("Signature", "Not signed. This is a draft and may still change.")
        return (draft, *_version_rows(visit))
    rows = [
        FormRow("Signed by", signed.actor_name, strong=True),
        FormRow("Signed on", moment_text(signed.at, visit.zone), strong=True),
    ]
    return (*rows, *_version_rows(visit))


def _version_rows(visit: Visit) -> Iterator[FormRow]:
    """Which version it corrects and why, and which one corrects it."""
    form, amended = visit.snapshot.form, visit.snapshot.contents.amended
    if form.amends is not None:
        why = f": {amended.values['reason']}" if amended is not None else ""
        words = f"version {form.version - 1}, the form with the id {form.amends}{why}"
        yield FormRow("Corrects", words)
    if later := superseded_text(visit):
        yield FormRow("Superseded", later, strong=True)

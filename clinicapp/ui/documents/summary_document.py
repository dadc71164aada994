"""What the person's own page says: plain English, no code and no abbreviation left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.lester.vocabulary import Domain, Zone
from clinicapp.domain.screening import chosen_actions
from clinicapp.ui.documents.summary_result import AGREED, TITLES, ResultTone, SummaryResult
from clinicapp.ui.documents.summary_sentences import result_of
from clinicapp.ui.viewmodels.clinic.present_actions import action_codes, next_due
from clinicapp.ui.viewmodels.clinic.present_visit import Visit
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.words.lester import monitoring_text
from clinicapp.ui.words.plain import (
    day_text,
    listed,
    lower_first,
    moment_text,
    month_text,
    number_word,
)

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from clinicapp.services.clinic.screening import FormSnapshot

MOST_AGREED = 6
MOST_DATES = 5


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something that was agreed, or offered and still open."""

    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class NextCheck:
    """When, and what."""

    when: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDocument:
    """The page's content. ``trust`` is empty while nobody has set it."""

    trust: str
    trust_more: str
    name: str
    given_name: str
    born: str
    nhs_number: str
    on: str
    verdict: str
    results: tuple[SummaryResult, ...]
    agreed: tuple[Agreed, ...]
    next_checks: tuple[NextCheck, ...]
    ask_who: str
    ask_where: str
    phone: str
    medicine: str
    form_line: str
    printed_line: str


def summary_document(
    snapshot: FormSnapshot,
    *,
    trust: str,
    ward_phone: str,
    printed_at: datetime,
    zone: tzinfo,
) -> SummaryDocument:
    """Work out the page from a form.

    Args:
        snapshot: the form; results of an unsigned one are marked as not signed off.
        trust: the trust's name and address as set in Settings, lines parted by newlines.
        ward_phone: the ward's telephone number as set in Settings; empty if not set.
        printed_at: when the page is made.
        zone: the ward's time zone.
    """
    visit = Visit(snapshot=snapshot, zone=zone)
    person, form = snapshot.person, snapshot.form
    results = tuple(result_of(visit, domain) for domain in _order(visit))
    signed = snapshot.contents.signed
    state = "Not signed off yet" if signed is None else f"Signed off {moment_text(signed.at, zone)}"
    nurse = form.opened_by if signed is None else signed.actor_name
    lines = [line.strip() for line in trust.splitlines() if line.strip()]
    return SummaryDocument(
        trust=lines[0] if lines else "",
        trust_more=", ".join(lines[1:]),
        name=f"{person.given_name} {person.family_name.upper()}",
        given_name=person.given_name,
        born=day_text(person.born),
        nhs_number="not known" if person.nhs_number is None else person.nhs_number.spaced,
        on=day_text(visit.today),
        verdict=_verdict(results),
        results=results,
        agreed=_agreed(visit),
        next_checks=_next_checks(visit),
        ask_who=nurse,
        ask_where=ward_text(person.ward),
        phone=ward_phone.strip(),
        medicine=(person.antipsychotic or "").strip(),
        form_line=f"Form {form.number}, version {form.version}. {state}",
        printed_line=f"Printed {moment_text(printed_at, zone)}",
    )


def _order(visit: Visit) -> tuple[Domain, ...]:
    """What needs a plan first; then measured before asked, as in the design."""
    shown = (
        Domain.BLOOD_PRESSURE,
        Domain.GLUCOSE,
        Domain.WEIGHT,
        Domain.LIPIDS,
        Domain.SMOKING,
        Domain.LIFESTYLE,
    )
    plan = [domain for domain in shown if result_of(visit, domain).tone is ResultTone.PLAN]
    return (*plan, *(domain for domain in shown if domain not in plan))


def _verdict(results: tuple[SummaryResult, ...]) -> str:
    """How many are fine and how many are not: ``Four results are fine. Two need a plan``."""
    fine = sum(result.tone is ResultTone.FINE for result in results)
    plan = sum(result.tone is ResultTone.PLAN for result in results)
    open_ = len(results) - fine - plan
    sentences = []
    if fine:
        sentences.append(f"{number_word(fine)} result{' is' if fine == 1 else 's are'} fine.")
    if plan:
        sentences.append(f"{number_word(plan)} need{'s' if plan == 1 else ''} a plan.")
    if open_:
        sentences.append(f"{number_word(open_)} still to do.")
    return " ".join(sentences)


def _agreed(visit: Visit) -> tuple[Agreed, ...]:
    """What was accepted, then what was offered and is still open; nothing that was declined."""
    contents, pack = visit.snapshot.contents, visit.snapshot.pack
    shown = (code for domain in _order(visit) for code in action_codes(visit, domain))
    offered = dict.fromkeys(shown)
    extra = (code for code in contents.actions if code not in offered)
    found: list[Agreed] = []
    for code in chosen_actions((*offered, *extra), contents):
        status = contents.actions[code].values["status"]
        if status in ("accepted", "offered"):
            words = AGREED.get(code) or pack.action(code).text
            found.append(Agreed(words, done=status == "accepted"))
    found.sort(key=lambda each: not each.done)
    kept, more = found[:MOST_AGREED], len(found) - MOST_AGREED
    if more > 0:
        kept = [*found[: MOST_AGREED - 1], Agreed(f"And {more + 1} more; ask us", done=True)]
    return tuple(kept)


def _next_checks(visit: Visit) -> tuple[NextCheck, ...]:
    """What is asked again without a date yet, the timetable's dates, and the yearly check."""
    found: list[NextCheck] = []
    again = [
        lower_first(TITLES[domain])
        for domain in (Domain.BLOOD_PRESSURE, Domain.GLUCOSE)
        if visit.judgement(domain).zone is Zone.RED
    ]
    if again:
        words = listed(again)
        found.append(NextCheck("Date to agree", words[:1].upper() + words[1:]))
    dates: dict[date, list[str]] = {}
    for domain, item in (
        (Domain.WEIGHT, "weight"),
        (Domain.BLOOD_PRESSURE, "blood_pressure"),
        (Domain.GLUCOSE, "glucose"),
        (Domain.LIPIDS, "lipids"),
        (Domain.LIFESTYLE, "lifestyle"),
    ):
        due = next_due(visit, domain)
        if due is not None:
            dates.setdefault(due, []).append(monitoring_text(item))
    for due in sorted(dates):
        items = dates[due]
        whole = len(items) > 3
        words = "Full health check" if whole else listed((items[0], *map(lower_first, items[1:])))
        found.append(NextCheck(month_text(due) if whole else day_text(due), words))
    if not dates:
        found.append(NextCheck(month_text(_in_a_year(visit.today)), "Full health check"))
    return tuple(found[:MOST_DATES])


def _in_a_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28))

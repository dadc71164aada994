"""What the letter to the GP says: results, red zones, what was agreed, and what is asked.

The headings are those of the PRSB's outpatient letter standard as we remember them (attendance
details, clinical summary, investigation results, plan and requested actions, person completing
record). Our clinical reference does not hold that standard: they are to be checked against its
text before a trust relies on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.vocabulary import Domain, Why
from clinicapp.ui.documents.form_document import CARDS, NOTICE
from clinicapp.ui.documents.gp_plan import declined_actions, not_done, plan, requests
from clinicapp.ui.documents.gp_requests import NAMES
from clinicapp.ui.documents.how_measured import how_measured
from clinicapp.ui.documents.measures import measures
from clinicapp.ui.viewmodels.card_view import RuleLine, Tone
from clinicapp.ui.viewmodels.clinic.present_actions import next_due
from clinicapp.ui.viewmodels.clinic.present_blood import glucose_results
from clinicapp.ui.viewmodels.clinic.present_measured import average_is_red, clinic_is_red
from clinicapp.ui.viewmodels.clinic.present_visit import Visit
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.words.lester import MARKS, SEX, WHY, monitoring_text
from clinicapp.ui.words.plain import (
    day_text,
    listed,
    lower_first,
    moment_text,
    number_word,
    sentence_case,
)
from clinicapp.ui.words.rules import RED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.domain.forms import FormFact
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.ui.documents.imprint import Imprint
    from clinicapp.ui.documents.measures import Measure

DRAFT: Final = "DRAFT"
_MAKES_RED: Final[Mapping[str, tuple[Why, ...]]] = MappingProxyType(
    {
        "bmi": (Why.BMI_AT_OR_ABOVE_CUT_OFF, Why.BMI_AT_OR_ABOVE_LOWER_CUT_OFF),
        "gain": (Why.WEIGHT_GAIN,),
        "total_cholesterol": (Why.TOTAL_CHOLESTEROL,),
        "non_hdl": (Why.NON_HDL_CHOLESTEROL,),
        "triglycerides": (Why.TRIGLYCERIDES,),
        "qrisk3": (Why.CVD_RISK,),
        "diet": (Why.POOR_DIET,),
        "activity": (Why.SEDENTARY,),
    }
)
DRAFT_SENTENCE: Final = "This letter is a draft: the form is not signed. Do not send it."


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the results. ``source`` is the number of its footnote, 0 without one."""

    name: str
    value: str
    note: str
    taken: str
    source: int
    is_red: bool = False


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A heading with its lines; ``numbered`` lines are counted in front."""

    heading: str
    lines: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDocument:
    """The letter's content, in words. ``draft`` is empty once the form is signed."""

    draft: str
    trust: tuple[str, ...]
    phone: str
    dated: str
    title: str
    person: tuple[tuple[str, str], ...]
    summary: str
    requests: tuple[str, ...]
    results: tuple[ResultRow, ...]
    sections: tuple[LetterSection, ...]
    sources: tuple[str, ...]
    form_line: str
    notice: str

    @property
    def text(self) -> str:
        """Every word of the letter, line by line."""
        lines = [
            self.draft, *self.trust, self.phone, self.dated, self.title,
            *(f"{label} {value}" for label, value in self.person),
            self.summary, *self.requests,
            *(f"{r.name} {r.value} {r.note} {r.taken}" for r in self.results),
        ]  # fmt: skip
        for section in self.sections:
            lines += [section.heading, *section.lines]
        return "\n".join([*lines, *self.sources, self.form_line, self.notice])


@dataclass(slots=True)
class _Footnotes:
    """Sentences in the order in which they are first needed."""

    found: list[str] = field(default_factory=list)

    def number(self, sentence: str) -> int:
        if sentence not in self.found:
            self.found.append(sentence)
        return self.found.index(sentence) + 1


def letter_document(snapshot: FormSnapshot, imprint: Imprint) -> LetterDocument:
    """Work out the letter from a form; that of a form that is not signed is marked a draft."""
    visit = Visit(snapshot=snapshot, zone=imprint.zone)
    form, signed = snapshot.form, snapshot.contents.signed
    notes = _Footnotes()
    results = tuple(_row(visit, each, notes) for each in measures(visit))
    status = "Not signed" if signed is None else f"Signed {moment_text(signed.at, visit.zone)}"
    return LetterDocument(
        draft="" if signed is not None else DRAFT_SENTENCE,
        trust=imprint.trust_lines,
        phone=imprint.ward_phone.strip(),
        dated=day_text(imprint.printed_at.astimezone(visit.zone).date()),
        title="Physical health check in mental health care: results for the GP",
        person=_person(visit),
        summary=_summary(visit),
        requests=requests(visit),
        results=results,
        sections=tuple(each for each in _sections(visit) if each.lines),
        sources=tuple(notes.found),
        form_line=f"Form {form.number}, version {form.version}. {status}",
        notice=NOTICE,
    )


def _person(visit: Visit) -> tuple[tuple[str, str], ...]:
    person = visit.snapshot.person
    number = "not known" if person.nhs_number is None else person.nhs_number.label
    title = f" ({person.title})" if person.title else ""
    return (
        ("Name", f"{person.display_name}{title}"),
        ("NHS number", number),
        ("Date of birth", day_text(person.born)),
        ("Sex", SEX[person.sex]),
        ("Seen on", day_text(visit.today)),
        ("Seen at", ward_text(person.ward)),
    )


def _summary(visit: Visit) -> str:
    """What the check found, in two or three sentences."""
    person, red = visit.snapshot.person, visit.snapshot.assessment.red_domains
    name = f"{person.given_name} {person.family_name.upper()}"
    first = (
        f"{name} had a physical health check on {day_text(visit.today)}, following the Lester "
        "cardiometabolic screening form."
    )
    open_ = [domain for domain in Domain if visit.is_incomplete(domain)]
    if red:
        where = listed(lower_first(NAMES[domain]) for domain in red)
        are = "is" if len(red) == 1 else "are"
        second = f"{_count(len(red))} {are} in the red zone: {where}."
    elif open_:
        second = "Nothing that was judged is in the red zone."
    else:
        second = "No result is in the red zone."
    third = ""
    if open_:
        missing = listed(lower_first(NAMES[domain]) for domain in open_)
        third = f" Still to be completed: {missing}."
    return f"{first} {second}{third}"


def _count(count: int) -> str:
    return f"{number_word(count)} of the domains" if count > 1 else "One of the domains"


def _row(visit: Visit, measure: Measure, notes: _Footnotes) -> ResultRow:
    fact = measure.fact
    taken, source = ("worked out", 0) if measure.worked_out else ("", 0)
    if fact is not None:
        taken = moment_text(taken_at(fact), visit.zone)
        source = notes.number(how_measured(visit, fact))
    return ResultRow(
        name=measure.name,
        value=measure.text,
        note=measure.note,
        taken=taken,
        source=source,
        is_red=_makes_red(visit, measure),
    )


def _makes_red(visit: Visit, measure: Measure) -> bool:
    """Whether this is a result that put its domain into the red zone."""
    if measure.domain is Domain.GLUCOSE:
        results = glucose_results(visit)
        return any(each.why is not None and each.fact is measure.fact for each in results)
    if measure.domain is Domain.BLOOD_PRESSURE:
        red = average_is_red if measure.key == "average_pressure" else clinic_is_red
        return measure.key != "pulse_regular" and red(visit)
    reasons = _MAKES_RED.get(measure.key, ())
    if measure.domain is Domain.SMOKING:
        reasons = (Why.CURRENT_SMOKER,)
    return any(reason in visit.judgement(measure.domain).why for reason in reasons)


def _sections(visit: Visit) -> tuple[LetterSection, ...]:
    snapshot = visit.snapshot
    return (
        LetterSection("Red zones", _red_zones(visit), strong=True),
        LetterSection("Plan agreed with the person", plan(visit)),
        LetterSection("Offered and declined, or not appropriate", declined_actions(visit)),
        LetterSection("Not done", not_done(visit)),
        LetterSection("To note", _notes(visit)),
        LetterSection("Medicine", _medicine(visit)),
        LetterSection("Next checks due", _due(visit)),
        LetterSection("How the results were judged", _pack(snapshot)),
        LetterSection("Person completing record", _signature(visit)),
    )


def _red_zones(visit: Visit) -> tuple[str, ...]:
    lines = []
    for domain in visit.snapshot.assessment.red_domains:
        body = CARDS[domain](visit).body
        bad = [b.text for b in body if isinstance(b, RuleLine) and b.tone is Tone.BAD]
        rules = "; ".join(text.removeprefix(RED) for text in bad)
        what = rules or listed(WHY[why] for why in visit.judgement(domain).why)
        lines.append(f"{NAMES[domain]}: red zone is {what}.")
    return tuple(lines)


def _notes(visit: Visit) -> tuple[str, ...]:
    """What the rules say besides, on any card and about the form as a whole."""
    found = [
        block.text
        for domain in Domain
        for block in CARDS[domain](visit).body
        if isinstance(block, RuleLine) and block.tone is Tone.WARN
    ]
    return tuple(f"{text.rstrip('.')}." for text in dict.fromkeys(found))


def _medicine(visit: Visit) -> tuple[str, ...]:
    person = visit.snapshot.person
    if not person.antipsychotic:
        return ("No antipsychotic is recorded.",)
    started = person.antipsychotic_started
    since = "" if started is None else f", started or last changed on {day_text(started)}"
    return (f"{sentence_case(person.antipsychotic)}{since}.",)


def _due(visit: Visit) -> tuple[str, ...]:
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
    lines = [f"{day_text(due)}: {listed(map(lower_first, dates[due]))}." for due in sorted(dates)]
    if not lines:
        lines.append("No antipsychotic start is recorded, so the timetable gives no date.")
    return tuple(lines)


def _pack(snapshot: FormSnapshot) -> tuple[str, ...]:
    pack = snapshot.pack
    judged = f"Judged by the rule pack {pack.title} ({pack.name}, version {pack.version})"
    if pack.approver:
        return (f"{judged}, approved by {pack.approver}.",)
    mark = MARKS[pack.mark]
    return (f"{judged}: {mark}. Treat the red zones as provisional until it is approved.",)


def _signature(visit: Visit) -> tuple[str, ...]:
    signed = visit.snapshot.contents.signed
    if signed is None:
        opened = visit.snapshot.form
        return (f"Not signed. Opened by {opened.opened_by}, {_when(visit, None)}.",)
    return (f"{signed.actor_name}, {_when(visit, signed)}.",)


def _when(visit: Visit, fact: FormFact | None) -> str:
    return moment_text(visit.snapshot.form.opened_at if fact is None else fact.at, visit.zone)

"""The cards that are asked and not measured: smoking, and lifestyle with alcohol."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clinicapp.domain.lester.record import Activity, Diet
from clinicapp.domain.lester.vocabulary import Beside, Domain, Zone
from clinicapp.ui.viewmodels.card_view import DetailItem, DetailRow, RuleLine, StatusView, Tone
from clinicapp.ui.viewmodels.clinic.present_card import Middle, make_card, prompt_lines
from clinicapp.ui.viewmodels.clinic.present_entry import only_alcohol_missing
from clinicapp.ui.viewmodels.clinic.present_source import source_chip
from clinicapp.ui.viewmodels.clinic.present_trend import earlier_audit_c, earlier_smoking
from clinicapp.ui.words.absences import short_no_value_text
from clinicapp.ui.words.lester import ACTIVITY, DIET, PROMPTS, SMOKING, ZONES
from clinicapp.ui.words.plain import month_text
from clinicapp.ui.words.rules import alcohol_rule, smoking_rule

if TYPE_CHECKING:
    from clinicapp.ui.viewmodels.card_view import CardView
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_OK = StatusView("OK")
_RED = StatusView(ZONES[Zone.RED], Tone.BAD)


def smoking_card(visit: Visit) -> CardView:
    """Smoking: the answer, since when, the last answer."""
    record, fact = visit.snapshot.record, visit.answer("smoking")
    red = visit.judgement(Domain.SMOKING).zone is Zone.RED
    body: list[RuleLine | DetailRow] = [
        RuleLine(smoking_rule(visit.snapshot.pack), Tone.BAD if red else Tone.MUTED)
    ]
    stopped = stopped_month(visit)
    if stopped is not None:
        body.append(DetailRow((DetailItem("Stopped", month_text(stopped)),)))
    before = earlier_smoking(visit)
    if before:
        body.append(DetailRow((DetailItem("Previous", before),)))
    value = "" if record.smoking is None else SMOKING[record.smoking]
    middle = Middle(
        summary=value,
        value=value,
        value_is_words=True,
        body=tuple(body),
        source=None if fact is None else source_chip(visit, fact, asked=True),
        primary="" if value else "Answer smoking",
        primary_icon="cigarette",
    )
    return make_card(visit, Domain.SMOKING, middle)


def stopped_month(visit: Visit) -> date | None:
    """The first day of the month in which an ex-smoker stopped; None if not recorded."""
    fact = visit.answer("smoking")
    text = None if fact is None else fact.values.get("stopped")
    return None if text is None else date.fromisoformat(f"{text}-01")


def lifestyle_card(visit: Visit) -> CardView:
    """Diet, activity, alcohol, and substances once there is an answer or nothing else to ask."""
    primary, icon = _primary(visit)
    facts = [f for f in map(visit.answer, ("diet", "activity", "audit_c")) if f is not None]
    latest = max(facts, key=lambda fact: fact.at, default=None)
    middle = Middle(
        summary=_summary(visit),
        body=_rows(visit, with_substances=not primary),
        # While the card asks, its button has the room of the source.
        source=None if primary or latest is None else source_chip(visit, latest, asked=True),
        primary=primary,
        primary_icon=icon,
    )
    return make_card(visit, Domain.LIFESTYLE, middle)


def alcohol_text(visit: Visit) -> str:
    """``AUDIT-C score 3``, or why there is none."""
    alcohol, score = visit.snapshot.assessment.alcohol, visit.snapshot.record.audit_c
    if alcohol.declined:
        return _no_value(visit, Beside.ALCOHOL)
    return "AUDIT-C score not recorded" if score is None else f"AUDIT-C score {score}"


def substances_text(visit: Visit) -> str:
    """What was answered about drugs and other substances, or why there is no answer."""
    found, text = visit.snapshot.assessment.substances, visit.snapshot.record.substances
    if found.declined:
        return _no_value(visit, Beside.SUBSTANCES)
    if text is None:
        return "Not asked"
    return text if found.positive else "None"


def _no_value(visit: Visit, item: Beside) -> str:
    """Why there is no answer, short enough for a row; the printed form has it in full."""
    said = visit.no_value(item)
    return ZONES[Zone.DECLINED] if said is None else short_no_value_text(said, visit.today)


def _primary(visit: Visit) -> tuple[str, str]:
    if only_alcohol_missing(visit):
        return "Answer 3 alcohol questions", "wine"
    if visit.is_incomplete(Domain.LIFESTYLE):
        return "Answer lifestyle questions", "salad"
    return "", "pencil-line"


def _summary(visit: Visit) -> str:
    record = visit.snapshot.record
    if visit.is_declined(Domain.LIFESTYLE):
        return ""
    if only_alcohol_missing(visit):
        return alcohol_text(visit)
    if record.diet is None or record.activity is None:
        return "Not asked yet"
    alcohol = alcohol_text(visit).replace("AUDIT-C score", "AUDIT-C")
    return f"{DIET[record.diet]} diet, {alcohol}"


def _rows(visit: Visit, *, with_substances: bool) -> tuple[DetailRow | RuleLine, ...]:
    record, assessment = visit.snapshot.record, visit.snapshot.assessment
    rows: list[DetailRow | RuleLine] = []
    if not visit.is_declined(Domain.LIFESTYLE):
        diet = "Not asked" if record.diet is None else DIET[record.diet]
        active = "Not asked" if record.activity is None else ACTIVITY[record.activity]
        rows.append(_row("Diet", diet, _status(record.diet, Diet.POOR)))
        rows.append(_row("Activity", active, _status(record.activity, Activity.SEDENTARY)))
    rows.append(_alcohol_row(visit))
    substances = assessment.substances
    if with_substances or substances.recorded or substances.declined:
        status = None if substances.positive is None else _follow_up(positive=substances.positive)
        rows.append(_row("Substances", substances_text(visit), status))
    typed = any(each.card == Domain.LIFESTYLE for each in visit.snapshot.typed)
    if not assessment.alcohol.recorded and not typed:
        # What was typed and not saved has its own line, and the card no room for both.
        rows.append(RuleLine(alcohol_rule(visit.snapshot.pack)))
    beside = (*assessment.alcohol.prompts, *substances.prompts)
    rows += [*prompt_lines(visit, Domain.LIFESTYLE)]
    rows += [RuleLine(PROMPTS[prompt], Tone.WARN) for prompt in beside]
    return tuple(rows)


def _alcohol_row(visit: Visit) -> DetailRow:
    alcohol = visit.snapshot.assessment.alcohol
    status = None if alcohol.positive is None else _follow_up(positive=alcohol.positive)
    missing = not (alcohol.recorded or alcohol.declined)
    before = earlier_audit_c(visit)
    after = "" if before is None or visit.snapshot.assessment.alcohol.declined else f"was {before}"
    item = DetailItem("Alcohol", alcohol_text(visit), after, strong=missing)
    return DetailRow((item,), status)


def _row(label: str, value: str, status: StatusView | None) -> DetailRow:
    return DetailRow((DetailItem(label, value),), status)


def _status(answer: Diet | Activity | None, red: Diet | Activity) -> StatusView | None:
    if answer is None:
        return None
    return _RED if answer is red else _OK


def _follow_up(*, positive: bool) -> StatusView:
    return StatusView("Follow up", Tone.WARN) if positive else _OK

"""The cards that the analysers fill: glucose regulation and lipids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.glucose import JudgedAs, judged_as, judged_value, why_of
from clinicapp.domain.lester.record import Fasting, Sample
from clinicapp.domain.lester.vocabulary import Domain, Why, Zone
from clinicapp.domain.progress import IN_DATE_MONTHS
from clinicapp.ui.viewmodels.card_view import FigureGrid, FigureView, RuleLine, StatusView, Tone
from clinicapp.ui.viewmodels.clinic.present_card import Middle, make_card, prompt_lines
from clinicapp.ui.viewmodels.clinic.present_entry import only_score_missing
from clinicapp.ui.viewmodels.clinic.present_source import source_chip
from clinicapp.ui.viewmodels.clinic.present_trend import (
    cholesterol_ratio,
    earlier_glucose,
    earlier_ratios,
    glucose_text,
    previous_text,
    sparkline,
)
from clinicapp.ui.words.lester import ZONES
from clinicapp.ui.words.plain import (
    day_text,
    number_text,
    one_place_text,
    same_day_time_text,
    sentence_case,
)
from clinicapp.ui.words.rules import (
    fasting_rule,
    glucose_finding,
    hba1c_rule,
    lipids_rule,
    low_glucose_rule,
    random_rule,
    short_of,
    very_high_lipids,
)

if TYPE_CHECKING:
    from clinicapp.domain.forms import FormFact
    from clinicapp.domain.lester.pack import GlucoseRules, Threshold
    from clinicapp.domain.lester.record import GlucoseResult
    from clinicapp.ui.viewmodels.card_view import Block, CardView
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

TEST_NAMES = {JudgedAs.HBA1C: "HbA1c", JudgedAs.FASTING: "Fasting", JudgedAs.RANDOM: "Random"}
TEST_UNITS = {JudgedAs.HBA1C: "mmol/mol", JudgedAs.FASTING: "mmol/L", JudgedAs.RANDOM: "mmol/L"}
_RULES = {JudgedAs.HBA1C: hba1c_rule, JudgedAs.FASTING: fasting_rule, JudgedAs.RANDOM: random_rule}


@dataclass(frozen=True, slots=True)
class Result:
    """One result of glucose regulation with the fact it stands on."""

    fact: FormFact
    result: GlucoseResult
    why: Why | None
    is_low: bool = False

    @property
    def test(self) -> JudgedAs:
        """Which rule it falls under."""
        return judged_as(self.result)


def glucose_results(visit: Visit) -> tuple[Result, ...]:
    """Every result of the visit with its fact, HbA1c first."""
    facts = (*visit.repeats("hba1c"), *visit.repeats("glucose"))
    rules = visit.snapshot.pack.glucose
    return tuple(
        Result(fact, result, why_of(result, rules), _is_low(result, rules))
        for fact, result in zip(facts, visit.snapshot.record.glucose, strict=True)
    )


def main_result(results: tuple[Result, ...]) -> Result | None:
    """The result that the card shows large: a low one, an abnormal one, HbA1c, the latest.

    Of two alike the laboratory's, as the rules have it.
    """
    return max(
        enumerate(results),
        key=lambda each: (
            each[1].is_low,
            each[1].why is not None,
            each[1].test is JudgedAs.HBA1C,
            each[1].result.sample is Sample.LAB,
            each[0],
        ),
        default=(0, None),
    )[1]


def glucose_card(visit: Visit) -> CardView:
    """Glucose regulation: the main result, the others as figures."""
    results = glucose_results(visit)
    main = main_result(results)
    if main is None:
        body = (
            ()
            if visit.is_declined(Domain.GLUCOSE)
            else (RuleLine(hba1c_rule(visit.snapshot.pack)),)
        )
        how: tuple[RuleLine, ...] = ()
        if not visit.locked_reason and not visit.is_declined(Domain.GLUCOSE):
            how = (RuleLine("Wash the hands first; ask about a fast", label="Note"),)
        middle = Middle(
            body=(*body, *prompt_lines(visit, Domain.GLUCOSE), *how),
            primary="Enter result by hand",
        )
        return make_card(visit, Domain.GLUCOSE, middle)
    earlier = earlier_glucose(visit, main.test)
    text = glucose_text(main.result)
    unit = f"{TEST_UNITS[main.test]} {_unit_name(main.test)}"
    others = tuple(_figure(visit, each) for each in results if each is not main)
    middle = Middle(
        summary=f"{text} {unit}",
        value=text,
        unit=unit,
        sparkline=sparkline(earlier, Decimal(text), text, _limit(main.test, visit)),
        previous=previous_text(earlier),
        body=(
            _glucose_rule(visit, main),
            *_low_line(visit, results),
            *prompt_lines(visit, Domain.GLUCOSE),
            *((FigureGrid(others),) if others else ()),
        ),
        source=source_chip(visit, main.fact),
    )
    return make_card(visit, Domain.GLUCOSE, middle)


def _unit_name(test: JudgedAs) -> str:
    return TEST_NAMES[test] if test is JudgedAs.HBA1C else f"{TEST_NAMES[test].lower()} glucose"


def _limit(test: JudgedAs, visit: Visit) -> Threshold:
    rules = visit.snapshot.pack.glucose
    return {
        JudgedAs.HBA1C: rules.hba1c_high_risk,
        JudgedAs.FASTING: rules.fasting_high_risk,
        JudgedAs.RANDOM: rules.random_diabetes,
    }[test]


def _glucose_rule(visit: Visit, main: Result) -> RuleLine:
    rule = _RULES[main.test](visit.snapshot.pack)
    judgement = visit.judgement(Domain.GLUCOSE)
    if judgement.zone is not Zone.RED:
        return RuleLine(rule)
    return RuleLine(f"{rule}. {glucose_finding(judgement.why, visit.snapshot.pack)}", Tone.BAD)


def _is_low(result: GlucoseResult, rules: GlucoseRules) -> bool:
    glucose = judged_as(result) is not JudgedAs.HBA1C
    return glucose and rules.low_glucose.met_by(judged_value(result))


def _low_line(visit: Visit, results: tuple[Result, ...]) -> tuple[RuleLine, ...]:
    if not any(each.is_low for each in results):
        return ()
    return (RuleLine(low_glucose_rule(visit.snapshot.pack), Tone.BAD),)


def _figure(visit: Visit, each: Result) -> FigureView:
    return FigureView(
        label=TEST_NAMES[each.test],
        value=glucose_text(each.result),
        unit=TEST_UNITS[each.test],
        time=same_day_time_text(taken_at(each.fact), visit.today, visit.zone),
        status=result_status(each, visit.snapshot.pack.glucose),
    )


def result_status(each: Result, rules: GlucoseRules) -> StatusView:
    """``Under 11.1``, in the words of the threshold that the result keeps to, or ``Red zone``."""
    if each.is_low:
        return StatusView("Low", Tone.BAD)
    if each.why is not None:
        return StatusView(ZONES[Zone.RED], Tone.BAD)
    limits = {
        JudgedAs.HBA1C: (rules.hba1c_high_risk, number_text),
        JudgedAs.FASTING: (rules.fasting_high_risk, one_place_text),
        JudgedAs.RANDOM: (rules.random_diabetes, one_place_text),
    }
    return StatusView(sentence_case(short_of(*limits[each.test])))


def lipids_card(visit: Visit) -> CardView:
    """Lipids: the ratio, the profile, and the score that was worked out elsewhere."""
    lipids = visit.snapshot.record.lipids
    fact = visit.answer("lipids") or visit.answer("qrisk3")
    ratio = cholesterol_ratio(lipids)
    earlier = earlier_ratios(visit)
    value, unit = lipids_value(visit)
    trend = None if ratio is None else sparkline(earlier, ratio, value, None)
    middle = Middle(
        summary=f"{value} {unit}".strip(),
        value=value,
        unit=unit,
        sparkline=trend,
        previous=previous_text(earlier) if ratio is not None else "",
        body=_lipids_body(visit),
        source=None if fact is None else source_chip(visit, fact),
        primary=_lipids_primary(visit),
    )
    return make_card(visit, Domain.LIPIDS, middle)


def lipids_value(visit: Visit) -> tuple[str, str]:
    """The large value and its unit: the ratio, else total cholesterol, else the score."""
    lipids = visit.snapshot.record.lipids
    ratio = cholesterol_ratio(lipids)
    if ratio is not None:
        return one_place_text(ratio), "chol:HDL ratio"
    if lipids.total_mmol_l is not None:
        return one_place_text(lipids.total_mmol_l), "mmol/L total cholesterol"
    if lipids.qrisk3_percent is not None:
        return f"{number_text(lipids.qrisk3_percent)}%", "QRISK3"
    return "", ""


def lipid_figures(visit: Visit) -> tuple[FigureView, ...]:
    """The boxed figures: the score first, then the profile."""
    lipids = visit.snapshot.record.lipids
    score = lipids.qrisk3_percent
    found = [] if score is None else [FigureView("QRISK3", f"{number_text(score)}%")]
    profile = (
        ("Total", lipids.total_mmol_l),
        ("HDL", lipids.hdl_mmol_l),
        ("Non-HDL", lipids.non_hdl_mmol_l),
        ("Triglycerides", lipids.triglycerides_mmol_l),
    )
    found += [
        FigureView(label, one_place_text(value), "mmol/L")
        for label, value in profile
        if value is not None
    ]
    return tuple(found)


def _lipids_body(visit: Visit) -> tuple[Block, ...]:
    judgement, pack = visit.judgement(Domain.LIPIDS), visit.snapshot.pack
    red = judgement.zone is Zone.RED
    body: list[Block] = []
    if not visit.is_declined(Domain.LIPIDS):
        body.append(RuleLine(lipids_rule(pack), Tone.BAD if red else Tone.MUTED))
    very_high = very_high_lipids(judgement.why, pack)
    if very_high and not (
        pack.lipids.total_cholesterol and judgement.why == (Why.TOTAL_CHOLESTEROL,)
    ):
        body.append(RuleLine(f"Red zone: {very_high}", Tone.BAD))
    body += prompt_lines(visit, Domain.LIPIDS)
    body += _triglycerides_line(visit)
    body += _sample_line(visit)
    figures = lipid_figures(visit)
    if figures:
        body.append(FigureGrid(figures))
    return tuple(body)


def _sample_line(visit: Visit) -> tuple[RuleLine, ...]:
    """The day of a sample that was not taken at this visit, and whether that is long ago.

    No pack says when such a result is too old to be judged; after twelve months it is due again
    (clinical reference, section 2.2; test case 80).
    """
    fact = visit.answer("lipids")
    if fact is None or "taken_on" not in fact.values:
        return ()
    day = date.fromisoformat(fact.values["taken_on"])
    if months_after(day, IN_DATE_MONTHS) >= visit.today:
        return (RuleLine(f"Sample of {day_text(day)}", Tone.MUTED),)
    return (RuleLine(f"Sample of {day_text(day)}, over 12 months ago: due again", Tone.WARN),)


def _triglycerides_line(visit: Visit) -> tuple[RuleLine, ...]:
    """Total and HDL stand without a fast; triglycerides do not (rule L1)."""
    asked = visit.answer("lipids_fasting")
    fasted = asked is not None and asked.values["fasting"] == Fasting.YES
    if visit.snapshot.record.lipids.triglycerides_mmol_l is None or asked is None or fasted:
        return ()
    return (RuleLine("Not fasted: repeat triglycerides fasting if they matter", Tone.WARN),)


def _lipids_primary(visit: Visit) -> str:
    if only_score_missing(visit):
        return "Enter QRISK3 score"
    return "Enter result by hand" if visit.is_incomplete(Domain.LIPIDS) else ""

"""Body mass index and weight gain (clinical reference, sections 1.1, 1.5 and 2.5).

BMI is judged on the value that is shown, one place half up. Gain is the latest weight less the
earliest on or after the same day so many calendar months before the latest; both have to be of
different days, because two weights of one day are a repeat and not a gain.
"""

from dataclasses import dataclass
from decimal import Decimal

from clinicapp.domain.lester.adults import suppresses_adult_rules
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.habits import DECLINED_ACTION
from clinicapp.domain.lester.judgement import WeightJudgement
from clinicapp.domain.lester.pack import Pack, WeightRules
from clinicapp.domain.lester.record import BmiMisleads, PersonFacts, ScreeningRecord
from clinicapp.domain.lester.vocabulary import Domain, Prompt, Why, Zone
from clinicapp.domain.quantities import body_mass_index


@dataclass(frozen=True, slots=True)
class Gain:
    """What the weights say, kg.

    Attributes:
        in_window: Latest less earliest inside the window; None without a second weight there.
        peak: Highest less earliest inside the window; None likewise.
        since_before: Latest less the last weight before the window; None without one.
    """

    in_window: Decimal | None
    peak: Decimal | None
    since_before: Decimal | None


def gain_of(record: ScreeningRecord, window_months: int) -> Gain:
    """Work out the gain.

    Args:
        record: The record; the order of its weights does not matter.
        window_months: How many calendar months before the latest weight the window begins.
    """
    weights = record.weights_by_day
    if not weights:
        return Gain(None, None, None)
    latest = weights[-1]
    begins = months_after(latest.on, -window_months)
    inside = [weight for weight in weights if begins <= weight.on < latest.on]
    before = [weight for weight in weights if weight.on < begins]
    since_before = latest.kg - before[-1].kg if before else None
    if not inside:
        return Gain(None, None, since_before)
    first = inside[0].kg
    peak = max(latest.kg, *(weight.kg for weight in inside)) - first
    return Gain(latest.kg - first, peak, since_before)


def bmi_of(record: ScreeningRecord) -> Decimal | None:
    """BMI in kg/m2 of the latest weight, one place half up; None without height or weight."""
    if record.height_cm is None or not record.weights:
        return None
    return body_mass_index(record.weights_by_day[-1].kg, record.height_cm)


def judge_weight(record: ScreeningRecord, pack: Pack) -> WeightJudgement:
    """Judge BMI and gain.

    A gain in the red zone is red even while the height is missing; without a height and without
    such a gain the domain is missing.
    """
    if Domain.WEIGHT in record.declined:
        return WeightJudgement(zone=Zone.DECLINED, actions=(DECLINED_ACTION,))
    rules = pack.weight
    bmi = bmi_of(record)
    gain = gain_of(record, rules.gain_window.value)
    if suppresses_adult_rules(record, pack.person):
        return WeightJudgement(
            zone=Zone.NOT_ASSESSABLE,
            bmi=bmi,
            gain_kg=gain.in_window,
            recorded=bmi is not None,
        )
    if record.bmi_misleads is not None:
        return _without_bmi(record, bmi, gain, rules)
    why = (*_bmi_why(bmi, record.person, rules), *_gain_why(gain, rules))
    prompts = (*_group_prompts(bmi, record.person, rules), *_gain_prompts(gain, rules))
    if why and bmi is None:
        prompts = (Prompt.RECORD_HEIGHT, *prompts)
    zone = _zone(bmi, why, prompts)
    refused = (DECLINED_ACTION,) if Domain.WEIGHT in record.no_more else ()
    if zone is Zone.MISSING and refused:
        zone = Zone.DECLINED
    return WeightJudgement(
        zone=zone,
        why=why,
        actions=(*_actions(bmi, why, record.person, rules), *refused),
        prompts=prompts,
        bmi=bmi,
        gain_kg=gain.in_window,
        recorded=bmi is not None,
    )


def _without_bmi(
    record: ScreeningRecord, bmi: Decimal | None, gain: Gain, rules: WeightRules
) -> WeightJudgement:
    """Judge the gain alone: the BMI is shown and says nothing (rule W4).

    A low BMI still asks for the nutrition screen, except after an amputation, which makes every
    BMI low. A person who was weighed is screened, with or without a height.
    """
    why = _gain_why(gain, rules)
    low = bmi is not None and rules.underweight.met_by(bmi)
    asks = low and record.bmi_misleads is not BmiMisleads.AMPUTATION
    recorded = bool(record.weights)
    unjudged = Zone.NOT_ASSESSABLE if recorded else Zone.MISSING
    return WeightJudgement(
        zone=Zone.RED if why else unjudged,
        why=why,
        actions=(*(("WGT0",) if asks else ()), *(("WGT2",) if why else ())),
        prompts=(Prompt.BMI_MISLEADS, *_gain_prompts(gain, rules)),
        bmi=bmi,
        gain_kg=gain.in_window,
        recorded=recorded,
    )


def _zone(bmi: Decimal | None, why: tuple[Why, ...], prompts: tuple[Prompt, ...]) -> Zone:
    if why:
        return Zone.RED
    if bmi is None:
        return Zone.MISSING
    asks = (Prompt.ASK_ETHNIC_GROUP, Prompt.WEIGHT_GAIN_AT_LIMIT)
    return Zone.PROMPT if any(prompt in asks for prompt in prompts) else Zone.CLEAR


def _has_lower_cut_off(person: PersonFacts, rules: WeightRules) -> bool:
    return person.ethnicity is not None and person.ethnicity in rules.lower_groups.codes


def _bmi_why(bmi: Decimal | None, person: PersonFacts, rules: WeightRules) -> tuple[Why, ...]:
    if bmi is None:
        return ()
    if _has_lower_cut_off(person, rules):
        return (Why.BMI_AT_OR_ABOVE_LOWER_CUT_OFF,) if rules.bmi_lower.met_by(bmi) else ()
    return (Why.BMI_AT_OR_ABOVE_CUT_OFF,) if rules.bmi.met_by(bmi) else ()


def _gain_why(gain: Gain, rules: WeightRules) -> tuple[Why, ...]:
    red = gain.in_window is not None and rules.gain_red.met_by(gain.in_window)
    return (Why.WEIGHT_GAIN,) if red else ()


def _group_prompts(
    bmi: Decimal | None, person: PersonFacts, rules: WeightRules
) -> tuple[Prompt, ...]:
    between = bmi is not None and rules.bmi_lower.met_by(bmi) and not rules.bmi.met_by(bmi)
    if not between:
        return ()
    if person.ethnicity is None or person.ethnicity in rules.unknown_groups.codes:
        return (Prompt.ETHNICITY_UNKNOWN,)
    return (Prompt.ASK_ETHNIC_GROUP,) if person.ethnicity in rules.ask_groups.codes else ()


def _gain_prompts(gain: Gain, rules: WeightRules) -> tuple[Prompt, ...]:
    red = rules.gain_red
    if gain.in_window is None:
        outside = gain.since_before is not None and red.met_by(gain.since_before)
        return (Prompt.WEIGHT_GAIN_OUTSIDE_WINDOW,) if outside else ()
    if red.met_by(gain.in_window):
        return ()
    if rules.gain_prompt.met_by(gain.in_window):
        return (Prompt.WEIGHT_GAIN_AT_LIMIT,)
    peaked = gain.peak is not None and red.met_by(gain.peak)
    return (Prompt.WEIGHT_GAIN_PEAK_IN_WINDOW,) if peaked else ()


def _actions(
    bmi: Decimal | None, why: tuple[Why, ...], person: PersonFacts, rules: WeightRules
) -> tuple[str, ...]:
    actions: list[str] = []
    if bmi is not None and rules.underweight.met_by(bmi):
        actions.append("WGT0")
    bmi_is_red = any(reason is not Why.WEIGHT_GAIN for reason in why)
    if bmi_is_red:
        actions.append("WGT1")
    if Why.WEIGHT_GAIN in why:
        actions.append("WGT2")
    obesity = rules.obesity_lower if _has_lower_cut_off(person, rules) else rules.obesity
    comorbid = person.has_known_diabetes or bool(person.cvd)
    if bmi is not None and bmi_is_red and (obesity.met_by(bmi) or comorbid):
        actions.append("WGT3")
    return tuple(actions)

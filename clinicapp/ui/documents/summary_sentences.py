"""Each result in plain English, for the person whose result it is.

Short words, no blame, what it means and what happens next. Every limit comes from the pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.glucose import JudgedAs
from clinicapp.domain.lester.pack import Comparison
from clinicapp.domain.lester.record import Activity, Diet, Smoking
from clinicapp.domain.lester.vocabulary import Domain, Prompt, Why, Zone
from clinicapp.domain.quantities import half_up_whole
from clinicapp.ui.documents.summary_pressure import pressure_said, pressure_value
from clinicapp.ui.documents.summary_result import TITLES, ResultTone, Said, SummaryResult
from clinicapp.ui.viewmodels.clinic.present_asked import stopped_month
from clinicapp.ui.viewmodels.clinic.present_blood import (
    glucose_results,
    lipids_value,
    main_result,
)
from clinicapp.ui.viewmodels.clinic.present_trend import cholesterol_ratio, glucose_text
from clinicapp.ui.words.plain import (
    NO_BREAK,
    counted,
    day_text,
    listed,
    lower_first,
    month_text,
    number_text,
    one_place_text,
)

if TYPE_CHECKING:
    from datetime import date

    from clinicapp.domain.lester.pack import Threshold
    from clinicapp.ui.viewmodels.clinic.present_blood import Result
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit


_LOW_CHANCE_PERCENT: Final = 10
_OPEN = ResultTone.OPEN
_FINE = ResultTone.FINE
_PLAN = ResultTone.PLAN


def result_of(visit: Visit, domain: Domain) -> SummaryResult:
    """One domain's result in plain English."""
    title, value = TITLES[domain], _VALUES[domain](visit)
    if domain is Domain.GLUCOSE and (main := main_result(glucose_results(visit))) is not None:
        title = "Blood sugar (HbA1c)" if main.test is JudgedAs.HBA1C else title
    said = nothing_measured(visit, domain) or _SAY[domain](visit)
    return SummaryResult(domain, title, value, said.verdict, said.tone, said.text)


def nothing_measured(visit: Visit, domain: Domain) -> Said | None:
    """What is said when there is nothing to explain: not done, given up today, not judged."""
    match visit.judgement(domain).zone:
        case Zone.MISSING:
            if domain is Domain.LIFESTYLE and visit.snapshot.record.audit_c is not None:
                return Said("Still to do", _OPEN, "We have not asked about food and activity yet.")
            return Said("Still to do", _OPEN, "We have not done this yet. It is still to come.")
        case Zone.DECLINED:
            reason = lower_first(visit.declined_reason(domain) or "not done")
            return Said(
                "Not done today",
                _OPEN,
                f"We did not do this today ({reason}). You can ask for it at any time.",
            )
        case Zone.NOT_ASSESSABLE:
            pregnant = Prompt.PREGNANT_MATERNITY_PATHWAY in visit.snapshot.assessment.prompts
            when = "while you are pregnant" if pregnant else "at your age"
            return Said("We will explain", _OPEN, f"The usual limits do not fit {when}. Ask us.")
    return None


def below(threshold: Threshold, value: str) -> str:
    """``below 42``, or ``42 or below`` where the pack only counts what is above."""
    return f"{value} or below" if threshold.comparison is Comparison.ABOVE else f"below {value}"


def _glucose_value(visit: Visit) -> str:
    main = main_result(glucose_results(visit))
    return "" if main is None else glucose_text(main.result)


def _glucose(visit: Visit) -> Said:
    judged, main = visit.judgement(Domain.GLUCOSE), main_result(glucose_results(visit))
    if "GLU4" in judged.actions:
        return Said("Low", _PLAN, "Your blood sugar was low. We treat this straight away.")
    if judged.zone is not Zone.RED or main is None:
        usual = _usual_sugar(visit, main)
        more = _lag(judged.prompts)
        return Said("In range", _FINE, f"The usual range is {usual}, and yours is inside it.{more}")
    if visit.snapshot.record.person.has_known_diabetes:
        return Said(
            "Higher than we want",
            _PLAN,
            "You have diabetes, and we want to be sure that it is well treated. We will ask for a "
            "diabetes review.",
        )
    if any(reason.value.endswith("_diabetes_range") for reason in judged.why):
        return Said(
            "High",
            _PLAN,
            "People with diabetes have results like this. One test is not enough to know, so a "
            "blood test in the laboratory comes next.",
        )
    return Said(
        "A little high",
        _PLAN,
        f"The usual range is {_usual_sugar(visit, main)}. This is not diabetes, but your chance of "
        "getting it is higher. Food, activity and our help can lower it.",
    )


def _usual_sugar(visit: Visit, main: Result | None) -> str:
    rules = visit.snapshot.pack.glucose
    if main is None or main.test is JudgedAs.HBA1C:
        return below(rules.hba1c_high_risk, number_text(rules.hba1c_high_risk.value))
    if main.test is JudgedAs.FASTING:
        return below(rules.fasting_high_risk, one_place_text(rules.fasting_high_risk.value))
    return below(rules.random_diabetes, one_place_text(rules.random_diabetes.value))


def _lag(prompts: tuple[Prompt, ...]) -> str:
    again = (
        Prompt.HBA1C_LAGS_AFTER_ANTIPSYCHOTIC_START,
        Prompt.ASK_FASTING_REPEAT,
        Prompt.RANDOM_GLUCOSE_ASK_HBA1C_OR_FASTING,
    )
    return " We will test it once more to be sure." if any(p in again for p in prompts) else ""


def _weight_value(visit: Visit) -> str:
    record = visit.snapshot.record
    words = [f"{number_text(record.weights_by_day[-1].kg)} kg"] if record.weights else []
    if record.waist_cm is not None:
        words.append(f"waist {number_text(record.waist_cm)} cm")
    return ", ".join(words)


def _weight(visit: Visit) -> Said:
    judged, change = visit.snapshot.assessment.weight, _change(visit)
    if "WGT0" in judged.actions:
        text = "Your weight is low for your height. A dietitian can help you with food."
        return Said("Lower than we want", _PLAN, _joined(text, change))
    if Why.WEIGHT_GAIN in judged.why:
        text = "Your medicine can cause this, so we will look at it together with you."
        return Said("Gained quickly", _PLAN, _joined(change, text))
    if judged.zone is Zone.RED:
        text = (
            "Your weight is above the healthy range. Small changes help, and we will support you."
        )
        return Said("Higher than we want", _PLAN, _joined(text, change))
    waist = _waist(visit)
    text = f"A healthy weight{waist}."
    return Said("In range", _FINE, _joined(text, change))


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _waist(visit: Visit) -> str:
    """Waist against half the height (NICE NG246; clinical reference 2.5)."""
    record = visit.snapshot.record
    if record.waist_cm is None or record.height_cm is None:
        return ""
    if 2 * record.waist_cm < record.height_cm:
        return ", and your waist is under half your height"
    return ", but a waist under half your height is better for your heart"


def _change(visit: Visit) -> str:
    """``You have gained 2.4 kg since 30 Aug 2026, so we will keep watching it with you.``."""
    gain, weights = visit.snapshot.assessment.weight.gain_kg, visit.snapshot.record.weights_by_day
    if not gain:
        return ""
    begins = months_after(weights[-1].on, -visit.snapshot.pack.weight.gain_window.value)
    since = next(weight.on for weight in weights if weight.on >= begins)
    word = "gained" if gain > 0 else "lost"
    end = ", so we will keep watching it with you" if gain > 0 else ""
    if Why.WEIGHT_GAIN in visit.snapshot.assessment.weight.why:
        end = ""
    return f"You have {word} {number_text(abs(gain))}{NO_BREAK}kg since {day_text(since)}{end}."


def _lipids_value(visit: Visit) -> str:
    value, unit = lipids_value(visit)
    if cholesterol_ratio(visit.snapshot.record.lipids) is not None:
        return f"ratio {value}"
    return f"chance {value}" if unit == "QRISK3" else value


def _lipids(visit: Visit) -> Said:
    judged = visit.judgement(Domain.LIPIDS)
    chance = _chance(visit)
    if "LIP2" in judged.actions:
        return Said(
            "Very high", _PLAN, "This is very high. It can run in families, so we ask a specialist."
        )
    if judged.zone is Zone.RED:
        help_ = "Food, activity and a medicine called a statin can lower it."
        return Said("Higher than we want", _PLAN, _joined(chance, help_))
    if Prompt.EXISTING_CVD_SECONDARY_PREVENTION in judged.prompts:
        return Said(
            "Keep it low",
            _FINE,
            "You have had heart or artery disease, so treatment keeps this low.",
        )
    if judged.prompts and not chance:
        return Said(
            "To work out",
            _OPEN,
            "We have your result. Your chance of heart disease is still to be worked out.",
        )
    return Said("In range", _FINE, chance or "Your cholesterol is in the range that we want.")


def _chance(visit: Visit) -> str:
    """The ten-year risk as people out of 100."""
    percent = visit.snapshot.record.lipids.qrisk3_percent
    if percent is None:
        return ""
    people = half_up_whole(percent)
    many = f"about {people}" if people else "fewer than 1"
    text = (
        f"Out of 100 people like you, {many} would have a heart attack or stroke in the next "
        "10 years."
    )
    if visit.snapshot.pack.lipids.cvd_risk.met_by(percent):
        return text
    return f"{text} This is a low chance." if percent < _LOW_CHANCE_PERCENT else text


def _smoking_value(visit: Visit) -> str:
    stopped = stopped_month(visit)
    return "" if stopped is None else f"stopped {month_text(stopped)}"


def _smoking(visit: Visit) -> Said:
    match visit.snapshot.record.smoking:
        case Smoking.CURRENT:
            return Said(
                "We can help",
                _PLAN,
                "Stopping is the best thing you can do for your health, and help works. Tell us "
                "first: the dose of some medicines may need to change.",
            )
        case Smoking.VAPES:
            return Said(
                "Not smoking",
                _FINE,
                "Vaping is less harmful than smoking, but not harmless. We can help you to stop.",
            )
        case Smoking.NEVER:
            return Said(
                "Smoke-free", _FINE, "You have never smoked. That is good for your heart and lungs."
            )
    years = _years_since(stopped_month(visit), visit.today)
    return Said(
        "Smoke-free",
        _FINE,
        f"{years} without smoking. This is one of the best things you can do for your heart and "
        "lungs.",
    )


def _years_since(stopped: date | None, today: date) -> str:
    if stopped is None:
        return "You live"
    months = (today.year - stopped.year) * 12 + today.month - stopped.month
    if months >= 12:
        return (
            f"More than {counted(months // 12, 'year')}"
            if months % 12
            else (counted(months // 12, "year"))
        )
    return counted(months, "month") if months > 0 else "Your first weeks"


def _lifestyle_value(visit: Visit) -> str:
    score = visit.snapshot.record.audit_c
    return "" if score is None else f"alcohol score {score}"


def _lifestyle(visit: Visit) -> Said:
    record, alcohol = visit.snapshot.record, visit.snapshot.assessment.alcohol
    text = _joined(_habits(record.diet, record.activity), _drinking(visit), _drugs(visit))
    if visit.judgement(Domain.LIFESTYLE).zone is Zone.RED:
        return Said("We can help", _PLAN, text)
    if alcohol.positive or visit.snapshot.assessment.substances.positive:
        return Said("Let us talk", _PLAN, text)
    if not alcohol.recorded:
        return Said("Partly done", _OPEN, text)
    return Said("In range", _FINE, text)


def _habits(diet: Diet | None, activity: Activity | None) -> str:
    better = []
    if diet is Diet.POOR:
        better.append("better food")
    if activity is Activity.SEDENTARY:
        better.append("more activity")
    if better:
        words = listed(better)
        would = "would help your heart, your weight and your mood. We can plan it with you."
        return f"{words[:1].upper()}{words[1:]} {would}"
    if diet is None or activity is None:
        return ""
    return "You eat a balanced diet and are active for 150 minutes or more a week."


def _drinking(visit: Visit) -> str:
    alcohol, limit = visit.snapshot.assessment.alcohol, visit.snapshot.pack.alcohol.audit_c
    if alcohol.declined:
        return "We did not talk about alcohol today; you can ask us at any time."
    if alcohol.positive is None:
        return "We have not asked about alcohol yet."
    if alcohol.positive:
        return "Your drinking may harm your health. We would like to talk about it with you."
    under = f"{number_text(limit.value)} or under"
    if limit.comparison is Comparison.AT_OR_ABOVE:
        under = f"under {number_text(limit.value)}"
    return f"Your drinking is in the lower risk range ({under})."


def _drugs(visit: Visit) -> str:
    found = visit.snapshot.assessment.substances
    return "We can talk about drugs, and there is help." if found.positive else ""


_VALUES: Final = {
    Domain.BLOOD_PRESSURE: pressure_value,
    Domain.GLUCOSE: _glucose_value,
    Domain.WEIGHT: _weight_value,
    Domain.LIPIDS: _lipids_value,
    Domain.SMOKING: _smoking_value,
    Domain.LIFESTYLE: _lifestyle_value,
}
_SAY: Final = {
    Domain.BLOOD_PRESSURE: pressure_said,
    Domain.GLUCOSE: _glucose,
    Domain.WEIGHT: _weight,
    Domain.LIPIDS: _lipids,
    Domain.SMOKING: _smoking,
    Domain.LIFESTYLE: _lifestyle,
}

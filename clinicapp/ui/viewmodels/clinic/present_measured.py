"""The cards that a scale and a blood pressure monitor fill."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.domain.carried import carried_height
from clinicapp.domain.forms import taken_at
from clinicapp.domain.lester.blood_pressure import average_reasons, clinic_reasons
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.record import AVERAGES, Method
from clinicapp.domain.lester.vocabulary import Domain, Need, Prompt, Zone
from clinicapp.domain.people import Diabetes
from clinicapp.ui.viewmodels.card_view import (
    AttemptStrip,
    AttemptView,
    DetailItem,
    DetailRow,
    RuleLine,
    Tone,
)
from clinicapp.ui.viewmodels.clinic.present_card import Middle, make_card, prompt_lines
from clinicapp.ui.viewmodels.clinic.present_source import source_chip
from clinicapp.ui.viewmodels.clinic.present_trend import (
    earlier_bmi,
    earlier_pressures,
    previous_text,
    sparkline,
)
from clinicapp.ui.words.items import average_text, postural_text
from clinicapp.ui.words.lester import NEEDS
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    number_text,
    one_place_text,
    time_text,
)
from clinicapp.ui.words.rules import (
    average_rule,
    bmi_cut_off,
    pressure_rule,
    underweight_rule,
    weight_rule,
)

if TYPE_CHECKING:
    from clinicapp.domain.forms import FormFact
    from clinicapp.ui.viewmodels.card_view import Block, CardView, SourceChipView
    from clinicapp.ui.viewmodels.clinic.present_visit import Visit

_TWO_WEEKS_DAYS = 14


def weight_card(visit: Visit) -> CardView:
    """BMI, the weight it comes from, height, waist, and the gain."""
    snapshot, judged = visit.snapshot, visit.snapshot.assessment.weight
    earlier = earlier_bmi(visit)
    facts = visit.repeats("weight")
    red = judged.zone is Zone.RED
    bmi = judged.bmi
    cut_off = bmi_cut_off(snapshot.record.person, snapshot.pack)
    shown = "" if bmi is None else one_place_text(bmi)
    middle = Middle(
        summary=f"{shown} kg/m²" if shown else "",
        value=shown,
        unit="kg/m²" if shown else "",
        sparkline=None if bmi is None else sparkline(earlier, bmi, shown, cut_off),
        previous=previous_text(earlier),
        body=_weight_body(visit, red=red),
        source=source_chip(visit, facts[-1]) if facts else None,
        primary=_weight_primary(visit),
    )
    return make_card(visit, Domain.WEIGHT, middle)


def gain_words(visit: Visit) -> tuple[str, str, str] | None:
    """``("Gain", "2.4 kg", "in 12 weeks")``; None without a second weight in the pack's window."""
    gain = visit.snapshot.assessment.weight.gain_kg
    weights = visit.snapshot.record.weights_by_day
    if gain is None:
        return None
    latest = weights[-1].on
    begins = months_after(latest, -visit.snapshot.pack.weight.gain_window.value)
    first = next(weight.on for weight in weights if weight.on >= begins)
    days = (latest - first).days
    time = counted(round(days / 7), "week") if days >= _TWO_WEEKS_DAYS else counted(days, "day")
    return "Loss" if gain < 0 else "Gain", f"{number_text(abs(gain))} kg", f"in {time}"


def _weight_body(visit: Visit, *, red: bool) -> tuple[Block, ...]:
    snapshot, record = visit.snapshot, visit.snapshot.record
    body: list[Block] = []
    if not visit.is_declined(Domain.WEIGHT):
        tone = Tone.BAD if red else Tone.MUTED
        body.append(RuleLine(weight_rule(record.person, snapshot.pack), tone))
    if "WGT0" in snapshot.assessment.weight.actions:
        body.append(RuleLine(underweight_rule(snapshot.pack), Tone.BAD))
    items = []
    if record.weights:
        items.append(DetailItem("Weight", f"{_latest_kg(visit)} kg", strong=True))
    if record.height_cm is not None:
        items.append(DetailItem("Height", f"{number_text(record.height_cm)} cm", strong=True))
    carried = _carried_line(visit)
    if record.waist_cm is not None:
        items.append(DetailItem("Waist", f"{number_text(record.waist_cm)} cm", strong=True))
    if items:
        body.append(DetailRow(tuple(items), aligned=False))
    body += carried
    gain = gain_words(visit)
    if gain is not None:
        body.append(DetailRow((DetailItem(*gain),), aligned=False))
    body += _old_weight(visit)
    body += _how_to_weigh(visit)
    body += prompt_lines(visit, Domain.WEIGHT)
    return tuple(body)


def _carried_line(visit: Visit) -> tuple[RuleLine, ...]:
    """When a height from an earlier form was measured, or that it is too old to count."""
    snapshot = visit.snapshot
    earlier = tuple(each.contents for each in snapshot.earlier)
    found = carried_height(earlier, snapshot.person, visit.today, snapshot.pack, visit.zone)
    if found is None or visit.answer("height") is not None or visit.is_declined(Domain.WEIGHT):
        return ()
    if found.is_too_old:
        words = f"Height of {day_text(found.on)} is too old under 18: measure again"
        return (RuleLine(words, Tone.WARN),)
    words = f"Height measured {day_text(found.on)}, {found.fact.actor_name}"
    return (RuleLine(words, label="Note"),)


def _how_to_weigh(visit: Visit) -> tuple[RuleLine, ...]:
    """Said while nobody has been weighed; a value needs the room (rule W1)."""
    if visit.repeats("weight") or visit.locked_reason or visit.is_declined(Domain.WEIGHT):
        return ()
    return (RuleLine("Same scale as before, light clothes, no shoes", label="Note"),)


def _old_weight(visit: Visit) -> tuple[RuleLine, ...]:
    """The rules take the latest weight there is; one from another day has to say so."""
    weights = visit.snapshot.record.weights_by_day
    if visit.repeats("weight") or not weights:
        return ()
    return (RuleLine(f"Weight of {day_text(weights[-1].on)}: weigh again", Tone.WARN),)


def _latest_kg(visit: Visit) -> str:
    return number_text(visit.snapshot.record.weights_by_day[-1].kg)


def _weight_primary(visit: Visit) -> str:
    record = visit.snapshot.record
    if visit.snapshot.assessment.weight.bmi is not None:
        return ""
    if record.weights:
        return "Enter height"
    return "Enter by hand" if record.height_cm is None else "Enter weight by hand"


def pressure_card(visit: Visit) -> CardView:
    """Blood pressure: the pair that counts, every attempt, and the reading still needed."""
    snapshot, judged = visit.snapshot, visit.snapshot.assessment.blood_pressure
    rules = snapshot.pack.blood_pressure
    earlier = earlier_pressures(visit)
    fact = used_pressure(visit)
    used = judged.used
    shown = "" if used is None else f"{used.systolic_mmhg}/{used.diastolic_mmhg}"
    trend = None
    alone = used is not None and used.method in AVERAGES
    if used is not None and not alone:
        trend = sparkline(earlier, Decimal(used.systolic_mmhg), shown, rules.systolic)
    middle = Middle(
        summary=f"{shown} mmHg" if shown else "",
        value=shown,
        unit="mmHg" if shown else "",
        sparkline=trend,
        previous="" if alone else previous_text(earlier),
        body=_pressure_body(visit, fact),
        source=_pressure_source(visit, fact),
        primary=_pressure_primary(visit),
    )
    return make_card(visit, Domain.BLOOD_PRESSURE, middle)


def _pressure_source(visit: Visit, used: FormFact | None) -> SourceChipView | None:
    """Of the reading that counts, else of the last one, else of the average."""
    shown = used or next(reversed(visit.repeats("blood_pressure")), None)
    shown = shown or visit.answer("average_pressure")
    return None if shown is None else source_chip(visit, shown)


def clinic_is_red(visit: Visit) -> bool:
    """Whether a reading of the clinic itself put blood pressure into the red zone."""
    judged, used = visit.judgement(Domain.BLOOD_PRESSURE), used_pressure(visit)
    if judged.zone is not Zone.RED or used is None:
        return False
    pair = visit.snapshot.assessment.blood_pressure.used
    return pair is not None and bool(clinic_reasons(pair, visit.snapshot.pack.blood_pressure))


def average_is_red(visit: Visit) -> bool:
    """Whether the average from outside the clinic did."""
    average, rules = visit.snapshot.record.average_pressure, visit.snapshot.pack.blood_pressure
    red = visit.judgement(Domain.BLOOD_PRESSURE).zone is Zone.RED
    return red and bool(average_reasons(average, rules))


def used_pressure(visit: Visit) -> FormFact | None:
    """The fact of the pair that counts, or None while a reading is needed."""
    used = visit.snapshot.assessment.blood_pressure.used
    facts = visit.repeats("blood_pressure")
    readings = visit.snapshot.record.blood_pressures
    pairs = zip(reversed(facts), reversed(readings), strict=True)
    return next((fact for fact, reading in pairs if reading == used), None)


def pressure_text(fact: FormFact) -> str:
    """``146/91``."""
    return f"{fact.values['systolic_mmhg']}/{fact.values['diastolic_mmhg']}"


def _pressure_body(visit: Visit, used: FormFact | None) -> tuple[Block, ...]:
    judged = visit.snapshot.assessment.blood_pressure
    body: list[Block] = []
    if not visit.is_declined(Domain.BLOOD_PRESSURE):
        tone = Tone.BAD if clinic_is_red(visit) else Tone.MUTED
        body.append(RuleLine(pressure_rule(visit.snapshot.pack), tone))
    body += _average_line(visit)
    if judged.needs is not None:
        body.append(RuleLine(NEEDS[judged.needs], Tone.WARN))
    facts = visit.repeats("blood_pressure")
    if facts:
        body.append(
            AttemptStrip(
                tuple(
                    AttemptView(
                        number=number,
                        value=pressure_text(fact),
                        time=time_text(taken_at(fact), visit.zone),
                        used=fact is used,
                    )
                    for number, fact in enumerate(facts, start=1)
                )
            )
        )
    body += _pulse_line(visit)
    body += _setting_lines(visit)
    body += prompt_lines(visit, Domain.BLOOD_PRESSURE, but=(Prompt.POSTURAL_DROP,))
    return tuple(body)


def _average_line(visit: Visit) -> tuple[RuleLine, ...]:
    """The average from outside the clinic, and the threshold of its own that it is held to."""
    fact = visit.answer("average_pressure")
    if fact is None:
        return ()
    tone = Tone.BAD if average_is_red(visit) else Tone.MUTED
    words = f"{average_text(fact.values)}: {average_rule(visit.snapshot.pack)}"
    return (RuleLine(words, tone, label="Average"),)


def _pulse_line(visit: Visit) -> tuple[RuleLine, ...]:
    """An irregular pulse is said wherever it was found; whether it was asked, only while not."""
    readings = visit.snapshot.record.blood_pressures
    if any(reading.pulse_regular is False for reading in readings):
        if any(reading.method is Method.MANUAL for reading in readings):
            return (RuleLine("Irregular pulse: the manual reading counts", Tone.WARN),)
        return (RuleLine("Irregular pulse", Tone.WARN),)
    if not readings and visit.answer("pulse_regular") is None:
        return (RuleLine("Feel the pulse first: is it regular?"),)
    return ()


def _setting_lines(visit: Visit) -> tuple[RuleLine, ...]:
    """How the pressure was taken, what that is worth, and whether to take it standing too."""
    lines = []
    setting, postural = visit.answer("pressure_setting"), visit.answer("postural")
    if setting is not None and setting.values.get("rested", "yes") != "yes":
        lines.append(RuleLine("Not rested: measure again after 30 minutes of quiet", Tone.WARN))
    if postural is not None:
        fell = Prompt.POSTURAL_DROP in visit.judgement(Domain.BLOOD_PRESSURE).prompts
        words = postural_text(postural.values) + (": watch standing" if fell else "")
        lines.append(RuleLine(words, Tone.WARN if fell else Tone.MUTED, label="Note"))
    elif _wants_standing(visit):
        lines.append(RuleLine("Take it lying and standing too: open the panel", Tone.WARN))
    if not visit.repeats("blood_pressure") and visit.answer("pulse_regular") is not None:
        lines.append(RuleLine("Seated and quiet, arm supported, right cuff", label="Note"))
    return tuple(lines)


def _wants_standing(visit: Visit) -> bool:
    """Old age, or type 2 diabetes with a pressure in the red zone (rule BP4).

    Falls and dizziness, the other reasons, are nothing that a record says.
    """
    if visit.locked_reason or visit.is_declined(Domain.BLOOD_PRESSURE):
        return False
    record, rules = visit.snapshot.record, visit.snapshot.pack.blood_pressure
    old = record.age_years is not None and rules.postural_age.met_by(record.age_years)
    red = visit.judgement(Domain.BLOOD_PRESSURE).zone is Zone.RED
    return old or (red and record.person.diabetes is Diabetes.TYPE_2)


def _pressure_primary(visit: Visit) -> str:
    judged = visit.snapshot.assessment.blood_pressure
    if judged.needs is Need.MANUAL_READING:
        return "Enter the manual reading"
    if judged.needs is not None or judged.zone is Zone.MISSING:
        return "Pulse, or reading by hand"
    return ""

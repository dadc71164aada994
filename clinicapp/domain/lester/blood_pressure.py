"""Clinic blood pressure: which reading is still needed, which one counts, and what it means.

The sequence is NICE NG136's (clinical reference, sections 2.4 and 3, rules BP1 and BP3): a second
reading when the first is high, a third when the second differs from the first, then the lower of
the last two, always as a pair. With an irregular pulse an automatic reading is never the one that
counts, though it still shows whether readings have been repeated.
"""

from decimal import Decimal

from clinicapp.domain.lester.habits import DECLINED_ACTION
from clinicapp.domain.lester.judgement import BloodPressureJudgement
from clinicapp.domain.lester.pack import BloodPressureRules
from clinicapp.domain.lester.record import (
    BloodPressure,
    Method,
    PosturalPressure,
    ScreeningRecord,
)
from clinicapp.domain.lester.vocabulary import Domain, Need, Prompt, Why, Zone


def pulse_is_irregular(readings: tuple[BloodPressure, ...]) -> bool:
    """Whether any reading was marked as taken with an irregular pulse."""
    return any(reading.pulse_regular is False for reading in readings)


def reading_needed(readings: tuple[BloodPressure, ...], rules: BloodPressureRules) -> Need | None:
    """Which reading has to be taken before the blood pressure can be judged.

    Args:
        readings: At least one reading, in the order they were taken.
        rules: The pack's rules.

    Returns:
        The need, or None when the readings suffice.
    """
    manual = any(reading.method is Method.MANUAL for reading in readings)
    if pulse_is_irregular(readings) and not manual:
        return Need.MANUAL_READING
    if len(readings) == 1:
        return Need.SECOND_READING if _wants_repeat(readings[0], rules) else None
    if len(readings) == 2 and _differs(readings[0], readings[1], rules):
        return Need.THIRD_READING
    return None


def reading_used(readings: tuple[BloodPressure, ...]) -> BloodPressure:
    """The lower of the last two: lower systolic, a tie by lower diastolic, never mixed.

    With an irregular pulse only manual readings can be used: those of the last two, or else the
    latest one.

    Args:
        readings: At least one reading, in order; with an irregular pulse at least one manual.
    """
    candidates = readings[-2:]
    if pulse_is_irregular(readings):
        manual = tuple(reading for reading in readings if reading.method is Method.MANUAL)
        recent = tuple(reading for reading in candidates if reading.method is Method.MANUAL)
        candidates = recent or manual[-1:]
    return min(candidates, key=lambda reading: (reading.systolic_mmhg, reading.diastolic_mmhg))


def judge_blood_pressure(
    record: ScreeningRecord, rules: BloodPressureRules
) -> BloodPressureJudgement:
    """Judge the readings of the visit.

    While a reading is needed the zone is ``prompt``; a stage 3 value among the readings already
    asks for its action then, because a doctor is not called only after a repeat. A repeat that was
    refused is not waited for: what was measured is judged.
    """
    if Domain.BLOOD_PRESSURE in record.declined:
        return BloodPressureJudgement(zone=Zone.DECLINED, actions=(DECLINED_ACTION,))
    readings = record.blood_pressures
    if not readings:
        return _judge_average_alone(record, rules)
    ecg = ("ECG1",) if pulse_is_irregular(readings) else ()
    dropped = postural_drop(record.postural, rules)
    postural = ("BP4",) if dropped else ()
    note = (Prompt.POSTURAL_DROP,) if dropped else ()
    needs = reading_needed(readings, rules)
    refused = (DECLINED_ACTION,) if Domain.BLOOD_PRESSURE in record.no_more else ()
    if needs is not None and not (refused and needs is not Need.MANUAL_READING):
        urgent = ("BP3",) if any(_is_stage_3(reading, rules) for reading in readings) else ()
        return BloodPressureJudgement(
            # Without a manual reading there is nothing that could be judged.
            zone=Zone.DECLINED if refused else Zone.PROMPT,
            needs=None if refused else needs,
            actions=(*urgent, *postural, *ecg, *refused),
            prompts=note,
        )
    used = reading_used(readings)
    clinic, average = clinic_reasons(used, rules), average_reasons(record.average_pressure, rules)
    why = tuple(each for each in (Why.SYSTOLIC, Why.DIASTOLIC) if each in (*clinic, *average))
    staged = (
        *(_stage_actions(used, rules) if clinic else ()),
        *(_average_actions(record.average_pressure, rules) if average else ()),
    )
    return BloodPressureJudgement(
        zone=Zone.RED if why else Zone.CLEAR,
        why=why,
        used=used,
        actions=(*sorted(set(staged)), *postural, *ecg, *refused),
        prompts=(*note, *(() if clinic else _target_prompts(used, rules))),
        recorded=True,
    )


def judge_average(average: BloodPressure | None, rules: BloodPressureRules) -> bool:
    """Whether there is an average that the pack can judge."""
    return average is not None and None not in (rules.average_systolic, rules.average_diastolic)


def average_reasons(average: BloodPressure | None, rules: BloodPressureRules) -> tuple[Why, ...]:
    """Which limb of an average from outside the clinic is in the red zone.

    An average that is not in it takes no clinic reading out of it: the reference confirms
    hypertension by both (clinical reference 2.4) and says nothing of clearing one by the other.
    """
    if average is None:
        return ()
    limbs = (
        (Why.SYSTOLIC, rules.average_systolic, average.systolic_mmhg),
        (Why.DIASTOLIC, rules.average_diastolic, average.diastolic_mmhg),
    )
    return tuple(why for why, limit, value in limbs if limit is not None and limit.met_by(value))


def _judge_average_alone(
    record: ScreeningRecord, rules: BloodPressureRules
) -> BloodPressureJudgement:
    """Without a clinic reading an average counts, where the pack has a threshold for one."""
    average = record.average_pressure
    refused = (DECLINED_ACTION,) if Domain.BLOOD_PRESSURE in record.no_more else ()
    if average is None or not judge_average(average, rules):
        zone = Zone.DECLINED if refused else Zone.MISSING
        return BloodPressureJudgement(zone=zone, actions=refused)
    if average.pulse_regular is False:
        # A monitor of one's own is as little to be trusted then as the clinic's.
        return BloodPressureJudgement(
            zone=Zone.DECLINED if refused else Zone.PROMPT,
            needs=None if refused else Need.MANUAL_READING,
            actions=("ECG1", *refused),
        )
    why = average_reasons(average, rules)
    dropped = postural_drop(record.postural, rules)
    return BloodPressureJudgement(
        zone=Zone.RED if why else Zone.CLEAR,
        why=why,
        used=average,
        actions=(
            *(_average_actions(average, rules) if why else ()),
            *(("BP4",) if dropped else ()),
            *refused,
        ),
        prompts=(Prompt.POSTURAL_DROP,) if dropped else (),
        recorded=True,
    )


def postural_drop(postural: PosturalPressure | None, rules: BloodPressureRules) -> bool:
    """Whether the pressure falls on standing up by as much as the pack asks for."""
    if postural is None:
        return False
    return rules.postural_systolic.met_by(
        postural.systolic_drop_mmhg
    ) or rules.postural_diastolic.met_by(postural.diastolic_drop_mmhg)


def _wants_repeat(reading: BloodPressure, rules: BloodPressureRules) -> bool:
    return rules.repeat_systolic.met_by(reading.systolic_mmhg) or rules.repeat_diastolic.met_by(
        reading.diastolic_mmhg
    )


def _differs(first: BloodPressure, second: BloodPressure, rules: BloodPressureRules) -> bool:
    systolic = abs(Decimal(first.systolic_mmhg - second.systolic_mmhg))
    diastolic = abs(Decimal(first.diastolic_mmhg - second.diastolic_mmhg))
    return rules.differs_systolic.met_by(systolic) or rules.differs_diastolic.met_by(diastolic)


def clinic_reasons(used: BloodPressure, rules: BloodPressureRules) -> tuple[Why, ...]:
    """Which limb of a clinic reading is in the red zone."""
    why: list[Why] = []
    if rules.systolic.met_by(used.systolic_mmhg):
        why.append(Why.SYSTOLIC)
    if rules.diastolic.met_by(used.diastolic_mmhg):
        why.append(Why.DIASTOLIC)
    return tuple(why)


def _is_stage_3(reading: BloodPressure, rules: BloodPressureRules) -> bool:
    return rules.stage_3_systolic.met_by(reading.systolic_mmhg) or rules.stage_3_diastolic.met_by(
        reading.diastolic_mmhg
    )


def _stage_actions(used: BloodPressure, rules: BloodPressureRules) -> tuple[str, ...]:
    """Each stage adds its code to those below it, because each code's condition holds."""
    actions = ["BP1"]
    stage_2 = rules.stage_2_systolic.met_by(used.systolic_mmhg) or rules.stage_2_diastolic.met_by(
        used.diastolic_mmhg
    )
    if stage_2:
        actions.append("BP2")
    if _is_stage_3(used, rules):
        actions.append("BP3")
    return tuple(actions)


def _average_actions(average: BloodPressure | None, rules: BloodPressureRules) -> tuple[str, ...]:
    if average is None:
        return ()
    limbs = (
        (rules.average_stage_2_systolic, average.systolic_mmhg),
        (rules.average_stage_2_diastolic, average.diastolic_mmhg),
    )
    stage_2 = any(limit is not None and limit.met_by(value) for limit, value in limbs)
    return ("BP1", "BP2") if stage_2 else ("BP1",)


def _target_prompts(used: BloodPressure, rules: BloodPressureRules) -> tuple[Prompt, ...]:
    above = rules.above_target_systolic.met_by(
        used.systolic_mmhg
    ) or rules.above_target_diastolic.met_by(used.diastolic_mmhg)
    return (Prompt.BLOOD_PRESSURE_NOT_AT_TARGET,) if above else ()

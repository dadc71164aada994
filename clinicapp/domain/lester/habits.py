"""Smoking, lifestyle, alcohol and substance use: the domains that are asked, not measured."""

from clinicapp.domain.lester.judgement import BesideJudgement, Judgement
from clinicapp.domain.lester.pack import AlcoholRules, SmokingRules
from clinicapp.domain.lester.record import Activity, Diet, ScreeningRecord
from clinicapp.domain.lester.vocabulary import Beside, Domain, Prompt, Why, Zone

DECLINED_ACTION = "DEC1"
NO_SUBSTANCES = "none"


def judge_smoking(record: ScreeningRecord, rules: SmokingRules) -> Judgement:
    """Red for the answers that the pack lists; vaping is recorded apart from tobacco."""
    if Domain.SMOKING in record.declined:
        return Judgement(zone=Zone.DECLINED, actions=(DECLINED_ACTION,))
    if record.smoking is None:
        return Judgement(zone=Zone.MISSING)
    if record.smoking.value in rules.red.codes:
        return Judgement(
            zone=Zone.RED,
            why=(Why.CURRENT_SMOKER,),
            actions=("SMK1", "SMK2", "SMK3"),
            recorded=True,
        )
    return Judgement(zone=Zone.CLEAR, recorded=True)


def judge_lifestyle(record: ScreeningRecord) -> Judgement:
    """Red for a poor diet or for too little activity; clear only when both are known."""
    if Domain.LIFESTYLE in record.declined:
        return Judgement(zone=Zone.DECLINED, actions=(DECLINED_ACTION,))
    why: list[Why] = []
    actions: list[str] = []
    if record.diet is Diet.POOR:
        why.append(Why.POOR_DIET)
        actions.append("LIF1")
    if record.activity is Activity.SEDENTARY:
        why.append(Why.SEDENTARY)
        actions.append("LIF2")
    recorded = record.diet is not None and record.activity is not None
    refused = (DECLINED_ACTION,) if Domain.LIFESTYLE in record.no_more else ()
    if why:
        return Judgement(
            zone=Zone.RED, why=tuple(why), actions=(*actions, *refused), recorded=recorded
        )
    if not recorded and refused:
        return Judgement(zone=Zone.DECLINED, actions=refused)
    return Judgement(zone=Zone.CLEAR if recorded else Zone.MISSING, recorded=recorded)


def judge_alcohol(record: ScreeningRecord, rules: AlcoholRules) -> BesideJudgement:
    """Positive from the pack's AUDIT-C score on."""
    if Beside.ALCOHOL in record.declined:
        return _declined(Beside.ALCOHOL)
    positive = None if record.audit_c is None else rules.audit_c.met_by(record.audit_c)
    return BesideJudgement(
        item=Beside.ALCOHOL,
        recorded=positive is not None,
        declined=False,
        positive=positive,
        actions=("ALC1",) if positive else (),
        prompts=(Prompt.AUDIT_C_POSITIVE,) if positive else (),
    )


def judge_substances(record: ScreeningRecord) -> BesideJudgement:
    """Positive for any answer but ``none``."""
    if Beside.SUBSTANCES in record.declined:
        return _declined(Beside.SUBSTANCES)
    positive = None if record.substances is None else record.substances != NO_SUBSTANCES
    return BesideJudgement(
        item=Beside.SUBSTANCES,
        recorded=positive is not None,
        declined=False,
        positive=positive,
        actions=("DRG1",) if positive else (),
        prompts=(Prompt.SUBSTANCE_USE,) if positive else (),
    )


def _declined(item: Beside) -> BesideJudgement:
    return BesideJudgement(
        item=item, recorded=False, declined=True, positive=None, actions=(DECLINED_ACTION,)
    )

"""Blood lipids and ten-year cardiovascular risk (clinical reference, sections 1.1, 1.2 and 2.7).

The risk is recorded, never computed. A score that its tool does not allow (known disease, type 1
diabetes, an age outside its range) cannot clear the domain; one above the pack's threshold still
makes it red, so that nothing high is talked away.
"""

from clinicapp.domain.lester.habits import DECLINED_ACTION
from clinicapp.domain.lester.judgement import Judgement
from clinicapp.domain.lester.pack import LipidsRules
from clinicapp.domain.lester.record import Lipids, ScreeningRecord
from clinicapp.domain.lester.vocabulary import Domain, Prompt, Why, Zone
from clinicapp.domain.people import Diabetes


def judge_lipids(record: ScreeningRecord, rules: LipidsRules) -> Judgement:
    """Judge the lipid profile and the risk.

    A very high value is red by itself; otherwise the domain is missing until there is a total
    cholesterol or a risk.
    """
    if Domain.LIPIDS in record.declined:
        return Judgement(zone=Zone.DECLINED, actions=(DECLINED_ACTION,))
    lipids = record.lipids
    specialist = _specialist(lipids, rules)
    why = _why(lipids, specialist, rules)
    recorded = lipids.total_mmol_l is not None
    if not why and not recorded and lipids.qrisk3_percent is None:
        return Judgement(zone=Zone.MISSING)
    prompts = _prompts(record, rules)
    refused: tuple[str, ...] = ()
    if Domain.LIPIDS in record.no_more:
        # The score will not come: what was measured is judged without it.
        refused = (DECLINED_ACTION,)
        prompts = tuple(prompt for prompt in prompts if prompt is not Prompt.RECORD_QRISK3)
    if why:
        actions = ("LIP1", "LIP2") if specialist else ("LIP1",)
        return Judgement(
            zone=Zone.RED,
            why=why,
            actions=(*actions, *refused),
            prompts=prompts,
            recorded=recorded,
        )
    return Judgement(
        zone=Zone.PROMPT if prompts else Zone.CLEAR,
        actions=refused,
        prompts=prompts,
        recorded=recorded,
    )


def _specialist(lipids: Lipids, rules: LipidsRules) -> tuple[Why, ...]:
    """The values so high that a specialist is asked, whatever the pack judges otherwise."""
    why: list[Why] = []
    if lipids.total_mmol_l is not None and rules.specialist_total.met_by(lipids.total_mmol_l):
        why.append(Why.TOTAL_CHOLESTEROL)
    non_hdl = lipids.non_hdl_mmol_l
    if non_hdl is not None and rules.specialist_non_hdl.met_by(non_hdl):
        why.append(Why.NON_HDL_CHOLESTEROL)
    triglycerides = lipids.triglycerides_mmol_l
    if triglycerides is not None and rules.specialist_triglycerides.met_by(triglycerides):
        why.append(Why.TRIGLYCERIDES)
    return tuple(why)


def _why(lipids: Lipids, specialist: tuple[Why, ...], rules: LipidsRules) -> tuple[Why, ...]:
    found = set(specialist)
    total = lipids.total_mmol_l
    cut_off = rules.total_cholesterol
    if total is not None and cut_off is not None and cut_off.met_by(total):
        found.add(Why.TOTAL_CHOLESTEROL)
    if lipids.qrisk3_percent is not None and rules.cvd_risk.met_by(lipids.qrisk3_percent):
        found.add(Why.CVD_RISK)
    return tuple(why for why in Why if why in found)


def _prompts(record: ScreeningRecord, rules: LipidsRules) -> tuple[Prompt, ...]:
    if record.person.cvd:
        return (Prompt.EXISTING_CVD_SECONDARY_PREVENTION,)
    scored = record.lipids.qrisk3_percent is not None
    if not scored and not rules.risk_required.value:
        return ()
    if record.person.diabetes is Diabetes.TYPE_1:
        return (Prompt.QRISK3_NOT_FOR_TYPE_1_DIABETES,)
    age = record.age_years
    if age is not None and (rules.risk_too_young.met_by(age) or rules.risk_too_old.met_by(age)):
        return (Prompt.QRISK3_NOT_FOR_THIS_AGE,)
    return () if scored else (Prompt.RECORD_QRISK3,)

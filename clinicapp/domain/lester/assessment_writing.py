"""An assessment as the command line's contract writes it (section ``assess``)."""

from clinicapp.domain.lester.judgement import (
    Assessment,
    BloodPressureJudgement,
    Count,
    Judgement,
    WeightJudgement,
)
from clinicapp.domain.quantities import plain


def as_object(assessment: Assessment) -> dict[str, object]:
    """The assessment as the contract writes it: keys in its order, amounts as decimal text."""
    complete = assessment.complete
    return {
        "id": assessment.record_id,
        "pack": assessment.pack,
        "domains": {name.value: _domain(found) for name, found in assessment.domains.items()},
        "complete": {
            "lester": _count(complete.lester),
            "nhse_core": _count(complete.nhse_core),
            "audit": _count(complete.audit),
        },
        "due": [{"item": due.item, "on": due.on.isoformat()} for due in assessment.due],
        "prompts": [prompt.value for prompt in assessment.prompts],
    }


def _domain(judgement: Judgement) -> dict[str, object]:
    found: dict[str, object] = {
        "zone": judgement.zone.value,
        "why": [why.value for why in judgement.why],
    }
    if isinstance(judgement, WeightJudgement):
        found["bmi"] = None if judgement.bmi is None else plain(judgement.bmi)
        found["gain_kg"] = None if judgement.gain_kg is None else plain(judgement.gain_kg)
    if isinstance(judgement, BloodPressureJudgement):
        used = judgement.used
        found["used"] = used and {
            "systolic": used.systolic_mmhg,
            "diastolic": used.diastolic_mmhg,
        }
        found["needs"] = judgement.needs and judgement.needs.value
    found["actions"] = list(judgement.actions)
    return found


def _count(count: Count) -> dict[str, int]:
    return {"done": count.done, "of": count.of}

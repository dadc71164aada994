"""What the panel of an analyser's plan asks for, as a use case with its arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from clinicapp.services.quality import external_quality, qc
from clinicapp.ui.viewmodels.quality import present_control_plan as plans
from clinicapp.ui.words.controls import typed_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class Answer:
    """A use case and what it is called with."""

    use_case: Callable[..., object]
    arguments: tuple[object, ...]
    more: dict[str, Any] = field(default_factory=dict)


def plan_answer(
    answers: Mapping[str, str], asset_id: UUID | None, zone: tzinfo
) -> Answer | Mapping[str, str]:
    """What to do, or a sentence for each answer that is not right."""
    take = {
        plans.SET: _set,
        plans.ADD: _add,
        plans.RETURN: _return,
        plans.JUDGE: _judge,
    }.get(answers.get("what", ""))
    if take is None or asset_id is None:
        return {"what": "Choose what to do."}
    return take(answers, asset_id, zone)


def _set(answers: Mapping[str, str], asset_id: UUID, _zone: tzinfo) -> Answer | Mapping[str, str]:
    plan, errors = plans.read_plan(answers)
    return errors if plan is None else Answer(qc.set_plan, (asset_id, plan))


def _add(answers: Mapping[str, str], asset_id: UUID, zone: tzinfo) -> Answer | Mapping[str, str]:
    deadline = plans.read_deadline(answers["deadline"], zone)
    if deadline is None:
        return {"deadline": "Type the day, such as 30 Nov 2026."}
    analyte = answers.get("analyte") or plans.EVERY
    return Answer(
        external_quality.add_round,
        (asset_id,),
        {
            "scheme": answers["scheme"],
            "sample": answers["sample"],
            "field": "" if analyte == plans.EVERY else analyte,
            "deadline": deadline,
        },
    )


def _return(
    answers: Mapping[str, str], _asset_id: UUID, _zone: tzinfo
) -> Answer | Mapping[str, str]:
    value = typed_number(answers["value"])
    if not answers["returned"]:
        return {"returned": "Choose the round."}
    if value is None:
        return {"value": "Type the number that was returned, such as 41."}
    return Answer(external_quality.return_result, (UUID(answers["returned"]), value))


def _judge(
    answers: Mapping[str, str], _asset_id: UUID, _zone: tzinfo
) -> Answer | Mapping[str, str]:
    for key, sentence in (("judged", "Choose the round."), ("passed", "Choose the verdict.")):
        if not answers[key]:
            return {key: sentence}
    return Answer(
        external_quality.judge_round,
        (UUID(answers["judged"]),),
        {
            "passed": answers["passed"] == "yes",
            "score": answers["score"],
            "action": answers["action"],
        },
    )

"""External quality assessment: the rounds of a scheme, what was returned, how it was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.quality.external import EqaResult, EqaRound, EqaStep
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from clinicapp.store.work import Work


@use_case(Permission.MANAGE_CONTROLS, "add a round of external quality assessment")
def add_round(
    work: Work, by: By, asset_id: UUID, *, scheme: str, sample: str, field: str, deadline: datetime
) -> EqaRound:
    """Note a sample that has to be measured on an analyser and returned by a deadline.

    Raises:
        NotFound: there is no such analyser.
        Refused: the scheme or the sample has no name.
    """
    if work.assets.get(asset_id) is None:
        raise NotFound("That analyser is not in this database; refresh the equipment list.")
    if not scheme.strip() or not sample.strip():
        raise Refused("Name the scheme and its sample; nothing was added.")
    eqa = EqaRound(
        id=uuid7(),
        asset_id=asset_id,
        scheme=scheme.strip(),
        sample=sample.strip(),
        field=field,
        deadline=deadline,
        added_at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
    )
    work.controls.add_round(eqa)
    record(work, by, "eqa.round_added", eqa.id, scheme=eqa.scheme, deadline=deadline.isoformat())
    return eqa


@use_case(Permission.RUN_CONTROL, "return a result of external quality assessment")
def return_result(work: Work, by: By, round_id: UUID, value: Decimal) -> EqaResult:
    """Note the value that was sent back to the scheme; after the deadline it stays missed."""
    return _step(work, by, round_id, EqaStep.RETURNED, value=value)


@use_case(Permission.MANAGE_CONTROLS, "judge a result of external quality assessment")
def judge_round(
    work: Work,
    by: By,
    round_id: UUID,
    *,
    passed: bool,
    target: Decimal | None = None,
    score: str = "",
    action: str = "",
) -> EqaResult:
    """Note how the scheme judged a round; a failure needs an action.

    Raises:
        Refused: it failed and nothing is said of what is done about it.
    """
    if not passed and not action.strip():
        raise Refused("Say what is done about the failed round; nothing was recorded.")
    step = EqaStep.PASSED if passed else EqaStep.FAILED
    return _step(work, by, round_id, step, target=target, score=score, action=action.strip())


def _step(
    work: Work,
    by: By,
    round_id: UUID,
    step: EqaStep,
    *,
    value: Decimal | None = None,
    target: Decimal | None = None,
    score: str = "",
    action: str = "",
) -> EqaResult:
    if work.controls.round(round_id) is None:
        raise NotFound("That round is not in this database; refresh the page.")
    result = EqaResult(
        id=uuid7(),
        round_id=round_id,
        step=step,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        value=value,
        target=target,
        score=score.strip(),
        action=action,
    )
    work.controls.add_eqa_result(result)
    record(work, by, f"eqa.{step.value}", round_id, score=result.score)
    return result

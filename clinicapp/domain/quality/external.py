"""External quality assessment: rounds with a deadline, what was returned, and how it was judged.

Source: reference/equipment.md 1.3 and 2.2 (eqa_round, eqa_result).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import AssetReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EqaRound:
    """A sample of a scheme that has to be measured on an analyser and returned by ``deadline``."""

    id: UUID
    asset_id: UUID
    scheme: str
    sample: str
    field: str
    deadline: datetime
    added_at: datetime
    actor_id: UUID
    actor_name: str


class EqaStep(StrEnum):
    """What became of a round."""

    RETURNED = "returned"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EqaResult:
    """Our value was returned, or the scheme has judged it (``target``, ``score`` in its words)."""

    id: UUID
    round_id: UUID
    step: EqaStep
    at: datetime
    actor_id: UUID
    actor_name: str
    value: Decimal | None = None
    target: Decimal | None = None
    score: str = ""
    action: str = ""


def eqa_reasons(
    rounds: Iterable[EqaRound], results: Iterable[EqaResult], as_of: datetime
) -> Iterator[AssetReason]:
    """EQA_MISSED and EQA_FAILED at a moment.

    A missed deadline is over when a round with a later deadline was returned in time; a failure
    when a later round has passed.
    """
    told = [result for result in results if result.at <= as_of]
    known = sorted(
        (each for each in rounds if each.added_at <= as_of), key=lambda r: (r.deadline, r.id)
    )
    missed: EqaRound | None = None
    failed: tuple[EqaRound, EqaResult] | None = None
    for each in known:
        steps = sorted((r for r in told if r.round_id == each.id), key=lambda r: (r.at, r.id))
        if any(step.at <= each.deadline for step in steps):
            missed = None
        elif each.deadline < as_of:
            missed = each
        judged = [step for step in steps if step.step is not EqaStep.RETURNED]
        if judged:
            failed = (each, judged[-1]) if judged[-1].step is EqaStep.FAILED else None
    if missed is not None:
        yield AssetReason(
            code="EQA_MISSED", since=missed.deadline, fact_id=missed.id, subject=missed.field
        )
    if failed is not None:
        eqa, result = failed
        yield AssetReason(code="EQA_FAILED", since=result.at, fact_id=result.id, subject=eqa.field)

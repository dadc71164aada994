"""What happens to a piece of equipment in its life, step by step, with what has to be declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment import faults
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.faults import DECLARED_BEFORE, Decontamination
from clinicapp.domain.equipment.life_cycle import refusal
from clinicapp.domain.errors import NotFound
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import append_check, append_event
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.store.work import Work

STEPS: Final = (
    AssetEventKind.RECEIVED,
    AssetEventKind.ACCEPTED,
    AssetEventKind.PUT_IN_USE,
    AssetEventKind.QUARANTINED,
    AssetEventKind.SENT_FOR_REPAIR,
    AssetEventKind.REPAIRED,
    AssetEventKind.RELEASED,
    AssetEventKind.LOANED,
    AssetEventKind.RETURNED,
    AssetEventKind.CONTAMINATED,
    AssetEventKind.CLEANED,
    AssetEventKind.LOST,
    AssetEventKind.FOUND,
    AssetEventKind.CONDEMNED,
    AssetEventKind.DISPOSED,
)
"""In the order in which they are offered."""
CHECKED: Final = AssetEventKind.CHECKED.value
_CHECKS: Final = frozenset({Check.USER_CHECK, Check.SERVICE, Check.ELECTRICAL})
"""Those that need no more than a verdict; calibration and quality control have their own pages."""
_DECLARED: Final = frozenset(each.value for each in Decontamination)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSteps:
    """What may happen to a piece next; ``why_not`` has a sentence for each step that may not."""

    asset: Asset
    allowed: tuple[AssetEventKind, ...]
    why_not: Mapping[AssetEventKind, str]


@use_case(Permission.MANAGE_EQUIPMENT, "record what happened to equipment")
def next_steps(work: Work, by: By, asset_id: UUID, zone: tzinfo) -> NextSteps:
    """Which steps the life of a piece allows now.

    Raises:
        NotFound: there is no such piece.
    """
    facts = work.assets.facts(asset_id)
    if facts is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    local = by.at.astimezone(zone)
    why_not = {}
    for kind in STEPS:
        # What the panel itself asks for is no reason not to offer it.
        given = {faults.DATA_WIPED: "yes"} if kind is AssetEventKind.DISPOSED else {}
        found = refusal(facts.asset, facts.rules, facts.events, kind, local, given)
        cleaning = kind is AssetEventKind.DISPOSED and found and "decontaminated" in found
        if found is not None and not cleaning:
            why_not[kind] = found
    record(work, by, "asset.steps_shown", asset_id, tag=facts.asset.tag)
    return NextSteps(
        asset=facts.asset,
        allowed=tuple(kind for kind in STEPS if kind not in why_not),
        why_not=why_not,
    )


@use_case(Permission.MANAGE_EQUIPMENT, "record what happened to equipment")
def take_step(
    work: Work, by: By, asset_id: UUID, answers: Mapping[str, str], zone: tzinfo
) -> AssetEvent:
    """Record one step of a piece's life, or a plain check of it.

    Args:
        work: the transaction.
        by: who, and when.
        asset_id: the piece.
        answers: ``step`` (an ``AssetEventKind`` of ``STEPS``, or ``checked`` with ``check`` and
            ``verdict``), ``words``, and as far as the step asks: ``decontamination``, ``by``,
            ``reference``, ``loan_to``, ``loan_until``, ``paperwork``, ``data_wiped``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: a field cannot be taken: decontamination has not been declared.
        Refused: the life of the piece so far does not allow it.
    """
    typed = TypedFields(answers)
    at = by.at.astimezone(zone)
    words = typed.text("words")
    step = answers.get("step", "")
    if step == CHECKED:
        return _check(work, by, asset_id, typed, answers, at, words)
    kind = next((each for each in STEPS if each.value == step), None)
    if kind is None:
        typed.wrong("step", "Choose what happened.")
        typed.check()
        raise NotFound("Choose what happened.")
    details = _details(typed, answers, kind, at.date())
    if kind in (AssetEventKind.QUARANTINED, AssetEventKind.CONDEMNED) and not words:
        typed.wrong("words", "Say why in a few words.")
    typed.check()
    if details.get(faults.DECONTAMINATION) == Decontamination.CLEANED.value:
        declared = {"declared_for": kind.value}
        append_event(work, by, asset_id, AssetEventKind.CLEANED, at, "", declared)
    return append_event(work, by, asset_id, kind, at, words, details)


def _check(
    work: Work,
    by: By,
    asset_id: UUID,
    typed: TypedFields,
    answers: Mapping[str, str],
    at: datetime,
    words: str,
) -> AssetEvent:
    check = next((each for each in _CHECKS if each.value == answers.get("check")), None)
    verdict = {"pass": Verdict.PASS, "fail": Verdict.FAIL}.get(answers.get("verdict", ""))
    if check is None:
        typed.wrong("check", "Choose which check it was.")
    if verdict is None:
        typed.wrong("verdict", "Choose how it ended.")
    typed.check()
    if check is None or verdict is None:
        raise NotFound("Choose which check it was, and how it ended.")
    return append_check(work, by, asset_id, check, verdict, at, words)


def _details(
    typed: TypedFields, answers: Mapping[str, str], kind: AssetEventKind, today: date
) -> dict[str, str]:
    details: dict[str, str] = {}
    if kind in DECLARED_BEFORE:
        details[faults.DECONTAMINATION] = _declared(typed, answers)
    if kind is AssetEventKind.LOANED:
        details[faults.LOAN_TO] = typed.text("loan_to", "Enter who has it, such as Elm ward.")
        until = typed.day("loan_until", "Enter the day on which it comes back.")
        if until is not None and until < today:
            typed.wrong("loan_until", "That day has passed; enter the day on which it comes back.")
        details[faults.LOAN_UNTIL] = "" if until is None else until.isoformat()
        details[faults.PAPERWORK] = typed.text("paperwork")
    if kind in (AssetEventKind.SENT_FOR_REPAIR, AssetEventKind.REPAIRED):
        details[faults.FIRM] = typed.text("by", "Enter who repairs it.")
        details[faults.REFERENCE] = typed.text("reference")
    if kind is AssetEventKind.DISPOSED:
        wiped = answers.get("data_wiped", "")
        if wiped not in ("yes", "holds_none"):
            typed.wrong("data_wiped", "Wipe what it remembers first, or say that it holds nothing.")
        details[faults.DATA_WIPED] = wiped
    return {key: value for key, value in details.items() if value}


def _declared(typed: TypedFields, answers: Mapping[str, str]) -> str:
    declared = answers.get("decontamination", "")
    if declared not in _DECLARED:
        typed.wrong("decontamination", "Declare whether it was decontaminated before it goes.")
    elif declared == Decontamination.NOT_DONE.value and not typed.has("words"):
        typed.wrong("words", "Say why it could not be decontaminated; whoever gets it must know.")
    return declared

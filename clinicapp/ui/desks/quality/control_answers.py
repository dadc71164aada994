"""What the panels of quality control ask for, as use cases with their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from clinicapp.services.equipment import break_glass
from clinicapp.services.quality import qc
from clinicapp.ui.desks.quality.plan_answers import Answer, plan_answer
from clinicapp.ui.viewmodels.quality import present_control_entries as entries
from clinicapp.ui.viewmodels.quality.present_control_lot import LOT, NEW_LOT, read_lot
from clinicapp.ui.words.controls import typed_number
from clinicapp.ui.words.held import USE_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.services.quality.quality_board import Board
    from clinicapp.ui.desks.questions import Questions

Answers = dict[str, str]


def answer_of(
    kind: str, answers: Answers, board: Board, questions: Questions, ward: str | None
) -> Answer | Mapping[str, str]:
    """What to do about an analyser, or a sentence for each answer that is not right."""
    if board.chosen is None:
        return {}
    asset = board.chosen.asset
    if kind == entries.RUN:
        return _record(answers, asset, board)
    if kind == entries.ACTION:
        return _act(answers, asset)
    if kind == entries.ASSIGN:
        return _assign(answers)
    if kind == LOT:
        return _open_lot(answers, asset, questions)
    if kind == entries.OVERRIDE:
        return _override(answers, asset, board, questions, ward)
    return plan_answer(answers, asset.id, questions.backstage.zone)


def _record(answers: Answers, asset: Asset, board: Board) -> Answer | Mapping[str, str]:
    number = typed_number(answers["value"])
    if not answers["lot"]:
        return {"lot": "Choose the control that was run."}
    if any(str(lot.id) == answers["lot"] and lot.expected for lot in board.lots):
        if not answers.get("word"):
            return {"word": "Choose what the strip or the analyser shows."}
        used = (asset.id, UUID(answers["lot"]))
        return Answer(qc.record_control, used, {"outcome": answers["word"]})
    if number is None:
        return {"value": "Type the number that the analyser shows, such as 34."}
    return Answer(qc.record_control, (asset.id, UUID(answers["lot"])), {"value": number})


def _act(answers: Answers, asset: Asset) -> Answer | Mapping[str, str]:
    if not answers["action"]:
        return {"action": "Choose what was done."}
    if not answers["reason"].strip():
        return {"reason": "Say what was found; one line is enough."}
    result = UUID(answers["result"]) if answers.get("result") else None
    return Answer(qc.corrective_action, (asset.id, answers["action"], answers["reason"], result))


def _assign(answers: Answers) -> Answer | Mapping[str, str]:
    for key, sentence in (("reading", "Choose the result."), ("lot", "Choose the control.")):
        if not answers[key]:
            return {key: sentence}
    return Answer(qc.assign, (UUID(answers["reading"]), UUID(answers["lot"])))


def _open_lot(answers: Answers, asset: Asset, questions: Questions) -> Answer | Mapping[str, str]:
    if not answers["known"]:
        return {"known": "Choose the lot, or another one that is not here yet."}
    if answers["known"] != NEW_LOT:
        return Answer(qc.open_lot, (asset.id, UUID(answers["known"])))
    lot, errors = read_lot(answers, questions.backstage.now(), questions.actor.name)
    return errors if lot is None else Answer(qc.add_and_open, (asset.id, lot))


def _override(
    answers: Answers, asset: Asset, board: Board, questions: Questions, ward: str | None
) -> Answer | Mapping[str, str]:
    """Let the next reading through once; the gate's own rules say whether that may be."""
    reason = answers["reason"]
    if not reason:
        return {"reason": "Choose a reason first."}
    backstage = questions.backstage
    terms = break_glass.GlassTerms(
        policy=backstage.policy,
        ward=ward or asset.ward,
        zone=backstage.zone,
        reason_code=reason,
    )
    words = USE_REASONS.get(reason, reason)
    return Answer(break_glass.override_once, (asset.id, board.codes, words, terms))

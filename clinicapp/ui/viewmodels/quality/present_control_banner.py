"""What stands across an analyser's page: why it is locked, and what unlocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.ui.viewmodels.quality.charts_view import BannerView
from clinicapp.ui.words.analytes import analyte_within, analytes_text
from clinicapp.ui.words.controls import rules_text, short_moment
from clinicapp.ui.words.plain import counted, listed, time_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinicapp.domain.equipment.asset_state import AssetReason
    from clinicapp.domain.quality.state import ControlsState, LevelState
    from clinicapp.services.quality.quality_board import Board


def banner_of(board: Board, zone: tzinfo) -> BannerView | None:
    """The banner of the chosen analyser; None when nothing speaks against patients' tests."""
    state = board.chosen.controls if board.chosen else None
    if state is None:
        return (
            BannerView(
                "Locked for patient tests: no control was ever recorded.",
                "Open a lot of control material, then run its controls.",
                locked=True,
            )
            if board.plan is not None
            else None
        )
    locked = state.locked
    if locked is not None:
        why = _why_locked(board, state, zone)
        return BannerView(f"{_what_locked(state)}: {why}.", _how_unlocked(state), locked=True)
    for reason in state.reasons:
        return _notice(reason)
    if state.soon:
        return BannerView(
            f"Controls are due soon: {_left(state, zone)}.", "Run both levels.", locked=False
        )
    return None


def _notice(reason: AssetReason) -> BannerView:
    """What does not lock."""
    if reason.code.startswith("EQA_"):
        what = "was not returned in time" if reason.code == "EQA_MISSED" else "failed"
        return BannerView(
            f"A round of external quality assessment {what}.",
            "See what the scheme asks for; the next good round clears it.",
            locked=False,
        )
    what = "lot" if reason.code == "QC_LOT_EXPIRED" else "open vial"
    return BannerView(
        f"The {what} of control material in use has expired.",
        "Open another one before the next control.",
        locked=False,
    )


def _left(state: ControlsState, zone: tzinfo) -> str:
    if state.tests_left is not None and state.tests_left <= 1:
        return f"{counted(state.tests_left, 'patient test')} left"
    return f"by {short_moment(state.due_at, zone)}" if state.due_at else "now"


def _what_locked(state: ControlsState) -> str:
    """What patients cannot be tested for: the analyser, or some of its analytes."""
    locked = state.locked_fields
    if not locked or len(locked) == len(state.fields):
        return "Locked for patient tests"
    return f"{analytes_text(locked)} locked for patient tests"


def _why_locked(board: Board, state: ControlsState, zone: tzinfo) -> str:
    code = state.locked.code if state.locked else ""
    failed = [level.locked_by for level in state.levels if level.locked_by is not None]
    if code == "QC_FAILED" and failed:
        first = min(failed, key=lambda each: (each.entry.at, each.entry.id))
        at = time_text(first.entry.at, zone)
        if first.entry.at.astimezone(zone).date() != board.as_of.date():
            at = short_moment(first.entry.at, zone)
        rules = rules_text(first)
        return f"{rules} rule at {at}" if first.judgement.rules else f"{rules.lower()} at {at}"
    if code == "QC_DUE":
        ends = [r.since for r in state.reasons if r.code == "QC_DUE" and r.since is not None]
        if ends:
            due = short_moment(min(ends), zone)
            return f"controls were due by {due}"
        return "the tests that the last controls cover are used up"
    never = [r.subject for r in state.reasons if r.code == "QC_NEVER"]
    missing = [
        f"level {each.level}"
        for each in state.levels
        if each.passed is None and each.field in never
    ]
    have = "have" if len(missing) > 1 else "has"
    return f"{listed(dict.fromkeys(missing)) or 'no level'} {have} never passed"


def _how_unlocked(state: ControlsState) -> str:
    if not state.levels:
        return "Open a lot of control material, then run its controls."
    several = len(state.fields) > 1
    levels = [_level(level, with_analyte=several) for level in state.unlocked_by]
    sentence = f"Record a passing control of {listed(dict.fromkeys(levels))} to unlock."
    locked = state.locked_fields
    free = [each.field for each in state.fields if each.field not in locked]
    return f"{sentence} {analytes_text(free)} can be used." if free else sentence


def _level(state: LevelState, *, with_analyte: bool) -> str:
    level = f"level {state.level}"
    return f"{analyte_within(state.field)} {level}" if with_analyte else level

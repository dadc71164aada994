"""The panels of quality control: what they ask, and what their answers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.lots import ControlLot
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.quality.present_control_lot import LOT, STRIP_WORDS, lot_spec
from clinicapp.ui.viewmodels.quality.present_control_plan import PLAN, plan_spec
from clinicapp.ui.words.controls import level_text, short_moment
from clinicapp.ui.words.held import USE_REASONS
from clinicapp.ui.words.values import quantity_text, unit_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinicapp.services.quality.quality_board import Board

RUN, ACTION, ASSIGN, RESULT = "run", "action", "assign", "result"
OVERRIDE: Final = "override"
ACTIONS: Final = (
    "New vial opened",
    "New lot opened",
    "Cartridges or strips of another lot",
    "Analyser cleaned",
    "Analyser restarted or checked with its own test",
    "Maker or laboratory called",
    "Other, see the reason",
)


def spec_of(kind: str, board: Board, zone: tzinfo, result_id: str, *, manages: bool) -> EntrySpec:
    """The panel that was asked for.

    Raises:
        ValueError: there is no such panel.
    """
    if kind == RUN:
        return _run(board)
    if kind == ACTION:
        return _action(board, result_id)
    if kind == ASSIGN:
        return _assign(board, zone)
    if kind == LOT:
        return lot_spec(board, manages=manages)
    if kind == OVERRIDE:
        return _override(board)
    if kind == PLAN:
        return plan_spec(board, zone, manages=manages)
    if kind == RESULT:
        return _result(board, zone, result_id, manages=manages)
    raise ValueError(kind)


def _tag(board: Board) -> str:
    return board.chosen.asset.tag if board.chosen else ""


def _lots_in_use(board: Board) -> tuple[OptionView, ...]:
    state = board.chosen.controls if board.chosen else None
    used = state.in_use if state is not None else ()
    several = len({use.lot.field for use in used}) > 1
    return tuple(
        OptionView(
            str(use.lot.id),
            f"{level_text(use.lot, with_analyte=several)} {use.lot.level_name}, lot {use.lot.lot}",
        )
        for use in used
    )


def _wanted_lot(board: Board) -> str:
    """The lot whose control unlocks."""
    state = board.chosen.controls if board.chosen else None
    if state is None:
        return ""
    places = [(level.field, level.level) for level in state.unlocked_by]
    found = (use for use in state.in_use if (use.lot.field, use.lot.level) in places)
    return next((str(use.lot.id) for use in found), "")


def _run(board: Board) -> EntrySpec:
    state = board.chosen.controls if board.chosen else None
    used = state.in_use if state else ()
    worded = [use.lot for use in used if use.lot.expected]
    counted = [use.lot for use in used if not use.lot.expected]
    units = dict.fromkeys(unit_of(lot.field) for lot in counted)
    return EntrySpec(
        card=RUN,
        title="Run control again",
        intro=(
            f"Run the control on {_tag(board)}: its result is taken in by itself while this stands "
            "open. Or type what the analyser shows."
        ),
        fields=(
            FieldSpec(
                "lot",
                "Which control",
                FieldKind.CHOICE,
                options=_lots_in_use(board),
                value=_wanted_lot(board),
            ),
            FieldSpec(
                "value",
                "Value shown",
                FieldKind.DECIMAL,
                unit=" or ".join(filter(None, units)),
                only_when=("lot", _ids(counted)) if worded else None,
            ),
            *_word_fields(worded),
        ),
        submit="Record",
    )


def _ids(lots: list[ControlLot]) -> str:
    return " ".join(str(lot.id) for lot in lots) or "-"


def _word_fields(worded: list[ControlLot]) -> tuple[FieldSpec, ...]:
    """The word that a strip shows, where a control of strips is in use."""
    if not worded:
        return ()
    own = (" ".join(each.split()).casefold() for lot in worded for each in lot.expected.split(","))
    words = dict.fromkeys([*STRIP_WORDS, *filter(None, own)])
    return (
        FieldSpec(
            "word",
            "What it shows",
            FieldKind.CHOICE,
            options=tuple(OptionView(word, word.capitalize()) for word in words),
            only_when=("lot", _ids(worded)),
        ),
    )


def _action(board: Board, result: str = "") -> EntrySpec:
    return EntrySpec(
        card=ACTION,
        title="Corrective action",
        intro=(
            f"The rules look only at results after it. {_tag(board)} unlocks when a control passes."
        ),
        fields=(
            FieldSpec(
                "action",
                "What was done",
                FieldKind.CHOICE,
                options=tuple(OptionView(each, each) for each in ACTIONS),
            ),
            FieldSpec("reason", "What was found, and why", FieldKind.TEXT),
            FieldSpec("result", "", FieldKind.TEXT, value=result or _locking(board), hidden=True),
        ),
        submit="Record action",
    )


def _override(board: Board) -> EntrySpec:
    return EntrySpec(
        card=OVERRIDE,
        title=f"Override {_tag(board)} once",
        intro=(
            "The next reading of this analyser is used for the person who is open, with a mark. "
            "It is counted, and the physical health lead reviews it."
        ),
        fields=(
            FieldSpec(
                "reason",
                "Why it is used all the same",
                FieldKind.CHOICE,
                options=tuple(OptionView(*each) for each in USE_REASONS.items()),
            ),
        ),
        submit="Override once",
    )


def _locking(board: Board) -> str:
    state = board.chosen.controls if board.chosen else None
    locked = [each.locked_by for each in (state.levels if state else ()) if each.locked_by]
    return str(locked[0].entry.id) if locked else ""


def _assign(board: Board, zone: tzinfo) -> EntrySpec:
    options = tuple(
        OptionView(
            str(each.id),
            f"{short_moment(each.observation.measured_at or each.received_at, zone)}: "
            + ", ".join(map(quantity_text, each.observation.quantities))
            + (f", sample {each.observation.sample_ref}" if each.observation.sample_ref else ""),
        )
        for each in board.waiting
    )
    return EntrySpec(
        card=ASSIGN,
        title="Assign a control result",
        intro="The analyser did not say which lot these are of, or none of that name is in use.",
        fields=(
            FieldSpec(
                "reading",
                "Which result",
                FieldKind.CHOICE,
                options=options,
                value=options[0].code if options else "",
            ),
            FieldSpec("lot", "Which control", FieldKind.CHOICE, options=_lots_in_use(board)),
        ),
        submit="Assign",
    )


def _result(board: Board, zone: tzinfo, result_id: str, *, manages: bool) -> EntrySpec:
    judged = next(each for each in board.judged if str(each.entry.id) == result_id)
    options = [OptionView("action", "Record a corrective action for it")]
    if judged.entry.reading_id is not None:
        options.insert(0, OptionView("record", "Show what the analyser sent"))
    if manages:
        options.append(OptionView("exclude", "Leave it out of what follows; it stays visible"))
    return EntrySpec(
        card=RESULT,
        title=f"Level {judged.lot.level}, {short_moment(judged.entry.at, zone)}",
        fields=(
            FieldSpec("what", "What to do", FieldKind.CHOICE, options=tuple(options)),
            FieldSpec("reason", "Why", FieldKind.TEXT, only_when=("what", "exclude")),
            FieldSpec("result", "", FieldKind.TEXT, value=result_id, hidden=True),
        ),
        submit="Go on",
    )

"""An analyser's controls as charts, rows and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.controls import Expected, Range, Target
from clinicapp.domain.quality.replay import ControlEventKind
from clinicapp.domain.quality.westgard import ControlVerdict
from clinicapp.domain.quantities import plain
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.quality.charts_view import ROWS, ChartsView, LotColumn, ResultRow
from clinicapp.ui.viewmodels.quality.present_control_banner import banner_of
from clinicapp.ui.viewmodels.quality.present_level_chart import charts_of, kind_of
from clinicapp.ui.words.analytes import analyte_text, analytes_text
from clinicapp.ui.words.controls import (
    expected_text,
    level_text,
    rules_short,
    short_moment,
    value_words,
    z_text,
)
from clinicapp.ui.words.plain import counted, day_text, initialled, listed
from clinicapp.ui.words.values import unit_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from clinicapp.domain.quality.lots import LotInUse
    from clinicapp.domain.quality.replay import Judged
    from clinicapp.services.quality.quality_board import Board

DAYS: Final = (25, 60, 120)
_NO_ANALYSER: Final = (
    "No analyser of this ward has a plan for controls.",
    "Give it a check plan in Equipment, or open a lot of control material for it.",
)


def present_charts(
    board: Board,
    *,
    ward: str | None,
    zone: tzinfo,
    may_run: bool,
    may_manage: bool,
    may_override: bool = False,
) -> ChartsView:
    """The page of the chosen analyser; ``ward`` None is all wards."""
    place = "all wards" if ward is None else ward_text(ward)
    chosen = board.chosen
    if chosen is None:
        return ChartsView(
            title="Quality control", summary=place[:1].upper() + place[1:], empty=_NO_ANALYSER
        )
    asset, state = chosen.asset, chosen.controls
    used = state.in_use if state is not None else ()
    fields = list(
        dict.fromkeys([*(u.lot.field for u in used), *(j.lot.field for j in board.judged)])
    )
    where = ", ".join(filter(None, (ward_text(asset.ward), asset.location)))
    plan = _plan_words(board)
    units = list(dict.fromkeys(unit_of(field) for field in fields))
    many = len(units) > 1
    return ChartsView(
        title=f"{asset.name}, {asset.tag}",
        summary=" · ".join(filter(None, (analytes_text(fields), where, plan))),
        analysers=tuple(
            OptionView(str(each.asset.id), f"Analyser {each.asset.tag}") for each in board.analysers
        ),
        chosen=str(asset.id),
        days=tuple(OptionView(str(days), f"Last {days} days") for days in DAYS),
        shown_days=str(board.days),
        banner=banner_of(board, zone),
        charts=tuple(charts_of(board, zone)),
        rows=tuple(
            _row(each, board, zone, several=len(fields) > 1)
            for each in reversed(board.judged[-ROWS:])
        ),
        several=len(fields) > 1,
        unit="" if many else "".join(units),
        lots=tuple(_lot_column(each, zone, with_analyte=len(fields) > 1) for each in used),
        lots_status=_lots_status(used, board.as_of)[0],
        lots_good=_lots_status(used, board.as_of)[1],
        waiting=_waiting(board),
        may_run=may_run,
        may_manage=may_manage,
        may_override=may_override,
        empty=("", "") if used or board.judged else _no_material(board),
    )


def _no_material(board: Board) -> tuple[str, str]:
    tag = board.chosen.asset.tag if board.chosen else ""
    return (
        f"No control material is open for {tag}.",
        "Open a lot: type or scan it, and its controls are judged from then on.",
    )


def _waiting(board: Board) -> str:
    if not board.waiting:
        return ""
    words = counted(len(board.waiting), "control result")
    return (
        f"{words} from this analyser {'fits' if len(board.waiting) == 1 else 'fit'} no lot in use."
    )


def _plan_words(board: Board) -> str:
    plan = board.plan
    if plan is None:
        return "No interval set"
    if plan.words:
        return plan.words
    for count, one in (
        (plan.every_hours, "hour"),
        (plan.every_days, "day"),
        (plan.every_months, "month"),
    ):
        if count is not None:
            return f"Controls every {counted(count, one) if count > 1 else one}"
    if plan.at_times:
        return f"Controls at {listed(each.strftime('%H:%M') for each in plan.at_times)}"
    return f"Controls every {counted(plan.every_tests or 0, 'test')}"


def _row(judged: Judged, board: Board, zone: tzinfo, *, several: bool) -> ResultRow:
    entry = judged.entry
    state = board.chosen.controls if board.chosen else None
    locks = state is not None and any(
        level.locked_by is not None and level.locked_by.entry.id == entry.id
        for level in state.levels
    )
    return ResultRow(
        result_id=str(entry.id),
        reading_id=str(entry.reading_id) if entry.reading_id else "",
        time=short_moment(entry.at, zone),
        level=f"{analyte_text(judged.lot.field)} {judged.lot.level}"
        if several
        else str(judged.lot.level),
        value=value_words(judged),
        z=z_text(judged.judgement.z),
        kind=kind_of(judged, board),
        rules=rules_short(judged),
        operator=initialled(entry.operator),
        action=_action(judged, board, locks=locks),
        locks=locks,
    )


def _action(judged: Judged, board: Board, *, locks: bool) -> str:
    for event in board.events:
        if event.result_id == judged.entry.id:
            excluded = event.kind is ControlEventKind.EXCLUDED
            return "Excluded" if excluded else event.action
    if locks:
        return "Locked"
    return "Noted" if judged.judgement.verdict is ControlVerdict.WARN else "None"


def _lot_column(use: LotInUse, zone: tzinfo, *, with_analyte: bool) -> LotColumn:
    lot = use.lot
    target = lot.fixed_target()
    unit = unit_of(lot.field)
    until = use.open_until(zone)
    sd = "" if lot.sd is None else plain(lot.sd)
    if isinstance(target, Target):
        shown = f"{plain(target.mean)} {unit}"
    elif isinstance(target, Range):
        shown, sd = f"{plain(target.low)} to {plain(target.high)} {unit}", "Range only"
    elif isinstance(target, Expected):
        shown, sd = expected_text(target), "None, a word"
    else:
        shown, sd = "Establishing", "From 20 results"
    return LotColumn(
        title=level_text(lot, with_analyte=with_analyte),
        values=(
            lot.lot,
            shown,
            sd,
            day_text(lot.expires_on),
            day_text(until) if until is not None else "No limit given",
        ),
    )


def _lots_status(used: tuple[LotInUse, ...], as_of: datetime) -> tuple[str, bool]:
    if not used:
        return "None open", False
    if any(use.lot.expired_at(as_of) for use in used):
        return "Lot expired", False
    if any(use.vial_expired_at(as_of) for use in used):
        return "Open vial expired", False
    return "In date", True

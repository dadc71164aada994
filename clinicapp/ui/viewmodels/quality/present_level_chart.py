"""The Levey-Jennings chart of one level."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.controls import Establishing, Expected, Range, Target
from clinicapp.domain.quality.lots import ControlLot, TargetSource
from clinicapp.domain.quality.replay import ControlEventKind
from clinicapp.domain.quality.westgard import ControlVerdict
from clinicapp.domain.quantities import plain
from clinicapp.ui.viewmodels.quality.charts_view import (
    LevelChart,
    LineView,
    LotLineView,
    PointKind,
    PointView,
    TickView,
)
from clinicapp.ui.words.controls import (
    expected_text,
    level_text,
    rules_text,
    short_day,
    short_moment,
    value_words,
    z_text,
)
from clinicapp.ui.words.plain import counted, initialled
from clinicapp.ui.words.values import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.quality.replay import Judged
    from clinicapp.services.quality.quality_board import Board

_TICKS: Final = 6
_MOST_SD: Final = 4.0
_OUT: Final = 3.0
_SECONDS: Final = 86400
_KINDS: Final[Mapping[ControlVerdict, PointKind]] = MappingProxyType(
    {
        ControlVerdict.ACCEPT: PointKind.GOOD,
        ControlVerdict.WARN: PointKind.WARN,
        ControlVerdict.REJECT: PointKind.REJECT,
        ControlVerdict.PENDING: PointKind.PENDING,
    }
)


def charts_of(board: Board, zone: tzinfo) -> list[LevelChart]:
    """A chart for each level in use or measured, all on the same time axis."""
    state = board.chosen.controls if board.chosen else None
    lots = {(use.lot.field, use.lot.level): use.lot for use in (state.in_use if state else ())}
    for judged in board.judged:
        lots.setdefault((judged.lot.field, judged.lot.level), judged.lot)
    several = len({field for field, _ in lots}) > 1
    return [_chart(board, lots[place], zone, with_analyte=several) for place in sorted(lots)]


def _chart(board: Board, lot: ControlLot, zone: tzinfo, *, with_analyte: bool) -> LevelChart:
    own = [j for j in board.judged if (j.lot.field, j.lot.level) == (lot.field, lot.level)]
    target = own[-1].target if own and own[-1].lot.id == lot.id else lot.fixed_target()
    title = level_text(lot, with_analyte=with_analyte)
    unit = unit_of(lot.field)
    last = own[-1] if own else None
    status = f"{rules_text(last)}, {short_moment(last.entry.at, zone)}" if last else "No result"
    if last is not None and last.judgement.verdict is ControlVerdict.PENDING:
        status = f"Establishing, {rules_text(last)}"
    facts = _target_facts(target, lot, unit)
    start, length = _span(board)
    points = tuple(_point(each, board, start, length, zone) for each in own)
    words = ", ".join(f"{name} {value}" for name, value in facts)
    return LevelChart(
        key=f"{lot.field}/{lot.level}",
        title=title,
        name=lot.level_name,
        facts=facts,
        status=status,
        kind=kind_of(last, board) if last else None,
        lines=_lines(target),
        points=points,
        ticks=_ticks(board),
        lot_lines=tuple(_lot_lines(own, start, length, zone)),
        summary=(
            f"{title} {lot.level_name}: {words}. {counted(len(own), 'result')}. Last: {status}."
        ),
    )


def _target_facts(
    target: Target | Range | Expected | Establishing | None, lot: ControlLot, unit: str
) -> tuple[tuple[str, str], ...]:
    if isinstance(target, Target):
        established = lot.source is TargetSource.ESTABLISHED
        facts = [("Target", f"{plain(target.mean)} {unit}"), ("SD", plain(target.sd))]
        return (*facts, ("Source", "first 20 results")) if established else tuple(facts)
    if isinstance(target, Range):
        return (("Range", f"{plain(target.low)} to {plain(target.high)} {unit}"),)
    if isinstance(target, Expected):
        return (("Expected", expected_text(target)),)
    return (("Target", "establishing"),)


def _span(board: Board) -> tuple[datetime, float]:
    """The beginning of the time axis and its length in seconds; it ends with today."""
    first = board.as_of.date() - timedelta(days=board.days - 1)
    start = datetime.combine(first, time(), board.as_of.tzinfo)
    return start, float(board.days * _SECONDS)


def _place(moment: datetime, start: datetime, length: float) -> float:
    return min(1.0, max(0.0, (moment - start).total_seconds() / length))


def _ticks(board: Board) -> tuple[TickView, ...]:
    start, length = _span(board)
    every = max(1, round((board.days - 1) / _TICKS))
    today = board.as_of.date()
    ticks = []
    for back in range(0, board.days, every):
        day = today - timedelta(days=back)
        at = datetime.combine(day, time(8), board.as_of.tzinfo)
        ticks.append(TickView(_place(at, start, length), short_day(day), strong=back == 0))
    return tuple(reversed(ticks))


def _lot_lines(
    own: list[Judged], start: datetime, length: float, zone: tzinfo
) -> list[LotLineView]:
    found = []
    for before, after in pairwise(own):
        if before.lot.id != after.lot.id:
            middle = before.entry.at + (after.entry.at - before.entry.at) / 2
            day = short_day(after.entry.at.astimezone(zone).date())
            found.append(LotLineView(_place(middle, start, length), f"New lot, {day}"))
    return found


def _lines(target: Target | Range | Expected | Establishing | None) -> tuple[LineView, ...]:
    if isinstance(target, Target):
        return tuple(
            LineView(
                y=float(n),
                name="Mean" if n == 0 else f"{'+' if n > 0 else chr(0x2212)}{abs(n)} SD",
                value=plain(target.mean + n * target.sd),
                strong=n in (-3, 0, 3),
            )
            for n in (3, 2, 1, 0, -1, -2, -3)
        )
    if isinstance(target, Range):
        return (
            LineView(2.0, "High", plain(target.high), strong=True),
            LineView(-2.0, "Low", plain(target.low), strong=True),
        )
    if isinstance(target, Expected):
        # A word is in or out: it has no deviation to be drawn at.
        return (LineView(_OUT, "Out", "", strong=True), LineView(0.0, "In", "", strong=True))
    return ()


def _point(judged: Judged, board: Board, start: datetime, length: float, zone: tzinfo) -> PointView:
    kind = kind_of(judged, board)
    entry = judged.entry
    said = rules_text(judged)
    unit = unit_of(judged.lot.field)
    z = z_text(judged.judgement.z)
    value = f"{value_words(judged)} {unit}".strip()
    words = [
        f"Level {judged.lot.level}, {short_moment(entry.at, zone)}: {value}",
        f"z {z}" if z else "",
        said,
        "excluded" if kind is PointKind.EXCLUDED else "",
        f"by {initialled(entry.operator)}",
    ]
    labelled = kind in (PointKind.WARN, PointKind.REJECT)
    return PointView(
        result_id=str(entry.id),
        x=_place(entry.at, start, length),
        y=_height(judged),
        kind=kind,
        label=(value_words(judged) if isinstance(judged.target, Expected) else said)
        if labelled
        else "",
        words=", ".join(filter(None, words)),
    )


def _height(judged: Judged) -> float:
    target, value = judged.target, judged.entry.value
    if judged.judgement.z is not None:
        height = float(judged.judgement.z)
    elif isinstance(target, Range) and value is not None and target.high > target.low:
        middle = (target.low + target.high) / 2
        height = float((value - middle) / (target.high - target.low) * 4)
    elif judged.judgement.verdict is ControlVerdict.REJECT:
        height = _OUT if isinstance(target, Expected) else _MOST_SD
    else:
        height = 0.0
    return min(_MOST_SD, max(-_MOST_SD, height))


def _excluded(board: Board) -> set[object]:
    return {e.result_id for e in board.events if e.kind is ControlEventKind.EXCLUDED}


def kind_of(judged: Judged, board: Board) -> PointKind:
    """How a result is drawn."""
    if judged.entry.id in _excluded(board):
        return PointKind.EXCLUDED
    return _KINDS[judged.judgement.verdict]

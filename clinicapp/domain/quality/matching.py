"""Which lot of control material is a control reading of, and which run does it belong to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.observations import Observation, Quantity
    from clinicapp.domain.quality.lots import ControlLot, LotInUse
    from clinicapp.domain.quality.replay import Judged

RUN_TOGETHER: Final = timedelta(minutes=30)
"""Levels that are measured within this time are one run, unless one of them is measured again."""

_LEVEL: Final = re.compile(r"(?:^|[^0-9])([1-9])$")


@dataclass(frozen=True, slots=True)
class Matched:
    """A value of a reading, and the lot that it controls."""

    quantity: Quantity
    lot: ControlLot


def match(seen: Observation, used: Iterable[LotInUse]) -> tuple[Matched, ...]:
    """The lots in use that a control reading is of, by what the analyser said of its sample.

    For each value that a lot in use controls, in the very unit of the lot (nothing is converted):
    the level's own lot, or the kit's with the level at the end of the sample's name; or, when the
    analyser says neither lot nor sample, the only lot in use. A value that fits none or more than
    one is not matched: it waits for a person.
    """
    by_field: dict[str, list[ControlLot]] = {}
    for each in used:
        by_field.setdefault(each.lot.field, []).append(each.lot)
    found = []
    for quantity in seen.quantities:
        fitting = [lot for lot in by_field.get(quantity.field, ()) if _fits(seen, lot)]
        if not fitting and not _said(seen):
            fitting = by_field.get(quantity.field, [])
        if len(fitting) == 1:
            found.append(Matched(quantity, fitting[0]))
    return tuple(found)


def _said(seen: Observation) -> bool:
    return bool(_plain(seen.lot) or _plain(seen.sample_ref))


def _fits(seen: Observation, lot: ControlLot) -> bool:
    told = {_plain(seen.lot), _plain(seen.sample_ref)} - {""}
    if _plain(lot.lot) in told:
        # Both levels of a kit may carry the kit's own number; then the sample has to say which.
        return _plain(lot.lot) != _plain(lot.kit) or _level(seen) in (None, lot.level)
    return _plain(lot.kit) in told and _level(seen) == lot.level


def _level(seen: Observation) -> int | None:
    found = _LEVEL.search((seen.sample_ref or "").strip())
    return int(found.group(1)) if found else None


def _plain(text: str | None) -> str:
    return (text or "").strip().casefold()


def run_of(
    judged: Sequence[Judged], lot: ControlLot, at: datetime, actions: Iterable[datetime], new: UUID
) -> str:
    """The run that a result belongs to: that of the results just before it, or a new one.

    Args:
        judged: what was measured on the analyser, in order of time.
        lot: the lot of the result.
        at: when it was measured.
        actions: when corrective actions were taken; a run does not go across one.
        new: names a new run.
    """
    end = bisect_right(judged, at, key=lambda each: each.entry.at)
    if not end:
        return new.hex
    last = judged[end - 1]
    # The others of its run were measured within this time before it.
    begin = bisect_left(judged, last.entry.at - RUN_TOGETHER, key=lambda each: each.entry.at)
    same = [each for each in judged[begin:end] if each.entry.run == last.entry.run]
    apart = at - same[0].entry.at > RUN_TOGETHER
    again = any((each.lot.field, each.lot.level) == (lot.field, lot.level) for each in same)
    acted = any(last.entry.at < each <= at for each in actions)
    return new.hex if apart or again or acted else last.entry.run

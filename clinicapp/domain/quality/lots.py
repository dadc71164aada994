"""Control material: the lots of each level, and which of them are in use on an analyser.

Source: reference/equipment.md 2.2 (control_material_lot) and 2.5 (where a target comes from).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quality.controls import Expected, Range, Target

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo
    from decimal import Decimal
    from uuid import UUID

INITIAL_RUNS: Final = 20
"""Results that a target is established from (OpenELIS' default; reference/equipment.md 2.5)."""


class TargetSource(StrEnum):
    """Where the target of a lot comes from."""

    MANUFACTURER = "manufacturer"
    ESTABLISHED = "established"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLot:
    """One level of control material of one lot.

    ``kit`` is shared by the levels that are judged together; ``field`` is what it controls, unit in
    the name, as readings call it (``hba1c_mmol_mol``). The maker gives ``mean`` and ``sd``, or only
    a range, or for a qualitative control the ``expected`` word. ``open_days`` is how long a vial
    lasts once it is open. A lot whose entry was wrong is superseded by another, never changed.
    """

    id: UUID
    kit: str
    lot: str
    material: str
    field: str
    level: int
    level_name: str
    source: TargetSource
    expires_on: date
    added_at: datetime
    added_by: str
    mean: Decimal | None = None
    sd: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    expected: str = ""
    open_days: int | None = None
    gtin: str = ""
    supersedes: UUID | None = None

    def fixed_target(self) -> Target | Range | Expected | None:
        """What the maker gives; None while a target has to be established."""
        if self.expected:
            return Expected(outcome=self.expected, lot=self.lot)
        if self.mean is not None and self.sd is not None:
            return Target(mean=self.mean, sd=self.sd, lot=self.lot)
        if self.low is not None and self.high is not None:
            return Range(low=self.low, high=self.high, lot=self.lot)
        return None

    def expired_at(self, moment: datetime) -> bool:
        """Whether its last day is over; ``moment`` is local."""
        return moment.date() > self.expires_on


class LotEventKind(StrEnum):
    """What can happen to a lot on an analyser."""

    OPENED = "opened"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEvent:
    """A vial of a lot was opened for an analyser, or the lot is used there no more."""

    id: UUID
    lot_id: UUID
    asset_id: UUID
    kind: LotEventKind
    at: datetime
    actor_id: UUID
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInUse:
    """A lot that is in use on an analyser, from the opening of the vial that is open now."""

    lot: ControlLot
    opened_at: datetime

    def open_until(self, zone: tzinfo | None) -> date | None:
        """The last day of the open vial; None when the maker gives none."""
        if self.lot.open_days is None:
            return None
        return self.opened_at.astimezone(zone).date() + timedelta(days=self.lot.open_days)

    def vial_expired_at(self, moment: datetime) -> bool:
        """Whether the open vial's last day is over; ``moment`` is local, with its zone."""
        last = self.open_until(moment.tzinfo)
        return last is not None and moment.date() > last


class LotUses:
    """Which lots are in use on an analyser, at any moment; put in order once.

    Args:
        lots: the lots, superseded ones among them or not.
        events: what happened to them on this analyser, in any order.
    """

    def __init__(self, lots: Iterable[ControlLot], events: Iterable[LotEvent]) -> None:
        self._lots = {lot.id: lot for lot in lots}
        self._places: dict[tuple[str, int], list[LotEvent]] = {}
        for event in sorted(events, key=lambda each: (each.at, each.id)):
            lot = self._lots.get(event.lot_id)
            if lot is not None:
                self._places.setdefault((lot.field, lot.level), []).append(event)

    def at(self, moment: datetime) -> tuple[LotInUse, ...]:
        """The lots in use at a moment, by field and level: of each the last that was opened."""
        found = (self.of_level(place, moment) for place in sorted(self._places))
        return tuple(each for each in found if each is not None)

    def of_level(self, place: tuple[str, int], moment: datetime) -> LotInUse | None:
        """The lot in use of a field and level; what happened after the moment is not looked at."""
        events = self._places.get(place, [])
        retired: set[UUID] = set()
        for n in range(bisect_right(events, moment, key=lambda each: each.at) - 1, -1, -1):
            if events[n].kind is LotEventKind.RETIRED:
                retired.add(events[n].lot_id)
            elif events[n].lot_id in retired:
                return None
            else:
                return LotInUse(lot=self._lots[events[n].lot_id], opened_at=events[n].at)
        return None


def in_use(
    lots: Iterable[ControlLot], events: Iterable[LotEvent], at: datetime
) -> tuple[LotInUse, ...]:
    """The lots in use on an analyser at a moment, for whoever asks once; see ``LotUses``."""
    return LotUses(lots, events).at(at)


def after_the_day(day: date, zone: tzinfo | None) -> datetime:
    """The first instant after a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)

"""The monitoring timetable after an antipsychotic is started, restarted or switched.

The dates come from the pack's monitoring items (clinical reference, section 1.4). Three kinds of
point: the baseline, the weekly weights, and the reviews (twelve weeks, then every so many
calendar months). What is due on the day of a record follows these rules:

* Only weights carry their days, so only for weight is the history known. A weekly point or the
  baseline is answered by a weight of that day, of a few days before it, or of any day after it up
  to and with the day of the record. A review is answered only by a weight from before the day of
  the record: the weight taken at a visit belongs to the review that the visit is, and the review
  stays due until the visit is over. Weight has one date: the last point reached if it is not
  answered, else the first later point that is not.
* Every other item is either in the record or not. One that is neither recorded nor declined is
  due on a baseline or review day and for the length of that point's window after it; between
  reviews a record cannot say what earlier visits measured, and nothing is claimed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from functools import lru_cache
from itertools import count
from types import MappingProxyType

from clinicapp.domain.lester.adults import is_under_age
from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.judgement import DueItem
from clinicapp.domain.lester.pack import MonitoringItem, Pack, TimetableWindows
from clinicapp.domain.lester.record import ScreeningRecord
from clinicapp.domain.lester.vocabulary import Beside, Domain

WEIGHT = "weight"
_TWELVE_WEEKS = 12
_LOOK_AHEAD = timedelta(days=400)
_ITEM_OF = MappingProxyType(
    {
        Domain.SMOKING: "lifestyle",
        Domain.LIFESTYLE: "lifestyle",
        Domain.WEIGHT: "weight",
        Domain.BLOOD_PRESSURE: "blood_pressure",
        Domain.GLUCOSE: "glucose",
        Domain.LIPIDS: "lipids",
    }
)


class PointKind(Enum):
    """What a point of the timetable is."""

    BASELINE = auto()
    WEEKLY = auto()
    TWELVE_WEEKS = auto()
    YEARLY = auto()
    """Also the half-yearly points of someone under 18."""


@dataclass(frozen=True, slots=True)
class Point:
    """One day on which an item is due."""

    item: str
    on: date
    kind: PointKind

    @property
    def is_review(self) -> bool:
        """Whether the point is a review and no single weighing."""
        return self.kind in (PointKind.TWELVE_WEEKS, PointKind.YEARLY)


def timetable(started: date, pack: Pack, *, under_18: bool, until: date) -> tuple[Point, ...]:
    """All points of all items, also of those that no form records, up to and with a day.

    Args:
        started: Day of the start, restart or last switch; a switch begins a new timetable.
        pack: The rule pack.
        under_18: Whether the half-yearly timetable of people under 18 applies.
        until: The last day that is wanted.

    Returns:
        The points, by day and then in the order of the pack's items.
    """
    points: list[Point] = []
    for item in _items(pack, under_18=under_18):
        for point in _points(item, started, under_18=under_18):
            if point.on > until:
                break
            points.append(point)
    return tuple(sorted(points, key=lambda point: point.on))


def next_review(record: ScreeningRecord, pack: Pack, domain: Domain | None) -> date | None:
    """The next day after a record's on which the timetable asks for a domain.

    Args:
        record: The record; its day and the start of the antipsychotic decide.
        pack: The rule pack.
        domain: The domain; None for alcohol and substances, which are asked with the lifestyle.

    Returns:
        None when no start of an antipsychotic is recorded.
    """
    started = record.person.antipsychotic_started
    if started is None:
        return None
    item = _ITEM_OF[domain or Domain.LIFESTYLE]
    under_18 = is_under_age(record, pack.person)
    until = max(record.on, started) + _LOOK_AHEAD
    points = timetable(started, pack, under_18=under_18, until=until)
    return next((each.on for each in points if each.item == item and each.on > record.on), None)


def first_open_point(
    item: MonitoringItem,
    started: date,
    answered_on: date | None,
    windows: TimetableWindows,
    *,
    under_18: bool,
) -> Point:
    """The earliest point of an item that nothing up to and with ``answered_on`` has answered.

    A point is answered by anything from the opening of its window on, however late: one value
    given late answers all the points it is late for.

    Args:
        item: The item.
        started: Day of the start, restart or last switch.
        answered_on: Day of the last value (or refusal); None if there is none.
        windows: How early a point may be answered.
        under_18: Whether the half-yearly timetable of people under 18 applies.
    """
    last = answered_on.toordinal() if answered_on is not None else None
    first = started.toordinal()
    # In whole numbers: a ward asks this some ten thousand times at once.
    for days, window, kind in _weekly_points(item, windows):
        if last is None or first + days - last > window:
            return Point(item.item, started + timedelta(days=days), kind)
    every = item.every_months_under_18 if under_18 else item.every_months
    passed = 0
    if answered_on is not None and answered_on > started:
        # Whole steps that surely lie before; the loop does the rest, ends of months and all.
        months = (answered_on.year - started.year) * 12 + answered_on.month - started.month
        passed = max(0, months // every - 1)
    for steps in count(passed + 1):
        on = months_after(started, steps * every)
        if last is None or on.toordinal() - last > windows.yearly.value:
            return Point(item.item, on, PointKind.YEARLY)
    raise AssertionError("A timetable of months has no end.")


@lru_cache(maxsize=64)
def _weekly_points(
    item: MonitoringItem, windows: TimetableWindows
) -> tuple[tuple[int, int, PointKind], ...]:
    """Of each point that is told in weeks: days from the start, days of its window, its kind."""
    kinds = ((week, _week_kind(week)) for week in item.weeks)
    return tuple((7 * week, _window_days(kind, windows), kind) for week, kind in kinds)


def due_items(record: ScreeningRecord, pack: Pack) -> tuple[DueItem, ...]:
    """What is due for a record, by day and then by item; empty without a start date."""
    started = record.person.antipsychotic_started
    if started is None:
        return ()
    under_18 = is_under_age(record, pack.person)
    due: list[DueItem] = []
    for item in _items(pack, under_18=under_18):
        points = _points(item, started, under_18=under_18)
        if item.item == WEIGHT:
            due.append(_weight_due(record, points, pack.windows))
        elif _is_outstanding(item.item, record):
            due.extend(_review_due(record, points, pack.windows))
    return tuple(sorted(due))


def _items(pack: Pack, *, under_18: bool) -> Iterator[MonitoringItem]:
    return (item for item in pack.monitoring if under_18 or not item.under_18_only)


def _points(item: MonitoringItem, started: date, *, under_18: bool) -> Iterator[Point]:
    """The endless points of one item, earliest first."""
    for week in item.weeks:
        yield Point(item.item, started + timedelta(weeks=week), _week_kind(week))
    every = item.every_months_under_18 if under_18 else item.every_months
    for months in count(every, every):
        yield Point(item.item, months_after(started, months), PointKind.YEARLY)


def _week_kind(week: int) -> PointKind:
    if week == 0:
        return PointKind.BASELINE
    return PointKind.TWELVE_WEEKS if week >= _TWELVE_WEEKS else PointKind.WEEKLY


def _window_days(kind: PointKind, windows: TimetableWindows) -> int:
    match kind:
        case PointKind.BASELINE | PointKind.WEEKLY:
            return windows.weekly.value
        case PointKind.TWELVE_WEEKS:
            return windows.twelve_weeks.value
        case PointKind.YEARLY:
            return windows.yearly.value


def _weight_due(
    record: ScreeningRecord, points: Iterator[Point], windows: TimetableWindows
) -> DueItem:
    reached: Point | None = None
    for point in points:
        if point.on <= record.on:
            reached = point
            continue
        if reached is not None and _is_open(reached, record, windows):
            return DueItem(reached.on, WEIGHT)
        if _is_open(point, record, windows):
            return DueItem(point.on, WEIGHT)
    raise AssertionError("A timetable of months has no end.")


def _is_open(point: Point, record: ScreeningRecord, windows: TimetableWindows) -> bool:
    if Domain.WEIGHT in record.declined:
        return point.on > record.on
    opens = point.on - timedelta(days=_window_days(point.kind, windows))
    days = [weight.on for weight in record.weights if weight.on >= opens]
    if point.is_review:
        return all(day >= record.on for day in days)
    return not days


def _review_due(
    record: ScreeningRecord, points: Iterator[Point], windows: TimetableWindows
) -> Iterator[DueItem]:
    last: Point | None = None
    for point in points:
        if point.on > record.on:
            break
        last = point
    if last is not None:
        closes = last.on + timedelta(days=_window_days(last.kind, windows))
        if record.on <= closes:
            yield DueItem(last.on, last.item)


def _is_outstanding(item: str, record: ScreeningRecord) -> bool:
    """Whether a form records the item and this record neither has it nor says it was declined."""
    weight_declined = Domain.WEIGHT in record.declined
    match item:
        case "waist":
            return record.waist_cm is None and not weight_declined
        case "height":
            return record.height_cm is None and not weight_declined
        case "blood_pressure":
            return not record.blood_pressures and Domain.BLOOD_PRESSURE not in record.declined
        case "glucose":
            return not record.glucose and Domain.GLUCOSE not in record.declined
        case "lipids":
            return record.lipids.total_mmol_l is None and Domain.LIPIDS not in record.declined
        case "lifestyle":
            return _lifestyle_is_outstanding(record)
        case _:
            return False


def _lifestyle_is_outstanding(record: ScreeningRecord) -> bool:
    """Smoking, diet, activity and alcohol are one item of the timetable."""
    lifestyle = record.diet is not None and record.activity is not None
    answered = (
        record.smoking is not None or Domain.SMOKING in record.declined,
        lifestyle or Domain.LIFESTYLE in record.declined,
        record.audit_c is not None or Beside.ALCOHOL in record.declined,
    )
    return not all(answered)

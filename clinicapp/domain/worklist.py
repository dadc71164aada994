"""The worklist of a ward: what is due for one person, from what their forms recorded.

A pure rule over the pack's monitoring timetable (``lester.schedule``; clinical reference, sections
1.4 and 3). Nothing it says is stored.

*What is asked.* Eight elements in the six columns of the form: smoking; lifestyle (diet and
activity) and alcohol, which the timetable has as one item with smoking; weight, waist and, under
18, height; blood pressure; glucose; lipids. History, examination and prolactin are in the timetable
but on no form, so nothing is claimed about them; substance use is on the form but in no timetable.

*What answers a point.*

1. Each element counts for itself. Its points are those of its item, from the day of the start,
   restart or last switch of the antipsychotic; a switch begins a new timetable, and what was done
   for the old one counts only inside the window before the new baseline.
2. A point is answered by a value of the element from the opening of its window on (the pack's
   windows: two days before a weekly point or the baseline, two weeks before week 12, a month before
   a yearly one), however late. The windows forgive coming early, never coming late: the day after
   the point is one day overdue.
3. A value counts on the day it was taken, whether its form is signed or not. A blood pressure that
   still needs a reading is no value yet, and neither are a risk score without a cholesterol, or
   diet without activity unless one of them is red already (``lester.completeness``).
4. The due date of an element is its earliest point that is not answered. Several missed points are
   answered by one value, but what is overdue is counted from the first of them: a yearly check
   missed twice is overdue since the first time. (A record by itself, ``schedule.due_items``, names
   the last point reached; a ward must see how long nobody came.)
5. A refusal answers what a value of that day would. Until the retry date, if one was agreed, the
   element is declined, and it is due on that date; without one it is declined until its next point.
   A retry date before the refusal is none. A later value, or a value recorded after the refusal on
   the same form, ends it.
6. A form that a signed later version amends does not count; what that version recorded counts no
   later than the form that it corrects was signed.

*What a state is.* Red zone without action: the domain is red on an unsigned form and none of its
actions has a status; a signed form has one, it could not be signed otherwise. Otherwise overdue
(due before today), due (from today to seven days ahead), declined, done. A column shows the worst
of its elements in this order. Without a day of start there is no timetable, and nothing is due.

*What a draft is.* An unsigned form on which something stands: a value, a refusal, an action with a
status, the reason of a correction, or typing that was not saved. It waits since it was last written
on, and is told with the name of who did: whoever goes on with it asks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.schedule import WEIGHT, first_open_point
from clinicapp.domain.lester.vocabulary import Beside, Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from clinicapp.domain.lester.pack import MonitoringItem, Pack
    from clinicapp.domain.people import Person

DUE_NOW_DAYS: Final = 7
"""Due now means due today or in the next seven days."""


class Element(StrEnum):
    """One thing that is asked or measured at a point of the timetable."""

    SMOKING = "smoking"
    LIFESTYLE = "lifestyle"
    ALCOHOL = "alcohol"
    WEIGHT = "weight"
    WAIST = "waist"
    HEIGHT = "height"
    BLOOD_PRESSURE = "blood_pressure"
    GLUCOSE = "glucose"
    LIPIDS = "lipids"


class Standing(StrEnum):
    """How an element or a column stands, worst first."""

    RED_ZONE = "red_zone"
    """Red, and no action has a status."""
    OVERDUE = "overdue"
    DUE = "due"
    DECLINED = "declined"
    DONE = "done"
    UNSCHEDULED = "unscheduled"
    """There is no day from which the timetable could run."""


COLUMN_OF: Final[Mapping[Element, Domain]] = MappingProxyType(
    {
        Element.SMOKING: Domain.SMOKING,
        Element.LIFESTYLE: Domain.LIFESTYLE,
        Element.ALCOHOL: Domain.LIFESTYLE,
        Element.WEIGHT: Domain.WEIGHT,
        Element.WAIST: Domain.WEIGHT,
        Element.HEIGHT: Domain.WEIGHT,
        Element.BLOOD_PRESSURE: Domain.BLOOD_PRESSURE,
        Element.GLUCOSE: Domain.GLUCOSE,
        Element.LIPIDS: Domain.LIPIDS,
    }
)
"""The column of the worklist that an element is in."""

REFUSED_BY: Final[Mapping[Element, Domain | Beside]] = MappingProxyType(
    {**COLUMN_OF, Element.ALCOHOL: Beside.ALCOHOL}
)
"""The part of the form whose refusal is a refusal of the element."""

_ITEM_OF: Final[Mapping[Element, str]] = MappingProxyType(
    {
        Element.SMOKING: "lifestyle",
        Element.LIFESTYLE: "lifestyle",
        Element.ALCOHOL: "lifestyle",
        Element.WEIGHT: WEIGHT,
        Element.WAIST: "waist",
        Element.HEIGHT: "height",
        Element.BLOOD_PRESSURE: "blood_pressure",
        Element.GLUCOSE: "glucose",
        Element.LIPIDS: "lipids",
    }
)
_RANK: Final[Mapping[Standing, int]] = MappingProxyType({s: n for n, s in enumerate(Standing)})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal that stands: the day, and the day agreed for asking again, if any."""

    on: date
    retry_on: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Draft:
    """Something that waits on an unsigned form: since when (aware), and by whom it was left."""

    since: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one form recorded, as far as the worklist asks.

    Attributes:
        form_id: The form.
        amends: The form that it corrects, or None.
        signed_on: The local day of its signature; None while it is open.
        days: The latest day of a value of each element that has one.
        refused: The refusals that stand on it.
        red_without_action: Domains that are red on it with no action; open forms only.
        draft: What waits on it to be gone on with; open forms only.
    """

    form_id: UUID
    amends: UUID | None = None
    signed_on: date | None = None
    days: Mapping[Element, date]
    refused: Mapping[Domain | Beside, Refusal]
    red_without_action: frozenset[Domain] = frozenset()
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """How an element or a column stands, and when it is due (None: never, or not by a date)."""

    standing: Standing
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistEntry:
    """One person's line of the worklist.

    Attributes:
        person: Who it is.
        elements: Every element that the timetable asks of this person.
        columns: The six domains in the order of the form.
        due_on: The first day on which anything is due; None without a timetable.
        days_left: Days until then, negative when it is past; None without a timetable.
        has_open_form: Whether a form waits to be signed.
        draft: What waits on it, if anything stands on it.
    """

    person: Person
    elements: Mapping[Element, Mark]
    columns: Mapping[Domain, Mark]
    due_on: date | None
    days_left: int | None
    has_open_form: bool
    draft: Draft | None = None

    @property
    def days_overdue(self) -> int:
        """Days since something was due; 0 when nothing is overdue."""
        return max(0, -self.days_left) if self.days_left is not None else 0

    @property
    def is_overdue(self) -> bool:
        """Whether something should have been done before today."""
        return self.days_overdue > 0

    @property
    def is_due_now(self) -> bool:
        """Whether the first thing is due from today to seven days ahead, or a red zone waits."""
        soon = self.days_left is not None and self.days_left <= DUE_NOW_DAYS
        return not self.is_overdue and (soon or bool(self.red_zones))

    @property
    def red_zones(self) -> tuple[Domain, ...]:
        """The red zones without an action."""
        return tuple(d for d, mark in self.columns.items() if mark.standing is Standing.RED_ZONE)

    @property
    def is_all_done(self) -> bool:
        """Whether nothing is to be done now: nothing due or red, and no form left open."""
        calm = {Standing.DONE, Standing.DECLINED}
        return not self.has_open_form and all(
            mark.standing in calm for mark in self.columns.values()
        )


def worklist_entry(
    person: Person, recorded: Iterable[Recorded], pack: Pack, today: date
) -> WorklistEntry:
    """Derive one line of the worklist.

    Args:
        person: Who it is.
        recorded: What each of the person's forms recorded, oldest form first.
        pack: The station's pack; its timetable counts, whatever pack a form was opened with.
        today: The ward's local day.
    """
    counted = _counted(tuple(recorded))
    under_18 = not pack.person.adult.met_by(person.age_on(today))
    elements: dict[Element, Mark] = {}
    for element, item in _asked(pack, under_18=under_18):
        elements[element] = _element_mark(
            element, item, person.antipsychotic_started, counted, pack, today, under_18=under_18
        )
    red = frozenset[Domain]().union(*(each.red_without_action for each in counted))
    columns = {domain: _column_mark(domain, elements, red) for domain in Domain}
    dates = [mark.due_on for mark in elements.values() if mark.due_on is not None]
    due_on = min(dates, default=None)
    return WorklistEntry(
        person=person,
        elements=MappingProxyType(elements),
        columns=MappingProxyType(columns),
        due_on=due_on,
        days_left=(due_on - today).days if due_on is not None else None,
        has_open_form=any(each.signed_on is None for each in counted),
        draft=max((each.draft for each in counted if each.draft is not None), default=None),
    )


def _asked(pack: Pack, *, under_18: bool) -> list[tuple[Element, MonitoringItem]]:
    items = {each.item: each for each in pack.monitoring if under_18 or not each.under_18_only}
    return [(element, items[name]) for element, name in _ITEM_OF.items() if name in items]


def _counted(recorded: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """The forms that count: none that a signed version has corrected (rule 6)."""
    by_id = {each.form_id: each for each in recorded}
    if not any(each.amends for each in recorded):
        return recorded
    corrected = {each.amends for each in recorded if each.amends and each.signed_on}
    return tuple(
        _at_the_latest(each, _first_signed(each, by_id))
        for each in recorded
        if each.form_id not in corrected
    )


def _first_signed(form: Recorded, by_id: Mapping[UUID, Recorded]) -> date | None:
    """When the form that a chain of corrections began with was signed."""
    first, seen = form, {form.form_id}
    while first.amends is not None and first.amends in by_id and first.amends not in seen:
        seen.add(first.amends)
        first = by_id[first.amends]
    return None if first is form else first.signed_on


def _at_the_latest(form: Recorded, day: date | None) -> Recorded:
    if day is None:
        return form
    return Recorded(
        form_id=form.form_id,
        amends=form.amends,
        signed_on=form.signed_on,
        days=MappingProxyType({element: min(on, day) for element, on in form.days.items()}),
        refused=MappingProxyType(
            {part: Refusal(min(r.on, day), r.retry_on) for part, r in form.refused.items()}
        ),
        red_without_action=form.red_without_action,
        draft=form.draft,
    )


def _element_mark(
    element: Element,
    item: MonitoringItem,
    started: date | None,
    recorded: tuple[Recorded, ...],
    pack: Pack,
    today: date,
    *,
    under_18: bool,
) -> Mark:
    if started is None:
        return Mark(Standing.UNSCHEDULED)
    answered, refusal = _last_word(element, recorded)
    point = first_open_point(item, started, answered, pack.windows, under_18=under_18)
    due_on = point.on
    early = pack.windows.weekly.value
    if refusal is not None and (started - refusal.on).days <= early:
        retry = refusal.retry_on
        due_on = retry if retry is not None and retry >= refusal.on else point.on
        if today < due_on:
            return Mark(Standing.DECLINED, due_on)
    if due_on < today:
        return Mark(Standing.OVERDUE, due_on)
    if (due_on - today).days <= DUE_NOW_DAYS:
        return Mark(Standing.DUE, due_on)
    return Mark(Standing.DONE, due_on)


def _last_word(
    element: Element, recorded: tuple[Recorded, ...]
) -> tuple[date | None, Refusal | None]:
    """The last day that answers an element, and the refusal if that is what answers it."""
    part = REFUSED_BY[element]
    answered: date | None = None
    refusal: Refusal | None = None
    for each in recorded:
        refused = each.refused.get(part)
        if refused is not None and (answered is None or refused.on >= answered):
            answered, refusal = refused.on, refused
        on = None if refused is not None else each.days.get(element)
        if on is not None and (answered is None or on >= answered):
            answered, refusal = on, None
    return answered, refusal


def _column_mark(domain: Domain, elements: Mapping[Element, Mark], red: frozenset[Domain]) -> Mark:
    marks = [mark for element, mark in elements.items() if COLUMN_OF[element] is domain]
    dates = [mark.due_on for mark in marks if mark.due_on is not None]
    due_on = min(dates, default=None)
    if domain in red:
        return Mark(Standing.RED_ZONE, due_on)
    worst = min((mark.standing for mark in marks), key=lambda s: _RANK[s], default=None)
    return Mark(worst or Standing.UNSCHEDULED, due_on)

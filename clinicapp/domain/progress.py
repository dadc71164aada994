"""How a ward gets on, month by month: who had complete screening, and what followed red zones.

Never per person: what leaves this module are counts of a month, and a month in which fewer than
``FEWEST_PEOPLE`` people count has none. Five is our own limit; NHS Digital's hospital statistics
hide local counts of one to seven, so a trust that publishes may need a higher one (unsure, ask
whoever approves publications).

Complete screening, at the end of a month (of the running month: today):

* *Counted* is every person on the list who is an adult by the pack and under the monitoring
  timetable, that is whose antipsychotic was started, restarted or last switched by that day. The
  list has no past: who has left the ward is not counted in any month, and who came lately counts
  from the start of the medicine. QOF leaves out people in remission (reference/clinical.md 2.2);
  nothing here records remission, so nobody is left out for it.
* *Complete* is a person of whom every part of the measure is done, on whichever forms, each not
  more than twelve calendar months before (QOF MH021 "in the contract year", audit "within 12
  months", clinical.md 2.2 and 10; QOF's 24 months for some lipids do not hold for people on
  antipsychotics). What is done follows ``completeness.parts_done``: a part that was declined is
  done for Lester and for the audit (the latter remembered, verify), never for NHS England's core
  six. There is no partial credit. A form counts whether signed or not; a reading that is held is
  on no form.

Red zones, at the same moment and of the same people: a Lester domain whose latest judged value, not
more than twelve months old, is in the red zone by the pack of its form. One is acted on once an
action for it is offered, accepted, declined or not appropriate (clinical.md 8 and 10).

Everything is worked out from the forms as they stand today: a value that was taken back counts in
no month, a correction replaces what it corrects once it is signed, and earlier points may move.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.calendar import months_after
from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.lester.judgement import Count
from clinicapp.domain.progress_checks import Check, checks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from clinicapp.domain.histories import PersonHistory
    from clinicapp.domain.lester.completeness import Part
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.lester.vocabulary import Domain
    from clinicapp.domain.pack_choice import PackChoice
    from clinicapp.domain.people import Person
    from clinicapp.domain.progress_checks import Finding

MONTHS: Final = 24
FEWEST_PEOPLE: Final = 5
IN_DATE_MONTHS: Final = 12
_PARTS: Final[Mapping[Measure, int]] = MappingProxyType(
    {Measure.LESTER: 6, Measure.NHSE_CORE: 6, Measure.AUDIT: 7}
)
"""How many parts each measure counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what is judged: the station's pack, each form's own, today, and the ward's zone."""

    pack: Pack
    packs: PackChoice
    today: date
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Figure:
    """One month.

    Attributes:
        month: Its first day.
        as_of: The day for which it holds: its last, or today.
        count: So many of so many; None where fewer than ``FEWEST_PEOPLE`` people count.
    """

    month: date
    as_of: date
    count: Count | None

    @property
    def share(self) -> Fraction | None:
        """From 0 to 1, exactly; None for a month that is not shown."""
        return None if self.count is None else Fraction(self.count.done, self.count.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The ward's months, oldest first, from the first in which a form was opened.

    Attributes:
        screening: People with complete screening of people counted, by measure.
        interventions: Red zones acted on of red zones that stand.
        without_start: People of whom no start of an antipsychotic is recorded; none is counted.
        not_judged: Forms whose pack this program does not have; they are not counted.
    """

    screening: Mapping[Measure, tuple[Figure, ...]]
    interventions: tuple[Figure, ...]
    without_start: int
    not_judged: int


def progress_of(histories: Iterable[PersonHistory], terms: Terms) -> Progress:
    """Work out the months; see the module for what counts."""
    people = tuple(histories)
    opened = [each.form.opened_at for person in people for each in person.forms]
    first = min(opened).astimezone(terms.zone).date() if opened else terms.today
    months = _months(first, terms.today)
    tally = _Tally(months, terms.today)
    not_judged = 0
    for each in people:
        checks, unknown = checks_of(each.person, each.forms, terms.packs, terms.today, terms.zone)
        not_judged += unknown
        tally.add(each.person, checks, terms.pack)
    return Progress(
        screening=MappingProxyType(
            {
                measure: tally.figures(tally.complete[measure], tally.counted, tally.counted)
                for measure in Measure
            }
        )
        if opened
        else MappingProxyType(dict.fromkeys(Measure, ())),
        interventions=tally.figures(tally.acted, tally.red, tally.with_red) if opened else (),
        without_start=sum(each.person.antipsychotic_started is None for each in people),
        not_judged=not_judged,
    )


def _months(first: date, today: date) -> tuple[date, ...]:
    """The first days of the months up to today's, at most ``MONTHS``, none before the first."""
    this = today.replace(day=1)
    begins = max(first.replace(day=1), months_after(this, 1 - MONTHS))
    count = (this.year - begins.year) * 12 + this.month - begins.month + 1
    return tuple(months_after(begins, place) for place in range(max(count, 1)))


class _Tally:
    """Counts of each month. A person's months are the bits of one whole number."""

    def __init__(self, months: tuple[date, ...], today: date) -> None:
        self._months = months
        self._as_of = tuple(
            min(months_after(month, 1) - timedelta(days=1), today) for month in months
        )
        self._spans: dict[date, int] = {}
        self.counted = self._zeros()
        self.complete = {measure: self._zeros() for measure in Measure}
        self.with_red = self._zeros()
        self.red = self._zeros()
        self.acted = self._zeros()

    def add(self, person: Person, checks: Sequence[Check], pack: Pack) -> None:
        """Count a person."""
        counted = self._months_under_timetable(person, pack)
        if not counted:
            return
        _count(self.counted, counted)
        for measure in Measure:
            days: dict[Part, list[date]] = {}
            for check in checks:
                for part, day in check.done[measure].items():
                    days.setdefault(part, []).append(day)
            complete = counted if len(days) == _PARTS[measure] else 0
            for found in days.values():
                covered = 0
                for day in found:
                    covered |= self._in_date(day)
                complete &= covered
            _count(self.complete[measure], complete)
        self._add_red(checks, counted)

    def figures(self, done: list[int], of: list[int], people: list[int]) -> tuple[Figure, ...]:
        """The months; one with too few ``people`` has no count."""
        return tuple(
            Figure(
                month=month,
                as_of=self._as_of[place],
                count=Count(done[place], of[place]) if people[place] >= FEWEST_PEOPLE else None,
            )
            for place, month in enumerate(self._months)
        )

    def _add_red(self, checks: Sequence[Check], counted: int) -> None:
        by_domain: dict[Domain, list[Finding]] = {}
        for check in checks:
            for domain, finding in check.found.items():
                by_domain.setdefault(domain, []).append(finding)
        anywhere = 0
        for findings in by_domain.values():
            # Stable: of two of one day the later form's is the latest.
            findings.sort(key=lambda finding: finding.on)
            for place, finding in enumerate(findings):
                if not finding.red:
                    continue
                stands = self._in_date(finding.on) & counted
                if place + 1 < len(findings):
                    stands &= ~self._from(findings[place + 1].on)
                anywhere |= stands
                _count(self.red, stands)
                if finding.acted_on is not None:
                    _count(self.acted, stands & self._from(finding.acted_on))
        _count(self.with_red, anywhere)

    def _months_under_timetable(self, person: Person, pack: Pack) -> int:
        started = person.antipsychotic_started
        if started is None:
            return 0
        adult = pack.person.adult.met_by
        ages = [adult(person.age_on(day)) for day in self._as_of]
        return sum(1 << place for place, grown in enumerate(ages) if grown) & self._from(started)

    def _in_date(self, day: date) -> int:
        """The months at whose end what was done on that day is in date."""
        if day not in self._spans:
            last = bisect_right(self._as_of, months_after(day, IN_DATE_MONTHS))
            self._spans[day] = ((1 << last) - 1) & self._from(day)
        return self._spans[day]

    def _from(self, day: date) -> int:
        """The months that end on that day or later."""
        everything = (1 << len(self._months)) - 1
        return everything & ~((1 << bisect_left(self._as_of, day)) - 1)

    def _zeros(self) -> list[int]:
        return [0] * len(self._months)


def _count(counts: list[int], months: int) -> None:
    while months:
        lowest = months & -months
        counts[lowest.bit_length() - 1] += 1
        months ^= lowest

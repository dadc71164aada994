"""What a list of equipment says of an asset, in a form that the passing of time does not change.

The state of an asset (``asset_state``) holds at one moment. A list of a hundred thousand is sorted
by what each is *now*; so what can be kept of an asset is what does not depend on now: what it is as
long as nothing lapses, and the instants at which something does. Comparing those with the clock
gives the status. It may be kept anywhere and made again from the facts at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import WARN_DAYS, Stage, Standing, state_of
from clinicapp.domain.equipment.assets import Funding, counting
from clinicapp.domain.equipment.checks import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan


class AssetStatus(StrEnum):
    """The one word for a piece of equipment, most urgent first."""

    FAILED = "failed"
    OVERDUE = "overdue"
    QUARANTINED = "quarantined"
    RECALLED = "recalled"
    LOST = "lost"
    NOT_ACCEPTED = "not_accepted"
    NEVER_CHECKED = "never_checked"
    IN_REPAIR = "in_repair"
    CONTAMINATED = "contaminated"
    END_OF_LIFE = "end_of_life"
    DUE_SOON = "due_soon"
    ON_LOAN = "on_loan"
    IN_USE = "in_use"
    AVAILABLE = "available"
    CONDEMNED = "condemned"
    DISPOSED = "disposed"
    HANDED_BACK = "handed_back"


OF_STAGE: Final[Mapping[Stage, AssetStatus]] = MappingProxyType(
    {
        Stage.IN_USE: AssetStatus.IN_USE,
        Stage.AVAILABLE: AssetStatus.AVAILABLE,
        Stage.IN_ACCEPTANCE: AssetStatus.NOT_ACCEPTED,
        Stage.ORDERED: AssetStatus.NOT_ACCEPTED,
        Stage.ON_LOAN: AssetStatus.ON_LOAN,
        Stage.CONTAMINATED: AssetStatus.CONTAMINATED,
        Stage.IN_REPAIR: AssetStatus.IN_REPAIR,
        Stage.RECALLED: AssetStatus.RECALLED,
        Stage.QUARANTINED: AssetStatus.QUARANTINED,
        Stage.LOST: AssetStatus.LOST,
        Stage.CONDEMNED: AssetStatus.CONDEMNED,
        Stage.DISPOSED: AssetStatus.DISPOSED,
        Stage.HANDED_BACK: AssetStatus.HANDED_BACK,
    }
)
LIVE: Final = (AssetStatus.IN_USE, AssetStatus.AVAILABLE)
"""What a piece is as long as nothing lapses on it."""
LAPSING: Final = (AssetStatus.NEVER_CHECKED, *LIVE)
"""What a piece is no more once a check of it has lapsed: then it is overdue."""
_STANDS: Final = (
    (Standing.FAILED, AssetStatus.FAILED),
    (Standing.OVERDUE, AssetStatus.OVERDUE),
    (Standing.NEVER, AssetStatus.NEVER_CHECKED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCheck:
    """One check of an asset, whatever the time.

    ``standing`` is NEVER, FAILED or PASSED. A passed one covers the asset to the end of ``due_on``
    (or to ``due_at``); it is due soon from ``warns_at`` and overdue from ``lapses_at``, both aware.
    A failed one failed at ``failed_at``; ``subjects`` are the fields that it locks, where it locks
    not all of them.
    """

    check: Check
    standing: Standing
    last_at: datetime | None
    due_on: date | None = None
    due_at: datetime | None = None
    warns_at: datetime | None = None
    lapses_at: datetime | None = None
    failed_at: datetime | None = None
    subjects: tuple[str, ...] = ()

    def standing_at(self, now: datetime) -> Standing:
        """How it stands at a moment after all events."""
        if self.lapses_at is not None and now >= self.lapses_at:
            return Standing.OVERDUE
        if self.warns_at is not None and now >= self.warns_at:
            return Standing.DUE_SOON
        return self.standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list says of an asset.

    Attributes:
        base: What it is as long as nothing lapses.
        checks: Its checks in the order of ``Check``.
        warns_at: When the first check but quality control becomes due soon.
        lapses_at: When the first of those becomes overdue.
        ends_at: When it is past the end of its life.
        quality_lapses_at: When its quality control is due; the beginning of time when it has failed
            or was never done, None when none is needed. It is no part of the status: it stands
            beside it.
        last_event_at: When something last happened to it.
    """

    base: AssetStatus
    checks: tuple[ListedCheck, ...] = ()
    warns_at: datetime | None = None
    lapses_at: datetime | None = None
    ends_at: datetime | None = None
    quality_lapses_at: datetime | None = None
    last_event_at: datetime | None = None

    def check(self, check: Check) -> ListedCheck | None:
        """One kind of check, if it is needed."""
        return next((each for each in self.checks if each.check is check), None)

    def status_at(self, now: datetime) -> AssetStatus:
        """The one word at a moment after all events."""
        if self.base in LAPSING and _reached(self.lapses_at, now):
            return AssetStatus.OVERDUE
        if self.base in LIVE and _reached(self.ends_at, now):
            return AssetStatus.END_OF_LIFE
        if self.base in LIVE and _reached(self.warns_at, now):
            return AssetStatus.DUE_SOON
        return self.base

    def quality_waits_at(self, now: datetime) -> bool:
        """Whether its quality control has failed or is due at a moment."""
        return _reached(self.quality_lapses_at, now)


BEGINNING: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
"""Before anything that can have happened to an asset here."""


def status_of(state: AssetState) -> AssetStatus:
    """The one word for an asset in a state: out of service first, then its worst check.

    Quality control is no part of it (it has a column of its own), whatever the gate makes of it.
    """
    if not state.in_service:
        return OF_STAGE[state.stage]
    stands = {each.standing for each in state.checks if each.check is not Check.QUALITY_CONTROL}
    for standing, status in _STANDS:
        if standing in stands:
            return status
    if any(reason.code == "END_OF_LIFE" for reason in state.reasons):
        return AssetStatus.END_OF_LIFE
    return AssetStatus.DUE_SOON if Standing.DUE_SOON in stands else OF_STAGE[state.stage]


def listing_of(
    asset: Asset,
    plans: Iterable[CheckPlan],
    events: Iterable[AssetEvent],
    zone: tzinfo,
    warn_days: int = WARN_DAYS,
    control: CheckState | None = None,
) -> Listing:
    """What a list says of an asset; the same for any order of the same events.

    Args:
        asset: the asset.
        plans: the check plans that apply to it.
        events: all its events.
        zone: the time zone in which days are counted.
        warn_days: how many days before a due date a check is due soon, unless its plan says.
        control: how its quality control stood when the last fact of it was recorded, where it has
            control results; None where quality control is only recorded as checks. What counts
            patients' tests may have run out since: that is seen in the record.
    """
    plans = tuple(plans)
    past = counting(events)
    last = past[-1].at if past else None
    state = state_of(asset, plans, past, (last or BEGINNING).astimezone(zone), warn_days)
    of_check = {plan.check: plan for plan in plans}
    listed = [
        _listed(each, of_check[each.check], zone, warn_days)
        for each in state.checks
        if control is None or each.check is not Check.QUALITY_CONTROL
    ]
    if control is not None:
        listed.append(_listed_control(control))
    checks = tuple(sorted(listed, key=lambda each: list(Check).index(each.check)))
    judged = tuple(each for each in checks if each.check is not Check.QUALITY_CONTROL)
    ends_on = asset.end_of_life_on
    return Listing(
        base=_base(state, judged),
        checks=checks,
        warns_at=min((each.warns_at for each in judged if each.warns_at), default=None),
        lapses_at=min((each.lapses_at for each in judged if each.lapses_at), default=None),
        ends_at=None if ends_on is None else _midnight(ends_on + timedelta(days=1), zone),
        quality_lapses_at=_quality(checks),
        last_event_at=last,
    )


def _base(state: AssetState, judged: tuple[ListedCheck, ...]) -> AssetStatus:
    if not state.in_service:
        return OF_STAGE[state.stage]
    stands = {each.standing for each in judged}
    if Standing.FAILED in stands:
        return AssetStatus.FAILED
    return AssetStatus.NEVER_CHECKED if Standing.NEVER in stands else OF_STAGE[state.stage]


def _listed(state: CheckState, plan: CheckPlan, zone: tzinfo, warn_days: int) -> ListedCheck:
    if state.standing in (Standing.NEVER, Standing.FAILED):
        return _not_passed(state)
    warns_at = lapses_at = None
    if state.due_at is not None:
        # It still covers the very instant at which it is due.
        lapses_at = state.due_at + timedelta(microseconds=1)
    elif state.due_on is not None:
        lead = plan.lead_days if plan.lead_days is not None else warn_days
        warns_at = _midnight(state.due_on - timedelta(days=lead), zone)
        lapses_at = _midnight(state.due_on + timedelta(days=plan.grace_days + 1), zone)
    return ListedCheck(
        check=state.check,
        standing=Standing.PASSED,
        last_at=state.last_at,
        due_on=state.due_on,
        due_at=state.due_at,
        warns_at=warns_at,
        lapses_at=lapses_at,
    )


def _not_passed(state: CheckState) -> ListedCheck:
    return ListedCheck(
        check=state.check,
        standing=state.standing,
        last_at=state.last_at,
        failed_at=state.failed_at,
        subjects=state.subjects,
    )


def _listed_control(control: CheckState) -> ListedCheck:
    if control.standing in (Standing.NEVER, Standing.FAILED):
        return _not_passed(control)
    ends = None if control.due_at is None else control.due_at + timedelta(microseconds=1)
    if control.standing is Standing.OVERDUE and ends is None:
        ends = BEGINNING
    return ListedCheck(
        check=control.check,
        standing=Standing.PASSED,
        last_at=control.last_at,
        due_at=control.due_at,
        lapses_at=ends,
    )


def _quality(checks: tuple[ListedCheck, ...]) -> datetime | None:
    found = next((each for each in checks if each.check is Check.QUALITY_CONTROL), None)
    if found is None:
        return None
    return BEGINNING if found.standing is not Standing.PASSED else found.lapses_at


def _reached(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and now >= instant


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """Which assets a list shows.

    Attributes:
        ward: Those that this ward answers for; None for all.
        category: Those of this kind; None for all.
        statuses: Those that are one of these; empty for all but what has been disposed of
            or handed back.
        quality_waits: Only those in service whose quality control has failed or is due.
        due_by: Only those of which a check lapses by then, or has lapsed (aware).
        words: Each must occur in tag, make, model, serial number or location, in any case; also
            whose it is, if it is not ours: leased, donated or loaned_in.
        funding: Those whose it is so; None for all.
    """

    ward: str | None = None
    category: str | None = None
    statuses: frozenset[AssetStatus] = frozenset()
    quality_waits: bool = False
    due_by: datetime | None = None
    words: tuple[str, ...] = ()
    funding: Funding | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of a list: a status, and within it those of one base, perhaps parted by quality.

    Within a shelf the assets are in the order in which they lapse, then by tag. Shelves follow each
    other in the order of ``SHELVES``: so a list is never sorted, only read on.
    """

    status: AssetStatus
    base: AssetStatus
    quality_waits: bool | None = None


def _shelves_of(status: AssetStatus) -> tuple[Shelf, ...]:
    match status:
        case AssetStatus.OVERDUE:
            bases = (AssetStatus.IN_USE, AssetStatus.NEVER_CHECKED, AssetStatus.AVAILABLE)
            return tuple(Shelf(status, base) for base in bases)
        case AssetStatus.END_OF_LIFE | AssetStatus.DUE_SOON:
            return tuple(Shelf(status, base) for base in LIVE)
        case AssetStatus.IN_USE | AssetStatus.AVAILABLE:
            return tuple(Shelf(status, status, quality_waits=waits) for waits in (True, False))
        case _:
            return (Shelf(status, status),)


SHELVES: Final = tuple(shelf for status in AssetStatus for shelf in _shelves_of(status))
"""All shelves, most urgent first."""


NOT_OURS: Final = "="
"""In what is searched for an asset, before whose it is, where it is not ours."""


def search_text_of(asset: Asset) -> str:
    """What is searched for an asset; it begins with its tag, by which equals are ordered."""
    parts = (asset.tag, asset.make, asset.model, asset.serial, asset.location)
    own = "" if asset.funding is Funding.OWNED else f"{NOT_OURS}{asset.funding.value}"
    return " ".join(part for part in (*parts, own) if part).casefold()

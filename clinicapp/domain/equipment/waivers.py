"""Waivers: a named person lets a lapsed check wait for some days, with a reason.

A waiver is an event of the asset (reference/equipment.md 2.2: who, why, until, scope; 14 days at
most). While it holds, the check's code is WAIVED in place of overdue or never done, and the policy
says what that leads to. It waives no check that failed and no quality control: a control is run in
minutes. It ends by itself at the end of its last day, by a WAIVER_ENDED, or with a passed check.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.checks import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clinicapp.domain.equipment.assets import AssetEvent

MOST_DAYS: Final = 14
"""A waiver lasts no longer than so many days after the one on which it was granted."""
WAIVABLE: Final = (
    Check.CALIBRATION,
    Check.SERVICE,
    Check.ELECTRICAL,
    Check.USER_CHECK,
    Check.EXTERNAL_QUALITY,
)
"""Checks that may be waived for a while."""
UNTIL: Final = "until"
OF_CHECK: Final = "check"
REASON: Final = "reason"
"""In the details of a WAIVED event: its last day (ISO 8601), the check, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver that holds: of which check, until the end of which day, and its event."""

    check: Check
    until: date
    event: AssetEvent


def waivers_at(events: Iterable[AssetEvent], as_of: datetime) -> Mapping[Check, Waiver]:
    """The waivers that hold at a moment, by check.

    Args:
        events: the asset's events that count, in order, none of them after the moment.
        as_of: the moment, in the ward's time zone (a waiver ends with a local day).
    """
    found: dict[Check, Waiver] = {}
    granted, ended = AssetEventKind.WAIVED, AssetEventKind.WAIVER_ENDED
    # Ten years of checks are looked through at every reading, and hardly any has a waiver.
    for event in [each for each in events if each.kind is granted or each.kind is ended]:
        check = next((c for c in WAIVABLE if c.value == event.details.get(OF_CHECK)), None)
        if check is None:
            continue
        found.pop(check, None)
        until = _until(event, as_of)
        if event.kind is AssetEventKind.WAIVED and until is not None and as_of.date() <= until:
            found[check] = Waiver(check=check, until=until, event=event)
    return found


def last_day(granted_on: date) -> date:
    """The last day that a waiver granted on a day may have."""
    return granted_on + timedelta(days=MOST_DAYS)


def _until(event: AssetEvent, as_of: datetime) -> date | None:
    try:
        until = date.fromisoformat(event.details.get(UNTIL, ""))
    except ValueError:
        return None
    return min(until, last_day(event.at.astimezone(as_of.tzinfo).date()))

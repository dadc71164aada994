"""Loans: what is lent to somebody else, and what somebody else has lent to us.

A loan in is two events of the asset: BORROWED says from whom, until when and how it arrived;
HANDED_BACK ends it. Between them it is equipment like any other, and has to be accepted first
(reference/equipment.md 1.1: loaned-in kit needs acceptance and its paperwork).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import AssetEventKind, counting
from clinicapp.domain.equipment.faults import LOAN_TO, LOAN_UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from clinicapp.domain.equipment.assets import AssetEvent

OWNER: Final = "owner"
OWNER_KIND: Final = "owner_kind"
ARRIVAL: Final = "arrival"
"""In the details of a BORROWED event: who lent it, what they are, and how it arrived."""


class OwnerKind(StrEnum):
    """Who has lent a piece to us."""

    WARD = "ward"
    TRUST = "trust"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A loan that lasts: with whom, and its last day if one was agreed. ``ours`` was lent by us."""

    ours: bool
    who: str
    until: date | None
    since: datetime

    def over_on(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.until is not None and day > self.until


def loan_at(events: Iterable[AssetEvent], as_of: datetime) -> Loan | None:
    """The loan that lasts at a moment, or None; of several that last, the newest.

    Args:
        events: the events of the asset, in any order.
        as_of: the moment, aware.
    """
    last: dict[bool, Loan] = {}
    for event in counting(events):
        if event.at > as_of:
            break
        match event.kind:
            case AssetEventKind.LOANED:
                last[True] = _loan(event, event.details.get(LOAN_TO, ""), ours=True)
            case AssetEventKind.RETURNED:
                last.pop(True, None)
            case AssetEventKind.BORROWED:
                last[False] = _loan(event, event.details.get(OWNER, ""), ours=False)
            case AssetEventKind.HANDED_BACK:
                last.clear()
            case _:
                pass
    return max(last.values(), key=lambda loan: loan.since, default=None)


def _loan(event: AssetEvent, who: str, *, ours: bool) -> Loan:
    try:
        until = date.fromisoformat(event.details.get(LOAN_UNTIL, ""))
    except ValueError:
        until = None
    return Loan(ours=ours, who=who, until=until, since=event.at)

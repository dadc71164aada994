"""Break-glass: a held reading is used all the same, with a reason, counted and reviewed.

Two ways lead to it: a person uses a reading that is held, or says beforehand of a locked device
that its next reading shall be used. Both are entries that stay, and a physical health lead signs
each as looked at. Source: reference/equipment.md 0 (4), 2.6; the capped STAT tests of a locked
HemoCue [S19].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

OVERRIDE_CODE: Final = "BREAK_GLASS"
"""The code of a reading that was let through by an override given beforehand."""
NOT_THE_DEVICE: Final = frozenset(
    {
        *("CONTROL", "NOBODY_ARMED", "FROM_MEMORY", "TIME_UNKNOWN", "OUTSIDE_VISIT"),
        *("REFERENCE_DISAGREES", "TRAINING_RUN", "MESSAGE_CUT", "CHANGED_RESULT"),
        *("NOT_A_NUMBER", "IMPLAUSIBLE", "UNUSUAL", "NO_FORM_ITEM", "DUE_SOON", OVERRIDE_CODE),
    }
)
"""Codes about whose the reading is and what it says. To file such a reading is no break-glass, and
no override given beforehand may pass over them."""


class BreakGlassKind(StrEnum):
    """What an entry says."""

    USED = "used"
    """A held reading was used."""
    OVERRIDDEN = "overridden"
    """The next reading of a device shall be used."""
    SPENT = "spent"
    """The override ``target`` let ``reading_id`` through; it lets nothing more through."""
    REVIEWED = "reviewed"
    """The use or override ``target`` was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlass:
    """One appended entry.

    ``codes`` are the reasons that were passed over. ``reason_code`` is one of the offered reasons
    and ``reason`` its words, as kept with the reading.
    """

    id: UUID
    kind: BreakGlassKind
    at: datetime
    actor_id: UUID
    actor_name: str
    ward: str
    asset_id: UUID | None = None
    reading_id: UUID | None = None
    form_id: UUID | None = None
    target: UUID | None = None
    codes: tuple[str, ...] = ()
    reason_code: str = ""
    reason: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassPolicy:
    """A trust's rules.

    ``most`` caps how often a device of an asset category is overridden in one shift; a category
    that is not named has no cap. ``shifts`` are the local times at which one begins.
    ``override_minutes``: an override given beforehand is good for so long.
    """

    most: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    shifts: tuple[time, ...] = (time(7, 30), time(20, 0))
    override_minutes: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How often a device has been overridden in this shift, and how often it may be.

    ``most`` None is no cap.
    """

    used: int
    most: int | None
    since: datetime

    @property
    def spent(self) -> bool:
        """Whether there is nothing left."""
        return self.most is not None and self.used >= self.most


def breaks_glass(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that speak against the device, the lot or the operator."""
    return tuple(code for code in codes if code not in NOT_THE_DEVICE)


def shift_start(at: datetime, policy: BreakGlassPolicy) -> datetime:
    """When the shift of a moment began; ``at`` in the ward's time zone.

    Without shifts a day is one.
    """
    begins = sorted(policy.shifts) or [time(0)]
    today = [datetime.combine(at.date(), begin, at.tzinfo) for begin in begins]
    past = [each for each in today if each <= at]
    if past:
        return past[-1]
    return datetime.combine(at.date() - timedelta(days=1), begins[-1], at.tzinfo)


def allowance(
    entries: Iterable[BreakGlass], category: str, at: datetime, policy: BreakGlassPolicy
) -> Allowance:
    """Count the uses and overrides of one device in the shift of ``at`` (the ward's time)."""
    since = shift_start(at, policy)
    counted = (BreakGlassKind.USED, BreakGlassKind.OVERRIDDEN)
    used = sum(each.kind in counted and since <= each.at <= at for each in entries)
    return Allowance(used=used, most=policy.most.get(category), since=since)


def refuse_if_spent(found: Allowance, device: str) -> None:
    """Refuse a further use of a device beyond what the policy allows.

    Raises:
        Refused: with the count; the reading stays held and on the screen.
    """
    if found.spent:
        raise Refused(
            f"{device} has been used past its checks {found.used} times in this shift, which is "
            "as often as the policy allows; measure with another device, or put right what is "
            "wrong with this one. The reading stays here."
        )


def open_override(
    entries: Iterable[BreakGlass], at: datetime, policy: BreakGlassPolicy
) -> BreakGlass | None:
    """The oldest override of a device that is still good at ``at`` and was not spent."""
    every = tuple(entries)
    spent = {each.target for each in every if each.kind is BreakGlassKind.SPENT}
    good = [
        each
        for each in every
        if each.kind is BreakGlassKind.OVERRIDDEN
        and each.id not in spent
        and each.at <= at <= each.at + timedelta(minutes=policy.override_minutes)
    ]
    return min(good, key=lambda each: (each.at, each.id), default=None)


def passed_over(codes: Iterable[str]) -> bool:
    """Whether an override may let a reading with these holding codes through.

    Never past a code about the person or the value: those are for a person to decide.
    """
    every = tuple(codes)
    return bool(every) and len(breaks_glass(every)) == len(every)

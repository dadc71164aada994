"""What a held reading's panel says of its device now, and how often it was used past its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.break_glass import BreakGlassKind, allowance, breaks_glass
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingEventKind
from clinicapp.services.clinic.inbox import USES_DAYS
from clinicapp.ui.words.held import why_short
from clinicapp.ui.words.plain import counted, listed, lower_first

if TYPE_CHECKING:
    from datetime import datetime

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.gate import GatePolicy
    from clinicapp.services.clinic.inbox import ReadingAtHand


def put_right_text(found: ReadingAtHand, policy: GatePolicy) -> str:
    """What no longer stands against the device; it releases nothing by itself."""
    judged = [each for each in found.events if each.kind is ReadingEventKind.JUDGED]
    if not judged or found.state is None or found.state_now is None:
        return ""
    then, now = (_codes(each) for each in (found.state, found.state_now))
    gone = [
        code
        for code in judged[-1].codes
        if policy.decide(code) in (Decision.HOLD, Decision.BLOCK)
        and code in then
        and code not in now
    ]
    if not gone:
        return ""
    words = listed(lower_first(why_short(code)) for code in gone)
    return f"Put right since it was taken: {words}. That releases nothing; you decide."


def _codes(state: AssetState) -> frozenset[str]:
    return frozenset(reason.code for reason in state.reasons)


def used_text(found: ReadingAtHand, policy: GatePolicy, now: datetime) -> str:
    """How often the device was used past its checks; ``now`` in the ward's time zone.

    Empty when nothing speaks against the device, or it is no asset.
    """
    judged = [each for each in found.events if each.kind is ReadingEventKind.JUDGED]
    if found.asset is None or not judged or not breaks_glass(judged[-1].codes):
        return ""
    shift = allowance(found.uses, found.asset.category, now, policy.break_glass)
    kinds = (BreakGlassKind.USED, BreakGlassKind.OVERRIDDEN)
    lately = sum(each.kind in kinds for each in found.uses)
    most = "" if shift.most is None else f" of {shift.most} allowed"
    return (
        f"{found.asset.tag} was used past its checks {counted(shift.used, 'time')}{most} in this "
        f"shift, {counted(lately, 'time')} in {USES_DAYS} days."
    )

"""What may happen to an asset next: the guards of reference/equipment.md 2.3.

They are asked before an event is written down. The derived state does not rely on them: facts that
came from elsewhere (an import, another station) are folded as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Stage, state_of
from clinicapp.domain.equipment.assets import AssetEventKind, Funding, Verdict, counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.plans import PlanRule

_OUT: Final = (
    AssetEventKind.QUARANTINED,
    AssetEventKind.SENT_FOR_REPAIR,
    AssetEventKind.REPAIRED,
    AssetEventKind.LOST,
    AssetEventKind.FOUND,
    AssetEventKind.BORROWED,
)
_ALWAYS: Final = frozenset(
    {AssetEventKind.FAULT, AssetEventKind.CONTAMINATED, AssetEventKind.RECALLED}
)
"""What may be written down of anything that is not disposed of: a warning is never refused."""
_AFTER_CONDEMNED: Final = _ALWAYS | {
    AssetEventKind.DISPOSED,
    AssetEventKind.CLEANED,
    AssetEventKind.MOVED,
    AssetEventKind.LOST,
    AssetEventKind.FOUND,
}


def refusal(
    asset: Asset,
    rules: Iterable[PlanRule],
    events: Iterable[AssetEvent],
    kind: AssetEventKind,
    at: datetime,
    details: Mapping[str, str],
) -> str | None:
    """Why an event may not be written down, as one plain sentence; None if it may.

    Args:
        asset: the asset.
        rules: the plan rules that hold for it (``plans.rules_for``).
        events: its events, in any order.
        kind: what is said to have happened.
        at: when, in the ward's local time zone.
        details: the event's details: ``data_wiped`` (``yes``, ``no`` or ``holds_none``) belongs to
            DISPOSED.
    """
    past = [event for event in counting(events) if event.at <= at]
    state = state_of(asset, (), past, at)
    over = _over(asset, state, past, kind)
    if over is not None:
        return over
    match kind:
        case AssetEventKind.ACCEPTED:
            return _acceptance(asset, tuple(rules), past)
        case AssetEventKind.PUT_IN_USE | AssetEventKind.LOANED:
            return _ready(asset, state)
        case AssetEventKind.RELEASED:
            return _release(asset, state, past)
        case AssetEventKind.DISPOSED:
            return _disposal(asset, past, details)
        case AssetEventKind.BORROWED | AssetEventKind.HANDED_BACK:
            return _borrowed(asset, state, kind)
        case _:
            return _pairs(asset, state, kind)


def _borrowed(asset: Asset, state: AssetState, kind: AssetEventKind) -> str | None:
    if asset.funding is not Funding.LOANED_IN:
        return (
            f"{asset.tag} is not recorded as on loan to us; correct its entry first, then record "
            "the loan."
        )
    if kind is AssetEventKind.HANDED_BACK and state.stage is Stage.LOST:
        return f"{asset.tag} is lost; record that it was found, then hand it back."
    return None


def _over(
    asset: Asset, state: AssetState, past: Sequence[AssetEvent], kind: AssetEventKind
) -> str | None:
    """Why nothing, or next to nothing, can happen any more to what is no longer ours to use."""
    if state.stage is Stage.DISPOSED:
        return f"{asset.tag} has been disposed of; nothing more can happen to it."
    if state.stage is Stage.HANDED_BACK and kind is not AssetEventKind.BORROWED:
        return f"{asset.tag} was handed back to its owner; record first that it was borrowed again."
    if _has(past, AssetEventKind.CONDEMNED) and kind not in _AFTER_CONDEMNED:
        return f"{asset.tag} is condemned; it can only be cleaned and disposed of."
    return None


def _acceptance(asset: Asset, rules: Sequence[PlanRule], past: Sequence[AssetEvent]) -> str | None:
    if not asset.tag.strip():
        return "This asset has no tag yet; give it one and label it, then accept it."
    if not rules:
        return (
            f"Nothing says how often {asset.tag} is checked; give it a check plan, or say that it "
            "needs none, then accept it."
        )
    return _checked_since_out(asset, past)


def _release(asset: Asset, state: AssetState, past: Sequence[AssetEvent]) -> str | None:
    if state.stage not in (Stage.QUARANTINED, Stage.IN_ACCEPTANCE, Stage.IN_REPAIR, Stage.LOST):
        return f"{asset.tag} is not held back by anything that a release would end."
    if not _has(past, AssetEventKind.ACCEPTED):
        return f"{asset.tag} has never been accepted; accept it first."
    standing = {reason.code for reason in state.reasons}
    if "IN_REPAIR" in standing:
        return f"{asset.tag} is in repair; record that it came back, check it, then release it."
    if "LOST" in standing:
        return f"{asset.tag} is lost; record that it was found, check it, then release it."
    return _checked_since_out(asset, past)


def _checked_since_out(asset: Asset, past: Sequence[AssetEvent]) -> str | None:
    """Back to work only by a check that was passed after it went out of service."""
    out = next((event for event in reversed(past) if event.kind in _OUT), None)
    if out is None:
        return None
    passed = (
        event.kind is AssetEventKind.CHECKED and event.verdict is Verdict.PASS
        for event in past
        if event.at >= out.at
    )
    if any(passed):
        return None
    return (
        f"{asset.tag} has passed no check since it was out of service; record a check that it "
        "passed, then bring it back."
    )


def _ready(asset: Asset, state: AssetState) -> str | None:
    if state.in_service:
        return None
    words = state.stage.value.replace("_", " ")
    return f"{asset.tag} is {words}; end that first, then it can be put in use or lent."


def _disposal(asset: Asset, past: Sequence[AssetEvent], details: Mapping[str, str]) -> str | None:
    condemned = next((e for e in reversed(past) if e.kind is AssetEventKind.CONDEMNED), None)
    if condemned is None:
        return f"{asset.tag} is not condemned; condemn it first, then record its disposal."
    if not any(e.kind is AssetEventKind.CLEANED and e.at >= condemned.at for e in past):
        return f"{asset.tag} has not been decontaminated since; record that, then its disposal."
    if details.get("data_wiped") not in ("yes", "holds_none"):
        return f"Wipe what {asset.tag} remembers of patients first, or say that it holds nothing."
    return None


_NEEDS: Final[Mapping[AssetEventKind, tuple[str, str]]] = {
    AssetEventKind.RETURNED: ("ON_LOAN", "on loan"),
    AssetEventKind.REPAIRED: ("IN_REPAIR", "in repair"),
    AssetEventKind.FOUND: ("LOST", "recorded as lost"),
    AssetEventKind.RECALL_CLOSED: ("RECALLED", "under a recall"),
}


def _pairs(asset: Asset, state: AssetState, kind: AssetEventKind) -> str | None:
    """What ends something needs that to have begun."""
    needed = _NEEDS.get(kind)
    if needed is None or any(reason.code == needed[0] for reason in state.reasons):
        return None
    return f"{asset.tag} is not {needed[1]}, so nothing was recorded; refresh its record."


def _has(past: Iterable[AssetEvent], kind: AssetEventKind) -> bool:
    return any(event.kind is kind for event in past)

"""What a trust's policy has against a device beside the device's own state.

Three rules that need the policy to say anything: the ward it belongs to, the list of validated
models, and the evidence for its last check (reference/equipment.md 1.5, 1.6, 2.7). The list of
validated models is the trust's own copy of whichever it goes by: none ships, because the BIHS list
is not for copying into a product, and a list is as good as the day on which it was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.asset_state import AssetReason
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict, counting
from clinicapp.domain.equipment.whereabouts import same_ward, ward_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.checks import Check

EVIDENCE: Final = "evidence"
"""In the details of a CHECKED event: the SHA-256 of the certificate or report that is kept."""
_NO_MODELS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePolicy:
    """What a trust asks of its devices.

    Attributes:
        shared: Kinds of equipment that serve several wards.
        validated: Kind of equipment → the models on the trust's list, as ``model_key`` writes them;
            of a kind that is not here, no list is asked.
        validated_source: Which list that is, in words.
        validated_on: The day on which it was looked at.
        evidence: Checks that need a certificate or a report as a file.
    """

    shared: frozenset[str] = frozenset()
    validated: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NO_MODELS)
    validated_source: str = ""
    validated_on: date | None = None
    evidence: frozenset[Check] = frozenset()


def model_key(name: str) -> str:
    """A maker and model as they are compared: ``A&D UA-651`` and ``a&d  UA 651`` are one."""
    return "".join(each for each in key_of(name) if each.isalnum())


def device_reasons(
    asset: Asset,
    events: Iterable[AssetEvent],
    as_of: datetime,
    policy: DevicePolicy,
    ward: str = "",
) -> tuple[AssetReason, ...]:
    """What the policy has against a device at a moment; the same for any order of its events.

    Args:
        asset: the device.
        events: its events; what comes after the moment only tells where it had been before.
        as_of: the moment, aware.
        policy: what the trust asks.
        ward: the ward whose station asks; empty where that is no question.
    """
    every = tuple(events)
    found = []
    if ward and asset.category not in policy.shared:
        # An event corrects one of its own kind, so only the few that matter are put in order.
        moved = AssetEventKind.MOVED
        moves = counting([event for event in every if event.kind is moved])
        if not same_ward(ward_at(asset, moves, as_of), ward):
            found.append(AssetReason(code="WRONG_WARD", since=None))
    models = policy.validated.get(asset.category)
    if models is not None and model_key(asset.name) not in models:
        found.append(AssetReason(code="MODEL_NOT_VALIDATED", since=None))
    if policy.evidence:
        found.extend(_without_evidence(counting(every), as_of, policy))
    return tuple(found)


def _without_evidence(
    every: tuple[AssetEvent, ...], as_of: datetime, policy: DevicePolicy
) -> Iterable[AssetReason]:
    latest: dict[Check, AssetEvent] = {}
    for event in every:
        done = event.kind is AssetEventKind.CHECKED and event.at <= as_of
        if done and event.check in policy.evidence and event.check is not None:
            latest[event.check] = event
    for event in latest.values():
        if event.verdict is Verdict.PASS and not event.details.get(EVIDENCE):
            yield AssetReason(code="EVIDENCE_MISSING", since=event.at, fact_id=event.id)
            return

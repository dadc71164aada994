"""Looking at quality control: the analysers of a ward, and the charts of one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.quality.intervals import plan_from
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.controls import controls_of, state_with_controls
from clinicapp.services.quality.qc import asset_of_control

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.observations import StoredReading
    from clinicapp.domain.quality.external import EqaResult, EqaRound
    from clinicapp.domain.quality.intervals import QualityPlan
    from clinicapp.domain.quality.lots import ControlLot
    from clinicapp.domain.quality.replay import ControlEvent, Judged
    from clinicapp.domain.quality.state import ControlsState
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work

_LOOKED_AT: Final = 50
"""Of control readings that nobody has assigned, so many of the newest are looked through."""


@dataclass(frozen=True, slots=True)
class Analyser:
    """An analyser and how its controls stand; None when none was ever measured here."""

    asset: Asset
    controls: ControlsState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the page of one analyser shows.

    ``chosen`` is None when the ward has no analyser. ``judged`` are its results of the last
    ``days`` days, in order of time, and ``lots`` every lot that there is; ``waiting`` are its
    control readings that fit no lot in use. ``codes`` are all reasons against its use now, those of
    its controls among them. ``typed`` is what whoever looks has typed about it and not recorded, by
    panel.
    """

    as_of: datetime
    days: int
    analysers: tuple[Analyser, ...]
    chosen: Analyser | None
    plan: QualityPlan | None
    judged: tuple[Judged, ...]
    events: tuple[ControlEvent, ...]
    lots: tuple[ControlLot, ...]
    waiting: tuple[StoredReading, ...]
    codes: tuple[str, ...] = ()
    rounds: tuple[EqaRound, ...] = ()
    eqa_results: tuple[EqaResult, ...] = ()
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@use_case(Permission.VIEW_EQUIPMENT, "look at quality control")
def board(
    work: Work, by: By, ward: str | None, asset_id: UUID | None, days: int, zone: tzinfo
) -> Board:
    """The analysers of a ward (or of all), and the one asked for, or one that is locked.

    Args:
        work: the transaction.
        by: who, and when.
        ward: None for all wards.
        asset_id: the analyser; None for the first that is locked, else the first.
        days: how many days back, today among them.
        zone: the ward's time zone.
    """
    now = by.at.astimezone(zone)
    found = {
        facts.asset.id: (facts, Analyser(facts.asset, controls_of(work, facts, now)))
        for facts in _analysers(work, ward)
    }
    analysers = tuple(each for _, each in found.values())
    chosen = _chosen(analysers, asset_id)
    record(work, by, "controls.viewed", chosen.asset.id if chosen else ward or "all wards")
    quality = work.controls.facts(chosen.asset.id) if chosen else None
    since = now - timedelta(days=days)
    plan = quality.plan if quality is not None else None
    if chosen is not None and plan is None:
        plan = plan_from(found[chosen.asset.id][0].plans)
    return Board(
        as_of=now,
        days=days,
        analysers=analysers,
        chosen=chosen,
        plan=plan,
        judged=tuple(each for each in quality.judged if each.entry.at >= since) if quality else (),
        events=quality.events if quality else (),
        lots=work.controls.lots(),
        waiting=_waiting(work, ward, chosen.asset.id) if chosen else (),
        codes=_codes(work, found[chosen.asset.id][0], now) if chosen else (),
        rounds=quality.rounds if quality else (),
        eqa_results=quality.eqa_results if quality else (),
        typed=work.control_drafts.of(chosen.asset.id, by.actor.id) if chosen else {},
    )


def _analysers(work: Work, ward: str | None) -> list[AssetFacts]:
    """By tag: what has control facts, and what has a plan for controls."""
    measured = work.controls.asset_ids()
    if ward is None:
        facts = [each for each in map(work.assets.facts, measured) if each is not None]
        return sorted(facts, key=lambda each: each.asset.tag)
    return [
        each
        for each in work.assets.facts_of_ward(ward)
        if each.asset.id in measured
        or any(plan.check is Check.QUALITY_CONTROL for plan in each.plans)
    ]


def _codes(work: Work, facts: AssetFacts, now: datetime) -> tuple[str, ...]:
    return tuple(reason.code for reason in state_with_controls(work, facts, now).reasons)


def _chosen(analysers: tuple[Analyser, ...], asset_id: UUID | None) -> Analyser | None:
    asked = [each for each in analysers if each.asset.id == asset_id]
    locked = [each for each in analysers if each.controls and each.controls.locked]
    return next(iter((*asked, *locked, *analysers)), None)


def _waiting(work: Work, ward: str | None, asset_id: UUID) -> tuple[StoredReading, ...]:
    return tuple(
        reading
        for reading in work.readings.controls(_LOOKED_AT, 0, ward)
        if not work.controls.has(reading.id) and asset_of_control(work, reading) == asset_id
    )

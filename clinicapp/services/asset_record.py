"""Looking at equipment: the ward's pieces with their states, and the record of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.errors import NotFound
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment import AssetStanding, standings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True)
class EquipmentList:
    """Every piece of a ward with its state now, and when each was last heard."""

    standings: tuple[AssetStanding, ...]
    last_heard: Mapping[UUID, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord:
    """One piece: its state now, its check plans and all that has happened to it, oldest first."""

    standing: AssetStanding
    plans: tuple[CheckPlan, ...]
    events: tuple[AssetEvent, ...]


@use_case(Permission.VIEW_EQUIPMENT, "look at the equipment")
def list_equipment(work: Work, by: By, ward: str | None, zone: tzinfo) -> EquipmentList:
    """The equipment of a ward (or of all), by tag."""
    found = standings(work, ward, by.at, zone)
    record(work, by, "equipment.listed", ward or "all wards", count=len(found))
    return EquipmentList(found, work.readings.last_heard())


@use_case(Permission.VIEW_EQUIPMENT, "look for equipment")
def asset_tagged(work: Work, by: By, tag: str) -> UUID:
    """The id of the piece with a tag, as it stands on its label.

    Raises:
        NotFound: no piece has it.
    """
    found = next((asset for asset in work.assets.list() if asset.tag == tag), None)
    if found is None:
        raise NotFound(
            f"No equipment here has the tag {tag}. Check the label, or ask the equipment lead to "
            "add the piece."
        )
    record(work, by, "asset.found", found.id, tag=tag)
    return found.id


@use_case(Permission.VIEW_EQUIPMENT, "look at the record of equipment")
def asset_record(work: Work, by: By, asset_id: UUID, zone: tzinfo) -> AssetRecord:
    """The record of one piece of equipment.

    Raises:
        NotFound: there is no such asset.
    """
    found = work.assets.facts(asset_id)
    if found is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    record(work, by, "asset.viewed", asset_id, tag=found.asset.tag)
    state = state_of(found.asset, found.plans, found.events, by.at.astimezone(zone))
    return AssetRecord(
        standing=AssetStanding(found.asset, state),
        plans=found.plans,
        events=tuple(sorted(found.events, key=lambda event: (event.at, event.id))),
    )

"""Equipment use cases: assets, their check plans, what happens to them, and their states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, state_of
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.quality.state import with_quality
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.controls import quality_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetState, Verdict
    from clinicapp.domain.equipment.checks import Check, CheckPlan
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True)
class AssetStanding:
    """An asset with its derived state at one moment."""

    asset: Asset
    state: AssetState


@use_case(Permission.MANAGE_EQUIPMENT, "add equipment")
def register(work: Work, by: By, asset: Asset, plans: tuple[CheckPlan, ...]) -> None:
    """Add an asset with its check plans. It is not accepted, and so not usable, by that alone.

    Raises:
        Refused: another asset has that tag, or that make, model and serial number.
    """
    for other, _plans, _events in work.assets.facts():
        if other.tag == asset.tag:
            raise Refused(f"Tag {asset.tag} is on another asset already; choose another tag.")
        same = (other.make, other.model, other.serial) == (asset.make, asset.model, asset.serial)
        if same and asset.serial:
            raise Refused(
                f"{asset.name} with serial number {asset.serial} is here already as {other.tag}."
            )
    work.assets.add(asset)
    for plan in plans:
        work.assets.add_plan(plan)
    record(work, by, "asset.registered", asset.id, tag=asset.tag, plans=len(plans))


@use_case(Permission.MANAGE_EQUIPMENT, "record what happened to equipment")
def note_event(
    work: Work, by: By, asset_id: UUID, kind: AssetEventKind, at: datetime, detail: str = ""
) -> AssetEvent:
    """Append a life-cycle event (accepted, in use, quarantined, released, ...).

    Raises:
        Refused: the date is in the future, or a check was passed as a plain event.
    """
    if kind is AssetEventKind.CHECKED:
        raise Refused("Record a check with its verdict, not as a plain event.")
    return _append(work, by, asset_id, kind, at, detail)


@use_case(Permission.LOG_CHECK, "record a check of equipment")
def log_check(
    work: Work,
    by: By,
    asset_id: UUID,
    check: Check,
    verdict: Verdict,
    at: datetime,
    detail: str = "",
) -> AssetEvent:
    """Append a check (calibration, quality control, ...) with its verdict.

    Raises:
        Refused: the date is in the future.
    """
    return _append(work, by, asset_id, AssetEventKind.CHECKED, at, detail, check, verdict)


def _append(
    work: Work,
    by: By,
    asset_id: UUID,
    kind: AssetEventKind,
    at: datetime,
    detail: str,
    check: Check | None = None,
    verdict: Verdict | None = None,
) -> AssetEvent:
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    if at > by.at:
        raise Refused("That date is in the future; enter the day on which it was done.")
    event = AssetEvent(
        id=uuid7(),
        asset_id=asset_id,
        kind=kind,
        at=at,
        recorded_by=by.actor.name,
        check=check,
        verdict=verdict,
        detail=detail,
    )
    work.assets.append_event(event)
    record(
        work,
        by,
        f"asset.{kind.value}",
        asset_id,
        tag=asset.tag,
        check=check.value if check else "",
        verdict=verdict.value if verdict else "",
    )
    return event


def standings(
    work: Work, ward: str | None, as_of: datetime, zone: tzinfo
) -> tuple[AssetStanding, ...]:
    """Every asset of a ward (or of all) with its state at ``as_of``, by tag.

    Reading equipment states needs no permission of its own: they show no person.
    """
    local = as_of.astimezone(zone)
    return tuple(
        AssetStanding(
            asset,
            with_quality(
                state_of(asset.id, plans, events, local), quality_of(work, asset.id, local)
            ),
        )
        for asset, plans, events in sorted(work.assets.facts(), key=lambda fact: fact[0].tag)
        if ward is None or asset.ward == ward
    )

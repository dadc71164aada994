"""Equipment use cases: assets, their check plans, what happens to them, and their states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.assets import NOTHING, AssetEvent, AssetEventKind
from clinicapp.domain.equipment.life_cycle import refusal
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.equipment.assets import Asset, Verdict
    from clinicapp.domain.equipment.checks import Check, CheckPlan
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work

_UNKNOWN: Final = "That asset is not in this database; refresh the equipment list."


@dataclass(frozen=True, slots=True)
class AssetStanding:
    """An asset with its derived state at one moment."""

    asset: Asset
    state: AssetState


@use_case(Permission.MANAGE_EQUIPMENT, "add equipment")
def register(work: Work, by: By, asset: Asset, plans: tuple[CheckPlan, ...]) -> None:
    """Add an asset with its own check plans. It is not accepted, and so not usable, by that alone.

    Raises:
        Refused: another asset has that tag, or that make, model and serial number.
    """
    _refuse_double(work, asset)
    work.assets.add(asset)
    for plan in plans:
        work.assets.add_plan(plan)
    record(work, by, "asset.registered", asset.id, tag=asset.tag, plans=len(plans))


@use_case(Permission.MANAGE_EQUIPMENT, "change the entry of equipment")
def change(work: Work, by: By, asset: Asset) -> Asset:
    """Overwrite the entry of an asset that is still at ``asset.version``.

    Where it is and which ward answers for it change by ``note_event`` with MOVED, which keeps the
    earlier place in the history.

    Raises:
        Refused: another asset has that tag, or that make, model and serial number, or the place
            was changed.
        Stale: (a Conflict) somebody else saved first.
    """
    before = _asset(work, asset.id)
    _refuse_double(work, asset)
    if _place_of(before) != _place_of(asset):
        raise Refused("Record the move of this asset instead of changing where it was.")
    saved = work.assets.save(asset)
    record(work, by, "asset.changed", asset.id, tag=asset.tag, version=saved.version)
    return saved


@use_case(Permission.MANAGE_EQUIPMENT, "move equipment")
def move(
    work: Work, by: By, asset: Asset, at: datetime, *, ward: str, site: str, location: str
) -> Asset:
    """Give an asset to another ward, or to another place, keeping the earlier one in its history.

    Raises:
        Refused: the date is in the future, or it is there already.
        Stale: (a Conflict) somebody else changed the asset first.
    """
    _refuse_future(by, at)
    moved = replace(asset, ward=ward, site=site, location=location)
    if _place_of(moved) == _place_of(_asset(work, asset.id)):
        raise Refused(f"{asset.tag} is there already; nothing was recorded.")
    details = {
        "from_ward": asset.ward,
        "from_site": asset.site,
        "from_location": asset.location,
        "to_ward": ward,
        "to_site": site,
        "to_location": location,
    }
    append_event(work, by, asset.id, AssetEventKind.MOVED, at, details=details)
    return work.assets.save(moved)


@use_case(Permission.MANAGE_EQUIPMENT, "record what happened to equipment")
def note_event(
    work: Work,
    by: By,
    asset_id: UUID,
    kind: AssetEventKind,
    at: datetime,
    detail: str = "",
    details: Mapping[str, str] = NOTHING,
) -> AssetEvent:
    """Append a life-cycle event (accepted, in use, quarantined, released, ...).

    Raises:
        Refused: the date is in the future, a check was passed as a plain event, or the asset's
            life so far does not allow it (``life_cycle.refusal``).
    """
    return append_event(work, by, asset_id, kind, at, detail, details)


def append_event(
    work: Work,
    by: By,
    asset_id: UUID,
    kind: AssetEventKind,
    at: datetime,
    detail: str = "",
    details: Mapping[str, str] = NOTHING,
) -> AssetEvent:
    """``note_event`` inside another use case, which has checked its own permission.

    Raises:
        Refused: as ``note_event``.
    """
    if kind is AssetEventKind.CHECKED:
        raise Refused("Record a check with its verdict, not as a plain event.")
    facts = _facts(work, asset_id)
    _refuse_future(by, at)
    refused = refusal(facts.asset, facts.rules, facts.events, kind, at, details)
    if refused is not None:
        raise Refused(refused)
    return _append(work, by, facts.asset, kind, at, detail, details)


def append_sighting(
    work: Work,
    by: By,
    asset: Asset,
    details: Mapping[str, str],
    supersedes: UUID | None = None,
) -> AssetEvent:
    """Append that a stock-take saw an asset; whatever state it is in, it was seen."""
    kind = AssetEventKind.SEEN
    return _append(work, by, asset, kind, by.at, "", details, supersedes=supersedes)


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
    """Append a check (service, user check, ...) with its verdict.

    Raises:
        Refused: the date is in the future.
    """
    return append_check(work, by, asset_id, check, verdict, at, detail)


def append_check(
    work: Work,
    by: By,
    asset_id: UUID,
    check: Check,
    verdict: Verdict,
    at: datetime,
    detail: str = "",
    details: Mapping[str, str] = NOTHING,
    supersedes: UUID | None = None,
) -> AssetEvent:
    """``log_check`` inside another use case, which has checked its own permission.

    Raises:
        Refused: as ``log_check``.
    """
    asset = _asset(work, asset_id)
    _refuse_future(by, at)
    checked = AssetEventKind.CHECKED
    return _append(work, by, asset, checked, at, detail, details, check, verdict, supersedes)


def _append(
    work: Work,
    by: By,
    asset: Asset,
    kind: AssetEventKind,
    at: datetime,
    detail: str,
    details: Mapping[str, str],
    check: Check | None = None,
    verdict: Verdict | None = None,
    supersedes: UUID | None = None,
) -> AssetEvent:
    event = AssetEvent(
        id=uuid7(),
        asset_id=asset.id,
        kind=kind,
        at=at,
        recorded_at=by.at,
        recorded_by=by.actor.name,
        check=check,
        verdict=verdict,
        detail=detail,
        details=details,
        supersedes=supersedes,
    )
    work.assets.append_event(event)
    record(
        work,
        by,
        f"asset.{kind.value}",
        asset.id,
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
    # Nothing of quality control is needed for the first picture, so no window waits for it.
    from clinicapp.services.equipment.controls import state_with_controls

    local = as_of.astimezone(zone)
    return tuple(
        AssetStanding(each.asset, state_with_controls(work, each, local))
        for each in work.assets.facts_of_ward(ward)
    )


def _refuse_double(work: Work, asset: Asset) -> None:
    tagged = work.assets.by_tag(asset.tag)
    if tagged is not None and tagged.id != asset.id:
        raise Refused(f"Tag {asset.tag} is on another asset already; choose another tag.")
    for other in work.assets.by_serial(asset.serial):
        same = tuple(key_of(text) for text in (other.make, other.model)) == tuple(
            key_of(text) for text in (asset.make, asset.model)
        )
        if same and other.id != asset.id:
            raise Refused(
                f"{asset.name} with serial number {asset.serial} is here already as {other.tag}."
            )


def _refuse_future(by: By, at: datetime) -> None:
    if at > by.at:
        raise Refused("That date is in the future; enter the day on which it was done.")


def _place_of(asset: Asset) -> tuple[str, str, str]:
    return asset.ward, asset.site, asset.location


def _asset(work: Work, asset_id: UUID) -> Asset:
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound(_UNKNOWN)
    return asset


def _facts(work: Work, asset_id: UUID) -> AssetFacts:
    facts = work.assets.facts(asset_id)
    if facts is None:
        raise NotFound(_UNKNOWN)
    return facts

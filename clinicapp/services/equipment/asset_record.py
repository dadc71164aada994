"""Looking at a piece of equipment: found by its tag, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.attachments import Purpose
from clinicapp.domain.equipment.loans import loan_at
from clinicapp.domain.errors import NotFound
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import AssetStanding

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.domain.equipment.loans import Loan
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPhoto:
    """The photo of a piece: its content, what it is called, and its small picture as PNG."""

    sha256: str
    name: str
    picture: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord:
    """One piece: its state now, its check plans and all that has happened to it, oldest first.

    ``parts`` are its cuffs and accessories; ``part_of`` is what it belongs to itself; ``heard_at``
    is when a reading last came from it. ``photo`` is the one that was chosen as its photo, or the
    newest. ``loan`` is the one that lasts.
    """

    standing: AssetStanding
    plans: tuple[CheckPlan, ...]
    events: tuple[AssetEvent, ...]
    parts: tuple[Asset, ...] = ()
    part_of: Asset | None = None
    heard_at: datetime | None = None
    photo: AssetPhoto | None = None
    loan: Loan | None = None


@use_case(Permission.VIEW_EQUIPMENT, "look for equipment")
def asset_tagged(work: Work, by: By, tag: str) -> UUID:
    """The id of the piece with a tag, as it stands on its label.

    Raises:
        NotFound: no piece has it.
    """
    found = work.assets.by_tag(tag)
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
    if work.assets.listings.differing((found,)):
        work.assets.listings.touch(asset_id)
    from clinicapp.services.equipment.controls import state_with_controls

    state = state_with_controls(work, found, by.at.astimezone(zone))
    return AssetRecord(
        standing=AssetStanding(found.asset, state),
        plans=found.plans,
        events=tuple(sorted(found.events, key=lambda event: (event.at, event.id))),
        parts=work.assets.parts_of(asset_id),
        part_of=None if found.asset.part_of is None else work.assets.get(found.asset.part_of),
        heard_at=work.readings.last_heard((asset_id,)).get(asset_id),
        photo=_photo_of(work, found.asset),
        loan=loan_at(found.events, by.at),
    )


def _photo_of(work: Work, asset: Asset) -> AssetPhoto | None:
    """The photo that was chosen, if it is still there, else the newest of its photos."""
    kept = work.attachments.kept_with(asset.id)
    photos = [each for each in kept if each.attachment.media.is_photo]
    chosen = [each for each in photos if each.attachment.sha256 == asset.photo]
    own = [each for each in photos if each.purpose is Purpose.PHOTO]
    shown = next(reversed(chosen or own), None)
    if shown is None:
        return None
    sha256 = shown.attachment.sha256
    return AssetPhoto(sha256=sha256, name=shown.name, picture=work.attachments.thumbnail(sha256))

"""Photos and documents: kept once by their content, put with something, taken away, read again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.attachments import Attachment, Kept, look_at, plain_name
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.attachments import Purpose
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.store.work import Work


@use_case(Permission.ATTACH_FILE, "keep photos or documents")
def attach(
    work: Work, by: By, content: bytes, name: str, *, thumbnail: bytes | None = None
) -> Attachment:
    """Keep a file by its content; the same content is kept once, whatever it is called.

    What it belongs to names it by ``sha256``: an asset as its photo, a calibration as its
    evidence, or ``put_with``.

    Args:
        work: the transaction.
        by: who, and when.
        content: all of the file.
        name: what it is called.
        thumbnail: a small PNG of a photo, if one was made.

    Returns:
        The file as it is kept, under the name that was given now.

    Raises:
        Refused: it is empty, too large, neither photo nor PDF, or damaged.
    """
    found = look_at(content, name)
    attachment = work.attachments.get(found.sha256)
    if attachment is None:
        attachment = Attachment(
            content=found, name=plain_name(name), added_at=by.at, added_by=by.actor.name
        )
        work.attachments.keep(attachment, by.actor.id, content)
    if thumbnail is not None and found.media.is_photo:
        work.attachments.keep_thumbnail(found.sha256, thumbnail)
    # The name stays out of the trail: somebody may have called the file after a person.
    record(work, by, "attachment.kept", found.sha256, media=found.media.value, size=found.size)
    return replace(attachment, name=plain_name(name))


@use_case(Permission.ATTACH_FILE, "put photos or documents with equipment")
def put_with(
    work: Work, by: By, subject_id: UUID, attachment: Attachment, purpose: Purpose
) -> Kept:
    """Put a file that is kept with an asset, a calibration, a fault: whatever has that id.

    Raises:
        NotFound: the file is not kept.
        Refused: it is there already for that purpose.
    """
    if work.attachments.get(attachment.sha256) is None:
        raise NotFound("That file is not kept in this database; choose the file again.")
    for each in work.attachments.kept_with(subject_id):
        if (each.attachment.sha256, each.purpose) == (attachment.sha256, purpose):
            raise Refused(f"This file is here already as {each.name}; choose another one.")
    kept = Kept(
        id=uuid7(),
        attachment=attachment,
        subject_id=subject_id,
        purpose=purpose,
        name=attachment.name,
        at=by.at,
        by=by.actor.name,
    )
    work.attachments.put(kept, by.actor.id)
    record(work, by, "attachment.put", subject_id, sha256=attachment.sha256, purpose=purpose.value)
    return kept


@use_case(Permission.MANAGE_EQUIPMENT, "take photos or documents away from equipment")
def take_away(work: Work, by: By, subject_id: UUID, kept_id: UUID, reason: str) -> None:
    """Take a file away from what it was put with. Both the file and the entry stay.

    Raises:
        Refused: there is no reason, or it is not there any more.
    """
    if not reason.strip():
        raise Refused("Say why this file is taken away; it is kept, and nobody sees it here.")
    kept = next(
        (each for each in work.attachments.kept_with(subject_id) if each.id == kept_id), None
    )
    if kept is None:
        raise NotFound("That file was taken away already; refresh the record.")
    withdrawal = replace(kept, id=uuid7(), at=by.at, by=by.actor.name)
    work.attachments.take_away(kept, withdrawal, by.actor, reason.strip())
    record(work, by, "attachment.taken_away", subject_id, sha256=kept.attachment.sha256)


@use_case(Permission.VIEW_EQUIPMENT, "open photos or documents of equipment")
def open_attachment(work: Work, by: By, sha256: str) -> tuple[Attachment, bytes]:
    """A file with its content, compared with its hash; that it was opened is written down.

    Raises:
        NotFound: no such file is kept.
        Damaged: it is not what was kept.
    """
    attachment = work.attachments.get(sha256)
    if attachment is None:
        raise NotFound("That file is not kept in this database; refresh the record.")
    content = work.attachments.content(sha256)
    record(work, by, "attachment.opened", sha256, media=attachment.media.value)
    return attachment, content


def kept_with(work: Work, subject_id: UUID) -> tuple[Kept, ...]:
    """What is kept with something, oldest first: part of looking at its record."""
    return work.attachments.kept_with(subject_id)


@use_case(Permission.VIEW_EQUIPMENT, "look at photos and documents of equipment")
def files_of_asset(work: Work, by: By, asset_id: UUID) -> tuple[Asset, tuple[Kept, ...]]:
    """A piece of equipment with its photos and documents, oldest first.

    Raises:
        NotFound: there is no such asset.
    """
    asset = work.assets.get(asset_id)
    if asset is None:
        raise NotFound("That asset is not in this database; refresh the equipment list.")
    found = work.attachments.kept_with(asset_id)
    record(work, by, "attachment.listed", asset_id, tag=asset.tag, count=len(found))
    return asset, found


def thumbnail(work: Work, by: By, sha256: str) -> bytes | None:
    """The small picture of a photo as PNG, if one was made: part of looking at a record."""
    by.actor.require(Permission.VIEW_EQUIPMENT, "look at photos of equipment")
    return work.attachments.thumbnail(sha256)

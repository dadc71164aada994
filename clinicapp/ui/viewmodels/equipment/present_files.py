"""The photos and documents of a piece of equipment in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.attachments import Media, Purpose
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.viewmodels.equipment_view import LabelledValue, PhotoView, ToolView
from clinicapp.ui.viewmodels.register_view import (
    GOOD_INK,
    PLAIN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.equipment import category_icon
from clinicapp.ui.words.plain import counted, moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.attachments import Kept
    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.services.equipment.asset_record import AssetPhoto

MEDIA: Final[Mapping[Media, str]] = MappingProxyType(
    {Media.PDF: "PDF", Media.JPEG: "Photo (JPEG)", Media.PNG: "Picture (PNG)"}
)
_STATUS: Final[Mapping[Purpose, StatusView]] = MappingProxyType(
    {
        Purpose.PHOTO: StatusView("image", "Photo", PLAIN_INK),
        Purpose.EVIDENCE: StatusView("badge-check", "Evidence", PLAIN_INK),
        Purpose.DOCUMENT: StatusView("archive", "Document", PLAIN_INK),
    }
)
_SHOWN: Final = StatusView("image", "Its photo", GOOD_INK)
TAKE_AWAY: Final = EntrySpec(
    card="files.take_away",
    title="Take the file away",
    intro="The file itself is kept, and this device no longer shows it.",
    fields=(FieldSpec("reason", "Why", FieldKind.TEXT),),
    submit="Take away",
)


def present_photo(asset: Asset, photo: AssetPhoto | None, *, adds: bool) -> PhotoView:
    """The place of a device's photo in its record.

    Args:
        asset: the device.
        photo: its photo, if it has one.
        adds: whether the person may add one.
    """
    icon = category_icon(asset.category)
    if photo is None:
        words = "No photo yet"
        if not adds:
            return PhotoView(words, f"{words} of {asset.tag}", icon)
        return PhotoView(words, f"{words} of {asset.tag}: add one", icon, action="Add a photo")
    words = "Photo" if photo.picture is not None else "Photo, not shown"
    return PhotoView(
        words,
        f"Photo of {asset.tag}, {asset.name}: open it large",
        icon,
        picture=photo.picture,
        sha256=photo.sha256,
    )


def present_files(
    asset: Asset,
    found: tuple[Kept, ...],
    chosen: str,
    zone: tzinfo,
    *,
    may_add: bool,
    may_manage: bool,
) -> RegisterView:
    """The files that are kept with a device, newest first.

    Args:
        asset: the device.
        found: its files, oldest first.
        chosen: the key of the chosen one.
        zone: the ward's time zone.
        may_add: whether the person may add files.
        may_manage: whether the person may choose the photo, and take files away.
    """
    newest = found[::-1]
    at = next((each for each in newest if str(each.id) == chosen), None)
    tools = (ToolView("add", "Add a file", "plus", primary=True),) if may_add else ()
    return RegisterView(
        title=f"Photos and documents, {asset.tag}",
        summary=asset.name,
        columns=(
            RegisterColumn("File", "Instructions for use.pdf", 3, strong=True),
            RegisterColumn("Added", "22 Nov 2026, 09:41", 2),
        ),
        rows=tuple(_row(asset, each, zone) for each in newest),
        record=None if at is None else _record(asset, at, zone, may_manage=may_manage),
        tools=tools,
        status_title="What it is",
        widest_status="Document",
        order="newest first",
        empty_title="No photo and no document yet.",
        empty_hint="Add a photo of the device, its instructions or its certificate.",
    )


def size_text(size: int) -> str:
    """``1.2 MB``, ``310 kB`` or ``12 bytes``, as people read it."""
    if size < 1_000:
        return counted(size, "byte")
    if size < 1_000_000:
        return f"{size // 1_000} kB"
    tenths = size // 100_000
    return f"{tenths // 10}.{tenths % 10} MB"


def _status(asset: Asset, each: Kept) -> StatusView:
    return _SHOWN if asset.photo == each.attachment.sha256 else _STATUS[each.purpose]


def _row(asset: Asset, each: Kept, zone: tzinfo) -> RegisterRow:
    return RegisterRow(
        key=str(each.id),
        cells=(
            (each.name, size_text(each.attachment.content.size)),
            (moment_text(each.at, zone), each.by),
        ),
        status=_status(asset, each),
    )


def _record(asset: Asset, each: Kept, zone: tzinfo, *, may_manage: bool) -> RegisterRecord:
    content = each.attachment.content
    facts = [
        LabelledValue("Kind", MEDIA[content.media]),
        LabelledValue("Size", size_text(content.size)),
    ]
    if content.media.is_photo:
        facts.append(LabelledValue("Pixels", f"{content.width} \u00d7 {content.height}"))
    facts.append(LabelledValue("Added", f"{moment_text(each.at, zone)}, {each.by}"))
    # In groups, so that it wraps and can be compared by eye.
    groups = [content.sha256[place : place + 8] for place in range(0, 64, 8)]
    facts.append(LabelledValue("SHA-256", " ".join(groups)))
    tools = [ToolView("open", "Open", "eye", primary=True)]
    if may_manage:
        if content.media.is_photo and asset.photo != content.sha256:
            tools.append(ToolView("photo", "Use as its photo", "image"))
        tools.append(ToolView("take_away", "Take away", "x", in_more=True))
    return RegisterRecord(
        key=str(each.id),
        title=each.name,
        status=_status(asset, each),
        facts=tuple(facts),
        tools=tuple(tools),
    )

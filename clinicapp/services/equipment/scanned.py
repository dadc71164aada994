"""Which piece of equipment a scanned label is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.equipment.labels import (
    AssetId,
    AssetTag,
    Place,
    Product,
    Unreadable,
    read_label,
)
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case

if TYPE_CHECKING:
    from datetime import date

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.labels import Label
    from clinicapp.store.work import Work


@use_case(Permission.VIEW_EQUIPMENT, "find equipment by its label")
def equipment_of_scan(work: Work, by: By, text: str, today: date) -> Asset:
    """The piece of equipment whose label was scanned.

    Args:
        work: the transaction.
        by: who, and when.
        text: as the scanner typed it.
        today: the ward's day.

    Raises:
        Refused: the label cannot be relied on, or is of a place.
        NotFound: no piece has it.
    """
    label = read_label(text, today)
    if isinstance(label, Unreadable):
        raise Refused(label.sentence)
    if isinstance(label, Place):
        raise Refused(
            f"This is the label of a place (GLN {label.gln}), not of a device; scan the device's "
            "own label."
        )
    found = asset_of_label(work, label)
    if found is None:
        raise NotFound(_not_found(label))
    record(work, by, "asset.found", found.id, tag=found.tag, how="scan")
    return found


def asset_of_label(work: Work, label: Label) -> Asset | None:
    """The one asset that a label is on; None where there is none, or more than one could be meant.

    A tag is looked for as it stands and in capitals; a product's label finds the piece of that
    product with that serial number, or the only piece with the serial number if it has no GTIN.
    """
    match label:
        case AssetTag(text=text):
            by_tag = work.assets.by_tag(text) or work.assets.by_tag(text.upper())
            return by_tag or work.assets.by_giai(text)
        case AssetId(giai=giai):
            return work.assets.by_giai(giai)
        case Product(gtin=gtin, serial=serial) if serial is not None:
            alike = work.assets.by_serial(serial)
            exact = [each for each in alike if each.gtin == gtin]
            found = exact or [each for each in alike if each.gtin is None]
            return found[0] if len(found) == 1 else None
    return None


def _not_found(label: Label) -> str:
    match label:
        case AssetTag(text=text):
            what = f"the tag {text}"
        case AssetId(giai=giai):
            what = f"the asset identifier {giai}"
        case Product(gtin=gtin, serial=str(serial)):
            what = f"the serial number {serial} (GTIN {gtin})"
        case Product(gtin=gtin, lot=lot):
            of = f", lot {lot}" if lot else ""
            return (
                f"This is a product's label (GTIN {gtin}{of}) without a serial number, so it is on "
                "no single device; scan the label with the tag."
            )
        case _:
            what = "this label"
    return (
        f"No equipment here has {what}. Check the label, or ask the equipment lead to add the "
        "piece."
    )

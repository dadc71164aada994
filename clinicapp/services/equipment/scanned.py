"""Which piece of equipment, or which lot, a scanned label is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.device_keys import key_of
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
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.labels import Label
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True)
class StockLot:
    """A lot of consumables that is kept on the ward."""

    lot_id: UUID


@dataclass(frozen=True, slots=True)
class ControlLotFound:
    """A lot of control material, its number, and an analyser on which it was opened."""

    lot_id: UUID
    number: str
    asset_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLot:
    """A lot that is not kept on the ward, as its label says; ``type_id`` is its kind, if known."""

    gtin: str
    number: str
    expires_on: date | None
    type_id: UUID | None


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
    return _equipment(work, by, label, asset_of_label(work, label))


@use_case(Permission.VIEW_EQUIPMENT, "find equipment and lots by their labels")
def thing_of_scan(
    work: Work, by: By, text: str, today: date, ward: str
) -> Asset | StockLot | ControlLotFound | NewLot:
    """The piece of equipment, or the lot, whose label was scanned.

    A lot of stock is looked for on the ward, one of control material everywhere. A lot that is not
    kept here is answered with what its label says, for whoever may receive a delivery.

    Args:
        work: the transaction.
        by: who, and when.
        text: as the scanner typed it.
        today: the ward's day.
        ward: whose stock.

    Raises:
        Refused: the label cannot be relied on, or is of a place.
        NotFound: nothing here has it.
    """
    label = read_label(text, today)
    asset = asset_of_label(work, label)
    if asset is None and isinstance(label, Product) and label.lot:
        found = _lot(work, label, label.lot, ward)
        if not isinstance(found, NewLot):
            record(work, by, "lot.found", found.lot_id, how="scan")
            return found
        if by.actor.may(Permission.RECORD_STOCK):
            record(work, by, "lot.not_kept", found.gtin, lot=found.number)
            return found
    return _equipment(work, by, label, asset)


def _equipment(work: Work, by: By, label: Label, found: Asset | None) -> Asset:
    if isinstance(label, Unreadable):
        raise Refused(label.sentence)
    if isinstance(label, Place):
        place = work.place_labels.of(label.gln)
        where = f"a place (GLN {label.gln})" if place is None else place.words
        raise Refused(
            f"This is the label of {where}, not of a device; scan the device's own label, or begin "
            "a stock-take and scan the place there."
        )
    if found is None:
        raise NotFound(_not_found(label))
    record(work, by, "asset.found", found.id, tag=found.tag, how="scan")
    return found


def _lot(work: Work, label: Product, number: str, ward: str) -> StockLot | ControlLotFound | NewLot:
    kind = work.stock.type_of_gtin(label.gtin)
    lot = None if kind is None else work.stock.lot_of(kind.id, number)
    if lot is not None and ward in work.stock.wards_of(lot.id):
        return StockLot(lot.id)
    for each in work.controls.lots():
        if each.gtin.zfill(len(label.gtin)) == label.gtin and key_of(each.lot) == key_of(number):
            return ControlLotFound(each.id, each.lot, _analyser(work, each.id))
    return NewLot(
        gtin=label.gtin,
        number=number,
        expires_on=label.expires_on,
        type_id=None if kind is None else kind.id,
    )


def _analyser(work: Work, lot_id: UUID) -> UUID | None:
    """An analyser on which a lot of control material was opened."""
    for asset_id in sorted(work.controls.asset_ids()):
        facts = work.controls.facts(asset_id)
        if facts is not None and any(event.lot_id == lot_id for event in facts.lot_events):
            return asset_id
    return None


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

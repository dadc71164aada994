"""Stock use cases: kinds of consumables, their lots, and what happens to them on a ward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.element_strings import check_digit_fits
from clinicapp.domain.equipment.consumables import (
    ConsumableType,
    Lot,
    MoveKind,
    StockMove,
    lot_standing,
    plain_number,
    stock_standing,
)
from clinicapp.domain.equipment.labels import Product, Unreadable, read_label
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.domain.typed_days import day_words
from clinicapp.services.access import By, record, use_case
from clinicapp.services.typed_fields import AnswersRefused, TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.consumables import LotStanding, StockStanding
    from clinicapp.store.stock import LotFacts
    from clinicapp.store.work import Work

_GTIN_DIGITS = 14
_NO_PACK = "That is no barcode of a pack; scan the one with lot and expiry, or fill in below."
_NO_LOT = "That lot is not in this database; refresh the stock."


@dataclass(frozen=True, slots=True, kw_only=True)
class WardStock:
    """A ward's stock by kind; ``moves`` has the entries of each lot that is shown, oldest first."""

    ward: str
    standings: tuple[StockStanding, ...]
    moves: Mapping[UUID, tuple[StockMove, ...]]
    retired: tuple[ConsumableType, ...]


@use_case(Permission.VIEW_EQUIPMENT, "look at the stock")
def view_stock(work: Work, by: By, ward: str, zone: tzinfo) -> WardStock:
    """Every kind in use with what a ward has of it, by name."""
    found = ward_stock(work, by, ward, zone)
    record(work, by, "stock.listed", ward, kinds=len(found.standings))
    return found


def ward_stock(work: Work, by: By, ward: str, zone: tzinfo) -> WardStock:
    """The same within another use case: it checks no permission."""
    now = by.at.astimezone(zone)
    lots: dict[UUID, list[LotFacts]] = {}
    for facts in work.stock.on_ward(ward):
        lots.setdefault(facts[0].id, []).append(facts)
    kinds = work.stock.types()
    standings = tuple(
        stock_standing(
            kind, [(lot, moves) for _kind, lot, moves in lots.get(kind.id, ())], ward, now
        )
        for kind in kinds
        if kind.active
    )
    return WardStock(
        ward=ward,
        standings=standings,
        moves={lot.id: moves for each in lots.values() for _kind, lot, moves in each},
        retired=tuple(kind for kind in kinds if not kind.active),
    )


@use_case(Permission.MANAGE_EQUIPMENT, "add kinds of consumables")
def save_type(
    work: Work, by: By, answers: Mapping[str, str], old: ConsumableType | None = None
) -> ConsumableType:
    """Add a kind of consumable, or change one.

    Args:
        work: the transaction.
        by: who, and when.
        answers: ``name``, ``gtin``, ``used_by`` (categories between commas), ``unit``,
            ``open_days``, ``min_days`` and ``active`` (yes or no), as they were typed.
        old: what is changed; None adds one.

    Raises:
        AnswersRefused: with a sentence for each field that cannot be taken.
        Stale: (a Conflict) somebody else changed it first.
    """
    typed = TypedFields(answers)
    name = typed.text("name", "Enter what it is, such as HbA1c cartridges.")
    gtin = _gtin(typed)
    for other in work.stock.types():
        if old is not None and other.id == old.id:
            continue
        if other.name.casefold() == name.casefold():
            typed.wrong("name", f"{other.name} is here already; choose another name.")
        if gtin and other.gtin == gtin:
            typed.wrong("gtin", f"That GTIN is the one of {other.name}.")
    open_days = "Enter the days that an open pack may be used, or leave it empty."
    kind = ConsumableType(
        id=uuid7() if old is None else old.id,
        name=name,
        gtin=gtin or None,
        used_by=_categories(typed.text("used_by")),
        unit=typed.text("unit") or "test",
        open_days=typed.whole("open_days", open_days, least=1) if typed.has("open_days") else None,
        min_days=typed.whole("min_days", "Enter the days that the stock must last, such as 7."),
        active=answers.get("active", "yes") != "no",
        version=1 if old is None else old.version,
    )
    typed.check()
    saved = work.stock.add_type(kind) if old is None else work.stock.save_type(kind)
    action = "stock.type_added" if old is None else "stock.type_changed"
    record(work, by, action, kind.id, name=kind.name, used_by=" ".join(kind.used_by))
    return saved


def _gtin(typed: TypedFields) -> str:
    """The GTIN as 14 digits; one whose check digit does not fit is wrong."""
    text = typed.text("gtin").replace(" ", "")
    if not text:
        return ""
    if not (text.isascii() and text.isdigit() and len(text) in (8, 12, 13, _GTIN_DIGITS)):
        typed.wrong("gtin", "A GTIN has 8, 12, 13 or 14 digits; scan it, or leave it empty.")
        return ""
    if not check_digit_fits(text):
        typed.wrong("gtin", "That GTIN has a wrong digit; scan it, or leave it empty.")
    return text.zfill(_GTIN_DIGITS)


def _categories(text: str) -> tuple[str, ...]:
    parts = (part.strip().casefold().replace(" ", "_") for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


@use_case(Permission.RECORD_STOCK, "record stock")
def receive(work: Work, by: By, ward: str, answers: Mapping[str, str], zone: tzinfo) -> StockMove:
    """Take a delivery in; a lot that is new is added.

    Args:
        work: the transaction.
        by: who, and when.
        ward: where it is put.
        answers: ``label`` (the barcode of the pack), or ``type`` (id of the kind), ``lot`` and
            ``expires``; and ``quantity``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: a field cannot be taken: the lot has expired, or is here with another date.
    """
    today = by.at.astimezone(zone).date()
    label = answers.get("label", "").strip()
    typed = TypedFields({**answers, **_of_label(work, label, today)} if label else answers)
    kind = next((each for each in work.stock.types() if str(each.id) == typed.text("type")), None)
    if kind is None:
        typed.wrong("type", "Choose what was delivered.")
    number = typed.text("lot", "Enter the lot number as printed on the pack.")
    expires = typed.day("expires")
    quantity = typed.whole("quantity", "Enter how many were delivered, such as 20.", least=1)
    lot = None if kind is None else work.stock.lot_of(kind.id, number)
    if lot is not None and expires is not None and expires != lot.expires_on:
        printed = "no expiry date" if lot.expires_on is None else day_words(lot.expires_on)
        typed.wrong(
            "expires",
            f"This lot is here already with {printed}; look at the pack again. If the list is "
            "wrong, correct the lot first.",
        )
    last = expires if lot is None else lot.expires_on
    if last is not None and last < today:
        typed.wrong("expires", f"It expired on {day_words(last)}; send it back, do not use it.")
    typed.check()
    if kind is None:
        raise Refused("Choose what was delivered.")
    if lot is None:
        lot = work.stock.add_lot(
            Lot(id=uuid7(), type_id=kind.id, number=number, expires_on=expires)
        )
    return _append(work, by, lot, ward, MoveKind.RECEIVED, quantity=quantity)


def _of_label(work: Work, label: str, today: date) -> dict[str, str]:
    """What the barcode of a pack says, as it would be typed.

    Raises:
        AnswersRefused: it is no pack's barcode, or of a kind that is not kept here.
    """
    read = read_label(label, today)
    if not isinstance(read, Product):
        words = read.sentence if isinstance(read, Unreadable) else _NO_PACK
        raise AnswersRefused({"label": words}, confirmable=False)
    kind = work.stock.type_of_gtin(read.gtin)
    if kind is None:
        words = f"Nothing kept here has the GTIN {read.gtin}; choose the kind below, or add it."
        raise AnswersRefused({"label": words}, confirmable=False)
    said = {"type": str(kind.id), "lot": read.lot or ""}
    if read.expires_on is not None:
        said["expires"] = read.expires_on.isoformat()
    return {key: value for key, value in said.items() if value}


@use_case(Permission.RECORD_STOCK, "record stock")
def move(
    work: Work,
    by: By,
    lot_id: UUID,
    ward: str,
    kind: MoveKind,
    answers: Mapping[str, str],
    zone: tzinfo,
) -> StockMove:
    """Use, open, move, discard or count a lot.

    Args:
        work: the transaction.
        by: who, and when.
        lot_id: the lot.
        ward: where.
        kind: what happens.
        answers: ``quantity``, ``to_ward`` and ``reason``, as typed, as far as it asks for them.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: a field cannot be taken.
        Refused: the lot may not be used.
    """
    facts = work.stock.lot(lot_id)
    if facts is None:
        raise NotFound(_NO_LOT)
    standing = lot_standing(*facts, ward, by.at.astimezone(zone))
    typed = TypedFields(answers)
    quantity = _quantity(typed, kind, standing)
    reason = typed.text("reason")
    if not reason and (kind is MoveKind.DISCARDED or (kind is MoveKind.COUNTED and quantity)):
        typed.wrong("reason", "Say why in a few words, such as dropped, or not written down.")
    to_ward = ""
    if kind is MoveKind.MOVED:
        to_ward = typed.text("to_ward", "Enter the ward that gets them.")
        if to_ward.casefold() == ward.casefold():
            typed.wrong("to_ward", "They are on that ward already; enter another one.")
    typed.check()
    if kind in (MoveKind.USED, MoveKind.OPENED) and standing.codes:
        raise Refused(
            f"Lot {standing.lot.number} must not be used: {_why(standing)}. Take another lot, and "
            "discard this one or send it back."
        )
    return _append(
        work, by, standing.lot, ward, kind, quantity=quantity, to_ward=to_ward, reason=reason
    )


def _quantity(typed: TypedFields, kind: MoveKind, standing: LotStanding) -> int:
    if kind is MoveKind.OPENED:
        return 0
    if kind is MoveKind.COUNTED:
        found = typed.whole("quantity", "Enter how many there are, 0 if there are none.")
        return found - standing.on_hand
    if kind not in (MoveKind.USED, MoveKind.MOVED, MoveKind.DISCARDED):
        raise Refused("That is not something that can be recorded of a lot here.")
    quantity = typed.whole("quantity", "Enter how many, such as 1.", least=1)
    if quantity > standing.on_hand:
        typed.wrong(
            "quantity",
            f"Only {max(0, standing.on_hand)} of this lot are written down here; count it first.",
        )
    return quantity


def _why(standing: LotStanding) -> str:
    words = {
        "LOT_EXPIRED": "it has expired",
        "OPEN_VIAL_EXPIRED": "the open pack is past its days",
        "LOT_FROZEN": "it is frozen",
        "LOT_RECALLED": "it is under a recall",
    }
    return " and ".join(words[code] for code in standing.codes)


@use_case(Permission.MANAGE_EQUIPMENT, "freeze or release a lot")
def freeze(
    work: Work, by: By, lot_id: UUID, reason: str, *, frozen: bool = True, ward: str = ""
) -> StockMove:
    """Forbid the use of a lot everywhere (or on one ward), or allow it again.

    Raises:
        Refused: no reason was given; or it is under a recall, which its notice alone can end.
    """
    if not reason.strip():
        raise Refused("Say why in a few words; a lot is never frozen or released without a reason.")
    facts = work.stock.lot(lot_id)
    if facts is None:
        raise NotFound(_NO_LOT)
    kind = MoveKind.FROZEN if frozen else MoveKind.THAWED
    return _append(work, by, facts[1], ward, kind, reason=reason)


@use_case(Permission.MANAGE_EQUIPMENT, "correct a lot")
def correct_lot(work: Work, by: By, lot: Lot, answers: Mapping[str, str]) -> Lot:
    """Correct a lot's number or date; the audit trail keeps what stood there and why.

    Raises:
        AnswersRefused: a field cannot be taken.
        Stale: (a Conflict) somebody else changed it first.
    """
    typed = TypedFields(answers)
    number = typed.text("lot", "Enter the lot number as printed on the pack.")
    expires = typed.day("expires")
    reason = typed.text("reason", "Say what was wrong.")
    other = work.stock.lot_of(lot.type_id, number)
    if other is not None and other.id != lot.id:
        typed.wrong("lot", "That lot is in the list already; record it there.")
    typed.check()
    saved = work.stock.save_lot(replace(lot, number=number, expires_on=expires))
    before = lot.expires_on.isoformat() if lot.expires_on else "none"
    record(
        work,
        by,
        "stock.lot_corrected",
        lot.id,
        reason=reason,
        number_before=lot.number,
        number=plain_number(number),
        expires_before=before,
        expires=expires.isoformat() if expires else "none",
    )
    return saved


def _append(
    work: Work,
    by: By,
    lot: Lot,
    ward: str,
    kind: MoveKind,
    *,
    quantity: int = 0,
    to_ward: str = "",
    reason: str = "",
    reference: str = "",
) -> StockMove:
    entry = StockMove(
        id=uuid7(),
        lot_id=lot.id,
        ward=ward,
        kind=kind,
        quantity=quantity,
        at=by.at,
        recorded_at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
        to_ward=to_ward,
        reason=reason,
        reference=reference,
    )
    work.stock.append(entry)
    record(
        work,
        by,
        f"stock.{kind.value}",
        lot.id,
        lot=lot.number,
        ward=ward or "everywhere",
        quantity=quantity,
        to_ward=to_ward,
        reason=reason,
        reference=reference,
    )
    return entry

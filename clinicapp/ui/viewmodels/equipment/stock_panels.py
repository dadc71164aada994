"""The entry panels of stock: deliveries, what happens to a lot, and kinds of consumables."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.consumables import MoveKind
from clinicapp.domain.typed_days import day_words
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment.stock_words import units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clinicapp.domain.equipment.consumables import ConsumableType, LotStanding

_REASON: Final = FieldSpec("reason", "Why, in a few words", FieldKind.TEXT)
_TITLES: Final[Mapping[MoveKind, tuple[str, str]]] = MappingProxyType(
    {
        MoveKind.USED: ("Use from lot {lot}", "Record use"),
        MoveKind.OPENED: ("Open a pack of lot {lot}", "Record opening"),
        MoveKind.COUNTED: ("Count lot {lot}", "Record count"),
        MoveKind.MOVED: ("Move lot {lot} to another ward", "Record move"),
        MoveKind.DISCARDED: ("Discard from lot {lot}", "Record discard"),
        MoveKind.FROZEN: ("Freeze lot {lot} everywhere", "Freeze"),
        MoveKind.THAWED: ("Release lot {lot}", "Release"),
    }
)


def receive_panel(
    kinds: tuple[ConsumableType, ...],
    chosen: str = "",
    number: str = "",
    expires_on: date | None = None,
) -> EntrySpec:
    """Take a delivery in: by the barcode of a pack, or by hand.

    Args:
        kinds: the kinds that are kept.
        chosen: the id of the one to begin with.
        number: the lot number, where a label was scanned already.
        expires_on: the expiry date on that label.
    """
    options = tuple(OptionView(str(kind.id), kind.name) for kind in kinds if kind.active)
    return EntrySpec(
        card=f"stock.receive.{number}" if number else "stock.receive",
        title=f"Receive lot {number}" if number else "Receive a delivery",
        intro="This lot is not kept on the ward yet. The fields say what its label says."
        if number
        else "Scan the barcode on the pack, or leave the first field empty and fill in the rest.",
        fields=(
            FieldSpec("label", "Barcode of the pack", FieldKind.TEXT, hidden=bool(number)),
            FieldSpec("type", "What was delivered", FieldKind.CHOICE, "", options, chosen),
            FieldSpec("lot", "Lot number", FieldKind.TEXT, value=number),
            FieldSpec(
                "expires",
                "Expiry date",
                FieldKind.TEXT,
                value="" if expires_on is None else day_words(expires_on),
                help_text="As printed, such as 31 3 2027; empty when none is printed.",
            ),
            FieldSpec("quantity", "How many", FieldKind.INTEGER),
        ),
        submit="Receive",
    )


def move_panel(kind: MoveKind, standing: LotStanding, unit: str) -> EntrySpec:
    """Something that happens to a lot."""
    title, submit = _TITLES[kind]
    there = units(max(0, standing.on_hand), unit)
    return EntrySpec(
        card=f"stock.{kind.value}.{standing.lot.id}",
        title=title.format(lot=standing.lot.number),
        intro=_intro(kind, there),
        fields=_fields(kind),
        submit=submit,
    )


def _intro(kind: MoveKind, there: str) -> str:
    if kind is MoveKind.OPENED:
        return "From now on the days of an open pack count for this lot on this ward."
    if kind is MoveKind.FROZEN:
        return "Nobody may use it on any ward, and a reading that names it is held."
    if kind is MoveKind.THAWED:
        return "It may be used again on every ward."
    return f"By the list there are {there} here."


def _fields(kind: MoveKind) -> tuple[FieldSpec, ...]:
    quantity = FieldSpec("quantity", "How many", FieldKind.INTEGER)
    match kind:
        case MoveKind.USED:
            return (quantity,)
        case MoveKind.OPENED:
            return ()
        case MoveKind.COUNTED:
            count = FieldSpec("quantity", "How many there are", FieldKind.INTEGER)
            help_text = "Needed when the count differs from the list."
            return (count, FieldSpec("reason", _REASON.label, FieldKind.TEXT, help_text=help_text))
        case MoveKind.MOVED:
            return (quantity, FieldSpec("to_ward", "To which ward", FieldKind.TEXT))
        case MoveKind.DISCARDED:
            return (quantity, _REASON)
        case _:
            return (_REASON,)


def correct_panel(standing: LotStanding) -> EntrySpec:
    """Correct what was written about a lot."""
    lot = standing.lot
    expires = "" if lot.expires_on is None else day_words(lot.expires_on)
    return EntrySpec(
        card=f"stock.correct.{lot.id}",
        title=f"Correct lot {lot.number}",
        intro="What stood there before stays in the audit trail.",
        fields=(
            FieldSpec("lot", "Lot number", FieldKind.TEXT, value=lot.number),
            FieldSpec("expires", "Expiry date", FieldKind.TEXT, value=expires),
            FieldSpec("reason", "What was wrong", FieldKind.TEXT),
        ),
        submit="Correct",
    )


def type_panel(old: ConsumableType | None, gtin: str = "") -> EntrySpec:
    """Add a kind of consumable, perhaps with its GTIN from a label, or change one."""
    kind = old
    yes_no = (OptionView("yes", "Yes"), OptionView("no", "No, it is no longer kept"))
    fields = (
        FieldSpec("name", "What it is", FieldKind.TEXT, value=kind.name if kind else ""),
        FieldSpec(
            "gtin",
            "GTIN",
            FieldKind.TEXT,
            value=(kind.gtin or "") if kind else gtin,
            help_text="The number of the product's barcode; empty when it has none.",
        ),
        FieldSpec(
            "used_by",
            "Devices that use it",
            FieldKind.TEXT,
            value=", ".join(kind.used_by).replace("_", " ") if kind else "",
            help_text="Kinds between commas, such as hba1c analyser. Their readings are checked "
            "against its lots.",
        ),
        FieldSpec("unit", "One of it is a", FieldKind.TEXT, value=kind.unit if kind else "test"),
        FieldSpec(
            "open_days",
            "Days an open pack may be used",
            FieldKind.INTEGER,
            value=str(kind.open_days or "") if kind else "",
            help_text="Empty for as long as the lot itself.",
        ),
        FieldSpec(
            "min_days",
            "Days that the stock must last",
            FieldKind.INTEGER,
            value=str(kind.min_days) if kind else "7",
        ),
    )
    kept = (FieldSpec("active", "Is it still kept?", FieldKind.CHOICE, "", yes_no, "yes"),)
    return EntrySpec(
        card=f"stock.type{gtin}" if kind is None else f"stock.type.{kind.id}",
        title="Add a kind of consumable" if kind is None else f"Change {kind.name}",
        fields=fields if kind is None else (*fields, *kept),
        submit="Add" if kind is None else "Save",
    )

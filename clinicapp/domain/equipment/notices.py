"""Recalls and field safety notices: what a notice is about, and what of ours it fits.

A notice names makers and models by pattern, serial numbers and lots by range or pattern. What it
fits is only proposed: a person confirms it, or says that a piece is not affected.
Source: reference/equipment.md 1.6, 1.7, 2.2 (incident / field_safety_notice).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.consumables import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.consumables import ConsumableType, Lot

ANY: Final = "*"
_SERIAL: Final = re.compile(r"(.*?)([0-9]*)", re.DOTALL)


class NoticeKind(StrEnum):
    """Where a notice comes from."""

    RECALL = "recall"
    SAFETY_NOTICE = "safety_notice"
    """A maker's field safety notice."""
    ALERT = "alert"
    """A national alert, such as the MHRA's."""


class NoticeEventKind(StrEnum):
    """What can happen to a notice, or to one item that it fits."""

    CONFIRMED = "confirmed"
    """The asset or lot is affected and was taken out of use."""
    NOT_AFFECTED = "not_affected"
    CLOSED = "closed"
    """All that it asks for was done; ``note`` says what."""
    WITHDRAWN = "withdrawn"
    """It was entered by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice as it was entered; it is never changed.

    Attributes:
        reference: the sender's own number, such as ``FSN-2026-041``.
        maker: a pattern with ``*``; empty for any.
        model: a pattern with ``*``; empty when it is about lots alone.
        serials: single ones and ranges ``A100-A199``; empty for every serial number.
        lots: lot numbers, and beginnings such as ``AB12*``.
        gtin: 14 digits, or None.
        action: what it asks for, in words.
        deadline: by when.
    """

    id: UUID
    reference: str
    kind: NoticeKind
    title: str
    maker: str
    model: str
    serials: tuple[str, ...]
    lots: tuple[str, ...]
    gtin: str | None
    issued_on: date
    deadline: date | None
    action: str
    at: datetime
    actor_id: UUID
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEvent:
    """Something that happened to a notice, or to the asset or lot that it names."""

    id: UUID
    notice_id: UUID
    kind: NoticeEventKind
    at: datetime
    actor_id: UUID
    actor_name: str
    asset_id: UUID | None = None
    lot_id: UUID | None = None
    note: str = ""


class NoticeState(StrEnum):
    """Where a notice stands, most urgent first."""

    OVERDUE = "overdue"
    TO_CONFIRM = "to_confirm"
    IN_HAND = "in_hand"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeStanding:
    """A notice with what has been decided about each item.

    ``confirmed`` and ``spared`` are ids of assets and lots.
    """

    state: NoticeState
    confirmed: frozenset[UUID]
    spared: frozenset[UUID]


def standing_of(
    notice: Notice, events: Iterable[NoticeEvent], open_items: int, today: date
) -> NoticeStanding:
    """Derive where a notice stands.

    Args:
        notice: the notice.
        events: what happened to it, in any order; the newest entry about an item counts.
        open_items: how many items it fits about which nobody has decided.
        today: the local day.
    """
    ordered = sorted(events, key=lambda event: (event.at, event.id))
    decided: dict[UUID, NoticeEventKind] = {}
    for event in ordered:
        item = event.asset_id or event.lot_id
        if item is not None:
            decided[item] = event.kind
    kinds = {event.kind for event in ordered}
    if NoticeEventKind.WITHDRAWN in kinds:
        state = NoticeState.WITHDRAWN
    elif NoticeEventKind.CLOSED in kinds and not open_items:
        state = NoticeState.CLOSED
    elif notice.deadline is not None and today > notice.deadline:
        state = NoticeState.OVERDUE
    else:
        state = NoticeState.TO_CONFIRM if open_items else NoticeState.IN_HAND
    return NoticeStanding(
        state=state,
        confirmed=_with(decided, NoticeEventKind.CONFIRMED),
        spared=_with(decided, NoticeEventKind.NOT_AFFECTED),
    )


def _with(decided: dict[UUID, NoticeEventKind], kind: NoticeEventKind) -> frozenset[UUID]:
    return frozenset(item for item, found in decided.items() if found is kind)


def fits_asset(notice: Notice, asset: Asset) -> bool:
    """Whether a notice is about this piece, by its model or its GTIN and by its serial number."""
    by_gtin = notice.gtin is not None and asset.gtin == notice.gtin and not notice.lots
    by_model = bool(notice.model) and (
        fits(notice.maker or ANY, asset.make) and fits(notice.model, asset.model)
    )
    return (by_gtin or by_model) and fits_serial(notice.serials, asset.serial)


def fits_lot(notice: Notice, kind: ConsumableType, lot: Lot) -> bool:
    """Whether a notice is about this lot."""
    if notice.gtin is not None and kind.gtin is not None and kind.gtin != notice.gtin:
        return False
    number = plain_number(lot.number)
    return any(fits(plain_number(pattern), number) for pattern in notice.lots)


def fits(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern in which ``*`` stands for anything; capitals do not matter."""
    parts = (re.escape(" ".join(part.split())) for part in pattern.casefold().split(ANY))
    whole = ".*".join(parts)
    return re.fullmatch(whole, " ".join(text.casefold().split()), re.DOTALL) is not None


def fits_serial(serials: Iterable[str], serial: str) -> bool:
    """Whether a serial number is one of these, or in one of the ranges; none of them is every one.

    A piece whose serial number is not known may be any of them.
    """
    every = tuple(serials)
    if not every or not serial.strip():
        return True
    return any(_in_range(each, serial) for each in every)


def _in_range(wanted: str, serial: str) -> bool:
    low, dash, high = wanted.partition("-")
    if plain_number(wanted) == plain_number(serial):
        return True
    if not dash or not high:
        return fits(plain_number(wanted), plain_number(serial))
    found, first, last = (_parts(each) for each in (serial, low, high))
    if not found[1] or not first[1] or not last[1]:
        return False
    alike = found[0] == first[0] == last[0]
    return alike and int(first[1]) <= int(found[1]) <= int(last[1])


def _parts(serial: str) -> tuple[str, str]:
    """What stands before the digits at the end, and those digits."""
    match = _SERIAL.fullmatch(plain_number(serial))
    return ("", "") if match is None else (match[1], match[2] if match[2].isascii() else "")

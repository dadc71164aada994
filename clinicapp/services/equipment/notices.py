"""Recall and safety notice use cases: what fits is proposed, confirmed by a person, and closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.consumables import (
    EVERYWHERE,
    MoveKind,
    StockMove,
)
from clinicapp.domain.equipment.notices import (
    Notice,
    NoticeEvent,
    NoticeEventKind,
    NoticeKind,
    NoticeState,
    fits_asset,
    fits_lot,
    standing_of,
)
from clinicapp.domain.errors import NotFound, Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.assets import append_event
from clinicapp.services.typed_fields import TypedFields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.consumables import ConsumableType, Lot
    from clinicapp.domain.equipment.notices import NoticeStanding
    from clinicapp.store.work import Work

_WORDS: Final = "Say in a few words"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem:
    """An asset or a lot that a notice fits, and what was decided about it."""

    asset: Asset | None = None
    lot: Lot | None = None
    kind: ConsumableType | None = None
    decided: NoticeEvent | None = None

    @property
    def id(self) -> UUID:
        """The id of the asset or lot."""
        found = self.asset or self.lot
        if found is None:
            raise ValueError("an item is an asset or a lot")
        return found.id


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFound:
    """A notice with what it fits now."""

    notice: Notice
    standing: NoticeStanding
    items: tuple[NoticeItem, ...]
    events: tuple[NoticeEvent, ...]

    @property
    def undecided(self) -> tuple[NoticeItem, ...]:
        """What nobody has decided about."""
        return tuple(item for item in self.items if item.decided is None)


@use_case(Permission.VIEW_EQUIPMENT, "look at notices and recalls")
def view_notices(work: Work, by: By, zone: tzinfo) -> tuple[NoticeFound, ...]:
    """Every notice with what it fits, newest first."""
    found = tuple(_found(work, notice, by, zone) for notice in work.notices.list())
    record(work, by, "notices.listed", "all wards", count=len(found))
    return found


def _found(work: Work, notice: Notice, by: By, zone: tzinfo) -> NoticeFound:
    events = work.notices.events(notice.id)
    decided = {each.asset_id or each.lot_id: each for each in events}
    assets = [work.assets.get(asset_id) for asset_id in work.notices.candidates(notice)]
    items = [
        NoticeItem(asset=asset, decided=decided.get(asset.id))
        for asset in assets
        if asset is not None and fits_asset(notice, asset)
    ]
    if notice.lots:
        items += [
            NoticeItem(lot=lot, kind=kind, decided=decided.get(lot.id))
            for kind, lot, _moves in work.stock.lots()
            if fits_lot(notice, kind, lot)
        ]
    undecided = sum(item.decided is None for item in items)
    today = by.at.astimezone(zone).date()
    return NoticeFound(
        notice=notice,
        standing=standing_of(notice, events, undecided, today),
        items=tuple(items),
        events=events,
    )


@use_case(Permission.MANAGE_EQUIPMENT, "enter a notice")
def add_notice(work: Work, by: By, answers: Mapping[str, str], zone: tzinfo) -> NoticeFound:
    """Enter a recall or a safety notice; nothing is taken out of use by that alone.

    Args:
        work: the transaction.
        by: who, and when.
        answers: ``reference``, ``kind``, ``title``, ``maker``, ``model``, ``serials`` and ``lots``
            (between commas), ``gtin``, ``issued_on``, ``deadline`` and ``action``, as typed.
        zone: the ward's time zone.

    Raises:
        AnswersRefused: with a sentence for each field that cannot be taken.
    """
    typed = TypedFields(answers)
    today = by.at.astimezone(zone).date()
    reference = typed.text("reference", "Enter the sender's number of the notice.")
    if any(each.reference.casefold() == reference.casefold() for each in work.notices.list()):
        typed.wrong("reference", "A notice with that number is here already; look at it.")
    kind = next((each for each in NoticeKind if each.value == answers.get("kind")), None)
    if kind is None:
        typed.wrong("kind", "Choose what it is.")
    model, lots, gtin = typed.text("model"), _list(typed, "lots"), typed.text("gtin")
    if not (model.strip("* ") or lots or gtin):
        typed.wrong("model", "Enter a model, a GTIN or lot numbers; it would fit everything else.")
    if any(len(lot.strip("*")) < 2 for lot in lots):
        typed.wrong("lots", "Enter at least two signs of each lot number.")
    if gtin and not (gtin.isascii() and gtin.isdigit() and len(gtin) <= 14):
        typed.wrong("gtin", "A GTIN has up to 14 digits.")
    issued_on = typed.day("issued_on", "Enter the day of the notice.")
    if issued_on is not None and issued_on > today:
        typed.wrong("issued_on", "That day is in the future; enter the day of the notice.")
    deadline = typed.day("deadline")
    title = typed.text("title", f"{_WORDS} what it is about.")
    action = typed.text("action", f"{_WORDS} what it asks for.")
    typed.check()
    if kind is None or issued_on is None:
        raise Refused("Fill in every field first.")
    notice = Notice(
        id=uuid7(),
        reference=reference,
        kind=kind,
        title=title,
        maker=typed.text("maker"),
        model=model,
        serials=_list(typed, "serials"),
        lots=lots,
        gtin=gtin.zfill(14) if gtin else None,
        issued_on=issued_on,
        deadline=deadline,
        action=action,
        at=by.at,
        actor_id=by.actor.id,
        actor_name=by.actor.name,
    )
    work.notices.add(notice)
    found = _found(work, notice, by, zone)
    record(work, by, "notice.entered", notice.id, reference=reference, fits=len(found.items))
    return found


def _list(typed: TypedFields, key: str) -> tuple[str, ...]:
    parts = (part.strip() for part in typed.text(key).replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


@use_case(Permission.MANAGE_EQUIPMENT, "confirm a notice")
def confirm(work: Work, by: By, notice_id: UUID, zone: tzinfo) -> NoticeFound:
    """Take out of use everything that a notice fits and about which nobody has decided.

    Raises:
        Refused: there is nothing to confirm.
    """
    found = find_notice(work, by, notice_id, zone)
    if not found.undecided:
        raise Refused("Nothing here waits to be confirmed; look at the notice again.")
    notice, at = found.notice, by.at.astimezone(zone)
    words = f"{notice.reference}: {notice.title}"
    for item in found.undecided:
        _append(work, by, notice, NoticeEventKind.CONFIRMED, item)
        if item.asset is not None:
            details = {"reference": notice.reference, "notice": str(notice.id)}
            append_event(work, by, item.asset.id, AssetEventKind.RECALLED, at, words, details)
        else:
            _move_lot(work, by, item.id, MoveKind.FROZEN, words, notice.reference)
    return _found(work, notice, by, zone)


@use_case(Permission.MANAGE_EQUIPMENT, "say that a notice does not concern a piece")
def spare(work: Work, by: By, notice_id: UUID, item_id: UUID, note: str, zone: tzinfo) -> None:
    """Say of one piece or lot that it fits and is not affected, with the reason.

    Raises:
        Refused: no reason was given, or it was confirmed already.
    """
    if not note.strip():
        raise Refused(f"{_WORDS} why it is not affected.")
    found = find_notice(work, by, notice_id, zone)
    item = next((each for each in found.undecided if each.id == item_id), None)
    if item is None:
        raise Refused("That was decided already; look at the notice again.")
    _append(work, by, found.notice, NoticeEventKind.NOT_AFFECTED, item, note)


@use_case(Permission.MANAGE_EQUIPMENT, "close a notice")
def close(work: Work, by: By, notice_id: UUID, note: str, zone: tzinfo) -> None:
    """Close a notice with what was done; what it took out of use may be used again.

    A piece that another open notice holds stays held.

    Raises:
        Refused: nothing was said, something has not been decided, or it is closed.
    """
    if not note.strip():
        raise Refused(f"{_WORDS} what was done, such as replaced by the maker.")
    found = find_notice(work, by, notice_id, zone)
    if found.standing.state in (NoticeState.CLOSED, NoticeState.WITHDRAWN):
        raise Refused("This notice is closed already; look at it again.")
    if found.undecided:
        count = len(found.undecided)
        raise Refused(
            f"Nobody has decided about {count} of what it fits; confirm them, or say that they are "
            "not affected, then close it."
        )
    notice, at = found.notice, by.at.astimezone(zone)
    _append(work, by, notice, NoticeEventKind.CLOSED, None, note)
    for item in found.items:
        if item.decided is None or item.decided.kind is not NoticeEventKind.CONFIRMED:
            continue
        if item.asset is None:
            _move_lot(work, by, item.id, MoveKind.THAWED, note, notice.reference)
        elif not _held_by_another(work, item.asset.id, notice.id):
            details = {"reference": notice.reference, "notice": str(notice.id)}
            kind = AssetEventKind.RECALL_CLOSED
            append_event(work, by, item.asset.id, kind, at, note, details)


def _held_by_another(work: Work, asset_id: UUID, notice_id: UUID) -> bool:
    others = {
        each.notice_id
        for each in work.notices.of_asset(asset_id)
        if each.kind is NoticeEventKind.CONFIRMED and each.notice_id != notice_id
    }
    return any(
        not any(each.kind is NoticeEventKind.CLOSED for each in work.notices.events(other))
        for other in others
    )


@use_case(Permission.MANAGE_EQUIPMENT, "withdraw a notice")
def withdraw(work: Work, by: By, notice_id: UUID, note: str, zone: tzinfo) -> None:
    """Take back a notice that was entered by mistake; it stays in the list.

    Raises:
        Refused: nothing was said, or something was taken out of use by it already.
    """
    if not note.strip():
        raise Refused(f"{_WORDS} why; a notice is never withdrawn without a reason.")
    found = find_notice(work, by, notice_id, zone)
    if found.standing.confirmed:
        raise Refused("Something is out of use by this notice; close it with what was done.")
    _append(work, by, found.notice, NoticeEventKind.WITHDRAWN, None, note)


def find_notice(work: Work, by: By, notice_id: UUID, zone: tzinfo) -> NoticeFound:
    """A notice with what it fits now, within another use case.

    Raises:
        NotFound: there is no such notice.
    """
    notice = work.notices.get(notice_id)
    if notice is None:
        raise NotFound("That notice is not in this database; refresh the list.")
    return _found(work, notice, by, zone)


def _append(
    work: Work,
    by: By,
    notice: Notice,
    kind: NoticeEventKind,
    item: NoticeItem | None,
    note: str = "",
) -> None:
    asset, lot = (None, None) if item is None else (item.asset, item.lot)
    work.notices.append(
        NoticeEvent(
            id=uuid7(),
            notice_id=notice.id,
            kind=kind,
            at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            asset_id=None if asset is None else asset.id,
            lot_id=None if lot is None else lot.id,
            note=" ".join(note.split()),
        )
    )
    subject = "none" if item is None else item.id
    record(work, by, f"notice.{kind.value}", notice.id, item=subject, note=note)


def _move_lot(
    work: Work, by: By, lot_id: UUID, kind: MoveKind, reason: str, reference: str
) -> None:
    work.stock.append(
        StockMove(
            id=uuid7(),
            lot_id=lot_id,
            ward=EVERYWHERE,
            kind=kind,
            quantity=0,
            at=by.at,
            recorded_at=by.at,
            actor_id=by.actor.id,
            actor_name=by.actor.name,
            reason=reason,
            reference=reference,
        )
    )
    record(work, by, f"stock.{kind.value}", lot_id, reference=reference)

"""A ward's stock in words: a row for each lot, the one to use first at the front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.consumables import MoveKind
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text
from clinicapp.ui.viewmodels.equipment.stock_words import (
    COUNT_IT,
    IN_DATE,
    LOT_STATES,
    MOVE_KINDS,
    MOVES,
    SOON,
    STOCK_LOW,
    STOCK_OUT,
    USE_FIRST,
    units,
)
from clinicapp.ui.viewmodels.equipment_view import (
    LabelledValue,
    TimelineEntry,
    TimelineKind,
    ToolView,
)
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.register_view import (
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.gate_codes import LOT_SENTENCES
from clinicapp.ui.words.plain import counted, day_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo

    from clinicapp.domain.equipment.consumables import (
        ConsumableType,
        LotStanding,
        StockMove,
        StockStanding,
    )
    from clinicapp.services.equipment.stock import WardStock

SOON_DAYS: Final = 30
COLUMNS: Final = (
    RegisterColumn("What", "HbA1c cartridges", 3, strong=True),
    RegisterColumn("Lot", "10226A-2", 1),
    RegisterColumn("Here", "120 tests", 1),
    RegisterColumn("Use by", "22 Nov 2026", 1),
)
TYPE_KEY: Final = "type:"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTerms:
    """The day, the ward's time zone, and what the person may do."""

    today: date
    zone: tzinfo
    may_record: bool
    may_manage: bool


def present_stock(found: WardStock, chosen: str, terms: StockTerms) -> RegisterView:
    """The register of a ward's stock, with the record of the row that was chosen."""
    rows = tuple(row for standing in found.standings for row in _rows(standing, terms.today))
    tools = []
    if terms.may_record and found.standings:
        tools.append(ToolView("receive", "Receive", "package-check", primary=True))
    if terms.may_manage:
        tools.append(ToolView("add_type", "Add a kind", "plus", primary=not found.standings))
    short = sum(bool({"STOCK_OUT", "STOCK_LOW"} & set(each.codes)) for each in found.standings)
    late = sum(bool(lot.codes) for each in found.standings for lot in each.lots)
    return RegisterView(
        title=f"Stock and lots, {ward_text(found.ward)}",
        summary=_summary(short, late) if found.standings else "",
        columns=COLUMNS,
        rows=rows,
        record=_record(found, chosen, terms),
        tools=tuple(tools),
        order="First expired first",
        empty_title="No consumables are kept here yet.",
        empty_hint="Add a kind, such as HbA1c cartridges; then receive its deliveries."
        if terms.may_manage
        else "Your equipment lead adds the kinds; then deliveries can be received.",
    )


def _summary(short: int, late: int) -> str:
    parts = []
    if short:
        parts.append(f"{counted(short, 'kind')} low or out of stock")
    if late:
        parts.append(f"{counted(late, 'lot')} not to be used")
    return ", ".join(parts) or "Enough of everything"


def _rows(standing: StockStanding, today: date) -> Iterator[RegisterRow]:
    kind, first = standing.kind, True
    if not standing.usable or "STOCK_LOW" in standing.codes:
        status = STOCK_LOW if standing.usable else STOCK_OUT
        below = _lasts(standing)
        yield RegisterRow(
            f"{TYPE_KEY}{kind.id}",
            ((kind.name, below), ("", ""), (units(standing.usable, kind.unit), ""), ("", "")),
            status,
        )
    for lot in standing.lots:
        opened = "" if lot.opened_on is None else f"Opened {day_text(lot.opened_on)}"
        by = "No date" if lot.use_by is None else day_text(lot.use_by)
        yield RegisterRow(
            str(lot.lot.id),
            (
                (kind.name, ""),
                (lot.lot.number, ""),
                (units(lot.on_hand, kind.unit), ""),
                (by, opened),
            ),
            _status(lot, today, first=first and bool(lot.usable)),
        )
        first = first and not lot.usable


def _status(lot: LotStanding, today: date, *, first: bool) -> StatusView:
    for code in lot.codes:
        return LOT_STATES[code]
    if lot.on_hand < 0:
        return COUNT_IT
    if lot.use_by is not None and lot.use_by <= today + timedelta(days=SOON_DAYS):
        return SOON
    return USE_FIRST if first else IN_DATE


def _lasts(standing: StockStanding) -> str:
    if standing.days_left is None:
        return ""
    return f"Lasts {counted(int(standing.days_left), 'day')}, must last {standing.kind.min_days}"


def lot_standing_of(found: WardStock, key: str) -> tuple[StockStanding, LotStanding] | None:
    """The lot of a row, with the kind's standing; None when the row is a kind's."""
    for standing in found.standings:
        for lot in standing.lots:
            if str(lot.lot.id) == key:
                return standing, lot
    return None


def type_of(found: WardStock, key: str) -> ConsumableType | None:
    """The kind of a row that is a kind's."""
    return next((s.kind for s in found.standings if f"{TYPE_KEY}{s.kind.id}" == key), None)


def _record(found: WardStock, chosen: str, terms: StockTerms) -> RegisterRecord | None:
    at = lot_standing_of(found, chosen)
    if at is not None:
        moves = found.moves.get(at[1].lot.id, ())
        return _lot_record(at[0], at[1], moves, found.ward, terms)
    standing = next(
        (each for each in found.standings if f"{TYPE_KEY}{each.kind.id}" == chosen), None
    )
    return None if standing is None else _type_record(standing, terms)


def _lot_record(
    standing: StockStanding,
    lot: LotStanding,
    moves: tuple[StockMove, ...],
    ward: str,
    terms: StockTerms,
) -> RegisterRecord:
    kind, today = standing.kind, terms.today
    first = standing.next_lot is not None and standing.next_lot.lot.id == lot.lot.id
    why = " ".join(LOT_SENTENCES[code].replace(" that the device names", "") for code in lot.codes)
    if lot.frozen is not None and lot.frozen.reason:
        why = f"{why} {lot.frozen.reason.rstrip('.')}."
    facts = [
        LabelledValue("Here", units(lot.on_hand, kind.unit), strong=True),
        LabelledValue("Expires", _day(lot.lot.expires_on)),
        LabelledValue("Opened", "Not opened" if lot.opened_on is None else _day(lot.opened_on)),
        LabelledValue("Use by", _day(lot.use_by), strong=True),
    ]
    if not first and standing.next_lot is not None:
        facts.append(LabelledValue("Use first", f"Lot {standing.next_lot.lot.number}"))
    return RegisterRecord(
        key=str(lot.lot.id),
        title=f"{kind.name}, lot {lot.lot.number}",
        status=_status(lot, today, first=first),
        why=why,
        facts=(*facts, *_kind_facts(standing)),
        heading="What happened",
        history=tuple(_entry(move, kind, ward, terms.zone) for move in reversed(moves)),
        tools=_lot_tools(lot, terms),
    )


def _lot_tools(lot: LotStanding, terms: StockTerms) -> tuple[ToolView, ...]:
    tools = []
    if terms.may_record:
        if not lot.codes:
            tools += [
                ToolView(MoveKind.USED.value, "Use", "check", primary=True),
                ToolView(MoveKind.OPENED.value, "Open a pack", "package"),
            ]
        tools += [
            ToolView(MoveKind.COUNTED.value, "Count", "list-checks"),
            ToolView(MoveKind.MOVED.value, "Move", "map-pin", in_more=True),
            ToolView(MoveKind.DISCARDED.value, "Discard", "x", in_more=not lot.codes),
        ]
    if terms.may_manage:
        if lot.frozen is None:
            tools.append(ToolView(MoveKind.FROZEN.value, "Freeze", "ban", in_more=True))
        elif not lot.frozen.reference:
            tools.append(ToolView(MoveKind.THAWED.value, "Release", "circle-check", in_more=True))
        tools.append(ToolView("correct", "Correct", "pencil-line", in_more=True))
        tools.append(ToolView("change_type", "Change the kind", "pen", in_more=True))
    return tuple(tools)


def _type_record(standing: StockStanding, terms: StockTerms) -> RegisterRecord:
    status = STOCK_LOW if standing.usable else STOCK_OUT
    tools = []
    if terms.may_record:
        tools.append(ToolView("receive", "Receive", "package-check", primary=True))
    if terms.may_manage:
        tools.append(ToolView("change_type", "Change", "pen"))
    return RegisterRecord(
        key=f"{TYPE_KEY}{standing.kind.id}",
        title=standing.kind.name,
        status=status,
        why=f"{_lasts(standing)} days." if _lasts(standing) else "",
        facts=(
            LabelledValue("Usable", units(standing.usable, standing.kind.unit), strong=True),
            *_kind_facts(standing),
        ),
        tools=tuple(tools),
    )


def _kind_facts(standing: StockStanding) -> tuple[LabelledValue, ...]:
    kind = standing.kind
    used_by = ", ".join(category_text(each) for each in kind.used_by) or "No device"
    daily = "Nothing used yet" if not standing.daily_use else f"{standing.daily_use:.1f} a day"
    left = (
        "" if standing.days_left is None else f", lasts {counted(int(standing.days_left), 'day')}"
    )
    open_days = "As long as the lot" if kind.open_days is None else counted(kind.open_days, "day")
    return (
        LabelledValue("Used", f"{daily}{left}"),
        LabelledValue("Open pack", open_days),
        LabelledValue("Used by", used_by),
        LabelledValue("GTIN", kind.gtin or "None"),
    )


def _day(day: date | None) -> str:
    return "No date" if day is None else day_text(day)


def _entry(move: StockMove, kind: ConsumableType, ward: str, zone: tzinfo) -> TimelineEntry:
    what = MOVES[move.kind]
    match move.kind:
        case MoveKind.MOVED:
            count = units(move.quantity, kind.unit)
            what = f"{count} moved to {move.to_ward}"
            if move.to_ward == ward:
                what = f"{count} came from {move.ward}"
        case MoveKind.COUNTED:
            what = "Counted, as listed" if not move.quantity else f"Counted, {move.quantity:+}"
        case MoveKind.RECEIVED | MoveKind.USED | MoveKind.DISCARDED:
            what = f"{what}: {units(move.quantity, kind.unit)}"
        case _:
            pass
    elsewhere = move.ward not in (ward, "") and move.to_ward != ward
    who = ". ".join(
        part
        for part in (move.actor_name, f"On {move.ward}" if elsewhere else "", move.reason)
        if part
    )
    return TimelineEntry(
        MOVE_KINDS.get(move.kind, TimelineKind.NOTED), what, moment_text(move.at, zone), who
    )

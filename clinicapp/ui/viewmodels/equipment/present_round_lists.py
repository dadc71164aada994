"""The lists of one round in words: what was found, is missing or not expected; the kit list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.rounds import Found, Item, Line, audit, stock_take
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text
from clinicapp.ui.viewmodels.equipment_view import LabelledValue, ToolView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    PLAIN_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    StatusView,
)
from clinicapp.ui.words.plain import moment_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinicapp.services.equipment.rounds import RoundRecord

ITEM_COLUMNS: Final = (
    RegisterColumn("Device", "BP-0122", 3, strong=True),
    RegisterColumn("Kind", "Blood pressure monitor", 2, in_compact=False),
    RegisterColumn("Scanned", "22 Nov 2026, 09:41", 2),
)
AUDIT_COLUMNS: Final = (
    RegisterColumn("What", "Automated blood pressure monitor", 4, strong=True),
    RegisterColumn("Asked for", "Asked for", 1),
    RegisterColumn("Here", "Here", 1),
    RegisterColumn("Work", "Work", 1),
)
_WORKS: Final = StatusView("circle-check", "Works", GOOD_INK)
_FAULTY: Final = StatusView("triangle-alert", "Not to be used", BAD_INK)
_MISSING: Final = StatusView("triangle-alert", "Missing", BAD_INK)
_NOT_YET: Final = StatusView("clock", "Not yet found", WARN_INK)
_UNKNOWN: Final = StatusView("circle-question-mark", "Not in the register", WARN_INK)
_ALL: Final = StatusView("circle-check", "All there", GOOD_INK)
_SOME: Final = StatusView("triangle-alert", "Some missing", BAD_INK)
_BROKEN: Final = StatusView("triangle-alert", "Not all work", BAD_INK)
_UNSEEN: Final = StatusView("circle-dashed", "Not looked at", PLAIN_INK)


def rows_of(
    record: RoundRecord, tab: str, chosen: str, zone: tzinfo, *, may: bool
) -> tuple[tuple[RegisterRow, ...], RegisterRecord | None]:
    """The rows of one list of a round, and the record of the one that was chosen.

    Args:
        record: the round.
        tab: which list: ``found``, ``missing``, ``unexpected``, ``expected`` or ``kit``.
        chosen: the key of the chosen row.
        zone: the ward's time zone.
        may: whether the person may change an open round.
    """
    changes = may and record.end is None
    if record.begun.kit is not None:
        lines = audit(record.begun.kit, record.events).lines
        at = next((line for line in lines if line.requirement.key == chosen), None)
        rows = tuple(_line(line) for line in lines)
        return rows, None if at is None else _line_record(at, changes=changes)
    lists = stock_take(record.begun, record.events)
    if tab in ("found", "unexpected"):
        every = lists.found if tab == "found" else lists.unexpected
        there = sorted(every, key=lambda each: each.item.tag if each.item else each.event.text)
        here = next((each for each in there if str(each.event.id) == chosen), None)
        rows = tuple(_found(each, record.begun.ward, zone) for each in there)
        return rows, None if here is None else _found_record(
            here, record.begun.ward, zone, changes=changes
        )
    missing = {item.asset_id for item in lists.missing}
    absent = _NOT_YET if record.end is None else _MISSING
    items = lists.missing if tab == "missing" else lists.expected
    wanted = next((item for item in items if str(item.asset_id) == chosen), None)
    rows = tuple(_item(item, absent if item.asset_id in missing else _WORKS) for item in items)
    if wanted is None:
        return rows, None
    status = absent if wanted.asset_id in missing else StatusView("circle-check", "Found", GOOD_INK)
    return rows, _item_record(wanted, status)


def _item(item: Item, status: StatusView) -> RegisterRow:
    found = status is _WORKS
    return RegisterRow(
        key=str(item.asset_id),
        cells=((item.tag, item.name), (category_text(item.category), ""), ("", "")),
        status=StatusView("circle-check", "Found", GOOD_INK) if found else status,
    )


def _item_record(item: Item, status: StatusView) -> RegisterRecord:
    return RegisterRecord(
        key=str(item.asset_id),
        title=item.tag,
        status=status,
        subtitle=item.name,
        facts=(
            LabelledValue("Kind", category_text(item.category)),
            LabelledValue("Ward", ward_text(item.ward)),
        ),
        tools=(ToolView("open", "Open its record", "package", primary=True),),
    )


def _found(each: Found, ward: str, zone: tzinfo) -> RegisterRow:
    item = each.item
    when = (moment_text(each.event.at, zone), each.event.by)
    if item is None:
        return RegisterRow(
            key=str(each.event.id),
            cells=((each.event.text, "No device has this label"), ("", ""), when),
            status=_UNKNOWN,
        )
    of_ward = f"{item.name}, of {ward_text(item.ward)}" if item.ward != ward else item.name
    return RegisterRow(
        key=str(each.event.id),
        cells=((item.tag, of_ward), (category_text(item.category), ""), when),
        status=_WORKS if each.works else _FAULTY,
    )


def _found_record(each: Found, ward: str, zone: tzinfo, *, changes: bool) -> RegisterRecord:
    item = each.item
    tools = []
    if item is not None:
        tools.append(ToolView("open", "Open its record", "package", primary=True))
    if changes:
        tools.append(ToolView("take_back", "Take back", "undo-2"))
    scanned = f"{moment_text(each.event.at, zone)}, {each.event.by}"
    facts = [LabelledValue("Scanned", scanned), LabelledValue("Label", each.event.text)]
    why = ""
    if item is None:
        why = "No device of the register has this label. The equipment lead can add it."
    elif item.ward != ward:
        why = f"The register has it on {ward_text(item.ward)}. Move it there, or record the move."
    elif not each.works:
        why = "A check of it is missing or failed, or it is out of service; open its record."
    if item is not None:
        facts.insert(0, LabelledValue("Kind", category_text(item.category)))
    status = _UNKNOWN if item is None else (_WORKS if each.works else _FAULTY)
    return RegisterRecord(
        key=str(each.event.id),
        title=each.event.text if item is None else item.tag,
        status=status,
        subtitle="" if item is None else item.name,
        why=why,
        facts=tuple(facts),
        tools=tuple(tools),
    )


def _line_status(line: Line) -> StatusView:
    wanted = line.requirement.quantity
    if not line.looked_at:
        return _UNSEEN
    if line.present < wanted:
        return _SOME
    return _ALL if line.working >= wanted else _BROKEN


def _line(line: Line) -> RegisterRow:
    here = str(line.present) if line.looked_at else ""
    work = str(line.working) if line.looked_at else ""
    return RegisterRow(
        key=line.requirement.key,
        cells=(
            (line.requirement.words, ""),
            (str(line.requirement.quantity), ""),
            (here, ""),
            (work, ""),
        ),
        status=_line_status(line),
    )


def _line_record(line: Line, *, changes: bool) -> RegisterRecord:
    requirement = line.requirement
    facts = [LabelledValue("Asked for", str(requirement.quantity))]
    if line.looked_at:
        facts.append(LabelledValue("Here", str(line.present), strong=True))
        facts.append(LabelledValue("Work", str(line.working), strong=True))
    tools = (
        ToolView("all_there", "All there and working", "check", primary=True),
        ToolView("count", "Enter numbers", "pen"),
        ToolView("none_there", "None there", "x", in_more=True),
    )
    hint = ""
    if requirement.category and changes:
        hint = "Scan the labels of these devices, or say what you see."
    return RegisterRecord(
        key=requirement.key,
        title=requirement.words,
        status=_line_status(line),
        subtitle=hint,
        facts=tuple(facts),
        tools=tools if changes else (),
    )

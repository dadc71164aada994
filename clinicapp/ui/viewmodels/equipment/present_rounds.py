"""Rounds through a ward in words: all of them, and the lists of the one that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.rounds import RoundEventKind, RoundKind, audit, stock_take
from clinicapp.ui.viewmodels.equipment.present_round_lists import (
    AUDIT_COLUMNS,
    ITEM_COLUMNS,
    rows_of,
)
from clinicapp.ui.viewmodels.equipment_view import LabelledValue, ToolView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.register_view import (
    GOOD_INK,
    PLAIN_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterTab,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.plain import counted, day_text, moment_text, one_place_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo
    from decimal import Decimal

    from clinicapp.services.equipment.rounds import RoundRecord


class RoundTab(StrEnum):
    """A part of the section."""

    ROUNDS = "rounds"
    FOUND = "found"
    MISSING = "missing"
    UNEXPECTED = "unexpected"
    EXPECTED = "expected"
    KIT = "kit"


KINDS: Final[Mapping[RoundKind, str]] = MappingProxyType(
    {RoundKind.STOCK_TAKE: "Stock-take", RoundKind.AUDIT: "Audit"}
)
OPEN: Final = StatusView("clock", "Open", WARN_INK)
SIGNED: Final = StatusView("circle-check", "Signed off", GOOD_INK)
GIVEN_UP: Final = StatusView("circle-x", "Given up", PLAIN_INK)
_COLUMNS: Final = (
    RegisterColumn("Round", "Stock-take", 2, strong=True),
    RegisterColumn("Begun", "22 Nov 2026, 09:41", 2),
    RegisterColumn("Result", "95.5 % present, 87.3 % working", 3),
)
_TABS: Final[Mapping[RoundTab, tuple[str, str]]] = MappingProxyType(
    {
        RoundTab.FOUND: ("Found", "circle-check"),
        RoundTab.MISSING: ("Missing", "triangle-alert"),
        RoundTab.UNEXPECTED: ("Unexpected", "circle-question-mark"),
        RoundTab.EXPECTED: ("Expected", "list-checks"),
        RoundTab.KIT: ("Kit list", "list-checks"),
    }
)
TABS_OF: Final[Mapping[RoundKind, tuple[RoundTab, ...]]] = MappingProxyType(
    {
        RoundKind.STOCK_TAKE: (
            *(RoundTab.FOUND, RoundTab.MISSING, RoundTab.UNEXPECTED, RoundTab.EXPECTED),
        ),
        RoundKind.AUDIT: (RoundTab.KIT,),
    }
)
_EMPTY: Final[Mapping[RoundTab, tuple[str, str]]] = MappingProxyType(
    {
        RoundTab.ROUNDS: (
            "Nobody has gone round this ward yet.",
            "Begin a stock-take to see what is there, or an audit against the kit list.",
        ),
        RoundTab.FOUND: ("Nothing has been found yet.", "Scan the label of each device."),
        RoundTab.MISSING: ("Everything that was expected is here.", "Sign the round off."),
        RoundTab.UNEXPECTED: ("Nothing is here that was not expected.", ""),
        RoundTab.EXPECTED: ("Nothing is expected here.", ""),
        RoundTab.KIT: ("The kit list is empty.", ""),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTerms:
    """The ward, its time zone, and whether the person may take stock, and label places."""

    ward: str | None
    zone: tzinfo
    may: bool
    may_label: bool = False


def present_rounds(
    found: Sequence[RoundRecord],
    focus: RoundRecord | None,
    tab: RoundTab,
    chosen: str,
    terms: RoundTerms,
    last: str = "",
) -> RegisterView:
    """The section.

    Args:
        found: the rounds, newest first.
        focus: the round whose lists are looked at, or None.
        tab: the part that is shown.
        chosen: the key of the row that was chosen.
        terms: the ward, and what the person may do.
        last: what was scanned last, in words.
    """
    where = ward_text(terms.ward) if terms.ward else "all wards"
    if focus is None or tab is RoundTab.ROUNDS:
        rows = tuple(_row(each, terms.zone) for each in found)
        at = next((each for each in found if str(each.begun.id) == chosen), None)
        view = RegisterView(
            title=f"Rounds, {where}",
            columns=_COLUMNS,
            rows=rows,
            record=None if at is None else _record(at, found, terms),
            tools=_tools(found, None, terms),
            order="newest first",
        )
    else:
        rows, record = rows_of(focus, tab.value, chosen, terms.zone, may=terms.may)
        view = RegisterView(
            title=f"{KINDS[focus.begun.kind]}, {ward_text(focus.begun.ward)}",
            summary=result_of(focus),
            columns=AUDIT_COLUMNS if tab is RoundTab.KIT else ITEM_COLUMNS,
            rows=rows,
            record=record,
            tools=_tools(found, focus, terms),
            order=last or ("as in the kit list" if tab is RoundTab.KIT else "by tag"),
        )
    title, hint = _EMPTY[tab if focus is not None else RoundTab.ROUNDS]
    return _with_tabs(view, focus, tab, title, hint)


def result_of(record: RoundRecord) -> str:
    """``12 of 14 found, 1 not expected``, or ``95.5 % present, 87.3 % working``."""
    if record.begun.kit is not None:
        found = audit(record.begun.kit, record.events)
        left = len(found.left)
        present, working = found.present_percent, found.working_percent
        said = f"{percent_text(present)} present, {percent_text(working)} working"
        return f"{said}, {counted(left, 'line')} left" if left else said
    lists = stock_take(record.begun, record.events)
    said = f"{len(lists.found)} of {len(lists.expected)} found"
    return f"{said}, {len(lists.unexpected)} not expected" if lists.unexpected else said


def percent_text(value: Decimal) -> str:
    """``95.5 %``; ``100 %`` only where it is all."""
    text = one_place_text(value)
    if text == "100.0" and value != 100:
        text = "99.9"
    return f"{text.removesuffix('.0')} %"


def status_of(record: RoundRecord) -> StatusView:
    """Open, signed off or given up."""
    end = record.end
    if end is None:
        return OPEN
    return SIGNED if end.kind is RoundEventKind.FINISHED else GIVEN_UP


def earlier_of(record: RoundRecord, found: Sequence[RoundRecord]) -> RoundRecord | None:
    """The last round of that kind on that ward that was signed off before it."""
    begun = record.begun
    return next(
        (
            each
            for each in found
            if each.begun.kind is begun.kind
            and each.begun.ward == begun.ward
            and each.begun.started_at < begun.started_at
            and status_of(each) == SIGNED
        ),
        None,
    )


def _with_tabs(
    view: RegisterView,
    focus: RoundRecord | None,
    tab: RoundTab,
    title: str,
    hint: str,
) -> RegisterView:
    if focus is None:
        return replace(
            view, empty_title=title, empty_hint=hint, widest_status="Not in the register"
        )
    tabs = [RegisterTab(RoundTab.ROUNDS.value, "All rounds", "calendar")]
    counts = _counts(focus)
    for each in TABS_OF[focus.begun.kind]:
        words, icon = _TABS[each]
        tabs.append(RegisterTab(each.value, words, icon, counts.get(each, 0)))
    return replace(
        view,
        tabs=tuple(tabs),
        tab=tab.value,
        empty_title=title,
        empty_hint=hint,
        widest_status="Not in the register",
    )


def _counts(focus: RoundRecord) -> dict[RoundTab, int]:
    """What waits in a part: what nobody has found or looked at yet, and what has to be settled."""
    if focus.begun.kit is not None:
        return {RoundTab.KIT: len(audit(focus.begun.kit, focus.events).left)}
    lists = stock_take(focus.begun, focus.events)
    return {
        RoundTab.MISSING: len(lists.missing),
        RoundTab.UNEXPECTED: len(lists.unexpected),
    }


def _row(each: RoundRecord, zone: tzinfo) -> RegisterRow:
    begun = each.begun
    return RegisterRow(
        key=str(begun.id),
        cells=(
            (KINDS[begun.kind], ward_text(begun.ward)),
            (moment_text(begun.started_at, zone), begun.started_by),
            (result_of(each), ""),
        ),
        status=status_of(each),
    )


def _record(at: RoundRecord, found: Sequence[RoundRecord], terms: RoundTerms) -> RegisterRecord:
    begun, end = at.begun, at.end
    facts = [
        LabelledValue("Begun", f"{moment_text(begun.started_at, terms.zone)}, {begun.started_by}"),
        LabelledValue("Result", result_of(at), strong=True),
    ]
    before = earlier_of(at, found)
    if before is not None:
        day = day_text(before.begun.started_at.astimezone(terms.zone).date())
        facts.append(LabelledValue("Round before", f"{result_of(before)} ({day})"))
    if begun.kit is not None:
        mark = f"; {begun.kit.mark}" if begun.kit.mark else ""
        facts.append(LabelledValue("Against", f"{begun.kit.name}, {begun.kit.version}{mark}"))
    if end is not None:
        how = "Signed off" if end.kind is RoundEventKind.FINISHED else "Given up"
        facts.append(LabelledValue(how, f"{moment_text(end.at, terms.zone)}, {end.by}"))
        if end.text:
            facts.append(LabelledValue("Note", end.text))
    return RegisterRecord(
        key=str(begun.id),
        title=f"{KINDS[begun.kind]}, {ward_text(begun.ward)}",
        status=status_of(at),
        facts=tuple(facts),
        tools=_record_tools(at, terms),
    )


def _record_tools(at: RoundRecord, terms: RoundTerms) -> tuple[ToolView, ...]:
    if at.end is not None or not terms.may:
        return (ToolView("look", "Look at the lists", "list-checks", primary=True),)
    return (
        ToolView("look", "Go on", "list-checks", primary=True),
        ToolView("give_up", "Give up", "x", in_more=True),
    )


def _tools(
    found: Sequence[RoundRecord], focus: RoundRecord | None, terms: RoundTerms
) -> tuple[ToolView, ...]:
    if not terms.may:
        return ()
    if focus is not None:
        if focus.end is not None:
            return ()
        return (
            ToolView("type", "Type a tag", "keyboard"),
            ToolView("finish", "Sign off", "square-check", primary=True),
        )
    if not terms.ward:
        return ()
    open_kinds = {each.begun.kind for each in found if each.end is None}
    tools = []
    if terms.may_label:
        tools.append(ToolView("place", "Label a place", "map-pin"))
    if RoundKind.AUDIT not in open_kinds:
        tools.append(ToolView("start_audit", "Begin an audit", "list-checks"))
    if RoundKind.STOCK_TAKE not in open_kinds:
        tools.append(
            ToolView("start_stock_take", "Begin a stock-take", "scan-barcode", primary=True)
        )
    return tuple(tools)

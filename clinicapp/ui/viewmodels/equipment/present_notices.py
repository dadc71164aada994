"""Recalls and safety notices in words: what each fits, whom it affects, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.notices import NoticeEventKind, NoticeKind, NoticeState
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment_view import (
    LabelledValue,
    TimelineEntry,
    TimelineKind,
    ToolView,
)
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
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
from clinicapp.ui.words.equipment import kind_text
from clinicapp.ui.words.plain import counted, day_text, moment_text
from clinicapp.ui.words.values import quantity_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.equipment.notices import Notice, NoticeEvent
    from clinicapp.services.equipment.affected import Affected, AffectedReading
    from clinicapp.services.equipment.notices import NoticeFound, NoticeItem

NOTICES, AFFECTED = "notices", "affected"
_COLUMNS: Final = (
    RegisterColumn("Notice", "Reads too high, battery fault", 3, strong=True),
    RegisterColumn("About", "A&D UA-651*", 2),
    RegisterColumn("Fits", "12 of ours", 1),
    RegisterColumn("Done by", "22 Nov 2026", 1, in_compact=False),
)
_READINGS: Final = (
    RegisterColumn("When", "22 Nov 2026, 09:41", 1),
    RegisterColumn("What", "Blood pressure 151 mmHg, 93 mmHg", 2, strong=True),
    RegisterColumn("With", "Lot 10226A", 1),
    RegisterColumn("Whose", "EXAMPLE, Amara", 2),
)
KINDS: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        NoticeKind.RECALL: "Recall",
        NoticeKind.SAFETY_NOTICE: "Field safety notice",
        NoticeKind.ALERT: "National alert",
    }
)
_STATES: Final[Mapping[NoticeState, StatusView]] = MappingProxyType(
    {
        NoticeState.OVERDUE: StatusView("clock-alert", "Overdue", BAD_INK),
        NoticeState.TO_CONFIRM: StatusView("circle-alert", "To be confirmed", WARN_INK),
        NoticeState.IN_HAND: StatusView("wrench", "In hand", WARN_INK),
        NoticeState.CLOSED: StatusView("circle-check", "Closed", GOOD_INK),
        NoticeState.WITHDRAWN: StatusView("x", "Withdrawn", PLAIN_INK),
    }
)
_ENDED: Final = (NoticeState.CLOSED, NoticeState.WITHDRAWN)
_ITEM: Final[Mapping[NoticeEventKind, tuple[TimelineKind, str]]] = MappingProxyType(
    {
        NoticeEventKind.CONFIRMED: (TimelineKind.FAILED, "out of use"),
        NoticeEventKind.NOT_AFFECTED: (TimelineKind.PASSED, "not affected"),
    }
)
_HAPPENED: Final[Mapping[NoticeEventKind, tuple[TimelineKind, str]]] = MappingProxyType(
    {
        NoticeEventKind.CLOSED: (TimelineKind.PASSED, "Closed"),
        NoticeEventKind.WITHDRAWN: (TimelineKind.NOTED, "Withdrawn"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTerms:
    """The ward's time zone, and what the person may do."""

    zone: tzinfo
    may_manage: bool
    may_see_people: bool


def present_notices(
    found: tuple[NoticeFound, ...], chosen: str, terms: NoticeTerms
) -> RegisterView:
    """The register of notices, most urgent first."""
    order = list(NoticeState)
    ordered = sorted(found, key=lambda each: order.index(each.standing.state))
    picked = next((each for each in ordered if str(each.notice.id) == chosen), None)
    waiting = to_confirm(found)
    add = (ToolView("add", "Enter a notice", "plus", primary=True),) if terms.may_manage else ()
    return RegisterView(
        title="Notices and recalls",
        summary=f"{counted(waiting, 'notice')} to confirm" if waiting else "Nothing to confirm",
        columns=_COLUMNS,
        rows=tuple(_row(each) for each in ordered),
        record=None if picked is None else _record(picked, terms),
        tools=add,
        tabs=_tabs(waiting, terms),
        tab=NOTICES,
        widest_status="To be confirmed",
        order="Most urgent first",
        empty_title="No recall or safety notice has been entered.",
        empty_hint="Enter one, and it shows which devices and lots here it fits.",
    )


def to_confirm(found: tuple[NoticeFound, ...]) -> int:
    """How many notices wait for somebody to decide about something."""
    return sum(bool(each.undecided) and each.standing.state not in _ENDED for each in found)


def _tabs(waiting: int, terms: NoticeTerms) -> tuple[RegisterTab, ...]:
    if not terms.may_see_people:
        return ()
    return (
        RegisterTab(NOTICES, "Notices", "shield-alert", waiting),
        RegisterTab(AFFECTED, "Affected readings", "list-checks"),
    )


def _about(notice: Notice) -> str:
    parts = [f"{notice.maker} {notice.model}".strip()]
    if notice.serials:
        parts.append(f"serial {', '.join(notice.serials)}")
    if notice.lots:
        parts.append(f"lot {', '.join(notice.lots)}")
    if notice.gtin:
        parts.append(f"GTIN {notice.gtin}")
    return ", ".join(part for part in parts if part)


def _row(found: NoticeFound) -> RegisterRow:
    notice = found.notice
    deadline = "No date" if notice.deadline is None else day_text(notice.deadline)
    left = len(found.undecided)
    return RegisterRow(
        str(notice.id),
        (
            (notice.title, f"{KINDS[notice.kind]} {notice.reference}"),
            (_about(notice), ""),
            (f"{len(found.items)} of ours", f"{left} to confirm" if left else ""),
            (deadline, ""),
        ),
        _STATES[found.standing.state],
    )


def _record(found: NoticeFound, terms: NoticeTerms) -> RegisterRecord:
    notice, state = found.notice, found.standing.state
    deadline = "None" if notice.deadline is None else day_text(notice.deadline)
    facts = (
        LabelledValue("What it asks", notice.action, strong=True),
        LabelledValue("Done by", deadline, strong=True),
        LabelledValue("About", _about(notice)),
        LabelledValue("Dated", day_text(notice.issued_on)),
        LabelledValue(
            "Entered", f"{day_text(notice.at.astimezone(terms.zone).date())}, {notice.actor_name}"
        ),
    )
    return RegisterRecord(
        key=str(notice.id),
        title=notice.title,
        status=_STATES[state],
        subtitle=f"{KINDS[notice.kind]} {notice.reference}",
        facts=facts,
        heading=f"Fits {counted(len(found.items), 'device or lot', 'devices and lots')} of ours",
        history=(
            *(_happened(each, terms.zone) for each in reversed(found.events) if _is_whole(each)),
            *(_item(each, terms.zone) for each in found.items),
        ),
        tools=_tools(found, terms),
    )


def _is_whole(event: NoticeEvent) -> bool:
    return event.kind in _HAPPENED


def _happened(event: NoticeEvent, zone: tzinfo) -> TimelineEntry:
    kind, words = _HAPPENED[event.kind]
    return TimelineEntry(
        kind, words, moment_text(event.at, zone), f"{event.actor_name}. {event.note}"
    )


def item_name(item: NoticeItem) -> str:
    """A piece or a lot as people call it."""
    if item.asset is not None:
        serial = f", serial {item.asset.serial}" if item.asset.serial else ""
        return f"{item.asset.tag} {item.asset.name}{serial}"
    name = "" if item.kind is None else f"{item.kind.name}, "
    return f"{name}lot {'' if item.lot is None else item.lot.number}"


def _item(item: NoticeItem, zone: tzinfo) -> TimelineEntry:
    if item.decided is None:
        ward = item.asset.ward if item.asset is not None else ""
        return TimelineEntry(TimelineKind.WARNED, f"{item_name(item)}: to be confirmed", "", ward)
    kind, words = _ITEM[item.decided.kind]
    who = ". ".join(part for part in (item.decided.actor_name, item.decided.note) if part)
    when = day_text(item.decided.at.astimezone(zone).date())
    return TimelineEntry(kind, f"{item_name(item)}: {words}", when, who)


def _tools(found: NoticeFound, terms: NoticeTerms) -> tuple[ToolView, ...]:
    tools = []
    if terms.may_manage:
        if found.undecided:
            tools.append(ToolView("confirm", "Take out of use", "ban", primary=True))
            tools.append(ToolView("spare", "Not affected", "circle-check"))
        elif found.standing.state not in _ENDED:
            tools.append(ToolView("close", "Close", "check", primary=True))
        if found.standing.state not in _ENDED and not found.standing.confirmed:
            tools.append(ToolView("withdraw", "Withdraw", "x", in_more=True))
    if terms.may_see_people:
        tools.append(ToolView("affected", "Affected readings", "list-checks"))
    return tuple(tools)


def present_affected(
    found: NoticeFound | None,
    affected: Affected | None,
    chosen: str,
    terms: NoticeTerms,
    waiting: int = 0,
) -> RegisterView:
    """The readings that the chosen notice touches; ``waiting`` notices are to be confirmed."""
    rows = () if affected is None else affected.readings
    picked = next((each for each in rows if str(each.reading_id) == chosen), None)
    title = "Affected readings" if found is None else f"Affected by {found.notice.reference}"
    summary = ""
    if affected is not None:
        people = counted(affected.people, "person", "people")
        summary = f"{counted(affected.total, 'reading')} of {people}"
    return RegisterView(
        title=title,
        summary=summary,
        columns=_READINGS,
        rows=tuple(_reading_row(each, terms.zone) for each in rows),
        record=None if picked is None else _reading_record(picked, found, terms),
        tabs=_tabs(waiting, terms),
        tab=AFFECTED,
        status_title="On a form",
        widest_status="Nobody's",
        order="Newest first",
        empty_title="No reading is affected." if affected else "No notice is chosen.",
        empty_hint="Nothing was measured with what it fits."
        if affected
        else "Go back to the notices and choose one.",
    )


def _values(reading: AffectedReading) -> str:
    return ", ".join(quantity_text(each) for each in reading.quantities) or "no value"


def _whose(reading: AffectedReading) -> StatusView:
    if reading.person_id is None:
        return StatusView("user-x", "Nobody's", PLAIN_INK)
    return StatusView("circle-user-round", "A person's", WARN_INK)


def _reading_row(reading: AffectedReading, zone: tzinfo) -> RegisterRow:
    return RegisterRow(
        str(reading.reading_id),
        (
            (moment_text(reading.at, zone), ""),
            (f"{kind_text(reading.kind)} {_values(reading)}", ""),
            (reading.by, ""),
            (reading.person or "Nobody", ""),
        ),
        _whose(reading),
    )


def _reading_record(
    reading: AffectedReading, found: NoticeFound | None, terms: NoticeTerms
) -> RegisterRecord:
    notice = "" if found is None else f"{found.notice.reference}: {found.notice.title}"
    return RegisterRecord(
        key=str(reading.reading_id),
        title=f"{kind_text(reading.kind)} {_values(reading)}",
        status=_whose(reading),
        subtitle=moment_text(reading.at, terms.zone),
        facts=(
            LabelledValue("Whose", reading.person or "Nobody", strong=True),
            LabelledValue("With", reading.by),
            LabelledValue("Notice", notice),
        ),
    )


def add_panel() -> EntrySpec:
    """Enter a notice."""
    kinds = tuple(OptionView(kind.value, words) for kind, words in KINDS.items())
    text = FieldKind.TEXT
    star = "An asterisk stands for anything, such as UA-651*."
    return EntrySpec(
        card="notices.add",
        title="Enter a recall or safety notice",
        intro="Nothing is taken out of use yet: you see first what it fits.",
        fields=(
            FieldSpec("reference", "Number of the notice", text),
            FieldSpec("kind", "What it is", FieldKind.CHOICE, "", kinds),
            FieldSpec("title", "What it is about", text),
            FieldSpec("maker", "Maker", text, help_text="Empty for any."),
            FieldSpec("model", "Model", text, help_text=star),
            FieldSpec(
                "serials",
                "Serial numbers",
                text,
                help_text="Between commas; a range such as A100-A199. Empty for all.",
            ),
            FieldSpec("lots", "Lot numbers", text, help_text="Between commas, such as 1022*."),
            FieldSpec("gtin", "GTIN", text, help_text="May be left empty."),
            FieldSpec("issued_on", "Date of the notice", text),
            FieldSpec("deadline", "To be done by", text, help_text="May be left empty."),
            FieldSpec("action", "What it asks for", text),
        ),
        submit="Enter",
    )


def confirm_panel(found: NoticeFound) -> EntrySpec:
    """Confirm what is taken out of use."""
    names = "; ".join(item_name(item) for item in found.undecided)
    return EntrySpec(
        card=f"notices.confirm.{found.notice.id}",
        title=f"Take {counted(len(found.undecided), 'item')} out of use",
        intro=f"From now on no reading of these is used: {names}.",
        fields=(),
        submit="Take out of use",
    )


def spare_panel(found: NoticeFound) -> EntrySpec:
    """Say of one item that it is not affected."""
    items = tuple(OptionView(str(item.id), item_name(item)) for item in found.undecided)
    only = items[0].code if len(items) == 1 else ""
    return EntrySpec(
        card=f"notices.spare.{found.notice.id}",
        title="Not affected",
        fields=(
            FieldSpec("item", "Which", FieldKind.CHOICE, "", items, only),
            FieldSpec("note", "Why not, in a few words", FieldKind.TEXT),
        ),
        submit="Record",
    )


def note_panel(found: NoticeFound, key: str) -> EntrySpec:
    """Close or withdraw a notice."""
    closing = key == "close"
    label = "What was done" if closing else "Why, in a few words"
    intro = "What it took out of use may be used again, unless another notice holds it."
    return EntrySpec(
        card=f"notices.{key}.{found.notice.id}",
        title=f"{'Close' if closing else 'Withdraw'} {found.notice.reference}",
        intro=intro if closing else "It stays in the list.",
        fields=(FieldSpec("note", label, FieldKind.TEXT),),
        submit="Close the notice" if closing else "Withdraw",
    )

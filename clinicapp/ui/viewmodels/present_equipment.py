"""The ward's equipment in words: the list, most urgent first, and the record of one piece."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.gate import Decision
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment_view import (
    AssetRecordView,
    AssetRow,
    AssetStatus,
    EquipmentView,
    LabelledValue,
    PlanRow,
    QcKind,
    StatusCount,
    TimelineEntry,
    TimelineKind,
    most_urgent_first,
)
from clinicapp.ui.viewmodels.present_record import link_text
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.present_source import control_text
from clinicapp.ui.words.equipment import ASSET_EVENTS, CHECKS, STANDINGS, VERDICTS
from clinicapp.ui.words.held import why_sentence
from clinicapp.ui.words.plain import (
    DOT,
    counted,
    day_text,
    lower_first,
    moment_text,
    same_day_time_text,
    sentence_case,
    short_day_text,
    time_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.domain.gate import GatePolicy
    from clinicapp.services.asset_record import AssetRecord
    from clinicapp.services.equipment import AssetStanding
    from clinicapp.ui.viewmodels.equipment_view import ToolView

STATUS_WORDS: Final[Mapping[AssetStatus, str]] = MappingProxyType(
    {
        AssetStatus.FAILED: "Failed",
        AssetStatus.OVERDUE: "Overdue",
        AssetStatus.QUARANTINED: "Quarantined",
        AssetStatus.LOST: "Lost",
        AssetStatus.NOT_ACCEPTED: "Not accepted",
        AssetStatus.NEVER_CHECKED: "Never checked",
        AssetStatus.IN_REPAIR: "In repair",
        AssetStatus.DUE_SOON: "Due soon",
        AssetStatus.IN_USE: "In use",
        AssetStatus.RECALLED: "Recalled",
        AssetStatus.CONTAMINATED: "Contaminated",
        AssetStatus.ON_LOAN: "On loan",
        AssetStatus.AVAILABLE: "Available",
        AssetStatus.END_OF_LIFE: "End of life",
        AssetStatus.CONDEMNED: "Condemned",
        AssetStatus.DISPOSED: "Disposed of",
    }
)
CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bp_monitor": "Blood pressure monitor",
        "scale": "Scale",
        "weighing_scale": "Scale",
        "hba1c_analyser": "HbA1c analyser",
        "lipid_analyser": "Lipid analyser",
        "glucose_meter": "Glucose meter",
    }
)
_OUT: Final = (
    ("DISPOSED", AssetStatus.DISPOSED),
    ("CONDEMNED", AssetStatus.CONDEMNED),
    ("LOST", AssetStatus.LOST),
    ("QUARANTINED", AssetStatus.QUARANTINED),
    ("RECALLED", AssetStatus.RECALLED),
    ("IN_REPAIR", AssetStatus.IN_REPAIR),
    ("CONTAMINATED", AssetStatus.CONTAMINATED),
    ("ON_LOAN", AssetStatus.ON_LOAN),
    ("NOT_ACCEPTED", AssetStatus.NOT_ACCEPTED),
)
"""A piece that is out of service is that first: what is overdue on it hurts nobody."""
_STANDS: Final = (
    (Standing.FAILED, AssetStatus.FAILED),
    (Standing.OVERDUE, AssetStatus.OVERDUE),
    (Standing.NEVER, AssetStatus.NEVER_CHECKED),
    (Standing.DUE_SOON, AssetStatus.DUE_SOON),
)
_CLEARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NOT_ACCEPTED": "Do the delivery checks and accept it.",
        "QUARANTINED": "The equipment lead has to release it.",
        "IN_REPAIR": "It can be used again when it is back and released.",
        "LOST": "If it is found, tell the equipment lead.",
        "ON_LOAN": "It can be used again when it is back and its return is recorded.",
        "CONTAMINATED": "Decontaminate it and record that.",
        "RECALLED": "Do what the notice asks, then close the recall.",
        "END_OF_LIFE": "Replace it; its maker no longer answers for it.",
        "CONDEMNED": "It is never used again; use another device.",
        "DISPOSED": "It is never used again; use another device.",
    }
)
_CHECKED_AGAIN: Final = (
    ("CAL_", "A calibration that passes clears it."),
    ("QC_", "A control that passes clears it."),
    ("EQA_", "An external round that passes clears it."),
    ("SERVICE_", "A service that passes clears it."),
    ("PAT_", "An electrical test that passes clears it."),
    ("USER_CHECK_", "A user check that passes clears it."),
)
_HELD: Final[Mapping[Decision, str]] = MappingProxyType(
    {
        Decision.ALLOW: "allowed",
        Decision.FLAG: "marked",
        Decision.HOLD: "held",
        Decision.BLOCK: "blocked",
    }
)
_HAPPENED: Final[Mapping[AssetEventKind, TimelineKind]] = MappingProxyType(
    {
        AssetEventKind.ORDERED: TimelineKind.NOTED,
        AssetEventKind.RECEIVED: TimelineKind.NOTED,
        AssetEventKind.ACCEPTED: TimelineKind.PASSED,
        AssetEventKind.PUT_IN_USE: TimelineKind.MOVED,
        AssetEventKind.CHECKED: TimelineKind.NOTED,
        AssetEventKind.MOVED: TimelineKind.MOVED,
        AssetEventKind.LOANED: TimelineKind.MOVED,
        AssetEventKind.RETURNED: TimelineKind.MOVED,
        AssetEventKind.CONTAMINATED: TimelineKind.WARNED,
        AssetEventKind.CLEANED: TimelineKind.PASSED,
        AssetEventKind.FAULT: TimelineKind.WARNED,
        AssetEventKind.QUARANTINED: TimelineKind.WARNED,
        AssetEventKind.SENT_FOR_REPAIR: TimelineKind.MOVED,
        AssetEventKind.REPAIRED: TimelineKind.MOVED,
        AssetEventKind.RELEASED: TimelineKind.PASSED,
        AssetEventKind.LOST: TimelineKind.WARNED,
        AssetEventKind.FOUND: TimelineKind.NOTED,
        AssetEventKind.RECALLED: TimelineKind.WARNED,
        AssetEventKind.RECALL_CLOSED: TimelineKind.PASSED,
        AssetEventKind.CONDEMNED: TimelineKind.FAILED,
        AssetEventKind.DISPOSED: TimelineKind.FAILED,
    }
)
_VERDICT_KINDS: Final[Mapping[Verdict, TimelineKind]] = MappingProxyType(
    {
        Verdict.PASS: TimelineKind.PASSED,
        Verdict.FAIL: TimelineKind.FAILED,
        Verdict.INDETERMINATE: TimelineKind.WARNED,
    }
)


def present_equipment(
    standings: Iterable[AssetStanding],
    last_heard: Mapping[UUID, datetime],
    *,
    ward: str | None,
    today: date,
    zone: tzinfo,
    selected_id: str = "",
    record: AssetRecordView | None = None,
) -> EquipmentView:
    """The page.

    Args:
        standings: every piece with its state now.
        last_heard: when a reading last came from each.
        ward: the ward's name; None for all wards.
        today: the day from which days are counted.
        zone: the ward's time zone.
        selected_id: the row whose record is shown.
        record: that record.
    """
    rows = most_urgent_first(
        asset_row(each, last_heard.get(each.asset.id), today, zone) for each in standings
    )
    place = "all wards" if ward is None else ward_text(ward)
    return EquipmentView(
        title=f"Equipment, {place}",
        counts=_counts(rows),
        rows=rows,
        total=len(rows),
        selected_id=selected_id,
        record=record,
    )


def status_of_asset(state: AssetState) -> AssetStatus:
    """The one word for a piece: out of service first, then its worst check."""
    codes = {reason.code for reason in state.reasons}
    for code, status in _OUT:
        if code in codes:
            return status
    stands = {check.standing for check in state.checks}
    return next((status for stand, status in _STANDS if stand in stands), AssetStatus.IN_USE)


def asset_row(
    standing: AssetStanding, last_heard: datetime | None, today: date, zone: tzinfo
) -> AssetRow:
    """One piece as a row."""
    asset, state = standing.asset, standing.state
    status = status_of_asset(state)
    due, note, tone = _calibration(state.check(Check.CALIBRATION), today, zone)
    qc, qc_text = _control(state.check(Check.QUALITY_CONTROL), today, zone)
    return AssetRow(
        asset_id=str(asset.id),
        tag=asset.tag,
        name=asset.name,
        serial=asset.serial,
        ward=asset.ward,
        status=status,
        status_text=STATUS_WORDS[status],
        calibration_due=due,
        calibration_note=note,
        calibration_tone=tone,
        qc=qc,
        qc_text=qc_text,
        last_heard=heard_text(last_heard, today, zone),
    )


def heard_text(at: datetime | None, today: date, zone: tzinfo) -> str:
    """``Today, 09:42``, ``21 Nov, 16:20``, or ``Not yet``."""
    if at is None:
        return "Not yet"
    day = at.astimezone(zone).date()
    return f"{'Today' if day == today else short_day_text(day, today)}, {time_text(at, zone)}"


def present_asset_record(
    found: AssetRecord,
    last_heard: datetime | None,
    policy: GatePolicy,
    *,
    today: date,
    zone: tzinfo,
    tools: tuple[ToolView, ...] = (),
) -> AssetRecordView:
    """The record of one piece, its history newest first."""
    asset, state = found.standing.asset, found.standing.state
    status = status_of_asset(state)
    link = "Does not speak to the station"
    if asset.link is not None:
        link = link_text(asset.link, asset.address or "")
    return AssetRecordView(
        asset_id=str(asset.id),
        tag=asset.tag,
        name=asset.name,
        status=status,
        status_text=STATUS_WORDS[status],
        facts=(
            LabelledValue("Kind", category_text(asset.category)),
            LabelledValue("Serial", asset.serial or "Not recorded", strong=True),
            LabelledValue("Ward", asset.ward),
            LabelledValue("Link", link),
            LabelledValue("Last heard", heard_text(last_heard, today, zone)),
        ),
        plans=tuple(_plan(plan, state.check(plan.check), today, zone) for plan in found.plans),
        history=tuple(_entry(event, zone) for event in reversed(found.events)),
        why=_why(state, policy, today, zone),
        tools=tools,
    )


def category_text(category: str) -> str:
    """What kind of equipment; a kind that is new is read as words."""
    return CATEGORIES.get(category) or sentence_case(category.replace("_", " "))


def _counts(rows: tuple[AssetRow, ...]) -> tuple[StatusCount, ...]:
    if not rows:
        return ()
    found = [row.status for row in rows]
    words = "device" if len(rows) == 1 else "devices"
    each = (
        StatusCount(found.count(status), status, STATUS_WORDS[status].lower())
        for status in AssetStatus
        if status in found
    )
    return (StatusCount(len(rows), None, words), *each)


def _calibration(check: CheckState | None, today: date, zone: tzinfo) -> tuple[str, str, Tone]:
    """The date, the note under it, and the note's tone."""
    if check is None:
        return "Not needed", "", Tone.MUTED
    if check.standing is Standing.NEVER:
        return "No calibration yet", "", Tone.MUTED
    if check.standing is Standing.FAILED:
        return "Failed", "calibrate it again", Tone.BAD
    if check.due_on is None:
        late = check.standing is Standing.OVERDUE
        due = "Not known" if check.due_at is None else moment_text(check.due_at, zone)
        return due, "late" if late else "", Tone.BAD if late else Tone.MUTED
    days = (check.due_on - today).days
    if check.standing is Standing.OVERDUE:
        note, tone = f"{counted(-days, 'day')} late", Tone.BAD
    elif days < 0:
        note, tone = f"{counted(-days, 'day')} over, in grace", Tone.WARN
    else:
        note = "today" if days == 0 else f"in {counted(days, 'day')}"
        tone = Tone.WARN if check.standing is Standing.DUE_SOON else Tone.MUTED
    return day_text(check.due_on), note, tone


def _control(check: CheckState | None, today: date, zone: tzinfo) -> tuple[QcKind, str]:
    if check is None:
        return QcKind.NOT_NEEDED, "Not needed"
    match check.standing:
        case Standing.FAILED:
            return QcKind.FAILED, "Failed"
        case Standing.NEVER:
            return QcKind.DUE, "Never done"
        case Standing.OVERDUE:
            if check.due_at is None:
                return QcKind.DUE, "Due"
            return QcKind.DUE, f"Due since {same_day_time_text(check.due_at, today, zone)}"
        case _:
            passed = control_text(check, today, zone).removeprefix("QC ")
            return QcKind.PASSED, sentence_case(passed)


def _plan(plan: CheckPlan, check: CheckState | None, today: date, zone: tzinfo) -> PlanRow:
    interval = (
        counted(plan.every_months, "month")
        if plan.every_months is not None
        else counted(plan.every_hours or 0, "hour")
    )
    due, tone = ("Not known", Tone.MUTED) if check is None else _due(check, today, zone)
    return PlanRow(name=CHECKS[plan.check], interval=interval, due=due, tone=tone)


def _due(check: CheckState, today: date, zone: tzinfo) -> tuple[str, Tone]:
    if check.standing in (Standing.FAILED, Standing.NEVER):
        return sentence_case(STANDINGS[check.standing]), Tone.BAD
    if check.due_on is not None:
        when = day_text(check.due_on)
    elif check.due_at is not None:
        when = moment_text(check.due_at, zone)
    else:
        when = "date not known"
    if check.standing is Standing.OVERDUE:
        return f"Was due {when}", Tone.BAD
    over = check.due_on is not None and check.due_on < today
    tone = Tone.WARN if check.standing is Standing.DUE_SOON else Tone.PLAIN
    return (f"Was due {when}, in grace" if over else f"Due {when}"), tone


def _entry(event: AssetEvent, zone: tzinfo) -> TimelineEntry:
    kind, what = _HAPPENED[event.kind], ASSET_EVENTS[event.kind]
    when = day_text(event.at.astimezone(zone).date())
    if event.check is not None and event.verdict is not None:
        kind = _VERDICT_KINDS[event.verdict]
        what = f"{CHECKS[event.check]}: {lower_first(VERDICTS[event.verdict])}"
        if event.check is Check.QUALITY_CONTROL:
            when = moment_text(event.at, zone)
    who = DOT.join(part for part in (event.recorded_by, event.detail) if part)
    return TimelineEntry(kind, what, when, who)


def _why(state: AssetState, policy: GatePolicy, today: date, zone: tzinfo) -> str:
    """The worst reason with its date, what the policy makes of it, and what clears it."""
    if not state.reasons:
        return ""
    order = tuple(Decision)
    worst = max(state.reasons, key=lambda reason: order.index(policy.decide(reason.code))).code
    fact = why_sentence(worst, state, today, zone)
    decided = f"Policy: {policy.title}, {worst} is {_HELD[policy.decide(worst)]}."
    again = (words for prefix, words in _CHECKED_AGAIN if worst.startswith(prefix))
    clears = _CLEARS.get(worst) or next(again, "Ask the equipment lead what clears it.")
    more = len(state.reasons) - 1
    others = f" {counted(more, 'more reason')} below." if more else ""
    return f"{fact} {decided} {clears}{others}"

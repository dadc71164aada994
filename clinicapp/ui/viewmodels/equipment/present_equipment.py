"""The record of a piece of equipment in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.device_findings import device_reasons
from clinicapp.domain.equipment.listing import status_of
from clinicapp.domain.gate import Decision
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.equipment.present_equipment_list import seen_text
from clinicapp.ui.viewmodels.equipment.present_files import present_photo
from clinicapp.ui.viewmodels.equipment.present_loans import loan_facts
from clinicapp.ui.viewmodels.equipment_view import (
    AssetRecordView,
    LabelledValue,
    PlanRow,
    TimelineEntry,
    TimelineKind,
)
from clinicapp.ui.viewmodels.inbox.present_record import link_text
from clinicapp.ui.words.equipment import (
    ASSET_EVENTS,
    CATEGORIES,
    CHECKS,
    FUNDINGS,
    LEVELS,
    STANDINGS,
    STATUS_WORDS,
    VERDICTS,
)
from clinicapp.ui.words.held import why_sentence
from clinicapp.ui.words.plain import (
    DOT,
    counted,
    day_text,
    lower_first,
    moment_text,
    sentence_case,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinicapp.domain.equipment.asset_state import AssetState, CheckState
    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.domain.gate import GatePolicy
    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.ui.viewmodels.equipment_view import ToolView

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
        "HANDED_BACK": "It is not ours any more; use another device.",
        "LOCATION_DISPUTED": "Record its move, or scan it on its own ward in a stock-take.",
        "WRONG_WARD": "Record its move if it stays here.",
        "MODEL_NOT_VALIDATED": "Replace it, or have the trust's list checked.",
        "EVIDENCE_MISSING": "Correct the last check and add its certificate.",
        "WAIVED": "Have the check done before the waiver ends.",
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
        AssetEventKind.SEEN: TimelineKind.NOTED,
        AssetEventKind.WAIVED: TimelineKind.WARNED,
        AssetEventKind.WAIVER_ENDED: TimelineKind.NOTED,
        AssetEventKind.BORROWED: TimelineKind.MOVED,
        AssetEventKind.HANDED_BACK: TimelineKind.MOVED,
    }
)
_PLACE: Final = ("ward", "site", "location")
_VERDICT_KINDS: Final[Mapping[Verdict, TimelineKind]] = MappingProxyType(
    {
        Verdict.PASS: TimelineKind.PASSED,
        Verdict.FAIL: TimelineKind.FAILED,
        Verdict.INDETERMINATE: TimelineKind.WARNED,
    }
)


def present_asset_record(
    found: AssetRecord,
    policy: GatePolicy,
    *,
    today: date,
    zone: tzinfo,
    tools: tuple[ToolView, ...] = (),
    adds_photo: bool = False,
) -> AssetRecordView:
    """The record of one piece, its history newest first.

    Args:
        found: what is known of it.
        policy: the trust's matrix.
        today: the ward's day.
        zone: the ward's time zone.
        tools: what can be done with it.
        adds_photo: whether the person may add a photo.
    """
    asset, state = found.standing.asset, found.standing.state
    status = status_of(state)
    corrected = {event.supersedes for event in found.events if event.supersedes is not None}
    return AssetRecordView(
        asset_id=str(asset.id),
        tag=asset.tag,
        name=asset.name,
        kind=category_text(asset.category),
        status=status,
        status_text=STATUS_WORDS[status],
        facts=_facts(asset, found, today, zone),
        plans=tuple(_plan(plan, state.check(plan.check), today, zone) for plan in found.plans),
        parts=tuple(
            LabelledValue(each.tag, DOT.join(part for part in (each.name, each.serial) if part))
            for each in found.parts
        ),
        history=tuple(
            _entry(event, zone, corrected=event.id in corrected) for event in reversed(found.events)
        ),
        why=_why(_with_findings(found, policy), policy, today, zone),
        tools=tools,
        photo=present_photo(asset, found.photo, adds=adds_photo),
    )


def _facts(
    asset: Asset, found: AssetRecord, today: date, zone: tzinfo
) -> tuple[LabelledValue, ...]:
    """What is known of it: who it is first, where it is, whose it is, and how it speaks."""
    part_of, heard = found.part_of, found.heard_at
    place = ", ".join(part for part in (asset.site, asset.location) if part)
    whole = "" if part_of is None else f"{part_of.tag}, {part_of.name}"
    speaks = asset.link is not None
    identity = (
        ("Serial", asset.serial or "Not recorded"),
        ("GTIN", asset.gtin),
        ("GIAI", asset.giai),
    )
    others = (
        ("Ward", asset.ward),
        ("Location", place or "Not recorded"),
        ("Part of", whole),
        ("Funding", FUNDINGS[asset.funding]),
        *loan_facts(found.loan, today),
        ("Bought", _day(asset.purchased_on)),
        ("Warranty to", _day(asset.warranty_until)),
        ("End of life", _day(asset.end_of_life_on)),
        ("Firmware", asset.firmware),
        ("Link", link_text(asset.link or "", asset.address or "") if speaks else ""),
        ("Last heard", seen_text(heard, today, zone) if speaks else ""),
        ("Note", asset.note),
    )
    return (
        *(LabelledValue(label, value, strong=True) for label, value in identity if value),
        *(LabelledValue(label, value) for label, value in others if value),
    )


def _day(day: date | None) -> str:
    return "" if day is None else day_text(day)


def category_text(category: str) -> str:
    """What kind of equipment; a kind that is new is read as words."""
    return CATEGORIES.get(category) or sentence_case(category.replace("_", " "))


def interval_text(months: int | None, days: int | None, hours: int | None) -> str:
    """``12 months``, ``weekly``, ``every 10 days``, ``24 hours``."""
    if months is not None:
        return counted(months, "month")
    if days is not None:
        return {1: "daily", 7: "weekly"}.get(days) or counted(days, "day")
    return counted(hours or 0, "hour")


def _plan(plan: CheckPlan, check: CheckState | None, today: date, zone: tzinfo) -> PlanRow:
    interval = interval_text(plan.every_months, plan.every_days, plan.every_hours)
    due, tone = ("Not known", Tone.MUTED) if check is None else _due(check, today, zone)
    return PlanRow(CHECKS[plan.check], interval, due, tone, LEVELS[plan.level])


def _due(check: CheckState, today: date, zone: tzinfo) -> tuple[str, Tone]:
    if check.waived_until is not None and check.standing in (Standing.OVERDUE, Standing.NEVER):
        return f"Waived until {day_text(check.waived_until)}", Tone.WARN
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


def _entry(event: AssetEvent, zone: tzinfo, *, corrected: bool) -> TimelineEntry:
    kind, what = _HAPPENED[event.kind], ASSET_EVENTS[event.kind]
    when = day_text(event.at.astimezone(zone).date())
    if event.check is not None and event.verdict is not None:
        kind = _VERDICT_KINDS[event.verdict]
        what = f"{CHECKS[event.check]}: {lower_first(VERDICTS[event.verdict])}"
        if event.check is Check.QUALITY_CONTROL:
            when = moment_text(event.at, zone)
    moved = _said(event)
    reason = event.details.get("reason", "")
    who = DOT.join(part for part in (event.recorded_by, moved, event.detail, reason) if part)
    if corrected:
        who = f"Corrected by a later entry{DOT}{who}"
    elif event.supersedes is not None:
        who = f"Corrects an earlier entry{DOT}{who}"
    return TimelineEntry(kind, what, when, who, struck=corrected)


def _said(event: AssetEvent) -> str:
    """What the details of an event say beyond its kind."""
    details = event.details
    match event.kind:
        case AssetEventKind.MOVED:
            return _move_text(details)
        case AssetEventKind.SEEN:
            return f"on {details['ward']}" if "ward" in details else ""
        case AssetEventKind.WAIVED | AssetEventKind.WAIVER_ENDED:
            check = next((CHECKS[c] for c in Check if c.value == details.get("check")), "")
            until = details.get("until", "")
            return f"{check} until {day_text(date.fromisoformat(until))}" if until else check
        case _:
            return ""


def _move_text(details: Mapping[str, str]) -> str:
    """``Ash, Room 3 to Birch, store``."""
    ends = [
        ", ".join(part for part in (details.get(f"{end}_{name}", "") for name in _PLACE) if part)
        for end in ("from", "to")
    ]
    return " to ".join(end for end in ends if end)


def _with_findings(found: AssetRecord, policy: GatePolicy) -> AssetState:
    """The state with what the policy has against the device beside."""
    asset, state = found.standing.asset, found.standing.state
    beside = device_reasons(asset, found.events, state.as_of, policy.devices, policy.ward)
    return replace(state, reasons=(*state.reasons, *beside))


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

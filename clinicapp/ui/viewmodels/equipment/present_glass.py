"""The gate in words: what was used past its checks and who reviewed it, and the policy's matrix."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.break_glass import BreakGlassKind
from clinicapp.domain.gate import Decision
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec
from clinicapp.ui.viewmodels.equipment.present_competency import TIERS
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text
from clinicapp.ui.viewmodels.equipment_view import (
    LabelledValue,
    TimelineEntry,
    TimelineKind,
    ToolView,
)
from clinicapp.ui.viewmodels.inbox.present_held import reading_value
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterTab,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.analytes import measured_text
from clinicapp.ui.words.equipment import DECISIONS
from clinicapp.ui.words.held import USE_REASONS, why_sentence, why_short
from clinicapp.ui.words.plain import counted, listed, lower_first, moment_text, sentence_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.gate import GatePolicy
    from clinicapp.services.equipment.break_glass import ReviewRow

REVIEW, POLICY = "review", "policy"
_USES: Final = (
    RegisterColumn("When", "22 Nov 2026, 09:41", 1),
    RegisterColumn("What", "Blood pressure 151/93", 2, strong=True),
    RegisterColumn("Past what", "Calibration overdue", 2),
    RegisterColumn("Who", "Rosa Tester", 1, in_compact=False),
)
_RULES: Final = (
    RegisterColumn("When a reading comes", "Electrical safety test never done", 3, strong=True),
    RegisterColumn("Code", "OPERATOR_NOT_COMPETENT", 1, in_compact=False),
    RegisterColumn("Otherwise decided on", "older adult: hold", 1),
)
_DECIDED: Final[Mapping[Decision, StatusView]] = MappingProxyType(
    {
        Decision.ALLOW: StatusView("circle-check", "Used", GOOD_INK),
        Decision.FLAG: StatusView("flag", "Used, marked", WARN_INK),
        Decision.HOLD: StatusView("circle-pause", "Held", WARN_INK),
        Decision.BLOCK: StatusView("ban", "Kept, never used", BAD_INK),
    }
)
_ORDER: Final = (Decision.BLOCK, Decision.HOLD, Decision.FLAG, Decision.ALLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassView:
    """What the register is told by."""

    ward: str
    today: date
    zone: tzinfo
    policy: GatePolicy
    may_review: bool


def present_uses(rows: tuple[ReviewRow, ...], chosen: str, told: GlassView) -> RegisterView:
    """What was used past its checks, those that nobody has looked at first."""
    picked = next((row for row in rows if str(row.entry.id) == chosen), None)
    waiting = sum(row.reviewed is None for row in rows)
    return RegisterView(
        title=f"Used past the checks, {ward_text(told.ward)}",
        summary=f"{counted(waiting, 'use')} to review" if waiting else "Everything is reviewed",
        columns=_USES,
        rows=tuple(_use_row(row, told.zone) for row in rows),
        record=None if picked is None else _use_record(picked, told),
        tabs=_tabs(waiting),
        tab=REVIEW,
        widest_status="To be reviewed",
        order="To be reviewed first",
        empty_title="Nothing was used past its checks.",
        empty_hint="A held reading that somebody uses with a reason is listed here for review.",
    )


def _tabs(waiting: int) -> tuple[RegisterTab, ...]:
    return (
        RegisterTab(REVIEW, "Used past the checks", "shield-alert", waiting),
        RegisterTab(POLICY, "What the policy says", "list-checks"),
    )


def _what(row: ReviewRow) -> tuple[str, str]:
    device = "Device not on the list" if row.asset is None else f"{row.asset.tag} {row.asset.name}"
    if row.reading is None:
        return "Override, not used yet", device
    value, unit = reading_value(row.reading)
    return f"{measured_text(row.reading.observation)} {value} {unit}".strip(), device


def _status(row: ReviewRow) -> StatusView:
    if row.reviewed is not None:
        return StatusView("circle-check", "Reviewed", GOOD_INK)
    return StatusView("eye", "To be reviewed", WARN_INK)


def _use_row(row: ReviewRow, zone: tzinfo) -> RegisterRow:
    codes = row.entry.codes
    more = f"and {counted(len(codes) - 1, 'more reason')}" if len(codes) > 1 else ""
    return RegisterRow(
        str(row.entry.id),
        (
            (moment_text(row.entry.at, zone), ""),
            _what(row),
            (why_short(codes[0]) if codes else "", more),
            (row.entry.actor_name, ""),
        ),
        _status(row),
    )


def _use_record(row: ReviewRow, told: GlassView) -> RegisterRecord:
    entry, zone = row.entry, told.zone
    what, device = _what(row)
    beforehand = entry.kind is BreakGlassKind.OVERRIDDEN
    facts = [
        LabelledValue("Device", device),
        LabelledValue("Used by", entry.actor_name, strong=True),
        LabelledValue("Reason", USE_REASONS.get(entry.reason, entry.reason), strong=True),
        LabelledValue("Policy", entry.policy),
        LabelledValue("How", "Overridden beforehand" if beforehand else "A held reading was used"),
    ]
    history = []
    if row.reviewed is not None:
        note = f". {row.reviewed.reason}" if row.reviewed.reason else ""
        when = moment_text(row.reviewed.at, zone)
        who = f"{row.reviewed.actor_name}{note}"
        history.append(TimelineEntry(TimelineKind.PASSED, "Reviewed", when, who))
    if row.spent is not None:
        when = moment_text(row.spent.at, zone)
        history.append(TimelineEntry(TimelineKind.NOTED, "A reading was let through", when))
    first = "Override given" if beforehand else "Held reading used"
    when = moment_text(entry.at, zone)
    history.append(TimelineEntry(TimelineKind.WARNED, first, when, entry.actor_name))
    may = told.may_review and row.reviewed is None
    return RegisterRecord(
        key=str(entry.id),
        title=what,
        status=_status(row),
        why=" ".join(why_sentence(code, None, told.today, zone) for code in entry.codes),
        facts=tuple(facts),
        heading="What happened",
        history=tuple(history),
        tools=(ToolView("review", "Review", "eye", primary=True),) if may else (),
    )


def review_panel(row: ReviewRow) -> EntrySpec:
    """Sign a use as looked at."""
    return EntrySpec(
        card=f"glass.review.{row.entry.id}",
        title="Review this use",
        intro=f"{row.entry.actor_name} used it with the reason: {row.entry.reason.rstrip('.')}. "
        "Your name goes in the record as the reviewer.",
        fields=(FieldSpec("note", "Note", FieldKind.TEXT, help_text="May be left empty."),),
        submit="Sign as reviewed",
    )


def present_policy(waiting: int, chosen: str, told: GlassView) -> RegisterView:
    """The matrix: what each reason leads to on this ward, gravest first."""
    policy = told.policy
    codes = sorted(
        policy.decisions, key=lambda code: (_ORDER.index(policy.decide(code)), why_short(code))
    )
    return RegisterView(
        title=policy.title,
        summary=f"Version {policy.version}, {policy.source}",
        columns=_RULES,
        rows=tuple(_rule_row(code, told) for code in codes),
        record=_rule_record(chosen, told) if chosen in policy.decisions else None,
        tabs=_tabs(waiting),
        tab=POLICY,
        status_title="Decision",
        widest_status="Kept, never used",
        order="Gravest first",
        empty_title="The policy lists no reasons, so everything is held.",
        empty_hint="Ask your administrator to look at the policy's file.",
    )


def _elsewhere(code: str, policy: GatePolicy) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')}: {table[code].value}"
        for name, table in policy.ward_types.items()
        if code in table
    )


def _rule_row(code: str, told: GlassView) -> RegisterRow:
    sentence = sentence_case(why_short(code))
    other = _elsewhere(code, told.policy)
    return RegisterRow(
        code, ((sentence, ""), (code, ""), (other, "")), _DECIDED[told.policy.decide(code)]
    )


def _rule_record(code: str, told: GlassView) -> RegisterRecord:
    policy = told.policy
    decision = policy.decide(code)
    required = [
        f"{category_text(kind)} ({lower_first(TIERS[tier])})"
        for kind, tier in policy.competency.required.items()
    ]
    caps = [
        f"{category_text(kind)}: {most} in a shift"
        for kind, most in policy.break_glass.most.items()
    ]
    shifts = listed(each.strftime("%H:%M") for each in policy.break_glass.shifts)
    kind = policy.wards.get(told.ward, "")
    return RegisterRecord(
        key=code,
        title=why_short(code),
        status=_DECIDED[decision],
        subtitle=why_sentence(code, None, told.today, told.zone),
        facts=(
            LabelledValue("The reading is", DECISIONS[decision], strong=True),
            LabelledValue("Ward type", kind.replace("_", " ") or "None given"),
            LabelledValue("Otherwise", _elsewhere(code, policy) or "The same on every ward"),
            LabelledValue("Policy", f"{policy.title}, version {policy.version}"),
            LabelledValue("Source", policy.source),
            LabelledValue("Competency", listed(required) or "Asked for no kind of device"),
            LabelledValue("Caps", listed(caps) or "None"),
            LabelledValue("Shifts begin", shifts or "At midnight"),
        ),
    )

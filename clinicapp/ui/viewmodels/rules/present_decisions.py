"""What was decided about rule packs, and the panels that decide, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.approval import PackEventKind, approval_of, wards_by
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.rules.present_cases import run_text
from clinicapp.ui.viewmodels.rules.rules_view import DecisionRow, PackStatus
from clinicapp.ui.words.plain import counted, day_text, listed, moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from clinicapp.domain.lester.approval import PackEvent
    from clinicapp.domain.lester.cases import CaseRun, Cases
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.services.rules import RulesStanding

APPROVE: Final = "approve"
ACTIVATE: Final = "activate"
WITHDRAW: Final = "withdraw"
SHORT_HASH: Final = 8
_DECIDED: Final = {PackEventKind.APPROVED: "Approved", PackEventKind.WITHDRAWN: "Withdrawn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFacts:
    """What the page is made from; ``runs`` has the cases that were run, by content hash."""

    standing: RulesStanding
    cases: Cases
    ward: str
    user: str
    zone: tzinfo
    runs: Mapping[str, CaseRun] = field(default_factory=dict)


def version_text(pack: Pack) -> str:
    """``lester-2012, version 1, content c09f4e4c``."""
    return f"{pack.name}, version {pack.version}, content {pack.sha256[:SHORT_HASH]}"


def status_of(pack: Pack, facts: RulesFacts) -> tuple[PackStatus, str]:
    """Where a pack stands today, in one line."""
    today, events = facts.standing.today, facts.standing.events
    approval = approval_of(events, pack.sha256)
    if approval is None:
        return PackStatus.AWAITING, _unapproved_text(pack, facts)
    active = [e for e in wards_by(events, pack.sha256, today) if _begun(e, today)]
    if len(active) > 1:
        return PackStatus.ACTIVE, f"Active on {listed(e.ward or '' for e in active)}"
    if active:
        return PackStatus.ACTIVE, _active_text(active[0], today)
    day = day_text(approval.at.astimezone(facts.zone).date())
    return PackStatus.APPROVED, f"Approved by {approval.actor_name} on {day}"


def _unapproved_text(pack: Pack, facts: RulesFacts) -> str:
    """That nobody has approved it, or who took the approval back."""
    for event in reversed(facts.standing.events):
        if event.sha256 == pack.sha256 and event.kind is PackEventKind.WITHDRAWN:
            day = day_text(event.at.astimezone(facts.zone).date())
            return f"Withdrawn by {event.actor_name} on {day}"
    return "Awaiting clinical sign-off"


def _begun(event: PackEvent, today: date) -> bool:
    return event.active_from is not None and event.active_from <= today


def _active_text(event: PackEvent, today: date) -> str:
    word = "since" if _begun(event, today) else "from"
    begins = "" if event.active_from is None else f" {word} {day_text(event.active_from)}"
    return f"Active on {ward_text(event.ward or '')}{begins}"


def status_sentence(pack: Pack, facts: RulesFacts) -> str:
    """Version and content, who approved them and when, and every ward that uses them."""
    today, events = facts.standing.today, facts.standing.events
    parts = [f"Version {pack.version}, content {pack.sha256[:SHORT_HASH]}"]
    approval = approval_of(events, pack.sha256)
    if approval is None:
        parts.append(_unapproved_text(pack, facts))
    else:
        at = moment_text(approval.at, facts.zone)
        parts.append(f"Approved by {approval.actor_name} on {at}")
        parts += [_active_text(event, today) for event in wards_by(events, pack.sha256, today)]
    return f"{'. '.join(parts)}."


def decision_rows(pack: Pack, facts: RulesFacts) -> tuple[DecisionRow, ...]:
    """Every decision about a pack, newest first."""
    rows = [
        DecisionRow(
            key=str(event.id),
            when=moment_text(event.at, facts.zone),
            what=_DECIDED.get(event.kind) or _made_active(event),
            who=event.actor_name,
            note=_note(event),
        )
        for event in facts.standing.events
        if event.sha256 == pack.sha256
    ]
    return tuple(reversed(rows))


def _made_active(event: PackEvent) -> str:
    day = "" if event.active_from is None else f" from {day_text(event.active_from)}"
    return f"Made active on {ward_text(event.ward or '')}{day}"


def _note(event: PackEvent) -> str:
    if event.cases_passed is None:
        return event.note
    return f"{event.note} ({counted(event.cases_passed, 'case')} passed)"


def approve_panel(pack: Pack, run: CaseRun | None, facts: RulesFacts) -> EntrySpec:
    """The panel that approves a pack."""
    return EntrySpec(
        card=APPROVE,
        title=f"Approve {pack.title}",
        intro=(
            f"{facts.user} approves exactly version {pack.version}, content "
            f"{pack.sha256[:SHORT_HASH]}. {run_text(run)}. An approval is never carried over to "
            "changed content."
        ),
        submit="Approve",
        fields=(
            FieldSpec(
                "note",
                "What you checked, and why you approve it",
                FieldKind.TEXT,
                help_text="Such as: read against the printed tool, agreed by the committee.",
            ),
        ),
    )


def activate_panel(pack: Pack, facts: RulesFacts) -> EntrySpec:
    """The panel that makes a pack active on a ward."""
    return EntrySpec(
        card=ACTIVATE,
        title=f"Make {pack.title} active",
        intro="New forms of the ward are judged by it from that day. Open forms keep their rules.",
        submit="Make active",
        fields=(
            FieldSpec(
                "ward",
                "Ward",
                FieldKind.CHOICE,
                options=tuple(OptionView(each, each) for each in facts.standing.wards),
                value=facts.ward,
            ),
            FieldSpec(
                "active_from",
                "From the day",
                FieldKind.TEXT,
                value=_typed(facts.standing.today),
                help_text="Day, month and year: today or later.",
            ),
            FieldSpec("note", "Note", FieldKind.TEXT, help_text="May stay empty."),
        ),
    )


def _typed(day: date) -> str:
    """A day as somebody would type it."""
    return f"{day.day} {day.month} {day.year}"


def withdraw_panel(pack: Pack, facts: RulesFacts) -> EntrySpec:
    """The panel that withdraws an approval."""
    wards = [
        e.ward or "" for e in wards_by(facts.standing.events, pack.sha256, facts.standing.today)
    ]
    use = f" It is in use on {listed(dict.fromkeys(wards))}." if wards else ""
    return EntrySpec(
        card=WITHDRAW,
        title=f"Withdraw the approval of {pack.title}",
        intro=(
            f"New forms will no longer be judged by it.{use} Wards without approved rules use "
            "their station's settings and say so. Open and signed forms keep their rules."
        ),
        submit="Withdraw",
        fields=(FieldSpec("note", "Why it is withdrawn", FieldKind.TEXT),),
    )

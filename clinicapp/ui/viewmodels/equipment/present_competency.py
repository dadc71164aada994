"""Who may use what until when, in words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.competency import CompetencyKind, CompetencyState, Tier
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text
from clinicapp.ui.viewmodels.equipment_view import (
    LabelledValue,
    TimelineEntry,
    TimelineKind,
    ToolView,
)
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.plain import counted, day_text, listed, lower_first

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.competency import CompetencyEntry, CompetencyPolicy
    from clinicapp.services.staff.competency import CompetencyList, PersonCompetency

COLUMNS: Final = (
    RegisterColumn("Who", "Bartholomew Specimen", 2, strong=True),
    RegisterColumn("May use", "Blood pressure monitor", 2),
    RegisterColumn("Tier", "Self-declared", 1, in_compact=False),
    RegisterColumn("Until", "22 Nov 2026", 1),
)
TIERS: Final[Mapping[Tier, str]] = MappingProxyType(
    {
        Tier.SELF_DECLARED: "Self-declared",
        Tier.ASSESSED: "Assessed",
        Tier.ASSESSOR: "May assess others",
    }
)
_STATES: Final[Mapping[CompetencyState, StatusView]] = MappingProxyType(
    {
        CompetencyState.COMPETENT: StatusView("circle-check", "In date", GOOD_INK),
        CompetencyState.EXPIRES_SOON: StatusView("clock-alert", "Expires soon", WARN_INK),
        CompetencyState.EXPIRED: StatusView("circle-x", "Expired", BAD_INK),
        CompetencyState.WITHDRAWN: StatusView("ban", "Withdrawn", BAD_INK),
        CompetencyState.NEVER: StatusView("circle-x", "Tier too low", BAD_INK),
    }
)
_URGENT: Final = (
    CompetencyState.EXPIRED,
    CompetencyState.WITHDRAWN,
    CompetencyState.NEVER,
    CompetencyState.EXPIRES_SOON,
    CompetencyState.COMPETENT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyTerms:
    """The day, the policy, and what the person may do."""

    today: date
    zone: tzinfo
    policy: CompetencyPolicy
    me: UUID
    may_record: bool
    may_declare: bool


def key_of(row: PersonCompetency) -> str:
    """The key of a row."""
    return f"{row.staff.id}|{row.category}|{row.model}"


def present_competency(found: CompetencyList, chosen: str, terms: CompetencyTerms) -> RegisterView:
    """The register of who may use what, most urgent first."""
    ordered = sorted(
        found.rows,
        key=lambda row: (
            _URGENT.index(row.standing.state),
            "" if row.standing.entry is None else row.standing.entry.valid_to.isoformat(),
            row.staff.name,
            row.category,
        ),
    )
    tools = []
    if terms.may_record:
        tools.append(ToolView("assess", "Record an assessment", "badge-check", primary=True))
    if terms.may_declare:
        tools.append(ToolView("declare", "Declare my own", "user-check"))
    picked = next((row for row in ordered if key_of(row) == chosen), None)
    return RegisterView(
        title="Who may use what",
        summary=_summary(found, terms),
        columns=COLUMNS,
        rows=tuple(_row(row) for row in ordered),
        record=None if picked is None else _record(picked, terms),
        tools=tuple(tools),
        widest_status="Expires soon",
        order="Most urgent first",
        empty_title="No assessments are recorded yet.",
        empty_hint="Record first who may assess others; then they can assess the rest.",
    )


def _summary(found: CompetencyList, terms: CompetencyTerms) -> str:
    if found.nobody:
        kinds = listed(category_text(each) for each in found.nobody)
        return f"Nobody may use: {kinds}"
    if not terms.policy.required:
        return "The policy asks for no competency"
    kinds = counted(len(terms.policy.required), "kind")
    return f"The policy asks for it for {kinds} of device"


def _row(row: PersonCompetency) -> RegisterRow:
    entry = row.standing.entry
    return RegisterRow(
        key_of(row),
        (
            (row.staff.name, row.staff.title),
            (category_text(row.category), row.model),
            ("" if entry is None else TIERS[entry.tier], ""),
            ("" if entry is None else day_text(entry.valid_to), ""),
        ),
        _STATES[row.standing.state],
    )


def _record(row: PersonCompetency, terms: CompetencyTerms) -> RegisterRecord:
    entry, facts = row.standing.entry, []
    least = terms.policy.required.get(row.category)
    if entry is not None:
        facts = [
            LabelledValue("Tier", TIERS[entry.tier], strong=True),
            LabelledValue("From", day_text(entry.from_on)),
            LabelledValue("Until", day_text(entry.valid_to), strong=True),
            LabelledValue("Assessed by", entry.assessor_name or "Not recorded"),
            LabelledValue("Evidence", entry.evidence or "None"),
        ]
    needed = "Not asked for" if least is None else f"Tier {int(least)}, {lower_first(TIERS[least])}"
    facts.append(LabelledValue("Policy asks", needed))
    tools = []
    if terms.may_record:
        tools.append(ToolView("renew", "Renew", "badge-check", primary=True))
        if row.standing.competent and entry is not None:
            tools.append(ToolView("withdraw", "Withdraw", "ban"))
    return RegisterRecord(
        key=key_of(row),
        title=row.staff.name,
        status=_STATES[row.standing.state],
        subtitle=", ".join(filter(None, (category_text(row.category), row.model))),
        facts=tuple(facts),
        heading="What was recorded",
        history=tuple(_entry(each, terms.zone) for each in reversed(row.entries)),
        tools=tuple(tools),
    )


def _entry(entry: CompetencyEntry, zone: tzinfo) -> TimelineEntry:
    day = day_text(entry.at.astimezone(zone).date())
    if entry.kind is CompetencyKind.WITHDRAWN:
        return TimelineEntry(
            TimelineKind.FAILED, "Withdrawn", day, f"{entry.actor_name}. {entry.note}"
        )
    until = day_text(entry.valid_to)
    who = f"{entry.assessor_name or entry.actor_name}. {entry.evidence}"
    return TimelineEntry(TimelineKind.PASSED, f"{TIERS[entry.tier]}, until {until}", day, who)


def assess_panel(
    found: CompetencyList, terms: CompetencyTerms, row: PersonCompetency | None
) -> EntrySpec:
    """Record an assessment; with ``row`` renew that one."""
    staff = tuple(OptionView(str(each.id), each.name) for each in found.staff)
    categories = tuple(OptionView(each, category_text(each)) for each in found.categories)
    entry = None if row is None else row.standing.entry
    tier = "2" if entry is None else str(max(2, int(entry.tier)))
    return EntrySpec(
        card="competency.assess" if row is None else f"competency.renew.{key_of(row)}",
        title="Record an assessment" if row is None else f"Renew for {row.staff.name}",
        fields=(
            FieldSpec(
                "staff",
                "Who was assessed",
                FieldKind.CHOICE,
                "",
                staff,
                "" if row is None else str(row.staff.id),
            ),
            FieldSpec(
                "category",
                "Kind of device",
                FieldKind.CHOICE,
                "",
                categories,
                "" if row is None else row.category,
            ),
            FieldSpec(
                "model",
                "Make and model",
                FieldKind.TEXT,
                value="" if row is None else row.model,
                help_text="Empty for every model of that kind.",
            ),
            FieldSpec(
                "tier",
                "How far",
                FieldKind.CHOICE,
                "",
                (OptionView("2", "May use it"), OptionView("3", "May use it and assess others")),
                tier,
            ),
            FieldSpec(
                "assessor",
                "Assessed by",
                FieldKind.CHOICE,
                "",
                (*staff, OptionView("other", "Somebody who does not work here")),
            ),
            FieldSpec(
                "assessor_name",
                "Name of the assessor",
                FieldKind.TEXT,
                only_when=("assessor", "other"),
            ),
            FieldSpec("from_on", "Day of the assessment", FieldKind.TEXT, value=_day(terms.today)),
            FieldSpec(
                "valid_to",
                "Good until",
                FieldKind.TEXT,
                help_text=f"Empty for {terms.policy.months} months, as the policy says.",
            ),
            FieldSpec("evidence", "Evidence", FieldKind.TEXT, help_text="Such as a workbook."),
        ),
        submit="Record",
    )


def declare_panel(found: CompetencyList) -> EntrySpec:
    """Declare one's own."""
    categories = tuple(OptionView(each, category_text(each)) for each in found.categories)
    return EntrySpec(
        card="competency.declare",
        title="Declare what I may use",
        intro="You say of yourself that you know how to use this kind of device. Where the policy "
        "asks for an assessment, it does not take its place.",
        fields=(
            FieldSpec("category", "Kind of device", FieldKind.CHOICE, "", categories),
            FieldSpec("statement", "How you learnt to use it", FieldKind.TEXT),
        ),
        submit="Declare",
    )


def withdraw_panel(row: PersonCompetency) -> EntrySpec:
    """Take an assessment back."""
    return EntrySpec(
        card=f"competency.withdraw.{key_of(row)}",
        title=f"Withdraw from {row.staff.name}",
        intro="From now on readings taken by them count as taken without competency.",
        fields=(FieldSpec("reason", "Why, in a few words", FieldKind.TEXT),),
        submit="Withdraw",
    )


def _day(day: date) -> str:
    return f"{day.day} {day.month} {day.year}"

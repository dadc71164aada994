"""The register of check plans in words: what is laid down, what holds, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.checks import Basis, Check, PlanLevel
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView
from clinicapp.ui.viewmodels.equipment.present_equipment import category_text, interval_text
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
    RegisterTab,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.equipment import CHECKS, LEVELS
from clinicapp.ui.words.plain import counted, lower_first, sentence_case

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.equipment.plan_overview import LaidPlan
    from clinicapp.domain.equipment.plans import PlanRule
    from clinicapp.services.equipment.plan_overview import PlanOverview

GENERAL: Final = "general"
SINGLE: Final = "single"
_COLUMNS: Final = (
    RegisterColumn("Check", "Electrical test", 1, strong=True),
    RegisterColumn("For", "Every blood pressure monitor", 2),
    RegisterColumn("How often", "every 24 months", 1),
    RegisterColumn("Holds for", "37 go by a narrower", 1, in_compact=False),
)
_SHOWN: Final = 12
"""So many tags are named in a record."""


def _sure(question: str, yes: str) -> FieldSpec:
    options = (OptionView("yes", yes),)
    return FieldSpec("sure", question, FieldKind.CHOICE, options=options, value="yes")


USUAL: Final = EntrySpec(
    card="plans.usual",
    title="Lay down the usual plans",
    intro="Plans for each kind of equipment, from the makers and the guidance that the program "
    "goes by; several of them rest on memory and have to be looked up. Nothing that is laid down "
    "already is changed.",
    fields=(_sure("Lay them down?", "Yes, where nothing is laid down yet"),),
    submit="Lay down",
)


def present_plans(found: PlanOverview, tab: str, chosen: str, *, may_change: bool) -> RegisterView:
    """The register of plans.

    Args:
        found: the plans.
        tab: ``GENERAL`` or ``SINGLE``.
        chosen: the key of the chosen row.
        may_change: whether the person may change plans.
    """
    shown = [plan for plan in found.plans if _tab_of(plan) == tab]
    at = next((plan for plan in shown if str(plan.rule.id) == chosen), None)
    tools = [ToolView("lay", "Lay a plan down", "plus", primary=True)]
    if tab == GENERAL:
        tools.append(ToolView("usual", "Usual plans", "list-checks"))
    tags = {asset.id: asset.tag for plan in found.plans for asset in plan.holds}
    late = sum(plan.overdue for plan in found.plans)
    soon = sum(plan.due_soon for plan in found.plans)
    return RegisterView(
        title=f"Check plans, counted on {ward_text(found.ward)}",
        summary=f"{counted(late, 'check')} overdue, {soon} due soon",
        columns=_COLUMNS,
        rows=tuple(_row(plan, tags) for plan in shown),
        record=None if at is None else _record(at, found, tags, may_change=may_change),
        tools=tuple(tools) if may_change else (),
        tabs=(
            RegisterTab(GENERAL, "Trust, site, ward, kind", "layout-grid"),
            RegisterTab(SINGLE, "Single devices", "package"),
        ),
        tab=tab,
        widest_status="12 due soon",
        order="The widest first: a narrower plan goes before it",
        empty_title="No plan is laid down here.",
        empty_hint="Lay one down, or begin with the usual plans."
        if tab == GENERAL
        else "A plan of one device is laid down in its record, under More, Check plans.",
    )


def plan_of(found: PlanOverview, key: str) -> LaidPlan | None:
    """The plan of a row."""
    return next((plan for plan in found.plans if str(plan.rule.id) == key), None)


def _tab_of(plan: LaidPlan) -> str:
    return SINGLE if plan.rule.level is PlanLevel.ASSET else GENERAL


def _scope(rule: PlanRule, tags: dict[UUID, str]) -> str:
    """``Every scale``, ``Everything of Ash``, ``BP-0122 alone``."""
    if rule.asset_id is not None:
        return f"{tags.get(rule.asset_id, 'One device')} alone"
    within = [part for part in (rule.ward, rule.site) if part]
    if rule.category is not None:
        kind = f"Every {_in_sentence(category_text(rule.category))}"
        return f"{kind} of {', '.join(within)}" if within else kind
    if within:
        return f"Everything {'of' if rule.ward else 'at'} {', '.join(within)}"
    return "Everything of the trust"


def _in_sentence(words: str) -> str:
    """``scale``, but ``HbA1c analyser`` and ``ECG recorder``."""
    first = words.partition(" ")[0]
    return words if first[1:] != first[1:].lower() else lower_first(words)


def _often(rule: PlanRule) -> str:
    if not rule.needed:
        return "Not needed"
    return sentence_case(interval_text(rule.every_months, rule.every_days, rule.every_hours))


def _status(plan: LaidPlan) -> StatusView:
    if not plan.holds:
        return StatusView("circle-dashed", "Holds for none", PLAIN_INK)
    if not plan.rule.needed:
        return StatusView("ban", "Not needed", PLAIN_INK)
    if plan.overdue:
        return StatusView("circle-alert", f"{plan.overdue} overdue", BAD_INK)
    if plan.due_soon:
        return StatusView("clock", f"{plan.due_soon} due soon", WARN_INK)
    return StatusView("circle-check", "In date", GOOD_INK)


def _row(plan: LaidPlan, tags: dict[UUID, str]) -> RegisterRow:
    rule = plan.rule
    behind = f"{len(plan.behind)} go by a narrower" if plan.behind else ""
    return RegisterRow(
        key=str(rule.id),
        cells=(
            (CHECKS[rule.check], ""),
            (_scope(rule, tags), sentence_case(LEVELS[rule.level])),
            (_often(rule), ""),
            (counted(len(plan.holds), "device"), behind),
        ),
        status=_status(plan),
    )


def _record(
    plan: LaidPlan, found: PlanOverview, tags: dict[UUID, str], *, may_change: bool
) -> RegisterRecord:
    rule = plan.rule
    basis = "the day it was done" if rule.basis is Basis.PERFORMED else "the day it was due"
    facts = [LabelledValue("How often", _often(rule), strong=True)]
    if rule.needed:
        facts.append(LabelledValue("Counted from", sentence_case(basis)))
        facts.append(LabelledValue("Grace", counted(rule.grace_days, "day")))
    facts += [
        LabelledValue("Laid down for", sentence_case(LEVELS[rule.level])),
        LabelledValue("Holds for", _named([asset.tag for asset in plan.holds])),
        LabelledValue("Overdue", str(plan.overdue)),
        LabelledValue("Due soon", str(plan.due_soon)),
    ]
    if plan.behind:
        narrower = [f"{asset.tag} ({LEVELS[other.level]})" for asset, other in plan.behind]
        facts.append(LabelledValue("Goes behind on", _named(narrower)))
    tools = (
        ToolView("change", "Change", "pen", primary=True),
        ToolView("remove", "Remove", "trash-2"),
    )
    return RegisterRecord(
        key=str(rule.id),
        title=f"{CHECKS[rule.check]}, {lower_first(_scope(rule, tags))}"
        if rule.asset_id is None
        else f"{CHECKS[rule.check]}, {_scope(rule, tags)}",
        status=_status(plan),
        subtitle=_why(plan, found),
        facts=tuple(facts),
        tools=tools if may_change else (),
    )


def _why(plan: LaidPlan, found: PlanOverview) -> str:
    """Why it holds where it does."""
    order = "A plan of one device goes before that of its kind, its ward, its site and the trust."
    held, behind = len(plan.holds), len(plan.behind)
    if not held and not behind:
        return f"No device of {ward_text(found.ward)} is of that kind and place. {order}"
    if not held:
        return f"A narrower plan goes before it on all {behind} to which it applies. {order}"
    if not behind:
        return f"Nothing narrower is laid down for what it holds for. {order}"
    return f"On {counted(behind, 'device')} a narrower plan goes before it. {order}"


def _named(tags: list[str]) -> str:
    if not tags:
        return "None"
    more = len(tags) - _SHOWN
    words = ", ".join(tags[:_SHOWN])
    return f"{words} and {more} more" if more > 0 else words


def lay_panel(found: PlanOverview) -> EntrySpec:
    """Lay a plan down for the trust, a site, a ward or a kind."""
    levels = {
        PlanLevel.CATEGORY: "Every device of a kind",
        PlanLevel.WARD: "Everything of a ward",
        PlanLevel.SITE: "Everything at a site",
        PlanLevel.TRUST: "Everything of the trust",
    }
    kinds = tuple(OptionView(each, category_text(each)) for each in found.categories)
    known = f"Known are {', '.join(found.wards)}." if found.wards else ""
    return EntrySpec(
        card="plans.lay",
        title="Lay a plan down",
        intro="A plan of one device is laid down in its record, under More.",
        fields=(
            FieldSpec(
                "check",
                "Which check",
                FieldKind.CHOICE,
                options=tuple(OptionView(each.value, CHECKS[each]) for each in Check),
            ),
            FieldSpec(
                "level",
                "For what",
                FieldKind.CHOICE,
                options=tuple(OptionView(each.value, words) for each, words in levels.items()),
            ),
            FieldSpec(
                "category", "Kind", FieldKind.CHOICE, options=kinds, only_when=("level", "category")
            ),
            FieldSpec("ward", "Ward", FieldKind.TEXT, help_text=known, only_when=("level", "ward")),
            FieldSpec("site", "Site", FieldKind.TEXT, only_when=("level", "site")),
            *_interval_fields(None),
        ),
        submit="Lay down",
    )


def change_panel(rule: PlanRule) -> EntrySpec:
    """Change a plan that is laid down."""
    return EntrySpec(
        card=f"plans.change.{rule.id}.{rule.version}",
        title=f"Change the plan: {lower_first(CHECKS[rule.check])}",
        intro="It changes the due dates of all devices for which it holds.",
        fields=_interval_fields(rule),
    )


def remove_panel(rule: PlanRule) -> EntrySpec:
    """Take a plan away."""
    return EntrySpec(
        card=f"plans.remove.{rule.id}",
        title=f"Remove the plan: {lower_first(CHECKS[rule.check])}",
        intro="Where a wider plan is laid down, that holds again; elsewhere the check is asked for "
        "no more.",
        fields=(_sure("Remove it?", "Yes, remove it"),),
        submit="Remove",
    )


def _interval_fields(rule: PlanRule | None) -> tuple[FieldSpec, ...]:
    every = ("rule", "every")
    number, unit = "", "months"
    if rule is not None:
        given = (
            (rule.every_months, "months"),
            (rule.every_days, "days"),
            (rule.every_hours, "hours"),
        )
        number, unit = next(((str(n), word) for n, word in given if n), ("", "months"))
    holds = "every" if rule is None or rule.needed else "not_needed"
    return (
        FieldSpec(
            "rule",
            "What holds",
            FieldKind.CHOICE,
            options=(
                OptionView("every", "It is done again and again"),
                OptionView("not_needed", "It is not needed"),
            ),
            value=holds,
        ),
        FieldSpec("every", "Every", FieldKind.INTEGER, value=number, only_when=every),
        FieldSpec(
            "unit",
            "Months, days or hours",
            FieldKind.CHOICE,
            options=tuple(
                OptionView(each, each.capitalize()) for each in ("months", "days", "hours")
            ),
            value=unit,
            only_when=every,
        ),
        FieldSpec(
            "grace",
            "Days of grace",
            FieldKind.INTEGER,
            value=str(rule.grace_days if rule else 0),
            only_when=every,
        ),
        FieldSpec(
            "basis",
            "Counted from",
            FieldKind.CHOICE,
            options=(
                OptionView(Basis.PERFORMED.value, "The day it was done"),
                OptionView(Basis.SCHEDULED.value, "The day it was due"),
            ),
            value=(rule.basis if rule else Basis.PERFORMED).value,
            only_when=every,
        ),
    )

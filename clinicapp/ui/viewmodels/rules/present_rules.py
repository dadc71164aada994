"""The rules page in words: packs, entries, differences, conflicts and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.lester.approval import activation_on, approval_of
from clinicapp.domain.lester.pack import Mark
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.present_shell import ward_text
from clinicapp.ui.viewmodels.rules.present_cases import case_rows, run_text
from clinicapp.ui.viewmodels.rules.present_decisions import (
    RulesFacts,
    activate_panel,
    approve_panel,
    decision_rows,
    status_of,
    status_sentence,
    version_text,
    withdraw_panel,
)
from clinicapp.ui.viewmodels.rules.rules_view import (
    CaseRow,
    ChosenPack,
    MarkKind,
    PackRow,
    RuleRow,
    RulesView,
    Section,
)
from clinicapp.ui.words.plain import counted
from clinicapp.ui.words.rule_names import (
    CONFLICTS,
    GROUPS,
    MARK_MEANS,
    MARK_TEXTS,
    NOT_DEFINED,
    entry_name,
    entry_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinicapp.domain.lester.approval import PackEvent
    from clinicapp.domain.lester.cases import CaseRun
    from clinicapp.domain.lester.pack import Entry, Pack

_MARK_KINDS: Final = {
    Mark.VERIFIED: MarkKind.VERIFIED,
    Mark.AWAITING_SIGN_OFF: MarkKind.PARTLY,
    Mark.OURS: MarkKind.OURS,
    Mark.FROM_MEMORY: MarkKind.UNSURE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChoice:
    """What a person looks at: the pack, the part, what it is compared with, and the search."""

    key: str
    section: Section = Section.RULES
    compared: str = ""
    typed: str = ""


def present_rules(facts: RulesFacts, choice: RulesChoice) -> RulesView:
    """The whole page; a choice of a pack that is gone shows the first."""
    packs = {pack.sha256: pack for pack in facts.standing.packs}
    pack = packs.get(choice.key) or facts.standing.packs[0]
    return RulesView(
        title=f"Rules, {ward_text(facts.ward)}",
        summary=_in_use(facts),
        packs=tuple(_pack_row(each, facts) for each in facts.standing.packs),
        section=choice.section,
        chosen=_chosen(pack, packs.get(choice.compared), choice, facts),
    )


def rule_rows(pack: Pack, other: Pack | None, every: Iterable[Pack]) -> tuple[RuleRow, ...]:
    """The entries of a pack by group, those that only another pack defines among them."""
    paths = list(dict.fromkeys(path for each in (pack, *every) for path in each.entries))
    rows = []
    for group, title in GROUPS.items():
        members = [path for path in paths if path.partition(".")[0] == group]
        if members:
            rows.append(RuleRow(key=f"{group}:", name=title, heading=True))
            rows += [_rule_row(path, pack, other) for path in members]
    return tuple(rows)


def _rule_row(path: str, pack: Pack, other: Pack | None) -> RuleRow:
    entry = pack.entries.get(path)
    value, more = _value(entry)
    beside = ("", "") if other is None else _value(other.entries.get(path))
    conflict = CONFLICTS.get(path, "")
    return RuleRow(
        key=path,
        name=entry_name(path),
        value=value,
        value_more=more,
        other=beside[0],
        other_more=beside[1],
        differs=other is not None and beside != (value, more),
        mark=MarkKind.NONE if entry is None else _MARK_KINDS[entry.mark],
        mark_text="" if entry is None else MARK_TEXTS[entry.mark],
        mark_means="" if entry is None else MARK_MEANS[entry.mark],
        source="" if entry is None else entry.source,
        conflict=conflict and f"{conflict} This pack: {value}.",
    )


def _value(entry: Entry | None) -> tuple[str, str]:
    return (NOT_DEFINED, "") if entry is None else entry_value(entry)


def _chosen(pack: Pack, other: Pack | None, choice: RulesChoice, facts: RulesFacts) -> ChosenPack:
    run = facts.runs.get(pack.sha256)
    approval = approval_of(facts.standing.events, pack.sha256)
    rules = rule_rows(pack, other, facts.standing.packs)
    return ChosenPack(
        key=pack.sha256,
        title=pack.title,
        status=status_sentence(pack, facts),
        cases=run_text(run),
        cases_failed=run is not None and run.bars_approval,
        compared="" if other is None else other.sha256,
        others=tuple(
            OptionView(each.sha256, _title_among(each, facts.standing.packs))
            for each in facts.standing.packs
            if each.sha256 != pack.sha256
        ),
        other_title="" if other is None else other.title,
        rules=_found_rules(rules, choice.typed),
        case_rows=_found_cases(case_rows(facts.cases, pack, run), choice.typed),
        decisions=decision_rows(pack, facts),
        counts=_counts(rules, other is not None),
        why_not_approve=_why_not_approve(run, approval),
        why_not_activate="" if approval else "Only approved rules can be made active.",
        approve=approve_panel(pack, run, facts),
        activate=activate_panel(pack, facts),
        withdraw=None if approval is None else withdraw_panel(pack, facts),
    )


def _pack_row(pack: Pack, facts: RulesFacts) -> PackRow:
    status, words = status_of(pack, facts)
    gone = "" if pack.sha256 in facts.standing.shipped else ", no longer shipped"
    return PackRow(
        key=pack.sha256,
        title=pack.title,
        version=f"{version_text(pack)}{gone}",
        status=status,
        status_text=words,
    )


def _in_use(facts: RulesFacts) -> str:
    standing = facts.standing
    active = activation_on(standing.events, facts.ward, standing.today)
    titles = {pack.sha256: pack.title for pack in standing.packs}
    if active is None or approval_of(standing.events, active.sha256) is None:
        return "No approved rules are active here"
    return f"Active here: {titles.get(active.sha256, active.pack)}, version {active.version}"


def _title_among(pack: Pack, packs: tuple[Pack, ...]) -> str:
    """The title, with the version where another pack has the same title."""
    same = sum(each.title == pack.title for each in packs) > 1
    return f"{pack.title}, version {pack.version}" if same else pack.title


def _counts(rules: tuple[RuleRow, ...], compared: bool) -> str:  # noqa: FBT001
    entries = [row for row in rules if not row.heading]
    marks = [
        f"{sum(row.mark is kind for row in entries)} {MARK_TEXTS[mark].lower()}"
        for mark, kind in _MARK_KINDS.items()
    ]
    defined = [row for row in entries if row.mark is not MarkKind.NONE]
    words = f"{counted(len(defined), 'entry', 'entries')}: {', '.join(marks)}"
    if compared:
        words += f"; {counted(sum(row.differs for row in entries), 'difference')}"
    return words


def _found_rules(rows: tuple[RuleRow, ...], typed: str) -> tuple[RuleRow, ...]:
    """Those that answer the search, with the headings of their groups."""
    words = typed.casefold().split()
    if not words:
        return rows
    found: list[RuleRow] = []
    heading: RuleRow | None = None
    for row in rows:
        if row.heading:
            heading = row
        elif _answers(words, _rule_words(row, heading)):
            if heading is not None:
                found.append(heading)
                heading = None
            found.append(row)
    return tuple(found)


def _rule_words(row: RuleRow, heading: RuleRow | None) -> str:
    parts = [row.name, row.key, row.value, row.value_more, row.other, row.mark_text, row.source]
    parts += ["differs"] * row.differs + [f"conflict {row.conflict}"] * bool(row.conflict)
    return " ".join((*parts, "" if heading is None else heading.name))


def _found_cases(rows: tuple[CaseRow, ...], typed: str) -> tuple[CaseRow, ...]:
    words = typed.casefold().split()
    verdict = {None: "", True: "passed", False: "failed"}
    return tuple(
        row
        for row in rows
        if _answers(
            words,
            f"{row.number} {row.title} {row.expected_full} {row.got_full} {row.elsewhere} "
            f"{verdict[row.passed]}",
        )
    )


def _answers(words: list[str], text: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _why_not_approve(run: CaseRun | None, approval: PackEvent | None) -> str:
    if approval is not None:
        return "It is approved already."
    if run is None:
        return "Run the built-in cases on it first."
    if run.bars_approval:
        return "A built-in case failed, which bars approval: report it."
    return ""

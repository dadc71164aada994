"""Rule packs, their entries, cases and decisions, as frozen values in words."""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.entry_view import EntrySpec, OptionView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class PackStatus(StrEnum):
    """Where a pack stands."""

    AWAITING = "awaiting"
    APPROVED = "approved"
    ACTIVE = "active"


class MarkKind(StrEnum):
    """How far an entry can be trusted."""

    VERIFIED = "verified"
    PARTLY = "partly"
    OURS = "ours"
    UNSURE = "unsure"
    NONE = "none"
    """The pack does not define the entry."""


class Section(StrEnum):
    """What is shown of the chosen pack."""

    RULES = "rules"
    CASES = "cases"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack.

    Attributes:
        key: What ``pack_chosen`` reports: the content hash.
        title: "Lester UK adaptation, 2012".
        version: "lester-2012, version 1, content c09f4e4c".
        status: Where it stands.
        status_text: "Approved by Meera Specimen on 22 Nov 2026".
    """

    key: str
    title: str
    version: str
    status: PackStatus
    status_text: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One entry of a pack, or the heading of a group.

    Attributes:
        key: Path of the entry, "weight.bmi"; of a heading the group's with a colon.
        name: "BMI, red zone", or the heading.
        heading: Whether it is a heading.
        value: "25 kg/m² or over".
        value_more: A second, smaller line, mostly empty.
        other: The same entry of the pack that is compared with; empty without one.
        other_more: Its second line.
        differs: Whether the two differ.
        mark: How far it can be trusted.
        mark_text: "Partly verified".
        mark_means: What that says, as a sentence.
        source: Document and section.
        conflict: Where the documents disagree, and what this pack does; mostly empty.
    """

    key: str
    name: str
    heading: bool = False
    value: str = ""
    value_more: str = ""
    other: str = ""
    other_more: str = ""
    differs: bool = False
    mark: MarkKind = MarkKind.NONE
    mark_text: str = ""
    mark_means: str = ""
    source: str = ""
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One built-in case.

    Attributes:
        key: Its place among the cases.
        number: "45".
        title: "HbA1c 42".
        expected: "Glucose red zone", short enough for a cell.
        got: The same of the answer; empty before the cases have run.
        expected_full: Everything that is asked for.
        got_full: Everything that was answered of it.
        passed: None before the cases have run.
        note: Where reference and contract differ; mostly empty.
        elsewhere: Why no pack answers it; empty for the others.
    """

    key: str
    number: str
    title: str
    expected: str = ""
    got: str = ""
    expected_full: str = ""
    got_full: str = ""
    passed: bool | None = None
    note: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision about a pack: "22 Nov 2026, 09:49", "Approved", who, and why."""

    key: str
    when: str
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class ChosenPack:
    """What is shown of the pack that is chosen.

    Attributes:
        key: Its content hash.
        title: "Lester UK adaptation, 2012".
        status: One or two sentences on where it stands.
        cases: "Cases not run yet", "96 of 96 cases passed", "2 of 96 cases failed".
        cases_failed: Whether that bars approval.
        compared: Key of the pack that is compared with, or empty.
        others: The packs it can be compared with.
        other_title: Title of that column, or empty.
        rules: Its entries by group, as far as they answer the search.
        case_rows: The cases, as far as they answer the search.
        decisions: The decisions about it, newest first.
        counts: Under the table: "45 entries: 12 verified, ...".
        why_not_approve: Why it cannot be approved now; empty when it can.
        why_not_activate: Why no ward can use it now; empty when one can.
        approve: The panel that approves it.
        activate: The panel that makes it active on a ward.
        withdraw: The panel that withdraws its approval; None when it has none.
    """

    key: str
    title: str
    status: str
    cases: str
    cases_failed: bool
    compared: str
    others: tuple[OptionView, ...]
    other_title: str
    rules: tuple[RuleRow, ...]
    case_rows: tuple[CaseRow, ...]
    decisions: tuple[DecisionRow, ...]
    counts: str
    why_not_approve: str
    why_not_activate: str
    approve: EntrySpec
    activate: EntrySpec
    withdraw: EntrySpec | None


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules page.

    Attributes:
        title: "Rules, Ash ward".
        summary: What this ward uses now.
        packs: Every pack.
        section: What is shown of the chosen one.
        chosen: The chosen one.
        empty_title: Said when nothing answers the search.
        empty_hint: What to do then.
    """

    title: str
    summary: str
    packs: tuple[PackRow, ...]
    section: Section
    chosen: ChosenPack
    empty_title: str = "Nothing here answers the search."
    empty_hint: str = "Write fewer letters, or empty the search box."


RULES_HINTS = (
    KeyHint("↑ ↓", "Move row"),
    KeyHint("F6", "Packs or entries"),
    KeyHint("Ctrl+F", "Find a rule"),
    KeyHint("F1", "Help"),
)

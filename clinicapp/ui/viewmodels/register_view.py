"""A register: rows, the record of one of them, and what can be done; as frozen values in words.

Stock, competency, safety notices and the gate are registers: they differ in words alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from clinicapp.ui.viewmodels.equipment_view import LabelledValue, TimelineEntry, ToolView
from clinicapp.ui.viewmodels.shell_view import KeyHint


@dataclass(frozen=True, slots=True)
class StatusView:
    """A state as icon and word; ``ink`` names a colour of the tokens."""

    icon: str
    text: str
    ink: str = "text"


GOOD_INK, WARN_INK, BAD_INK, PLAIN_INK = "green_text", "amber_text", "red_text", "muted_strong"


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column: its title, words as wide as any expected, and its part of the spare room."""

    title: str
    widest: str
    share: int = 1
    in_compact: bool = True
    strong: bool = False


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row; each cell has words, and smaller words below or none."""

    key: str
    cells: tuple[tuple[str, str], ...]
    status: StatusView


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """What stands beside the rows about the one that is chosen.

    ``why`` is said in red under the title; ``heading`` stands over the history.
    """

    key: str
    title: str
    status: StatusView
    subtitle: str = ""
    why: str = ""
    facts: tuple[LabelledValue, ...] = ()
    heading: str = ""
    history: tuple[TimelineEntry, ...] = ()
    tools: tuple[ToolView, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterTab:
    """A part of the register: ``count`` of what waits in it."""

    key: str
    title: str
    icon: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class RegisterView:
    """A register.

    Attributes:
        title: "Stock and lots, Ash ward".
        summary: Beside the title.
        columns: In order; the status is a last column of its own.
        rows: All of them.
        record: Of the row that is chosen, or None.
        tools: What can be done here without choosing a row.
        tabs: Its parts, with ``tab`` the one shown; empty when it has one part only.
        status_title: Over the column of states.
        widest_status: A state as wide as any expected.
        order: How the rows are sorted.
        empty_title: Said when there are no rows.
        empty_hint: What to do then.
    """

    title: str
    columns: tuple[RegisterColumn, ...]
    rows: tuple[RegisterRow, ...]
    summary: str = ""
    record: RegisterRecord | None = None
    tools: tuple[ToolView, ...] = ()
    tabs: tuple[RegisterTab, ...] = ()
    tab: str = ""
    status_title: str = "Status"
    widest_status: str = "Open pack expired"
    order: str = ""
    empty_title: str = ""
    empty_hint: str = ""


REGISTER_HINTS = (
    KeyHint("↑ ↓", "Move row"),
    KeyHint("F6", "Record"),
    KeyHint("Ctrl+PgDn", "Next section"),
    KeyHint("F1", "Help"),
)

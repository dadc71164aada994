"""The ward's equipment, as frozen values in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.shell_view import KeyHint


class AssetStatus(StrEnum):
    """The state of a piece of equipment, most urgent first; each has an icon and a word."""

    FAILED = "failed"
    OVERDUE = "overdue"
    QUARANTINED = "quarantined"
    RECALLED = "recalled"
    LOST = "lost"
    NOT_ACCEPTED = "not_accepted"
    NEVER_CHECKED = "never_checked"
    IN_REPAIR = "in_repair"
    CONTAMINATED = "contaminated"
    END_OF_LIFE = "end_of_life"
    DUE_SOON = "due_soon"
    ON_LOAN = "on_loan"
    IN_USE = "in_use"
    AVAILABLE = "available"
    CONDEMNED = "condemned"
    DISPOSED = "disposed"


class QcKind(StrEnum):
    """How quality control stands; each has an icon, and its words stand beside it."""

    NOT_NEEDED = "not_needed"
    PASSED = "passed"
    DUE = "due"
    FAILED = "failed"


class TimelineKind(StrEnum):
    """What an entry of a timeline is about, for its ring icon."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    MOVED = "moved"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to a device or a reading.

    Attributes:
        kind: For the icon.
        what: "Calibrated: pass".
        when: "14 Feb 2026".
        who: Who did it or wrote it down, and any detail; may be empty.
    """

    kind: TimelineKind
    what: str
    when: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A label and its value: "Serial", "519070412"."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One piece of equipment.

    Attributes:
        asset_id: What ``selected`` reports.
        tag: "BP-0122".
        name: "A&D UA-651".
        serial: "519070412".
        ward: "Ash".
        status: For icon, colour and order.
        status_text: The state in a word, "In use".
        calibration_due: "14 Feb 2027"; "No calibration yet" when there is none.
        calibration_note: Under it, "in 84 days" or "7 days late"; may be empty.
        calibration_tone: Tone of that note.
        qc: How quality control stands.
        qc_text: The same in words, "Passed 07:30".
        last_heard: When a reading last came from it, "Today, 09:42"; "Not yet" when never.
    """

    asset_id: str
    tag: str
    name: str
    serial: str
    ward: str
    status: AssetStatus
    status_text: str
    calibration_due: str
    calibration_note: str = ""
    calibration_tone: Tone = Tone.MUTED
    qc: QcKind = QcKind.NOT_NEEDED
    qc_text: str = "Not needed"
    last_heard: str = "Not yet"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A check plan: "Calibration", "12 months", "Due 14 Feb 2027", and the tone of that date."""

    name: str
    interval: str
    due: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class ToolView:
    """Something that can be done with the piece: a button, or a line of the menu under More.

    ``keys`` is a key such as "Ctrl+L", or empty.
    """

    key: str
    label: str
    icon: str
    keys: str = ""
    primary: bool = False
    in_more: bool = False


@dataclass(frozen=True, slots=True)
class AssetRecordView:
    """The record of one piece of equipment.

    Attributes:
        asset_id: Whose.
        tag: "BP-0122".
        name: "A&D UA-651".
        status: For icon and colour.
        status_text: "In use".
        why: One sentence why it may not simply be used and what clears it; empty when nothing
            speaks against it.
        facts: Serial, ward, link and so on, in order.
        plans: Its check plans; empty for none.
        history: What has happened, newest first.
        tools: What can be done with it, in order.
    """

    asset_id: str
    tag: str
    name: str
    status: AssetStatus
    status_text: str
    facts: tuple[LabelledValue, ...]
    plans: tuple[PlanRow, ...]
    history: tuple[TimelineEntry, ...]
    why: str = ""
    tools: tuple[ToolView, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many pieces are in a state: 2, DUE_SOON, "due soon"; None counts all of them."""

    count: int
    status: AssetStatus | None
    words: str


EQUIPMENT_HINTS = (
    KeyHint("↑ ↓", "Move"),
    KeyHint("Enter", "Go to record"),
    KeyHint("F6", "List or record"),
    KeyHint("F1", "Help"),
)


@dataclass(frozen=True, slots=True)
class EquipmentView:
    """The equipment page.

    Attributes:
        title: "Equipment, Ash ward".
        counts: All pieces, then those of each state that occurs.
        rows: Those read so far, most urgent first.
        total: How many there are.
        selected_id: The row whose record is shown; empty leaves the choice to the page.
        record: The record beside the list, or None while none is read.
        empty_title: Said when there are no rows.
        empty_hint: What to do then.
    """

    title: str
    counts: tuple[StatusCount, ...]
    rows: tuple[AssetRow, ...]
    total: int
    selected_id: str = ""
    record: AssetRecordView | None = None
    empty_title: str = "No equipment on this ward."
    empty_hint: str = "Ask the equipment lead to add the ward's devices."


_URGENCY = {status: place for place, status in enumerate(AssetStatus)}


def most_urgent_first(rows: Iterable[AssetRow]) -> tuple[AssetRow, ...]:
    """The rows by the urgency of their state, then by tag."""
    return tuple(sorted(rows, key=lambda row: (_URGENCY[row.status], row.tag)))

"""The ward's equipment, as frozen values in words."""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.domain.equipment.listing import AssetStatus as AssetStatus
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.shell_view import KeyHint


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
        struck: True for what a later entry corrects: it stays, and counts no more.
    """

    kind: TimelineKind
    what: str
    when: str
    who: str = ""
    struck: bool = False


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
        category: "Blood pressure".
        location: Where it is, "Room 7", and its ward before that where there are several.
        status: For icon, colour and order.
        status_text: The state in a word, "In use".
        calibration_due: "14 Feb 2027"; "No calibration yet" when there is none.
        calibration_note: Under it, "in 84 days" or "7 days late"; may be empty.
        calibration_tone: Tone of that note.
        qc: How quality control stands.
        qc_text: The same in words, "Passed 07:30".
        whose: Whose it is, "Leased"; empty for ours.
        last_seen: When a reading or anything else last came of it, "Today, 09:42"; "Not yet".
    """

    asset_id: str
    tag: str
    name: str
    serial: str
    category: str
    location: str
    status: AssetStatus
    status_text: str
    calibration_due: str
    calibration_note: str = ""
    calibration_tone: Tone = Tone.MUTED
    qc: QcKind = QcKind.NOT_NEEDED
    qc_text: str = "Not needed"
    last_seen: str = "Not yet"
    whose: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A check plan: "Calibration", "12 months", "Due 14 Feb 2027", and the tone of that date.

    ``level`` is where it is laid down: "this kind".
    """

    name: str
    interval: str
    due: str
    tone: Tone = Tone.PLAIN
    level: str = ""


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
class PhotoView:
    """The place of a device's photo.

    Attributes:
        words: What stands there when no photo is drawn, "No photo yet".
        spoken: The same for a screen reader, with what a press does.
        icon: What kind of equipment, in the place of the photo.
        picture: The small picture as PNG; None where there is none.
        sha256: The photo's content; empty for none.
        action: What a press does where there is no photo, "Add a photo"; empty for nothing.
    """

    words: str
    spoken: str
    icon: str = "image"
    picture: bytes | None = None
    sha256: str = ""
    action: str = ""

    @property
    def can_press(self) -> bool:
        """Whether a press does anything."""
        return bool(self.sha256 or self.action)


@dataclass(frozen=True, slots=True)
class AssetRecordView:
    """The record of one piece of equipment.

    Attributes:
        asset_id: Whose.
        tag: "BP-0122".
        name: "A&D UA-651".
        kind: "Blood pressure monitor".
        status: For icon and colour.
        status_text: "In use".
        why: One sentence why it may not simply be used and what clears it; empty when nothing
            speaks against it.
        facts: Serial, ward, link and so on, in order.
        plans: Its check plans; empty for none.
        parts: Its cuffs and accessories: tag, and what it is.
        history: What has happened, newest first.
        tools: What can be done with it, in order.
        photo: The place of its photo; None where there is no such place.
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
    kind: str = ""
    parts: tuple[LabelledValue, ...] = ()
    tools: tuple[ToolView, ...] = ()
    photo: PhotoView | None = None


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many pieces are in a state: 2, DUE_SOON, "due soon"; None counts all of them.

    ``quality`` counts those in service whose quality control waits. ``chosen`` are those shown.
    """

    count: int
    status: AssetStatus | None
    words: str
    quality: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ListWanted:
    """Which pieces the list is to show; empty texts and None for all.

    ``typed`` is what stands in the search box, ``due_days`` within how many days a check lapses,
    ``quality`` only those whose quality control waits.
    """

    typed: str = ""
    category: str = ""
    status: AssetStatus | None = None
    quality: bool = False
    due_days: int | None = None
    ward: str = ""
    funding: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen of one filter: code and words of each; the first is all."""

    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


EQUIPMENT_HINTS = (
    KeyHint("↑ ↓", "Move"),
    KeyHint("Enter", "Open record"),
    KeyHint("Ctrl+F", "Find"),
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
        filters: What can be chosen: category, status, due, ward, whose.
        order: How the rows are sorted, or what still has to be worked out.
        add: True if this person may add equipment.
        empty_title: Said when there are no rows.
        empty_hint: What to do then.
    """

    title: str
    counts: tuple[StatusCount, ...]
    rows: tuple[AssetRow, ...]
    total: int
    selected_id: str = ""
    record: AssetRecordView | None = None
    filters: tuple[Choices, ...] = ()
    order: str = "Most urgent first"
    add: bool = False
    empty_title: str = "No equipment on this ward."
    empty_hint: str = "Ask the equipment lead to add the ward's devices."

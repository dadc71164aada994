"""Readings that wait for somebody, as frozen values in words."""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.card_view import ChipView, LinkType
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.equipment_view import TimelineEntry
from clinicapp.ui.viewmodels.shell_view import KeyHint

BYTES_TO_A_LINE = 16
IDENTIFIERS_NEEDED = 2
FIRST_BYTES = 48


class WhyKind(StrEnum):
    """Why a reading waits, for the icon of its chip; the words stand beside it."""

    DEVICE = "device"
    OVERDUE = "overdue"
    QUALITY_CONTROL = "quality_control"
    NOBODY = "nobody"
    REFERENCE = "reference"
    TIME = "time"
    VALUE = "value"
    CONTROL = "control"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One reading that is on no form.

    Attributes:
        reading_id: What ``selected`` reports.
        icon: Lucide name of what was measured.
        value: "Weight 82.4 kg"; "Not understood" for bytes that gave no result.
        device: "seca 704".
        time: "09:28".
        why: Why it waits, for the icon.
        why_text: The same in words, "No patient armed".
    """

    reading_id: str
    icon: str
    value: str
    device: str
    time: str
    why: WhyKind
    why_text: str


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A line of the held panel: "Calibration due", "14 Nov 2026", perhaps with a chip."""

    label: str
    value: str
    strong: bool = False
    chip: ChipView | None = None


@dataclass(frozen=True, slots=True)
class RetakeChoice:
    """Another device that is ready for the same measurement.

    Attributes:
        icon: Lucide name.
        name: "A&D UA-651".
        tag: "BP-0122".
        state: "Ready, battery 72%".
        check: "In calibration to 14 Feb 2027".
    """

    icon: str
    name: str
    tag: str
    state: str
    check: str


@dataclass(frozen=True, slots=True)
class ReasonedChoice:
    """A choice that needs a reason: to use the reading, or to discard it.

    Attributes:
        reasons: Code and words of each reason.
        note: What happens with the reason, in one sentence.
        warning: A few words beside the title; may be empty.
        for_whom: "EXAMPLE, Amara" when the reading is to be used; else empty.
        why_not: One sentence why it cannot be chosen now and what to do; empty when it can.
        identifiers: What can be checked with the person, two of which are needed; none when it is
            certain whose the reading is.
    """

    reasons: tuple[OptionView, ...]
    note: str
    warning: str = ""
    for_whom: str = ""
    why_not: str = ""
    identifiers: tuple[OptionView, ...] = ()

    def lacks(self, reason: str, identifiers: frozenset[str]) -> str:
        """What has to be chosen first, in one sentence; empty when nothing has."""
        if not reason:
            return "Choose a reason first."
        if self.identifiers and len(identifiers) < IDENTIFIERS_NEEDED:
            return "Check two identifiers with the person and tick them first."
        return ""


@dataclass(frozen=True, slots=True)
class HeldView:
    """A reading that waits, and what can be done with it.

    Attributes:
        reading_id: What every signal about it reports.
        title: "Blood pressure reading held".
        chip: "Held".
        value: "151/93".
        unit: "mmHg".
        facts: Device, serial, taken, last calibration, calibration due.
        why: Why it is held, in sentences.
        next_step: What happens next, in sentences.
        use: To use it with a reason.
        discard: To discard it with a reason.
        zone: "Red zone if used", or None.
        zone_rule: "Over 140 or over 90"; may be empty.
        retake: Another ready device, or None.
        has_record: True shows the button that asks for its record.
    """

    reading_id: str
    title: str
    chip: ChipView
    value: str
    unit: str
    facts: tuple[HeldFact, ...]
    why: str
    next_step: str
    use: ReasonedChoice
    discard: ReasonedChoice
    zone: ChipView | None = None
    zone_rule: str = ""
    retake: RetakeChoice | None = None
    has_record: bool = False


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Bytes that gave no result; they can only be looked at.

    Attributes:
        reading_id: Whose record opens.
        title: "Not understood".
        facts: Device, link, received.
        why: Why they gave no result, in sentences.
        next_step: What to do, in sentences.
        raw: What was received, whole.
        has_record: True shows the button that asks for its record.
    """

    reading_id: str
    title: str
    facts: tuple[HeldFact, ...]
    why: str
    next_step: str
    raw: bytes
    has_record: bool = False

    @property
    def first_bytes(self) -> str:
        """The first bytes in hex, and how many more there are."""
        shown = hex_text(self.raw[:FIRST_BYTES])
        more = len(self.raw) - FIRST_BYTES
        return f"{shown}\n… and {more} more bytes" if more > 0 else shown


@dataclass(frozen=True, slots=True)
class InboxView:
    """The readings inbox.

    Attributes:
        title: "Readings inbox".
        summary: Beside the title, "3 readings wait".
        rows: Those read so far, newest first.
        total: How many there are.
        selected_id: The row whose detail is shown; empty leaves the choice to the page.
        detail: What is beside the list, or None while none is read.
        empty_title: Said when there are no rows.
        empty_hint: What happens then.
    """

    title: str
    summary: str
    rows: tuple[InboxRow, ...]
    total: int
    selected_id: str = ""
    detail: HeldView | RefusedView | None = None
    empty_title: str = "No readings are waiting."
    empty_hint: str = "A reading that cannot be filed by itself is kept here for you."


@dataclass(frozen=True, slots=True)
class ReadingRecordView:
    """Where a reading came from, and what has happened to it.

    Attributes:
        reading_id: Which reading.
        title: "Blood pressure 146/91 mmHg".
        device: "A&D UA-651BLE".
        serial: As sent; "Not sent" when the device did not say.
        driver: Driver and version, "gatt-blood-pressure 1.0".
        link: How it came.
        link_text: "Bluetooth, 11:22:33:44:55:66".
        device_time: The device's own time as it sent it.
        clock_offset: "Device clock 4 s ahead of the station", or why it is not known.
        received: "22 Nov 2026, 09:42:07".
        stored: "22 Nov 2026, 09:42:07, before the device was told".
        raw: The bytes as they came.
        events: What has happened to it, newest first.
    """

    reading_id: str
    title: str
    device: str
    serial: str
    driver: str
    link: LinkType
    link_text: str
    device_time: str
    clock_offset: str
    received: str
    stored: str
    raw: bytes
    events: tuple[TimelineEntry, ...]


def hex_text(raw: bytes) -> str:
    """The bytes in hex, sixteen to a line, each line with the place of its first byte."""
    starts = range(0, len(raw), BYTES_TO_A_LINE)
    return "\n".join(f"{at:04x}  {raw[at : at + BYTES_TO_A_LINE].hex(' ')}" for at in starts)


_MOVE = KeyHint("↑ ↓", "Move row")
_HELP = KeyHint("F1", "Help")


def inbox_hints(view: InboxView | None) -> tuple[KeyHint, ...]:
    """The keys that matter for what is shown: only choices that are there."""
    if view is None or not isinstance(view.detail, HeldView):
        return (_MOVE, KeyHint("F6", "List or reading"), _HELP)
    held = view.detail
    hints = [_MOVE]
    if held.retake is not None:
        hints.append(KeyHint("Alt+1", "Retake"))
    if not held.use.why_not:
        hints.append(KeyHint("Alt+2", "Use"))
    if not held.discard.why_not:
        hints.append(KeyHint("Alt+3", "Discard"))
    return (*hints, _HELP)

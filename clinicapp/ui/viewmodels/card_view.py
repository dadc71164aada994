"""One domain card of the Lester form, as frozen values.

Everything arrives in words: a widget chooses icons, colours and places, never words about a
person. A card's body is a list of blocks, drawn in the order given.
"""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.entry_view import EntrySpec, OptionView


class Tone(StrEnum):
    """What a text means; each tone has a colour, and where it stands alone also an icon."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"


class CardState(StrEnum):
    """What the edge of a card says."""

    OK = "ok"
    MISSING = "missing"
    RED = "red"
    PROMPT = "prompt"
    NEW = "new"
    DECLINED = "declined"


class ChipKind(StrEnum):
    """The status chips; each kind has its own icon and fill."""

    OK = "ok"
    NEW = "new"
    RED_ZONE = "red_zone"
    MISSING = "missing"
    OVERDUE = "overdue"
    HELD = "held"
    DUE = "due"
    DECLINED = "declined"
    NOTICE = "notice"
    BELOW = "below"
    REACHED = "reached"


class LinkType(StrEnum):
    """How a value came."""

    BLUETOOTH = "bluetooth"
    SERIAL = "serial"
    USB = "usb"
    NETWORK = "network"
    PERSON = "person"


class TrustKind(StrEnum):
    """How far a source is trusted; each has an icon, and its words stand beside it."""

    CHECKED = "checked"
    ENTERED = "entered"
    DUE = "due"
    REASON = "reason"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ChipView:
    """A status chip: ``kind`` chooses icon and fill, ``text`` is the word."""

    kind: ChipKind
    text: str


@dataclass(frozen=True, slots=True)
class SparklineView:
    """The last results.

    Attributes:
        points: Oldest first, two to four, in the unit of the value.
        limit: The red zone limit in that unit, or None.
        description: The same in words, for a screen reader.
    """

    points: tuple[float, ...]
    limit: float | None
    description: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """A short verdict beside a value, "OK" or "Under 11.1"."""

    text: str
    tone: Tone = Tone.GOOD


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The red zone rule in words; ``tone`` BAD when it is met.

    ``label`` is what stands before it on paper; empty for a rule, or for a note in a tone of WARN.
    """

    text: str
    tone: Tone = Tone.MUTED
    label: str = ""


@dataclass(frozen=True, slots=True)
class DetailItem:
    """A label, its value, and words after it: "Gain", "2.4 kg", "in 12 weeks"."""

    label: str
    value: str
    after: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One line of details.

    Attributes:
        items: One or more, spread over the width.
        status: A verdict at the right end, or None.
        aligned: True when the label stands in a column with the rows above and below.
    """

    items: tuple[DetailItem, ...]
    status: StatusView | None = None
    aligned: bool = True


@dataclass(frozen=True, slots=True)
class FigureView:
    """A boxed figure: "Total", "5.1", "mmol/L", a time, and a verdict or None."""

    label: str
    value: str
    unit: str = ""
    time: str = ""
    status: StatusView | None = None


@dataclass(frozen=True, slots=True)
class FigureGrid:
    """Boxed figures, two to a row; a single one takes the whole row."""

    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One blood pressure attempt, in order; ``used`` marks the pair that counts."""

    number: int
    value: str
    time: str
    used: bool = False


@dataclass(frozen=True, slots=True)
class AttemptStrip:
    """All attempts of one sitting."""

    attempts: tuple[AttemptView, ...]


Block = RuleLine | DetailRow | FigureGrid | AttemptStrip


@dataclass(frozen=True, slots=True)
class SourceChipView:
    """Where the value came from.

    Attributes:
        link: How it came.
        source: Device or person, "A&D UA-651" or "Asked by Rosa Tester".
        time: "09:42".
        trust: Kind of trust, for icon and colour.
        trust_text: The trust word, "In calibration".
        reading_id: What ``source_opened`` reports, or empty when there is no record to open.
    """

    link: LinkType
    source: str
    time: str
    trust: TrustKind
    trust_text: str
    reading_id: str = ""


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action for a red zone.

    Attributes:
        code: Code of the action.
        label: Two to four words.
        chosen: Whether it has a status.
        status: Code of its status, empty without one.
        status_text: "Accepted"; empty for what was only offered, which the tick says.
        detail: "Offered by Rosa Tester, 22 Nov 2026, 09:50", or the action in full.
    """

    code: str
    label: str
    chosen: bool = False
    status: str = ""
    status_text: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ActionsView:
    """The actions of a red zone with what has been chosen so far, in words.

    ``statuses`` are what a chosen action can be set to.
    """

    question: str
    chosen_text: str
    enough: bool
    actions: tuple[ActionView, ...]
    locked_reason: str = ""
    statuses: tuple[OptionView, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteView:
    """The line at the foot of a card, "No action needed. Next due Nov 2027"."""

    text: str
    tone: Tone = Tone.GOOD


@dataclass(frozen=True, slots=True)
class CardView:
    """One card.

    Attributes:
        key: Name in every signal, "blood_pressure".
        title: "Lifestyle and alcohol".
        icon: Lucide name, "heart-pulse".
        state: What the edge says.
        chips: One or two status chips; the last one is the state in words.
        short_title: Title in the large-text list; the title when empty.
        summary: Value in the large-text list, "146/91 mmHg".
        short_status: Status in the large-text list; the last chip's word when empty.
        value: Large value, empty for none.
        value_is_words: True for "Ex-smoker", which is set smaller than a number.
        unit: Beside the value.
        sparkline: Last results, or None.
        previous: "Was 138/86 · 18 May 2026".
        body: Blocks in order.
        source: Source chip, or None.
        actions: Actions of a red zone, or None.
        primary: Words of the card's own button, empty for none; it opens ``entry``.
        primary_icon: Lucide name.
        change: Words of the small button that opens ``entry`` once there is a value ("Change").
        entry: The panel to answer, or None.
        note: The line at the foot, or None.
    """

    key: str
    title: str
    icon: str
    state: CardState
    chips: tuple[ChipView, ...]
    short_title: str = ""
    summary: str = ""
    short_status: str = ""
    value: str = ""
    value_is_words: bool = False
    unit: str = ""
    sparkline: SparklineView | None = None
    previous: str = ""
    body: tuple[Block, ...] = ()
    source: SourceChipView | None = None
    actions: ActionsView | None = None
    primary: str = ""
    primary_icon: str = "pencil-line"
    change: str = ""
    entry: EntrySpec | None = None
    note: NoteView | None = None

    @property
    def spoken(self) -> str:
        """Title, value and status words, for a screen reader."""
        value = " ".join(part for part in (self.value, self.unit) if part)
        status = ", ".join(chip.text for chip in self.chips)
        return ". ".join(part for part in (self.title, value or self.summary, status) if part)

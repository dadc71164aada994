"""What the dialog shows that takes a list of people in."""

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.entry_view import OptionView


class ImportTab(StrEnum):
    """The rows of a list, by what becomes of them, and who is not in it."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    REFUSED = "refused"
    MISSING = "missing"


class AssetTab(StrEnum):
    """The rows of a list of equipment, by what becomes of them."""

    NEW = "new"
    CHANGED = "changed"
    BACKWARDS = "backwards"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportLook:
    """What differs between lists of people and lists of equipment.

    Attributes:
        window: The window's title.
        asking: The title of the dialog that asks for a file.
        tabs: Each tab with its icon and ink.
        what: The heading of the column that says who or what a row is about.
        widest: A name and what stands under it, as wide as any expected.
    """

    window: str
    asking: str
    tabs: tuple[tuple[StrEnum, str, str], ...]
    what: str
    widest: tuple[str, str]


PEOPLE_LOOK = ImportLook(
    window="Import a list of people",
    asking="Choose a list of people",
    tabs=(
        (ImportTab.NEW, "user-round", "text"),
        (ImportTab.CHANGED, "pencil-line", "text"),
        (ImportTab.CONFLICT, "circle-question-mark", "amber_text"),
        (ImportTab.REFUSED, "triangle-alert", "red_text"),
        (ImportTab.MISSING, "user-x", "text"),
    ),
    what="Person",
    widest=("PLACEHOLDER, Bartholomew", "999 526 0182 · born 30 Aug 2026"),
)
ASSETS_LOOK = ImportLook(
    window="Import a list of equipment",
    asking="Choose a list of equipment",
    tabs=(
        (AssetTab.NEW, "plus", "text"),
        (AssetTab.CHANGED, "pencil-line", "text"),
        (AssetTab.BACKWARDS, "clock-alert", "amber_text"),
        (AssetTab.DUPLICATE, "circle-question-mark", "amber_text"),
        (AssetTab.REFUSED, "triangle-alert", "red_text"),
        (AssetTab.UNCHANGED, "circle-check", "text"),
    ),
    what="Device",
    widest=("BP-0122-ASH", "Siemens DCA Vantage analyser"),
)


@dataclass(frozen=True, slots=True)
class TabView:
    """One tab: "Changed" and how many there are."""

    tab: StrEnum
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the list, or one person who is not in it.

    Attributes:
        key: Names it in the view-model.
        row: "Row 12" of the file; empty for a person who is not in it.
        name: ``EXAMPLE, Amara``; empty where the row has none.
        identity: "999 000 0018 · born 14 Mar 1985".
        words: What becomes of it, short enough for the table.
        sentences: All that is to be said about it.
        choices: What may be decided about it; empty for most.
        chosen: The code of what was decided, or an empty text.
    """

    key: str
    row: str
    name: str
    identity: str
    words: str
    sentences: tuple[str, ...] = ()
    choices: tuple[OptionView, ...] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """The dialog.

    Attributes:
        title: "Import a list of people to Ash ward".
        file: The file's name; empty before one is chosen.
        sentence: Where things stand, and what to do next.
        trouble: True when the sentence says what is wrong.
        progress: How far it has come, for the eye only; empty for none.
        stoppable: True while what is going on can be stopped.
        busy: True while something is read, compared or written.
        tabs: All tabs once a list is compared; none before.
        tab: The tab that is open.
        rows: The rows of that tab that were read so far.
        total: How many it has.
        empty: Said when it has none.
        submit: Words of the button that imports: "Import 12 people".
        submit_blocked: Why it cannot be pressed; empty when it can.
        done: True when the list has been imported.
    """

    title: str
    file: str = ""
    sentence: str = ""
    trouble: bool = False
    progress: str = ""
    stoppable: bool = False
    busy: bool = False
    tabs: tuple[TabView, ...] = ()
    tab: StrEnum = ImportTab.NEW
    rows: tuple[ImportRow, ...] = ()
    total: int = 0
    empty: str = ""
    submit: str = "Import"
    submit_blocked: str = ""
    done: bool = False

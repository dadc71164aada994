"""Levey-Jennings charts of one analyser, and all that stands beside them, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.shell_view import KeyHint

ROWS = 8
"""So many of the last results are in the table."""


class PointKind(StrEnum):
    """How a result is drawn: each kind has a shape of its own, so colour is not alone."""

    GOOD = "good"
    """A dot."""
    WARN = "warn"
    """A triangle with its rule."""
    REJECT = "reject"
    """An octagon with its rules."""
    PENDING = "pending"
    """A ring: there is no target yet."""
    EXCLUDED = "excluded"
    """A cross: it counts no more, and stays visible."""


@dataclass(frozen=True, slots=True)
class PointView:
    """One result on a chart.

    Attributes:
        result_id: Of the result.
        x: 0 at the left of the time axis, 1 at the right.
        y: In SDs from the mean; of a range, 2 is its end.
        kind: Its shape.
        label: What stands beside it, "1-3s", or empty.
        words: For a screen reader and for stepping through.
    """

    result_id: str
    x: float
    y: float
    kind: PointKind
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line across a chart: at ``y`` SDs, named at its left and with its value at its right."""

    y: float
    name: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class TickView:
    """A day under the time axis; the last is today."""

    x: float
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class LotLineView:
    """Where another lot begins, "New lot, 9 Nov"."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class LevelChart:
    """The chart of one level.

    Attributes:
        key: Field and level.
        title: "Level 1".
        facts: Beside it in pairs of a word and a value: ("Target", "34 mmol/mol").
        name: "Normal".
        status: On the chip, "Pass, 22 Nov 07:28".
        kind: Of the last result; None when there is none.
        lines: Mean and SDs, or the ends of the maker's range.
        points: In order of time.
        ticks: Days, the same on every chart of the page.
        lot_lines: Where lots begin.
        summary: For a screen reader.
    """

    key: str
    title: str
    name: str
    facts: tuple[tuple[str, str], ...]
    status: str
    kind: PointKind | None
    lines: tuple[LineView, ...]
    points: tuple[PointView, ...]
    ticks: tuple[TickView, ...]
    lot_lines: tuple[LotLineView, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result in the table; ``reading_id`` is empty for what was typed."""

    result_id: str
    reading_id: str
    time: str
    level: str
    value: str
    z: str
    kind: PointKind
    rules: str
    operator: str
    action: str
    locks: bool = False


@dataclass(frozen=True, slots=True)
class LotColumn:
    """A lot in use: its heading, and a value for each of ``LOT_ROWS``."""

    title: str
    values: tuple[str, ...]


LOT_ROWS = ("Lot", "Target", "SD", "Expiry", "Open-by")


@dataclass(frozen=True, slots=True)
class BannerView:
    """What stands across the page.

    Attributes:
        title: "Locked for patient tests: 1-3s rule at 07:31."
        hint: What to do.
        locked: Red with a lock; False is amber.
    """

    title: str
    hint: str
    locked: bool


CHARTS_HINTS = (
    KeyHint("F5", "Run control again"),
    KeyHint("Ctrl+K", "Corrective action"),
    KeyHint("← →", "Step through points"),
    KeyHint("F1", "Help"),
)


@dataclass(frozen=True, slots=True)
class ChartsView:
    """The page of one analyser.

    Attributes:
        title: "Siemens DCA Vantage, DCA-02".
        summary: Under it, "HbA1c · Ash ward · Two levels each day before the first patient".
        analysers: To choose from; ``chosen`` is the code of one of them.
        days: To choose from; ``shown_days`` is the code of one of them.
        banner: None when nothing speaks against patients' tests.
        charts: One for each level.
        rows: The last results, newest first.
        several: Whether they are of several analytes.
        unit: Of the table, "mmol/mol".
        lots: Those in use.
        lots_status: "In date", or what is wrong; ``lots_good`` tells which.
        waiting: "2 control results fit no lot in use." or empty.
        may_run: Whether the one who looks may record controls.
        may_manage: Whether material, plans and external rounds may be changed.
        may_override: Whether a locked analyser may be used once with a reason.
        empty: Said when there is nothing to show, with what to do.
    """

    title: str
    summary: str
    analysers: tuple[OptionView, ...] = ()
    chosen: str = ""
    days: tuple[OptionView, ...] = ()
    shown_days: str = ""
    banner: BannerView | None = None
    charts: tuple[LevelChart, ...] = ()
    rows: tuple[ResultRow, ...] = ()
    several: bool = False
    unit: str = ""
    lots: tuple[LotColumn, ...] = ()
    lots_status: str = ""
    lots_good: bool = True
    waiting: str = ""
    may_run: bool = True
    may_manage: bool = True
    may_override: bool = False
    empty: tuple[str, str] = ("", "")

"""A run chart as frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One month.

    Attributes:
        label: Under the axis, "Nov".
        year: "2026".
        percent: 0 to 100; None for a month that is not shown.
    """

    label: str
    year: str
    percent: float | None


@dataclass(frozen=True, slots=True)
class ChartSpan:
    """Months that together meet a rule: places of the first and last, and its word, "Shift up"."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class RunChartView:
    """A run chart, 0 to 100 %.

    Attributes:
        name: "Complete screening by month".
        points: Oldest first.
        reference: Percent of the dashed line.
        reference_text: "86% reference".
        last_text: Beside the last point that is shown, "78%"; empty when none is.
        median: Percent of the dotted line; None draws none.
        median_text: "Median 66%".
        spans: What the rules have found.
        description: All of it in words, for a screen reader.
    """

    name: str
    points: tuple[ChartPoint, ...]
    reference: float
    reference_text: str
    last_text: str = ""
    median: float | None = None
    median_text: str = ""
    spans: tuple[ChartSpan, ...] = ()
    description: str = ""

    @property
    def last_shown(self) -> int | None:
        """The place of the last point that is shown."""
        places = [n for n, point in enumerate(self.points) if point.percent is not None]
        return places[-1] if places else None

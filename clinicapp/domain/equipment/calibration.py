"""The verdict on a calibration: per point, and for the event as found and as left.

Per point, with the error e = indicated - reference, the tolerance T and the expanded uncertainty U:
pass if |e| + U <= T, fail if |e| - U > T, else indeterminate (a guard band in the style of ILAC-G8,
which is from memory and to be verified). An event passes only with every required point measured
and with its reference standard in date on the day. Sources: design/command-line.md, section
``calibration``; reference/equipment.md 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_EXACT: Final = Context(prec=60)
_WORST_FIRST: Final = (Verdict.FAIL, Verdict.INDETERMINATE, Verdict.PASS)


class Why(StrEnum):
    """Why an event does not pass although no point of it fails."""

    MISSING_POINTS = "missing_points"
    STANDARD_EXPIRED = "standard_expired"
    STANDARD_UNKNOWN = "standard_unknown"
    """No standard was named, or how long its certificate is valid is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point, all in the unit of the reference; None where nothing was measured.

    ``tolerance`` and ``uncertainty`` (expanded) are never negative.
    """

    reference: Decimal
    tolerance: Decimal
    as_found: Decimal | None = None
    as_left: Decimal | None = None
    uncertainty: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardUsed:
    """The reference standard, and the last day of its own certificate if that is known."""

    tag: str
    valid_to: date | None = None

    def in_date(self, on: date) -> bool:
        """Whether its certificate covers the day; unknown is never in date."""
        return self.valid_to is not None and on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Judged:
    """What one indication came to: the error (indicated - reference), and its verdict."""

    error: Decimal
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PointJudgement:
    """One point judged; None where nothing was measured."""

    reference: Decimal
    as_found: Judged | None
    as_left: Judged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationJudgement:
    """The event judged. ``look_back`` asks who was measured while the device was out."""

    as_found: Verdict
    as_left: Verdict
    points: tuple[PointJudgement, ...]
    why: tuple[Why, ...]

    @property
    def look_back(self) -> bool:
        """Whether the readings since the last good as-found have to be reviewed."""
        return self.as_found is Verdict.FAIL


def judge_point(reference: Decimal, indicated: Decimal, tolerance: Decimal, u: Decimal) -> Judged:
    """Judge one indication against its reference; ``u`` is the expanded uncertainty, same unit."""
    error = _EXACT.subtract(indicated, reference)
    size = error.copy_abs()
    if _EXACT.add(size, u) <= tolerance:
        return Judged(error, Verdict.PASS)
    if _EXACT.subtract(size, u) > tolerance:
        return Judged(error, Verdict.FAIL)
    return Judged(error, Verdict.INDETERMINATE)


def judge(
    points: Iterable[Point],
    required: Iterable[Decimal],
    standard: StandardUsed | None,
    on: date,
) -> CalibrationJudgement:
    """Judge an event.

    Args:
        points: what was measured; a reference may come more than once (rising and falling).
        required: references that have to be measured; when there are none, every point's own.
        standard: what it was measured against.
        on: the day on which it was done.
    """
    measured = tuple(points)
    judged = tuple(_judged(point) for point in measured)
    wanted = frozenset(required) or frozenset(point.reference for point in measured)
    found = {each.reference: each.as_found for each in judged if each.as_found is not None}
    left = {each.reference: each.as_left for each in judged if each.as_left is not None}
    of_the_standard = _of_the_standard(standard, on)
    missing = not wanted or not (wanted <= found.keys() and wanted <= left.keys())
    return CalibrationJudgement(
        as_found=_event(
            (each.as_found for each in judged),
            complete=bool(wanted) and wanted <= found.keys() and of_the_standard is None,
        ),
        as_left=_event(
            (each.as_left for each in judged),
            complete=bool(wanted) and wanted <= left.keys() and of_the_standard is None,
        ),
        points=judged,
        why=(
            *((Why.MISSING_POINTS,) if missing else ()),
            *((of_the_standard,) if of_the_standard is not None else ()),
        ),
    )


def _of_the_standard(standard: StandardUsed | None, on: date) -> Why | None:
    if standard is None or standard.valid_to is None:
        return Why.STANDARD_UNKNOWN
    return None if standard.in_date(on) else Why.STANDARD_EXPIRED


def _judged(point: Point) -> PointJudgement:
    return PointJudgement(
        reference=point.reference,
        as_found=_side(point, point.as_found),
        as_left=_side(point, point.as_left),
    )


def _side(point: Point, indicated: Decimal | None) -> Judged | None:
    if indicated is None:
        return None
    return judge_point(point.reference, indicated, point.tolerance, point.uncertainty)


def _event(points: Iterable[Judged | None], *, complete: bool) -> Verdict:
    """The worst of the points; what is not complete passes never."""
    verdicts = {point.verdict for point in points if point is not None}
    if not complete:
        verdicts.add(Verdict.INDETERMINATE)
    return next(verdict for verdict in _WORST_FIRST if verdict in verdicts)

"""Control results and the targets that they are judged against.

Source: reference/equipment.md 2.2 and 2.5. Numbers are exact; z is an exact ratio until it is
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from clinicapp.domain.quantities import half_up

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

_PLACES_OF_Z = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Mean and standard deviation of one level, in the unit of its results.

    ``lot`` is the level's own lot where levels of one kit carry lots of their own; a level that
    goes on with another lot has another target, even when the numbers are the same.

    Raises:
        ValueError: the standard deviation is not above 0.
    """

    mean: Decimal
    sd: Decimal
    lot: str = ""

    def __post_init__(self) -> None:
        """Refuse a deviation that nothing can be divided by."""
        if self.sd <= 0:
            raise ValueError("a standard deviation is above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The maker's range of one level, both ends still accepted; no SD is read into it.

    Raises:
        ValueError: the range ends before it begins.
    """

    low: Decimal
    high: Decimal
    lot: str = ""

    def __post_init__(self) -> None:
        """Refuse a range that nothing is in."""
        if self.low > self.high:
            raise ValueError("a range begins at or below its end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The outcome that a qualitative control must have: a word, never a number.

    A semi-quantitative one may have any of several, with commas between them: ``trace, +``.
    """

    outcome: str
    lot: str = ""

    def takes(self, outcome: str) -> bool:
        """Whether an outcome is as expected; case and spaces do not matter."""
        return _word(outcome) in {_word(each) for each in self.outcome.split(",")} - {""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishing:
    """No target yet: so many of so many results of this lot are there to make one from."""

    done: int
    of: int
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlResult:
    """One result of one level of control material.

    ``at`` only puts results in order; those of one file are all aware or all without a zone.
    ``lot`` is the kit whose levels are judged together. ``run`` names the results that were
    measured together; empty: a run of its own. ``outcome`` is a qualitative control's word, and
    ``value`` is None then. ``id`` is what an exclusion names.
    """

    at: datetime
    device: str
    analyte: str
    lot: str
    level: int
    target: Target | Range | Expected | Establishing
    value: Decimal | None = None
    outcome: str = ""
    run: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectiveAction:
    """Something was done about a device's controls, so its windows begin anew.

    What is None is not narrowed: without ``analyte`` all windows of the device begin anew.
    """

    at: datetime
    device: str
    analyte: str | None = None
    lot: str | None = None
    level: int | None = None

    def concerns(self, result: ControlResult) -> bool:
        """Whether a result before it no longer counts."""
        return (
            self.device == result.device
            and self.analyte in (None, result.analyte)
            and self.lot in (None, result.lot)
            and self.level in (None, result.level)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A result no longer counts for those after it; it keeps its verdict and stays visible."""

    at: datetime
    result_id: UUID


Entry = ControlResult | CorrectiveAction | Exclusion


def _word(text: str) -> str:
    return " ".join(text.split()).casefold()


def z_of(result: ControlResult) -> Fraction | None:
    """How many standard deviations a result lies above its mean, exactly; None without an SD."""
    if not isinstance(result.target, Target) or result.value is None:
        return None
    away = Fraction(result.value) - Fraction(result.target.mean)
    return away / Fraction(result.target.sd)


def shown_z(z: Fraction) -> Decimal:
    """A z as people read it: two decimal places, a tie away from zero."""
    return half_up(z, _PLACES_OF_Z)

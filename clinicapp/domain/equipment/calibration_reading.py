"""A calibration as the command line's contract reads and writes it (section ``calibration``)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from clinicapp.domain.equipment.calibration import (
    CalibrationJudgement,
    Judged,
    Point,
    StandardUsed,
    judge,
)
from clinicapp.domain.json_reading import Fields, InputRefused, read_object
from clinicapp.domain.quantities import plain

if TYPE_CHECKING:
    from datetime import date

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationEntry:
    """One line of input: what was measured on an asset on a day."""

    asset: str
    on: date
    standard: StandardUsed | None
    required: tuple[Decimal, ...]
    points: tuple[Point, ...]

    def judged(self) -> CalibrationJudgement:
        """The entry's judgement."""
        return judge(self.points, self.required, self.standard, self.on)


def read_calibration(line: str) -> CalibrationEntry:
    """Read one line, which has to hold ``asset`` and ``on``; a point its reference and tolerance.

    Raises:
        InputRefused: it is not understood, or has an unknown key; the sentence names the field.
    """
    fields = Fields(read_object(line))
    asset, on = fields.text("asset"), fields.day("on")
    entry = CalibrationEntry(
        asset=_given(asset, fields, "asset"),
        on=_given(on, fields, "on"),
        standard=_standard(fields.table("standard")),
        required=fields.numbers("required"),
        points=tuple(_point(each) for each in fields.tables("points")),
    )
    fields.finish()
    return entry


def as_object(judgement: CalibrationJudgement) -> dict[str, object]:
    """The judgement as the contract writes it: keys in its order, amounts as decimal text."""
    return {
        "as_found": judgement.as_found.value,
        "as_left": judgement.as_left.value,
        "points": [
            {
                "reference": plain(point.reference),
                "as_found": _side(point.as_found),
                "as_left": _side(point.as_left),
            }
            for point in judgement.points
        ],
        "why": [why.value for why in judgement.why],
        "look_back": judgement.look_back,
    }


def _side(judged: Judged | None) -> dict[str, str] | None:
    if judged is None:
        return None
    return {"error": plain(judged.error), "verdict": judged.verdict.value}


def _standard(fields: Fields) -> StandardUsed | None:
    tag, valid_to = fields.text("tag"), fields.day("valid_to")
    fields.finish()
    if tag is None and valid_to is None:
        return None
    return StandardUsed(tag=_given(tag, fields, "tag"), valid_to=valid_to)


def _point(fields: Fields) -> Point:
    reference, tolerance = fields.number("reference"), fields.number("tolerance")
    uncertainty = fields.number("uncertainty")
    point = Point(
        reference=_given(reference, fields, "reference"),
        as_found=fields.number("as_found"),
        as_left=fields.number("as_left"),
        tolerance=_size(_given(tolerance, fields, "tolerance"), fields, "tolerance"),
        uncertainty=_size(
            Decimal(0) if uncertainty is None else uncertainty, fields, "uncertainty"
        ),
    )
    fields.finish()
    return point


def _size(value: Decimal, fields: Fields, key: str) -> Decimal:
    if value < 0:
        raise InputRefused(f"{fields.name(key)} is {plain(value)}; it has to be 0 or more.")
    return value


def _given(value: _T | None, fields: Fields, key: str) -> _T:
    if value is None:
        raise InputRefused(f"{fields.name(key)} is missing; give it.")
    return value

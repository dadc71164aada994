"""What is typed into a calibration, read field by field; the same for the dialog and for signing.

Fields: ``set``, ``found.KEY`` and ``left.KEY`` for each point of the set, ``adjusted`` (yes, no),
``adjustment``, ``room``, ``uncertainty``, ``standard`` (its tag), ``done_on``, ``second`` (an id),
``performed_by``, ``certificate_no``, ``result`` and ``found_result`` (verdicts, where a certificate
is all there is) and ``evidence`` (a JSON list of [SHA-256, name]).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.calibration_record import Evidence, MeasuredPoint
from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.tolerances import PlannedPoint, ToleranceSet

CERTIFICATE: Final = "certificate"
"""In the place of a set's key: a certificate, a service report or a photo is all there is."""
YES: Final = "yes"
NO: Final = "no"
FOUND: Final = "found."
LEFT: Final = "left."
_PLAIN: Final = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,6})?")
_SHA: Final = re.compile(r"[0-9a-f]{64}")


class EntryRefused(Refused):
    """What was typed cannot be signed as it is; ``errors`` are sentences by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = MappingProxyType(dict(errors))
        super().__init__(" ".join(errors.values()))


@dataclass(frozen=True, slots=True)
class Measured:
    """The points of a set as typed, and what cannot be read, as sentences by field."""

    points: tuple[MeasuredPoint, ...]
    errors: Mapping[str, str]


def read_amount(typed: str) -> Decimal | None:
    """The number that was typed.

    Raises:
        Refused: it is none; blank is None and no error.
    """
    text = typed.strip().replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    if not _PLAIN.fullmatch(text):
        raise Refused("Type a number, with a point for decimals.")
    return Decimal(text)


def read_points(
    plan: ToleranceSet, typed: Mapping[str, str], uncertainty: Decimal | None
) -> Measured:
    """The points of a set with what was typed at each; "Adjusted: no" copies as-found to as-left.

    Args:
        plan: the set.
        typed: texts by field.
        uncertainty: the expanded one, in the set's unit; a point with another unit has none.
    """
    errors: dict[str, str] = {}

    def amount(field: str) -> Decimal | None:
        try:
            return read_amount(typed.get(field, ""))
        except Refused as refusal:
            errors[field] = str(refusal)
            return None

    points: list[MeasuredPoint] = []
    for planned in plan.points:
        found = amount(FOUND + planned.key)
        left = found if typed.get("adjusted") == NO else amount(LEFT + planned.key)
        points.append(_measured(planned, plan.unit, found, left, uncertainty))
    known = {side + planned.key for planned in plan.points for side in (FOUND, LEFT)}
    for field, text in typed.items():
        if field.startswith((FOUND, LEFT)) and field not in known and text.strip():
            errors[field] = (
                f"The point {field.partition('.')[2]} is not in {plan.title}; remove it."
            )
    return Measured(tuple(points), MappingProxyType(errors))


def _measured(
    planned: PlannedPoint,
    unit: str,
    found: Decimal | None,
    left: Decimal | None,
    uncertainty: Decimal | None,
) -> MeasuredPoint:
    same_unit = planned.unit == unit and uncertainty is not None
    return MeasuredPoint(
        name=planned.name,
        unit=planned.unit,
        reference=planned.reference,
        tolerance=planned.tolerance,
        uncertainty=uncertainty if same_unit and uncertainty is not None else Decimal(0),
        as_found=found,
        as_left=left,
    )


def read_evidence(typed: Mapping[str, str]) -> tuple[Evidence, ...]:
    """The files that were added, in order."""
    found = json.loads(typed.get("evidence") or "[]")
    return tuple(Evidence(sha, name) for sha, name in found if _SHA.fullmatch(sha))


def write_evidence(evidence: tuple[Evidence, ...]) -> str:
    """What ``read_evidence`` reads; empty for none."""
    return json.dumps([[each.sha256, each.name] for each in evidence]) if evidence else ""


def read_verdict(typed: str) -> Verdict | None:
    """A verdict that was chosen; None for none."""
    return Verdict(typed) if typed in set(Verdict) else None

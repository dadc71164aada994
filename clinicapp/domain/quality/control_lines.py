"""Control results as JSON Lines: what ``clinicapp qc`` reads, and what it writes.

Contract: design/command-line.md, section ``qc``.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NoReturn

from clinicapp.domain.json_reading import Fields, InputRefused, read_object, shown
from clinicapp.domain.quality.controls import (
    ControlResult,
    CorrectiveAction,
    Range,
    Target,
    shown_z,
)
from clinicapp.domain.quantities import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from clinicapp.domain.quality.westgard import Judgement

_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)

_KEYS: Final = frozenset(
    (
        *("at", "device", "analyte", "lot", "level", "run", "mean", "sd", "low", "high", "value"),
        *("corrective_action", "reason"),
    )
)


def read_line(line: str) -> ControlResult | CorrectiveAction:
    """Read one line.

    A time without a zone is the place's own; it only puts lines in order, and is kept as UTC.

    Args:
        line: One JSON object.

    Returns:
        A control result with its target, or a corrective action.

    Raises:
        InputRefused: The line is not understood, lacks something or has a key that nobody knows;
            the sentence names it.
    """
    content = read_object(line)
    for key in content:
        # First of all: a key that is spelt wrongly would else be told as one that is missing.
        if key not in _KEYS:
            raise InputRefused(f"{shown(key)} is an unknown key; correct or remove it.")
    fields = Fields(content)
    read = _action if fields.truth("corrective_action") else _result
    found = read(fields)
    fields.finish()
    return found


def _action(fields: Fields) -> CorrectiveAction:
    action = CorrectiveAction(
        at=_moment(fields),
        device=_needed(fields, "device"),
        analyte=fields.text("analyte"),
        lot=fields.text("lot"),
        level=_level(fields),
    )
    # They say where it was done and what; nothing is judged by them.
    fields.text("run")
    fields.text("reason")
    return action


def _result(fields: Fields) -> ControlResult:
    level = _level(fields)
    if level is None:
        _missing("level")
    return ControlResult(
        at=_moment(fields),
        device=_needed(fields, "device"),
        analyte=_needed(fields, "analyte"),
        lot=_needed(fields, "lot"),
        level=level,
        run=fields.text("run") or "",
        target=_target(fields),
        value=_number(fields, "value"),
    )


def _target(fields: Fields) -> Target | Range:
    mean, sd = fields.number("mean"), fields.number("sd")
    low, high = fields.number("low"), fields.number("high")
    if low is None and high is None:
        mean, sd = _number(fields, "mean"), _number(fields, "sd")
        if sd <= 0:
            raise InputRefused(f"sd is {plain(sd)}; a standard deviation is above 0.")
        return Target(mean=mean, sd=sd)
    if mean is not None or sd is not None:
        raise InputRefused("it has a mean or SD and a range; give mean and sd, or low and high.")
    low, high = _number(fields, "low"), _number(fields, "high")
    if low > high:
        raise InputRefused(f"low is {plain(low)}, above high, {plain(high)}; exchange them.")
    return Range(low=low, high=high)


def _level(fields: Fields) -> int | None:
    level = fields.whole("level")
    if level is not None and level < 1:
        raise InputRefused(f"level is {level}; levels are counted from 1.")
    return level


def _number(fields: Fields, key: str) -> Decimal:
    value = fields.number(key)
    if value is None:
        _missing(key)
    return value


def _needed(fields: Fields, key: str) -> str:
    value = fields.text(key)
    if value is None:
        _missing(key)
    return value


def _missing(key: str) -> NoReturn:
    raise InputRefused(f"{key} is missing; add it.")


def _moment(fields: Fields) -> datetime:
    text = _needed(fields, "at")
    moment = None
    if _MOMENT.fullmatch(text):
        with suppress(ValueError, OverflowError):
            read = datetime.fromisoformat(text)
            moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    if moment is None:
        raise InputRefused(
            f"at is {shown(text)}; it has to be a time that exists, written as YYYY-MM-DDTHH:MM."
        )
    return moment


def written(judgement: Judgement) -> str:
    """One line of output; ``z`` is null where there is no SD to measure by."""
    z = None if judgement.z is None else plain(shown_z(judgement.z))
    found = {"z": z, "rules": list(judgement.rules), "verdict": judgement.verdict.value}
    return json.dumps(found, separators=(",", ":"))

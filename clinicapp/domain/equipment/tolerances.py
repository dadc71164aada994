"""What a kind of equipment is calibrated against: points, tolerances and who has to sign.

A trust's policy, given as data. Where a set has loads in place of points, the tolerance of each
comes from the scale's interval e: a Class III scale in service may err by twice what it might when
new, 1 e up to 500 e, 2 e up to 2000 e, 3 e up to 10 000 e (SI 1995/1907 schedule 2 paragraph 4;
reference/equipment.md 1.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from clinicapp.domain.errors import Refused

_BANDS: Final = ((500, 1), (2000, 2), (10_000, 3))
"""Class III: loads up to so many e, and the error in e that is borne in service."""


class Method(StrEnum):
    """How a calibration was done; two simulators disagree, so a simulator shows stability only."""

    STATIC = "static"
    SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPoint:
    """A point that has to be measured; ``name`` is for one that is no plain reference (a leak)."""

    reference: Decimal
    tolerance: Decimal
    unit: str
    name: str = ""

    @property
    def key(self) -> str:
        """What tells it from the set's other points."""
        return self.name or format(self.reference.normalize() + 0, "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceSet:
    """The points of one way to calibrate one kind of equipment, and what they rest on.

    ``mark`` is "verified" only where the numbers were read in their source.
    """

    key: str
    title: str
    categories: frozenset[str]
    method: Method
    unit: str
    points: tuple[PlannedPoint, ...]
    basis: str
    mark: str

    @property
    def verified(self) -> bool:
        """Whether the numbers were read in their source; what was not is shown as unsure."""
        return self.mark == "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPolicy:
    """A trust's tolerance sets and signing rule; ``version`` is kept with every calibration."""

    version: str
    sets: tuple[ToleranceSet, ...]
    second_signer: frozenset[str]

    def sets_for(self, category: str) -> tuple[ToleranceSet, ...]:
        """The ways to calibrate a kind of equipment, the usual one first."""
        return tuple(each for each in self.sets if category in each.categories)

    def set_of(self, key: str) -> ToleranceSet | None:
        """A set by its key."""
        return next((each for each in self.sets if each.key == key), None)

    def needs_second(self, category: str) -> bool:
        """Whether two different people have to sign."""
        return category in self.second_signer


def class_iii_tolerance(load: Decimal, interval_e: Decimal) -> Decimal:
    """The error that a Class III scale may show in service at a load, in the unit of both.

    Raises:
        Refused: the load is above 10 000 e, which no Class III scale weighs.
    """
    for up_to, errors in _BANDS:
        if load <= up_to * interval_e:
            return errors * interval_e
    raise Refused(f"A load of {load} is above 10 000 e of {interval_e}; no Class III scale has it.")


def read_policy(content: Mapping[str, object]) -> CalibrationPolicy:
    """Read the policy from what its file holds.

    Raises:
        Refused: an entry is missing, unknown or not understood; the sentence names it.
    """
    top = _Table(content, "the file")
    second = top.table("second_signer")
    policy = CalibrationPolicy(
        version=top.text("version"),
        sets=tuple(_set(table) for table in top.tables("sets")),
        second_signer=frozenset(second.texts("categories")),
    )
    second.text("mark")
    second.finish()
    top.finish()
    keys = [each.key for each in policy.sets]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise Refused(f"The set {twice} is there twice; give each a key of its own.")
    return policy


def _set(table: _Table) -> ToleranceSet:
    unit = table.text("unit")
    points = _loads(table, unit) if table.has("interval_e") else _points(table, unit)
    keys = [point.key for point in points]
    if not keys or len(set(keys)) != len(keys):
        raise Refused(f"{table.where} has no points, or one of them twice; correct it.")
    method = table.text("method")
    if method not in set(Method):
        raise Refused(f"{table.where}.method is {method}; use one of {', '.join(Method)}.")
    found = ToleranceSet(
        key=table.text("key"),
        title=table.text("title"),
        categories=frozenset(table.texts("categories")),
        method=Method(method),
        unit=unit,
        points=points,
        basis=table.text("basis"),
        mark=table.text("mark"),
    )
    table.finish()
    return found


def _loads(table: _Table, unit: str) -> tuple[PlannedPoint, ...]:
    interval_e = table.number("interval_e")
    return tuple(
        PlannedPoint(reference=load, tolerance=class_iii_tolerance(load, interval_e), unit=unit)
        for load in map(table.decimal, table.texts("loads"))
    )


def _points(table: _Table, unit: str) -> tuple[PlannedPoint, ...]:
    points: list[PlannedPoint] = []
    for each in table.tables("points"):
        points.append(
            PlannedPoint(
                reference=each.number("reference"),
                tolerance=each.number("tolerance"),
                unit=each.text("unit") if each.has("unit") else unit,
                name=each.text("name") if each.has("name") else "",
            )
        )
        each.finish()
        if points[-1].tolerance < 0:
            raise Refused(f"{each.where}.tolerance is below 0; correct it.")
    return tuple(points)


class _Table:
    """One table of the file; a key that nobody asked for would be a rule not applied."""

    def __init__(self, content: Mapping[str, object], where: str) -> None:
        self._content = content
        self._asked: set[str] = set()
        self.where = where

    def has(self, key: str) -> bool:
        return key in self._content

    def _get(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._content:
            raise Refused(f"{self.where} has no {key}; add it.")
        return self._content[key]

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise Refused(f"{self.where}.{key} has to be a text; correct it.")
        return value

    def decimal(self, text: str) -> Decimal:
        """A decimal, which the file has to write as text so that it stays exact."""
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise Refused(f"{self.where} has {text!r} where a number has to be; correct it.")
        return number

    def number(self, key: str) -> Decimal:
        return self.decimal(self.text(key))

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key)
        if not isinstance(value, Sequence) or not all(isinstance(each, str) for each in value):
            raise Refused(f"{self.where}.{key} has to be a list of texts; correct it.")
        return tuple(value)

    def table(self, key: str) -> _Table:
        value = self._get(key)
        if not isinstance(value, Mapping):
            raise Refused(f"{self.where}.{key} has to be a table; correct it.")
        return _Table(value, key)

    def tables(self, key: str) -> tuple[_Table, ...]:
        value = self._get(key)
        if not isinstance(value, Sequence) or not all(isinstance(e, Mapping) for e in value):
            raise Refused(f"{self.where}.{key} has to be a list of tables; correct it.")
        return tuple(_Table(each, f"{key}[{place}]") for place, each in enumerate(value))

    def finish(self) -> None:
        for key in self._content:
            if key not in self._asked:
                raise Refused(f"{self.where} has an unknown entry {key}; correct its name.")

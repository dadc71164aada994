"""The quantities, test results and times in the words of one frame.

Each reads its own words and either gives a value or raises ``Unfit`` with the reason and one
sentence. Nothing is converted: a number keeps the places that the device sent.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Final

from drivers.protocols.astm_analytes import analyte
from drivers.protocols.grammar import Words
from drivers.readings import DeviceTime, Kind, Refusal, Special, Value

_NUMBER: Final = re.compile(r"([+-]?)\s*([0-9]{1,12}(?:\.[0-9]{0,12})?)")
_DASHES: Final = re.compile(r"[-\s]*-[-\s]*")
_OFF_SCALE: Final = {">": Special.ABOVE, "<": Special.BELOW}
_ONE: Final = Decimal(1)
_MIDNIGHT: Final = ("hour", "minute", "second")


class Unfit(Exception):
    """The words are no result: why, and one sentence."""

    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Which words are the parts of the time. Two-digit years belong to ``century``.

    A device that does not know the date leaves it blank or sends zeros: the reading then has no
    time. A date that no calendar has refuses the frame, because then something was damaged.
    """

    parts: Mapping[str, str]
    century: int = 2000

    def read(self, words: Words) -> DeviceTime | None:
        """The time. Raises Unfit."""
        said = {part: words.get(name, "").strip() for part, name in self.parts.items()}
        if not any(said[part].strip("0") for part in ("year", "month", "day")):
            return None
        if not all(text.isdecimal() for text in said.values()):
            raise Unfit(
                Refusal.NOT_UNDERSTOOD,
                f"The time {_joined(said)} is no time; check the device's clock.",
            )
        numbers = {part: int(text) for part, text in said.items()}
        year = numbers["year"] + (self.century if numbers["year"] < 100 else 0)
        hour, minute, second = (numbers.get(part, 0) for part in _MIDNIGHT)
        if not _in_calendar(year, numbers["month"], numbers["day"]) or not (
            hour < 24 and minute < 60 and second < 60
        ):
            detail = f"The time {_joined(said)} is in no calendar; check the device's clock."
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)
        return DeviceTime(
            year=year,
            month=numbers["month"],
            day=numbers["day"],
            hour=hour,
            minute=minute,
            second=second,
            text=_joined(said),
        )


def _in_calendar(year: int, month: int, day: int) -> bool:
    return 1582 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _joined(said: Mapping[str, str]) -> str:
    return " ".join(said.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One value of the reading: which words it is made of, in which unit, and within which range.

    ``field`` is its name on the command line; ``{unit}`` in it is what ``units`` calls the word
    ``unit``. Several ``sources`` are added up, each times its factor: feet times 12, and inches.
    Zero means "not measured" where ``zero_is_blank``. Without a range a number below zero is the
    device's own sign that it was not zeroed.
    """

    field: str
    sources: tuple[str, ...]
    factors: tuple[Decimal, ...] = ()
    unit: str = ""
    units: Mapping[str, str] = default(default_factory=dict)
    required: bool = True
    zero_is_blank: bool = False
    lowest: Decimal | None = None
    highest: Decimal | None = None

    def read(self, words: Words) -> Value | None:
        """The value; None where it may be blank and is. Raises Unfit."""
        amount = self._amount(words)
        if amount is None:
            self._refuse_blank()
            return None
        if not amount and self.zero_is_blank:
            self._refuse_blank()
            return None
        name = self._named(words)
        self._check(amount, name)
        return Value(name, amount)

    def _amount(self, words: Words) -> Decimal | None:
        if len(self.sources) == 1 and not self.factors:
            text = words.get(self.sources[0], "").strip()
            return _number(text, self.field) if text else None
        texts = [words.get(name, "").strip() for name in self.sources]
        factors = self.factors or (_ONE,) * len(texts)
        pairs = [pair for pair in zip(texts, factors, strict=True) if pair[0]]
        if not pairs:
            return None
        return sum((_times(_number(t, self.field), each) for t, each in pairs), Decimal(0))

    def _refuse_blank(self) -> None:
        if self.required:
            detail = f"The device sent no {_spoken(self.field)}; measure again."
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)

    def _named(self, words: Words) -> str:
        if not self.unit:
            return self.field
        said = words.get(self.unit, "").strip()
        if not said:
            detail = f"The {_spoken(self.field)} came without its unit; set the device to send it."
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)
        if said not in self.units:
            known = ", ".join(self.units)
            detail = f"The unit {said!r} is none of {known}; set the device's unit."
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)
        return self.field.replace("{unit}", self.units[said])

    def _check(self, amount: Decimal, name: str) -> None:
        if self.lowest is None and amount < 0:
            detail = "The device shows less than zero; zero it and measure again."
            raise Unfit(Refusal.DEVICE_ERROR, detail)
        if (self.lowest is not None and amount < self.lowest) or (
            self.highest is not None and amount > self.highest
        ):
            detail = (
                f"{name} {amount:f} is outside what this device can measure, "
                f"{self.lowest} to {self.highest}; measure again."
            )
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)


def _spoken(field: str) -> str:
    return field.partition("_")[0]


def _times(number: Decimal, factor: Decimal) -> Decimal:
    # Not even by one: a product takes its number of places from both.
    return number if factor == _ONE else number * factor


def _number(text: str, field: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if match is None:
        spoken = _spoken(field)
        if _DASHES.fullmatch(text):
            detail = f"The device shows dashes for the {spoken}; measure again."
            raise Unfit(Refusal.DEVICE_ERROR, detail)
        raise Unfit(Refusal.NOT_UNDERSTOOD, f"The {spoken} {text!r} is no number; measure again.")
    sign, digits = match.groups()
    number = Decimal(digits)
    return -number if sign == "-" and number else number


@dataclass(frozen=True, slots=True, kw_only=True)
class Assay:
    """Results whose test and unit are in the frame: which words say so.

    ``names`` turns the device's own codes into those known to ``astm_analytes``; the unit decides
    the field together with the code. A comparator ``<`` or ``>`` makes it a limit, not a number.
    """

    code: str
    number: str
    unit: str
    comparator: str = ""
    names: Mapping[str, str] = default(default_factory=dict)

    def read(self, words: Words) -> tuple[Kind, Value]:
        """What it is of, and its value. Raises Unfit."""
        code = words.get(self.code, "").strip()
        unit = words.get(self.unit, "").strip()
        if not code or not unit:
            detail = "The result came without its test or its unit; measure again."
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)
        known = analyte(self.names.get(code, code), unit)
        amount = _number(words.get(self.number, "").strip(), code)
        special = _OFF_SCALE.get(words.get(self.comparator, "").strip())
        if special is None:
            return known.kind, Value(known.field, amount)
        return known.kind, Value(known.field, special=special, limit=amount)

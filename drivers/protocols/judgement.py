"""From the words of one frame to a reading or a refusal: the rules that no grammar can hold.

In this order: blanks that come all or none; what the device itself calls an error; whether the
value had settled; the calendar; each quantity with its unit and range. The first that fails
refuses the frame whole, because half of a result is worse than none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from drivers.protocols.astm_analytes import analyte
from drivers.protocols.grammar import Words
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    NotUnderstood,
    Reading,
    Refusal,
    Special,
    Value,
)

_NUMBER: Final = re.compile(r"(?P<sign>[+-]?)\s*(?P<digits>[0-9]{1,12}(?:\.[0-9]{0,12})?)")
_DASHES: Final = re.compile(r"[-\s]*-[-\s]*")
_OFF_SCALE: Final = {">": Special.ABOVE, "<": Special.BELOW}
_ONE: Final = Decimal(1)
_MIDNIGHT: Final = ("hour", "minute", "second")


class Origin(NamedTuple):
    """Who says it, and the bytes in which."""

    driver: str
    driver_version: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Words by which the device says that this is no result, and the sentence for each.

    ``otherwise`` is the sentence for every word that is neither listed nor in ``fine``; ``{said}``
    in it is the word itself. A word that is missing or blank refuses nothing unless it is listed.
    """

    source: str
    sentences: Mapping[str, str] = field(default_factory=dict)
    fine: frozenset[str] = frozenset()
    otherwise: str = ""
    reason: Refusal = Refusal.DEVICE_ERROR

    def sentence(self, words: Words) -> str | None:
        """Why there is no result, or None."""
        said = words.get(self.source, "").strip()
        if said in self.sentences:
            return self.sentences[said]
        if not self.otherwise or not said or said in self.fine:
            return None
        return self.otherwise.replace("{said}", said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stable:
    """Words that say that the value has settled; anything else refuses it as ``unstable``."""

    source: str
    settled: frozenset[str]
    sentence: str = "The weight was not stable yet; wait until the scale settles."


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
            raise Unfit(Refusal.NOT_UNDERSTOOD, f"The time {_joined(said)} is no time.")
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
    units: Mapping[str, str] = field(default_factory=dict)
    required: bool = True
    zero_is_blank: bool = False
    lowest: Decimal | None = None
    highest: Decimal | None = None

    def read(self, words: Words) -> Value | None:
        """The value; None where it may be blank and is. Raises Unfit."""
        texts = [words.get(name, "").strip() for name in self.sources]
        if not any(texts):
            return self._blank()
        factors = self.factors or (_ONE,) * len(texts)
        amount = sum(
            (_times(_number(text, self._spoken), each) for text, each in zip_all(texts, factors)),
            Decimal(0),
        )
        if not amount and self.zero_is_blank:
            return self._blank()
        name = self._named(words)
        self._check(amount, name)
        return Value(name, amount)

    @property
    def _spoken(self) -> str:
        return self.field.split("_")[0]

    def _blank(self) -> None:
        if self.required:
            detail = f"The device sent no {self._spoken}; measure again."
            raise Unfit(Refusal.NOT_UNDERSTOOD, detail)

    def _named(self, words: Words) -> str:
        if not self.unit:
            return self.field
        said = words.get(self.unit, "").strip()
        if not said:
            detail = f"The {self._spoken} came without its unit; set the device to send it."
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


def zip_all(texts: list[str], factors: tuple[Decimal, ...]) -> list[tuple[str, Decimal]]:
    """Each text that is not blank with its factor."""
    return [pair for pair in zip(texts, factors, strict=True) if pair[0]]


def _times(number: Decimal, factor: Decimal) -> Decimal:
    # Not even by one: a product takes its number of places from both.
    return number if factor == _ONE else number * factor


def _number(text: str, spoken: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if match is None:
        if _DASHES.fullmatch(text):
            detail = f"The device shows dashes for the {spoken}; measure again."
            raise Unfit(Refusal.DEVICE_ERROR, detail)
        raise Unfit(Refusal.NOT_UNDERSTOOD, f"The {spoken} {text!r} is no number.")
    number = Decimal(match["digits"])
    return -number if match["sign"] == "-" and number else number


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
    names: Mapping[str, str] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Which words name the person, the sample and the device; a blank word names nobody."""

    patient_ref: str = ""
    operator_ref: str = ""
    sample_ref: str = ""
    sequence: str = ""
    lot: str = ""
    user: str = ""
    serial: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A remark: ``flag`` is set if the word is there and is none of ``fine``."""

    flag: str
    source: str
    fine: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Words by which a result is known to be of control material."""

    source: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that is asked of the words of one frame."""

    kind: Kind | None
    quantities: tuple[Quantity, ...] = ()
    assay: Assay | None = None
    together: tuple[str, ...] = ()
    refuse: tuple[Refuse, ...] = ()
    stable: Stable | None = None
    moment: Moment | None = None
    flags: tuple[Flag, ...] = ()
    control: Control | None = None
    names: Names = Names()
    device: DeviceIdentity = DeviceIdentity()
    stored: bool = False


class Unfit(Exception):  # noqa: N818 - it reads as what happened
    """The words are no result: why, and one sentence."""

    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def judge(rules: Rules, words: Words, origin: Origin) -> Reading | NotUnderstood:
    """The words of one frame as a reading, or as a refusal that says why not."""
    try:
        return _reading(rules, words, origin)
    except Unfit as unfit:
        return NotUnderstood(
            driver=origin.driver,
            driver_version=origin.driver_version,
            reason=unfit.reason,
            detail=unfit.detail,
            raw=origin.raw,
            device=_device(rules, words),
        )


def _reading(rules: Rules, words: Words, origin: Origin) -> Reading:
    _all_or_none(rules.together, words)
    _refuse(rules, words)
    taken_at = rules.moment.read(words) if rules.moment else None
    kind, values = _values(rules, words)
    names = rules.names
    user = _said(words, names.user)
    return Reading(
        driver=origin.driver,
        driver_version=origin.driver_version,
        kind=kind,
        values=values,
        taken_at=taken_at,
        flags=tuple(each.flag for each in rules.flags if _raised(each, words)),
        user=int(user) if user and user.isdecimal() else None,
        sequence=_said(words, names.sequence),
        patient_ref=_said(words, names.patient_ref),
        operator_ref=_said(words, names.operator_ref),
        sample_ref=_said(words, names.sample_ref),
        device=_device(rules, words),
        control=_is_control(rules.control, words),
        lot=_said(words, names.lot),
        stored=rules.stored,
        raw=origin.raw,
    )


def _all_or_none(together: tuple[str, ...], words: Words) -> None:
    blank = [name for name in together if not words.get(name, "").strip()]
    if blank and len(blank) < len(together):
        detail = f"Only a part of the values came, not {', '.join(blank)}; measure again."
        raise Unfit(Refusal.NOT_UNDERSTOOD, detail)


def _refuse(rules: Rules, words: Words) -> None:
    for each in rules.refuse:
        sentence = each.sentence(words)
        if sentence is not None:
            raise Unfit(each.reason, sentence)
    stable = rules.stable
    if stable and words.get(stable.source, "").strip() not in stable.settled:
        raise Unfit(Refusal.UNSTABLE, stable.sentence)


def _values(rules: Rules, words: Words) -> tuple[Kind, tuple[Value, ...]]:
    found = [quantity.read(words) for quantity in rules.quantities]
    values = [value for value in found if value is not None]
    kind = rules.kind
    if rules.assay:
        assayed, value = rules.assay.read(words)
        kind = kind or assayed
        values.append(value)
    if kind is None or not values:
        raise Unfit(Refusal.NOT_UNDERSTOOD, "The frame holds no value; measure again.")
    return kind, tuple(values)


def _device(rules: Rules, words: Words) -> DeviceIdentity:
    names, known = rules.names, rules.device
    return DeviceIdentity(
        maker=known.maker,
        model=_said(words, names.model) or known.model,
        serial=_said(words, names.serial),
    )


def _said(words: Words, name: str) -> str | None:
    return words.get(name, "").strip() or None


def _raised(flag: Flag, words: Words) -> bool:
    said = words.get(flag.source, "").strip()
    return bool(said) and said not in flag.fine


def _is_control(control: Control | None, words: Words) -> bool:
    return control is not None and words.get(control.source, "").strip() in control.words

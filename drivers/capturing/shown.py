"""What the user read off a device's display, as typed: ``82.4 kg``, ``120/80``, ``GLU 6.4 mmol/L``.

Only that is accepted: a test that is known, one to three short numbers, a unit. What is typed goes
into the recording, which leaves the ward, so it must not be able to name a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from drivers.errors import DriverError
from drivers.protocols.astm_analytes import Analyte, analyte
from drivers.readings import Kind

_NUMBER: Final = r"[+-]?[0-9]{1,5}(?:[.,][0-9]{1,3})?"
_TYPED: Final = re.compile(
    rf"(?:(?P<code>[A-Za-z][A-Za-z0-9 \-]{{0,19}}?)\s*[:=]?\s+)?(?P<first>{_NUMBER})"
    rf"(?P<more>(?:\s*/\s*[0-9]{{1,3}}(?:[.,][0-9])?){{0,2}})\s*(?P<unit>\S{{1,8}})?",
    re.ASCII,
)
_DIGITS: Final = 6

UNIT_FIELDS: Final = {
    "kg": Analyte(Kind.WEIGHT, "weight_kg"),
    "g": Analyte(Kind.WEIGHT, "weight_g"),
    "lb": Analyte(Kind.WEIGHT, "weight_lb"),
    "lbs": Analyte(Kind.WEIGHT, "weight_lb"),
    "cm": Analyte(Kind.HEIGHT, "height_cm"),
    "m": Analyte(Kind.HEIGHT, "height_m"),
    "in": Analyte(Kind.HEIGHT, "height_in"),
    "c": Analyte(Kind.TEMPERATURE, "temperature_c"),
    "f": Analyte(Kind.TEMPERATURE, "temperature_f"),
}
"""Units, in lower case, that say by themselves what was measured."""

_TESTS: Final = {"spo2": Analyte(Kind.OXYGEN_SATURATION, "spo2_percent")}
_OTHER_UNITS: Final = frozenset({"mmhg", "kpa", "mmol/mol", "mmol/l", "mg/dl", "%", "percent"})
_PRESSURES: Final = ("systolic", "diastolic", "pulse")


class NotShown(DriverError):
    """What was typed is nothing that a display shows; the sentence says how to write it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One display: its numbers in their order, the unit and the test ("" if not typed)."""

    amounts: tuple[Decimal, ...]
    unit: str = ""
    code: str = ""

    @property
    def text(self) -> str:
        """As it is written into the recording."""
        numbers = "/".join(format(amount, "f") for amount in self.amounts)
        return " ".join(part for part in (self.code, numbers, self.unit) if part)


def parse_shown(text: str) -> Typed:
    """What was typed, with a decimal comma read as a point.

    Raises:
        NotShown: it holds anything that is no known test, no short number and no known unit.
    """
    match = _TYPED.fullmatch(text.strip())
    typed = None
    if match:
        numbers = [match["first"], *match["more"].split("/")[1:]]
        amounts = tuple(Decimal(number.strip().replace(",", ".")) for number in numbers)
        typed = Typed(amounts, match["unit"] or "", match["code"] or "")
    if typed is None or not _is_harmless(typed):
        raise NotShown(
            f"{text!r} is not what a display shows; type the number and its unit as 82.4 kg, "
            "120/80 mmHg, or HbA1c 42 mmol/mol."
        )
    return typed


def plain_unit(unit: str) -> str:
    """A unit without case and without the sign for degrees."""
    return unit.strip().lower().lstrip("\xb0\xf8")


def field_of(code: str, unit: str) -> Analyte | None:
    """What a value is of, by its test and unit; None if they do not say."""
    spelt = re.sub(r"[^a-z0-9]", "", code.lower())
    if spelt in _TESTS:
        return _TESTS[spelt]
    known = analyte(code, unit) if code and unit else None
    if known is not None and known.kind is not Kind.ANALYTE:
        return known
    return UNIT_FIELDS.get(plain_unit(unit)) if not code else None


def is_test(word: str) -> bool:
    """Whether a word is the name of a known test."""
    return any(field_of(word, unit) is not None for unit in ("mmol/L", "mmol/mol", "%"))


def pressure_fields(amounts: tuple[Decimal, ...], unit: str) -> tuple[str, ...]:
    """The fields of a blood pressure: systolic, diastolic and perhaps pulse; () if it is none.

    A systolic value of 40 or more can only be mmHg; a lower one needs its unit.
    """
    said = plain_unit(unit)
    if said not in ("", "mmhg", "kpa") or len(amounts) < 2 or amounts[0] <= amounts[1]:
        return ()
    if not said and amounts[0] < 40:
        return ()
    pressures = [f"{name}_{said or 'mmhg'}" for name in _PRESSURES[:2]]
    return (*pressures, "pulse_per_min")[: len(amounts)]


def _is_harmless(typed: Typed) -> bool:
    digits = sum(len(amount.as_tuple().digits) for amount in typed.amounts)
    several = len(typed.amounts) > 1
    if digits > (3 * _DIGITS // 2 if several else _DIGITS):
        return False
    unit = plain_unit(typed.unit)
    if unit and unit not in UNIT_FIELDS and unit not in _OTHER_UNITS:
        return False
    return not typed.code or field_of(typed.code, typed.unit) is not None
